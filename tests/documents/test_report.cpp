// Reports of a comparison: what they say of each kind of answer, that text of papers stays text,
// and that the same input gives the same bytes.
#include "charts/chart_export.h"
#include "documents/pdf_report.h"
#include "report/inline_svg.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <QtTest>

using namespace touchstone;
using compare::Answer;
using report::Languages;

namespace {

const QString hostile = QStringLiteral("<script>alert(1)</script> & \"quotes\" \u202Eback");

Claim claimOf(const QString &id, const QString &quote)
{
    Claim claim;
    claim.id = id;
    claim.metric = QStringLiteral("speedup");
    claim.value = 2.5;
    claim.unit = QStringLiteral("x");
    claim.qualifier = Qualifier::UpTo;
    claim.sources = {{TextField::Abstract, 0, quote.size(), quote},
                     {TextField::Brief, 0, 4, QStringLiteral("提速 2.5 倍")}};
    claim.normalised = NormalisedClaim{QStringLiteral("time"), 2.5, {}, {}};
    return claim;
}

compare::ComparisonRow rowOf(const QString &id, Answer answer, measure::Evidence evidence)
{
    compare::ComparisonRow row;
    row.paperId = QStringLiteral("p-1");
    row.paperTitle = hostile;
    row.claim = claimOf(id, QStringLiteral("sentence of ") + id);
    row.claimed = compare::Claimed{id, 2.5, {}, {}, true, false};
    row.answer = answer;
    row.sentence = {"Why " + id.toStdString(), "原因 " + id.toStdString()};
    if (!row.isAnswered()) {
        return row;
    }
    row.grade = Grade::SameMechanism;
    row.gradeReason = {"the same mechanism", "机制相同"};
    row.limit = 4.0;
    row.verdict = compare::ClaimVerdict::Partly;
    compare::Measured measured;
    measured.runId = QStringLiteral("run-1");
    measured.machine = QStringLiteral("m-1");
    measured.ratio.baseline = "dense";
    measured.ratio.technique = "folded";
    measured.ratio.evidence = evidence;
    measured.ratio.ratio = 1.8;
    measured.ratio.low = 1.7;
    measured.ratio.high = 1.9;
    measured.ratio.rounds = 24;
    measured.ratio.kept = 21;
    measured.ratio.workers = 8;
    measured.ratio.verdict = measure::RatioVerdict::Faster;
    row.measured = {measured};
    return row;
}

report::ComparisonReport sample()
{
    report::ComparisonReport out;
    out.scope = {"All papers of the library", "文献库中的全部论文"};
    out.firstRun = out.lastRun = QStringLiteral("2026-11-28T10:00:00Z");
    out.lastReport = QStringLiteral("2025-09-24");
    report::PaperPart paper;
    paper.id = QStringLiteral("p-1");
    paper.title = hostile;
    paper.institutions = QStringList{QStringLiteral("<b>Institute</b>")};
    paper.authorCount = 3;
    paper.reportTitle = QStringLiteral("Daily & report");
    paper.reportDate = out.lastReport;
    paper.index = 7;
    paper.codeUrl = QStringLiteral("javascript:alert(2)");
    paper.answered = {
            rowOf(QStringLiteral("measured"), Answer::Measured, measure::Evidence::Measured),
            rowOf(QStringLiteral("computed"), Answer::Computed, measure::Evidence::Computed),
            rowOf(QStringLiteral("simulated"), Answer::Simulated, measure::Evidence::Simulated)};
    paper.unanswered = {
            rowOf(QStringLiteral("notrun"), Answer::NotRun, measure::Evidence::Measured),
            rowOf(QStringLiteral("nothere"), Answer::NotMeasurable, measure::Evidence::Measured),
            rowOf(QStringLiteral("tocome"), Answer::NoKernel, measure::Evidence::Measured)};
    out.papers = {paper};
    out.runs.insert(QStringLiteral("run-1"),
                    {QStringLiteral("run-1"), QStringLiteral("m-1"), QStringLiteral("cpu"),
                     QStringLiteral("small"), out.lastRun, QStringLiteral("kernel-a"), 2,
                     measure::RunStatus::Ok, false});
    store::MachineRow machine;
    machine.head.machine = {"m-1", "Test processor, 2 cores", {{"memory", "24683656 kB"}}};
    machine.head.environment = {{"huge pages", "always [madvise] never"}, {"own key", "own value"}};
    machine.head.certificate = measure::Certificate{};
    machine.head.certificate->trials = 123;
    out.machines = {machine};
    compare::ChartQuery query;
    auto chart = buildChart(query, paper.answered, {}, Vocabulary::bundled());
    out.charts = {*chart};
    return out;
}

Result<QByteArray> draw(const compare::ChartSpec &spec)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("chart.svg"));
    if (const auto written = ui::exportChart(spec, {}, path); !written) {
        return passOn(written.error());
    }
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

