// What this machine can do at most: measured, never computed from nominal MHz (measuring.md, 7).
//
// Keys: fma_1t_gflops, fma_all_gflops (best instruction set, fp32 multiply and add count one each),
// fma_1t_<TARGET>_gflops for every instruction set; int8_1t_gops, int8_all_gops (products of bytes
// into 32 bits, counted in the same way); read|copy|nt_copy_1t|all[_l1|_l2|_l3]_gbps in
// 1e9 bytes per second, reads and writes counted, without level: main memory; l1_bytes, l2_bytes
// (of one core), l3_bytes, llc_bytes; timer_ns (one tick), timer_cost_ns; threads.
#pragma once

#include "base/result.h"
#include "measure/results/results.h"

namespace touchstone::kernels {
class OpenClDevice;
}

namespace touchstone::measure {

// About a second; threads is what "all" means.
Probes probeCpu(int threads);
// device_number (N of "opencl:N"), device_fma_gflops, device_read_gbps, device_copy_gbps,
// device_launch_ns (launch and wait), timer.
Result<Probes> probeOpenCl(kernels::OpenClDevice &device);

// Multiply-adds of one instruction set on the calling thread.
struct SimdProbe {
    std::string target;  // name of the instruction set, e.g. "AVX2"
    double gflops = 0;
};
// Each supported instruction set, best first.
std::vector<SimdProbe> probeFma(double secondsEach);

enum class Traffic { Read, Copy, StreamedCopy };
// Bytes moved by one pass: n for Read, 2n for the copies. from and to: n bytes, 64-byte aligned, n
// a multiple of 512.
void movePass(Traffic traffic, const std::byte *from, std::byte *to, std::size_t n);
// Multiply-adds on registers, best instruction set; returns the flops done.
double fmaPass(long repetitions);
// Multiply-adds of bytes from the first-level cache into 32 bits; returns the operations done, 0
// where this program has no instructions for them.
double int8Pass(long repetitions);

}  // namespace touchstone::measure
