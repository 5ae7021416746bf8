#include "assemble.h"

#include "measure/results/roofline.h"
#include "measure/results/statistics.h"
#include "quantities.h"
#include "shapes.h"

#include <algorithm>
#include <cmath>

namespace touchstone::measure {

namespace {

constexpr double weakShare = 0.7;
constexpr double clocksAgree = 0.05;

std::size_t variantIndex(const std::vector<kernels::Variant> &variants,
                         const std::string &operation, const std::string &id)
{
    const auto found = std::find_if(variants.begin(), variants.end(), [&](const auto &variant) {
        return variant.operation == operation && variant.id == id;
    });
    return std::size_t(found - variants.begin());
}

// Shapes over which a comparison may be averaged: of its operation and of one group.
struct ShapeGroup {
    std::string name;
    std::vector<std::size_t> shapes;  // by calibration
};

std::vector<ShapeGroup> groupsOf(const kernels::Comparison &comparison,
                                 const Measurement &measurement)
{
    std::vector<ShapeGroup> groups;
    for (std::size_t s = 0; s < measurement.calibrations.size(); ++s) {
        const kernels::Shape &shape = measurement.calibrations[s].shape;
        if (shape.operation != comparison.operation) {
            continue;
        }
        auto known = std::find_if(groups.begin(), groups.end(), [&](const ShapeGroup &group) {
            return group.name == shape.group;
        });
        if (known == groups.end()) {
            known = groups.insert(groups.end(), {shape.group, {}});
        }
        known->shapes.push_back(s);
    }
    return groups;
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
                for (const ShapeGroup &group : groupsOf(m_comparisons[c], m_measurement)) {
                    addTimeRatios(c, group);
                }
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
        return {found.flops[variant],       found.bytes[variant],
                found.dense[variant],       found.footprintBytes,
                m_settings.threads,         m_settings.cold,
                m_settings.device != "cpu", found.arithmetic[variant] == kernels::Arithmetic::Int8};
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
        out.role = wordOf(roleTerms, m_variants[variant].role);
        const kernels::Shape &on = m_measurement.calibrations[shape].shape;
        out.shape = on.label;
        out.operation = on.operation;
        out.group = on.group;
        out.sizes = on.sizes;
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
        if (m_measurement.calibrations[shape].dense[variant]) {
            out.arithmetic = m_measurement.calibrations[shape].arithmetic[variant]
                                             == kernels::Arithmetic::Int8
                                     ? "int8"
                                     : "fp32";
        }
        out.weakBaseline = fastest && m_variants[variant].role == kernels::Role::Baseline
                           && m_measurement.calibrations[shape].dense[variant]
                           && out.peakShare < weakShare;
        m_result.variants.push_back(std::move(out));
    }

