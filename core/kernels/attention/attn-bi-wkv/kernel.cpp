// VRWKV-Editor (report 2025-10-15, paper 28): attention over image tokens replaced by a
// bidirectional WKV, per channel, with decay w, bonus u and T tokens:
//
//   o_t = [ sum_{i != t} e^{-(|t-i|-1) w/T + k_i} v_i + e^{u + k_t} v_t ] / [ the same without v ]
//
// What lies before t and what lies behind it are two decaying prefix sums, so two scans give all
// o_t in O(T C). Against it: tiled softmax attention over the same tokens, and the sums of all
// pairs. Frames are batches of their own, or one joint sequence.
#include "kernels/attention/attn-bi-wkv/oracle.h"
#include "kernels/blocks/attention_device.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/blocks/seeds.h"
#include "kernels/plain_kernel.h"

namespace touchstone::kernels::attn_bi_wkv {

namespace {

enum VariantIndex { Attention, QuadraticSum, RunningScan, ShiftedScan };

Form formOf(std::size_t variant)
{
    return variant == RunningScan   ? Form::Scan
           : variant == ShiftedScan ? Form::Shifted
                                    : Form::Quadratic;
}

class WkvProblem : public PortableProblem {
public:
    WkvProblem(const Setup &setup, Memory &memory);
    Result<> open(OpenClDevice &device)
    {
        return openOn(device, {"blocks/attention.cl", "attention/attn-bi-wkv/kernel.cl"},
                      attention::attentionOptions(m_headSize), m_q, m_k, m_v, m_w, m_u, m_out,
                      m_states, m_noOrder, m_tiles.tiles, m_tiles.ranges);
    }
    Work work(std::size_t variant) const override;
    Result<std::vector<Quality>> quality(const Setup &setup) override;
    // Grows with the number of tokens; what a machine can reach is bandwidth.
    std::optional<double> limit(std::size_t) const override { return std::nullopt; }

protected:
    void runOnCpu(std::size_t variant) override;
    void runOnDevice(DeviceCopies &d, std::size_t variant) override;
    Result<Check> checkOutputs(std::size_t variant) override;

private:
    void fill(std::uint64_t seed, std::size_t side, std::size_t frames);
    Sequence sequence(std::size_t batch) const
    {
        const std::size_t at = batch * m_tokens * m_channels;
        return {m_k.data() + at, m_v.data() + at, m_out.data() + at, m_w.data(),
                m_u.data(),      m_tokens,        m_channels};
    }
    attention::Heads heads() const
    {
        return {m_q.data(),   m_k.data(), m_v.data(),
                m_out.data(), m_batches,  m_channels / m_headSize,
                m_tokens,     m_headSize, m_tokens * m_channels,
                m_headSize,   m_channels};
    }
    double exactAttention(std::size_t batch, std::size_t t, std::size_t channel) const;
    double relativeError(std::size_t variant) const;

