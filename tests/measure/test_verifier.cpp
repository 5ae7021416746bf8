#include "cheat_kernels.h"

#include "measure/verifier.h"

#include <gtest/gtest.h>

using namespace touchstone;
using namespace touchstone::measure;
using test::Cheat;

namespace {

VerificationResult verified(Cheat cheat)
{
    const auto result =
            verify(test::NormKernel("norm", cheat), kernels::Preset::Small, VerifyOptions{});
    EXPECT_TRUE(result) << (result ? "" : result.error().message.en);
    return result.value_or(VerificationResult{});
}

// Leaves a part unwritten that its own check does not look at, as a check of sampled rows may.
class BlindProblem : public test::NormProblem {
public:
    using NormProblem::NormProblem;
    Result<kernels::Check> check(std::size_t, const kernels::Sampling &) override
    {
        return kernels::Check{true, 0, 1e-5, "none"};
    }
};
class BlindKernel : public test::NormKernel {
public:
    BlindKernel() : NormKernel("blind") {}
    Result<std::unique_ptr<kernels::Problem>> prepare(const kernels::Setup &setup,
                                                      kernels::Memory &memory) const override
    {
        return std::make_unique<BlindProblem>(Cheat::SkippedRows, setup, memory);
    }
};

// Says "passed" with an error that says otherwise.
class LyingKernel : public test::NormKernel {
public:
    LyingKernel() : NormKernel("lying") {}
    class Problem : public test::NormProblem {
    public:
        using NormProblem::NormProblem;
        Result<kernels::Check> check(std::size_t, const kernels::Sampling &) override
        {
            return kernels::Check{true, std::nan(""), 1e-5, "max abs"};
        }
    };
    Result<std::unique_ptr<kernels::Problem>> prepare(const kernels::Setup &setup,
                                                      kernels::Memory &memory) const override
    {
        return std::make_unique<Problem>(Cheat::None, setup, memory);
    }
};

// Two outputs, one for each variant; "fast" also writes the other's.
class ForeignKernel : public test::NormKernel {
public:
    ForeignKernel() : NormKernel("foreign") {}
    class Problem : public test::NormProblem {
    public:
        Problem(const kernels::Setup &setup, kernels::Memory &memory)
            : NormProblem(Cheat::None, setup, memory), m_own(memory.outputs()),
              m_other(memory.allocate<float>(kernels::BufferRole::Output, 8))
        {
        }
        void run(std::size_t variant) override
        {
            NormProblem::run(variant);
            if (variant == 1) {
                m_other[3] = 1;
            }
        }
        std::optional<std::vector<const kernels::detail::Slot *>>
        outputs(std::size_t) const override
        {
            return m_own;
        }

    private:
        std::vector<const kernels::detail::Slot *> m_own;
        kernels::Buffer<float> m_other;
    };
    Result<std::unique_ptr<kernels::Problem>> prepare(const kernels::Setup &setup,
                                                      kernels::Memory &memory) const override
    {
        return std::make_unique<Problem>(setup, memory);
    }
};

class UnpreparedKernel : public test::NormKernel {
public:
    UnpreparedKernel() : NormKernel("unprepared") {}
    Result<std::unique_ptr<kernels::Problem>> prepare(const kernels::Setup &,
                                                      kernels::Memory &) const override
    {
        return fail(ErrorCode::DeviceFailed, "no such unit", "没有此单元");
    }
};

}  // namespace

TEST(Verifier, AVariantThatWritesTheOutputOfAnotherFails)
{
    const auto result = verify(ForeignKernel(), kernels::Preset::Small, VerifyOptions{});
    ASSERT_TRUE(result);
    EXPECT_FALSE(result->passed);
    EXPECT_NE(result->message.find("fast"), std::string::npos) << result->message;
    EXPECT_NE(result->message.find("not its own"), std::string::npos) << result->message;
}

TEST(Verifier, HonestKernelPassesOnThreeShapesAndFiveSeeds)
{
    const VerificationResult result = verified(Cheat::None);
    EXPECT_TRUE(result.passed) << result.message;
    EXPECT_EQ(result.shapes, 3);
    EXPECT_EQ(result.seeds, 5);
    EXPECT_GT(result.maxError, 0);
    EXPECT_LT(result.maxError, result.tolerance);
    EXPECT_TRUE(result.message.empty());
}

class PlantedCheat : public testing::TestWithParam<Cheat> {};

TEST_P(PlantedCheat, IsCaughtAndNamed)
{
    const VerificationResult result = verified(GetParam());
    EXPECT_FALSE(result.passed);
    EXPECT_NE(result.message.find("fast on "), std::string::npos) << result.message;
    EXPECT_NE(result.message.find("seed "), std::string::npos) << result.message;
}

INSTANTIATE_TEST_SUITE_P(All, PlantedCheat,
                         testing::Values(Cheat::Constant, Cheat::Cached, Cheat::ShapeSpecialised,
                                         Cheat::SkippedRows, Cheat::StaleBuffer,
                                         Cheat::WeightsIgnored, Cheat::EpsilonDropped,
                                         Cheat::HalfPrecision, Cheat::OutsideBuffer));

TEST(Verifier, UnwrittenOutputIsFoundEvenWhenTheCheckIsBlind)
{
    const auto result = verify(BlindKernel(), kernels::Preset::Small, VerifyOptions{});
    ASSERT_TRUE(result);
    EXPECT_FALSE(result->passed);
    EXPECT_NE(result->message.find("unwritten"), std::string::npos) << result->message;
}

TEST(Verifier, FiguresCountMoreThanTheWordPassed)
{
    const auto result = verify(LyingKernel(), kernels::Preset::Small, VerifyOptions{});
    ASSERT_TRUE(result);
    EXPECT_FALSE(result->passed);
    EXPECT_TRUE(std::isinf(result->maxError));
}

TEST(Verifier, KernelThatCannotBePreparedIsAnError)
{
    const auto result = verify(UnpreparedKernel(), kernels::Preset::Small, VerifyOptions{});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message.en, "no such unit");
}

TEST(Verifier, StopsWhenAsked)
{
    std::stop_source source;
    VerifyOptions options;
    options.stop = source.get_token();
    options.step = [&](auto &&...) { source.request_stop(); };
    const auto result = verify(test::NormKernel("norm"), kernels::Preset::Small, options);
    ASSERT_FALSE(result);
    EXPECT_TRUE(result.error().cancelled());
}
