// What operations that write a text block after block on a cache share: a body, a pass of each
// width with weights packed for it, the decisions of the model, noted before, and the check of what
// comes out. A model's decisions are the exact posterior of a source of segments; a decoder with
// blocks of one token is autoregressive. Batch 1.
#pragma once

#include "kernels/blocks/block_decoder_oracle.h"
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
    // Rows of logits: those of the tokens from `begin` on.
    using Pass = std::function<const float *(std::size_t begin, std::size_t end, bool isFirst)>;
    using Finish = std::function<void(std::size_t begin, std::size_t end)>;
    // Writes the text: one pass for each that was noted, `finish` after the last of a block.
    void write(std::size_t form, const Pass &pass, const Finish &finish);
    // One token of autoregressive decoding: the pass over the one before it.
    const float *passOverToken(std::size_t place);
    // Over as many tokens as the pass is wide, from `begin` on, which see those before `visible`.
    const float *passOver(std::size_t tokensOfPass, std::size_t begin, std::size_t visible,
                          std::size_t earlier = 0);

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
    std::map<std::size_t, transformer::Forwards> passes;  // by tokens of a pass
    In<Token> prompt;
    std::vector<sources::NotedForwards> notes;  // by form
    Scratch<Token> text{*this, padded};
    Out<Token> tokens{*this, length};
    Out<std::int32_t> steps{*this, length};        // the pass that committed a token
    Out<float> logits{*this, length *vocabulary};  // of each token, in that pass

private:
    Known &knownOf(std::size_t form) const;
    void compute(std::size_t form, std::size_t begin, std::size_t end, Known &known) const;

    mutable std::map<std::size_t, Known> m_known;  // by form
};

}  // namespace touchstone::kernels
