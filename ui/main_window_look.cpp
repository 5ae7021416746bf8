// Language, colours and what is remembered of the window from one start to the next.
#include "ui/bench/bench_page.h"
#include "ui/common/icons.h"
#include "ui/common/widgets.h"
#include "ui/compare/compare_page.h"
#include "ui/library/library_page.h"
#include "ui/main_window.h"

#include <QFileInfo>

namespace touchstone::ui {

void MainWindow::followSystemLanguage()
{
    setLanguage(LanguageController::ofSystem());
    m_systemLanguage = true;
    saveLook();
}

void MainWindow::setLanguage(Language language)
{
    m_systemLanguage = false;
    m_language.set(language);
    // Existing widgets keep the locale of their creation.
    setLocale(QLocale());
    retranslateUi();
    saveLook();
}

void MainWindow::switchLanguage()
{
    setLanguage(currentLanguage() == Language::Chinese ? Language::English : Language::Chinese);
}

void MainWindow::setTheme(ThemeChoice choice)
{
    m_theme.set(choice);
    saveLook();
}

void MainWindow::switchTheme()
{
    setTheme(m_theme.next());
}

void MainWindow::retranslateUi()
{
    const QString library = m_workspace->databasePath();
    setWindowTitle(library == store::Store::defaultPath()
                           ? tr("Touchstone")
                           : tr("%1 – Touchstone", "name of a library")
                                     .arg(QFileInfo(library).completeBaseName()));
    const QStringList names{tr("Library"), tr("Compare"), tr("Bench"), tr("Reports")};
    const QStringList tips{tr("Browse papers and their claims (Ctrl+1)"),
                           tr("Charts of claims beside measurements (Ctrl+2)"),
                           tr("Measure reference kernels on this machine (Ctrl+3)"),
                           tr("Import report files (Ctrl+4)")};
    for (int page = 0; page < int(names.size()); ++page) {
        setTexts(m_railButtons[page], names[page], tips[page]);
    }
    const bool chinese = currentLanguage() == Language::Chinese;
    // The button shows the other language, in that language.
    setTexts(m_languageButton, chinese ? QStringLiteral("EN") : QStringLiteral("中"),
             tr("Switch to Chinese (Ctrl+L)"));
    m_rail->setAccessibleName(tr("Pages"));
    updateThemeButton();
}

void MainWindow::updateThemeButton()
{
    const ThemeChoice choice = m_theme.choice();
    m_themeButton->setIcon(icon(choice == ThemeChoice::Light  ? QStringLiteral("sun")
                                : choice == ThemeChoice::Dark ? QStringLiteral("moon")
                                                              : QStringLiteral("contrast"),
                                Tone::Muted));
    setTexts(m_themeButton, QString(),
             choice == ThemeChoice::Light  ? tr("Colours: light")
             : choice == ThemeChoice::Dark ? tr("Colours: dark")
                                           : tr("Colours: as the system"));
}

void MainWindow::restoreState()
{
    const QSettings &settings = m_workspace->settings();
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    m_library->restoreState();
    m_compare->restoreState();
    m_bench->restoreState();
}

// At once: a second window begins with it.
void MainWindow::saveLook()
{
    QSettings &settings = m_workspace->settings();
    settings.setValue(QStringLiteral("window/theme"), toWord(m_theme.choice()));
    settings.setValue(QStringLiteral("window/language"), m_systemLanguage ? QStringLiteral("system")
                                                         : currentLanguage() == Language::Chinese
                                                                 ? QStringLiteral("zh")
                                                                 : QStringLiteral("en"));
}

void MainWindow::saveState()
{
    QSettings &settings = m_workspace->settings();
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    saveLook();
    m_library->saveState();
    m_compare->saveState();
    m_bench->saveState();
    settings.sync();
}

}  // namespace touchstone::ui
