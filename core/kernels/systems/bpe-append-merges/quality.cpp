// What appended merges cost and give: tokens over the share of listings in the text, words that get
// longer, and the time of decoding with the output layer timed in the run (step.h).
#include "kernels/blocks/figures.h"
#include "kernels/systems/bpe-append-merges/step.h"
#include "kernels/systems/bpe-append-merges/text.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::bpe_append_merges {

namespace {

constexpr double claimedRatio = 1.25;                    // "up to 20 % shorter"
constexpr std::array listingShares{0, 25, 50, 75, 100};  // %, of the words
// Beside the tokenizer's own: GPT-2, Llama 3.
constexpr std::array<std::size_t, 2> knownVocabularies{50'257, 128'256};

// With how many tokens two tokenizers write the same words.
struct Counts {
    double words = 0, tokens = 0, longer = 0;

    double perWord() const { return tokens / words; }
    double share() const { return 100 * longer / words; }
};

Counts countTokens(const Tokenizer &tokenizer, const Tokenizer &base, const std::string &text)
{
    Counts counts;
    for (const std::string_view word : wordsOf(text)) {
        const std::size_t own = tokenizer.count(word);
        counts.words += 1;
        counts.tokens += double(own);
        counts.longer += own > base.count(word) ? 1 : 0;
    }
    return counts;
}

// By vocabulary, a share of the step for each seed.
using HeadShares = std::vector<std::pair<std::size_t, std::vector<double>>>;

HeadShares measureHead(const Setup &setup)
{
    HeadShares all;
    const auto own = std::size_t(256 + setup.shape.at("merges"));
    for (const std::size_t vocabulary : {own, knownVocabularies[0], knownVocabularies[1]}) {
        if (setup.progress) {
            setup.progress(0, "timing the output layer");
        }
        all.emplace_back(vocabulary, headShares(setup, vocabulary, seedsOf(setup)));
    }
    return all;
}

// Tokens times the step, whose output layer and embedding grow with the tokens added.
void addDecodeCost(const HeadShares &head, std::size_t seed, double tokens, std::size_t added,
                   const char *form, SeedFigures &figures)
{
    for (const auto &[vocabulary, shares] : head) {
        const double growth = double(vocabulary + added) / double(vocabulary);
        const double step = 1 - shares[seed] + shares[seed] * growth;
        figures.add("net-decode-cost", form, tokens * step, "", Evidence::Simulated,
                    {{"vocabulary", double(vocabulary)}});
    }
}

void measure(const Setup &setup, std::uint64_t seed, const HeadShares &head, SeedFigures &figures)
{
    const std::size_t bytes = trainingBytes / (setup.effort == Effort::Smoke ? 10 : 1);
    const auto tokenizers = makeTokenizers(setup, seed, bytes);
    const std::string listings = makeText(TextKind::Listings, bytes / 2, seed, 13);
    const std::string general = makeText(TextKind::General, bytes / 2, seed, 14);
    const Tokenizer &base = tokenizers[0];
    const double before = countTokens(base, base, listings).perWord();
    for (std::size_t form = 0; form < formCount; ++form) {
        const char *id = formNames[form];
        const Counts domain = countTokens(tokenizers[form], base, listings);
        const Counts prose = countTokens(tokenizers[form], base, general);
        for (const int share : listingShares) {
            const double part = share / 100.0;
            figures.add("tokens-per-word", id,
                        part * domain.perWord() + (1 - part) * prose.perWord(), "",
                        Evidence::Simulated, {{"listings", double(share)}});
        }
        // None by construction, whatever the text: counted to see that it is so.
        const bool proven = form == 0 || form + 1 == formCount;
        const Evidence evidence = proven ? Evidence::Computed : Evidence::Simulated;
        figures.add("violations", id, domain.longer + prose.longer, "", evidence);
        figures.add("violation-share", id, (domain.share() + prose.share()) / 2, "%", evidence);
        addDecodeCost(head, seed - setup.seed, domain.perWord() / before,
                      tokenizers[form].vocabulary() - base.vocabulary(), id, figures);
    }
}

const Quality &tokensAt(const std::vector<Quality> &figures, const char *form, double share)
{
    return *std::find_if(figures.begin(), figures.end(), [&](const Quality &q) {
        return q.metric == "tokens-per-word" && q.variant == form && q.at.front().second == share;
    });
}

// Tokens a word are linear in the share of listings.
Quality tokensBetween(const std::vector<Quality> &figures, const char *form, double share)
{
    const Quality &prose = tokensAt(figures, form, 0), &listings = tokensAt(figures, form, 100);
    std::vector<double> values;
    std::transform(prose.perSeed.begin(), prose.perSeed.end(), listings.perSeed.begin(),
                   std::back_inserter(values), [&](double without, double with) {
                       return without + share / 100 * (with - without);
                   });
    return overSeeds("tokens-per-word", form, std::move(values), "", Evidence::Simulated,
                     {{"listings", share}});
}

// The share of listings, to a tenth of a percent, from which texts are as much shorter as the paper
// says, if there is one; and the tokens at it.
void addNeededShare(std::vector<Quality> &figures)
{
    const auto excess = [&](double share) {
        return tokensAt(figures, "base", share).value
               - claimedRatio * tokensAt(figures, "appended", share).value;
    };
    const double prose = excess(0), listings = excess(100);
    if (prose >= 0 || listings < 0) {
        return;
    }
    const double needed = std::ceil(1000 * prose / (prose - listings)) / 10;
    if (std::find(listingShares.begin(), listingShares.end(), needed) == listingShares.end()) {
        Quality base = tokensBetween(figures, "base", needed);
        Quality appended = tokensBetween(figures, "appended", needed);
        figures.insert(figures.end(), {std::move(base), std::move(appended)});
    }
    figures.push_back(
            figure("listings-needed-for-claim", "appended", needed, "%", Evidence::Simulated));
}

}  // namespace

Result<std::vector<Quality>> tokenQuality(const Setup &setup)
{
    const HeadShares head = measureHead(setup);
    if (setup.stop.stop_requested()) {
        return cancelled();
    }
    auto all = studySeeds(setup, "counting tokens", [&](std::uint64_t seed, SeedFigures &figures) {
        measure(setup, seed, head, figures);
    });
    if (!all) {
        return all;
    }
    for (const auto &[vocabulary, shares] : head) {
        std::vector<double> percent;
        std::transform(shares.begin(), shares.end(), std::back_inserter(percent),
                       [](double share) { return 100 * share; });
        all->push_back(overSeeds("head-share", "base", std::move(percent), "%", Evidence::Measured,
                                 {{"vocabulary", double(vocabulary)}}));
    }
    addNeededShare(*all);
    return all;
}

}  // namespace touchstone::kernels::bpe_append_merges
