// Residual linear attention (report 2025-10-15, paper 13). A state S of linear attention predicts
// v_t by S_{t-1}^T k_t before it sees it; a second state R learns what is left over:
//
//   RLA   S_t = a_t S_{t-1} + b_t k_t v_t^T,   r_t = clip(v_t - S_{t-1}^T k_t)
//         R_t = a_t R_{t-1} + g_t k_t r_t^T,   o_t = a_t S_{t-1}^T q_t + g_t R_t^T q_t
//   RDN   the same with both states under the delta rule: S_{t-1} becomes (I - b_t k_t k_t^T)
//         S_{t-1}, and R_{t-1} becomes (I - g_t k_t k_t^T) R_{t-1}
//
// Against it: the same state alone; two states with the same values and a decay of each, since the
// residual doubles the state; and causal softmax attention. All states in chunks by blocks/
// delta_state.h, those of the technique token by token as well. Residuals are clipped to [-1, 1].
#include "kernels/attention/attn-residual-linear/mixers.h"
#include "kernels/attention/attn-residual-linear/quality.h"
#include "kernels/blocks/attention_device.h"
#include "kernels/blocks/attention_oracle.h"
#include "kernels/blocks/delta_state_device.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::attn_residual_linear {

namespace {

using delta::Order;
using delta::Rule;

// Rows of unit length.
void normalise(std::span<float> rows, std::size_t size)
{
    for (std::size_t at = 0; at < rows.size(); at += size) {
        double square = 0;
        for (std::size_t c = 0; c < size; ++c) {
            square += double(rows[at + c]) * rows[at + c];
        }
        for (std::size_t c = 0; c < size; ++c) {
            rows[at + c] = float(rows[at + c] / std::sqrt(square));
        }
    }
}

struct Mixing final : Operation {
    Dim tokens{*this, "tokens"}, heads{*this, "heads"}, size{*this, "size"};
    std::size_t count = tokens * heads * size, row = heads * size, gateCount = tokens * heads;
    delta::Sizes sizes{size, size};
    std::size_t stateSize = delta::stateFloats(sizes);
    std::size_t blockSize = delta::chunkTokens * size;
    bool onCpu = setup().device == nullptr;
    In<float> q{*this, count}, k{*this, count}, v{*this, count};  // [tokens x heads x size]
    // Of each token and head: the decay, that of the second of two equal states, b and g.
    In<float> decay{*this, gateCount}, otherDecay{*this, gateCount};
    In<float> strength{*this, gateCount}, secondStrength{*this, gateCount};
    Out<float> out{*this, count};
    attention::Groups groups = attention::causalGroups(tokens);
    attention::DeviceTiles tiles{groups, memory()};
    Scratch<float> packed{*this, onCpu ? attention::packedFloats(headsOf()) : 0};
    Scratch<float> states{*this, onCpu ? heads * 2 * stateSize : 0};
    std::size_t workSize = delta::scratchFloats(sizes) + 3 * blockSize;  // of a thread
    Scratch<float> work{*this, onCpu ? std::size_t(threads()) * workSize : 0};
    // On a device, of all tokens: predictions, then residuals; and what each state reads.
    Scratch<float> residuals{*this, onCpu ? 0 : count};
    Scratch<float> first{*this, onCpu ? 0 : count}, second{*this, onCpu ? 0 : count};

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        rng::fillNormal(q.span(), 0.0F, 1.0F, seed, 1);
        rng::fillNormal(k.span(), 0.0F, 1.0F, seed, 2);
        rng::fillNormal(v.span(), 0.0F, 1.0F, seed, 3);
        normalise(q.span(), size);
        normalise(k.span(), size);
        rng::fillUniform(decay.span(), 0.9F, 1.0F, seed, 4);
        rng::fillUniform(otherDecay.span(), 0.99F, 1.0F, seed, 5);
        rng::fillUniform(strength.span(), 0.1F, 0.9F, seed, 6);
        rng::fillUniform(secondStrength.span(), 0.1F, 0.9F, seed, 7);
    }
    void declare(Forms &forms) override
    {
        forms.add("attention")
                .reads(q, k, v)
                .writes(out)
                .flops(double(heads) * attention::flops(attention::pairs(groups), size))
                .dense()
                .run([this] { attendAll(headsOf(), groups, {}, packed.data(), threads()); })
                .device([this](DeviceCopies &d) {
                    deviceAttend(d, {q, k, v, out}, headsOf(), tiles);
                });
        for (const Mixer &mixer : mixers) {
            Form &form = forms.add(mixer.id).reads(q, k, v, decay, strength).writes(out);
            if (mixer.second == Second::Values) {
                form.reads(otherDecay);
            }
            if (mixer.second != Second::None) {
                form.reads(secondStrength);
            }
            form.flops(double(gateCount) * flopsOf(mixer))
                    .dense()
                    .run([this, &mixer] { mix(mixer); })
                    .device([this, &mixer](DeviceCopies &d) { mixOn(d, mixer); });
        }
    }
    DeviceSources deviceSources() const override
    {
        return {{"blocks/attention.cl", "blocks/delta_state.cl", "blocks/delta_state.cl",
                 "attention/attn-residual-linear/kernel.cl"},
                attention::attentionOptions(size) + " " + delta::stateOptions(size)};
    }

