// HilbertA (report 2025-10-15, paper 17): attention of an image model in tiles of a Hilbert curve.
//
//   order    image tokens are permuted once along a Hilbert curve, so that near places are near in
//            memory; text follows
//   tile     the order is cut into t contiguous tiles; a query sees its tile and the text
//   shared   and a central square, a quarter of the side, whose tokens see everything themselves
//   slide    from layer to layer the boundaries move by a quarter of a tile, so that tiles mix
//
// Against it: dense tiled attention, tiles of the same size in raster order, and the same squares
// gathered from raster memory in every call. "hilbert-permute" pays the permutation in every call.
#include "kernels/attention/attn-hilbert-tiles/quality.h"
#include "kernels/blocks/attention_device.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/plain_kernel.h"

namespace touchstone::kernels::attn_hilbert_tiles {

namespace {

using attention::Groups;

enum VariantIndex {
    Dense,
    RasterTiles,
    WindowGather,
    Hilbert,
    HilbertShared,
    HilbertSlide,
    HilbertPermute
};
constexpr std::size_t kVariants = 7;

Mask maskOf(std::size_t variant)
{
    constexpr std::array masks{Mask::Dense,        Mask::RasterTiles,   Mask::HilbertShared,
                               Mask::HilbertTiles, Mask::HilbertShared, Mask::HilbertSlide,
                               Mask::HilbertShared};
    return masks[variant];
}

// Variants whose buffers lie in Hilbert order; the others' lie in raster order.
bool reordered(std::size_t variant)
{
    return variant == Hilbert || variant == HilbertShared || variant == HilbertSlide;
}

class HilbertProblem : public PortableProblem {
public:
    HilbertProblem(const Setup &setup, Memory &memory);
    Result<> open(OpenClDevice &device);

    Work work(std::size_t variant) const override
    {
        const auto n = double(m_image.tokens() * m_heads);
        return {double(m_heads) * attention::flops(attention::pairs(m_groups[variant]), m_size),
                4 * n * double(m_size) * sizeof(float), true};
    }
    Result<std::vector<Quality>> quality(const Setup &setup) override { return tileQuality(setup); }
    // Pairs of the dense softmax over those that are computed.
    std::optional<double> limit(std::size_t comparison) const override
    {
        constexpr std::array techniques{HilbertShared, HilbertSlide, Hilbert, HilbertPermute};
        if (comparison >= techniques.size()) {
            return std::nullopt;
        }
        return attention::pairs(m_groups[Dense])
               / attention::pairs(m_groups[techniques[comparison]]);
    }

protected:
    void runOnCpu(std::size_t variant) override;
    void runOnDevice(DeviceCopies &d, std::size_t variant) override;
    Result<Check> checkOutputs(std::size_t variant) override;

private:
    // Tensors [heads x tokens x size].
    struct Tensors {
        Buffer<float> q, k, v, out;
    };
    void fill(std::uint64_t seed);
    void permute(const Buffer<float> &from, const Buffer<float> &to, bool back) const;
    attention::Heads heads(const Tensors &tensors, const Buffer<float> &out) const;
    void attendOnDevice(DeviceCopies &d, const Tensors &tensors, const Buffer<float> &out,
                        std::size_t variant) const;

