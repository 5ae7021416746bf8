#include "exchange/comparison_inputs.h"

#include <QHash>

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
        const QDateTime generatedAt = detail.appearances.first().generatedAt;
        input.report = generatedAt.date().toString(Qt::ISODate);
        input.generatedAt = generatedAt.toString(Qt::ISODate);
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
    const auto machines = store.machines();
    if (!machines) {
        return passOn(machines.error());
    }
    QHash<std::pair<QString, QString>, const measure::Bundle *> heads;
    for (const store::MachineRow &machine : *machines) {
        heads.insert({QString::fromStdString(machine.head.machine.id), machine.sha256},
                     &machine.head);
    }
    for (store::StoredRun &run : stored->runs) {
        const measure::Origin origin = originOf(run.result);
        const measure::Bundle *head =
                heads.value({run.machine, QString::fromStdString(origin.sha256)});
        const bool named = head && !head->machine.name.empty();
        compare::RunInput input{run.id, run.machine, run.at, std::move(run.result)};
        input.probes = head ? head->probes.values : std::map<std::string, double>();
        input.pinned = run.pinned;
        input.machineName = named ? QString::fromStdString(head->machine.name) : QString();
        if (origin.isFile()) {
            input.elsewhere = named ? input.machineName : run.machine;
        }
        inputs.runs.append(std::move(input));
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

Result<QVector<compare::PaperInput>> loadPapers(const store::Store &store,
                                                const QStringList &paperIds)
{
    QVector<compare::PaperInput> papers;
    for (const QString &id : paperIds) {
        const auto detail = store.paper(id);
        if (!detail) {
            return passOn(detail.error());
        }
        papers.append(paperInput(*detail));
    }
    return papers;
}

Result<ComparisonInputs> loadComparison(const store::Store &store, const QStringList &paperIds,
                                        Runs runs)
{
    auto papers = loadPapers(store, paperIds);
    if (!papers) {
        return passOn(papers.error());
    }
    ComparisonInputs inputs;
    inputs.papers = std::move(*papers);
    store::RunQuery compared;
    compared.comparedOnly = runs == Runs::Compared;
    if (const auto added = addRuns(inputs, store, compared); !added) {
        return passOn(added.error());
    }
    return inputs;
}

Result<ComparisonInputs> loadComparison(const store::Store &store, const store::PaperQuery &query,
                                        Runs runs)
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
    return loadComparison(store, ids, runs);
}

Result<compare::ComparisonRow> rowOfClaim(const store::Store &store, const QString &claimId)
{
    const std::string id = claimId.toStdString();
    const auto paperId = store.paperOfClaim(claimId);
    if (!paperId) {
        return passOn(paperId.error());
    }
    const auto inputs = loadComparison(store, QStringList{*paperId});
    if (!inputs) {
        return passOn(inputs.error());
    }
    auto rows = compare::compareClaims(inputs->papers, inputs->runs, Vocabulary::bundled());
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const compare::ComparisonRow &one) {
        return one.claim.id == claimId;
    });
    if (row == rows.end()) {
        return fail(ErrorCode::NotFound, "{0}: the claim is rejected", "{0}：该论断已被驳回", id);
    }
    if (row->answer == compare::Answer::NoKernel) {
        return fail(ErrorCode::NotFound, "{0}: no kernel answers this claim",
                    "{0}：没有内核可回答该论断", id);
    }
    if (row->answer == compare::Answer::NotMeasurable) {
        return fail(ErrorCode::NotFound, "{0}: {1}", "{0}：{2}", id, row->sentence.en,
                    row->sentence.zh);
    }
    return std::move(*row);
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
