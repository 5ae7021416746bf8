// DiFlow-TTS (report 2025-09-16, paper 6): discrete flow matching writes all frames of a speech
// codec's token streams in a number of forward passes (NFE) that is chosen, instead of one pass a
// frame; heads are factorised, one for prosody and one for acoustic detail. Its price: tokens that
// are unmasked in one pass do not see each other (sampler.h).
//
// The model is the exact posterior of a synthetic source of four coupled streams
// (blocks/stream_source.h), so that what a sampler loses is its own doing. What is timed are the
// forwards of a transformer that embeds the tokens of a frame together and has a head for each
// stream: over all frames at once, NFE times, against one frame at a time with a cache of keys and
// values, both with weights packed for their number of rows, batch 1. When each token is unmasked
// and to what is noted before; drawing from the logits costs both sides little beside a forward and
// is left out.
#include "kernels/blocks/body_oracle.h"
#include "kernels/dllm/dfm-factorised-nfe/oracle.h"
#include "kernels/dllm/dfm-factorised-nfe/study.h"

#include <algorithm>

namespace touchstone::kernels::dfm_factorised_nfe {

namespace {

struct Decoding final : Operation {
    Dim frames{*this, "frames"}, nfe{*this, "nfe"};
    StreamSource source{setup().seed};
    transformer::Body body{{frames, vocabulary, std::size_t(size("width")),
                            std::size_t(size("layers")), 64, 1, streamCount},
                           setup().seed,
                           memory()};
    transformer::Cache cache{body.sizes(), 1, memory()};
    transformer::Forwards whole{body, frames, threads(), 1, memory()};
    transformer::Forwards single{body, 1, threads(), 1, memory()};
    std::size_t count = frames * streamCount;
    std::size_t outputs = body.sizes().outputs();
    // By sampler: what each token becomes, and in which step.
    In<Token> values{*this, samplers.size() * count};
    In<std::int32_t> unmasked{*this, samplers.size() * count};
    Out<Token> tokens{*this, count};
    Out<std::int32_t> steps{*this, count};
    Out<float> logits{*this, outputs};  // of the last frame in the last forward

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        for (std::size_t form = 0; form < samplers.size(); ++form) {
            const Sampled text = sample(source, samplers[form], frames, nfe, Chances(seed, 0));
            std::copy(text.tokens.begin(), text.tokens.end(), values.data() + form * count);
            std::copy(text.steps.begin(), text.steps.end(), unmasked.data() + form * count);
        }
    }
    void declare(Forms &forms) override
    {
        for (std::size_t form = 0; form < samplers.size(); ++form) {
            Form &own = forms.add(samplerIds[form]).writes(tokens, steps, logits);
            if (samplers[form] == Sampler::FrameByFrame) {
                double flops = 0;
                for (std::size_t f = 0; f < frames; ++f) {
                    flops += body.flops(1, f + 1);
                }
                own.reads(values, body.embedding(), single.packed()).flops(flops).run([this] {
                    frameByFrame();
                });
            } else {
                own.reads(values, unmasked, body.embedding(), whole.packed())
                        .flops(double(nfe) * body.flops(frames, frames))
                        .dense()
                        .run([this, form] { inSteps(form); });
            }
        }
    }
    // The tokens that are unmasked in a step, of those between two.
    void unmask(std::size_t form, std::size_t step, std::size_t begin, std::size_t end)
    {
        const Token *value = values.data() + form * count;
        const std::int32_t *when = unmasked.data() + form * count;
        for (std::size_t i = begin; i < end; ++i) {
            if (std::size_t(when[i]) == step) {
                tokens[i] = value[i];
                steps[i] = when[i];
            }
        }
    }
    void frameByFrame()
    {
        std::array<Token, streamCount> before{};
        before.fill(maskedToken);  // no frame before the first
        const float *last = nullptr;
        for (std::size_t f = 0; f < frames; ++f) {
            last = single.run(before, {0, f, f + 1}, cache, 0);
            unmask(0, f, f * streamCount, (f + 1) * streamCount);
            std::copy_n(tokens.data() + f * streamCount, streamCount, before.begin());
        }
        std::copy_n(last, outputs, logits.data());
    }
    void inSteps(std::size_t form)
    {
        std::fill_n(tokens.data(), count, maskedToken);
        const float *last = nullptr;
        for (std::size_t step = 0; step < nfe; ++step) {
            last = whole.run(tokens.span(), {0, 0, frames}, cache, 0);
            unmask(form, step, 0, count);
        }
        std::copy_n(last + (frames - 1) * outputs, outputs, logits.data());
    }
    // A pass over all frames takes at least as long as one over a single frame.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        const bool isTimed =
                ratio.quantity == "time" && samplers[ratio.baseline] == Sampler::FrameByFrame;
        return isTimed ? std::optional(double(frames) / double(nfe)) : std::nullopt;
    }
    std::size_t units(std::size_t) const override { return 1; }
    void exact(std::size_t form, std::size_t, Expected &expected) const override
    {
        Sampled right = exactSample(source, samplers[form], frames, nfe, Chances(setup().seed, 0));
        for (std::size_t i = 0; i < count; ++i) {
            expected.equal(tokens, i, right.tokens[i]);
            expected.equal(steps, i, right.steps[i]);
        }
        const auto all = samplers[form] == Sampler::FrameByFrame ? exactLastFrame(right)
                                                                 : exactLastStep(right);
        for (std::size_t v = 0; v < outputs; ++v) {
            expected.at(logits, v, all[all.size() - outputs + v]);
        }
    }
    std::vector<double> exactLastFrame(const Sampled &right) const
    {
        transformer::ExactBody exact(body);
        std::vector<double> last;
        std::vector<Token> before(streamCount, maskedToken);
        for (std::size_t f = 0; f < frames; ++f) {
            last = exact.run(before, f, f + 1);
            before.assign(right.tokens.begin() + std::ptrdiff_t(f * streamCount),
                          right.tokens.begin() + std::ptrdiff_t((f + 1) * streamCount));
        }
        return last;
    }
    std::vector<double> exactLastStep(Sampled right) const
    {
        for (std::size_t i = 0; i < count; ++i) {
            const bool isLast = std::size_t(right.steps[i]) + 1 == nfe;
            right.tokens[i] = isLast ? maskedToken : right.tokens[i];
        }
        return transformer::ExactBody(body).run(right.tokens, 0, frames);
    }
    double tolerance(std::size_t) const override { return 1e-4; }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("dfm-factorised-nfe", {{"sample", operation<Decoding>}}, flowQuality);
}

}  // namespace touchstone::kernels::dfm_factorised_nfe
