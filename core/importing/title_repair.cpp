#include "importing/title_repair.h"

#include "importing/warnings.h"
#include "library/title_key.h"

#include <QSet>
#include <QStringList>

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace touchstone::importing {

namespace {

// A title is one line; a hostile one of megabytes is kept as it is.
constexpr qsizetype longestTitle = 2000;

bool isAllOf(const QString &text, bool (QChar::*is)() const)
{
    return !text.isEmpty()
           && std::all_of(text.begin(), text.end(), [&](QChar c) { return (c.*is)(); });
}

bool isSmallWord(const QString &lower)
{
    static const QSet<QString> words = [] {
        QSet<QString> out;
        for (const char *word :
             {"a",    "an",   "and",     "as",      "at",     "but",     "by",   "for",
              "from", "in",   "into",    "nor",     "of",     "on",      "or",   "per",
              "the",  "to",   "under",   "up",      "via",    "vs",      "with", "is",
              "its",  "over", "without", "through", "across", "between", "based"}) {
            out.insert(QString::fromUtf8(word));
        }
        return out;
    }();
    return words.contains(lower);
}

// Word endings that are not words themselves.
bool isSuffixPiece(const QString &lower)
{
    static constexpr std::array pieces{
            "tion",     "tions",  "sion",   "sions",  "zation", "zations", "sation", "ation",
            "ations",   "tive",   "tives",  "sive",   "cient",  "ciency",  "ment",   "ments",
            "ness",     "ity",    "ties",   "ing",    "ings",   "tic",     "tical",  "cally",
            "mization", "lation", "ration", "nition", "cation", "ture",    "tures",  "bility",
            "ible",     "ences",  "ency",   "ance"};
    return std::any_of(pieces.begin(), pieces.end(),
                       [&](const char *piece) { return lower == QLatin1String(piece); });
}

bool isPrefixWord(const QString &lower)
{
    static constexpr std::array prefixes{
            "pre",   "post",  "re",    "co",    "self", "multi", "non",   "sub",  "semi", "auto",
            "cross", "inter", "intra", "hyper", "meta", "over",  "under", "anti", "de",   "un",
            "bi",    "tri",   "micro", "mini",  "low",  "high",  "one",   "few"};
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](const char *prefix) { return lower == QLatin1String(prefix); });
}

// The field's own abbreviations, for papers whose text does not spell them.
QString knownForm(const QString &lower)
{
    static const QHash<QString, QString> forms = [] {
        QHash<QString, QString> out;
        for (const char *form :
             {"AI",    "ANN",  "ASIC", "ASR",  "BERT",     "CIFAR", "CNN",   "CNNs", "COCO", "CPU",
              "CPUs",  "CUDA", "DRAM", "DNN",  "DNNs",     "FPGA",  "FPGAs", "GAN",  "GANs", "GEMM",
              "GPT",   "GPU",  "GPUs", "HBM",  "ImageNet", "IoT",   "KV",    "LLM",  "LLMs", "LoRA",
              "MNIST", "MoE",  "NAS",  "NeRF", "NLP",      "NPU",   "NPUs",  "PIM",  "RAG",  "RL",
              "RNN",   "RNNs", "SIMD", "SNN",  "SNNs",     "SRAM",  "SSM",   "TPU",  "TPUs", "TTS",
              "ViT",   "ViTs", "VLM",  "VLMs", "VQA"}) {
            const QString text = QString::fromUtf8(form);
            out.insert(text.toLower(), text);
        }
        return out;
    }();
    return forms.value(lower);
}

class TitleMender {
public:
    TitleMender(QString title, const WordList &own, const WordList &all)
        : m_title(std::move(title)), m_own(own), m_all(all)
    {
    }

    void dropNotice();
    void dropSecondHalf();
    void joinBrokenWords();
    void mendSpacing();
    void joinSpelledOutNames();
    void setCase();
    TitleRepair take() { return {std::move(m_title), std::move(m_codes)}; }

private:
    void replace(const QString &title, QLatin1String code);
    bool isBreak(const QString &left, const QString &right) const;
    bool isWord(const QString &lower) const;
    bool isOrdinary(const QString &lower) const;  // occurs in lower case
    QString cased(const QString &word, bool first) const;
    QString segmentInCase(const QString &segment) const;
    QString nameInCase(const QString &name) const;

    QString m_title;
    const WordList &m_own, &m_all;
    QVector<QLatin1String> m_codes;
};

void TitleMender::replace(const QString &title, QLatin1String code)
{
    if (title != m_title) {
        m_title = title;
        if (!m_codes.contains(code)) {
            m_codes << code;
        }
    }
}

