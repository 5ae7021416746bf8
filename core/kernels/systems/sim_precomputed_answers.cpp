// StorInfer (report 2025-10-15, paper 1): questions that users will ask are answered ahead of time.
//
//   offline   a generator fills a store with questions and answers; it sees recent questions, so
//             that it does not repeat them (masking), and grows more daring where it repeats
//             itself (temperature): answer_topics.h
//   online    the store is searched; a stored question with a cosine of at least 0.8 answers, and
//             the language model is spared:   latency = t_search + (1 - hits) t_model
//
// Against it: the model for every question, a cache of identical questions, and a store of the same
// size from a generator that does neither. The search alone, in inverted lists, stands beside all
// products by oneDNN. In the paper the search runs beside the model and cancels it; here one comes
// after the other, on the same processor.
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/systems/answer_decoder.h"
#include "kernels/systems/answer_index.h"
#include "kernels/systems/answer_quality.h"
#include "kernels/systems/answer_topics.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

namespace touchstone::kernels {

namespace {

using namespace answers;

enum Form : std::size_t { Model, ExactMatch, NaiveStore, Store, SearchAll, SearchLists };
constexpr std::size_t kForms = 6;
constexpr std::size_t kMostAnswer = 64;  // numbers an answer
constexpr std::size_t kBlock = 1024;     // rows a product: the scores stay in the cache

bool hit(const Match &match)
{
    return match.id >= 0 && double(match.similarity) >= kThreshold;
}

class AnswerProblem : public Problem {
public:
    AnswerProblem(const Setup &setup, Memory &memory);

    void run(std::size_t form) override;
    Work work(std::size_t form) const override;
    Result<Check> check(std::size_t form) override;
    Result<std::vector<Quality>> quality(const Setup &setup) override;
    std::optional<double> limit(std::size_t comparison) const override;

private:
    const float *query(std::size_t q) const { return m_queries.data() + q * m_dimension; }
    std::string_view bytesOf(const float *row) const
    {
        return {reinterpret_cast<const char *>(row), m_dimension * sizeof(float)};
    }
    const Index &index(std::size_t form) const { return form == NaiveStore ? m_naive : m_lists; }
    Match identical(std::size_t q) const;
    Match lookUp(std::size_t form, std::size_t q, std::vector<float> &scratch) const;
    void searchAll();
    void answer(std::size_t form, std::size_t q, const Match &match, std::vector<float> &state);
    void countWork();
    // The oracle.
    double exactSimilarity(std::size_t form, std::size_t q, std::size_t id) const;
    bool rightMatch(std::size_t form, std::size_t q) const;
    double best(std::size_t form, std::size_t q, double slack) const;

