// What an import would do, before anything is written.
#pragma once

#include "library/report.h"

#include <optional>

namespace touchstone {

enum class PaperChange { New, Changed, Unchanged, PossibleDuplicate };

struct KnownPaper {
    QString id;  // public paper id
    QString title;
    QByteArray textHash;  // of its texts and links in the report in question;
                          // empty if not in it
};

// What the planner may ask of a library; implemented by the store.
class KnownPapers {
public:
    virtual ~KnownPapers() = default;
    // The library holds a file with the same bytes.
    virtual bool hasSource(const QByteArray &sha256) const = 0;
    // A paper with that title key; with its text hash if it appears in that report.
    virtual std::optional<KnownPaper> byTitleKey(const QString &key,
                                                 const QDateTime &report) const = 0;
    virtual std::optional<KnownPaper> byCodeUrl(const QString &url,
                                                const QDateTime &report) const = 0;
    // For a paper without a title: the paper with that number in that report.
    virtual std::optional<KnownPaper> byPlace(const QDateTime &report, int index) const = 0;
    // Papers whose abstract may be the same text, best first; the planner compares them.
    virtual QVector<std::pair<KnownPaper, QString>>
    similarAbstracts(const QString &abstract) const = 0;
};

// A library that does not exist yet.
class NoKnownPapers final : public KnownPapers {
public:
    bool hasSource(const QByteArray & /*sha256*/) const override { return false; }
    std::optional<KnownPaper> byTitleKey(const QString & /*key*/,
                                         const QDateTime & /*report*/) const override
    {
        return std::nullopt;
    }
    std::optional<KnownPaper> byCodeUrl(const QString & /*url*/,
                                        const QDateTime & /*report*/) const override
    {
        return std::nullopt;
    }
    std::optional<KnownPaper> byPlace(const QDateTime & /*report*/, int /*index*/) const override
    {
        return std::nullopt;
    }
    QVector<std::pair<KnownPaper, QString>>
    similarAbstracts(const QString & /*abstract*/) const override
    {
        return {};
    }
};

struct PlannedPaper {
    int position = 0;  // in report.papers
    PaperChange change = PaperChange::New;
    QString existingId;    // for all but New
    Text reason;           // why it counts as changed or as a possible duplicate
    bool selected = true;  // cleared by the user in the preview
};

struct ImportPlan {
    Report report;
    bool sourceKnown = false;  // a file with the same bytes was imported before
    QVector<PlannedPaper> papers;
};

QByteArray textHash(const ReportPaper &paper);

}  // namespace touchstone
