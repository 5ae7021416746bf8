// Claims by hand on the command line: added, corrected, confirmed, rejected and taken back.
#include "cli_program.h"

#include <QFile>
#include <QTest>

class TestCliClaims : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aMissedClaimIsAdded();
    void aClaimIsCorrectedAndTakenBack();
    void decisionsAreKept();
    void mistakesAreOneLine_data();
    void mistakesAreOneLine();

private:
    Outcome inLibrary(const QStringList &arguments) const { return m_library.run(arguments); }
    // Of the paper, by its id in the table that the program exports.
    QJsonObject claim(const QString &id) const
    {
        const Outcome library = inLibrary({QStringLiteral("export"), QStringLiteral("library"),
                                           QStringLiteral("--format"), QStringLiteral("json")});
        for (const QJsonValue &report : library.json().value(QStringLiteral("reports")).toArray()) {
            for (const QJsonValue &paper : report[QStringLiteral("papers")].toArray()) {
                for (const QJsonValue &one : paper[QStringLiteral("claims")].toArray()) {
                    if (one[QStringLiteral("id")].toString() == id) {
                        return one.toObject();
                    }
                }
            }
        }
        return {};
    }
    QString added(const QString &value)
    {
        const Outcome outcome =
                inLibrary({QStringLiteral("claims"), QStringLiteral("add"), m_paper,
                           QStringLiteral("--quote"), QStringLiteral("Small wheels propose tokens"),
                           QStringLiteral("--metric"), QStringLiteral("speedup"),
                           QStringLiteral("--value"), value});
        return outcome.exitCode == 0 ? QString::fromUtf8(outcome.out).trimmed() : QString();
    }

    CliLibrary m_library;
    QString m_paper;
};

void TestCliClaims::initTestCase()
{
    QFile report(m_library.path(QStringLiteral("report.txt")));
    QVERIFY(report.open(QIODevice::WriteOnly));
    report.write(
            "# 测试报告\n生成时间: 2025-11-02 08:00:00\n分析论文数量: 1篇\n\n## 论文技术简报\n\n"
            "### 1. Speculative Gears: Drafting with Small Wheels\n\n示例研究院提出投机解码。\n\n"
            "## 论文详细信息\n\n### 1. Speculative Gears: Drafting with Small Wheels\n\n"
            "**主要机构**: Example Institute\n**作者数量**: 2人\n\n**摘要**:\n"
            "Small wheels propose tokens. Decoding is 1.7x faster than before.\n");
    report.close();
    QCOMPARE(inLibrary({QStringLiteral("import"), report.fileName()}).exitCode, 0);
    const Outcome papers =
            inLibrary({QStringLiteral("list"), QStringLiteral("papers"), QStringLiteral("--json")});
    m_paper = papers.json()
                      .value(QStringLiteral("papers"))
                      .toArray()
                      .first()[QStringLiteral("id")]
                      .toString();
    QVERIFY(!m_paper.isEmpty());
}

void TestCliClaims::aMissedClaimIsAdded()
{
    const QString id = added(QStringLiteral("4x"));
    QVERIFY(!id.isEmpty());
    const QJsonObject one = claim(id);
    QCOMPARE(one.value(QStringLiteral("metric")).toString(), QStringLiteral("speedup"));
    QCOMPARE(one.value(QStringLiteral("value")).toDouble(), 4.0);
    QCOMPARE(one[QStringLiteral("normalised")][QStringLiteral("factor")].toDouble(), 4.0);
    // It is quoted at its place in the abstract.
    const QJsonValue source = one.value(QStringLiteral("sources")).toArray().first();
    QCOMPARE(source[QStringLiteral("field")].toString(), QStringLiteral("abstract"));
    QCOMPARE(source[QStringLiteral("length")].toInt(), 27);
    // Twice the same is one claim.
    QVERIFY(added(QStringLiteral("4x")).isEmpty());
    // Read in the sentence, where no value is given; the paper is named by its title.
    const Outcome read =
            inLibrary({QStringLiteral("claims"), QStringLiteral("add"),
                       QStringLiteral("Speculative Gears: Drafting with Small Wheels"),
                       QStringLiteral("--quote"), QStringLiteral("reduces memory by 40%"),
                       QStringLiteral("--json")});
    QCOMPARE(read.exitCode, 0);
    const QJsonObject memory = claim(read.json().value(QStringLiteral("claim_id")).toString());
    QCOMPARE(memory.value(QStringLiteral("metric")).toString(), QStringLiteral("memory"));
}

