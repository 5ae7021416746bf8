#include "library/paper_links.h"

#include <QRegularExpression>
#include <QStringList>
#include <QUrl>

namespace touchstone {

namespace {

// A DOI may end in a bracket that it opened itself: "10.1016/0022-3697(63)90123-4".
QString withoutTail(QString doi)
{
    static constexpr QStringView marks = u".,;:\"'";
    while (!doi.isEmpty()) {
        const QChar last = doi.back();
        const bool unopened = (last == u')' && doi.count(u')') > doi.count(u'('))
                              || (last == u']' && doi.count(u']') > doi.count(u'['));
        if (!marks.contains(last) && !unopened) {
            break;
        }
        doi.chop(1);
    }
    return doi;
}

}  // namespace

// doi.org/doi-handbook: "10.", four to nine digits, a slash and a suffix.
QString doiIn(const QString &text)
{
    static const QRegularExpression doi(
            QStringLiteral("(?<![\\d.])(10\\.\\d{4,9}/[^\\s\"<>{}\\\\^`|]+)"));
    return withoutTail(doi.match(text).captured(1));
}

// info.arxiv.org/help/arxiv_identifier.html: YYMM.number since 2007, archive/YYMMnumber before.
QString arxivIn(const QString &text)
{
    static const QString lead = QStringLiteral(
            "(?:arxiv[.:/ ]*(?:org/)?(?:abs/|pdf/|html/)?|^\\s*|\\s)(?:arxiv[:. ])?");
    static const QRegularExpression current(
            lead + QStringLiteral("(\\d{2}(?:0[1-9]|1[0-2])\\.\\d{4,5})(?:v\\d+)?(?!\\d|\\.\\d)"),
            QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression old(
            lead
                    + QStringLiteral("((?:astro-ph|cond-mat|cs|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|"
                                     "math|math-ph|nlin|nucl-ex|nucl-th|physics|q-bio|quant-ph|"
                                     "stat)(?:\\.[A-Za-z]{2})?/\\d{7})"),
            QRegularExpression::CaseInsensitiveOption);
    const auto now = current.match(text);
    return now.hasMatch() ? now.captured(1) : old.match(text).captured(1);
}

int yearIn(const QString &text)
{
    static const QRegularExpression year(QStringLiteral("(?<!\\d)((?:19|20)\\d{2})(?!\\d)"));
    return year.match(text).captured(1).toInt();
}

QString yearText(const PaperLinks &links)
{
    return links.year > 0 ? QString::number(links.year) : QString();
}

QString publishedIn(const PaperLinks &links)
{
    return QStringList{links.venue, yearText(links)}.join(u' ').trimmed();
}

QString doiAddress(const PaperLinks &links)
{
    return links.doi.isEmpty() ? QString()
                               : QStringLiteral("https://doi.org/")
                                         + QString::fromLatin1(QUrl::toPercentEncoding(
                                                 links.doi, QByteArray("/:;()")));
}

QString arxivAddress(const PaperLinks &links)
{
    return links.arxiv.isEmpty() ? QString()
                                 : QStringLiteral("https://arxiv.org/abs/") + links.arxiv;
}

}  // namespace touchstone
