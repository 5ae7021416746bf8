// dParallel (report 2025-10-15, paper 11): a masked diffusion language model is tuned on texts that
// it wrote itself, one token a forward, and made certain of what it predicts right already,
//
//   L = CE + 2 H(softmax(z / 0.5)) over masked tokens whose most likely value is the right one,
//
// each a mean, so that a decoder with an entropy threshold commits more tokens a forward. Tokens of
// one block are masked, each in one of two complementary copies; later blocks are masked in both.
// Weight, temperature, masks, and the decoder with its threshold of 0.5 nat are those of the
// released code; blocks are of 16 tokens instead of 32, for texts of 32 instead of 256. Texts are
// kept only where they are valid, as the paper keeps right answers only.
//
// Models are MLPs on a synthetic language of phrases (blocks/phrase_source.h), whose alternatives
// and lengths are ours and decide how far one token tells of another. Timed: the forwards of
// decoding, and a step of the loss.
#include "kernels/blocks/parallel.h"
#include "kernels/dllm/dllm-certainty-distil/oracle.h"
#include "kernels/dllm/dllm-certainty-distil/study.h"

namespace touchstone::kernels::dllm_certainty_distil {

namespace {

// A model trained for a source takes seconds: these many are kept in the cache for all seeds.
constexpr std::uint64_t modelCount = 2;

struct Decoding final : Operation {
    enum FormIndex : std::size_t { OneToken };
    Dim tokens{*this, "tokens"}, alternatives{*this, "alternatives"}, phrase{*this, "phrase"};
    Dim texts{*this, "texts"}, hidden{*this, "hidden"};
    Model model{tokens, alternatives, phrase, hidden, 1 + setup().seed % modelCount};
    PhraseSource source = model.source();
    DenoiserSizes sizes = model.sizes();
    struct Weights {
        In<float> in, bias, out, outBias;

        Weights(Operation &own, const DenoiserSizes &of)
            : in(own, of.inputs() * of.hidden), bias(own, of.hidden),
              out(own, of.outputs() * of.hidden), outBias(own, of.outputs())
        {
        }
        DenoiserView view() const { return {in.data(), bias.data(), out.data(), outBias.data()}; }
    };
    Weights pretrained{*this, sizes}, control{*this, sizes}, certain{*this, sizes};
    std::array<const Weights *, decodingForms.size()> weights{&pretrained, &pretrained, &control,
                                                              &certain};
    In<std::int32_t> prompts{*this, texts};
    Out<Token> written{*this, texts *tokens};
    Out<std::int32_t> steps{*this, texts *tokens};  // the forward that committed a token
    Out<float> logits{*this, texts *tokens};        // of what was committed, in that forward
    std::size_t workers = std::size_t(threads());
    Scratch<float> hiddenOf{*this, workers *hidden}, logitsOf{*this, workers *sizes.outputs()};
    Scratch<std::size_t> rowsOf{*this, workers *sizes.selected()};
    std::array<double, decodingForms.size()> forwards{};  // of all texts

    using Operation::Operation;

    Result<> prepare() override
    {
        const auto models = trainedModels(setup(), model);
        if (!models) {
            return passOn(models.error());
        }
        for (std::size_t form = 0; form < decodingForms.size(); ++form) {
            const Denoiser<float> &from = (*models).*decodingForms[form].model;
            const Weights &to = *weights[form];
            std::ranges::copy(from.in.value.values, to.in.data());
            std::ranges::copy(from.bias.value.values, to.bias.data());
            std::ranges::copy(from.out.value.values, to.out.data());
            std::ranges::copy(from.outBias.value.values, to.outBias.data());
        }
        const std::vector<std::size_t> held = promptsOf(model).heldOut;
        for (std::size_t t = 0; t < texts; ++t) {
            prompts[t] = std::int32_t(held[(setup().seed + t) % held.size()]);
        }
        for (std::size_t form = 0; form < decodingForms.size(); ++form) {
            for (std::size_t t = 0; t < texts; ++t) {
                forwards[form] += double(write(form, t, 0));
            }
        }
        return {};
    }
    void declare(Forms &list) override
    {
        const double passFlops =
                2.0 * double(sizes.outputs() * hidden) + double(sizes.selected() * hidden);
        for (std::size_t form = 0; form < decodingForms.size(); ++form) {
            const Weights &own = *weights[form];
            list.add(decodingForms[form].id)
                    .reads(own.in, own.bias, own.out, own.outBias, prompts)
                    .writes(written, steps, logits)
                    .flops(forwards[form] * passFlops)
                    .run([this, form] {
                        parallelItems(threads(), texts, [&](std::size_t text, std::size_t worker) {
                            write(form, text, worker);
                        });
                    });
        }
    }
    // Returns the number of forwards.
    std::size_t write(std::size_t form, std::size_t text, std::size_t worker)
    {
        const auto own = written.span().subspan(text * tokens, tokens);
        std::fill(own.begin(), own.end(), maskedToken);
        const auto rows = rowsOf.span().subspan(worker * sizes.selected(), sizes.selected());
        float *out = logitsOf.data() + worker * sizes.outputs();
        const DenoiserView view = weights[form]->view();
        return decode(decodingForms[form].rule, sizes, {}, own,
                      steps.span().subspan(text * tokens, tokens),
                      logits.span().subspan(text * tokens, tokens),
                      [&](std::span<const Token> now) {
                          selectRows(source, sizes, std::size_t(prompts[text]), now, rows);
                          view.forward(sizes, rows, hiddenOf.data() + worker * hidden, out);
                          return out;
                      });
    }
    // Every block takes a forward at least.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        if (ratio.quantity == "steps" && ratio.baseline == OneToken) {
            return double(blockSize);
        }
        return ratio.quantity == "time"
                       ? std::optional(forwards[ratio.baseline] / double(texts * blocksOf(tokens)))
                       : std::nullopt;
    }

    std::size_t units(std::size_t) const override { return texts; }
    std::size_t sampledUnits(std::size_t) const override { return 2; }
    void exact(std::size_t form, std::size_t text, Expected &expected) const override
    {
        const std::size_t first = text * tokens;
        const Replayed right =
                replay(decodingForms[form].rule, source, sizes, weights[form]->view(),
                       std::size_t(prompts[text]), written.span().subspan(first, tokens),
                       steps.span().subspan(first, tokens));
        for (std::size_t i = 0; i < tokens; ++i) {
            expected.that(written, first + i, 1, right.holds[i], "a token differs");
            expected.that(steps, first + i, 1, right.holds[i], "a forward differs");
            expected.at(logits, first + i, right.logits[i]);
        }
    }
    double tolerance(std::size_t) const override { return 1e-5; }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("dllm-certainty-distil",
                    {{"decode", operation<Decoding>}, {"step", trainingStep}}, certaintyQuality);
}

}  // namespace touchstone::kernels::dllm_certainty_distil
