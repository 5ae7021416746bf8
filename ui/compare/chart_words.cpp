#include "ui/compare/chart_words.h"

#include <QCoreApplication>

namespace touchstone::ui {

namespace {

QString translated(const char *words)
{
    return QCoreApplication::translate("touchstone::ui::ChartWords", words);
}

}  // namespace

QString chartKindName(compare::ChartKind kind)
{
    using compare::ChartKind;
    switch (kind) {
    case ChartKind::ClaimsVsMeasured:
        return translated(
                QT_TRANSLATE_NOOP("touchstone::ui::ChartWords", "Dumbbell: claim–measured"));
    case ChartKind::ClaimedOverMeasured:
        return translated(
                QT_TRANSLATE_NOOP("touchstone::ui::ChartWords", "Scatter: claim–measured"));
    case ChartKind::TechniqueStrip:
        return translated(QT_TRANSLATE_NOOP("touchstone::ui::ChartWords", "Claims of a technique"));
    case ChartKind::RatioOverSize:
        return translated(
                QT_TRANSLATE_NOOP("touchstone::ui::ChartWords", "Ratio over problem size"));
    case ChartKind::Roofline:
        return translated(QT_TRANSLATE_NOOP("touchstone::ui::ChartWords", "Roofline"));
    case ChartKind::BaselineShare:
        return translated(
                QT_TRANSLATE_NOOP("touchstone::ui::ChartWords", "What the baseline explains"));
    case ChartKind::History:
        return translated(
                QT_TRANSLATE_NOOP("touchstone::ui::ChartWords", "Runs of a claim over time"));
    case ChartKind::VerdictOverview:
        return translated(QT_TRANSLATE_NOOP("touchstone::ui::ChartWords", "Verdicts by technique"));
    }
    return {};
}

QString chartOrderName(compare::ChartOrder order)
{
    using compare::ChartOrder;
    switch (order) {
    case ChartOrder::Natural:
        return translated(QT_TRANSLATE_NOOP("touchstone::ui::ChartWords", "Automatic"));
    case ChartOrder::ByClaimed:
        return translated(QT_TRANSLATE_NOOP("touchstone::ui::ChartWords", "Claimed factor"));
    case ChartOrder::ByMeasured:
        return translated(QT_TRANSLATE_NOOP("touchstone::ui::ChartWords", "Measured factor"));
    case ChartOrder::ByRatio:
        return translated(QT_TRANSLATE_NOOP("touchstone::ui::ChartWords", "Measured / claimed"));
    case ChartOrder::ByPaper:
        return translated(QT_TRANSLATE_NOOP("touchstone::ui::ChartWords", "Paper"));
    }
    return {};
}

}  // namespace touchstone::ui
