#include "kernels/blocks/figures.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/quantise.h"
#include "kernels/blocks/rng.h"
#include "kernels/unconventional/ternary-poisson-code/channel.h"
#include "kernels/unconventional/ternary-poisson-code/words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::ternary_poisson_code {

namespace {

constexpr std::size_t vocabularySize = 800;
constexpr std::size_t fullWidth = 3072;
constexpr std::size_t smokeWidth = 256;
constexpr std::size_t pairCount = 4000;
constexpr std::size_t analogyCount = 200;
constexpr std::size_t sentCount = 64;  // words sent through the Poisson channel

using Matrix = std::vector<float>;

// Levels -1, 0 and +1 by the mean magnitude of each word.
Matrix quantised(const Matrix &words, std::size_t width)
{
    Matrix levels;
    for (std::size_t at = 0; at < words.size(); at += width) {
        const std::span<const float> word(words.data() + at, width);
        const double gamma = meanMagnitude(word);
        for (const float value : word) {
            levels.push_back(float(ternaryLevel(value, gamma)));
        }
    }
    return levels;
}

// Words in one form with what makes their products cosines.
struct Codebook {
    Codebook(Matrix rows, std::size_t size) : codes(std::move(rows)), width(size)
    {
        for (std::size_t at = 0; at < codes.size(); at += width) {
            const float *code = codes.data() + at;
            const double square = std::inner_product(code, code + width, code, 0.0);
            inverseNorms.push_back(float(1 / std::sqrt(square)));
        }
    }
    // [rows of queries x vocabularySize]; the length of a query is left in.
    Matrix cosines(const Matrix &queries) const
    {
        const std::size_t count = queries.size() / width;
        Matrix scores(count * vocabularySize);
        gemmNT(count, vocabularySize, width, queries.data(), codes.data(), 0.0F, scores.data(),
               vocabularySize, 1);
        for (std::size_t i = 0; i < scores.size(); ++i) {
            scores[i] *= inverseNorms[i % vocabularySize];
        }
        return scores;
    }

