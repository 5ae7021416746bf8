#include "kernels/attention/attn-sparse-symbols/symbols.h"

#include "kernels/blocks/rng.h"

namespace touchstone::kernels::attn_sparse_symbols {

namespace {

// Numbers below `count` that are wanted.
template <class Wanted>
std::vector<Run> runsOf(std::size_t count, const Wanted &wanted)
{
    std::vector<Run> runs;
    for (std::size_t i = 0; i < count; ++i) {
        if (!wanted(i)) {
            continue;
        }
        if (!runs.empty() && runs.back().last == i) {
            ++runs.back().last;
        } else {
            runs.push_back({i, i + 1});
        }
    }
    return runs;
}

}  // namespace

Symbols::Symbols(std::size_t headCount, std::size_t tokenCount, Memory &memory)
    : heads(headCount), tokens(tokenCount),
      query(memory.allocate<std::uint8_t>(BufferRole::Input, heads * rowBytes())),
      key(memory.allocate<std::uint8_t>(BufferRole::Input, heads * blocks() * rowBytes()))
{
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
    for (const Run &run :
         runsOf(blocks(), [&](std::size_t other) { return sees(head, block, other); })) {
        found.push_back({std::int32_t(run.first * blockTokens),
                         std::int32_t(std::min(run.last * blockTokens, tokens))});
    }
    return found;
}

std::vector<Run> Symbols::runsOfHeads(std::size_t block, bool computed) const
{
    return runsOf(heads, [&](std::size_t head) { return computes(head, block) == computed; });
}

Symbols::Computed Symbols::computed() const
{
    Computed sum;
    for (std::size_t i = 0; i < heads * blocks(); ++i) {
        const std::size_t head = i / blocks(), block = i % blocks();
        if (!computes(head, block)) {
            continue;
        }
        sum.tokens += double(rows(block));
        for (const auto &range : ranges(head, block)) {
            sum.pairs += double(rows(block)) * double(range.end - range.begin);
        }
    }
    return sum;
}

}  // namespace touchstone::kernels::attn_sparse_symbols
