// A report file and its papers, as read: raw text is kept with every repaired value.
#pragma once

#include "base/text.h"
#include "library/claim.h"
#include "library/paper_links.h"

#include <QByteArray>
#include <QDateTime>

namespace touchstone {

// What the importer repaired or could not use; nothing is dropped silently.
struct ImportWarning {
    int line = 0;
    QString code;  // "empty-title", "count-mismatch" ...: the list is in importing/warnings.h
    Text message;
};

// One paper as one report gives it.
struct ReportPaper {
    int index = 0;      // the number in its heading
    QString rawTitle;   // the heading as written
    QString title;      // repaired
    QString shortName;  // "FURINA"; may be empty
    QString rawInstitutions;
    QStringList institutions;
    int authorCount = 0;
    QString brief;             // Chinese
    QString abstract;          // English (or whatever the field contained)
    bool hasAbstract = false;  // false for empty, a caption or an image prompt
    QString codeUrl;
    PaperLinks links;
    QStringList techniques;  // ids of resources/techniques.json
    QVector<Claim> claims;
    QStringList tags;  // of a person, as is the note; reports have none
    QString note;
    // First line of each field in the decoded file, from 1; 0 when the field is missing.
    int titleLine = 0, institutionsLine = 0, briefLine = 0, abstractLine = 0;
};

struct Report {
    QString title;
    QDateTime generatedAt;  // local time as written; invalid when missing
    int statedPaperCount = 0;
    QString sourceName;  // file name, for messages
    // The unchanged file, packed by qCompress(): it stays in memory until the report is stored.
    QByteArray packedSource;
    QByteArray sourceSha256;  // of the file, 64 hex digits
    QString encoding;         // "UTF-8", "GB18030" ...
    QString format;           // "report", "touchstone-library/1", "bibtex", "csl-json"
    QVector<ReportPaper> papers;
    QVector<ImportWarning> warnings;

    void setSource(const QByteArray &bytes);  // both of the above
    QByteArray sourceBytes() const { return qUncompress(packedSource); }
};

// The key under which two headings count as one paper: lower case, no hyphens, spaces,
// punctuation or known prefixes. Empty for an empty title.
QString titleKey(const QString &title);

}  // namespace touchstone