    std::size_t m_batches, m_tokens, m_channels, m_headSize;
    int m_threads;
    Buffer<float> m_q, m_k, m_v, m_out;  // [batches x tokens x channels]
    Buffer<float> m_w, m_u;              // [channels]
    Buffer<float> m_packed;              // attention
    Buffer<float> m_scratch;             // scans, one part a thread
    Buffer<float> m_states;              // scans on a device
    Buffer<std::int32_t> m_noOrder;
    attention::DeviceTiles m_tiles;
};

WkvProblem::WkvProblem(const Setup &setup, Memory &memory)
    : m_channels(std::size_t(setup.shape.at("channels"))), m_threads(setup.threads)
{
    const auto side = std::size_t(setup.shape.at("side"));
    const auto frames = std::size_t(setup.shape.at("frames"));
    const bool joint = setup.shape.at("joint") != 0;
    m_batches = joint ? 1 : frames;
    m_tokens = side * side * (joint ? frames : 1);
    m_headSize = m_channels % 64 == 0 ? 64 : m_channels;
    const std::size_t n = m_batches * m_tokens * m_channels;
    for (Buffer<float> *buffer : {&m_q, &m_k, &m_v}) {
        *buffer = memory.allocate<float>(BufferRole::Input, n);
    }
    for (Buffer<float> *buffer : {&m_w, &m_u}) {
        *buffer = memory.allocate<float>(BufferRole::Input, m_channels);
    }
    m_out = memory.allocate<float>(BufferRole::Output, n);
    const bool device = setup.device != nullptr;
    const auto scratch = [&](std::size_t count) {
        return memory.allocate<float>(BufferRole::Scratch, count);
    };
    m_packed = scratch(device ? 0 : attention::packedFloats(heads()));
    m_scratch = scratch(device ? 0 : std::size_t(m_threads) * scratchFloats(m_tokens));
    m_states = scratch(device ? 3 * n : 0);
    m_noOrder = memory.allocate<std::int32_t>(BufferRole::Input, 0);
    m_tiles = attention::DeviceTiles(attention::denseGroups(m_tokens, m_tokens), memory);
    fill(setup.seed, side, frames);
}

// v: an image, AR(1) with rho 0.9 along both axes of each frame; the rest has no structure.
void WkvProblem::fill(std::uint64_t seed, std::size_t side, std::size_t frames)
{
    constexpr float rho = 0.9F;
    const float fresh = std::sqrt(1 - rho * rho);
    rng::fillNormal(m_q.span(), 0.0F, 1.0F, seed, 1);
    rng::fillNormal(m_k.span(), 0.0F, 1.0F, seed, 2);
    rng::fillNormal(m_v.span(), 0.0F, 1.0F, seed, 3);
    rng::fillUniform(m_w.span(), 0.0F, 5.0F, seed, 4);
    rng::fillNormal(m_u.span(), 0.0F, 0.5F, seed, 5);
    const std::size_t row = side * m_channels;
    for (const std::size_t step : {m_channels, row}) {
        for (std::size_t i = 0; i < m_v.size(); ++i) {
            const std::size_t inFrame = i % (m_v.size() / frames);
            const bool first = step == row ? inFrame < row : inFrame % row < m_channels;
            m_v[i] = first ? m_v[i] : rho * m_v[i - step] + fresh * m_v[i];
        }
    }
}

void WkvProblem::runOnCpu(std::size_t variant)
{
    if (variant == Attention) {
        attention::attendAll(heads(), attention::denseGroups(m_tokens, m_tokens), {},
                             m_packed.data(), m_threads);
        return;
    }
    const std::size_t blocks = (m_channels + kLanes - 1) / kLanes;
    const auto workers = std::size_t(m_threads);
    parallelRows(m_threads, workers, [&](std::size_t first, std::size_t last) {
        for (std::size_t worker = first; worker < last; ++worker) {
            float *scratch = m_scratch.data() + worker * scratchFloats(m_tokens);
            for (std::size_t i = worker; i < m_batches * blocks; i += workers) {
                wkvBlock(sequence(i / blocks), i % blocks * kLanes, formOf(variant), scratch);
            }
        }
    });
}

void WkvProblem::runOnDevice(DeviceCopies &d, std::size_t variant)
{
    if (variant == Attention) {
        deviceAttend(d, {d[m_q], d[m_k], d[m_v], d[m_out]}, heads(), m_tiles, m_noOrder, false);
        return;
    }
    const char *kernel = variant == RunningScan   ? "scan"
                         : variant == ShiftedScan ? "scan_shifted"
                                                  : "quadratic";
    const std::size_t items = m_batches * m_channels;
    const std::size_t all = variant == QuadraticSum ? items * m_tokens : items;
    d.launch(kernel, {roundedUp(all, 64), 1}, {64, 1},
             {d[m_k], d[m_v], d[m_w], d[m_u], d[m_out], d[m_states], std::int32_t(m_tokens),
              std::int32_t(m_channels), std::int32_t(items)});
}

Work WkvProblem::work(std::size_t variant) const
{
    const auto tokens = double(m_tokens);
    const auto n = double(m_batches * m_channels) * tokens;
    if (variant == Attention) {
        return {attention::flops(tokens * tokens, m_channels) * double(m_batches),
                4 * n * sizeof(float), true};
    }
    // Multiplications and additions; exponentials are not counted.
    const double perOutput = variant == QuadraticSum ? 4 * tokens : 20;
    return {perOutput * n, 3 * n * sizeof(float), false};
}

double WkvProblem::exactAttention(std::size_t batch, std::size_t t, std::size_t channel) const
{
    const std::size_t base = batch * m_tokens * m_channels + channel / m_headSize * m_headSize;
    const auto row = [&](const Buffer<float> &from, std::size_t i) {
        return from.data() + base + i * m_channels;
    };
    double weighted = 0;
    double plain = 0;
    for (std::size_t i = 0; i < m_tokens; ++i) {
        double score = 0;
        for (std::size_t c = 0; c < m_headSize; ++c) {
            score += double(row(m_q, t)[c]) * row(m_k, i)[c];
        }
        const double weight = std::exp(score / std::sqrt(double(m_headSize)));
        weighted += weight * row(m_v, i)[channel % m_headSize];
        plain += weight;
    }
    return weighted / plain;
}

double WkvProblem::relativeError(std::size_t variant) const
{
    FrobeniusError error;
    for (const std::size_t batch : sample(m_batches, 3)) {
        for (const std::size_t t : sample(m_tokens, 11)) {
            for (const std::size_t channel : sample(m_channels, 7)) {
                const std::size_t at = (batch * m_tokens + t) * m_channels + channel;
                error.add(m_out[at], variant == Attention ? exactAttention(batch, t, channel)
                                                          : exactWkv(sequence(batch), t, channel));
            }
        }
    }
    return error.error();
}

Result<Check> WkvProblem::checkOutputs(std::size_t variant)
{
    const double error = relativeError(variant);
    return Check{error <= 1e-4, error, 1e-4, "relative Frobenius"};
}

// Bytes that the operator holds at once, without weights; and how exact the scans are.
Result<std::vector<Quality>> WkvProblem::quality(const Setup &setup)
{
    const auto n = double(m_batches * m_tokens * m_channels) * sizeof(float);
    const auto scores = double(m_batches * (m_channels / m_headSize)) * double(m_tokens)
                        * double(m_tokens) * sizeof(float);
    std::vector<Quality> figures{
            {"activation-bytes", "attention", 4 * n, std::nullopt, std::nullopt, "B"},
            {"activation-bytes", "scan", 3 * n, std::nullopt, std::nullopt, "B"},
            {"activation-bytes-with-scores", "attention", 4 * n + scores, std::nullopt,
             std::nullopt, "B"}};
    for (const auto &[variant, name] :
         {std::pair{RunningScan, "scan"}, {ShiftedScan, "scan-shifted"}}) {
        std::vector<double> errors;
        for (int i = 0; i < kQualitySeeds; ++i) {
            Setup own = setup;
            own.shape = {"", {{"side", 16}, {"frames", 1}, {"channels", 32}, {"joint", 0}}};
            own.seed = setup.seed + std::uint64_t(i);
            own.device = nullptr;
            Memory memory;
            WkvProblem problem(own, memory);
            problem.run(std::size_t(variant));
            errors.push_back(problem.relativeError(std::size_t(variant)));
        }
        figures.push_back(meanOverSeeds("output-error", name, errors, ""));
    }
    return figures;
}

class AttnBiWkv : public PlainKernel {
public:
    std::string id() const override { return "attn-bi-wkv"; }
    std::string family() const override { return "attention"; }
    bool supports(DeviceKind) const override { return true; }

