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

// Twice the digits of a float, since a device need not know double.
std::pair<float, float> asFloats(double value)
{
    const auto high = float(value);
    return {high, float(value - double(high))};
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
    if (setup.device) {
        const std::size_t most = *std::max_element(widths.begin(), widths.end());
        m_onDevice.emplace(OnDevice{{body, 1, most, memory},
                                    {body.sizes(), 1, memory},
                                    {*this, padded + 1},
                                    {*this, most * vocabulary}});
        return;
    }
    for (const std::size_t count : widths) {
        passes.try_emplace(count, body, count, setup.threads, 1, memory);
    }
}

Result<> BlockDecoding::prepare()
{
    const auto drawn = sources::promptOf(source, setup().seed, 0);
    std::copy(drawn.begin(), drawn.end(), prompt.data());
    for (std::size_t form = 0; form < rules.size(); ++form) {
        if (setup().stop.stop_requested()) {
            return cancelled();
        }
        std::vector<Token> own(length, sources::maskedToken);
        std::vector<std::int32_t> ownSteps(length);
        sources::Denoiser model(source, source.after(source.start(), prompt.span()), {});
        sources::NotedForwards &noted = notes.emplace_back();
        std::vector<Step> &schedule = m_schedules.emplace_back();
        const auto predict = [&](std::size_t begin, std::size_t end) {
            const auto predictions = model.predict(own, begin, end);
            noted.note(predictions);
            schedule.push_back({begin, end, schedule.empty() || schedule.back().isLast});
            return predictions;
        };
        sources::decodeBlocks(rules[form], threshold, own, ownSteps, predict,
                              [&](std::size_t, std::size_t) { schedule.back().isLast = true; });
        noted.store(memory());
        if (m_onDevice) {
            prepareDevice(form);
        }
    }
    return {};
}

Form &BlockDecoding::add(Forms &forms, std::size_t form, const char *id,
                         const std::vector<std::size_t> &widths)
{
    Form &own = forms.add(id)
                        .reads(notes[form].predictions(), body.embedding())
                        .writes(tokens, steps, logits)
                        .run([this, form] { decode(form); })
                        .device([this, form](DeviceCopies &d) { decodeOn(d, form); });
    if (m_onDevice) {
        return own.reads(m_onDevice->forwards.weights());
    }
    for (const std::size_t count : widths) {
        own.reads(passes.at(count).packed());
    }
    return own;
}

void BlockDecoding::decode(std::size_t form)
{
    std::fill_n(text.data(), padded, sources::maskedToken);
    std::size_t call = 0;
    bool isFirst = true;  // of its block
    const auto predict = [&](std::size_t begin, std::size_t end) {
        const Pass pass = passOf(form, begin, end, isFirst);
        const float *rows = passOver(form, pass) + pass.skipped * vocabulary;
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
                              if (const auto pass = storingPass(form, begin, end)) {
                                  passOver(form, *pass);
                              }
                          });
    std::copy_n(text.data(), length, tokens.data());
}

const float *BlockDecoding::passOver(std::size_t form, const Pass &pass)
{
    if (rules[form].block == 1) {
        // There is none before the first.
        const Token before = pass.first == 0 ? sources::maskedToken : text[pass.first - 1];
        return passes.at(1).run({&before, 1}, {0, pass.first, pass.visible}, cache, 0);
    }
    return passes.at(pass.tokens)
            .run(text.span().subspan(pass.first, pass.tokens),
                 {0, pass.first, pass.visible, pass.earlier}, cache, 0);
}

DeviceSources BlockDecoding::deviceSources() const
{
    return {{"blocks/gemm.cl", "blocks/attention.cl", "blocks/body.cl", "blocks/block_decoding.cl"},
            transformer::bodyOptions(body.sizes())};
}

void BlockDecoding::prepareDevice(std::size_t form)
{
    const auto predictions = notes[form].predictions().span();
    OnDevice::Noted &noted = m_onDevice->notes.emplace_back(
            OnDevice::Noted{{*this, predictions.size()}, {*this, 2 * predictions.size()}});
    for (std::size_t i = 0; i < predictions.size(); ++i) {
        noted.tokens[i] = predictions[i].token;
        const auto [high, low] = asFloats(predictions[i].confidence);
        noted.confidences[2 * i] = high;
        noted.confidences[2 * i + 1] = low;
    }
    const auto prepare = [&](const Pass &pass) {
        const transformer::Forwards::Place place{0, pass.first, pass.visible, pass.earlier};
        m_onDevice->passes.try_emplace(pass, pass.tokens, pass.tokens, place, memory());
    };
    for (const auto &[begin, end, isFirst, isLast] : m_schedules[form]) {
        prepare(passOf(form, begin, end, isFirst));
        const auto storing = isLast ? storingPass(form, begin, end) : std::nullopt;
        if (storing) {
            prepare(*storing);
        }
    }
}

void BlockDecoding::enqueue(DeviceCopies &device, std::size_t form, const Pass &pass) const
{
    const Buffer<Token> &given = rules[form].block == 1 ? m_onDevice->shifted : text;
    m_onDevice->forwards.run(device, {given}, m_onDevice->passes.at(pass), m_onDevice->cache,
                             m_onDevice->rows);
}

void BlockDecoding::decodeOn(DeviceCopies &d, std::size_t form)
{
    constexpr std::size_t group = 64;
    const OnDevice &own = *m_onDevice;
    d.launch("begin_blocks", padded, group, {d[text], d[own.shifted], padded});
    const auto least = asFloats(threshold);
    std::size_t noted = 0;
    std::int32_t call = 0;
    for (const auto &[begin, end, isFirst, isLast] : m_schedules[form]) {
        const Pass pass = passOf(form, begin, end, isFirst);
        enqueue(d, form, pass);
        d.launch("commit_noted", group, group,
                 {d[own.rows], d[own.notes[form].tokens], d[own.notes[form].confidences], d[text],
                  d[own.shifted], d[tokens], d[steps], d[logits], pass.skipped, noted, begin,
                  end - begin, vocabulary, least.first, least.second, float(sources::equalWithin),
                  std::int32_t(rules[form].isDynamic), call});
        const auto storing = isLast ? storingPass(form, begin, end) : std::nullopt;
        if (storing) {
            enqueue(d, form, *storing);
        }
        noted += end - begin;
        ++call;
    }
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
