// Splits rows among threads in contiguous, equal ranges: the same rows on the same thread in every
// call, so that caches and first-touch pages stay with it.
#pragma once

#include <omp.h>

#include <cstddef>

namespace touchstone::kernels {

// body(begin, end) is called once a thread with its range of [0, rows).
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

}  // namespace touchstone::kernels