    Image m_image;
    std::size_t m_heads, m_size;
    int m_threads;
    Tensors m_raster, m_hilbert, m_permuted;  // m_permuted: scratch of HilbertPermute
    Buffer<float> m_out;                      // in the order of the variant
    Buffer<float> m_packed;
    Buffer<std::int32_t> m_order;  // token at each place of the curve
    std::array<Groups, kVariants> m_groups;
    std::array<attention::DeviceTiles, kVariants> m_tiles;
};

HilbertProblem::HilbertProblem(const Setup &setup, Memory &memory)
    : m_image{std::size_t(setup.shape.at("side")), std::size_t(setup.shape.at("text")),
              std::size_t(setup.shape.at("tiles"))},
      m_heads(std::size_t(setup.shape.at("heads"))), m_size(std::size_t(setup.shape.at("size"))),
      m_threads(setup.threads)
{
    const std::size_t n = m_heads * m_image.tokens() * m_size;
    for (Tensors *tensors : {&m_raster, &m_hilbert}) {
        for (Buffer<float> *buffer : {&tensors->q, &tensors->k, &tensors->v}) {
            *buffer = memory.allocate<float>(BufferRole::Input, n);
        }
    }
    for (Buffer<float> *buffer : {&m_permuted.q, &m_permuted.k, &m_permuted.v, &m_permuted.out}) {
        *buffer = memory.allocate<float>(BufferRole::Scratch, n);
    }
    m_out = memory.allocate<float>(BufferRole::Output, n);
    m_packed = memory.allocate<float>(BufferRole::Scratch,
                                      attention::packedFloats(heads(m_raster, m_out)));
    m_order = memory.allocate<std::int32_t>(BufferRole::Input, m_image.tokens());
    const auto curve = hilbertOrder(m_image);
    std::copy(curve.begin(), curve.end(), m_order.data());
    const Pattern shared{true, 0};
    const auto inCurve = tileGroups(m_image, curve, shared);
    m_groups = {attention::denseGroups(m_image.tokens(), m_image.tokens()),
                tileGroups(m_image, rasterOrder(m_image), shared),
                inCurve,
                tileGroups(m_image, curve, {false, 0}),
                inCurve,
                tileGroups(m_image, curve, {true, m_image.tileSize() / 4}),
                inCurve};
    for (std::size_t v = 0; v < kVariants; ++v) {
        m_tiles[v] = attention::DeviceTiles(m_groups[v], memory);
    }
    fill(setup.seed);
}

void HilbertProblem::fill(std::uint64_t seed)
{
    const std::size_t n = m_image.tokens() * m_size;
    for (std::size_t h = 0; h < m_heads; ++h) {
        fillPositional(m_image, m_size, 0.1, seed * 64 + h, m_raster.q.span().subspan(h * n, n),
                       m_raster.k.span().subspan(h * n, n));
    }
    rng::fillNormal(m_raster.v.span(), 0.0F, 1.0F, seed, 4);
    permute(m_raster.q, m_hilbert.q, false);
    permute(m_raster.k, m_hilbert.k, false);
    permute(m_raster.v, m_hilbert.v, false);
}

// to[i] = from[order[i]], or back.
void HilbertProblem::permute(const Buffer<float> &from, const Buffer<float> &to, bool back) const
{
    const std::size_t tokens = m_image.tokens();
    parallelRows(m_threads, m_heads * tokens, [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            const std::size_t other = row / tokens * tokens + std::size_t(m_order[row % tokens]);
            const std::size_t source = back ? row : other;
            const std::size_t target = back ? other : row;
            std::copy_n(from.data() + source * m_size, m_size, to.data() + target * m_size);
        }
    });
}

attention::Heads HilbertProblem::heads(const Tensors &t, const Buffer<float> &out) const
{
    return {t.q.data(), t.k.data(),       t.v.data(), out.data(), 1,
            m_heads,    m_image.tokens(), m_size,     0,          m_image.tokens() * m_size,
            m_size};
}

void HilbertProblem::runOnCpu(std::size_t variant)
{
    if (variant == HilbertPermute) {
        permute(m_raster.q, m_permuted.q, false);
        permute(m_raster.k, m_permuted.k, false);
        permute(m_raster.v, m_permuted.v, false);
        attendAll(heads(m_permuted, m_permuted.out), m_groups[variant], {}, m_packed.data(),
                  m_threads);
        permute(m_permuted.out, m_out, true);
        return;
    }
    const std::span<const std::int32_t> gather =
            variant == WindowGather ? m_order.span() : std::span<std::int32_t>();
    attendAll(heads(reordered(variant) ? m_hilbert : m_raster, m_out), m_groups[variant], gather,
              m_packed.data(), m_threads);
}

Result<> HilbertProblem::open(OpenClDevice &device)
{
    auto opened = openOn(device, {"blocks/attention.cl", "attention/attn-hilbert-tiles/kernel.cl"},
                         attention::attentionOptions(m_size), m_raster.q, m_raster.k, m_raster.v,
                         m_hilbert.q, m_hilbert.k, m_hilbert.v, m_permuted.q, m_permuted.k,
                         m_permuted.v, m_permuted.out, m_out, m_order);
    for (const attention::DeviceTiles &tiles : m_tiles) {
        opened = opened ? addToDevice(tiles.tiles, tiles.ranges) : opened;
    }
    return opened;
}

void HilbertProblem::attendOnDevice(DeviceCopies &d, const Tensors &t, const Buffer<float> &out,
                                    std::size_t variant) const
{
    deviceAttend(d, {d[t.q], d[t.k], d[t.v], d[out]}, heads(t, out), m_tiles[variant], m_order,
                 variant == WindowGather);
}

void HilbertProblem::runOnDevice(DeviceCopies &d, std::size_t variant)
{
    if (variant != HilbertPermute) {
        attendOnDevice(d, reordered(variant) ? m_hilbert : m_raster, m_out, variant);
        return;
    }
    const auto permuteOn = [&](const Buffer<float> &from, const Buffer<float> &to, bool back) {
        d.launch("permute", {roundedUp(from.size(), 64), 1}, {64, 1},
                 {d[from], d[to], d[m_order], std::int32_t(back), std::int32_t(m_image.tokens()),
                  std::int32_t(m_size), std::int32_t(from.size())});
    };
    permuteOn(m_raster.q, m_permuted.q, false);
    permuteOn(m_raster.k, m_permuted.k, false);
    permuteOn(m_raster.v, m_permuted.v, false);
    attendOnDevice(d, m_permuted, m_permuted.out, variant);
    permuteOn(m_permuted.out, m_out, true);
}

Result<Check> HilbertProblem::checkOutputs(std::size_t variant)
{
    FrobeniusError error;
    const std::size_t n = m_image.tokens() * m_size;
    for (std::size_t h = 0; h < m_heads; ++h) {
        for (const std::size_t token : sample(m_image.tokens(), m_image.side > 32 ? 13 : 53)) {
            const auto exact =
                    exactQuery(m_image, maskOf(variant), token, m_size, m_raster.q.data() + h * n,
                               m_raster.k.data() + h * n, m_raster.v.data() + h * n);
            const bool moved = reordered(variant) && token < m_image.pixels();
            const std::size_t row =
                    moved ? hilbertIndex(m_image.side, token % m_image.side, token / m_image.side)
                          : token;
            for (std::size_t c = 0; c < m_size; ++c) {
                error.add(m_out[h * n + row * m_size + c], exact.out[c]);
            }
        }
    }
    return error.check(1e-4);
}

class AttnHilbertTiles : public PlainKernel {
public:
    std::string id() const override { return "attn-hilbert-tiles"; }
    std::string family() const override { return "attention"; }
    bool supports(DeviceKind) const override { return true; }

