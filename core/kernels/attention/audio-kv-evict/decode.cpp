// One token over the cache of a prompt, whole or evicted.
#include "kernels/attention/audio-kv-evict/evict.h"
#include "kernels/blocks/kv_cache_device.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::audio_kv_evict {

namespace {

struct Decoding final : Operation {
    enum FormIndex : std::size_t { Full, Uniform, Evicted };
    static constexpr std::size_t formCount = Evicted + 1;

    Dim tokens{*this, "tokens"}, keep{*this, "keep"}, heads{*this, "heads"}, size{*this, "size"};
    std::size_t kept = keptTokens(tokens, keep);
    std::size_t counts[formCount] = {tokens, kept, kept};
    In<float> q{*this, heads *size};
    In<Half> caches[formCount] = {{*this, heads *kv::headHalves(tokens, size)},
                                  {*this, heads *kv::headHalves(kept, size)},
                                  {*this, heads *kv::headHalves(kept, size)}};
    In<std::int32_t> tables[formCount] = {{*this, 2}, {*this, 2}, {*this, 2}};
    Out<float> out{*this, heads *size};
    Scratch<float> lse{*this, heads};
    bool onCpu = setup().device == nullptr;
    Scratch<float> scratch{*this, onCpu ? kv::scratchFloats(cacheOf(Full), 1, threads()) : 0};
    Scratch<float> partOut{*this, onCpu ? 0 : kv::deviceParts *heads *size};
    Scratch<float> partLse{*this, onCpu ? 0 : kv::deviceParts *heads};

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        const std::size_t row = heads * size;
        std::vector<float> prompt(tokens * row), k(tokens * row), v(tokens * row);
        fillFrames(k, row, seed, 1);
        fillFrames(prompt, row, seed, 2);
        rng::fillNormal(v, 0.0F, 1.0F, seed, 3);
        rng::fillNormal(q.span(), 0.0F, 1.0F, seed, 4);
        std::vector<float> scores(tokens);
        std::vector<float> work(scratchFloats(Keeper::Observation, tokens, heads));
        scoreTokens(Keeper::Observation, {prompt.data(), k.data(), tokens, heads, size},
                    scores.data(), work.data(), threads());
        const std::array stays{std::vector<std::int32_t>(),
                               chooseTokens(Keeper::Uniform, tokens, kept, {}, seed),
                               chooseTokens(Keeper::Observation, tokens, kept, scores, seed)};
        for (std::size_t form = 0; form < formCount; ++form) {
            tables[form][0] = 0;
            tables[form][1] = std::int32_t(counts[form]);
            for (std::size_t head = 0; head < heads; ++head) {
                kv::store({k.data() + head * size, v.data() + head * size, row, stays[form]},
                          counts[form], size,
                          caches[form].data() + head * kv::headHalves(counts[form], size));
            }
        }
    }
    void declare(Forms &forms) override
    {
        constexpr std::array ids{"full", "uniform", "observation"};
        for (std::size_t form = 0; form < formCount; ++form) {
            forms.add(ids[form])
                    .reads(q)
                    .writes(out)
                    .flops(double(heads) * attention::flops(double(counts[form]), size))
                    .bytes(kv::bytes(heads, counts[form], size)
                           + 2.0 * double(q.span().size_bytes()))
                    .run([this, form] {
                        const attention::KeyRange range{0, std::int32_t(counts[form])};
                        kv::attend(cacheOf(form), q.data(), 1, {&range, 1},
                                   {out.data(), lse.data()}, scratch.data(), threads());
                    })
                    .device([this, form](DeviceCopies &d) {
                        kv::deviceAttend(d,
                                         {caches[form], heads, counts[form], size, 1, tables[form]},
                                         q, {partOut, partLse}, {out, lse});
                    });
        }
    }
    DeviceSources deviceSources() const override
    {
        return {{"blocks/kv_cache.cl"}, kv::cacheOptions(size, 1)};
    }
    std::optional<double> ratioLimit(const RatioOf &r) const override
    {
        return r.quantity == "time" && r.baseline == Full
                       ? std::optional(double(tokens) / double(kept))
                       : std::nullopt;
    }
    kv::Cache cacheOf(std::size_t form) const
    {
        return {caches[form].data(), heads, counts[form], size};
    }

    // --- the oracle: a head

    std::size_t units(std::size_t) const override { return heads; }
    std::size_t sampledUnits(std::size_t) const override { return 3; }
    void exact(std::size_t form, std::size_t head, Expected &expected) const override
    {
        const Half *rows = caches[form].data() + head * kv::headHalves(counts[form], size);
        std::vector<double> right(size);
        double all = 0;
        for (std::size_t t = 0; t < counts[form]; ++t) {
            double score = 0;
            for (std::size_t c = 0; c < size; ++c) {
                score += double(q[head * size + c]) * fromFp16(rows[kv::keyIndex(size, t, c)]);
            }
            const double weight = std::exp(score / std::sqrt(double(size)));
            all += weight;
            for (std::size_t c = 0; c < size; ++c) {
                right[c] += weight * fromFp16(rows[kv::valueIndex(size, t, c)]);
            }
        }
        for (std::size_t c = 0; c < size; ++c) {
            expected.at(out, head * size + c, right[c] / all);
        }
    }
    double tolerance(std::size_t) const override { return 1e-4; }
};

}  // namespace

std::unique_ptr<Operation> makeDecoding(const Setup &setup, Memory &memory)
{
    return std::make_unique<Decoding>(setup, memory);
}

}  // namespace touchstone::kernels::audio_kv_evict
