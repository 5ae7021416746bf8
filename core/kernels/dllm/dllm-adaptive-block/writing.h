// What the operations of kernel.cpp share: texts, and the predictions that schedules work on.
#pragma once

#include "kernels/blocks/noted_forwards.h"
#include "kernels/declared_kernel.h"
#include "kernels/dllm/dllm-adaptive-block/oracle.h"

#include <map>

namespace touchstone::kernels::dllm_adaptive_block {

// Texts, and the predictions of all forwards of each under the schedule of each form.
struct Writing : Operation {
    struct Notes {
        Counts counts;
        sources::NotedForwards forwards;
        std::vector<std::size_t> sentences;  // by forward
    };

    Dim length{*this, "tokens"}, timed{*this, "timed"};
    double threshold = double(size("threshold")) / 100, sigma = double(size("sigma"));
    sources::TemplateSource source{{}, setup().seed};
    std::vector<std::size_t> schedules;  // by form
    std::vector<TextSetup> texts;
    std::vector<std::vector<Notes>> notes;  // by form and text
    std::size_t places = timed * length;
    Out<Token> tokens{*this, places};
    Out<std::int32_t> steps{*this, places};  // the forward that committed a token
    mutable std::map<std::pair<std::size_t, std::size_t>, ExactText> known;  // by form and text

    using Operation::Operation;

    Result<> prepare() override
    {
        for (std::size_t t = 0; t < timed; ++t) {
            texts.push_back(makeText(source, length, setup().seed, std::uint32_t(t)));
        }
        for (const std::size_t schedule : schedules) {
            notes.emplace_back();
            for (const TextSetup &text : texts) {
                if (setup().stop.stop_requested()) {
                    return cancelled();
                }
                notes.back().push_back(note(scheduleAt(schedule, threshold), text));
            }
        }
        return {};
    }
    Notes note(const Schedule &rules, const TextSetup &text)
    {
        std::vector<Token> own(length, sources::maskedToken);
        std::vector<std::int32_t> ownSteps(length);
        Model model(source, text, sigma);
        Notes noted;
        noted.counts = decode(rules, own, ownSteps, [&](std::size_t begin, std::size_t end) {
            const Forward forward = model.predict(own, begin, end);
            noted.forwards.note(forward.tokens);
            noted.sentences.push_back(forward.sentence);
            return forward;
        });
        noted.forwards.store(memory());
        return noted;
    }
    // forward(tokens) is called for each forward.
    template <class Call>
    void write(std::size_t form, std::size_t text, const Call &forward)
    {
        const Notes &noted = notes[form][text];
        const auto own = tokens.span().subspan(text * length, length);
        std::fill(own.begin(), own.end(), sources::maskedToken);
        std::size_t call = 0;
        decode(scheduleAt(schedules[form], threshold), own,
               steps.span().subspan(text * length, length), [&](std::size_t, std::size_t) {
                   forward(own);
                   const std::size_t n = call++;
                   return Forward{noted.forwards.at(n), noted.sentences[n]};
               });
    }
    std::size_t units(std::size_t) const override { return timed; }
    std::size_t sampledUnits(std::size_t) const override { return 2; }
    void exact(std::size_t form, std::size_t text, Expected &expected) const override
    {
        const auto [place, isNew] = known.try_emplace({form, text});
        ExactText &right = place->second;
        if (isNew) {
            right = exactDecode(source, texts[text], sigma, scheduleAt(schedules[form], threshold));
        }
        for (std::size_t i = 0; i < length; ++i) {
            expected.equal(tokens, text * length + i, right.tokens[i]);
            expected.equal(steps, text * length + i, right.steps[i]);
        }
    }
};

std::unique_ptr<Operation> makeScheduling(const Setup &setup, Memory &memory);

// What the schedules cost and give, over seeds.
Result<std::vector<Quality>> scheduleQuality(const Setup &setup);

}  // namespace touchstone::kernels::dllm_adaptive_block
