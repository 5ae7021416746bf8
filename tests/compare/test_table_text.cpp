#include "compare/table_text.h"

#include <QTest>

using namespace touchstone;
using namespace touchstone::compare;

namespace {

Text same(const char *text)
{
    return {text, text};
}

ChartTable table(const std::vector<std::vector<const char *>> &rows)
{
    ChartTable result;
    for (const char *column : rows.front()) {
        result.columns.append(same(column));
    }
    for (std::size_t i = 1; i < rows.size(); ++i) {
        QVector<Text> cells;
        for (const char *cell : rows[i]) {
            cells.append(same(cell));
        }
        result.rows.append(cells);
    }
    return result;
}

QString written(const ChartTable &t, TableFormat format)
{
    return tableText(t, format, Language::English);
}

}  // namespace

class TestTableText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void alignsByTerminalCells();
    void quotesCsv();
    void csvNeverStartsAFormula();
    void escapesMarkdown();
    void escapesLatex();
    void nothingATerminalObeys();
    void filesOfCsvOpenInExcel();
    void fillsShortRows();
    void anEmptyTableIsEmpty();
};

void TestTableText::alignsByTerminalCells()
{
    // Two Chinese characters take four cells: the second column starts at the same place.
    QCOMPARE(written(table({{"a", "b"}, {"量化", "1"}, {"abc", "2"}}), TableFormat::Aligned),
             QStringLiteral("a     b\n----  -\n量化  1\nabc   2\n"));
    QCOMPARE(cellWidth(QStringLiteral("量化x")), 5);
}

void TestTableText::quotesCsv()
{
    QCOMPARE(written(table({{"a", "b"}, {"x, \"y\"", "two\nlines"}}), TableFormat::Csv),
             QStringLiteral("a,b\r\n\"x, \"\"y\"\"\",\"two\nlines\"\r\n"));
}

void TestTableText::csvNeverStartsAFormula()
{
    QCOMPARE(written(table({{"a"}, {"=1+1"}, {"@x"}, {"-3.5"}}), TableFormat::Csv),
             QStringLiteral("a\r\n'=1+1\r\n'@x\r\n-3.5\r\n"));
}

void TestTableText::escapesMarkdown()
{
    QCOMPARE(written(table({{"a"}, {"x|y <b> two\nlines"}}), TableFormat::Markdown),
             QStringLiteral("| a |\n| --- |\n| x\\|y &lt;b> two lines |\n"));
}

void TestTableText::escapesLatex()
{
    QCOMPARE(latexEscaped(QStringLiteral("50% of $x_1$ \\input{a} ~^&#×")),
             QStringLiteral("50\\% of \\$x\\_1\\$ \\textbackslash{}input\\{a\\} "
                            "\\textasciitilde{}\\textasciicircum{}\\&\\#$\\times$"));
    const QString text = written(table({{"a", "b"}, {"1", "2"}}), TableFormat::Latex);
    QVERIFY(text.startsWith(
            QStringLiteral("\\begin{tabular}{ll}\n\\toprule\na & b \\\\\n\\midrule")));
    QVERIFY(text.endsWith(QStringLiteral("\\bottomrule\n\\end{tabular}\n")));
}

void TestTableText::nothingATerminalObeys()
{
    // Clear the screen, set the clipboard, turn the direction of writing round.
    const ChartTable t =
            table({{"a"}, {"x\x1b[2J\x1b]52;c;aGk=\x07 \xe2\x80\xaey ![p](//evil/p.png) `_*"}});
    for (const TableFormat format :
         {TableFormat::Aligned, TableFormat::Csv, TableFormat::Markdown, TableFormat::Latex}) {
        const QString text = written(t, format);
        QVERIFY(!text.contains(QChar(0x1b)));
        QVERIFY(!text.contains(QChar(0x07)));
        QVERIFY(!text.contains(QChar(0x202e)));
    }
    QVERIFY(written(t, TableFormat::Markdown).contains(QStringLiteral("!\\[p\\](//evil/p.png)")));
}

void TestTableText::filesOfCsvOpenInExcel()
{
    const ChartTable t = table({{"论文"}, {"量化"}});
    QVERIFY(tableFile(t, TableFormat::Csv, Language::English).startsWith("\xEF\xBB\xBF论文"));
    QVERIFY(tableFile(t, TableFormat::Markdown, Language::English).startsWith("| 论文"));
}

void TestTableText::fillsShortRows()
{
    ChartTable t = table({{"a", "b"}, {"1", "2"}});
    t.rows.append({same("only")});
    QCOMPARE(written(t, TableFormat::Csv), QStringLiteral("a,b\r\n1,2\r\nonly,\r\n"));
}

void TestTableText::anEmptyTableIsEmpty()
{
    QVERIFY(written({}, TableFormat::Markdown).isEmpty());
}

QTEST_GUILESS_MAIN(TestTableText)
#include "test_table_text.moc"
