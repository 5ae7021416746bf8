#include "ui/main_window.h"

#include "ui/bench/bench_page.h"
#include "ui/certificate_dialog.h"
#include "ui/common/dropped_files.h"
#include "ui/common/icons.h"
#include "ui/common/recent_libraries.h"
#include "ui/common/screen_fit.h"
#include "ui/common/status_strip.h"
#include "ui/common/widgets.h"
#include "ui/compare/compare_page.h"
#include "ui/first_hints.h"
#include "ui/library/library_page.h"
#include "ui/main_menu.h"
#include "ui/reports/reports_page.h"
#include "ui/start_library.h"
#include "ui/window_session.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QMessageBox>
#include <QMimeData>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTimer>
#include <QVBoxLayout>

namespace touchstone::ui {

namespace {
constexpr int pageCount = 4;
constexpr int railWidth = 72;

const QStringList &pageNames()
{
    static const QStringList names{QStringLiteral("library"), QStringLiteral("compare"),
                                   QStringLiteral("bench"), QStringLiteral("reports")};
    return names;
}

}  // namespace

QString settingsPathOf(const WindowOptions &options)
{
    if (!options.settingsPath.isEmpty()) {
        return options.settingsPath;
    }
    return QDir(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation))
            .filePath(QStringLiteral("window.ini"));
}

int runGui(QApplication &application, const WindowOptions &options)
{
    QApplication::setWindowIcon(applicationIcon());
    const WindowSession session(options);
    return application.exec();
}

MainWindow::MainWindow(const WindowOptions &options, QWidget *parent)
    : Translated<QMainWindow>(parent),
      m_workspace(new Workspace(options.databasePath.isEmpty() ? store::Store::defaultPath()
                                                               : options.databasePath,
                                settingsPathOf(options), this))
{
    named(this, QStringLiteral("mainWindow"));
    QApplication::setFont(interfaceFont());
    const QSettings &settings = m_workspace->settings();
    m_theme.set(themeFromWord(settings.value(QStringLiteral("window/theme")).toString()));
    const QString remembered = settings.value(QStringLiteral("window/language")).toString();
    m_systemLanguage = !options.language && remembered != QStringLiteral("zh")
                       && remembered != QStringLiteral("en");
    m_language.set(options.language.value_or(remembered == QStringLiteral("zh") ? Language::Chinese
                                             : m_systemLanguage ? LanguageController::ofSystem()
                                                                : Language::English));
    setAcceptDrops(true);
    placeOnScreen(*this, {1360, 820}, {960, 600});
    buildRail();
    buildHeader();
    buildPages();
    m_menu = new MainMenu(*this);
    setMenuBar(m_menu);
    connectWishes();
    retranslateUi();
    restoreState();
    m_placedSize = size();
    showPage(Library);
    m_library->focusSearch();
    if (options.problem) {
        m_message->showError(*options.problem);
    }
    // After the first paint: opening may migrate, and the first start imports.
    QTimer::singleShot(0, this, [this, bundled = options.importBundled] { openLibrary(bundled); });
}

MainWindow::~MainWindow()
{
    // The pages own jobs of the workspace, so they are deleted first.
    delete takeCentralWidget();
    delete m_workspace;
}

void MainWindow::buildRail()
{
    m_rail = named(new QWidget(this), QStringLiteral("rail"), QStringLiteral("rail-bar"));
    m_rail->setAttribute(Qt::WA_StyledBackground);
    m_rail->setFixedWidth(railWidth);
    auto *column = new QVBoxLayout(m_rail);
    column->setContentsMargins(3, 8, 3, 8);
    column->setSpacing(4);
    for (int page = 0; page < pageCount; ++page) {
        auto *button = named(new QToolButton(m_rail), pageNames()[page] + QStringLiteral("Button"),
                             QStringLiteral("rail"));
        button->setIcon(railIcon(pageNames()[page]));
        button->setIconSize(QSize(24, 24));
        button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
        button->setCheckable(true);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        m_railButtons.append(button);
        // Checked by showPage: a button group would remove all but one from the Tab order.
        connect(button, &QToolButton::clicked, this, [this, page] { showPage(Page(page)); });
        column->addWidget(button);
    }
    column->addStretch(1);
}