void TitleMender::dropNotice()
{
    replace(m_title.sliced(noticePrefixLength(m_title)), code::titleNotice);
}

// "Lumen: Light Caches LUMEN: LIGHT CACHES": the key of the whole is the same key twice.
void TitleMender::dropSecondHalf()
{
    const QString key = titleKey(m_title);
    const qsizetype half = key.size() / 2;
    if (key.size() % 2 != 0 || half < 8 || key.first(half) != key.sliced(half)) {
        return;
    }
    for (qsizetype at = m_title.indexOf(u' '); at > 0; at = m_title.indexOf(u' ', at + 1)) {
        const QString first = m_title.first(at).trimmed(), second = m_title.sliced(at).trimmed();
        if (titleKey(first) == key.first(half) && titleKey(second) == key.first(half)) {
            const auto capitals = [](const QString &s) {
                return std::count_if(s.begin(), s.end(), [](QChar c) { return c.isUpper(); });
            };
            replace(capitals(second) < capitals(first) ? second : first, code::titleDoubled);
            return;
        }
    }
}

bool TitleMender::isWord(const QString &lower) const
{
    return lower.size() > 1 && (m_own.contains(lower) || m_all.contains(lower));
}

bool TitleMender::isOrdinary(const QString &lower) const
{
    return m_own.lowerCase(lower) || m_all.lowerCase(lower);
}

// "EFFI-CIENT" is one word broken at a line end, "ONE-STEP" is two words.
bool TitleMender::isBreak(const QString &left, const QString &right) const
{
    if (left.size() < 2 || right.size() < 2 || !isAllOf(left, &QChar::isLetter)
        || !isAllOf(right, &QChar::isLetter)) {
        return false;
    }
    const QString a = left.toLower(), b = right.toLower();
    const QString hyphenated = a + u'-' + b;
    if (m_own.hyphenated(hyphenated) || m_all.hyphenated(hyphenated)) {
        return false;
    }
    if (isWord(a + b)) {
        return !(isWord(b) && (isWord(a) || isPrefixWord(a)));
    }
    return isSuffixPiece(b) && !isPrefixWord(a) && !isWord(b);
}

void TitleMender::joinBrokenWords()
{
    QString out;
    qsizetype at = 0;
    while (at < m_title.size()) {
        const qsizetype hyphen = m_title.indexOf(u'-', at);
        if (hyphen < 0) {
            break;
        }
        qsizetype begin = hyphen, after = hyphen + 1;
        while (begin > 0 && m_title[begin - 1].isLetter()) {
            --begin;
        }
        // Also "EFFI- CIENT": the line break became a space.
        while (after < m_title.size() && m_title[after] == u' ' && after - hyphen < 2) {
            ++after;
        }
        qsizetype end = after;
        while (end < m_title.size() && m_title[end].isLetter()) {
            ++end;
        }
        const bool broken =
                isBreak(m_title.sliced(begin, hyphen - begin), m_title.sliced(after, end - after));
        out += m_title.sliced(at, hyphen - at + (broken ? 0 : 1));
        at = broken ? after : hyphen + 1;
    }
    replace(out + m_title.sliced(at), code::titleHyphen);
}

void TitleMender::mendSpacing()
{
    QString out;
    for (const QChar c : m_title.simplified()) {
        if (QStringView(u":,;?!).：，；？").contains(c) && out.endsWith(u' ')) {
            out.chop(1);
        }
        if (out.endsWith(u'(') && c == u' ') {
            continue;
        }
        out += c;
    }
    replace(out, code::titleSpacing);
}

// "FAST-L UMEN V 2" where the abstract writes "Fast-Lumen v2": pieces that form a name
// of the text only when joined.
void TitleMender::joinSpelledOutNames()
{
    QStringList words = m_title.split(u' ', Qt::SkipEmptyParts);
    for (qsizetype i = 0; i + 1 < words.size(); ++i) {
        QString second = words[i + 1];
        QString tail;
        while (!second.isEmpty() && !second.back().isLetterOrNumber()) {
            tail.prepend(second.back());
            second.chop(1);
        }
        const QString a = words[i].toLower(), b = second.toLower();
        const QString written = m_own.special(a + b);
        const bool versioned = !b.isEmpty() && isAllOf(b, &QChar::isDigit)
                               && a == QLatin1String("v") && m_own.contains(a + b);
        // Only fragments are joined: "Mean Flow" may occur in a text about a system called
        // MeanFlow.
        const bool splinter = b.size() <= 2 || a.size() - a.lastIndexOf(u'-') - 1 <= 2;
        const bool bothWords = !splinter || (isOrdinary(a) && isOrdinary(b));
        if (versioned || (!written.isEmpty() && !b.isEmpty() && !bothWords)) {
            words[i] = (versioned ? a + b : written) + tail;
            words.removeAt(i + 1);
        }
    }
    replace(words.join(u' '), code::titleSpacing);
}

