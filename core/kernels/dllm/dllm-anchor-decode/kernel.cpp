// LocalLeap (report 2025-10-16, paper 1): a masked diffusion language model usually commits one
// token a forward, the surest, or all above a global threshold. The technique takes the masked
// tokens of confidence 0.9 for anchors and commits others within 4 places of one from 0.75 on:
//
//   commit i if q_i >= 0.9, or q_i >= 0.75 and some |i - j| <= 4 has q_j >= 0.9, or q_i is largest
//
// Thresholds, radius and blocks of 32 tokens are those of the released code.
//
// The model is the exact posterior of a synthetic source with an over-confidence that grows with
// the distance to known tokens (blocks/denoiser.h): without it a relaxed global threshold does as
// well, so that its size, beta, and the share of tokens that the source leaves uncertain decide the
// result. What is timed are the forwards of a small bidirectional transformer over prompt and text
// as they are at that step, masked tokens included, as such models run without a cache, each where
// the rule asks for it; the rule works on predictions noted before.
#include "kernels/blocks/body_oracle.h"
#include "kernels/blocks/noted_forwards.h"
#include "kernels/blocks/parallel.h"
#include "kernels/dllm/dllm-anchor-decode/oracle.h"
#include "kernels/dllm/dllm-anchor-decode/study.h"

#include <map>

namespace touchstone::kernels::dllm_anchor_decode {

namespace {

struct Decoding final : Operation {
    Dim length{*this, "tokens"}, timed{*this, "timed"}, uncertain{*this, "uncertain"};
    double beta = double(size("beta"));
    std::size_t rows = promptTokens + length;
    sources::SegmentSource source = sources::segmentSource(setup().seed, double(uncertain));
    std::size_t vocabulary = source.vocabulary();
    transformer::Body body{
            {rows, vocabulary, std::size_t(size("width")), std::size_t(size("layers"))},
            setup().seed,
            memory()};
    transformer::Cache cache{body.sizes(), std::size_t(threads()), memory()};
    transformer::Forwards forwards{body, rows, 1, std::size_t(threads()), memory()};
    In<Token> prompts{*this, timed *promptTokens};
    std::vector<std::vector<sources::NotedForwards>> notes;  // by form and text
    Out<Token> tokens{*this, timed *rows};                   // with the prompt
    Out<std::int32_t> steps{*this, timed *length};           // the forward that committed a token
    Out<float> logits{*this, timed *vocabulary};  // of the last token in the last forward
    mutable std::map<std::pair<std::size_t, std::size_t>, ExactText> known;  // by form and text

    using Operation::Operation;

    Result<> prepare() override
    {
        for (std::size_t t = 0; t < timed; ++t) {
            const auto drawn = sources::promptOf(source, setup().seed, t);
            std::copy(drawn.begin(), drawn.end(), prompts.data() + t * promptTokens);
        }
        for (const Rule &rule : rules) {
            notes.emplace_back();
            for (std::size_t t = 0; t < timed; ++t) {
                if (setup().stop.stop_requested()) {
                    return cancelled();
                }
                notes.back().push_back(note(rule, promptOf(t)));
            }
        }
        return {};
    }
    std::span<const Token> promptOf(std::size_t text) const
    {
        return prompts.span().subspan(text * promptTokens, promptTokens);
    }
    sources::NotedForwards note(const Rule &rule, std::span<const Token> prompt)
    {
        std::vector<Token> own(length, sources::maskedToken);
        std::vector<std::int32_t> ownSteps(length);
        sources::Denoiser model(source, source.after(source.start(), prompt), {0, beta});
        sources::NotedForwards noted;
        decode(rule, own, ownSteps, [&](std::size_t begin, std::size_t end) {
            const auto predictions = model.predict(own, begin, end);
            noted.note(predictions);
            return predictions;
        });
        noted.store(memory());
        return noted;
    }
    void declare(Forms &forms) override
    {
        for (std::size_t form = 0; form < rules.size(); ++form) {
            Form &own = forms.add(ruleIds[form])
                                .reads(prompts, body.embedding(), forwards.packed())
                                .writes(tokens, steps, logits)
                                .flops(count(form) * body.flops(rows, rows))
                                .dense();
            for (const sources::NotedForwards &noted : notes[form]) {
                own.reads(noted.predictions());
            }
            own.run([this, form] {
                parallelItems(threads(), timed, [&](std::size_t text, std::size_t worker) {
                    write(form, text, worker);
                });
            });
        }
    }
    void write(std::size_t form, std::size_t text, std::size_t worker)
    {
        const auto all = tokens.span().subspan(text * rows, rows);
        const auto prompt = promptOf(text);
        std::copy(prompt.begin(), prompt.end(), all.begin());
        const auto own = all.subspan(promptTokens);
        std::fill(own.begin(), own.end(), sources::maskedToken);
        std::size_t call = 0;
        const float *last = nullptr;
        decode(rules[form], own, steps.span().subspan(text * length, length),
               [&](std::size_t, std::size_t) {
                   last = forwards.run(all, {worker, 0, rows}, cache, worker);
                   return notes[form][text].at(call++);
               });
        std::copy_n(last + (rows - 1) * vocabulary, vocabulary, logits.data() + text * vocabulary);
    }
    double count(std::size_t form) const
    {
        double all = 0;
        for (const sources::NotedForwards &noted : notes[form]) {
            all += double(noted.count());
        }
        return all;
    }
    // Every block takes a forward at least.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return ratio.quantity == "time"
                       ? std::optional(count(ratio.baseline) / double(timed * blocksOf(length)))
                       : std::nullopt;
    }
    std::size_t units(std::size_t) const override { return timed; }
    std::size_t sampledUnits(std::size_t) const override { return 1; }
    // The last forward sees all tokens but those that it committed itself.
    void exact(std::size_t form, std::size_t text, Expected &expected) const override
    {
        const auto [place, isNew] = known.try_emplace({form, text});
        if (isNew) {
            place->second = exactDecode(source, promptOf(text), length, beta, rules[form]);
        }
        ExactText right = place->second;
        for (std::size_t i = 0; i < rows; ++i) {
            expected.equal(tokens, text * rows + i, right.tokens[i]);
            if (i >= promptTokens) {
                expected.equal(steps, text * length + i - promptTokens, right.steps[i]);
            }
            right.tokens[i] =
                    right.steps[i] + 1 == right.forwards ? sources::maskedToken : right.tokens[i];
        }
        const auto all = transformer::ExactBody(body).run(right.tokens, 0, rows);
        for (std::size_t v = 0; v < vocabulary; ++v) {
            expected.at(logits, text * vocabulary + v, all[(rows - 1) * vocabulary + v]);
        }
    }
    double tolerance(std::size_t) const override { return 1e-4; }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("dllm-anchor-decode", {{"decode", operation<Decoding>}}, anchorQuality);
}

}  // namespace touchstone::kernels::dllm_anchor_decode
