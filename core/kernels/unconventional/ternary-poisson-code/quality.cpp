#include "kernels/unconventional/ternary-poisson-code/quality.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/rng.h"
#include "kernels/blocks/seeds.h"
#include "kernels/unconventional/ternary-poisson-code/channel.h"
#include "kernels/unconventional/ternary-poisson-code/words.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <tuple>

namespace touchstone::kernels::ternary_poisson_code {

namespace {

constexpr std::size_t kWords = 800;
constexpr std::size_t kWidth = 3072;
constexpr std::size_t kPairs = 4000;
constexpr std::size_t kAnalogies = 200;
constexpr std::size_t kSent = 64;  // words sent through the Poisson channel

using Matrix = std::vector<float>;

Matrix quantised(const Matrix &words)
{
    Matrix levels(words.size());
    for (std::size_t at = 0; at < words.size(); at += kWidth) {
        quantise(words.data() + at, kWidth, levels.data() + at);
    }
    return levels;
}

// Words in one form with what makes their products cosines.
struct Codebook {
    explicit Codebook(Matrix rows) : codes(std::move(rows))
    {
        for (std::size_t at = 0; at < codes.size(); at += kWidth) {
            const float *code = codes.data() + at;
            const double square = std::inner_product(code, code + kWidth, code, 0.0);
            inverseNorms.push_back(float(1 / std::sqrt(square)));
        }
    }
    // [rows of queries x kWords]; the length of a query is left in.
    Matrix cosines(const Matrix &queries) const
    {
        const std::size_t count = queries.size() / kWidth;
        Matrix scores(count * kWords);
        gemmNT(count, kWords, kWidth, queries.data(), codes.data(), 0.0F, scores.data(), kWords, 1);
        for (std::size_t i = 0; i < scores.size(); ++i) {
            scores[i] *= inverseNorms[i % kWords];
        }
        return scores;
    }

