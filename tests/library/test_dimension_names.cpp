#include "library/dimension_names.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QtTest>

using namespace touchstone;

class TestDimensionNames : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Readers of both languages see them in legends and on axes.
    void everyKernelsDimensionsHaveNames()
    {
        QFile file(QStringLiteral(":/touchstone/kernels.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonArray kernels = QJsonDocument::fromJson(file.readAll())
                                           .object()
                                           .value(QStringLiteral("kernels"))
                                           .toArray();
        QVERIFY(!kernels.isEmpty());
        QStringList missing;
        for (const QJsonValue &kernel : kernels) {
            const QString id = kernel[QStringLiteral("id")].toString();
            for (const QString &name : namesOf(kernel.toObject())) {
                if (!hasDimensionName(name.toStdString())) {
                    missing << QStringLiteral("%1: dimension \"%2\"").arg(id, name);
                }
            }
            for (const QString &pattern : groupsOf(kernel.toObject())) {
                if (!hasGroupName(pattern.toStdString())) {
                    missing << QStringLiteral("%1: group \"%2\"").arg(id, pattern);
                }
            }
        }
        QVERIFY2(missing.isEmpty(), qPrintable(QStringLiteral("resources/dimensions.json lacks\n")
                                               + missing.join(u'\n')));
    }

    void namesOfBothLanguages()
    {
        QCOMPARE(dimensionName("tokens").zh, std::string("词元数"));
        QCOMPARE(dimensionName("sparsity").en, std::string("sparsity (%)"));
        QCOMPARE(dimensionName("sparsity").zh, std::string("稀疏度（%）"));
        QCOMPARE(dimensionAt("sparsity", "25").en, std::string("sparsity 25 %"));
        QCOMPARE(dimensionAt("sparsity", "25").zh, std::string("稀疏度 25%"));
        QCOMPARE(dimensionAt("width", "64").zh, std::string("宽度 64"));
        QCOMPARE(dimensionName("no such").zh, std::string("no such"));
        QCOMPARE(dimensionAt("no such", "3").en, std::string("no such 3"));
    }

    void groupsKeepTheirSizes()
    {
        QCOMPARE(groupName("25 % of pairs skipped").en, std::string("25 % of pairs skipped"));
        QCOMPARE(groupName("25 % of pairs skipped").zh, std::string("跳过 25% 的词元对"));
        QCOMPARE(groupName("prefix 64 steps 8").zh, std::string("前缀 64，8 步"));
        QCOMPARE(groupName("64x64").zh, std::string("64x64"));
        QCOMPARE(groupName("x % of pairs skipped").zh, std::string("x % of pairs skipped"));
        QCOMPARE(groupName("").zh, std::string());
    }

private:
    static QStringList namesOf(const QJsonObject &kernel)
    {
        QStringList names;
        for (const QJsonValue &operation : kernel[QStringLiteral("operations")].toArray()) {
            for (const QJsonValue &name : operation[QStringLiteral("dimensions")].toArray()) {
                names << name.toString();
            }
        }
        for (const QJsonValue &claim : kernel[QStringLiteral("claims")].toArray()) {
            names << claim[QStringLiteral("at")].toObject().keys();
        }
        names.removeDuplicates();
        return names;
    }

    // Those with words; "{side}x{side}" is the same in both languages.
    static QStringList groupsOf(const QJsonObject &kernel)
    {
        static const QRegularExpression size(QStringLiteral("\\{[^}]*\\}"));
        static const QRegularExpression word(QStringLiteral("[A-Za-z]{2}"));
        QStringList patterns;
        for (const QJsonValue &operation : kernel[QStringLiteral("operations")].toArray()) {
            const QString pattern = operation[QStringLiteral("group")].toString();
            if (QString(pattern).remove(size).contains(word)) {
                patterns << pattern;
            }
        }
        return patterns;
    }
};

QTEST_GUILESS_MAIN(TestDimensionNames)
#include "test_dimension_names.moc"
