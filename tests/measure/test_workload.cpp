// What a kernel changes while it runs is put back, untimed, before every batch.
#include "cheat_kernels.h"
#include "measure/timing.h"

#include <gtest/gtest.h>

using namespace touchstone;
using namespace touchstone::measure;

namespace {

// Training steps: each moves the weights on from where the last one left them.
class StepProblem : public test::NormProblem {
public:
    StepProblem(const kernels::Setup &setup, kernels::Memory &memory, std::vector<int> &batches)
        : NormProblem(test::Cheat::None, setup, memory), m_batches(batches)
    {
    }
    void run(std::size_t variant) override
    {
        ++m_batches.back();
        NormProblem::run(variant);
    }
    void restore(std::size_t) override { m_batches.push_back(0); }

private:
    std::vector<int> &m_batches;  // steps since each restore()
};

class StepKernel : public test::NormKernel {
public:
    explicit StepKernel(std::vector<int> &batches) : NormKernel("steps"), m_batches(batches) {}
    Result<std::unique_ptr<kernels::Problem>> prepare(const kernels::Setup &setup,
                                                      kernels::Memory &memory) const override
    {
        return std::make_unique<StepProblem>(setup, memory, m_batches);
    }

private:
    std::vector<int> &m_batches;
};

}  // namespace

// What ran before is no part of a batch: every one follows its own variant's warming calls.
TEST(Workload, EveryBatchIsSettledForItsVariant)
{
    std::vector<int> batches;
    const StepKernel kernel(batches);
    Workload::Options options;
    options.setup.shape = kernel.shapes(kernels::Preset::Small).front();
    auto workload = Workload::prepare(kernel, options);
    ASSERT_TRUE(workload);
    std::mt19937_64 random(1);
    BlockPlan plan;
    plan.rounds = 2;
    plan.calls = 7;
    plan.variants = {0, 1};
    timeRounds(*workload, plan, random, [](const std::vector<Round> &) {});
    std::vector<int> expected;
    for (int batch = 0; batch < 8; ++batch) {
        expected.insert(expected.end(), {int(warmingCalls(7)), 7});
    }
    EXPECT_EQ(batches, expected);
}

TEST(Workload, EvictedBuffersKeepTheirContents)
{
    kernels::Memory memory;
    const auto buffer = memory.allocate<int>(kernels::BufferRole::Input, 1000);
    for (std::size_t i = 0; i < buffer.size(); ++i) {
        buffer[i] = int(i);
    }
    memory.protectInputs(true);
    memory.evict();
    for (std::size_t i = 0; i < buffer.size(); ++i) {
        ASSERT_EQ(buffer[i], int(i));
    }
}

TEST(Workload, EveryBatchStartsFromTheSameState)
{
    std::vector<int> batches;
    const StepKernel kernel(batches);
    Workload::Options options;
    options.setup.shape = kernel.shapes(kernels::Preset::Small).front();
    auto workload = Workload::prepare(kernel, options);
    ASSERT_TRUE(workload);
    workload->warmUp(0);
    workload->time(0, 10);
    workload->time(1, 7);
    workload->time(0, 10);
    EXPECT_EQ(batches, (std::vector<int>{1, 10, 7, 10}));
}
