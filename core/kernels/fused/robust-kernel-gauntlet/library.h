// LayerNorm and softmax by oneDNN, as baselines that nobody wrote for this comparison.
#pragma once

#include <cstddef>
#include <memory>

namespace touchstone::kernels::robust_kernel_gauntlet {

// Over rows [rows x width]; threads: of every call.
class LibraryLayerNorm {
public:
    LibraryLayerNorm(std::size_t rows, std::size_t width, int threads);
    void run(const float *x, const float *weight, const float *bias, float *y) const;

private:
    struct Private;
    std::shared_ptr<const Private> d;
};

class LibrarySoftmax {
public:
    LibrarySoftmax(std::size_t rows, std::size_t width, int threads);
    void run(const float *x, float *y) const;

private:
    struct Private;
    std::shared_ptr<const Private> d;
};

}  // namespace touchstone::kernels::robust_kernel_gauntlet
