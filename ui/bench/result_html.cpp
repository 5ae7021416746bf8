#include "compare/difference_words.h"
#include "compare/headline.h"
#include "compare/operation_name.h"
#include "compare/printed_figure.h"
#include "ui/bench/claim_strip.h"
#include "ui/bench/result_view.h"
#include "ui/common/html.h"
#include "ui/common/language.h"
#include "ui/common/palette.h"
#include "ui/common/verdict_chip.h"
#include "ui/common/wording.h"

#include <algorithm>

namespace touchstone::ui {

namespace {
class ResultText {
    Q_DECLARE_TR_FUNCTIONS(touchstone::ui::ResultView)
public:
    explicit ResultText(const measure::KernelResult &result)
        : m_result(result), m_kernel(QString::fromStdString(result.kernel))
    {
    }

    // The claims that this run answers: what is claimed, what came out, the limit and the verdict.
    QString claims(const QVector<compare::ComparisonRow> &rows) const
    {
        QString out;
        for (const compare::ComparisonRow &row : rows) {
            QStringList parts{
                    tr("Claimed: %1").arg(escaped(shown(compare::headlineText(row.claim))))};
            QString figure;
            if (!row.measured.isEmpty()) {
                const measure::RatioResult &ratio = row.measured.first().ratio;
                figure = tr("%1 (%2)", "ratio, interval")
                                 .arg(factorText(ratio.ratio), intervalText(ratio.low, ratio.high));
            } else if (row.quality) {
                figure = compare::differenceWords(*row.quality);
            }
            parts.append(
                    tr("measured: %1")
                            .arg(colored(QStringLiteral("<b>%1</b>").arg(escaped(figure)),
                                         trusted() ? tone(Tone::Measured) : tone(Tone::Muted))));
            if (row.limit) {
                parts.append(tr("limit: %1").arg(factorText(*row.limit)));
            }
            parts.append(outcomeHtml(compare::toWord(compare::outcomeOf(row))));
            const QString strip = claimStripHtml(row);
            out += QStringLiteral("<p style='margin:8px 0 0 0'>%1<br>%2%3</p>")
                           .arg(parts.join(QStringLiteral(" &nbsp;·&nbsp; ")),
                                strip.isEmpty() ? QString()
                                                : strip + marks(row) + QStringLiteral("<br>"),
                                mutedText(shown(row.sentence)));
        }
        return out;
    }

    // What the marks of the strip mean.
    static QString marks(const compare::ComparisonRow &row)
    {
        QStringList out{colored(QStringLiteral("◆ ") + escaped(tr("claimed", "mark of a chart")),
                                tone(Tone::Claim)),
                        colored(QStringLiteral("● ") + escaped(tr("measured", "mark of a chart")),
                                tone(Tone::Measured))};
        if (row.limit) {
            out.append(QStringLiteral("┆ ") + escaped(tr("limit", "mark of a chart")));
        }
        out.append(mutedText(QStringLiteral("│ ") + tr("no effect (1×)", "mark of a chart")));
        return QStringLiteral("&nbsp; ") + out.join(QStringLiteral("&nbsp; "));
    }

    QString ratios() const
    {
        QVector<QStringList> rows;
        for (const bool overall : {true, false}) {
            for (const measure::RatioResult &ratio : m_result.ratios) {
                if (ratio.shape.empty() == overall) {
                    rows.append(ratioRow(ratio));
                }
            }
        }
        return table(tr("Ratios"),
                     {tr("Size"), tr("Technique"), tr("Baseline"), tr("Quantity"), tr("Ratio"),
                      tr("95 % interval"), tr("Limit"), tr("Rounds kept")},
                     rows);
    }

    QStringList ratioRow(const measure::RatioResult &ratio) const
    {
        return {ratio.shape.empty() ? tr("all sizes") : shown(ratio.shape),
                variant(ratio.technique), variant(ratio.baseline),
                // Of times alone it would say the same in every row.
                allOfTime() ? QString() : Wording::quantity(shown(ratio.quantity)),
                factorText(ratio.ratio), intervalText(ratio.low, ratio.high),
                ratio.limit ? factorText(*ratio.limit) : QString(),
                ratio.rounds > 0 ? tr("%1 of %2", "rounds kept, rounds")
                                           .arg(numberText(ratio.kept), numberText(ratio.rounds))
                                 : QString()};
    }

    bool allOfTime() const
    {
        return std::all_of(m_result.ratios.begin(), m_result.ratios.end(),
                           [](const auto &ratio) { return ratio.quantity == "time"; });
    }

    QString sentence(const measure::RatioResult &ratio) const
    {
        return shown(compare::namedVerdict(m_kernel, ratio));
    }

    // For a run that no claim is compared with.
    QString sentences() const
    {
        QString out;
        for (const measure::RatioResult &ratio : m_result.ratios) {
            if (ratio.shape.empty()) {
                out += QStringLiteral("<p style='margin:6px 0 0 0'>%1</p>")
                               .arg(escaped(sentence(ratio)));
            }
        }
        return out;
    }

