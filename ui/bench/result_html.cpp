#include "ui/bench/result_view.h"
#include "ui/common/html.h"
#include "ui/common/language.h"
#include "ui/common/palette.h"
#include "ui/common/wording.h"

namespace touchstone::ui {

namespace {
class ResultText {
    Q_DECLARE_TR_FUNCTIONS(touchstone::ui::ResultView)
public:
    explicit ResultText(const measure::KernelResult &result)
        : m_result(result), m_kernel(QString::fromStdString(result.kernel))
    {
    }

    QString verdicts() const
    {
        QString out;
        for (const measure::RatioResult &ratio : m_result.ratios) {
            if (!ratio.shape.empty()) {
                continue;
            }
            out += QStringLiteral("<p style='margin:8px 0 0 0'>%1 &nbsp; %2<br>%3<br>%4</p>")
                           .arg(colored(QStringLiteral("<b style='font-size:12pt'>%1</b>")
                                                .arg(escaped(factorText(ratio.ratio))),
                                        tone(Tone::Measured)),
                                escaped(intervalText(ratio.low, ratio.high)),
                                escaped(shown(measure::verdictSentence(ratio))),
                                mutedText(underVerdict(ratio)));
        }
        return out;
    }

    QString underVerdict(const measure::RatioResult &ratio) const
    {
        QStringList parts{tr("%1 against %2", "technique, baseline")
                                  .arg(variant(ratio.technique), variant(ratio.baseline))};
        if (ratio.quantity != "time") {
            parts.append(Wording::quantity(shown(ratio.quantity)));
        }
        if (ratio.limit) {
            parts.append(tr("limit %1").arg(factorText(*ratio.limit)));
        }
        if (ratio.rounds > 0) {
            parts.append(tr("%1 of %n round(s) kept", nullptr, ratio.rounds).arg(ratio.kept));
        }
        if (ratio.workers > 0) {
            parts.append(tr("%n worker process(es)", nullptr, ratio.workers));
        }
        if (ratio.floor > 0) {
            parts.append(tr("layout floor %1").arg(percentText(ratio.floor)));
        }
        return parts.join(QStringLiteral(" · "));
    }

    QString shapes() const
    {
        QVector<QStringList> rows;
        for (const measure::RatioResult &ratio : m_result.ratios) {
            if (!ratio.shape.empty()) {
                rows.append({shown(ratio.shape), variant(ratio.technique), factorText(ratio.ratio),
                             intervalText(ratio.low, ratio.high)});
            }
        }
        return table(tr("By size"), {tr("Size"), tr("Technique"), tr("Ratio"), tr("95 % interval")},
                     rows);
    }

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
        const QString why = check.message.empty() ? shown(m_result.message) : shown(check.message);
        return QStringLiteral("<p style='margin:8px 0 0 0'>%1 %2</p>")
                .arg(colored(escaped(tr("Not verified")), tone(Tone::Bad)), mutedText(why));
    }

    static QString facts(const QString &title, const std::map<std::string, std::string> &values)
    {
        QVector<QStringList> rows;
        for (const auto &[name, value] : values) {
            rows.append({shown(name), shown(value)});
        }
        return table(title, {}, rows);
    }

    QString variant(const std::string &id) const
    {
        return Wording::variant(m_kernel, QString::fromStdString(id));
    }

    static QString table(const QString &title, const QStringList &columns,
                         const QVector<QStringList> &rows)
    {
        if (rows.isEmpty()) {
            return {};
        }
        QString out = heading(title) + QStringLiteral("<table cellpadding='2' cellspacing='0'>");
        if (!columns.isEmpty()) {
            out += QStringLiteral("<tr>");
            for (const QString &column : columns) {
                out += QStringLiteral("<td style='padding-right:14px'>%1</td>")
                               .arg(mutedText(column));
            }
            out += QStringLiteral("</tr>");
        }
        for (const QStringList &row : rows) {
            out += QStringLiteral("<tr>");
            for (const QString &cell : row) {
                out += QStringLiteral("<td style='padding-right:14px'>%1</td>").arg(escaped(cell));
            }
            out += QStringLiteral("</tr>");
        }
        return out + QStringLiteral("</table>");
    }

private:
    const measure::KernelResult &m_result;
    QString m_kernel;
};

// The sentence of the ratio that set the status, in both languages; other messages come from the
// bench program in English.
QString whyNotOk(const measure::KernelResult &result)
{
    for (const measure::RatioResult &ratio : result.ratios) {
        const bool decided = (result.status == measure::RunStatus::Noisy
                              && ratio.verdict == measure::RatioVerdict::Noisy)
                             || (result.status == measure::RunStatus::Invalid
                                 && ratio.verdict == measure::RatioVerdict::Invalid);
        if (decided) {
            return shown(measure::verdictSentence(ratio));
        }
    }
    return shown(result.message);
}
}  // namespace

QString resultHtml(const measure::KernelResult &result, const measure::Facts &environment)
{
    const ResultText view(result);
    QString out;
    if (result.status != measure::RunStatus::Ok) {
        out += QStringLiteral("<p style='margin:6px 0 0 0'>%1 %2</p>")
                       .arg(colored(QStringLiteral("<b>%1</b>")
                                            .arg(escaped(Wording::runStatus(result.status))),
                                    tone(Tone::Bad)),
                            mutedText(whyNotOk(result)));
    }
    out += view.verdicts() + view.verification() + view.shapes() + view.variants() + view.quality();
    out += ResultText::facts(ResultText::tr("Plan"), result.plan);
    out += ResultText::facts(ResultText::tr("Environment"), environment);
    return out;
}

}  // namespace touchstone::ui
