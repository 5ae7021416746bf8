// Kernels that are not yet written as operations (operation.h): one list of variants for all shapes,
// limits by position, outputs that all variants share. adapted() shows them to the harness. Goes when
// the last of them is ported.
#pragma once

#include "kernels/blocks/device_copies.h"

namespace touchstone::kernels {

class PlainProblem {
public:
    virtual ~PlainProblem() = default;

    virtual void run(std::size_t variant) = 0;
    virtual void finish() {}
    virtual void uploadOutputs() {}
    virtual void fetchOutputs() {}
    virtual std::optional<double> deviceNanoseconds() const { return std::nullopt; }
    virtual Work work(std::size_t variant) const = 0;
    virtual Result<Check> check(std::size_t variant) = 0;
    virtual Result<std::vector<Quality>> quality(const Setup &) { return std::vector<Quality>{}; }
    virtual std::optional<double> limit(std::size_t comparison) const = 0;
};

class PlainKernel {
public:
    virtual ~PlainKernel() = default;

    virtual std::string id() const = 0;
    virtual std::string family() const = 0;
    virtual int version() const { return 1; }
    virtual bool supports(DeviceKind kind) const { return kind == DeviceKind::Cpu; }
    virtual std::vector<Variant> variants() const = 0;
    virtual std::vector<Comparison> comparisons() const = 0;
    virtual std::vector<Shape> shapes(Preset preset) const = 0;
    virtual std::vector<Shape> sweep() const { return {}; }
    virtual std::vector<Shape> oddShapes() const = 0;
    virtual bool hasExactIntegers() const { return false; }
    virtual Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup,
                                                          Memory &memory) const = 0;
};

std::unique_ptr<Kernel> adapted(std::unique_ptr<PlainKernel> kernel);

// Runs on the host until openOn() succeeds, from then on on the device.
class PortableProblem : public PlainProblem {
public:
    void run(std::size_t variant) final;
    void finish() final;
    void uploadOutputs() final;
    void fetchOutputs() final;
    std::optional<double> deviceNanoseconds() const override;
    Result<Check> check(std::size_t variant) final;

protected:
    virtual void runOnCpu(std::size_t variant) = 0;
    virtual void runOnDevice(DeviceCopies &device, std::size_t variant) = 0;
    virtual Result<Check> checkOutputs(std::size_t variant) = 0;

    // The buffers are found when a launch names them; the list is of no use any more.
    template <class... T>
    Result<> openOn(OpenClDevice &device, const std::vector<std::string> &files,
                    const std::string &options, const Buffer<T> &...)
    {
        return openProgram(device, files, options);
    }
    template <class... T>
    Result<> addToDevice(const Buffer<T> &...)
    {
        return {};
    }

private:
    Result<> openProgram(OpenClDevice &device, const std::vector<std::string> &files,
                         const std::string &options);

    std::unique_ptr<DeviceCopies> m_device;
};

// prepare() of a kernel whose problem has `Result<> open(OpenClDevice &)`.
template <class P>
Result<std::unique_ptr<PlainProblem>> prepareOn(const Setup &setup, std::unique_ptr<P> problem)
{
    if (setup.device) {
        const Result<> opened = problem->open(*setup.device);
        if (!opened) {
            return passOn(opened.error());
        }
    }
    return problem;
}

}  // namespace touchstone::kernels
