// The search alone: in all rows, and in inverted lists in memory or in a mapped file.
#include "kernels/blocks/parallel.h"
#include "kernels/systems/sim-precomputed-answers/mapped_lists.h"
#include "kernels/systems/sim-precomputed-answers/questions.h"

namespace touchstone::kernels::sim_precomputed_answers {

namespace {

struct Search final : Questions {
    In<float> panels{*this, packedFloats(pairs, dimension, wideRows)};
    std::optional<MappedLists> mapped;

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
        add("search-lists", scored(lists->view())).run([this] { searchIn(lists->view()); });
        add("search-mapped", scored(mapped->view())).run([this] { searchIn(mapped->view()); });
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
    // Products of equal cost.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return workOf(ratio.baseline).flops / workOf(ratio.technique).flops;
    }
    void exact(std::size_t form, std::size_t q, Expected &expected) const override
    {
        const bool allRows = form == 0;
        expectMatch(q, store, nearest(store, q, allRows), expected);
    }
    double tolerance(std::size_t) const override { return 1e-5; }
};

}  // namespace

std::unique_ptr<Operation> makeSearch(const Setup &setup, Memory &memory)
{
    return operation<Search>(setup, memory);
}

}  // namespace touchstone::kernels::sim_precomputed_answers
