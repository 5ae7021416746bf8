#include "exchange/paper_by_hand.h"

#include "exchange/bibliography_export.h"
#include "importing/importer.h"
#include "library/title_key.h"

namespace touchstone::exchange {

namespace {
const QString sourceName = QStringLiteral("by-hand.bib");
}

Result<QString> addPaper(store::Store &store, const ReportPaper &paper)
{
    LibraryReport entered;
    entered.papers.append({QStringLiteral("paper"), paper});
    auto reports = importing::readReports(bibtex({entered}), sourceName);
    if (!reports) {
        return passOn(reports.error());
    }
    const ImportPlan plan = importing::planImport(std::move(reports->first()), store);
    const PlannedPaper &planned = plan.papers.first();
    if (planned.change != PaperChange::New) {
        const auto known = store.paper(planned.existingId);
        return fail(ErrorCode::Usage, "the library has this paper already: {0}",
                    "文献库中已有此论文：{0}",
                    (known ? known->paper.title : paper.title).toStdString());
    }
    QString id;
    const auto done = store.together([&]() -> Result<> {
        if (const auto applied = store.apply({plan}); !applied) {
            return passOn(applied.error());
        }
        const auto added = store.byTitleKey(titleKey(plan.report.papers.first().title), {});
        if (!added) {
            return fail(ErrorCode::Internal, "the new paper is not found", "找不到新论文");
        }
        id = added->id;
        return store.editPaper(id, {paper.links, paper.codeUrl, paper.note, paper.tags});
    });
    if (!done) {
        return passOn(done.error());
    }
    return id;
}

}  // namespace touchstone::exchange
