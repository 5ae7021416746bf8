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
// Hit rate, in %, from which the time per question falls by the claimed 17.3 % where a search takes
// 0.3 % of the model's time; a search at no cost would need 17.3 %.
constexpr double claimedHits = 17.6;

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
    Study(const Setup &of, World seen, SeedFigures &into)
        : setup(of), world(seen), asked(world.ask(askedCount, 26)), queries(world.embed(asked)),
          figures(into)
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

Filled fill(const Study &study, Generator generator, std::size_t pairs)
{
    const Setup &setup = study.setup;
    const World &world = study.world;
    Filled store;
    store.questions = generate(world, generator, pairs, setup.stop);
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

// Hits of the first `pairs` stored questions, in %: a generator writes one after the other, so that
// a smaller store is the start of a larger one.
double hitsOfFirst(const Study &study, const Filled &store, std::size_t pairs)
{
    const std::size_t dimension = study.world.dimension;
    const auto rows = std::span(store.rows).first(pairs * dimension);
    const auto nearest =
            nearestOf(study.queries, rows, dimension, study.setup.threads, study.setup.stop);
    return ratesAt(threshold, nearest, study.asked, store.questions).hits;
}

// How many pairs must be stored for the hit rate that the claim implies.
void addPairsNeeded(const Study &study, const char *name, const Filled &store)
{
    std::size_t least = 1, most = store.questions.size();
    if (hitsOfFirst(study, store, most) < claimedHits) {
        return;
    }
    while (least < most && !study.stopped()) {
        const std::size_t middle = (least + most) / 2;
        const bool enough = hitsOfFirst(study, store, middle) >= claimedHits;
        (enough ? most : least) = enough ? middle : middle + 1;
    }
    study.add("pairs-needed", name, double(least), "", Evidence::Simulated,
              {{"hit-rate", claimedHits}, {"zipf-exponent", study.world.exponent}});
}

// The hit rate over the number of stored pairs.
void addCurve(const Study &study, const char *name, const Filled &store)
{
    for (std::size_t pairs = 4; pairs < store.questions.size() && !study.stopped(); pairs *= 4) {
        study.add("hit-rate", name, hitsOfFirst(study, store, pairs), "%", Evidence::Simulated,
                  {{"pairs", double(pairs)}});
    }
    addPairsNeeded(study, name, store);
}

// The same for users who prefer no topic, or prefer some less: our Zipf exponent decides it.
void addOtherUsers(const Study &study)
{
    for (const double exponent : {0.0, 0.5}) {
        World world = study.world;
        world.exponent = exponent;
        const Study other(study.setup, world, study.figures);
        const std::size_t pairs = std::min(pairsOf(study.setup), world.topics);
        addPairsNeeded(other, "naive-store", fill(other, Generator::Naive, pairs));
        addPairsNeeded(other, "store", fill(other, Generator::Adaptive, pairs));
    }
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

// What the indices find of the nearest rows once they are set, and how long a question takes with
// the lists.
void addSearch(const Study &study, const Filled &store)
{
    const Setup &setup = study.setup;
    const std::size_t dimension = study.world.dimension;
    Memory memory;
    const PackedLists lists(store.rows, dimension,
                            cluster(store.rows, dimension, setup.threads, setup.stop), memory);
    Graph graph(store.rows, dimension, setup.threads, setup.stop);
    const Truth set = heldOut(study.world, store.rows, setup.threads, setup.stop);
    const Truth asked(study.queries, store.rows, dimension, setup.threads, setup.stop);
    if (study.stopped()) {
        return;
    }
    study.add("bytes-per-pair", "store",
              double(lists.bytes()) / double(pairsOf(setup))
                      + double(sizeof(float) * answerNumbers(setup)),
              "B", Evidence::Computed);
    std::vector<float> scratch, state;
    const std::size_t probes = probesFor(set, lists.view());
    const auto search = [&](const float *query) {
        return lists.view().search(query, probes, scratch);
    };
    study.add("recall-at-1", "search-lists", 100 * asked.recall(search));
    study.add("lists-probed", "search-lists", double(probes), "");
    study.add("candidates-kept", "search-graph", double(breadthFor(set, graph)), "");
    study.add("recall-at-1", "search-graph",
              100 * asked.recall([&](const float *query) { return graph.search(query); }));
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
    const std::size_t pairs = pairsOf(study.setup);
    tell(0);
    const Filled naive = fill(study, Generator::Naive, pairs);
    addStore(study, "naive-store", naive);
    addCurve(study, "naive-store", naive);
    tell(1);
    // Masking without dropping repetitions or raising the temperature.
    const Filled masked = fill(study, Generator::Masked, pairs);
    study.add("hit-rate-masking-alone", "store",
              ratesAt(threshold, masked.nearest, study.asked, masked.questions).hits);
    addOtherUsers(study);
    tell(2);
    const Filled store = fill(study, Generator::Adaptive, pairs);
    if (study.stopped()) {
        return;
    }
    addStore(study, "store", store);
    addCurve(study, "store", store);
    addExactMatch(study, store);
    study.add("covered-topics-bound", "store", coverageBound(study.world, pairs));
    tell(3);
    addSearch(study, store);
}

}  // namespace

Result<std::vector<Quality>> storeQuality(const Setup &setup)
{
    const char *doing = "asking stored questions";
    return studySeeds(setup, doing, [&](std::uint64_t seed, SeedFigures &figures) {
        measure(Study(setup, worldOf(setup, seed), figures), [&](int step) {
            if (setup.progress) {
                setup.progress((double(seed - setup.seed) + step / 4.0) / seedsOf(setup), doing);
            }
        });
    });
}

}  // namespace touchstone::kernels::sim_precomputed_answers
