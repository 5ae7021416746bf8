// Word2Spike (report 2025-09-10, paper 11): word embeddings as ternary levels, sent as spikes.
//
//   gamma = mean |w|;  level = +1 above gamma, -1 below -gamma, else 0     (BitNet b1.58)
//   each level is a firing rate; Poisson spikes over a window T, counted and thresholded, give the
//   level back (channel.h)
//
// What is timed is associative recall: similarities of queries to all words. Ternary words take two
// bits per dimension, and a similarity is two popcounts per 64 dimensions. Against it: fp32 and
// int8 products by oneDNN.
#include "kernels/blocks/device_gemm.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/gemm_int8.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/declared_kernel.h"
#include "kernels/unconventional/ternary-poisson-code/words.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::ternary_poisson_code {

namespace {

constexpr std::size_t panelWords = 512;   // of one int8 product: its sums stay in the cache
constexpr std::size_t checkedWords = 61;  // a unit of the check: one query and as many words

// Vectors in the three forms, each with a factor that makes their products cosines.
struct Vectors {
    Vectors(std::size_t number, std::size_t size, Memory &memory)
        : count(number), width(size),
          fp32(memory.allocate<float>(BufferRole::Input, number * size)),
          bytes(memory.allocate<std::int8_t>(BufferRole::Input, number * size)),
          planes(memory.allocate<std::uint64_t>(BufferRole::Input, number * 2 * planeWords(size))),
          byteScales(memory.allocate<float>(BufferRole::Input, number)),
          planeScales(memory.allocate<float>(BufferRole::Input, number))
    {
    }
    // fp32 is filled; bytes go up to `most`.
    void derive(int most);
    Packed packed(std::size_t first, std::size_t number) const
    {
        return {planes.data() + first * 2 * planeWords(width), planeScales.data() + first, number};
    }

    std::size_t count, width;
    Buffer<float> fp32;
    Buffer<std::int8_t> bytes;
    Buffer<std::uint64_t> planes;
    Buffer<float> byteScales, planeScales;
};

void Vectors::derive(int most)
{
    for (std::size_t i = 0; i < count; ++i) {
        const float *vector = fp32.data() + i * width;
        float largest = 1e-30F;
        for (std::size_t k = 0; k < width; ++k) {
            largest = std::max(largest, std::abs(vector[k]));
        }
        byteScales[i] = largest / float(most);
        for (std::size_t k = 0; k < width; ++k) {
            bytes[i * width + k] = std::int8_t(std::lrint(vector[k] / byteScales[i]));
        }
        const std::size_t nonZeros = pack(vector, width, planes.data() + i * 2 * planeWords(width));
        planeScales[i] = float(1 / std::sqrt(double(std::max<std::size_t>(1, nonZeros))));
    }
}

struct Recall final : Operation {
    Dim queryCount{*this, "queries"}, wordCount{*this, "words"}, width{*this, "width"};
    Vectors queries{queryCount, width, memory()}, words{wordCount, width, memory()};
    Out<float> scores{*this, queryCount *wordCount};
    Scratch<std::int32_t> sums{*this, queryCount *panelWords};

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        fillWords(words.fp32.span(), width, seed);
        fillWords(queries.fp32.span(), width, seed + 1'000'003);
        queries.derive(127);
        words.derive(63);
    }
    void declare(Forms &forms) override
    {
        forms.add("fp32")
                .reads(queries.fp32, words.fp32)
                .writes(scores)
                .flops(flopCount())
                .bytes(byteCount(32))
                .dense(queryCount >= 32)
                .run([this] {
                    gemmNT(queryCount, wordCount, width, queries.fp32.data(), words.fp32.data(),
                           0.0F, scores.data(), wordCount, threads());
                })
                .device([this](DeviceCopies &d) {
                    deviceGemmNT(d, queryCount, wordCount, width, {d[queries.fp32], 0, width},
                                 {d[words.fp32], 0, width}, {d[scores], 0, wordCount});
                });
        forms.add("int8")
                .reads(queries.bytes, queries.byteScales, words.bytes, words.byteScales)
                .writes(scores)
                .flops(flopCount())
                .bytes(byteCount(8))
                .run([this] { scoreBytes(); })
                .device([this](DeviceCopies &d) {
                    launchScores(d, "int8_scores",
                                 {d[queries.bytes], d[queries.byteScales], d[words.bytes],
                                  d[words.byteScales], d[scores], std::int32_t(queryCount),
                                  std::int32_t(wordCount), std::int32_t(width)});
                });
        forms.add("ternary")
                .reads(queries.planes, queries.planeScales, words.planes, words.planeScales)
                .writes(scores)
                .flops(flopCount())
                .bytes(byteCount(2))
                .run([this] { scoreTernary(); })
                .device([this](DeviceCopies &d) {
                    launchScores(d, "ternary_scores",
                                 {d[queries.planes], d[queries.planeScales], d[words.planes],
                                  d[words.planeScales], d[scores], std::int32_t(queryCount),
                                  std::int32_t(wordCount), std::int32_t(planeWords(width))});
                });
    }
    DeviceSources deviceSources() const override
    {
        return {{"blocks/gemm.cl", "unconventional/ternary-poisson-code/kernel.cl"}, {}};
    }

