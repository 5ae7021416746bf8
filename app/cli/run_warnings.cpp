#include "cli/run_warnings.h"

#include "exchange/comparison_inputs.h"

namespace touchstone::cli {

void warnOfBadRuns(const QVector<store::BadRun> &runs, const Context &context)
{
    for (const store::BadRun &run : runs) {
        context.message(exchange::leftOut(run));
    }
}

void warnOfOtherMachines(const store::ExportedBundle &exported, const Context &context)
{
    if (exported.otherMachines > 0) {
        context.message(text(
                "a bundle holds one machine: {0} run(s) of other machines are left out",
                "一个结果包只含一台机器：未导出其他机器的 {0} 次运行", exported.otherMachines));
    }
}

}  // namespace touchstone::cli
