// What each model costs and gives when it writes texts for prompts that it has not seen.
#include "kernels/dllm/dllm-certainty-distil/study.h"

#include <map>
#include <set>

namespace touchstone::kernels::dllm_certainty_distil {

namespace {

constexpr int seedCount = 8;
constexpr std::size_t sampledPrompts = 32, samples = 8;  // of each prompt, at temperature 1
constexpr std::array<std::size_t, 2> alternativeCounts{2, 4}, phraseLengths{2, 4};
constexpr std::size_t usualAlternatives = 4, usualPhrase = 4;
// Entropy thresholds, to compare at equal validity.
constexpr std::array ladder{0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8};

struct Texts {
    double forwards = 0, valid = 0;  // a text; of all texts, %
};

class Study {
public:
    Study(const Setup &setup, const Model &model, SeedFigures &figures)
        : m_setup(setup), m_model(model), m_source(model.source()), m_sizes(model.sizes()),
          m_prompts(promptsOf(model).heldOut),
          m_figures(figures), m_at{{"alternatives", double(model.alternatives)},
                                   {"phrase", double(model.phrase)}}
    {
        if (setup.effort == Effort::Smoke) {
            m_prompts.resize(3);
        }
    }
    void run()
    {
        const auto models = trainedModels(m_setup, m_model);
        if (!models) {
            return;  // stopped
        }
        std::map<std::string, Texts> own;
        for (const DecodingForm &form : decodingForms) {
            const DenoiserView view((*models).*form.model);
            own[form.id] = written(view, form.rule);
            add("steps", form.id, own[form.id].forwards, "");
            add("invalid-texts", form.id, 100 - own[form.id].valid, "%");
            if (form.id != std::string("threshold")) {  // the model of one-token
                add("distinct-texts", form.id, distinct(view), "%");
            }
        }
        for (std::size_t form = 1; form < decodingForms.size(); ++form) {
            const DenoiserView view((*models).*decodingForms[form].model);
            add("steps-at-equal-validity", decodingForms[form].id,
                fewestFor(own["certainty"].valid, view), "");
        }
        if (m_model.alternatives == usualAlternatives && m_model.phrase == usualPhrase) {
            for (std::size_t form = 1; form < decodingForms.size(); ++form) {
                addLadder(decodingForms[form].id,
                          DenoiserView((*models).*decodingForms[form].model));
            }
        }
    }

private:
    void add(const char *metric, const char *variant, double value, const char *unit)
    {
        m_figures.add(metric, variant, value, unit, Evidence::Simulated, m_at);
    }
    Texts written(const DenoiserView &model, const Rule &rule) const
    {
        Texts all;
        for (const std::size_t prompt : m_prompts) {
            const Decoded text = decoded(m_source, m_sizes, model, prompt, rule);
            all.forwards += double(text.forwards) / double(m_prompts.size());
            all.valid += m_source.isText(prompt, text.tokens) ? 100 / double(m_prompts.size()) : 0;
        }
        return all;
    }
    // The fewest forwards with which a share of valid texts is reached but for a hundredth, which
    // is about one text, on the line between two thresholds; one token a forward where none reaches
    // it. Each model at its own threshold, the technique too: none gains by that hundredth alone.
    double fewestFor(double valid, const DenoiserView &model) const
    {
        const double wanted = valid - 1;
        Texts above{double(m_sizes.length), 100};
        for (const double threshold : ladder) {
            const Texts next = written(model, {threshold});
            if (next.valid < wanted) {
                const double part = (above.valid - wanted) / (above.valid - next.valid);
                return above.forwards + part * (next.forwards - above.forwards);
            }
            above = next;
        }
        return above.forwards;
    }
    // Different texts of a prompt among several drawn from the model, one token a forward.
    double distinct(const DenoiserView &model) const
    {
        double share = 0;
        const std::size_t count = std::min(m_prompts.size(), sampledPrompts);
        for (std::size_t p = 0; p < count; ++p) {
            std::set<std::vector<Token>> texts;
            for (std::size_t i = 0; i < samples; ++i) {
                const Noise noise =
                        gumbelNoise(m_sizes, m_model.seed, std::uint32_t(1000 + p * samples + i));
                texts.insert(decoded(m_source, m_sizes, model, m_prompts[p], oneTokenRule, noise)
                                     .tokens);
            }
            share += 100.0 * double(texts.size()) / double(samples * count);
        }
        return share;
    }
    void addLadder(const char *id, const DenoiserView &model)
    {
        for (const double threshold : ladder) {
            const Texts texts = written(model, {threshold});
            const At at{{"entropy threshold", threshold}};
            m_figures.add("steps-by-threshold", id, texts.forwards, "", Evidence::Simulated, at);
            m_figures.add("invalid-by-threshold", id, 100 - texts.valid, "%", Evidence::Simulated,
                          at);
        }
    }

    const Setup &m_setup;
    const Model &m_model;
    PhraseSource m_source;
    DenoiserSizes m_sizes;
    std::vector<std::size_t> m_prompts;
    SeedFigures &m_figures;
    At m_at;
};

}  // namespace

Result<std::vector<Quality>> certaintyQuality(const Setup &setup)
{
    const auto study = [&](std::uint64_t seed, SeedFigures &figures) {
        for (const std::size_t alternatives : alternativeCounts) {
            for (const std::size_t phrase : phraseLengths) {
                Model model;
                model.alternatives = alternatives;
                model.phrase = phrase;
                model.seed = seed;
                Study(setup, model, figures).run();
            }
        }
    };
    return studySeeds(setup, "tuning models on their own texts", study, setup.threads, seedCount);
}

}  // namespace touchstone::kernels::dllm_certainty_distil
