// Every kernel of the catalogue is tested by existing: all variants on odd and small shapes,
// several seeds, on the CPU and on the first OpenCL device (PoCL where there is no GPU).
#include "kernels/blocks/devices.h"
#include "kernels/catalogue.h"
#include "kernels/catalogue_markdown.h"
#include "kernels/operation.h"

#include "cheats.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <random>
#include <set>

using namespace touchstone;
using namespace touchstone::kernels;

namespace {

struct Place {
    const Kernel *kernel;
    OpenClDevice *device;  // nullptr: CPU
};

// Where a device is promised (TOUCHSTONE_NEEDS_OPENCL), half of the tests must not go missing
// without a word.
OpenClDevice *firstDevice()
{
    static const auto device = [] {
        auto opened = openOpenClDevice(0);
        if (!opened && std::getenv("TOUCHSTONE_NEEDS_OPENCL") != nullptr) {
            std::fprintf(stderr, "no OpenCL device: %s\n", opened.error().message.en.c_str());
            std::exit(1);
        }
        return opened ? std::move(*opened) : std::unique_ptr<OpenClDevice>();
    }();
    return device.get();
}

std::vector<Place> places()
{
    std::vector<Place> all;
    for (const auto &kernel : catalogue()) {
        all.push_back({kernel.get(), nullptr});
        if (kernel->supports(DeviceKind::OpenCl) && firstDevice()) {
            all.push_back({kernel.get(), firstDevice()});
        }
    }
    return all;
}

std::vector<Place> placesOnCpu()
{
    std::vector<Place> all;
    for (const auto &kernel : catalogue()) {
        all.push_back({kernel.get(), nullptr});
    }
    return all;
}

std::string nameOf(const testing::TestParamInfo<Place> &info)
{
    std::string name = info.param.kernel->id() + (info.param.device ? "_opencl" : "_cpu");
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

class Contract : public testing::TestWithParam<Place> {
protected:
    const Kernel &kernel() const { return *GetParam().kernel; }

    kernels::Setup setup(const Shape &shape, std::uint64_t seed, int threads) const
    {
        kernels::Setup s;
        s.shape = shape;
        s.seed = seed;
        s.threads = threads;
        s.device = GetParam().device;
        s.effort = Effort::Smoke;
        return s;
    }

    std::vector<std::size_t> variantsOn(const Shape &shape) const
    {
        return kernels::variantsOn(kernel(), shape);
    }

    // One call on spoiled outputs; what it left, on the host.
    static void runOnce(Problem &problem, Memory &memory, std::size_t variant)
    {
        memory.poisonOutputs();
        problem.uploadOutputs();
        problem.restore(variant);
        problem.run(variant);
        problem.finish();
        problem.fetchOutputs();
    }

    static void runAndCheck(Problem &problem, Memory &memory, std::size_t variant)
    {
        runOnce(problem, memory, variant);
        ASSERT_TRUE(memory.redZonesIntact()) << "wrote outside its buffers";
        const auto check = problem.check(variant, {});
        ASSERT_TRUE(check) << check.error().message.en;
        EXPECT_TRUE(check->passed)
                << check->norm << " " << check->error << " > " << check->tolerance;
    }

    // Every variant on buffers placed `placements` times: where they lie must not matter.
    void checkAllVariants(const Shape &shape, std::uint64_t seed, int threads, int placements) const
    {
        Memory memory;
        const auto problem = kernel().prepare(setup(shape, seed, threads), memory);
        ASSERT_TRUE(problem) << problem.error().message.en;
        memory.protectInputs(true);
        for (const std::size_t v : variantsOn(shape)) {
            SCOPED_TRACE(kernel().variants()[v].id + " on " + shape.label + ", seed "
                         + std::to_string(seed) + ", threads " + std::to_string(threads));
            runAndCheck(**problem, memory, v);
            for (int placement = 1; placement < placements; ++placement) {
                memory.replace(seed + v);
                runAndCheck(**problem, memory, v);
            }
        }
    }

    // How many of `count` single wrong outputs the check finds.
    int mutationsCaught(const Shape &shape, std::size_t variant, int count,
                        const Sampling &sampling) const;
};

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

}  // namespace

TEST_P(Contract, OddShapesPassTheOracle)
{
    for (const Shape &shape : kernel().oddShapes()) {
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            checkAllVariants(shape, seed, seed % 2 == 0 ? 2 : 1, 2);
        }
    }
}

