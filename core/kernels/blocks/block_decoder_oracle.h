// The decoders of block_decoder.h on texts of segments, written out once more on the posteriors of
// segment_oracle.h. Shares only the tables of the source with what it checks.
#pragma once

#include "kernels/blocks/block_decoder.h"
#include "kernels/blocks/segment_source.h"

namespace touchstone::kernels::sources {

struct ExactText {
    std::vector<Token> tokens;  // without the prompt
    std::vector<std::int32_t> steps;
};
ExactText exactBlocks(const SegmentSource &source, std::span<const Token> prompt,
                      std::size_t length, const BlockRule &rule, double threshold);

}  // namespace touchstone::kernels::sources
