#include "sample.h"

#include "library/library_json.h"

#include <QJsonDocument>
#include <QTemporaryDir>

using namespace touchstone;
using namespace touchstone::importing;

namespace {

std::string errorOf(const QByteArray &bytes)
{
    const auto reports = readReports(bytes, QStringLiteral("file"));
    return reports ? std::string("no error") : reports.error().message.en;
}

QByteArray libraryOf(const QVector<Report> &reports)
{
    QVector<LibraryReport> library;
    for (const Report &report : reports) {
        LibraryReport entry;
        entry.title = report.title;
        entry.generatedAt = report.generatedAt;
        entry.paperCount = int(report.papers.size());
        for (const ReportPaper &paper : report.papers) {
            entry.papers.append({QStringLiteral("p%1").arg(paper.index), paper});
        }
        library.append(entry);
    }
    return QJsonDocument(libraryToJson(library)).toJson();
}

QByteArray fixture(const char *name)
{
    QFile file(QStringLiteral(TOUCHSTONE_SOURCE_DIR "/tests/fixtures/importing/")
               + QString::fromUtf8(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

}  // namespace

class TestFormats : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anExportComesBackAsItWas()
    {
        const Report first = readOne(sampleReport());
        Report second = first;
        second.generatedAt = first.generatedAt.addDays(1);
        const QByteArray json = libraryOf({first, second});
        const auto back = readReports(json, QStringLiteral("library.json"));
        QVERIFY2(back.has_value(), back ? "" : back.error().message.en.c_str());
        QCOMPARE(back->size(), 2);
        QCOMPARE(back->at(1).generatedAt, second.generatedAt);
        QCOMPARE(back->at(0).format, QStringLiteral("touchstone-library/1"));
        for (qsizetype i = 0; i < first.papers.size(); ++i) {
            QCOMPARE(textHash(back->at(0).papers[i]), textHash(first.papers[i]));
            QCOMPARE(back->at(0).papers[i].claims, first.papers[i].claims);
            QCOMPARE(back->at(0).papers[i].rawTitle, first.papers[i].rawTitle);
        }
        // Each report has its own source, which reads back as the report.
        QVERIFY(back->at(0).sourceSha256 != back->at(1).sourceSha256);
        const auto part = readReports(back->at(1).sourceBytes(), QStringLiteral("part.json"));
        QVERIFY(part.has_value());
        QCOMPARE(part->size(), 1);
        QCOMPARE(part->at(0).generatedAt, second.generatedAt);
        const auto single = readReports(libraryOf({first}), QStringLiteral("one.json"));
        QCOMPARE(single->at(0).sourceBytes(), libraryOf({first}));
    }

    void bibtexIsRead()
    {
        const QByteArray bib = fixture("lumen.bib");
        const Report report = readOne(bib);
        QCOMPARE(report.format, QStringLiteral("bibtex"));
        QCOMPARE(report.papers.size(), 2);
        QVERIFY(!report.generatedAt.isValid());
        const ReportPaper &paper = report.papers[0];
        QCOMPARE(paper.title, QStringLiteral("LUMEN: Light Caches for été & Co"));
        QCOMPARE(paper.authorCount, 3);
        QVERIFY(paper.abstract.startsWith(QStringLiteral("We make caches smaller – by 50% of")));
        QVERIFY(paper.hasAbstract);
        QCOMPARE(paper.codeUrl, QStringLiteral("https://github.com/example/lumen"));
        QCOMPARE(paper.institutions, (QStringList{QStringLiteral("Sample Technologies, Inc"),
                                                  QStringLiteral("Example University")}));
        QCOMPARE(paper.titleLine, 5);
        QCOMPARE(report.papers[1].title, QStringLiteral("A ßong of Caches"));
        QCOMPARE(report.papers[1].institutions, QStringList{QStringLiteral("First University")});
        QVERIFY(!report.papers[1].hasAbstract);
        QVERIFY(codesOf(report).contains(QStringLiteral("bad-entry")));
    }

    void aDamagedEntryDoesNotTakeTheOthersAlong()
    {
        const Report report =
                readOne("@article{a, title = {Open entry\n@article{b, title = {Second}}\n"
                        "@article{c, = {x}}\n@article{d, title = {Fourth}}\n");
        QStringList titles;
        for (const ReportPaper &paper : report.papers) {
            titles << paper.title;
        }
        QVERIFY(titles.contains(QStringLiteral("Second")));
        QVERIFY(titles.contains(QStringLiteral("Fourth")));
        QVERIFY(codesOf(report).contains(QStringLiteral("bad-entry")));
    }

    void cslJsonIsRead()
    {
        const QByteArray csl = fixture("lumen-csl.json");
        const Report report = readOne(csl);
        QCOMPARE(report.format, QStringLiteral("csl-json"));
        QCOMPARE(report.papers.size(), 2);
        QCOMPARE(report.papers[0].title, QStringLiteral("Lumen: Light Caches"));
        QCOMPARE(report.papers[0].authorCount, 2);
        QCOMPARE(report.papers[0].codeUrl, QStringLiteral("https://github.com/a/b"));
        QVERIFY(!report.papers[0].abstract.contains(u'<'));
        QCOMPARE(report.papers[1].institutions, QStringList{QStringLiteral("Sample Lab")});
        QCOMPARE(codesOf(report).count(QStringLiteral("bad-entry")), 2);
    }

    void otherFormatsAreRefusedByWhatWasFound_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *bytes, const char *says) {
            QTest::newRow(says) << QByteArray(bytes) << QByteArray(says);
        };
        row(R"({"name":"x","version":1})", "JSON with the keys name, version");
        row(R"({"schema":"touchstone-bundle/1"})", "touchstone-bundle/1");
        row(R"({"schema":"touchstone-library/2","reports":[]})", "touchstone-library/1");
        row(R"({"schema":"touchstone-library/1","reports":[]})", "without any report");
        row(R"({"schema":"touchstone-library/1","reports":[{"papers":[{"index":"x"}]}]})",
            "file: reports[0].papers[0].index");
        row(R"({"schema":"touchstone-library/1","reports":[{"papers":[{"title":"T","techniques":["no-such"]}]}]})",
            "reports[0].papers[0].techniques: unknown technique \"no-such\"");
        row("{\"a\":", "not valid JSON");
        row("[{\"title\":1},", "file:1: not valid JSON");
        row(R"([{"a":1}])", "not CSL-JSON");
        row("@article{a, year = 2031}", "without any entry");
        row("to,be,or\n1,2,3", "plain text");
    }
    void otherFormatsAreRefusedByWhatWasFound()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, says);
        const std::string error = errorOf(bytes);
        QVERIFY2(error.find(says.toStdString()) != std::string::npos, error.c_str());
        QVERIFY(error.find("file") == 0);
        QVERIFY(error.find('\n') == std::string::npos);
    }

    void filesAndFolders()
    {
        QTemporaryDir folder;
        const auto path = [&](const char *name) {
            return folder.filePath(QString::fromUtf8(name));
        };
        write(path("b.md"), sampleReport());
        write(path("a.txt"), sampleReport());
        write(path("c.bib"), "@misc{a, title={T}}");
        write(path(".hidden.md"), sampleReport());
        write(path("picture.png"), "x");
        const auto files = filesIn(folder.path());
        QVERIFY(files.has_value());
        QCOMPARE(*files, (QStringList{path("a.txt"), path("b.md"), path("c.bib")}));
        QCOMPARE(*filesIn(path("b.md")), QStringList{path("b.md")});
        QCOMPARE(filesIn(path("none")).error().code, ErrorCode::NotFound);
        QTemporaryDir empty;
        QCOMPARE(filesIn(empty.path()).error().code, ErrorCode::NotFound);

        QCOMPARE(readFile(path("b.md"))->at(0).sourceName, QStringLiteral("b.md"));
        QCOMPARE(readFile(path("none.md")).error().code, ErrorCode::NotFound);
        QCOMPARE(readFile(folder.path()).error().code, ErrorCode::Unreadable);
        write(path("empty.md"), "");
        QCOMPARE(readFile(path("empty.md")).error().code, ErrorCode::UnknownFormat);
    }

    void theBundledReportsAreRead()
    {
        const QStringList paths = bundledReportPaths();
        QVERIFY(paths.size() >= 3);
        for (const QString &path : paths) {
            const auto reports = readFile(path);
            QVERIFY2(reports.has_value(), reports ? "" : reports.error().message.en.c_str());
            const Report &report = reports->at(0);
            QVERIFY(report.generatedAt.isValid());
            QCOMPARE(report.papers.size(), report.statedPaperCount);
            const QByteArray bytes = report.sourceBytes();
            for (const ReportPaper &paper : report.papers) {
                QVERIFY(!paper.brief.isEmpty());
                QVERIFY(beginsOnLine(bytes, paper.abstractLine, paper.abstract));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestFormats)
#include "test_formats.moc"