TEST_P(Contract, WholeNumbersPassTheOracle)
{
    if (!kernel().hasExactIntegers()) {
        GTEST_SKIP() << "no whole-number inputs";
    }
    for (const Shape &shape : kernel().oddShapes()) {
        kernels::Setup exact = setup(shape, 7, 2);
        exact.exactIntegers = true;
        Memory memory;
        const auto problem = kernel().prepare(exact, memory);
        ASSERT_TRUE(problem) << problem.error().message.en;
        bool anyExact = false;
        for (const std::size_t v : variantsOn(shape)) {
            SCOPED_TRACE(kernel().variants()[v].id + " on " + shape.label);
            runAndCheck(**problem, memory, v);
            anyExact = anyExact || (*problem)->check(v, {})->tolerance == 0;
        }
        EXPECT_TRUE(anyExact) << shape.label << ": the mode checks nothing exactly";
    }
}

// Checks all outputs, which is most of the time of the contract: odd shapes test the placement.
TEST_P(Contract, SmallPresetPassesTheOracle)
{
    for (const Shape &shape : kernel().shapes(Preset::Small)) {
        checkAllVariants(shape, 11, 2, 1);
    }
}

TEST_P(Contract, RunsWriteAllOfTheirOutputsAndNothingElse)
{
    for (const Shape &shape : kernel().oddShapes()) {
        Memory memory;
        const auto problem = kernel().prepare(setup(shape, 3, 1), memory);
        ASSERT_TRUE(problem);
        for (const std::size_t v : variantsOn(shape)) {
            const auto own = (*problem)->outputs(v).value_or(memory.outputs());
            runOnce(**problem, memory, v);
            const auto first = snapshot(own);
            for (const kernels::detail::Slot *slot : memory.outputs()) {
                const auto bytes = slot->bytes();
                const bool touched = std::any_of(bytes.begin(), bytes.end(),
                                                 [](std::byte b) { return b != std::byte{0xFF}; });
                const bool mine = std::find(own.begin(), own.end(), slot) != own.end();
                EXPECT_TRUE(mine || !touched) << kernel().variants()[v].id << " on " << shape.label;
            }
            runOnce(**problem, memory, v);
            EXPECT_EQ(first, snapshot(own)) << kernel().variants()[v].id << ": a rerun differs";
        }
    }
}

TEST_P(Contract, AnotherSeedGivesOtherOutputs)
{
    const Shape &shape = kernel().oddShapes().back();
    const auto outputs = [&](std::uint64_t seed) {
        Memory memory;
        const auto problem = kernel().prepare(setup(shape, seed, 1), memory);
        if (!problem) {
            ADD_FAILURE() << problem.error().message.en;
            return std::vector<std::vector<std::byte>>();
        }
        runOnce(**problem, memory, variantsOn(shape).front());
        return snapshot(memory.outputs());
    };
    EXPECT_NE(outputs(1), outputs(2));
}

// An oracle that passes anything would make every other test pass too.
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

TEST_P(Contract, WorkAndLimitsAreFinite)
{
    for (const Shape &shape : kernel().shapes(Preset::Small)) {
        Memory memory;
        const auto problem = kernel().prepare(setup(shape, 1, 1), memory);
        ASSERT_TRUE(problem);
        for (const std::size_t v : variantsOn(shape)) {
            const Work work = (*problem)->work(v);
            EXPECT_TRUE(std::isfinite(work.flops) && work.flops >= 0);
            EXPECT_TRUE(std::isfinite(work.bytes) && work.bytes > 0);
        }
        for (std::size_t c = 0; c < kernel().comparisons().size(); ++c) {
            if (kernel().comparisons()[c].operation == shape.operation) {
                const auto limit = (*problem)->limit(c);
                EXPECT_TRUE(!limit || (std::isfinite(*limit) && *limit > 0));
            }
        }
    }
}

