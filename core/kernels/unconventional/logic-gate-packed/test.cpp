// What the contract of all kernels does not ask of logic-gate-packed: its training, its data.
#include "kernels/blocks/rng.h"
#include "kernels/unconventional/logic-gate-packed/training.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

using namespace touchstone::kernels;
using namespace touchstone::kernels::logic_gate_packed;

namespace {

// One gate on two rows: the loss is the sum of weights times its outputs.
struct OneGate {
    std::vector<float> logits = std::vector<float>(tableCount),
                       in = std::vector<float>(2 * batchSize),
                       weights = std::vector<float>(batchSize);
    std::vector<std::uint32_t> wires{0, 1};

    OneGate()
    {
        rng::fillNormal(logits, 0.0F, 1.0F, 1, 1);
        rng::fillUniform(in, 0.0F, 1.0F, 1, 2);
        rng::fillNormal(weights, 0.0F, 1.0F, 1, 3);
    }
    // The sum over all sixteen relaxed gates, written out.
    double loss(const std::vector<float> &w, const std::vector<float> &x) const
    {
        double total = 0, sum = 0;
        for (std::size_t t = 0; t < tableCount; ++t) {
            sum += std::exp(double(w[t]));
        }
        for (std::size_t t = 0; t < tableCount; ++t) {
            for (std::size_t s = 0; s < batchSize; ++s) {
                const double a = x[s], b = x[batchSize + s];
                const double corners[4] = {(1 - a) * (1 - b), (1 - a) * b, a * (1 - b), a * b};
                for (std::size_t k = 0; k < 4; ++k) {
                    total += (t >> k) & 1U ? weights[s] * corners[k] * std::exp(double(w[t])) / sum
                                           : 0;
                }
            }
        }
        return total;
    }
};

}  // namespace

TEST(Logic, FourNumbersStandForSixteenGates)
{
    const OneGate gate;
    std::vector<float> shares(tableCount), expected(4), out(batchSize);
    forwardLayer(1, gate.wires.data(), gate.logits.data(), gate.in.data(), out.data(),
                 shares.data(), expected.data());
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-6);
    const double loss = std::inner_product(out.begin(), out.end(), gate.weights.begin(), 0.0);
    EXPECT_NEAR(loss, gate.loss(gate.logits, gate.in), 1e-4);
}

TEST(Logic, GradientsAreThoseOfCentralDifferences)
{
    const OneGate gate;
    std::vector<float> shares(tableCount), expected(4), out(batchSize), before(2 * batchSize, 0.0F);
    forwardLayer(1, gate.wires.data(), gate.logits.data(), gate.in.data(), out.data(),
                 shares.data(), expected.data());
    backwardLayer(1, gate.wires.data(), expected.data(), gate.in.data(), gate.weights.data(),
                  before.data(), shares.data());
    const double step = 1e-2;
    for (std::size_t t = 0; t < tableCount; ++t) {
        std::vector<float> up = gate.logits, down = gate.logits;
        up[t] += float(step);
        down[t] -= float(step);
        const double exact = (gate.loss(up, gate.in) - gate.loss(down, gate.in)) / (2 * step);
        EXPECT_NEAR(shares[t], exact, 1e-3) << "table " << t;
    }
    for (const std::size_t i : {std::size_t(0), std::size_t(77), batchSize, 2 * batchSize - 1}) {
        std::vector<float> up = gate.in, down = gate.in;
        up[i] += float(step);
        down[i] -= float(step);
        const double exact =
                (gate.loss(gate.logits, up) - gate.loss(gate.logits, down)) / (2 * step);
        EXPECT_NEAR(before[i], exact, 1e-3) << "input " << i;
    }
}

TEST(Logic, TrainingFindsTheTablesOfAnEasyTask)
{
    // Two classes that differ in the sign of every feature.
    const Sizes sizes{4, 2, 1, 64};
    Trainer trainer(sizes, 3);
    std::vector<float> x(batchSize * sizes.features);
    std::vector<std::uint32_t> labels(batchSize);
    const auto draw = [&](std::uint64_t seed) {
        rng::fillNormal(x, 0.0F, 0.2F, seed, 9);
        for (std::size_t i = 0; i < x.size(); ++i) {
            labels[i / sizes.features] = std::uint32_t(i / sizes.features % 2);
            x[i] += labels[i / sizes.features] == 0 ? 0.8F : -0.8F;
        }
    };
    for (std::uint64_t step = 0; step < 100; ++step) {
        draw(step);
        trainer.step(x, labels, 3, 0.05);
    }
    draw(1000);
    EXPECT_GE(trainer.correct(x, labels), batchSize - 1);
    touchstone::kernels::Memory memory;
    const Network network(sizes, trainer.wires(), trainer.tables(), memory);
    std::vector<std::uint64_t> bits(sizes.inputs() * rowWords);
    std::vector<std::uint64_t> even(sizes.gates * rowWords), odd(even.size());
    std::vector<std::int32_t> chosen(batchSize);
    std::vector<float> votes(batchSize);
    encodeBlock(sizes, x.data(), batchSize, bits.data());
    inferBlock(network, bits.data(), batchSize, {even.data(), odd.data()}, chosen.data(),
               votes.data());
    std::size_t right = 0;
    for (std::size_t s = 0; s < batchSize; ++s) {
        right += std::uint32_t(chosen[s]) == labels[s] ? 1 : 0;
    }
    EXPECT_GE(right, batchSize - 2);
}

TEST(Logic, PassingThroughStartsAsTheFirstInput)
{
    // Before any step a hard network of any depth then copies its wires.
    const Sizes sizes{4, 2, 5, 64};
    const Trainer trainer(sizes, 3, Start::PassThrough);
    const std::vector<Table> tables = trainer.tables();
    ASSERT_EQ(tables.size(), 5U * 64);
    for (const Table table : tables) {
        for (unsigned input = 0; input < 4; ++input) {
            EXPECT_EQ((table >> input) & 1U, input >> 1U);
        }
    }
}

TEST(Logic, GatesThatNothingReadsAreUnused)
{
    // Layer 0: two gates; layer 1 reads gate 0 twice, and one of its gates is constant.
    const Sizes sizes{1, 1, 2, 2};
    const std::vector<std::uint32_t> wires{0, 1, 2, 3, 0, 0, 1, 1};
    EXPECT_DOUBLE_EQ(unusedGates(sizes, wires, std::vector<Table>{8, 8, 8, 15}), 0.25);
    EXPECT_DOUBLE_EQ(unusedGates(sizes, wires, std::vector<Table>{8, 8, 0, 15}), 0.5);
    EXPECT_DOUBLE_EQ(unusedGates(sizes, wires, std::vector<Table>{8, 8, 12, 10}), 0);
}

TEST(Logic, TheBestClassifierOfTheMixtureIsSeldomWrong)
{
    const Mixture mixture(64, 10, 5);
    std::vector<float> x(512 * 64);
    std::vector<std::uint32_t> labels(512);
    mixture.draw(1, 0, x, labels);
    std::size_t right = 0;
    for (std::size_t s = 0; s < labels.size(); ++s) {
        right += mixture.bestClass(x.data() + s * 64) == labels[s] ? 1 : 0;
    }
    EXPECT_GE(right, 505U);
    // The same samples again from the middle of the stream.
    std::vector<float> part(3 * 64);
    std::vector<std::uint32_t> some(3);
    mixture.draw(1, 100, part, some);
    EXPECT_TRUE(std::equal(part.begin(), part.end(), x.begin() + 100 * 64));
    EXPECT_TRUE(std::equal(some.begin(), some.end(), labels.begin() + 100));
}
