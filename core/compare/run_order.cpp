#include "compare/run_order.h"

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

}  // namespace touchstone::compare
