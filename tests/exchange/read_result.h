// Shared by the tests of the readers of other tools' results.
#pragma once

#include "exchange/foreign.h"

#include <QTest>

#include <cmath>

namespace touchstone::exchange {

inline QString englishOf(const Result<measure::Bundle> &read)
{
    return read ? QString() : QString::fromStdString(read.error().message.en);
}

// Also what the store needs: the bundle is one that could have been read from a file of ours.
inline measure::Bundle readWhole(const QByteArray &file)
{
    const auto bundle = readForeign(file);
    if (!bundle) {
        qWarning("%s", bundle.error().message.en.c_str());
        return {};
    }
    const auto back = measure::bundleFromJson(toJson(*bundle));
    if (!back) {
        qWarning("%s", back.error().message.en.c_str());
        return {};
    }
    return *bundle;
}

inline double nsOf(const measure::Bundle &bundle, const std::string &name)
{
    for (const measure::KernelResult &result : bundle.results) {
        for (const measure::VariantResult &variant : result.variants) {
            if (variant.id == name) {
                return variant.medianNs;
            }
        }
    }
    return -1;
}

inline const measure::QualityResult *qualityOf(const measure::Bundle &bundle,
                                               const std::string &name)
{
    for (const measure::KernelResult &result : bundle.results) {
        for (const measure::QualityResult &quality : result.quality) {
            if (quality.variant == name) {
                return &quality;
            }
        }
    }
    return nullptr;
}

inline std::string leftOut(const measure::Bundle &bundle, std::size_t result = 0)
{
    const auto &plan = bundle.results.at(result).plan;
    const auto found = plan.find(leftOutKey);
    return found == plan.end() ? std::string() : found->second;
}

inline QByteArray refusal(const QByteArray &file)
{
    return englishOf(readForeign(file)).toUtf8();
}

}  // namespace touchstone::exchange
