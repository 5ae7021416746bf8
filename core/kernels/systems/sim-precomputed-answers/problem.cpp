#include "kernels/systems/sim-precomputed-answers/problem.h"
#include "kernels/plain_kernel.h"

#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/systems/sim-precomputed-answers/quality.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>
#include <string_view>

namespace touchstone::kernels::sim_precomputed_answers {

namespace {

constexpr std::size_t kMostAnswer = 64;  // numbers an answer

Stored fill(const World &world, Generator generator, std::size_t pairs, const Setup &setup)
{
    Stored stored;
    stored.rows = world.embed(generate(world, generator, pairs), setup.threads, setup.stop);
    stored.lists = cluster(stored.rows, world.dimension, setup.threads, setup.stop);
    return stored;
}

std::size_t hashOf(std::span<const float> row)
{
    return std::hash<std::string_view>()(
            {reinterpret_cast<const char *>(row.data()), row.size_bytes()});
}

// The harness's private one, where there is one.
std::filesystem::path folderOf(const Setup &setup)
{
    std::error_code error;
    return setup.cacheFolder.empty() ? std::filesystem::temp_directory_path(error)
                                     : setup.cacheFolder;
}

void tell(const Setup &setup, double fraction)
{
    if (setup.progress) {
        setup.progress(fraction, "answering ahead of time");
    }
}

}  // namespace

World worldOf(const Setup &setup, std::uint64_t seed)
{
    return {std::size_t(setup.shape.at("topics")), std::size_t(setup.shape.at("dimension")), seed};
}

Result<std::unique_ptr<PlainProblem>> AnswerProblem::prepare(const Setup &setup, Memory &memory)
{
    const World world = worldOf(setup, setup.seed);
    const auto pairs = std::size_t(setup.shape.at("pairs"));
    tell(setup, 0);
    Stored store = fill(world, Generator::Adaptive, pairs, setup);
    tell(setup, 0.4);
    Stored naive = fill(world, Generator::Naive, pairs, setup);
    if (setup.stop.stop_requested()) {
        return cancelled();
    }
    tell(setup, 0.8);
    const PackedLists packed(store.rows, world.dimension, store.lists);
    auto mapped = MappedLists::make(packed, folderOf(setup));
    if (!mapped) {
        return passOn(std::move(mapped.error()));
    }
    return std::unique_ptr<PlainProblem>(new AnswerProblem(
            setup, world, std::move(store), std::move(naive), packed, std::move(*mapped), memory));
}

AnswerProblem::AnswerProblem(const Setup &setup, const World &world, Stored store, Stored naive,
                             const PackedLists &packed, MappedLists mapped, Memory &memory)
    : m_count(std::size_t(setup.shape.at("queries"))),
      m_pairs(std::size_t(setup.shape.at("pairs"))), m_dimension(world.dimension),
      m_size(std::min(kMostAnswer, std::size_t(setup.shape.at("width")))), m_threads(setup.threads),
      m_store(std::move(store)), m_naiveStore(std::move(naive)),
      m_queries(memory.allocate<float>(BufferRole::Input, m_count * m_dimension)),
      m_rows(memory.allocate<float>(BufferRole::Input, m_pairs * m_dimension)),
      m_panels(memory.allocate<float>(BufferRole::Input, (m_pairs + kWideRows - 1) / kWideRows
                                                                 * kWideRows * m_dimension)),
      m_lists(packed, memory),
      m_naiveLists(PackedLists(m_naiveStore.rows, m_dimension, m_naiveStore.lists), memory),
      m_mapped(std::move(mapped)),
      m_decoder(std::size_t(setup.shape.at("width")), std::size_t(setup.shape.at("tokens")),
                setup.seed, memory),
      m_stored(memory.allocate<float>(BufferRole::Input, m_pairs * m_size)),
      m_ids(memory.allocate<std::int32_t>(BufferRole::Output, m_count)),
      m_similarities(memory.allocate<float>(BufferRole::Output, m_count)),
      m_answers(memory.allocate<float>(BufferRole::Output, m_count * m_size)),
      m_bytesAPair(double(packed.bytes()) / double(m_pairs) + sizeof(float) * double(m_size))
{
    const auto queries = world.embed(world.ask(m_count, 25));
    std::copy(queries.begin(), queries.end(), m_queries.data());
    std::copy(m_store.rows.begin(), m_store.rows.end(), m_rows.data());
    std::vector<std::int32_t> all(m_pairs);
    std::iota(all.begin(), all.end(), 0);
    pack(m_store.rows, all, m_dimension, kWideRows, m_panels.data());
    rng::fillNormal(m_stored.span(), 0.0F, 1.0F, setup.seed, 33);
    for (std::size_t i = 0; i < m_pairs; ++i) {
        m_byHash.emplace(hashOf({m_rows.data() + i * m_dimension, m_dimension}), std::int32_t(i));
    }
    countWork();
}

void AnswerProblem::countWork()
{
    std::vector<float> scratch;
    std::vector<Match> matches(m_count);
    for (std::size_t form = 0; form < kForms; ++form) {
        if (decodes(form)) {
            lookUp(form, 0, matches);
            m_misses[form] =
                    double(m_count) - double(std::count_if(matches.begin(), matches.end(), hit));
        }
        if (form == Model || form == ExactMatch) {
            continue;
        }
        const ListsView lists = listsOf(form);
        for (std::size_t q = 0; q < m_count; ++q) {
            m_scored[form] += form == SearchAll ? double(m_pairs) : double(lists.lists);
            for (const std::size_t list : lists.probed(query(q).data(), kProbes, scratch)) {
                m_scored[form] += form == SearchAll ? 0 : double(lists.rowsOf(list));
            }
        }
    }
}

ListsView AnswerProblem::listsOf(std::size_t form) const
{
    return form == SearchMapped ? m_mapped.view()
           : form == NaiveStore ? m_naiveLists.view()
                                : m_lists.view();
}

Match AnswerProblem::identical(std::size_t q) const
{
    const auto [first, last] = m_byHash.equal_range(hashOf(query(q)));
    for (auto found = first; found != last; ++found) {
        const float *row = m_rows.data() + std::size_t(found->second) * m_dimension;
        if (std::equal(query(q).begin(), query(q).end(), row)) {
            return {found->second, 1.0F};
        }
    }
    return {-1, 0.0F};
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
    if (comparison == ModelOverStore && m_misses[Store] > 0) {
        return double(m_count) / m_misses[Store];  // a search that costs nothing
    }
    if (comparison == AllOverLists || comparison == AllOverMapped) {
        return m_scored[SearchAll] / m_scored[SearchLists];  // products of equal cost
    }
    return std::nullopt;
}

SearchOracle AnswerProblem::oracle(std::size_t form, std::size_t q) const
{
    const Stored &stored = form == NaiveStore ? m_naiveStore : m_store;
    return {stored.rows, query(q), form == SearchAll ? nullptr : &stored.lists};
}

bool AnswerProblem::rightMatch(std::size_t form, std::size_t q) const
{
    constexpr double rounding = 1e-5;
    const auto told = double(m_similarities[q]);
    const std::int32_t id = m_ids[q];
    if (id >= std::int32_t(m_pairs) || id < -1 || (id >= 0) != (told >= kThreshold)) {
        return false;
    }
    const SearchOracle exact = oracle(form, q);
    if (id >= 0 && std::abs(exact.similarity(std::size_t(id)) - told) > rounding) {
        return false;
    }
    if (form == Model || form == ExactMatch) {
        return told == (form == ExactMatch && exact.stored() ? 1 : 0);
    }
    return told <= exact.best(kProbes, rounding) + rounding
           && told >= exact.best(kProbes, -rounding) - rounding;
}

Result<Check> AnswerProblem::check(std::size_t form)
{
    FrobeniusError error;
    bool right = true;
    for (const std::size_t q : sample(m_count, 13)) {
        right = right && rightMatch(form, q);
        const std::int32_t id = m_ids[q];
        const bool model = id < 0 && decodes(form);
        const auto decoded =
                model ? decodedExactly(m_decoder, query(q)) : std::vector<double>(m_size, 0.0);
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
        figures->push_back(
                {"bytes-per-pair", "store", m_bytesAPair, std::nullopt, std::nullopt, "B"});
    }
    return figures;
}

}  // namespace touchstone::kernels::sim_precomputed_answers
