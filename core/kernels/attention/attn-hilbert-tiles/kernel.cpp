// HilbertA (report 2025-10-15, paper 17): attention of an image model in tiles of a Hilbert curve.
//
//   order    image tokens are permuted once along a Hilbert curve, so that near places are near in
//            memory; text follows
//   tile     the order is cut into t contiguous tiles; a query sees its tile and the text
//   shared   and a central square, a quarter of the side, whose tokens see everything themselves
//   slide    from layer to layer the boundaries move by a quarter of a tile, so that tiles mix
//
// Against it: dense tiled attention, tiles of the same size in raster order, and the same squares
// gathered from raster memory in every call. "hilbert-permute" permutes in every call.
#include "kernels/attention/attn-hilbert-tiles/quality.h"
#include "kernels/blocks/attention_device.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"

namespace touchstone::kernels::attn_hilbert_tiles {

namespace {

using Tensors = attention::HeadBuffers;  // [heads x tokens x size]

struct TiledAttention final : Operation {
    Dim side{*this, "side"}, text{*this, "text"}, tileCount{*this, "tiles"};
    Dim headCount{*this, "heads"}, size{*this, "size"};
    Image image{side, text, tileCount};
    std::size_t count = headCount * image.tokens() * size;
    In<float> q{*this, count}, k{*this, count}, v{*this, count};
    In<float> curveQ{*this, count}, curveK{*this, count}, curveV{*this, count};
    In<std::int32_t> order{*this, image.tokens()};  // token at each position of the curve
    Out<float> out{*this, count};                   // in the order of the form's layout
    Scratch<float> ownQ{*this, count}, ownK{*this, count}, ownV{*this, count}, ownOut{*this, count};
    Tensors raster{q, k, v, out}, hilbert{curveQ, curveK, curveV, out};
    Tensors permuted{ownQ, ownK, ownV, ownOut};
    Scratch<float> packed{*this, attention::packedFloats(heads(raster))};
    Permutation alongCurve{order, headCount, image.tokens(), size, threads()};
    std::array<attention::Groups, variantList.size()> groups;
    std::array<attention::DeviceTiles, variantList.size()> tiles;

    using Operation::Operation;

    Result<> prepare() override
    {
        const std::uint64_t seed = setup().seed;
        const auto curve = hilbertOrder(image);
        std::copy(curve.begin(), curve.end(), order.data());
        for (std::size_t form = 0; form < variantList.size(); ++form) {
            groups[form] = groupsOf(image, variantList[form].mask);
            tiles[form] = attention::DeviceTiles(groups[form], memory());
        }
        const std::size_t n = image.tokens() * size;
        for (std::size_t h = 0; h < headCount; ++h) {
            if (setup().stop.stop_requested()) {
                return cancelled();
            }
            fillPositional(image, size, {}, seed * 64 + h, q.span().subspan(h * n, n),
                           k.span().subspan(h * n, n));
        }
        rng::fillNormal(v.span(), 0.0F, 1.0F, seed, 4);
        permuteInputs(hilbert, nullptr);
        return {};
    }
    void declare(Forms &forms) override
    {
        for (std::size_t form = 0; form < variantList.size(); ++form) {
            const bool onCurve = variantList[form].layout == Layout::Hilbert;
            const Tensors &read = onCurve ? hilbert : raster;
            forms.add(variantList[form].id)
                    .reads(read.q, read.k, read.v)
                    .writes(out)
                    .flops(double(headCount) * attention::flops(pairs(groups[form]), size))
                    .dense()
                    .run([this, form] { attend(form, nullptr); })
                    .device([this, form](DeviceCopies &d) { attend(form, &d); });
        }
    }
    DeviceSources deviceSources() const override
    {
        return {{"blocks/attention.cl", "attention/attn-hilbert-tiles/kernel.cl"},
                attention::attentionOptions(size)};
    }

    // A token of a head.
    std::size_t units(std::size_t) const override { return headCount * image.tokens(); }
    std::size_t sampledUnits(std::size_t) const override { return 53; }
    void exact(std::size_t form, std::size_t unit, Expected &expected) const override
    {
        const std::size_t token = unit % image.tokens();
        const std::size_t head = unit / image.tokens() * image.tokens();
        const std::size_t from = head * size;
        const auto right = exactQuery(image, variantList[form].mask, token, size, q.data() + from,
                                      k.data() + from, v.data() + from);
        const bool moved = variantList[form].layout == Layout::Hilbert && token < image.pixels();
        const std::size_t row = moved ? hilbertIndex(side, token % side, token / side) : token;
        for (std::size_t c = 0; c < size; ++c) {
            expected.at(out, (head + row) * size + c, right.out[c]);
        }
    }
    double tolerance(std::size_t) const override { return 1e-4; }
    // Pairs of the dense softmax over those that are computed; nothing between two patterns.
    std::optional<double> ratioLimit(const RatioOf &r) const override
    {
        return variantList[r.baseline].mask == Mask::Dense
                       ? std::optional(workOf(r.baseline).flops / workOf(r.technique).flops)
                       : std::nullopt;
    }

    attention::Heads heads(const Tensors &t) const
    {
        return {t.q.data(),     t.k.data(), t.v.data(), t.out.data(),          1,   headCount,
                image.tokens(), size,       0,          image.tokens() * size, size};
    }
    // On the CPU where there is no device, else enqueued there.
    void attend(std::size_t form, DeviceCopies *device) const
    {
        const Layout layout = variantList[form].layout;
        const bool moves = layout == Layout::Permuted, gathers = layout == Layout::Gathered;
        const Tensors &t = moves ? permuted : layout == Layout::Hilbert ? hilbert : raster;
        if (moves) {
            permuteInputs(t, device);
        }
        const auto gathered = gathers ? Buffer<std::int32_t>(order) : Buffer<std::int32_t>();
        if (device) {
            deviceAttend(*device, t, heads(t), tiles[form], gathered);
        } else {
            const auto rows = gathers ? gathered.span() : std::span<std::int32_t>();
            attendAll(heads(t), groups[form], rows, packed.data(), threads());
        }
        if (moves) {
            permute(alongCurve, t.out, out, true, device);
        }
    }
    void permuteInputs(const Tensors &to, DeviceCopies *device) const
    {
        permute(alongCurve, q, to.q, false, device);
        permute(alongCurve, k, to.k, false, device);
        permute(alongCurve, v, to.v, false, device);
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("attn-hilbert-tiles", {{"attention", operation<TiledAttention>}}, tileQuality);
}

}  // namespace touchstone::kernels::attn_hilbert_tiles
