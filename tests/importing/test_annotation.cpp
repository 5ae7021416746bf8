// The real reports and their annotation, where they are present next to the sources.
#include "sample.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace touchstone;
using namespace touchstone::importing;

class TestAnnotation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fieldsAgree_data()
    {
        QTest::addColumn<QString>("report");
        QTest::addColumn<QString>("annotation");
        const QDir shared(QStringLiteral(TOUCHSTONE_SOURCE_DIR "/../shared"));
        for (const QString &name : QDir(shared.filePath(QStringLiteral("gold")))
                                           .entryList({QStringLiteral("report-*.json")})) {
            const QString base = QFileInfo(name).completeBaseName();
            QTest::newRow(qPrintable(base))
                    << shared.filePath(QStringLiteral("reports/") + base + QStringLiteral(".txt"))
                    << shared.filePath(QStringLiteral("gold/") + name);
        }
        if (!shared.exists(QStringLiteral("gold"))) {
            QTest::newRow("absent") << QString() << QString();
        }
    }
    void fieldsAgree()
    {
        QFETCH(QString, report);
        QFETCH(QString, annotation);
        if (report.isEmpty()) {
            QSKIP("no annotation beside the sources");
        }
        QFile file(annotation);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonArray wanted = QJsonDocument::fromJson(file.readAll())
                                          .object()
                                          .value(QLatin1String("papers"))
                                          .toArray();
        const auto read = readFile(report);
        QVERIFY2(read.has_value(), read ? "" : read.error().message.en.c_str());
        const Report &found = read->at(0);
        QCOMPARE(found.papers.size(), wanted.size());
        for (qsizetype i = 0; i < wanted.size(); ++i) {
            const QJsonObject gold = wanted[i].toObject();
            const ReportPaper &paper = found.papers[i];
            QCOMPARE(paper.index, gold.value(QLatin1String("index")).toInt());
            QCOMPARE(paper.rawTitle, gold.value(QLatin1String("title")).toString().trimmed());
            QCOMPARE(paper.authorCount, gold.value(QLatin1String("author_count")).toInt());
            QCOMPARE(paper.hasAbstract, gold.value(QLatin1String("has_abstract")).toBool());
            QCOMPARE(paper.codeUrl, gold.value(QLatin1String("code_url")).toString());
            compareInstitutions(paper, gold);
            // The annotators also looked at the papers; capitals and superscripts may differ.
            const QString clean = gold.value(QLatin1String("clean_title")).toString();
            if (!paper.rawTitle.isEmpty()) {
                QCOMPARE(titleKey(paper.title), titleKey(clean));
            }
        }
    }

private:
    static void compareInstitutions(const ReportPaper &paper, const QJsonObject &gold)
    {
        const auto plain = [](const QString &name) { return QString(name).remove(u','); };
        const QJsonArray names = gold.value(QLatin1String("institutions")).toArray();
        QCOMPARE(paper.institutions.size(), names.size());
        for (qsizetype i = 0; i < names.size(); ++i) {
            QCOMPARE(plain(paper.institutions[i]), plain(names[i].toString()));
        }
    }
};

QTEST_GUILESS_MAIN(TestAnnotation)
#include "test_annotation.moc"
