#include "kernels/blocks/gemm_int8.h"

#include "kernels/blocks/parallel.h"

#include <dnnl.h>
#include <omp.h>

#include <cstdio>
#include <cstdlib>

namespace touchstone::kernels {

namespace {

// oneDNN packs B in every call, which pays once enough rows read it and it is large enough.
constexpr std::size_t rowsToPackFor = 16;
constexpr std::size_t weightsToPack = 8192;

}  // namespace

void gemmInt8NT(std::size_t m, std::size_t n, std::size_t k, const std::int8_t *a,
                const std::int8_t *b, std::int32_t *c, int threads)
{
    if (m < rowsToPackFor) {
        parallelRows(threads, n, [&](std::size_t begin, std::size_t end) {
            unpackedInt8NT({0, m, begin, end}, n, k, a, b, c);
        });
        return;
    }
    if (n * k < weightsToPack) {
        parallelRows(threads, m, [&](std::size_t begin, std::size_t end) {
            unpackedInt8NT({begin, end, 0, n}, n, k, a, b, c);
        });
        return;
    }
    omp_set_num_threads(threads);  // oneDNN asks OpenMP
    const std::int32_t offset = 0;
    const auto status = dnnl_gemm_s8s8s32('N', 'T', 'F', dnnl_dim_t(m), dnnl_dim_t(n),
                                          dnnl_dim_t(k), 1.0F, a, dnnl_dim_t(k), 0, b,
                                          dnnl_dim_t(k), 0, 0.0F, c, dnnl_dim_t(n), &offset);
    if (status != dnnl_success) {
        // Only wrong sizes or no memory: a programming error, or a crash worth recording.
        std::fprintf(stderr, "dnnl_gemm_s8s8s32 failed with status %d\n", int(status));
        std::abort();
    }
}

}  // namespace touchstone::kernels
