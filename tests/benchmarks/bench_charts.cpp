// How long a chart takes: building its QChart, painting it again, moving its range, and writing it.
#include "charts/chart_scene.h"
#include "charts/chart_view.h"
#include "charts/sample_charts.h"
#include "charts/svg_export.h"

#include <QApplication>
#include <QImage>
#include <QPainter>

#include <benchmark/benchmark.h>

using namespace touchstone;
using compare::ChartKind;

namespace {

constexpr int width = 1000, height = 600;

// As the window does: 100 ms is the goal for 5,000 points.
void build(benchmark::State &state)
{
    const auto spec = samples::chart(ChartKind(state.range(0)), int(state.range(1)));
    const ui::ChartState seen{{}, {}, QRectF(0, 0, width, height)};
    for (auto _ : state) {
        benchmark::DoNotOptimize(ui::buildChart(spec, {}, {width, height, 13}, seen));
    }
}

// As for a file, with all its categories.
void buildWhole(benchmark::State &state)
{
    const auto spec = samples::chart(ChartKind(state.range(0)), int(state.range(1)));
    for (auto _ : state) {
        benchmark::DoNotOptimize(ui::buildChart(spec, {}, {width, height, 13}));
    }
}

// A page down, without painting.
void scroll(benchmark::State &state)
{
    const auto spec = samples::chart(ChartKind(state.range(0)), int(state.range(1)));
    const QRectF page(0, 0, width, height);
    const auto scene = ui::buildChart(spec, {}, {width, height, 13}, {{}, {}, page});
    double top = 0;
    for (auto _ : state) {
        top = top + 2 * height < scene->sceneRect().height() ? top + height : 0;
        scene->setSight(page.translated(0, top));
    }
}

// What a repaint of the window costs: 30 ms is the goal for 5,000 points.
void repaint(benchmark::State &state)
{
    ui::ChartView view;
    view.resize(width, height);
    view.setSpec(samples::chart(ChartKind(state.range(0)), int(state.range(1))), {});
    view.show();
    QImage image(view.size(), QImage::Format_RGB32);
    for (auto _ : state) {
        static_cast<QWidget &>(view).render(&image);
    }
}

// A step of the wheel or of moving the chart, without painting.
void changeRange(benchmark::State &state)
{
    const auto spec = samples::chart(ChartKind(state.range(0)), int(state.range(1)));
    const auto scene = ui::buildChart(spec, {}, {width, height, 13});
    const ui::ChartRange full = scene->full();
    double factor = 0.5;
    for (auto _ : state) {
        scene->setRange(ui::zoomed(full, full, factor, full.x.low, full.y.low));
        factor = factor > 0.2 ? factor * 0.99 : 0.5;
    }
}

void writeSvg(benchmark::State &state)
{
    const auto spec = samples::chart(ChartKind(state.range(0)), int(state.range(1)));
    const auto scene = ui::buildChart(spec, {}, ui::printFrame(ui::ChartSize::DoubleColumn));
    for (auto _ : state) {
        benchmark::DoNotOptimize(ui::toSvg(*scene, spec, {}));
    }
}

void everyKind(benchmark::internal::Benchmark *one)
{
    for (int kind = 0; kind <= int(ChartKind::VerdictOverview); ++kind) {
        one->Args({kind, 53})->Args({kind, 5000});
    }
    one->ArgNames({"kind", "points"})->Unit(benchmark::kMillisecond);
}

BENCHMARK(build)->Apply(everyKind);
BENCHMARK(buildWhole)->Apply(everyKind);
BENCHMARK(scroll)->Apply(everyKind);
BENCHMARK(repaint)->Apply(everyKind);
BENCHMARK(changeRange)->Apply(everyKind);
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
