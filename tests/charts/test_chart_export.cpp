// Every chart in every format: structure, embedded spec, fonts, escaping, repeatability, errors.
#include "charts/chart_export.h"
#include "charts/sample_charts.h"
#include "charts/strict_messages.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTransform>
#include <QXmlStreamReader>

#include <cmath>

using namespace touchstone;
using compare::ChartKind;
using ui::ChartSize;
using ui::ChartStyle;
using ui::ChartTheme;

Q_DECLARE_METATYPE(touchstone::compare::ChartKind)

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Where TOUCHSTONE_NEEDS_TOOLS is set, as in CI, a missing tool is a failure.
#define SKIP_UNLESS_NEEDED(reason)                                                                 \
    do {                                                                                           \
        if (qEnvironmentVariableIsSet("TOUCHSTONE_NEEDS_TOOLS")) {                                 \
            QFAIL(reason);                                                                         \
        }                                                                                          \
        QSKIP(reason);                                                                             \
    } while (false)

struct SvgFacts {
    QString error;
    QStringList texts;
    QString spec;
    double width = 0, height = 0;
    int shapes = 0;
    QRectF bounds;  // of all coordinates of shapes
};

void addPoint(SvgFacts &facts, const QPointF &place)
{
    const QRectF point(place, QSizeF(0.001, 0.001));
    facts.bounds = facts.shapes == 0 ? point : facts.bounds.united(point);
}

// "matrix(a,b,c,d,e,f)" of a group.
QTransform transformOf(const QString &text)
{
    const QStringList n = text.section(QLatin1Char('('), 1).chopped(1).split(QLatin1Char(','));
    return n.size() == 6 ? QTransform(n[0].toDouble(), n[1].toDouble(), n[2].toDouble(),
                                      n[3].toDouble(), n[4].toDouble(), n[5].toDouble())
                         : QTransform();
}

double number(const QXmlStreamAttributes &attributes, const char *name)
{
    return attributes.value(QLatin1String(name)).toDouble();
}

// The groups of QSvgGenerator are not nested but for one around all.
SvgFacts readSvg(const QByteArray &bytes)
{
    static const QRegularExpression pair(QStringLiteral("([-+.e\\d]+),([-+.e\\d]+)"));
    SvgFacts facts;
    QTransform transform;
    QXmlStreamReader xml(bytes);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        const auto attributes = xml.attributes();
        const auto name = xml.name();
        if (name == QLatin1String("svg")) {
            const QStringList box =
                    attributes.value(QLatin1String("viewBox")).toString().split(QLatin1Char(' '));
            facts.width = box.value(2).toDouble();
            facts.height = box.value(3).toDouble();
        } else if (name == QLatin1String("g")) {
            transform = transformOf(attributes.value(QLatin1String("transform")).toString());
        } else if (name == QLatin1String("text")) {
            facts.texts.append(xml.readElementText());
        } else if (name == QLatin1String("spec")) {
            facts.spec = xml.readElementText();
        } else if (name == QLatin1String("circle") || name == QLatin1String("ellipse")) {
            addPoint(facts,
                     transform.map(QPointF(number(attributes, "cx"), number(attributes, "cy"))));
            ++facts.shapes;
        } else if (name == QLatin1String("rect")) {
            const QRectF rect(number(attributes, "x"), number(attributes, "y"),
                              number(attributes, "width"), number(attributes, "height"));
            addPoint(facts, transform.map(rect.topLeft()));
            addPoint(facts, transform.map(rect.bottomRight()));
            ++facts.shapes;
        } else if (name == QLatin1String("polyline") || name == QLatin1String("polygon")
                   || name == QLatin1String("path")) {
            const QString points = attributes.value(QLatin1String("points")).toString()
                                   + attributes.value(QLatin1String("d")).toString();
            for (auto it = pair.globalMatch(points); it.hasNext();) {
                const auto match = it.next();
                addPoint(facts, transform.map(QPointF(match.captured(1).toDouble(),
                                                      match.captured(2).toDouble())));
            }
            ++facts.shapes;
        }
    }
    facts.error = xml.hasError() ? xml.errorString() : QString();
    return facts;
}

