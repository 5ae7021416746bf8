#include "ui/library/paper_file.h"

#include "exchange/comparison_inputs.h"
#include "ui/common/kernel_lookup.h"

#include <algorithm>
#include <array>

namespace touchstone::ui {

namespace {

// Presets from small to large hold more and more.
QString presetFor(const QVector<compare::ComparisonRow> &rows)
{
    constexpr std::array<const char *, 3> ascending{"small", "medium", "large"};
    const bool open = std::any_of(rows.begin(), rows.end(), [](const compare::ComparisonRow &row) {
        return row.answer == compare::Answer::NotRun;
    });
    QString largest;
    for (const char *preset : ascending) {
        for (const compare::ComparisonRow &row : rows) {
            if (row.preset == QLatin1String(preset)
                && (!open || row.answer == compare::Answer::NotRun)) {
                largest = row.preset;
            }
        }
    }
    return largest;
}

}  // namespace

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
    file.preset = presetFor(file.rows);
    file.kernels = kernelsOf(*detail);
    for (const QString &kernel : std::as_const(file.kernels)) {
        auto ratios = compare::ratiosWithoutClaim(kernel, inputs->runs, file.rows);
        if (!ratios.isEmpty()) {
            file.withoutClaim.append({kernel, std::move(ratios)});
        }
    }
    for (const store::BadRun &run : std::as_const(inputs->bad)) {
        if (file.kernels.contains(run.kernel)) {
            file.unreadable.append(exchange::leftOut(run));
        }
    }
    file.detail = std::move(*detail);
    return file;
}

}  // namespace touchstone::ui