void MainWindow::buildHeader()
{
    m_header = named(new QWidget(this), QStringLiteral("header"), QStringLiteral("header"));
    m_header->setAttribute(Qt::WA_StyledBackground);
    m_headers = new QStackedWidget(m_header);
    m_themeButton = named(new QToolButton(m_header), QStringLiteral("themeButton"));
    m_languageButton = named(new QPushButton(m_header), QStringLiteral("languageButton"));
    auto *row = new QHBoxLayout(m_header);
    row->setContentsMargins(10, 6, 10, 6);
    row->setSpacing(8);
    row->addWidget(m_headers, 1);
    row->addWidget(m_themeButton);
    row->addWidget(m_languageButton);
    m_headers->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(m_languageButton, &QPushButton::clicked, this, &MainWindow::switchLanguage);
    connect(m_themeButton, &QToolButton::clicked, this, &MainWindow::switchTheme);
}

void MainWindow::buildPages()
{
    m_message = new MessageStrip(this);
    m_hints = new FirstHints(m_workspace->settings(), this);
    m_status = new StatusStrip(*m_workspace, this);
    m_pages = new QStackedWidget(this);
    m_library = new LibraryPage(*m_workspace, m_pages);
    m_compare = new ComparePage(*m_workspace, m_pages);
    m_bench = new BenchPage(*m_workspace, m_pages);
    m_reports = new ReportsPage(*m_workspace, m_pages);
    const std::initializer_list<std::pair<QWidget *, QWidget *>> pages{
            {m_library, m_library->header()},
            {m_compare, m_compare->header()},
            {m_bench, m_bench->header()},
            {m_reports, m_reports->header()}};
    for (const auto &[page, header] : pages) {
        m_pages->addWidget(page);
        m_headers->addWidget(header);
    }
    auto *right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    right->addWidget(m_header);
    right->addWidget(m_message);
    right->addWidget(m_hints);
    right->addWidget(m_pages, 1);
    auto *body = new QHBoxLayout;
    body->setSpacing(0);
    body->addWidget(m_rail);
    body->addLayout(right, 1);
    auto *central = new QWidget(this);
    auto *column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(body, 1);
    column->addWidget(m_status);
    setCentralWidget(central);
}

void MainWindow::connectWishes()
{
    Workspace *workspace = m_workspace;
    connect(workspace, &Workspace::pageWanted, this, [this](const QString &name) {
        showPage(Page(std::max(0, int(pageNames().indexOf(name)))));
    });
    connect(workspace, &Workspace::paperWanted, this,
            [this](const QString &paper, const QString &claim, const QString &run) {
                showPage(Library);
                m_library->showPaper(paper, claim, run);
            });
    connect(workspace, &Workspace::paperTitleWanted, this, [this](const QString &title) {
        showPage(Library);
        m_library->searchFor(QStringLiteral("\"%1\"").arg(QString(title).remove(QChar(u'"'))));
    });
    connect(workspace, &Workspace::measurementWanted, this,
            [this](const QStringList &kernels, const QString &preset) {
                showPage(Bench);
                m_bench->measure(kernels, preset);
            });
    connect(workspace, &Workspace::comparisonWanted, this,
            [this](const QStringList &papers, const QString &kernel) {
                m_compare->comparePapers(papers, kernel);
                showPage(Compare);
            });
    connect(workspace, &Workspace::reportWanted, this, [this](const QString &date) {
        showPage(Library);
        m_library->showReport(date);
    });
    connect(workspace, &Workspace::importWanted, this, [this](const QStringList &paths) {
        showPage(Reports);
        m_reports->preview(paths);
    });
    connect(workspace, &Workspace::writeWaits, this, [this] {
        m_message->showInfo(
                text("The search index is being rebuilt; your change is saved after it.",
                     "正在重建检索索引；您的修改将在完成后保存。"));
    });
    connect(m_library, &LibraryPage::testableRead, m_bench, &BenchPage::setKernelStates);
    connect(m_bench, &BenchPage::certified, this, [this](const measure::Certificate &certificate) {
        m_status->setCertificate(certificate);
    });
    connect(m_status, &StatusStrip::certificateWanted, this, &MainWindow::showCertificate);
    connect(&m_theme, &ThemeController::changed, this, [this] {
        m_library->themeChanged();
        m_compare->themeChanged();
        m_bench->themeChanged();
        updateThemeButton();
    });
}

