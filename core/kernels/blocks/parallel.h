// Splits rows among threads in contiguous, equal ranges: the same rows on the same thread in every
// call, so that caches and first-touch pages stay with it.
#pragma once

#include <omp.h>

#include <cstddef>

namespace touchstone::kernels {

// body(begin, end) is called once per thread with its range of [0, rows).
template <class Body>
void parallelRows(int threads, std::size_t rows, const Body &body)
{
    if (threads <= 1 || rows <= 1) {
        body(std::size_t(0), rows);
        return;
    }
#pragma omp parallel num_threads(threads)
    {
        const auto count = std::size_t(omp_get_num_threads());
        const auto self = std::size_t(omp_get_thread_num());
        const std::size_t begin = rows * self / count;
        const std::size_t end = rows * (self + 1) / count;
        if (begin < end) {
            body(begin, end);
        }
    }
}

// body(row) for each row of such ranges.
template <class Body>
void parallelEach(int threads, std::size_t rows, const Body &body)
{
    parallelRows(threads, rows, [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            body(row);
        }
    });
}

// body(i, thread) for each i of [0, count), dealt out in turn: for items that differ in their work,
// the same ones on the same thread in every call. thread: below `threads`, for scratch of its own.
template <class Body>
void parallelItems(int threads, std::size_t count, const Body &body)
{
    const auto all = std::size_t(threads);
    parallelRows(threads, all, [&](std::size_t first, std::size_t last) {
        for (std::size_t thread = first; thread < last; ++thread) {
            for (std::size_t i = thread; i < count; i += all) {
                body(i, thread);
            }
        }
    });
}

}  // namespace touchstone::kernels
