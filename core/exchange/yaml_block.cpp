#include "exchange/yaml_block.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

#include <vector>

namespace touchstone::exchange {

namespace {

constexpr int deepest = 50;

struct Line {
    int number = 0, indent = 0;
    QString content;  // without indentation and comment
};

// Of a key that ends in ": " or at the end of the line; -1 without one. Quotes are skipped.
qsizetype keyEnd(const QString &content)
{
    QChar quote;
    for (qsizetype i = 0; i < content.size(); ++i) {
        const QChar c = content[i];
        if (quote == u'"' && c == u'\\') {
            ++i;  // what is escaped ends nothing
        } else if (!quote.isNull()) {
            quote = c == quote ? QChar() : quote;
        } else if (i == 0 && (c == u'"' || c == u'\'')) {
            quote = c;
        } else if (c == u':' && (i + 1 == content.size() || content[i + 1] == u' ')) {
            return i;
        }
    }
    return -1;
}

QString unquoted(const QString &text)
{
    if (text.size() < 2 || text.front() != text.back()) {
        return text;
    }
    const QString inner = text.sliced(1, text.size() - 2);
    if (text.front() == u'\'') {
        return QString(inner).replace(QLatin1String("''"), QLatin1String("'"));
    }
    if (text.front() != u'"') {
        return text;
    }
    QString out;
    for (qsizetype i = 0; i < inner.size(); ++i) {
        if (inner[i] == u'\\' && i + 1 < inner.size()) {
            const QChar c = inner[++i];
            out += c == u'n' ? QChar(u'\n') : c == u't' ? QChar(u'\t') : c;
        } else {
            out += inner[i];
        }
    }
    return out;
}

QJsonValue scalar(const QString &text)
{
    static const QRegularExpression number(
            QStringLiteral("^[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?$"));
    static const QHash<QString, QJsonValue> words{{QString(), QJsonValue()},
                                                  {QStringLiteral("~"), QJsonValue()},
                                                  {QStringLiteral("null"), QJsonValue()},
                                                  {QStringLiteral("true"), true},
                                                  {QStringLiteral("false"), false},
                                                  {QStringLiteral("[]"), QJsonArray()},
                                                  {QStringLiteral("{}"), QJsonObject()}};
    if (const auto word = words.constFind(text); word != words.constEnd()) {
        return *word;
    }
    return number.match(text).hasMatch() ? QJsonValue(text.toDouble()) : QJsonValue(unquoted(text));
}

QString withoutComment(const QString &line)
{
    QChar quote;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        const bool begins = i == 0 || line[i - 1] == u' ' || line[i - 1] == u'-';
        if (quote == u'"' && c == u'\\') {
            ++i;  // what is escaped ends nothing
        } else if (!quote.isNull()) {
            quote = c == quote ? QChar() : quote;
        } else if ((c == u'"' || c == u'\'') && begins) {
            quote = c;
        } else if (c == u'#' && (i == 0 || line[i - 1] == u' ')) {
            return line.first(i);
        }
    }
    return line;
}

class Reader {
public:
    explicit Reader(const QString &text)
    {
        int number = 0;
        for (const QStringView view : QStringView(text).split(u'\n')) {
            ++number;
            const QString line = withoutComment(view.toString());
            const QString content = line.trimmed();
            if (!content.isEmpty()) {
                m_lines.push_back({number, int(line.indexOf(content)), content});
            }
        }
    }

    Result<QJsonValue> read()
    {
        QJsonValue value = m_lines.empty() ? QJsonValue() : block(m_lines.front().indent, 0);
        if (m_error.empty() && m_at < m_lines.size()) {
            refuse();
        }
        if (!m_error.empty()) {
            return fail(ErrorCode::Invalid,
                        "line {0}: not the indentation of a list or of keys: {1}",
                        "第 {0} 行：不符合列表或键的缩进：{1}", m_errorLine, m_error);
        }
        return value;
    }

private:
    bool isItem(const Line &line) const
    {
        return line.content == QLatin1String("-") || line.content.startsWith(QLatin1String("- "));
    }

    void refuse()
    {
        if (m_error.empty() && m_at < m_lines.size()) {
            m_error = m_lines[m_at].content.left(60).toStdString();
            m_errorLine = m_lines[m_at].number;
        }
        m_at = m_lines.size();
    }

    QJsonValue block(int indent, int depth)
    {
        if (depth > deepest) {
            refuse();
            return {};
        }
        return isItem(m_lines[m_at]) ? sequence(indent, depth) : mapping(indent, depth);
    }

    QJsonValue sequence(int indent, int depth)
    {
        QJsonArray array;
        while (m_at < m_lines.size() && m_lines[m_at].indent == indent && isItem(m_lines[m_at])) {
            Line &line = m_lines[m_at];
            const QString rest = line.content.sliced(1).trimmed();
            if (rest.isEmpty()) {
                ++m_at;
                array.append(nested(indent + 1, depth));
            } else if (keyEnd(rest) >= 0 || rest.startsWith(QLatin1String("- "))) {
                // "- name: x" is a mapping (or a list) whose first line stands behind the dash.
                line.indent += int(line.content.indexOf(rest, 1));
                line.content = rest;
                array.append(block(line.indent, depth + 1));
            } else {
                ++m_at;
                array.append(value(rest, indent));
            }
        }
        return array;
    }

    QJsonValue mapping(int indent, int depth)
    {
        QJsonObject object;
        while (m_at < m_lines.size() && m_lines[m_at].indent == indent && !isItem(m_lines[m_at])) {
            const QString content = m_lines[m_at].content;
            const qsizetype end = keyEnd(content);
            if (end < 0) {
                refuse();
                break;
            }
            const QString rest = content.sliced(end + 1).trimmed();
            ++m_at;
            // The items of a list may be as far in as their key.
            const bool list = rest.isEmpty() && m_at < m_lines.size()
                              && m_lines[m_at].indent == indent && isItem(m_lines[m_at]);
            object.insert(unquoted(content.first(end).trimmed()),
                          list             ? sequence(indent, depth + 1)
                          : rest.isEmpty() ? nested(indent + 1, depth)
                                           : value(rest, indent));
        }
        return object;
    }

    // What stands further in than a key or dash of its own; null without any.
    QJsonValue nested(int least, int depth)
    {
        if (m_at >= m_lines.size() || m_lines[m_at].indent < least) {
            return {};
        }
        return block(m_lines[m_at].indent, depth + 1);
    }

    // A scalar, with the lines further in that go on with it.
    QJsonValue value(const QString &first, int indent)
    {
        const bool literal = first.startsWith(u'|') || first.startsWith(u'>');
        QStringList parts{literal ? QString() : first};
        while (m_at < m_lines.size() && m_lines[m_at].indent > indent) {
            parts << m_lines[m_at++].content;
        }
        parts.removeAll(QString());
        return parts.size() == 1 && !literal ? scalar(first) : QJsonValue(parts.join(u' '));
    }

    std::vector<Line> m_lines;
    std::size_t m_at = 0;
    std::string m_error;
    int m_errorLine = 0;
};

}  // namespace

Result<QJsonValue> readYamlBlock(const QString &text)
{
    return Reader(text).read();
}

}  // namespace touchstone::exchange
