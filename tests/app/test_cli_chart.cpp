// End-to-end tests of `touchstone chart`: kinds, choices, and drawing a chart again.
#include "cli_program.h"

#include <QFile>
#include <QTest>

namespace {

QByteArray contentOf(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QJsonObject jsonOf(const QString &name)
{
    return QJsonDocument::fromJson(contentOf(name)).object();
}

QStringList words(const QString &line)
{
    return line.split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

}  // namespace

class TestCliChart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_library.folder.isValid());
        QCOMPARE(m_library.run({QStringLiteral("import"), bundledReports()}).exitCode, 0);
        addRun();
    }

    void drawsEveryKind_data()
    {
        QTest::addColumn<QString>("kind");
        // That measurement has no naive baseline.
        QTest::addColumn<bool>("rows");
        for (const char *kind :
             {"claims-vs-measured", "claimed-over-measured", "technique-strip", "verdict-overview",
              "ratio-over-size", "history", "roofline", "baseline-share"}) {
            QTest::newRow(kind) << QString::fromLatin1(kind)
                                << (qstrcmp(kind, "baseline-share") != 0);
        }
    }
    void drawsEveryKind()
    {
        QFETCH(QString, kind);
        QFETCH(bool, rows);
        const QString file = path(kind + QStringLiteral(".json"));
        QCOMPARE(chart(kind, file).exitCode, 0);
        const QJsonObject spec = jsonOf(file);
        QCOMPARE(spec[QStringLiteral("kind")].toString(), kind);
        const QJsonArray table = spec[QStringLiteral("table")][QStringLiteral("rows")].toArray();
        QCOMPARE(!table.isEmpty(), rows);
        // The option is a name for the same argument.
        const QString other = path(kind + QStringLiteral("-2.json"));
        QCOMPARE(m_library
                         .run({QStringLiteral("chart"), QStringLiteral("--kind"), kind,
                               QStringLiteral("-o"), other})
                         .exitCode,
                 0);
        QCOMPARE(contentOf(other), contentOf(file));
    }

    void historyHoldsEveryRunOfTheClaim()
    {
        const QString before = path(QStringLiteral("one-run.json"));
        QCOMPARE(chart(QStringLiteral("history"), before).exitCode, 0);
        addRun();
        const QString after = path(QStringLiteral("two-runs.json"));
        QCOMPARE(chart(QStringLiteral("history"), after).exitCode, 0);
        const auto runs = [](const QString &file) {
            return jsonOf(file)[QStringLiteral("table")][QStringLiteral("rows")].toArray().size();
        };
        QCOMPARE(runs(after), runs(before) + 1);
    }

    void choicesReachTheChart()
    {
        const QString file = path(QStringLiteral("choices.json"));
        const Outcome drawn = chart(QStringLiteral("claims-vs-measured"), file,
                                    words(QStringLiteral("--metric memory "
                                                         "--order paper --scale linear "
                                                         "--x-min -1 --x-max 40.5")));
        QVERIFY2(drawn.exitCode == 0, drawn.err.constData());
        const QJsonObject spec = jsonOf(file);
        QCOMPARE(spec[QStringLiteral("x")][QStringLiteral("min")].toDouble(), -1.0);
        QCOMPARE(spec[QStringLiteral("x")][QStringLiteral("max")].toDouble(), 40.5);
        QVERIFY(!spec[QStringLiteral("x")][QStringLiteral("log2")].toBool());
        const QJsonObject query = spec[QStringLiteral("query")].toObject();
        QCOMPARE(query[QStringLiteral("order")].toString(), QStringLiteral("paper"));
        QStringList names;
        const QJsonArray categories =
                spec[QStringLiteral("y")][QStringLiteral("categories")].toArray();
        for (const QJsonValue &category : categories) {
            names.append(category[QStringLiteral("en")].toString());
        }
        QVERIFY(names.size() > 1);
        QStringList sorted = names;
        std::stable_sort(sorted.begin(), sorted.end(), [](const QString &a, const QString &b) {
            return a.compare(b, Qt::CaseInsensitive) < 0;
        });
        QCOMPARE(names, sorted);
        QVERIFY(spec[QStringLiteral("subtitle")][QStringLiteral("en")].toString().contains(
                QStringLiteral("Metric: Memory.")));
    }

    void wrongChoicesAreNamed_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char *arguments, const char *message) {
            QTest::newRow(arguments) << QString::fromLatin1(arguments) << QByteArray(message);
        };
        row("claims-vs-measured --metric beauty", "beauty: unknown metric");
        row("claims-vs-measured --x-min much", "--x-min: much is no number");
        row("claims-vs-measured --x-min 0", "x_min: a logarithmic axis has no 0");
        row("claims-vs-measured --y-max 3", "y_max: ");
        row("roofline --order paper", "order: roofline has no order \"paper\"");
        row("verdict-overview --scale linear", "scale: ");
        row("history --claim nobody", "nobody");
        row("history --x-min yesterday", "--x-min: yesterday is no date");
        row("claims-vs-measured --order random", "random");
        row("pie", "pie");
        row("roofline --update", "--spec");
    }
    void wrongChoicesAreNamed()
    {
        QFETCH(QString, arguments);
        QFETCH(QByteArray, message);
        const Outcome refused =
                m_library.run(QStringList{QStringLiteral("chart"), QStringLiteral("-o"),
                                          path(QStringLiteral("refused.svg"))}
                              + words(arguments));
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.contains(message), refused.err.constData());
        QVERIFY(!QFile::exists(path(QStringLiteral("refused.svg"))));
    }

    void aHistoryBeginsAtADate()
    {
        const QString file = path(QStringLiteral("since.json"));
        const Outcome drawn = chart(QStringLiteral("history"), file,
                                    {QStringLiteral("--x-min"), QStringLiteral("2026-01-01")});
        QVERIFY2(drawn.exitCode == 0, drawn.err.constData());
        QCOMPARE(jsonOf(file)[QStringLiteral("x")][QStringLiteral("min")].toDouble(), 1767225600.0);
    }

    // The same bytes from the same data, with no option but the file.
    void aChartDrawnAgainIsTheSameFile_data()
    {
        QTest::addColumn<QString>("suffix");
        for (const char *suffix : {"json", "svg", "png", "pdf"}) {
            QTest::newRow(suffix) << QString::fromLatin1(suffix);
        }
    }
    void aChartDrawnAgainIsTheSameFile()
    {
        QFETCH(QString, suffix);
        const QString first = path(QStringLiteral("first.") + suffix);
        const QString again = path(QStringLiteral("again.") + suffix);
        QCOMPARE(chart(QStringLiteral("claims-vs-measured"), first,
                       words(QStringLiteral("--size slide --theme dark --lang zh --order claimed")))
                         .exitCode,
                 0);
        for (const QStringList &update : {QStringList(), QStringList{QStringLiteral("--update")}}) {
            const Outcome drawn =
                    m_library.run(QStringList{QStringLiteral("chart"), QStringLiteral("--spec"),
                                              first, QStringLiteral("-o"), again}
                                  + update);
            QVERIFY2(drawn.exitCode == 0, drawn.err.constData());
            QVERIFY2(!drawn.err.contains("changed"), drawn.err.constData());
            QVERIFY(!contentOf(first).isEmpty());
            QVERIFY(contentOf(again) == contentOf(first));
        }
        const Outcome light = m_library.run({QStringLiteral("chart"), QStringLiteral("--spec"),
                                             first, QStringLiteral("-o"), again,
                                             QStringLiteral("--theme"), QStringLiteral("light")});
        QCOMPARE(light.exitCode, 0);
        QVERIFY(contentOf(again) != contentOf(first));
    }

    // Every format of every kind, each from a file of another format that carries the chart.
    void everyFormatIsDrawnAgain_data() { drawsEveryKind_data(); }
    void everyFormatIsDrawnAgain()
    {
        QFETCH(QString, kind);
        const QStringList suffixes = words(QStringLiteral("json svg pdf png csv md tex"));
        constexpr qsizetype carriers = 4;  // the first ones
        const auto named = [this](const char *name, const QString &suffix) {
            return path(QLatin1String(name) + suffix);
        };
        for (const QString &suffix : suffixes) {
            QCOMPARE(chart(kind, named("every.", suffix),
                           words(QStringLiteral("--size single-column --both-languages")))
                             .exitCode,
                     0);
        }
        for (qsizetype i = 0; i < suffixes.size(); ++i) {
            const QString from = named("every.", suffixes[(i + 1) % carriers]);
            const QString again = named("every-again.", suffixes[i]);
            const Outcome drawn = m_library.run({QStringLiteral("chart"), QStringLiteral("--spec"),
                                                 from, QStringLiteral("-o"), again});
            QVERIFY2(drawn.exitCode == 0, drawn.err.constData());
            QVERIFY(!contentOf(again).isEmpty());
            QVERIFY2(contentOf(again) == contentOf(named("every.", suffixes[i])),
                     qPrintable(from + QStringLiteral(" -> ") + suffixes[i]));
        }
    }

    // Drawn last: it changes the library.
    void changedDataIsSaid()
    {
        const QString first = path(QStringLiteral("before.json"));
        const QString again = path(QStringLiteral("after.json"));
        QCOMPARE(chart(QStringLiteral("history"), first).exitCode, 0);
        addRun();
        const QStringList spec{QStringLiteral("chart"), QStringLiteral("--spec"), first,
                               QStringLiteral("-o"), again};
        const Outcome asItWas = m_library.run(spec);
        QCOMPARE(asItWas.exitCode, 0);
        QVERIFY2(asItWas.err.contains("has changed"), asItWas.err.constData());
        QCOMPARE(contentOf(again), contentOf(first));
        const Outcome updated = m_library.run(spec + QStringList{QStringLiteral("--update")});
        QCOMPARE(updated.exitCode, 0);
        QVERIFY2(updated.err.contains("present figures"), updated.err.constData());
        QVERIFY(contentOf(again) != contentOf(first));
        // Without a library the file alone is drawn.
        const Outcome alone = touchstone(
                spec + QStringList{QStringLiteral("--db"), path(QStringLiteral("nothing.db"))});
        QCOMPARE(alone.exitCode, 0);
        QCOMPARE(contentOf(again), contentOf(first));
        QVERIFY(!QFile::exists(path(QStringLiteral("nothing.db"))));
    }

