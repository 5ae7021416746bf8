// Lists of papers as cv-arxiv-daily and its many forks keep them:
//   |Publish Date|Title|Authors|PDF|Code|
//   |**2024-01-02**|**A title**|A. Name et.al.|[2401.00001](http://arxiv.org/abs/2401.00001)|null|
// and, on their web pages, "- 2024-01-02, **A title**, A. Name et.al., Paper: [..](..), Code: ...".
#include "importing/formats.h"
#include "importing/html_text.h"
#include "importing/latex_text.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace touchstone::importing {

namespace {

// Without Markdown's emphasis and links: "**[title](address)**" is title.
QString plainCell(const QString &cell)
{
    static const QRegularExpression link(QStringLiteral("\\[([^\\[\\]]*)\\]\\([^()]*\\)"));
    QString plain = cell;
    plain.replace(link, QStringLiteral("\\1"));
    plain.remove(QStringLiteral("**")).remove(QStringLiteral("<br>"));
    return htmlToText(latexToText(plain)).trimmed();
}

// "\|" inside a cell is a stroke of the title.
QStringList cellsOf(const QString &line)
{
    QStringList cells;
    QString cell;
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (line[i] == u'\\' && i + 1 < line.size() && line[i + 1] == u'|') {
            cell += line[++i];
        } else if (line[i] == u'|') {
            cells << cell.trimmed();
            cell.clear();
        } else {
            cell += line[i];
        }
    }
    cells << cell.trimmed();
    cells.removeFirst();  // before the first stroke
    if (!cells.isEmpty() && cells.last().isEmpty()) {
        cells.removeLast();
    }
    return cells;
}

QString addressIn(const QString &text)
{
    static const QRegularExpression address(QStringLiteral("https?://[^\\s()\\[\\]|<>\"]+"));
    return address.match(text).captured(0);
}

// Where the columns of a table are; -1 for one that it has not.
struct Columns {
    qsizetype title = -1, authors = -1, pdf = -1, code = -1, abstract = -1;
};

std::optional<Columns> columnsOf(const QStringList &heads)
{
    Columns columns;
    bool dated = false;
    for (qsizetype i = 0; i < heads.size(); ++i) {
        const QString head = plainCell(heads[i]).toLower();
        if (head == QLatin1String("title") || head == QStringLiteral("标题")
            || head == QLatin1String("paper title")) {
            columns.title = i;
        } else if (head.startsWith(QLatin1String("author")) || head == QStringLiteral("作者")) {
            columns.authors = i;
        } else if (head.contains(QLatin1String("pdf")) || head == QLatin1String("paper")
                   || head == QLatin1String("link") || head == QStringLiteral("链接")) {
            columns.pdf = i;
        } else if (head.startsWith(QLatin1String("code")) || head == QStringLiteral("代码")) {
            columns.code = i;
        } else if (head.startsWith(QLatin1String("abstract")) || head == QStringLiteral("摘要")
                   || head == QLatin1String("summary")) {
            columns.abstract = i;
        }
        dated = dated || head.contains(QLatin1String("date"))
                || head.contains(QStringLiteral("日期"));
    }
    const bool known = columns.title >= 0 && (columns.pdf >= 0 || columns.code >= 0 || dated);
    return known ? std::optional(columns) : std::nullopt;
}

const QRegularExpression &listItem()
{
    static const QRegularExpression item(
            QStringLiteral("^\\s*[-*] +\\d{4}-\\d{2}-\\d{2}, *\\*\\*(.+?)\\*\\*, *(.*?),? "
                           "*(?:Paper|PDF): *(\\S+)(.*)$"));
    return item;
}

class Reader {
public:
    Reader(Report &report, WarningList &warnings) : m_report(report), m_warnings(warnings) {}