report::Document document()
{
    return documentOf(sample(), Vocabulary::bundled());
}

QString page(Languages languages)
{
    const auto html = htmlReport(document(), languages, draw);
    return html ? QString::fromUtf8(*html) : QString();
}

}  // namespace

class TestReport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachAnswerIsThere();
    void reasonsAreCounted();
    void languages();
    void textOfPapersStaysText();
    void chartsAreInlineAndHarmless();
    void sameBytes();
    void pdfHoldsTheText();
    void longTablesAndSentencesReachTheirEnd();
    void canBeCancelled();
};

void TestReport::eachAnswerIsThere()
{
    const QString html = page(Languages::English);
    for (const char *words : {"sentence of measured",
                              "sentence of computed",
                              "sentence of simulated",
                              "Why measured",
                              "measured here; grade SM, same mechanism: the same mechanism",
                              "computed; grade SM",
                              "simulated; grade SM",
                              "1.8× (95 % interval 1.7 to 1.9)",
                              "up to 2.5×",
                              "partly observed",
                              "dense, against which folded is compared",
                              "2026-11-28, Test processor, 2 cores",
                              "preset small, 2 thread(s), done",
                              "21 of 24 rounds kept, 8 processes",
                              "23.5 GiB",
                              "madvise",
                              "own value",
                              "in 123 trials",
                              "sentence of nothere",
                              "Why tocome"}) {
        QVERIFY2(html.contains(QString::fromUtf8(words).toHtmlEscaped()), words);
    }
}

void TestReport::reasonsAreCounted()
{
    const QString html = page(Languages::English);
    QVERIFY(html.contains(QLatin1String(
            "1 papers, 6 claims: 1 measured here, 1 computed, 1 simulated, 1 not run yet, 1 not "
            "measurable here, 1 with a kernel to come")));
    QVERIFY(html.contains(QLatin1String("3 partly observed")));
}

void TestReport::languages()
{
    const QString zh = page(Languages::Chinese);
    QVERIFY(zh.contains(QStringLiteral("<html lang=\"zh-CN\">")));
    QVERIFY(zh.contains(QStringLiteral("原因 measured")));
    QVERIFY(zh.contains(QStringLiteral("部分相符")));
    QVERIFY(!zh.contains(QStringLiteral("Why measured")));
    QVERIFY(!zh.contains(QStringLiteral("At a glance")));
    // A sentence of the paper is shown in its own language, whatever that of the report.
    QVERIFY(zh.contains(QStringLiteral("sentence of measured")));
    const QString en = page(Languages::English);
    QVERIFY(en.contains(QStringLiteral("提速 2.5 倍")));
    QVERIFY(!en.contains(QStringLiteral("原因 measured")));
    const QString both = page(Languages::Both);
    QVERIFY(both.contains(QStringLiteral("Why measured")));
    QVERIFY(both.contains(QStringLiteral("原因 measured")));
}

void TestReport::textOfPapersStaysText()
{
    const QString html = page(Languages::Both);
    QVERIFY(!html.contains(QLatin1String("<script")));
    QVERIFY(!html.contains(QLatin1String("<b>Institute")));
    QVERIFY(html.contains(QLatin1String("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;")));
    QVERIFY(!html.contains(QLatin1String("href=\"javascript")));
    QVERIFY(html.contains(QLatin1String("javascript:alert(2)")));  // as text
    for (const char *outside : {"src=", "url(http", "@import", "<link", "<iframe"}) {
        QVERIFY2(!html.contains(QLatin1String(outside)), outside);
    }
}

