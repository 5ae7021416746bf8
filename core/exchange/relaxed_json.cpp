#include "exchange/relaxed_json.h"

#include <QStringDecoder>

#include <cctype>

namespace touchstone::exchange {

namespace {

constexpr qsizetype longestBareValue = 64;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// "1,234,567" with an optional sign and fraction.
bool hasThousands(const QByteArray &word)
{
    qsizetype at = word.startsWith('-');
    const qsizetype first = at;
    while (at < word.size() && isDigit(word[at])) {
        ++at;
    }
    bool any = false;
    const bool leads = at - first >= 1 && at - first <= 3;
    while (leads && at < word.size() && word[at] == ',') {
        for (qsizetype i = 1; i <= 3; ++i) {
            if (at + i >= word.size() || !isDigit(word[at + i])) {
                return false;
            }
        }
        at += 4;
        any = true;
    }
    return any && (at == word.size() || word[at] == '.');
}

bool isNotFinite(const QByteArray &word)
{
    const QByteArray bare = word.toLower();
    const QByteArray unsignedWord =
            bare.startsWith('-') || bare.startsWith('+') ? bare.mid(1) : bare;
    return unsignedWord == "nan" || unsignedWord == "inf" || unsignedWord == "infinity"
           || (unsignedWord.startsWith("nan(") && unsignedWord.endsWith(')'))
           || unsignedWord.startsWith("1.#");
}

class Scanner {
public:
    explicit Scanner(const QByteArray &json) : m_json(json) { m_out.reserve(json.size()); }

    QByteArray run()
    {
        while (m_at < m_json.size()) {
            const char c = m_json[m_at];
            if (c == '"') {
                quoted();
            } else if (isDigit(c) || std::isalpha(static_cast<unsigned char>(c)) || c == '-'
                       || c == '+') {
                bare();
            } else {
                structure(c);
            }
        }
        return m_out;
    }

private:
    void quoted()
    {
        const qsizetype start = m_at++;
        while (m_at < m_json.size() && m_json[m_at] != '"') {
            m_at += m_json[m_at] == '\\' ? 2 : 1;
        }
        m_at = std::min(m_at + 1, m_json.size());
        m_out.append(m_json.mid(start, m_at - start));
    }

    void structure(char c)
    {
        if (c == '{' || c == '[') {
            m_open += c;
        } else if (c == '}' || c == ']') {
            m_open.chop(1);
        }
        m_out += c;
        ++m_at;
    }

    // Behind a comma in an object comes a quoted key, so a digit there belongs to the number.
    bool continues(qsizetype at) const
    {
        const char c = m_json[at];
        const bool thousands = c == ',' && m_open.endsWith('{') && at + 1 < m_json.size()
                               && isDigit(m_json[at + 1]);
        return thousands || std::isalnum(static_cast<unsigned char>(c))
               || QByteArrayView("+-.#%()").contains(c);
    }

    void bare()
    {
        const qsizetype start = m_at;
        while (m_at < m_json.size() && m_at - start < longestBareValue && continues(m_at)) {
            ++m_at;
        }
        QByteArray word = m_json.mid(start, m_at - start);
        if (isNotFinite(word)) {
            word = "null";
        } else if (word.size() > 1 && word.endsWith('%') && isDigit(word[word.size() - 2])) {
            word.chop(1);
        }
        if (hasThousands(word)) {
            word.replace(",", "");
        }
        m_out.append(word);
    }

    const QByteArray &m_json;
    QByteArray m_out, m_open;
    qsizetype m_at = 0;
};

}  // namespace

QByteArray inUtf8(const QByteArray &bytes)
{
    const auto encoding = QStringConverter::encodingForData(bytes);
    if (!encoding) {
        return bytes;
    }
    QStringDecoder decode(*encoding);
    const QString text = decode(bytes);
    return text.toUtf8();
}

QByteArray standardJson(const QByteArray &utf8)
{
    return Scanner(utf8).run();
}

}  // namespace touchstone::exchange
