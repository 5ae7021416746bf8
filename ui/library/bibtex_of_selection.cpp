// The selected papers of the library page as BibTeX.
#include "base/files.h"
#include "exchange/bibliography_export.h"
#include "ui/common/file_dialog.h"
#include "ui/common/file_links.h"
#include "ui/common/widgets.h"
#include "ui/library/library_page.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>

namespace touchstone::ui {

namespace {
Result<QByteArray> bibtexOf(store::Store &store, const QStringList &papers)
{
    LibraryReport selected;
    for (const QString &id : papers) {
        auto detail = store.paper(id);
        if (!detail) {
            return passOn(detail.error());
        }
        selected.papers.append({id, std::move(detail->paper)});
    }
    return exchange::bibtex({selected});
}
}  // namespace

void LibraryPage::readBibtex(std::function<void(const QByteArray &)> use)
{
    m_workspace.read<QByteArray>(
            m_bibtexJob, this,
            [papers = selectedPapers()](store::Store &store) { return bibtexOf(store, papers); },
            [this, use = std::move(use)](const Result<QByteArray> &bibtex) {
                if (bibtex) {
                    use(*bibtex);
                } else {
                    m_message->showError(bibtex.error().message);
                }
            });
}

void LibraryPage::copyBibtex()
{
    readBibtex([this, papers = selectedPapers().size()](const QByteArray &bibtex) {
        QApplication::clipboard()->setText(QString::fromUtf8(bibtex));
        m_message->showInfo(
                text("Copied: {0} papers as BibTeX.", "已复制 {0} 篇论文的 BibTeX。", papers));
    });
}

void LibraryPage::saveBibtex()
{
    auto *dialog = fileDialog(this, Asked::NewFile, QStringLiteral("bibtexDialog"),
                              tr("Save as BibTeX"), m_workspace.settings(), exportFolderKey);
    dialog->setNameFilter(tr("BibTeX (*.bib)"));
    dialog->setDefaultSuffix(QStringLiteral("bib"));
    dialog->selectFile(QStringLiteral("papers"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        readBibtex([this, path](const QByteArray &bibtex) {
            const auto written = writeOutput(path.toStdString(),
                                             {bibtex.constData(), std::size_t(bibtex.size())});
            if (written) {
                showWritten(*m_message, path);
            } else {
                m_message->showError(written.error().message);
            }
        });
    });
    dialog->open();
}

}  // namespace touchstone::ui
