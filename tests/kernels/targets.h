// Tests on the instruction sets that Highway chooses from at run time.
#pragma once

#include <gtest/gtest.h>
#include <hwy/highway.h>

// Runs body once on each that this processor has, from `least` up: lower bits are better targets.
template <class Body>
void onEveryTarget(const Body &body, std::int64_t least = HWY_SCALAR)
{
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
        if (target > least) {
            continue;
        }
        SCOPED_TRACE(hwy::TargetName(target));
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        body();
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}
