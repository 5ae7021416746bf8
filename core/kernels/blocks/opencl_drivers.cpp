#include "opencl_drivers.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace touchstone::kernels {

namespace {

namespace fs = std::filesystem;

// Where the loaders of Debian (ocl-icd) and of Khronos look.
fs::path vendors()
{
    for (const char *const name : {"OCL_ICD_VENDORS", "OPENCL_VENDOR_PATH"}) {
        if (const char *const value = std::getenv(name); value && *value) {
            return value;
        }
    }
    return "/etc/OpenCL/vendors";
}

std::vector<fs::path> driverFiles()
{
    const fs::path place = vendors();
    std::error_code error;
    if (!fs::is_directory(place, error)) {
        return place.extension() == ".icd" ? std::vector{place} : std::vector<fs::path>();
    }
    std::vector<fs::path> files;
    auto entry = fs::directory_iterator(place, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        if (entry->path().extension() == ".icd") {
            files.push_back(entry->path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

// The library is the first word of the file. "" when it is a driver.
std::string faultOf(const fs::path &file)
{
    std::string library;
    if (!(std::ifstream(file) >> library)) {
        return "names no library";
    }
    // Never closed: a driver may have threads of its own by now.
    void *const driver = ::dlopen(library.c_str(), RTLD_LAZY | RTLD_LOCAL);
    if (!driver) {
        const char *const reason = ::dlerror();
        return reason ? reason : library + ": cannot be loaded";
    }
    return ::dlsym(driver, "clGetExtensionFunctionAddress") ? std::string()
                                                            : library + ": is no OpenCL driver";
}

}  // namespace

std::vector<std::string> brokenOpenClDrivers()
{
    std::vector<std::string> broken;
    for (const fs::path &file : driverFiles()) {
        if (const std::string fault = faultOf(file); !fault.empty()) {
            broken.push_back(file.string() + ": " + fault);
        }
    }
    return broken;
}

}  // namespace touchstone::kernels
