// Huffman codes of limited length for small whole numbers. Codes are canonical (by length, then by
// number) and are stored from their first bit on in the lowest free bit, so that a reader finds the
// next number with one look at a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace touchstone::kernels::huffman {

constexpr unsigned mostCodeBits = 13;    // a table of 2^13 entries stays near the processor
constexpr std::size_t readPadding = 16;  // bytes after a stream that a reader may look at

// Lengths of the best code of at most mostCodeBits bits for numbers that occur `counts` times; 0
// for those that do not occur. At most 2^mostCodeBits numbers occur. Package-merge: Larmore and
// Hirschberg, "A Fast Algorithm for Optimal Length-Limited Huffman Codes", JACM 37(3), 1990.
std::vector<std::uint8_t> codeLengths(std::span<const std::uint64_t> counts);

// The code of number lowest + i has lengths[i] bits.
struct Codebook {
    Codebook() = default;
    Codebook(int lowestNumber, std::vector<std::uint8_t> lengthsOfNumbers);
    // Entry of the next bits: number << 8 | length; 2^tableBits entries.
    std::vector<std::int32_t> table() const;

    int lowest = 0;
    std::vector<std::uint8_t> lengths;
    std::vector<std::uint32_t> codes;  // first bit lowest
    unsigned tableBits = 0;            // the longest length
};

class BitWriter {
public:
    explicit BitWriter(std::vector<std::uint8_t> &to) : m_to(to) {}
    void put(std::uint32_t code, unsigned length)
    {
        m_bits |= std::uint64_t(code) << m_count;
        for (m_count += length; m_count >= 8; m_count -= 8) {
            m_to.push_back(std::uint8_t(m_bits));
            m_bits >>= 8U;
        }
    }
    // Fills the last byte with zeros.
    void flush()
    {
        if (m_count > 0) {
            m_to.push_back(std::uint8_t(m_bits));
        }
        m_bits = 0;
        m_count = 0;
    }

private:
    std::vector<std::uint8_t> &m_to;
    std::uint64_t m_bits = 0;
    unsigned m_count = 0;
};

// On a little-endian processor.
class BitReader {
public:
    explicit BitReader(const std::uint8_t *from) : m_next(from) {}
    // At least 56 bits are there afterwards: four numbers.
    void refill()
    {
        std::uint64_t word = 0;
        std::memcpy(&word, m_next, sizeof word);
        m_count &= 63U;
        m_bits |= word << m_count;
        m_next += (63U - m_count) / 8U;
        m_count |= 56U;
    }
    int take(const std::int32_t *table, std::uint64_t mask)
    {
        const std::int32_t entry = table[m_bits & mask];
        // Only the lowest six bits of the count are kept right: two instructions fewer a number.
        m_bits >>= unsigned(entry) & 63U;
        m_count -= unsigned(entry);
        return entry >> 8;
    }

private:
    const std::uint8_t *m_next;
    std::uint64_t m_bits = 0;
    unsigned m_count = 0;
};

}  // namespace touchstone::kernels::huffman
