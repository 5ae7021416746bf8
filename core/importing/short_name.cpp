#include "importing/title_repair.h"

#include <QStringList>

#include <algorithm>
#include <array>

namespace touchstone::importing {

namespace {

constexpr qsizetype longestName = 40;
constexpr int maxNameWords = 4;

// "LoRA", "M-MoE", "robust-kbench", "A1": written like a name, not like a word.
bool isName(const QString &word)
{
    if (word.size() < 2 || !word[0].isLetter() || word.size() > longestName) {
        return false;
    }
    const bool inner = std::any_of(word.begin() + 1, word.end(),
                                   [](QChar c) { return c.isUpper() || c.isDigit(); });
    return inner;
}

QString stripped(QString word)
{
    while (!word.isEmpty() && !word.back().isLetterOrNumber()) {
        word.chop(1);
    }
    while (!word.isEmpty() && !word[0].isLetterOrNumber()) {
        word.remove(0, 1);
    }
    return word;
}

QString beforeColon(const QString &title)
{
    const qsizetype colon = title.indexOf(u':');
    const QString name = colon > 0 ? title.first(colon).trimmed() : QString();
    static constexpr std::array phrases{
            "towards", "toward",     "from",          "on",           "beyond", "to", "how",
            "why",     "rethinking", "understanding", "accelerating", "is"};
    const QStringList words = name.toLower().split(u' ', Qt::SkipEmptyParts);
    const bool phrase = std::any_of(words.begin(), words.end(), [](const QString &word) {
        return std::any_of(phrases.begin(), phrases.end(),
                           [&](const char *p) { return word == QLatin1String(p); });
    });
    const bool fits = !words.isEmpty() && words.size() <= maxNameWords && name.size() <= longestName
                      && !name.contains(u',');
    return fits && !phrase ? name : QString();
}

// "we introduce Lumen, a ..." or "we propose Light Caching (LC)".
QString introduced(const QString &abstract)
{
    static constexpr std::array verbs{"introduce", "propose",  "present", "introduces",
                                      "proposes",  "presents", "develop", "call",
                                      "named",     "dubbed",   "called"};
    constexpr qsizetype reach = 10;
    const QStringList words = abstract.left(4000).split(u' ', Qt::SkipEmptyParts);
    for (qsizetype i = 0; i + 1 < words.size(); ++i) {
        if (std::none_of(verbs.begin(), verbs.end(),
                         [&](const char *verb) { return words[i] == QLatin1String(verb); })) {
            continue;
        }
        QString next = stripped(words[i + 1]);
        const bool set = words[i + 1].endsWith(u',') || words[i + 1].endsWith(u':')
                         || (i + 2 < words.size() && words[i + 2].startsWith(u'('));
        if (isName(next) || (set && next.contains(u'-') && next.size() > 3)) {
            return next;
        }
        for (qsizetype j = i + 2; j < std::min(words.size(), i + reach); ++j) {
            QString inner = stripped(words[j]);
            // "(LC)" abbreviates the words directly before it.
            const bool near = j - i - 1 <= inner.size() + 2;
            if (near && words[j].startsWith(u'(') && words[j].contains(u')') && isName(inner)) {
                return inner;
            }
            if (words[j].endsWith(u'.')) {
                break;
            }
        }
    }
    return {};
}

}  // namespace

QString shortNameOf(const QString &title, const QString &abstract)
{
    const QString name = beforeColon(title);
    return name.isEmpty() ? introduced(abstract) : name;
}

}  // namespace touchstone::importing
