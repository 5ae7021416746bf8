// An exported file holds its chart: all formats are made again from it, byte by byte.
#include "charts/chart_export.h"
#include "charts/chart_file.h"
#include "charts/chart_style.h"
#include "charts/sample_charts.h"
#include "charts/strict_messages.h"

#include <QFile>
#include <QTemporaryDir>

#include <array>

using namespace touchstone;
using compare::ChartKind;
using ui::ChartSize;
using ui::ChartStyle;
using ui::ChartTheme;

namespace {

constexpr std::array withSpec{"svg", "png", "pdf", "json"};
constexpr std::array all{"svg", "png", "pdf", "json", "csv", "md", "tex"};

}  // namespace

class TestChartRebuild : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;

    QByteArray exported(const compare::ChartSpec &spec, const ChartStyle &style,
                        const char *suffix) const
    {
        const QString path = m_folder.filePath(QStringLiteral("c.") + QLatin1String(suffix));
        const auto done = ui::exportChart(spec, style, path);
        if (!done) {
            QTest::qFail(done.error().message.en.c_str(), __FILE__, __LINE__);
        }
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        qInstallMessageHandler(samples::failOnMessage);
    }
    void cleanupTestCase() { qInstallMessageHandler(nullptr); }

    void everyFormatFromEveryFile_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("size");
        for (int kind = 0; kind <= int(ChartKind::VerdictOverview); ++kind) {
            for (const auto size :
                 {ChartSize::SingleColumn, ChartSize::DoubleColumn, ChartSize::Slide}) {
                QTest::addRow("%s %d", qPrintable(toWord(ChartKind(kind))), int(size))
                        << kind << int(size);
            }
        }
    }
    void everyFormatFromEveryFile()
    {
        QFETCH(int, kind);
        QFETCH(int, size);
        for (const auto theme : {ChartTheme::Light, ChartTheme::Dark}) {
            for (const auto language : {Language::English, Language::Chinese}) {
                ChartStyle style;
                style.theme = theme;
                style.language = language;
                style.size = ChartSize(size);
                style.pngScale = 1;
                compare::ChartSpec spec = samples::chart(ChartKind(kind), 8);
                spec.drawnAs = toJson(style);
                QHash<QByteArray, QByteArray> files;
                for (const char *suffix : all) {
                    files[suffix] = exported(spec, style, suffix);
                    QVERIFY(!files[suffix].isEmpty());
                }
                for (const char *suffix : withSpec) {
                    const auto back = ui::chartFromFile(files[suffix]);
                    QVERIFY2(back, back ? "" : back.error().message.en.c_str());
                    QCOMPARE(compare::toJson(*back), compare::toJson(spec));
                }
                const auto back = ui::chartFromFile(files[withSpec[size_t(kind) % 3]]);
                for (const char *suffix : all) {
                    QVERIFY2(exported(*back, ui::chartStyleFromJson(back->drawnAs), suffix)
                                     == files[suffix],
                             suffix);
                }
            }
        }
    }

    void emptyAndLargeChartsAreReadBack_data()
    {
        QTest::addColumn<QString>("suffix");
        for (const char *suffix : withSpec) {
            QTest::newRow(suffix) << QString::fromLatin1(suffix);
        }
    }
    void emptyAndLargeChartsAreReadBack()
    {
        QFETCH(QString, suffix);
        for (const int points : {0, 500}) {
            const compare::ChartSpec spec = samples::chart(ChartKind::ClaimsVsMeasured, points);
            const QByteArray bytes = exported(spec, {}, suffix.toLatin1().constData());
            const auto back = ui::chartFromFile(bytes);
            QVERIFY2(back, back ? "" : back.error().message.en.c_str());
            QCOMPARE(compare::toJson(*back), compare::toJson(spec));
            QVERIFY(!ui::chartFromFile(bytes.left(60)));
        }
    }

    void aPdfWithoutAChartIsRefused()
    {
        QVERIFY(!ui::chartFromFile("%PDF-1.4\n/F (touchstone-chart.json)\n/EF <</F 7 0 R>>"));
        QVERIFY(!ui::chartFromFile("%PDF-1.4\n%%EOF"));
    }
};

QTEST_MAIN(TestChartRebuild)
#include "test_chart_rebuild.moc"
