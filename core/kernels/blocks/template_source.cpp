#include "kernels/blocks/template_source.h"

#include "kernels/blocks/rng.h"

#include <algorithm>
#include <numeric>

namespace touchstone::kernels::sources {

namespace {

constexpr std::size_t mostSlots = 2;
enum Stream : std::uint32_t { Tokens = 1, Shape = 2, Filling = 3, Following = 4 };

std::size_t fills(const Template &form)
{
    return form.slots.size() == 2 ? slotValues * slotValues : form.slots.empty() ? 1 : slotValues;
}

// Different tokens other than the delimiter, and shares none of which is nearly certain.
Slot makeSlot(std::size_t place, std::size_t vocabulary, rng::Sequence &numbers)
{
    Slot slot;
    slot.place = place;
    for (std::size_t v = 0; v < slotValues; ++v) {
        const auto end = slot.tokens.begin() + std::ptrdiff_t(v);
        do {
            slot.tokens[v] = Token(1 + numbers.below(vocabulary - 1));
        } while (std::find(slot.tokens.begin(), end, slot.tokens[v]) != end);
        slot.shares[v] = 0.5 + numbers.uniform();
    }
    const double sum = std::accumulate(slot.shares.begin(), slot.shares.end(), 0.0);
    for (double &share : slot.shares) {
        share /= sum;
    }
    return slot;
}

}  // namespace

TemplateSource::TemplateSource(const SourceSizes &sizes, std::uint64_t seed)
    : HiddenMarkov(sizes.vocabulary)
{
    rng::Sequence tokens(seed, Tokens), shape(seed, Shape), filling(seed, Filling),
            following(seed, Following);
    for (std::size_t k = 0; k < sizes.templates; ++k) {
        Template form;
        const std::size_t length = sizes.shortest + shape.below(sizes.longest - sizes.shortest + 1);
        for (std::size_t i = 0; i + 1 < length; ++i) {
            form.tokens.push_back(Token(1 + tokens.below(sizes.vocabulary - 1)));
        }
        form.tokens.push_back(delimiterToken);
        std::vector<std::size_t> places;
        const std::size_t slots = std::min(length - 2, 1 + shape.below(mostSlots));
        while (places.size() < slots) {
            const std::size_t place = 1 + shape.below(length - 2);
            if (std::find(places.begin(), places.end(), place) == places.end()) {
                places.push_back(place);
            }
        }
        std::sort(places.begin(), places.end());
        for (const std::size_t place : places) {
            form.slots.push_back(makeSlot(place, sizes.vocabulary, filling));
            form.tokens[place] = form.slots.back().tokens[0];
        }
        for (std::size_t fill = 0; fill < fills(form); ++fill) {
            form.next.push_back(following.below(sizes.templates));
        }
        m_starts.push_back(states());
        addChain(form, 0, 0);
        m_templates.push_back(std::move(form));
    }
}

// The tokens from slot `slot` - 1 (or the beginning) to the next slot, and all that follows.
std::size_t TemplateSource::addChain(const Template &form, std::size_t slot, std::size_t fill)
{
    const std::size_t begin = slot == 0 ? 0 : form.slots[slot - 1].place;
    const bool ends = slot == form.slots.size();
    const std::size_t end = ends ? form.tokens.size() : form.slots[slot].place;
    Chain chain;
    chain.first = states();
    chain.last = chain.first + (end - begin) - 1;
    chain.ends = ends;
    for (std::size_t i = begin; i < end; ++i) {
        const bool filled = slot > 0 && i == begin;
        addState(filled ? form.slots[slot - 1].tokens[fill % slotValues] : form.tokens[i],
                 typoShare);
    }
    const std::size_t id = m_chains.size();
    m_chains.push_back(chain);
    if (ends) {
        m_chains[id].next = form.next[fill];
        return id;
    }
    m_chains[id].shares = form.slots[slot].shares;
    for (std::size_t v = 0; v < slotValues; ++v) {
        const std::size_t child = addChain(form, slot + 1, fill * slotValues + v);
        m_chains[id].chains[v] = child;
    }
    return id;
}

Sentence TemplateSource::draw(std::uint64_t seed, std::uint32_t stream, std::uint64_t index) const
{
    const auto numbers = rng::philox(seed, stream, index);
    Sentence sentence{numbers[0] % m_templates.size(), 0};
    std::size_t n = 1;
    for (const Slot &slot : m_templates[sentence.form].slots) {
        const double u = rng::uniform(numbers[n++]);
        const std::size_t value = u < slot.shares[0]                    ? 0
                                  : u < slot.shares[0] + slot.shares[1] ? 1
                                                                        : 2;
        sentence.fill = sentence.fill * slotValues + value;
    }
    return sentence;
}

TemplateSource::Belief TemplateSource::after(const Sentence &sentence) const
{
    Belief belief(states(), 0.0);
    for (const std::size_t start : m_starts) {
        belief[start] = randomNextShare / double(m_starts.size());
    }
    belief[m_starts[m_templates[sentence.form].next[sentence.fill]]] += 1 - randomNextShare;
    return belief;
}

void TemplateSource::forwardStep(const double *now, double *next) const
{
    double ended = 0;
    for (const std::size_t start : m_starts) {
        next[start] = 0;
    }
    for (const Chain &chain : m_chains) {
        std::copy(now + chain.first, now + chain.last, next + chain.first + 1);
        const double out = now[chain.last];
        for (std::size_t v = 0; v < slotValues && !chain.ends; ++v) {
            next[m_chains[chain.chains[v]].first] = out * chain.shares[v];
        }
        if (chain.ends) {
            next[m_starts[chain.next]] += out * (1 - randomNextShare);
            ended += out;
        }
    }
    for (const std::size_t start : m_starts) {
        next[start] += ended * randomNextShare / double(m_starts.size());
    }
}

void TemplateSource::backwardStep(const double *next, double *now) const
{
    double anyStart = 0;
    for (const std::size_t start : m_starts) {
        anyStart += next[start] * randomNextShare / double(m_starts.size());
    }
    for (const Chain &chain : m_chains) {
        std::copy(next + chain.first + 1, next + chain.last + 1, now + chain.first);
        double following =
                chain.ends ? next[m_starts[chain.next]] * (1 - randomNextShare) + anyStart : 0;
        for (std::size_t v = 0; v < slotValues && !chain.ends; ++v) {
            following += next[m_chains[chain.chains[v]].first] * chain.shares[v];
        }
        now[chain.last] = following;
    }
}

bool TemplateSource::isSentence(std::span<const Token> tokens, bool cutOff) const
{
    return std::any_of(m_templates.begin(), m_templates.end(), [&](const Template &form) {
        if (tokens.size() > form.tokens.size() || (tokens.size() < form.tokens.size() && !cutOff)) {
            return false;
        }
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const auto slot = std::find_if(form.slots.begin(), form.slots.end(),
                                           [&](const Slot &s) { return s.place == i; });
            const bool fits = slot == form.slots.end() ? tokens[i] == form.tokens[i]
                                                       : std::find(slot->tokens.begin(),
                                                                   slot->tokens.end(), tokens[i])
                                                                 != slot->tokens.end();
            if (!fits) {
                return false;
            }
        }
        return true;
    });
}

}  // namespace touchstone::kernels::sources
