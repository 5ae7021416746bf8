// Distilling the geometry of features (report 2025-10-15, paper 19): losses that may vanish
// although the geometry of the teacher is lost, against two that may not. See loss.h for the
// formulas, and quality.cpp for what each leaves of the teacher's neighbourhoods and of a student's
// accuracy.
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"
#include "kernels/distill/kd-feature-geometry/loss.h"
#include "kernels/distill/kd-feature-geometry/study.h"

#include <cmath>

namespace touchstone::kernels::kd_feature_geometry {

namespace {

struct Step final : Operation {
    Dim examples{*this, "examples"}, own{*this, "student width"}, wide{*this, "teacher width"};
    In<float> student{*this, examples *own}, teacher{*this, examples *wide};
    In<float> projection{*this, own *wide};
    Out<float> loss{*this, 1}, gradient{*this, examples *own};
    Out<float> projectionGradient{*this, own *wide};
    FeatureLoss compute{Sizes{examples, own, wide}, threads()};

    using Operation::Operation;

    // The student is a noisy map of the teacher.
    void fill(std::uint64_t seed) override
    {
        rng::fillNormal(teacher.span(), 0.0F, 1.0F, seed, 1);
        rng::fillNormal(student.span(), 0.0F, 0.5F, seed, 2);
        rng::fillWeights(projection.span(), own, seed, 3);
        for (std::size_t row = 0; row < examples; ++row) {
            for (std::size_t i = 0; i < own; ++i) {
                student[row * own + i] += teacher[row * wide + i];
            }
        }
    }
    void declare(Forms &forms) override
    {
        for (std::size_t form = 0; form < lossIds.size(); ++form) {
            const bool projected = Loss(form) == Loss::Projection;
            const double learning = projected ? 2.0 * double(examples * own * wide) : 0;
            Form &declared = forms.add(lossIds[form]);
            declared.reads(student, teacher)
                    .writes(loss, gradient)
                    .flops(FeatureLoss::flops(Loss(form), {examples, own, wide}) + learning)
                    .dense()
                    .run([this, form] { step(Loss(form)); });
            if (projected) {
                declared.reads(projection).writes(projectionGradient);
            }
        }
    }
    void step(Loss which)
    {
        loss[0] = float(compute.compute(which, student.data(), teacher.data(), projection.data(),
                                        gradient.data()));
        if (which == Loss::Projection) {
            compute.projectionGradient(student.data(), projectionGradient.data());
        }
    }

    // --- the oracle: everything at once, for every gradient needs all products

    std::size_t units(std::size_t) const override { return 1; }
    void exact(std::size_t form, std::size_t, Expected &expected) const override
    {
        const ExactLoss right = exactLoss(Loss(form), {examples, own, wide}, student.span(),
                                          teacher.span(), projection.span());
        expected.at(loss, 0, right.loss);
        for (std::size_t i = 0; i < gradient.size(); ++i) {
            expected.at(gradient, i, right.gradient[i]);
        }
        if (Loss(form) == Loss::Projection) {
            exactProjectionGradient(expected);
        }
    }
    void exactProjectionGradient(Expected &expected) const
    {
        std::vector<double> right(own * wide);
        for (std::size_t row = 0; row < examples; ++row) {
            for (std::size_t j = 0; j < wide; ++j) {
                double rest = -double(teacher[row * wide + j]);
                for (std::size_t i = 0; i < own; ++i) {
                    rest += double(student[row * own + i]) * double(projection[i * wide + j]);
                }
                for (std::size_t i = 0; i < own; ++i) {
                    right[i * wide + j] +=
                            2 * rest * double(student[row * own + i]) / double(examples);
                }
            }
        }
        for (std::size_t i = 0; i < right.size(); ++i) {
            expected.at(projectionGradient, i, right[i]);
        }
    }
    // Differences of products of all examples.
    double tolerance(std::size_t) const override
    {
        return 4 * dotTolerance(double(examples + own + wide));
    }
    // Where no eigenvectors are needed, products bind both.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        const bool products = Loss(ratio.technique) != Loss::Procrustes
                              && Loss(ratio.baseline) != Loss::Procrustes;
        return ratio.quantity == "time" && products
                       ? std::optional(workOf(ratio.baseline).flops / workOf(ratio.technique).flops)
                       : std::nullopt;
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("kd-feature-geometry", {{"step", operation<Step>}}, geometryQuality);
}

}  // namespace touchstone::kernels::kd_feature_geometry
