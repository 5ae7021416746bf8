#include "exchange/foreign_formats.h"

#include "exchange/foreign.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::exchange {

namespace {

bool usable(double ns)
{
    return std::isfinite(ns) && ns > 0;
}

double middle(const std::vector<double> &sorted)
{
    const std::size_t n = sorted.size();
    return n % 2 != 0 ? sorted[n / 2] : std::midpoint(sorted[n / 2 - 1], sorted[n / 2]);
}

}  // namespace

std::optional<measure::VariantResult> variantFromSamples(std::string name,
                                                         const std::vector<double> &ns)
{
    std::vector<double> sorted;
    std::copy_if(ns.begin(), ns.end(), std::back_inserter(sorted), usable);
    if (sorted.empty()) {
        return std::nullopt;
    }
    measure::VariantResult variant;
    variant.id = std::move(name);
    variant.role = "technique";
    variant.samplesNs = sorted;
    variant.sampleWorker.assign(sorted.size(), 0);
    variant.sampleKept.assign(sorted.size(), true);
    std::sort(sorted.begin(), sorted.end());
    variant.medianNs = middle(sorted);
    if (sorted.size() > 1) {  // few repetitions: their whole range, see measure::medianInterval
        variant.medianLowNs = sorted.front();
        variant.medianHighNs = sorted.back();
    }
    return variant;
}

std::optional<measure::VariantResult> variantFromMean(std::string name, double ns, double deviation,
                                                      double n)
{
    if (!usable(ns)) {
        return std::nullopt;
    }
    measure::VariantResult variant;
    variant.id = std::move(name);
    variant.role = "technique";
    variant.medianNs = ns;
    constexpr double normal95 = 1.96;
    if (n > 1 && std::isfinite(deviation) && deviation >= 0) {
        const double half = normal95 * deviation / std::sqrt(n);
        variant.medianLowNs = std::max(ns - half, 0.0);
        variant.medianHighNs = ns + half;
    }
    return variant;
}

void EntryList::leaveOut(const std::string &name, const std::string &why)
{
    std::string &all = m_result.plan[leftOutKey];
    constexpr std::size_t longest = 500;  // of a line for people
    if (all.size() < longest) {
        all += (all.empty() ? "" : ", ") + name + " (" + why + ")";
    } else if (!all.ends_with("...")) {
        all += ", ...";
    }
}

void EntryList::add(const std::string &name, std::optional<measure::VariantResult> variant)
{
    const std::string base = name.empty() ? std::string("unnamed") : name;
    if (!variant) {
        leaveOut(base, "no time");
        return;
    }
    variant->id = base;
    for (int copy = 2; !m_names.insert(variant->id).second; ++copy) {
        variant->id = base + " #" + std::to_string(copy);
    }
    m_result.variants.push_back(std::move(*variant));
}

measure::Facts factsOf(const QJsonObject &object)
{
    measure::Facts facts;
    for (auto it = object.begin(); it != object.end(); ++it) {
        const bool simple = it->isString() || it->isDouble() || it->isBool();
        if (simple) {
            facts[it.key().toStdString()] = it->toVariant().toString().toStdString();
        }
    }
    return facts;
}

}  // namespace touchstone::exchange
