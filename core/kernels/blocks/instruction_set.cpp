#include "kernels/blocks/instruction_set.h"

#include <hwy/targets.h>

namespace touchstone::kernels {

std::string toWord(InstructionSet set)
{
    return set == InstructionSet::Avx2 ? "avx2" : "best";
}

Result<> available(InstructionSet set)
{
    if (set == InstructionSet::Avx2 && (hwy::SupportedTargets() & HWY_AVX2) == 0) {
        return fail(ErrorCode::Usage, "{0}: this processor lacks the instruction set",
                    "{0}：本机处理器不支持该指令集", toWord(set));
    }
    return {};
}

namespace {

InstructionSet &current()
{
    static InstructionSet set = InstructionSet::Best;
    return set;
}

}  // namespace

InstructionSet heldTo()
{
    return current();
}

Result<> holdTo(InstructionSet set)
{
    auto held = available(set);
    if (held) {
        current() = set;
    }
    if (held && set == InstructionSet::Avx2) {
        hwy::DisableTargets(HWY_AVX2 - 1);  // better targets have smaller numbers
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    }
    return held;
}

std::vector<std::string> librarySwitches(InstructionSet set)
{
    if (set == InstructionSet::Best) {
        return {};
    }
    return {"OPENBLAS_CORETYPE=Haswell", "DNNL_MAX_CPU_ISA=AVX2", "ONEDNN_MAX_CPU_ISA=AVX2"};
}

}  // namespace touchstone::kernels
