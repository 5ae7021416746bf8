#include "ui/main_menu.h"

#include "importing/importer.h"
#include "library/vocabulary.h"
#include "ui/bench/bench_page.h"
#include "ui/common/file_links.h"
#include "ui/common/html.h"
#include "ui/common/text_dialog.h"
#include "ui/common/widgets.h"
#include "ui/compare/compare_page.h"
#include "ui/compare/report_action.h"
#include "ui/first_hints.h"
#include "ui/library/library_page.h"
#include "ui/library_menu.h"
#include "ui/main_window.h"
#include "ui/preferences.h"
#include "ui/reports/reports_page.h"

#include <QAction>
#include <QCoreApplication>
#include <QMenu>

namespace touchstone::ui {

MainMenu::MainMenu(MainWindow &window) : Translated<QMenuBar>(&window), m_window(window)
{
    named(this, QStringLiteral("mainMenu"));
    const QStringList names{QStringLiteral("fileMenu"), QStringLiteral("viewMenu"),
                            QStringLiteral("measureMenu"), QStringLiteral("helpMenu")};
    for (int menu = 0; menu < MenuCount; ++menu) {
        m_menus.append(named(addMenu(QString()), names[menu]));
    }
    addFile();
    addView();
    addMeasure();
    addHelp();
    connect(m_window.reportsPage(), &ReportsPage::historyChanged, this, &MainMenu::updateEnabled);
    connect(&m_window.workspace(), &Workspace::helpWanted, this, &MainMenu::explain);
    for (QMenu *menu : std::as_const(m_menus)) {
        connect(menu, &QMenu::aboutToShow, this, &MainMenu::updateEnabled);
    }
    retranslateUi();
}

QAction *MainMenu::add(Menu menu, const QString &name, const QKeySequence &shortcut,
                       std::function<void()> chosen)
{
    QAction *action = m_menus[menu]->addAction(QString());
    action->setObjectName(name);
    action->setShortcut(shortcut);
    connect(action, &QAction::triggered, this, std::move(chosen));
    return action;
}

void MainMenu::addFile()
{
    m_libraries = new LibraryMenu(m_window, *m_menus[File]);
    m_menus[File]->addSeparator();
    ReportsPage *reports = m_window.reportsPage();
    const auto choose = [this, reports](bool folder) {
        m_window.showPage(MainWindow::Reports);
        reports->choose(folder);
    };
    add(File, QStringLiteral("importFiles"), QKeySequence::Open, [choose] { choose(false); });
    add(File, QStringLiteral("importFolder"), QKeySequence(QStringLiteral("Ctrl+Shift+O")),
        [choose] { choose(true); });
    add(File, QStringLiteral("loadBundled"), {},
        [this] { Q_EMIT m_window.workspace().importWanted(importing::bundledReportPaths()); });
    m_menus[File]->addSeparator();
    add(File, QStringLiteral("addPaper"), QKeySequence::New, [this] {
        m_window.showPage(MainWindow::Library);
        m_window.libraryPage()->addPaper();
    });
    add(File, QStringLiteral("importClaims"), {}, [this] {
        m_window.showPage(MainWindow::Library);
        m_window.libraryPage()->chooseClaimTable();
    });
    m_menus[File]->addSeparator();
    add(File, QStringLiteral("undoImportAction"), QKeySequence::Undo, [this, reports] {
        m_window.showPage(MainWindow::Reports);
        reports->undoLast();
    });
    add(File, QStringLiteral("redoImportAction"), QKeySequence::Redo, [this, reports] {
        m_window.showPage(MainWindow::Reports);
        reports->redo();
    });
    m_menus[File]->addSeparator();
    add(File, QStringLiteral("importResultsAction"), {}, [this] {
        m_window.showPage(MainWindow::Bench);
        m_window.benchPage()->chooseResults();
    });
    m_menus[File]->addSeparator();
    addReport();
    m_menus[File]->addSeparator();
    add(File, QStringLiteral("preferences"), QKeySequence(QStringLiteral("Ctrl+,")), [this] {
        auto *dialog = new Preferences(m_window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    });
    add(File, QStringLiteral("quit"), QKeySequence(QStringLiteral("Ctrl+Q")),
        [this] { m_window.close(); });
}

// The report tells what the Compare page shows.
void MainMenu::addReport()
{
    const auto scope = [this] {
        const compare::ChartQuery &query = m_window.comparePage()->query();
        return report::ReportScope{query.technique, query.papers, query.runs};
    };
    m_report = new ReportAction(m_window.workspace(), scope, &m_window);
    m_menus[File]->addAction(m_report);
    connect(m_report, &ReportAction::written, this,
            [this](const QString &path) { showWritten(*m_window.message(), path); });
    connect(m_report, &ReportAction::failed, this,
            [this](const Text &message) { m_window.message()->showError(message); });
}

void MainMenu::addView()
{
    const QStringList pages{QStringLiteral("showLibrary"), QStringLiteral("showCompare"),
                            QStringLiteral("showBench"), QStringLiteral("showReports")};
    for (int page = 0; page < pages.size(); ++page) {
        add(View, pages[page], QKeySequence(QStringLiteral("Ctrl+%1").arg(page + 1)),
            [this, page] { m_window.showPage(MainWindow::Page(page)); });
    }
    add(View, QStringLiteral("goBack"), QKeySequence(QStringLiteral("Alt+Left")),
        [this] { m_window.goBack(); });
    m_menus[View]->addSeparator();
    add(View, QStringLiteral("find"), QKeySequence::Find, [this] {
        m_window.showPage(MainWindow::Library);
        m_window.libraryPage()->focusSearch();
    });
    m_menus[View]->addSeparator();
    add(View, QStringLiteral("switchLanguage"), QKeySequence(QStringLiteral("Ctrl+L")),
        [this] { m_window.switchLanguage(); });
    add(View, QStringLiteral("switchTheme"), QKeySequence(QStringLiteral("Ctrl+T")),
        [this] { m_window.switchTheme(); });
}

void MainMenu::addMeasure()
{
    add(Measure, QStringLiteral("measureTestable"), {},
        [this] { m_window.libraryPage()->measureEverything(); });
    add(Measure, QStringLiteral("certifyAction"), {}, [this] {
        m_window.showPage(MainWindow::Bench);
        m_window.benchPage()->certify(false);
    });
    m_menus[Measure]->addSeparator();
    add(Measure, QStringLiteral("cancelMeasurements"), {},
        [this] { m_window.benchPage()->cancelAll(); });
}

void MainMenu::addHelp()
{
    add(Help, QStringLiteral("explainWords"), QKeySequence::HelpContents, [this] { explain(); });
    add(Help, QStringLiteral("showHints"), {}, [this] { m_window.hints()->showAgain(); });
    add(Help, QStringLiteral("about"), {}, [this] { about(); });
}

void MainMenu::updateEnabled()
{
    const ReportsPage *reports = m_window.reportsPage();
    findChild<QAction *>(QStringLiteral("undoImportAction"))->setEnabled(reports->canUndo());
    findChild<QAction *>(QStringLiteral("redoImportAction"))->setEnabled(reports->canRedo());
    findChild<QAction *>(QStringLiteral("goBack"))->setEnabled(m_window.canGoBack());
    findChild<QAction *>(QStringLiteral("measureTestable"))
            ->setEnabled(m_window.libraryPage()->canMeasureEverything());
    findChild<QAction *>(QStringLiteral("certifyAction"))
            ->setEnabled(m_window.benchPage()->canCertify());
    findChild<QAction *>(QStringLiteral("cancelMeasurements"))
            ->setEnabled(m_window.benchPage()->isMeasuring());
}

void MainMenu::setText(const QString &name, const QString &text)
{
    findChild<QAction *>(name)->setText(text);
}

void MainMenu::retranslateUi()
{
    setAccessibleName(tr("Menu"));
    const QStringList titles{tr("&File"), tr("&View"), tr("&Measure"), tr("&Help")};
    for (int menu = 0; menu < MenuCount; ++menu) {
        m_menus[menu]->setTitle(titles[menu]);
    }
    m_libraries->retranslate();
    setText(QStringLiteral("importFiles"), tr("Import reports…"));
    setText(QStringLiteral("importFolder"), tr("Import a folder…"));
    setText(QStringLiteral("loadBundled"), tr("Load bundled reports"));
    setText(QStringLiteral("addPaper"), tr("Add a paper…"));
    setText(QStringLiteral("importClaims"), tr("Import a table of claims…"));
    setText(QStringLiteral("undoImportAction"), tr("Undo last import"));
    setText(QStringLiteral("redoImportAction"), tr("Redo import"));
    setText(QStringLiteral("importResultsAction"), tr("Import results of another machine…"));
    m_report->retranslate();
    setText(QStringLiteral("preferences"), tr("Preferences…"));
    setText(QStringLiteral("quit"), tr("Quit"));
    setText(QStringLiteral("showLibrary"), tr("Library"));
    setText(QStringLiteral("showCompare"), tr("Compare"));
    setText(QStringLiteral("showBench"), tr("Bench"));
    setText(QStringLiteral("showReports"), tr("Reports"));
    setText(QStringLiteral("goBack"), tr("Back"));
    setText(QStringLiteral("find"), tr("Search the library"));
    setText(QStringLiteral("switchLanguage"), tr("Switch to Chinese"));
    setText(QStringLiteral("switchTheme"), tr("Change the colours"));
    setText(QStringLiteral("measureTestable"), tr("Measure everything testable"));
    setText(QStringLiteral("certifyAction"), tr("Certify this machine"));
    setText(QStringLiteral("cancelMeasurements"), tr("Cancel all measurements"));
    setText(QStringLiteral("explainWords"), tr("Verdicts, grades and certificate"));
    setText(QStringLiteral("showHints"), tr("Hints for the first start"));
    setText(QStringLiteral("about"), tr("About Touchstone"));
    updateEnabled();
}

namespace {
QString chapter(const QString &anchor, const QString &title)
{
    return QStringLiteral("<a name='%1'></a>").arg(anchor) + heading(title);
}

QString entry(const QString &name, const QString &meaning)
{
    return QStringLiteral("<p style='margin:3px 0'><b>%1</b> – %2</p>")
            .arg(escaped(name), escaped(meaning));
}
}  // namespace

void MainMenu::about()
{
    const int kernels = int(Vocabulary::bundled().kernels().size());
    const QStringList parts{
            tr("%n reference kernel(s)", nullptr, kernels),
            tr("Library: %1").arg(escaped(m_window.workspace().databasePath())),
            tr("Settings: %1").arg(escaped(m_window.workspace().settings().fileName())),
            tr("Built with Qt %1").arg(QLatin1String(qVersion()))};
    showText(&m_window, QStringLiteral("aboutDialog"), tr("About Touchstone"),
             QStringLiteral("<h3>%1 %2</h3><p>%3</p><p>%4</p><p>%5</p>")
                     .arg(escaped(tr("Touchstone")),
                          escaped(QCoreApplication::applicationVersion()),
                          escaped(tr("Tests the claims of papers on AI inference on your own "
                                     "machine.")),
                          escaped(tr("Free software under the GNU General Public License, version "
                                     "3 or later.")),
                          parts.join(QStringLiteral("<br>"))));
}

void MainMenu::explain(const QString &topic)
{
    QString html = chapter(QStringLiteral("verdicts"), tr("Verdicts"));
    html += entry(tr("consistent"), tr("the measured interval holds the claim and lies wholly on "
                                       "its side of no effect"));
    html += entry(tr("partly"), tr("the same direction, another size"));
    html += entry(tr("not observed"), tr("the interval excludes the claim and does not lie on its "
                                         "side"));
    html += entry(tr("unresolved"), tr("the interval holds both the claim and no effect; more "
                                       "rounds or seeds may tell"));
    html += entry(tr("computed"), tr("exact arithmetic, such as bytes; nothing was timed"));
    html += entry(tr("simulated"), tr("from a simulator or invented input; shown over what decides "
                                      "it"));
    html += entry(tr("too noisy"), tr("something else disturbed too many rounds of the run; run it "
                                      "again"));
    html += entry(tr("not comparable"), tr("the claim gives no figure of the kind that was "
                                           "measured"));
    html += entry(tr("not run yet"), tr("a kernel would answer the claim: measure it"));
    html += entry(tr("not measurable"), tr("needs what is not here: a model, a data set, other "
                                           "hardware"));
    html += entry(tr("kernel to come"), tr("no bundled kernel tests the claim yet"));
    html += chapter(QStringLiteral("grades"), tr("Grades"));
    html += entry(QStringLiteral("SQ"), tr("the claim's own quantity, on a shape that the paper "
                                           "states"));
    html += entry(QStringLiteral("SM"), tr("the same mechanism at another scale, or a part of the "
                                           "system"));
    html += entry(QStringLiteral("PX"), tr("a proxy: a parameter that the paper leaves open "
                                           "decides the size"));
    html += entry(QStringLiteral("NM"), tr("not measurable here, with the reason"));
    html += chapter(QStringLiteral("flags"), tr("Flags"));
    html += QStringLiteral("<p>%1</p>")
                    .arg(escaped(tr("A grey claim with a warning sign can be read in more than one "
                                    "way. Confirm, edit or reject it under Claims.")));
    html += chapter(QStringLiteral("certificate"), tr("Certificate"));
    html += QStringLiteral("<p>%1</p>")
                    .arg(escaped(tr("Identical code is compared with itself (A/A) many times. The "
                                    "share of trials that call it different should be small; the "
                                    "floor is the smallest difference this machine can tell, and "
                                    "smaller ones are never reported as an effect.")));
    showText(&m_window, QStringLiteral("helpDialog"), tr("Verdicts, grades and certificate"), html,
             topic);
}

}  // namespace touchstone::ui
