#include "compare/table_text.h"

#include <algorithm>

namespace touchstone::compare {

namespace {

using Cells = QVector<QStringList>;  // first row: the header

Cells cellsOf(const ChartTable &table, Language language)
{
    const auto row = [language](const QVector<Text> &texts) {
        QStringList cells;
        for (const Text &text : texts) {
            cells.append(QString::fromStdString(text.in(language)));
        }
        return cells;
    };
    Cells cells{row(table.columns)};
    for (const auto &texts : table.rows) {
        cells.append(row(texts));
        cells.last().resize(table.columns.size());  // a short row must not shift the others
    }
    return cells;
}

// Control characters and marks of writing direction are shown, not obeyed: a title could change
// the terminal or the order of what is read.
QString oneLine(const QString &text)
{
    return QString::fromStdString(onOneLine(text.simplified().toStdString()));
}

QString aligned(const Cells &cells)
{
    QVector<int> widths(cells.first().size(), 0);
    for (const QStringList &row : cells) {
        for (qsizetype i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], cellWidth(oneLine(row[i])));
        }
    }
    QString out;
    const auto line = [&](const QStringList &row) {
        QString text;
        for (qsizetype i = 0; i < row.size(); ++i) {
            const QString cell = oneLine(row[i]);
            text += cell + QString(widths[i] - cellWidth(cell) + 2, QLatin1Char(' '));
        }
        while (text.endsWith(QLatin1Char(' '))) {
            text.chop(1);
        }
        out += text + QLatin1Char('\n');
    };
    line(cells.first());
    QStringList rule;
    for (const int width : widths) {
        rule.append(QString(width, QLatin1Char('-')));
    }
    line(rule);
    std::for_each(cells.begin() + 1, cells.end(), line);
    return out;
}

// A cell starting with one of these is run as a formula by spreadsheet programs, which a hostile
// report could use; a plain number such as -3 is not one.
bool looksLikeFormula(const QString &cell)
{
    if (cell.isEmpty() || !QStringLiteral("=+-@\t\r").contains(cell.front())) {
        return false;
    }
    bool number = false;
    cell.toDouble(&number);
    return !number;
}

// Line breaks stay in CSV; other control characters are shown.
QString withoutControls(const QString &cell)
{
    QStringList lines;
    for (const QString &line : cell.split(u'\n')) {
        lines << QString::fromStdString(onOneLine(line.toStdString()));
    }
    return lines.join(u'\n');
}

QString csv(const Cells &cells)
{
    QString out;
    for (const QStringList &row : cells) {
        QStringList quoted;
        for (const QString &raw : row) {
            QString cell = withoutControls(raw);
            if (looksLikeFormula(cell)) {
                cell.prepend(QLatin1Char('\''));
            }
            if (cell.contains(QLatin1Char(',')) || cell.contains(QLatin1Char('"'))
                || cell.contains(QLatin1Char('\n')) || cell.contains(QLatin1Char('\r'))) {
                cell.replace(QLatin1Char('"'), QStringLiteral("\"\""));
                cell = QLatin1Char('"') + cell + QLatin1Char('"');
            }
            quoted.append(cell);
        }
        out += quoted.join(QLatin1Char(',')) + QStringLiteral("\r\n");
    }
    return out;
}

QString markdown(const Cells &cells)
{
    QString out;
    const auto line = [&out](const QStringList &row) {
        QStringList escaped;
        for (const QString &cell : row) {
            escaped.append(oneLine(cell)
                                   .replace(QLatin1Char('\\'), QStringLiteral("\\\\"))
                                   .replace(QLatin1Char('|'), QStringLiteral("\\|"))
                                   .replace(QLatin1Char('['), QStringLiteral("\\["))
                                   .replace(QLatin1Char(']'), QStringLiteral("\\]"))
                                   .replace(QLatin1Char('*'), QStringLiteral("\\*"))
                                   .replace(QLatin1Char('_'), QStringLiteral("\\_"))
                                   .replace(QLatin1Char('`'), QStringLiteral("\\`"))
                                   .replace(QLatin1Char('<'), QStringLiteral("&lt;")));
        }
        out += QStringLiteral("| ") + escaped.join(QStringLiteral(" | ")) + QStringLiteral(" |\n");
    };
    line(cells.first());
    out += QStringLiteral("|") + QStringLiteral(" --- |").repeated(cells.first().size())
           + QLatin1Char('\n');
    std::for_each(cells.begin() + 1, cells.end(), line);
    return out;
}

QString latex(const Cells &cells)
{
    QString out = QStringLiteral("\\begin{tabular}{%1}\n\\toprule\n")
                          .arg(QString(cells.first().size(), QLatin1Char('l')));
    const auto line = [&out](const QStringList &row) {
        QStringList escaped;
        for (const QString &cell : row) {
            escaped.append(latexEscaped(oneLine(cell)));
        }
        out += escaped.join(QStringLiteral(" & ")) + QStringLiteral(" \\\\\n");
    };
    line(cells.first());
    out += QStringLiteral("\\midrule\n");
    std::for_each(cells.begin() + 1, cells.end(), line);
    return out + QStringLiteral("\\bottomrule\n\\end{tabular}\n");
}

bool isWide(char32_t c)
{
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF)
           || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF)
           || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60)
           || (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF)
           || (c >= 0x20000 && c <= 0x3FFFD);
}

}  // namespace

int cellWidth(const QString &text)
{
    int width = 0;
    for (const char32_t c : text.toUcs4()) {
        const bool combining = QChar::category(c) == QChar::Mark_NonSpacing;
        width += combining ? 0 : (isWide(c) ? 2 : 1);
    }
    return width;
}

QString latexEscaped(const QString &text)
{
    QString out;
    for (const QChar c : text) {
        switch (c.unicode()) {
        case '\\':
            out += QStringLiteral("\\textbackslash{}");
            break;
        case '~':
            out += QStringLiteral("\\textasciitilde{}");
            break;
        case '^':
            out += QStringLiteral("\\textasciicircum{}");
            break;
        case '&':
        case '%':
        case '$':
        case '#':
        case '_':
        case '{':
        case '}':
            out += QLatin1Char('\\') + c;
            break;
        case 0x00D7:
            out += QStringLiteral("$\\times$");
            break;
        case 0x2265:
            out += QStringLiteral("$\\geq$");
            break;
        case 0x2264:
            out += QStringLiteral("$\\leq$");
            break;
        case 0x2248:
        case 0x223C:
            out += QStringLiteral("$\\approx$");
            break;
        default:
            out += c;
        }
    }
    return out;
}

QString tableText(const ChartTable &table, TableFormat format, Language language)
{
    if (table.columns.isEmpty()) {
        return {};
    }
    const Cells cells = cellsOf(table, language);
    switch (format) {
    case TableFormat::Aligned:
        return aligned(cells);
    case TableFormat::Csv:
        return csv(cells);
    case TableFormat::Markdown:
        return markdown(cells);
    case TableFormat::Latex:
        return latex(cells);
    }
    return {};
}

QByteArray tableFile(const ChartTable &table, TableFormat format, Language language)
{
    const QByteArray text = tableText(table, format, language).toUtf8();
    return format == TableFormat::Csv ? QByteArrayLiteral("\xEF\xBB\xBF") + text : text;
}

}  // namespace touchstone::compare
