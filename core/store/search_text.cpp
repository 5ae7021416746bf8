#include "store/search_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace touchstone::store {

namespace {

constexpr int maxTerms = 64;  // FTS5 refuses expressions deeper than 256
// A shorter last word would match a large part of the index for no use.
constexpr qsizetype shortestPrefix = 2;

enum class CharClass { Break, Word, Cjk };

bool isCommonHan(char32_t c)
{
    return c >= 0x4E00 && c <= 0x9FFF;
}

CharClass classOf(char32_t c)
{
    if (c < 0x80) {
        const bool word = (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9');  // is folded
        return word ? CharClass::Word : CharClass::Break;
    }
    if (isCommonHan(c)) {
        return CharClass::Cjk;
    }
    switch (QChar::script(c)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Hangul:
    case QChar::Script_Bopomofo:
        return QChar::isLetterOrNumber(c) ? CharClass::Cjk : CharClass::Break;
    default:
        return QChar::isLetterOrNumber(c) || QChar::isMark(c) ? CharClass::Word : CharClass::Break;
    }
}

struct Run {
    CharClass kind = CharClass::Break;
    qsizetype at = 0, length = 0;  // in code points
};

// Folded text and its maximal runs of words and CJK.
struct Runs {
    QVector<uint> text;
    std::vector<Run> list;
    bool endsInWord = false;  // no separator follows the last run
};

// Case folded, in compatibility forms: full-width letters and digits, ligatures, superscripts.
QVector<uint> foldedPoints(const QString &text)
{
    // Most texts hold nothing but ASCII, common Chinese characters and full-width ASCII, which
    // fold one by one.
    const auto isPlain = [](QChar c) {
        const char16_t u = c.unicode();
        return u < 0x80 || isCommonHan(u) || (u >= 0xFF01 && u <= 0xFF5E) || u == u'、'
               || u == u'。';
    };
    if (!std::all_of(text.begin(), text.end(), isPlain)) {
        return text.normalized(QString::NormalizationForm_KC)
                .toCaseFolded()
                .normalized(QString::NormalizationForm_C)
                .toUcs4();
    }
    QVector<uint> points;
    points.reserve(text.size());
    for (const QChar c : text) {
        const uint narrow = c.unicode() >= 0xFF01 ? c.unicode() - 0xFEE0U : c.unicode();
        points.append(narrow >= 'A' && narrow <= 'Z' ? narrow - 'A' + 'a' : narrow);
    }
    return points;
}

Runs runsOf(const QString &text)
{
    Runs runs;
    runs.text = foldedPoints(text);
    CharClass before = CharClass::Break;
    for (qsizetype at = 0; at < runs.text.size(); ++at) {
        const CharClass kind = classOf(runs.text.at(at));
        if (kind != CharClass::Break) {
            if (kind != before) {
                runs.list.push_back({kind, at, 0});
            }
            ++runs.list.back().length;
        }
        before = kind;
    }
    runs.endsInWord = before != CharClass::Break;
    return runs;
}

// withLast: the run is followed by something, or is indexed.
void appendTokens(std::u16string &tokens, const Runs &runs, const Run &run, bool withLast)
{
    const auto append = [&](qsizetype at, qsizetype length) {
        if (!tokens.empty()) {
            tokens += u' ';
        }
        for (qsizetype i = at; i < at + length; ++i) {
            const uint point = runs.text.at(i);
            if (QChar::requiresSurrogates(point)) {
                tokens += QChar::highSurrogate(point);
            }
            tokens +=
                    QChar::requiresSurrogates(point) ? QChar::lowSurrogate(point) : char16_t(point);
        }
    };
    if (run.kind == CharClass::Word) {
        append(run.at, run.length);
        return;
    }
    for (qsizetype i = 0; i + 1 < run.length; ++i) {
        append(run.at + i, 2);
    }
    if (withLast || run.length == 1) {
        append(run.at + run.length - 1, 1);
    }
}

// "kv 缓存" in quotes, with a star where the last token may go on: a word being typed, or a single
// CJK character, which the index holds as the first of a pair.
QString quoted(const QString &term, bool typing)
{
    const Runs runs = runsOf(term);
    if (runs.list.empty()) {
        return {};
    }
    const Run &last = runs.list.back();
    std::u16string tokens;
    for (const Run &run : runs.list) {
        appendTokens(tokens, runs, run, &run != &last);
    }
    const bool star = last.kind == CharClass::Cjk
                              ? last.length == 1
                              : typing && runs.endsInWord && last.length >= shortestPrefix;
    // Tokens hold letters, digits and marks only, so no quote can end the string early.
    return u'"' + QString::fromStdU16String(tokens)
           + (star ? QStringLiteral("\" *") : QStringLiteral("\""));
}

// One piece of what was typed.
struct Piece {
    QString text;
    bool excluded = false;
    bool phrase = false;
    bool last = false;  // nothing follows it
};

bool isQuote(QChar c)
{
    return c == u'"' || c == u'“' || c == u'”' || c == u'「' || c == u'」';
}
bool isMinus(QChar c)
{
    return c == u'-' || c == u'－' || c == u'−';
}

QVector<Piece> piecesOf(const QString &typed)
{
    QVector<Piece> pieces;
    qsizetype at = 0;
    while (at < typed.size()) {
        if (typed[at].isSpace()) {
            ++at;
            continue;
        }
        Piece piece;
        if (isMinus(typed[at]) && at + 1 < typed.size() && !typed[at + 1].isSpace()) {
            piece.excluded = true;
            ++at;
        }
        piece.phrase = isQuote(typed[at]);
        bool inQuotes = false;
        while (at < typed.size() && (inQuotes || !typed[at].isSpace())) {
            if (isQuote(typed[at])) {
                inQuotes = !inQuotes;
                if (!inQuotes && piece.phrase) {
                    ++at;
                    break;
                }
            } else {
                piece.text += typed[at];
            }
            ++at;
        }
        piece.last = at >= typed.size();
        pieces.append(piece);
    }
    return pieces;
}

struct Field {
    QLatin1String name;
    QStringView chinese;
    QStringList SearchFilter::*wanted;
    QStringList SearchFilter::*unwanted;
};
const std::array<Field, 5> &fields()
{
    static const std::array<Field, 5> all{{
            {QLatin1String("technique"), u"技术", &SearchFilter::techniques,
             &SearchFilter::notTechniques},
            {QLatin1String("metric"), u"指标", &SearchFilter::metrics, &SearchFilter::notMetrics},
            {QLatin1String("report"), u"报告", &SearchFilter::reports, &SearchFilter::notReports},
            {QLatin1String("kernel"), u"算子", &SearchFilter::kernels, &SearchFilter::notKernels},
            {QLatin1String("tag"), u"标签", &SearchFilter::tags, &SearchFilter::notTags},
    }};
    return all;
}

// technique:quantization
bool readField(SearchFilter &filter, const Piece &piece)
{
    qsizetype colon = piece.text.indexOf(u':');
    if (colon < 0) {
        colon = piece.text.indexOf(u'：');
    }
    if (colon <= 0 || colon + 1 == piece.text.size()) {
        return false;
    }
    const QStringView name = QStringView(piece.text).left(colon);
    for (const Field &field : fields()) {
        if (name.compare(field.name, Qt::CaseInsensitive) == 0 || name == field.chinese) {
            QStringList &values = filter.*(piece.excluded ? field.unwanted : field.wanted);
            values.append(piece.text.mid(colon + 1));
            return true;
        }
    }
    return false;
}

// claim>2, claim<=1.5
bool readBound(SearchFilter &filter, const Piece &piece)
{
    QString text = piece.text;
    text.replace(u'＞', u'>').replace(u'＜', u'<').replace(u'≥', QStringLiteral(">="));
    text.replace(u'≤', QStringLiteral("<="));
    const QLatin1String name("claim");
    if (!text.startsWith(name, Qt::CaseInsensitive) || text.size() < name.size() + 2) {
        return false;
    }
    const QChar sign = text[name.size()];
    const bool withEqual = text[name.size() + 1] == u'=';
    bool isNumber = false;
    const double bound =
            QStringView(text).mid(name.size() + (withEqual ? 2 : 1)).toDouble(&isNumber);
    if (!isNumber || !std::isfinite(bound) || (sign != u'>' && sign != u'<')) {
        return false;
    }
    // -claim>2 asks for the other side.
    const bool above = (sign == u'>') != piece.excluded;
    const bool closed = withEqual != piece.excluded;
    std::optional<double> &target = above ? (closed ? filter.claimAtLeast : filter.claimAbove)
                                          : (closed ? filter.claimAtMost : filter.claimBelow);
    target = !target ? bound : above ? std::max(*target, bound) : std::min(*target, bound);
    return true;
}

}  // namespace

QString searchTokens(const QString &text)
{
    std::u16string tokens;
    tokens.reserve(std::size_t(text.size()) * 2);
    const Runs runs = runsOf(text);
    for (const Run &run : runs.list) {
        appendTokens(tokens, runs, run, true);
    }
    return QString::fromStdU16String(tokens);
}

SearchFilter parseSearch(const QString &typed)
{
    SearchFilter filter;
    QStringList wanted, unwanted;
    const QVector<Piece> pieces = piecesOf(typed);
    for (const Piece &piece : pieces) {
        if (wanted.size() + unwanted.size() >= maxTerms) {
            break;
        }
        if (!piece.phrase && (readField(filter, piece) || readBound(filter, piece))) {
            continue;
        }
        const QString term = quoted(piece.text, piece.last && !piece.phrase && !piece.excluded);
        if (!term.isEmpty()) {
            (piece.excluded ? unwanted : wanted).append(term);
        }
    }
    filter.match = wanted.join(QStringLiteral(" AND "));
    filter.exclude = unwanted.join(QStringLiteral(" OR "));
    return filter;
}

}  // namespace touchstone::store
