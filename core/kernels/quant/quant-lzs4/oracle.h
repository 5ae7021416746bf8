// The codecs of format.h in double precision, value by value, from their definitions.
#pragma once

#include "kernels/quant/quant-lzs4/format.h"

namespace touchstone::kernels::quant_lzs4 {

// The value at (r, column) of a stream.
double decoded(const Stream &stream, std::size_t r, std::size_t column);

// x: row r. Whether codes, padding included, and scales of row r are what the codec asks for x. A
// value within rounding of a boundary may take either side.
bool rowIsRight(const Layout &layout, const float *x, const Stream &stream, std::size_t r);

}  // namespace touchstone::kernels::quant_lzs4
