// What the contract of all kernels does not ask of kd-concrete-score: its identities.
#include "kernels/blocks/rng.h"
#include "kernels/distill/kd-concrete-score/loss.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

using namespace touchstone::kernels;
using namespace touchstone::kernels::kd_concrete_score;

namespace {

struct Logits {
    std::vector<float> student, teacher;

    explicit Logits(std::size_t size) : student(size), teacher(size)
    {
        rng::fillNormal(student, 0.0F, 1.5F, 1, 1);
        rng::fillNormal(teacher, 3.0F, 1.5F, 1, 2);
    }
    ExactRow exact(Form form) const
    {
        return exactRow(form, student.data(), teacher.data(), student.size());
    }
};

}  // namespace

TEST(ConcreteScore, WithTheStudentsWeightsItsGradientIsThatOfTheReverseKl)
{
    const Logits logits(300);
    const ExactRow score = logits.exact(CsdSS);
    const ExactRow divergence = logits.exact(ReverseKl);
    for (std::size_t i = 0; i < score.gradient.size(); ++i) {
        EXPECT_NEAR(score.gradient[i], divergence.gradient[i], 1e-14) << i;
    }
    EXPECT_GT(std::fabs(score.loss - divergence.loss), 0.1);  // the losses themselves differ
}

TEST(ConcreteScore, OnlySquaredDifferencesOfLogitsSeeAShift)
{
    const Logits logits(100);
    Logits shifted = logits;
    for (float &logit : shifted.teacher) {
        logit += 8;
    }
    for (std::size_t form = 0; form < lossIds.size(); ++form) {
        const double change =
                std::fabs(logits.exact(Form(form)).loss - shifted.exact(Form(form)).loss);
        if (form == LogitMse) {
            EXPECT_GT(change, 1) << lossIds[form];
        } else {
            EXPECT_LT(change, 1e-5) << lossIds[form];  // the logits themselves are rounded
        }
    }
}

TEST(ConcreteScore, GradientsOfDivergencesAreThoseOfCentralDifferences)
{
    const Logits logits(40);
    for (const Form form : {ForwardKl, ReverseKl, LogitMse}) {
        const ExactRow exact = logits.exact(form);
        for (const std::size_t i : {std::size_t(0), std::size_t(17), std::size_t(39)}) {
            const float step = 1.0F / 64;
            Logits up = logits, down = logits;
            up.student[i] += step;
            down.student[i] -= step;
            const double slope = (up.exact(form).loss - down.exact(form).loss)
                                 / (double(up.student[i]) - down.student[i]);
            EXPECT_NEAR(exact.gradient[i], slope, 1e-4) << lossIds[form] << " " << i;
        }
    }
}

TEST(ConcreteScore, GradientsSumToNothing)
{
    // Logits are free up to a constant, along which no loss but the squared one may pull.
    const Logits logits(777);
    for (const Form form : {ForwardKl, ReverseKl, CsdSS, CsdTS, CsdUS}) {
        std::vector<float> gradient(logits.student.size());
        const float loss = lossAndGradient(form, {logits.student.data(), logits.teacher.data(),
                                                  gradient.data(), gradient.size()});
        EXPECT_NEAR(std::accumulate(gradient.begin(), gradient.end(), 0.0), 0, 1e-6)
                << lossIds[form];
        EXPECT_NEAR(loss, logits.exact(form).loss, 1e-5 * loss) << lossIds[form];
    }
}

TEST(ConcreteScore, LongRowsAreRightWhereverTheirMaximaLie)
{
    const std::size_t size = 8 * partSize + 123;
    for (const float slope : {-1.0F, 0.0F, 1.0F}) {
        Logits logits(size);
        for (std::size_t i = 0; i < size; ++i) {
            logits.student[i] += slope * 20 * float(i) / float(size);
            logits.teacher[i] -= slope * 10 * float(i) / float(size);
        }
        for (std::size_t form = 0; form < lossIds.size(); ++form) {
            const ExactRow exact = logits.exact(Form(form));
            for (const std::size_t shift : {0, 1}) {  // aligned in one of two cases at most
                std::vector<float> gradient(size + shift);
                const float loss =
                        lossAndGradient(Form(form), {logits.student.data(), logits.teacher.data(),
                                                     gradient.data() + shift, size});
                EXPECT_NEAR(loss, exact.loss, 1e-5 * exact.loss) << lossIds[form] << slope;
                double error = 0, norm = 0;
                for (std::size_t i = 0; i < size; ++i) {
                    error += std::pow(gradient[i + shift] - exact.gradient[i], 2);
                    norm += std::pow(exact.gradient[i], 2);
                }
                EXPECT_LT(std::sqrt(error / norm), 5e-6) << lossIds[form] << slope;
            }
        }
    }
}

TEST(ConcreteScore, LogitsFarApartOverflowNowhere)
{
    std::vector<float> student{500, -500, 0, 20}, teacher{-500, 500, 10, 0}, gradient(4);
    for (std::size_t form = 0; form < lossIds.size(); ++form) {
        const float loss =
                lossAndGradient(Form(form), {student.data(), teacher.data(), gradient.data(), 4});
        EXPECT_TRUE(std::isfinite(loss)) << lossIds[form];
        for (const float value : gradient) {
            EXPECT_TRUE(std::isfinite(value)) << lossIds[form];
        }
    }
}

TEST(ConcreteScore, TheAgreementOfItsGradientIsComputedAndNoOther)
{
    touchstone::kernels::Setup setup;
    setup.effort = Effort::Smoke;
    const auto figures = studentQuality(setup);
    ASSERT_TRUE(figures);
    std::size_t seen = 0;
    for (const Quality &figure : *figures) {
        if (figure.metric != gradientAgreement) {
            EXPECT_EQ(figure.evidence, Evidence::Simulated) << figure.metric;
            continue;
        }
        ++seen;
        const bool same = figure.variant == "reverse-kl" || figure.variant == "csd-ss";
        EXPECT_EQ(figure.evidence == Evidence::Computed, same) << figure.variant;
        EXPECT_LE(figure.value, 100);
        if (same) {
            EXPECT_NEAR(figure.value, 100, 1e-10) << figure.variant;
        } else {
            EXPECT_LT(figure.value, 99) << figure.variant;
        }
    }
    EXPECT_EQ(seen, lossIds.size());
}
