// Problems that run on the CPU and on OpenCL: the device's twins of the host's buffers, and the
// part of Problem that is the same for all of them.
#pragma once

#include "kernels/blocks/opencl.h"
#include "kernels/kernel.h"

#include <map>

namespace touchstone::kernels {

// A program with a copy of each buffer. d[buffer] is the device's twin of a host buffer; the Buffer
// object given to add() must outlive this and stay where it is.
class DeviceCopies {
public:
    // files: embedded .cl files, compiled as one program in this order.
    static Result<std::unique_ptr<DeviceCopies>> open(OpenClDevice &device,
                                                      std::initializer_list<const char *> files,
                                                      const std::string &options = {});

    // Allocates twins and uploads what the buffers hold. A buffer without elements gets a twin of
    // one, since kernels take every argument.
    template <class... T>
    Result<> add(const Buffer<T> &...buffers)
    {
        Result<> done;
        static_cast<void>(((done = addOne(buffers)).has_value() && ...));
        return done;
    }
    template <class T>
    OpenClProgram::BufferId operator[](const Buffer<T> &buffer) const
    {
        return m_ids.at(&buffer);
    }

    OpenClProgram &program() { return *m_program; }
    void launch(const char *kernel, std::array<std::size_t, 2> global,
                std::array<std::size_t, 2> local,
                std::initializer_list<OpenClProgram::Argument> arguments)
    {
        m_program->launch(kernel, global, local, arguments);
    }
    void uploadOutputs();
    void fetchOutputs();

private:
    struct Output {
        OpenClProgram::BufferId id;
        std::function<std::span<std::byte>()> bytes;  // where the harness has placed it now
    };

    explicit DeviceCopies(std::unique_ptr<OpenClProgram> program) : m_program(std::move(program)) {}

    template <class T>
    Result<> addOne(const Buffer<T> &buffer)
    {
        const auto bytes = [buffer] { return std::as_writable_bytes(buffer.span()); };
        return addBytes(&buffer, sizeof(T), buffer.role(), bytes);
    }
    Result<> addBytes(const void *key, std::size_t elementSize, BufferRole role,
                      const std::function<std::span<std::byte>()> &bytes);

    std::unique_ptr<OpenClProgram> m_program;
    std::map<const void *, OpenClProgram::BufferId> m_ids;
    std::vector<Output> m_outputs;
};

// Runs on the host until openOn() succeeds, from then on on the device.
class PortableProblem : public Problem {
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
    // The oracle; outputs are on the host.
    virtual Result<Check> checkOutputs(std::size_t variant) = 0;

    template <class... T>
    Result<> openOn(OpenClDevice &device, std::initializer_list<const char *> files,
                    const std::string &options, const Buffer<T> &...buffers)
    {
        auto copies = DeviceCopies::open(device, files, options);
        if (!copies) {
            return passOn(std::move(copies.error()));
        }
        m_device = std::move(*copies);
        return m_device->add(buffers...);
    }
    // More buffers for a device that openOn() has opened.
    template <class... T>
    Result<> addToDevice(const Buffer<T> &...buffers)
    {
        return m_device->add(buffers...);
    }

private:
    std::unique_ptr<DeviceCopies> m_device;
};

// prepare() of a kernel whose problem has `Result<> open(OpenClDevice &)`.
template <class P>
Result<std::unique_ptr<Problem>> prepareOn(const Setup &setup, std::unique_ptr<P> problem)
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
