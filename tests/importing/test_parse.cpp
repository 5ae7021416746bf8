#include "sample.h"

using namespace touchstone;
using namespace touchstone::importing;

namespace {

QByteArray replaced(QByteArray text, const char *from, const char *to)
{
    return text.replace(from, to);
}

QByteArray replacedOnce(QByteArray text, const char *from, const char *to)
{
    const qsizetype at = text.indexOf(from);
    return at < 0 ? text : text.replace(at, qsizetype(qstrlen(from)), to);
}

}  // namespace

class TestParse : public QObject {
    Q_OBJECT

    // All papers with all fields, however the form was changed.
    static void verifyComplete(const Report &report)
    {
        QCOMPARE(report.papers.size(), 3);
        for (qsizetype i = 0; i < 3; ++i) {
            const SamplePaper &sample = samplePapers()[i];
            const ReportPaper &paper = report.papers[i];
            QCOMPARE(paper.index, int(i) + 1);
            QCOMPARE(paper.rawTitle, QString::fromUtf8(sample.title));
            QCOMPARE(paper.brief, QString::fromUtf8(sample.brief));
            QCOMPARE(paper.abstract, QString::fromUtf8(sample.abstract));
            QCOMPARE(paper.rawInstitutions, QString::fromUtf8(sample.institutions));
            QCOMPARE(paper.authorCount, QString::fromUtf8(sample.authors).left(1).toInt());
            QVERIFY(paper.hasAbstract);
        }
    }

private Q_SLOTS:
    void theFormatIsRead()
    {
        const Report report = readOne(sampleReport());
        verifyComplete(report);
        QCOMPARE(report.title, QStringLiteral("推理加速论文报告"));
        QCOMPARE(report.generatedAt, QDateTime(QDate(2031, 2, 3), QTime(4, 5, 6)));
        QCOMPARE(report.statedPaperCount, 3);
        QCOMPARE(report.format, QStringLiteral("report"));
        QCOMPARE(report.sourceName, QStringLiteral("sample.md"));
        QCOMPARE(report.sourceSha256.size(), 64);
        QCOMPARE(report.papers[0].institutions,
                 (QStringList{QStringLiteral("Example University"),
                              QStringLiteral("Sample Technologies, Inc")}));
        QCOMPARE(report.papers[0].codeUrl, QStringLiteral("https://github.com/example/lumen"));
        QCOMPARE(report.papers[0].shortName, QStringLiteral("Lumen"));
        QCOMPARE(report.papers[1].title, QStringLiteral("Two-Step Pruning for Small Models"));
        QCOMPARE(codesOf(report),
                 (QStringList{QStringLiteral("joined-institution"),
                              QStringLiteral("empty-institutions"), QStringLiteral("title-case")}));
    }

    void everyFieldKeepsItsLine()
    {
        for (const char *lineEnd : {"\n", "\r\n", "\r"}) {
            const QByteArray bytes = replaced(sampleReport(), "\n", lineEnd);
            const Report report = readOne(bytes);
            verifyComplete(report);
            for (const ReportPaper &paper : report.papers) {
                QVERIFY(beginsOnLine(bytes, paper.titleLine, paper.rawTitle));
                QVERIFY(beginsOnLine(bytes, paper.briefLine, paper.brief));
                QVERIFY(beginsOnLine(bytes, paper.abstractLine, paper.abstract));
                QVERIFY(beginsOnLine(bytes, paper.institutionsLine, paper.rawInstitutions));
            }
            QCOMPARE(report.papers[0].titleLine, 21);
            QCOMPARE(report.papers[0].abstractLine, 27);
        }
    }

