#include "kernels/reduce/prune-quant-aware-tokens/choice.h"

#include "kernels/blocks/select.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace touchstone::kernels::prune_quant_aware_tokens {

std::size_t keptTokens(std::size_t side, std::size_t keep)
{
    return std::max<std::size_t>(1, side * side * keep / 100);
}

std::vector<std::int32_t> nearEffector(std::size_t side, Cell effector, std::size_t most)
{
    const auto n = std::int32_t(side);
    std::vector<std::pair<std::int32_t, std::int32_t>> near;  // squared distance, token
    for (std::int32_t token = 0; token < n * n; ++token) {
        const std::int32_t down = token / n - effector.row, right = token % n - effector.column;
        const std::int32_t distance = down * down + right * right;
        if (distance <= effectorReach * effectorReach) {
            near.emplace_back(distance, token);
        }
    }
    std::sort(near.begin(), near.end());
    near.resize(std::min(near.size(), most));
    std::vector<std::int32_t> tokens;
    for (const auto &[distance, token] : near) {
        tokens.push_back(token);
    }
    return tokens;
}

Choice largestScores(std::span<const float> scores, std::size_t kept)
{
    return {select::topK(scores, kept), std::vector<std::int8_t>(kept, ByScore)};
}

Choice threeCriteria(std::span<const float> scores, std::size_t side, Cell effector,
                     std::size_t kept)
{
    std::vector<std::int32_t> stay = nearEffector(side, effector, kept);
    const std::size_t near = stay.size(), top = byScore(kept, near);
    std::vector<float> rest(scores.begin(), scores.end());
    for (const std::int32_t token : stay) {
        rest[std::size_t(token)] = -std::numeric_limits<float>::infinity();
    }
    const auto largest = select::topK(rest, top);
    stay.insert(stay.end(), largest.begin(), largest.end());
    std::vector<float> places(2 * side * side);
    for (std::size_t token = 0; token < side * side; ++token) {
        places[2 * token] = float(token / side);
        places[2 * token + 1] = float(token % side);
    }
    stay = select::farthestPoints(places, 2, kept, std::move(stay));
    std::vector<std::size_t> order(kept);
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return stay[a] < stay[b]; });
    Choice choice;
    for (const std::size_t i : order) {
        choice.tokens.push_back(stay[i]);
        choice.reasons.push_back(i < near ? NearEffector : i < near + top ? ByScore : ForCoverage);
    }
    return choice;
}

}  // namespace touchstone::kernels::prune_quant_aware_tokens
