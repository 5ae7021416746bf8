// One step of generation over a cache in fp16.
#include "kernels/attention/ahn-window-deltanet/memory_state.h"
#include "kernels/blocks/kv_cache_device.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <array>

namespace touchstone::kernels::ahn_window_deltanet {

namespace {

struct Decoding final : Operation {
    enum FormIndex : std::size_t { Full, Window, WindowEqual, Ahn, formCount };

    Dim tokens{*this, "tokens"}, share{*this, "share"}, sinks{*this, "sinks"};
    std::size_t window = tokens / share - sinks;
    Dim heads{*this, "heads"}, kv{*this, "kv heads"}, size{*this, "size"};
    std::size_t group = heads / kv, headHalves = kv::headHalves(tokens, size);
    bool overflows = tokens > window + sinks;  // otherwise no token has left the window
    std::size_t leaving = overflows ? tokens - window - 1 : 0;
    delta::Sizes sizes{size, size};
    std::size_t stateSize = delta::stateFloats(sizes);
    In<float> q{*this, heads *size};
    In<Half> cache{*this, kv *headHalves};
    In<float> decay{*this, heads}, strength{*this, heads}, gate{*this, heads};
    In<float> state{*this, heads *stateSize};
    Out<float> out{*this, heads *size};
    Out<float> next{*this, heads *stateSize};
    Scratch<float> lse{*this, heads};
    // Of the state: unit queries, what they read, the keys and values that leave.
    Scratch<float> unit{*this, heads *size}, read{*this, heads *size};
    Scratch<float> leavingKeys{*this, kv *size}, leavingValues{*this, kv *size};
    bool onCpu = setup().device == nullptr;
    Scratch<float> scratch{*this, onCpu ? kv::scratchFloats(cacheOf(), group, threads()) : 0};
    Scratch<float> partOut{*this, onCpu ? 0 : kv::deviceParts *heads *size};
    Scratch<float> partLse{*this, onCpu ? 0 : kv::deviceParts *heads};
    std::array<std::vector<attention::KeyRange>, formCount> ranges;
    std::array<Buffer<std::int32_t>, formCount> rangeTables;

    Decoding(const Setup &setup, Memory &memory) : Operation(setup, memory)
    {
        ranges[Full] = {{0, std::int32_t(tokens)}};
        ranges[Window] = ranges[Ahn] = withWindow(window);
        ranges[WindowEqual] = withWindow(window + stateTokens());
        for (std::size_t form = 0; form < formCount; ++form) {
            rangeTables[form] =
                    memory.allocate<std::int32_t>(BufferRole::Input, 2 * ranges[form].size());
            for (std::size_t i = 0; i < ranges[form].size(); ++i) {
                rangeTables[form][2 * i] = ranges[form][i].begin;
                rangeTables[form][2 * i + 1] = ranges[form][i].end;
            }
        }
    }
    // Tokens whose keys and values take as many bytes as the states.
    std::size_t stateTokens() const
    {
        return std::size_t(double(heads * size * size * sizeof(float)) / kv::bytes(kv, 1, size));
    }
    std::vector<attention::KeyRange> withWindow(std::size_t width) const
    {
        if (tokens <= width + sinks) {
            return {{0, std::int32_t(tokens)}};
        }
        const attention::KeyRange recent{std::int32_t(tokens - width), std::int32_t(tokens)};
        return sinks > 0 ? std::vector{attention::KeyRange{0, std::int32_t(sinks)}, recent}
                         : std::vector{recent};
    }

