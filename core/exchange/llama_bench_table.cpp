// The outputs of llama-bench that are no JSON: -o md (the default), csv and sql.
#include "exchange/foreign_formats.h"

#include <QHash>
#include <QRegularExpression>

namespace touchstone::exchange {

namespace {

// Columns of the Markdown table, which differ from those of the other outputs.
QString columnOf(const QString &heading)
{
    static const QHash<QString, QString> columns{
            {QStringLiteral("model"), QStringLiteral("model_type")},
            {QStringLiteral("backend"), QStringLiteral("backends")},
            {QStringLiteral("ngl"), QStringLiteral("n_gpu_layers")},
            {QStringLiteral("threads"), QStringLiteral("n_threads")},
            {QStringLiteral("fa"), QStringLiteral("flash_attn")},
            {QStringLiteral("sm"), QStringLiteral("split_mode")},
            {QStringLiteral("mg"), QStringLiteral("main_gpu")},
            {QStringLiteral("nkvo"), QStringLiteral("no_kv_offload")},
            {QStringLiteral("ts"), QStringLiteral("tensor_split")},
            {QStringLiteral("mmap"), QStringLiteral("use_mmap")},
            {QStringLiteral("embd"), QStringLiteral("embeddings")}};
    return columns.value(heading, heading);
}

QJsonValue typed(const QString &cell)
{
    bool isNumber = false;
    const double number = cell.toDouble(&isNumber);
    if (cell == QLatin1String("true") || cell == QLatin1String("false")) {
        return cell == QLatin1String("true");
    }
    return isNumber ? QJsonValue(number) : QJsonValue(cell);
}

// "pp512", "tg128 @ d4096", "pp512+tg128".
void readTest(const QString &cell, QJsonObject &test)
{
    static const QRegularExpression part(QStringLiteral("(pp|tg|d)\\s*(\\d+)"));
    auto parts = part.globalMatch(cell);
    while (parts.hasNext()) {
        const auto match = parts.next();
        const QString what = match.captured(1);
        const char *column = what == QLatin1String("pp")   ? "n_prompt"
                             : what == QLatin1String("tg") ? "n_gen"
                                                           : "n_depth";
        test.insert(QLatin1String(column), match.captured(2).toInt());
    }
}

// "1000.00 ± 10.00"
bool readSpeed(const QString &cell, QJsonObject &test)
{
    const QStringList sides = cell.split(u'±');
    bool ok = false;
    test.insert(QLatin1String("avg_ts"), sides.first().trimmed().toDouble(&ok));
    test.insert(QLatin1String("stddev_ts"), sides.size() > 1 ? sides[1].trimmed().toDouble() : 0.0);
    return ok;
}

QStringList cellsOf(const QString &line)
{
    QStringList cells = line.trimmed().split(u'|');
    if (cells.size() > 1) {
        cells.removeFirst();
        cells.removeLast();
    }
    for (QString &cell : cells) {
        cell = cell.trimmed();
    }
    return cells;
}

Result<QJsonArray> readMarkdown(const QString &text)
{
    QJsonArray tests;
    QStringList columns;
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const bool isRow = lines[i].trimmed().startsWith(u'|');
        const QStringList cells = isRow ? cellsOf(lines[i]) : QStringList();
        if (!isRow || cells.first().startsWith(QLatin1String("---"))
            || cells.first().startsWith(QLatin1String(":--"))) {
            continue;
        }
        if (cells.contains(QLatin1String("t/s"))) {
            columns = cells;
            continue;
        }
        if (columns.isEmpty()) {
            continue;  // a table before it
        }
        if (cells.size() != columns.size()) {
            return fail(ErrorCode::Invalid, "line {0}: {1} columns, {2} expected",
                        "第 {0} 行：有 {1} 列，应为 {2} 列", i + 1, cells.size(), columns.size());
        }
        QJsonObject test;
        for (qsizetype c = 0; c < columns.size(); ++c) {
            if (columns[c] == QLatin1String("test")) {
                readTest(cells[c], test);
            } else if (columns[c] != QLatin1String("t/s")) {
                test.insert(columnOf(columns[c]), typed(cells[c]));
            } else if (!readSpeed(cells[c], test)) {
                return fail(ErrorCode::Invalid, "line {0}: no number of tokens per second: {1}",
                            "第 {0} 行：每秒词元数不是数字：{1}", i + 1, cells[c].toStdString());
            }
        }
        tests.append(test);
    }
    return tests;
}

// The values between brackets or commas: quoted by ' or ", doubled inside, or bare.
QStringList valuesOf(const QString &line)
{
    QStringList values;
    QString current;
    QChar quote;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        if (!quote.isNull() && c == quote) {
            const bool doubled = i + 1 < line.size() && line[i + 1] == quote;
            current += doubled ? QString(c) : QString();
            i += doubled;
            quote = doubled ? quote : QChar();
        } else if (quote.isNull() && (c == u'\'' || c == u'"')) {
            quote = c;
        } else if (quote.isNull() && c == u',') {
            values << current.trimmed();
            current.clear();
        } else {
            current += c;
        }
    }
    values << current.trimmed();
    return values;
}