QString TitleMender::cased(const QString &word, bool first) const
{
    QString lower = word.toLower();
    if (!first && isSmallWord(lower)) {
        return lower;
    }
    for (const WordList *list : {&m_own, &m_all}) {
        QString special = list->special(lower);
        // "LINear" explains an acronym while the text also has "linear".
        if (!special.isEmpty() && !m_all.lowerCase(lower) && !m_own.lowerCase(lower)) {
            return special;
        }
    }
    QString known = knownForm(lower);
    if (!known.isEmpty()) {
        return known;
    }
    const bool vowel = std::any_of(lower.begin(), lower.end(),
                                   [](QChar c) { return QStringView(u"aeiouy").contains(c); });
    const bool digits =
            std::any_of(lower.begin(), lower.end(), [](QChar c) { return c.isDigit(); });
    if ((!vowel && lower.size() <= 5 && !isOrdinary(lower)) || digits) {
        return word;  // an acronym that the text does not spell
    }
    return lower.first(1).toUpper() + lower.sliced(1);
}

// A single name before a colon: "LUMEN:" gets the spelling of the text.
QString TitleMender::nameInCase(const QString &name) const
{
    const QString lower = name.toLower();
    QString special = m_own.special(lower);
    if (!special.isEmpty()) {
        return special;
    }
    return name;
}

bool isShouted(const QString &segment)
{
    qsizetype upper = 0, letters = 0, words = 0;
    for (const QString &word : segment.split(u' ', Qt::SkipEmptyParts)) {
        words += std::count_if(word.begin(), word.end(), [](QChar c) { return c.isLetter(); }) > 2;
    }
    for (const QChar c : segment) {
        upper += c.isUpper();
        letters += c.isUpper() || c.isLower();
    }
    return words >= 2 && upper * 10 >= letters * 8;
}

QString TitleMender::segmentInCase(const QString &segment) const
{
    if (!isShouted(segment)) {
        return segment.contains(u' ') ? segment : nameInCase(segment);
    }
    QString out, word;
    bool first = true;
    const auto flush = [&] {
        if (!word.isEmpty()) {
            out += cased(word, first);
            first = false;
            word.clear();
        }
    };
    for (qsizetype i = 0; i < segment.size(); ++i) {
        const QChar c = segment[i];
        if (c.isLetterOrNumber() || c == u'\'' || c == u'’') {
            word += c;
            continue;
        }
        flush();
        out += c;
        first = first || c == u'?' || c == u'!' || c == u'.';
    }
    flush();
    return out;
}

void TitleMender::setCase()
{
    QStringList segments = m_title.split(QStringLiteral(": "));
    for (QString &segment : segments) {
        segment = segmentInCase(segment);
    }
    replace(segments.join(QStringLiteral(": ")), code::titleCase);
}

}  // namespace

QString withoutMarkdown(const QString &raw)
{
    static const QRegularExpression link(QStringLiteral("\\[([^\\[\\]]+)\\]\\(\\S+?\\)"));
    QString title = raw.trimmed();
    if (title.contains(QLatin1String("]("))) {
        title.replace(link, QStringLiteral("\\1"));
    }
    for (const QLatin1String mark : {QLatin1String("**"), QLatin1String("__")}) {
        const bool around = title.size() > 2 * mark.size() && title.startsWith(mark)
                            && title.endsWith(mark) && title.count(mark) == 2;
        title = around ? title.sliced(mark.size()).chopped(mark.size()).trimmed() : title;
    }
    return title;
}

bool needsEvidence(const QString &raw)
{
    const QStringList words = raw.left(longestTitle).split(u' ', Qt::SkipEmptyParts);
    return std::any_of(words.begin(), words.end(), [](const QString &word) {
        return word.size() == 1 || word.contains(u'-') || word == word.toUpper();
    });
}

TitleRepair repairTitle(const QString &raw, const WordList &own, const WordList &all)
{
    if (raw.size() > longestTitle) {
        return {raw, {}};
    }
    TitleMender mender(withoutMarkdown(raw), own, all);
    mender.dropNotice();
    mender.dropSecondHalf();
    mender.joinBrokenWords();
    mender.mendSpacing();
    mender.joinSpelledOutNames();
    mender.setCase();
    return mender.take();
}

}  // namespace touchstone::importing
