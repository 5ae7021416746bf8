#include "kernels/blocks/figures.h"
#include "kernels/systems/bpe-append-merges/text.h"

#include <map>

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

// By form and metric, a value for each seed.
using Values = std::array<std::map<std::string, std::vector<double>>, formCount>;

void measure(const Setup &setup, std::uint64_t seed, Values &values)
{
    const std::size_t bytes = trainingBytes / (setup.effort == Effort::Smoke ? 10 : 1);
    const auto tokenizers = makeTokenizers(setup, seed, bytes);
    const std::string listings = makeText(TextKind::Listings, bytes / 2, seed, 13);
    const std::string general = makeText(TextKind::General, bytes / 2, seed, 14);
    const Tokenizer &base = tokenizers[0];
    for (std::size_t form = 0; form < formCount; ++form) {
        const Counts domain = countTokens(tokenizers[form], base, wordsOf(listings));
        const Counts other = countTokens(tokenizers[form], base, wordsOf(general));
        const double larger = double(tokenizers[form].vocabulary()) / double(base.vocabulary());
        auto &own = values[form];
        own["tokens-per-word"].push_back(domain.tokens);
        own["tokens-per-word-general"].push_back(other.tokens);
        own["violations"].push_back((domain.longer + other.longer) / 2);
        own["net-decode-cost"].push_back(domain.tokens / values[0]["tokens-per-word"].back()
                                         * (1 - headShare + headShare * larger));
    }
}

}  // namespace

Result<std::vector<Quality>> tokenQuality(const Setup &setup)
{
    Values values;
    for (int i = 0; i < seedsOf(setup); ++i) {
        measure(setup, setup.seed + std::uint64_t(i), values);
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
    }
    std::vector<Quality> all;
    for (std::size_t form = 0; form < formCount; ++form) {
        for (const auto &[metric, of] : values[form]) {
            all.push_back(overSeeds(metric, formNames[form], of, metric == "violations" ? "%" : "",
                                    Evidence::Simulated));
        }
    }
    return all;
}

}  // namespace touchstone::kernels::bpe_append_merges
