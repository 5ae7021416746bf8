// How fast a report is read, step by step, and how much memory 100 MB of it take.
//
//   bench_import                           1 and 16 MB
//   bench_import --benchmark_filter=peak   100 MB: the counter peak_per_byte is the peak of the
//                                          resident memory over the size of the file
#include "importing/decode.h"
#include "importing/importer.h"
#include "importing/report_outline.h"

#include <benchmark/benchmark.h>

#include <QFile>
#include <QTemporaryFile>

using namespace touchstone;
using namespace touchstone::importing;

namespace {

// Papers as the real reports have them: a brief of 120 characters, an abstract of 1,400, titles in
// capitals, broken words, and four claims in three papers (67 in 53 of the real ones).
QByteArray paperTitle(int i)
{
    const QByteArray number = QByteArray::number(i);
    return i % 3 == 0 ? "LUMEN" + number + ": EFFI-CIENT CACHES FOR LONG-CONTEXT LLM INFERENCE"
                      : "Lumen" + number + ": Light Caches for Long-Context Inference";
}

QByteArray paperAbstract(int i)
{
    QByteArray out;
    while (out.size() < 1200) {
        out += "Large language models spend most of their time on moving a cache that grows with "
               "the prompt, and earlier work either drops entries too early or keeps them all. ";
    }
    const QByteArray number = QByteArray::number(1 + i % 9);
    out += "Lumen" + QByteArray::number(i) + " reaches a speedup of up to " + number
           + ".5x over the baseline";
    if (i % 3 == 0) {
        out += " and reduces memory by " + number + "2% on average";
    }
    return out + ". Code is at https://github.com/example/lumen" + QByteArray::number(i) + ".";
}

QByteArray reportOf(qint64 bytes)
{
    const int papers = int(bytes / 1800) + 1;
    QByteArray briefs = "## 论文技术简报\n\n", details = "## 论文详细信息\n\n";
    for (int i = 1; i <= papers; ++i) {
        const QByteArray heading = "### " + QByteArray::number(i) + ". " + paperTitle(i) + "\n\n";
        const QByteArray number = QByteArray::number(1 + i % 9);
        briefs += heading
                  + "某大学发布了Lumen论文，使用轻量缓存技术，解决了长上下文推理中的显存压力问题，"
                    "达成最高加速"
                  + number
                  + (i % 3 == 0 ? ".5倍、平均显存降低" + number + "2%" : QByteArray(".5倍"))
                  + "的效果。\n\n";
        details += heading
                   + "**主要机构**: Department of Computing, First University, Sample "
                     "Technologies, Inc\n**作者数量**: 5人\n\n**摘要**:\n"
                   + paperAbstract(i) + "\n\n";
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
    QTemporaryFile file;
    qint64 size = 0;
    if (file.open()) {
        const QByteArray bytes = reportOf(state.range(0) << 20);
        size = file.write(bytes);
        file.flush();
    }
    // Building the text needs memory too: only a peak above it counts, so start from a low mark.
    QFile reset(QStringLiteral("/proc/self/clear_refs"));
    if (reset.open(QIODevice::WriteOnly)) {
        reset.write("5");
        reset.close();
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(readFile(file.fileName()));
    }
    state.SetBytesProcessed(state.iterations() * size);
    state.counters["peak_per_byte"] = double(peakResidentBytes()) / double(size);
}
BENCHMARK(peakOfAFile)->Name("peak")->Arg(100)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
