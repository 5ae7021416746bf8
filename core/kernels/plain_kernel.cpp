#include "kernels/plain_kernel.h"

#include <array>

namespace touchstone::kernels {

namespace {

class AdaptedProblem : public Problem {
public:
    explicit AdaptedProblem(std::unique_ptr<PlainProblem> problem) : m_problem(std::move(problem))
    {
    }

    void run(std::size_t variant) override { m_problem->run(variant); }
    void finish() override { m_problem->finish(); }
    void uploadOutputs() override { m_problem->uploadOutputs(); }
    void fetchOutputs() override { m_problem->fetchOutputs(); }
    std::optional<double> deviceNanoseconds() const override
    {
        return m_problem->deviceNanoseconds();
    }
    Work work(std::size_t variant) const override { return m_problem->work(variant); }
    Result<Check> check(std::size_t variant, const Sampling &) override
    {
        return m_problem->check(variant);
    }
    std::optional<double> limit(std::size_t comparison) const override
    {
        return m_problem->limit(comparison);
    }

private:
    std::unique_ptr<PlainProblem> m_problem;
};

class AdaptedKernel : public Kernel {
public:
    explicit AdaptedKernel(std::unique_ptr<PlainKernel> kernel)
        : m_kernel(std::move(kernel)), m_variants(m_kernel->variants()),
          m_comparisons(m_kernel->comparisons()),
          m_shapes{m_kernel->shapes(Preset::Small), m_kernel->shapes(Preset::Medium),
                   m_kernel->shapes(Preset::Large)},
          m_sweep(m_kernel->sweep()), m_odd(m_kernel->oddShapes())
    {
    }

    std::string id() const override { return m_kernel->id(); }
    std::string family() const override { return m_kernel->family(); }
    int version() const override { return m_kernel->version(); }
    bool supports(DeviceKind kind) const override { return m_kernel->supports(kind); }
    bool hasExactIntegers() const override { return m_kernel->hasExactIntegers(); }
    const std::vector<Variant> &variants() const override { return m_variants; }
    const std::vector<Comparison> &comparisons() const override { return m_comparisons; }
    const std::vector<Shape> &shapes(Preset preset) const override
    {
        return m_shapes.at(std::size_t(preset));
    }
    const std::vector<Shape> &sweep() const override { return m_sweep; }
    const std::vector<Shape> &oddShapes() const override { return m_odd; }
    Result<std::unique_ptr<Problem>> prepare(const Setup &setup, Memory &memory) const override
    {
        auto problem = m_kernel->prepare(setup, memory);
        if (!problem) {
            return passOn(std::move(problem.error()));
        }
        return std::make_unique<AdaptedProblem>(std::move(*problem));
    }
    Result<std::vector<Quality>> quality(const Setup &setup) const override
    {
        Memory memory;
        auto problem = m_kernel->prepare(setup, memory);
        if (!problem) {
            return passOn(std::move(problem.error()));
        }
        return (*problem)->quality(setup);
    }

private:
    std::unique_ptr<PlainKernel> m_kernel;
    std::vector<Variant> m_variants;
    std::vector<Comparison> m_comparisons;
    std::array<std::vector<Shape>, 3> m_shapes;
    std::vector<Shape> m_sweep, m_odd;
};

}  // namespace

std::unique_ptr<Kernel> adapted(std::unique_ptr<PlainKernel> kernel)
{
    return std::make_unique<AdaptedKernel>(std::move(kernel));
}

void PortableProblem::run(std::size_t variant)
{
    if (m_device) {
        runOnDevice(*m_device, variant);
    } else {
        runOnCpu(variant);
    }
}

void PortableProblem::finish()
{
    if (m_device) {
        m_device->program().finish();
    }
}

void PortableProblem::uploadOutputs()
{
    if (m_device) {
        m_device->uploadOutputs();
    }
}

void PortableProblem::fetchOutputs()
{
    if (m_device) {
        m_device->fetchOutputs();
    }
}

std::optional<double> PortableProblem::deviceNanoseconds() const
{
    return m_device ? m_device->program().deviceNanoseconds() : std::nullopt;
}

Result<Check> PortableProblem::check(std::size_t variant)
{
    if (m_device && !m_device->program().error().empty()) {
        return fail(ErrorCode::DeviceFailed, "OpenCL: {0}", "OpenCL：{0}",
                    m_device->program().error());
    }
    return checkOutputs(variant);
}

Result<> PortableProblem::openProgram(OpenClDevice &device, const std::vector<std::string> &files,
                                      const std::string &options)
{
    auto copies = DeviceCopies::open(device, files, options);
    if (!copies) {
        return passOn(std::move(copies.error()));
    }
    m_device = std::move(*copies);
    return {};
}

}  // namespace touchstone::kernels
