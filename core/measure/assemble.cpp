#include "assemble.h"

#include "roofline.h"
#include "shapes.h"
#include "statistics.h"

#include <algorithm>
#include <cmath>

namespace touchstone::measure {

namespace {

constexpr double weakShare = 0.7;
constexpr double clocksAgree = 0.05;

std::string_view roleWord(kernels::Role role)
{
    switch (role) {
    case kernels::Role::Baseline:
        return "baseline";
    case kernels::Role::Naive:
        return "naive";
    case kernels::Role::Technique:
        break;
    }
    return "technique";
}

std::size_t variantIndex(const std::vector<kernels::Variant> &variants, const std::string &id)
{
    const auto found = std::find_if(variants.begin(), variants.end(),
                                    [&](const auto &variant) { return variant.id == id; });
    return std::size_t(found - variants.begin());
}

class Assembly {
public:
    Assembly(const kernels::Kernel &kernel, const RunSettings &settings, const Session &session,
             const Measurement &measurement, KernelResult &result)
        : m_variants(kernel.variants()), m_comparisons(kernel.comparisons()), m_settings(settings),
          m_session(session), m_measurement(measurement), m_result(result)
    {
    }

    void fill()
    {
        for (std::size_t s = 0; s < m_measurement.calibrations.size(); ++s) {
            for (std::size_t v = 0; v < m_variants.size(); ++v) {
                if (m_measurement.calibrations[s].nsPerCall[v] > 0) {
                    addVariant(s, v);
                }
            }
        }
        for (std::size_t c = 0; c < m_comparisons.size(); ++c) {
            if (timed(m_comparisons[c])) {
                addTimeRatios(c);
            } else {
                addQuantityRatio(c);
            }
        }
        addQuality();
    }

private:
    RooflineQuery query(std::size_t shape, std::size_t variant) const
    {
        const ShapeCalibration &found = m_measurement.calibrations[shape];
        return {found.flops[variant],      found.bytes[variant], found.dense[variant],
                found.footprintBytes,      m_settings.threads,   m_settings.cold,
                m_settings.device != "cpu"};
    }

    // Device events count when they agree with the host's clock; a batch is long enough that the
    // launch does not show.
    TimeSource timeSource(std::size_t shape)
    {
        double host = 0, device = 0;
        for (const WorkerRounds &worker : m_measurement.rounds[shape]) {
            for (const Round &round : worker.rounds) {
                for (const Sample &sample : round) {
                    if (!sample.deviceNs) {
                        return TimeSource::Host;
                    }
                    host += sample.wallNs;
                    device += *sample.deviceNs;
                }
            }
        }
        const bool agree = host > 0 && std::fabs(host - device) <= clocksAgree * host;
        if (m_settings.device != "cpu" && host > 0) {
            m_result.plan["clock"] = agree ? "device events, which agree with the host"
                                           : "host only: device events differ by "
                                                     + detail::shown(100 * (host - device) / host)
                                                     + " %";
            m_result.plan["device_share"] = detail::shown(device / host);
        }
        return agree ? TimeSource::Device : TimeSource::Host;
    }

    void addVariant(std::size_t shape, std::size_t variant)
    {
        VariantResult out;
        out.id = m_variants[variant].id;
        out.role = roleWord(m_variants[variant].role);
        out.shape = m_measurement.calibrations[shape].label;
        out.flops = m_measurement.calibrations[shape].flops[variant];
        out.bytes = m_measurement.calibrations[shape].bytes[variant];
        const TimeSource source = timeSource(shape);
        const double calls = double(m_measurement.calls[shape]);
        std::vector<double> keptTimes;
        for (const WorkerRounds &worker : m_measurement.rounds[shape]) {
            const auto kept = keptSamples(worker.rounds, variant, gateFor(m_settings));
            std::size_t next = 0;
            for (const Round &round : worker.rounds) {
                for (const Sample &sample : round) {
                    if (sample.variant != variant) {
                        continue;
                    }
                    const double ns =
                            source == TimeSource::Device ? *sample.deviceNs : sample.wallNs;
                    out.samplesNs.push_back(ns / calls);
                    out.sampleWorker.push_back(worker.worker);
                    out.sampleKept.push_back(kept[next]);
                    if (kept[next++]) {
                        keptTimes.push_back(ns / calls);
                    }
                }
            }
        }
        const std::vector<double> &used = keptTimes.empty() ? out.samplesNs : keptTimes;
        if (used.empty()) {
            return;
        }
        out.medianNs = median(used);
        const Interval interval = medianInterval(used);
        out.medianLowNs = interval.low;
        out.medianHighNs = interval.high;
        const auto fastest = fastestNs(m_session.probes, query(shape, variant));
        out.peakShare = fastest ? *fastest / out.medianNs : 0;
        out.weakBaseline = fastest && m_variants[variant].role == kernels::Role::Baseline
                           && m_measurement.calibrations[shape].dense[variant]
                           && out.peakShare < weakShare;
        m_result.variants.push_back(std::move(out));
    }

