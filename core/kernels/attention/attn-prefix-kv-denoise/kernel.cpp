// dVLA (report 2025-10-15, paper 12): a discrete diffusion model reads images and an instruction
// and writes a chain of thought and an action, unmasking some of its tokens in each of T steps.
// What was read is a prefix that sees itself alone, so that its keys and values are the same in
// every step: they are computed once, and a step passes over the generated tokens alone.
//
// Timed is the whole loop, decisions included, on a transformer with random weights (blocks/body.h)
// whose logits are real: in each step the likeliest tokens of the largest probability are
// committed, as many in every step. All forms take logits of generated tokens only. No form spares
// the prefix the rest of the last layer, which only its keys and values leave: of the few layers
// here that would be a share that it is not of a model's. Beside the paper's pair: the mask without
// the cache, and the cache without the mask, whose keys and values of the first step grow stale (Wu
// et al., "Fast-dLLM", 2025).
#include "kernels/attention/attn-prefix-kv-denoise/denoise.h"
#include "kernels/blocks/body_device.h"
#include "kernels/blocks/body_oracle.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

namespace touchstone::kernels::attn_prefix_kv_denoise {

namespace {

struct Loop final : Operation {
    Dim prefix{*this, "prefix"}, generated{*this, "generated"}, steps{*this, "steps"};
    Dim width{*this, "width"}, layers{*this, "layers"};
    Lengths lengths{prefix, generated, steps};
    transformer::Body body{sizesOf(lengths, width, layers), setup().seed, memory()};
    In<Token> prompt{*this, prefix};
    Out<Token> tokens{*this, generated};
    Out<std::int32_t> committed{*this, generated};  // the step of each token
    Out<float> logits{*this, generated *vocabulary};
    Scratch<Token> text{*this, lengths.places()};
    Scratch<float> surest{*this, generated};
    std::optional<Denoising> onCpu;

    struct OnDevice {
        transformer::DeviceForwards forwards;
        transformer::DeviceCache cache;
        transformer::DevicePass full, masked, alone, part;
        Buffer<float> logits;
        Buffer<Token> likeliest;
    };
    std::optional<OnDevice> onDevice;

    Loop(const Setup &setup, Memory &memory) : Operation(setup, memory)
    {
        if (!setup.device) {
            onCpu.emplace(body, lengths, setup.threads, memory);
            return;
        }
        const std::size_t places = lengths.places();
        using Pass = transformer::DevicePass;
        onDevice.emplace(
                OnDevice{{body, 1, places, memory},
                         {body.sizes(), 1, memory},
                         Pass(places, generated, {0, 0, places}, memory),
                         Pass(places, generated, {0, 0, places, prefix}, memory),
                         Pass(prefix, 0, {0, 0, prefix}, memory),
                         Pass(generated, generated, {0, prefix, places}, memory),
                         memory.allocate<float>(BufferRole::Scratch, generated * vocabulary),
                         memory.allocate<Token>(BufferRole::Scratch, generated)});
    }
    void fill(std::uint64_t seed) override
    {
        rng::Sequence numbers(seed, 1);
        for (Token &token : prompt.span()) {
            token = Token(numbers.below(vocabulary));
        }
    }
    void declare(Forms &forms) override
    {
        for (std::size_t i = 0; i < formCount; ++i) {
            const auto form = DenoisingForm(i);
            Form &own = forms.add(denoisingIds[i])
                                .reads(prompt, body.embedding())
                                .writes(tokens, committed, logits)
                                .flops(flopsOf(form))
                                .dense()
                                .run([this, form] { denoise(form); })
                                .device([this, form](DeviceCopies &d) { denoiseOn(d, form); });
            if (onDevice) {
                own.reads(onDevice->forwards.weights());
            }
            if (onCpu && form != Cached) {
                own.reads(onCpu->wholeWeights());
            }
            if (onCpu && form == Cached) {
                own.reads(onCpu->prefixWeights());
            }
            if (onCpu && (form == Cached || form == Stale)) {
                own.reads(onCpu->generatedWeights());
            }
        }
    }
    DeviceSources deviceSources() const override
    {
        return {{"blocks/gemm.cl", "blocks/attention.cl", "blocks/body.cl",
                 "attention/attn-prefix-kv-denoise/kernel.cl"},
                transformer::bodyOptions(body.sizes())};
    }
    double flopsOf(DenoisingForm form) const
    {
        const Passed all = passed(form, lengths);
        return all.tokens * body.flops(1, 0, 0) + double(steps) * body.flops(0, 0, generated)
               + double(layers) * attention::flops(all.pairs, width);
    }
    // No part of a form is spared by more than the part that is spared most: tokens through the
    // layers, or pairs that attend. Logits are the same.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        if (ratio.quantity != "time") {
            return std::nullopt;
        }
        const Passed base = passed(DenoisingForm(ratio.baseline), lengths);
        const Passed tech = passed(DenoisingForm(ratio.technique), lengths);
        return std::max({1.0, base.tokens / tech.tokens, base.pairs / tech.pairs});
    }

    // --- on the CPU

    void denoise(DenoisingForm form) const
    {
        std::copy_n(prompt.data(), prefix, text.data());
        const Written to{text.span().subspan(prefix), committed.span(), logits.span()};
        std::fill(to.tokens.begin(), to.tokens.end(), sources::maskedToken);
        for (std::size_t step = 0; step < steps; ++step) {
            const float *rows = onCpu->step(form, step, text.span());
            commit(lengths, step, rows, to, surest.span(), threads());
        }
        std::copy(to.tokens.begin(), to.tokens.end(), tokens.data());
    }

