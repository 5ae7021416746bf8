#include "kernels/blocks/gemm.h"

#include <dnnl.h>
#include <hwy/targets.h>
#include <omp.h>

#include <cstdio>
#include <cstdlib>

namespace touchstone::kernels {

namespace {

void sgemm(char transposeA, char transposeB, std::size_t m, std::size_t n, std::size_t k,
           float alpha, const float *a, std::size_t lda, const float *b, std::size_t ldb,
           float beta, float *c, std::size_t ldc, int threads)
{
    omp_set_num_threads(threads);  // oneDNN asks OpenMP
    const auto status =
            dnnl_sgemm(transposeA, transposeB, dnnl_dim_t(m), dnnl_dim_t(n), dnnl_dim_t(k), alpha,
                       a, dnnl_dim_t(lda), b, dnnl_dim_t(ldb), beta, c, dnnl_dim_t(ldc));
    if (status != dnnl_success) {
        // Only wrong sizes or no memory: a programming error, or a crash worth recording.
        std::fprintf(stderr, "dnnl_sgemm failed with status %d\n", int(status));
        std::abort();
    }
}

std::string isaName()
{
    switch (dnnl_get_effective_cpu_isa()) {
    case dnnl_cpu_isa_sse41:
        return "SSE4.1";
    case dnnl_cpu_isa_avx:
        return "AVX";
    case dnnl_cpu_isa_avx2:
        return "AVX2";
    case dnnl_cpu_isa_avx512_core:
        return "AVX-512";
    case dnnl_cpu_isa_avx512_core_vnni:
        return "AVX-512 VNNI";
    case dnnl_cpu_isa_avx512_core_bf16:
        return "AVX-512 BF16";
    default:
        return std::to_string(int(dnnl_get_effective_cpu_isa()));
    }
}

}  // namespace

void gemmNT(std::size_t m, std::size_t n, std::size_t k, const float *a, const float *b, float beta,
            float *c, std::size_t ldc, int threads)
{
    sgemm('N', 'T', m, n, k, 1.0F, a, k, b, k, beta, c, ldc, threads);
}

void gemmNT(std::size_t m, std::size_t n, std::size_t k, const float *a, std::size_t lda,
            const float *b, std::size_t ldb, float beta, float *c, std::size_t ldc, int threads)
{
    sgemm('N', 'T', m, n, k, 1.0F, a, lda, b, ldb, beta, c, ldc, threads);
}

void gemmNN(std::size_t m, std::size_t n, std::size_t k, const float *a, const float *b, float beta,
            float *c, int threads)
{
    sgemm('N', 'N', m, n, k, 1.0F, a, k, b, n, beta, c, n, threads);
}

void gemmTN(std::size_t m, std::size_t n, std::size_t k, const float *a, const float *b, float *c,
            int threads)
{
    sgemm('T', 'N', m, n, k, 1.0F, a, m, b, n, 0.0F, c, n, threads);
}

void gemm(GemmForm form, std::size_t m, std::size_t n, std::size_t k, float alpha, Submatrix a,
          Submatrix b, float beta, float *c, std::size_t ldc, int threads)
{
    sgemm(form == GemmForm::TN ? 'T' : 'N', form == GemmForm::NT ? 'T' : 'N', m, n, k, alpha,
          a.data, a.stride, b.data, b.stride, beta, c, ldc, threads);
}

std::map<std::string, std::string> libraryFacts()
{
    const dnnl_version_t *version = dnnl_version();
    const std::string number = std::to_string(version->major) + "." + std::to_string(version->minor)
                               + "." + std::to_string(version->patch);
    // The best target is the lowest bit of those the processor supports.
    const int64_t best = hwy::SupportedTargets() & -hwy::SupportedTargets();
    return {{"onednn", number},
            {"onednn_isa", isaName()},
            {"highway_target", hwy::TargetName(best)}};
}

}  // namespace touchstone::kernels
