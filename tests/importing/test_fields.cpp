#include "importing/field_repair.h"

#include <QtTest>

using namespace touchstone::importing;

class TestFields : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void institutions_data()
    {
        QTest::addColumn<QString>("raw");
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<int>("joined");
        QTest::addColumn<int>("cut");
        const auto row = [](const char *raw, const char *names, int joined = 0, int cut = 0) {
            QTest::newRow(raw) << QString::fromUtf8(raw)
                               << QString::fromUtf8(names).split(u'|', Qt::SkipEmptyParts) << joined
                               << cut;
        };
        row("", "");
        row("未知", "");
        row("First University, Second Lab", "First University|Second Lab");
        row("第一大学、第二研究院；第三实验室", "第一大学|第二研究院|第三实验室");
        row("Sample Technologies, Inc", "Sample Technologies, Inc", 1);
        row("Sample Co., Ltd., First University", "Sample Co., Ltd.|First University", 1);
        row("Sample, GmbH, Other, S.A.", "Sample, GmbH|Other, S.A.", 2);
        row("UMR 1234, CNRS, First University", "UMR 1234, CNRS|First University", 1);
        row("UMR 1234, First University", "UMR 1234|First University");
        row("University of California, Berkeley", "University of California, Berkeley", 1);
        row("The Chinese University of Hong Kong, Shenzhen",
            "The Chinese University of Hong Kong, Shenzhen", 1);
        row("University of California, Department of Computer Science",
            "University of California|Department of Computer Science");
        row("University of California, MIT", "University of California|MIT");
        row("Shanghai Jiao, Tong University", "Shanghai Jiao Tong University", 1);
        row("Institute (Lab A, Lab B), Third Lab", "Institute (Lab A, Lab B)|Third Lab");
        row("The University of Hong, Third Lab", "The University of Hong|Third Lab", 0, 1);
        row("Department of, Third Lab", "Department of|Third Lab", 0, 1);
        row("Broken (Lab, Third Lab", "Broken (Lab|Third Lab");
        row(" , ,First University,", "First University");
    }
    void institutions()
    {
        QFETCH(QString, raw);
        QFETCH(QStringList, names);
        QFETCH(int, joined);
        QFETCH(int, cut);
        const Institutions found = splitInstitutions(raw);
        QCOMPARE(found.names, names);
        QCOMPARE(found.joined.size(), joined);
        QCOMPARE(found.cut.size(), cut);
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("institutions");
        const auto row = [](const char *address, const char *institutions) {
            QTest::newRow(address) << QString::fromUtf8(address) << QString::fromUtf8(institutions);
        };
        row("", "");
        row("First University", "First University");
        row("Sample Lab, Department of Caches, First University, Exampleton, EX 12345, Nowhere. "
            "a.b@example.org",
            "Sample Lab; Department of Caches; First University");
        row("Dipto. di Calcolo, Facoltà di Esempi, Univ. degli Esempi, Esempio, Italy",
            "Dipto. di Calcolo; Facoltà di Esempi; Univ. degli Esempi");
        row("Example Chips, Santa Clara, CA, USA; Second Institute, Third Town, China",
            "Example Chips; Second Institute");
        row("University of California, Berkeley, CA 94720", "University of California, Berkeley");
        row("第一大学，某市，中国", "第一大学");
        row("Lab42", "Lab42");
        row("someone@example.org", "");
    }
    void addresses()
    {
        QFETCH(QString, address);
        QFETCH(QString, institutions);
        QCOMPARE(institutionsOfAddress(address), institutions);
    }

    void abstracts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("kind");
        const auto row = [](const char *text, AbstractKind kind) {
            QTest::newRow(text) << QString::fromUtf8(text) << int(kind);
        };
        row("", AbstractKind::Empty);
        row(" -- ", AbstractKind::Empty);
        row("N/A", AbstractKind::Empty);
        row("暂无。", AbstractKind::Empty);
        row("Abstract.", AbstractKind::Empty);
        row("We measure caches.", AbstractKind::Text);
        row("本文提出一种缓存方法。", AbstractKind::Text);
        row("Figure 2. The cache before and after.", AbstractKind::Caption);
        row("Fig. 3: Our method beside the baseline.", AbstractKind::Caption);
        row("FIGURE 1 | Overview", AbstractKind::Caption);
        row("Figure 1(a): Overview", AbstractKind::Caption);
        row("Figure 4 Overview of the method", AbstractKind::Caption);
        row("Table 5 - Results", AbstractKind::Caption);
        row("图 3：方法总览", AbstractKind::Caption);
        row("Table 1 shows that caches are small, and we explain why.", AbstractKind::Text);
        row("Figures are drawn by models; we study how.", AbstractKind::Text);
        row("表达能力是模型的核心。", AbstractKind::Text);
        row("A photo of a red fox in a snowy forest, soft lighting, 8k", AbstractKind::Prompt);
        row("\"An oil painting of two boats, sunset, in the style of an old master\"",
            AbstractKind::Prompt);
        row("Prompt: a lighthouse at night", AbstractKind::Prompt);
        row("A woman wearing a yellow coat, standing in a street, close-up portrait",
            AbstractKind::Prompt);
        row("We render scenes with better lighting and a moving camera.", AbstractKind::Text);
        row("Photorealistic rendering needs many camera views; this paper needs few.",
            AbstractKind::Text);
    }
    void abstracts()
    {
        QFETCH(QString, text);
        QFETCH(int, kind);
        QCOMPARE(int(abstractKind(text)), kind);
    }

    void urls_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("repaired");
        const auto row = [](const char *text, const char *url, bool repaired = false) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(url) << repaired;
        };
        row("No address here.", "");
        row("Code: https://github.com/a/b.", "https://github.com/a/b");
        row("Code (https://github.com/a/b).", "https://github.com/a/b");
        row("code: https://en.example.org/Cache_(fast), thanks",
            "https://en.example.org/Cache_(fast)", false);
        row("代码见https://gitee.com/a/b。谢谢", "https://gitee.com/a/b");
        row("Models are available at https://huggingface.co/a/ B-7B-gguf .",
            "https://huggingface.co/a/B-7B-gguf", true);
        row("Code is available at https://github. com/a/b", "https://github.com/a/b", true);
        row("Code is available at https:// github.com/a/b.", "https://github.com/a/b", true);
        row("Code is available at https://github.com/a /b and more", "https://github.com/a/b",
            true);
        row("Code is released at https://github.com/a/long- name.",
            "https://github.com/a/long-name", true);
        row("Code is at https://github.com/a/b and we thank all.", "https://github.com/a/b");
        row("Project page: https://a.github.io/ and a video.", "https://a.github.io/");
        row("our code is at github.com/a/b", "https://github.com/a/b");
        row("code at www.example.org/x", "https://www.example.org/x");
        row("Our page is https://example.org/x but code: https://github.com/a/b",
            "https://github.com/a/b");
        row("See https://github.com/other/base. Our code is available at https://github.com/a/b",
            "https://github.com/a/b");
        row("Read https://doi.org/10.1/2 for this.", "");
        row("Hosted on github.com by us", "");
        row("code: https://", "");
    }
    void urls()
    {
        QFETCH(QString, text);
        QFETCH(QString, url);
        QFETCH(bool, repaired);
        const CodeUrl found = codeUrlIn(text);
        QCOMPARE(found.url, url);
        QCOMPARE(found.repaired, repaired);
    }

    void numbers()
    {
        QCOMPARE(firstNumber(QStringLiteral("14人")), std::optional(14));
        QCOMPARE(firstNumber(QStringLiteral("共 ２２ 位")), std::optional(22));
        QCOMPARE(firstNumber(QStringLiteral("多人")), std::optional<int>());
        QCOMPARE(firstNumber(QStringLiteral("99999999999999")), std::optional(999999999));
    }
};

QTEST_GUILESS_MAIN(TestFields)
#include "test_fields.moc"
