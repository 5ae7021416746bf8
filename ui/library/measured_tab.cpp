#include "ui/library/measured_tab.h"

#include "compare/claim_words.h"
#include "compare/operation_name.h"
#include "measure/shapes.h"
#include "ui/common/help_mark.h"
#include "ui/common/html.h"
#include "ui/common/language.h"
#include "ui/common/palette.h"
#include "ui/common/wording.h"

#include <QTextBrowser>
#include <QUrl>
#include <QVBoxLayout>

namespace touchstone::ui {

namespace {
QString paragraph(const QString &html, int above = 3)
{
    return QStringLiteral("<p style='margin:%1px 0 0 0'>%2</p>").arg(above).arg(html);
}
}  // namespace

MeasuredTab::MeasuredTab(QWidget *parent)
    : Translated<QWidget>(parent), m_text(makeBrowser(this, QStringLiteral("measuredText")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_text);
    connect(m_text, &QTextBrowser::anchorClicked, this, [this](const QUrl &url) {
        if (url.scheme() == QStringLiteral("claim")) {
            Q_EMIT claimWanted(url.path());
        } else if (url.scheme() == QStringLiteral("runs")) {
            Q_EMIT runsWanted(url.path());
        } else if (url.scheme() == QStringLiteral("help")) {
            Q_EMIT helpWanted(url.path());
        } else {
            Q_EMIT measurementWanted();
        }
    });
    retranslateUi();
}

void MeasuredTab::setPaper(const PaperFile *paper)
{
    const QString id = paper ? paper->detail.id : QString();
    const bool same = std::exchange(m_shownId, id) == id;
    m_paper = paper;
    m_run.clear();
    setHtml(m_text, html(), same);
}

void MeasuredTab::showRun(const QString &runId)
{
    m_run = runId;
    setHtml(m_text, html(), false);
    m_text->scrollToAnchor(QStringLiteral("run-") + runId);
}

void MeasuredTab::rebuild()
{
    setHtml(m_text, html(), true);
}

void MeasuredTab::retranslateUi()
{
    m_text->setAccessibleName(tr("Measurements beside the claims"));
    rebuild();
}

QString MeasuredTab::html() const
{
    if (!m_paper) {
        return {};
    }
    QString out;
    bool measured = false;
    for (const compare::ComparisonRow &row : m_paper->rows) {
        out += rowHtml(row);
        measured = measured || !row.measured.isEmpty() || !row.mistrusted.isEmpty();
    }
    for (const auto &[kernel, ratios] : m_paper->withoutClaim) {
        measured = true;
        out += paragraph(QStringLiteral("<b>%1</b>").arg(escaped(Wording::kernel(kernel))), 14)
               + paragraph(mutedText(tr("Measured, though no claim of this paper can be compared "
                                        "with it.")));
        for (const compare::Measured &one : ratios) {
            out += measuredHtml(one, kernel)
                   + paragraph(escaped(shown(compare::namedVerdict(kernel, one.ratio))));
        }
    }
    for (const Text &run : std::as_const(m_paper->unreadable)) {
        out += paragraph(mutedText(shown(run)));
    }
    if (m_paper->kernels.isEmpty()) {
        return paragraph(
                       mutedText(tr("No bundled kernel reproduces the mechanism of this paper, so "
                                    "nothing can be measured here.")))
               + out;
    }
    const bool open = std::any_of(m_paper->rows.begin(), m_paper->rows.end(), [](const auto &row) {
        return row.answer == compare::Answer::NotRun;
    });
    if (!measured || open) {
        const QString what = measured ? tr("Some claims are not answered yet.")
                                      : tr("Not measured on this machine yet.");
        out.prepend(paragraph(QStringLiteral("%1 <a href='measure'>%2</a>")
                                      .arg(mutedText(what), escaped(measureNow()))));
    }
    return out;
}

// What it takes is said before it is begun.
QString MeasuredTab::measureNow() const
{
    if (m_paper->preset.isEmpty()) {
        return tr("Measure now");
    }
    const double seconds = measure::defaultBudgetSeconds(m_paper->preset.toStdString())
                           * double(m_paper->kernels.size());
    return tr("Measure now (preset %1: %2 s of timing or more)")
            .arg(Wording::preset(m_paper->preset), numberText(qint64(seconds)));
}

QString MeasuredTab::rowHtml(const compare::ComparisonRow &row) const
{
    QString out = paragraph(QStringLiteral("<a href='claim:%1'>%2</a> &nbsp; <b>%3</b>")
                                    .arg(escaped(row.claim.id),
                                         escaped(shown(compare::figureText(row.claim))),
                                         escaped(Wording::metric(row.claim.metric))),
                            14);
    QStringList facts{QStringLiteral("<b>%1</b>").arg(escaped(shown(compare::answerWords(row))))};
    if (row.grade) {
        facts.append(
                mutedText(tr("%1 (%2)", "grade, short grade")
                                  .arg(Wording::grade(*row.grade), Wording::gradeShort(*row.grade)))
                + QStringLiteral("&nbsp;") + helpLink(QStringLiteral("grades")));
    }
    if (!row.kernel.isEmpty()) {
        facts.append(mutedText(Wording::kernel(row.kernel)));
    }
    out += paragraph(facts.join(QStringLiteral(" · ")));
    const QString reason = shown(row.gradeReason);
    if (!reason.isEmpty()) {
        out += paragraph(mutedText(reason));
    }
    for (const compare::Measured &measured : row.measured) {
        out += measuredHtml(measured, row.kernel);
    }
    if (!row.naive.isEmpty()) {
        out += paragraph(escaped(tr("Against the naive baseline: %1 (%2)")
                                         .arg(factorText(row.naive.first().ratio.ratio),
                                              intervalText(row.naive.first().ratio.low,
                                                           row.naive.first().ratio.high))));
    }
    for (const compare::Measured &other : row.others) {
        out += paragraph(escaped(tr("%1: %2 (%3)", "operation, ratio, interval")
                                         .arg(Wording::operation(row.kernel, other.ratio.operation),
                                              factorText(other.ratio.ratio),
                                              intervalText(other.ratio.low, other.ratio.high))));
    }
    for (const compare::Measured &mistrusted : row.mistrusted) {
        out += measuredHtml(mistrusted, row.kernel);
    }
    if (!row.measured.isEmpty() || !row.mistrusted.isEmpty()) {
        out += paragraph(QStringLiteral("<a href='runs:%1'>%2</a>")
                                 .arg(escaped(row.claim.id), escaped(tr("Runs and machines…"))));
    }
    const QString sentence = shown(row.sentence);
    if (!sentence.isEmpty()) {
        out += paragraph(escaped(sentence), 5);
    }
    if (row.limit) {
        out += paragraph(
                mutedText(tr("Limit of what is possible here: %1").arg(factorText(*row.limit))));
    }
    return out;
}

QString MeasuredTab::measuredHtml(const compare::Measured &measured, const QString &kernel) const
{
    const measure::RatioResult &ratio = measured.ratio;
    QString out = QStringLiteral("<a name='run-%1'></a>").arg(escaped(measured.runId));
    if (measured.mistrust) {
        out += colored(QStringLiteral("<b>%1</b>").arg(escaped(tr("Mistrusted"))), tone(Tone::Bad))
               + QStringLiteral(" &nbsp; ") + escaped(shown(*measured.mistrust));
    } else if (measured.status == measure::RunStatus::Ok
               || measured.status == measure::RunStatus::Noisy) {
        out += colored(QStringLiteral("<b>%1</b>").arg(escaped(factorText(ratio.ratio))),
                       tone(Tone::Measured))
               + QStringLiteral(" &nbsp; ") + escaped(intervalText(ratio.low, ratio.high));
    } else {
        out += colored(
                QStringLiteral("<b>%1</b>").arg(escaped(Wording::runStatus(measured.status))),
                tone(Tone::Bad));
    }
    const QString how =
            tr("%1, %2, %n thread(s), %3", "device, preset, threads, time", measured.threads)
                    .arg(Wording::device(measured.device), Wording::preset(measured.preset),
                         localTime(measured.at));
    out += QStringLiteral("<br>") + mutedText(how);
    out += QStringLiteral("<br>")
           + mutedText(tr("%1 against %2", "technique, baseline")
                               .arg(Wording::variant(kernel, shown(ratio.technique)),
                                    Wording::variant(kernel, shown(ratio.baseline))));
    if (const Text origin = originWords(measured.origin); !origin.en.empty()) {
        const Text where = compare::evidenceWords(ratio.evidence, {}, measured.elsewhere);
        out += QStringLiteral("<br>")
               + mutedText(shown(
                       text("{0}; {1}", "{2}；{3}", where.en, origin.en, where.zh, origin.zh)));
    }
    if (measured.status == measure::RunStatus::Noisy) {
        out += QStringLiteral("<br>")
               + colored(escaped(tr("The machine was too busy for a reliable figure.")),
                         tone(Tone::Warning));
    }
    if (measured.weakBaseline) {
        out += QStringLiteral("<br>")
               + colored(escaped(tr("Weak baseline: it reaches less than 70 % of what this machine "
                                    "can do.")),
                         tone(Tone::Warning));
    }
    const QString back =
            measured.runId == m_run
                    ? QStringLiteral(" background-color:%1;").arg(tone(Tone::Highlight).name())
                    : QString();
    return QStringLiteral("<p style='margin:6px 0 0 10px;%1'>%2</p>").arg(back, out);
}

}  // namespace touchstone::ui
