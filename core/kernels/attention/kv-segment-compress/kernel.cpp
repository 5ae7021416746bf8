// CCF (report 2025-09-16, paper 5): a context is cut into segments; a few slots of keys and values
// are kept of each, and what is generated attends to all slots and to the last segment as it is.
// The learned encoder is replaced by closed forms (compress.h): means of neighbours, and means of
// clusters of keys; a slot that stands for n tokens gets log n added to its scores, as n equal keys
// would have it.
//
// What is timed is the generation of one segment: for each of its tokens attention over a cache in
// fp16, and, on the side of the slots, the compression of one segment. Against it: the full cache,
// a sliding window of as many keys, and the eviction of keys by their norm.
#include "kernels/attention/kv-segment-compress/compress.h"
#include "kernels/attention/kv-segment-compress/quality.h"
#include "kernels/blocks/kv_cache_device.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::kv_segment_compress {

namespace {

struct Generation final : Operation {
    enum FormIndex : std::size_t { Full, Window, firstCompressed };

    Dim tokens{*this, "tokens"}, heads{*this, "heads"}, size{*this, "size"}, slots{*this, "slots"};
    std::size_t segments = tokens / segmentTokens - 1;  // that are compressed, of whole ones
    std::size_t local = tokens - segments * segmentTokens;
    std::size_t kept = segments * slots + local;  // keys of a compressed cache
    std::size_t row = heads * size;
    In<float> q{*this, segmentTokens *row};  // [steps x heads x size]
    In<Half> cache{*this, heads *kv::headHalves(tokens, size)};
    struct Compressed {
        Buffer<Half> cache;
        Buffer<float> bias;  // [heads x kept]
    };
    std::array<Compressed, compressors.size()> compressed;
    In<float> newKeys{*this, segmentTokens *row}, newValues{*this, segmentTokens *row};
    Out<float> out{*this, segmentTokens *row};
    Out<float> slotKeys{*this, slots *row},
            slotValues{*this, slots *row};  // [heads x slots x size]
    Out<float> slotBias{*this, heads *slots};
    Out<std::int32_t> labels{*this, heads *segmentTokens};
    Scratch<float> lse{*this, segmentTokens *heads};
    bool onCpu = setup().device == nullptr;
    Scratch<float> scratch{*this, onCpu ? kv::scratchFloats(cacheOf(Full), 1, threads()) : 0};
    Scratch<float> partOut{*this, onCpu ? 0 : kv::deviceParts *row};
    Scratch<float> partLse{*this, onCpu ? 0 : kv::deviceParts *heads};
    std::vector<attention::KeyRange> all{{0, std::int32_t(tokens)}};
    std::vector<attention::KeyRange> recent{{std::int32_t(tokens - kept), std::int32_t(tokens)}};
    std::vector<attention::KeyRange> slotsAndLocal{{0, std::int32_t(kept)}};
    In<std::int32_t> allTable{*this, 2}, recentTable{*this, 2}, slotTable{*this, 2};