    double medianNs(std::size_t shape, std::size_t variant) const
    {
        for (const VariantResult &found : m_result.variants) {
            if (found.id == m_variants[variant].id
                && found.shape == m_measurement.calibrations[shape].shape.label) {
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
        out.limit = out.limit ? limitAcrossLevels(*out.limit, m_session.probes, query(shape, a),
                                                  query(shape, b))
                              : rooflineLimit(achieved(shape, a), achieved(shape, b));
        return out;
    }

    // Of the place of the code, and of the place of large buffers on small pages.
    double floorOf(std::size_t shape) const
    {
        const auto cache = m_session.probes.values.find("llc_bytes");
        const ShapeCalibration &found = m_measurement.calibrations[shape];
        const bool large = m_settings.device == "cpu" && cache != m_session.probes.values.end()
                           && found.footprintBytes >= cacheShareWithFloor * cache->second
                           && !found.onHugePages;
        return large ? std::max(m_session.floor, cacheBufferFloor) : m_session.floor;
    }

    Achieved achieved(std::size_t shape, std::size_t variant) const
    {
        return {medianNs(shape, variant), fastestNs(m_session.probes, query(shape, variant))};
    }

    void addTimeRatios(std::size_t comparison, const ShapeGroup &group)
    {
        const kernels::Comparison &wanted = m_comparisons[comparison];
        const std::size_t a = variantIndex(m_variants, wanted.operation, wanted.baseline);
        const std::size_t b = variantIndex(m_variants, wanted.operation, wanted.technique);
        std::vector<PairSummary> pairs, disturbed;
        Bounds overall;
        double logLimits = 0, floorOfAll = 0;
        bool allLimited = true;
        for (const std::size_t s : group.shapes) {
            const GateRules gate = gateFor(m_settings);
            const auto &rounds = m_measurement.rounds[s];
            pairs.push_back(summarise(rounds, a, b, gate, timeSource(s)));
            disturbed.push_back(summarise(rounds, a, b, gate, timeSource(s), Rounds::All));
            const Bounds bound = bounds(comparison, s, a, b);
            const double floor = floorOf(s);
            floorOfAll = std::max(floorOfAll, floor);
            addRatio(comparison, m_measurement.calibrations[s].shape, pairs.back(),
                     disturbed.back(), bound, floor);
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
        addRatio(comparison, {"", {}, wanted.operation, group.name}, geometricMean(pairs),
                 geometricMean(disturbed), overall, floorOfAll);
        m_result.plan["layout_sd " + wanted.technique + " over " + wanted.baseline] =
                detail::shown(std::sqrt(layoutVariance(pairs.front().keptRatios)));
    }

    // disturbed: the same pair with the rounds that the gate dropped, used when too few are left.
    void addRatio(std::size_t comparison, const kernels::Shape &shape, const PairSummary &clean,
                  const PairSummary &disturbed, const Bounds &bound, double floor)
    {
        // Disturbances only lengthen a time: too short a one is invalid on the noisiest machine.
        if (bound.belowFastest) {
            worsen(RunStatus::Invalid, m_comparisons[comparison].technique + " or "
                                               + m_comparisons[comparison].baseline
                                               + " ran faster than this machine can");
        }
        const bool usable = estimate(clean, floor).has_value();
        const PairSummary &pair = usable ? clean : disturbed;
        const auto found = estimate(pair, floor);
        if (!found) {
            worsen(RunStatus::Noisy, "too many rounds were disturbed for a ratio");
            return;
        }
        RatioResult out = toRatio(pair, *found, floor, bound);
        out.baseline = m_comparisons[comparison].baseline;
        out.technique = m_comparisons[comparison].technique;
        out.shape = shape.label;
        out.operation = shape.operation;
        out.group = shape.group;
        out.sizes = shape.sizes;
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

    void addQuantityRatio(std::size_t comparison)
    {
        const kernels::Comparison &wanted = m_comparisons[comparison];
        for (RatioResult &ratio : quantityRatios(wanted, m_measurement.quality)) {
            ratio.limit = limitOfFigures(comparison);
            if (ratio.limit && ratio.low > *ratio.limit) {
                ratio.verdict = RatioVerdict::Invalid;
                worsen(RunStatus::Invalid, verdictSentence(ratio).en);
            }
            m_result.ratios.push_back(std::move(ratio));
        }
    }

    // Figures belong to the kernel: the operation's largest shape gives their limit.
    std::optional<double> limitOfFigures(std::size_t comparison) const
    {
        std::optional<double> limit;
        for (const ShapeCalibration &shape : m_measurement.calibrations) {
            if (shape.shape.operation == m_comparisons[comparison].operation) {
                limit = shape.limits[comparison];
            }
        }
        return limit;
    }

    void addQuality()
    {
        for (const kernels::Quality &quality : m_measurement.quality) {
            const QualityResult figure = qualityResult(quality);
            if (!std::isfinite(figure.value)) {
                worsen(RunStatus::Failed,
                       quality.metric + " of " + quality.variant + " is not a finite number");
                continue;
            }
            m_result.quality.push_back(figure);
        }
        for (const auto &[place, joules] : m_measurement.joules) {
            const auto &[shape, variant] = place;
            QualityResult energy;
            energy.metric = "energy";
            energy.variant = m_variants[variant].id;
            energy.value = median(joules);
            energy.unit = "J, " + m_measurement.calibrations[shape].shape.label;
            m_result.quality.push_back(std::move(energy));
        }
    }

    const std::vector<kernels::Variant> &m_variants;
    const std::vector<kernels::Comparison> &m_comparisons;
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
    const auto &variants = kernel.variants();
    std::vector<bool> out(variants.size());
    for (const kernels::Comparison &comparison : kernel.comparisons()) {
        for (std::size_t v = 0; v < variants.size(); ++v) {
            const bool takesPart = variants[v].operation == comparison.operation
                                   && (variants[v].id == comparison.baseline
                                       || variants[v].id == comparison.technique);
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

std::vector<GroupEstimate> groupEstimates(const kernels::Kernel &kernel,
                                          const RunSettings &settings,
                                          const Measurement &measurement,
                                          const kernels::Comparison &comparison, double floor)
{
    const auto &variants = kernel.variants();
    const std::size_t a = variantIndex(variants, comparison.operation, comparison.baseline);
    const std::size_t b = variantIndex(variants, comparison.operation, comparison.technique);
    std::vector<GroupEstimate> estimates;
    for (const ShapeGroup &group : groupsOf(comparison, measurement)) {
        std::vector<PairSummary> pairs;
        for (const std::size_t s : group.shapes) {
            pairs.push_back(
                    summarise(measurement.rounds[s], a, b, gateFor(settings), TimeSource::Host));
        }
        const PairSummary mean = geometricMean(pairs);
        estimates.push_back({mean, estimate(mean, floor)});
    }
    return estimates;
}

}  // namespace touchstone::measure