void TestCliClaims::aClaimIsCorrectedAndTakenBack()
{
    const QString id = added(QStringLiteral("5x"));
    const Outcome edited = inLibrary(
            {QStringLiteral("claims"), QStringLiteral("edit"), id, QStringLiteral("--value"),
             QStringLiteral("3x"), QStringLiteral("--baseline"), QStringLiteral("plain decoding")});
    QCOMPARE(edited.exitCode, 0);
    QJsonObject one = claim(id);
    QCOMPARE(one.value(QStringLiteral("value")).toDouble(), 3.0);
    QCOMPARE(one[QStringLiteral("normalised")][QStringLiteral("factor")].toDouble(), 3.0);
    QCOMPARE(one.value(QStringLiteral("baseline")).toString(), QStringLiteral("plain decoding"));
    QCOMPARE(one.value(QStringLiteral("status")).toString(), QStringLiteral("edited"));
    QCOMPARE(inLibrary({QStringLiteral("claims"), QStringLiteral("undo"), id}).exitCode, 0);
    QCOMPARE(claim(id).value(QStringLiteral("value")).toDouble(), 5.0);
    QCOMPARE(inLibrary({QStringLiteral("claims"), QStringLiteral("undo"), id}).exitCode, 0);
    QVERIFY(claim(id).isEmpty());  // it was added, and that is taken back too
}

void TestCliClaims::decisionsAreKept()
{
    const QString id = added(QStringLiteral("6x"));
    for (const auto &[word, status] :
         {std::pair("reject", "rejected"), std::pair("confirm", "confirmed")}) {
        const Outcome done = inLibrary({QStringLiteral("claims"), QLatin1String(word), id});
        QCOMPARE(done.exitCode, 0);
        QCOMPARE(claim(id).value(QStringLiteral("status")).toString(), QLatin1String(status));
    }
}

void TestCliClaims::mistakesAreOneLine_data()
{
    QTest::addColumn<QStringList>("arguments");
    const QStringList add{QStringLiteral("add"), QStringLiteral("no such paper"),
                          QStringLiteral("--quote"), QStringLiteral("2x faster")};
    QTest::newRow("paper") << add;
    QTest::newRow("claim") << QStringList{QStringLiteral("confirm"), QStringLiteral("c-0")};
    QTest::newRow("metric") << QStringList{QStringLiteral("add"),      QStringLiteral("PAPER"),
                                           QStringLiteral("--quote"),  QStringLiteral("2x"),
                                           QStringLiteral("--metric"), QStringLiteral("weight")};
    QTest::newRow("figure") << QStringList{QStringLiteral("add"), QStringLiteral("PAPER"),
                                           QStringLiteral("--quote"), QStringLiteral("words only")};
}

void TestCliClaims::mistakesAreOneLine()
{
    QFETCH(QStringList, arguments);
    arguments.replaceInStrings(QStringLiteral("PAPER"), m_paper);
    for (const QString &language : {QStringLiteral("en"), QStringLiteral("zh")}) {
        const Outcome outcome =
                inLibrary(QStringList{QStringLiteral("--lang"), language, QStringLiteral("claims")}
                          + arguments);
        QVERIFY(outcome.exitCode != 0);
        QVERIFY(outcome.out.isEmpty());
        QCOMPARE(outcome.err.count('\n'), 1);
    }
}

QTEST_MAIN(TestCliClaims)
#include "test_cli_claims.moc"