    Generation(const Setup &setup, Memory &memory) : Operation(setup, memory)
    {
        for (Compressed &one : compressed) {
            one.cache =
                    memory.allocate<Half>(BufferRole::Input, heads * kv::headHalves(kept, size));
            one.bias = memory.allocate<float>(BufferRole::Input, heads * kept);
        }
        const auto fillTable = [](const In<std::int32_t> &table, const attention::KeyRange &range) {
            table[0] = range.begin;
            table[1] = range.end;
        };
        fillTable(allTable, all[0]);
        fillTable(recentTable, recent[0]);
        fillTable(slotTable, slotsAndLocal[0]);
    }
    Result<> prepare() override
    {
        const std::uint64_t seed = setup().seed;
        rng::fillNormal(q.span(), 0.0F, 1.0F, seed, 1);
        rng::fillNormal(newKeys.span(), 0.0F, 1.0F, seed, 2);
        rng::fillNormal(newValues.span(), 0.0F, 1.0F, seed, 3);
        std::vector<float> k(tokens * size), v(tokens * size);
        const std::size_t halves = kv::headHalves(tokens, size);
        for (std::size_t head = 0; head < heads; ++head) {
            if (setup().stop.stop_requested()) {
                return cancelled();
            }
            rng::fillNormal(k, 0.0F, 1.0F, seed * 64 + head, 4);
            rng::fillNormal(v, 0.0F, 1.0F, seed * 64 + head, 5);
            rng::correlate(k, size);  // neighbours are alike
            kv::store({k.data(), v.data(), size, {}}, tokens, size, cache.data() + head * halves);
            for (std::size_t i = 0; i < compressors.size(); ++i) {
                compressHead(i, head, k, v);
            }
        }
        return {};
    }
    // The compressed cache of a head: slots of all segments but the last, which follows.
    void compressHead(std::size_t i, std::size_t head, const std::vector<float> &k,
                      const std::vector<float> &v) const
    {
        std::vector<float> keys(kept * size), values(kept * size);
        std::vector<std::int32_t> unused(segmentTokens);
        float *bias = compressed[i].bias.data() + head * kept;
        std::fill_n(bias, kept, 0.0F);
        for (std::size_t s = 0; s < segments; ++s) {
            const std::size_t from = s * segmentTokens * size, at = s * slots;
            compress(compressors[i], {k.data() + from, v.data() + from, size, size},
                     {keys.data() + at * size, values.data() + at * size, bias + at, unused.data(),
                      slots});
        }
        const auto rest = std::ptrdiff_t(segments * segmentTokens * size);
        const auto at = std::ptrdiff_t(segments * slots * size);
        std::copy(k.begin() + rest, k.end(), keys.begin() + at);
        std::copy(v.begin() + rest, v.end(), values.begin() + at);
        kv::store({keys.data(), values.data(), size, {}}, kept, size,
                  compressed[i].cache.data() + head * kv::headHalves(kept, size));
    }
    void declare(Forms &forms) override
    {
        constexpr std::array ids{"full", "window", "evict", "pool", "k-means"};
        for (std::size_t form = 0; form < ids.size(); ++form) {
            Form &one = forms.add(ids[form])
                                .reads(q)
                                .writes(out)
                                .flops(flopsOf(form))
                                .bytes(kv::bytes(heads, form == Full ? tokens : kept, size)
                                       + 2.0 * double(q.span().size_bytes()))
                                .run([this, form] { generate(form); })
                                .device([this, form](DeviceCopies &d) { generateOn(d, form); });
            if (form >= firstCompressed) {
                one.writes(slotKeys, slotValues, slotBias, labels);
            }
        }
    }
    DeviceSources deviceSources() const override
    {
        return {{"blocks/kv_cache.cl", "attention/kv-segment-compress/kernel.cl"},
                kv::cacheOptions(size, 1)};
    }
    double flopsOf(std::size_t form) const
    {
        const double keys = double(form == Full ? tokens : kept);
        const bool clusters = form >= firstCompressed
                              && compressors[form - firstCompressed] == Compressor::KMeans;
        const double rounds = clusters ? double(lloydRounds) * (2.0 * double(slots) + 4) : 4;
        return double(segmentTokens * row) * (4 * keys + (form >= firstCompressed ? rounds : 0));
    }
    // Whichever of arithmetic and memory binds; only against the full cache, whose keys are more.
    std::optional<double> ratioLimit(const RatioOf &r) const override
    {
        if (r.quantity != "time" || r.baseline != Full) {
            return std::nullopt;
        }
        const Work base = workOf(r.baseline), technique = workOf(r.technique);
        return std::max(base.flops / technique.flops, base.bytes / technique.bytes);
    }

    // --- on the CPU

