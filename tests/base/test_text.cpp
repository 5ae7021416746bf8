#include "base/result.h"

#include <QTest>

using namespace touchstone;

class TestText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fillsBothLanguages();
    void fillsInAnyOrder();
    void leavesValuesWithHolesAlone();
    void leavesUnknownHolesAlone();
    void messagesStayOnOneLine_data();
    void messagesStayOnOneLine();
    void errorsCarryTheirCode();
    void cancellingIsNoFailure();
};

void TestText::fillsBothLanguages()
{
    const Text filled = text("{0} papers in {1}", "{1} 中有 {0} 篇论文", 53, "a.md");
    QCOMPARE(filled.in(Language::English), std::string("53 papers in a.md"));
    QCOMPARE(filled.in(Language::Chinese), std::string("a.md 中有 53 篇论文"));
}

void TestText::fillsInAnyOrder()
{
    QCOMPARE(text("{1}{0}{1}", "", 'a', 'b').en, std::string("bab"));
}

void TestText::leavesValuesWithHolesAlone()
{
    // A file may be called "{1}": inserted text is not searched for holes.
    QCOMPARE(text("{0} {1}", "", "{1}", "x").en, std::string("{1} x"));
}

void TestText::leavesUnknownHolesAlone()
{
    QCOMPARE(text("{3} {x} {0", "", 1).en, std::string("{3} {x} {0"));
}

void TestText::messagesStayOnOneLine_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("plain") << QByteArray("报告 a-b_c.md") << QByteArray("报告 a-b_c.md");
    QTest::newRow("line break") << QByteArray("a\nb\r\n.md") << QByteArray("a\\nb\\r\\n.md");
    QTest::newRow("terminal") << QByteArray("\x1b[2Ja\tb\x7f") << QByteArray("\\x1b[2Ja\\tb\\x7f");
    QTest::newRow("C1") << QByteArray("a\xc2\x85\xc2\x9b b") << QByteArray("a\\u0085\\u009b b");
    QTest::newRow("separators") << QByteArray("a\xe2\x80\xa8\xe2\x80\xa9")
                                << QByteArray("a\\u2028\\u2029");
    QTest::newRow("direction") << QByteArray("\xe2\x80\xaegpj.md\xe2\x81\xa6")
                               << QByteArray("\\u202egpj.md\\u2066");
    QTest::newRow("dashes and quotes stay") << QByteArray("“a” – ×2 é") << QByteArray("“a” – ×2 é");
    QTest::newRow("no UTF-8") << QByteArray("\xc2\xe2\x80") << QByteArray("\xc2\xe2\x80");
}

void TestText::messagesStayOnOneLine()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, shown);
    const Result<> result =
            fail(ErrorCode::NotFound, "{0}: no such file", "{0}：文件不存在", name.toStdString());
    QCOMPARE(result.error().message.en, shown.toStdString() + ": no such file");
    QCOMPARE(result.error().message.zh, shown.toStdString() + "：文件不存在");
}

void TestText::errorsCarryTheirCode()
{
    const Result<int> result =
            fail(ErrorCode::NotFound, "{0}: no such file", "{0}：文件不存在", "f");
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::NotFound);
    QCOMPARE(result.error().message.zh, std::string("f：文件不存在"));
    QVERIFY(!result.error().cancelled());
}

void TestText::cancellingIsNoFailure()
{
    const Result<> result = cancelled();
    QVERIFY(!result && result.error().cancelled());
}

QTEST_GUILESS_MAIN(TestText)
#include "test_text.moc"
