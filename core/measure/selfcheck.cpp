#include "selfcheck.h"

#include "environment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <random>

// GCC would fold identical functions into one address, which is what must not happen here.
#if defined(__clang__)
#define TOUCHSTONE_OWN_ADDRESS __attribute__((noinline))
#else
#define TOUCHSTONE_OWN_ADDRESS __attribute__((noinline, noipa, no_icf))
#endif

namespace touchstone::measure {

namespace {

using kernels::Buffer;

constexpr int copies = 8;
constexpr std::size_t streamWidth = 128;
constexpr int plainPasses = 20;
constexpr int delayedPasses = 21;
constexpr double unknownCacheBytes = 32.0 * 1024 * 1024;
constexpr double largestCacheBytes = 256.0 * 1024 * 1024;

using LoopFunction = double (*)(const float *x, const float *y, float *out, std::size_t n,
                                int passes);

// Each copy begins with a different number of no-operations, so that its loop lies elsewhere in
// the cache lines and in the tables of the branch predictor.
template <int Copy>
inline void shiftCode()
{
    asm volatile(".rept %c0\n\tnop\n\t.endr" : : "i"(Copy * 7 + 1));
}

template <int Copy>
TOUCHSTONE_OWN_ADDRESS double dotLoop(const float *x, const float *y, float *out, std::size_t n,
                                      int passes)
{
    shiftCode<Copy>();
    float total = 0;
    for (int pass = 0; pass < passes; ++pass) {
        std::array<float, 16> sums{};
        for (std::size_t i = 0; i + 16 <= n; i += 16) {
            for (std::size_t lane = 0; lane < 16; ++lane) {
                sums[lane] += x[i + lane] * y[i + lane];
            }
        }
        total = 0;
        for (const float sum : sums) {
            total += sum;
        }
        out[0] = total;
        asm volatile("" : : "r"(out) : "memory");  // every pass is to be done
    }
    return double(total);
}

template <int Copy>
TOUCHSTONE_OWN_ADDRESS double streamLoop(const float *x, const float *y, float *out, std::size_t n,
                                         int passes)
{
    shiftCode<Copy>();
    for (int pass = 0; pass < passes; ++pass) {
        // Wide bodies, as in the kernels that are measured: a loop of a few instructions swings by
        // a third with its place in the cache lines, which would say little about them.
        for (std::size_t i = 0; i + streamWidth <= n; i += streamWidth) {
            for (std::size_t lane = 0; lane < streamWidth; ++lane) {
                out[i + lane] = 0.5F * x[i + lane] + y[i + lane];
            }
        }
        asm volatile("" : : "r"(out) : "memory");
    }
    return double(out[n - 1]);
}

template <int Copy>
TOUCHSTONE_OWN_ADDRESS double branchLoop(const float *x, const float *y, float *out, std::size_t n,
                                         int passes)
{
    shiftCode<Copy>();
    // The order of visits never repeats, so that no predictor can learn it; what one predictor
    // learns of a repeated order depends on the address, by a factor of three.
    std::uint32_t state = 1;
    std::uint32_t odd = 0;
    for (int pass = 0; pass < passes; ++pass) {
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i) {
            state ^= state << 13U;  // xorshift (Marsaglia 2003)
            state ^= state >> 17U;
            state ^= state << 5U;
            if ((state & 1U) != 0) {
                ++odd;
                asm volatile("");  // keeps the branch a branch
            }
            sum += double(x[i] > y[i]);
        }
        out[0] = float(sum);
        asm volatile("" : : "r"(out) : "memory");
    }
    return double(odd);
}

template <template <int> class Maker, int... Copy>
constexpr std::array<LoopFunction, sizeof...(Copy)> table(std::integer_sequence<int, Copy...>)
{
    return {Maker<Copy>::function...};
}
template <int Copy>
struct Dot {
    static constexpr LoopFunction function = dotLoop<Copy>;
};
template <int Copy>
struct Stream {
    static constexpr LoopFunction function = streamLoop<Copy>;
};
template <int Copy>
struct Branch {
    static constexpr LoopFunction function = branchLoop<Copy>;
};

using Copies = std::make_integer_sequence<int, copies>;

struct Loop {
    std::string_view name;
    std::size_t elements;
    bool writesAll;  // one output an element, otherwise one number
    std::array<LoopFunction, copies> functions;
    double (*exact)(double x, double y);  // contribution or output of one element
};

const std::array<Loop, 3> loops{{
        {"dot", 4096, false, table<Dot>(Copies{}), [](double x, double y) { return x * y; }},
        {"stream", 16384, true, table<Stream>(Copies{}),
         [](double x, double y) { return 0.5 * x + y; }},
        {"branch", 4096, false, table<Branch>(Copies{}),
         [](double x, double y) { return x > y ? 1.0 : 0.0; }},
}};

// One pass over a buffer of the size of the last cache.
std::size_t cacheElements()
{
    const CacheSizes caches = cacheSizes();
    const double last = std::max({caches.l3Bytes, caches.l2Bytes, caches.l1Bytes});
    return std::size_t(std::min(last > 0 ? last : unknownCacheBytes, largestCacheBytes)
                       / sizeof(float));
}

const Loop &cacheLoop()
{
    static const Loop loop{"read", cacheElements(), false, table<Dot>(Copies{}),
                           [](double x, double y) { return x * y; }};
    return loop;
}

struct SelfVariant {
    kernels::Variant variant;
    LoopFunction function;
    int passes;
    std::size_t buffer = 0;
};

class SelfProblem : public kernels::Problem {
public:
    SelfProblem(const Loop &loop, std::vector<SelfVariant> variants, const kernels::Setup &setup,
                kernels::Memory &memory)
        : m_loop(loop), m_variants(std::move(variants)),
          m_x(memory.allocate<float>(kernels::BufferRole::Input, loop.elements)),
          m_y(memory.allocate<float>(kernels::BufferRole::Input, loop.elements)),
          m_out(memory.allocate<float>(kernels::BufferRole::Output,
                                       loop.writesAll ? loop.elements : 1))
    {
        std::mt19937_64 random(setup.seed);
        std::normal_distribution<float> normal;
        for (std::size_t i = 0; i < loop.elements; ++i) {
            m_x[i] = normal(random);
            m_y[i] = normal(random);
        }
    }