    Matrix codes;
    std::size_t width;
    std::vector<float> inverseNorms;
};

std::vector<double> ranks(const std::vector<double> &values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> rank(values.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        rank[order[i]] = double(i);
    }
    return rank;
}

// Spearman's rank correlation of the similarities of word pairs, half of them of one topic.
double rankCorrelation(const Codebook &words, const Codebook &ternary, std::uint64_t seed)
{
    const Matrix exactScores = words.cosines(words.codes);
    const Matrix codedScores = ternary.cosines(ternary.codes);
    std::vector<double> exact, coded;
    for (std::size_t i = 0; i < pairCount; ++i) {
        const auto draw = rng::philox(seed, 5, i);
        const std::size_t a = draw[0] % vocabularySize;
        const std::size_t near = a / relationCount * relationCount + draw[1] % relationCount;
        const std::size_t b = i % 2 == 0 ? near : draw[1] % vocabularySize;
        exact.push_back(exactScores[a * vocabularySize + b] * words.inverseNorms[a]);
        coded.push_back(codedScores[a * vocabularySize + b] * ternary.inverseNorms[a]);
    }
    const auto x = ranks(exact), y = ranks(coded);
    double squares = 0;
    for (std::size_t i = 0; i < pairCount; ++i) {
        squares += (x[i] - y[i]) * (x[i] - y[i]);
    }
    constexpr double n = pairCount;
    return 1 - 6 * squares / (n * (n * n - 1));
}

// a - b + c = d: word (i, r) - word (i, 0) + word (j, 0) must be nearest to (j, r) among all
// others. Noise: a Gaussian of that share of the query's length.
double analogies(const Codebook &words, double noise, std::uint64_t seed)
{
    const std::size_t width = words.width;
    constexpr std::size_t bases = vocabularySize / relationCount;
    Matrix queries(analogyCount * width), disturbance(analogyCount * width);
    rng::fillNormal(disturbance, 0.0F, 1.0F, seed, 7);
    std::vector<std::array<std::size_t, 3>> asked;
    for (std::size_t n = 0; n < analogyCount; ++n) {
        const auto draw = rng::philox(seed, 6, n);
        const std::size_t i = draw[0] % bases;
        const std::size_t j = (i + 1 + draw[1] % (bases - 1)) % bases;
        const std::size_t r = 1 + draw[2] % (relationCount - 1);
        const std::size_t a = i * relationCount + r, b = i * relationCount, c = j * relationCount;
        asked.push_back({a, b, c});
        float *query = queries.data() + n * width;
        for (std::size_t k = 0; k < width; ++k) {
            query[k] = words.codes[a * width + k] - words.codes[b * width + k]
                       + words.codes[c * width + k];
        }
        const double square = std::inner_product(query, query + width, query, 0.0);
        const auto scale = float(noise * std::sqrt(square / double(width)));
        for (std::size_t k = 0; k < width; ++k) {
            query[k] += scale * disturbance[n * width + k];
        }
    }
    Matrix scores = words.cosines(queries);
    std::size_t right = 0;
    for (std::size_t n = 0; n < analogyCount; ++n) {
        float *own = scores.data() + n * vocabularySize;
        for (const std::size_t given : asked[n]) {
            own[given] = -HUGE_VALF;
        }
        const auto [a, b, c] = asked[n];
        right += largestOf({own, vocabularySize}) == c + a - b ? 1 : 0;
    }
    return double(right) / analogyCount;
}

// Words sent through the channel with so long a window: how many arrive without a wrong dimension,
// how many are found again among all, and the wrong dimensions of a word.
void transmit(const Codebook &words, double seconds, std::uint64_t seed, SeedFigures &figures)
{
    const PoissonChannel channel(seconds);
    double exact = 0, nearest = 0, allWrong = 0;
    Matrix back(sentCount * words.width);
    for (std::size_t w = 0; w < sentCount; ++w) {
        std::size_t wrong = 0;
        for (std::size_t at = w * words.width; at < (w + 1) * words.width; ++at) {
            const double u = rng::uniform(rng::philox(seed, 8, at)[0]);
            back[at] = float(channel.decode(channel.spikes(int(words.codes[at]), u)));
            wrong += back[at] == words.codes[at] ? 0 : 1;
        }
        allWrong += double(wrong);
        exact += wrong == 0 ? 1 : 0;
    }
    const Matrix scores = words.cosines(back);
    for (std::size_t w = 0; w < sentCount; ++w) {
        nearest += largestOf({scores.data() + w * vocabularySize, vocabularySize}) == w ? 1 : 0;
    }
    const auto add = [&](const char *metric, const char *variant, double value, const char *unit) {
        figures.add(metric, variant, value, unit, Evidence::Simulated, {{"seconds", seconds}});
    };
    add("reconstruction", "fp32", 100, "%");  // sent as they are
    add("reconstruction", "ternary", 100 * exact / sentCount, "%");
    add("reconstruction-nearest", "ternary", 100 * nearest / sentCount, "%");
    add("wrong-dimensions", "ternary", allWrong / sentCount, "");
}

// The words of a seed as they are and as levels.
struct Forms {
    Forms(std::size_t width, std::uint64_t seed, float own)
        : words(filled(width, seed, own), width), codes(quantised(words.codes, width), width)
    {
    }
    static Matrix filled(std::size_t width, std::uint64_t seed, float own)
    {
        Matrix vectors(vocabularySize * width);
        fillWords(vectors, width, seed, own);
        return vectors;
    }

    Codebook words, codes;
};

// Our generator decides these figures: how much of a word is its own, how far a query is off, and
// how long spikes are counted are their axes.
void measure(std::size_t width, std::uint64_t seed, SeedFigures &figures)
{
    const auto add = [&](const char *metric, const char *variant, double value, const At &at) {
        figures.add(metric, variant, value, "%", Evidence::Simulated, at);
    };
    for (const float own : {usualOwn, 1.2F, 2.4F}) {
        const Forms forms(width, seed, own);
        const At at{{"own-deviation", std::round(double(own) * 10) / 10}};
        add("similarity", "fp32", 100, at);
        add("similarity", "ternary", 100 * rankCorrelation(forms.words, forms.codes, seed), at);
    }
    const Forms forms(width, seed, usualOwn);
    for (const double percent : {0.0, 20.0, 100.0, 500.0, 1000.0}) {
        const At at{{"noise", percent}};
        add("analogy", "fp32", 100 * analogies(forms.words, percent / 100, seed), at);
        add("analogy", "ternary", 100 * analogies(forms.codes, percent / 100, seed), at);
    }
    for (const double seconds : {0.1, 0.5, 1.0, 2.0, 3.0}) {
        transmit(forms.codes, seconds, seed, figures);
    }
}

}  // namespace

Result<std::vector<Quality>> wordQuality(const Setup &setup)
{
    const std::size_t width = setup.effort == Effort::Smoke ? smokeWidth : fullWidth;
    auto all = studySeeds(setup, "sending words as spikes",
                          [&](std::uint64_t seed, SeedFigures &to) { measure(width, seed, to); });
    for (std::size_t form = 0; all && form < formNames.size(); ++form) {
        all->push_back(figure("bits-per-dimension", formNames[form], bitsOf[form], "bit",
                              Evidence::Computed));
    }
    return all;
}

}  // namespace touchstone::kernels::ternary_poisson_code