    QString whyNotOk() const
    {
        for (const measure::RatioResult &ratio : m_result.ratios) {
            const bool decided = (m_result.status == measure::RunStatus::Noisy
                                  && ratio.verdict == measure::RatioVerdict::Noisy)
                                 || (m_result.status == measure::RunStatus::Invalid
                                     && ratio.verdict == measure::RatioVerdict::Invalid);
            if (decided) {
                return colored(escaped(sentence(ratio)), tone(Tone::Bad));  // begins with the state
            }
        }
        // Other messages come from the measuring program in English; the state says it in words.
        const QString why =
                currentLanguage() == Language::English ? shown(m_result.message) : QString();
        return QStringLiteral("%1 %2").arg(
                colored(QStringLiteral("<b>%1</b>")
                                .arg(escaped(Wording::runStatus(m_result.status))),
                        tone(Tone::Bad)),
                mutedText(why));
    }

    bool trusted() const { return m_result.status == measure::RunStatus::Ok; }

    QString variants() const
    {
        QVector<QStringList> rows;
        for (const measure::VariantResult &one : m_result.variants) {
            QString share = one.peakShare > 0 ? percentText(one.peakShare) : QString();
            if (one.weakBaseline) {
                share += QStringLiteral(" ") + tr("(weak baseline)");
            }
            rows.append({variant(one.id), shown(one.shape), timeText(one.medianNs), share});
        }
        return table(tr("Times"),
                     {tr("Variant"), tr("Size"), tr("Median of a call"),
                      tr("Share of the probed limit")},
                     rows);
    }

    QString quality() const
    {
        QVector<QStringList> rows;
        for (const measure::QualityResult &one : m_result.quality) {
            const QString unit =
                    one.unit.empty() ? QString() : QStringLiteral(" ") + shown(one.unit);
            QString interval;
            if (one.low && one.high) {
                interval = numberText(*one.low) + QChar(0x2013) + numberText(*one.high);
            }
            rows.append({Wording::quantity(shown(one.metric)), variant(one.variant),
                         numberText(one.value) + unit, interval});
        }
        return table(tr("Quality figures"),
                     {tr("Figure"), tr("Variant"), tr("Value"), tr("95 % interval")}, rows);
    }

    QString verification() const
    {
        const measure::VerificationResult &check = m_result.verification;
        if (check.passed) {
            return QStringLiteral("<p style='margin:8px 0 0 0'>%1 %2</p>")
                    .arg(colored(escaped(tr("Verified")), tone(Tone::Good)),
                         mutedText(tr("against a double-precision oracle: %1 shapes, %2 seeds, "
                                      "largest error %3, tolerance %4")
                                           .arg(check.shapes)
                                           .arg(check.seeds)
                                           .arg(numberText(check.maxError),
                                                numberText(check.tolerance))));
        }
        // A run that was stopped before the check says so once.
        if (m_result.status == measure::RunStatus::Cancelled) {
            return {};
        }
        const bool english = currentLanguage() == Language::English;
        const QString why = !english                ? QString()
                            : check.message.empty() ? shown(m_result.message)
                                                    : shown(check.message);
        return QStringLiteral("<p style='margin:8px 0 0 0'>%1 %2</p>")
                .arg(colored(escaped(tr("Not verified")), tone(Tone::Bad)), mutedText(why));
    }

    static QString facts(const QString &title, const std::map<std::string, std::string> &values)
    {
        QVector<QStringList> rows;
        for (const auto &[name, value] : values) {
            // What only the program understands stays in the exported result.
            const QString known = Wording::fact(shown(name));
            if (!known.isEmpty()) {
                rows.append({known, Wording::factValue(shown(value))});
            }
        }
        return table(title, {}, rows);
    }

    QString variant(const std::string &id) const
    {
        return Wording::variant(m_kernel, QString::fromStdString(id));
    }

    // Columns without any text are left out.
    static QString table(const QString &title, const QStringList &columns,
                         const QVector<QStringList> &rows)
    {
        if (rows.isEmpty()) {
            return {};
        }
        const auto isFilled = [&rows](qsizetype column) {
            return std::any_of(rows.begin(), rows.end(), [column](const QStringList &row) {
                return !row.value(column).isEmpty();
            });
        };
        const auto line = [&isFilled](const QStringList &cells, const char *style,
                                      const auto &html) {
            QString out = QStringLiteral("<tr>");
            for (qsizetype column = 0; column < cells.size(); ++column) {
                if (isFilled(column)) {
                    out += QStringLiteral("<td style='padding-right:14px;%1'>%2</td>")
                                   .arg(QLatin1String(style), html(cells[column]));
                }
            }
            return out + QStringLiteral("</tr>");
        };
        QString out = heading(title) + QStringLiteral("<table cellpadding='2' cellspacing='0'>");
        if (!columns.isEmpty()) {
            out += line(columns, "white-space:nowrap", mutedText);
        }
        for (const QStringList &row : rows) {
            out += line(row, "", escaped);
        }
        return out + QStringLiteral("</table>");
    }

private:
    const measure::KernelResult &m_result;
    QString m_kernel;
};
}  // namespace

QString resultHtml(const measure::KernelResult &result, const measure::Facts &environment,
                   const QVector<compare::ComparisonRow> &rows)
{
    const ResultText view(result);
    QString out;
    if (result.status != measure::RunStatus::Ok) {
        out += QStringLiteral("<p style='margin:6px 0 0 0'>%1</p>").arg(view.whyNotOk());
    }
    out += rows.isEmpty() ? view.sentences() : view.claims(rows);
    out += view.verification() + view.ratios() + view.variants() + view.quality();
    out += ResultText::facts(ResultText::tr("Environment"), environment);
    out += ResultText::facts(ResultText::tr("Plan"), result.plan);
    return out;
}

}  // namespace touchstone::ui
