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
#include <numeric>

namespace touchstone::kernels::ternary_poisson_code {

namespace {

constexpr std::size_t panelWords = 512;   // of one int8 product: its sums stay in the cache
constexpr std::size_t checkedWords = 61;  // a unit of the check: one query and as many words

struct Recall final : Operation {
    Dim queryCount{*this, "queries"}, wordCount{*this, "words"}, width{*this, "width"};
    Vectors queries{queryCount, width, memory()}, words{wordCount, width, memory()};
    Out<float> scores{*this, queryCount *wordCount};
    Scratch<std::int32_t> sums{*this, queryCount *panelWords};
    std::size_t chunks = (wordCount + checkedWords - 1) / checkedWords;

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
        add(forms, Fp32)
                .reads(queries.fp32, words.fp32)
                .dense(queryCount >= 32)
                .run([this] {
                    gemmNT(queryCount, wordCount, width, queries.fp32.data(), words.fp32.data(),
                           0.0F, scores.data(), wordCount, threads());
                })
                .device([this](DeviceCopies &d) {
                    deviceGemmNT(d, queryCount, wordCount, width, {d[queries.fp32], 0, width},
                                 {d[words.fp32], 0, width}, {d[scores], 0, wordCount});
                });
        add(forms, Int8)
                .reads(queries.bytes, queries.byteScales, words.bytes, words.byteScales)
                .dense(queryCount >= 32, Arithmetic::Int8)
                .run([this] { scoreBytes(); })
                .device([this](DeviceCopies &d) {
                    d.launch("int8_scores", {wordCount, queryCount}, {16, 16},
                             {d[queries.bytes], d[queries.byteScales], d[words.bytes],
                              d[words.byteScales], d[scores], queryCount, wordCount, width});
                });
        add(forms, Ternary)
                .reads(queries.planes, queries.planeScales, words.planes, words.planeScales)
                .run([this] { scoreTernary(); })
                .device([this](DeviceCopies &d) {
                    d.launch("ternary_scores", {wordCount, queryCount}, {16, 16},
                             {d[queries.planes], d[queries.planeScales], d[words.planes],
                              d[words.planeScales], d[scores], queryCount, wordCount,
                              planeWords(width)});
                });
    }
    DeviceSources deviceSources() const override
    {
        return {{"blocks/gemm.cl", "blocks/gemm_int8.cl",
                 "unconventional/ternary-poisson-code/kernel.cl"},
                {}};
    }

    std::size_t units(std::size_t) const override { return queryCount * chunks; }
    std::size_t sampledUnits(std::size_t) const override { return 7; }
    void exact(std::size_t form, std::size_t unit, Expected &expected) const override
    {
        const std::size_t query = unit / chunks, first = unit % chunks * checkedWords;
        const std::size_t last = std::min<std::size_t>(wordCount, first + checkedWords);
        const auto a = queries.exact(Form(form), query);
        for (std::size_t w = first; w < last; ++w) {
            const auto b = words.exact(Form(form), w);
            expected.at(scores, query * wordCount + w,
                        std::inner_product(a.begin(), a.end(), b.begin(), 0.0));
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
        return ratio.quantity == "bits-per-dimension"
                       ? std::optional(bitsOf[ratio.baseline] / bitsOf[ratio.technique])
                       : std::nullopt;
    }

    kernels::Form &add(Forms &forms, Form form) const
    {
        const double pairs = double(scores.size()),
                     values = double((queryCount + wordCount) * width);
        return forms.add(formNames[form])
                .writes(scores)
                .flops(2 * pairs * double(width))
                .bytes(values * bitsOf[form] / 8 + sizeof(float) * pairs);  // codes without padding
    }
    void scoreBytes() const
    {
        for (std::size_t first = 0; first < wordCount; first += panelWords) {
            const std::size_t count = std::min(panelWords, wordCount - first);
            gemmInt8NT(queryCount, count, width, queries.bytes.data(),
                       words.bytes.data() + first * width, sums.data(), threads());
            parallelEach(threads(), queryCount, [&](std::size_t q) {
                float *row = scores.data() + q * wordCount + first;
                const float *wordScales = words.byteScales.data() + first;
                for (std::size_t w = 0; w < count; ++w) {
                    row[w] = float(sums[q * count + w]) * queries.byteScales[q] * wordScales[w];
                }
            });
        }
    }
    void scoreTernary() const
    {
        parallelRows(threads(), wordCount, [&](std::size_t begin, std::size_t end) {
            scorePacked(queries.packed(0, queryCount), words.packed(begin, end - begin),
                        planeWords(width), scores.data() + begin, wordCount);
        });
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("ternary-poisson-code", {{"recall", operation<Recall>}}, wordQuality);
}

}  // namespace touchstone::kernels::ternary_poisson_code
