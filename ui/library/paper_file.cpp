#include "ui/library/paper_file.h"

#include "exchange/comparison_inputs.h"
#include "ui/common/kernel_lookup.h"

namespace touchstone::ui {

Result<PaperFile> readPaperFile(store::Store &store, const QString &paperId)
{
    auto detail = store.paper(paperId);
    if (!detail) {
        return passOn(detail.error());
    }
    auto inputs = exchange::loadComparison(store, QStringList{paperId});
    if (!inputs) {
        return passOn(inputs.error());
    }
    PaperFile file;
    file.rows = compare::compareClaims(inputs->papers, inputs->runs, Vocabulary::bundled());
    file.kernels = kernelsOf(*detail);
    for (const QString &kernel : std::as_const(file.kernels)) {
        auto ratios = compare::ratiosWithoutClaim(kernel, inputs->runs, file.rows);
        if (!ratios.isEmpty()) {
            file.withoutClaim.append({kernel, std::move(ratios)});
        }
    }
    file.detail = std::move(*detail);
    return file;
}

}  // namespace touchstone::ui
