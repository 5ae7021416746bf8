// Dense products with the same weights in every call, by oneDNN: the weights are kept in the layout
// that oneDNN chooses, so that a call need not pack them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace touchstone::kernels {

enum class Epilogue { None, BiasAndRelu };  // what a product does to y before it is stored

// y[m x n] = x[m x k] * w[n x k]^T, row-major, for any number of weights of this shape. Int8: exact
// in 32 bits, |w| <= 63 (gemm_int8.h).
template <class In, class Out>
class PackedProduct {
public:
    // threads: of every call.
    PackedProduct(std::size_t m, std::size_t n, std::size_t k, int threads,
                  Epilogue epilogue = Epilogue::None);

    std::size_t packedBytes() const;
    void pack(const In *w, std::byte *packed) const;
    // packed: 64-byte aligned, packedBytes() long. Several threads may multiply at the same time.
    // bias: [n], where the epilogue adds one.
    void multiply(const In *x, const std::byte *packed, Out *y, const Out *bias = nullptr) const;

private:
    struct Private;
    std::shared_ptr<const Private> d;
};

using PackedLinear = PackedProduct<float, float>;
using PackedInt8 = PackedProduct<std::int8_t, std::int32_t>;

}  // namespace touchstone::kernels
