#include "ui/bench/result_view.h"

#include "compare/run_words.h"
#include "exchange/comparison_inputs.h"
#include "ui/common/html.h"
#include "ui/common/language.h"
#include "ui/common/palette.h"
#include "ui/common/wording.h"

#include <QTextBrowser>
#include <QUrl>
#include <QVBoxLayout>

namespace touchstone::ui {

namespace {
// The machine name distinguishes results of several machines in one library.
QString deviceOf(const measure::KernelResult &result)
{
    return result.deviceName.empty() ? Wording::device(shown(result.device))
                                     : shown(compare::machineWords(shown(result.deviceName)));
}

// Claims of the library that the kernel answers with this run, as if there were no other.
Result<QVector<compare::ComparisonRow>> answeredBy(store::Store &store, const QString &kernel,
                                                   const measure::KernelResult &result)
{
    store::PaperQuery papers;
    papers.kernels = QStringList{kernel};
    const auto inputs = exchange::loadComparison(store, papers);
    if (!inputs) {
        return passOn(inputs.error());
    }
    const compare::RunInput run{QString::fromStdString(result.runId),
                                {},
                                QString::fromStdString(result.startedAt),
                                result};
    auto rows = compare::compareClaims(inputs->papers, {run}, Vocabulary::bundled());
    rows.removeIf([&](const compare::ComparisonRow &row) {
        return !row.isAnswered() || row.kernel != kernel;
    });
    return rows;
}
}  // namespace

ResultView::ResultView(Workspace &workspace, QWidget *parent)
    : Translated<QWidget>(parent), m_workspace(workspace), m_job(workspace.jobs()),
      m_text(makeBrowser(this, QStringLiteral("resultText")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_text);
    connect(m_text, &QTextBrowser::anchorClicked, this, [this](const QUrl &url) {
        if (url.scheme() == QStringLiteral("compare")) {
            Q_EMIT comparisonWanted(m_kernel);
        } else if (url.scheme() == QStringLiteral("paper")) {
            Q_EMIT paperWanted(QUrl::fromPercentEncoding(url.path().toLatin1()));
        }
    });
    connect(&m_workspace, &Workspace::runsChanged, this, [this] {
        if (!m_kernel.isEmpty()) {
            loadHistory();
        }
    });
    retranslateUi();
}

void ResultView::showKernel(const QString &kernelId)
{
    m_kernel = kernelId;
    m_item.reset();
    m_history = {};
    setHtml(m_text, kernelHtml(), false);
    if (!m_kernel.isEmpty()) {
        loadHistory();
    }
}

void ResultView::showItem(const BenchItem &item)
{
    const bool same = m_item && m_item->id == item.id;
    m_item = item;
    m_kernel = item.kernel;
    if (!same) {
        m_rows.clear();
    }
    setHtml(m_text, itemHtml(), same);
    if (item.result) {
        loadHistory();
    }
}

void ResultView::loadHistory()
{
    std::optional<measure::KernelResult> result;
    if (m_item) {
        result = m_item->result;
    }
    m_workspace.read<Loaded>(
            m_job, this,
            [kernel = m_kernel, result](store::Store &store) -> Result<Loaded> {
                store::RunQuery query;
                query.kernel = kernel;
                auto history = store.results(query);
                if (!history) {
                    return passOn(history.error());
                }
                Loaded loaded{std::move(*history), {}};
                if (result) {
                    auto rows = answeredBy(store, kernel, *result);
                    if (!rows) {
                        return passOn(rows.error());
                    }
                    loaded.rows = std::move(*rows);
                }
                return loaded;
            },
            [this](Result<Loaded> loaded) {
                // Show the kernel even if its results cannot be read.
                m_history = loaded ? std::move(loaded->history) : store::StoredResults();
                m_rows = loaded ? std::move(loaded->rows) : QVector<compare::ComparisonRow>();
                rebuild();
            });
}

void ResultView::rebuild()
{
    setHtml(m_text, m_item ? itemHtml() : kernelHtml(), true);
}

void ResultView::retranslateUi()
{
    m_text->setAccessibleName(tr("Kernel and result"));
    rebuild();
}

QString ResultView::kernelHtml() const
{
    const KernelText *kernel = Vocabulary::bundled().kernel(m_kernel);
    if (!kernel) {
        return QStringLiteral("<p>%1</p>")
                .arg(mutedText(tr("Choose a kernel on the left to read what it reproduces, then "
                                  "measure it.")));
    }
    QString out = QStringLiteral("<p style='margin:0'><b style='font-size:12pt'>%1</b></p>")
                          .arg(escaped(shown(kernel->name)));
    out += QStringLiteral("<p style='margin:6px 0 0 0'>%1</p>")
                   .arg(escaped(shown(kernel->summary)));
    QStringList papers;
    for (const PaperRef &paper : kernel->papers) {
        papers.append(
                QStringLiteral("<a href='paper:%1'>%2</a> %3")
                        .arg(QString::fromLatin1(QUrl::toPercentEncoding(paper.title)),
                             escaped(Wording::paperTitle(paper.title, paper.report, paper.index)),
                             mutedText(paper.report)));
    }
    out += heading(tr("Paper", "heading, one or more")) + papers.join(QStringLiteral("<br>"));
    if (const QString method = shown(kernel->method); !method.isEmpty()) {
        out += heading(tr("Method")) + escaped(method);
    }
    if (const QString limit = shown(kernel->limit); !limit.isEmpty()) {
        out += heading(tr("Limit")) + escaped(limit);
    }
    out += heading(tr("On the command line"))
           + mutedText(QStringLiteral("touchstone run ") + kernel->id);
    return out + historyHtml();
}

QString ResultView::historyHtml() const
{
    QString out = heading(tr("Measurements so far"));
    for (const store::BadRun &run : m_history.bad) {
        out += QStringLiteral("<p style='margin:0'>%1</p>")
                       .arg(colored(escaped(shown(exchange::leftOut(run))), tone(Tone::Bad)));
    }
    if (m_history.runs.isEmpty()) {
        return out + mutedText(tr("None yet."));
    }
    out += QStringLiteral("<p style='margin:0'><a href='compare:'>%1</a></p>")
                   .arg(escaped(tr("Show them beside the claims")));
    out += QStringLiteral("<table cellpadding='2' cellspacing='0'>");
    for (const store::StoredRun &run : m_history.runs) {
        const measure::KernelResult &result = run.result;
        QString ratio = mutedText(Wording::runStatus(result.status)), interval;
        for (const measure::RatioResult &one : result.ratios) {
            if (one.shape.empty() && result.status == measure::RunStatus::Ok) {
                ratio = colored(escaped(factorText(one.ratio)), tone(Tone::Measured));
                interval = intervalText(one.low, one.high);
                break;
            }
        }
        const QString how = tr("%1, %2, %n thread(s)", "device, preset, threads", result.threads)
                                    .arg(deviceOf(result), Wording::preset(shown(result.preset)));
        out += QStringLiteral("<tr><td style='padding-right:14px'>%1</td><td "
                              "style='padding-right:14px'>%2</td><td "
                              "style='padding-right:14px'>%3</td><td>%4</td></tr>")
                       .arg(mutedText(localTime(run.at)), ratio, escaped(interval), mutedText(how));
    }
    return out + QStringLiteral("</table>");
}

QString ResultView::itemHtml() const
{
    QString out = QStringLiteral("<p style='margin:0'><b style='font-size:12pt'>%1</b></p>")
                          .arg(escaped(Wording::kernel(m_item->kernel)));
    if (!m_item->problem.en.empty()) {
        out += QStringLiteral("<p style='margin:6px 0 0 0'>%1</p>")
                       .arg(colored(escaped(shown(m_item->problem)), tone(Tone::Bad)));
    }
    if (m_item->result) {
        const measure::KernelResult &result = *m_item->result;
        out += QStringLiteral("<p style='margin:4px 0 0 0'>%1</p>")
                       .arg(mutedText(tr("%1, %2, %n thread(s), %3",
                                         "device, preset, threads, time", result.threads)
                                              .arg(deviceOf(result),
                                                   Wording::preset(shown(result.preset)),
                                                   localTime(shown(result.startedAt)))));
        out += QStringLiteral("<p style='margin:4px 0 0 0'><a href='compare:'>%1</a></p>")
                       .arg(escaped(tr("Show it beside the claims")));
        out += resultHtml(result, m_item->environment, m_rows);
    } else if (m_item->state != BenchItem::State::Done) {
        out += QStringLiteral("<p style='margin:6px 0 0 0'>%1</p>")
                       .arg(mutedText(tr("The result appears here when the measurement is done.")));
    }
    return out;
}

}  // namespace touchstone::ui
