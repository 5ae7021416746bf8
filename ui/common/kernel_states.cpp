#include "ui/common/kernel_states.h"

#include "compare/headline.h"
#include "exchange/comparison_inputs.h"
#include "measure/shapes.h"

namespace touchstone::ui {

namespace {

// Presets from small to large hold more and more, so that the largest wanted one answers all.
std::size_t placeOf(const QString &preset)
{
    return preset == QLatin1String("large") ? 2 : preset == QLatin1String("medium") ? 1 : 0;
}

const char *presetWord(std::size_t place)
{
    return place == 2 ? "large" : place == 1 ? "medium" : "small";
}

}  // namespace

int TestableClaims::kernelCount() const
{
    int count = 0;
    for (const QStringList &ofPreset : toMeasure) {
        count += int(ofPreset.size());
    }
    return count;
}

Result<TestableClaims> readTestableClaims(store::Store &store)
{
    store::PaperQuery testable;
    testable.testable = true;
    const auto inputs = exchange::loadComparison(store, testable);
    if (!inputs) {
        return passOn(inputs.error());
    }
    TestableClaims out;
    QMap<QString, QVector<compare::ComparisonRow>> answered;
    QMap<QString, std::size_t> wanted;
    const auto rows = compare::compareClaims(inputs->papers, inputs->runs, Vocabulary::bundled());
    for (const compare::ComparisonRow &row : rows) {
        if (row.answer == compare::Answer::NotRun) {
            wanted[row.kernel] = std::max(wanted.value(row.kernel), placeOf(row.preset));
            ++out.claims;
        } else if (row.isAnswered() && !row.kernel.isEmpty()) {
            answered[row.kernel].append(row);
        }
    }
    for (auto it = wanted.cbegin(); it != wanted.cend(); ++it) {
        out.toMeasure[it.value()].append(it.key());
        out.seconds += measure::defaultBudgetSeconds(presetWord(it.value()));
        out.kernels[it.key()];
    }
    for (auto it = answered.cbegin(); it != answered.cend(); ++it) {
        out.kernels[it.key()].outcome =
                compare::toWord(compare::outcomeOf(*compare::headlineOf(it.value())));
    }
    for (const compare::RunInput &run : inputs->runs) {
        KernelState &state = out.kernels[QString::fromStdString(run.result.kernel)];
        state.measuredAt = std::max(state.measuredAt, run.at);
    }
    return out;
}

}  // namespace touchstone::ui
