// Naive decoders of expert-eb-compress, bit by bit and in double. They share nothing with the codec
// but the format.
#pragma once

#include "kernels/blocks/codec.h"
#include "kernels/blocks/half.h"

#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace touchstone::kernels::expert_eb_compress {

double exactHalf(Half half);
int exactNumber(const std::uint8_t *codes, unsigned bits, std::size_t i);  // of plain_codes.h

// Words before each block, found from the lengths alone.
class FixedOracle {
public:
    FixedOracle(std::span<const std::uint8_t> bits, std::span<const std::uint32_t> words);
    // The numbers (not differences) of a block.
    std::vector<int> block(std::size_t index, bool predicted) const;

private:
    std::span<const std::uint8_t> m_bits;
    std::span<const std::uint32_t> m_words;
    std::vector<std::size_t> m_first;
};

class HuffmanOracle {
public:
    // lengths[i]: of the code of number lowest + i
    HuffmanOracle(int lowest, std::span<const std::uint8_t> lengths);
    // The numbers of a stream of `count`; nullopt where bits make no code, or where the stream does
    // not end in the last of its bytes.
    std::optional<std::vector<int>> stream(std::span<const std::uint8_t> bytes, std::size_t count,
                                           bool predicted) const;

private:
    std::map<std::pair<unsigned, unsigned>, int> m_numbers;  // by length and code
};

// Bits that no code of single numbers can go below: values.size() times the entropy of the numbers,
// or of their differences within `period` values where period > 0.
double entropyBits(std::span<const float> values, float step, std::size_t period);

}  // namespace touchstone::kernels::expert_eb_compress
