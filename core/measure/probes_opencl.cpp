#include "probes.h"

#include "clock.h"
#include "kernels/blocks/opencl.h"

#include <algorithm>
#include <functional>

namespace touchstone::measure {

namespace {

using kernels::OpenClDevice;
using kernels::OpenClProgram;

// Vector width 4 and four chains: GPUs hide latency by threads, CPU devices by chains. "zero" is 0:
// the compiler does not know, and cannot leave the reading out.
constexpr std::string_view source = R"(
kernel void fma_peak(global float *out, int repetitions)
{
    float4 a = (float4)(1.0f), b = a + 0.25f, c = a + 0.5f, d = a + 0.75f;
    const float4 x = (float4)(0.9999f), y = (float4)(0.0001f);
    for (int i = 0; i < repetitions; ++i) {
        a = fma(a, x, y);
        b = fma(b, x, y);
        c = fma(c, x, y);
        d = fma(d, x, y);
    }
    const float4 s = a + b + c + d;
    out[get_global_id(0)] = s.x + s.y + s.z + s.w;
}
kernel void copy_all(global const float4 *from, global float4 *to)
{
    to[get_global_id(0)] = from[get_global_id(0)];
}
kernel void read_all(global const float4 *from, global float *to, int count, int stride)
{
    float4 sum = (float4)(0.0f);
    for (int i = get_global_id(0); i < count; i += stride)
        sum += from[i];
    to[get_global_id(0)] = sum.x + sum.y + sum.z + sum.w;
}
kernel void nothing(global float *out)
{
    if (out == 0)
        out[0] = 1.0f;
}
)";

constexpr std::size_t local = 64;
constexpr double secondsEach = 0.15;
constexpr std::size_t items = 1U << 17U;
constexpr std::size_t bufferBytes = std::size_t(128) << 20U;

// Shortest host time of act() and a wait, within about secondsEach.
double shortestNs(OpenClProgram &program, const std::function<void()> &act)
{
    act();  // builds, allocates, warms
    program.finish();
    double best = 0;
    const double end = wallNanoseconds() + secondsEach * 1e9;
    do {
        const double before = wallNanoseconds();
        act();
        program.finish();
        const double ns = wallNanoseconds() - before;
        best = best > 0 ? std::min(best, ns) : ns;
    } while (wallNanoseconds() < end && program.error().empty());
    return best;
}

double fmaRate(OpenClProgram &program, OpenClProgram::BufferId out, double launchNs)
{
    constexpr double flopsARepetition = 4 * 4 * 2;
    int repetitions = 64;
    double best = 0;
    // Longer until a launch no longer shows: it costs below 1 % of the time.
    for (int attempt = 0; attempt < 8; ++attempt) {
        const double ns = shortestNs(program, [&] {
            program.launch("fma_peak", {items, 1}, {local, 1}, {out, std::int32_t(repetitions)});
        });
        best = std::max(best, flopsARepetition * double(items) * repetitions / ns);
        if (ns > std::max(100 * launchNs, 2e7) || !program.error().empty()) {
            break;
        }
        repetitions *= 4;
    }
    return best;
}

}  // namespace

Result<Probes> probeOpenCl(OpenClDevice &device)
{
    auto built = OpenClProgram::build(device, source, "probes", {});
    if (!built) {
        return passOn(std::move(built.error()));
    }
    OpenClProgram &program = **built;
    const auto from = program.allocate(bufferBytes);
    const auto to = program.allocate(bufferBytes);
    if (!from || !to) {
        return passOn(from ? to.error() : from.error());
    }
    Probes out;
    const TimerProperties timer = probeTimer();
    out.values["timer_ns"] = timer.tickNs;
    out.values["timer_cost_ns"] = timer.costNs;
    const double launchNs = shortestNs(program, [&] {
        program.launch("nothing", {local, 1}, {local, 1}, {*to});
    });
    out.values["device_launch_ns"] = launchNs;
    out.values["device_fma_gflops"] = fmaRate(program, *to, launchNs);
    const std::size_t vectors = bufferBytes / 16;
    out.values["device_copy_gbps"] =
            2.0 * double(bufferBytes) / shortestNs(program, [&] {
                program.launch("copy_all", {vectors, 1}, {local, 1}, {*from, *to});
            });
    out.values["device_read_gbps"] =
            double(bufferBytes) / shortestNs(program, [&] {
                program.launch("read_all", {items, 1}, {local, 1},
                               {*from, *to, std::int32_t(vectors), std::int32_t(items)});
            });
    if (!program.error().empty()) {
        return fail(ErrorCode::DeviceFailed, "{0}: {1}", "{0}：{1}", device.info().name,
                    program.error());
    }
    return out;
}

}  // namespace touchstone::measure
