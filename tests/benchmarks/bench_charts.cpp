// How long a chart takes: laying it out, painting it again, and writing it.
#include "charts/chart_export.h"
#include "charts/chart_layout.h"
#include "charts/chart_view.h"
#include "charts/paint_drawing.h"
#include "charts/sample_charts.h"
#include "charts/svg_writer.h"

#include <QApplication>
#include <QImage>
#include <QPainter>

#include <benchmark/benchmark.h>

using namespace touchstone;
using compare::ChartKind;

namespace {

void layOut(benchmark::State &state)
{
    const auto spec = samples::chart(ChartKind(state.range(0)), int(state.range(1)));
    for (auto _ : state) {
        benchmark::DoNotOptimize(ui::layoutChart(spec, {}, {1000, 600, 13}));
    }
}

// What a repaint of the window costs: 30 ms is the goal for 5,000 points.
void repaint(benchmark::State &state)
{
    ui::ChartView view;
    view.resize(1000, 600);
    view.setSpec(samples::chart(ChartKind(state.range(0)), int(state.range(1))), {});
    view.show();
    QImage image(view.size(), QImage::Format_RGB32);
    for (auto _ : state) {
        view.render(&image);
    }
}

void writeSvg(benchmark::State &state)
{
    const auto spec = samples::chart(ChartKind(state.range(0)), int(state.range(1)));
    const auto drawing = ui::layoutChart(spec, {}, ui::printFrame(ui::ChartSize::DoubleColumn));
    for (auto _ : state) {
        benchmark::DoNotOptimize(ui::toSvg(drawing, spec, {}));
    }
}

void everyKind(benchmark::internal::Benchmark *one)
{
    for (int kind = 0; kind <= int(ChartKind::BaselineShare); ++kind) {
        one->Args({kind, 53})->Args({kind, 5000});
    }
    one->ArgNames({"kind", "points"})->Unit(benchmark::kMillisecond);
}

BENCHMARK(layOut)->Apply(everyKind);
BENCHMARK(repaint)->Apply(everyKind);
BENCHMARK(writeSvg)->Args({0, 53})->Args({0, 5000})->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    const QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
