// Visits every page and dialog in both languages: no text may remain in the other one.
#include "ui_test.h"

#include "ui/common/wording.h"
#include "ui/library/claim_editor.h"
#include "ui/library/inspector.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QGroupBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTextEdit>

using namespace touchstone;
using namespace touchstone::ui;

namespace {
using Texts = QMap<QString, QString>;  // where -> what

void put(Texts &texts, const QWidget *widget, const QString &part, const QString &text)
{
    if (text.trimmed().isEmpty())
        return;
    QString path = part;
    for (const QWidget *at = widget; at; at = at->parentWidget())
        path.prepend(QStringLiteral("%1%2/").arg(QString::fromLatin1(at->metaObject()->className()),
                                                 at->objectName()));
    // Sibling widgets of one class are distinguished by their index.
    int number = 0;
    while (texts.contains(path + QString::number(number)))
        ++number;
    texts.insert(path + QString::number(number), text);
}

// Texts of the interface; texts of papers are data and keep their language.
Texts ownTexts(QWidget *root)
{
    Texts texts;
    QList<QWidget *> all = root->findChildren<QWidget *>();
    all.prepend(root);
    for (QWidget *widget : all) {
        // Scroll buttons that Qt keeps for tab bars; these bars never scroll.
        if (widget->parentWidget() && widget->parentWidget()->inherits("QTabBar"))
            continue;
        put(texts, widget, QStringLiteral("tip"), widget->toolTip());
        put(texts, widget, QStringLiteral("name"), widget->accessibleName());
        if (const auto *label = qobject_cast<QLabel *>(widget))
            put(texts, widget, QStringLiteral("text"), label->text());
        if (const auto *button = qobject_cast<QAbstractButton *>(widget))
            put(texts, widget, QStringLiteral("text"), button->text());
        if (const auto *edit = qobject_cast<QLineEdit *>(widget))
            put(texts, widget, QStringLiteral("hint"), edit->placeholderText());
        // The names of devices and machines are data.
        const bool data = widget->objectName() == QStringLiteral("benchDevice")
                          || widget->objectName() == QStringLiteral("chartMachine");
        if (const auto *box = qobject_cast<QComboBox *>(widget); box && !data) {
            for (int i = 0; i < box->count(); ++i)
                put(texts, widget, QStringLiteral("item%1").arg(i), box->itemText(i));
        }
        if (const auto *tabs = qobject_cast<QTabWidget *>(widget)) {
            for (int i = 0; i < tabs->count(); ++i)
                put(texts, widget, QStringLiteral("tab%1").arg(i), tabs->tabText(i));
        }
        if (const auto *table = qobject_cast<QTableView *>(widget)) {
            for (int i = 0; table->model() && i < table->model()->columnCount(); ++i)
                put(texts, widget, QStringLiteral("column%1").arg(i),
                    table->model()->headerData(i, Qt::Horizontal).toString());
        }
    }
    return texts;
}

bool hasChinese(const QString &text)
{
    static const QRegularExpression han(QStringLiteral("\\p{Han}"));
    return text.contains(han);
}

bool hasWords(const QString &text)
{
    static const QRegularExpression word(QStringLiteral("[A-Za-z]{3,}"));
    return text.contains(word);
}

// Names that are the same in both languages.
bool isName(const QString &text)
{
    static const QRegularExpression names(QStringLiteral(
            "Touchstone|OpenCL|PDF|SVG|PNG|CSV|JSON|Markdown|LaTeX|BibTeX|TSV|CPU|GPU|technique:ID|"
            "metric:ID|claim|Ctrl\\+\\w|CSL|qt_\\w+|KV|LoRA|PDF|EN|FLOP|LLM|machine-[0-9a-f]+|"
            "[0-9a-f]{8,}"));
    return !hasWords(QString(text).remove(names));
}

void walk(TestWindow &test, const std::function<void()> &visit)
{
    for (const auto page :
         {MainWindow::Library, MainWindow::Compare, MainWindow::Bench, MainWindow::Reports}) {
        test.window->showPage(page);
        QTest::qWait(50);
        visit();
    }
}
}  // namespace

class TestLanguages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void everyTextFollowsTheLanguage();
    void dialogsFollow();
};

void TestLanguages::everyTextFollowsTheLanguage()
{
    TestWindow test;
    test.find<QTableView>(QStringLiteral("paperTable"))->selectRow(0);
    QSignalSpy loaded(test.window->libraryPage()->inspector(), &Inspector::loaded);
    QVERIFY(loaded.wait(patience));
    Texts english, chinese, again;
    const auto collect = [&](Texts &into) {
        walk(test, [&] { into.insert(ownTexts(test.window.get())); });
    };
    collect(english);
    test.window->setLanguage(Language::Chinese);
    collect(chinese);
    test.window->setLanguage(Language::English);
    collect(again);
    QVERIFY(english.size() > 150);
    for (auto it = english.cbegin(); it != english.cend(); ++it) {
        // The one button that names the other language.
        if (hasChinese(it.value()) && it.value() != QStringLiteral("中"))
            QFAIL(qPrintable(QStringLiteral("Chinese in the English window: %1: %2")
                                     .arg(it.key(), it.value())));
    }
    for (auto it = chinese.cbegin(); it != chinese.cend(); ++it) {
        const bool isTitle = it.key().contains(QStringLiteral("paperTitle"));  // as printed
        if (!isTitle && !hasChinese(it.value()) && hasWords(it.value()) && !isName(it.value()))
            QFAIL(qPrintable(QStringLiteral("English in the Chinese window: %1: %2")
                                     .arg(it.key(), it.value())));
    }
    for (auto it = english.cbegin(); it != english.cend(); ++it) {
        if (again.contains(it.key()) && again.value(it.key()) != it.value())
            QFAIL(qPrintable(QStringLiteral("not the same after switching back: %1: %2 / %3")
                                     .arg(it.key(), it.value(), again.value(it.key()))));
    }
}

void TestLanguages::dialogsFollow()
{
    TestWindow test;
    Claim claim;
    claim.metric = QStringLiteral("speedup");
    claim.value = 2;
    claim.unit = QStringLiteral("x");
    ClaimEditor editor(claim, ClaimEditor::Edit, test.window.get());
    editor.show();
    test.window->comparePage()->openExport();
    for (const Language language : {Language::English, Language::Chinese, Language::English}) {
        test.window->setLanguage(language);
        QTest::qWait(20);
        const Texts texts = ownTexts(&editor);
        QVERIFY(texts.size() > 20);
        for (auto it = texts.cbegin(); it != texts.cend(); ++it) {
            if (language == Language::English)
                QVERIFY2(!hasChinese(it.value()), qPrintable(it.key() + it.value()));
            else if (hasWords(it.value()) && !isName(it.value()))
                QVERIFY2(hasChinese(it.value()), qPrintable(it.key() + it.value()));
        }
    }
}

QTEST_MAIN(TestLanguages)
#include "test_languages.moc"
