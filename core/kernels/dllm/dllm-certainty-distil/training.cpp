#include "kernels/dllm/dllm-certainty-distil/training.h"

#include "kernels/blocks/trained_cache.h"
#include "kernels/blocks/training.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::dllm_certainty_distil {

namespace {

constexpr std::size_t pretrainingSteps = 3000, pretrainingBatch = 64;
constexpr std::size_t tuningSteps = 600, tuningBatch = 32;  // texts; two masks of each
constexpr double pretrainingRate = 5e-3, tuningRate = 1e-3;
constexpr std::size_t heldOutDivisor = 8;  // of all prompts
constexpr std::size_t smokePrompts = 16;

enum Stream : std::uint32_t { Order = 10, Pretraining, Tuning };

void ask(Masked &masked, std::size_t text, std::size_t place, Token label)
{
    masked.texts[text].tokens[place] = maskedToken;
    masked.cells.push_back(std::uint32_t(text * masked.texts[text].tokens.size() + place));
    masked.labels.push_back(std::uint32_t(label));
}

}  // namespace

std::array<Masked, 2> complementaryMasks(std::span<const Written> texts, rng::Sequence &numbers)
{
    std::array<Masked, 2> both;
    for (Masked &masked : both) {
        masked.texts.assign(texts.begin(), texts.end());
    }
    for (std::size_t t = 0; t < texts.size(); ++t) {
        const std::size_t length = texts[t].tokens.size();
        const std::size_t begin = blockSize * numbers.below(blocksOf(length));
        for (std::size_t i = begin; i < length; ++i) {
            if (i < begin + blockSize) {
                ask(both[numbers.below(2)], t, i, texts[t].tokens[i]);
            } else {
                both[0].texts[t].tokens[i] = both[1].texts[t].tokens[i] = maskedToken;
            }
        }
    }
    return both;
}

template <class T>
Var certaintyLoss(Tape<T> &tape, Var logits, const Masked &masked, std::size_t vocabulary,
                  double weight)
{
    if (masked.cells.empty()) {
        return tape.constant(Grid<T>(1, 1));
    }
    const std::size_t tokens = tape.value(logits).values.size() / vocabulary;
    const Var z = rowsOf(tape, reshape(tape, logits, tokens, vocabulary), masked.cells);
    const Var token = crossEntropy(tape, z, masked.labels);
    std::vector<std::uint32_t> right;
    for (std::size_t i = 0; i < masked.cells.size(); ++i) {
        const auto row = tape.value(z).row(i);
        const auto best = std::max_element(row.begin(), row.end()) - row.begin();
        if (std::uint32_t(best) == masked.labels[i]) {
            right.push_back(std::uint32_t(i));
        }
    }
    if (weight == 0 || right.empty()) {
        return token;
    }
    const double count = double(right.size());
    const Var sharp =
            logSoftmax(tape, tape.scale(rowsOf(tape, z, std::move(right)), 1 / entropyTemperature));
    const Var entropy = sum(tape, tape.multiply(tape.apply(Function::Exp, sharp), sharp));
    return tape.add(token, tape.scale(entropy, -weight / count));
}

template Var certaintyLoss(Tape<float> &, Var, const Masked &, std::size_t, double);
template Var certaintyLoss(Tape<double> &, Var, const Masked &, std::size_t, double);

sources::PhraseSizes Model::sourceSizes() const
{
    sources::PhraseSizes sizes;
    sizes.length = phrase;
    sizes.places = length / phrase;
    sizes.alternatives = alternatives;
    sizes.successors = std::min<std::size_t>(2, alternatives);
    return sizes;
}

Prompts promptsOf(const Model &model)
{
    std::vector<std::size_t> order(model.source().prompts());
    std::iota(order.begin(), order.end(), std::size_t(0));
    rng::Sequence numbers(model.seed, Order);
    for (std::size_t i = order.size() - 1; i > 0; --i) {
        std::swap(order[i], order[numbers.below(i + 1)]);
    }
    const auto last = order.begin() + std::ptrdiff_t(order.size() / heldOutDivisor);
    return {{order.begin(), last}, {last, order.end()}};
}