    double medianNs(std::size_t shape, std::size_t variant) const
    {
        for (const VariantResult &found : m_result.variants) {
            if (found.id == m_variants[variant].id
                && found.shape == m_measurement.calibrations[shape].label) {
                return found.medianNs;
            }
        }
        return 0;
    }

    // The bound of the ratio: the kernel's own algebra, or what the machine allows the technique.
    Bounds bounds(std::size_t comparison, std::size_t shape, std::size_t a, std::size_t b) const
    {
        Bounds out;
        out.limit = m_measurement.calibrations[shape].limits[comparison];
        for (const std::size_t variant : {a, b}) {
            const auto least = impossibleBelowNs(m_session.probes, query(shape, variant));
            const double ns = medianNs(shape, variant);
            out.belowFastest =
                    out.belowFastest || (least && ns > 0 && ns * m_session.probeSlack < *least);
        }
        const auto fastest = fastestNs(m_session.probes, query(shape, b));
        // A time may undercut the figure a little (caches): then it bounds nothing.
        if (!out.limit && fastest && *fastest > 0 && medianNs(shape, b) >= *fastest) {
            out.limit = medianNs(shape, a) / *fastest;
        }
        return out;
    }

    void addTimeRatios(std::size_t comparison)
    {
        const std::size_t a = variantIndex(m_variants, m_comparisons[comparison].baseline);
        const std::size_t b = variantIndex(m_variants, m_comparisons[comparison].technique);
        std::vector<PairSummary> pairs, disturbed;
        Bounds overall;
        double logLimits = 0;
        bool allLimited = true;
        for (std::size_t s = 0; s < m_measurement.rounds.size(); ++s) {
            const GateRules gate = gateFor(m_settings);
            const auto &rounds = m_measurement.rounds[s];
            pairs.push_back(summarise(rounds, a, b, gate, timeSource(s)));
            disturbed.push_back(summarise(rounds, a, b, gate, timeSource(s), Rounds::All));
            const Bounds bound = bounds(comparison, s, a, b);
            addRatio(comparison, m_measurement.calibrations[s].label, pairs.back(),
                     disturbed.back(), bound);
            overall.belowFastest = overall.belowFastest || bound.belowFastest;
            allLimited = allLimited && bound.limit.has_value();
            logLimits += std::log(bound.limit.value_or(1));
        }
        if (pairs.empty() || m_settings.preset == sweepPreset) {
            return;
        }
        if (allLimited) {
            overall.limit = std::exp(logLimits / double(pairs.size()));
        }
        addRatio(comparison, "", geometricMean(pairs), geometricMean(disturbed), overall);
        m_result.plan["layout_sd " + m_comparisons[comparison].technique + " over "
                      + m_comparisons[comparison].baseline] =
                detail::shown(std::sqrt(layoutVariance(pairs.front().keptRatios)));
    }

    // disturbed: the same pair with the rounds that the gate dropped, for want of anything better.
    void addRatio(std::size_t comparison, const std::string &shape, const PairSummary &clean,
                  const PairSummary &disturbed, const Bounds &bound)
    {
        // Disturbances only lengthen a time: too short a one is invalid on the noisiest machine.
        if (bound.belowFastest) {
            worsen(RunStatus::Invalid, m_comparisons[comparison].technique + " or "
                                               + m_comparisons[comparison].baseline
                                               + " ran faster than this machine can");
        }
        const bool usable = estimate(clean, m_session.floor).has_value();
        const PairSummary &pair = usable ? clean : disturbed;
        const auto found = estimate(pair, m_session.floor);
        if (!found) {
            worsen(RunStatus::Noisy, "too many rounds were disturbed for a ratio");
            return;
        }
        RatioResult out = toRatio(pair, *found, m_session.floor, bound);
        out.baseline = m_comparisons[comparison].baseline;
        out.technique = m_comparisons[comparison].technique;
        out.shape = shape;
        if (out.verdict == RatioVerdict::Noisy) {
            worsen(RunStatus::Noisy, verdictSentence(out).en);
        } else if (out.verdict == RatioVerdict::Invalid) {
            worsen(RunStatus::Invalid, verdictSentence(out).en);
        }
        m_result.ratios.push_back(std::move(out));
    }

    void worsen(RunStatus status, const std::string &message)
    {
        const bool worse = m_result.status == RunStatus::Ok
                           || (m_result.status == RunStatus::Noisy && status == RunStatus::Invalid);
        if (worse) {
            m_result.status = status;
            m_result.message = message;
        }
    }

