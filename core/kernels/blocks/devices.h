// OpenCL devices without a type of OpenCL in sight, so that the harness and kernels read the same
// in builds without it: there the list is empty and opening fails with ErrorCode::Unsupported.
#pragma once

#include "base/result.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace touchstone::kernels {

struct OpenClDeviceInfo {
    int index = 0;  // over all platforms, in the loader's order: "opencl:INDEX"
    std::string name;
    std::string type;  // "CPU", "GPU", "accelerator": by CL_DEVICE_TYPE, never by vendor
    std::map<std::string, std::string> facts;  // driver, version, memory sizes, fp16, fp64 ...
};

// Never throws: a broken driver or a missing loader is an empty list.
std::vector<OpenClDeviceInfo> openClDevices();

// One device with a context and a profiling queue. One thread at a time.
class OpenClDevice {
public:
    explicit OpenClDevice(OpenClDeviceInfo info);
    ~OpenClDevice();
    OpenClDevice(const OpenClDevice &) = delete;
    OpenClDevice &operator=(const OpenClDevice &) = delete;

    const OpenClDeviceInfo &info() const { return m_info; }
    struct Private;
    Private &handle() { return *d; }

private:
    friend Result<std::unique_ptr<OpenClDevice>> openOpenClDevice(int index);
    OpenClDeviceInfo m_info;
    std::unique_ptr<Private> d;
};

Result<std::unique_ptr<OpenClDevice>> openOpenClDevice(int index);

}  // namespace touchstone::kernels
