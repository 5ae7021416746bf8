// RIS (https://refdb.sourceforge.net/manual-0.9.6/sect1-ris-format.html) and the tagged form of
// EndNote, which is that of Refer (%0, %T ...): a tag, then its value, which later lines may go on.
#include "importing/field_repair.h"
#include "importing/formats.h"
#include "importing/html_text.h"

#include <QRegularExpression>

namespace touchstone::importing {

namespace {

struct Field {
    int line = 0;
    QString tag, value;
};

// A tag at the beginning of a line; an empty one for a line that goes on with the field before.
Field fieldOf(const QString &line, int number, bool ris)
{
    static const QRegularExpression risTag(QStringLiteral("^([A-Z][A-Z0-9]) {1,2}- ?(.*)$"));
    static const QRegularExpression referTag(
            QStringLiteral("^(%[0-9A-Za-z@!#$&^*+~?<>=()\\[\\]])(?: (.*))?$"));
    const auto match = (ris ? risTag : referTag).match(line);
    return match.hasMatch() ? Field{number, match.captured(1), match.captured(2).trimmed()}
                            : Field{number, {}, line.trimmed()};
}

// What the tags of both forms mean.
enum class Part {
    Begin,
    End,
    Title,
    Abstract,
    Author,
    Address,
    Publisher,
    Url,
    Doi,
    Date,
    Venue,
    Other
};

Part partOf(const QString &tag, bool ris)
{
    static const QHash<QString, Part> risParts{
            {QStringLiteral("TY"), Part::Begin},    {QStringLiteral("ER"), Part::End},
            {QStringLiteral("TI"), Part::Title},    {QStringLiteral("T1"), Part::Title},
            {QStringLiteral("CT"), Part::Title},    {QStringLiteral("AB"), Part::Abstract},
            {QStringLiteral("N2"), Part::Abstract}, {QStringLiteral("AU"), Part::Author},
            {QStringLiteral("A1"), Part::Author},   {QStringLiteral("AD"), Part::Address},
            {QStringLiteral("C6"), Part::Other},    {QStringLiteral("PB"), Part::Publisher},
            {QStringLiteral("UR"), Part::Url},      {QStringLiteral("L1"), Part::Url},
            {QStringLiteral("L2"), Part::Url},      {QStringLiteral("LK"), Part::Url},
            {QStringLiteral("N1"), Part::Url},      {QStringLiteral("DO"), Part::Doi},
            {QStringLiteral("PY"), Part::Date},     {QStringLiteral("Y1"), Part::Date},
            {QStringLiteral("DA"), Part::Date},     {QStringLiteral("JO"), Part::Venue},
            {QStringLiteral("JF"), Part::Venue},    {QStringLiteral("T2"), Part::Venue},
            {QStringLiteral("BT"), Part::Venue},    {QStringLiteral("JA"), Part::Venue}};
    static const QHash<QString, Part> referParts{
            {QStringLiteral("%0"), Part::Begin},    {QStringLiteral("%T"), Part::Title},
            {QStringLiteral("%X"), Part::Abstract}, {QStringLiteral("%A"), Part::Author},
            {QStringLiteral("%+"), Part::Address},  {QStringLiteral("%I"), Part::Publisher},
            {QStringLiteral("%U"), Part::Url},      {QStringLiteral("%>"), Part::Url},
            {QStringLiteral("%Z"), Part::Url},      {QStringLiteral("%R"), Part::Doi},
            {QStringLiteral("%D"), Part::Date},     {QStringLiteral("%J"), Part::Venue},
            {QStringLiteral("%B"), Part::Venue}};
    return (ris ? risParts : referParts).value(tag, Part::Other);
}

// The publisher of a thesis or a report is the institution.
bool isInstitutional(const QString &type)
{
    static const QStringList types{QStringLiteral("THES"), QStringLiteral("RPRT"),
                                   QStringLiteral("Thesis"), QStringLiteral("Report")};
    return types.contains(type);
}

class Reader {
public:
    Reader(Report &report, WarningList &warnings) : m_report(report), m_warnings(warnings) {}

