// StorInfer (report 2025-10-15, paper 1): questions that users will ask are answered ahead of time.
//
//   offline   a generator fills a store with questions and answers; it sees recent questions, so
//             that it does not repeat them (masking), and grows more daring where it repeats
//             itself (temperature): topics.h
//   online    the store is searched; a stored question with a cosine of at least 0.8 answers, and
//             the language model is spared:   latency = t_search + (1 - hits) t_model
//
// Against it: the model for every question, a cache of identical questions, and a store of the same
// size from a generator that does neither. The search alone, in inverted lists in memory and in a
// mapped file, is compared with one of every row and with hnswlib; every index is set to the same
// recall before it is timed (recall.h). In the paper the search runs beside
// the model and cancels it; here one comes after the other, on the same processor.
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/systems/sim-precomputed-answers/mapped_lists.h"
#include "kernels/systems/sim-precomputed-answers/questions.h"

#include <string_view>
#include <unordered_map>

namespace touchstone::kernels::sim_precomputed_answers {

namespace {

std::size_t hashOf(std::span<const float> row)
{
    return std::hash<std::string_view>()(
            {reinterpret_cast<const char *>(row.data()), row.size_bytes()});
}

struct Answering final : Questions {
    enum Way : std::size_t { Model, ExactMatch, NaiveStore, Store };

    std::size_t numbers = answerNumbers(setup());
    Decoder decoder{std::size_t(size("width")), std::size_t(size("tokens")), setup().seed,
                    memory()};
    In<float> rows{*this, pairs *dimension}, stored{*this, pairs *numbers};
    Out<float> answers{*this, count *numbers};
    Stored naiveStore;
    std::optional<PackedLists> naiveLists;
    std::unordered_multimap<std::size_t, std::int32_t> byHash;
    std::array<double, 4> misses{};

    using Questions::Questions;

    Result<> prepare() override
    {
        if (auto done = Questions::prepare(); !done) {
            return done;
        }
        naiveStore = filled(Generator::Naive);
        if (setup().stop.stop_requested()) {
            return cancelled();
        }
        naiveLists.emplace(naiveStore.rows, dimension, naiveStore.lists, memory());
        std::copy(store.rows.begin(), store.rows.end(), rows.data());
        rng::fillNormal(stored.span(), 0.0F, 1.0F, setup().seed, 33);
        for (std::size_t i = 0; i < pairs; ++i) {
            byHash.emplace(hashOf(rows.span().subspan(i * dimension, dimension)), std::int32_t(i));
        }
        return {};
    }
    void declare(Forms &forms) override
    {
        constexpr std::array names{"model", "exact-match", "naive-store", "store"};
        std::vector<float> scratch;
        for (std::size_t form = 0; form < names.size(); ++form) {
            for (std::size_t q = 0; q < count; ++q) {
                misses[form] += hit(lookUp(form, q, scratch)) ? 0 : 1;
            }
            const double scores = form == NaiveStore ? scored(naiveLists->view())
                                  : form == Store    ? scored(lists->view())
                                                     : 0;
            forms.add(names[form])
                    .writes(ids, similarities, answers)
                    .flops(misses[form] * decoder.flops() + scores * 2 * double(dimension))
                    .bytes(sizeof(float) * double(count * (dimension + numbers + 2))
                           + (misses[form] > 0 ? decoder.bytes() : 0))
                    .run([this, form] { answer(form); });
        }
    }
    Match identical(std::size_t q) const
    {
        const auto [first, last] = byHash.equal_range(hashOf(query(q)));
        for (auto found = first; found != last; ++found) {
            const float *row = rows.data() + std::size_t(found->second) * dimension;
            if (std::equal(query(q).begin(), query(q).end(), row)) {
                return {found->second, 1.0F};
            }
        }
        return {-1, 0.0F};
    }
    Match lookUp(std::size_t form, std::size_t q, std::vector<float> &scratch) const
    {
        return form == Model ? Match{-1, 0.0F}
               : form == ExactMatch
                       ? identical(q)
                       : inLists((form == Store ? lists : naiveLists)->view(), q, scratch);
    }
    void keep(std::size_t q, const Match &match)
    {
        similarities[q] = match.similarity;
        ids[q] = hit(match) ? match.id : -1;
    }
    // The stored answer, or the model's.
    void answer(std::size_t form)
    {
        parallelRows(threads(), count, [&](std::size_t begin, std::size_t end) {
            std::vector<float> state, scratch;
            for (std::size_t q = begin; q < end; ++q) {
                const Match match = lookUp(form, q, scratch);
                keep(q, match);
                const float *from = stored.data() + std::size_t(std::max(ids[q], 0)) * numbers;
                if (!hit(match)) {
                    decoder.decode(query(q).data(), dimension, state);
                    from = state.data();
                }
                std::copy_n(from, numbers, answers.data() + q * numbers);
            }
        });
    }
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        const bool bounded = ratio.quantity == "time" && ratio.baseline == Model;
        return bounded && misses[ratio.technique] > 0
                       ? std::optional(double(count) / misses[ratio.technique])  // a free search
                       : std::nullopt;
    }
    void exact(std::size_t form, std::size_t q, Expected &expected) const override
    {
        const Stored &searched = form == NaiveStore ? naiveStore : store;
        if (form == NaiveStore || form == Store) {
            expectMatch(q, searched, nearest(searched, q, false), threshold, expected);
        } else {
            const double told = form == ExactMatch && isStored(q) ? 1 : 0;
            expectMatch(q, searched, {told, told}, threshold, expected);
        }
        const auto id = std::size_t(ids[q]);
        const auto decoded = id < pairs ? std::vector<double>() : decoder.exact(query(q));
        for (std::size_t i = 0; i < numbers; ++i) {
            expected.at(answers, q * numbers + i,
                        id < pairs ? double(stored[id * numbers + i]) : decoded[i]);
        }
    }
    // Whether the very same question is stored.
    bool isStored(std::size_t q) const
    {
        bool found = false;
        for (std::size_t at = 0; at < store.rows.size() && !found; at += dimension) {
            found = std::equal(query(q).begin(), query(q).end(), store.rows.data() + at);
        }
        return found;
    }
    double tolerance(std::size_t) const override { return 1e-4; }
};

// The search alone: in all rows, in hnswlib's graph, and in inverted lists in memory or in a mapped
// file. Tells the nearest row, however far it is.
struct Search final : Questions {
    enum Way : std::size_t { AllRows, OfGraph, OfLists, OfMapped };

