#include "kernels/systems/answer_quality.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/seeds.h"
#include "kernels/systems/answer_index.h"
#include "kernels/systems/answer_topics.h"

#include <algorithm>
#include <map>
#include <string>

namespace touchstone::kernels::answers {

namespace {

constexpr std::size_t kAsked = 500;
constexpr std::size_t kBlock = 1024;
constexpr double kLooseThreshold = 0.4;

using Figures = std::map<std::pair<std::string, std::string>, std::vector<double>>;

// The nearest of all rows for each query.
std::vector<Match> exhaustive(std::span<const float> queries, std::span<const float> rows,
                              std::size_t dimension)
{
    const std::size_t count = rows.size() / dimension;
    const std::size_t asked = queries.size() / dimension;
    std::vector<Match> best(asked);
    std::vector<float> scores(asked * kBlock);
    for (std::size_t first = 0; first < count; first += kBlock) {
        const std::size_t block = std::min(kBlock, count - first);
        gemmNT(asked, block, dimension, queries.data(), rows.data() + first * dimension, 0.0F,
               scores.data(), block, 1);
        for (std::size_t q = 0; q < asked; ++q) {
            const Match match = largest(scores.data() + q * block, block);
            if (match.similarity > best[q].similarity) {
                best[q] = {std::int32_t(first) + match.id, match.similarity};
            }
        }
    }
    return best;
}

struct Rates {
    double hits = 0, wrong = 0;  // share of questions; share of hits on another topic; in %
};

Rates ratesAt(double threshold, const std::vector<Match> &matches,
              const std::vector<Question> &asked, const std::vector<Question> &stored)
{
    double hits = 0, wrong = 0;
    for (std::size_t q = 0; q < asked.size(); ++q) {
        if (double(matches[q].similarity) >= threshold) {
            hits += 1;
            wrong += stored[std::size_t(matches[q].id)].topic == asked[q].topic ? 0 : 1;
        }
    }
    return {100 * hits / double(asked.size()), hits > 0 ? 100 * wrong / hits : 0};
}

// Masking without dropping repetitions or raising the temperature.
double maskedHits(const World &world, std::size_t pairs)
{
    const auto asked = world.ask(kAsked, 26);
    const auto stored = generate(world, Generator::Masked, pairs);
    return ratesAt(kThreshold, exhaustive(world.embed(asked), world.embed(stored), world.dimension),
                   asked, stored)
            .hits;
}

void addStore(Figures &figures, const std::string &name, const World &world, Generator generator,
              std::size_t pairs)
{
    const auto asked = world.ask(kAsked, 26);
    const auto stored = generate(world, generator, pairs);
    const auto queries = world.embed(asked);
    const auto rows = world.embed(stored);
    const auto exact = exhaustive(queries, rows, world.dimension);
    const Rates rates = ratesAt(kThreshold, exact, asked, stored);
    figures[{"hit-rate", name}].push_back(rates.hits);
    figures[{"miss-rate", name}].push_back(100 - rates.hits);
    figures[{"false-hit-rate", name}].push_back(rates.wrong);
    figures[{"false-hit-rate-040", name}].push_back(
            ratesAt(kLooseThreshold, exact, asked, stored).wrong);
    figures[{"covered-topics", name}].push_back(100 * world.popularity(stored));
    if (generator == Generator::Naive) {
        return;
    }
    Memory memory;
    const Index index(rows, world.dimension, memory);
    std::vector<float> scratch;
    double found = 0, same = 0;
    for (std::size_t q = 0; q < asked.size(); ++q) {
        const Match match = index.search(queries.data() + q * world.dimension, kProbes, scratch);
        found += match.similarity > exact[q].similarity - 1e-5F ? 1 : 0;
        same += std::find(stored.begin(), stored.end(), asked[q]) != stored.end() ? 1 : 0;
    }
    const auto all = double(asked.size());
    figures[{"recall-at-1", "search-lists"}].push_back(100 * found / all);
    figures[{"hit-rate", "exact-match"}].push_back(100 * same / all);
    figures[{"miss-rate", "exact-match"}].push_back(100 - 100 * same / all);
}

}  // namespace

Result<std::vector<Quality>> storeQuality(const Setup &setup)
{
    Figures figures;
    for (int i = 0; i < kQualitySeeds; ++i) {
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
        if (setup.progress) {
            setup.progress(double(i) / kQualitySeeds, "asking stored questions");
        }
        const World world{std::size_t(setup.shape.at("topics")),
                          std::size_t(setup.shape.at("dimension")), setup.seed + std::uint64_t(i)};
        const auto pairs = std::size_t(setup.shape.at("pairs"));
        addStore(figures, "naive-store", world, Generator::Naive, pairs);
        addStore(figures, "store", world, Generator::Adaptive, pairs);
        figures[{"hit-rate-masking-alone", "store"}].push_back(maskedHits(world, pairs));
        // What no generator of this size can exceed: the most popular topics, once each.
        std::vector<Question> popular;
        for (std::size_t t = 0; t < std::min(pairs, world.topics); ++t) {
            popular.push_back({std::uint32_t(t), 0});
        }
        figures[{"covered-topics-bound", "store"}].push_back(100 * world.popularity(popular));
    }
    std::vector<Quality> all;
    for (const auto &[key, values] : figures) {
        all.push_back(meanOverSeeds(key.first, key.second, values, "%"));
    }
    return all;
}

}  // namespace touchstone::kernels::answers
