// A layer in double precision, by the definitions. Each step starts from what the form left of the
// one before (queries, keys and values, codes), so that a code that rounding turned over does not
// count as an error of all that follows it.
#include "kernels/blocks/attention_oracle.h"
#include "kernels/reduce/prune-quant-aware-tokens/layer.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace touchstone::kernels::prune_quant_aware_tokens {

namespace {

// How far from the middle between two codes float arithmetic may decide otherwise, in steps.
constexpr double slack = 1e-3;

std::vector<double> exactNorm(std::vector<double> row)
{
    double squares = 0;
    for (const double value : row) {
        squares += value * value;
    }
    for (double &value : row) {
        value /= std::sqrt(squares / double(row.size()));
    }
    return row;
}

// H_ij = (-1)^(number of common bits of i and j) / sqrt(block), within blocks.
std::vector<double> exactRotation(const std::vector<double> &row)
{
    const std::size_t block = blockOf(row.size());
    std::vector<double> out(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
        const std::size_t begin = i / block * block;
        for (std::size_t j = 0; j < block; ++j) {
            const double value = row[begin + j];
            out[i] += std::popcount((i - begin) & j) % 2 == 0 ? value : -value;
        }
        out[i] /= std::sqrt(double(block));
    }
    return out;
}

double largest(const std::vector<double> &row)
{
    double most = 0;
    for (const double value : row) {
        most = std::max(most, std::abs(value));
    }
    return most;
}

}  // namespace

// The codes of one product's input, and their step.
void Layer::checkCodes(std::size_t form, std::size_t stage, std::size_t row,
                       const std::vector<double> &in, Expected &expected) const
{
    const Left &own = left(form);
    const std::size_t at = stage * own.rows + row;
    expected.at(own.steps, at, largest(in) / mostCode);
    const double step = own.steps[at];
    for (std::size_t c = 0; c < in.size(); ++c) {
        const std::size_t i = row * in.size() + c;
        const double code = own.codes[stage][i];
        const bool near = std::abs(in[c] / step - code) <= 0.5 + slack;
        expected.that(own.codes[stage], i, 1, near && std::abs(code) <= mostCode,
                      "a code is not the nearest");
    }
}

std::vector<double> Layer::exactProduct(std::size_t form, std::size_t stage, std::size_t row,
                                        std::vector<double> in, Expected &expected) const
{
    const std::size_t inputs = inputsOf(stage, width);
    std::vector<double> result(outputsOf(stage, width));
    if (kinds[form].weights == Weights::Float) {
        const float *w = m_weights.data() + offsetOf(stage, width);
        for (std::size_t o = 0; o < result.size(); ++o) {
            for (std::size_t c = 0; c < inputs; ++c) {
                result[o] += in[c] * w[o * inputs + c];
            }
        }
        return result;
    }
    const bool rotated = kinds[form].weights == Weights::RotatedCodes;
    checkCodes(form, stage, row, rotated ? exactRotation(in) : in, expected);
    const Left &own = left(form);
    const Matrix4 &w = m_codes[rotated ? 1 : 0][stage];
    for (std::size_t o = 0; o < result.size(); ++o) {
        long sum = 0;
        for (std::size_t c = 0; c < inputs; ++c) {
            sum += long(own.codes[stage][row * inputs + c]) * w.codes[o * inputs + c];
        }
        result[o] = double(sum) * own.steps[stage * own.rows + row] * w.steps[o];
    }
    return result;
}

void Layer::exact(std::size_t form, std::size_t row, Expected &expected) const
{
    const bool chooses = kinds[form].keeps != Keeps::All;
    if (chooses && row < kept && !choiceHolds(form, row, expected)) {
        return;
    }
    const Left &own = left(form);
    const std::size_t token = !chooses     ? row
                              : row < kept ? std::size_t(indices[row])
                                           : grid + row - kept;
    std::vector<double> residual(x.data() + token * width, x.data() + (token + 1) * width);
    const auto projected = exactProduct(form, Qkv, row, exactNorm(residual), expected);
    for (std::size_t c = 0; c < 3 * width; ++c) {
        expected.at(own.qkv, row * 3 * width + c, projected[c]);
    }
    std::vector<double> heard;
    for (std::size_t head = 0; head < heads; ++head) {
        const float *q = own.qkv.data() + head * size;
        const attention::ExactKeys keys{q + width, q + 2 * width, own.rows, size, 3 * width};
        const auto of = attention::exactOutput(q + row * 3 * width, keys,
                                               [&](std::size_t i) { return i <= row; });
        heard.insert(heard.end(), of.begin(), of.end());
    }
    const auto addTo = [&](const std::vector<double> &more) {
        for (std::size_t c = 0; c < width; ++c) {
            residual[c] += more[c];
        }
    };
    addTo(exactProduct(form, Output, row, heard, expected));
    auto hidden = exactProduct(form, Up, row, exactNorm(residual), expected);
    for (double &u : hidden) {
        u /= 1 + std::exp(-u);
    }
    addTo(exactProduct(form, Down, row, hidden, expected));
    for (std::size_t c = 0; c < width; ++c) {
        expected.at(own.y, row * width + c, residual[c]);
    }
}