    kv::Cache cacheOf(std::size_t form) const
    {
        if (form < firstCompressed) {
            return {cache.data(), heads, tokens, size};
        }
        const Compressed &one = compressed[form - firstCompressed];
        return {one.cache.data(), heads, kept, size, one.bias.data()};
    }
    const std::vector<attention::KeyRange> &rangesOf(std::size_t form) const
    {
        return form == Full ? all : form == Window ? recent : slotsAndLocal;
    }
    void generate(std::size_t form) const
    {
        const kv::Cache keys = cacheOf(form);
        for (std::size_t step = 0; step < segmentTokens; ++step) {
            kv::attend(keys, q.data() + step * row, 1, rangesOf(form),
                       {out.data() + step * row, lse.data() + step * heads}, scratch.data(),
                       threads());
        }
        if (form >= firstCompressed) {
            parallelEach(threads(), heads, [&](std::size_t head) {
                compress(compressors[form - firstCompressed], newSegment(head), slotsOf(head));
            });
        }
    }
    Segment newSegment(std::size_t head) const
    {
        return {newKeys.data() + head * size, newValues.data() + head * size, size, row};
    }
    Slots slotsOf(std::size_t head) const
    {
        const std::size_t at = head * slots;
        return {slotKeys.data() + at * size, slotValues.data() + at * size, slotBias.data() + at,
                labels.data() + head * segmentTokens, slots};
    }

    // --- on a device

    void generateOn(DeviceCopies &d, std::size_t form) const
    {
        const Buffer<std::int32_t> &table = form == Full ? allTable : recentTable;
        kv::DeviceCache keys{cache, heads, tokens, size, 1, table};
        if (form >= firstCompressed) {
            const Compressed &one = compressed[form - firstCompressed];
            keys = {one.cache, heads, kept, size, 1, slotTable, one.bias};
        }
        for (std::size_t step = 0; step < segmentTokens; ++step) {
            kv::deviceAttend(d, keys, q, {partOut, partLse}, {out, lse}, step);
        }
        if (form >= firstCompressed) {
            const Compressor by = compressors[form - firstCompressed];
            d.launch("compress", heads * segmentTokens, segmentTokens,
                     {d[newKeys], d[newValues], d[slotKeys], d[slotValues], d[slotBias], d[labels],
                      std::int32_t(by), lloydRounds, slots, emptyBias, row});
        }
    }

    // --- the oracle: a step of a head; with the first step, the slots of the head

    std::size_t units(std::size_t) const override { return segmentTokens * heads; }
    std::size_t sampledUnits(std::size_t) const override { return 17; }
    void exact(std::size_t form, std::size_t unit, Expected &expected) const override
    {
        const std::size_t head = unit % heads, at = unit * size;
        const kv::Cache keys = cacheOf(form);
        const std::size_t first = form == Window ? tokens - kept : 0;
        const Half *rows = keys.data + head * kv::headHalves(keys.tokens, size);
        std::vector<double> right(size);
        double total = 0;
        for (std::size_t t = first; t < keys.tokens; ++t) {
            double score = 0;
            for (std::size_t c = 0; c < size; ++c) {
                score += double(q[at + c]) * fromFp16(rows[kv::keyIndex(size, t, c)]);
            }
            const double count = keys.bias ? keys.bias[head * keys.tokens + t] : 0.0;
            const double weight = std::exp(score / std::sqrt(double(size)) + count);
            total += weight;
            for (std::size_t c = 0; c < size; ++c) {
                right[c] += weight * fromFp16(rows[kv::valueIndex(size, t, c)]);
            }
        }
        for (std::size_t c = 0; c < size; ++c) {
            expected.at(out, at + c, right[c] / total);
        }
        if (form >= firstCompressed && unit < heads) {
            exactSlots(compressors[form - firstCompressed], head, expected);
        }
    }
    void exactSlots(Compressor by, std::size_t head, Expected &expected) const
    {
        const ExactSlots right(by, newSegment(head), slots);
        for (std::size_t t = 0; t < segmentTokens; ++t) {
            expected.equal(labels, head * segmentTokens + t, right.labels[t]);
        }
        for (std::size_t s = 0; s < slots; ++s) {
            const std::size_t slot = head * slots + s;
            expected.at(slotBias, slot, right.bias[s]);
            for (std::size_t c = 0; c < size; ++c) {
                expected.at(slotKeys, slot * size + c, right.keys[s][c]);
                expected.at(slotValues, slot * size + c, right.values[s][c]);
            }
        }
    }
    double tolerance(std::size_t) const override { return 1e-4; }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("kv-segment-compress", {{"generate", operation<Generation>}}, segmentQuality);
}

}  // namespace touchstone::kernels::kv_segment_compress
