// Dense products with the same weights in every call, by oneDNN: the weights are kept in the layout
// that oneDNN chooses, so that a call need not pack them.
#pragma once

#include <cstddef>
#include <memory>

namespace touchstone::kernels {

// y[m x n] = x[m x k] * w[n x k]^T, row-major, for any number of weights of this shape.
class PackedLinear {
public:
    // threads: of every call.
    PackedLinear(std::size_t m, std::size_t n, std::size_t k, int threads);

    std::size_t packedBytes() const;
    void pack(const float *w, std::byte *packed) const;
    // packed: 64-byte aligned, packedBytes() long. Several threads may multiply at the same time.
    void multiply(const float *x, const std::byte *packed, float *y) const;

private:
    struct Private;
    std::shared_ptr<const Private> d;
};

}  // namespace touchstone::kernels
