// Finding devices by id or by a part of their name.
#pragma once

#include "bench_client.h"
#include "worker_link.h"

namespace touchstone::measure {

// The CPU and every OpenCL device; drivers are loaded in a worker, so a broken one hides only the
// OpenCL devices (the reason is then in the facts of the CPU under "opencl"; of one that cannot
// even be loaded, under "opencl driver not loaded").
Result<std::vector<DeviceInfo>> findDevices(const WorkerProgram &worker, std::stop_token stop);

// wanted: "cpu", "opencl:N" or a part of exactly one device name (case does not matter). An Error
// of ErrorCode::Usage names what there is.
Result<DeviceInfo> chooseDevice(const std::string &wanted, const std::vector<DeviceInfo> &devices);

}  // namespace touchstone::measure