    void read(const QString &text, bool ris)
    {
        int number = 0;
        Field field;
        for (const QStringView view : QStringView(text).split(u'\n')) {
            QString line = view.toString();
            if (line.endsWith(u'\r')) {
                line.chop(1);
            }
            Field next = fieldOf(line, ++number, ris);
            if (next.tag.isEmpty()) {
                // A blank line ends an entry of Refer.
                if (!ris && next.value.isEmpty()) {
                    take(field, ris);
                    close();
                } else if (!next.value.isEmpty() && field.value.size() < longestValue) {
                    field.value += u' ' + next.value;
                }
                continue;
            }
            take(field, ris);
            field = std::move(next);
        }
        take(field, ris);
        close();
    }

private:
    static constexpr qsizetype longestValue = 1 << 20;

    void take(Field &field, bool ris)
    {
        if (field.tag.isEmpty()) {
            return;
        }
        const QString value = field.value.simplified();
        switch (partOf(field.tag, ris)) {
        case Part::Begin:
            close();
            m_open = true;
            m_entry.line = field.line;
            m_type = value;
            break;
        case Part::End:
            close();
            break;
        case Part::Title:
            setOnce(m_entry.title, value, field.line);
            break;
        case Part::Abstract:
            setOnce(m_entry.abstract, value, field.line);
            break;
        case Part::Author:
            ++m_entry.authorCount;
            break;
        case Part::Address:
            m_entry.institutions +=
                    (m_entry.institutions.isEmpty() ? QString() : QStringLiteral("; "))
                    + institutionsOfAddress(value);
            break;
        case Part::Publisher:
            m_publisher = value;
            break;
        case Part::Url:
            m_entry.url += value + u' ';
            break;
        case Part::Doi:
            m_entry.doi = value;
            break;
        case Part::Date:
            m_entry.date = m_entry.date.isEmpty() ? value : m_entry.date;
            break;
        case Part::Venue:
            m_entry.venue = m_entry.venue.isEmpty() ? htmlToText(value) : m_entry.venue;
            break;
        case Part::Other:
            break;
        }
        field = {};
    }

    void setOnce(QString &part, const QString &value, int line)
    {
        if (m_entry.line == 0) {
            m_entry.line = line;
        }
        m_open = true;
        if (part.isEmpty()) {
            part = htmlToText(value);
        }
    }

    void close()
    {
        if (m_open) {
            if (m_entry.institutions.isEmpty() && isInstitutional(m_type)
                && !isPublisher(m_publisher)) {
                m_entry.institutions = m_publisher;
            }
            addEntry(m_report, m_entry, m_warnings);
        }
        m_open = false;
        m_entry = {};
        m_publisher.clear();
    }

    Report &m_report;
    WarningList &m_warnings;
    BibliographyEntry m_entry;
    QString m_type, m_publisher;
    bool m_open = false;
};

// An entry that lost its first line still ends with its last one.
bool isRis(const QByteArray &start)
{
    static const QRegularExpression tag(QStringLiteral("^[A-Z][A-Z0-9]  - "));
    const bool begins = start.startsWith("TY  -") || start.contains("\nTY  -");
    return begins
           || (tag.match(QString::fromUtf8(start.left(8))).hasMatch() && start.contains("\nER  -"));
}

// EndNote begins with the type (%0), Refer with any tag.
bool isRefer(const QByteArray &start)
{
    static const QRegularExpression tag(QStringLiteral("^%[0A-Z](?: |\r?\n)"));
    return tag.match(QString::fromUtf8(start.left(8))).hasMatch()
           && ("\n" + start).contains("\n%T ");
}

}  // namespace

bool isTaggedBibliography(const QByteArray &start)
{
    const QByteArray begin = start.trimmed();
    // Some programs write a line of their own before the first entry.
    return isRis(begin) || isRefer(begin);
}

Result<Report> readTaggedBibliography(const QByteArray &utf8, const QString &name,
                                      WarningList &warnings)
{
    const bool ris = isRis(utf8.left(1 << 16).trimmed());
    Report report;
    report.format = ris ? QStringLiteral("ris") : QStringLiteral("endnote");
    report.title = name;
    Reader(report, warnings).read(QString::fromUtf8(utf8), ris);
    return finished(std::move(report), ris ? QStringLiteral("RIS") : QStringLiteral("EndNote"));
}

}  // namespace touchstone::importing
