// QuaRTZ (report 2025-10-15, paper 22): 8-bit min-max quantisation takes the outliers; leading-zero
// suppression then keeps the four bits of every group that matter.
//
//   q = round(x / s)                 8 bits, s = max|row| / 127
//   f = max(0, bits(max|q|) - 3)     a group of 16 shares one flag of 3 bits
//   stored: sign, |q| >> f           4 bits;  decoded: +-(|q| >> f) << f * s
//
// Against it: int4 with scales of rows and of groups of 64, a power-of-two scale for the same
// groups (which the shift amounts to), MXFP4, and plain int8. Operations: encode, decode, and the
// product with 8-bit weights. Formats: format.h.
#include "kernels/quant/quant-lzs4/coded.h"

namespace touchstone::kernels::quant_lzs4 {

Coded::Coded(const Setup &setup, Memory &memory, BufferRole role) : Operation(setup, memory)
{
    for (std::size_t codec = 0; codec < codecIds.size(); ++codec) {
        streams.emplace_back(codec, layout, role, memory);
    }
}

void Coded::fillStreams(std::uint64_t seed)
{
    std::vector<float> values(rows * columns);
    fillActivations(Distribution::Laplace, values, columns, seed);
    for (const Stream &stream : streams) {
        encode(stream, values.data(), threads());
    }
}

std::unique_ptr<Kernel> make()
{
    return declared("quant-lzs4",
                    {{"encode", encoding}, {"decode", decoding}, {"product", product}},
                    roundingQuality);
}

}  // namespace touchstone::kernels::quant_lzs4
