#include "kernels/signal/sg-lobe-splat/scene.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace touchstone::kernels::sg_lobe_splat {

namespace {

// P_l^m(z) without the sign of Condon and Shortley.
double legendre(int l, int m, double z)
{
    double pmm = 1;
    for (int i = 1; i <= m; ++i) {
        pmm *= (2 * i - 1) * std::sqrt(std::max(0.0, 1 - z * z));
    }
    double before = 0;
    double value = pmm;
    for (int i = m + 1; i <= l; ++i) {
        const double next = ((2 * i - 1) * z * value - (i + m - 1) * before) / (i - m);
        before = value;
        value = next;
    }
    return value;
}

double number(const Scene &scene, std::size_t form, std::size_t primitive, std::size_t which)
{
    const std::size_t block = primitive / blockSize;
    return scene.parameters[form][scene.offsetOf(form, block) + which * blockSize
                                  + primitive % blockSize];
}

}  // namespace

std::array<double, 16> sphericalHarmonics(double x, double y, double z)
{
    std::array<double, 16> values{};
    const double angle = std::atan2(y, x);
    for (int l = 0; l <= 3; ++l) {
        for (int m = -l; m <= l; ++m) {
            const int order = std::abs(m);
            const double norm =
                    std::sqrt((2 * l + 1) / (4 * std::numbers::pi) * std::tgamma(l - order + 1)
                              / std::tgamma(l + order + 1));
            const double around = m == 0  ? 1
                                  : m > 0 ? std::numbers::sqrt2 * std::cos(order * angle)
                                          : std::numbers::sqrt2 * std::sin(order * angle);
            values[std::size_t(l) * std::size_t(l) + std::size_t(l + m)] =
                    norm * legendre(l, order, z) * around;
        }
    }
    return values;
}

double exactColour(const Scene &scene, std::size_t form, std::size_t primitive, std::size_t channel)
{
    const float *direction =
            scene.directions.data() + primitive / blockSize * 3 * blockSize + primitive % blockSize;
    const std::array<double, 3> d{direction[0], direction[blockSize], direction[2 * blockSize]};
    const std::size_t level = scene.levelOf(form, primitive / blockSize);
    double colour = 0;
    if (isSh(form)) {
        const auto harmonics = sphericalHarmonics(d[0], d[1], d[2]);
        for (std::size_t i = 0; i < (level + 1) * (level + 1); ++i) {
            colour += harmonics[i] * number(scene, form, primitive, 3 * i + channel);
        }
        return colour;
    }
    colour = number(scene, form, primitive, channel);
    for (std::size_t lobe = 0; lobe < level; ++lobe) {
        const std::size_t first = 3 + 7 * lobe;
        double cosine = 0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            cosine += d[axis] * number(scene, form, primitive, first + 4 + axis);
        }
        colour += number(scene, form, primitive, first + channel)
                  * std::exp(number(scene, form, primitive, first + 3) * (cosine - 1));
    }
    return colour;
}

}  // namespace touchstone::kernels::sg_lobe_splat
