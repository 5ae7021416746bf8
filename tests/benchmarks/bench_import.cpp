// How fast a report is read and stored, step by step, and how much memory 100 MB of it take.
//
//   bench_import                           1 and 16 MB
//   bench_import --benchmark_filter=peak   100 MB: the counter peak_per_byte is the peak of the
//                                          resident memory over the size of the file
//   TOUCHSTONE_BENCH_REPORT=FILE           takes this file for it
#include "importing/decode.h"
#include "importing/importer.h"
#include "importing/report_outline.h"
#include "store/store.h"
#include "synthetic_text.h"
#include "value_of.h"

#include <benchmark/benchmark.h>

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <iostream>

using namespace touchstone;
using namespace touchstone::importing;

namespace {

// Papers as the real reports have them: a brief of 120 characters, an abstract of 1,400, titles in
// capitals, broken words, and four claims in three papers (67 in 53 of the real ones).
QByteArray paperTitle(SyntheticText &text, int i)
{
    const QString words = text.english(6);
    const QByteArray number = QByteArray::number(i);
    return i % 3 == 0 ? "LUMEN" + number + ": EFFI-CIENT " + words.toUpper().toUtf8()
                      : "Lumen" + number + ": " + words.toUtf8();
}

QByteArray paperAbstract(SyntheticText &text, int i)
{
    QString out;
    while (out.size() < 1100) {
        out += text.english(8) + QStringLiteral(", and ") + text.english(9) + QStringLiteral(". ");
    }
    const QByteArray number = QByteArray::number(1 + i % 9);
    QByteArray claims = "Lumen" + QByteArray::number(i) + " reaches a speedup of up to " + number
                        + ".5x over the baseline";
    if (i % 3 == 0) {
        claims += " and reduces memory by " + number + "2% on average";
    }
    return out.toUtf8() + claims + ". Code is at https://github.com/example/lumen"
           + QByteArray::number(i) + ".";
}

QByteArray reportOf(qint64 bytes)
{
    SyntheticText text;
    QByteArray briefs = "## 论文技术简报\n\n", details = "## 论文详细信息\n\n";
    int papers = 0;
    while (briefs.size() + details.size() < bytes) {
        const int i = ++papers;
        const QByteArray heading =
                "### " + QByteArray::number(i) + ". " + paperTitle(text, i) + "\n\n";
        const QByteArray number = QByteArray::number(1 + i % 9);
        briefs += heading + "某大学发布了Lumen论文，" + text.chinese(30).toUtf8() + "，达成最高加速"
                  + number
                  + (i % 3 == 0 ? ".5倍、平均显存降低" + number + "2%" : QByteArray(".5倍"))
                  + "的效果。\n\n";
        details += heading
                   + "**主要机构**: Department of Computing, First University, Sample "
                     "Technologies, Inc\n**作者数量**: 5人\n\n**摘要**:\n"
                   + paperAbstract(text, i) + "\n\n";
    }
    return "# 推理加速论文报告\n生成时间: 2031-02-03 04:05:06\n分析论文数量: "
           + QByteArray::number(papers) + "篇\n\n" + briefs + details;
}

void decodeOnly(benchmark::State &state)
{
    const QByteArray bytes = reportOf(state.range(0) << 20);
    for (auto _ : state) {
        WarningList warnings;
        benchmark::DoNotOptimize(decode(bytes, QStringLiteral("x"), warnings));
    }
    state.SetBytesProcessed(state.iterations() * bytes.size());
}
BENCHMARK(decodeOnly)->Arg(1)->Arg(16)->Unit(benchmark::kMillisecond);

void outlineOnly(benchmark::State &state)
{
    const QByteArray bytes = reportOf(state.range(0) << 20);
    for (auto _ : state) {
        WarningList warnings;
        benchmark::DoNotOptimize(outlineOf(bytes, warnings, {}));
    }
    state.SetBytesProcessed(state.iterations() * bytes.size());
}
BENCHMARK(outlineOnly)->Arg(1)->Arg(16)->Unit(benchmark::kMillisecond);

// With repairs, techniques and claims: all that happens before the library is written.
void readAll(benchmark::State &state)
{
    const QByteArray bytes = reportOf(state.range(0) << 20);
    for (auto _ : state) {
        benchmark::DoNotOptimize(readReports(bytes, QStringLiteral("x")));
    }
    state.SetBytesProcessed(state.iterations() * bytes.size());
}
BENCHMARK(readAll)->Arg(1)->Arg(16)->Unit(benchmark::kMillisecond);

// As `touchstone import FILE` does it, into a new library.
void importFile(const QString &path, const QString &libraryPath)
{
    const auto library = valueOf(store::Store::open(libraryPath));
    QVector<ImportPlan> plans;
    for (Report &report : valueOf(readFile(path))) {
        plans.append(planImport(std::move(report), *library));
    }
    valueOf(library->apply(plans));
}

QString writeReport(const QTemporaryDir &folder, qint64 bytes)
{
    const QString path = folder.filePath(QStringLiteral("report.md"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(reportOf(bytes)) < bytes) {
        std::cerr << "cannot write " << path.toStdString() << '\n';
        std::exit(1);
    }
    return path;
}

// Read, extract, plan, store, commit.
void endToEnd(benchmark::State &state)
{
    const QTemporaryDir folder;
    const QString path = writeReport(folder, state.range(0) << 20);
    int run = 0;
    for (auto _ : state) {
        importFile(path, folder.filePath(QStringLiteral("library-%1.sqlite").arg(++run)));
    }
    state.SetBytesProcessed(state.iterations() * QFileInfo(path).size());
}
BENCHMARK(endToEnd)->Arg(1)->Arg(16)->UseRealTime()->Unit(benchmark::kMillisecond);

// What must not grow with the square of the size: one title many times, and one long line.
//
//   bench_import --benchmark_filter=hard   both; each has to end within 30 s
QByteArray sameTitleReport(int papers)
{
    QByteArray briefs = "## 论文技术简报\n\n", details = "## 论文详细信息\n\n";
    for (int i = 1; i <= papers; ++i) {
        const QByteArray heading = "### " + QByteArray::number(i) + ". Same Title\n\n";
        briefs += heading + "研究团队提出方法，实现2.5倍加速。\n\n";
        details += heading
                   + "**主要机构**: MIT\n**作者数量**: 3人\n\n**摘要**:\nWe propose a fast method "
                     "achieving 2.5x speedup over the baseline number "
                   + QByteArray::number(i) + ".\n\n";
    }
    return "# Report\n生成时间: 2026-05-05 05:05:05\n分析论文数量: " + QByteArray::number(papers)
           + "篇\n\n" + briefs + details;
}

QByteArray longLineReport(qint64 bytes)
{
    QByteArray abstract;
    while (abstract.size() < bytes) {
        abstract += "We reach a 2.5x speedup over the baseline "
                    + QByteArray::number(abstract.size()) + ". ";
    }
    return "# Report\n生成时间: 2026-05-05 05:05:05\n分析论文数量: 1篇\n\n## 论文技术简报\n\n"
           "### 1. Long\n\n简报。\n\n## 论文详细信息\n\n### 1. Long\n\n**摘要**:\n"
           + abstract + "\n";
}

QString writeFile(const QTemporaryDir &folder, const QByteArray &bytes)
{
    const QString path = folder.filePath(QStringLiteral("hard.md"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
        std::cerr << "cannot write " << path.toStdString() << '\n';
        std::exit(1);
    }
    return path;
}

void importOnce(benchmark::State &state, const QByteArray &bytes)
{
    const QTemporaryDir folder;
    const QString path = writeFile(folder, bytes);
    for (auto _ : state) {
        importFile(path, folder.filePath(QStringLiteral("library.sqlite")));
    }
    state.SetBytesProcessed(state.iterations() * bytes.size());
}

void oneTitle(benchmark::State &state)
{
    importOnce(state, sameTitleReport(int(state.range(0))));
}
BENCHMARK(oneTitle)
        ->Name("hardOneTitle")
        ->Arg(5000)
        ->Arg(20000)
        ->Iterations(1)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);

void longLine(benchmark::State &state)
{
    importOnce(state, longLineReport(state.range(0) << 20));
}
BENCHMARK(longLine)
        ->Name("hardLongLine")
        ->Arg(1)
        ->Arg(10)
        ->Iterations(1)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);

qint64 peakResidentBytes()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly)) {
        return 0;
    }
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:")) {
            return line.mid(6).trimmed().split(' ').first().toLongLong() * 1024;
        }
    }
    return 0;
}

void peakOfAFile(benchmark::State &state)
{
    const QTemporaryDir folder;
    const QString given = qEnvironmentVariable("TOUCHSTONE_BENCH_REPORT");
    const QString path = given.isEmpty() ? writeReport(folder, state.range(0) << 20) : given;
    // Building the text needs memory too: only a peak above it counts, so start from a low mark.
    QFile reset(QStringLiteral("/proc/self/clear_refs"));
    if (reset.open(QIODevice::WriteOnly)) {
        reset.write("5");
        reset.close();
    }
    const qint64 size = QFileInfo(path).size();
    for (auto _ : state) {
        importFile(path, folder.filePath(QStringLiteral("library.sqlite")));
    }
    state.SetBytesProcessed(state.iterations() * size);
    state.counters["peak_per_byte"] = double(peakResidentBytes()) / double(size);
}
BENCHMARK(peakOfAFile)->Name("peak")->Arg(100)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