private:
    QString path(const QString &name) const { return m_library.path(name); }
    Outcome chart(const QString &kind, const QString &file, const QStringList &more = {}) const
    {
        return m_library.run(QStringList{QStringLiteral("chart"), kind, QStringLiteral("-o"), file}
                             + more);
    }
    // A measurement that answers a claim, once more under another name and date.
    void addRun()
    {
        QJsonObject bundle =
                jsonOf(QStringLiteral(TOUCHSTONE_SOURCE_DIR "/tests/fixtures/bundles/fused.json"));
        QJsonArray results = bundle[QStringLiteral("results")].toArray();
        QJsonObject result = results.first().toObject();
        ++m_runs;
        result[QStringLiteral("run_id")] = QStringLiteral("run-%1").arg(m_runs);
        result[QStringLiteral("started_at")] =
                QStringLiteral("2026-11-%1T17:57:56Z").arg(m_runs + 9);
        bundle[QStringLiteral("results")] = QJsonArray{result};
        QFile file(path(QStringLiteral("run-%1.json").arg(m_runs)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QJsonDocument(bundle).toJson());
        file.close();
        const Outcome added = m_library.run(
                {QStringLiteral("bundle"), QStringLiteral("import"), file.fileName()});
        QVERIFY2(added.exitCode == 0, added.err.constData());
    }

    int m_runs = 0;
    CliLibrary m_library;
};

QTEST_GUILESS_MAIN(TestCliChart)
#include "test_cli_chart.moc"
