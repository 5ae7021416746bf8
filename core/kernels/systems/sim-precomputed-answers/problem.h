// One shape of kernel.cpp: stores, their searches, the model, and questions.
#pragma once

#include "kernels/plain_kernel.h"
#include "kernels/systems/sim-precomputed-answers/decoder.h"
#include "kernels/systems/sim-precomputed-answers/index.h"
#include "kernels/systems/sim-precomputed-answers/mapped_lists.h"
#include "kernels/systems/sim-precomputed-answers/oracle.h"
#include "kernels/systems/sim-precomputed-answers/topics.h"

#include <array>
#include <unordered_map>

namespace touchstone::kernels::sim_precomputed_answers {

enum Form : std::size_t {
    Model,
    ExactMatch,
    NaiveStore,
    Store,
    SearchAll,
    SearchLists,
    SearchMapped,
    kForms
};

// Comparisons with a limit, as they stand in the kernel's list.
enum Compared : std::size_t { ModelOverStore = 0, AllOverLists = 3, AllOverMapped = 4 };

constexpr double kThreshold = 0.8;  // cosine from which a stored question counts as the same
constexpr std::size_t kProbes = 8;  // lists that a search looks at

inline bool hit(const Match &match)
{
    return match.id >= 0 && double(match.similarity) >= kThreshold;
}

// Forms from SearchAll on only search: a miss is no answer.
inline bool decodes(std::size_t form)
{
    return form < SearchAll;
}

// What is made before there are buffers: the embeddings of a store and how they are grouped.
struct Stored {
    std::vector<float> rows;  // [pairs x dimension]
    Lists lists;
};

// The world of a shape.
World worldOf(const Setup &setup, std::uint64_t seed);

class AnswerProblem : public PlainProblem {
public:
    // Takes seconds for large stores; looks at setup.stop.
    static Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup, Memory &memory);

    void run(std::size_t form) override;
    Work work(std::size_t form) const override;
    Result<Check> check(std::size_t form) override;
    Result<std::vector<Quality>> quality(const Setup &setup) override;
    std::optional<double> limit(std::size_t comparison) const override;

private:
    AnswerProblem(const Setup &setup, const World &world, Stored store, Stored naive,
                  const PackedLists &packed, MappedLists mapped, Memory &memory);

    std::span<const float> query(std::size_t q) const
    {
        return {m_queries.data() + q * m_dimension, m_dimension};
    }
    ListsView listsOf(std::size_t form) const;
    Match identical(std::size_t q) const;
    // For questions first, first + 1, ...
    void lookUp(std::size_t form, std::size_t first, std::span<Match> matches) const;
    void answer(std::size_t form, std::size_t q, const Match &match, std::vector<float> &state);
    void countWork();
    SearchOracle oracle(std::size_t form, std::size_t q) const;
    bool rightMatch(std::size_t form, std::size_t q) const;

    std::size_t m_count, m_pairs, m_dimension, m_size;  // m_size: of an answer
    int m_threads;
    Stored m_store, m_naiveStore;  // as they were before packing, for the oracle
    Buffer<float> m_queries;       // [count x dimension]
    Buffer<float> m_rows;          // [pairs x dimension], of the adaptive store
    Buffer<float> m_panels;        // the same in panels of kWideRows
    Index m_lists, m_naiveLists;
    MappedLists m_mapped;
    Decoder m_decoder;
    Buffer<float> m_stored;  // answers, [pairs x size]
    Buffer<std::int32_t> m_ids;
    Buffer<float> m_similarities, m_answers;
    std::unordered_multimap<std::size_t, std::int32_t> m_byHash;
    std::array<double, kForms> m_misses{}, m_scored{};  // questions; scores of all questions
    double m_bytesAPair;
};

}  // namespace touchstone::kernels::sim_precomputed_answers
