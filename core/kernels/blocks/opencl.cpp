#include "kernels/blocks/opencl.h"

#define CL_HPP_ENABLE_EXCEPTIONS
#include <CL/opencl.hpp>

#include <map>
#include <utility>

namespace touchstone::kernels {

struct OpenClDevice::Private {
    cl::Device device;
    cl::Context context;
    cl::CommandQueue queue;
};

struct OpenClProgram::Private {
    OpenClDevice::Private *device = nullptr;
    cl::Program program;
    std::map<std::string, cl::Kernel> kernels;
    std::vector<cl::Buffer> buffers;
    std::vector<cl::Event> events;  // of launches not yet finished
    std::optional<double> nanoseconds;
    std::string error;

    void failed(const char *what, const cl::Error &e)
    {
        if (error.empty()) {
            error = std::string(what) + ": " + e.what() + " (" + std::to_string(e.err()) + ")";
        }
    }
};

namespace {

std::string typeName(cl_device_type type)
{
    if (type & CL_DEVICE_TYPE_GPU) {
        return "GPU";
    }
    return type & CL_DEVICE_TYPE_CPU ? "CPU" : "accelerator";
}

// Names end with a NUL or blanks in some drivers.
std::string trimmed(std::string text)
{
    while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) {
        text.pop_back();
    }
    return text;
}

std::string mebibytes(cl_ulong bytes)
{
    return std::to_string(bytes >> 20) + " MiB";
}

OpenClDeviceInfo describe(const cl::Device &device, int index)
{
    const std::string extensions = device.getInfo<CL_DEVICE_EXTENSIONS>();
    const auto has = [&](const char *extension) {
        return extensions.find(extension) != std::string::npos ? "yes" : "no";
    };
    OpenClDeviceInfo info;
    info.index = index;
    info.name = trimmed(device.getInfo<CL_DEVICE_NAME>());
    info.type = typeName(device.getInfo<CL_DEVICE_TYPE>());
    info.facts = {{"vendor", trimmed(device.getInfo<CL_DEVICE_VENDOR>())},
                  {"driver", trimmed(device.getInfo<CL_DRIVER_VERSION>())},
                  {"version", trimmed(device.getInfo<CL_DEVICE_VERSION>())},
                  {"compute_units", std::to_string(device.getInfo<CL_DEVICE_MAX_COMPUTE_UNITS>())},
                  {"global_memory", mebibytes(device.getInfo<CL_DEVICE_GLOBAL_MEM_SIZE>())},
                  {"local_memory",
                   std::to_string(device.getInfo<CL_DEVICE_LOCAL_MEM_SIZE>() >> 10) + " KiB"},
                  {"fp16", has("cl_khr_fp16")},
                  {"fp64", has("cl_khr_fp64")}};
    return info;
}

std::vector<cl::Device> allDevices()
{
    std::vector<cl::Platform> platforms;
    cl::Platform::get(&platforms);
    std::vector<cl::Device> all;
    for (const cl::Platform &platform : platforms) {
        std::vector<cl::Device> devices;
        try {
            platform.getDevices(CL_DEVICE_TYPE_ALL, &devices);
        } catch (const cl::Error &) {
            continue;  // a platform without devices says so by an error
        }
        all.insert(all.end(), devices.begin(), devices.end());
    }
    return all;
}

}  // namespace

std::vector<OpenClDeviceInfo> openClDevices()
{
    std::vector<OpenClDeviceInfo> infos;
    try {
        for (const cl::Device &device : allDevices()) {
            infos.push_back(describe(device, int(infos.size())));
        }
    } catch (const cl::Error &) {
        return infos;  // no loader entry or a broken driver: what was found until then
    }
    return infos;
}

OpenClDevice::OpenClDevice(OpenClDeviceInfo info)
    : m_info(std::move(info)), d(std::make_unique<Private>())
{
}

OpenClDevice::~OpenClDevice() = default;

Result<std::unique_ptr<OpenClDevice>> openOpenClDevice(int index)
{
    try {
        const std::vector<cl::Device> devices = allDevices();
        if (index < 0 || std::size_t(index) >= devices.size()) {
            return fail(ErrorCode::Usage, "opencl:{0}: no such device; {1} found",
                        "opencl:{0}：没有此设备；共找到 {1} 个", index, devices.size());
        }
        const cl::Device &found = devices[std::size_t(index)];
        auto device = std::make_unique<OpenClDevice>(describe(found, index));
        device->d->device = found;
        device->d->context = cl::Context(found);
        device->d->queue = cl::CommandQueue(device->d->context, found, CL_QUEUE_PROFILING_ENABLE);
        return device;
    } catch (const cl::Error &e) {
        return fail(ErrorCode::DeviceFailed, "opencl:{0}: {1} ({2})", "opencl:{0}：{1}（{2}）",
                    index, e.what(), e.err());
    }
}

OpenClProgram::OpenClProgram(std::unique_ptr<Private> p) : d(std::move(p)) {}
OpenClProgram::~OpenClProgram() = default;