    void run(std::size_t variant) override
    {
        const SelfVariant &chosen = m_variants[variant];
        chosen.function(m_x.data(), m_y.data(), m_out.data(), m_x.size(), chosen.passes);
    }
    kernels::Work work(std::size_t variant) const override
    {
        const double n = double(m_loop.elements);
        return {2 * n * m_variants[variant].passes, 12 * n, false};
    }
    Result<kernels::Check> check(std::size_t, const kernels::Sampling &) override
    {
        double error = 0, sum = 0;
        for (std::size_t i = 0; i < m_x.size(); ++i) {
            const double exact = m_loop.exact(double(m_x[i]), double(m_y[i]));
            sum += exact;
            if (m_loop.writesAll) {
                error = std::max(error, std::fabs(double(m_out[i]) - exact));
            }
        }
        if (!m_loop.writesAll) {
            error = std::fabs(double(m_out[0]) - sum);
        }
        const double tolerance = m_loop.writesAll ? 1e-6 : 1e-6 * double(m_loop.elements);
        return kernels::Check{error <= tolerance, error, tolerance, "max abs"};
    }
    std::optional<double> limit(std::size_t) const override { return std::nullopt; }

private:
    const Loop &m_loop;
    std::vector<SelfVariant> m_variants;
    Buffer<float> m_x, m_y, m_out;
};

// Variants that differ in nothing but the buffer that they read.
class CacheProblem : public kernels::Problem {
public:
    CacheProblem(const Loop &loop, std::vector<SelfVariant> variants, const kernels::Setup &setup,
                 kernels::Memory &memory)
        : m_loop(loop), m_variants(std::move(variants)),
          m_out(memory.allocate<float>(kernels::BufferRole::Output, 1))
    {
        std::size_t buffers = 0;
        for (const SelfVariant &variant : m_variants) {
            buffers = std::max(buffers, variant.buffer + 1);
        }
        for (std::size_t i = 0; i < buffers; ++i) {
            m_read.push_back(memory.allocate<float>(kernels::BufferRole::Input, loop.elements));
            fill(m_read.back().span(), setup.seed + i);
        }
    }

    void run(std::size_t variant) override
    {
        const SelfVariant &chosen = m_variants[variant];
        const float *x = m_read[chosen.buffer].data();
        chosen.function(x, x, m_out.data(), m_loop.elements, chosen.passes);
    }
    kernels::Work work(std::size_t variant) const override
    {
        const double n = double(m_loop.elements);
        return {2 * n * m_variants[variant].passes, sizeof(float) * n, false};
    }
    Result<kernels::Check> check(std::size_t variant, const kernels::Sampling &) override
    {
        double exact = 0;
        for (const float x : m_read[m_variants[variant].buffer].span()) {
            exact += m_loop.exact(double(x), double(x));
        }
        const double error = std::fabs(double(m_out[0]) - exact) / exact;
        constexpr double tolerance = 1e-2;  // of millions of terms, added in fp32
        return kernels::Check{error <= tolerance, error, tolerance, "relative"};
    }
    std::optional<double> limit(std::size_t) const override { return std::nullopt; }

private:
    // Of few bits, so that filling costs little beside what is measured.
    static void fill(std::span<float> values, std::uint64_t seed)
    {
        std::mt19937_64 random(seed);
        for (float &value : values) {
            value = float(random() >> 56U) / 256;
        }
    }

