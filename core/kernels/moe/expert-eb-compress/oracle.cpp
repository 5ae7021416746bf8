#include "kernels/blocks/figures.h"
#include "kernels/moe/expert-eb-compress/codes.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace touchstone::kernels::expert_eb_compress {

namespace {

int numberOf(const std::uint8_t *codes, unsigned bits, std::size_t i)
{
    if (bits == 8) {
        return codes[i] < 128 ? codes[i] : codes[i] - 256;
    }
    const std::size_t place = i % 64;
    const std::uint8_t byte = codes[i / 64 * 32 + place % 32];
    const int number = place < 32 ? byte % 16 : byte / 16;
    return number < 8 ? number : number - 16;
}

// Appends the numbers (not differences) of a block; words: from its signs on.
void addBlock(const std::uint32_t *words, unsigned bits, bool predicted, std::vector<double> &to)
{
    int before = 0;
    for (unsigned i = 0; i < codec::blockValues; ++i) {
        int number = 0;
        for (unsigned k = 0; k < bits; ++k) {
            number += (words[1 + k] & (1U << i)) != 0 ? 1 << k : 0;
        }
        const bool negative = number != 0 && (words[0] & (1U << i)) != 0;
        before = (predicted ? before : 0) + (negative ? -number : number);
        to.push_back(before);
    }
}

// Where a block begins is found from the lengths alone.
void addFixed(const ExpertCodes &codes, std::size_t form, std::size_t chunk,
              std::vector<double> &numbers)
{
    const auto &code = codes.fixedOf(form);
    std::size_t word = 0;
    for (std::size_t b = 0; b < std::min(code.bits.size(), (chunk + 1) * codec::blocksPerChunk);
         ++b) {
        if (b >= chunk * codec::blocksPerChunk) {
            addBlock(code.words.data() + word, code.bits[b], isPredicted(form), numbers);
        }
        word += code.bits[b] > 0 ? 1U + code.bits[b] : 0U;
    }
}

// Numbers by length and code.
using Codes = std::map<std::pair<unsigned, unsigned>, int>;

Codes codesOf(const huffman::Codebook &book)
{
    Codes codes;
    unsigned code = 0;
    for (unsigned length = 1; length < 32; ++length) {
        for (std::size_t i = 0; i < book.lengths.size(); ++i) {
            if (book.lengths[i] == length) {
                codes[{length, code++}] = book.lowest + int(i);
            }
        }
        code *= 2;
    }
    return codes;
}

// Appends a stream of `count` numbers; false where it is broken.
bool addStream(const Codes &codes, std::span<const std::uint8_t> bytes, std::size_t count,
               bool predicted, std::vector<double> &to)
{
    int before = 0;
    std::size_t bit = 0;
    for (std::size_t i = 0; i < count; ++i) {
        unsigned code = 0;
        auto found = codes.end();
        for (unsigned length = 1; length < 32 && found == codes.end(); ++length, ++bit) {
            if (bit >= bytes.size() * 8) {
                return false;
            }
            code = 2 * code + ((bytes[bit / 8] >> (bit % 8)) & 1U);
            found = codes.find({length, code});
        }
        if (found == codes.end()) {
            return false;
        }
        before = (predicted ? before : 0) + found->second;
        to.push_back(before);
    }
    return (bit + 7) / 8 == bytes.size();
}

bool addHuffman(const ExpertCodes &codes, std::size_t form, std::size_t chunk,
                std::vector<double> &numbers)
{
    const auto &code = codes.huffmanOf(form);
    const Codes byCode = codesOf(code.book);
    for (std::size_t s = chunk * codec::streamsPerChunk; s < (chunk + 1) * codec::streamsPerChunk;
         ++s) {
        const std::size_t first = std::min(s * codec::streamValues, codes.count());
        const std::size_t count = std::min(first + codec::streamValues, codes.count()) - first;
        const auto bytes =
                code.bytes.span().subspan(code.starts[s], code.starts[s + 1] - code.starts[s]);
        if (!addStream(byCode, bytes, count, isPredicted(form), numbers)) {
            return false;
        }
    }
    return true;
}

}  // namespace

std::optional<std::vector<double>> exactChunk(const ExpertCodes &codes, std::size_t form,
                                              std::size_t chunk)
{
    const std::size_t first = chunk * codec::chunkValues;
    const std::size_t count = std::min(codec::chunkValues, codes.count() - first);
    std::vector<double> values;
    if (isHuffman(form) && !addHuffman(codes, form, chunk, values)) {
        return std::nullopt;
    }
    if (isFixed(form)) {
        addFixed(codes, form, chunk, values);
    }
    values.resize(count);  // the last block is padded
    for (std::size_t i = first; i < first + count; ++i) {
        double &value = values[i - first];
        if (form == Fp16) {
            value = fromFp16(codes.halves[i]);
        } else if (form == Int8 || form == Int4) {
            const auto &code = codes.groupsOf(form);
            value = numberOf(code.codes.data(), groupBits(form), i)
                    * double(fromFp16(code.scales[i / groupSize]));
        } else {
            value *= double(codes.step());
        }
    }
    return values;
}

double entropyBits(std::span<const float> values, float step, std::size_t period)
{
    std::vector<double> counts(8192, 0.0);  // far more than differences of codes reach
    long before = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        // A wrong output may be any value, also one whose code has no whole number.
        const double code = double(values[i]) / double(step);
        const long number = std::isnan(code) ? 0 : std::lround(std::clamp(code, -1e6, 1e6));
        const bool differs = period > 0 && i % period != 0;
        const long difference = differs ? number - before : number;
        before = number;
        counts[std::size_t(std::clamp(difference, -4096L, 4095L) + 4096)] += 1;
    }
    return double(values.size()) * entropyOf(counts);
}

}  // namespace touchstone::kernels::expert_eb_compress
