#include "ui/library/overview_tab.h"

#include "ui/common/html.h"
#include "ui/common/icons.h"
#include "ui/common/widgets.h"
#include "ui/common/wording.h"
#include "ui/library/paper_editor.h"

#include <QDesktopServices>
#include <QMenu>
#include <QPushButton>
#include <QTextBrowser>
#include <QUrl>
#include <QVBoxLayout>

namespace touchstone::ui {

OverviewTab::OverviewTab(Workspace &workspace, QWidget *parent)
    : Translated<QWidget>(parent), m_workspace(workspace),
      m_text(makeBrowser(this, QStringLiteral("overviewText"))),
      m_techniques(named(new QToolButton(this), QStringLiteral("editTechniques"))),
      m_edit(named(new QPushButton(this), QStringLiteral("editPaper")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_text, 1);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(8, 6, 8, 6);
    row->addWidget(m_techniques);
    row->addWidget(m_edit);
    row->addStretch(1);
    column->addLayout(row);
    m_edit->setIcon(icon(QStringLiteral("edit"), Tone::Muted));
    connect(m_edit, &QPushButton::clicked, this, &OverviewTab::editPaper);
    m_techniques->setIcon(icon(QStringLiteral("edit"), Tone::Muted));
    m_techniques->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_techniques->setPopupMode(QToolButton::InstantPopup);
    m_techniques->setMenu(new QMenu(m_techniques));
    connect(m_techniques->menu(), &QMenu::aboutToShow, this, &OverviewTab::fillTechniqueMenu);
    connect(m_text, &QTextBrowser::anchorClicked, this, [this](const QUrl &url) {
        if (url.scheme() == QStringLiteral("tag")) {
            Q_EMIT tagWanted(url.path(QUrl::FullyDecoded));
        }
        // Only web addresses are opened: a report must not open local files.
        if (url.scheme() == QStringLiteral("https") || url.scheme() == QStringLiteral("http")) {
            QDesktopServices::openUrl(url);
        }
    });
    retranslateUi();
}

void OverviewTab::setPaper(const PaperFile *paper)
{
    const QString id = paper ? paper->detail.id : QString();
    const bool same = std::exchange(m_shownId, id) == id;
    m_paper = paper;
    m_techniques->setEnabled(paper != nullptr);
    m_edit->setEnabled(paper != nullptr);
    setHtml(m_text, html(), same);
}

void OverviewTab::rebuild()
{
    setHtml(m_text, html(), true);
}

void OverviewTab::retranslateUi()
{
    setTexts(m_techniques, tr("Techniques…"), tr("Add or remove a technique of this paper"));
    setTexts(m_edit, tr("Links, tags, note…"),
             tr("Edit DOI, arXiv and code, year and venue, tags and the note of this paper"));
    m_text->setAccessibleName(tr("Overview of the paper"));
    rebuild();
}

void OverviewTab::fillTechniqueMenu()
{
    QMenu *menu = m_techniques->menu();
    menu->clear();
    if (!m_paper) {
        return;
    }
    for (const Technique &technique : Vocabulary::bundled().techniques()) {
        QAction *action = menu->addAction(Wording::technique(technique.id));
        action->setCheckable(true);
        action->setChecked(m_paper->detail.paper.techniques.contains(technique.id));
        connect(action, &QAction::toggled, this,
                [this, id = technique.id](bool on) { changeTechnique(id, on); });
    }
}

void OverviewTab::changeTechnique(const QString &id, bool add)
{
    const QString paper = m_paper->detail.id;
    m_workspace.write<void>(
            this,
            [paper, id, add](store::Store &store) {
                return add ? store.addTechnique(paper, id) : store.removeTechnique(paper, id);
            },
            [this](const Result<> &result) {
                if (!result) {
                    Q_EMIT failed(result.error());
                }
                Q_EMIT m_workspace.papersChanged();
            });
}

void OverviewTab::editPaper()
{
    if (!m_paper) {
        return;
    }
    auto *editor = new PaperEditor(m_paper->detail.paper, PaperEditor::Edit, this);
    editor->setAttribute(Qt::WA_DeleteOnClose);
    connect(editor, &QDialog::accepted, this, [this, editor, id = m_paper->detail.id] {
        m_workspace.write<void>(
                this,
                [id, facts = editor->facts()](store::Store &store) {
                    return store.editPaper(id, facts);
                },
                [this](const Result<> &result) {
                    if (!result) {
                        Q_EMIT failed(result.error());
                    }
                    Q_EMIT m_workspace.papersChanged();
                });
    });
    editor->open();
}

namespace {
QString line(const QString &html)
{
    return QStringLiteral("<p style='margin:4px 0 0 0'>%1</p>").arg(html);
}
QString linkTo(const QString &address, const QString &name)
{
    return QStringLiteral("<a href='%1'>%2</a>").arg(escaped(address), escaped(name));
}
}  // namespace

QString OverviewTab::linksHtml() const
{
    const ReportPaper &paper = m_paper->detail.paper;
    const PaperLinks &links = paper.links;
    QStringList ways;
    if (!links.doi.isEmpty()) {
        ways.append(linkTo(doiAddress(links), QStringLiteral("DOI ") + links.doi));
    }
    if (!links.arxiv.isEmpty()) {
        ways.append(linkTo(arxivAddress(links), QStringLiteral("arXiv:") + links.arxiv));
    } else if (!paper.title.isEmpty()) {
        ways.append(linkTo(QStringLiteral("https://arxiv.org/search/?searchtype=title&query=")
                                   + QString::fromLatin1(QUrl::toPercentEncoding(paper.title)),
                           tr("Search on arXiv")));
    }
    QString out;
    if (const QString where = publishedIn(links); !where.isEmpty()) {
        out += line(mutedText(where));
    }
    if (!ways.isEmpty()) {
        out += line(ways.join(QStringLiteral(" &nbsp;·&nbsp; ")));
    }
    if (!paper.codeUrl.isEmpty()) {
        out += line(linkTo(paper.codeUrl, paper.codeUrl));
    }
    return out;
}

QString OverviewTab::personalHtml() const
{
    const ReportPaper &paper = m_paper->detail.paper;
    QString out;
    if (!paper.tags.isEmpty()) {
        QStringList tags;
        for (const QString &tag : paper.tags) {
            tags.append(linkTo(QStringLiteral("tag:")
                                       + QString::fromLatin1(QUrl::toPercentEncoding(tag)),
                               tag));
        }
        out += heading(tr("Tags")) + tags.join(QStringLiteral(" &nbsp;·&nbsp; "));
    }
    if (!paper.note.isEmpty()) {
        out += heading(tr("Note")) + escaped(paper.note).replace(u'\n', QStringLiteral("<br>"));
    }
    return out;
}

QString OverviewTab::html() const
{
    if (!m_paper) {
        return {};
    }
    const ReportPaper &paper = m_paper->detail.paper;
    QString out;
    QStringList facts;
    if (!paper.institutions.isEmpty()) {
        facts.append(escaped(paper.institutions.join(QStringLiteral(" · "))));
    }
    if (paper.authorCount > 0) {
        facts.append(tr("%n author(s)", nullptr, paper.authorCount));
    }
    for (const store::Appearance &appearance : m_paper->detail.appearances) {
        facts.append(
                tr("Report of %1, paper %2")
                        .arg(appearance.generatedAt.toString(QStringLiteral("yyyy-MM-dd HH:mm")))
                        .arg(appearance.paper.index));
    }
    for (const QString &fact : facts) {
        out += line(colored(fact, tone(Tone::Muted)));
    }
    out += linksHtml() + personalHtml();
    out += heading(tr("Techniques"));
    out += escaped(paper.techniques.isEmpty() ? tr("None found")
                                              : Wording::techniques(paper.techniques));
    if (!paper.brief.isEmpty()) {
        out += heading(tr("Brief (Chinese)")) + escaped(paper.brief);
    }
    out += heading(tr("Abstract (English)"));
    if (paper.abstract.isEmpty()) {
        out += mutedText(tr("The report gives no abstract."));
    } else if (!paper.hasAbstract) {
        out += mutedText(tr("The field does not hold an abstract, but:")) + QStringLiteral("<br>")
               + escaped(paper.abstract);
    } else {
        out += escaped(paper.abstract);
    }
    if (!m_paper->kernels.isEmpty()) {
        QStringList names;
        for (const QString &id : m_paper->kernels) {
            names.append(Wording::kernel(id));
        }
        out += heading(tr("Reference kernels")) + escaped(names.join(QStringLiteral(" · ")));
    }
    return out;
}

}  // namespace touchstone::ui
