// What operations that write a text block after block on a cache share: a body, a pass of each
// width with weights packed for it, the decisions of the model, noted before, and the check of what
// comes out. A model's decisions are the exact posterior of a source of segments; a decoder with
// blocks of one token is autoregressive. Batch 1. On a device the same passes are enqueued one
// after another, each with a launch that takes its decisions; which of them comes next was noted
// before.
#pragma once

#include "kernels/blocks/block_decoder_oracle.h"
#include "kernels/blocks/body_device.h"
#include "kernels/blocks/body_oracle.h"
#include "kernels/blocks/noted_forwards.h"
#include "kernels/operation.h"

#include <map>

namespace touchstone::kernels {

// Needs the dimensions tokens, uncertain and threshold (both in percent), width and layers.
struct BlockDecoding : Operation {
    using Token = sources::Token;

    // rules: of the forms, in their order. widths: tokens of the passes that they make. The text is
    // padded by masked tokens to a multiple of the last of them.
    BlockDecoding(const Setup &setup, Memory &memory, std::vector<sources::BlockRule> rules,
                  const std::vector<std::size_t> &widths);

    Result<> prepare() override;
    std::size_t units(std::size_t form) const override;  // blocks
    std::size_t sampledUnits(std::size_t) const override { return 1; }
    void exact(std::size_t form, std::size_t block, Expected &expected) const override;
    double tolerance(std::size_t) const override { return 1e-4; }

protected:
    // Over `tokens` tokens from `first` on, which see those before `visible`; `earlier`: see
    // Forwards::Place. skipped: rows of logits before those of the block that is denoised.
    struct Pass {
        std::size_t tokens = 1, first = 0, visible = 0, earlier = 0, skipped = 0;
        auto operator<=>(const Pass &) const = default;
    };
    // That denoises the block [begin, end). Of autoregressive decoding: over the token at `begin`,
    // which is given the one before it.
    virtual Pass passOf(std::size_t form, std::size_t begin, std::size_t end,
                        bool isFirst) const = 0;
    // After the last of a block, to store what its final tokens leave in the cache.
    virtual std::optional<Pass> storingPass(std::size_t form, std::size_t begin,
                                            std::size_t end) const = 0;
    // Writes the text: one pass for each that was noted.
    void decode(std::size_t form);
    void decodeOn(DeviceCopies &device, std::size_t form);
    DeviceSources deviceSources() const override;
    // A form with code for both, and with what it reads of weights in passes of these widths.
    Form &add(Forms &forms, std::size_t form, const char *id,
              const std::vector<std::size_t> &widths);

    // What the check knows of a form. Blocks come in any order, and more than once.
    struct Known {
        sources::ExactText text;
        transformer::ExactBody body;
        std::size_t reached = 0;     // places whose keys and values are final in `body`
        std::vector<double> logits;  // as the form's
        std::vector<bool> isDone;    // by block

        // The text as a pass saw it, from begin to end.
        std::vector<Token> seenBy(std::int32_t pass, std::size_t begin, std::size_t end) const;
        // Keeps the logits of the tokens that the pass commits; rows: of those from begin to end.
        void keep(std::int32_t pass, std::size_t begin, std::size_t end,
                  std::span<const double> rows);
    };
    // Tokens that are passed over together once they are final.
    virtual std::size_t frozenTogether(std::size_t form) const = 0;
    // The denoising passes over the tokens of a block, with keep() after each; all tokens that are
    // frozen before it are in the cache of known.body.
    virtual void exactPasses(std::size_t form, std::size_t begin, std::size_t end,
                             Known &known) const = 0;

    Dim length{*this, "tokens"}, uncertain{*this, "uncertain"}, width{*this, "width"};
    double threshold = double(size("threshold")) / 100;
    std::vector<sources::BlockRule> rules;
    std::size_t padded;
    sources::SegmentSource source;
    std::size_t vocabulary = source.vocabulary();
    transformer::Body body;
    transformer::Cache cache{body.sizes(), 1, memory()};
    std::map<std::size_t, transformer::Forwards> passes;  // by tokens of a pass; on a CPU
    In<Token> prompt;
    std::vector<sources::NotedForwards> notes;  // by form
    Scratch<Token> text{*this, padded};
    Out<Token> tokens{*this, length};
    Out<std::int32_t> steps{*this, length};        // the pass that committed a token
    Out<float> logits{*this, length *vocabulary};  // of each token, in that pass

private:
    // What a form does, as it was noted.
    struct Step {
        std::size_t begin = 0, end = 0;
        bool isFirst = true;
        bool isLast = false;  // of the block
    };
    struct OnDevice {
        transformer::DeviceForwards forwards;
        transformer::DeviceCache cache;
        Scratch<Token> shifted;  // the token before each
        Scratch<float> rows;
        std::map<Pass, transformer::DevicePass> passes{};
        struct Noted {
            In<Token> tokens;
            In<float> confidences;  // as two floats each, whose sum it is
        };
        std::vector<Noted> notes{};  // by form
    };

    void prepareDevice(std::size_t form);
    const float *passOver(std::size_t form, const Pass &pass);
    void enqueue(DeviceCopies &device, std::size_t form, const Pass &pass) const;
    Known &knownOf(std::size_t form) const;
    void compute(std::size_t form, std::size_t begin, std::size_t end, Known &known) const;

    std::vector<std::vector<Step>> m_schedules;  // by form
    std::optional<OnDevice> m_onDevice;
    mutable std::map<std::size_t, Known> m_known;  // by form
};

}  // namespace touchstone::kernels
