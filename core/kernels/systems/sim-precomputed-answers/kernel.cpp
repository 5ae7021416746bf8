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
// mapped file, stands beside one that compares every row. In the paper the search runs beside the
// model and cancels it; here one comes after the other, on the same processor.
#include "kernels/blocks/parallel.h"
#include "kernels/systems/sim-precomputed-answers/problem.h"
#include "kernels/plain_kernel.h"

#include <algorithm>

namespace touchstone::kernels::sim_precomputed_answers {

void AnswerProblem::lookUp(std::size_t form, std::size_t first, std::span<Match> matches) const
{
    if (form == SearchAll) {
        nearestOfAll(query(first).data(), m_panels.data(), m_pairs, m_dimension, matches);
        return;
    }
    std::vector<float> scratch;
    for (std::size_t i = 0; i < matches.size(); ++i) {
        matches[i] = form == Model ? Match{-1, 0.0F}
                     : form == ExactMatch
                             ? identical(first + i)
                             : listsOf(form).search(query(first + i).data(), kProbes, scratch);
    }
}

// The stored answer, or the model's; searches alone answer misses with zeros.
void AnswerProblem::answer(std::size_t form, std::size_t q, const Match &match,
                           std::vector<float> &state)
{
    float *out = m_answers.data() + q * m_size;
    m_similarities[q] = match.similarity;
    m_ids[q] = hit(match) ? match.id : -1;
    if (hit(match)) {
        std::copy_n(m_stored.data() + std::size_t(match.id) * m_size, m_size, out);
    } else if (decodes(form)) {
        m_decoder.decode(query(q).data(), m_dimension, state);
        std::copy_n(state.data(), m_size, out);
    } else {
        std::fill_n(out, m_size, 0.0F);
    }
}

void AnswerProblem::run(std::size_t form)
{
    parallelRows(m_threads, m_count, [&](std::size_t begin, std::size_t end) {
        std::vector<Match> matches(end - begin);
        lookUp(form, begin, matches);
        std::vector<float> state;
        for (std::size_t q = begin; q < end; ++q) {
            answer(form, q, matches[q - begin], state);
        }
    });
}

namespace {

class SimPrecomputedAnswers : public PlainKernel {
public:
    std::string id() const override { return "sim-precomputed-answers"; }
    std::string family() const override { return "systems"; }
    // 2: the search of all rows is one pass of our own instead of products by oneDNN.
    int version() const override { return 2; }
    std::vector<Variant> variants() const override
    {
        return {{"model", Role::Baseline},         {"exact-match", Role::Baseline},
                {"naive-store", Role::Baseline},   {"store", Role::Technique},
                {"search-all", Role::Baseline},    {"search-lists", Role::Technique},
                {"search-mapped", Role::Technique}};
    }
    std::vector<Comparison> comparisons() const override
    {
        return {{"model", "store"},
                {"exact-match", "store"},
                {"naive-store", "store"},
                {"search-all", "search-lists"},
                {"search-all", "search-mapped"},
                {"exact-match", "store", "miss-rate"},
                {"naive-store", "store", "miss-rate"},
                {"model", "store", "latency-p50"},
                {"model", "store", "latency-p99"}};
    }
    std::vector<Shape> shapes(Preset preset) const override
    {
        switch (preset) {
        case Preset::Small:
            return {shape(64, 2000, 64, 4000, 128, 16)};
        case Preset::Medium:
            return {shape(128, 20'000, 64, 4000, 256, 32)};
        case Preset::Large:
            return {shape(64, 150'000, 384, 30'000, 512, 64)};
        }
        return {};
    }
    std::vector<Shape> sweep() const override
    {
        return {shape(128, 250, 64, 4000, 128, 16),   shape(128, 500, 64, 4000, 128, 16),
                shape(128, 1000, 64, 4000, 128, 16),  shape(128, 2000, 64, 4000, 128, 16),
                shape(128, 4000, 64, 4000, 128, 16),  shape(128, 8000, 64, 4000, 128, 16),
                shape(128, 16'000, 64, 4000, 128, 16)};
    }
    std::vector<Shape> oddShapes() const override
    {
        return {shape(3, 5, 7, 11, 13, 2), shape(17, 131, 33, 61, 37, 3),
                shape(29, 521, 65, 127, 66, 5)};
    }
    Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup, Memory &memory) const override
    {
        return AnswerProblem::prepare(setup, memory);
    }

private:
    static Shape shape(std::int64_t queries, std::int64_t pairs, std::int64_t dimension,
                       std::int64_t topics, std::int64_t width, std::int64_t tokens)
    {
        return {std::to_string(queries) + " of " + std::to_string(pairs) + "x"
                        + std::to_string(dimension),
                {{"queries", queries},
                 {"pairs", pairs},
                 {"dimension", dimension},
                 {"topics", topics},
                 {"width", width},
                 {"tokens", tokens}}};
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return adapted(std::make_unique<SimPrecomputedAnswers>());
}

}  // namespace touchstone::kernels::sim_precomputed_answers
