// How much of a ratio the choice of the baseline explains: the same technique against the naive and
// against the strong baseline.
#include "compare/chart_metric.h"
#include "compare/chart_order.h"
#include "compare/chart_parts.h"
#include "compare/claim_words.h"
#include "compare/operation_name.h"
#include "compare/run_order.h"
#include "compare/run_words.h"
#include "measure/results/ratio_for.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace touchstone::compare {

namespace {

struct Pair {
    const RunInput *run = nullptr;
    const measure::RatioResult *strong = nullptr, *naive = nullptr;
};

bool usable(const measure::RatioResult &ratio)
{
    return ratio.shape.empty() && onLogAxis(ratio.ratio)
           && ratio.verdict != measure::RatioVerdict::Invalid;
}

// One pair per technique: the first strong and the first naive baseline of the same quantity.
QVector<Pair> pairsOf(const RunInput &run)
{
    QVector<Pair> pairs;
    for (const auto &strong : run.result.ratios) {
        if (!usable(strong) || isNaive(run.result, strong.baseline)) {
            continue;
        }
        const bool seen = std::any_of(pairs.begin(), pairs.end(), [&](const Pair &pair) {
            return pair.strong->technique == strong.technique
                   && pair.strong->quantity == strong.quantity;
        });
        const auto naive = std::find_if(
                run.result.ratios.begin(), run.result.ratios.end(), [&](const auto &other) {
                    return usable(other) && other.technique == strong.technique
                           && other.quantity == strong.quantity
                           && isNaive(run.result, other.baseline);
                });
        if (!seen && naive != run.result.ratios.end()) {
            pairs.append({&run, &strong, &*naive});
        }
    }
    return pairs;
}

// Of every kernel the best run that holds such a pair.
QVector<Pair> bestPairs(const QVector<RunInput> &runs, const QStringList &kernels)
{
    QVector<Pair> pairs;
    QStringList done;
    for (const RunInput *run : bestFirst(runs)) {
        const QString kernel = QString::fromStdString(run->result.kernel);
        const QVector<Pair> own = pairsOf(*run);
        if (own.isEmpty() || done.contains(kernel)
            || (!kernels.isEmpty() && !kernels.contains(kernel))) {
            continue;
        }
        done.append(kernel);
        pairs += own;
    }
    return pairs;
}

// Of one quantity, sorted.
QVector<Pair> shownPairs(QVector<Pair> pairs, const ChartInput &input, Text &note)
{
    std::map<std::string, int> counts;
    for (const Pair &pair : pairs) {
        ++counts[pair.strong->quantity];
    }
    const OneQuantity quantity =
            oneQuantity(counts, input.query.metric, input.rows, input.vocabulary);
    note = quantity.note;
    pairs.removeIf(
            [&](const Pair &pair) { return !quantity.shown.contains(pair.strong->quantity); });
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const Pair &a, const Pair &b) { return a.naive->ratio > b.naive->ratio; });
    sortInOrder(pairs, input.query.order, [](const Pair &pair) {
        return OrderKey{{}, pair.strong->ratio, {}};
    });
    return pairs;
}

// Share of the log ratio against the naive baseline that vanishes against the strong one.
std::optional<double> baselineShareOf(const Pair &pair)
{
    if (pair.naive->ratio <= 1 + pair.naive->floor || pair.strong->ratio > pair.naive->ratio) {
        return std::nullopt;
    }
    return 1 - std::log(pair.strong->ratio) / std::log(pair.naive->ratio);
}

// By the claim that the ratio is compared with, if any.
struct Standing {
    measure::Evidence evidence = measure::Evidence::Measured;
    std::optional<Grade> grade;
};

Standing standingOf(const Pair &pair, const ChartInput &input)
{
    const QString kernel = QString::fromStdString(pair.run->result.kernel);
    const ComparisonRow *row = rowAbout(*pair.strong, kernel, input.rows);
    return row ? Standing{row->measured.first().ratio.evidence, row->grade}
               : Standing{pair.strong->evidence, {}};
}

ChartPoint pointOf(const Pair &pair, const measure::RatioResult &ratio, double y, const Text &name,
                   const Text &evidence)
{
    ChartPoint point;
    point.x = ratio.ratio;
    point.y = y;
    if (onLogAxis(ratio.low) && ratio.low <= ratio.high) {
        point.xLow = ratio.low;
        point.xHigh = ratio.high;
    }
    point.hollow = ratio.verdict == measure::RatioVerdict::Noisy;
    point.label = QString::fromStdString(name.en);
    point.name = name;
    point.detail = same(dayOf(pair.run->at));
    point.runId = pair.run->runId;
    const Text sentence = namedVerdict(QString::fromStdString(pair.run->result.kernel), ratio);
    point.note = text("{0}, {4}: {1}", "{2}，{5}：{3}", name.en, sentence.en, name.zh, sentence.zh,
                      evidence.en, evidence.zh);
    return point;
}