Result<QJsonObject> testOf(const QStringList &columns, const QStringList &values, qsizetype line)
{
    if (columns.size() != values.size()) {
        return fail(ErrorCode::Invalid, "line {0}: {1} columns, {2} expected",
                    "第 {0} 行：有 {1} 列，应为 {2} 列", line, values.size(), columns.size());
    }
    QJsonObject test;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        test.insert(columns[i], typed(values[i]));
    }
    return test;
}

Result<QJsonArray> readCsv(const QStringList &lines)
{
    QJsonArray tests;
    const QStringList columns = valuesOf(lines.first());
    for (qsizetype i = 1; i < lines.size(); ++i) {
        if (lines[i].trimmed().isEmpty()) {
            continue;
        }
        const auto test = testOf(columns, valuesOf(lines[i]), i + 1);
        if (!test) {
            return passOn(test.error());
        }
        tests.append(*test);
    }
    return tests;
}

// INSERT INTO test (a, b) VALUES ('x', 1); one line each. Nothing is executed.
Result<QJsonArray> readSql(const QStringList &lines)
{
    static const QRegularExpression insert(
            QStringLiteral("^\\s*INSERT INTO \\w+ \\((.*?)\\) VALUES \\((.*)\\)\\s*;\\s*$"),
            QRegularExpression::CaseInsensitiveOption);
    QJsonArray tests;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const auto match = insert.match(lines[i]);
        if (!match.hasMatch()) {
            continue;
        }
        const auto test = testOf(valuesOf(match.captured(1)), valuesOf(match.captured(2)), i + 1);
        if (!test) {
            return passOn(test.error());
        }
        tests.append(*test);
    }
    return tests;
}

bool isSpeedTable(const QString &text)
{
    static const QRegularExpression heading(
            QStringLiteral("^\\s*\\|.*\\|\\s*test\\s*\\|\\s*t/s\\s*\\|"),
            QRegularExpression::MultilineOption);
    return heading.match(text).hasMatch();
}

}  // namespace

std::optional<Result<QJsonArray>> llamaBenchTable(const QByteArray &bytes)
{
    if (bytes.trimmed().startsWith('{') || bytes.trimmed().startsWith('[')) {
        return std::nullopt;
    }
    const QString text = QString::fromUtf8(bytes);
    if (isSpeedTable(text)) {
        return readMarkdown(text);
    }
    const QStringList lines = text.trimmed().split(u'\n');
    if (lines.first().contains(QLatin1String("model_filename"))
        && lines.first().contains(QLatin1String("avg_ts"))
        && !lines.first().contains(QLatin1String("INSERT"))) {
        return readCsv(lines);
    }
    if (text.contains(QLatin1String("INSERT INTO")) && text.contains(QLatin1String("avg_ts"))) {
        return readSql(lines);
    }
    return std::nullopt;
}

}  // namespace touchstone::exchange
