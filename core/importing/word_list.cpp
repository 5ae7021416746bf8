#include "importing/title_repair.h"

#include <algorithm>

namespace touchstone::importing {

namespace {

bool isWordCharacter(QChar c)
{
    return c.unicode() < 0x2E80 && c.isLetterOrNumber();
}

bool isHyphen(QChar c)
{
    return c == u'-' || c == u'‐' || c == u'‑' || c == u'–';
}

bool hasLower(QStringView word)
{
    return std::any_of(word.begin(), word.end(), [](QChar c) { return c.isLower(); });
}

// Capitals not only at the start: "LoRA", "dLLMs", "HTTP", "YOLOv10s".
bool isSpecial(QStringView word)
{
    return std::any_of(word.begin() + 1, word.end(), [](QChar c) { return c.isUpper(); });
}

bool isShouted(QStringView word)
{
    return word.size() >= 4
           && std::all_of(word.begin(), word.end(), [](QChar c) { return !c.isLower(); });
}

// Whether another word in capitals follows, skipping short ones ("OF").
bool shoutFollows(QStringView text, qsizetype at)
{
    for (int words = 0; words < 2; ++words) {
        while (at < text.size() && (text[at].isSpace() || text[at] == u':')) {
            ++at;
        }
        const qsizetype start = at;
        while (at < text.size() && (isWordCharacter(text[at]) || isHyphen(text[at]))) {
            ++at;
        }
        const QStringView word = text.sliced(start, at - start);
        if (word.isEmpty() || hasLower(word)) {
            return false;
        }
        if (isShouted(word)) {
            return true;
        }
    }
    return false;
}

}  // namespace

void WordList::count(QStringView word, bool hyphenated)
{
    const QString lower = word.toString().toLower();
    Forms &forms = m_words[lower];
    if (isSpecial(word)) {
        // Majority vote (Boyer and Moore): another form takes one vote away.
        if (forms.special == word) {
            ++forms.specials;
        } else if (forms.specials == 0 || --forms.specials == 0) {
            forms.special = word.toString();
            forms.specials = 1;
        }
    } else {
        ++(word[0].isUpper() ? forms.capital : forms.lower);
    }
    // A title in capitals breaks words with hyphens; only running text is evidence of a real one.
    forms.hyphenated += hyphenated && hasLower(word);
}

void WordList::add(QStringView text)
{
    bool shoutedBefore = false;
    for (qsizetype at = 0; at < text.size();) {
        if (!isWordCharacter(text[at])) {
            shoutedBefore = shoutedBefore && (text[at].isSpace() || text[at] == u':');
            ++at;
            continue;
        }
        const qsizetype start = at;
        bool broken = false;
        while (at < text.size()
               && (isWordCharacter(text[at])
                   || (isHyphen(text[at]) && at + 1 < text.size()
                       && isWordCharacter(text[at + 1])))) {
            broken |= isHyphen(text[at]);
            ++at;
        }
        const QStringView whole = text.sliced(start, at - start);
        // Two consecutive words in capitals are a quoted title: no evidence of their spelling.
        const bool shouted = isShouted(whole);
        const bool quoted = shouted && (shoutedBefore || shoutFollows(text, at));
        shoutedBefore = shouted;
        if (quoted) {
            continue;
        }
        count(whole, broken);
        // The pieces of "CLASSIFI-CATION" in a title must not count as words.
        if (broken && hasLower(whole)) {
            for (qsizetype piece = 0, end = 0; end <= whole.size(); ++end) {
                if (end == whole.size() || isHyphen(whole[end])) {
                    count(whole.sliced(piece, end - piece), false);
                    piece = end + 1;
                }
            }
        }
    }
}

void WordList::addTitle(QStringView title)
{
    for (qsizetype at = 0; at < title.size(); ++at) {
        const qsizetype start = at;
        while (at < title.size() && (isWordCharacter(title[at]) || isHyphen(title[at]))) {
            ++at;
        }
        const QStringView word = title.sliced(start, at - start);
        const bool whole = std::all_of(word.begin(), word.end(), isWordCharacter);
        if (!word.isEmpty() && whole && hasLower(word)) {
            count(word, false);
        }
    }
}

bool WordList::hyphenated(const QString &lower) const
{
    return m_words.value(lower).hyphenated > 0;
}

bool WordList::lowerCase(const QString &lower) const
{
    return m_words.value(lower).lower > 0;
}

QString WordList::special(const QString &lower) const
{
    const Forms forms = m_words.value(lower);
    return forms.specials > forms.lower ? forms.special : QString();
}

}  // namespace touchstone::importing
