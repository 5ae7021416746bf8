#include "exchange/foreign_formats.h"

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

void addVariant(measure::KernelResult &result, std::optional<measure::VariantResult> variant)
{
    if (!variant) {
        return;
    }
    const std::string name = variant->id.empty() ? std::string("unnamed") : variant->id;
    variant->id = name;
    const auto taken = [&] {
        return std::any_of(result.variants.begin(), result.variants.end(),
                           [&](const auto &other) { return other.id == variant->id; });
    };
    for (int copy = 2; taken(); ++copy) {
        variant->id = name + " #" + std::to_string(copy);
    }
    result.variants.push_back(std::move(*variant));
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
