#include "kernels/attention/attn-sparse-symbols/symbols.h"

#include "kernels/blocks/rng.h"

namespace touchstone::kernels::attn_sparse_symbols {

Symbols::Symbols(std::size_t headCount, std::size_t tokenCount, Memory &memory)
    : heads(headCount), tokens(tokenCount)
{
    query = memory.allocate<std::uint8_t>(BufferRole::Input, heads * rowBytes());
    key = memory.allocate<std::uint8_t>(BufferRole::Input, heads * blocks() * rowBytes());
}

void Symbols::fill(double computed, double seen, std::uint64_t seed) const
{
    const auto draw = [&](std::uint32_t stream, std::size_t i, double share) {
        return rng::uniform(rng::philox(seed, stream, i)[0]) < share;
    };
    const auto set = [](std::uint8_t *row, std::size_t bit) {
        row[bit / 8] = std::uint8_t(row[bit / 8] | 1U << (bit % 8));
    };
    for (std::size_t row = 0; row < heads * blocks(); ++row) {
        const std::size_t block = row % blocks();
        if (draw(21, row, computed)) {
            set(query.data() + row / blocks() * rowBytes(), block);
        }
        for (std::size_t other = 0; other < blocks(); ++other) {
            if (other == block || draw(22, row * blocks() + other, seen)) {
                set(key.data() + row * rowBytes(), other);
            }
        }
    }
}

std::vector<attention::KeyRange> Symbols::ranges(std::size_t head, std::size_t block) const
{
    std::vector<attention::KeyRange> found;
    for (std::size_t other = 0; other < blocks(); ++other) {
        if (!sees(head, block, other)) {
            continue;
        }
        const auto begin = std::int32_t(other * blockTokens);
        const auto end = begin + std::int32_t(rows(other));
        if (!found.empty() && found.back().end == begin) {
            found.back().end = end;
        } else {
            found.push_back({begin, end});
        }
    }
    return found;
}

std::vector<std::pair<std::size_t, std::size_t>> Symbols::runsOfHeads(std::size_t block,
                                                                      bool computed) const
{
    std::vector<std::pair<std::size_t, std::size_t>> runs;
    for (std::size_t head = 0; head < heads; ++head) {
        if (computes(head, block) != computed) {
            continue;
        }
        if (!runs.empty() && runs.back().second == head) {
            ++runs.back().second;
        } else {
            runs.emplace_back(head, head + 1);
        }
    }
    return runs;
}

double Symbols::computedPairs() const
{
    double pairs = 0;
    for (std::size_t head = 0; head < heads; ++head) {
        for (std::size_t block = 0; block < blocks(); ++block) {
            for (const auto &range : ranges(head, block)) {
                pairs += computes(head, block)
                                 ? double(rows(block)) * double(range.end - range.begin)
                                 : 0;
            }
        }
    }
    return pairs;
}

double Symbols::computedShare() const
{
    double share = 0;
    for (std::size_t head = 0; head < heads; ++head) {
        for (std::size_t block = 0; block < blocks(); ++block) {
            share += computes(head, block) ? double(rows(block)) : 0;
        }
    }
    return share / double(heads * tokens);
}

}  // namespace touchstone::kernels::attn_sparse_symbols
