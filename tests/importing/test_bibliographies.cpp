// RIS, EndNote, Atom and tables of papers.
#include "importing/importer.h"

#include <QtTest>

using namespace touchstone;
using namespace touchstone::importing;

namespace {

Report readOne(const QByteArray &bytes)
{
    const auto reports = readReports(bytes, QStringLiteral("file"));
    if (!reports || reports->size() != 1) {
        qWarning("%s", reports ? "several" : reports.error().message.en.c_str());
        return {};
    }
    return reports->first();
}

QString refusal(const QByteArray &bytes)
{
    const auto reports = readReports(bytes, QStringLiteral("file"));
    return reports ? QString() : QString::fromStdString(reports.error().message.en);
}

bool warnsOf(const Report &report, const char *code)
{
    return std::any_of(report.warnings.begin(), report.warnings.end(),
                       [&](const ImportWarning &one) { return one.code == QLatin1String(code); });
}

}  // namespace

class TestBibliographies : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ris()
    {
        const Report report =
                readOne("\xEF\xBB\xBFTY  - JOUR\r\nTI  - Paper Kites &amp; Strings\r\n"
                        "AU  - Reed, A.\r\nAU  - Moss, B.\r\n"
                        "AB  - A kite gives a 2.5x speedup over\r\n      a plain one.\r\n"
                        "AD  - First University\r\nUR  - https://github.com/org/kites\r\n"
                        "ER  - \r\n\r\nTY  - THES\r\nT1  - Lanterns\r\nPB  - Second "
                        "University\r\nER  -\r\nTY  - JOUR\r\nJO  - Nothing\r\nER  - \r\n");
        QCOMPARE(report.format, QStringLiteral("ris"));
        QCOMPARE(report.papers.size(), 2);
        const ReportPaper &paper = report.papers[0];
        QCOMPARE(paper.title, QStringLiteral("Paper Kites & Strings"));
        QCOMPARE(paper.authorCount, 2);
        QVERIFY(paper.abstract.endsWith(QStringLiteral("over a plain one.")));
        QCOMPARE(paper.institutions, QStringList{QStringLiteral("First University")});
        QCOMPARE(paper.codeUrl, QStringLiteral("https://github.com/org/kites"));
        QCOMPARE(paper.claims.size(), 1);
        QCOMPARE(report.papers[1].institutions, QStringList{QStringLiteral("Second University")});
        QVERIFY(warnsOf(report, "bad-entry"));  // the third has no title
    }

    void linksYearAndVenue_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("RIS") << QByteArray("TY  - CONF\nTI  - Kites\nAU  - Reed\n"
                                           "T2  - Proceedings of KiteConf\nPY  - 2023/09/12\n"
                                           "DO  - 10.1145/3600006.3613165\n"
                                           "UR  - https://arxiv.org/abs/2309.06180v1\nER  - \n");
        QTest::newRow("EndNote") << QByteArray("%0 Conference Paper\n%T Kites\n%A Reed\n"
                                               "%B Proceedings of KiteConf\n%D 2023\n"
                                               "%R doi:10.1145/3600006.3613165\n"
                                               "%U http://arxiv.org/pdf/2309.06180\n");
        QTest::newRow("BibTeX") << QByteArray(
                "@inproceedings{kites, title={Kites}, year=2023,\n"
                "booktitle={Proceedings of {KiteConf}}, eprint={2309.06180},\n"
                "archiveprefix={arXiv}, doi={https://doi.org/10.1145/3600006.3613165}}");
        QTest::newRow("BibTeX of a preprint, with a note")
                << QByteArray("@article{kites, title={Kites}, date={2023-09-12},\n"
                              "journaltitle={Proceedings of KiteConf},\n"
                              "url={https://doi.org/10.1145/3600006.3613165},\n"
                              "note={arXiv:2309.06180 [cs.LG]}}");
        QTest::newRow("CSL-JSON") << QByteArray(
                R"([{"title": "Kites", "DOI": "10.1145/3600006.3613165",
                    "container-title": ["Proceedings of KiteConf"], "number": "arXiv:2309.06180",
                    "issued": {"date-parts": [[2023, 9, 12]]}}])");
        QTest::newRow("Atom") << QByteArray(
                R"(<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"
                xmlns:arxiv="http://arxiv.org/schemas/atom"><id>http://arxiv.org/api/q</id><entry>
                <id>http://arxiv.org/abs/2309.06180v1</id><title>Kites</title>
                <published>2023-09-12T17:59:14Z</published><summary>We fold.</summary>
                <arxiv:doi>10.1145/3600006.3613165</arxiv:doi>
                <arxiv:journal_ref>Proceedings of KiteConf</arxiv:journal_ref></entry></feed>)");
    }
    void linksYearAndVenue()
    {
        QFETCH(const QByteArray, bytes);
        const Report report = readOne(bytes);
        QCOMPARE(report.papers.size(), 1);
        const PaperLinks &links = report.papers[0].links;
        QCOMPARE(links.doi, QStringLiteral("10.1145/3600006.3613165"));
        QCOMPARE(links.arxiv, QStringLiteral("2309.06180"));
        QCOMPARE(links.year, 2023);
        QCOMPARE(links.venue, QStringLiteral("Proceedings of KiteConf"));
    }

    void aPreprintServerIsNoVenue()
    {
        const Report report = readOne("@article{k, title={Kites},"
                                      "journal={arXiv preprint arXiv:2309.06180}, year={2023}}");
        QCOMPARE(report.papers[0].links.arxiv, QStringLiteral("2309.06180"));
        QVERIFY(report.papers[0].links.venue.isEmpty());
    }

    void endNoteTagged()
    {
        const Report report =
                readOne("%0 Conference Paper\n%T Paper Kites\n%A Reed, A.\n%A Moss, B.\n"
                        "%X A kite halves the latency.\nIt flies.\n%+ First University\n"
                        "%U https://example.org/k\n\n%0 Journal Article\n%T Lanterns\n");
        QCOMPARE(report.format, QStringLiteral("endnote"));
        QCOMPARE(report.papers.size(), 2);
        QCOMPARE(report.papers[0].authorCount, 2);
        QCOMPARE(report.papers[0].abstract, QStringLiteral("A kite halves the latency. It flies."));
        QCOMPARE(report.papers[1].title, QStringLiteral("Lanterns"));
    }

    void entriesWithoutTheirFirstLine()
    {
        const Report refer =
                readOne("%A Reed, A.\n%T Paper Kites\n%D 2031\n\n%T Lanterns\n%A Moss, B.\n");
        QCOMPARE(refer.papers.size(), 2);
        QCOMPARE(refer.papers[0].title, QStringLiteral("Paper Kites"));
        QCOMPARE(refer.papers[1].title, QStringLiteral("Lanterns"));
        const Report ris = readOne("JF  - Journal of Kites\nT1  - Paper Kites\nAU  - Reed, A.\n"
                                   "ER  - \n");
        QCOMPARE(ris.format, QStringLiteral("ris"));
        QCOMPARE(ris.papers.at(0).title, QStringLiteral("Paper Kites"));
    }

    void endNoteXmlInCapitals()
    {
        const Report report =
                readOne("<XML><RECORDS><RECORD><REFERENCE_TYPE>0</REFERENCE_TYPE><AUTHORS>"
                        "<AUTHOR>Reed, A.</AUTHOR><AUTHOR>Moss, B.</AUTHOR></AUTHORS>"
                        "<SECONDARY_AUTHORS><AUTHOR>Fern, C.</AUTHOR></SECONDARY_AUTHORS>"
                        "<TITLE>Paper Kites</TITLE><SECONDARY_TITLE>Journal</SECONDARY_TITLE>"
                        "<ABSTRACT>A kite halves the latency.</ABSTRACT>"
                        "<AUTHOR_ADDRESS>https://github.com/org/kites</AUTHOR_ADDRESS></RECORD>"
                        "</RECORDS></XML>");
        QCOMPARE(report.format, QStringLiteral("endnote-xml"));
        QCOMPARE(report.papers.at(0).title, QStringLiteral("Paper Kites"));
        QCOMPARE(report.papers[0].authorCount, 2);
        QCOMPARE(report.papers[0].abstract, QStringLiteral("A kite halves the latency."));
        QCOMPARE(report.papers[0].codeUrl, QStringLiteral("https://github.com/org/kites"));
        QVERIFY(report.papers[0].institutions.isEmpty());
    }

    void endNoteXml()
    {
        const Report report =
                readOne(R"(<?xml version="1.0" encoding="UTF-8"?><xml><records><record>
<contributors><authors><author><style face="normal">Reed, A.</style></author></authors></contributors>
<auth-address><style>First University</style></auth-address>
<titles><title><style face="normal">Paper </style><style face="italic">Kites</style></title>
<secondary-title>Journal of Winds</secondary-title></titles>
<abstract><style>A kite gives a 2.5x speedup.</style></abstract>
<urls><related-urls><url>https://github.com/org/kites</url></related-urls></urls></record></records></xml>)");
        QCOMPARE(report.format, QStringLiteral("endnote-xml"));
        QCOMPARE(report.papers.size(), 1);
        QCOMPARE(report.papers[0].title, QStringLiteral("Paper Kites"));
        QCOMPARE(report.papers[0].authorCount, 1);
        QCOMPARE(report.papers[0].institutions, QStringList{QStringLiteral("First University")});
        QCOMPARE(report.papers[0].codeUrl, QStringLiteral("https://github.com/org/kites"));
        QCOMPARE(report.papers[0].claims.size(), 1);
    }

    void arxivAtom()
    {
        const QByteArray feed =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>ArXiv Query</title><entry>\n"
                "<id>http://arxiv.org/abs/2601.00001v1</id><title>Paper Kites:\n"
                "  Strings of $O(n)$</title><summary>  A kite gives a $2.5\\times$ speedup. Code:\n"
                " https://github.com/org/kites </summary>\n"
                "<author><name>A. Reed</name><arxiv:affiliation "
                "xmlns:arxiv=\"http://arxiv.org/schemas/atom\">First\n"
                " University</arxiv:affiliation></author><author><name>B. Moss</name></author>\n"
                "<link href=\"http://arxiv.org/abs/2601.00001v1\" "
                "rel=\"alternate\"/></entry></feed>";
        const Report report = readOne(feed);
        QCOMPARE(report.format, QStringLiteral("atom"));
        QCOMPARE(report.papers.size(), 1);
        const ReportPaper &paper = report.papers[0];
        QVERIFY(paper.title.startsWith(QStringLiteral("Paper Kites: Strings")));
        QCOMPARE(paper.authorCount, 2);
        QCOMPARE(paper.institutions, QStringList{QStringLiteral("First University")});
        QCOMPARE(paper.codeUrl, QStringLiteral("https://github.com/org/kites"));
        QCOMPARE(paper.claims.size(), 1);
        QCOMPARE(paper.claims[0].value, 2.5);
        QVERIFY(refusal(feed.left(feed.size() - 20)).contains(QStringLiteral("no valid XML")));
    }

    void entitiesOfXmlDoNotExplode()
    {
        QByteArray bomb = "<?xml version=\"1.0\"?><!DOCTYPE feed [<!ENTITY a \"kite kite kite\">";
        for (char name = 'b'; name < 'k'; ++name) {
            const QByteArray before = "&" + QByteArray(1, char(name - 1)) + ";";
            bomb += "<!ENTITY " + QByteArray(1, name) + " \"" + before.repeated(10) + "\">";
        }
        bomb += "]><feed "
                "xmlns=\"http://www.w3.org/2005/Atom\"><entry><title>&j;</title></entry></feed>";
        QVERIFY(refusal(bomb).contains(QStringLiteral("no valid XML")));
    }

    void paperTables()
    {
        const Report report = readOne(
                "## Updated on 2026.01.02\n\n## Kites\n\n"
                "|Publish Date|Title|Authors|PDF|Code|\n|---|---|---|---|---|\n"
                "|**2026-01-02**|**Paper Kites: A \\| B**|A. Reed "
                "et.al.|[2601.00001](http://arxiv.org/"
                "abs/2601.00001)|**[link](https://github.com/org/kites)**|\n"
                "|**2026-01-01**|**Lanterns**|B. Moss, C. Fern|[2601.00002](http://arxiv.org/abs/"
                "2601.00002)|null|\n|**2026-01-01**|**Short**|\n\n## Lamps\n\n"
                "|Publish Date|Title|Authors|PDF|Code|\n|:---|:---|:---|:---|:---|\n"
                "|**2026-01-01**|**Lanterns**|B. Moss et.al.|[2601.00002](http://arxiv.org/abs/"
                "2601.00002)|null|\n\n"
                "- 2026-01-03, **Shadows**, D. Birch et.al., Paper: "
                "[http://arxiv.org/abs/2601.00003]"
                "(http://arxiv.org/abs/2601.00003), Code: **[https://github.com/org/shadows]"
                "(https://github.com/org/shadows)**\n");
        QCOMPARE(report.format, QStringLiteral("paper-table"));
        QCOMPARE(report.papers.size(), 3);  // one paper under two topics is one
        QCOMPARE(report.papers[0].title, QStringLiteral("Paper Kites: A | B"));
        QCOMPARE(report.papers[0].codeUrl, QStringLiteral("https://github.com/org/kites"));
        QCOMPARE(report.papers[0].authorCount, 0);  // "et.al." is no number
        QCOMPARE(report.papers[1].authorCount, 2);
        QVERIFY(report.papers[1].codeUrl.isEmpty());
        QCOMPARE(report.papers[2].title, QStringLiteral("Shadows"));
        QCOMPARE(report.papers[2].codeUrl, QStringLiteral("https://github.com/org/shadows"));
        QVERIFY(warnsOf(report, "bad-entry"));
        QVERIFY(warnsOf(report, "empty-abstract"));
    }

    // Some digests keep the line breaks of an abstract inside its cell.
    void aRowMayGoOverSeveralLines()
    {
        const Report report = readOne(
                "## Kites\n\n|Publish Date|Title|Authors|PDF|Abstract|\n|---|---|---|---|---|\n"
                "|**2026-01-02**|**Kites**|A. Reed|[2601.00001](http://arxiv.org/abs/2601.00001)|"
                "Kites fly.\nThey are 2.5x\nfaster than stones.|\n"
                "|**2026-01-01**|**Cut**|B. Moss\n\n"
                "|Publish Date|Title|Authors|PDF|Abstract|\n|---|---|---|---|---|\n"
                "|**2026-01-01**|**Lanterns**|B. Moss|[2601.00002](http://arxiv.org/abs/"
                "2601.00002)|Lamps.|\n");
        QCOMPARE(report.papers.size(), 2);
        QCOMPARE(report.papers[0].abstract,
                 QStringLiteral("Kites fly. They are 2.5x faster than stones."));
        QCOMPARE(report.papers[0].claims.size(), 1);
        QCOMPARE(report.papers[1].title, QStringLiteral("Lanterns"));
        QVERIFY(warnsOf(report, "bad-entry"));
    }

    void summariesInATableHoldClaims()
    {
        const Report report = readOne(
                "## Kites\n\n|Publish "
                "Date|Title|Authors|PDF|Code|摘要|\n|---|---|---|---|---|---|\n"
                "|**2026-01-02**|**Paper Kites**|A. Reed "
                "et.al.|[1](http://arxiv.org/abs/2601.00001)|"
                "null|本文提出纸鸢方法，端到端推理加速2.5倍。|\n"
                "|**2026-01-02**|**Lanterns**|A. Reed et.al.|[2](http://arxiv.org/abs/2601.00002)|"
                "null|A lantern gives a 2.5x speedup over the plain one.|\n");
        QCOMPARE(report.papers.size(), 2);
        QCOMPARE(report.papers[0].claims.size(), 1);
        QCOMPARE(report.papers[0].claims[0].value, 2.5);
        QVERIFY(report.papers[0].abstract.isEmpty());
        QCOMPARE(report.papers[1].claims.size(), 1);
        QVERIFY(!warnsOf(report, "empty-abstract"));
    }

    void picklesAreNotRead()
    {
        QVERIFY(refusal(QByteArray("\x80\x04\x95\x10\0\0\0\0\0\0\0", 11))
                        .contains(QStringLiteral("may run code")));
    }
};

QTEST_GUILESS_MAIN(TestBibliographies)
#include "test_bibliographies.moc"
