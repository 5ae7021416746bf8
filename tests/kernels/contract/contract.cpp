#include "kernels/contract/contract.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace touchstone::kernels::contract {

namespace {

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

}  // namespace

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

kernels::Setup Contract::setup(const Shape &shape, std::uint64_t seed, int threads) const
{
    kernels::Setup s;
    s.shape = shape;
    s.seed = seed;
    s.threads = threads;
    s.device = GetParam().device;
    s.effort = Effort::Smoke;
    return s;
}

void Contract::runOnce(Problem &problem, Memory &memory, std::size_t variant)
{
    memory.poisonOutputs();
    problem.uploadOutputs();
    problem.restore(variant);
    problem.run(variant);
    problem.finish();
    problem.fetchOutputs();
}

void Contract::runAndCheck(Problem &problem, Memory &memory, std::size_t variant)
{
    runOnce(problem, memory, variant);
    ASSERT_TRUE(memory.redZonesIntact()) << "wrote outside its buffers";
    const auto check = problem.check(variant, {});
    ASSERT_TRUE(check) << check.error().message.en;
    EXPECT_TRUE(check->passed) << check->norm << " " << check->error << " > " << check->tolerance;
}

void Contract::checkAllVariants(const Shape &shape, std::uint64_t seed, int threads,
                                int placements) const
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

}  // namespace touchstone::kernels::contract
