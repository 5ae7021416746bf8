// What the operations of kernel.cpp share: a store with questions that are asked of it, and the
// oracle of a search.
#pragma once

#include "kernels/declared_kernel.h"
#include "kernels/systems/sim-precomputed-answers/recall.h"

namespace touchstone::kernels::sim_precomputed_answers {

constexpr double threshold = 0.8;  // cosine from which a stored question counts as the same

inline bool hit(const Match &match)
{
    return match.id >= 0 && double(match.similarity) >= threshold;
}

// The world of a shape.
inline World worldOf(const Setup &setup, std::uint64_t seed)
{
    return {std::size_t(setup.shape.at("topics")), std::size_t(setup.shape.at("dimension")), seed};
}
// Numbers of a stored answer.
inline std::size_t answerNumbers(const Setup &setup)
{
    return std::size_t(std::min<std::int64_t>(64, setup.shape.at("width")));
}

// What replaces the language model: a residual layer that reads two matrices per token, one token
// after the other,
//
//   x <- rms-normalised(x + W2 silu(W1 x)),   W1 [hidden x width], W2 [width x hidden]
class Decoder {
public:
    Decoder(std::size_t width, std::size_t tokens, std::uint64_t seed, Memory &memory);

    // The last state after all tokens; starts from the question's embedding, repeated.
    void decode(const float *question, std::size_t dimension, std::vector<float> &state) const;
    // The same in double precision, as the formulas are written.
    std::vector<double> exact(std::span<const float> question) const;
    double flops() const { return 4 * double(m_tokens) * double(m_up.size()); }
    double bytes() const { return 2.0 * sizeof(float) * double(m_up.size()); }

private:
    std::size_t m_width, m_tokens;
    Buffer<float> m_up, m_down;  // W1, W2
};

// A store before packing.
struct Stored {
    std::vector<float> rows;  // [pairs x dimension]
    Lists lists;
};

// Every form says which stored question is nearest.
struct Questions : Operation {
    Dim count{*this, "queries"}, pairs{*this, "pairs"}, dimension{*this, "dimension"};
    World world = worldOf(setup(), setup().seed);
    In<float> queries{*this, count *dimension};
    Out<std::int32_t> ids{*this, count};
    Out<float> similarities{*this, count};
    Stored store;
    std::optional<PackedLists> lists;
    std::optional<Truth> truth;  // of held-out questions
    std::size_t probes = 1;      // lists that a search looks at

    using Operation::Operation;

    Result<> prepare() override
    {
        const auto asked = world.embed(world.ask(count, 25));
        std::copy(asked.begin(), asked.end(), queries.data());
        store = filled(Generator::Adaptive);
        if (setup().stop.stop_requested()) {
            return cancelled();
        }
        lists.emplace(store.rows, dimension, store.lists, memory());
        truth.emplace(heldOut(world, store.rows, threads(), setup().stop));
        if (setup().stop.stop_requested()) {
            return cancelled();
        }
        probes = probesFor(*truth, lists->view());
        return {};
    }
    Stored filled(Generator generator) const
    {
        const std::stop_token &stop = setup().stop;
        Stored stored;
        stored.rows = world.embed(generate(world, generator, pairs, stop), threads(), stop);
        stored.lists = cluster(stored.rows, dimension, threads(), stop);
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
    std::size_t units(std::size_t) const override { return count; }
    std::size_t sampledUnits(std::size_t) const override { return 13; }

    // --- oracle.cpp: from rows and lists before packing, one product at a time in double precision

    struct Range {
        double least, most;
    };
    double similarity(const Stored &of, std::size_t q, std::size_t id) const;
    // The best similarity that a search may find. Not one number: whether a list counts as probed
    // is open where centroids are as good as equally near.
    Range nearest(const Stored &of, std::size_t q, bool allRows) const;
    // Equally near rows may be told apart by rounding: any of them is right. A row is told from the
    // similarity `least` on.
    void expectMatch(std::size_t q, const Stored &of, Range right, double least,
                     Expected &expected) const;
};

// Hits, false hits, recall and the time that a question takes, of questions that users ask, over
// five worlds. One world after the other: looks at setup.stop in each.
Result<std::vector<Quality>> storeQuality(const Setup &setup);

}  // namespace touchstone::kernels::sim_precomputed_answers
