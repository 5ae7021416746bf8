// EndNote's XML (xml/records/record, text in <style> elements; up to EndNote 7, and from JabRef
// still, XML/RECORDS/RECORD in capitals) and Atom of arXiv
// (https://info.arxiv.org/help/api/user-manual.html).
#include "importing/field_repair.h"
#include "importing/formats.h"
#include "importing/html_text.h"
#include "importing/latex_text.h"

#include <QXmlStreamReader>

namespace touchstone::importing {

namespace {

class Reader {
public:
    Reader(const QString &text, Report &report, WarningList &warnings)
        : m_xml(text), m_report(report), m_warnings(warnings)
    {
    }

    // Elements of the two forms never mean different things under one name.
    void read()
    {
        while (!m_xml.atEnd()) {
            m_xml.readNext();
            if (m_xml.isStartElement()) {
                begin(nameOf(m_xml));
            } else if (m_xml.isEndElement()) {
                end(nameOf(m_xml));
            } else if (m_xml.isCharacters() && m_inEntry && m_text.size() < longestText) {
                m_text += m_xml.text();
            }
        }
    }

    const QXmlStreamReader &xml() const { return m_xml; }

private:
    static constexpr qsizetype longestText = 1 << 20;

    // "SECONDARY_AUTHORS" as "secondary-authors".
    static QString nameOf(const QXmlStreamReader &xml)
    {
        return xml.name().toString().toLower().replace(u'_', u'-');
    }

    // Editors, translators: no authors of the work.
    static bool holdsOthers(const QString &name)
    {
        return name.endsWith(QLatin1String("-authors"));
    }

    static bool isEntry(const QString &name)
    {
        return name == QLatin1String("record") || name == QLatin1String("entry");
    }

    void begin(const QString &name)
    {
        if (isEntry(name)) {
            m_inEntry = true;
            m_ofOthers = false;
            m_entry = {};
            m_entry.line = int(m_xml.lineNumber());
        } else if (name == QLatin1String("link") && m_inEntry) {
            m_entry.url += m_xml.attributes().value(QLatin1String("href")).toString() + u' ';
        }
        m_ofOthers = m_ofOthers || holdsOthers(name);
        if (name != QLatin1String("style")) {  // of EndNote, inside every text
            m_text.clear();
        }
    }

    void end(const QString &name)
    {
        if (!m_inEntry || name == QLatin1String("style")) {
            return;
        }
        const QString value = m_text.simplified();
        if (isEntry(name)) {
            addEntry(m_report, m_entry, m_warnings);
            m_inEntry = false;
        } else if (name == QLatin1String("title")) {
            m_entry.title = m_entry.title.isEmpty() ? plain(value) : m_entry.title;
        } else if (name == QLatin1String("abstract") || name == QLatin1String("summary")) {
            m_entry.abstract = plain(value);
        } else if (name == QLatin1String("author")) {
            m_entry.authorCount += m_ofOthers ? 0 : 1;
        } else if (holdsOthers(name)) {
            m_ofOthers = false;
        } else if (isAddress(name) && !value.startsWith(QLatin1String("http"))) {
            addInstitution(institutionsOfAddress(plain(value)));
        } else if (name == QLatin1String("electronic-resource-num")
                   || name == QLatin1String("doi")) {
            m_entry.doi = value;
        } else if (name == QLatin1String("id")) {  // of Atom: the address of the paper
            m_entry.arxiv = value;
        } else if (name == QLatin1String("year") || name == QLatin1String("published")) {
            m_entry.date = value;
        } else if (name == QLatin1String("full-title") || name == QLatin1String("secondary-title")
                   || name == QLatin1String("journal-ref")) {
            m_entry.venue = m_entry.venue.isEmpty() ? plain(value) : m_entry.venue;
        } else if (isAddress(name) || name == QLatin1String("url")
                   || name == QLatin1String("comment") || name == QLatin1String("notes")) {
            m_entry.url += value + u' ';
        }
        m_text.clear();
    }

    // JabRef puts the link of a paper there.
    static bool isAddress(const QString &name)
    {
        return name == QLatin1String("affiliation") || name == QLatin1String("auth-address")
               || name == QLatin1String("author-address");
    }

    // arXiv keeps the TeX of the authors.
    static QString plain(const QString &value) { return htmlToText(latexToText(value)); }

    void addInstitution(const QString &name)
    {
        if (!name.isEmpty() && !m_entry.institutions.contains(name)) {
            m_entry.institutions +=
                    (m_entry.institutions.isEmpty() ? QString() : QStringLiteral("; ")) + name;
        }
    }

    QXmlStreamReader m_xml;
    Report &m_report;
    WarningList &m_warnings;
    BibliographyEntry m_entry;
    QString m_text;
    bool m_inEntry = false, m_ofOthers = false;
};

bool isAtom(const QByteArray &start)
{
    return start.contains("<feed") && start.contains("http://www.w3.org/2005/Atom");
}

}  // namespace

bool isXmlBibliography(const QByteArray &start)
{
    if (!start.trimmed().startsWith('<')) {
        return false;
    }
    const QByteArray lower = start.left(1 << 12).toLower();
    return isAtom(start) || (lower.contains("<records") && lower.contains("<record>"));
}

Result<Report> readXmlBibliography(const QByteArray &utf8, const QString &name,
                                   WarningList &warnings)
{
    const bool atom = isAtom(utf8.left(1 << 16));
    Report report;
    report.format = atom ? QStringLiteral("atom") : QStringLiteral("endnote-xml");
    report.title = name;
    // As text: an encoding that the declaration names was decoded already.
    Reader reader(QString::fromUtf8(utf8), report, warnings);
    reader.read();
    if (reader.xml().hasError()) {
        return fail(ErrorCode::Corrupt, "{0}: line {1}: no valid XML ({2})",
                    "{0}：第 {1} 行：不是有效的 XML（{2}）", name.toStdString(),
                    reader.xml().lineNumber(), reader.xml().errorString().toStdString());
    }
    return finished(std::move(report),
                    atom ? QStringLiteral("Atom") : QStringLiteral("EndNote XML"));
}

}  // namespace touchstone::importing
