#include "probes.h"

#include "clock.h"
#include "environment.h"
#include "kernels/blocks/gemm_int8.h"

#include <omp.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <unistd.h>

namespace touchstone::measure {

namespace {

constexpr double secondsEach = 0.03;
constexpr double secondsAll = 0.06;
constexpr std::size_t lineBytes = 512;  // what movePass handles as a whole
constexpr double unknownCache = 32.0 * 1024 * 1024;

struct Free {
    void operator()(std::byte *data) const { std::free(data); }  // NOLINT: of aligned_alloc
};
using Block = std::unique_ptr<std::byte[], Free>;

// Random bits: equal pages could be merged, zero pages need no memory at all.
Block filledBlock(std::size_t bytes, std::uint64_t seed)
{
    Block block(static_cast<std::byte *>(std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096)));
    if (!block) {
        throw std::bad_alloc();
    }
    std::mt19937_64 random(seed);
    for (std::size_t i = 0; i + 8 <= bytes; i += 8) {
        const std::uint64_t word = random();
        std::memcpy(block.get() + i, &word, 8);
    }
    return block;
}

std::size_t roundedDown(double bytes)
{
    return std::max(lineBytes, std::size_t(bytes) / lineBytes * lineBytes);
}

struct Level {
    const char *suffix;
    double bytes;   // of both buffers together, per thread
    bool streamed;  // non-temporal stores make sense
};

// Best of many passes: every disturbance makes a pass slower, none makes it faster.
double rateOf(Traffic traffic, const Block &from, const Block &to, std::size_t n, double seconds)
{
    const double moved = double(traffic == Traffic::Read ? n : 2 * n);
    const long passes = std::max(1L, long(2e6 / moved));
    double best = 0;
    const double end = wallNanoseconds() + seconds * 1e9;
    do {
        const double before = wallNanoseconds();
        for (long i = 0; i < passes; ++i) {
            movePass(traffic, from.get(), to.get(), n);
        }
        best = std::max(best, moved * double(passes) / (wallNanoseconds() - before));
    } while (wallNanoseconds() < end);
    return best;
}

const char *prefixOf(Traffic traffic)
{
    return traffic == Traffic::Read ? "read" : traffic == Traffic::Copy ? "copy" : "nt_copy";
}

void probeLevelAlone(const Level &level, Probes &into)
{
    const std::size_t n = roundedDown(level.bytes / 2);
    const Block from = filledBlock(n, 1), to = filledBlock(n, 2);
    for (const Traffic traffic : {Traffic::Read, Traffic::Copy, Traffic::StreamedCopy}) {
        if (traffic == Traffic::StreamedCopy && !level.streamed) {
            continue;
        }
        into.values[std::string(prefixOf(traffic)) + "_1t" + level.suffix + "_gbps"] =
                rateOf(traffic, from, to, n, secondsEach);
    }
}

// All threads at once; a round counts from the first start to the last end.
void probeLevelTogether(const Level &level, int threads, Probes &into)
{
    const std::size_t n = roundedDown(level.bytes / 2);
    const auto count = std::size_t(threads);
    std::vector<Block> from(count), to(count);
#pragma omp parallel num_threads(threads)
    {
        const auto me = std::size_t(omp_get_thread_num());
        from[me] = filledBlock(n, 2 * me + 1);  // first touched by its own thread
        to[me] = filledBlock(n, 2 * me + 2);
    }
    for (const Traffic traffic : {Traffic::Read, Traffic::Copy, Traffic::StreamedCopy}) {
        if (traffic == Traffic::StreamedCopy && !level.streamed) {
            continue;
        }
        const double moved = double(traffic == Traffic::Read ? n : 2 * n);
        const long passes = std::max(1L, long(4e6 / moved));
        double best = 0;
        const double end = wallNanoseconds() + secondsAll * 1e9;
        do {
            const double before = wallNanoseconds();
#pragma omp parallel num_threads(threads)
            {
                const auto me = std::size_t(omp_get_thread_num());
                for (long i = 0; i < passes; ++i) {
                    movePass(traffic, from[me].get(), to[me].get(), n);
                }
            }
            best = std::max(best, moved * double(passes) * threads / (wallNanoseconds() - before));
        } while (wallNanoseconds() < end);
        // A busy machine keeps threads waiting for each other; one of them could have gone alone.
        const std::string prefix = prefixOf(traffic);
        const double alone = into.values.at(prefix + "_1t" + level.suffix + "_gbps");
        into.values[prefix + "_all" + level.suffix + "_gbps"] = std::max(best, alone);
    }
}

// Of both buffers together. Each is eight times the last level: at little more than its size a
// cache that keeps a part of the stream serves most of a read (twice the true rate was seen), and a
// guest system may be told only its share of a larger cache.
double memoryProbeBytes(double lastLevel)
{
    const double installed = double(sysconf(_SC_PHYS_PAGES)) * double(sysconf(_SC_PAGESIZE));
    return std::min(std::clamp(16 * lastLevel, 256e6, 1e9), installed / 4);
}

// The best rate of passes that `threads` threads do at once; a pass returns its operations.
template <class Pass>
double rateTogether(int threads, double seconds, Pass pass)
{
    double best = 0;
    const double end = wallNanoseconds() + seconds * 1e9;
    do {
        double operations = 0;
        const double before = wallNanoseconds();
#pragma omp parallel num_threads(threads) reduction(+ : operations)
        operations += pass();
        best = std::max(best, operations / (wallNanoseconds() - before));
    } while (wallNanoseconds() < end);
    return best;
}

double fmaTogether(int threads)
{
    return rateTogether(threads, secondsAll, [] { return fmaPass(100000); });
}

// A product of the library: it may use units for whole matrices.
double int8Product(int threads)
{
    constexpr std::size_t rows = 256, columns = 512, depth = 1024;
    const std::vector<std::int8_t> a(rows * depth, 1), b(columns * depth, 2);
    std::vector<std::int32_t> c(rows * columns);
    double best = 0;
    const double end = wallNanoseconds() + secondsEach * 1e9;
    do {
        const double before = wallNanoseconds();
        kernels::gemmInt8NT(rows, columns, depth, a.data(), b.data(), c.data(), threads);
        best = std::max(best, 2.0 * rows * columns * depth / (wallNanoseconds() - before));
    } while (wallNanoseconds() < end);
    return best;
}

double int8Rate(int threads)
{
    const double loop = rateTogether(threads, secondsEach, [] { return int8Pass(20000); });
    return std::max(loop, int8Product(threads));
}

}  // namespace

