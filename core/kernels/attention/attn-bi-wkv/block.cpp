#include "kernels/attention/attn-bi-wkv/block.h"

#include "kernels/blocks/device_gemm.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

namespace touchstone::kernels::attn_bi_wkv {

void Block::fill(std::uint64_t seed)
{
    fillInputs({{}, x.span(), w.span(), u.span()}, side, channels, seed);
    rng::fillNormal(weights.span(), 0.0F, 1.0F / std::sqrt(float(channels)), seed, 6);
    rng::fillUniform(shares.span(), 0.0F, 1.0F, seed, 7);
    if (onCpu) {
        for (std::size_t i = 0; i < weightCount; ++i) {
            linear.pack(weights.data() + i * square,
                        packedWeights.data() + i * linear.packedBytes());
        }
    }
}

void Block::declare(Forms &forms)
{
    const double products = 8 * double(count) * double(channels);
    const double pairs = double(frames) * double(tokens) * double(tokens);
    forms.add("attention-block")
            .reads(x, weights)
            .writes(out)
            .flops(products + attention::flops(pairs, channels))
            .dense()
            .run([this] { attend(); })
            .device([this](DeviceCopies &d) { attendOn(d); });
    // Exponentials are not counted: 20 for the scan, 9 for the three shifts, 3 for the gate.
    forms.add("wkv-block")
            .reads(x, weights, w, u, shares)
            .writes(out)
            .flops(products + 32 * double(count))
            .dense()
            .run([this] { scan(); })
            .device([this](DeviceCopies &d) { scanOn(d); });
}

double Block::heldBytes(Mixer mixer) const
{
    const std::size_t own = mixer == Attention ? packedKeys.size() : states.size();
    return double(sizeof(float))
           * double(x.size() + q.size() + k.size() + v.size() + mixed.size() + out.size() + own);
}

attention::Heads Block::heads() const
{
    return headsOf(q.data(), k.data(), v.data(), mixed.data(), frames, tokens, channels);
}

Sequence Block::sequence(std::size_t frame) const
{
    const std::size_t at = frame * tokens * channels;
    return {k.data() + at, v.data() + at, mixed.data() + at, w.data(), u.data(), tokens, channels};
}

// --- on the CPU

void Block::project(Weights which, const float *from, float *to) const
{
    linear.multiply(from, packedWeights.data() + which * linear.packedBytes(), to);
}

void Block::attend() const
{
    project(Query, x.data(), q.data());
    project(Key, x.data(), k.data());
    project(Value, x.data(), v.data());
    attendAll(heads(), attention::denseGroups(tokens, tokens), {}, packedKeys.data(), threads());
    project(Output, mixed.data(), out.data());
}

void Block::scan() const
{
    shift(Query);
    project(Query, mixed.data(), q.data());
    shift(Key);
    project(Key, mixed.data(), k.data());
    shift(Value);
    project(Value, mixed.data(), v.data());
    wkv(sequence(0), frames, Form::Scan, states.data(), threads());
    gate(q.data(), mixed.data(), count, threads());
    project(Output, mixed.data(), out.data());
}

void Block::shift(Weights which) const
{
    const float *share = shares.data() + which * channels;
    const std::size_t width = side, row = width * channels;
    parallelEach(threads(), frames * tokens, [&](std::size_t token) {
        const std::size_t column = token % width, line = token / width % width;
        const float *own = x.data() + token * channels;
        float *to = mixed.data() + token * channels;
        const std::array<std::pair<bool, const float *>, 4> neighbours{
                {{line > 0, own - row},
                 {line + 1 < width, own + row},
                 {column > 0, own - channels},
                 {column + 1 < width, own + channels}}};
        for (std::size_t part = 0; part < 4; ++part) {
            const auto [inside, other] = neighbours[part];
            const std::size_t end = (part + 1) * channels / 4;
            for (std::size_t c = part * channels / 4; c < end; ++c) {
                const float theirs = inside ? other[c] : 0.0F;
                to[c] = theirs + share[c] * (own[c] - theirs);
            }
        }
    });
}

// --- on a device

DeviceSources Block::deviceSources() const
{
    return {{"blocks/gemm.cl", "blocks/attention.cl", "attention/attn-bi-wkv/kernel.cl"},
            attention::attentionOptions(headSizeOf(channels))};
}

namespace {

// Rows and channels of the products of one block.
struct Products {
    DeviceCopies &d;
    std::size_t rows, channels;
    OpenClProgram::BufferId weights;

    void operator()(Block::Weights which, OpenClProgram::BufferId from,
                    OpenClProgram::BufferId to) const
    {
        deviceGemmNT(d, rows, channels, channels, {from, 0, channels},
                     {weights, which * channels * channels, channels}, {to, 0, channels});
    }
};

}  // namespace

void Block::attendOn(DeviceCopies &d) const
{
    const Products project{d, frames * tokens, channels, d[weights]};
    project(Query, d[x], d[q]);
    project(Key, d[x], d[k]);
    project(Value, d[x], d[v]);
    deviceAttend(d, {q, k, v, mixed}, heads(), tiles);
    project(Output, d[mixed], d[out]);
}

void Block::scanOn(DeviceCopies &d) const
{
    const Products project{d, frames * tokens, channels, d[weights]};
    for (const auto &[which, to] :
         {std::pair(Query, &q), std::pair(Key, &k), std::pair(Value, &v)}) {
        d.launch("shift", count, 64,
                 {d[x], d[shares], d[mixed], which * channels, side, channels, count});
        project(which, d[mixed], d[*to]);
    }
    d.launch("scan", frames * channels, 64,
             {d[k], d[v], d[w], d[u], d[mixed], d[states], tokens, channels, frames * channels});
    d.launch("gate", count, 64, {d[q], d[mixed], count});
    project(Output, d[mixed], d[out]);
}

}  // namespace touchstone::kernels::attn_bi_wkv
