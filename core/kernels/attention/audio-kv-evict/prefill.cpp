// A whole prompt, all of it or the tokens that stay.
#include "kernels/attention/audio-kv-evict/evict.h"
#include "kernels/blocks/attention_device.h"
#include "kernels/blocks/attention_oracle.h"
#include "kernels/blocks/attention_sum_device.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

namespace touchstone::kernels::audio_kv_evict {

namespace {

struct Pruned {
    const char *id;
    Keeper by;
};
// The forms of kernel.json after the first, which keeps all.
constexpr std::array prunings{Pruned{"random", Keeper::Random}, Pruned{"uniform", Keeper::Uniform},
                              Pruned{"score", Keeper::Score},
                              Pruned{"duplication", Keeper::Duplication}};

struct Prefill final : Operation {
    Dim tokens{*this, "tokens"}, keep{*this, "keep"}, heads{*this, "heads"}, size{*this, "size"};
    std::size_t kept = keptTokens(tokens, keep), row = heads * size;
    In<float> q{*this, tokens *row}, k{*this, tokens *row}, v{*this, tokens *row};
    In<std::int32_t> drawn{*this, kept};  // of the random choice
    Out<float> outAll{*this, tokens *row};
    Out<float> out{*this, kept *row};
    Out<std::int32_t> indices{*this, kept};
    Scratch<float> ownQ{*this, kept *row}, ownK{*this, kept *row}, ownV{*this, kept *row};
    Scratch<float> scores{*this, tokens}, weights{*this, workSize()};
    Scratch<std::int32_t> stays{*this, tokens}, pivotTokens{*this, pivots};
    attention::Groups all = attention::causalGroups(tokens);
    attention::Groups some = attention::causalGroups(kept);
    attention::DeviceTiles allTiles{all, memory()}, someTiles{some, memory()};
    bool onCpu = setup().device == nullptr;
    Scratch<float> packed{*this, onCpu ? attention::packedFloats(headsOfAll()) : 0};

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        fillFrames(k.span(), row, seed, 1);
        fillFrames(q.span(), row, seed, 2);
        rng::fillNormal(v.span(), 0.0F, 1.0F, seed, 3);
        const auto chosen = chooseTokens(Keeper::Random, tokens, kept, {}, seed);
        std::copy(chosen.begin(), chosen.end(), drawn.data());
    }
    void declare(Forms &forms) override
    {
        forms.add("full")
                .reads(q, k, v)
                .writes(outAll)
                .flops(attentionFlops(all))
                .dense()
                .run([this] { attendAll(headsOfAll(), all, {}, packed.data(), threads()); })
                .device([this](DeviceCopies &d) {
                    deviceAttend(d, {q, k, v, outAll}, headsOfAll(), allTiles);
                });
        for (const Pruned &pruning : prunings) {
            const Keeper by = pruning.by;
            const double scored = by == Keeper::Score ? 2 : by == Keeper::Duplication ? 18 : 0;
            forms.add(pruning.id)
                    .reads(k, v)
                    .writes(indices, out)
                    .flops(attentionFlops(some) + scored * double(tokens * row))
                    .bytes(double(sizeof(float)) * double((scored > 0 ? tokens : kept) * row)
                           + double(sizeof(float)) * 3 * double(kept * row))
                    .dense()
                    .run([this, by] {
                        choose(by);
                        gather();
                        attendAll(headsOfKept(), some, {}, packed.data(), threads());
                    })
                    .device([this, by](DeviceCopies &d) {
                        chooseOn(d, by);
                        for (const auto &[from, to] :
                             {std::pair(&q, &ownQ), std::pair(&k, &ownK), std::pair(&v, &ownV)}) {
                            d.launch("gather", kept * row, 64,
                                     {d[*from], d[*to], d[indices], row, kept * row});
                        }
                        deviceAttend(d, {ownQ, ownK, ownV, out}, headsOfKept(), someTiles);
                    });
        }
    }
    DeviceSources deviceSources() const override
    {
        return {{"blocks/attention.cl", "blocks/group.cl", "blocks/attention_sum.cl",
                 "attention/audio-kv-evict/kernel.cl"},
                attention::attentionOptions(size)};
    }
    attention::Heads headsOfAll() const
    {
        return {q.data(), k.data(), v.data(), outAll.data(), 1, heads, tokens, size, 0, size, row};
    }
    attention::Heads headsOfKept() const
    {
        return {ownQ.data(), ownK.data(), ownV.data(), out.data(), 1,  heads,
                kept,        size,        0,           size,       row};
    }
    double attentionFlops(const attention::Groups &groups) const
    {
        return double(heads) * attention::flops(attention::pairs(groups), size);
    }
    // Query-key pairs; the choice only adds to them.
    std::optional<double> ratioLimit(const RatioOf &r) const override
    {
        return r.quantity == "time" && r.baseline == 0
                       ? std::optional(attention::pairs(all) / attention::pairs(some))
                       : std::nullopt;
    }

    std::size_t workSize() const
    {
        return std::max(scratchFloats(Keeper::Score, tokens, heads),
                        scratchFloats(Keeper::Duplication, tokens, heads));
    }
    Recording recording() const { return {q.data(), k.data(), tokens, heads, size}; }

