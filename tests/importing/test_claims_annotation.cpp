// The three real reports against their annotation, where both are next to the sources, and the
// bundled reports, which state the same facts in other words.
#include "importing/importer.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QtTest>

#include <cmath>

using namespace touchstone;

namespace {

struct Counts {
    int gold = 0, found = 0, value = 0, exact = 0;
    int techniqueHits = 0, techniqueExtra = 0, techniqueMissed = 0;

    double f1(int hits) const { return 2.0 * hits / std::max(1, gold + found); }
    double techniqueF1() const
    {
        return 2.0 * techniqueHits
               / std::max(1, 2 * techniqueHits + techniqueExtra + techniqueMissed);
    }
};

bool near(const QJsonValue &wanted, const std::optional<double> &got)
{
    if (wanted.isNull() || wanted.isUndefined() || !got) {
        return (wanted.isNull() || wanted.isUndefined()) && !got;
    }
    return std::abs(wanted.toDouble() - *got) <= 1e-6 * std::abs(*got) + 1e-30;
}

QString unitClass(const QString &unit)
{
    const bool relative =
            unit == QLatin1String("x") || unit == QLatin1String("%") || unit == QLatin1String("pp");
    return relative ? unit : QStringLiteral("other");
}

bool sameFigures(const QJsonObject &gold, const Claim &claim)
{
    const bool pair = gold[QLatin1String("kind")] == QLatin1String("from-to")
                      || claim.kind == ClaimKind::FromTo;
    const bool same = pair ? near(gold[QLatin1String("from")], claim.from)
                                      && near(gold[QLatin1String("to")], claim.to)
                           : near(gold[QLatin1String("value")], claim.value)
                                      && near(gold[QLatin1String("value_high")], claim.valueHigh);
    return same && unitClass(gold[QLatin1String("unit")].toString()) == unitClass(claim.unit);
}

bool exact(const QJsonObject &gold, const Claim &claim)
{
    return gold[QLatin1String("metric")] == claim.metric
           && gold[QLatin1String("kind")] == toWord(claim.kind)
           && gold[QLatin1String("qualifier")].toString() == toWord(claim.qualifier);
}

void compareClaims(const QJsonArray &gold, QVector<Claim> free, Counts &counts)
{
    counts.gold += int(gold.size());
    counts.found += int(free.size());
    for (const QJsonValue value : gold) {
        const QJsonObject wanted = value.toObject();
        qsizetype best = -1;
        for (qsizetype i = 0; i < free.size(); ++i) {
            if (sameFigures(wanted, free[i]) && (best < 0 || exact(wanted, free[i]))) {
                best = i;
            }
        }
        if (best >= 0) {
            counts.value += 1;
            counts.exact += exact(wanted, free[best]) ? 1 : 0;
            free.removeAt(best);
        }
    }
}

void compareTechniques(const QJsonArray &gold, const QStringList &got, Counts &counts)
{
    QSet<QString> wanted;
    for (const QJsonValue value : gold) {
        wanted.insert(value.toString());
    }
    const QSet<QString> found(got.begin(), got.end());
    const int hits = int((QSet<QString>(wanted) & found).size());
    counts.techniqueHits += hits;
    counts.techniqueExtra += int(found.size()) - hits;
    counts.techniqueMissed += int(wanted.size()) - hits;
}

QString gold(const QString &name)
{
    return QStringLiteral(TOUCHSTONE_SOURCE_DIR "/../shared/gold/") + name;
}

const QStringList names{QStringLiteral("report-2025-09-10"), QStringLiteral("report-2025-09-24"),
                        QStringLiteral("report-2025-10-15")};
// Bundled later; the rules were written before them, so they show how well new reports are read.
const QStringList laterNames{QStringLiteral("report-2025-09-16"),
                             QStringLiteral("report-2025-10-16")};

QString real(const QString &name)
{
    return QStringLiteral(TOUCHSTONE_SOURCE_DIR "/../shared/reports/") + name
           + QStringLiteral(".txt");
}

}  // namespace

class TestClaimsAnnotation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!QFile::exists(gold(names[0] + QStringLiteral(".json")))) {
            QSKIP("no annotation beside the sources");
        }
    }

    void realReports()
    {
        const Counts counts = compare(names, real);
        QVERIFY(counts.f1(counts.exact) >= 0.95);
        QVERIFY(counts.f1(counts.value) >= 0.97);
        QVERIFY(counts.techniqueF1() >= 0.90);
    }

    void laterRealReports()
    {
        const Counts counts = compare(laterNames, real);
        QVERIFY(counts.f1(counts.exact) >= 0.66);
        QVERIFY(counts.f1(counts.value) >= 0.84);
        QVERIFY(counts.techniqueF1() >= 0.80);
    }

    void bundledReports()
    {
        const QStringList paths = importing::bundledReportPaths();
        QCOMPARE(paths.size(), names.size() + laterNames.size());
        const Counts counts = compare(names + laterNames, [&paths](const QString &name) {
            return paths.filter(name).value(0);
        });
        QVERIFY(counts.f1(counts.exact) >= 0.90);
        QVERIFY(counts.f1(counts.value) >= 0.95);
        QVERIFY(counts.techniqueF1() >= 0.85);
    }

private:
    template <class PathOf>
    static Counts compare(const QStringList &reports, PathOf pathOf)
    {
        Counts counts;
        for (const QString &name : reports) {
            QFile file(gold(name + QStringLiteral(".json")));
            const auto read = importing::readFile(pathOf(name));
            if (!file.open(QIODevice::ReadOnly) || !read || read->isEmpty()) {
                qWarning("%s: %s", qPrintable(name),
                         read ? "no annotation" : read.error().message.en.c_str());
                return {};
            }
            const QJsonArray papers = QJsonDocument::fromJson(file.readAll())
                                              .object()[QLatin1String("papers")]
                                              .toArray();
            for (qsizetype i = 0; i < papers.size() && i < read->first().papers.size(); ++i) {
                const QJsonObject wanted = papers[i].toObject();
                const ReportPaper &paper = read->first().papers[i];
                compareClaims(wanted[QLatin1String("claims")].toArray(), paper.claims, counts);
                compareTechniques(wanted[QLatin1String("techniques")].toArray(), paper.techniques,
                                  counts);
            }
        }
        qInfo("%d annotated, %d found: exact F1 %.3f, value F1 %.3f, techniques F1 %.3f",
              counts.gold, counts.found, counts.f1(counts.exact), counts.f1(counts.value),
              counts.techniqueF1());
        return counts;
    }
};

QTEST_GUILESS_MAIN(TestClaimsAnnotation)
#include "test_claims_annotation.moc"
