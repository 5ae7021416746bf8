#include "compare/run_words.h"

#include "compare/claim_words.h"
#include "library/vocabulary.h"

#include <QRegularExpression>

#include <algorithm>
#include <map>

namespace touchstone::compare {

namespace {

// A kernel may count what no metric converts to; the claims about it have one.
QString metricOfClaims(const QString &quantity)
{
    for (const KernelText &kernel : Vocabulary::bundled().kernels()) {
        for (const KernelClaim &claim : kernel.claims) {
            if (claim.quantity == quantity) {
                return claim.metric;
            }
        }
    }
    return {};
}

}  // namespace

Text presetWords(const QString &preset)
{
    static const std::map<QString, Text> names{
            {QStringLiteral("small"), {"small", "小"}},
            {QStringLiteral("medium"), {"medium", "中"}},
            {QStringLiteral("large"), {"large", "大"}},
            {QStringLiteral("sweep"), {"size sweep", "规模扫描"}}};
    const auto known = names.find(preset);
    return known == names.end() ? same(preset) : known->second;
}

Text statusWords(measure::RunStatus status)
{
    switch (status) {
    case measure::RunStatus::Ok:
        return {"done", "完成"};
    case measure::RunStatus::Failed:
        return {"failed", "失败"};
    case measure::RunStatus::Noisy:
        return {"too noisy", "噪声过大"};
    case measure::RunStatus::Invalid:
        return {"invalid", "无效"};
    case measure::RunStatus::Crashed:
        return {"crashed", "崩溃"};
    case measure::RunStatus::TimedOut:
        return {"timed out", "超时"};
    case measure::RunStatus::Cancelled:
        break;
    }
    return {"cancelled", "已取消"};
}

Text deviceWords(const QString &device)
{
    if (device == QLatin1String("cpu")) {
        return {"CPU", "CPU"};
    }
    const QString opencl = QStringLiteral("opencl:");
    return device.startsWith(opencl) ? text("OpenCL device {0}", "OpenCL 设备 {0}",
                                            device.mid(opencl.size()).toStdString())
                                     : same(device);
}

Text machineWords(const QString &name)
{
    static const QRegularExpression cores(QStringLiteral("^(.*), (\\d+) cores?$"));
    const auto match = cores.match(name);
    Text words = same(name);
    if (match.hasMatch()) {
        words.zh =
                QStringLiteral("%1，%2 核").arg(match.captured(1), match.captured(2)).toStdString();
    }
    return words;
}

Text quantityWords(const QString &quantity)
{
    const auto &metrics = Vocabulary::bundled().metrics();
    const auto converted =
            std::find_if(metrics.begin(), metrics.end(),
                         [&quantity](const Metric &metric) { return metric.quantity == quantity; });
    if (converted != metrics.end()) {
        return converted->name;
    }
    const Metric *claimed = Vocabulary::bundled().metric(metricOfClaims(quantity));
    return claimed ? claimed->name : same(quantity);
}

}  // namespace touchstone::compare