    void read(const QString &text)
    {
        const QList<QStringView> lines = QStringView(text).split(u'\n');
        for (qsizetype i = 0; i < lines.size(); ++i) {
            const int number = int(i) + 1;
            const QStringView line = lines[i].trimmed();
            if (line.startsWith(u'|')) {
                readRow(cellsOf(m_columns ? wholeRow(lines, i) : line.toString()), number);
                continue;
            }
            m_columns.reset();
            if (const auto item = listItem().match(line.toString()); item.hasMatch()) {
                add(number, item.captured(1), item.captured(2), item.captured(3), item.captured(4));
            }
        }
    }

private:
    // Some digests keep the line breaks of an abstract inside its cell: the row ends with the line
    // that ends with a stroke. i moves to that line.
    static QString wholeRow(const QList<QStringView> &lines, qsizetype &i)
    {
        constexpr qsizetype mostLines = 60;
        QString row = lines[i].trimmed().toString();
        for (qsizetype next = i + 1; !row.endsWith(u'|') && next < lines.size(); ++next) {
            const QStringView line = lines[next].trimmed();
            if (line.isEmpty() || line.startsWith(u'|') || line.startsWith(u'#')
                || next - i > mostLines) {
                break;
            }
            row += u' ' + line.toString();
            if (line.endsWith(u'|')) {
                i = next;
                return row;
            }
        }
        return lines[i].trimmed().toString();
    }

    void readRow(const QStringList &cells, int line)
    {
        const auto columns = columnsOf(cells);
        if (columns) {
            m_columns = columns;
            m_width = cells.size();
            return;
        }
        const bool rule = !cells.isEmpty()
                          && QString(cells.first()).remove(u'-').remove(u':').trimmed().isEmpty();
        if (!m_columns || rule) {
            return;
        }
        if (cells.size() < m_width) {
            m_warnings.add(line, code::badEntry,
                           text("this row has {0} columns, {1} expected; it was left out",
                                "该行有 {0} 列，应为 {1} 列，已略过", cells.size(), m_width));
            return;
        }
        const auto cell = [&](qsizetype column) { return cells.value(column); };
        add(line, cell(m_columns->title), cell(m_columns->authors), cell(m_columns->pdf),
            cell(m_columns->code), cell(m_columns->abstract));
    }

    // A paper stands once under each topic that it was found for.
    void add(int line, const QString &title, const QString &authors, const QString &paper,
             const QString &codeCell, const QString &abstract = {})
    {
        const QString own = addressIn(paper);
        BibliographyEntry entry;
        entry.line = line;
        entry.title = plainCell(title);
        const QString key = own.isEmpty() ? entry.title : own;
        if (m_seen.contains(key)) {
            return;
        }
        m_seen.insert(key);
        // "A. Name et.al." names the first of an unknown number.
        const QString names = plainCell(authors);
        const bool cut =
                names.contains(QLatin1String("et.al")) || names.contains(QLatin1String("et al"));
        entry.authorCount = names.isEmpty() || cut ? 0 : int(names.count(u',')) + 1;
        entry.abstract = plainCell(abstract);
        entry.url = addressIn(codeCell) + u' ' + own;
        addEntry(m_report, entry, m_warnings);
    }

    Report &m_report;
    WarningList &m_warnings;
    std::optional<Columns> m_columns;
    qsizetype m_width = 0;
    QSet<QString> m_seen;
};

}  // namespace

bool isPaperTable(const QByteArray &start)
{
    const QString text = QString::fromUtf8(start);
    const bool items =
            text.contains(QLatin1String("Paper:")) || text.contains(QLatin1String("PDF:"));
    for (const QStringView view : QStringView(text).split(u'\n')) {
        const QStringView line = view.trimmed();
        if (line.startsWith(u'|') && columnsOf(cellsOf(line.toString()))) {
            return true;
        }
        if (items && listItem().match(line.toString()).hasMatch()) {
            return true;
        }
    }
    return false;
}

Result<Report> readPaperTable(const QByteArray &utf8, const QString &name, WarningList &warnings)
{
    Report report;
    report.format = QStringLiteral("paper-table");
    report.title = name;
    Reader(report, warnings).read(QString::fromUtf8(utf8));
    return finished(std::move(report), QStringLiteral("Markdown"));
}

}  // namespace touchstone::importing