    // --- on a device

    void passOn(DeviceCopies &d, const transformer::DevicePass &pass) const
    {
        onDevice->forwards.run(d, {text}, pass, onDevice->cache, onDevice->logits);
    }
    void denoiseOn(DeviceCopies &d, DenoisingForm form) const
    {
        const std::size_t places = lengths.places();
        d.launch("begin_text", places, 64, {d[prompt], d[text], prefix, places});
        for (std::size_t step = 0; step < steps; ++step) {
            if (form == Masked) {
                passOn(d, onDevice->masked);
            } else if (form == Full || (form == Stale && step == 0)) {
                passOn(d, onDevice->full);
            } else {
                if (step == 0) {
                    passOn(d, onDevice->alone);
                }
                passOn(d, onDevice->part);
            }
            d.launch("find_surest", generated, 64,
                     {d[onDevice->logits], d[text], d[onDevice->likeliest], d[surest], prefix,
                      generated, vocabulary});
            d.launch("commit_surest", generated, 64,
                     {d[onDevice->logits], d[onDevice->likeliest], d[surest], d[text], d[tokens],
                      d[committed], d[logits], prefix, generated, vocabulary, lengths.commits(step),
                      step});
        }
    }

    // --- the oracle: a step on the text as the outputs say it was. The cache must be what the mask
    // makes of it, so Cached is checked by passes over everything, as Masked.

    std::size_t units(std::size_t) const override { return steps; }
    std::size_t sampledUnits(std::size_t) const override { return 1; }
    double tolerance(std::size_t) const override { return 1e-4; }
    void exact(std::size_t form, std::size_t step, Expected &expected) const override
    {
        std::vector<std::size_t> own, masked;  // committed in this step, masked before it
        std::vector<Token> seen(prompt.span().begin(), prompt.span().end());
        for (std::size_t i = 0; i < generated; ++i) {
            const bool isBefore = committed[i] >= 0 && std::size_t(committed[i]) < step;
            seen.push_back(isBefore ? tokens[i] : sources::maskedToken);
            if (!isBefore) {
                masked.push_back(i);
            }
            if (committed[i] == std::int32_t(step)) {
                own.push_back(i);
            }
        }
        const auto areTokens = std::all_of(seen.begin(), seen.end(), [](Token token) {
            return token >= sources::maskedToken && token < Token(vocabulary);
        });
        const bool isCounted = areTokens && own.size() == lengths.commits(step);
        if (own.empty() || !isCounted) {
            // A step that commits other than its share leaves its tokens unchecked.
            expected.that(tokens, 0, 0, isCounted, "another number of tokens than the step's");
            return;
        }
        checkStep(rowsOf(DenoisingForm(form), step, seen), own, masked, expected);
    }
    // Logits of the generated tokens in double precision.
    std::vector<double> rowsOf(DenoisingForm form, std::size_t step,
                               std::span<const Token> seen) const
    {
        const std::size_t places = lengths.places();
        transformer::ExactBody exactBody(body);
        if (form == Stale && step > 0) {
            std::vector<Token> start(prompt.span().begin(), prompt.span().end());
            start.resize(places, sources::maskedToken);
            exactBody.run(start, 0, places);
            return exactBody.run(seen.subspan(prefix), prefix, places);
        }
        const bool isMasked = form == Masked || form == Cached;
        auto rows = exactBody.run(seen, 0, places, isMasked ? std::size_t(prefix) : 0);
        rows.erase(rows.begin(), rows.begin() + std::ptrdiff_t(prefix * vocabulary));
        return rows;
    }
    void checkStep(const std::vector<double> &rows, const std::vector<std::size_t> &own,
                   const std::vector<std::size_t> &masked, Expected &expected) const
    {
        constexpr double slack =
                1e-3;  // of logits and of ln probability: rounding exchanges equals
        std::map<std::size_t, double> sureness;
        for (const std::size_t i : masked) {
            const double *row = rows.data() + i * vocabulary;
            const double top = *std::max_element(row, row + vocabulary);
            double sum = 0;
            for (std::size_t t = 0; t < vocabulary; ++t) {
                sum += std::exp(row[t] - top);
            }
            sureness[i] = -std::log(sum);
        }
        double best = -std::numeric_limits<double>::infinity();  // of those that stay masked
        for (const auto &[i, sure] : sureness) {
            if (std::find(own.begin(), own.end(), i) == own.end()) {
                best = std::max(best, sure);
            }
        }
        for (const std::size_t i : own) {
            const double *row = rows.data() + i * vocabulary;
            const double top = *std::max_element(row, row + vocabulary);
            const bool isToken = tokens[i] >= 0 && std::size_t(tokens[i]) < vocabulary;
            expected.that(tokens, i, 1, isToken && row[std::size_t(tokens[i])] >= top - slack,
                          "a token that is not the likeliest");
            expected.that(committed, i, 1, sureness.at(i) >= best - slack,
                          "a token that is not among the surest");
            for (std::size_t t = 0; t < vocabulary; ++t) {
                expected.at(logits, i * vocabulary + t, row[t]);
            }
        }
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("attn-prefix-kv-denoise", {{"denoise", operation<Loop>}}, denoisingQuality);
}

}  // namespace touchstone::kernels::attn_prefix_kv_denoise