// --- the choice

const std::vector<double> &Layer::exactScores() const
{
    if (m_scores.empty()) {
        m_scores = attention::exactSum(observed());
    }
    return m_scores;
}

// The entry of each cell in the form's lists: a Reason, or -1 where the token does not stay.
std::vector<std::int8_t> Layer::reasonsOfCells() const
{
    std::vector<std::int8_t> cells(grid, -1);
    for (std::size_t i = 0; i < kept; ++i) {
        if (indices[i] >= 0 && std::size_t(indices[i]) < grid) {
            cells[std::size_t(indices[i])] = reasons[i];
        }
    }
    return cells;
}

// Whether the tokens at cells for coverage are those that the farthest-point rule adds to the
// others, searched for each from all pairs.
std::vector<bool> Layer::exactCoverage(const std::vector<std::int8_t> &cells) const
{
    std::vector<std::size_t> stay;
    for (std::size_t t = 0; t < grid; ++t) {
        if (cells[t] == NearEffector || cells[t] == ByScore) {
            stay.push_back(t);
        }
    }
    const auto distance = [&](std::size_t a, std::size_t b) {
        const auto down = std::int64_t(a / side) - std::int64_t(b / side);
        const auto right = std::int64_t(a % side) - std::int64_t(b % side);
        return down * down + right * right;
    };
    std::vector<bool> added(grid);
    while (!stay.empty() && stay.size() < kept) {
        std::int64_t most = -1;
        std::size_t farthest = 0;
        for (std::size_t t = 0; t < grid; ++t) {
            if (std::find(stay.begin(), stay.end(), t) != stay.end()) {
                continue;
            }
            std::int64_t nearest = std::int64_t(2 * grid);
            for (const std::size_t s : stay) {
                nearest = std::min(nearest, distance(t, s));
            }
            if (nearest > most) {
                most = nearest;
                farthest = t;
            }
        }
        added[farthest] = true;
        stay.push_back(farthest);
    }
    return added;
}

// Whether token t of the form's lists stays for the reason they give.
bool Layer::reasonHolds(std::size_t form, std::size_t t,
                        const std::vector<std::int8_t> &cells) const
{
    const auto &exact = exactScores();
    const bool criteria = kinds[form].keeps == Keeps::ByCriteria;
    const auto squared = [&](std::size_t cell) {
        const auto down = std::int64_t(cell / side) - effector[0];
        const auto right = std::int64_t(cell % side) - effector[1];
        return down * down + right * right;
    };
    std::vector<double> others;  // scores of the tokens that are not near the end effector
    std::vector<std::pair<std::int64_t, std::size_t>> near;
    for (std::size_t cell = 0; cell < grid; ++cell) {
        if (criteria && squared(cell) <= effectorReach * effectorReach) {
            near.emplace_back(squared(cell), cell);
        } else {
            others.push_back(exact[cell]);
        }
    }
    std::sort(near.begin(), near.end());
    const std::size_t nearby = std::min(near.size(), kept);
    const auto last = near.begin() + std::ptrdiff_t(nearby);
    const bool isNear = std::find(near.begin(), last, std::pair(squared(t), t)) != last;
    const std::size_t top = criteria ? (kept - nearby + 1) / 2 : kept;
    switch (cells[t]) {
    case NearEffector:
        return isNear;
    case ByScore: {
        std::sort(others.begin(), others.end(), std::greater<>());
        // Rounding may exchange equals.
        return !isNear && top > 0 && exact[t] >= others[top - 1] * (1 - 1e-5)
               && std::size_t(std::count(cells.begin(), cells.end(), int(ByScore))) == top;
    }
    case ForCoverage:
        return criteria && exactCoverage(cells)[t];
    default:
        return false;
    }
}

bool Layer::choiceHolds(std::size_t form, std::size_t i, Expected &expected) const
{
    const std::int32_t index = indices[i];
    const bool isToken = index >= 0 && std::size_t(index) < grid;
    const bool holds = isToken && (i == 0 || indices[i - 1] < index)
                       && reasonHolds(form, std::size_t(index), reasonsOfCells());
    expected.that(indices, i, 1, holds, "a token that must not stay");
    expected.that(reasons, i, 1, holds, "stays for another reason");
    return isToken;
}

}  // namespace touchstone::kernels::prune_quant_aware_tokens
