// What tiles lose, in double precision, and the oracle's own view of who sees whom.
#pragma once

#include "kernels/attention/attn-hilbert-tiles/tiles.h"
#include "kernels/kernel.h"

namespace touchstone::kernels::attn_hilbert_tiles {

// Distance of a position along the Hilbert curve, by recursion on quadrants.
std::size_t hilbertIndex(std::size_t side, std::size_t x, std::size_t y);

// Whether token a sees token b; row-major tokens, text last.
bool sees(const Image &image, Mask mask, std::size_t a, std::size_t b);

// One query in double precision over the keys that it sees under the mask: its output, and the
// share of the dense softmax that these keys hold.
struct ExactQuery {
    std::vector<double> out;
    double mass = 0;
};
ExactQuery exactQuery(const Image &image, Mask mask, std::size_t token, std::size_t size,
                      const float *q, const float *k, const float *v);

// Mass and output error of the patterns on the tokens of the shape over five seeds: by number of
// tiles, and with 16 tiles by length and by strength of the locality. Reach with 16 tiles.
Result<std::vector<Quality>> tileQuality(const Setup &setup);

}  // namespace touchstone::kernels::attn_hilbert_tiles