    void fill(std::uint64_t seed) override
    {
        rng::fillNormal(q.span(), 0.0F, 1.0F, seed, 1);
        fillGates(seed, decay.span(), strength.span(), gate.span());
        std::vector<float> k(tokens * size), v(tokens * size);
        for (std::size_t head = 0; head < kv; ++head) {
            rng::fillNormal(k, 0.0F, 1.0F, seed * 64 + head, 2);
            rng::fillNormal(v, 0.0F, 1.0F, seed * 64 + head, 3);
            rng::correlate(k, size);
            kv::store({k.data(), v.data(), size, {}}, tokens, size,
                      cache.data() + head * headHalves);
        }
        // What earlier tokens have left; none where no token has left the window.
        rng::fillNormal(state.span(), 0.0F, overflows ? 0.3F : 0.0F, seed, 4);
        for (std::size_t at = 0; at < heads * stateSize; at += stateSize) {
            for (std::size_t i = 0; i < size; ++i) {
                for (std::size_t c = size; c < stateSize / size; ++c) {
                    state[at + delta::stateIndex(sizes, i, c)] = 0;  // columns that fill a panel up
                }
            }
        }
    }
    void declare(Forms &forms) override
    {
        add(forms, "full", Full);
        add(forms, "window", Window);
        add(forms, "window-equal", WindowEqual);
        const double states = double(heads * size * size) * sizeof(float);
        add(forms, "ahn", Ahn)
                .writes(next)
                .flops(attentionFlops(Ahn) + double(heads) * stateFlops())
                .bytes(cacheBytes(Ahn) + (overflows ? 2 * states : 0))
                .run([this] {
                    attend(Ahn);
                    if (overflows) {
                        remember();
                    } else {
                        std::copy_n(state.data(), state.size(), next.data());
                    }
                })
                .device([this](DeviceCopies &d) {
                    attendOn(d, Ahn);
                    rememberOn(d);
                });
    }
    Form &add(Forms &forms, const char *id, FormIndex form)
    {
        return forms.add(id)
                .reads(q, cache)
                .writes(out)
                .flops(attentionFlops(form))
                .bytes(cacheBytes(form))
                .run([this, form] { attend(form); })
                .device([this, form](DeviceCopies &d) { attendOn(d, form); });
    }
    DeviceSources deviceSources() const override
    {
        return {{"blocks/kv_cache.cl", "blocks/delta_state.cl", "blocks/delta_state.cl",
                 "attention/ahn-window-deltanet/kernel.cl"},
                kv::cacheOptions(size, group) + " " + delta::stateOptions(size)};
    }

    double tokensSeen(FormIndex form) const
    {
        double seen = 0;
        for (const attention::KeyRange &range : ranges[form]) {
            seen += range.end - range.begin;
        }
        return seen;
    }
    double attentionFlops(FormIndex form) const
    {
        return double(heads) * attention::flops(tokensSeen(form), size);
    }
    double stateFlops() const
    {
        return overflows ? delta::flops(delta::Order::Recurrent, delta::Rule::Delta, sizes, false,
                                        true)
                         : 0;
    }
    double cacheBytes(FormIndex form) const
    {
        return kv::bytes(kv, 1, size) * tokensSeen(form)
               + double(sizeof(float)) * 2 * double(heads * size);
    }
    // Whichever of arithmetic and memory binds, a ratio of times is at most that of what binds.
    std::optional<double> ratioLimit(const RatioOf &r) const override
    {
        if (r.quantity != "time" || r.baseline != Full) {
            return std::nullopt;
        }
        const Work base = workOf(r.baseline), technique = workOf(r.technique);
        return std::max(base.flops / technique.flops, base.bytes / technique.bytes);
    }

    // --- on the CPU

    kv::Cache cacheOf() const { return {cache.data(), kv, tokens, size}; }
    void attend(FormIndex form) const
    {
        kv::attend(cacheOf(), q.data(), group, ranges[form], {out.data(), lse.data()},
                   scratch.data(), threads());
    }
    void remember() const
    {
        for (std::size_t head = 0; head < kv; ++head) {
            const Half *rows = cache.data() + head * headHalves;
            float *key = leavingKeys.data() + head * size;
            for (std::size_t c = 0; c < size; ++c) {
                key[c] = fromFp16(rows[kv::keyIndex(size, leaving, c)]);
                leavingValues[head * size + c] = fromFp16(rows[kv::valueIndex(size, leaving, c)]);
            }
            toUnitLength(key, size, key);
        }
        parallelEach(threads(), heads, [&](std::size_t head) {
            const std::size_t at = head * size, from = head / group * size;
            toUnitLength(q.data() + at, size, unit.data() + at);
            delta::recurrent(delta::Rule::Delta, sizes,
                             {1, unit.data() + at, leavingKeys.data() + from, size,
                              leavingValues.data() + from, size, decay.data() + head,
                              strength.data() + head},
                             state.data() + head * stateSize, next.data() + head * stateSize,
                             {nullptr, nullptr, read.data() + at, size});
            addNormalised(read.data() + at, size, gate[head], out.data() + at);
        });
    }

    // --- on a device

