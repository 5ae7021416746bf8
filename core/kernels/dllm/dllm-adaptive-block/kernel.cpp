// AdaBlock-dLLM (report 2025-10-15, paper 2): a diffusion language model writes a text block after
// block; inside a block every forward commits the tokens it is sure of, and at least one,
//
//   commit i if q_i >= tau;   if there is none, the i with the largest q_i
//
// A fixed block size cuts sentences: tokens that are sure wait for their block, and tokens that
// depend on unwritten ones are committed too early. The technique ends a block at the delimiter
// that its first forward foresees most surely within a window of a quarter of the text, if it is at
// least 0.3 sure, and else falls back on the fixed size (schedule.h).
//
// The model is the exact posterior of a synthetic source with an error (denoiser.h). What is timed
// is the number of forwards of a small transformer over the text (body.h), that is, forwards *
// t_forward, with the schedule working on predictions noted before; and the schedule alone.
#include "kernels/blocks/parallel.h"
#include "kernels/declared_kernel.h"
#include "kernels/dllm/dllm-adaptive-block/body.h"
#include "kernels/dllm/dllm-adaptive-block/oracle.h"
#include "kernels/dllm/dllm-adaptive-block/quality.h"

#include <map>
#include <numeric>

namespace touchstone::kernels::dllm_adaptive_block {

namespace {

constexpr std::size_t repeats = 1000;  // of a schedule alone, which takes microseconds per text

// Texts, and the predictions of all forwards of each under the schedule of each form.
struct Writing : Operation {
    struct Notes {
        Counts counts;
        std::vector<std::size_t> begins, sentences;  // by forward, and the end of the predictions
        In<Prediction> predictions;
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
        std::vector<Prediction> all;
        Denoiser denoiser(source, text, sigma);
        Notes noted;
        noted.counts = decode(rules, own, ownSteps, [&](std::size_t begin, std::size_t end) {
            const Forward forward = denoiser.predict(own, begin, end, rules.ends == Ends::Source);
            noted.begins.push_back(all.size());
            noted.sentences.push_back(forward.sentence);
            all.insert(all.end(), forward.tokens.begin(), forward.tokens.end());
            return forward;
        });
        noted.begins.push_back(all.size());
        noted.predictions = In<Prediction>(*this, all.size());
        std::copy(all.begin(), all.end(), noted.predictions.data());
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
                   const std::size_t n = call++, first = noted.begins[n];
                   return Forward{
                           noted.predictions.span().subspan(first, noted.begins[n + 1] - first),
                           noted.sentences[n]};
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

struct Decoding final : Writing {
    std::size_t vocabulary = source.vocabulary();
    Body body{{length, std::size_t(size("width")), std::size_t(size("layers")), vocabulary},
              std::size_t(threads()),
              setup().seed,
              memory()};
    Out<float> logits{*this, timed *vocabulary};  // of the last token in the last forward

    Decoding(const Setup &setup, Memory &memory) : Writing(setup, memory)
    {
        schedules.resize(scheduleCount);
        std::iota(schedules.begin(), schedules.end(), std::size_t(0));
    }
    void declare(Forms &forms) override
    {
        for (std::size_t form = 0; form < scheduleCount; ++form) {
            forms.add(scheduleId(form))
                    .reads(body.embedding(), body.weights())
                    .writes(tokens, steps, logits)
                    .flops(sum(form, &Counts::forwards) * body.flops())
                    .run([this, form] {
                        parallelItems(threads(), timed, [&](std::size_t t, std::size_t worker) {
                            write(form, t, [&](std::span<const Token> text) {
                                body.forward(text, worker, logits.data() + t * vocabulary);
                            });
                        });
                    });
        }
    }
    double sum(std::size_t form, std::size_t Counts::*member) const
    {
        double all = 0;
        for (const Notes &noted : notes[form]) {
            all += double(noted.counts.*member);
        }
        return all;
    }
    // Each forward commits at most one unsure token, and the sure ones take one more at least.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        if (ratio.quantity != "time") {
            return std::nullopt;
        }
        double bound = sum(ratio.technique, &Counts::unsure);
        for (const Notes &noted : notes[ratio.technique]) {
            bound += noted.counts.unsure < length ? 1 : 0;
        }
        return sum(ratio.baseline, &Counts::forwards) / bound;
    }
    // The last forward sees all tokens but those that it committed itself.
    void exact(std::size_t form, std::size_t text, Expected &expected) const override
    {
        Writing::exact(form, text, expected);
        ExactText seen = known.at({form, text});
        for (std::size_t i = 0; i < length; ++i) {
            const bool last = seen.steps[i] + 1 == std::int32_t(seen.forwards);
            seen.tokens[i] = last ? sources::maskedToken : seen.tokens[i];
        }
        const auto right = body.exact(seen.tokens);
        for (std::size_t v = 0; v < vocabulary; ++v) {
            expected.at(logits, text * vocabulary + v, right[v]);
        }
    }
    double tolerance(std::size_t) const override { return 1e-4; }
};

struct Scheduling final : Writing {
    Scheduling(const Setup &setup, Memory &memory) : Writing(setup, memory)
    {
        schedules = {2, 2 + blockSizes.size()};  // with blocks of 32
    }
    void declare(Forms &forms) override
    {
        constexpr std::array ids{"schedule-fixed", "schedule-adaptive"};
        for (std::size_t form = 0; form < ids.size(); ++form) {
            Form &own = forms.add(ids[form]).writes(tokens, steps);
            double compared = 0;  // predictions, at least once in each repetition
            for (const Notes &noted : notes[form]) {
                own.reads(noted.predictions);
                compared += double(noted.predictions.size());
            }
            own.flops(repeats * compared).run([this, form] {
                parallelItems(threads(), timed, [&](std::size_t t, std::size_t) {
                    for (std::size_t n = 0; n < repeats; ++n) {
                        write(form, t, [](std::span<const Token>) {});
                    }
                });
            });
        }
    }
    double tolerance(std::size_t) const override { return 0; }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("dllm-adaptive-block",
                    {{"decode", operation<Decoding>}, {"schedule", operation<Scheduling>}},
                    scheduleQuality);
}

}  // namespace touchstone::kernels::dllm_adaptive_block