// The claims of kernel.json.
nlohmann::json claimsOf(const Kernel &kernel)
{
    const auto json = nlohmann::json::parse(kernelsJson());
    const auto &all = json.at("kernels");
    const auto entry = std::find_if(all.begin(), all.end(),
                                    [&](const auto &k) { return k.at("id") == kernel.id(); });
    return entry == all.end() ? nlohmann::json() : entry->at("claims");
}

// A price is told at the sizes of the claim's shape and at loss.at: what neither gives, it could
// have any value of.
void expectOnePrice(const Kernel &kernel, const nlohmann::json &claim,
                    const std::vector<Quality> &figures)
{
    const auto &loss = claim.at("loss");
    const Shape shape =
            *std::find_if(kernel.shapes(Preset::Small).begin(), kernel.shapes(Preset::Small).end(),
                          [&](const Shape &one) { return one.operation == claim.at("operation"); });
    std::size_t found = 0;
    for (const Quality &figure : figures) {
        if (figure.metric != loss.at("metric") || figure.variant != claim.at("technique")) {
            continue;
        }
        ++found;
        for (const auto &[name, value] : figure.at) {
            const bool isGiven =
                    std::any_of(shape.sizes.begin(), shape.sizes.end(),
                                [name = name](const auto &size) { return size.first == name; })
                    || (loss.contains("at") && loss.at("at").contains(name));
            EXPECT_TRUE(isGiven) << figure.metric << " at which " << name << "?";
        }
    }
    EXPECT_GT(found, 0U) << loss.dump() << ": no such figure of " << claim.at("technique");
}

TEST_P(Contract, FiguresAreThoseThatTheRatiosName)
{
    if (GetParam().device) {
        GTEST_SKIP() << "figures are the same on every device";
    }
    const auto quality = kernel().quality(setup(kernel().shapes(Preset::Small).back(), 1, 2));
    ASSERT_TRUE(quality) << quality.error().message.en;
    std::set<std::string> ids;
    for (const Variant &variant : kernel().variants()) {
        ids.insert(variant.id);
    }
    std::set<std::pair<std::string, std::string>> figures;
    for (const Quality &figure : *quality) {
        EXPECT_TRUE(std::isfinite(figure.value)) << figure.metric;
        EXPECT_TRUE(ids.contains(figure.variant)) << figure.metric << " of " << figure.variant;
        figures.emplace(figure.metric, figure.variant);
    }
    for (const Comparison &ratio : kernel().comparisons()) {
        if (ratio.quantity != "time") {
            EXPECT_TRUE(figures.contains({ratio.quantity, ratio.baseline})) << ratio.quantity;
            EXPECT_TRUE(figures.contains({ratio.quantity, ratio.technique})) << ratio.quantity;
        }
    }
    for (const auto &claim : claimsOf(kernel())) {
        if (claim.contains("loss")) {
            expectOnePrice(kernel(), claim, *quality);
        }
    }
}

// kernel.json and the code list the variants of an operation in one order: whoever swaps two ids
// in one of them, or leaves a form out, is told here; the error names file, field and both lists.
TEST_P(Contract, FormsAreTheVariantsOfKernelJson)
{
    for (const Shape &shape : kernel().oddShapes()) {
        Memory memory;
        const auto problem = kernel().prepare(setup(shape, 1, 1), memory);
        ASSERT_TRUE(problem) << problem.error().message.en;
        const auto *operation = dynamic_cast<const Operation *>(problem->get());
        ASSERT_NE(operation, nullptr);
        std::vector<std::string> ids;
        for (const std::size_t v : variantsOn(shape)) {
            ids.push_back(kernel().variants()[v].id);
        }
        EXPECT_EQ(operation->formIds(), ids) << shape.operation;
    }
}

