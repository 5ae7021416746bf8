#include "base/words.h"

#include <QTest>

#include <array>

using namespace touchstone;

namespace {

enum class Colour { Red, Blue, Unnamed };

constexpr std::array<Word<Colour>, 3> colourWords{{
        {Colour::Red, "red"},
        {Colour::Blue, "blue"},
        {Colour::Blue, "azure"},
}};

static_assert(wordOf(colourWords, Colour::Red) == "red");
static_assert(fromWord(colourWords, "blue") == Colour::Blue);

}  // namespace

class TestWords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyValueComesBack();
    void theFirstOfTwoWordsIsWritten();
    void unknownIsNothing();
};

void TestWords::everyValueComesBack()
{
    for (const auto &[value, word] : colourWords) {
        QVERIFY(fromWord(colourWords, word) == value);
        QVERIFY(fromWord(colourWords, wordOf(colourWords, value)) == value);
    }
}

void TestWords::theFirstOfTwoWordsIsWritten()
{
    QVERIFY(wordOf(colourWords, Colour::Blue) == "blue");
}

void TestWords::unknownIsNothing()
{
    QVERIFY(wordOf(colourWords, Colour::Unnamed).empty());
    QVERIFY(!fromWord(colourWords, "Red"));
    QVERIFY(!fromWord(colourWords, "re"));
    QVERIFY(!fromWord(colourWords, ""));
}

QTEST_GUILESS_MAIN(TestWords)
#include "test_words.moc"
