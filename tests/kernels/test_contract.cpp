// Every kernel of the catalogue is tested by existing: all variants on odd and small shapes,
// several seeds, on the CPU and on the first OpenCL device (PoCL where there is no GPU).
#include "kernels/blocks/devices.h"
#include "kernels/catalogue.h"
#include "kernels/catalogue_markdown.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

using namespace touchstone;
using namespace touchstone::kernels;

namespace {

struct Place {
    const Kernel *kernel;
    OpenClDevice *device;  // nullptr: CPU
};

OpenClDevice *firstDevice()
{
    static const auto device = [] {
        auto opened = openOpenClDevice(0);
        // Set in CI, where half of the contract would silently not be tested without PoCL.
        if (!opened && std::getenv("TOUCHSTONE_NEEDS_OPENCL")) {
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
        return s;
    }

    // One call on spoiled outputs and protected inputs, held against the oracle.
    static void runAndCheck(Problem &problem, Memory &memory, std::size_t variant)
    {
        memory.poisonOutputs();
        problem.uploadOutputs();
        problem.run(variant);
        problem.finish();
        problem.fetchOutputs();
        ASSERT_TRUE(memory.redZonesIntact()) << "wrote outside its buffers";
        const auto check = problem.check(variant);
        ASSERT_TRUE(check) << check.error().message.en;
        EXPECT_TRUE(check->passed)
                << check->norm << " " << check->error << " > " << check->tolerance;
    }

    void checkAllVariants(const Shape &shape, std::uint64_t seed, int threads) const
    {
        Memory memory;
        const auto problem = kernel().prepare(setup(shape, seed, threads), memory);
        ASSERT_TRUE(problem) << problem.error().message.en;
        memory.protectInputs(true);
        const auto variants = kernel().variants();
        for (std::size_t v = 0; v < variants.size(); ++v) {
            SCOPED_TRACE(variants[v].id + " on " + shape.label + ", seed " + std::to_string(seed)
                         + ", threads " + std::to_string(threads));
            runAndCheck(**problem, memory, v);
            memory.replace(seed + v);  // placement must not matter
            runAndCheck(**problem, memory, v);
        }
    }
};

}  // namespace

TEST_P(Contract, OddShapesPassTheOracle)
{
    for (const Shape &shape : kernel().oddShapes()) {
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            checkAllVariants(shape, seed, seed % 2 == 0 ? 2 : 1);
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
        for (std::size_t v = 0; v < kernel().variants().size(); ++v) {
            SCOPED_TRACE(kernel().variants()[v].id + " on " + shape.label);
            runAndCheck(**problem, memory, v);
            anyExact = anyExact || (*problem)->check(v)->tolerance == 0;
        }
        EXPECT_TRUE(anyExact) << shape.label << ": the mode checks nothing exactly";
    }
}

TEST_P(Contract, SmallPresetPassesTheOracle)
{
    for (const Shape &shape : kernel().shapes(Preset::Small)) {
        checkAllVariants(shape, 11, 2);
    }
}

TEST_P(Contract, RerunGivesTheSameBytes)
{
    const Shape shape = kernel().oddShapes().back();
    Memory memory;
    const auto problem = kernel().prepare(setup(shape, 3, 1), memory);
    ASSERT_TRUE(problem);
    for (std::size_t v = 0; v < kernel().variants().size(); ++v) {
        const auto outputs = [&] {
            memory.poisonOutputs();
            (*problem)->uploadOutputs();
            (*problem)->run(v);
            (*problem)->finish();
            (*problem)->fetchOutputs();
            return memory.snapshotOutputs();
        };
        EXPECT_EQ(outputs(), outputs()) << kernel().variants()[v].id;
    }
}

TEST_P(Contract, AnotherSeedGivesOtherOutputs)
{
    const Shape shape = kernel().oddShapes().back();
    const auto outputs = [&](std::uint64_t seed) {
        Memory memory;
        const auto problem = kernel().prepare(setup(shape, seed, 1), memory);
        (*problem)->run(0);
        (*problem)->finish();
        (*problem)->fetchOutputs();
        return memory.snapshotOutputs();
    };
    EXPECT_NE(outputs(1), outputs(2));
}

TEST_P(Contract, WrongOutputsAreCaught)
{
    // An oracle that passes anything would make every other test pass too.
    const Shape shape = kernel().oddShapes().back();
    Memory memory;
    const auto problem = kernel().prepare(setup(shape, 5, 1), memory);
    ASSERT_TRUE(problem);
    for (std::size_t v = 0; v < kernel().variants().size(); ++v) {
        memory.poisonOutputs(std::byte{0x3F});  // a plausible number, the same everywhere
        const auto check = (*problem)->check(v);
        ASSERT_TRUE(check);
        EXPECT_FALSE(check->passed) << kernel().variants()[v].id;
    }
}

TEST_P(Contract, DescribesItselfCompletely)
{
    const auto variants = kernel().variants();
    std::set<std::string> ids;
    for (const Variant &variant : variants) {
        EXPECT_TRUE(ids.insert(variant.id).second) << variant.id << " twice";
    }
    EXPECT_FALSE(kernel().comparisons().empty());
    for (const Comparison &comparison : kernel().comparisons()) {
        EXPECT_TRUE(ids.contains(comparison.baseline)) << comparison.baseline;
        EXPECT_TRUE(ids.contains(comparison.technique)) << comparison.technique;
    }
    EXPECT_GE(kernel().oddShapes().size(), 3U);
    std::set<std::string> labels;
    for (const Preset preset : {Preset::Small, Preset::Medium, Preset::Large}) {
        std::set<std::string> own;
        EXPECT_FALSE(kernel().shapes(preset).empty());
        for (const Shape &shape : kernel().shapes(preset)) {
            EXPECT_TRUE(own.insert(shape.label).second) << shape.label << " twice";
        }
    }
}

TEST_P(Contract, WorkAndLimitsAreFinite)
{
    const Shape shape = kernel().shapes(Preset::Small).front();
    Memory memory;
    const auto problem = kernel().prepare(setup(shape, 1, 1), memory);
    ASSERT_TRUE(problem);
    for (std::size_t v = 0; v < kernel().variants().size(); ++v) {
        const Work work = (*problem)->work(v);
        EXPECT_TRUE(std::isfinite(work.flops) && work.flops >= 0);
        EXPECT_TRUE(std::isfinite(work.bytes) && work.bytes > 0);
    }
    for (std::size_t c = 0; c < kernel().comparisons().size(); ++c) {
        const auto limit = (*problem)->limit(c);
        EXPECT_TRUE(!limit || (std::isfinite(*limit) && *limit > 0));
    }
    const auto quality = (*problem)->quality(setup(shape, 1, 1));
    ASSERT_TRUE(quality) << quality.error().message.en;
    for (const Quality &figure : *quality) {
        EXPECT_TRUE(std::isfinite(figure.value)) << figure.metric;
    }
}

TEST_P(Contract, TextsAreCompleteInBothLanguages)
{
    const auto json = nlohmann::json::parse(kernelsJson());
    const auto &all = json.at("kernels");
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const auto &k) { return k.at("id") == kernel().id(); });
    ASSERT_NE(found, all.end()) << "no entry in resources/kernels.json";
    EXPECT_EQ(found->at("family"), kernel().family());
    const auto complete = [](const nlohmann::json &text) {
        return !text.at("en").get<std::string>().empty()
               && !text.at("zh").get<std::string>().empty();
    };
    for (const char *key : {"name", "summary", "method", "limit"}) {
        EXPECT_TRUE(complete(found->at(key))) << key;
    }
    std::set<std::string> named;
    for (const auto &variant : found->at("variants")) {
        EXPECT_TRUE(complete(variant.at("name")));
        named.insert(variant.at("id").get<std::string>());
    }
    std::set<std::string> ids;
    for (const Variant &variant : kernel().variants()) {
        ids.insert(variant.id);
    }
    EXPECT_EQ(named, ids);
    EXPECT_FALSE(found->at("papers").empty());
    for (const auto &claim : found->at("claims")) {
        EXPECT_TRUE(complete(claim.at("reason")));
        if (claim.at("grade") != "NM") {
            EXPECT_TRUE(ids.contains(claim.at("baseline").get<std::string>()));
            EXPECT_TRUE(ids.contains(claim.at("technique").get<std::string>()));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, Contract, testing::ValuesIn(places()), nameOf);

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

TEST(Catalogue, DocumentedTableIsWhatTheCommandPrints)
{
    std::ifstream file(TOUCHSTONE_SOURCE_DIR "/docs/kernels.md");
    ASSERT_TRUE(file);
    const std::string documented{std::istreambuf_iterator<char>(file), {}};
    EXPECT_TRUE(documented == catalogueMarkdown(Language::English))
            << "make it anew: touchstone-bench list --markdown > docs/kernels.md";
    EXPECT_NE(catalogueMarkdown(Language::Chinese), documented);
}
