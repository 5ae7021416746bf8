#include "compare/past_figures.h"

#include "compare/chart_parts.h"
#include "compare/claim_words.h"
#include "compare/operation_name.h"
#include "compare/quality.h"
#include "compare/run_order.h"
#include "library/claim_match.h"

#include <QDateTime>
#include <QHash>
#include <QTimeZone>

#include <algorithm>

namespace touchstone::compare {

namespace {

std::optional<double> secondsOf(const QString &at)
{
    QDateTime time = QDateTime::fromString(at, Qt::ISODate);
    if (time.isValid() && time.timeSpec() == Qt::LocalTime) {
        time.setTimeSpec(Qt::UTC);  // stored times are UTC, also where they do not say so
    }
    return time.isValid() ? std::optional(double(time.toSecsSinceEpoch())) : std::nullopt;
}

PastFigure ratioFigure(const RunInput &run, const Measured &measured)
{
    PastFigure figure;
    figure.run = &run;
    figure.value = measured.ratio.ratio;
    if (onLogAxis(measured.ratio.low) && measured.ratio.low <= measured.ratio.high) {
        figure.low = measured.ratio.low;
        figure.high = measured.ratio.high;
    }
    figure.trusted = trusted(measured);
    figure.evidence = measured.ratio.evidence;
    figure.sentence = namedVerdict(QString::fromStdString(run.result.kernel), measured.ratio);
    figure.ratio = measured.ratio;
    return figure;
}

PastFigure qualityFigure(const RunInput &run, const QualityDifference &quality)
{
    PastFigure figure;
    figure.run = &run;
    figure.value = quality.level ? quality.level->found : quality.difference;
    figure.low = quality.level ? quality.level->low : quality.low;
    figure.high = quality.level ? quality.level->high : quality.high;
    figure.trusted = run.result.status != measure::RunStatus::Noisy;
    figure.evidence = quality.evidence;
    figure.sentence = text(
            "{0} {3}; baseline {1}, technique {2}", "{0} {3}；基线 {1}，技术 {2}",
            shortNumber(figure.value).toStdString(), shortNumber(quality.baseline).toStdString(),
            shortNumber(quality.technique).toStdString(), quality.unit.toStdString());
    figure.quality = quality;
    return figure;
}

QVector<PastFigure> ratioFigures(const ComparisonRow &row, const QVector<RunInput> &runs)
{
    QHash<std::pair<QString, QString>, const RunInput *> byId;
    for (const RunInput &run : runs) {
        byId.insert({run.machine, run.runId}, &run);
    }
    QVector<PastFigure> figures;
    for (const Measured &measured : row.measured) {
        if (const RunInput *run = byId.value({measured.machine, measured.runId})) {
            figures.append(ratioFigure(*run, measured));
        }
    }
    return figures;
}

QVector<PastFigure> qualityFigures(const ComparisonRow &row, const QVector<RunInput> &runs,
                                   const Vocabulary &vocabulary)
{
    const PaperRef place{dayOf(row.generatedAt), row.index, row.paperTitle};
    const auto match = ClaimMatcher(vocabulary).match(place, row.claim);
    const Metric *metric = vocabulary.metric(row.claim.metric);
    QVector<PastFigure> figures;
    if (!match || !metric) {
        return figures;
    }
    for (const RunInput *run : bestFirst(runs)) {
        if (run->result.kernel != match->kernel->id.toStdString()) {
            continue;
        }
        if (const auto quality = qualityDifferenceIn(row.claim, *metric, *match->entry, *run)) {
            figures.append(qualityFigure(*run, *quality));
        }
    }
    return figures;
}

std::optional<RunChange> changeOf(const PastFigure &earlier, const PastFigure &later)
{
    return earlier.ratio && later.ratio       ? changeBetween(*earlier.ratio, *later.ratio)
           : earlier.quality && later.quality ? changeBetween(*earlier.quality, *later.quality)
                                              : std::nullopt;
}

}  // namespace

QVector<PastFigure> pastFigures(const ComparisonRow &row, const QVector<RunInput> &runs,
                                const Vocabulary &vocabulary, QStringList &unplaced)
{
    QVector<PastFigure> figures =
            row.quality ? qualityFigures(row, runs, vocabulary) : ratioFigures(row, runs);
    QVector<PastFigure> placed;
    for (PastFigure &figure : figures) {
        if (const auto at = secondsOf(figure.run->at)) {
            figure.at = *at;
            placed.append(figure);
        } else {
            unplaced.append(figure.run->runId);
        }
    }
    std::stable_sort(placed.begin(), placed.end(),
                     [](const PastFigure &a, const PastFigure &b) { return a.at < b.at; });
    return placed;
}

QString seriesKeyOf(const PastFigure &figure)
{
    const measure::KernelResult &result = figure.run->result;
    return QStringLiteral("%1\n%2\n%3\n%4\n%5\n%6")
            .arg(machineName(*figure.run), figure.run->machine)
            .arg(result.kernelVersion)
            .arg(QString::fromStdString(result.device))
            .arg(result.threads)
            .arg(QString::fromStdString(result.preset));
}

void compareWithEarlier(QVector<PastFigure> &figures)
{
    QHash<QString, const PastFigure *> last;
    for (PastFigure &figure : figures) {
        if (!figure.trusted) {
            continue;
        }
        const PastFigure *&earlier = last[seriesKeyOf(figure)];
        if (earlier) {
            figure.change = changeOf(*earlier, figure);
        }
        earlier = &figure;
    }
}

}  // namespace touchstone::compare
