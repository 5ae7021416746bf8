#include "library/title_key.h"

#include "library/import_plan.h"
#include "library/report.h"

#include <QCryptographicHash>

#include <array>

namespace touchstone {

namespace {

// "Under review as a conference paper at ICLR 2026": a phrase, then where and when.
struct Notice {
    QLatin1String phrase;
    // Also opens ordinary titles ("Preprint servers ..."): only a mark or capitals may follow.
    bool ambiguous;
};
constexpr std::array notices{
        Notice{QLatin1String("under review as a conference paper"), false},
        Notice{QLatin1String("under review as a workshop paper"), false},
        Notice{QLatin1String("under review as a journal paper"), false},
        Notice{QLatin1String("published as a conference paper"), false},
        Notice{QLatin1String("published as a workshop paper"), false},
        Notice{QLatin1String("published as a journal paper"), false},
        Notice{QLatin1String("accepted as a conference paper"), false},
        Notice{QLatin1String("accepted for publication"), false},
        Notice{QLatin1String("work in progress"), true},
        Notice{QLatin1String("preprint. under review"), false},
        Notice{QLatin1String("preprint, under review"), false},
        Notice{QLatin1String("preprint under review"), false},
        Notice{QLatin1String("preprint version"), false},
        Notice{QLatin1String("under review"), true},
        Notice{QLatin1String("technical report"), true},
        Notice{QLatin1String("preprint"), true},
        Notice{QLatin1String("accepted at"), false},
        Notice{QLatin1String("accepted by"), false},
        Notice{QLatin1String("accepted to"), false},
        Notice{QLatin1String("to appear in"), false},
        Notice{QLatin1String("to appear at"), false},
};
constexpr int venueWords = 8;  // "the IEEE/CVF Conference on ... 2026"

bool isMark(QChar c)
{
    return !c.isLetterOrNumber() && !c.isSpace() && c != QLatin1Char('$');
}

qsizetype afterSpaceAndMarks(QStringView text, qsizetype at)
{
    while (at < text.size()
           && (text[at].isSpace() || QStringView(u".,:;-–—|*：，。；").contains(text[at]))) {
        ++at;
    }
    return at;
}

bool isYear(QStringView word)
{
    return word.size() >= 4 && word.first(4).toInt() >= 1990 && word.first(4).toInt() <= 2099
           && (word.size() == 4 || isMark(word[4]));
}

// After "at": everything up to a year within venueWords; without a year, one word in capitals.
qsizetype afterVenue(QStringView text, qsizetype at)
{
    qsizetype position = at, firstWordEnd = at;
    for (int word = 0; word < venueWords && position < text.size(); ++word) {
        while (position < text.size() && text[position].isSpace()) {
            ++position;
        }
        const qsizetype start = position;
        while (position < text.size() && !text[position].isSpace()) {
            ++position;
        }
        const QStringView token = text.sliced(start, position - start);
        if (isYear(token)) {
            return position;
        }
        if (word == 0) {
            firstWordEnd = position;
        }
        if (token.endsWith(QLatin1Char(':'))) {
            break;  // a colon belongs to the title, the venue is over
        }
    }
    return firstWordEnd;
}

// "arXiv:2509.01234v2 [cs.LG] 3 Sep 2025"
qsizetype afterArxivStamp(QStringView text)
{
    if (!text.startsWith(QLatin1String("arxiv:"), Qt::CaseInsensitive)) {
        return 0;
    }
    qsizetype at = 6;
    while (at < text.size() && !text[at].isSpace()) {
        ++at;
    }
    const qsizetype bracket = text.indexOf(QLatin1Char(']'), at);
    if (bracket >= 0 && bracket < at + 16) {
        at = bracket + 1;
        const qsizetype venue = afterVenue(text, at);
        if (venue > 4 && isYear(text.sliced(venue - 4, 4))) {
            at = venue;
        }
    }
    return at;
}

bool startsLikeTitleInCapitals(QStringView text)
{
    qsizetype end = 0;
    while (end < text.size() && !text[end].isSpace()) {
        ++end;
    }
    const QStringView word = text.first(end);
    return word.size() >= 3 && word.toString().toUpper() == word;
}

qsizetype noticeLength(QStringView text)
{
    if (const qsizetype stamp = afterArxivStamp(text); stamp > 0) {
        return afterSpaceAndMarks(text, stamp);
    }
    for (const Notice &notice : notices) {
        if (!text.startsWith(notice.phrase, Qt::CaseInsensitive)) {
            continue;
        }
        qsizetype at = notice.phrase.size();
        if (at < text.size() && text[at].isLetterOrNumber()) {
            continue;
        }
        const qsizetype next = afterSpaceAndMarks(text, at);
        const bool marked = next < text.size() && !text.sliced(at, next - at).trimmed().isEmpty();
        if (notice.ambiguous && next < text.size() && !marked
            && !startsLikeTitleInCapitals(text.sliced(next))) {
            continue;
        }
        const bool endsInPreposition = notice.phrase.endsWith(QLatin1String(" at"))
                                       || notice.phrase.endsWith(QLatin1String(" by"))
                                       || notice.phrase.endsWith(QLatin1String(" to"))
                                       || notice.phrase.endsWith(QLatin1String(" in"));
        at = next;
        for (const QLatin1String preposition : {QLatin1String("at "), QLatin1String("in "),
                                                QLatin1String("to "), QLatin1String("by ")}) {
            if (!endsInPreposition
                && text.sliced(at).startsWith(preposition, Qt::CaseInsensitive)) {
                return afterSpaceAndMarks(text, afterVenue(text, at + preposition.size()));
            }
        }
        if (endsInPreposition) {
            at = afterVenue(text, at);
        }
        return afterSpaceAndMarks(text, at);
    }
    return 0;
}

void appendField(QByteArray &out, const QString &field)
{
    const QByteArray bytes = field.toUtf8();
    // The length keeps "ab"+"c" apart from "a"+"bc".
    out += QByteArray::number(bytes.size()) + ':' + bytes;
}

}  // namespace

qsizetype noticePrefixLength(const QString &title)
{
    qsizetype length = 0;
    // There may be several notices: "Preprint. Under review as a conference paper at ...".
    while (const qsizetype more = noticeLength(QStringView(title).sliced(length))) {
        length += more;
    }
    return length;
}

QString titleKey(const QString &title)
{
    const QString trimmed = title.trimmed();
    QString key;
    const QString folded =
            trimmed.sliced(noticePrefixLength(trimmed)).normalized(QString::NormalizationForm_KC);
    key.reserve(folded.size());
    for (const QChar c : folded) {
        if (c.isLetterOrNumber() || c.isSurrogate() || c == QLatin1Char('+')) {
            key += c;
        }
    }
    return key.toCaseFolded();
}

QByteArray textHash(const ReportPaper &paper)
{
    QByteArray all;
    appendField(all, paper.title);
    appendField(all, paper.institutions.join(QChar(0x1f)));
    appendField(all, paper.brief);
    appendField(all, paper.abstract);
    if (!paper.links.isEmpty()) {  // texts without links keep the hash that they always had
        const PaperLinks &links = paper.links;
        appendField(all, links.doi);
        appendField(all, links.arxiv);
        appendField(all, links.venue);
        appendField(all, QString::number(links.year));
    }
    return QCryptographicHash::hash(all, QCryptographicHash::Sha256).toHex();
}

}  // namespace touchstone
