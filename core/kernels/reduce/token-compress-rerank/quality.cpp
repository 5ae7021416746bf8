// What fewer tokens cost, on images whose contents are known: a text names 3 of the 24 factors, and
// the best image is that in which their strengths add up to most. The scorer is one step of
// attention: each factor of the text attends to the tokens, and its score is what it gets of its
// own direction. It replaces a trained joint encoder: all of this is simulated.
#include "kernels/blocks/figures.h"
#include "kernels/blocks/rng.h"
#include "kernels/reduce/token-compress-rerank/study.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::token_compress_rerank {

namespace {

constexpr std::array<double, 3> noises{0.3, 1, 2};  // lengths; strengths are about 1
constexpr RankingSizes smokeSizes{48, 72, 12, 8, 20};
constexpr std::size_t named = 3;

using Factors = std::array<std::size_t, named>;
using Scores = std::vector<std::array<double, factors>>;  // by image: of each factor alone

std::vector<Image> imagesOf(const ImageSource &source, std::size_t tokens, std::size_t count,
                            std::size_t first)
{
    std::vector<Image> images;
    for (std::size_t i = 0; i < count; ++i) {
        images.push_back(source.draw(tokens, std::uint32_t(first + i)));
    }
    return images;
}

std::vector<Factors> textsOf(std::size_t count, std::uint64_t seed)
{
    rng::Sequence numbers(seed, 10);
    std::vector<Factors> texts(count);
    for (Factors &text : texts) {
        while (text[0] == text[1] || text[0] == text[2] || text[1] == text[2]) {
            std::generate(text.begin(), text.end(), [&] { return numbers.below(factors); });
        }
    }
    return texts;
}

std::array<double, factors> scoresOf(const Adapter &reader, std::span<const float> tokens)
{
    const std::vector<float> read = compressed(reader, tokens);
    std::array<double, factors> scores{};
    for (std::size_t f = 0; f < factors; ++f) {
        const auto row = read.begin() + std::ptrdiff_t(f * reader.width);
        scores[f] =
                std::inner_product(row, row + std::ptrdiff_t(reader.width),
                                   reader.queries.begin() + std::ptrdiff_t(f * reader.width), 0.0);
    }
    return scores;
}

std::vector<double> ofText(const Scores &scores, const Factors &text)
{
    std::vector<double> sums;
    for (const auto &image : scores) {
        sums.push_back(image[text[0]] + image[text[1]] + image[text[2]]);
    }
    return sums;
}

std::ptrdiff_t firstOf(const std::vector<double> &scores)
{
    return std::max_element(scores.begin(), scores.end()) - scores.begin();
}

// Kendall's tau: pairs in the same order less those in the other one, over all pairs.
double kendallOf(const std::vector<double> &a, const std::vector<double> &b)
{
    double same = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const double product = (a[i] - a[j]) * (b[i] - b[j]);
            same += double(product > 0) - double(product < 0);
        }
    }
    return same / (double(a.size()) * double(a.size() - 1) / 2);
}

Ranking rankingOf(const Scores &own, const Scores &full, const Scores &right,
                  const std::vector<Factors> &texts)
{
    Ranking ranking;
    const double share = 1 / double(texts.size());
    for (const Factors &text : texts) {
        const std::vector<double> scores = ofText(own, text), uncompressed = ofText(full, text);
        const std::ptrdiff_t first = firstOf(scores);
        ranking.missed += first != firstOf(ofText(right, text)) ? 100 * share : 0;
        ranking.sameFirst += first == firstOf(uncompressed) ? 100 * share : 0;
        ranking.kendall += kendallOf(scores, uncompressed) * share;
    }
    return ranking;
}

void addRankings(SeedFigures &figures, const RankingSizes &sizes, double noise, std::uint64_t seed)
{
    const auto all = rankings(sizes, noise, seed);
    for (const std::size_t form : {Stored, Pooled64, Compressed64, Compressed16}) {
        const auto add = [&](const char *metric, double value, const char *unit) {
            figures.add(metric, variantIds[form], value, unit, Evidence::Simulated,
                        {{"noise", noise}});
        };
        add("best-missed", all[form].missed, "%");
        add("same-first", all[form].sameFirst, "%");
        add("kendall-tau", all[form].kendall, "");
    }
}

// In fp16, at the sizes that give the paper's figure: width 384, of 576 tokens as of a picture of
// 384 pixels in patches of 16. Keys and values: of an encoder of 12 layers.
double storedBytes(std::size_t form)
{
    constexpr double width = 384, layers = 12, fp16 = 2;
    const double tokens = double(visualTokens(form, 576));
    return fp16 * width * tokens * (form == StoredKeys ? 2 * layers : 1);
}

}  // namespace

std::array<Ranking, formCount> rankings(const RankingSizes &sizes, double noise, std::uint64_t seed)
{
    const ImageSource source(sizes.width, noise, seed);
    const auto training = imagesOf(source, sizes.tokens, sizes.training, 0);
    const auto candidates = imagesOf(source, sizes.tokens, sizes.candidates, sizes.training);
    const Adapter reader = readerOf(source);
    const Adapter many = fitted(visualTokens(Compressed64, 0), source, training, seed);
    const Adapter few = fitted(visualTokens(Compressed16, 0), source, training, seed);
    std::array<Scores, formCount> scores;
    Scores right;
    for (const Image &image : candidates) {
        const auto &tokens = image.tokens;
        const auto means = pooled(visualTokens(Pooled64, 0), sizes.width, tokens);
        right.push_back(image.strength);
        scores[Stored].push_back(scoresOf(reader, tokens));
        scores[Pooled64].push_back(scoresOf(reader, means));
        scores[Compressed64].push_back(scoresOf(reader, compressed(many, tokens)));
        scores[Compressed16].push_back(scoresOf(reader, compressed(few, tokens)));
    }
    const auto texts = textsOf(sizes.queries, seed);
    std::array<Ranking, formCount> out;
    for (const std::size_t form : {Stored, Pooled64, Compressed64, Compressed16}) {
        out[form] = rankingOf(scores[form], scores[Stored], right, texts);
    }
    return out;
}

Result<std::vector<Quality>> rerankQuality(const Setup &setup)
{
    const RankingSizes sizes = setup.effort == Effort::Smoke ? smokeSizes : RankingSizes{};
    auto figures = studySeeds(
            setup, "ranking images",
            [&](std::uint64_t seed, SeedFigures &all) {
                for (const double noise : noises) {
                    if (!setup.stop.stop_requested()) {
                        addRankings(all, sizes, noise, seed);
                    }
                }
            },
            setup.threads);
    if (!figures) {
        return figures;
    }
    for (const std::size_t form : {Stored, StoredKeys, Pooled64, Compressed64, Compressed16}) {
        figures->push_back(figure("image-bytes", variantIds[form], storedBytes(form) / 1000, "KB",
                                  Evidence::Computed));
    }
    return figures;
}

}  // namespace touchstone::kernels::token_compress_rerank
