// Techniques from title, brief and abstract, in either language.
#include "importing/claims/claims.h"

#include <QtTest>

using namespace touchstone;

class TestTechniques : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void classifies_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("brief");
        QTest::addColumn<QString>("abstract");
        QTest::addColumn<QStringList>("ids");
        const auto row = [](const char *name, const char *title, const char *brief,
                            const char *abstract, const QStringList &ids) {
            QTest::newRow(name) << QString::fromUtf8(title) << QString::fromUtf8(brief)
                                << QString::fromUtf8(abstract) << ids;
        };
        row("title alone", "Ternary Weights: Post-Training Quantization for Everyone", "", "",
            {QStringLiteral("quantization")});
        row("brief alone", "", "某校提出投机解码方法，用草稿模型加快投机采样。", "",
            {QStringLiteral("speculative-decoding")});
        row("two of them", "Pruning and Distillation Together", "先剪枝，再做知识蒸馏。", "",
            {QStringLiteral("knowledge-distillation"), QStringLiteral("pruning")});
        row("said in passing only", "A Study of Colour Names", "",
            "Some related work uses pruning; we do not.", {QStringLiteral("other")});
        row("nothing", "On Colour Names", "颜色词研究。", "We list colours.",
            {QStringLiteral("other")});
        row("Chinese serving", "", "提出推理服务系统，用请求调度与负载均衡降低延迟。", "",
            {QStringLiteral("serving-scheduling")});
        row("inflected", "Merging Tokens: Token Merging for Video", "合并视觉令牌。", "",
            {QStringLiteral("token-reduction")});
    }

    void classifies()
    {
        QFETCH(QString, title);
        QFETCH(QString, brief);
        QFETCH(QString, abstract);
        QFETCH(QStringList, ids);
        ReportPaper paper;
        paper.title = title;
        paper.brief = brief;
        paper.abstract = abstract;
        paper.hasAbstract = !abstract.isEmpty();
        QStringList got = importing::classifyTechniques(paper);
        got.sort();
        QCOMPARE(got, ids);
    }

    // Every technique but "other" can be recognised by its own name in both languages.
    void ownNamesAreKnown()
    {
        for (const Technique &technique : Vocabulary::bundled().techniques()) {
            if (technique.id == QLatin1String("other")) {
                continue;
            }
            ReportPaper paper;
            paper.brief =
                    QStringLiteral("%1，%1，%1。")
                            .arg(QString::fromStdString(technique.name.zh).section(u'（', 0, 0));
            paper.title = QString::fromStdString(technique.name.en).section(u'/', 0, 0);
            QVERIFY2(importing::classifyTechniques(paper).contains(technique.id),
                     qPrintable(technique.id + u' '
                                + importing::classifyTechniques(paper).join(u' ')));
        }
    }
};

QTEST_GUILESS_MAIN(TestTechniques)
#include "test_techniques.moc"