TEST_P(Contract, EveryOperationHasItsShapesAndRatios)
{
    EXPECT_GE(kernel().oddShapes().size(), 3U);
    std::set<std::string> operations;
    for (const Variant &variant : kernel().variants()) {
        operations.insert(variant.operation);
    }
    std::map<std::string, std::string> labels;
    for (const auto *shapes : {&kernel().oddShapes(), &kernel().shapes(Preset::Small),
                               &kernel().shapes(Preset::Medium), &kernel().shapes(Preset::Large)}) {
        std::set<std::string> own, of;
        for (const Shape &shape : *shapes) {
            EXPECT_TRUE(own.insert(shape.label).second) << shape.label << " twice";
            of.insert(shape.operation);
            const auto known = labels.emplace(shape.label, shape.operation).first;
            EXPECT_EQ(known->second, shape.operation) << shape.label << " of two operations";
        }
        EXPECT_EQ(of, operations);
    }
    std::set<std::array<std::string, 4>> ratios;
    for (const Comparison &ratio : kernel().comparisons()) {
        EXPECT_TRUE(
                ratios.insert({ratio.operation, ratio.baseline, ratio.technique, ratio.quantity})
                        .second)
                << ratio.baseline << " and " << ratio.technique << " twice";
    }
}

class Claims : public Contract {};

// A claim points at a ratio, and at a shape, that the kernel declares.
TEST_P(Claims, PointAtWhatIsDeclared)
{
    const auto claims = claimsOf(kernel());
    ASSERT_FALSE(claims.is_null());
    std::set<std::pair<std::string, std::string>> shapes;
    for (const Preset preset : {Preset::Small, Preset::Medium, Preset::Large}) {
        for (const Shape &shape : kernel().shapes(preset)) {
            shapes.emplace(shape.operation, shape.label);
        }
    }
    for (const Shape &shape : kernel().sweep()) {
        shapes.emplace(shape.operation, shape.label);
    }
    for (const auto &claim : claims) {
        const std::string grade = claim.at("grade");
        EXPECT_TRUE(grade == "SQ" || grade == "SM" || grade == "PX" || grade == "NM") << grade;
        if (grade == "NM") {
            continue;
        }
        const std::string operation = claim.at("operation");
        const bool declared = std::any_of(
                kernel().comparisons().begin(), kernel().comparisons().end(), [&](const auto &c) {
                    return c.operation == operation && c.baseline == claim.at("baseline")
                           && c.technique == claim.at("technique")
                           && c.quantity == claim.at("quantity");
                });
        EXPECT_TRUE(declared) << claim.dump() << ": no such ratio";
        const std::string shape = claim.at("shape");
        EXPECT_TRUE(shape.empty() || shapes.contains({operation, shape}))
                << claim.dump() << ": no such shape";
    }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, Contract, testing::ValuesIn(places()), nameOf);
INSTANTIATE_TEST_SUITE_P(Catalogue, Claims, testing::ValuesIn(placesOnCpu()), nameOf);

TEST(Catalogue, FindsByIdAndOnlyThat)
{
    for (const auto &kernel : catalogue()) {
        EXPECT_EQ(find(kernel->id()), kernel.get());
    }
    EXPECT_EQ(find("no-such-kernel"), nullptr);
    EXPECT_EQ(find(""), nullptr);
}

TEST(Catalogue, EveryEntryOfTheTextsHasItsKernel)
{
    const auto json = nlohmann::json::parse(kernelsJson());
    for (const auto &entry : json.at("kernels")) {
        const auto id = entry.at("id").get<std::string>();
        EXPECT_NE(find(id), nullptr) << id << " has texts but is not in the catalogue";
    }
    EXPECT_EQ(json.at("kernels").size(), catalogue().size());
}

TEST(Catalogue, TheTableHasARowForEveryKernelInBothLanguages)
{
    for (const Language language : {Language::English, Language::Chinese}) {
        const std::string table = catalogueMarkdown(language);
        for (const auto &kernel : catalogue()) {
            EXPECT_NE(table.find("| `" + kernel->id() + "` | "), std::string::npos) << kernel->id();
        }
    }
    EXPECT_NE(catalogueMarkdown(Language::English), catalogueMarkdown(Language::Chinese));
}