    std::size_t units(std::size_t) const override { return queryCount * chunks(); }
    std::size_t sampledUnits(std::size_t) const override { return 7; }
    void exact(std::size_t form, std::size_t unit, Expected &expected) const override
    {
        const std::size_t query = unit / chunks(), first = unit % chunks() * checkedWords;
        for (std::size_t w = first; w < std::min<std::size_t>(wordCount, first + checkedWords);
             ++w) {
            expected.at(scores, query * wordCount + w, exactScore(form, query, w));
        }
    }
    // Whole sums are exact: only the two factors round.
    double tolerance(std::size_t form) const override
    {
        return form == Fp32 ? dotTolerance(double(width)) : 5e-7;
    }
    // Small codes may fit in a faster cache than floats do: bytes bound no ratio of times.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        if (ratio.quantity != "bits-per-dimension") {
            return std::nullopt;
        }
        return bitsOf[ratio.baseline] / bitsOf[ratio.technique];
    }

    std::size_t chunks() const { return (wordCount + checkedWords - 1) / checkedWords; }
    double flopCount() const { return 2 * double(scores.size()) * double(width); }
    // Without scales and padding.
    double byteCount(double bits) const
    {
        return (double(queryCount) + double(wordCount)) * double(width) * bits / 8
               + sizeof(float) * double(scores.size());
    }
    void launchScores(DeviceCopies &d, const char *kernel,
                      std::initializer_list<OpenClProgram::Argument> arguments)
    {
        d.launch(kernel, {roundedUp(wordCount, 16), roundedUp(queryCount, 16)}, {16, 16},
                 arguments);
    }
    void scoreBytes();
    void scoreTernary();
    double exactScore(std::size_t form, std::size_t query, std::size_t word) const;
};

void Recall::scoreBytes()
{
    for (std::size_t first = 0; first < wordCount; first += panelWords) {
        const std::size_t count = std::min(panelWords, wordCount - first);
        gemmInt8NT(queryCount, count, width, queries.bytes.data(),
                   words.bytes.data() + first * width, sums.data(), threads());
        parallelRows(threads(), queryCount, [&](std::size_t begin, std::size_t end) {
            for (std::size_t q = begin; q < end; ++q) {
                float *row = scores.data() + q * wordCount + first;
                const float *wordScales = words.byteScales.data() + first;
                for (std::size_t w = 0; w < count; ++w) {
                    row[w] = float(sums[q * count + w]) * queries.byteScales[q] * wordScales[w];
                }
            }
        });
    }
}

void Recall::scoreTernary()
{
    parallelRows(threads(), wordCount, [&](std::size_t begin, std::size_t end) {
        scorePacked(queries.packed(0, queryCount), words.packed(begin, end - begin),
                    planeWords(width), scores.data() + begin, wordCount);
    });
}

// Uses the stored codes; derives the ternary form from the floats again.
double Recall::exactScore(std::size_t form, std::size_t query, std::size_t word) const
{
    const float *a = queries.fp32.data() + query * width;
    const float *b = words.fp32.data() + word * width;
    double sumA = 0, sumB = 0;
    for (std::size_t k = 0; k < width; ++k) {
        sumA += std::fabs(a[k]);
        sumB += std::fabs(b[k]);
    }
    const auto sign = [&](float value, double sum) {
        return std::fabs(value) > sum / double(width) ? std::copysign(1.0, value) : 0.0;
    };
    double dot = 0, squareA = 0, squareB = 0;
    for (std::size_t k = 0; k < width; ++k) {
        if (form == Fp32) {
            dot += double(a[k]) * b[k];
        } else if (form == Int8) {
            dot += double(queries.bytes[query * width + k]) * words.bytes[word * width + k];
        } else {
            dot += sign(a[k], sumA) * sign(b[k], sumB);
            squareA += std::fabs(sign(a[k], sumA));
            squareB += std::fabs(sign(b[k], sumB));
        }
    }
    if (form == Ternary) {
        return dot / std::sqrt(std::max(1.0, squareA) * std::max(1.0, squareB));
    }
    return form == Fp32 ? dot : dot * queries.byteScales[query] * words.byteScales[word];
}

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("ternary-poisson-code", {{"recall", operation<Recall>}}, wordQuality);
}

}  // namespace touchstone::kernels::ternary_poisson_code