Probes probeCpu(int threads)
{
    Probes out;
    const CacheSizes caches = cacheSizes();
    const TimerProperties timer = probeTimer();
    const double last = std::max({caches.l3Bytes, caches.l2Bytes, caches.l1Bytes});
    out.values = {{"timer_ns", timer.tickNs},   {"timer_cost_ns", timer.costNs},
                  {"l1_bytes", caches.l1Bytes}, {"l2_bytes", caches.l2Bytes},
                  {"l3_bytes", caches.l3Bytes}, {"llc_bytes", last > 0 ? last : unknownCache},
                  {"threads", double(threads)}};
    double best = 0;
    for (const SimdProbe &probe : probeFma(secondsEach)) {
        out.values["fma_1t_" + probe.target + "_gflops"] = probe.gflops;
        best = std::max(best, probe.gflops);
    }
    out.values["fma_1t_gflops"] = best;
    out.values["fma_all_gflops"] = std::max(best, fmaTogether(threads));
    out.values["int8_1t_gops"] = int8Rate(1);
    out.values["int8_all_gops"] = std::max(out.values["int8_1t_gops"], int8Rate(threads));
    // Half of a cache, so that code, stack and the other core leave room.
    const std::vector<Level> levels{{"_l1", caches.l1Bytes / 2, false},
                                    {"_l2", caches.l2Bytes / 2, false},
                                    {"_l3", caches.l3Bytes / 2, false},
                                    {"", memoryProbeBytes(last), true}};
    for (const Level &level : levels) {
        if (level.bytes <= 0) {
            continue;
        }
        probeLevelAlone(level, out);
        const bool shared = level.bytes == caches.l3Bytes / 2 || level.streamed;
        const Level eachs{level.suffix, shared ? level.bytes / threads : level.bytes,
                          level.streamed};
        probeLevelTogether(eachs, threads, out);
    }
    return out;
}

}  // namespace touchstone::measure
