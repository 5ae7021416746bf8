#include "measure/results/ratio_for.h"

#include "measure/results/trust.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace touchstone::measure {

namespace {

bool mayStand(const KernelResult &result)
{
    return result.verification.passed && !mistrustOf(result)
           && (result.status == RunStatus::Ok || result.status == RunStatus::Noisy);
}

bool matches(const RatioWanted &wanted, const RatioResult &ratio)
{
    if (!holdsAll(wanted.at, ratio.at)) {
        return false;
    }
    const auto fits = [](const std::string &asked, const std::string &value) {
        return asked.empty() || asked == value;
    };
    // A result older than operations answers by its shape.
    return ratio.quantity == (wanted.quantity.empty() ? "time" : wanted.quantity)
           && ratio.shape == wanted.shape && fits(wanted.technique, ratio.technique)
           && (ratio.operation.empty()
               || (fits(wanted.operation, ratio.operation) && fits(wanted.group, ratio.group)))
           && std::isfinite(ratio.ratio) && ratio.ratio > 0
           && ratio.verdict != RatioVerdict::Invalid;
}

const RatioResult *ratioIn(const KernelResult &result, const RatioWanted &wanted,
                           Counterpart counterpart)
{
    for (const RatioResult &ratio : result.ratios) {
        if (!matches(wanted, ratio)) {
            continue;
        }
        // What the claim names is its counterpart, whatever its role.
        const bool named = !wanted.baseline.empty() && ratio.baseline == wanted.baseline;
        const bool naive = isNaive(result, ratio.baseline);
        const bool strong = named || (wanted.baseline.empty() && !naive);
        if (counterpart == Counterpart::Strong ? strong : naive && !named) {
            return &ratio;
        }
    }
    return nullptr;
}

}  // namespace

bool holdsAll(const Parameters &wanted, const Parameters &at)
{
    return std::all_of(wanted.begin(), wanted.end(), [&](const auto &one) {
        return std::find(at.begin(), at.end(), one) != at.end();
    });
}

bool isNaive(const KernelResult &result, const std::string &variant)
{
    return std::any_of(result.variants.begin(), result.variants.end(), [&](const auto &one) {
        return one.id == variant && fromWord(roleTerms, one.role) == Role::Naive;
    });
}

bool isUsable(const KernelResult &result)
{
    return mayStand(result) && result.status == RunStatus::Ok;
}

std::vector<std::size_t> ranked(const std::vector<Candidate> &candidates)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (mayStand(*candidates[i].result)) {
            order.push_back(i);
        }
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const auto key = [&](const Candidate &one) {
            return std::tuple(one.pinned, isUsable(*one.result), std::string_view(one.at));
        };
        return key(candidates[a]) > key(candidates[b]);
    });
    return order;
}

std::vector<RatioChoice> ratiosFor(const RatioWanted &wanted,
                                   const std::vector<Candidate> &candidates,
                                   Counterpart counterpart)
{
    std::vector<RatioChoice> choices;
    for (const std::size_t run : ranked(candidates)) {
        if (const RatioResult *ratio = ratioIn(*candidates[run].result, wanted, counterpart)) {
            choices.push_back({run, ratio});
        }
    }
    return choices;
}

std::vector<RatioChoice> mistrustedRatiosFor(const RatioWanted &wanted,
                                             const std::vector<Candidate> &candidates)
{
    std::vector<RatioChoice> choices;
    for (std::size_t run = 0; run < candidates.size(); ++run) {
        const KernelResult &result = *candidates[run].result;
        const RatioResult *ratio =
                mistrustOf(result) ? ratioIn(result, wanted, Counterpart::Strong) : nullptr;
        if (ratio) {
            choices.push_back({run, ratio});
        }
    }
    return choices;
}

std::optional<RatioChoice> ratioFor(const RatioWanted &wanted,
                                    const std::vector<Candidate> &candidates)
{
    const auto choices = ratiosFor(wanted, candidates);
    return choices.empty() ? std::nullopt : std::optional(choices.front());
}

}  // namespace touchstone::measure