Result<std::unique_ptr<OpenClProgram>> OpenClProgram::build(OpenClDevice &device,
                                                            std::string_view source,
                                                            const std::string &name,
                                                            const std::string &options)
{
    auto p = std::make_unique<Private>();
    p->device = &device.handle();
    try {
        p->program = cl::Program(p->device->context, std::string(source));
        p->program.build({p->device->device}, ("-cl-std=CL1.2 " + options).c_str());
        std::vector<cl::Kernel> kernels;
        p->program.createKernels(&kernels);
        for (cl::Kernel &kernel : kernels) {
            const std::string kernelName = trimmed(kernel.getInfo<CL_KERNEL_FUNCTION_NAME>());
            p->kernels.emplace(kernelName, kernel);
        }
    } catch (const cl::BuildError &e) {
        const auto logs = e.getBuildLog();
        const std::string log = logs.empty() ? std::string() : logs.front().second;
        return fail(ErrorCode::DeviceFailed, "{0}: does not build on {1}: {2}",
                    "{0}：无法在 {1} 上构建：{2}", name, device.info().name, log);
    } catch (const cl::Error &e) {
        return fail(ErrorCode::DeviceFailed, "{0}: {1}: {2} ({3})", "{0}：{1}：{2}（{3}）", name,
                    device.info().name, e.what(), e.err());
    }
    return std::unique_ptr<OpenClProgram>(new OpenClProgram(std::move(p)));
}

Result<OpenClProgram::BufferId> OpenClProgram::allocate(std::size_t bytes)
{
    try {
        d->buffers.emplace_back(d->device->context, CL_MEM_READ_WRITE, bytes);
    } catch (const cl::Error &e) {
        d->failed("allocation", e);
        return fail(ErrorCode::DeviceFailed, "{0} bytes on the device: {1} ({2})",
                    "在设备上分配 {0} 字节：{1}（{2}）", bytes, e.what(), e.err());
    }
    return BufferId{int(d->buffers.size()) - 1};
}

void OpenClProgram::upload(BufferId buffer, const void *data, std::size_t bytes)
{
    try {
        d->device->queue.enqueueWriteBuffer(d->buffers[std::size_t(buffer.index)], CL_TRUE, 0,
                                            bytes, data);
    } catch (const cl::Error &e) {
        d->failed("upload", e);
    }
}

void OpenClProgram::download(BufferId buffer, void *data, std::size_t bytes)
{
    try {
        d->device->queue.enqueueReadBuffer(d->buffers[std::size_t(buffer.index)], CL_TRUE, 0, bytes,
                                           data);
    } catch (const cl::Error &e) {
        d->failed("download", e);
    }
}

void OpenClProgram::launch(const char *name, std::array<std::size_t, 2> global,
                           std::array<std::size_t, 2> local,
                           std::initializer_list<Argument> arguments)
{
    if (!d->error.empty()) {
        return;  // a buffer may be missing
    }
    try {
        cl::Kernel &kernel = d->kernels.at(name);
        cl_uint index = 0;
        for (const Argument &argument : arguments) {
            const auto &value = argument.value();
            if (const auto *buffer = std::get_if<BufferId>(&value)) {
                kernel.setArg(index++, d->buffers[std::size_t(buffer->index)]);
            } else if (const auto *integer = std::get_if<std::int32_t>(&value)) {
                kernel.setArg(index++, *integer);
            } else if (const auto *size = std::get_if<std::size_t>(&value)) {
                if (!std::in_range<std::int32_t>(*size)) {
                    d->error = std::string(name) + ": a size of 2^31 or more";
                    return;
                }
                kernel.setArg(index++, std::int32_t(*size));
            } else if (const auto *wide = std::get_if<std::int64_t>(&value)) {
                kernel.setArg(index++, cl_long(*wide));
            } else {
                kernel.setArg(index++, std::get<float>(value));
            }
        }
        cl::Event event;
        d->device->queue.enqueueNDRangeKernel(kernel, cl::NullRange,
                                              cl::NDRange(global[0], global[1]),
                                              cl::NDRange(local[0], local[1]), nullptr, &event);
        d->events.push_back(event);
    } catch (const cl::Error &e) {
        d->failed(name, e);
    } catch (const std::out_of_range &) {
        d->error = std::string(name) + ": no such kernel in the program";
    }
}

void OpenClProgram::finish()
{
    try {
        d->device->queue.finish();
        double sum = 0;
        for (const cl::Event &event : d->events) {
            sum += double(event.getProfilingInfo<CL_PROFILING_COMMAND_END>()
                          - event.getProfilingInfo<CL_PROFILING_COMMAND_START>());
        }
        d->nanoseconds = sum;
    } catch (const cl::Error &e) {
        d->failed("finish", e);
        d->nanoseconds.reset();
    }
    d->events.clear();
}

std::optional<double> OpenClProgram::deviceNanoseconds() const
{
    return d->nanoseconds;
}

const std::string &OpenClProgram::error() const
{
    return d->error;
}

}  // namespace touchstone::kernels
