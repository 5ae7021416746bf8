#include "library/library_json.h"

#include <QJsonDocument>
#include <QtTest>

using namespace touchstone;

namespace {

Claim fullClaim()
{
    Claim claim;
    claim.id = QStringLiteral("c1");
    claim.metric = QStringLiteral("memory");
    claim.kind = ClaimKind::FromTo;
    claim.value = 96;
    claim.from = 1200;
    claim.to = 96;
    claim.unit = QStringLiteral("GB");
    claim.direction = Direction::LowerBetter;
    claim.qualifier = Qualifier::UpTo;
    claim.baseline = QStringLiteral("FP16");
    claim.setting = QStringLiteral("batch 8");
    claim.sources = {{TextField::Abstract, 6, 5, QStringLiteral("𝛼缓存x")},
                     {TextField::Brief, 0, 2, QStringLiteral("降至")}};
    claim.normalised = NormalisedClaim{QStringLiteral("bytes"), 12.5, std::nullopt, 13.0};
    claim.flags = {QStringLiteral("no-baseline")};
    claim.rules = {QStringLiteral("en.from-to")};
    claim.status = ClaimStatus::Confirmed;
    return claim;
}

QVector<LibraryReport> library()
{
    ReportPaper paper;
    paper.index = 4;
    paper.rawTitle = QStringLiteral("LUMEN : LIGHT CACHES");
    paper.title = QStringLiteral("Lumen: Light Caches");
    paper.shortName = QStringLiteral("Lumen");
    paper.rawInstitutions = QStringLiteral("A, Inc, B");
    paper.institutions = {QStringLiteral("A, Inc"), QStringLiteral("B")};
    paper.authorCount = 3;
    paper.brief = QStringLiteral("降至低位");
    paper.abstract = QStringLiteral("W🚀th 𝛼缓存x we win.");
    paper.hasAbstract = true;
    paper.codeUrl = QStringLiteral("https://example.org/lumen");
    paper.techniques = {QStringLiteral("kv-cache")};
    paper.claims = {fullClaim()};
    LibraryReport report;
    report.generatedAt = QDateTime(QDate(2031, 2, 3), QTime(4, 5, 6));
    report.title = QStringLiteral("报告");
    report.paperCount = 1;
    report.sourceSha256 = QString(64, QLatin1Char('a'));
    report.papers = {{QStringLiteral("p1"), paper}};
    return {report};
}

QByteArray bytes(const QVector<LibraryReport> &reports)
{
    return QJsonDocument(libraryToJson(reports)).toJson();
}

}  // namespace

class TestLibraryJson : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingIsLostOnTheWay()
    {
        const auto back = libraryFromJson(bytes(library()));
        QVERIFY2(back.has_value(), back ? "" : back.error().message.en.c_str());
        QCOMPARE(bytes(*back), bytes(library()));
        QCOMPARE(back->at(0).papers.at(0).paper.claims.at(0), fullClaim());
        QCOMPARE(back->at(0).generatedAt, library().at(0).generatedAt);
    }

    // UTF-16 units 6 and 5 inside; code points in the file, as other programs count.
    void placesCountCodePointsInTheFile()
    {
        const QJsonObject json = libraryToJson(library());
        const QJsonValue source = json[QStringLiteral("reports")][0][QStringLiteral("papers")][0]
                                      [QStringLiteral("claims")][0][QStringLiteral("sources")][0];
        QCOMPARE(source[QStringLiteral("start")].toInt(), 5);
        QCOMPARE(source[QStringLiteral("length")].toInt(), 4);
    }

    void whatMayBeMissing()
    {
        const auto back = libraryFromJson(
                R"({"schema":"touchstone-library/1","reports":[{"papers":[{"title":"T"},{"title":"U"}]}]})");
        QVERIFY2(back.has_value(), back ? "" : back.error().message.en.c_str());
        QVERIFY(!back->at(0).generatedAt.isValid());
        QCOMPARE(back->at(0).paperCount, 2);
        QCOMPARE(back->at(0).papers.at(1).paper.index, 2);
        QCOMPARE(back->at(0).papers.at(1).paper.rawTitle, QStringLiteral("U"));
        QVERIFY(!back->at(0).papers.at(1).paper.hasAbstract);
    }

    void damageIsNamed_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QByteArray>("place");
        const auto row = [](const char *from, const char *to, const char *place) {
            QTest::newRow(to) << QByteArray(from) << QByteArray(to) << QByteArray(place);
        };
        row("\"memory\"", "7", "reports[0].papers[0].claims[0].metric: must be a text");
        row("\"from-to\"", "\"fromto\"", "claims[0].kind: unknown word \"fromto\"");
        row("\"value\": 96", "\"value\": \"96\"", "claims[0].value: must be a finite number");
        row("\"value\": 96", "\"value\": 1e999", "");
        row("\"start\": 5", "\"start\": 6", "claims[0].sources: the quote is not at that place");
        row("\"start\": 5", "\"start\": -5", "claims[0].sources[0].start");
        row("\"length\": 4", "\"length\": 2147483647", "claims[0].sources: the quote");
        row("\"factor\": 12.5", "\"factor\": -1", "claims[0].normalised");
        row("2031-02-03T04:05:06", "yesterday", "reports[0].generated_at");
        row("touchstone-library/1", "touchstone-library/9", "schema");
        row("touchstone-library/1", "other", "schema");
        row("\"author_count\": 3", "\"author_count\": 2.5", "papers[0].author_count");
        row("\"papers\": [", "\"papers\": [3,", "papers[0]: must be an object");
        row("\"reports\": [", "\"reports\": {", "line");
    }
    void damageIsNamed()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QByteArray, place);
        QByteArray json = bytes(library());
        const qsizetype at = json.indexOf(from);
        QVERIFY(at >= 0);
        json.replace(at, from.size(), to);
        const auto back = libraryFromJson(json);
        QVERIFY(!back.has_value());
        QVERIFY2(back.error().message.en.find(place.toStdString()) != std::string::npos,
                 back.error().message.en.c_str());
        QVERIFY(!back.error().message.zh.empty());
    }
};

QTEST_GUILESS_MAIN(TestLibraryJson)
#include "test_library_json.moc"
