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

Result<QVector<compare::RunInput>> allRuns(const store::Store &store)
{
    const auto rows = store.runs();
    if (!rows) {
        return passOn(rows.error());
    }
    QVector<compare::RunInput> runs;
    for (const store::RunRow &row : *rows) {
        auto result = measure::kernelResultFromJson(row.json.toStdString());
        if (!result) {
            return passOn(result.error());
        }
        runs.append({row.id, row.machine, row.at, std::move(*result)});
    }
    return runs;
}

}  // namespace

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
    auto runs = allRuns(store);
    if (!runs) {
        return passOn(runs.error());
    }
    inputs.runs = std::move(*runs);
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

}  // namespace touchstone::exchange
