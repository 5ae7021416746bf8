#include "compare/run_order.h"

#include <algorithm>

namespace touchstone::compare {

std::vector<measure::Candidate> candidatesOf(const QVector<const RunInput *> &runs)
{
    std::vector<measure::Candidate> out;
    for (const RunInput *run : runs) {
        out.push_back({&run->result, run->at.toStdString(), run->pinned});
    }
    return out;
}

QVector<const RunInput *> bestFirst(const QVector<const RunInput *> &runs)
{
    QVector<const RunInput *> out;
    for (const std::size_t index : measure::ranked(candidatesOf(runs))) {
        out.append(runs[qsizetype(index)]);
    }
    return out;
}

QVector<const RunInput *> bestFirst(const QVector<RunInput> &runs)
{
    QVector<const RunInput *> all;
    for (const RunInput &run : runs) {
        all.append(&run);
    }
    return bestFirst(all);
}

QVector<RunInput> selectRuns(const QVector<RunInput> &runs, const RunFilter &filter)
{
    QVector<RunInput> chosen;
    const auto fits = [](const QString &wanted, const QString &value) {
        return wanted.isEmpty() || wanted == value;
    };
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(chosen), [&](const RunInput &run) {
        return fits(filter.machine, run.machine)
               && fits(filter.device, QString::fromStdString(run.result.device))
               && fits(filter.preset, QString::fromStdString(run.result.preset));
    });
    return chosen;
}

}  // namespace touchstone::compare
