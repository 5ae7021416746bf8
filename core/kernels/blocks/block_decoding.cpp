#include "kernels/blocks/block_decoding.h"

#include "kernels/blocks/segment_texts.h"

#include <algorithm>

namespace touchstone::kernels {

namespace {

// Grouped-query attention where the width allows it.
transformer::Sizes sizesOf(const Operation &operation, std::size_t places, std::size_t vocabulary)
{
    constexpr std::size_t headSize = 64, queriesPerKey = 4;
    const auto width = std::size_t(operation.size("width"));
    return {places,   vocabulary,
            width,    std::size_t(operation.size("layers")),
            headSize, width % (headSize * queriesPerKey) == 0 ? queriesPerKey : 1};
}

}  // namespace

BlockDecoding::BlockDecoding(const Setup &setup, Memory &memory,
                             std::vector<sources::BlockRule> rulesOfForms,
                             const std::vector<std::size_t> &widths)
    : Operation(setup, memory), rules(std::move(rulesOfForms)),
      padded((length + widths.back() - 1) / widths.back() * widths.back()),
      source(sources::segmentSource(setup.seed, double(uncertain))),
      body(sizesOf(*this, padded, source.vocabulary()), setup.seed, memory),
      prompt(*this, sources::promptTokens)
{
    for (const std::size_t count : widths) {
        passes.try_emplace(count, body, count, setup.threads, 1, memory);
    }
}

Result<> BlockDecoding::prepare()
{
    const auto drawn = sources::promptOf(source, setup().seed, 0);
    std::copy(drawn.begin(), drawn.end(), prompt.data());
    for (const sources::BlockRule &rule : rules) {
        if (setup().stop.stop_requested()) {
            return cancelled();
        }
        std::vector<Token> own(length, sources::maskedToken);
        std::vector<std::int32_t> ownSteps(length);
        sources::Denoiser model(source, source.after(source.start(), prompt.span()), {});
        sources::NotedForwards &noted = notes.emplace_back();
        const auto predict = [&](std::size_t begin, std::size_t end) {
            const auto predictions = model.predict(own, begin, end);
            noted.note(predictions);
            return predictions;
        };
        sources::decodeBlocks(rule, threshold, own, ownSteps, predict,
                              [](std::size_t, std::size_t) {});
        noted.store(memory());
    }
    return {};
}

void BlockDecoding::write(std::size_t form, const Pass &pass, const Finish &finish)
{
    std::fill_n(text.data(), padded, sources::maskedToken);
    std::size_t call = 0;
    bool isFirst = true;  // of its block
    const auto predict = [&](std::size_t begin, std::size_t end) {
        const float *rows = pass(begin, end, isFirst);
        isFirst = false;
        // The last pass that sees a token masked is the one that commits it.
        for (std::size_t i = begin; i < end; ++i, rows += vocabulary) {
            if (text[i] == sources::maskedToken) {
                std::copy_n(rows, vocabulary, logits.data() + i * vocabulary);
            }
        }
        return notes[form].at(call++);
    };
    sources::decodeBlocks(rules[form], threshold, text.span().first(length), steps.span(), predict,
                          [&](std::size_t begin, std::size_t end) {
                              isFirst = true;
                              finish(begin, end);
                          });
    std::copy_n(text.data(), length, tokens.data());
}

const float *BlockDecoding::passOverToken(std::size_t place)
{
    // None stands before the first.
    const Token before = place == 0 ? sources::maskedToken : text[place - 1];
    return passes.at(1).run({&before, 1}, {0, place, place + 1}, cache, 0);
}

const float *BlockDecoding::passOver(std::size_t tokensOfPass, std::size_t begin,
                                     std::size_t visible, std::size_t earlier)
{
    return passes.at(tokensOfPass)
            .run(text.span().subspan(begin, tokensOfPass), {0, begin, visible, earlier}, cache, 0);
}

std::size_t BlockDecoding::units(std::size_t form) const
{
    return sources::blocksOf(rules[form].block, length);
}

BlockDecoding::Known &BlockDecoding::knownOf(std::size_t form) const
{
    auto found = m_known.find(form);
    if (found == m_known.end()) {
        Known known{sources::exactBlocks(source, prompt.span(), length, rules[form], threshold),
                    transformer::ExactBody(body), 0, std::vector<double>(logits.size()),
                    std::vector<bool>(units(form), false)};
        found = m_known.emplace(form, std::move(known)).first;
    }
    return found->second;
}

void BlockDecoding::exact(std::size_t form, std::size_t block, Expected &expected) const
{
    Known &known = knownOf(form);
    const std::size_t begin = block * rules[form].block;
    const std::size_t end = std::min<std::size_t>(begin + rules[form].block, length);
    if (!known.isDone[block]) {
        compute(form, begin, end, known);
        known.isDone[block] = true;
    }
    for (std::size_t i = begin; i < end; ++i) {
        expected.equal(tokens, i, known.text.tokens[i]);
        expected.equal(steps, i, known.text.steps[i]);
    }
    for (std::size_t i = begin * vocabulary; i < end * vocabulary; ++i) {
        expected.at(logits, i, known.logits[i]);
    }
}

void BlockDecoding::compute(std::size_t form, std::size_t begin, std::size_t end,
                            Known &known) const
{
    const auto final = std::span(known.text.tokens);
    if (rules[form].block == 1) {
        for (std::size_t i = std::min(known.reached, begin); i < end; ++i) {
            const Token before = i == 0 ? sources::maskedToken : final[i - 1];
            known.keep(known.text.steps[i], i, i + 1, known.body.run({&before, 1}, i, i + 1));
        }
        known.reached = std::max(known.reached, end);
        return;
    }
    const std::size_t together = frozenTogether(form), frozen = begin / together * together;
    for (std::size_t i = std::min(known.reached, frozen); i < frozen; i += together) {
        known.body.run(final.subspan(i, together), i, i + together);
    }
    known.reached = frozen;
    exactPasses(form, begin, end, known);
}

std::vector<BlockDecoding::Token> BlockDecoding::Known::seenBy(std::int32_t pass, std::size_t begin,
                                                               std::size_t end) const
{
    std::vector<Token> seen;
    for (std::size_t i = begin; i < end; ++i) {
        seen.push_back(text.steps[i] < pass ? text.tokens[i] : sources::maskedToken);
    }
    return seen;
}

void BlockDecoding::Known::keep(std::int32_t pass, std::size_t begin, std::size_t end,
                                std::span<const double> rows)
{
    const std::size_t vocabulary = rows.size() / (end - begin);
    for (std::size_t i = begin; i < end; ++i) {
        if (text.steps[i] == pass) {
            const auto row = rows.subspan((i - begin) * vocabulary, vocabulary);
            std::copy(row.begin(), row.end(), logits.begin() + std::ptrdiff_t(i * vocabulary));
        }
    }
}

}  // namespace touchstone::kernels
