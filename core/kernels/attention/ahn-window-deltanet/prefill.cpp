// A whole prompt: attention in tiles under a band, and the tokens that leave it in chunks.
#include "kernels/attention/ahn-window-deltanet/memory_state.h"
#include "kernels/blocks/attention_device.h"
#include "kernels/blocks/attention_oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <map>

namespace touchstone::kernels::ahn_window_deltanet {

namespace {

struct Prefill final : Operation {
    enum FormIndex : std::size_t { Full, Ahn };

    Dim tokens{*this, "tokens"}, share{*this, "share"}, sinks{*this, "sinks"};
    std::size_t window = tokens / share - sinks;
    Dim heads{*this, "heads"}, size{*this, "size"};
    std::size_t row = heads * size, count = tokens * row;
    // The query at token first + i is the first to read the token sinks + i in the state.
    std::size_t first = window + sinks, left = tokens - first;
    delta::Sizes sizes{size, size};
    std::size_t stateSize = delta::stateFloats(sizes), block = delta::chunkTokens * size;
    std::size_t workSize = stateSize + 3 * block + delta::scratchFloats(sizes);  // of a thread
    In<float> q{*this, count}, k{*this, count}, v{*this, count};  // [tokens x heads x size]
    In<float> decay{*this, tokens *heads}, strength{*this, tokens *heads};
    In<float> gate{*this, tokens *heads};
    Out<float> out{*this, count};
    attention::Groups all = attention::causalGroups(tokens);
    attention::Groups band = attention::causalGroups(tokens, {window, sinks});
    attention::DeviceTiles allTiles{all, memory()}, bandTiles{band, memory()};
    bool onCpu = setup().device == nullptr;
    Scratch<float> packed{*this, onCpu ? attention::packedFloats(headsOf()) : 0};
    Scratch<float> work{*this, onCpu ? std::size_t(threads()) * workSize : 0};
    Scratch<float> unitQ{*this, onCpu ? 0 : count}, unitK{*this, onCpu ? 0 : count};
    Scratch<float> read{*this, onCpu ? 0 : left *row};

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        rng::fillNormal(q.span(), 0.0F, 1.0F, seed, 1);
        rng::fillNormal(k.span(), 0.0F, 1.0F, seed, 2);
        rng::fillNormal(v.span(), 0.0F, 1.0F, seed, 3);
        rng::correlate(k.span(), row);
        fillGates(seed, decay.span(), strength.span(), gate.span());
    }
    void declare(Forms &forms) override
    {
        forms.add("full")
                .reads(q, k, v)
                .writes(out)
                .flops(attentionFlops(all))
                .dense()
                .run([this] { attendAll(headsOf(), all, {}, packed.data(), threads()); })
                .device([this](DeviceCopies &d) {
                    deviceAttend(d, {q, k, v, out}, headsOf(), allTiles);
                });
        forms.add("ahn")
                .reads(q, k, v, decay, strength, gate)
                .writes(out)
                .flops(attentionFlops(band) + double(left * heads) * stateFlops())
                .dense()
                .run([this] {
                    attendAll(headsOf(), band, {}, packed.data(), threads());
                    parallelItems(threads(), heads, [&](std::size_t head, std::size_t thread) {
                        remember(head, work.data() + thread * workSize);
                    });
                })
                .device([this](DeviceCopies &d) {
                    deviceAttend(d, {q, k, v, out}, headsOf(), bandTiles);
                    rememberOn(d);
                });
    }
    DeviceSources deviceSources() const override
    {
        return {{"blocks/attention.cl", "blocks/delta_state.cl", "blocks/delta_state.cl",
                 "attention/ahn-window-deltanet/kernel.cl"},
                attention::attentionOptions(size) + " " + delta::stateOptions(size)};
    }
    attention::Heads headsOf() const
    {
        return {q.data(), k.data(), v.data(), out.data(), 1, heads, tokens, size, 0, size, row};
    }
    double attentionFlops(const attention::Groups &groups) const
    {
        return double(heads) * attention::flops(attention::pairs(groups), size);
    }
    double stateFlops() const
    {
        return delta::flops(delta::Order::Chunked, delta::Rule::Delta, sizes, false, true);
    }
    // Pairs of the two masks: what the state costs only lowers the ratio.
    std::optional<double> ratioLimit(const RatioOf &r) const override
    {
        return r.quantity == "time" ? std::optional(attention::pairs(all) / attention::pairs(band))
                                    : std::nullopt;
    }

