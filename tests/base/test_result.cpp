#include "base/result.h"

#include <QTest>

#include <memory>
#include <string>
#include <type_traits>

using namespace touchstone;

namespace {

template <class Value>
constexpr bool readsAsCondition = requires(const Result<Value> &result)
{
    result ? 1 : 0;
};
static_assert(readsAsCondition<void> && readsAsCondition<int>);
static_assert(!readsAsCondition<bool>);

Result<std::string> doubled(const Result<std::string> &word)
{
    if (!word) {
        return passOn(word.error());
    }
    return *word + *word;
}

}  // namespace

class TestResult : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsAValueOrAnError();
    void aTruthAndAFailureDiffer();
    void movesWhatCannotBeCopied();
    void assignsAndCopies();
};

void TestResult::holdsAValueOrAnError()
{
    QCOMPARE(*doubled(std::string("ab")), std::string("abab"));
    const Result<std::string> failed = doubled(fail(ErrorCode::NotFound, "no {0}", "没有 {0}", 1));
    QVERIFY(!failed);
    QVERIFY(failed.error().code == ErrorCode::NotFound);
    QCOMPARE(failed.error().message.en, std::string("no 1"));
    QVERIFY(Result<>().has_value());
    QVERIFY(!Result<>(cancelled()).has_value());
}

void TestResult::aTruthAndAFailureDiffer()
{
    const Result<bool> no = false;
    QVERIFY(no.has_value() && !*no);
    const Result<bool> copy = no;
    QVERIFY(copy.has_value() && !*copy);
    Result<bool> failed = cancelled();
    QVERIFY(!failed.has_value());
    Result<bool> again(failed);  // not the value "false"
    QVERIFY(!again.has_value());
}

void TestResult::movesWhatCannotBeCopied()
{
    Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
    QVERIFY(result);
    const std::unique_ptr<int> taken = std::move(*result);
    QCOMPARE(*taken, 7);
}

void TestResult::assignsAndCopies()
{
    Result<std::string> result = std::string("a");
    result = std::string("b");
    QCOMPARE(*result, std::string("b"));
    result = cancelled();
    QVERIFY(!result);
    Result<std::string> copy(result);
    QVERIFY(copy.error().cancelled());
    copy = Result<std::string>(std::string("c"));
    result = copy;
    QCOMPARE(*result, std::string("c"));
}

QTEST_GUILESS_MAIN(TestResult)
#include "test_result.moc"
