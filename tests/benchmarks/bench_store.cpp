// Import, search, facets and page fetch over synthetic papers with Chinese and English text.
//
//   bench_store                                   1,000 and 100,000 papers
//   TOUCHSTONE_BENCH_PAPERS=1000000 bench_store   that many instead (some minutes and gigabytes)
//   TOUCHSTONE_BENCH_FOLDER=/var/tmp/bench        keeps the libraries there for the next time
//
// median_ms is the figure to read; the mean of Google Benchmark is dominated by the longest query.
#include "store/store.h"
#include "synthetic_text.h"
#include "value_of.h"

#include <QDir>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>

using namespace touchstone;
using namespace touchstone::store;

namespace {

using Clock = std::chrono::steady_clock;
constexpr int papersPerReport = 10'000;

double msSince(Clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

class Generator {
public:
    ReportPaper paper(int index)
    {
        ReportPaper paper;
        paper.index = index;
        paper.title = m_text.english(9) + u' ' + QString::number(m_text.bits(), 36);
        paper.rawTitle = paper.title.toUpper();
        paper.brief = m_text.chinese(60);
        paper.abstract = m_text.english(130);
        paper.hasAbstract = true;
        paper.authorCount = 1 + m_text.below(12);
        for (int i = 0; i < 3; ++i) {
            paper.institutions.append(QStringLiteral("Institute %1").arg(m_text.zipf(20'000)));
        }
        paper.rawInstitutions = paper.institutions.join(QStringLiteral(", "));
        for (int i = 0; i < 2; ++i) {
            paper.techniques.append(QStringLiteral("technique-%1").arg(m_text.zipf(30)));
        }
        for (int i = 0; i < 3; ++i) {
            paper.claims.append(claim(i));
        }
        return paper;
    }

private:
    Claim claim(int i)
    {
        Claim claim;
        claim.id = QStringLiteral("c-%1").arg(m_text.bits(), 0, 16);
        claim.metric = QStringLiteral("metric-%1").arg(m_text.zipf(20));
        claim.value = 1 + m_text.below(1000) / 10.0;
        claim.unit = QStringLiteral("x");
        claim.sources = {{TextField::Abstract, i * 10, 8, QStringLiteral("a figure")}};
        claim.normalised = NormalisedClaim{QStringLiteral("time"), claim.value, {}, {}};
        return claim;
    }

    SyntheticText m_text;
};

ImportPlan planOf(Generator &generator, int report, int papers)
{
    ImportPlan plan;
    plan.report.title = QStringLiteral("Report %1").arg(report);
    plan.report.generatedAt = QDate(2000, 1, 1).addDays(report).startOfDay();
    plan.report.sourceName = plan.report.title;
    plan.report.format = QStringLiteral("report");
    QByteArray text;
    for (int i = 0; i < papers; ++i) {
        plan.report.papers.append(generator.paper(i + 1));
        const ReportPaper &paper = plan.report.papers.last();
        text += (paper.title + paper.brief + paper.abstract + u'\n').toUtf8();
        plan.papers.append({i, PaperChange::New, {}, {}, true});
    }
    plan.report.setSource(text);
    return plan;
}

// A library of so many papers, made once; prints how long the import took. A kept one that is not
// complete is continued.
struct Filled {
    QTemporaryDir folder;
    std::unique_ptr<Store> store;

    explicit Filled(int papers)
    {
        const QString kept = qEnvironmentVariable("TOUCHSTONE_BENCH_FOLDER");
        const QDir place(kept.isEmpty() ? folder.path() : kept);
        store = valueOf(
                Store::open(place.filePath(QStringLiteral("papers-%1.sqlite").arg(papers))));
        if (valueOf(store->facets({})).total < papers) {
            fill(papers);
        }
    }

    void fill(int papers)
    {
        Generator generator;
        double ms = 0;
        qint64 bytes = 0;
        for (int done = 0; done < papers; done += papersPerReport) {
            const auto plan = planOf(generator, done / papersPerReport,
                                     std::min(papersPerReport, papers - done));
            bytes += plan.report.sourceBytes().size();
            const auto start = Clock::now();
            valueOf(store->apply({plan}));
            ms += msSince(start);
        }
        std::cerr << papers << " papers imported in " << ms / 1000 << " s: " << papers / ms * 1000
                  << " papers/s, " << double(bytes) / ms / 1000 << " MB/s\n";
    }
};

Store &libraryOf(int papers)
{
    static std::map<int, std::unique_ptr<Filled>> libraries;
    auto &filled = libraries[papers];
    if (!filled) {
        filled = std::make_unique<Filled>(papers);
    }
    return *filled->store;
}

// Runs the call of each query in turn; reports the median over all calls.
template <class Call>
void measure(benchmark::State &state, const QVector<PaperQuery> &queries, const Call &call)
{
    Store &store = libraryOf(int(state.range(0)));
    std::vector<double> times;
    qsizetype next = 0, results = 0;
    for (auto _ : state) {
        const auto start = Clock::now();
        results += call(store, queries[next++ % queries.size()]);
        times.push_back(msSince(start));
    }
    std::sort(times.begin(), times.end());
    state.counters["median_ms"] = times[times.size() / 2];
    state.counters["p95_ms"] = times[times.size() * 95 / 100];
    state.counters["results"] = double(results) / double(times.size());
}

PaperQuery searching(const QString &search)
{
    PaperQuery query;
    query.search = search;
    return query;
}

// From the most frequent term to a rare one.
QVector<PaperQuery> twoCharacterQueries()
{
    QVector<PaperQuery> queries;
    for (const QString &term :
         QStringLiteral(
                 "推理 模型 缓存 量化 显存 剪枝 专家 低秩 带宽 调度 路由 并行 能耗 阈值 扩散 采样 "
                 "检索 码率")
                 .split(u' ')) {
        queries.append(searching(term));
    }
    return queries;
}

qsizetype ids(Store &store, const PaperQuery &query)
{
    return valueOf(store.paperIds(query)).size();
}
qsizetype counts(Store &store, const PaperQuery &query)
{
    return valueOf(store.facets(query)).total;
}

void importPapers(benchmark::State &state)
{
    Generator generator;
    const ImportPlan plan = planOf(generator, 0, int(state.range(0)));
    for (auto _ : state) {
        state.PauseTiming();
        QTemporaryDir folder;
        auto store = valueOf(Store::open(folder.filePath(QStringLiteral("bench.sqlite"))));
        state.ResumeTiming();
        valueOf(store->apply({plan}));
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.SetBytesProcessed(state.iterations() * plan.report.sourceBytes().size());
}

void searchTwoCharacters(benchmark::State &state)
{
    measure(state, twoCharacterQueries(), ids);
}
void searchWordBeingTyped(benchmark::State &state)
{
    measure(state, {searching(QStringLiteral("cac")), searching(QStringLiteral("tensorq"))}, ids);
}
void searchPhrase(benchmark::State &state)
{
    measure(state,
            {searching(QStringLiteral("\"推理模型\"")), searching(QStringLiteral("负载均衡"))},
            ids);
}
void searchInTechnique(benchmark::State &state)
{
    PaperQuery query = searching(QStringLiteral("缓存"));
    query.techniques = QStringList{QStringLiteral("technique-3")};
    query.sort = PaperSort::ClaimedFactor;
    measure(state, {query}, ids);
}
void listAll(benchmark::State &state)
{
    measure(state, {PaperQuery{}}, ids);
}
void facetsOfAll(benchmark::State &state)
{
    measure(state, {PaperQuery{}}, counts);
}
void facetsOfSearch(benchmark::State &state)
{
    measure(state, twoCharacterQueries(), counts);
}
void facetsOfTechnique(benchmark::State &state)
{
    PaperQuery query;
    query.techniques = QStringList{QStringLiteral("technique-3")};
    measure(state, {query}, counts);
}
void fetchPage(benchmark::State &state)
{
    const auto all = valueOf(libraryOf(int(state.range(0))).paperIds({}));
    qsizetype at = 0;
    measure(state, {PaperQuery{}}, [&](Store &store, const PaperQuery &) {
        at = (at + 7919) % std::max<qsizetype>(1, all.size() - 50);
        return valueOf(store.paperRows(all.mid(at, 50))).size();
    });
}

}  // namespace

int main(int argc, char **argv)
{
    benchmark::Initialize(&argc, argv);
    const int wanted = qEnvironmentVariableIntValue("TOUCHSTONE_BENCH_PAPERS");
    const std::vector<int> sizes = wanted > 0 ? std::vector{wanted} : std::vector{1000, 100'000};
    if (wanted == 0) {
        benchmark::RegisterBenchmark("import", importPapers)
                ->Arg(1000)
                ->Arg(20000)
                ->Unit(benchmark::kMillisecond);
    }
    const std::vector<std::pair<const char *, void (*)(benchmark::State &)>> all{
            {"search/two-characters", searchTwoCharacters},
            {"search/word-being-typed", searchWordBeingTyped},
            {"search/phrase", searchPhrase},
            {"search/in-technique", searchInTechnique},
            {"list/all", listAll},
            {"facets/all", facetsOfAll},
            {"facets/search", facetsOfSearch},
            {"facets/technique", facetsOfTechnique},
            {"page/50", fetchPage},
    };
    for (const int papers : sizes) {
        for (const auto &[name, function] : all) {
            benchmark::RegisterBenchmark(name, function)
                    ->Arg(papers)
                    ->Unit(benchmark::kMillisecond);
        }
    }
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
