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
// mapped file, is compared with one of every row. In the paper the search runs beside the model and
// cancels it; here one comes after the other, on the same processor.
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"
#include "kernels/systems/sim-precomputed-answers/mapped_lists.h"
#include "kernels/systems/sim-precomputed-answers/oracle.h"
#include "kernels/systems/sim-precomputed-answers/quality.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <unordered_map>

namespace touchstone::kernels::sim_precomputed_answers {

namespace {

struct Stored {
    std::vector<float> rows;  // [pairs x dimension]
    Lists lists;
};

std::size_t hashOf(std::span<const float> row)
{
    return std::hash<std::string_view>()(
            {reinterpret_cast<const char *>(row.data()), row.size_bytes()});
}

// A store and its questions; every form says which stored question is nearest.
struct Questions : Operation {
    Dim count{*this, "queries"}, pairs{*this, "pairs"}, dimension{*this, "dimension"};
    World world = worldOf(setup(), setup().seed);
    In<float> queries{*this, count *dimension};
    Out<std::int32_t> ids{*this, count};
    Out<float> similarities{*this, count};
    Stored store;  // before packing, for the oracle
    std::optional<Index> lists;

    using Operation::Operation;

    Result<> prepare() override
    {
        const auto asked = world.embed(world.ask(count, 25));
        std::copy(asked.begin(), asked.end(), queries.data());
        store = filled(Generator::Adaptive);
        if (setup().stop.stop_requested()) {
            return cancelled();
        }
        const PackedLists packed(store.rows, dimension, store.lists);
        lists.emplace(packed, memory());
        return prepareForms(packed);
    }
    virtual Result<> prepareForms(const PackedLists &packed) = 0;
    Stored filled(Generator generator) const
    {
        Stored stored;
        stored.rows = world.embed(generate(world, generator, pairs), threads(), setup().stop);
        stored.lists = cluster(stored.rows, dimension, threads(), setup().stop);
        return stored;
    }
    std::span<const float> query(std::size_t q) const
    {
        return queries.span().subspan(q * dimension, dimension);
    }
    Match inLists(const ListsView &view, std::size_t q, std::vector<float> &scratch) const
    {
        return view.search(query(q).data(), probes, scratch);
    }
    // Scores that a search computes for all questions.
    double scored(const ListsView &view) const
    {
        double sum = double(count) * double(view.lists);
        std::vector<float> scratch;
        for (std::size_t q = 0; q < count; ++q) {
            for (const std::size_t list : view.probed(query(q).data(), probes, scratch)) {
                sum += double(view.rowsOf(list));
            }
        }
        return sum;
    }
    void keep(std::size_t q, const Match &match)
    {
        similarities[q] = match.similarity;
        ids[q] = hit(match) ? match.id : -1;
    }

    std::size_t units(std::size_t) const override { return count; }
    std::size_t sampledUnits(std::size_t) const override { return 13; }
    // Equally near rows may be told apart by rounding: any of them is right.
    void expectMatch(std::size_t q, const SearchOracle &oracle, double least, double most,
                     Expected &expected) const
    {
        constexpr double rounding = 1e-5;
        const auto told = double(similarities[q]);
        const std::int32_t id = ids[q];
        const bool known = id >= 0 && std::size_t(id) < pairs;
        expected.that(ids, q, 1, (known || id == -1) && known == (told >= threshold),
                      "a hit without its similarity");
        const bool nearest = told >= least - rounding && told <= most + rounding;
        expected.that(similarities, q, 1, nearest, "not the nearest question");
        expected.at(similarities, q,
                    known ? oracle.similarity(std::size_t(id)) : std::clamp(told, least, most));
    }
    void expectNearest(std::size_t q, const SearchOracle &oracle, Expected &expected) const
    {
        constexpr double rounding = 1e-5;
        expectMatch(q, oracle, oracle.best(probes, -rounding), oracle.best(probes, rounding),
                    expected);
    }
};

struct Search final : Questions {
    enum Way : std::size_t { AllRows, InLists, InMapped };

