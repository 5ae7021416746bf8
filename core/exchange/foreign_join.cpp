// Several files of one tool as one: serving benchmarks and evaluations write a file a run.
#include "exchange/foreign.h"

#include "exchange/foreign_ids.h"

#include <algorithm>
#include <set>

namespace touchstone::exchange {

namespace {

using measure::KernelResult;

bool belongTogether(const KernelResult &a, const KernelResult &b)
{
    return a.kernel == b.kernel && a.device == b.device && a.deviceName == b.deviceName;
}

std::set<std::string> namesIn(const KernelResult &result)
{
    std::set<std::string> names;
    for (const auto &variant : result.variants) {
        names.insert(variant.id);
    }
    for (const auto &quality : result.quality) {
        names.insert(quality.variant);
    }
    return names;
}

// Whether two of the files have an entry of one name: then each entry is called after its file too.
bool namesClash(const std::vector<NamedBundle> &files)
{
    std::set<std::string> seen;
    for (const NamedBundle &file : files) {
        std::set<std::string> own;
        for (const KernelResult &result : file.bundle.results) {
            own.merge(namesIn(result));
        }
        for (const std::string &name : own) {
            if (!seen.insert(name).second) {
                return true;
            }
        }
    }
    return false;
}

void prefixNames(KernelResult &result, const std::string &prefix)
{
    for (auto &variant : result.variants) {
        variant.id = prefix + variant.id;
    }
    for (auto &quality : result.quality) {
        quality.variant = prefix + quality.variant;
    }
}

template <class Entry>
void moveTo(std::vector<Entry> &target, std::vector<Entry> &source)
{
    std::move(source.begin(), source.end(), std::back_inserter(target));
}

void merge(KernelResult &into, KernelResult &from)
{
    moveTo(into.variants, from.variants);
    moveTo(into.quality, from.quality);
    into.startedAt = std::max(into.startedAt, from.startedAt);
    into.runId = idOf((into.kernel + '-').c_str(),
                      QByteArray::fromStdString(into.runId + '\n' + from.runId));
    if (const auto left = from.plan.find(leftOutKey); left != from.plan.end()) {
        std::string &all = into.plan[leftOutKey];
        all += (all.empty() ? "" : ", ") + left->second;
    }
}

}  // namespace

Result<measure::Bundle> joinForeign(std::vector<NamedBundle> files)
{
    if (files.empty()) {
        return fail(ErrorCode::Usage, "no file", "没有文件");
    }
    const bool clash = namesClash(files);
    measure::Bundle joined = std::move(files.front().bundle);
    for (std::size_t i = 0; i < files.size(); ++i) {
        measure::Bundle &bundle = i == 0 ? joined : files[i].bundle;
        if (bundle.machine.id != joined.machine.id) {
            return fail(ErrorCode::Invalid, "{0} and {1} come from different machines: {2} and {3}",
                        "{0} 与 {1} 来自不同的机器：{2} 和 {3}", files.front().name, files[i].name,
                        joined.machine.name, bundle.machine.name);
        }
        for (KernelResult &result : bundle.results) {
            if (clash) {
                prefixNames(result, files[i].name + ": ");
            }
            const auto place = std::find_if(
                    joined.results.begin(), joined.results.end(),
                    [&](const KernelResult &one) { return belongTogether(one, result); });
            if (i > 0 && place != joined.results.end()) {
                merge(*place, result);
            } else if (i > 0) {
                joined.results.push_back(std::move(result));
            }
        }
    }
    return joined;
}

}  // namespace touchstone::exchange
