#include "kernels/systems/sim-precomputed-answers/quality.h"

#include "kernels/blocks/figures.h"
#include "kernels/blocks/gemm.h"
#include "kernels/systems/sim-precomputed-answers/latency.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>

namespace touchstone::kernels::sim_precomputed_answers {

namespace {

constexpr std::size_t askedCount = 500;
constexpr std::size_t modelAskedCount = 200;  // the model takes the same steps for every question
constexpr std::size_t blockRows = 1024;
constexpr double looseThreshold = 0.4;
constexpr std::size_t smokePairs = 500;

// By metric and variant, a value per world.
using Figures = std::map<std::pair<std::string, std::string>, std::vector<double>>;

std::size_t pairsOf(const Setup &setup)
{
    const auto pairs = std::size_t(setup.shape.at("pairs"));
    return setup.effort == Effort::Smoke ? std::min(pairs, smokePairs) : pairs;
}

// The nearest of all rows for each query.
std::vector<Match> exhaustive(std::span<const float> queries, std::span<const float> rows,
                              std::size_t dimension)
{
    const std::size_t count = rows.size() / dimension;
    const std::size_t asked = queries.size() / dimension;
    std::vector<Match> best(asked);
    std::vector<float> scores(asked * blockRows);
    for (std::size_t first = 0; first < count; first += blockRows) {
        const std::size_t block = std::min(blockRows, count - first);
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

constexpr const char *looseHits = "false-hit-rate, loose";

// One world, its users' questions, and where its figures go.
struct Study {
    Study(const Setup &of, std::uint64_t seed, Figures &into)
        : setup(of), world(worldOf(of, seed)), asked(world.ask(askedCount, 26)),
          queries(world.embed(asked)), figures(into)
    {
    }
    void add(const char *metric, const char *variant, double value) const
    {
        figures[{metric, variant}].push_back(value);
    }

    const Setup &setup;
    World world;
    std::vector<Question> asked;
    std::vector<float> queries;
    Figures &figures;
};

struct Filled {
    std::vector<Question> questions;
    std::vector<float> rows;
    std::vector<Match> nearest;  // of what was asked
};

Filled fill(const Study &study, Generator generator)
{
    Filled store;
    store.questions = generate(study.world, generator, pairsOf(study.setup));
    store.rows = study.world.embed(store.questions, study.setup.threads, study.setup.stop);
    store.nearest = exhaustive(study.queries, store.rows, study.world.dimension);
    return store;
}

void addStore(const Study &study, const char *name, const Filled &store)
{
    const Rates rates = ratesAt(threshold, store.nearest, study.asked, store.questions);
    const Rates loose = ratesAt(looseThreshold, store.nearest, study.asked, store.questions);
    study.add("hit-rate", name, rates.hits);
    study.add("miss-rate", name, 100 - rates.hits);
    study.add("false-hit-rate", name, rates.wrong);
    study.add(looseHits, name, loose.wrong);
    study.add("covered-topics", name, 100 * study.world.popularity(store.questions));
}

// What a cache of identical questions would answer.
void addExactMatch(const Study &study, const Filled &store)
{
    double same = 0;
    for (const Question &question : study.asked) {
        const auto &all = store.questions;
        same += std::find(all.begin(), all.end(), question) != all.end() ? 1 : 0;
    }
    study.add("hit-rate", "exact-match", 100 * same / askedCount);
    study.add("miss-rate", "exact-match", 100 - 100 * same / askedCount);
}

// What the lists find of the nearest rows, and how long a question takes with them.
void addSearch(const Study &study, const Filled &store)
{
    const std::size_t dimension = study.world.dimension;
    const std::stop_token &stop = study.setup.stop;
    const PackedLists lists(store.rows, dimension,
                            cluster(store.rows, dimension, study.setup.threads, stop));
    study.add("bytes-per-pair", "store",
              double(lists.bytes()) / double(pairsOf(study.setup))
                      + double(sizeof(float) * answerNumbers(study.setup)));
    std::vector<float> scratch;
    double found = 0;
    for (std::size_t q = 0; q < askedCount; ++q) {
        const Match match =
                lists.view().search(study.queries.data() + q * dimension, probes, scratch);
        found += match.similarity > store.nearest[q].similarity - 1e-5F ? 1 : 0;
    }
    study.add("recall-at-1", "search-lists", 100 * found / askedCount);
    Memory memory;
    const Decoder decoder(std::size_t(study.setup.shape.at("width")),
                          std::size_t(study.setup.shape.at("tokens")), study.world.seed, memory);
    const std::span<const float> queries(study.queries);
    const Latency spared = latencyOf(lists.view(), decoder, queries, dimension, stop);
    const Latency model =
            latencyOf({}, decoder, queries.first(modelAskedCount * dimension), dimension, stop);
    study.add("latency-p50", "store", spared.p50);
    study.add("latency-p99", "store", spared.p99);
    study.add("latency-p50", "model", model.p50);
    study.add("latency-p99", "model", model.p99);
}

// What no generator of this size can exceed: the most popular topics, once each.
double coverageBound(const World &world, std::size_t pairs)
{
    std::vector<Question> popular;
    for (std::size_t t = 0; t < std::min(pairs, world.topics); ++t) {
        popular.push_back({std::uint32_t(t), 0});
    }
    return 100 * world.popularity(popular);
}

void measure(const Study &study, const std::function<void(int)> &tell)
{
    tell(0);
    addStore(study, "naive-store", fill(study, Generator::Naive));
    tell(1);
    // Masking without dropping repetitions or raising the temperature.
    const Filled masked = fill(study, Generator::Masked);
    study.add("hit-rate-masking-alone", "store",
              ratesAt(threshold, masked.nearest, study.asked, masked.questions).hits);
    tell(2);
    const Filled store = fill(study, Generator::Adaptive);
    addStore(study, "store", store);
    addExactMatch(study, store);
    study.add("covered-topics-bound", "store", coverageBound(study.world, pairsOf(study.setup)));
    tell(3);
    addSearch(study, store);
}

}  // namespace

Result<std::vector<Quality>> storeQuality(const Setup &setup)
{
    Figures figures;
    const int seeds = seedsOf(setup);
    for (int i = 0; i < seeds; ++i) {
        measure(Study(setup, setup.seed + std::uint64_t(i), figures), [&](int step) {
            if (setup.progress) {
                setup.progress((i + step / 4.0) / seeds, "asking stored questions");
            }
        });
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
    }
    std::vector<Quality> all;
    for (const auto &[key, values] : figures) {
        const auto &[metric, variant] = key;
        // The clock times an invented mix of questions: a simulation like the rates.
        const char *unit = metric.starts_with("latency") ? "us"
                           : metric == "bytes-per-pair"  ? "B"
                                                         : "%";
        const Evidence evidence =
                metric == "bytes-per-pair" ? Evidence::Computed : Evidence::Simulated;
        all.push_back(metric == looseHits ? overSeeds("false-hit-rate", variant, values, unit,
                                                      evidence, {{"threshold", looseThreshold}})
                                          : overSeeds(metric, variant, values, unit, evidence));
    }
    return all;
}

}  // namespace touchstone::kernels::sim_precomputed_answers