// With room for rounding and for the edge of a mark.
QRectF pageOf(const SvgFacts &facts)
{
    return QRectF(0, 0, facts.width, facts.height).adjusted(-0.5, -0.5, 0.5, 0.5);
}

bool hasChinese(const QString &text)
{
    for (const QChar c : text) {
        if (c.script() == QChar::Script_Han) {
            return true;
        }
    }
    return false;
}

QByteArray outputOf(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    process.waitForFinished(30000);
    return process.readAllStandardOutput();
}

}  // namespace

class TestChartExport : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    QString path(const QString &name) const
    {
        // Set it to keep the pictures for inspection.
        const QString kept = qEnvironmentVariable("TOUCHSTONE_KEEP_CHARTS");
        return (kept.isEmpty() ? m_folder.path() : kept) + QLatin1Char('/') + name;
    }
    QByteArray exported(const compare::ChartSpec &spec, const ChartStyle &style,
                        const QString &name) const
    {
        const auto done = ui::exportChart(spec, style, path(name));
        if (!done) {
            QTest::qFail(done.error().message.en.c_str(), __FILE__, __LINE__);
        }
        return contentOf(path(name));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        qInstallMessageHandler(samples::failOnMessage);
    }
    void cleanupTestCase() { qInstallMessageHandler(nullptr); }

    void everyKindHasRows()
    {
        QTest::addColumn<ChartKind>("kind");
        QTest::addColumn<int>("points");
        for (int kind = 0; kind <= int(ChartKind::VerdictOverview); ++kind) {
            for (const int points : {0, 1, 8, 40}) {
                QTest::addRow("%s %d", qPrintable(toWord(ChartKind(kind))), points)
                        << ChartKind(kind) << points;
            }
        }
    }

    void svg_data() { everyKindHasRows(); }
    void svg()
    {
        QFETCH(ChartKind, kind);
        QFETCH(int, points);
        const compare::ChartSpec spec = samples::chart(kind, points);
        for (const auto language : {Language::English, Language::Chinese}) {
            for (const auto size :
                 {ChartSize::SingleColumn, ChartSize::DoubleColumn, ChartSize::Slide}) {
                ChartStyle style;
                style.language = language;
                style.size = size;
                const SvgFacts facts = readSvg(exported(spec, style, QStringLiteral("c.svg")));
                QCOMPARE(facts.error, QString());
                const QString all = facts.texts.join(QLatin1Char('\n'));
                QCOMPARE(hasChinese(all), language == Language::Chinese);
                const double millimetres = facts.width * 25.4 / 96;
                QVERIFY(size == ChartSize::Slide
                        || std::abs(millimetres - (size == ChartSize::SingleColumn ? 89 : 183))
                                   < 0.1);
                if (size == ChartSize::Slide && points < 9) {
                    QCOMPARE(facts.width / facts.height, 16.0 / 9);
                }
                QVERIFY(facts.shapes >= points);
                QVERIFY2(points == 0 || pageOf(facts).contains(facts.bounds),
                         "a shape lies outside the page");
                QVERIFY(!all.contains(QStringLiteral("nan")));
                const auto back = compare::chartSpecFromJson(facts.spec.toUtf8());
                QVERIFY(back.has_value());
                QCOMPARE(compare::toJson(*back), compare::toJson(spec));
            }
        }
    }

    void png_data() { everyKindHasRows(); }
    void png()
    {
        QFETCH(ChartKind, kind);
        QFETCH(int, points);
        const compare::ChartSpec spec = samples::chart(kind, points);
        for (const auto theme : {ChartTheme::Light, ChartTheme::Dark}) {
            for (const auto language : {Language::English, Language::Chinese}) {
                ChartStyle style;
                style.theme = theme;
                style.language = language;
                const QString name =
                        QStringLiteral("%1-%2-%3-%4.png")
                                .arg(toWord(kind))
                                .arg(points)
                                .arg(language == Language::Chinese ? QStringLiteral("zh")
                                                                   : QStringLiteral("en"),
                                     theme == ChartTheme::Dark ? QStringLiteral("dark")
                                                               : QStringLiteral("light"));
                exported(spec, style, name);
                const QImage image(path(name));
                QCOMPARE(image.width(), qRound(183 / 25.4 * 96 * 2));
                QCOMPARE(image.dotsPerMeterX(), qRound(2 * 96 / 0.0254));
                QCOMPARE(image.text(QStringLiteral("touchstone-chart")).toUtf8(),
                         compare::toJson(spec));
                const bool dark = image.pixelColor(2, 2).lightness() < 128;
                QCOMPARE(dark, theme == ChartTheme::Dark);
            }
        }
    }

    void pdf_data() { everyKindHasRows(); }
    void pdf()
    {
        QFETCH(ChartKind, kind);
        QFETCH(int, points);
        ChartStyle style;
        style.bothLanguages = true;
        const QByteArray bytes =
                exported(samples::chart(kind, points), style, QStringLiteral("c.pdf"));
        QVERIFY(bytes.startsWith("%PDF-"));
        QVERIFY(bytes.contains("touchstone-chart.json"));
        if (QStandardPaths::findExecutable(QStringLiteral("pdffonts")).isEmpty()) {
            SKIP_UNLESS_NEEDED("pdffonts is not installed");
        }
        const QByteArray fonts =
                outputOf(QStringLiteral("pdffonts"), {path(QStringLiteral("c.pdf"))});
        const QList<QByteArray> lines = fonts.trimmed().split('\n').mid(2);
        QVERIFY(!lines.isEmpty());
        for (const QByteArray &line : lines) {
            // The columns from the right: object id (2), unicode, subset, embedded.
            const QList<QByteArray> cells = line.simplified().split(' ');
            QVERIFY(cells.size() > 5);
            QCOMPARE(cells[cells.size() - 5], QByteArray("yes"));
            QVERIFY2(line.contains("Noto") && line.contains("CJK"), line.constData());
        }
        const QString text = QString::fromUtf8(outputOf(
                QStringLiteral("pdftotext"), {path(QStringLiteral("c.pdf")), QStringLiteral("-")}));
        // Qt writes glyphs shared with a Kangxi radical as that radical; NFKC restores the
        // character.
        QVERIFY(text.normalized(QString::NormalizationForm_KC)
                        .contains(QStringLiteral("稀疏注意力")));
        QVERIFY(text.contains(QStringLiteral("sparse attention")));
    }

    // A glyph without a character can be read, but neither found nor copied.
    void digitsInAPdfAreCopied()
    {
        compare::ChartSpec spec = samples::chart(ChartKind::ClaimsVsMeasured, 3);
        spec.y.categories[0] = {"Fast-dLLM v2 – Speedup", "Fast-dLLM v2 – 加速比"};
        spec.legendNote = {"n = 128 rounds in 8 processes", "n = 128 轮，8 个进程"};
        for (const bool both : {false, true}) {
            ChartStyle style;
            style.language = Language::Chinese;
            style.bothLanguages = both;
            exported(spec, style, QStringLiteral("digits.pdf"));
            if (QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty()) {
                SKIP_UNLESS_NEEDED("pdftotext is not installed");
            }
            const QString text = QString::fromUtf8(
                    outputOf(QStringLiteral("pdftotext"),
                             {QStringLiteral("-layout"), path(QStringLiteral("digits.pdf")),
                              QStringLiteral("-")}));
            const QString found = text.normalized(QString::NormalizationForm_KC).simplified();
            QStringList wanted{QStringLiteral("Fast-dLLM v2"), QStringLiteral("实测 [95%]"),
                               QStringLiteral("n = 128 轮"), QStringLiteral("8 个进程")};
            if (both) {
                wanted += {QStringLiteral("measured [95 %]"), QStringLiteral("in 8 processes")};
            }
            for (const QString &part : wanted) {
                QVERIFY2(found.contains(part), qPrintable(part + QLatin1Char('\n') + found));
            }
        }
    }

    void hostileNamesStayText()
    {
        const compare::ChartSpec spec = samples::hostileChart();
        ChartStyle style;
        const SvgFacts facts = readSvg(exported(spec, style, QStringLiteral("h.svg")));
        QCOMPARE(facts.error, QString());
        QVERIFY(pageOf(facts).contains(facts.bounds));
        QVERIFY(facts.texts.contains(QStringLiteral("</text><script>alert('x')</script>]]>")));
        exported(spec, style, QStringLiteral("hostile.png"));
        exported(spec, style, QStringLiteral("h.pdf"));
        const QByteArray csv = exported(spec, style, QStringLiteral("h.csv"));
        QVERIFY(!csv.contains("\n=HYPERLINK") && !csv.contains("\n\"=HYPERLINK"));
        const QByteArray tex = exported(spec, style, QStringLiteral("h.tex"));
        QVERIFY(!tex.contains("\\input{/etc"));
        QVERIFY(!tex.contains("\\textbf{x}"));
        QCOMPARE(tex.count("\\begin{"), tex.count("\\end{"));
        const QByteArray markdown = exported(spec, style, QStringLiteral("h.md"));
        QVERIFY(!markdown.contains("<img"));
        QVERIFY(!markdown.contains("<b>"));
    }

    // Charts are read back from files, whose points and axes may be anywhere.
    void pointsBesideTheCategoriesAreDrawnNowhere()
    {
        for (const compare::ChartKind kind :
             {compare::ChartKind::ClaimsVsMeasured, compare::ChartKind::BaselineShare}) {
            compare::ChartSpec spec = samples::hostileChart();
            spec.kind = kind;
            const double edge = double(spec.y.categories.size()) - 0.5;
            for (compare::ChartSeries &series : spec.series) {
                for (const double y : {-0.5, edge, 1e300, -1e300}) {
                    series.points.append(series.points.value(0));
                    series.points.last().y = y;
                }
            }
            QVERIFY(!exported(spec, {}, QStringLiteral("edge.svg")).isEmpty());
            spec.y.categories.clear();
            QVERIFY(!exported(spec, {}, QStringLiteral("edge.png")).isEmpty());
            spec.x.log2 = false;
            spec.x.min = 1e15;
            spec.x.max = 1e15 + 0.25;
            QVERIFY(!exported(spec, {}, QStringLiteral("edge.svg")).isEmpty());
            QVERIFY(!compare::chartSpecFromJson(compare::toJson(spec)));
        }
    }

    void sameDataSameBytes_data()
    {
        QTest::addColumn<QString>("suffix");
        for (const char *suffix : {"svg", "png", "pdf", "csv", "json", "md", "tex"}) {
            QTest::newRow(suffix) << QString::fromLatin1(suffix);
        }
    }
    void sameDataSameBytes()
    {
        QFETCH(QString, suffix);
        const compare::ChartSpec spec = samples::chart(ChartKind::ClaimsVsMeasured, 8);
        const auto again = compare::chartSpecFromJson(compare::toJson(spec));
        QVERIFY(again.has_value());
        const QByteArray first = exported(spec, {}, QStringLiteral("a.") + suffix);
        QVERIFY(!first.isEmpty());
        if (suffix == QLatin1String("pdf")) {
            QTest::qWait(1100);  // its time stamp counts seconds
        }
        QCOMPARE(exported(*again, {}, QStringLiteral("b.") + suffix), first);
    }

    void tablesHoldTheFigures()
    {
        const compare::ChartSpec spec = samples::chart(ChartKind::ClaimsVsMeasured, 8);
        ChartStyle style;
        style.bothLanguages = true;
        const QString csv = QString::fromUtf8(exported(spec, style, QStringLiteral("t.csv")));
        QVERIFY(csv.startsWith(QStringLiteral("Paper / 论文,")));
        QCOMPARE(csv.count(QStringLiteral("\r\n")), 9);
        style = {};
        style.language = Language::Chinese;
        const QString tex = QString::fromUtf8(exported(spec, style, QStringLiteral("t.tex")));
        QVERIFY(tex.contains(QStringLiteral("\\toprule")));
        QVERIFY(tex.contains(QStringLiteral("\\begin{axis}")));
        QVERIFY(tex.contains(QStringLiteral("论文的论断")));
    }

    // One document with every kind and the hostile names, since starting LaTeX takes the time.
    void latexCompiles()
    {
        if (outputOf(QStringLiteral("kpsewhich"), {QStringLiteral("pgfplots.sty")}).isEmpty()
            || outputOf(QStringLiteral("kpsewhich"), {QStringLiteral("booktabs.sty")}).isEmpty()) {
            SKIP_UNLESS_NEEDED("LaTeX with pgfplots and booktabs is not installed");
        }
        QVector<compare::ChartSpec> specs{samples::hostileChart()};
        // pdfLaTeX has no Chinese glyphs.
        specs[0].y.categories.last() = specs[0].table.rows.last()[0] = {"-", "-"};
        for (int kind = 0; kind <= int(ChartKind::VerdictOverview); ++kind) {
            specs.append(samples::chart(ChartKind(kind), 8));
            specs.append(samples::chart(ChartKind(kind), 0));
        }
        QByteArray body;
        for (int i = 0; i < specs.size(); ++i) {
            exported(specs[i], {}, QStringLiteral("latex%1.tex").arg(i));
            body += "\\input{latex" + QByteArray::number(i) + ".tex}\\clearpage\n";
        }
        QFile whole(path(QStringLiteral("whole.tex")));
        QVERIFY(whole.open(QIODevice::WriteOnly));
        whole.write("\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{pgfplots}"
                    "\\pgfplotsset{compat=1.16}\\usepackage{booktabs}\n\\begin{document}\n"
                    + body + "\\end{document}\n");
        whole.close();
        QProcess latex;
        latex.setWorkingDirectory(QFileInfo(whole.fileName()).path());
        latex.start(QStringLiteral("pdflatex"),
                    {QStringLiteral("-interaction=nonstopmode"), QStringLiteral("-halt-on-error"),
                     QStringLiteral("whole.tex")});
        QVERIFY(latex.waitForFinished(120000));
        const QByteArray log = latex.readAllStandardOutput();
        QVERIFY2(latex.exitCode() == 0, log.right(2000).constData());
    }

    void everySizeInBothLanguages()
    {
        for (int kind = 0; kind <= int(ChartKind::VerdictOverview); ++kind) {
            for (const auto size :
                 {ChartSize::SingleColumn, ChartSize::DoubleColumn, ChartSize::Slide}) {
                ChartStyle style;
                style.size = size;
                style.bothLanguages = true;
                style.pngScale = size == ChartSize::Slide ? 1 : 3;
                const QString name = QStringLiteral("size-%1-%2.png").arg(kind).arg(int(size));
                exported(samples::chart(ChartKind(kind), 8), style, name);
                const QImage image(path(name));
                const int width = size == ChartSize::SingleColumn   ? qRound(89 / 25.4 * 96 * 3)
                                  : size == ChartSize::DoubleColumn ? qRound(183 / 25.4 * 96 * 3)
                                                                    : 1280;
                QCOMPARE(image.width(), width);
            }
        }
    }

    void thousandsOfClaims()
    {
        const compare::ChartSpec spec = samples::chart(ChartKind::ClaimsVsMeasured, 5000);
        const SvgFacts facts = readSvg(exported(spec, {}, QStringLiteral("large.svg")));
        QCOMPARE(facts.error, QString());
        QVERIFY(facts.height > 5000 * 15);
        QVERIFY(facts.shapes > 3 * 5000);
        exported(samples::chart(ChartKind::ClaimedOverMeasured, 5000), {},
                 QStringLiteral("large.png"));
        const auto tooTall = ui::exportChart(spec, {}, path(QStringLiteral("tall.png")));
        QVERIFY(!tooTall);
        QVERIFY(!QFile::exists(path(QStringLiteral("tall.png"))));
    }

    void errorsNameTheFile()
    {
        const compare::ChartSpec spec = samples::chart(ChartKind::ClaimsVsMeasured, 2);
        const QString missing = path(QStringLiteral("none/c.svg"));
        QDir().mkpath(path(QStringLiteral("folder.svg")));
        for (const QString &bad :
             {missing, path(QStringLiteral("c.xyz")), path(QStringLiteral("noSuffix")),
              path(QStringLiteral("folder.svg")), QString()}) {
            const auto done = ui::exportChart(spec, {}, bad);
            QVERIFY(!done);
            QVERIFY(QString::fromStdString(done.error().message.en).contains(bad));
            QVERIFY(QString::fromStdString(done.error().message.zh).contains(bad));
        }
        QVERIFY(!QFile::exists(missing));
    }
};

QTEST_MAIN(TestChartExport)
#include "test_chart_export.moc"
