// Which of the vision tokens stay. They lie in a square grid, row after row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels::prune_quant_aware_tokens {

struct Cell {
    std::int32_t row = 0, column = 0;
};

// Of the tokens that stay, why they do.
enum Reason : std::int8_t { NearEffector, ByScore, ForCoverage };

struct Choice {
    std::vector<std::int32_t> tokens;  // ascending
    std::vector<std::int8_t> reasons;  // of each
};

constexpr std::int32_t effectorReach = 2;  // in cells, Euclidean

// keep: in %; at least one.
std::size_t keptTokens(std::size_t side, std::size_t keep);
// Of the tokens that are not near the end effector, how many the scores choose: half of them, the
// upper end of the ranking, which rounding displaces least. The others are for coverage.
constexpr std::size_t byScore(std::size_t kept, std::size_t near)
{
    return (kept - near + 1) / 2;
}
// Cells within reach of the end effector, the nearest first, at most `most`.
std::vector<std::int32_t> nearEffector(std::size_t side, Cell effector, std::size_t most);

// scores: [side x side]. kept: at least 1.
Choice largestScores(std::span<const float> scores, std::size_t kept);
// The cells near the end effector, then the largest scores, then the points farthest from those.
Choice threeCriteria(std::span<const float> scores, std::size_t side, Cell effector,
                     std::size_t kept);

}  // namespace touchstone::kernels::prune_quant_aware_tokens
