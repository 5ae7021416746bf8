// Takes the place of opencl.cpp in builds without OpenCL.
#include "kernels/blocks/opencl.h"
#include "kernels/blocks/opencl_drivers.h"

#include <cstdlib>

namespace touchstone::kernels {

struct OpenClDevice::Private {};
struct OpenClProgram::Private {};

std::vector<OpenClDeviceInfo> openClDevices()
{
    return {};
}

std::vector<std::string> brokenOpenClDrivers()
{
    return {};
}

OpenClDevice::OpenClDevice(OpenClDeviceInfo info) : m_info(std::move(info)) {}
OpenClDevice::~OpenClDevice() = default;

Result<std::unique_ptr<OpenClDevice>> openOpenClDevice(int index)
{
    return fail(ErrorCode::Unsupported, "opencl:{0}: this build has no OpenCL",
                "opencl:{0}：此版本不含 OpenCL 支持", index);
}

// Without a device no program exists, so none of its functions can be reached.
OpenClProgram::~OpenClProgram() = default;
Result<std::unique_ptr<OpenClProgram>>
OpenClProgram::build(OpenClDevice &, std::string_view, const std::string &, const std::string &)
{
    return fail(ErrorCode::Unsupported, "this build has no OpenCL", "此版本不含 OpenCL 支持");
}
Result<OpenClProgram::BufferId> OpenClProgram::allocate(std::size_t)
{
    std::abort();
}
void OpenClProgram::upload(BufferId, const void *, std::size_t)
{
    std::abort();
}
void OpenClProgram::download(BufferId, void *, std::size_t)
{
    std::abort();
}
void OpenClProgram::launch(const char *, std::array<std::size_t, 2>, std::array<std::size_t, 2>,
                           std::initializer_list<Argument>)
{
    std::abort();
}
void OpenClProgram::finish()
{
    std::abort();
}
std::optional<double> OpenClProgram::deviceNanoseconds() const
{
    std::abort();
}
const std::string &OpenClProgram::error() const
{
    std::abort();
}

}  // namespace touchstone::kernels
