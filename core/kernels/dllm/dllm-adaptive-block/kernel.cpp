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
// The model is the exact posterior of a synthetic source with an error (model.h). What is timed
// are the forwards of a small bidirectional transformer (blocks/body.h) over the whole text as it
// is at that step, masked tokens included, as masked diffusion models run without a cache: each
// where the schedule asks for it, with the schedule working on predictions noted before; and the
// schedule alone (scheduling.cpp). How many forwards there are, the source and its error decide.
#include "kernels/blocks/body_oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/dllm/dllm-adaptive-block/writing.h"

#include <numeric>

namespace touchstone::kernels::dllm_adaptive_block {

namespace {

struct Decoding final : Writing {
    std::size_t vocabulary = source.vocabulary();
    transformer::Body body{
            {length, vocabulary, std::size_t(size("width")), std::size_t(size("layers"))},
            setup().seed,
            memory()};
    transformer::Cache cache{body.sizes(), std::size_t(threads()), memory()};
    transformer::Forwards forwards{body, length, 1, std::size_t(threads()), memory()};
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
                    .reads(body.embedding(), forwards.packed())
                    .writes(tokens, steps, logits)
                    .flops(sum(form, &Counts::forwards) * body.flops(length, length))
                    .dense()
                    .run([this, form] {
                        parallelItems(threads(), timed, [&](std::size_t t, std::size_t worker) {
                            write(form, t, [&](std::span<const Token> text) {
                                const float *all =
                                        forwards.run(text, {worker, 0, length}, cache, worker);
                                std::copy_n(all + (length - 1) * vocabulary, vocabulary,
                                            logits.data() + t * vocabulary);
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
        const auto right = transformer::ExactBody(body).run(seen.tokens, 0, length);
        for (std::size_t v = 0; v < vocabulary; ++v) {
            expected.at(logits, text * vocabulary + v, right[(length - 1) * vocabulary + v]);
        }
    }
    double tolerance(std::size_t) const override { return 1e-4; }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("dllm-adaptive-block",
                    {{"decode", operation<Decoding>}, {"schedule", makeScheduling}},
                    scheduleQuality);
}

}  // namespace touchstone::kernels::dllm_adaptive_block