    // Of attention a token of a head, otherwise a column of a head's values.
    std::size_t units(std::size_t form) const override
    {
        return form == attentionForm ? tokens * heads : heads * size;
    }
    std::size_t sampledUnits(std::size_t form) const override
    {
        return form == attentionForm ? 33 : 9;
    }
    void exact(std::size_t form, std::size_t unit, Expected &expected) const override
    {
        if (form == attentionForm) {
            const std::size_t at = unit * size, head = unit % heads, token = unit / heads;
            const attention::ExactKeys keys{k.data() + head * size, v.data() + head * size, tokens,
                                            size, row};
            const auto right = attention::exactOutput(q.data() + at, keys,
                                                      [&](std::size_t i) { return i <= token; });
            for (std::size_t c = 0; c < size; ++c) {
                expected.at(out, at + c, right[c]);
            }
            return;
        }
        exactColumn(mixers[form - 1], unit / size, unit % size, expected);
    }
    double tolerance(std::size_t) const override { return 1e-4; }

    attention::Heads headsOf() const
    {
        return {q.data(), k.data(), v.data(), out.data(), 1, heads, tokens, size, 0, size, row};
    }
    double flopsOf(const Mixer &m) const
    {
        const bool residual = m.second == Second::Residuals;
        const double one = delta::flops(m.order, m.rule, sizes, residual, true);
        return m.second == Second::None
                       ? one
                       : one + delta::flops(m.order, m.rule, sizes, false, true) + 4.0 * size;
    }

    // --- on the CPU, head by head