    World m_world;
    std::size_t m_count, m_pairs, m_dimension, m_size;  // m_size: of an answer
    int m_threads;
    std::vector<float> m_adaptiveRows, m_naiveRows;
    Buffer<float> m_queries;  // [count x dimension]
    Buffer<float> m_rows;     // [pairs x dimension], of the adaptive store
    Index m_lists, m_naive;
    Decoder m_decoder;
    Buffer<float> m_stored;  // answers, [pairs x size]
    Buffer<std::int32_t> m_ids;
    Buffer<float> m_similarities, m_answers;
    Buffer<float> m_scores;
    std::unordered_multimap<std::size_t, std::int32_t> m_byHash;
    std::array<double, kForms> m_misses{}, m_scored{};  // questions; scores of all questions
};

AnswerProblem::AnswerProblem(const Setup &setup, Memory &memory)
    : m_world{std::size_t(setup.shape.at("topics")), std::size_t(setup.shape.at("dimension")),
              setup.seed},
      m_count(std::size_t(setup.shape.at("queries"))),
      m_pairs(std::size_t(setup.shape.at("pairs"))), m_dimension(m_world.dimension),
      m_size(std::min(kMostAnswer, std::size_t(setup.shape.at("width")))), m_threads(setup.threads),
      m_adaptiveRows(m_world.embed(generate(m_world, Generator::Adaptive, m_pairs))),
      m_naiveRows(m_world.embed(generate(m_world, Generator::Naive, m_pairs))),
      m_queries(memory.allocate<float>(BufferRole::Input, m_count * m_dimension)),
      m_rows(memory.allocate<float>(BufferRole::Input, m_pairs * m_dimension)),
      m_lists(m_adaptiveRows, m_dimension, memory), m_naive(m_naiveRows, m_dimension, memory),
      m_decoder(std::size_t(setup.shape.at("width")), std::size_t(setup.shape.at("tokens")),
                setup.seed, memory),
      m_stored(memory.allocate<float>(BufferRole::Input, m_pairs * m_size)),
      m_ids(memory.allocate<std::int32_t>(BufferRole::Output, m_count)),
      m_similarities(memory.allocate<float>(BufferRole::Output, m_count)),
      m_answers(memory.allocate<float>(BufferRole::Output, m_count * m_size)),
      m_scores(memory.allocate<float>(BufferRole::Scratch, m_count * kBlock))
{
    const auto queries = m_world.embed(m_world.ask(m_count, 25));
    std::copy(queries.begin(), queries.end(), m_queries.data());
    std::copy(m_adaptiveRows.begin(), m_adaptiveRows.end(), m_rows.data());
    rng::fillNormal(m_stored.span(), 0.0F, 1.0F, setup.seed, 33);
    const std::hash<std::string_view> hash;
    for (std::size_t i = 0; i < m_pairs; ++i) {
        m_byHash.emplace(hash(bytesOf(m_rows.data() + i * m_dimension)), std::int32_t(i));
    }
    countWork();
}

void AnswerProblem::countWork()
{
    std::vector<float> scratch;
    for (std::size_t form = 0; form < kForms; ++form) {
        for (std::size_t q = 0; q < m_count; ++q) {
            const bool decodes = form < SearchAll;
            const bool searches = form == NaiveStore || form == Store || form == SearchLists;
            m_misses[form] += decodes && !hit(lookUp(form, q, scratch)) ? 1 : 0;
            m_scored[form] += form == SearchAll ? double(m_pairs) : 0;
            if (searches) {
                m_scored[form] += double(index(form).lists());
                for (const std::size_t list : index(form).probed(query(q), kProbes, scratch)) {
                    m_scored[form] += double(index(form).rowsOf(list));
                }
            }
        }
    }
}

Match AnswerProblem::identical(std::size_t q) const
{
    const std::string_view bytes = bytesOf(query(q));
    const auto [first, last] = m_byHash.equal_range(std::hash<std::string_view>()(bytes));
    for (auto found = first; found != last; ++found) {
        if (bytesOf(m_rows.data() + std::size_t(found->second) * m_dimension) == bytes) {
            return {found->second, 1.0F};
        }
    }
    return {-1, 0.0F};
}

Match AnswerProblem::lookUp(std::size_t form, std::size_t q, std::vector<float> &scratch) const
{
    if (form == Model) {
        return {-1, 0.0F};
    }
    return form == ExactMatch ? identical(q) : index(form).search(query(q), kProbes, scratch);
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
    } else if (form < SearchAll) {
        m_decoder.decode(query(q), m_dimension, state);
        std::copy_n(state.data(), m_size, out);
    } else {
        std::fill_n(out, m_size, 0.0F);
    }
}

void AnswerProblem::run(std::size_t form)
{
    if (form == SearchAll) {
        searchAll();
        return;
    }
    parallelRows(m_threads, m_count, [&](std::size_t begin, std::size_t end) {
        std::vector<float> scratch, state;
        for (std::size_t q = begin; q < end; ++q) {
            answer(form, q, lookUp(form, q, scratch), state);
        }
    });
}

void AnswerProblem::searchAll()
{
    std::vector<Match> matches(m_count);
    for (std::size_t first = 0; first < m_pairs; first += kBlock) {
        const std::size_t rows = std::min(kBlock, m_pairs - first);
        gemmNT(m_count, rows, m_dimension, m_queries.data(), m_rows.data() + first * m_dimension,
               0.0F, m_scores.data(), rows, m_threads);
        parallelRows(m_threads, m_count, [&](std::size_t begin, std::size_t end) {
            for (std::size_t q = begin; q < end; ++q) {
                const Match match = largest(m_scores.data() + q * rows, rows);
                if (match.similarity > matches[q].similarity) {
                    matches[q] = {std::int32_t(first) + match.id, match.similarity};
                }
            }
        });
    }
    std::vector<float> state;
    for (std::size_t q = 0; q < m_count; ++q) {
        answer(SearchAll, q, matches[q], state);
    }
}

Work AnswerProblem::work(std::size_t form) const
{
    Work work;
    work.flops = m_misses[form] * m_decoder.flops() + m_scored[form] * 2 * double(m_dimension);
    // A search may look at the same lists for every question: only what is written is certain.
    work.bytes = sizeof(float) * double(m_count * (m_dimension + m_size + 2))
                 + (m_misses[form] > 0 ? m_decoder.bytes() : 0);
    if (form == SearchAll) {
        work.bytes += sizeof(float) * double(m_rows.size());
        work.dense = m_count >= 32;
    }
    return work;
}

std::optional<double> AnswerProblem::limit(std::size_t comparison) const
{
    if (comparison == 0 && m_misses[Store] > 0) {
        return double(m_count) / m_misses[Store];  // a search that costs nothing
    }
    if (comparison == 3) {
        return m_scored[SearchAll] / m_scored[SearchLists];  // products of equal cost
    }
    return std::nullopt;
}

double AnswerProblem::exactSimilarity(std::size_t form, std::size_t q, std::size_t id) const
{
    const std::vector<float> &rows = form == NaiveStore ? m_naiveRows : m_adaptiveRows;
    double sum = 0;
    for (std::size_t c = 0; c < m_dimension; ++c) {
        sum += double(query(q)[c]) * double(rows[id * m_dimension + c]);
    }
    return sum;
}

// The best similarity that the form may find; slack widens (or, negative, narrows) which lists
// count as probed, for centroids as good as equally near.
double AnswerProblem::best(std::size_t form, std::size_t q, double slack) const
{
    double most = -2;
    if (form == SearchAll) {
        for (std::size_t id = 0; id < m_pairs; ++id) {
            most = std::max(most, exactSimilarity(form, q, id));
        }
        return most;
    }
    const Index &in = index(form);
    std::vector<double> near(in.lists(), 0.0);
    for (std::size_t l = 0; l < in.lists(); ++l) {
        for (std::size_t c = 0; c < m_dimension; ++c) {
            near[l] += double(query(q)[c]) * double(in.centroid(l, c));
        }
    }
    std::vector<double> sorted = near;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    const double last = sorted[std::min(kProbes, sorted.size()) - 1];
    for (std::size_t l = 0; l < in.lists(); ++l) {
        for (const std::int32_t id : in.idsOf(l)) {
            if (near[l] > last - slack) {
                most = std::max(most, exactSimilarity(form, q, std::size_t(id)));
            }
        }
    }
    return most;
}

bool AnswerProblem::rightMatch(std::size_t form, std::size_t q) const
{
    constexpr double rounding = 1e-5;
    const auto told = double(m_similarities[q]);
    const std::int32_t id = m_ids[q];
    if (id >= std::int32_t(m_pairs) || id < -1 || (id >= 0) != (told >= kThreshold)) {
        return false;
    }
    if (id >= 0 && std::abs(exactSimilarity(form, q, std::size_t(id)) - told) > rounding) {
        return false;
    }
    if (form == Model || form == ExactMatch) {
        bool stored = false;
        for (std::size_t i = 0; form == ExactMatch && i < m_pairs; ++i) {
            stored = stored
                     || std::equal(query(q), query(q) + m_dimension,
                                   m_adaptiveRows.data() + i * m_dimension);
        }
        return told == (stored ? 1 : 0);
    }
    return told <= best(form, q, rounding) + rounding
           && told >= best(form, q, -rounding) - rounding;
}

Result<Check> AnswerProblem::check(std::size_t form)
{
    FrobeniusError error;
    bool right = true;
    for (const std::size_t q : sample(m_count, 13)) {
        right = right && rightMatch(form, q);
        const std::int32_t id = m_ids[q];
        const bool model = id < 0 && form < SearchAll;
        const auto decoded =
                model ? m_decoder.exact(query(q), m_dimension) : std::vector<double>(m_size, 0.0);
        for (std::size_t i = 0; i < m_size; ++i) {
            const bool known = id >= 0 && id < std::int32_t(m_pairs);
            const double exact =
                    known ? double(m_stored[std::size_t(id) * m_size + i]) : decoded[i];
            error.add(double(m_answers[q * m_size + i]), exact);
        }
    }
    Check check = error.check(1e-4);
    check.passed = check.passed && right;
    check.error = right ? check.error : std::numeric_limits<double>::infinity();
    return check;
}

Result<std::vector<Quality>> AnswerProblem::quality(const Setup &setup)
{
    auto figures = storeQuality(setup);
    if (figures) {
        const double pair = double(m_lists.bytes()) / double(m_pairs);
        figures->push_back({"bytes-per-pair", "store", pair + sizeof(float) * double(m_size),
                            std::nullopt, std::nullopt, "B"});
    }
    return figures;
}

class SimPrecomputedAnswers : public Kernel {
public:
    std::string id() const override { return "sim-precomputed-answers"; }
    std::string family() const override { return "systems"; }
    std::vector<Variant> variants() const override
    {
        return {{"model", Role::Baseline},       {"exact-match", Role::Baseline},
                {"naive-store", Role::Baseline}, {"store", Role::Technique},
                {"search-all", Role::Baseline},  {"search-lists", Role::Technique}};
    }
    std::vector<Comparison> comparisons() const override
    {
        return {{"model", "store"},
                {"exact-match", "store"},
                {"naive-store", "store"},
                {"search-all", "search-lists"},
                {"exact-match", "store", "miss-rate"},
                {"naive-store", "store", "miss-rate"}};
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
    Result<std::unique_ptr<Problem>> prepare(const Setup &setup, Memory &memory) const override
    {
        return std::make_unique<AnswerProblem>(setup, memory);
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

std::unique_ptr<Kernel> simPrecomputedAnswers()
{
    return std::make_unique<SimPrecomputedAnswers>();
}

}  // namespace touchstone::kernels
