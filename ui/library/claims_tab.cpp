#include "ui/library/claims_tab.h"

#include "compare/claim_words.h"
#include "compare/printed_figure.h"
#include "importing/claims/claims.h"
#include "ui/common/help_mark.h"
#include "ui/common/html.h"
#include "ui/common/language.h"
#include "ui/common/palette.h"
#include "ui/common/widgets.h"
#include "ui/common/wording.h"
#include "ui/library/claim_editor.h"
#include "ui/library/claim_table.h"

#include <QSplitter>
#include <QTableView>
#include <QTextBrowser>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace touchstone::ui {

namespace {
// The figures of the selected words, as the importer would read them, for the person to check:
// those that the paper is not known for yet go first.
Claim readFrom(const ClaimSource &source, const QVector<Claim> &known)
{
    const QVector<Claim> found =
            importing::claimsInQuote(source.quote, source.field, Vocabulary::bundled());
    const auto isNew = [&known](const Claim &claim) {
        return std::none_of(known.begin(), known.end(), [&claim](const Claim &other) {
            return other.metric == claim.metric && other.value == claim.value;
        });
    };
    Claim claim;
    if (found.isEmpty()) {
        claim.metric = QStringLiteral("speedup");
        claim.unit = QStringLiteral("x");
    } else {
        const auto missed = std::find_if(found.begin(), found.end(), isNew);
        claim = missed == found.end() ? found.first() : *missed;
    }
    claim.id.clear();
    claim.sources = {source};
    return claim;
}
}  // namespace

ClaimsTab::ClaimsTab(Workspace &workspace, QWidget *parent)
    : Translated<QWidget>(parent), m_workspace(workspace), m_historyJob(workspace.jobs()),
      m_table(new ClaimTable(m_model, this)),
      m_detail(makeBrowser(this, QStringLiteral("claimDetail"))),
      m_confirm(named(new QPushButton(this), QStringLiteral("confirmClaim"),
                      QStringLiteral("tight"))),
      m_edit(named(new QPushButton(this), QStringLiteral("editClaim"), QStringLiteral("tight"))),
      m_reject(
              named(new QPushButton(this), QStringLiteral("rejectClaim"), QStringLiteral("tight"))),
      m_undo(named(new QPushButton(this), QStringLiteral("undoClaim"), QStringLiteral("tight")))
{
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(m_detail);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(8, 6, 8, 6);
    buttons->setSpacing(6);
    for (QPushButton *button : {m_confirm, m_edit, m_reject, m_undo}) {
        buttons->addWidget(button);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(splitter, 1);
    column->addLayout(buttons);

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ClaimsTab::showCurrent);
    connect(m_confirm, &QPushButton::clicked, this, [this] { setStatus(ClaimStatus::Confirmed); });
    connect(m_reject, &QPushButton::clicked, this, [this] { setStatus(ClaimStatus::Rejected); });
    connect(m_edit, &QPushButton::clicked, this, &ClaimsTab::edit);
    connect(m_undo, &QPushButton::clicked, this, &ClaimsTab::undo);
    connect(m_detail, &QTextBrowser::anchorClicked, this, [this](const QUrl &url) {
        if (url.scheme() == QStringLiteral("help")) {
            Q_EMIT m_workspace.helpWanted(url.path());
        } else if (const Claim *claim = current()) {
            Q_EMIT sourceWanted(claim->id);
        }
    });
    retranslateUi();
    showCurrent();
}

void ClaimsTab::setPaper(const PaperFile *paper)
{
    const QString id = paper ? paper->detail.id : QString();
    const bool same = std::exchange(m_shownId, id) == id;
    const Claim *before = current();
    const QString added = std::exchange(m_selectNext, QString());
    const QString kept = !added.isEmpty() ? added : same && before ? before->id : QString();
    m_paper = paper;
    m_model.setClaims(paper ? paper->detail.paper.claims : QVector<Claim>());
    const int row = std::max(0, m_model.rowOf(kept));
    if (m_model.rowCount() > 0) {
        m_table->setCurrentIndex(m_model.index(row, 0));
    } else {
        showCurrent();
    }
}

void ClaimsTab::select(const QString &claimId)
{
    const int row = m_model.rowOf(claimId);
    if (row >= 0) {
        m_table->setCurrentIndex(m_model.index(row, 0));
    }
}

const Claim *ClaimsTab::current() const
{
    return m_model.claim(m_table->currentIndex().row());
}

void ClaimsTab::showCurrent()
{
    const Claim *claim = current();
    for (QPushButton *button : {m_confirm, m_edit, m_reject}) {
        button->setEnabled(claim != nullptr);
    }
    m_undo->setEnabled(false);
    m_history.clear();
    rebuild();
    if (claim) {
        m_confirm->setEnabled(claim->status != ClaimStatus::Confirmed);
        m_reject->setEnabled(claim->status != ClaimStatus::Rejected);
        loadHistory();
        Q_EMIT claimSelected(claim->id);
    }
}

void ClaimsTab::loadHistory()
{
    m_workspace.read<QVector<store::ClaimChange>>(
            m_historyJob, this,
            [id = current()->id](store::Store &store) { return store.claimHistory(id); },
            [this](const Result<QVector<store::ClaimChange>> &history) {
                if (!history) {
                    Q_EMIT failed(history.error());
                    return;
                }
                m_history = *history;
                const Claim *claim = current();
                m_undo->setEnabled(claim && claim->status != ClaimStatus::Extracted);
                rebuild();
            });
}

