#include "kernels/blocks/figures.h"
#include "kernels/dllm/dllm-anchor-decode/study.h"

#include <map>

namespace touchstone::kernels::dllm_anchor_decode {

namespace {

constexpr int seedCount = 10;  // sources differ more than the texts of one
constexpr std::size_t smokeTokens = 40, smokeTexts = 1;
constexpr std::array betas{0.0, 1.0, 2.0, 4.0};
constexpr std::array uncertainShares{6.0, 12.0, 24.0};  // %
constexpr double usualBeta = 2, usualShare = 12;
// Global thresholds, to compare at equal numbers of forwards: from one forward a block on. With one
// a token as the last of them, every number of forwards lies between two.
constexpr std::array ladder{0.0,  0.3, 0.4,  0.5, 0.6,  0.65, 0.7,
                            0.75, 0.8, 0.85, 0.9, 0.95, 0.99, 0.999};
constexpr std::array relaxedThresholds{0.6, 0.75, 0.85};
constexpr std::array<std::size_t, 3> radii{2, 4, 8};

using sources::SegmentTexts;
using sources::WrittenTexts;

WrittenTexts written(const SegmentTexts &texts, const Rule &rule, double beta)
{
    return texts.write({0, beta}, [&](auto tokens, auto steps, const auto &predict) {
        return decode(rule, tokens, steps, predict);
    });
}

// A global threshold at equal cost and at equal agreement.
struct Curve {
    std::map<double, double> agreement, logLikelihood;  // by forwards; of equals the best

    void add(const WrittenTexts &texts, double agrees)
    {
        const auto raise = [&](std::map<double, double> &curve, double value) {
            const auto [place, isNew] = curve.try_emplace(texts.passes, value);
            place->second = std::max(place->second, value);
        };
        raise(agreement, agrees);
        raise(logLikelihood, texts.logLikelihood);
    }
    // The fewest forwards with which an agreement is reached.
    std::optional<double> forwardsFor(double wanted) const
    {
        auto before = agreement.end();
        for (auto at = agreement.begin(); at != agreement.end(); before = at++) {
            if (at->second >= wanted) {
                return before == agreement.end()
                               ? at->first
                               : before->first
                                         + (at->first - before->first) * (wanted - before->second)
                                                   / (at->second - before->second);
            }
        }
        return std::nullopt;
    }
};

class Study {
public:
    Study(SeedFigures &figures, double beta, double share)
        : m_figures(figures), m_beta(beta), m_at{{"beta", beta}, {"uncertain", share}}
    {
    }
    void run(const SegmentTexts &texts)
    {
        const WrittenTexts one = written(texts, oneTokenRule, m_beta);
        const WrittenTexts local = written(texts, localRule, m_beta);
        Curve curve;
        curve.add(one, agreement(one, one));
        for (const double threshold : ladder) {
            const WrittenTexts tried = written(texts, {threshold, threshold, 0}, m_beta);
            curve.add(tried, agreement(tried, one));
            if (threshold == thresholdRule.threshold) {
                addRule("threshold", tried, one);
            }
        }
        addRule("one-token", one, one);
        addRule("local", local, one);
        const double agrees = agreement(local, one);
        addEqual("agreement-at-equal-nfe", "%", onCurve(curve.agreement, local.passes), agrees);
        addEqual("log-likelihood-at-equal-nfe", "nat", onCurve(curve.logLikelihood, local.passes),
                 local.logLikelihood);
        addEqual("nfe-at-equal-agreement", "", curve.forwardsFor(agrees), local.passes);
    }

private:
    // A source that we invented.
    void add(const char *metric, const char *variant, double value, const char *unit)
    {
        m_figures.add(metric, variant, value, unit, Evidence::Simulated, m_at);
    }
    void addRule(const char *id, const WrittenTexts &texts, const WrittenTexts &one)
    {
        add("nfe", id, texts.passes, "");
        add("agreement", id, agreement(texts, one), "%");
        add("disagreement", id, 100 - agreement(texts, one), "%");
        add("log-likelihood", id, texts.logLikelihood, "nat");
    }
    void addEqual(const char *metric, const char *unit, std::optional<double> threshold,
                  double local)
    {
        if (threshold) {
            add(metric, "threshold", *threshold, unit);
            add(metric, "local", local, unit);
        }
    }

    SeedFigures &m_figures;
    double m_beta;
    At m_at;
};

// What the paper's own parameters do, at the usual error and share.
void addRadii(SeedFigures &figures, const SegmentTexts &texts)
{
    const WrittenTexts one = written(texts, oneTokenRule, usualBeta);
    for (const double relaxed : relaxedThresholds) {
        for (const std::size_t radius : radii) {
            const WrittenTexts local =
                    written(texts, {localRule.threshold, relaxed, radius}, usualBeta);
            const At at{{"relaxed", relaxed}, {"radius", double(radius)}};
            figures.add("nfe-of-rule", "local", local.passes, "", Evidence::Simulated, at);
            figures.add("agreement-of-rule", "local", agreement(local, one), "%",
                        Evidence::Simulated, at);
        }
    }
}

}  // namespace

Result<std::vector<Quality>> anchorQuality(const Setup &setup)
{
    const bool smoke = setup.effort == Effort::Smoke;
    const auto length = std::size_t(setup.shape.at("tokens"));
    const std::size_t count = smoke ? smokeTexts : std::size_t(setup.shape.at("texts"));
    const auto study = [&](std::uint64_t seed, SeedFigures &figures) {
        for (const double share : uncertainShares) {
            const SegmentTexts texts(seed, share, smoke ? std::min(length, smokeTokens) : length,
                                     count);
            for (const double beta : betas) {
                if (setup.stop.stop_requested()) {
                    return;
                }
                Study(figures, beta, share).run(texts);
            }
            if (share == usualShare) {
                addRadii(figures, texts);
            }
        }
    };
    return studySeeds(setup, "writing texts", study, setup.threads, seedCount);
}

}  // namespace touchstone::kernels::dllm_anchor_decode
