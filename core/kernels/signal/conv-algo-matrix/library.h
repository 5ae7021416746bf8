// oneDNN's own convolution, chosen by it for the processor.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <memory>

namespace touchstone::kernels::conv_algo_matrix {

// Channels last, 3x3, stride 1; x carries its border, so that no padding is asked for.
struct Sizes {
    std::size_t images, padded, size, inputs, outputs;
};

class LibraryConvolution {
public:
    // weights: [outputs][3][3][inputs], taken over into the library's own order.
    static Result<std::unique_ptr<LibraryConvolution>> create(const Sizes &sizes,
                                                              const float *weights, int threads);
    ~LibraryConvolution();
    void run(const float *x, float *y);

private:
    struct Private;
    explicit LibraryConvolution(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

}  // namespace touchstone::kernels::conv_algo_matrix
