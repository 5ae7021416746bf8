#include "exchange/comparison_inputs.h"

namespace touchstone::exchange {

namespace {

compare::PaperInput paperInput(const store::PaperDetail &detail)
{
    compare::PaperInput input;
    input.id = detail.id;
    input.title = detail.paper.title;
    input.shortName = detail.paper.shortName;
    input.index = detail.paper.index;
    input.techniques = detail.paper.techniques;
    input.fields = FieldCodePoints(detail.paper);
    if (!detail.appearances.isEmpty()) {
        input.report = detail.appearances.first().generatedAt.date().toString(Qt::ISODate);
    }
    for (const Claim &claim : detail.paper.claims) {
        if (claim.status != ClaimStatus::Rejected) {
            input.claims.append(claim);
        }
    }
    return input;
}

Result<> addRuns(ComparisonInputs &inputs, const store::Store &store, const store::RunQuery &query)
{
    auto stored = store.results(query);
    if (!stored) {
        return passOn(stored.error());
    }
    for (store::StoredRun &run : stored->runs) {
        inputs.runs.append({run.id, run.machine, run.at, std::move(run.result), {}, run.pinned});
    }
    inputs.bad = std::move(stored->bad);
    return {};
}

}  // namespace

Text leftOut(const store::BadRun &run)
{
    return text("run {0} ({1}) is left out: {2}", "未计入运行 {0}（{1}）：{3}",
                run.id.toStdString(), run.kernel.toStdString(), run.reason.en, run.reason.zh);
}

Result<ComparisonInputs> loadComparison(const store::Store &store, const QStringList &paperIds)
{
    ComparisonInputs inputs;
    for (const QString &id : paperIds) {
        const auto detail = store.paper(id);
        if (!detail) {
            return passOn(detail.error());
        }
        inputs.papers.append(paperInput(*detail));
    }
    store::RunQuery compared;
    compared.comparedOnly = true;
    if (const auto added = addRuns(inputs, store, compared); !added) {
        return passOn(added.error());
    }
    return inputs;
}

Result<ComparisonInputs> loadComparison(const store::Store &store, const store::PaperQuery &query)
{
    const auto rowIds = store.paperIds(query);
    if (!rowIds) {
        return passOn(rowIds.error());
    }
    const auto rows = store.paperRows(*rowIds);
    if (!rows) {
        return passOn(rows.error());
    }
    QStringList ids;
    for (const store::PaperRow &row : *rows) {
        ids.append(row.id);
    }
    return loadComparison(store, ids);
}

Result<ComparisonInputs> loadRuns(const store::Store &store)
{
    ComparisonInputs inputs;
    if (const auto added = addRuns(inputs, store, {}); !added) {
        return passOn(added.error());
    }
    return inputs;
}

}  // namespace touchstone::exchange
