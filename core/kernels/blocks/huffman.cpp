#include "kernels/blocks/huffman.h"

#include <algorithm>
#include <array>

namespace touchstone::kernels::huffman {

namespace {

// Coins of package-merge: numbers that would all get one bit more.
struct Package {
    std::uint64_t weight = 0;
    std::vector<std::uint32_t> numbers;
};

bool lighter(const Package &a, const Package &b)
{
    return a.weight < b.weight;
}

// Neighbours in order of weight make one package; an odd last one is left out.
std::vector<Package> paired(const std::vector<Package> &sorted)
{
    std::vector<Package> pairs;
    for (std::size_t i = 0; i + 1 < sorted.size(); i += 2) {
        Package pair = sorted[i];
        pair.weight += sorted[i + 1].weight;
        pair.numbers.insert(pair.numbers.end(), sorted[i + 1].numbers.begin(),
                            sorted[i + 1].numbers.end());
        pairs.push_back(std::move(pair));
    }
    return pairs;
}

std::uint32_t reversed(std::uint32_t code, unsigned length)
{
    std::uint32_t out = 0;
    for (unsigned i = 0; i < length; ++i) {
        out |= ((code >> i) & 1U) << (length - 1 - i);
    }
    return out;
}

}  // namespace

std::vector<std::uint8_t> codeLengths(std::span<const std::uint64_t> counts)
{
    std::vector<Package> singles;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] > 0) {
            singles.push_back({counts[i], {std::uint32_t(i)}});
        }
    }
    std::vector<std::uint8_t> lengths(counts.size(), std::uint8_t(0));
    if (singles.size() == 1) {
        lengths[singles.front().numbers.front()] = 1;
        return lengths;
    }
    std::stable_sort(singles.begin(), singles.end(), lighter);
    std::vector<Package> level = singles;
    for (unsigned bit = 1; bit < mostCodeBits; ++bit) {
        const std::vector<Package> pairs = paired(level);
        level.clear();
        std::merge(singles.begin(), singles.end(), pairs.begin(), pairs.end(),
                   std::back_inserter(level), lighter);
    }
    level.resize(std::min(level.size(), singles.empty() ? 0 : 2 * singles.size() - 2));
    for (const Package &package : level) {
        for (const std::uint32_t number : package.numbers) {
            ++lengths[number];
        }
    }
    return lengths;
}

Codebook::Codebook(int lowestNumber, std::vector<std::uint8_t> lengthsOfNumbers)
    : lowest(lowestNumber), lengths(std::move(lengthsOfNumbers)), codes(lengths.size())
{
    std::array<std::uint32_t, mostCodeBits + 2> next{};  // code to come, by length
    for (const std::uint8_t length : lengths) {
        tableBits = std::max<unsigned>(tableBits, length);
        next[length + 1U] += length > 0 ? 1 : 0;
    }
    for (unsigned length = 1; length <= mostCodeBits; ++length) {
        next[length] = (next[length - 1] + next[length]) << 1U;
    }
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        codes[i] = lengths[i] > 0 ? reversed(next[lengths[i]]++, lengths[i]) : 0;
    }
}

std::vector<std::int32_t> Codebook::table() const
{
    std::vector<std::int32_t> entries(std::size_t(1) << tableBits, 0);
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        const std::size_t step = std::size_t(1) << lengths[i];
        const int number = lowest + int(i);
        for (std::size_t at = codes[i]; lengths[i] > 0 && at < entries.size(); at += step) {
            entries[at] = number * 256 + int(lengths[i]);
        }
    }
    return entries;
}

}  // namespace touchstone::kernels::huffman