    const Loop &m_loop;
    std::vector<SelfVariant> m_variants;
    std::vector<Buffer<float>> m_read;
    Buffer<float> m_out;
};

class SelfKernel : public kernels::Kernel {
public:
    SelfKernel(std::string_view kind, const Loop &loop) : m_loop(loop)
    {
        using kernels::Role;
        m_id = "self-" + std::string(kind) + '-' + std::string(loop.name);
        const auto &functions = loop.functions;
        if (kind == "floor") {
            for (std::size_t i = 0; i < functions.size(); ++i) {
                m_variants.push_back({{"copy-" + std::to_string(i), Role::Technique, ""},
                                      functions[i],
                                      plainPasses});
            }
        } else if (kind == "cache") {
            m_variants = {{{"own", Role::Baseline, ""}, functions[0], 1, 0},
                          {{"sharing", Role::Technique, ""}, functions[0], 1, 1},
                          {{"sharing-too", Role::Technique, ""}, functions[0], 1, 1}};
        } else if (kind == "same") {
            m_variants = {{{"first", Role::Baseline, ""}, functions[0], plainPasses},
                          {{"second", Role::Technique, ""}, functions[0], plainPasses}};
        } else {
            m_variants = {{{"delayed", Role::Baseline, ""}, functions[0], delayedPasses},
                          {{"plain", Role::Technique, ""}, functions[0], plainPasses}};
        }
        for (const SelfVariant &variant : m_variants) {
            m_described.push_back(variant.variant);
            if (m_described.size() > 1) {
                m_comparisons.push_back({m_described.front().id, variant.variant.id, "time", ""});
            }
        }
        const auto elements = std::int64_t(loop.elements);
        m_shapes = {{std::to_string(elements), {{"elements", elements}}, "", ""}};
    }

    std::string id() const override { return m_id; }
    std::string family() const override { return "self"; }
    const std::vector<kernels::Variant> &variants() const override { return m_described; }
    // Each variant after the first is compared with the first, so that all of them are timed.
    const std::vector<kernels::Comparison> &comparisons() const override { return m_comparisons; }
    const std::vector<kernels::Shape> &shapes(kernels::Preset) const override { return m_shapes; }
    const std::vector<kernels::Shape> &sweep() const override { return m_shapes; }
    const std::vector<kernels::Shape> &oddShapes() const override { return m_shapes; }
    Result<std::unique_ptr<kernels::Problem>> prepare(const kernels::Setup &setup,
                                                      kernels::Memory &memory) const override
    {
        if (m_loop.name == cacheLoop().name) {
            return std::make_unique<CacheProblem>(m_loop, m_variants, setup, memory);
        }
        return std::make_unique<SelfProblem>(m_loop, m_variants, setup, memory);
    }

private:
    const Loop &m_loop;
    std::string m_id;
    std::vector<SelfVariant> m_variants;
    std::vector<kernels::Variant> m_described;
    std::vector<kernels::Comparison> m_comparisons;
    std::vector<kernels::Shape> m_shapes;
};

const std::vector<SelfKernel> &selfKernels()
{
    static const std::vector<SelfKernel> all = [] {
        std::vector<SelfKernel> made;
        for (const std::string_view kind : {"floor", "same", "delay"}) {
            for (const Loop &loop : loops) {
                made.emplace_back(kind, loop);
            }
        }
        made.emplace_back("cache", cacheLoop());
        return made;
    }();
    return all;
}

}  // namespace

const kernels::Kernel *selfKernel(std::string_view id)
{
    for (const SelfKernel &kernel : selfKernels()) {
        if (kernel.id() == id) {
            return &kernel;
        }
    }
    return nullptr;
}

std::vector<std::string> selfKernelIds(std::string_view prefix)
{
    std::vector<std::string> out;
    for (const SelfKernel &kernel : selfKernels()) {
        if (kernel.id().starts_with(prefix)) {
            out.push_back(kernel.id());
        }
    }
    return out;
}

}  // namespace touchstone::measure
