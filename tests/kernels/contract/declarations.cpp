// What kernel.json declares and the code says: forms, shapes, ratios, figures, claims, limits.
#include "kernels/contract/contract.h"

#include "kernels/operation.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace touchstone::kernels::contract {

namespace {

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

}  // namespace

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

INSTANTIATE_TEST_SUITE_P(Catalogue, Claims, testing::ValuesIn(placesOnCpu()), nameOf);

}  // namespace touchstone::kernels::contract
