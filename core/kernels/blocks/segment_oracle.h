// The model of denoiser.h on texts of segments by other code: posteriors by a sum over whole
// segments instead of states, errors as the formula has them. Shares only the tables of the source
// with what it checks.
#pragma once

#include "kernels/blocks/segment_source.h"

namespace touchstone::kernels::sources {

// p(token at i = v | tokens that are not masked) of a text from its very first token on: [text x
// vocabulary]. Rows of known tokens are zero.
std::vector<double> exactConditionals(const SegmentSource &source, std::span<const Token> text);

struct Guess {
    Token token = maskedToken;
    double confidence = 0;  // 0 of known tokens
};
// The likeliest token of p^(1 + beta d / 15), d the distance to the nearest known token.
std::vector<Guess> exactGuesses(const SegmentSource &source, std::span<const Token> text,
                                double beta);

}  // namespace touchstone::kernels::sources
