// Texts of segments to be written by decoders, each after a prompt that the model knows, and what a
// decoder makes of them.
#pragma once

#include "kernels/blocks/denoiser.h"
#include "kernels/blocks/segment_source.h"

namespace touchstone::kernels::sources {

constexpr std::size_t promptTokens = 8;

// uncertain: the share of places that the source emits with an error, in percent.
SegmentSource segmentSource(std::uint64_t seed, double uncertain);
std::vector<Token> promptOf(const SegmentSource &source, std::uint64_t seed, std::size_t text);

struct WrittenTexts {
    double passes = 0;         // of a text, mean
    double logLikelihood = 0;  // of a token, nat, under the source itself
    std::vector<std::vector<Token>> tokens;
};
// Tokens of the same texts that are equal, %.
double agreement(const WrittenTexts &a, const WrittenTexts &b);

class SegmentTexts {
public:
    SegmentTexts(std::uint64_t seed, double uncertain, std::size_t length, std::size_t count);

    // decode(tokens, steps, predict) writes a masked text and returns the number of passes that it
    // took, as decodeBlocks() of block_decoder.h does.
    template <class Decode>
    WrittenTexts write(const ModelError &error, const Decode &decode) const
    {
        WrittenTexts out;
        std::vector<std::int32_t> steps(m_length);
        for (const HiddenMarkov::Belief &before : m_before) {
            std::vector<Token> tokens(m_length, maskedToken);
            Denoiser model(m_source, before, error);
            const auto predict = [&](std::size_t begin, std::size_t end) {
                return model.predict(tokens, begin, end);
            };
            out.passes += double(decode(std::span(tokens), std::span(steps), predict));
            out.logLikelihood += m_source.logLikelihood(before, tokens) / double(m_length);
            out.tokens.push_back(std::move(tokens));
        }
        out.passes /= double(m_before.size());
        out.logLikelihood /= double(m_before.size());
        return out;
    }

private:
    SegmentSource m_source;
    std::size_t m_length;
    std::vector<HiddenMarkov::Belief> m_before;  // after the prompt of each text
};

}  // namespace touchstone::kernels::sources