void addPair(ChartSpec &spec, const Pair &pair, const ChartInput &input, LogRange &range)
{
    const Vocabulary &vocabulary = input.vocabulary;
    const QString kernel = QString::fromStdString(pair.run->result.kernel);
    const Text kernelText = kernelName(vocabulary, kernel);
    const Text technique = variantName(vocabulary, kernel, pair.strong->technique);
    const Text name = text("{0} – {1}", "{2} – {3}", kernelText.en, technique.en, kernelText.zh,
                           technique.zh);
    const std::string quantity = pair.strong->quantity;
    const int tableRow = int(spec.table.rows.size());
    const double y = double(spec.y.categories.size());
    spec.y.categories.append(kernelText);
    const Text named = quantityWords(QString::fromStdString(quantity));
    spec.y.details.append(quantity == "time" ? technique
                                             : text("{0}, {2}", "{1}，{3}", technique.en,
                                                    technique.zh, named.en, named.zh));
    const Standing standing = standingOf(pair, input);
    const Text evidence = evidenceWords(standing.evidence, standing.grade, pair.run->elsewhere);
    auto &strong = seriesWith(spec, styleOf(standing.evidence, standing.grade)).points;
    spec.series[0].points.append(pointOf(pair, *pair.naive, y, name, evidence));
    strong.append(pointOf(pair, *pair.strong, y, name, evidence));
    spec.series[0].points.last().row = strong.last().row = tableRow;
    range.add(spec.series[0].points.last());
    range.add(strong.last());
    const auto share = baselineShareOf(pair);
    const QString shown = share ? QString::number(std::lround(*share * 100)) + QStringLiteral(" %")
                                : QStringLiteral("–");
    spec.figures.append({same(ratioText(*pair.naive)), same(ratioText(*pair.strong)), same(shown),
                         same(gradeWord(standing.grade))});
    spec.table.rows.append(
            {kernelText, technique, variantName(vocabulary, kernel, pair.naive->baseline),
             same(ratioText(*pair.naive)), variantName(vocabulary, kernel, pair.strong->baseline),
             same(ratioText(*pair.strong)), same(shown), evidence});
}

}  // namespace

ChartSpec baselineShare(const ChartInput &input)
{
    ChartSpec spec;
    spec.title = {"How much the baseline explains", "基线的选择解释了多少"};
    spec.x.title = {"ratio (×)", "比值（×）"};
    spec.series = {{{"against the naive baseline", "相对朴素基线"}, MarkStyle::Naive, false, {}}};
    spec.series += figureSeries();
    spec.guides = {{true, 1, {"break-even", "持平"}}};
    spec.figureTitles = {{"naive", "朴素"},
                         {"strong", "强"},
                         {"baseline's share", "基线占比"},
                         {"grade", "等级"}};
    spec.table.columns = {{"Kernel", "内核"},
                          {"Technique", "技术"},
                          {"Naive baseline", "朴素基线"},
                          {"Ratio [95 %]", "比值 [95%]"},
                          {"Strong baseline", "强基线"},
                          {"Ratio [95 %]", "比值 [95%]"},
                          {"Share of the log ratio due to the baseline", "基线占对数比值的份额"},
                          {"Evidence and grade", "来源与等级"}};
    QStringList kernels;
    if (!input.query.technique.isEmpty() || !input.query.papers.isEmpty()) {
        for (const ComparisonRow &row : input.rows) {
            if (!row.kernel.isEmpty() && !kernels.contains(row.kernel)) {
                kernels.append(row.kernel);
            }
        }
        if (kernels.isEmpty()) {
            kernels.append(QString());  // nothing chosen has a kernel: no run may match
        }
    }
    LogRange range;
    QVector<Measured> drawn;
    for (const Pair &pair : shownPairs(bestPairs(input.runs, kernels), input, spec.subtitle)) {
        addPair(spec, pair, input, range);
        for (const auto *ratio : {pair.strong, pair.naive}) {
            Measured measured;
            measured.ratio = *ratio;
            measured.elsewhere = pair.run->elsewhere;
            drawn.append(measured);
        }
    }
    range.apply(spec.x);
    dropEmptyFigureSeries(spec);
    spec.legendNote = intervalNote(drawn, false);
    nameMachines(spec, drawn);
    for (ChartSeries &series : spec.series) {
        if (isFigure(series.style)) {
            series.name = text("against the strong baseline, {0}", "相对强基线，{1}",
                               series.name.en, series.name.zh);
        }
    }
    if (drawn.isEmpty()) {
        spec.subtitle = joined(
                {"No run holds both a naive and a strong baseline yet: run a kernel that has "
                 "both in Bench.",
                 "尚无运行同时含有朴素基线与强基线：请在“测量”页运行具备两者的内核。"},
                spec.subtitle);
    }
    return spec;
}

}  // namespace touchstone::compare