    const kernels::Quality *figure(const std::string &metric, const std::string &variant) const
    {
        for (const kernels::Quality &quality : m_measurement.quality) {
            if (quality.metric == metric && quality.variant == variant) {
                return &quality;
            }
        }
        return nullptr;
    }

    // Baseline over technique of a computed figure; the interval is the widest that both figures'
    // intervals allow.
    void addQuantityRatio(std::size_t comparison)
    {
        const kernels::Comparison &wanted = m_comparisons[comparison];
        const kernels::Quality *a = figure(wanted.quantity, wanted.baseline);
        const kernels::Quality *b = figure(wanted.quantity, wanted.technique);
        if (!a || !b || !(a->value > 0) || !(b->value > 0) || !std::isfinite(a->value / b->value)) {
            return;
        }
        RatioResult out;
        out.baseline = wanted.baseline;
        out.technique = wanted.technique;
        out.quantity = wanted.quantity;
        out.ratio = a->value / b->value;
        const double low = a->low.value_or(a->value) / b->high.value_or(b->value);
        const double high = a->high.value_or(a->value) / b->low.value_or(b->value);
        out.low = low > 0 ? std::min(low, out.ratio) : out.ratio;
        out.high = std::isfinite(high) ? std::max(high, out.ratio) : out.ratio;
        if (comparison < m_measurement.qualityLimits.size()) {
            out.limit = m_measurement.qualityLimits[comparison];
        }
        out.verdict = out.limit && out.low > *out.limit ? RatioVerdict::Invalid
                      : out.low > 1                     ? RatioVerdict::Faster
                      : out.high < 1                    ? RatioVerdict::Slower
                      : out.low == 1 && out.high == 1   ? RatioVerdict::Equivalent
                                                        : RatioVerdict::Unresolved;
        if (out.verdict == RatioVerdict::Invalid) {
            worsen(RunStatus::Invalid, verdictSentence(out).en);
        }
        m_result.ratios.push_back(std::move(out));
    }

    void addQuality()
    {
        for (const kernels::Quality &quality : m_measurement.quality) {
            if (!std::isfinite(quality.value)) {
                worsen(RunStatus::Failed,
                       quality.metric + " of " + quality.variant + " is not a finite number");
                continue;
            }
            m_result.quality.push_back({quality.metric, quality.variant, quality.value, quality.low,
                                        quality.high, quality.unit});
        }
        for (const auto &[place, joules] : m_measurement.joules) {
            const auto &[shape, variant] = place;
            m_result.quality.push_back({"energy", m_variants[variant].id, median(joules),
                                        std::nullopt, std::nullopt,
                                        "J, " + m_measurement.calibrations[shape].label});
        }
    }

    std::vector<kernels::Variant> m_variants;
    std::vector<kernels::Comparison> m_comparisons;
    const RunSettings &m_settings;
    const Session &m_session;
    const Measurement &m_measurement;
    KernelResult &m_result;
};

}  // namespace

bool timed(const kernels::Comparison &comparison)
{
    return comparison.quantity == "time";
}

std::vector<bool> timedVariants(const kernels::Kernel &kernel)
{
    const auto variants = kernel.variants();
    std::vector<bool> out(variants.size());
    for (const kernels::Comparison &comparison : kernel.comparisons()) {
        for (std::size_t v = 0; v < variants.size(); ++v) {
            const bool takesPart =
                    variants[v].id == comparison.baseline || variants[v].id == comparison.technique;
            out[v] = out[v] || (timed(comparison) && takesPart);
        }
    }
    return out;
}

GateRules gateFor(const RunSettings &settings)
{
    return {settings.threads, settings.device != "cpu"};
}

void assemble(const kernels::Kernel &kernel, const RunSettings &settings, const Session &session,
              const Measurement &measurement, KernelResult &result)
{
    Assembly(kernel, settings, session, measurement, result).fill();
}

std::optional<Estimate> overallEstimate(const kernels::Kernel &kernel, const RunSettings &settings,
                                        const Measurement &measurement,
                                        const kernels::Comparison &comparison, double floor,
                                        PairSummary *summary)
{
    const auto variants = kernel.variants();
    std::vector<PairSummary> pairs;
    for (const auto &shape : measurement.rounds) {
        pairs.push_back(summarise(shape, variantIndex(variants, comparison.baseline),
                                  variantIndex(variants, comparison.technique), gateFor(settings),
                                  TimeSource::Host));
    }
    if (pairs.empty()) {
        return std::nullopt;
    }
    const PairSummary all = geometricMean(pairs);
    if (summary) {
        *summary = all;
    }
    return estimate(all, floor);
}

}  // namespace touchstone::measure
