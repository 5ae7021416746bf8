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

constexpr double normal95 = 1.96;

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
    const double half = n > 1 ? normal95 * deviation / std::sqrt(n) : std::nan("");
    if (half > 0 && std::isfinite(ns + half)) {  // 0: a deviation that nobody took
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

std::string EntryList::unique(const std::string &given)
{
    constexpr std::size_t longest = 300;
    std::string name = given;
    if (name.size() > longest) {
        std::size_t end = longest;
        while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80) {
            --end;  // no UTF-8 sequence is cut
        }
        name.resize(end);
        name += "...";
    }
    if (m_names.insert(name).second) {
        return name;
    }
    int &copy = m_copies.try_emplace(name, 1).first->second;
    std::string numbered;
    do {
        numbered = name + " #" + std::to_string(++copy);
    } while (!m_names.insert(numbered).second);
    return numbered;
}

void EntryList::add(const std::string &name, std::optional<measure::VariantResult> variant)
{
    const std::string base = name.empty() ? std::string("unnamed") : name;
    if (!variant) {
        leaveOut(base, "no time");
        return;
    }
    variant->id = unique(base);
    m_result.variants.push_back(std::move(*variant));
}

void EntryList::addQuality(const std::string &name, const QualityKind &kind, double value,
                           std::optional<double> error)
{
    if (!std::isfinite(value * kind.scale)) {
        leaveOut(name, "no number");
        return;
    }
    measure::QualityResult quality;
    quality.metric = kind.metric;
    quality.variant = unique(name.empty() ? std::string("unnamed") : name);
    quality.value = value * kind.scale;
    quality.unit = kind.unit;
    const double half = error ? normal95 * *error * kind.scale : 0;
    if (half > 0 && std::isfinite(std::abs(quality.value) + half)) {
        quality.low = quality.value - half;
        quality.high = quality.value + half;
    }
    m_result.quality.push_back(std::move(quality));
}

std::optional<measure::VariantResult>
EntryList::fromTimes(const std::string &name, const QJsonArray &times, double nanoseconds)
{
    std::vector<double> samples;
    for (const auto &time : times) {
        if (const auto number = numberOf(time); number && usable(*number * nanoseconds)) {
            samples.push_back(*number * nanoseconds);
        }
    }
    const auto lost = std::size_t(times.size()) - samples.size();
    if (lost > 0 && !samples.empty()) {
        leaveOut(name,
                 std::to_string(lost) + " of " + std::to_string(times.size()) + " times: no time");
    }
    return variantFromSamples(name, samples);
}

std::optional<double> EntryList::numberIn(const QJsonObject &object, const char *key,
                                          const std::string &name)
{
    const auto number = numberAt(object, key);
    if (!number && object.contains(QLatin1String(key))) {
        leaveOut(name, "no number");
    }
    return number;
}

std::optional<double> numberOf(const QString &text)
{
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    return isNumber && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::optional<double> numberOf(const QJsonValue &value)
{
    if (value.isString()) {
        return numberOf(value.toString());
    }
    return value.isDouble() && std::isfinite(value.toDouble()) ? std::optional(value.toDouble())
                                                               : std::nullopt;
}

std::optional<double> numberAt(const QJsonObject &object, const char *key)
{
    return numberOf(object.value(QLatin1String(key)));
}

QString textAt(const QJsonObject &object, const char *key)
{
    return object.value(QLatin1String(key)).toString();
}

measure::KernelResult resultOf(const char *tool)
{
    measure::KernelResult result;
    result.kernel = tool;
    result.device = "unknown";
    return result;
}

measure::Bundle bundleWith(measure::KernelResult result)
{
    measure::Bundle bundle;
    bundle.machine.name = measure::unknownMachine;
    bundle.results.push_back(std::move(result));
    return bundle;
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
