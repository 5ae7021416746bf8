#include "library/code_points.h"

#include <QtTest>

using namespace touchstone;

class TestCodePoints : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAsUcs4_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << QString();
        QTest::newRow("no pairs") << QStringLiteral("a缓存");
        QTest::newRow("emoji") << QStringLiteral("🚀a🚀🚀b");
        QTest::newRow("CJK extension B") << QStringLiteral("𠀀缓𪚥存");
        QTest::newRow("halves alone") << QString(QChar(0xDE80)) + QChar(0xD83D) + u'x'
                                                 + QStringLiteral("🚀") + QChar(0xD83D);
    }
    void countsAsUcs4()
    {
        QFETCH(QString, text);
        const CodePoints points(text);
        const qsizetype count = text.toUcs4().size();
        QCOMPARE(points.fromUnits(text.size()), count);
        for (qsizetype point = 0; point <= count; ++point) {
            const qsizetype units = points.toUnits(point);
            QCOMPARE(text.left(units).toUcs4().size(), point);
            QCOMPARE(points.fromUnits(units), point);
        }
    }

    void offsetsPastTheEndComeBack()
    {
        const CodePoints points(QStringLiteral("🚀🚀"));
        QCOMPARE(points.toUnits(5), 7);
        QCOMPARE(points.fromUnits(7), 5);
        QCOMPARE(points.toUnits(Q_INT64_C(2147483647)), Q_INT64_C(2147483649));
    }

    void eachFieldHasItsOwn()
    {
        ReportPaper paper;
        paper.abstract = QStringLiteral("🚀 2x");
        paper.brief = QStringLiteral("2倍");
        const FieldCodePoints fields(paper);
        QCOMPARE(fields.of(TextField::Abstract).fromUnits(3), 2);
        QCOMPARE(fields.of(TextField::Brief).fromUnits(2), 2);
    }
};

QTEST_GUILESS_MAIN(TestCodePoints)
#include "test_code_points.moc"
