#include "kernels/reduce/token-compress-rerank/fit.h"

#include "kernels/blocks/cholesky.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/rng.h"
#include "kernels/blocks/symmetric_eigen.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::token_compress_rerank {

namespace {

constexpr float sharpness = 8;     // of queries of unit length
constexpr std::size_t apart = 8;   // of this many tokens one is clustered
constexpr std::size_t rounds = 8;  // of Lloyd's algorithm
constexpr double ridge = 0.01;     // of the mean of the diagonal

using Matrix = std::vector<float>;

Matrix sampledTokens(std::span<const Image> images, std::size_t width)
{
    Matrix rows;
    for (const Image &image : images) {
        for (std::size_t at = 0; at < image.tokens.size(); at += apart * width) {
            const float *row = image.tokens.data() + at;
            rows.insert(rows.end(), row, row + width);
        }
    }
    return rows;
}

// The leading eigenvectors of X^T X, [factors x width].
Matrix principalComponents(const Matrix &rows, std::size_t width)
{
    Matrix moments(width * width);
    gemmTN(width, width, rows.size() / width, rows.data(), rows.data(), moments.data(), 1);
    const SymmetricEigen eigen =
            symmetricEigen(width, std::vector<double>(moments.begin(), moments.end()));
    const auto first = eigen.vectors.end() - std::ptrdiff_t(factors * width);
    return {first, eigen.vectors.end()};
}

std::size_t nearestOf(const float *point, const Matrix &centres)
{
    std::size_t best = 0;
    float least = INFINITY;
    for (std::size_t k = 0; k < centres.size() / factors; ++k) {
        float distance = 0;
        for (std::size_t c = 0; c < factors; ++c) {
            const float d = point[c] - centres[k * factors + c];
            distance += d * d;
        }
        best = distance < least ? k : best;
        least = std::min(least, distance);
    }
    return best;
}

// Lloyd's algorithm on points [n x factors], from points that are drawn.
Matrix centresOf(const Matrix &points, std::size_t count, std::uint64_t seed)
{
    rng::Sequence numbers(seed, 9);
    Matrix centres(count * factors);
    for (std::size_t k = 0; k < count; ++k) {
        const float *from = points.data() + numbers.below(points.size() / factors) * factors;
        std::copy_n(from, factors, centres.data() + k * factors);
    }
    for (std::size_t round = 0; round < rounds; ++round) {
        Matrix sums(centres.size());
        std::vector<float> members(count);
        for (std::size_t at = 0; at < points.size(); at += factors) {
            const std::size_t k = nearestOf(points.data() + at, centres);
            members[k] += 1;
            for (std::size_t c = 0; c < factors; ++c) {
                sums[k * factors + c] += points[at + c];
            }
        }
        for (std::size_t i = 0; i < sums.size(); ++i) {
            centres[i] = members[i / factors] > 0 ? sums[i] / members[i / factors] : centres[i];
        }
    }
    return centres;
}

void makeUnitRows(Matrix &rows, std::size_t width)
{
    for (auto row = rows.begin(); row != rows.end(); row += std::ptrdiff_t(width)) {
        const auto end = row + std::ptrdiff_t(width);
        const float length = std::sqrt(std::inner_product(row, end, row, 0.0F));
        std::for_each(row, end, [length](float &value) { value /= length; });
    }
}

Matrix clusteredQueries(std::size_t kept, std::span<const Image> images, std::size_t width,
                        std::uint64_t seed)
{
    const Matrix rows = sampledTokens(images, width);
    const Matrix components = principalComponents(rows, width);
    Matrix points(rows.size() / width * factors);
    gemmNT(points.size() / factors, factors, width, rows.data(), components.data(), 0,
           points.data(), factors, 1);
    const Matrix centres = centresOf(points, kept, seed);
    Matrix queries(kept * width);
    gemmNN(kept, width, factors, centres.data(), components.data(), 0, queries.data(), 1);
    makeUnitRows(queries, width);
    return queries;
}

// P with |X P^T - Y|^2 + ridge |P|^2 least: P = Y^T X (X^T X + ridge)^-1, the inverse by its factor
// G G^T.
Matrix ridgeRegression(const Matrix &x, const Matrix &y, std::size_t width)
{
    const std::size_t rows = x.size() / width, all = width * width;
    Matrix moments(all), factor(all), scratch(all), map(all);
    gemmTN(width, width, rows, x.data(), x.data(), moments.data(), 1);
    double trace = 0;
    for (std::size_t i = 0; i < all; i += width + 1) {
        trace += moments[i];
    }
    for (std::size_t i = 0; i < all; i += width + 1) {
        moments[i] += float(ridge * trace / double(width));
    }
    factorOfInverse(width, moments.data(), factor.data(), scratch.data(), 1);
    gemmTN(width, width, rows, y.data(), x.data(), map.data(), 1);
    gemmNN(width, width, width, map.data(), factor.data(), 0, scratch.data(), 1);
    gemmNT(width, width, width, scratch.data(), factor.data(), 0, map.data(), width, 1);
    return map;
}

void append(Matrix &rows, const Matrix &more)
{
    rows.insert(rows.end(), more.begin(), more.end());
}

}  // namespace

Adapter readerOf(const ImageSource &source)
{
    return {source.width(), source.directions(), sharpness};
}

Adapter fitted(std::size_t kept, const ImageSource &source, std::span<const Image> images,
               std::uint64_t seed)
{
    const std::size_t width = source.width();
    const Adapter reader = readerOf(source);
    Adapter adapter{width, clusteredQueries(kept, images, width, seed), sharpness};
    Matrix own, wanted;
    for (const Image &image : images) {
        append(own, compressed(reader, compressed(adapter, image.tokens)));
        append(wanted, compressed(reader, image.tokens));
    }
    adapter.projection = ridgeRegression(own, wanted, width);
    return adapter;
}

}  // namespace touchstone::kernels::token_compress_rerank