    // --- on the CPU

    void choose(Keeper by) const
    {
        if (by == Keeper::Random) {
            std::copy_n(drawn.data(), drawn.size(), indices.data());
            return;
        }
        if (by != Keeper::Uniform) {
            scoreTokens(by, recording(), scores.data(), weights.data(), threads());
        }
        const auto chosen = chooseTokens(by, tokens, kept, scores.span(), setup().seed);
        std::copy(chosen.begin(), chosen.end(), indices.data());
    }
    void gather() const
    {
        parallelEach(threads(), kept, [&](std::size_t i) {
            const std::size_t from = std::size_t(indices[i]) * row, to = i * row;
            std::copy_n(q.data() + from, row, ownQ.data() + to);
            std::copy_n(k.data() + from, row, ownK.data() + to);
            std::copy_n(v.data() + from, row, ownV.data() + to);
        });
    }

    // --- on a device

    void chooseOn(DeviceCopies &d, Keeper by) const
    {
        const std::size_t count = std::min<std::size_t>(pivots, tokens);
        switch (by) {
        case Keeper::Random:
            d.launch("copy_indices", kept, 64, {d[drawn], d[indices], kept});
            return;
        case Keeper::Uniform:
            d.launch("evenly", kept, 64, {d[indices], tokens, kept});
            return;
        case Keeper::Score:
            attention::deviceSumAttention(d, lastOf(by, recording()),
                                          {q, k, weights, scores, tokens - 1});
            break;
        default:
            d.launch("squares", tokens, 64, {d[k], d[weights], row, tokens});
            keepLargest(d, weights, pivotTokens, count);
            d.launch("unlikeness", tokens, 64,
                     {d[k], d[weights], d[pivotTokens], d[scores], count, row, tokens});
        }
        keepLargest(d, scores, indices, kept);
    }
    void keepLargest(DeviceCopies &d, const Buffer<float> &of, const Buffer<std::int32_t> &to,
                     std::size_t count) const
    {
        d.launch("mark_largest", tokens, 64, {d[of], d[stays], count, tokens});
        d.launch("compact", tokens, 64, {d[stays], d[to], tokens});
    }

    // --- the oracle: a token that stays, with all of its heads

    std::size_t units(std::size_t form) const override { return form == 0 ? tokens : kept; }
    std::size_t sampledUnits(std::size_t) const override { return 9; }
    void exact(std::size_t form, std::size_t unit, Expected &expected) const override
    {
        const auto tokenAt = [&](std::size_t i) { return form == 0 ? i : std::size_t(indices[i]); };
        if (form > 0 && !choiceHolds(prunings[form - 1].by, unit, expected)) {
            return;
        }
        const std::size_t token = tokenAt(unit);
        const Out<float> &to = form == 0 ? outAll : out;
        for (std::size_t head = 0; head < heads; ++head) {
            const std::size_t at = head * size;
            const attention::ExactKeys keys{k.data() + at, v.data() + at, tokens, size, row};
            const auto right =
                    attention::exactOutput(q.data() + token * row + at, keys, [&](std::size_t i) {
                        return i <= token && (form == 0 || staysIn(i));
                    });
            for (std::size_t c = 0; c < size; ++c) {
                expected.at(to, unit * row + at + c, right[c]);
            }
        }
    }
    bool staysIn(std::size_t token) const
    {
        const auto stay = indices.span();
        return std::find(stay.begin(), stay.end(), std::int32_t(token)) != stay.end();
    }
    // Whether the i-th index is in order, a token, and by its score among those that stay.
    bool choiceHolds(Keeper by, std::size_t i, Expected &expected) const
    {
        const std::int32_t index = indices[i];
        const bool isToken = index >= 0 && std::size_t(index) < tokens;
        bool holds = isToken && (i == 0 || indices[i - 1] < index);
        if (holds && by == Keeper::Random) {
            holds = index == drawn[i];
        } else if (holds && by == Keeper::Uniform) {
            holds = std::size_t(index) == i * tokens / kept;
        } else if (holds) {
            const auto &[exact, least] = exactChoice(by);
            // Rounding may exchange equals.
            holds = exact[std::size_t(index)] >= least - 1e-5 * std::abs(least);
        }
        expected.that(indices, i, 1, holds, "a token that must not stay");
        return isToken;
    }
    struct ExactChoice {
        std::vector<double> scores;
        double least = 0;  // of those that stay
    };
    const ExactChoice &exactChoice(Keeper by) const
    {
        const auto [found, isNew] = m_choices.try_emplace(by);
        ExactChoice &choice = found->second;
        if (isNew) {
            choice.scores = exactScores(by, recording());
            auto sorted = choice.scores;
            std::sort(sorted.begin(), sorted.end(), std::greater<>());
            choice.least = sorted[kept - 1];
        }
        return choice;
    }
    double tolerance(std::size_t) const override { return 1e-4; }

private:
    mutable std::map<Keeper, ExactChoice> m_choices;
};

}  // namespace

std::unique_ptr<Operation> makePrefill(const Setup &setup, Memory &memory)
{
    return std::make_unique<Prefill>(setup, memory);
}

}  // namespace touchstone::kernels::audio_kv_evict
