// The losses by their definitions in double precision.
#include "kernels/distill/kd-feature-geometry/loss.h"

#include <cmath>
#include <numeric>

namespace touchstone::kernels::kd_feature_geometry {

namespace {

using Doubles = std::vector<double>;

// [columns of a x columns of b] = a^T b, where both have `count` rows.
Doubles crossed(std::size_t count, std::span<const float> a, std::span<const float> b)
{
    const std::size_t m = a.size() / count, n = b.size() / count;
    Doubles out(m * n);
    for (std::size_t row = 0; row < count; ++row) {
        for (std::size_t i = 0; i < m; ++i) {
            const auto left = double(a[row * m + i]);
            for (std::size_t j = 0; j < n; ++j) {
                out[i * n + j] += left * double(b[row * n + j]);
            }
        }
    }
    return out;
}

// [count x rows of m] = x m^T, where x has `count` rows.
Doubles timesTransposed(std::size_t count, std::span<const float> x, const Doubles &m)
{
    const std::size_t inner = x.size() / count, columns = m.size() / inner;
    Doubles out(count * columns);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const float *row = x.data() + i / columns * inner;
        out[i] = std::inner_product(row, row + inner, m.data() + i % columns * inner, 0.0);
    }
    return out;
}

double squareOf(const auto &values)
{
    double sum = 0;
    for (const double value : values) {
        sum += value * value;
    }
    return sum;
}

// Rows i and j of w and of u are turned so that those of w become orthogonal.
bool turn(Doubles &w, Doubles &u, std::size_t columns, std::size_t rows, std::size_t i,
          std::size_t j)
{
    double *x = w.data() + i * columns, *y = w.data() + j * columns;
    const double xx = std::inner_product(x, x + columns, x, 0.0);
    const double yy = std::inner_product(y, y + columns, y, 0.0);
    const double xy = std::inner_product(x, x + columns, y, 0.0);
    if (std::abs(xy) <= 1e-15 * std::sqrt(xx * yy)) {
        return false;
    }
    const double angle = 0.5 * std::atan2(2 * xy, xx - yy);
    const double c = std::cos(angle), s = std::sin(angle);
    const auto both = [c, s](double *first, double *second, std::size_t count) {
        for (std::size_t k = 0; k < count; ++k) {
            const double p = first[k], q = second[k];
            first[k] = c * p + s * q;
            second[k] = c * q - s * p;
        }
    };
    both(x, y, columns);
    both(u.data() + i * rows, u.data() + j * rows, rows);
    return true;
}

struct Factor {
    double nuclearNorm = 0;
    Doubles polar;  // U V^T
};

// One-sided Jacobi: w = U^T a has orthogonal rows, of the singular values' lengths.
Factor factorOf(std::size_t rows, std::size_t columns, Doubles w)
{
    Doubles u(rows * rows);
    for (std::size_t i = 0; i < rows; ++i) {
        u[i * rows + i] = 1;
    }
    bool moved = true;
    for (int sweep = 0; moved && sweep < 40; ++sweep) {
        moved = false;
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t j = i + 1; j < rows; ++j) {
                moved = turn(w, u, columns, rows, i, j) || moved;
            }
        }
    }
    Factor out{0, Doubles(rows * columns)};
    for (std::size_t k = 0; k < rows; ++k) {
        const double *right = w.data() + k * columns;
        const double length = std::sqrt(std::inner_product(right, right + columns, right, 0.0));
        out.nuclearNorm += length;
        for (std::size_t i = 0; i < out.polar.size() && length > 0; ++i) {
            out.polar[i] += u[k * rows + i / columns] * right[i % columns] / length;
        }
    }
    return out;
}

Doubles difference(double factor, const auto &a, double other, const Doubles &b)
{
    Doubles out(b.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = factor * double(a[i]) - other * b[i];
    }
    return out;
}

ExactLoss exactProjection(Sizes sizes, std::span<const float> student,
                          std::span<const float> teacher, std::span<const float> projection)
{
    const auto [n, own, wide] = sizes;
    ExactLoss out{0, Doubles(n * own)};
    for (std::size_t row = 0; row < n; ++row) {
        for (std::size_t j = 0; j < wide; ++j) {
            double rest = -double(teacher[row * wide + j]);
            for (std::size_t i = 0; i < own; ++i) {
                rest += double(student[row * own + i]) * double(projection[i * wide + j]);
            }
            out.loss += rest * rest / double(n);
            for (std::size_t i = 0; i < own; ++i) {
                out.gradient[row * own + i] +=
                        2 * rest * double(projection[i * wide + j]) / double(n);
            }
        }
    }
    return out;
}

}  // namespace

ExactLoss exactLoss(Loss loss, Sizes sizes, std::span<const float> student,
                    std::span<const float> teacher, std::span<const float> projection)
{
    if (loss == Loss::Projection) {
        return exactProjection(sizes, student, teacher, projection);
    }
    const auto n = double(sizes.count);
    const Doubles a = crossed(sizes.count, student, teacher);
    if (loss == Loss::Procrustes) {
        const Factor factor = factorOf(sizes.own, sizes.wide, a);
        return {(squareOf(student) + squareOf(teacher) - 2 * factor.nuclearNorm) / n,
                difference(2 / n, student, 2 / n,
                           timesTransposed(sizes.count, teacher, factor.polar))};
    }
    const Doubles b = crossed(sizes.count, student, student);
    const double a2 = squareOf(a), b2 = squareOf(b);
    const double c2 = squareOf(crossed(sizes.count, teacher, teacher));
    const Doubles own = timesTransposed(sizes.count, student, b);  // b is symmetric
    const Doubles cross = timesTransposed(sizes.count, teacher, a);
    if (loss == Loss::Cka) {
        const double norms = std::sqrt(b2 * c2);
        return {1 - a2 / norms, difference(2 * a2 / norms / b2, own, 2 / norms, cross)};
    }
    return {(b2 - 2 * a2 + c2) / n / n, difference(4 / n / n, own, 4 / n / n, cross)};
}

}  // namespace touchstone::kernels::kd_feature_geometry
