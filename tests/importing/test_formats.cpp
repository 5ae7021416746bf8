#include "sample.h"

#include "library/library_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
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

    void texOfABibliographyIsPlainText_data()
    {
        QTest::addColumn<QString>("tex");
        QTest::addColumn<QString>("plain");
        const auto row = [](const char *tex, const char *plain) {
            QTest::newRow(tex) << QString::fromUtf8(tex) << QString::fromUtf8(plain);
        };
        row("2.1{\\texttimes} speedup, {\\textgreater}40\\%", "2.1× speedup, >40%");
        row("1{\\textendash}2 and 71.2{\\textpm}0.4", "1–2 and 71.2±0.4");
        row("$2.1\\times$ at 12.5\\,ms", "2.1× at 12.5 ms");
        row("\\frac{1}{3} of \\tfrac 12", "1/3 of 1/2");
        row("10\\textsuperscript{3}{\\texttimes}, $10^{-3}$, 1\\textsuperscript{st}",
            "10³×, 10⁻³, 1st");
        row("\\~{}1.5 ms, \\textasciitilde 2 ms", "~1.5 ms, ~2 ms");
        row("quan\\-ti\\-za\\-tion", "quantization");
        row("2\\unknown{3} by \\unknown and \\emph{more}", "2 3 by \\unknown and more");
        row("K\\\"{u}hn, \\c{c}a, \\'{\\i}", "Kühn, ça, í");
        row("see \\cite{a} \\href{http://x}{here}", "see here");
        row("$\\mathcal{O}(n^2)$ and $d_k$", "O(n^2) and d_k");
    }
    void texOfABibliographyIsPlainText()
    {
        QFETCH(QString, tex);
        QFETCH(QString, plain);
        const Report report = readOne("@misc{a, title = {" + tex.toUtf8() + "}, year = 2031}");
        QCOMPARE(report.papers[0].rawTitle, plain);
    }
    void nestedTexEnds()
    {
        const QByteArray open = QByteArray("\\frac{").repeated(3000);
        const Report report =
                readOne("@misc{a, title = {" + open + QByteArray("}").repeated(3000) + " end}}");
        QVERIFY(report.papers[0].rawTitle.endsWith(QStringLiteral("end")));
    }

    void entitiesAndTagsOfCslArePlainText_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("plain");
        const auto row = [](const char *html, const char *plain) {
            QTest::newRow(html) << QString::fromUtf8(html) << QString::fromUtf8(plain);
        };
        row("R&amp;amp;D of <span class='nocase'>GPU</span>s", "R&D of GPUs");
        row("10<sup>-3</sup> with H<sub>2</sub>O", "10⁻³ with H2O");
        row("<jats:p>&gt;2.5&#xD7; and 30&#37; when n&lt;k</jats:p><jats:p>End</jats:p>",
            ">2.5× and 30% when n<k End");
        row("<mml:math><mml:msup><mml:mn>10</mml:mn><mml:mn>3</mml:mn></mml:msup></mml:math>x",
            "10^3x");
        row("<mml:mfrac><mml:mn>1</mml:mn><mml:mn>3</mml:mn></mml:mfrac>", "1/3");
        row("a<jats:alternatives><jats:tex-math>$2$</jats:tex-math><mml:mn>2</mml:mn>"
            "</jats:alternatives>",
            "a2");
        row("AT&T; n<3 and m>2 &unknown; &#0;", "AT&T; n<3 and m>2 &unknown;");
    }
    void entitiesAndTagsOfCslArePlainText()
    {
        QFETCH(QString, html);
        QFETCH(QString, plain);
        const QJsonArray items{QJsonObject{{QStringLiteral("title"), html}}};
        QCOMPARE(readOne(QJsonDocument(items).toJson()).papers[0].rawTitle, plain);
        // BibTeX has entities too.
        QCOMPARE(readOne("@misc{a, title={&gt;2.5&#xD7;}}").papers[0].rawTitle,
                 QStringLiteral(">2.5×"));
    }

    void textBeforeTheFirstEntryIsComment()
    {
        for (const char *header :
             {"Automatically generated by Mendeley Desktop 1.19.8\nAny changes will be lost.\n\n",
              "This file was created with JabRef 2.3.1.\nEncoding: UTF8\n\n", "% comment\n"}) {
            QCOMPARE(readOne(QByteArray(header) + "@article{Wu, title = {T}}").format,
                     QStringLiteral("bibtex"));
        }
    }

    void keysOfBibtexMayHoldAnythingButAComma()
    {
        const Report report = readOne("@article{10.1016/0196-6774(89)90038-2, title={A}}\n"
                                      "@Misc{george martin06,\n title={B}}\n"
                                      "@book{book:{421090}, title={C}}\n"
                                      "@article{\n title = {D},\n year = 2031}\n"
                                      "@article{, title = {E}}\n@article(key(1), title = {F})\n"
                                      "@misc{key\"s#, title={G}}\n");
        QStringList titles;
        for (const ReportPaper &paper : report.papers) {
            titles << paper.title;
        }
        QCOMPARE(titles.join(u' '), QStringLiteral("A B C D E F G"));
        QVERIFY(!codesOf(report).contains(QStringLiteral("bad-entry")));
    }

    void publishersAreNoInstitutions()
    {
        const Report report =
                readOne("@inproceedings{a, title={A}, organization={Example Society}}\n"
                        "@techreport{b, title={B}, organization={IEEE}, institution={}}\n"
                        "@techreport{c, title={C}, organization={Example University}}\n");
        QVERIFY(report.papers[0].institutions.isEmpty());
        QVERIFY(report.papers[1].institutions.isEmpty());
        QCOMPARE(report.papers[2].institutions, QStringList{QStringLiteral("Example University")});
        const Report csl = readOne(R"([{"type":"report","title":"T","publisher":"IEEE"}])");
        QVERIFY(csl.papers[0].institutions.isEmpty());
    }

    void doublingStringsDoNotFillTheMemory()
    {
        QByteArray bib = "@string{s0 = \"0123456789\"}\n";
        for (int i = 1; i < 60; ++i) {
            const QByteArray last = "s" + QByteArray::number(i - 1);
            bib += "@string{s" + QByteArray::number(i) + " = " + last + " # " + last + "}\n";
        }
        const Report report = readOne(bib + "@misc{a, title = s59}\n@misc{b, title = {Good}}\n");
        QCOMPARE(report.papers.size(), 2);
        QCOMPARE(report.papers[1].title, QStringLiteral("Good"));
        QVERIFY(codesOf(report).contains(QStringLiteral("bad-entry")));
    }

    void oneObjectIsABibliographyToo()
    {
        const QByteArray item = R"({"type":"article","DOI":"10.9999/1","title":["Quartz: Pages"],
"author":[{"family":"Wu","affiliation":[{"name":"Example University"}]}]})";
        for (const QByteArray &file :
             {item, "{\"items\":[" + item + "]}", "{\"message\":" + item + "}"}) {
            const Report report = readOne(file);
            QCOMPARE(report.papers.size(), 1);
            QCOMPARE(report.papers[0].title, QStringLiteral("Quartz: Pages"));
            QCOMPARE(report.papers[0].institutions,
                     QStringList{QStringLiteral("Example University")});
        }
        const Report lines = readOne("[\n{\"title\":\"A\"},\n\n{\"year\":1}]");
        QCOMPARE(lines.papers[0].titleLine, 2);
        QCOMPARE(lines.warnings.back().line, 4);
    }

    void digestsOfOthersAreRead()
    {
        const Report report = readOne(
                "# Papers Bot\n\n## Recent Papers\n\n"
                "### 1. [Slate: Parallel Scans](https://arxiv.org/abs/3101.00001)\n\n"
                "**Authors**: Ann Wu, Bo Li, Cy Yu\n\nAbstract: Scans are parallel.\n\n"
                "### 2. **Basalt：专家缓存**\n\n- **作者**：Bo Li\n- "
                "**机构**：示例大学、示例实验室\n"
                "- **链接**：https://arxiv.org/abs/3101.00002\n"
                "- **代码**：https://github.com/example/basalt\n\n**摘要**：缓存使延迟降低40%。\n");
        QCOMPARE(report.papers[0].title, QStringLiteral("Slate: Parallel Scans"));
        QCOMPARE(report.papers[0].authorCount, 3);
        QCOMPARE(report.papers[1].title, QStringLiteral("Basalt：专家缓存"));
        QCOMPARE(report.papers[1].authorCount, 1);
        QCOMPARE(report.papers[1].institutions,
                 (QStringList{QStringLiteral("示例大学"), QStringLiteral("示例实验室")}));
        QCOMPARE(report.papers[1].codeUrl, QStringLiteral("https://github.com/example/basalt"));
    }

    void decisionsOfAnotherLibraryAreNotThoseOfThisOne()
    {
        Report given = readOne(sampleReport());
        QVERIFY(!given.papers.at(0).claims.isEmpty());
        const Claim claim = given.papers.at(0).claims.first();
        QVector<Claim> &claims = given.papers[0].claims;
        claims.clear();
        for (const ClaimStatus status : {ClaimStatus::Extracted, ClaimStatus::Confirmed,
                                         ClaimStatus::Edited, ClaimStatus::Rejected}) {
            Claim one = claim;
            one.id = QStringLiteral("c-") + toWord(status);
            one.status = status;
            one.flags.clear();
            one.rules = QStringList{QString(byHandRule)};
            claims << one;
        }
        const Report back = readOne(libraryOf({given}));
        QStringList flags;
        for (const Claim &one : back.papers.at(0).claims) {
            QCOMPARE(one.status, ClaimStatus::Extracted);
            QVERIFY(one.rules.isEmpty());
            QCOMPARE(one.value, claim.value);
            flags << one.flags.join(u' ');
        }
        QCOMPARE(flags, (QStringList{QString(), QStringLiteral("confirmed-elsewhere"),
                                     QStringLiteral("edited-elsewhere"),
                                     QStringLiteral("rejected-elsewhere")}));
        QVERIFY(codesOf(back).contains(QStringLiteral("foreign-decision")));
        QVERIFY(back.warnings.first().message.en.starts_with("3 claims were confirmed"));
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
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("deep/inside")));
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral(".git")));
        write(path(".git/e.md"), sampleReport());
        write(path("deep/inside/d.JSON"), "[]");
        QVERIFY(QFile::link(folder.path(), path("deep/loop")));
        const auto files = filesIn(folder.path());
        QVERIFY(files.has_value());
        QCOMPARE(files->files, (QStringList{path("a.txt"), path("b.md"), path("c.bib"),
                                            path("deep/inside/d.JSON")}));
        QCOMPARE(files->others, QStringList{path("picture.png")});
        QCOMPARE(filesIn(path("b.md"))->files, QStringList{path("b.md")});
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
