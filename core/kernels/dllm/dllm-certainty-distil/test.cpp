// What the contract of all kernels does not ask of dllm-certainty-distil: the loss, the masks, the
// rule by hand, and that tuning makes a model write in fewer forwards.
#include "kernels/dllm/dllm-certainty-distil/oracle.h"
#include "kernels/dllm/dllm-certainty-distil/study.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace touchstone::kernels;
using namespace touchstone::kernels::dllm_certainty_distil;

namespace {

Model smallModel()
{
    Model model;
    model.length = 20;
    model.hidden = 7;
    return model;
}

std::vector<Written> drawnTexts(const PhraseSource &source, rng::Sequence &numbers)
{
    std::vector<Written> texts;
    for (std::size_t i = 0; i < 6; ++i) {
        texts.push_back({7 * i, source.draw(7 * i, numbers)});
    }
    return texts;
}

}  // namespace

TEST(CertaintyMasks, AreComplementaryInOneBlockAndFullBehindIt)
{
    const PhraseSource source = smallModel().source();
    rng::Sequence numbers(3, 1);
    const std::vector<Written> texts = drawnTexts(source, numbers);
    const auto [one, other] = complementaryMasks(texts, numbers);
    EXPECT_EQ(one.cells.size(), one.labels.size());
    for (std::size_t t = 0; t < texts.size(); ++t) {
        const auto isAsked = [&, t](const Masked &masked, std::size_t i) {
            return std::ranges::count(masked.cells, std::uint32_t(t * 20 + i)) == 1;
        };
        std::size_t asked = 0;
        for (std::size_t i = 0; i < 20; ++i) {
            const bool inOne = one.texts[t].tokens[i] == maskedToken;
            const bool inOther = other.texts[t].tokens[i] == maskedToken;
            EXPECT_FALSE(isAsked(one, i) && isAsked(other, i));
            EXPECT_TRUE(inOne || one.texts[t].tokens[i] == texts[t].tokens[i]);
            if (isAsked(one, i) || isAsked(other, i)) {
                EXPECT_EQ(inOne, isAsked(one, i));
                EXPECT_EQ(inOther, isAsked(other, i));
                ++asked;
            } else {
                EXPECT_EQ(inOne, asked > 0);  // behind the block
                EXPECT_EQ(inOther, asked > 0);
            }
        }
        EXPECT_TRUE(asked == 16 || asked == 4) << asked;
    }
}

// One cell of two values that is right: -log p + w H of p^2 / (p^2 + q^2); a wrong one: -log p
// alone.
TEST(CertaintyLoss, IsCrossEntropyAndTheEntropyOfWhatIsRight)
{
    Tape<double> tape;
    Grid<double> z(1, 4);
    z.values = {1, 0.5, 0.2, 1.2};  // two places of two values
    Masked masked;
    masked.texts.resize(1);
    masked.cells = {0, 1};
    masked.labels = {0, 0};
    const double p = 1 / (1 + std::exp(-0.5)), q = 1 / (1 + std::exp(1.0));
    const double sharp = 1 / (1 + std::exp(-1.0));
    const double entropy = -sharp * std::log(sharp) - (1 - sharp) * std::log(1 - sharp);
    const Var logits = tape.constant(z);
    const double plain = -(std::log(p) + std::log(q)) / 2;
    EXPECT_NEAR(tape.scalar(certaintyLoss(tape, logits, masked, 2, 0)), plain, 1e-12);
    EXPECT_NEAR(tape.scalar(certaintyLoss(tape, logits, masked, 2, 3)), plain + 3 * entropy, 1e-12);
    masked.cells.clear();
    EXPECT_EQ(tape.scalar(certaintyLoss(tape, logits, masked, 2, 3)), 0);
}

