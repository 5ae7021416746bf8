// The codecs of format.h in double precision, value by value, from their definitions.
#pragma once

#include "kernels/quant/quant-lzs4/format.h"

namespace touchstone::kernels::quant_lzs4 {

// The value that stands at (r, column) of a stream.
double decoded(std::size_t codec, const Layout &layout, const Stream &stream, std::size_t r,
               std::size_t column);

// x: row r. Values whose code, or whose scale, is not what the codec asks for x. A value that lies
// within rounding of a boundary may take either side.
std::size_t wrongCodes(std::size_t codec, const Layout &layout, const float *x,
                       const Stream &stream, std::size_t r);

}  // namespace touchstone::kernels::quant_lzs4
