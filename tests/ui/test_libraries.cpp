// Library files from the menu: new, open, recent ones, a copy, a backup restored; the preferences.
// By the menu and by clicks in the real window.
#include "ui_test.h"

#include "store/backups.h"
#include "ui/common/language.h"
#include "ui/common/palette.h"
#include "ui/common/recent_libraries.h"
#include "ui/window_session.h"

#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>

using namespace touchstone;
using namespace touchstone::ui;

namespace {

class Session {
public:
    Session()
    {
        WindowOptions options;
        options.databasePath = path("first.sqlite");
        options.settingsPath = path("window.ini");
        options.language = Language::English;
        session = std::make_unique<WindowSession>(options);
        waitForPapers(76);
    }
    QString path(const char *name) const { return dir.filePath(QLatin1String(name)); }
    MainWindow *window() const { return session->window(); }
    int papers() const { return window()->libraryPage()->papers().rowCount(); }
    void waitForPapers(int count) const
    {
        // A library is remembered when it is ready; until then closing the window would be asked.
        QTRY_COMPARE_WITH_TIMEOUT(recentLibraries(window()->workspace().settings()).value(0),
                                  library(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(papers(), count, patience);
    }
    QString library() const { return window()->workspace().databasePath(); }
    void trigger(const char *action) const
    {
        window()->findChild<QAction *>(QLatin1String(action))->trigger();
    }
    void acceptFile(const char *dialog, const QString &file) const
    {
        auto *files = window()->findChild<QFileDialog *>(QLatin1String(dialog));
        QVERIFY(files);
        files->findChild<QLineEdit *>()->setText(file);
        const bool save = files->acceptMode() == QFileDialog::AcceptSave;
        click(files->findChild<QDialogButtonBox *>()->button(save ? QDialogButtonBox::Save
                                                                  : QDialogButtonBox::Open));
    }
    QString message() const
    {
        for (const QLabel *label : window()->findChildren<QLabel *>()) {
            if (label->isVisible() && label->parent()->inherits("touchstone::ui::MessageStrip")
                && !label->text().isEmpty()) {
                return label->text();
            }
        }
        return {};
    }

    QTemporaryDir dir;
    std::unique_ptr<WindowSession> session;
};

}  // namespace

class TestLibraries : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void aNewLibraryIsEmptyAndTheOldOneIsRecent();
    void anExistingFileIsNoNewLibrary();
    void whatIsNoLibraryIsNotOpened();
    void theLastLibraryIsOpenedAgain();
    void aCopyIsSavedButNeverOverALibrary();
    void aBackupIsRestored();
    void preferencesActAtOnceAndAreKept();
};

void TestLibraries::aNewLibraryIsEmptyAndTheOldOneIsRecent()
{
    const Session test;
    test.trigger("newLibrary");
    test.acceptFile("newLibraryDialog", test.path("second.sqlite"));
    QTRY_COMPARE_WITH_TIMEOUT(test.library(), test.path("second.sqlite"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(test.path("second.sqlite")), patience);
    test.waitForPapers(0);
    QVERIFY(test.window()->windowTitle().startsWith(QStringLiteral("second")));
    auto *recent = test.window()->findChild<QMenu *>(QStringLiteral("recentLibraries"));
    Q_EMIT recent->aboutToShow();
    QCOMPARE(recent->actions().size(), 1);
    recent->actions().first()->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(test.library(), test.path("first.sqlite"), patience);
    test.waitForPapers(76);
    // Emptiness was asked for: the bundled reports do not come by themselves later.
    test.trigger("openLibrary");
    test.acceptFile("openLibraryDialog", test.path("second.sqlite"));
    QTRY_COMPARE_WITH_TIMEOUT(test.library(), test.path("second.sqlite"), patience);
    test.waitForPapers(0);
}

void TestLibraries::anExistingFileIsNoNewLibrary()
{
    const Session test;
    test.trigger("newLibrary");
    test.acceptFile("newLibraryDialog", test.path("first.sqlite"));
    QTRY_VERIFY(test.message().contains(QStringLiteral("exists already")));
    QCOMPARE(test.papers(), 76);
}

void TestLibraries::whatIsNoLibraryIsNotOpened()
{
    const Session test;
    QFile file(test.path("letter.txt"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray("A letter.\n").repeated(200));
    file.close();
    MainWindow *window = test.window();
    test.trigger("openLibrary");
    test.acceptFile("openLibraryDialog", file.fileName());
    QTRY_VERIFY(test.message().contains(QStringLiteral("letter.txt")));
    QCOMPARE(test.window(), window);
    QCOMPARE(test.papers(), 76);
}

void TestLibraries::theLastLibraryIsOpenedAgain()
{
    Session test;
    test.trigger("newLibrary");
    test.acceptFile("newLibraryDialog", test.path("second.sqlite"));
    QTRY_COMPARE_WITH_TIMEOUT(test.library(), test.path("second.sqlite"), patience);
    test.waitForPapers(0);
    test.window()->close();
    test.session.reset();
    WindowOptions options;  // no library named
    options.settingsPath = test.path("window.ini");
    test.session = std::make_unique<WindowSession>(options);
    QCOMPARE(test.library(), test.path("second.sqlite"));
}

void TestLibraries::aCopyIsSavedButNeverOverALibrary()
{
    const Session test;
    test.trigger("copyLibrary");
    test.acceptFile("copyLibraryDialog", test.path("first.sqlite"));
    QTRY_VERIFY(test.message().contains(QStringLiteral("exists already")));
    test.trigger("copyLibrary");
    test.acceptFile("copyLibraryDialog", test.path("copy.sqlite"));
    QTRY_VERIFY_WITH_TIMEOUT(test.message().contains(QStringLiteral("copy.sqlite")), patience);
    test.trigger("openLibrary");
    test.acceptFile("openLibraryDialog", test.path("copy.sqlite"));
    QTRY_COMPARE_WITH_TIMEOUT(test.library(), test.path("copy.sqlite"), patience);
    test.waitForPapers(76);
}

void TestLibraries::aBackupIsRestored()
{
    const Session test;
    // As an update leaves it.
    const QString backup =
            test.path("first.sqlite") + QStringLiteral(".schema-8.20260101-100000-000.backup");
    QVERIFY(store::copyLibrary(test.path("first.sqlite"), backup));
    QSignalSpy changed(&test.window()->workspace(), &Workspace::papersChanged);
    test.window()->reportsPage()->undoLast();
    QVERIFY(changed.wait(patience));
    test.waitForPapers(0);
    test.trigger("restoreBackup");
    auto *dialog = test.window()->findChild<QDialog *>(QStringLiteral("backupDialog"));
    QVERIFY(dialog);
    auto *table = dialog->findChild<QTableWidget *>(QStringLiteral("backupTable"));
    QCOMPARE(table->rowCount(), 1);
    QVERIFY(!dialog->findChild<QPushButton *>(QStringLiteral("restoreChosen"))->isEnabled());
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualItemRect(table->item(0, 0)).center());
    click(dialog->findChild<QPushButton *>(QStringLiteral("restoreChosen")));
    QTRY_COMPARE_WITH_TIMEOUT(test.papers(), 76, patience);
    QCOMPARE(test.library(), test.path("first.sqlite"));
    QCOMPARE(store::backupsOf(test.library()).size(), 2);  // and what was there before
}

void TestLibraries::preferencesActAtOnceAndAreKept()
{
    TestWindow test(false);
    const auto open = [&] {
        test.window->findChild<QAction *>(QStringLiteral("preferences"))->trigger();
        return test.window->findChild<QDialog *>(QStringLiteral("preferences"));
    };
    QDialog *dialog = open();
    QVERIFY(dialog);
    const auto choose = [&](const char *name, int row) {
        auto *box = dialog->findChild<QComboBox *>(QLatin1String(name));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Home);
        for (int i = 0; i < row; ++i) {
            QTest::keyClick(box, Qt::Key_Down);
        }
    };
    choose("preferredLanguage", 2);
    QCOMPARE(currentLanguage(), Language::Chinese);
    choose("preferredTheme", 2);
    QVERIFY(isDark());
    dialog->findChild<QSpinBox *>(QStringLiteral("preferredThreads"))->setValue(1);
    QCOMPARE(test.window->benchPage()->threads(), 1);
    auto *folder = dialog->findChild<QLineEdit *>(QStringLiteral("exportFolder"));
    QTest::mouseClick(folder, Qt::LeftButton, {}, folder->rect().center());
    QTest::keyClicks(folder, test.dir.path());
    click(dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Close));
    test.window->close();
    test.options.language.reset();
    test.open();
    QCOMPARE(currentLanguage(), Language::Chinese);
    QVERIFY(isDark());
    QCOMPARE(test.window->benchPage()->threads(), 1);
    QCOMPARE(test.window->workspace().settings().value(QStringLiteral("export/folder")).toString(),
             test.dir.path());
    dialog = open();
    QCOMPARE(dialog->findChild<QComboBox *>(QStringLiteral("preferredLanguage"))->currentIndex(),
             2);
    choose("preferredTheme", 0);
}

QTEST_MAIN(TestLibraries)
#include "test_libraries.moc"
