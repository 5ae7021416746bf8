// The window: a rail with four pages, their shared workspace, and the question before closing.
#pragma once

#include "measure/results/results.h"
#include "ui/common/language.h"
#include "ui/common/palette.h"
#include "ui/common/translated.h"
#include "ui/common/workspace.h"

#include <QMainWindow>

#include <optional>

class QApplication;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace touchstone::ui {

class BenchPage;
class ComparePage;
class LibraryPage;
class MainMenu;
class ReportsPage;
class FirstHints;
class MessageStrip;
class StatusStrip;

struct WindowOptions {
    QString databasePath;              // empty: Store::defaultPath()
    QString settingsPath;              // empty: the user's configuration folder
    std::optional<Language> language;  // default: as saved, or that of the system
    bool importBundled = true;         // fill an empty library with the bundled reports
    std::optional<Text> problem;       // to be shown: what could not be done before
};
QString settingsPathOf(const WindowOptions &options);

// Shows the window and runs the event loop; returns the exit code.
int runGui(QApplication &application, const WindowOptions &options);

class MainWindow : public Translated<QMainWindow> {
    Q_OBJECT
public:
    explicit MainWindow(const WindowOptions &options, QWidget *parent = nullptr);
    ~MainWindow() override;

    enum Page { Library, Compare, Bench, Reports };
    void showPage(Page page);
    Page currentPage() const;
    void goBack();  // to the page before
    bool canGoBack() const { return !m_pagesBefore.isEmpty(); }
    void setLanguage(Language language);
    void followSystemLanguage();
    bool followsSystemLanguage() const { return m_systemLanguage; }
    void switchLanguage();
    void switchTheme();
    void setTheme(ThemeChoice choice);
    ThemeChoice theme() const { return m_theme.choice(); }

    Workspace &workspace() { return *m_workspace; }
    LibraryPage *libraryPage() const { return m_library; }
    ComparePage *comparePage() const { return m_compare; }
    BenchPage *benchPage() const { return m_bench; }
    ReportsPage *reportsPage() const { return m_reports; }
    FirstHints *hints() const { return m_hints; }
    MessageStrip *message() const { return m_message; }  // of the window, above its pages

Q_SIGNALS:
    // Another library, or with a backup that one restored; see WindowSession.
    void libraryWanted(const QString &path, const QString &backup);
    void libraryReady();  // opened, migrated and, on first start, filled

protected:
    void retranslateUi() override;
    void showEvent(QShowEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildRail();
    void buildHeader();
    void buildPages();
    void connectWishes();
    void restoreState();
    void saveLook();
    void saveState();
    void openLibrary(bool importBundled);
    bool mayClose();
    void showCertificate(const measure::Certificate &certificate);
    void updateThemeButton();

    Workspace *m_workspace;
    LanguageController m_language;
    ThemeController m_theme;
    bool m_systemLanguage = false;
    QVector<Page> m_pagesBefore;
    MainMenu *m_menu = nullptr;
    QSize m_placedSize;  // as it was placed before it is shown
    QWidget *m_rail, *m_header;
    QVector<QToolButton *> m_railButtons;  // one per page
    QStackedWidget *m_pages, *m_headers;
    QToolButton *m_themeButton;
    QPushButton *m_languageButton;
    MessageStrip *m_message;
    FirstHints *m_hints;
    StatusStrip *m_status;
    LibraryPage *m_library = nullptr;
    ComparePage *m_compare = nullptr;
    BenchPage *m_bench = nullptr;
    ReportsPage *m_reports = nullptr;
};

}  // namespace touchstone::ui