    std::vector<Variant> variants() const override
    {
        return {{"dense", Role::Baseline},           {"raster-tiles", Role::Baseline},
                {"window-gather", Role::Baseline},   {"hilbert", Role::Technique},
                {"hilbert-shared", Role::Technique}, {"hilbert-slide", Role::Technique},
                {"hilbert-permute", Role::Technique}};
    }
    std::vector<Comparison> comparisons() const override
    {
        return {{"dense", "hilbert-shared"},
                {"dense", "hilbert-slide"},
                {"dense", "hilbert"},
                {"dense", "hilbert-permute"},
                {"raster-tiles", "hilbert-shared"},
                {"window-gather", "hilbert-shared"}};
    }
    std::vector<Shape> shapes(Preset preset) const override
    {
        switch (preset) {
        case Preset::Small:
            return {shape(32, 128, 16, 2, 64)};
        case Preset::Medium:
            return {shape(64, 512, 16, 3, 64)};
        case Preset::Large:
            return {shape(128, 512, 16, 1, 128)};
        }
        return {};
    }
    std::vector<Shape> sweep() const override
    {
        return {shape(16, 512, 16, 1, 64), shape(32, 512, 16, 1, 64), shape(64, 512, 16, 1, 64),
                shape(128, 512, 16, 1, 64)};
    }
    std::vector<Shape> oddShapes() const override
    {
        return {shape(4, 13, 4, 3, 33), shape(8, 5, 4, 1, 17), shape(16, 67, 16, 2, 40)};
    }
    Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup, Memory &memory) const override
    {
        return prepareOn(setup, std::make_unique<HilbertProblem>(setup, memory));
    }

private:
    static Shape shape(std::int64_t side, std::int64_t text, std::int64_t tiles, std::int64_t heads,
                       std::int64_t size)
    {
        const std::string label = std::to_string(side) + "x" + std::to_string(side) + "+"
                                  + std::to_string(text) + " tiles " + std::to_string(tiles)
                                  + " heads " + std::to_string(heads) + " size "
                                  + std::to_string(size);
        return {label,
                {{"side", side},
                 {"text", text},
                 {"tiles", tiles},
                 {"heads", heads},
                 {"size", size}}};
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return adapted(std::make_unique<AttnHilbertTiles>());
}

}  // namespace touchstone::kernels::attn_hilbert_tiles