    // own: the state, three blocks of rows, the scratch of a chunk.
    void remember(std::size_t head, float *own) const
    {
        float *state = own, *queries = own + stateSize, *keys = queries + block;
        float *reads = keys + block, *scratch = reads + block;
        std::fill_n(state, stateSize, 0.0F);
        for (std::size_t i = 0; i < left; i += delta::chunkTokens) {
            const std::size_t n = std::min(delta::chunkTokens, left - i);
            const std::size_t leaves = sinks + i, reader = first + i;
            for (std::size_t j = 0; j < n; ++j) {
                const std::size_t at = j * row + head * size;
                toUnitLength(q.data() + reader * row + at, size, queries + j * size);
                toUnitLength(k.data() + leaves * row + at, size, keys + j * size);
            }
            delta::chunk(delta::Rule::Delta, sizes,
                         {n, queries, keys, size, v.data() + leaves * row + head * size, row,
                          decay.data() + leaves * heads + head,
                          strength.data() + leaves * heads + head, heads},
                         state, {nullptr, nullptr, reads, size}, scratch);
            for (std::size_t j = 0; j < n; ++j) {
                addNormalised(reads + j * size, size, gate[(reader + j) * heads + head],
                              out.data() + (reader + j) * row + head * size);
            }
        }
    }
    void rememberOn(DeviceCopies &d) const
    {
        if (left == 0) {
            return;
        }
        d.launch("to_unit", count, 64, {d[q], d[unitQ], count});
        d.launch("to_unit", count, 64, {d[k], d[unitK], count});
        const delta::Strides leaves{size, row, sinks * row};
        deviceAdvance(d, delta::Order::Chunked,
                      {.rule = delta::Rule::Delta,
                       .sizes = sizes,
                       .tokens = left,
                       .heads = heads,
                       .q = unitQ,
                       .k = unitK,
                       .v = v,
                       .decay = decay,
                       .strength = strength,
                       .queries = {size, row, first * row},
                       .keys = leaves,
                       .values = leaves,
                       .gates = {1, heads, sinks * heads},
                       .after = read,
                       .reads = {size, row}});
        d.launch("add_normalised", left * row, 64,
                 {d[read], d[gate], d[out], first * heads, left * row});
    }

    // --- the oracle: a token of a head

    std::size_t units(std::size_t) const override { return tokens * heads; }
    std::size_t sampledUnits(std::size_t) const override { return 17; }
    void exact(std::size_t form, std::size_t unit, Expected &expected) const override
    {
        const std::size_t token = unit / heads, head = unit % heads, at = unit * size;
        const attention::ExactKeys keys{k.data() + head * size, v.data() + head * size, tokens,
                                        size, row};
        auto right = attention::exactOutput(q.data() + at, keys, [&](std::size_t i) {
            return i <= token && (form == Full || i < sinks || token - i < window);
        });
        if (form == Ahn && token >= first) {
            const auto &reads = exactReads(head);
            for (std::size_t c = 0; c < size; ++c) {
                right[c] += gate[unit] * reads[token - first][c];
            }
        }
        for (std::size_t c = 0; c < size; ++c) {
            expected.at(out, at + c, right[c]);
        }
    }
    // What each query from `first` on reads, once for every head: later ones need all before them.
    const std::vector<std::vector<double>> &exactReads(std::size_t head) const
    {
        const auto [found, isNew] = m_reads.try_emplace(head);
        auto &reads = found->second;
        ExactMemory memory(size);
        for (std::size_t i = 0; isNew && i < left; ++i) {
            const std::size_t leaves = sinks + i, from = leaves * row + head * size;
            const float *value = v.data() + from;
            memory.take(decay[leaves * heads + head], strength[leaves * heads + head],
                        exactUnit(k.data() + from, size), {value, value + size});
            reads.push_back(exactNormalised(
                    memory.read(exactUnit(q.data() + (first + i) * row + head * size, size))));
        }
        return reads;
    }
    double tolerance(std::size_t) const override { return 1e-4; }

private:
    mutable std::map<std::size_t, std::vector<std::vector<double>>> m_reads;
};

}  // namespace

std::unique_ptr<Operation> makePrefill(const Setup &setup, Memory &memory)
{
    return std::make_unique<Prefill>(setup, memory);
}

}  // namespace touchstone::kernels::ahn_window_deltanet
