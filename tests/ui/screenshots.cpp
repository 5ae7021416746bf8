// Writes the screenshots of the documentation: every page and dialog, in both languages, light and
// dark, and a contact sheet of them all. scripts/screenshots.sh calls it.
// usage: touchstone-screenshots FOLDER [DATABASE [WIDTH HEIGHT]]
#include "ui_test.h"

#include "ui/library/inspector.h"

#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QPainter>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>

using namespace touchstone;
using namespace touchstone::ui;

namespace {

void settle()
{
    QTest::qWait(400);
}

// So that the bench shows a result.
void measureFirstKernel(BenchPage &page)
{
    constexpr int longPatience = 120'000;
    QSignalSpy finished(&page.queue(), &BenchQueue::finished);
    page.setFirstUse(false);
    page.measure({Vocabulary::bundled().kernels().first().id});
    finished.wait(longPatience);
}

// A paper with a kernel shows most; otherwise the first.
int tellingRow(const QAbstractItemModel &papers)
{
    for (const int column : {PaperModel::Measured, PaperModel::Grade, PaperModel::Claimed}) {
        for (int row = 0; row < papers.rowCount(); ++row) {
            if (!papers.index(row, column).data().toString().isEmpty())
                return row;
        }
    }
    return 0;
}

class Photographer {
public:
    Photographer(MainWindow &window, const QString &folder) : m_window(window), m_folder(folder) {}

    void everything(const QString &reportFile)
    {
        pages();
        m_window.reportsPage()->preview({reportFile});
        m_window.showPage(MainWindow::Reports);
        settle();
        save(QStringLiteral("reports-preview"));
        m_window.reportsPage()->cancelPreview();
    }

    bool failed() const { return m_failed; }
    void setSuffix(const QString &suffix) { m_suffix = suffix; }

    // One row per page or dialog, one column per language and theme.
    void writeContactSheet()
    {
        constexpr int width = 420, height = 260, gap = 8;
        const int rows = int(m_names.size());
        const int columns = rows > 0 ? int(m_shots.size()) / rows : 0;
        QImage sheet(columns * (width + gap) + gap, rows * (height + gap) + gap,
                     QImage::Format_RGB32);
        sheet.fill(QColor(0x80, 0x80, 0x80));
        QPainter painter(&sheet);
        for (int i = 0; i < m_shots.size(); ++i) {
            const QImage shot =
                    m_shots[i].scaled(width, height, Qt::KeepAspectRatio, Qt::SmoothTransformation);
            const QPoint cell(gap + i / rows * (width + gap), gap + i % rows * (height + gap));
            painter.drawImage(cell + QPoint((width - shot.width()) / 2, 0), shot);
        }
        painter.end();
        write(sheet, QStringLiteral("contact-sheet.png"));
    }

private:
    void pages()
    {
        m_window.showPage(MainWindow::Library);
        auto *table = m_window.findChild<QTableView *>(QStringLiteral("paperTable"));
        table->selectRow(tellingRow(*table->model()));
        QTabWidget *tabs = m_window.libraryPage()->inspector()->tabs();
        const QStringList names{QStringLiteral("overview"), QStringLiteral("claims"),
                                QStringLiteral("measured"), QStringLiteral("source")};
        for (int tab = 0; tab < names.size(); ++tab) {
            tabs->setCurrentIndex(tab);
            settle();
            save(QStringLiteral("library-") + names[tab]);
        }
        dialog(QStringLiteral("editClaim"), QStringLiteral("claimEditor"));
        m_window.showPage(MainWindow::Compare);
        settle();
        save(QStringLiteral("compare"));
        dialog(QStringLiteral("exportChart"), QStringLiteral("exportDialog"));
        m_window.showPage(MainWindow::Bench);
        settle();
        save(QStringLiteral("bench"));
        auto *tree = m_window.findChild<QTreeView *>(QStringLiteral("kernelTree"));
        if (tree->model()->rowCount() > 0)
            tree->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(0, 0)));
        settle();
        save(QStringLiteral("bench-kernel"));
        m_window.findChild<QTableView *>(QStringLiteral("queueTable"))->selectRow(0);
        m_window.showPage(MainWindow::Reports);
        settle();
        save(QStringLiteral("reports"));
    }

    void dialog(const QString &button, const QString &name)
    {
        m_window.findChild<QPushButton *>(button)->click();
        settle();
        if (auto *dialog = m_window.findChild<QDialog *>(name)) {
            save(name, dialog);
            dialog->reject();
            settle();
        }
    }

    void save(const QString &name, QWidget *widget = nullptr)
    {
        const QImage shot = (widget ? widget : &m_window)->grab().toImage();
        if (!m_names.contains(name))
            m_names.append(name);
        m_shots.append(shot);
        write(shot, QStringLiteral("%1-%2.png").arg(name, m_suffix));
    }

    void write(const QImage &image, const QString &name)
    {
        const QString path = QDir(m_folder).filePath(name);
        if (!image.save(path)) {
            qCritical("%s cannot be written", qPrintable(path));
            m_failed = true;
        }
    }

    MainWindow &m_window;
    QString m_folder, m_suffix;
    QStringList m_names;
    QVector<QImage> m_shots;
    bool m_failed = false;
};

}  // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 2 || !QDir().mkpath(arguments[1])) {
        qCritical("usage: touchstone-screenshots FOLDER [DATABASE [WIDTH HEIGHT]]");
        return 2;
    }
    const QTemporaryDir scratch;
    QFile report(scratch.filePath(QStringLiteral("report-2025-11-02.txt")));
    if (!report.open(QIODevice::WriteOnly) || report.write(testReport()) < 0)
        return 1;
    report.close();
    WindowOptions options;
    options.databasePath = arguments.value(2).size() > 0
                                   ? arguments[2]
                                   : scratch.filePath(QStringLiteral("library.db"));
    options.settingsPath = scratch.filePath(QStringLiteral("window.ini"));
    options.language = Language::English;
    MainWindow window(options);
    QSignalSpy queried(window.libraryPage(), &LibraryPage::queried);
    window.resize(arguments.size() > 4 ? QSize(arguments[3].toInt(), arguments[4].toInt())
                                       : QSize(1360, 820));
    window.show();
    queried.wait(patience);
    measureFirstKernel(*window.benchPage());
    Photographer photographer(window, arguments[1]);
    for (const Language language : {Language::English, Language::Chinese}) {
        for (const ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
            window.setLanguage(language);
            window.setTheme(theme);
            photographer.setSuffix(QStringLiteral("%1-%2").arg(
                    language == Language::Chinese ? QStringLiteral("zh") : QStringLiteral("en"),
                    toWord(theme)));
            photographer.everything(report.fileName());
        }
    }
    photographer.writeContactSheet();
    return photographer.failed() ? 1 : 0;
}