TEST(CertaintyLoss, GradientsAreThoseOfTheLoss)
{
    const Model own = smallModel();
    const PhraseSource source = own.source();
    const DenoiserSizes sizes = own.sizes();
    rng::Sequence numbers(3, 1);
    Masked masked = complementaryMasks(drawnTexts(source, numbers), numbers)[0];
    Denoiser<double> model(sizes, 4);
    const auto x = inputsOf<double>(source, sizes, masked.texts);
    Tape<double> tape;
    const Grid<double> z = tape.value(model.logits(tape, tape.constant(x)));
    for (std::size_t i = 0; i < masked.cells.size(); i += 2) {  // right ones
        const auto first = z.values.begin() + std::ptrdiff_t(masked.cells[i] * sizes.vocabulary);
        const auto last = first + std::ptrdiff_t(sizes.vocabulary);
        masked.labels[i] = std::uint32_t(std::max_element(first, last) - first);
    }
    const auto loss = [&](Tape<double> &on) {
        return certaintyLoss(on, model.logits(on, on.constant(x)), masked, sizes.vocabulary, 2);
    };
    EXPECT_LT(gradientError(model.weights(), loss), 1e-7);
}

namespace {

// Logits of places that are sure to different degrees: a logit of `lead` for token 1, else 0.
std::vector<float> logitsOf(const std::vector<float> &leads)
{
    std::vector<float> logits(leads.size() * 16);
    for (std::size_t i = 0; i < leads.size(); ++i) {
        logits[i * 16 + 1] = leads[i];
    }
    return logits;
}

std::vector<Token> committed(const Rule &rule, const std::vector<float> &leads,
                             std::vector<Token> tokens)
{
    DenoiserSizes sizes = smallModel().sizes();
    sizes.length = leads.size();
    std::vector<std::int32_t> steps(leads.size());
    std::vector<float> logits(leads.size());
    commitTokens(rule, sizes, logitsOf(leads).data(), {}, 0, tokens, steps, logits, 0);
    return tokens;
}

}  // namespace

TEST(CertaintyRule, CommitsBelowTheThresholdAndTheSurest)
{
    constexpr Token mask = maskedToken;
    EXPECT_EQ(committed(thresholdRule, {9, 3, 8, 1}, {mask, mask, mask, mask}),
              (std::vector<Token>{1, mask, 1, mask}));
    EXPECT_EQ(committed(thresholdRule, {1, 3, 2, 1}, {mask, mask, mask, mask}),
              (std::vector<Token>{mask, 1, mask, mask}));
    EXPECT_EQ(committed(oneTokenRule, {9, 3, 8, 1}, {mask, mask, mask, mask}),
              (std::vector<Token>{1, mask, mask, mask}));
    EXPECT_EQ(committed(thresholdRule, {9, 3, 8, 1}, {5, mask, mask, mask}),
              (std::vector<Token>{5, mask, 1, mask}));
}

TEST(CertaintyTraining, TunedModelsWriteInFewerForwards)
{
    Model own;
    own.length = 16;
    own.hidden = 96;
    const auto models = trainedModels({}, own);
    ASSERT_TRUE(models);
    std::map<std::string, double> forwards, valid;
    const PhraseSource source = own.source();
    const Prompts prompts = promptsOf(own);
    EXPECT_EQ(prompts.heldOut.size() + prompts.trained.size(), source.prompts());
    for (const DecodingForm &form : decodingForms) {
        for (const std::size_t prompt : prompts.heldOut) {
            const Decoded text = decoded(source, own.sizes(), DenoiserView((*models).*form.model),
                                         prompt, form.rule);
            forwards[form.id] += double(text.forwards) / double(prompts.heldOut.size());
            valid[form.id] += source.isText(prompt, text.tokens) ? 1 : 0;
        }
        valid[form.id] /= double(prompts.heldOut.size());
    }
    EXPECT_EQ(forwards["one-token"], 16);
    EXPECT_LT(forwards["threshold"], 16);
    EXPECT_LT(forwards["certainty"], 0.8 * forwards["threshold"]);
    EXPECT_GT(valid["one-token"], 0.9);  // on prompts that the model has not seen
    EXPECT_GT(valid["certainty"], 0.7);
}
