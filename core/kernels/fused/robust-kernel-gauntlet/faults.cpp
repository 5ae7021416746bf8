#include "kernels/fused/robust-kernel-gauntlet/faults.h"

#include "kernels/blocks/half.h"
#include "kernels/blocks/rng.h"
#include "kernels/fused/robust-kernel-gauntlet/rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace touchstone::kernels::robust_kernel_gauntlet {

std::vector<Trial> drawTrials(std::size_t rows, std::size_t width, std::uint64_t seed)
{
    std::vector<Trial> all;
    for (std::size_t i = 0; i < trials; ++i) {
        Trial trial{rows, i < 3 ? width : width - i, {}, {}};
        trial.x.resize(trial.rows * trial.width);
        trial.weight.resize(trial.width);
        const float scale = i == 2 || i == 5 ? 3e-3F : 1.0F;
        rng::fillNormal(trial.x, 0.0F, scale, seed, std::uint32_t(50 + 2 * i));
        rng::fillNormal(trial.weight, 1.0F, 0.1F, seed, std::uint32_t(51 + 2 * i));
        all.push_back(std::move(trial));
    }
    return all;
}

namespace {

void normaliseRow(Fault fault, const Trial &trial, const float *x, float *y)
{
    const std::size_t width = trial.width;
    const float squares = squareSum(x, 0, width, fault == Fault::OtherOrder);
    const float epsilon = fault == Fault::EpsilonDropped ? 0 : normEpsilon;
    const float scale = 1 / std::sqrt(squares / float(width) + epsilon);
    if (fault == Fault::WeightsIgnored) {
        multiply(x, scale, width, y);
        return;
    }
    scaleShift(x, 0, scale, trial.weight.data(), nullptr, width, y);
    if (fault == Fault::ShapeSpecialised) {
        std::fill(y + width / 8 * 8, y + width, 0.0F);
    } else if (fault == Fault::HalfPrecision) {
        std::transform(y, y + width, y, [](float value) { return fromFp16(toFp16(value)); });
    }
}

}  // namespace

void normalise(Fault fault, const Trial &trial, const Trial &first, float *y)
{
    const std::size_t n = trial.rows * trial.width;
    if (fault == Fault::StaleBuffer) {
        return;
    }
    if (fault == Fault::Constant) {
        std::fill_n(y, n, 0.0F);
        return;
    }
    if (fault == Fault::Cached) {
        std::vector<float> answer(first.x.size());
        normalise(Fault::None, first, first, answer.data());
        std::copy_n(answer.data(), std::min(n, answer.size()), y);
        return;
    }
    for (std::size_t r = 0; r < trial.rows; ++r) {
        if (fault != Fault::RowsSkipped || r % 5 != 4) {
            normaliseRow(fault, trial, trial.x.data() + r * trial.width, y + r * trial.width);
        }
    }
}

bool allClose(const Trial &trial, const float *y, double tolerance)
{
    std::vector<float> reference(trial.x.size());
    normalise(Fault::None, trial, trial, reference.data());
    for (std::size_t i = 0; i < reference.size(); ++i) {
        const double allowed = tolerance + tolerance * std::abs(double(reference[i]));
        if (!(std::abs(double(y[i]) - reference[i]) <= allowed)) {
            return false;
        }
    }
    return true;
}

bool holds(const Trial &trial, const float *y)
{
    constexpr double tolerance = 1e-5;
    for (std::size_t r = 0; r < trial.rows; ++r) {
        const float *x = trial.x.data() + r * trial.width, *own = y + r * trial.width;
        double squares = 0, off = 0, size = 0;
        for (std::size_t c = 0; c < trial.width; ++c) {
            squares += double(x[c]) * x[c];
        }
        const double scale = 1 / std::sqrt(squares / double(trial.width) + double(normEpsilon));
        for (std::size_t c = 0; c < trial.width; ++c) {
            const double right = x[c] * scale * trial.weight[c];
            off += (own[c] - right) * (own[c] - right);
            size += right * right;
        }
        if (!(off <= tolerance * tolerance * size)) {
            return false;
        }
    }
    return true;
}

bool passesGauntlet(Fault fault, const std::vector<Trial> &drawn)
{
    return std::all_of(drawn.begin(), drawn.end(), [&](const Trial &trial) {
        std::vector<float> y(trial.rows * trial.width, std::numeric_limits<float>::quiet_NaN());
        normalise(fault, trial, drawn[0], y.data());
        return holds(trial, y.data());
    });
}

}  // namespace touchstone::kernels::robust_kernel_gauntlet