    In<float> panels{*this, packedFloats(pairs, dimension, wideRows)};
    std::optional<MappedLists> mapped;
    std::optional<Graph> graph;

    using Questions::Questions;

    Result<> prepare() override
    {
        if (auto done = Questions::prepare(); !done) {
            return done;
        }
        packAll(store.rows, dimension, wideRows, panels.data());
        std::error_code error;
        auto made = MappedLists::make(*lists, setup().cacheFolder.empty()
                                                      ? std::filesystem::temp_directory_path(error)
                                                      : setup().cacheFolder);
        if (!made) {
            return passOn(std::move(made.error()));
        }
        mapped.emplace(std::move(*made));
        graph.emplace(store.rows, dimension, threads(), setup().stop);
        if (setup().stop.stop_requested()) {
            return cancelled();
        }
        breadthFor(*truth, *graph);
        return {};
    }
    void declare(Forms &forms) override
    {
        // A search may look at the same lists for every question: only questions and what is
        // written are certain traffic.
        const double own = sizeof(float) * double(count) * double(dimension + 2);
        const auto add = [&](const char *id, double scores) -> Form & {
            return forms.add(id)
                    .writes(ids, similarities)
                    .flops(2 * double(dimension) * scores)
                    .bytes(own);
        };
        add("search-all", double(count) * double(pairs))
                .bytes(own + sizeof(float) * double(pairs * dimension))
                .dense(count >= 32)
                .run([this] { searchAll(); });
        double ofGraph = 0;
        for (std::size_t q = 0; q < count; ++q) {
            ofGraph += double(graph->productsOf(query(q).data()));
        }
        add("search-graph", ofGraph).run([this] {
            parallelEach(threads(), count,
                         [&](std::size_t q) { keep(q, graph->search(query(q).data())); });
        });
        add("search-lists", scored(lists->view())).run([this] { searchIn(lists->view()); });
        add("search-mapped", scored(mapped->view())).run([this] { searchIn(mapped->view()); });
    }
    void keep(std::size_t q, const Match &match)
    {
        similarities[q] = match.similarity;
        ids[q] = match.id;
    }
    void searchAll()
    {
        parallelRows(threads(), count, [&](std::size_t begin, std::size_t end) {
            std::vector<Match> matches(end - begin);
            nearestOfAll(query(begin).data(), panels.data(), pairs, dimension, matches);
            for (std::size_t q = begin; q < end; ++q) {
                keep(q, matches[q - begin]);
            }
        });
    }
    void searchIn(const ListsView &view)
    {
        parallelRows(threads(), count, [&](std::size_t begin, std::size_t end) {
            std::vector<float> scratch;
            for (std::size_t q = begin; q < end; ++q) {
                keep(q, inLists(view, q, scratch));
            }
        });
    }
    // Products of equal cost; those of a graph wait for the row before.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return ratio.baseline == AllRows
                       ? std::optional(workOf(ratio.baseline).flops / workOf(ratio.technique).flops)
                       : std::nullopt;
    }
    void exact(std::size_t form, std::size_t q, Expected &expected) const override
    {
        Range right = nearest(store, q, form == AllRows || form == OfGraph);
        if (form == OfGraph) {
            right.least = -2;  // any row: how often it is the nearest is its recall
        }
        expectMatch(q, store, right, -2, expected);
    }
    double tolerance(std::size_t) const override { return 1e-5; }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("sim-precomputed-answers",
                    {{"answer", operation<Answering>}, {"search", operation<Search>}},
                    storeQuality);
}

}  // namespace touchstone::kernels::sim_precomputed_answers
