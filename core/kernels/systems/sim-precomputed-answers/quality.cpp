#include "kernels/blocks/figures.h"
#include "kernels/systems/sim-precomputed-answers/questions.h"

#include <chrono>
#include <cmath>
#include <functional>

namespace touchstone::kernels::sim_precomputed_answers {

namespace {

constexpr std::size_t askedCount = 500;
constexpr std::size_t modelAskedCount = 200;  // the model takes the same steps for every question
constexpr double looseThreshold = 0.4;
constexpr std::size_t smokePairs = 500;

std::size_t pairsOf(const Setup &setup)
{
    const auto pairs = std::size_t(setup.shape.at("pairs"));
    return setup.effort == Effort::Smoke ? std::min(pairs, smokePairs) : pairs;
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

// One world, its users' questions, and where its figures go.
struct Study {
    Study(const Setup &of, std::uint64_t seed, SeedFigures &into)
        : setup(of), world(worldOf(of, seed)), asked(world.ask(askedCount, 26)),
          queries(world.embed(asked)), figures(into)
    {
    }
    // Simulated: the mix of questions, which the clock times too, is invented.
    void add(const char *metric, const char *variant, double value, const char *unit = "%",
             Evidence evidence = Evidence::Simulated, const At &at = {}) const
    {
        figures.add(metric, variant, value, unit, evidence, at);
    }
    // hits: in %
    void addHits(const char *variant, double hits) const
    {
        add("hit-rate", variant, hits);
        add("miss-rate", variant, 100 - hits);
    }
    bool stopped() const { return setup.stop.stop_requested(); }

    const Setup &setup;
    World world;
    std::vector<Question> asked;
    std::vector<float> queries;
    SeedFigures &figures;
};

struct Filled {
    std::vector<Question> questions;
    std::vector<float> rows;
    std::vector<Match> nearest;  // of what was asked
};

Filled fill(const Study &study, Generator generator)
{
    const Setup &setup = study.setup;
    const World &world = study.world;
    Filled store;
    store.questions = generate(world, generator, pairsOf(setup), setup.stop);
    store.rows = world.embed(store.questions, setup.threads, setup.stop);
    store.nearest =
            nearestOf(study.queries, store.rows, world.dimension, setup.threads, setup.stop);
    return store;
}

void addStore(const Study &study, const char *name, const Filled &store)
{
    const Rates rates = ratesAt(threshold, store.nearest, study.asked, store.questions);
    const Rates loose = ratesAt(looseThreshold, store.nearest, study.asked, store.questions);
    study.addHits(name, rates.hits);
    study.add("false-hit-rate", name, rates.wrong);
    study.add("false-hit-rate", name, loose.wrong, "%", Evidence::Simulated,
              {{"threshold", looseThreshold}});
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
    study.addHits("exact-match", 100 * same / askedCount);
}

// The smallest value that a share of all does not exceed.
double quantile(std::vector<double> values, double share)
{
    const auto rank = std::size_t(std::ceil(share * double(values.size())));
    const auto at = values.begin() + std::ptrdiff_t(std::max<std::size_t>(rank, 1) - 1);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

// How long one question takes, on the calling thread: the harness, which times whole calls, sees
// the mean only.
void addLatency(const Study &study, const char *variant, std::size_t count,
                const std::function<void(const float *)> &ask)
{
    using Clock = std::chrono::steady_clock;
    std::vector<double> microseconds;
    ask(study.queries.data());  // sets the library up
    for (std::size_t q = 0; q < count && !study.stopped(); ++q) {
        const auto before = Clock::now();
        ask(study.queries.data() + q * study.world.dimension);
        const std::chrono::duration<double, std::micro> took = Clock::now() - before;
        microseconds.push_back(took.count());
    }
    if (!study.stopped()) {
        study.add("latency-p50", variant, quantile(microseconds, 0.5), "us");
        study.add("latency-p99", variant, quantile(microseconds, 0.99), "us");
    }
}

// What the lists find of the nearest rows, and how long a question takes with them.
void addSearch(const Study &study, const Filled &store)
{
    const Setup &setup = study.setup;
    const std::size_t dimension = study.world.dimension;
    Memory memory;
    const PackedLists lists(store.rows, dimension,
                            cluster(store.rows, dimension, setup.threads, setup.stop), memory);
    study.add("bytes-per-pair", "store",
              double(lists.bytes()) / double(pairsOf(setup))
                      + double(sizeof(float) * answerNumbers(setup)),
              "B", Evidence::Computed);
    std::vector<float> scratch, state;
    const auto search = [&](const float *query) {
        return lists.view().search(query, probes, scratch);
    };
    double found = 0;
    for (std::size_t q = 0; q < askedCount; ++q) {
        const Match match = search(study.queries.data() + q * dimension);
        found += match.similarity > store.nearest[q].similarity - 1e-5F ? 1 : 0;
    }
    study.add("recall-at-1", "search-lists", 100 * found / askedCount);
    const Decoder decoder(std::size_t(setup.shape.at("width")),
                          std::size_t(setup.shape.at("tokens")), study.world.seed, memory);
    const auto decode = [&](const float *query) { decoder.decode(query, dimension, state); };
    addLatency(study, "store", askedCount, [&](const float *query) {
        if (!hit(search(query))) {
            decode(query);
        }
    });
    addLatency(study, "model", modelAskedCount, decode);
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
    if (study.stopped()) {
        return;
    }
    addStore(study, "store", store);
    addExactMatch(study, store);
    study.add("covered-topics-bound", "store", coverageBound(study.world, pairsOf(study.setup)));
    tell(3);
    addSearch(study, store);
}

}  // namespace

Result<std::vector<Quality>> storeQuality(const Setup &setup)
{
    const char *doing = "asking stored questions";
    return studySeeds(setup, doing, [&](std::uint64_t seed, SeedFigures &figures) {
        measure(Study(setup, seed, figures), [&](int step) {
            if (setup.progress) {
                setup.progress((double(seed - setup.seed) + step / 4.0) / seedsOf(setup), doing);
            }
        });
    });
}

}  // namespace touchstone::kernels::sim_precomputed_answers
