#include "kernels/blocks/figures.h"

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

Result<std::vector<Quality>> studySeeds(const Setup &setup, std::string_view doing,
                                        const SeedStudy &study)
{
    const int seeds = seedsOf(setup);
    SeedFigures figures;
    for (int i = 0; i < seeds && !setup.stop.stop_requested(); ++i) {
        if (setup.progress) {
            setup.progress(double(i) / seeds, doing);
        }
        study(setup.seed + std::uint64_t(i), figures);
    }
    if (setup.stop.stop_requested()) {
        return cancelled();
    }
    return figures.means();
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