namespace {

class Training {
public:
    Training(const Setup &setup, const Model &model)
        : m_setup(setup), m_model(model), m_source(model.source()), m_sizes(model.sizes()),
          m_prompts(promptsOf(model).trained)
    {
        if (setup.effort == Effort::Smoke) {
            m_prompts.resize(smokePrompts);
        }
    }
    Denoiser<float> pretrained() const
    {
        Denoiser<float> model(m_sizes, m_model.seed);
        rng::Sequence numbers(m_model.seed, Pretraining);
        run(model, pretrainingSteps, pretrainingRate, [&](Tape<float> &tape) {
            const Masked masked = masks(numbers);
            return loss(tape, model, masked, 0);
        });
        return model;
    }
    // Texts that the model writes one token a forward, where they are valid.
    std::vector<Written> trajectories(const Denoiser<float> &model) const
    {
        const DenoiserView view(model);
        std::vector<Written> texts;
        for (const std::size_t prompt : m_prompts) {
            Decoded text = decoded(m_source, m_sizes, view, prompt, oneTokenRule);
            if (m_source.isText(prompt, text.tokens)) {
                texts.push_back({prompt, std::move(text.tokens)});
            }
        }
        return texts;
    }
    Denoiser<float> tuned(Denoiser<float> model, std::span<const Written> texts,
                          double weight) const
    {
        rng::Sequence numbers(m_model.seed, Tuning);
        run(model, texts.empty() ? 0 : tuningSteps, tuningRate, [&](Tape<float> &tape) {
            std::vector<Written> batch;
            for (std::size_t i = 0; i < tuningBatch; ++i) {
                batch.push_back(texts[numbers.below(texts.size())]);
            }
            const auto [one, other] = complementaryMasks(batch, numbers);
            return tape.add(loss(tape, model, one, weight), loss(tape, model, other, weight));
        });
        return model;
    }

private:
    // Half of the texts are masked anywhere, as such models are trained; half as they are while
    // they are written, so that the model knows both.
    Masked masks(rng::Sequence &numbers) const
    {
        Masked masked;
        for (std::size_t t = 0; t < pretrainingBatch; ++t) {
            const std::size_t prompt = m_prompts[numbers.below(m_prompts.size())];
            masked.texts.push_back({prompt, m_source.draw(prompt, numbers)});
            const bool byBlock = t % 2 == 1;
            const std::size_t length = m_sizes.length;
            const std::size_t blocks = std::max<std::size_t>(1, blocksOf(length));
            const std::size_t begin = byBlock ? blockSize * numbers.below(blocks) : 0;
            const double share = numbers.uniform();
            for (std::size_t i = begin; i < length; ++i) {
                const bool isLater = byBlock && i >= begin + blockSize;
                if (isLater || numbers.uniform() < share) {
                    ask(masked, t, i, masked.texts[t].tokens[i]);
                }
            }
        }
        return masked;
    }
    Var loss(Tape<float> &tape, Denoiser<float> &model, const Masked &masked, double weight) const
    {
        const Var x = tape.constant(inputsOf<float>(m_source, m_sizes, masked.texts));
        return certaintyLoss(tape, model.logits(tape, x), masked, m_sizes.vocabulary, weight);
    }
    template <class Loss>
    void run(Denoiser<float> &model, std::size_t steps, double rate, const Loss &lossOn) const
    {
        steps = m_setup.effort == Effort::Smoke ? steps / 100 : steps;
        train(model.weights(), {steps, rate, m_setup.stop},
              [&](Tape<float> &tape, std::size_t) { return lossOn(tape); });
    }

    const Setup &m_setup;
    const Model &m_model;
    PhraseSource m_source;
    DenoiserSizes m_sizes;
    std::vector<std::size_t> m_prompts;
};

TrainedWeights storedWeights(std::initializer_list<Denoiser<float> *> models)
{
    TrainedWeights all;
    for (Denoiser<float> *model : models) {
        for (const Weight<float> *weight : model->weights()) {
            all.push_back(weight->value);
        }
    }
    return all;
}

}  // namespace

Result<Trained> trainedModels(const Setup &setup, const Model &model)
{
    const std::string name = "dllm-certainty-distil-1-" + std::to_string(model.length) + '-'
                             + std::to_string(model.alternatives) + '-'
                             + std::to_string(model.phrase) + '-' + std::to_string(model.hidden)
                             + "-s" + std::to_string(model.seed);
    const auto weights = trained(setup, name, [&] {
        const Training training(setup, model);
        Denoiser<float> pretrained = training.pretrained();
        const std::vector<Written> own = training.trajectories(pretrained);
        Denoiser<float> control = training.tuned(pretrained, own, 0);
        Denoiser<float> certain = training.tuned(pretrained, own, entropyWeight);
        return storedWeights({&pretrained, &control, &certain});
    });
    if (!weights) {
        return passOn(weights.error());
    }
    const Denoiser<float> blank(model.sizes(), 0);
    Trained all{blank, blank, blank};
    std::size_t at = 0;
    for (Denoiser<float> *one : {&all.pretrained, &all.control, &all.certain}) {
        for (Weight<float> *weight : one->weights()) {
            weight->value = (*weights)[at++];
        }
    }
    return all;
}

}  // namespace touchstone::kernels::dllm_certainty_distil
