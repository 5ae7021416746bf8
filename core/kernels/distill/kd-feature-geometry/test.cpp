#include "kernels/distill/kd-feature-geometry/study.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace touchstone::kernels;
using namespace touchstone::kernels::kd_feature_geometry;

namespace {

constexpr Sizes sizes{9, 3, 5};

struct Features {
    std::vector<float> student = centred(normalGrid(sizes.count, sizes.own, 1, 1, 1)).values;
    std::vector<float> teacher = centred(normalGrid(sizes.count, sizes.wide, 1, 1, 2)).values;
    std::vector<float> projection = normalGrid(sizes.own, sizes.wide, 1, 1, 3).values;
};

}  // namespace

TEST(KdFeatureGeometry, GradientsOfTheOracleAreThoseOfItsLosses)
{
    Features f;
    for (std::size_t form = 0; form < lossIds.size(); ++form) {
        const ExactLoss right = exactLoss(Loss(form), sizes, f.student, f.teacher, f.projection);
        for (const std::size_t i : {0U, 7U, 26U}) {
            const float kept = f.student[i];
            const auto at = [&](float value) {
                f.student[i] = value;
                return exactLoss(Loss(form), sizes, f.student, f.teacher, f.projection).loss;
            };
            const float up = kept + 0.004F, down = kept - 0.004F;
            const double slope = (at(up) - at(down)) / (double(up) - double(down));
            f.student[i] = kept;
            EXPECT_NEAR(right.gradient[i], slope, 1e-4) << lossIds[form];
        }
    }
}

TEST(KdFeatureGeometry, BothFormsOfTheGramLossAgree)
{
    const Features f;
    FeatureLoss compute(sizes, 1);
    std::vector<float> pairs(sizes.count * sizes.own), fast(pairs.size());
    const double a = compute.compute(Loss::GramByPairs, f.student.data(), f.teacher.data(), nullptr,
                                     pairs.data());
    const double b =
            compute.compute(Loss::Gram, f.student.data(), f.teacher.data(), nullptr, fast.data());
    EXPECT_NEAR(a, b, 1e-6 * a);
    for (std::size_t i = 0; i < fast.size(); ++i) {
        EXPECT_NEAR(pairs[i], fast[i], 1e-6);
    }
}

TEST(KdFeatureGeometry, RotatedFeaturesLoseNothing)
{
    const Grid<float> a = centred(normalGrid(30, 2, 1, 3, 1));
    Grid<float> b = a;
    for (std::size_t row = 0; row < a.rows; ++row) {
        b.at(row, 0) = 3 * (0.6F * a.at(row, 0) - 0.8F * a.at(row, 1));
        b.at(row, 1) = 3 * (0.8F * a.at(row, 0) + 0.6F * a.at(row, 1));
    }
    EXPECT_EQ(neighbourOverlap(a, b, 5), 100);
    EXPECT_NEAR(gramError(a, b), 0, 1e-3);
    Grid<float> flat = a;
    for (std::size_t row = 0; row < a.rows; ++row) {
        flat.at(row, 0) *= 0.01F;
    }
    EXPECT_LT(neighbourOverlap(a, flat, 5), 80);
    EXPECT_GT(gramError(a, flat), 0.3);
}