    std::size_t panelFloats = (pairs + wideRows - 1) / wideRows * wideRows * dimension;
    In<float> panels{*this, panelFloats};
    std::optional<MappedLists> mapped;

    using Questions::Questions;

    Result<> prepareForms(const PackedLists &packed) override
    {
        std::vector<std::int32_t> all(pairs);
        std::iota(all.begin(), all.end(), 0);
        pack(store.rows, all, dimension, wideRows, panels.data());
        std::error_code error;
        auto made = MappedLists::make(packed, setup().cacheFolder.empty()
                                                      ? std::filesystem::temp_directory_path(error)
                                                      : setup().cacheFolder);
        if (!made) {
            return passOn(std::move(made.error()));
        }
        mapped.emplace(std::move(*made));
        return {};
    }
    void declare(Forms &forms) override
    {
        const double own = sizeof(float) * double(count) * double(dimension + 2);
        forms.add("search-all")
                .writes(ids, similarities)
                .flops(2 * double(dimension) * double(count) * double(pairs))
                .bytes(own + sizeof(float) * double(pairs * dimension))
                .dense(count >= 32)
                .run([this] { searchAll(); });
        // A search may look at the same lists for every question: only questions and what is
        // written are certain traffic.
        const auto add = [&](const char *id, const auto &view) {
            forms.add(id)
                    .writes(ids, similarities)
                    .flops(2 * double(dimension) * scored(view()))
                    .bytes(own)
                    .run([this, view] {
                        parallelRows(threads(), count, [&](std::size_t begin, std::size_t end) {
                            std::vector<float> scratch;
                            for (std::size_t q = begin; q < end; ++q) {
                                keep(q, inLists(view(), q, scratch));
                            }
                        });
                    });
        };
        add("search-lists", [this] { return lists->view(); });
        add("search-mapped", [this] { return mapped->view(); });
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
    // Products of equal cost.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return workOf(ratio.baseline).flops / workOf(ratio.technique).flops;
    }
    void exact(std::size_t form, std::size_t q, Expected &expected) const override
    {
        expectNearest(q, {store.rows, query(q), form == AllRows ? nullptr : &store.lists},
                      expected);
    }
    double tolerance(std::size_t) const override { return 1e-5; }
};

struct Answering final : Questions {
    enum Way : std::size_t { Model, ExactMatch, NaiveStore, Store };

    std::size_t numbers = answerNumbers(setup());
    Decoder decoder{std::size_t(size("width")), std::size_t(size("tokens")), setup().seed,
                    memory()};
    In<float> rows{*this, pairs *dimension}, stored{*this, pairs *numbers};
    Out<float> answers{*this, count *numbers};
    Stored naiveStore;
    std::optional<Index> naiveLists;
    std::unordered_multimap<std::size_t, std::int32_t> byHash;
    std::array<double, 4> misses{};

    using Questions::Questions;

    Result<> prepareForms(const PackedLists &) override
    {
        naiveStore = filled(Generator::Naive);
        if (setup().stop.stop_requested()) {
            return cancelled();
        }
        naiveLists.emplace(PackedLists(naiveStore.rows, dimension, naiveStore.lists), memory());
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
        const SearchOracle oracle{searched.rows, query(q), &searched.lists};
        if (form == NaiveStore || form == Store) {
            expectNearest(q, oracle, expected);
        } else {
            const double told = form == ExactMatch && oracle.stored() ? 1 : 0;
            expectMatch(q, oracle, told, told, expected);
        }
        const auto id = std::size_t(ids[q]);
        const auto decoded = id < pairs ? std::vector<double>() : decodedExactly(decoder, query(q));
        for (std::size_t i = 0; i < numbers; ++i) {
            expected.at(answers, q * numbers + i,
                        id < pairs ? double(stored[id * numbers + i]) : decoded[i]);
        }
    }
    double tolerance(std::size_t) const override { return 1e-4; }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("sim-precomputed-answers",
                    {{"answer", operation<Answering>}, {"search", operation<Search>}},
                    storeQuality);
}

}  // namespace touchstone::kernels::sim_precomputed_answers