void MainWindow::openLibrary(bool importBundled)
{
    m_workspace->jobs().start<StartedLibrary>(
            text("Preparing the library", "正在准备文献库"), JobRunner::Visibility::Visible, this,
            [this, path = m_workspace->databasePath(), importBundled](const JobContext &context) {
                return startLibrary(path, importBundled, context, [this, &context] {
                    context.post([this] {
                        m_workspace->setIndexing(true);
                        Q_EMIT m_workspace->papersChanged();
                    });
                });
            },
            [this](const Result<StartedLibrary> &started) {
                m_workspace->setIndexing(false);
                if (!started) {
                    m_message->showError(started.error().message);
                    return;
                }
                rememberLibrary(m_workspace->settings(), m_workspace->databasePath());
                m_status->setCertificate(started->certificate);
                m_bench->setFirstUse(!started->certificate);
                Q_EMIT m_workspace->papersChanged();
                Q_EMIT libraryReady();
            });
}

void MainWindow::showCertificate(const measure::Certificate &certificate)
{
    auto *dialog = new CertificateDialog(certificate, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &CertificateDialog::certifyWanted, this, [this] {
        showPage(Bench);
        if (m_bench->canCertify()) {
            m_bench->certify(false);
        }
    });
    dialog->open();
}

void MainWindow::goBack()
{
    if (canGoBack()) {
        const Page page = m_pagesBefore.takeLast();
        showPage(page);
        m_pagesBefore.removeLast();  // going back is no step of its own
        m_menu->updateEnabled();
    }
}

void MainWindow::showPage(Page page)
{
    if (page != currentPage()) {
        constexpr int remembered = 50;
        m_pagesBefore.append(currentPage());
        m_pagesBefore.remove(0, std::max(0, int(m_pagesBefore.size()) - remembered));
    }
    m_pages->setCurrentIndex(page);
    m_headers->setCurrentIndex(page);
    for (int number = 0; number < pageCount; ++number) {
        m_railButtons[number]->setChecked(number == page);
    }
    if (m_menu) {
        m_menu->updateEnabled();
    }
}

MainWindow::Page MainWindow::currentPage() const
{
    return Page(m_pages->currentIndex());
}

bool MainWindow::mayClose()
{
    const QVector<JobInfo> jobs = m_workspace->jobs().visibleJobs();
    if (jobs.isEmpty() && !m_bench->queue().busy()) {
        return true;
    }
    QMessageBox box(QMessageBox::Question, tr("Close Touchstone?"),
                    jobs.isEmpty() ? tr("Measurements are waiting.")
                                   : tr("Still running: %1.").arg(shown(jobs.first().name)),
                    QMessageBox::NoButton, this);
    box.setObjectName(QStringLiteral("closeQuestion"));
    box.setInformativeText(tr("Closing stops it. What is finished is kept in the library."));
    const QPushButton *stop = box.addButton(tr("Stop and close"), QMessageBox::AcceptRole);
    QPushButton *stay = box.addButton(tr("Keep running"), QMessageBox::RejectRole);
    box.setDefaultButton(stay);
    box.exec();
    return box.clickedButton() == stop;
}

void MainWindow::showEvent(QShowEvent *event)
{
    Translated<QMainWindow>::showEvent(event);
    // The frame is known only now; a size that was asked for meanwhile is left alone.
    if (!event->spontaneous() && size() == m_placedSize) {
        QTimer::singleShot(0, this, [this] { keepOnScreen(*this); });
    }
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!mayClose()) {
        event->ignore();
        return;
    }
    m_bench->queue().cancelAll();
    m_workspace->jobs().cancelVisible();
    saveState();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QStringList paths = droppedPaths(event->mimeData()->urls());
    event->acceptProposedAction();
    Q_EMIT m_workspace->importWanted(paths);
}

}  // namespace touchstone::ui
