// What the check of a kernel finds: an oracle that passes anything would make every other test pass
// too.
#include "kernels/contract/contract.h"

#include "kernels/contract/cheats.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <random>

namespace touchstone::kernels::contract {

namespace {

// Changes one element of an output: a float by ten tolerances of its own size or the output's
// usual one, up or down, a code to another code (the top exponent bit of 16-bit floats).
void spoil(const kernels::detail::Slot &slot, std::size_t index, double tolerance, bool up)
{
    std::byte *element = slot.bytes().data() + index * slot.elementSize;
    if (!slot.floating) {
        const bool half = slot.elementSize == 2;
        element[half ? 1 : 0] ^= half ? std::byte{0x40} : std::byte{0x01};
        return;
    }
    const auto value = [&](std::size_t i) {
        const std::byte *at = slot.bytes().data() + i * slot.elementSize;
        float narrow = 0;
        double wide = 0;
        if (slot.elementSize == sizeof(float)) {
            std::memcpy(&narrow, at, sizeof narrow);
            return double(narrow);
        }
        std::memcpy(&wide, at, sizeof wide);
        return wide;
    };
    double squares = 0;
    for (std::size_t i = 0; i < slot.count; ++i) {
        squares += std::isfinite(value(i)) ? value(i) * value(i) : 0;
    }
    const bool finite = std::isfinite(value(index));  // the state of an empty row is not
    const double own = finite ? value(index) : 0;
    const double size = std::max(std::sqrt(squares / double(slot.count)), std::abs(own));
    const double change = std::max(10 * tolerance, 1e-6) * (size > 0 ? size : 1);
    const double wrong = own + (up ? change : -change);
    if (slot.elementSize == sizeof(float)) {
        const auto narrow = float(wrong);
        std::memcpy(element, &narrow, sizeof narrow);
    } else {
        std::memcpy(element, &wrong, sizeof wrong);
    }
}

}  // namespace

int Contract::mutationsCaught(const Shape &shape, std::size_t variant, int count,
                              const Sampling &sampling) const
{
    Memory memory;
    const auto problem = kernel().prepare(setup(shape, 5, 2), memory);
    if (!problem) {
        return 0;
    }
    runOnce(**problem, memory, variant);
    const auto honest = (*problem)->check(variant, sampling);
    auto outputs = (*problem)->outputs(variant).value_or(memory.outputs());
    std::erase_if(outputs, [](const auto *slot) { return slot->count == 0; });
    if (!honest || !honest->passed || outputs.empty()) {
        ADD_FAILURE() << kernel().variants()[variant].id << " on " << shape.label
                      << ": the check fails before anything is changed";
        return 0;
    }
    std::mt19937_64 random(17);
    int caught = 0;
    for (int i = 0; i < count; ++i) {
        const kernels::detail::Slot &slot = *outputs[random() % outputs.size()];
        const std::size_t index = random() % slot.count;
        const auto before = snapshot({&slot}).front();
        spoil(slot, index, honest->tolerance, random() % 2 == 0);
        const auto check = (*problem)->check(variant, {sampling.all, sampling.seed + unsigned(i)});
        caught += check && !check->passed ? 1 : 0;
        std::copy(before.begin(), before.end(), slot.bytes().begin());
    }
    return caught;
}

TEST_P(Contract, OneWrongOutputOnAnOddShapeIsCaught)
{
    constexpr int mutations = 200;
    std::vector<std::pair<const Shape *, std::size_t>> cases;
    for (const Shape &shape : kernel().oddShapes()) {
        for (const std::size_t v : variantsOn(shape)) {
            cases.emplace_back(&shape, v);
        }
    }
    const int each = std::max(4, mutations / int(cases.size()) + 1);
    for (const auto &[shape, variant] : cases) {
        EXPECT_EQ(mutationsCaught(*shape, variant, each, {}), each)
                << kernel().variants()[variant].id << " on " << shape->label;
    }
}

// Kernels are known to cheat benchmarks in these ways (robust-kbench): none may pass the check of
// any kernel. Those that a kernel's own inputs decide (weights ignored, epsilon dropped) are
// planted in tests/measure and in robust-kernel-gauntlet.
TEST_P(Contract, CheatsOnWholeOutputsAreCaught)
{
    for (const Shape &shape : kernel().oddShapes()) {
        Memory memory, others;
        const auto problem = kernel().prepare(setup(shape, 5, 2), memory);
        const auto other = kernel().prepare(setup(shape, 6, 2), others);
        ASSERT_TRUE(problem && other);
        for (const std::size_t v : variantsOn(shape)) {
            runOnce(**problem, memory, v);
            runOnce(**other, others, v);
            const auto own = (*problem)->outputs(v).value_or(memory.outputs());
            const auto honest = (*problem)->check(v, {});
            ASSERT_TRUE(honest && honest->passed);
            const auto right = snapshot(own);
            const auto cached = snapshot((*other)->outputs(v).value_or(others.outputs()));
            for (const Cheat &cheat : cheats) {
                if (cheat.inDigits && honest->tolerance > 1e-4) {
                    continue;  // the kernel itself promises no more digits
                }
                for (std::size_t i = 0; i < own.size(); ++i) {
                    cheat.plant(*own[i], cached[i]);
                }
                if (snapshot(own) != right) {
                    const auto check = (*problem)->check(v, {});
                    EXPECT_TRUE(check && !check->passed)
                            << cheat.name << ": " << kernel().variants()[v].id << " on "
                            << shape.label;
                }
                for (std::size_t i = 0; i < own.size(); ++i) {
                    std::copy(right[i].begin(), right[i].end(), own[i]->bytes().begin());
                }
            }
        }
    }
}

// Where a check looks at a sample, one wrong output may escape: the rate is printed. Slow.
TEST_P(Contract, RateOfWrongOutputsCaughtAtMedium)
{
    if (std::getenv("TOUCHSTONE_SLOW_TESTS") == nullptr) {
        GTEST_SKIP() << "minutes long: ctest -L slow runs it";
    }
    constexpr int each = 20;
    int caught = 0, all = 0;
    for (const Shape &shape : kernel().shapes(Preset::Medium)) {
        for (const std::size_t v : variantsOn(shape)) {
            caught += mutationsCaught(shape, v, each, {false, 1});
            all += each;
        }
    }
    std::cout << kernel().id() << ": " << caught << " of " << all
              << " single wrong outputs caught at medium\n";
    EXPECT_GT(all, 0);
}

}  // namespace touchstone::kernels::contract