    void attendOn(DeviceCopies &d, FormIndex form) const
    {
        kv::deviceAttend(d, {cache, kv, tokens, size, group, rangeTables[form]}, q,
                         {partOut, partLse}, {out, lse});
    }
    void rememberOn(DeviceCopies &d) const
    {
        if (!overflows) {
            d.launch("copy", state.size(), 64, {d[state], d[next], state.size()});
            return;
        }
        d.launch("leave", kv * size, 64,
                 {d[cache], d[leavingKeys], d[leavingValues], leaving, tokens, kv * size});
        d.launch("to_unit", heads * size, 64, {d[q], d[unit], heads * size});
        const delta::Strides rows{size, 0};
        deviceAdvance(d, delta::Order::Recurrent,
                      {.rule = delta::Rule::Delta,
                       .sizes = sizes,
                       .tokens = 1,
                       .heads = heads,
                       .group = group,
                       .q = unit,
                       .k = leavingKeys,
                       .v = leavingValues,
                       .decay = decay,
                       .strength = strength,
                       .queries = rows,
                       .keys = rows,
                       .values = rows,
                       .gates = {1, 0},
                       .first = state,
                       .last = next,
                       .after = read,
                       .reads = rows});
        d.launch("add_normalised", heads * size, 64,
                 {d[read], d[gate], d[out], std::int32_t(0), heads * size});
    }

    // --- the oracle: a query head

    std::size_t units(std::size_t) const override { return heads; }
    std::size_t sampledUnits(std::size_t) const override { return 3; }
    void exact(std::size_t form, std::size_t head, Expected &expected) const override
    {
        const Half *rows = cache.data() + head / group * headHalves;
        const float *query = q.data() + head * size;
        std::vector<double> right(size);
        double all = 0;
        for (std::size_t t = 0; t < tokens; ++t) {
            if (!sees(FormIndex(form), t)) {
                continue;
            }
            double score = 0;
            for (std::size_t c = 0; c < size; ++c) {
                score += double(query[c]) * fromFp16(rows[kv::keyIndex(size, t, c)]);
            }
            const double weight = std::exp(score / std::sqrt(double(size)));
            all += weight;
            for (std::size_t c = 0; c < size; ++c) {
                right[c] += weight * fromFp16(rows[kv::valueIndex(size, t, c)]);
            }
        }
        for (double &value : right) {
            value /= all;
        }
        if (form == Ahn) {
            addExactMemory(head, right, expected);
        }
        for (std::size_t c = 0; c < size; ++c) {
            expected.at(out, head * size + c, right[c]);
        }
    }
    bool sees(FormIndex form, std::size_t t) const
    {
        const std::size_t width = window + (form == WindowEqual ? stateTokens() : 0);
        return form == Full || t < sinks || t + width >= tokens;
    }
    void addExactMemory(std::size_t head, std::vector<double> &right, Expected &expected) const
    {
        ExactMemory memory(size);
        std::vector<float> key(size);
        std::vector<double> value(size);
        const Half *rows = cache.data() + head / group * headHalves;
        const std::size_t at = head * stateSize;
        for (std::size_t i = 0; i < size; ++i) {
            key[i] = fromFp16(rows[kv::keyIndex(size, leaving, i)]);
            value[i] = fromFp16(rows[kv::valueIndex(size, leaving, i)]);
            for (std::size_t c = 0; c < size; ++c) {
                memory.h[i * size + c] = state[at + delta::stateIndex(sizes, i, c)];
            }
        }
        if (overflows) {
            memory.take(decay[head], strength[head], exactUnit(key.data(), size), value);
            const auto found =
                    exactNormalised(memory.read(exactUnit(q.data() + head * size, size)));
            for (std::size_t c = 0; c < size; ++c) {
                right[c] += gate[head] * found[c];
            }
        }
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t c = 0; c < stateSize / size; ++c) {
                expected.at(next, at + delta::stateIndex(sizes, i, c),
                            c < size ? memory.h[i * size + c] : 0.0);
            }
        }
    }
    double tolerance(std::size_t) const override { return 1e-4; }
};

}  // namespace

std::unique_ptr<Operation> makeDecoding(const Setup &setup, Memory &memory)
{
    return std::make_unique<Decoding>(setup, memory);
}

}  // namespace touchstone::kernels::ahn_window_deltanet
