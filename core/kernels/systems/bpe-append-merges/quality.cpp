#include "kernels/blocks/figures.h"
#include "kernels/systems/bpe-append-merges/text.h"

namespace touchstone::kernels::bpe_append_merges {

namespace {

// Share of a decoding step that the base's output layer takes, for the figure of the net cost.
constexpr double headShare = 0.15;

struct Counts {
    double tokens = 0;  // mean over the words
    double longer = 0;  // share of words with more tokens than the base's, in %
};

Counts countTokens(const Tokenizer &tokenizer, const Tokenizer &base,
                   const std::vector<std::string_view> &words)
{
    Counts counts;
    const auto n = double(words.size());
    for (const std::string_view word : words) {
        const std::size_t own = tokenizer.count(word);
        counts.tokens += double(own) / n;
        counts.longer += own > base.count(word) ? 100 / n : 0;
    }
    return counts;
}

struct Values {
    std::vector<double> listings, general, longer, cost;  // by seed
};

}  // namespace

Result<std::vector<Quality>> tokenQuality(const Setup &setup)
{
    const std::size_t bytes = trainingBytes / (setup.effort == Effort::Smoke ? 10 : 1);
    std::array<Values, formCount> values;
    for (int i = 0; i < seedsOf(setup); ++i) {
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
        const std::uint64_t seed = setup.seed + std::uint64_t(i);
        const auto tokenizers = makeTokenizers(seed, std::size_t(setup.shape.at("merges")),
                                               std::size_t(setup.shape.at("added")), bytes);
        const std::string listings = makeText(TextKind::Listings, bytes / 2, seed, 13);
        const std::string general = makeText(TextKind::General, bytes / 2, seed, 14);
        const Tokenizer &base = tokenizers[0];
        for (std::size_t form = 0; form < formCount; ++form) {
            const Counts domain = countTokens(tokenizers[form], base, wordsOf(listings));
            const Counts other = countTokens(tokenizers[form], base, wordsOf(general));
            const double larger = double(tokenizers[form].vocabulary()) / double(base.vocabulary());
            Values &own = values[form];
            own.listings.push_back(domain.tokens);
            own.general.push_back(other.tokens);
            own.longer.push_back((domain.longer + other.longer) / 2);
            own.cost.push_back(domain.tokens / values[0].listings.back()
                               * (1 - headShare + headShare * larger));
        }
    }
    std::vector<Quality> all;
    for (std::size_t form = 0; form < formCount; ++form) {
        const auto add = [&](const char *metric, const std::vector<double> &of, const char *unit) {
            all.push_back(overSeeds(metric, formNames[form], of, unit, Evidence::Simulated));
        };
        add("tokens-per-word", values[form].listings, "");
        add("tokens-per-word-general", values[form].general, "");
        add("violations", values[form].longer, "%");
        add("net-decode-cost", values[form].cost, "");
    }
    return all;
}

}  // namespace touchstone::kernels::bpe_append_merges
