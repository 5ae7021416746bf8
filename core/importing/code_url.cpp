#include "importing/field_repair.h"

#include <QStringView>

#include <algorithm>
#include <array>

namespace touchstone::importing {

namespace {

constexpr std::array hosts{QStringView(u"github.com"),      QStringView(u"gitlab.com"),
                           QStringView(u"huggingface.co"),  QStringView(u"hf.co"),
                           QStringView(u"bitbucket.org"),   QStringView(u"gitee.com"),
                           QStringView(u"codeberg.org"),    QStringView(u"anonymous.4open.science"),
                           QStringView(u"modelscope.cn"),   QStringView(u"zenodo.org"),
                           QStringView(u"sourceforge.net"), QStringView(u"git.io")};
constexpr std::array cues{
        QStringView(u"code"),       QStringView(u"available"),      QStringView(u"released"),
        QStringView(u"release"),    QStringView(u"open-source"),    QStringView(u"open source"),
        QStringView(u"repository"), QStringView(u"implementation"), QStringView(u"project page"),
        QStringView(u"代码"),       QStringView(u"开源"),           QStringView(u"地址")};
constexpr qsizetype cueDistance = 100;
constexpr qsizetype maxUrl = 500;

bool isUrlCharacter(QChar c)
{
    return c.unicode() > 0x20 && c.unicode() < 0x7F && !QStringView(u"\"<>\\^`{|}").contains(c);
}

bool isTrailing(QChar c)
{
    return QStringView(u".,;:!?'\"*_").contains(c);
}

// Closing brackets count as trailing when nothing opened them inside the address.
void chopTrailing(QString &url)
{
    while (!url.isEmpty()) {
        const QChar last = url.back();
        const bool unbalanced = (last == u')' && url.count(u')') > url.count(u'('))
                                || (last == u']' && url.count(u']') > url.count(u'['));
        if (!isTrailing(last) && !unbalanced) {
            return;
        }
        url.chop(1);
    }
}

QStringView tokenAt(QStringView text, qsizetype at)
{
    qsizetype end = at;
    while (end < text.size() && end - at < maxUrl && isUrlCharacter(text[end])) {
        ++end;
    }
    return text.sliced(at, end - at);
}

QStringView withoutScheme(QStringView url)
{
    for (const QStringView scheme : {QStringView(u"https://"), QStringView(u"http://")}) {
        if (url.startsWith(scheme, Qt::CaseInsensitive)) {
            return url.sliced(scheme.size());
        }
    }
    return url;
}

bool isHost(QStringView address)
{
    const QStringView bare = address.startsWith(QStringView(u"www."), Qt::CaseInsensitive)
                                     ? address.sliced(4)
                                     : address;
    return std::any_of(hosts.begin(), hosts.end(), [&](QStringView host) {
        return bare.startsWith(host, Qt::CaseInsensitive)
               && (bare.size() == host.size() || bare[host.size()] == u'/');
    });
}

// Segments after the host: github.com/owner/ has one.
qsizetype pathSegments(QStringView address)
{
    return address.split(u'/', Qt::SkipEmptyParts).size() - 1;
}

bool looksLikePathPiece(QStringView word)
{
    const bool plain = std::all_of(word.begin(), word.end(),
                                   [](QChar c) { return c.isLower() || isTrailing(c); });
    return !word.isEmpty() && word[0].isLetterOrNumber() && !plain;
}

// A line break inside an address became a space: the next word may continue the address.
bool continues(QStringView url, QStringView next)
{
    const QStringView address = withoutScheme(url);
    if (next.isEmpty() || next.contains(QStringView(u"://"))) {
        return false;
    }
    if (address.isEmpty()) {
        return next.contains(u'.');  // "https:// github.com/..."
    }
    if (next[0] == u'/') {
        return next.size() > 1 && next[1].isLetterOrNumber();
    }
    if (address.endsWith(u'.') && !address.contains(u'/')) {
        static constexpr std::array ends{QStringView(u"com"),     QStringView(u"io"),
                                         QStringView(u"org"),     QStringView(u"co"),
                                         QStringView(u"science"), QStringView(u"cn")};
        return std::any_of(ends.begin(), ends.end(),
                           [&](QStringView end) { return next.startsWith(end); });
    }
    if (address.endsWith(u'/')) {
        const bool nameMissing = isHost(address) && pathSegments(address) < 2;
        return looksLikePathPiece(next) || (nameMissing && next[0].isLetterOrNumber());
    }
    const bool open = address.endsWith(u'-') || address.endsWith(u'_');
    return open && next[0].isLetterOrNumber() && address.contains(u'/');
}

struct Found {
    CodeUrl code;
    qsizetype end = 0;
    int score = 0;
};

Found readUrl(QStringView text, qsizetype at)
{
    Found out;
    QString url = tokenAt(text, at).toString();
    qsizetype end = at + url.size();
    for (int joins = 0; joins < 3; ++joins) {
        qsizetype next = end;
        while (next < text.size() && next - end < 3 && text[next].isSpace()) {
            ++next;
        }
        const QStringView word = next > end ? tokenAt(text, next) : QStringView();
        if (!continues(url, word)) {
            break;
        }
        url += word;
        end = next + word.size();
        out.code.repaired = true;
    }
    chopTrailing(url);
    const QStringView address = withoutScheme(url);
    out.end = end;
    if (!address.contains(u'.') || url.size() >= maxUrl) {
        return out;
    }
    const qsizetype from = std::max<qsizetype>(0, at - cueDistance);
    const QStringView before = text.sliced(from, at - from);
    const bool cued = std::any_of(cues.begin(), cues.end(), [&](QStringView cue) {
        return before.contains(cue, Qt::CaseInsensitive);
    });
    const bool repository = isHost(address) && pathSegments(address) >= 1;
    out.score = (repository ? 2 : 0) + (cued ? 1 : 0);
    out.code.url = address.size() == url.size() ? QStringLiteral("https://") + url : url;
    return out;
}

bool startsUrl(QStringView text, qsizetype at)
{
    if (at > 0 && (text[at - 1].isLetterOrNumber() && text[at - 1].unicode() < 0x2E80)) {
        return false;
    }
    const QStringView here = text.sliced(at);
    return here.startsWith(QStringView(u"http://"), Qt::CaseInsensitive)
           || here.startsWith(QStringView(u"https://"), Qt::CaseInsensitive)
           || here.startsWith(QStringView(u"www."), Qt::CaseInsensitive)
           || (isHost(here) && pathSegments(tokenAt(text, at)) >= 1);
}

// The start of the next word with "://" or with a dot inside, as all addresses have; -1 for none.
// Most texts have no such word.
qsizetype nextCandidate(QStringView text, qsizetype from)
{
    for (qsizetype at = from; at + 1 < text.size(); ++at) {
        const bool dot = text[at] == u'.' && text[at + 1].isLetter();
        const bool scheme = text[at] == u':' && text[at + 1] == u'/';
        if (dot || scheme) {
            while (at > from && isUrlCharacter(text[at - 1])) {
                --at;
            }
            return at;
        }
    }
    return -1;
}

}  // namespace

CodeUrl codeUrlIn(const QString &text)
{
    const QStringView view(text);
    Found best;
    for (qsizetype at = nextCandidate(view, 0); at >= 0 && at < view.size();) {
        if (!isUrlCharacter(view[at])) {
            at = nextCandidate(view, at);
            continue;
        }
        if (!startsUrl(view, at)) {
            ++at;
            continue;
        }
        const Found found = readUrl(view, at);
        if (found.score > best.score) {
            best = found;
        }
        at = std::max(found.end, at + 1);
    }
    return best.code;
}

}  // namespace touchstone::importing
