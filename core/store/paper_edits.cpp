#include "store/paper_edits.h"

#include "store/appearance.h"
#include "store/paper_index.h"
#include "store/private.h"

#include <array>

namespace touchstone::store {

namespace {

const QString noteField = QStringLiteral("note");

// The fields of table paper_edit as texts.
struct Field {
    const char *name;
    QString (*read)(const ReportPaper &);
    void (*write)(ReportPaper &, const QString &);
};
const std::array<Field, 6> &fields()
{
    static const std::array<Field, 6> all{{
            {"doi", [](const ReportPaper &paper) { return paper.links.doi; },
             [](ReportPaper &paper, const QString &value) { paper.links.doi = value; }},
            {"arxiv", [](const ReportPaper &paper) { return paper.links.arxiv; },
             [](ReportPaper &paper, const QString &value) { paper.links.arxiv = value; }},
            {"venue", [](const ReportPaper &paper) { return paper.links.venue; },
             [](ReportPaper &paper, const QString &value) { paper.links.venue = value; }},
            {"year", [](const ReportPaper &paper) { return yearText(paper.links); },
             [](ReportPaper &paper, const QString &value) { paper.links.year = value.toInt(); }},
            {"code", [](const ReportPaper &paper) { return paper.codeUrl; },
             [](ReportPaper &paper, const QString &value) { paper.codeUrl = value; }},
            {"note", [](const ReportPaper &paper) { return paper.note; },
             [](ReportPaper &paper, const QString &value) { paper.note = value; }},
    }};
    return all;
}

void addTag(Connection &connection, const QString &paperId, const QString &tag)
{
    if (!tag.trimmed().isEmpty()) {
        Query(connection, "INSERT OR IGNORE INTO paper_tag (paper, tag, at) VALUES (?, ?, ?)",
              paperId, tag.simplified(), utcNow())
                .run();
    }
}

void writeField(Connection &connection, const QString &paperId, const QString &field,
                const QString &value, const QString &imported)
{
    if (value == imported) {
        Query(connection, "DELETE FROM paper_edit WHERE paper = ? AND field = ?", paperId, field)
                .run();
        return;
    }
    Query(connection,
          "INSERT OR REPLACE INTO paper_edit (paper, field, value, at) VALUES (?, ?, ?, ?)",
          paperId, field, value, utcNow())
            .run();
}

}  // namespace

void applyPaperEdits(Connection &connection, const QString &paperId, ReportPaper &paper)
{
    Query edits(connection, "SELECT field, value FROM paper_edit WHERE paper = ?", paperId);
    while (edits.next()) {
        const QString name = edits.text(0);
        for (const Field &field : fields()) {
            if (name == QLatin1String(field.name)) {
                field.write(paper, edits.text(1));
            }
        }
    }
    paper.tags.clear();
    Query tags(connection, "SELECT tag FROM paper_tag WHERE paper = ? ORDER BY at, tag", paperId);
    while (tags.next()) {
        paper.tags.append(tags.text(0));
    }
}

void takeOver(Connection &connection, const QString &paperId, const ReportPaper &paper)
{
    for (const QString &tag : paper.tags) {
        addTag(connection, paperId, tag);
    }
    if (!paper.note.isEmpty()) {
        Query(connection,
              "INSERT OR IGNORE INTO paper_edit (paper, field, value, at) VALUES (?, ?, ?, ?)",
              paperId, noteField, paper.note, utcNow())
                .run();
    }
}

Result<> Store::editPaper(const QString &paperId, const PaperFacts &facts)
{
    return guarded(d->path(), [&] {
        WriteTransaction transaction(d->connection);
        const qint64 row = d->paperRow(paperId);
        ReportPaper edited;
        edited.links = facts.links;
        edited.codeUrl = facts.codeUrl;
        edited.note = facts.note;
        const ReportPaper imported = shownPaper(currentAppearances(d->connection, row));
        for (const Field &field : fields()) {
            writeField(d->connection, paperId, QString::fromLatin1(field.name),
                       field.read(edited).trimmed(), field.read(imported));
        }
        Query(d->connection, "DELETE FROM paper_tag WHERE paper = ?", paperId).run();
        for (const QString &tag : facts.tags) {
            addTag(d->connection, paperId, tag);
        }
        PaperIndex index(d->connection);
        index.refreshDerived(row);
        index.flush();
        transaction.commit();
    });
}

}  // namespace touchstone::store
