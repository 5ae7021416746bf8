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
    // A file may be called "{1}": what is filled in is never filled again.
    QCOMPARE(text("{0} {1}", "", "{1}", "x").en, std::string("{1} x"));
}

void TestText::leavesUnknownHolesAlone()
{
    QCOMPARE(text("{3} {x} {0", "", 1).en, std::string("{3} {x} {0"));
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