void ClaimsTab::decide(std::function<Result<>(store::Store &)> change)
{
    m_workspace.write<void>(this, std::move(change),
                            [this, paper = m_paper->detail.id](const Result<> &result) {
                                if (!result) {
                                    Q_EMIT failed(result.error());
                                }
                                Q_EMIT m_workspace.claimsChanged(paper);
                            });
}

void ClaimsTab::setStatus(ClaimStatus status)
{
    if (const Claim *claim = current()) {
        decide([id = claim->id, status](store::Store &store) {
            return store.setClaimStatus(id, status);
        });
    }
}

void ClaimsTab::edit()
{
    const Claim *claim = current();
    if (!claim) {
        return;
    }
    auto *editor = new ClaimEditor(*claim, ClaimEditor::Edit, this);
    editor->setAttribute(Qt::WA_DeleteOnClose);
    connect(editor, &QDialog::accepted, this, [this, editor] {
        decide([edited = editor->claim()](store::Store &store) { return store.editClaim(edited); });
    });
    editor->open();
}

void ClaimsTab::addClaim(const ClaimSource &source)
{
    if (!m_paper) {
        return;
    }
    auto *editor =
            new ClaimEditor(readFrom(source, m_paper->detail.paper.claims), ClaimEditor::Add, this);
    editor->setAttribute(Qt::WA_DeleteOnClose);
    connect(editor, &QDialog::accepted, this, [this, editor, paper = m_paper->detail.id] {
        m_workspace.write<QString>(
                this,
                [claim = editor->claim(), paper](store::Store &store) {
                    return store.addClaim(paper, claim);
                },
                [this, paper](const Result<QString> &added) {
                    if (added) {
                        m_selectNext = *added;
                    } else {
                        Q_EMIT failed(added.error());
                    }
                    Q_EMIT m_workspace.claimsChanged(paper);
                });
    });
    editor->open();
}

void ClaimsTab::undo()
{
    if (const Claim *claim = current()) {
        decide([id = claim->id](store::Store &store) { return store.undoClaimChange(id); });
    }
}

void ClaimsTab::rebuild()
{
    setHtml(m_detail, html(), false);
}

void ClaimsTab::retranslateUi()
{
    setTexts(m_confirm, tr("Confirm"), tr("The figure is what the text says"));
    setTexts(m_edit, tr("Edit…"), tr("Correct the figure; the old one is kept in the history"));
    setTexts(m_reject, tr("Reject"), tr("This is no claim: leave it out of tables and charts"));
    setTexts(m_undo, tr("Undo"), tr("Take the last decision back"));
    m_table->setAccessibleName(tr("Claims of the paper"));
    m_detail->setAccessibleName(tr("The selected claim"));
    m_model.languageChanged();
    rebuild();
}

QString ClaimsTab::html() const
{
    const Claim *claim = current();
    if (!claim) {
        return mutedText(m_paper ? tr("No figure was found in the brief or the abstract. Papers "
                                      "without figures can still be measured.")
                                 : QString());
    }
    QString out = QStringLiteral("<p style='margin:0'><b>%1</b></p>")
                          .arg(escaped(shown(compare::headlineText(*claim))));
    out += QStringLiteral("<p style='margin:4px 0 0 0'>%1</p>")
                   .arg(mutedText(tr("Read as: %1 (%2)", "figure, kind of claim")
                                          .arg(shown(compare::figureText(*claim)),
                                               Wording::kind(claim->kind))));
    if (!claim->baseline.isEmpty()) {
        out += QStringLiteral("<p style='margin:4px 0 0 0'>%1</p>")
                       .arg(escaped(tr("Compared with: %1").arg(claim->baseline)));
    }
    if (!claim->setting.isEmpty()) {
        out += QStringLiteral("<p style='margin:4px 0 0 0'>%1</p>")
                       .arg(escaped(tr("Setting: %1").arg(claim->setting)));
    }
    if (claim->normalised) {
        out += QStringLiteral("<p style='margin:4px 0 0 0'>%1</p>")
                       .arg(escaped(tr("Improvement factor %1 in %2")
                                            .arg(factorText(claim->normalised->factor),
                                                 Wording::quantity(claim->normalised->quantity))));
    }
    for (const QString &flag : claim->flags) {
        out += QStringLiteral("<p style='margin:6px 0 0 0'>%1</p>")
                       .arg(colored(QStringLiteral("⚠ ") + escaped(shown(compare::flagText(flag))),
                                    tone(Tone::Warning))
                            + QStringLiteral("&nbsp;") + helpLink(QStringLiteral("flags")));
    }
    for (const ClaimSource &source : claim->sources) {
        if (source.length == 0) {
            out += QStringLiteral("<p style='margin:8px 0 0 0'>%1<br>“%2”</p>")
                           .arg(mutedText(tr("Another part of the paper")), escaped(source.quote));
            continue;
        }
        out += QStringLiteral("<p style='margin:8px 0 0 0'>%1<br><a href='source'>“%2”</a></p>")
                       .arg(mutedText(Wording::field(source.field)), escaped(source.quote));
    }
    if (!m_history.isEmpty()) {
        out += heading(tr("History"));
    }
    for (const store::ClaimChange &change : m_history) {
        out += QStringLiteral("<p style='margin:2px 0'>%1 &nbsp; %2 &nbsp; %3</p>")
                       .arg(mutedText(localTime(change.at)),
                            escaped(Wording::action(change.action)),
                            escaped(shown(compare::figureText(change.after))));
    }
    return out;
}

}  // namespace touchstone::ui
