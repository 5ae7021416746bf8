// The fixture of the contract that all kernels keep (test_contract.cpp and this folder).
#pragma once

#include "kernels/blocks/devices.h"
#include "kernels/catalogue.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace touchstone::kernels::contract {

struct Place {
    const Kernel *kernel;
    OpenClDevice *device;  // nullptr: CPU
};
std::vector<Place> places();  // of every kernel: the CPU, and the first device where it has a form
std::vector<Place> placesOnCpu();
std::string nameOf(const testing::TestParamInfo<Place> &info);

class Contract : public testing::TestWithParam<Place> {
protected:
    const Kernel &kernel() const { return *GetParam().kernel; }
    kernels::Setup setup(const Shape &shape, std::uint64_t seed, int threads) const;
    std::vector<std::size_t> variantsOn(const Shape &shape) const
    {
        return kernels::variantsOn(kernel(), shape);
    }

    // One call on spoiled outputs; what it left, on the host.
    static void runOnce(Problem &problem, Memory &memory, std::size_t variant);
    static void runAndCheck(Problem &problem, Memory &memory, std::size_t variant);
    // Every variant on buffers placed `placements` times: where they lie must not matter.
    void checkAllVariants(const Shape &shape, std::uint64_t seed, int threads,
                          int placements) const;
    // How many of `count` single wrong outputs the check finds (caught.cpp).
    int mutationsCaught(const Shape &shape, std::size_t variant, int count,
                        const Sampling &sampling) const;
};

}  // namespace touchstone::kernels::contract
