// MEGS^2 (report 2025-09-10, paper 6): the colour of a splatted Gaussian by spherical Gaussians
//
//   c(d) = c0 + sum over at most three lobes of a_i exp(lambda_i (mu_i . d - 1))
//
// instead of spherical harmonics of degree 3 (48 numbers). Lobes are given to primitives under one
// memory budget, and primitives are sorted by their number of lobes, so that none is stored or
// computed in vain. Against it: SIMD harmonics of degree 3, 2 and 1.
#include "kernels/plain_kernel.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/signal/sg-lobe-splat/quality.h"
#include "kernels/signal/sg-lobe-splat/scene.h"

namespace touchstone::kernels::sg_lobe_splat {

namespace {

// Position, scale, rotation and opacity, which all forms keep.
constexpr double kGeometryFloats = 3 + 3 + 4 + 1;

class LobeProblem : public PortableProblem {
public:
    LobeProblem(const Setup &setup, Memory &memory)
        : m_scene(std::size_t(setup.shape.at("primitives")), memory), m_threads(setup.threads)
    {
        m_scene.fill(setup.seed);
    }
    Result<> open(OpenClDevice &device)
    {
        const auto &p = m_scene.parameters;
        return openOn(device, {"signal/sg-lobe-splat/kernel.cl"}, {}, p[Sh1], p[Sh2], p[Sh3],
                      p[Sg1], p[Sg3], p[SgSorted], m_scene.directions, m_scene.colours);
    }

    Work work(std::size_t form) const override
    {
        // Multiply-adds of three channels; the exponential counts as what this one is made of.
        const double perFloat = isSh(form) ? 2 : 6;
        Work work;
        work.flops = perFloat * m_scene.bytesOf(form) / sizeof(float);
        work.bytes = m_scene.bytesOf(form)
                     + sizeof(float) * double(m_scene.directions.size() + m_scene.colours.size());
        return work;
    }
    Result<std::vector<Quality>> quality(const Setup &setup) override;
    std::optional<double> limit(std::size_t) const override { return std::nullopt; }

protected:
    void runOnCpu(std::size_t form) override
    {
        parallelRows(m_threads, m_scene.blocks,
                     [&](std::size_t begin, std::size_t end) { shade(m_scene, form, begin, end); });
    }
    void runOnDevice(DeviceCopies &d, std::size_t form) override;
    Result<Check> checkOutputs(std::size_t form) override;

private:
    Scene m_scene;
    int m_threads;
};

void LobeProblem::runOnDevice(DeviceCopies &d, std::size_t form)
{
    const auto launch = [&](std::size_t begin, std::size_t end, std::size_t lobeCount) {
        if (begin == end) {
            return;
        }
        d.launch("shade", {roundedUp((end - begin) * kBlock, 64), 1}, {64, 1},
                 {d[m_scene.parameters[form]], d[m_scene.directions], d[m_scene.colours],
                  std::int32_t(m_scene.offsetOf(form, begin)), std::int32_t(begin),
                  std::int32_t(end - begin), std::int32_t(m_scene.floatsOf(form, begin)),
                  std::int32_t(isSh(form) ? form + 1 : 0), std::int32_t(lobeCount)});
    };
    if (form != SgSorted) {
        launch(0, m_scene.blocks, m_scene.lobesOf(form, 0));
        return;
    }
    for (std::size_t lobeCount = 0; lobeCount <= kMostLobes; ++lobeCount) {
        launch(m_scene.sortedFrom(lobeCount), m_scene.sortedFrom(lobeCount + 1), lobeCount);
    }
}

Result<Check> LobeProblem::checkOutputs(std::size_t form)
{
    FrobeniusError error;
    for (const std::size_t primitive : sample(m_scene.blocks * kBlock, 400)) {
        for (std::size_t channel = 0; channel < 3; ++channel) {
            const std::size_t at = (primitive / kBlock * 3 + channel) * kBlock + primitive % kBlock;
            error.add(m_scene.colours[at], exactColour(m_scene, form, primitive, channel));
        }
    }
    return error.check(2e-6 * 4);  // sums of 16 terms; the argument of exp is rounded at 64
}

Result<std::vector<Quality>> LobeProblem::quality(const Setup &setup)
{
    auto figures = fitQuality(setup);
    if (!figures) {
        return figures;
    }
    const auto add = [&](const char *name, double floats) {
        figures->push_back({"bytes-per-primitive", name, sizeof(float) * (kGeometryFloats + floats),
                            std::nullopt, std::nullopt, "B"});
    };
    add("sh1", double(shFloats(1)));
    add("sh2", double(shFloats(2)));
    add("sh3", double(shFloats(3)));
    add("sg1", double(sgFloats(1)));
    add("sg3", double(sgFloats(3)));
    add("sg-sorted", 3 + 7 * 1.5);
    return figures;
}

class SgLobeSplat : public PlainKernel {
public:
    std::string id() const override { return "sg-lobe-splat"; }
    std::string family() const override { return "signal"; }
    bool supports(DeviceKind) const override { return true; }
    std::vector<Variant> variants() const override
    {
        return {{"sh1", Role::Baseline},  {"sh2", Role::Baseline},  {"sh3", Role::Baseline},
                {"sg1", Role::Technique}, {"sg3", Role::Technique}, {"sg-sorted", Role::Technique}};
    }
    std::vector<Comparison> comparisons() const override
    {
        return {{"sh3", "sg3"},
                {"sh3", "sg-sorted"},
                {"sh2", "sg3"},
                {"sh1", "sg1"},
                {"sh3", "sg3", "bytes-per-primitive"},
                {"sh3", "sg-sorted", "bytes-per-primitive"},
                {"sh2", "sg3", "colour-error"},
                {"sh1", "sg-sorted", "colour-error"}};
    }
    std::vector<Shape> shapes(Preset preset) const override
    {
        switch (preset) {
        case Preset::Small:
            return {shape(50'000)};
        case Preset::Medium:
            return {shape(500'000)};
        case Preset::Large:
            return {shape(4'000'000)};
        }
        return {};
    }
    std::vector<Shape> sweep() const override
    {
        return {shape(1000), shape(10'000), shape(100'000), shape(1'000'000)};
    }
    std::vector<Shape> oddShapes() const override { return {shape(1), shape(67), shape(1009)}; }
    Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup, Memory &memory) const override
    {
        return prepareOn(setup, std::make_unique<LobeProblem>(setup, memory));
    }

private:
    static Shape shape(std::int64_t primitives)
    {
        return {std::to_string(primitives), {{"primitives", primitives}}};
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return adapted(std::make_unique<SgLobeSplat>());
}

}  // namespace touchstone::kernels::sg_lobe_splat