    Matrix codes;
    std::vector<float> inverseNorms;
};

std::size_t largestOf(const float *scores)
{
    return std::size_t(std::max_element(scores, scores + kWords) - scores);
}

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
    for (std::size_t i = 0; i < kPairs; ++i) {
        const auto draw = rng::philox(seed, 5, i);
        const std::size_t a = draw[0] % kWords;
        const std::size_t near = a / kRelations * kRelations + draw[1] % kRelations;
        const std::size_t b = i % 2 == 0 ? near : draw[1] % kWords;
        exact.push_back(exactScores[a * kWords + b] * words.inverseNorms[a]);
        coded.push_back(codedScores[a * kWords + b] * ternary.inverseNorms[a]);
    }
    const auto x = ranks(exact), y = ranks(coded);
    const double mean = double(kPairs - 1) / 2;
    double xy = 0, xx = 0;
    for (std::size_t i = 0; i < kPairs; ++i) {
        xy += (x[i] - mean) * (y[i] - mean);
        xx += (x[i] - mean) * (x[i] - mean);
    }
    return xy / xx;
}

// a - b + c = d: word (i, r) - word (i, 0) + word (j, 0) must be nearest to (j, r) among all
// others. Noise: a Gaussian of that share of the query's length.
double analogies(const Codebook &words, double noise, std::uint64_t seed)
{
    constexpr std::size_t bases = kWords / kRelations;
    Matrix queries(kAnalogies * kWidth), disturbance(kAnalogies * kWidth);
    rng::fillNormal(disturbance, 0.0F, 1.0F, seed, 7);
    std::vector<std::array<std::size_t, 3>> asked;
    for (std::size_t n = 0; n < kAnalogies; ++n) {
        const auto draw = rng::philox(seed, 6, n);
        const std::size_t i = draw[0] % bases;
        const std::size_t j = (i + 1 + draw[1] % (bases - 1)) % bases;
        const std::size_t r = 1 + draw[2] % (kRelations - 1);
        const std::size_t a = i * kRelations + r, b = i * kRelations, c = j * kRelations;
        asked.push_back({a, b, c});
        double square = 0;
        for (std::size_t k = 0; k < kWidth; ++k) {
            float &q = queries[n * kWidth + k];
            q = words.codes[a * kWidth + k] - words.codes[b * kWidth + k]
                + words.codes[c * kWidth + k];
            square += double(q) * q;
        }
        const auto scale = float(noise * std::sqrt(square / double(kWidth)));
        for (std::size_t k = 0; k < kWidth; ++k) {
            queries[n * kWidth + k] += scale * disturbance[n * kWidth + k];
        }
    }
    Matrix scores = words.cosines(queries);
    std::size_t right = 0;
    for (std::size_t n = 0; n < kAnalogies; ++n) {
        float *own = scores.data() + n * kWords;
        for (const std::size_t given : asked[n]) {
            own[given] = -HUGE_VALF;
        }
        const auto [a, b, c] = asked[n];
        right += largestOf(own) == c + a - b ? 1 : 0;
    }
    return double(right) / kAnalogies;
}

struct Received {
    double exact = 0;    // share of words without a wrong dimension
    double nearest = 0;  // share of words found again among all
    double wrong = 0;    // dimensions a word
};

Received transmit(const Codebook &words, double seconds, std::uint64_t seed)
{
    const PoissonChannel channel(seconds);
    Received received;
    Matrix back(kSent * kWidth);
    for (std::size_t w = 0; w < kSent; ++w) {
        std::size_t wrong = 0;
        for (std::size_t at = w * kWidth; at < (w + 1) * kWidth; ++at) {
            const double u = rng::uniform(rng::philox(seed, 8, at)[0]);
            back[at] = float(channel.decode(channel.spikes(int(words.codes[at]), u)));
            wrong += back[at] == words.codes[at] ? 0 : 1;
        }
        received.wrong += double(wrong) / kSent;
        received.exact += wrong == 0 ? 1.0 / kSent : 0;
    }
    const Matrix scores = words.cosines(back);
    for (std::size_t w = 0; w < kSent; ++w) {
        received.nearest += largestOf(scores.data() + w * kWords) == w ? 1.0 / kSent : 0;
    }
    return received;
}

struct Key {
    std::string metric, variant, unit;
    bool operator<(const Key &other) const
    {
        return std::tie(metric, variant) < std::tie(other.metric, other.variant);
    }
};
using Figures = std::map<Key, std::vector<double>>;

void measureSeed(std::uint64_t seed, Figures &figures)
{
    Matrix vectors(kWords * kWidth);
    fillWords(vectors, kWidth, seed);
    const Codebook codes(quantised(vectors));
    const Codebook words(std::move(vectors));
    figures[{"similarity", "fp32", "%"}].push_back(100);
    figures[{"similarity", "ternary", "%"}].push_back(100 * rankCorrelation(words, codes, seed));
    for (const auto &[noise, name] : {std::pair{0.0, "analogy"}, {0.2, "analogy-noise-20"}}) {
        figures[{name, "fp32", "%"}].push_back(100 * analogies(words, noise, seed));
        figures[{name, "ternary", "%"}].push_back(100 * analogies(codes, noise, seed));
    }
    for (const auto &[seconds, name] :
         {std::pair{0.1, "0.1s"}, {0.5, "0.5s"}, {1.0, "1s"}, {2.0, "2s"}}) {
        const std::string window = name;
        const Received received = transmit(codes, seconds, seed);
        figures[{"reconstruction-" + window, "ternary", "%"}].push_back(100 * received.exact);
        figures[{"reconstruction-nearest-" + window, "ternary", "%"}].push_back(100
                                                                                * received.nearest);
        figures[{"wrong-dimensions-" + window, "ternary", ""}].push_back(received.wrong);
    }
}

}  // namespace

Result<std::vector<Quality>> wordQuality(const Setup &setup)
{
    Figures figures;
    for (int i = 0; i < kQualitySeeds; ++i) {
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
        if (setup.progress) {
            setup.progress(double(i) / kQualitySeeds, "sending words as spikes");
        }
        measureSeed(setup.seed + std::uint64_t(i), figures);
    }
    std::vector<Quality> all;
    for (const auto &[key, values] : figures) {
        all.push_back(meanOverSeeds(key.metric, key.variant, values, key.unit));
    }
    return all;
}

}  // namespace touchstone::kernels::ternary_poisson_code