    std::vector<Variant> variants() const override
    {
        return {{"attention", Role::Baseline},
                {"quadratic", Role::Naive},
                {"scan", Role::Technique},
                {"scan-shifted", Role::Technique}};
    }
    std::vector<Comparison> comparisons() const override
    {
        return {{"attention", "scan"},
                {"attention", "scan-shifted"},
                {"quadratic", "scan"},
                {"scan", "scan-shifted"},
                {"attention", "scan", "activation-bytes"}};
    }
    std::vector<Shape> shapes(Preset preset) const override
    {
        switch (preset) {
        case Preset::Small:
            return {shape(16, 8, 320, false)};
        case Preset::Medium:
            return {shape(32, 8, 320, false), shape(32, 8, 64, true)};
        case Preset::Large:
            return {shape(64, 4, 320, false)};
        }
        return {};
    }
    std::vector<Shape> sweep() const override
    {
        return {shape(8, 1, 320, false), shape(16, 1, 320, false), shape(32, 1, 320, false),
                shape(64, 1, 320, false)};
    }
    std::vector<Shape> oddShapes() const override
    {
        return {shape(1, 3, 5, false), shape(5, 2, 67, false), shape(7, 3, 40, true),
                shape(9, 1, 128, false)};
    }
    Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup, Memory &memory) const override
    {
        return prepareOn(setup, std::make_unique<WkvProblem>(setup, memory));
    }

private:
    static Shape shape(std::int64_t side, std::int64_t frames, std::int64_t channels, bool joint)
    {
        const std::string label = std::to_string(side) + "x" + std::to_string(side) + " frames "
                                  + std::to_string(frames) + (joint ? " joint" : "") + " channels "
                                  + std::to_string(channels);
        return {label,
                {{"side", side},
                 {"frames", frames},
                 {"channels", channels},
                 {"joint", joint ? 1 : 0}}};
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return adapted(std::make_unique<AttnBiWkv>());
}

}  // namespace touchstone::kernels::attn_bi_wkv