    void mix(const Mixer &mixer) const
    {
        parallelItems(threads(), heads, [&](std::size_t head, std::size_t thread) {
            float *state = states.data() + head * 2 * stateSize;
            float *own = work.data() + thread * workSize;
            std::fill_n(state, mixer.states() * stateSize, 0.0F);
            for (std::size_t t = 0; t < tokens; t += delta::chunkTokens) {
                mixBlock(mixer, head, t, std::min(delta::chunkTokens, tokens - t), state, own);
            }
        });
    }
    delta::Tokens tokensAt(std::size_t head, std::size_t token, std::size_t n) const
    {
        const std::size_t at = token * row + head * size, gate = token * heads + head;
        return {n,   q.data() + at,       k.data() + at,          row,  v.data() + at,
                row, decay.data() + gate, strength.data() + gate, heads};
    }
    // own: three blocks of rows, then the scratch of the states.
    void mixBlock(const Mixer &mixer, std::size_t head, std::size_t token, std::size_t n,
                  float *state, float *own) const
    {
        const bool residual = mixer.second == Second::Residuals;
        float *readFirst = own, *readSecond = own + blockSize, *left = own + 2 * blockSize;
        float *scratch = own + 3 * blockSize;
        delta::Tokens of = tokensAt(head, token, n);
        const auto advanceOne = [&](float *s, const delta::Reads &reads) {
            delta::advance(mixer.order, mixer.rule, sizes, of, s, reads, scratch);
        };
        float *to = out.data() + token * row + head * size;
        if (mixer.second == Second::None) {
            advanceOne(state, {nullptr, nullptr, to, row});
            return;
        }
        const std::size_t gate = token * heads + head;
        if (residual) {
            advanceOne(state, {left, readFirst, nullptr, size});
            clipResiduals(of, left);
            of.v = left;
            of.valueStride = size;
        } else {
            advanceOne(state, {nullptr, nullptr, readFirst, size});
            of.decay = otherDecay.data() + gate;
        }
        of.strength = secondStrength.data() + gate;
        advanceOne(state + stateSize, {nullptr, nullptr, readSecond, size});
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t at = gate + i * heads;
            const float a = residual ? decay[at] : 1.0F, g = residual ? secondStrength[at] : 1.0F;
            for (std::size_t c = 0; c < size; ++c) {
                to[i * row + c] = a * readFirst[i * size + c] + g * readSecond[i * size + c];
            }
        }
    }
    // left: predictions, replaced by what they leave.
    void clipResiduals(const delta::Tokens &of, float *left) const
    {
        for (std::size_t i = 0; i < of.count; ++i) {
            for (std::size_t c = 0; c < size; ++c) {
                float &value = left[i * size + c];
                value = std::clamp(of.v[i * of.valueStride + c] - value, float(-clip), float(clip));
            }
        }
    }

    // --- on a device, all tokens at once

    void mixOn(DeviceCopies &d, const Mixer &mixer) const
    {
        const bool residual = mixer.second == Second::Residuals;
        const delta::Strides rows{size, row}, gates{1, heads};
        delta::DeviceState state{.rule = mixer.rule,
                                 .sizes = sizes,
                                 .tokens = tokens,
                                 .heads = heads,
                                 .q = q,
                                 .k = k,
                                 .v = v,
                                 .decay = decay,
                                 .strength = strength,
                                 .queries = rows,
                                 .keys = rows,
                                 .values = rows,
                                 .gates = gates,
                                 .reads = rows};
        if (mixer.second == Second::None) {
            state.after = out;
            deviceAdvance(d, mixer.order, state);
            return;
        }
        delta::DeviceState other = state;
        (residual ? state.before : state.after) = first;
        if (residual) {
            state.predicted = residuals;
            other.v = residuals;
        } else {
            other.decay = otherDecay;
        }
        other.strength = secondStrength;
        other.after = second;
        deviceAdvance(d, mixer.order, state);
        if (residual) {
            d.launch("residual", count, 64, {d[v], d[residuals], float(clip), count});
        }
        deviceAdvance(d, mixer.order, other);
        d.launch("combine", count, 64,
                 {d[first], d[second], d[decay], d[secondStrength], d[out], std::int32_t(residual),
                  size, count});
    }

    // --- the oracle: the formula above for one column of the values, whose state is a vector

    struct ExactState {
        Rule rule;
        std::vector<double> s;

        double with(const float *x) const
        {
            double sum = 0;
            for (std::size_t i = 0; i < s.size(); ++i) {
                sum += s[i] * x[i];
            }
            return sum;
        }
        void take(double a, double b, const float *key, double value)
        {
            const double erased = rule == Rule::Delta ? b * with(key) : 0;
            for (std::size_t i = 0; i < s.size(); ++i) {
                s[i] = a * (s[i] - erased * key[i]) + b * value * key[i];
            }
        }
    };
    void exactColumn(const Mixer &mixer, std::size_t head, std::size_t column,
                     Expected &expected) const
    {
        const ExactState empty{mixer.rule, std::vector<double>(size)};
        ExactState s = empty, other = empty;
        for (std::size_t t = 0; t < tokens; ++t) {
            const std::size_t at = t * row + head * size, gate = t * heads + head;
            const float *query = q.data() + at, *key = k.data() + at;
            const double a = decay[gate], b = strength[gate], g = secondStrength[gate];
            const double value = v[at + column], left = value - s.with(key);
            const double before = s.with(query);
            s.take(a, b, key, value);
            double result = s.with(query);
            if (mixer.second == Second::Values) {
                other.take(otherDecay[gate], g, key, value);
                result += other.with(query);
            } else if (mixer.second == Second::Residuals) {
                other.take(a, g, key, std::fmin(std::fmax(left, -clip), clip));
                result = a * before + g * other.with(query);
            }
            expected.at(out, at + column, result);
        }
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("attn-residual-linear", {{"mix", operation<Mixing>}}, residualQuality);
}

}  // namespace touchstone::kernels::attn_residual_linear
