// The Source tab marks the sentence of a claim at the claim's own place, also after characters of
// two UTF-16 units.
#include "ui_test.h"

#include "ui/library/source_tab.h"

#include <QTextEdit>

using namespace touchstone;
using namespace touchstone::ui;

class TestSourceTab : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void marksTheQuoteAtItsPlace_data();
    void marksTheQuoteAtItsPlace();
};

void TestSourceTab::marksTheQuoteAtItsPlace_data()
{
    QTest::addColumn<QString>("front");
    QTest::newRow("plain") << QStringLiteral("Others are 2x faster. ");
    QTest::newRow("emoji") << QStringLiteral("🚀🚀 Others are 2x faster. ");
    QTest::newRow("CJK extension B") << QStringLiteral("𠀀𠀁𪚥 Others are 2x faster. ");
}

// The quote occurs twice: only the offset tells which is meant.
void TestSourceTab::marksTheQuoteAtItsPlace()
{
    QFETCH(QString, front);
    const QString sentence = QStringLiteral("Kite is 2x faster.");
    const QString quote = QStringLiteral("2x faster");
    Claim claim;
    claim.id = QStringLiteral("c-1");
    claim.metric = QStringLiteral("speedup");
    claim.sources = {
            {TextField::Abstract, front.size() + sentence.indexOf(quote), quote.size(), quote}};
    PaperFile file;
    file.detail.paper.abstract = front + sentence + QStringLiteral(" It ends.");
    file.detail.paper.claims = {claim};
    store::Appearance appearance;
    appearance.paper = file.detail.paper;
    file.detail.appearances = {appearance};
    SourceTab tab;
    tab.setPaper(&file);
    tab.setClaim(claim.id);
    QCOMPARE(tab.highlighted(), QStringList{sentence});
    const QList<QTextEdit::ExtraSelection> marks =
            tab.findChild<QTextEdit *>(QStringLiteral("sourceText"))->extraSelections();
    QCOMPARE(marks.size(), 1);
    const QString shown = tab.findChild<QTextEdit *>()->toPlainText();
    QCOMPARE(marks[0].cursor.selectionStart(),
             shown.indexOf(file.detail.paper.abstract) + front.size());
}

QTEST_MAIN(TestSourceTab)
#include "test_source_tab.moc"