void TestReport::chartsAreInlineAndHarmless()
{
    QVERIFY(page(Languages::English).contains(QLatin1String("<svg xmlns=")));
    const auto clean = report::inlineSvg(
            R"svg(<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="x()">
<metadata>secret</metadata><script>bad()</script><g id="a" fill="url(#b)" font-family="A, B">
<image href="http://elsewhere/x.png"/><rect fill="url(http://elsewhere/y)"/>
<text>1 &lt; 2</text></g></svg>)svg",
            QStringLiteral("p-"), QStringLiteral("One"));
    QVERIFY(clean);
    for (const char *gone : {"onload", "secret", "bad()", "elsewhere", "<?xml", "A, B"}) {
        QVERIFY2(!clean->contains(gone), gone);
    }
    QVERIFY(clean->contains("id=\"p-a\" fill=\"url(#p-b)\" font-family=\"One\""));
    QVERIFY(clean->contains("<text>1 &lt; 2</text>"));
    QVERIFY(!report::inlineSvg("no drawing", {}));
}

void TestReport::sameBytes()
{
    QCOMPARE(page(Languages::Both), page(Languages::Both));
    const auto first = ui::pdfReport(document(), Languages::Both, draw);
    QTest::qWait(1100);  // a clock in the file would show
    const auto second = ui::pdfReport(document(), Languages::Both, draw);
    QVERIFY(first && second);
    QVERIFY(first->startsWith("%PDF-"));
    QCOMPARE(*first, *second);
}

QString textOf(const QByteArray &pdf)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("report.pdf"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(pdf) != pdf.size()) {
        return {};
    }
    file.close();
    QProcess process;
    process.start(QStringLiteral("pdftotext"),
                  {QStringLiteral("-layout"), path, QStringLiteral("-")});
    process.waitForFinished();
    return QString::fromUtf8(process.readAllStandardOutput());
}

void TestReport::pdfHoldsTheText()
{
    if (QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty()) {
        QSKIP("pdftotext (poppler-utils) is not installed");
    }
    const auto pdf = ui::pdfReport(document(), Languages::Both, draw);
    QVERIFY(pdf);
    const QString text = textOf(*pdf);
    for (const char *words :
         {"sentence of measured", "Why measured", "原因 measured", "<script>alert(1)</script>",
          "1.8× (95 % interval 1.7 to 1.9)", "Test processor, 2 cores", "部分相符"}) {
        QVERIFY2(text.contains(QString::fromUtf8(words)), words);
    }
    QVERIFY(text.contains(QRegularExpression(QStringLiteral("1 ?/ ?\\d+\\s"))));  // page number
}

void TestReport::longTablesAndSentencesReachTheirEnd()
{
    report::Document long1;
    long1.title = {"Long", "长"};
    report::Table table;
    table.columns = {{"Head of it", "表头"}, {"Text", "文字"}};
    table.shares = {0.3, 0.7};
    for (int i = 0; i < 120; ++i) {
        table.rows.append({text("row{0}", "行{0}", i), text("value{0}", "值{0}", i)});
    }
    std::string words;
    for (int i = 0; i < 4000; ++i) {
        words += "word" + std::to_string(i) + " ";
    }
    table.rows.append({{"last", "末"}, {words, words}});
    long1.parts = {report::Heading{2, {"A section", "一节"}}, table};
    const auto pdf = ui::pdfReport(long1, Languages::English, draw);
    QVERIFY(pdf);
    const int pages = int(pdf->count("/Type /Page\n"));
    QVERIFY2(pages > 4, QByteArray::number(pages).constData());
    if (QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty()) {
        QSKIP("pdftotext (poppler-utils) is not installed");
    }
    const QString text = textOf(*pdf);
    QVERIFY(text.contains(QLatin1String("row119")));
    QVERIFY(text.contains(QLatin1String("word3999")));
    QCOMPARE(text.count(QLatin1String("Head of it")), pages);  // repeated on each page
}

void TestReport::canBeCancelled()
{
    std::stop_source stop;
    stop.request_stop();
    const auto html = htmlReport(document(), Languages::English, draw, stop.get_token());
    QVERIFY(!html && html.error().cancelled());
    const auto pdf = ui::pdfReport(document(), Languages::English, draw, stop.get_token());
    QVERIFY(!pdf && pdf.error().cancelled());
}

QTEST_MAIN(TestReport)
#include "test_report.moc"
