#include "kernels/blocks/figures.h"

#include "kernels/blocks/parallel.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels {

void SeedFigures::add(std::string metric, std::string variant, double value, std::string unit,
                      Evidence evidence, At at)
{
    auto found = std::find_if(m_figures.begin(), m_figures.end(), [&](const Quality &known) {
        return known.metric == metric && known.variant == variant && known.at == at;
    });
    if (found == m_figures.end()) {
        m_figures.push_back(figure(std::move(metric), std::move(variant), 0, std::move(unit),
                                   evidence, std::move(at)));
        found = m_figures.end() - 1;
    }
    found->perSeed.push_back(value);
}

std::vector<Quality> SeedFigures::means() const
{
    std::vector<Quality> all;
    for (const Quality &f : m_figures) {
        all.push_back(overSeeds(f.metric, f.variant, f.perSeed, f.unit, f.evidence, f.at));
    }
    return all;
}

void SeedFigures::append(const SeedFigures &other)
{
    for (const Quality &f : other.m_figures) {
        for (const double value : f.perSeed) {
            add(f.metric, f.variant, value, f.unit, f.evidence, f.at);
        }
    }
}

Result<std::vector<Quality>> studySeeds(const Setup &setup, std::string_view doing,
                                        const SeedStudy &study, int seedsAtOnce, int full)
{
    std::vector<SeedFigures> seeds(std::size_t(seedsOf(setup, full)));
    parallelRows(seedsAtOnce, seeds.size(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end && !setup.stop.stop_requested(); ++i) {
            if (begin == 0 && setup.progress) {  // one range reports for all
                setup.progress(double(i) / double(end), doing);
            }
            study(setup.seed + i, seeds[i]);
        }
    });
    if (setup.stop.stop_requested()) {
        return cancelled();
    }
    SeedFigures figures;
    for (const SeedFigures &seed : seeds) {
        figures.append(seed);
    }
    return figures.means();
}

std::optional<double> onCurve(const std::map<double, double> &curve, double x)
{
    const auto above = curve.lower_bound(x);
    if (above == curve.end() || (above == curve.begin() && above->first > x)) {
        return std::nullopt;
    }
    if (above->first == x) {
        return above->second;
    }
    const auto below = std::prev(above);
    const double part = (x - below->first) / (above->first - below->first);
    return below->second + part * (above->second - below->second);
}

std::size_t largestOf(std::span<const float> scores)
{
    return std::size_t(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

double entropyOf(std::span<const double> counts)
{
    const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
    double bits = 0;
    for (const double count : counts) {
        bits -= count > 0 ? count / all * std::log2(count / all) : 0;
    }
    return bits;
}

}  // namespace touchstone::kernels