    void otherWritingsOfTheForm_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray report = sampleReport();
        QTest::newRow("as is") << report;
        QTest::newRow("full-width colons")
                << replaced(replaced(report, "**: ", "**："), "**:\n", "**：\n");
        QTest::newRow("colon inside the bold") << replaced(report, "**:", ":**");
        QTest::newRow("no bold") << replaced(report, "**", "");
        QTest::newRow("full-width asterisks") << replaced(report, "**", "＊＊");
        QTest::newRow("full-width digits") << replaced(
                replaced(replaced(report, "### 1. ", "### １．"), "### 2. ", "### ２．"), "### 3. ",
                "### ３．");
        QTest::newRow("Chinese numbering")
                << replaced(replaced(replaced(report, "### 1. ", "### 1、"), "### 2. ", "### 2、"),
                            "### 3. ", "### 3、");
        QTest::newRow("第N篇") << replaced(
                replaced(replaced(report, "### 1.", "### 第1篇"), "### 2.", "### 第2篇"), "### 3.",
                "### 第3篇");
        QTest::newRow("number without a mark")
                << replaced(replaced(replaced(report, "### 1.", "### 1"), "### 2.", "### 2"),
                            "### 3.", "### 3");
        QTest::newRow("no space behind the marks") << replaced(report, "### ", "###");
        QTest::newRow("other levels") << replaced(report, "### ", "#### ");
        QTest::newRow("one level") << replaced(report, "### ", "## ");
        QTest::newRow("list items") << replaced(report, "**主要", "- **主要")
                                               .replace("**作者", "- **作者")
                                               .replace("**摘要", "- **摘要");
        QTest::newRow("indented") << replaced(report, "\n", "\n  ");
        QTest::newRow("wide spaces") << replaced(report, "\n", "　\n　");
        QTest::newRow("no blank lines") << replaced(report, "\n\n", "\n");
        QTest::newRow("more blank lines") << replaced(report, "\n", "\n\n");
        QTest::newRow("rulers") << replaced(report, "\n### ", "\n---\n\n### ");
        QTest::newRow("numbered sections") << replaced(
                replaced(report, "## 论文技", "## 一、论文技"), "## 论文详", "## 二、论文详");
        QTest::newRow("English labels") << replaced(report, "主要机构", "Institutions")
                                                   .replace("作者数量", "Authors")
                                                   .replace("摘要", "Abstract")
                                                   .replace("论文技术简报", "Technical Briefs")
                                                   .replace("论文详细信息", "Paper Details")
                                                   .replace("生成时间", "Generated at")
                                                   .replace("分析论文数量", "Papers analysed");
        QTest::newRow("abstract on the label's line")
                << replaced(report, "**摘要**:\n", "**摘要**: ");
        QTest::newRow("institutions below the label")
                << replaced(report, "**主要机构**: ", "**主要机构**:\n");
        QTest::newRow("sections swapped")
                << sampleHeader(3) + detailsOf(samplePapers()) + briefsOf(samplePapers());
        QTest::newRow("no section headings")
                << replaced(replaced(report, "## 论文技术简报\n", ""), "## 论文详细信息\n", "");
        QTest::newRow("no details heading") << replaced(report, "## 论文详细信息\n", "");
        QTest::newRow("no header") << briefsOf(samplePapers()) + detailsOf(samplePapers());
        QTest::newRow("byte order mark inside") << sampleHeader(3) + "\xEF\xBB\xBF"
                                                           + briefsOf(samplePapers())
                                                           + detailsOf(samplePapers());
    }
    void otherWritingsOfTheForm()
    {
        QFETCH(QByteArray, bytes);
        verifyComplete(readOne(bytes));
    }

    void theBriefMayStandWithTheDetails()
    {
        QByteArray bytes = sampleHeader(3);
        for (qsizetype i = 0; i < 3; ++i) {
            const SamplePaper &paper = samplePapers()[i];
            bytes += "### " + QByteArray::number(i + 1) + ". " + paper.title + "\n" + paper.brief
                     + "\n**主要机构**: " + paper.institutions + "\n**作者数量**: " + paper.authors
                     + "\n**摘要**: " + paper.abstract + "\n";
        }
        verifyComplete(readOne(bytes));
    }

    void datesAsPeopleWriteThem_data()
    {
        QTest::addColumn<QByteArray>("written");
        QTest::addColumn<QDateTime>("meant");
        const QDate date(2031, 2, 3);
        const auto row = [](const char *written, const QDateTime &meant) {
            QTest::newRow(written) << QByteArray(written) << meant;
        };
        row("2031/2/3 04:05:06", QDateTime(date, QTime(4, 5, 6)));
        row("2031年2月3日 4时5分", QDateTime(date, QTime(4, 5)));
        row("2031-02-03T04:05:06", QDateTime(date, QTime(4, 5, 6)));
        row("2031-02-03", QDateTime(date, QTime(0, 0)));
        row("2031年2月3日 下午3:04", QDateTime(date, QTime(15, 4)));
        row("2031年2月3日 上午12:10", QDateTime(date, QTime(0, 10)));
        row("2031-02-03 3:04 PM", QDateTime(date, QTime(15, 4)));
        row("2031-02-03 12:04 pm", QDateTime(date, QTime(12, 4)));
        row("２０３１-０２-０３ ０４：０５：０６", QDateTime(date, QTime(4, 5, 6)));
        row("2031-13-40 99:99:99", QDateTime());
        row("yesterday", QDateTime());
        row("99999999999999999999-1-1", QDateTime());
    }
    void datesAsPeopleWriteThem()
    {
        QFETCH(QByteArray, written);
        QFETCH(QDateTime, meant);
        const Report report =
                readOne(replacedOnce(sampleReport(), "2031-02-03 04:05:06", written.constData()));
        QCOMPARE(report.generatedAt, meant);
        QCOMPARE(codesOf(report).contains(QStringLiteral("bad-date")), !meant.isValid());
    }

    void repairsAreSaid_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("line");
        const QByteArray report = sampleReport();
        const auto row = [](const char *code, const QByteArray &bytes, int line) {
            QTest::newRow(code) << bytes << QString::fromUtf8(code) << line;
        };
        row("missing-report-title", replacedOnce(report, "# 推理加速论文报告\n", "\n"), 1);
        row("missing-date", replacedOnce(report, "生成时间", "时"), 1);
        row("missing-count", replacedOnce(report, "分析论文数量: 3篇", ""), 1);
        row("count-mismatch", replacedOnce(report, "量: 3篇", "量: 14篇"), 3);
        row("missing-section", replacedOnce(report, "## 论文技术简报\n", "\n"), 1);
        row("swapped-sections",
            sampleHeader(3) + detailsOf(samplePapers()) + briefsOf(samplePapers()), 1);
        row("unknown-section", report + "## 附录\n\n编者的话。\n", 45);
        row("stray-text", replacedOnce(report, "\n\n## 论文技", "\n声明：仅供参考。\n\n## 论文技"),
            4);
        row("unknown-field",
            replacedOnce(report, "**作者数量**: 4人", "**作者数量**: 4人\n**会议**: ABC"), 25);
        row("repeated-field",
            replacedOnce(report, "**作者数量**: 4人", "**作者数量**: 4人\n**作者数量**: 5人"), 25);
        row("bad-author-count", replacedOnce(report, "**作者数量**: 4人", "**作者数量**: 多人"),
            24);
        row("missing-number", replaced(report, "### 2. ", "### "), 11);
        row("duplicate-number", replaced(report, "### 3. ", "### 2. "), 37);
        row("missing-label", replacedOnce(report, "**摘要**:\nLong", "Long"), 26);
        row("title-mismatch",
            replacedOnce(report, "### 3. Counting Tokens", "### 3. Weighing Trees"), 37);
        row("empty-title", replaced(report, "### 3. Counting Tokens", "### 3. "), 37);
        row("missing-brief", replacedOnce(report, "某公司统计词元。\n", "\n"), 37);
        row("missing-details", report.first(report.lastIndexOf("### 3. Counting Tokens")), 15);
        row("truncated", report.first(report.lastIndexOf("**作者数量")), 39);
    }
    void repairsAreSaid()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, code);
        QFETCH(int, line);
        const Report report = readOne(bytes);
        const auto at = std::find_if(report.warnings.begin(), report.warnings.end(),
                                     [&](const ImportWarning &w) { return w.code == code; });
        QVERIFY2(at != report.warnings.end(),
                 qPrintable(codesOf(report).join(QStringLiteral(", "))));
        QCOMPARE(at->line, line);
        QVERIFY(!at->message.en.empty() && !at->message.zh.empty());
        QVERIFY(report.papers.size() >= 3);
    }

    void numbersStayUnique()
    {
        const Report report = readOne(replaced(sampleReport(), "### 3. ", "### 2. "));
        QCOMPARE(report.papers.size(), 3);
        QCOMPARE(report.papers[1].index, 2);
        QCOMPARE(report.papers[2].index, 3);
        QCOMPARE(report.papers[2].brief, QString::fromUtf8(samplePapers()[2].brief));
    }

    void aTitleThatStartsWithANumberIsNoNumber()
    {
        const Report report =
                readOne(replaced(sampleReport(), "3. Counting Tokens", "3. 1.58-bit Trees"));
        QCOMPARE(report.papers[2].rawTitle, QStringLiteral("1.58-bit Trees"));
        const Report bare = readOne(replaced(sampleReport(), "3. Counting Tokens", "2.5D Trees"));
        QCOMPARE(bare.papers[2].rawTitle, QStringLiteral("2.5D Trees"));
        QCOMPARE(bare.papers[2].index, 3);
    }

    void abstractsMayHaveSeveralParagraphs()
    {
        const QByteArray bytes = replacedOnce(
                sampleReport(), "The second step",
                "\n\nAuthors: this line is prose.\n#### 2. A list inside\n1. The second step");
        const Report report = readOne(bytes);
        QCOMPARE(report.papers.size(), 3);
        QVERIFY(report.papers[1].abstract.contains(QStringLiteral("Authors: this line is prose.")));
        QVERIFY(report.papers[1].abstract.endsWith(QStringLiteral("measure both.")));
        QVERIFY(beginsOnLine(bytes, report.papers[1].abstractLine, report.papers[1].abstract));
        QCOMPARE(report.papers[1].authorCount, 2);
    }

    void everyTruncationIsSurvived()
    {
        const QByteArray report = sampleReport();
        const qsizetype firstPaper = report.indexOf("### 1.") + 10;
        for (qsizetype length = 0; length < report.size(); length += 7) {
            const auto reports = readReports(report.first(length), QStringLiteral("cut"));
            if (length >= firstPaper) {
                QVERIFY2(reports.has_value(), qPrintable(QString::number(length)));
                QVERIFY(!reports->at(0).papers.isEmpty());
            } else if (!reports) {
                QVERIFY(!reports.error().message.en.empty());
            }
        }
    }

    void otherTextIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("prose") << QByteArray("Dear reader,\n\nthis is a letter.\n")
                               << ErrorCode::UnknownFormat;
        QTest::newRow("manual") << QByteArray(
                "# Install\n\n### 1. Get it\n\nrun it\n\n### 2. Use it\n")
                                << ErrorCode::UnknownFormat;
        QTest::newRow("table") << QByteArray("a,b,c\n1,2,3\n") << ErrorCode::UnknownFormat;
        QTest::newRow("header alone") << sampleHeader(3) << ErrorCode::Corrupt;
        QTest::newRow("web page") << QByteArray("<!DOCTYPE html><html><body>x</body></html>")
                                  << ErrorCode::UnknownFormat;
    }
    void otherTextIsRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(ErrorCode, code);
        const auto reports = readReports(bytes, QStringLiteral("other.txt"));
        QVERIFY(!reports.has_value());
        QCOMPARE(reports.error().code, code);
        QVERIFY(reports.error().message.en.find("other.txt") == 0);
    }

    void anAbstractOfTenMegabytesIsOneAbstract()
    {
        QByteArray words;
        while (words.size() < 10'000'000) {
            words += "We measure a cache that is large and slow - again. ";
        }
        words = words.trimmed();
        const Report report = readOne(
                replacedOnce(sampleReport(), samplePapers()[2].abstract, words.constData()));
        QCOMPARE(report.papers.size(), 3);
        QCOMPARE(report.papers[2].abstract.size(), words.size());
    }

    void aStopRequestEndsTheReading()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto reports = readReports(sampleReport(), QStringLiteral("x"), stop.get_token());
        QVERIFY(!reports.has_value());
        QVERIFY(reports.error().cancelled());
    }
};

QTEST_GUILESS_MAIN(TestParse)
#include "test_parse.moc"
