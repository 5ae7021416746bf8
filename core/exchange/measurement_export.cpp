#include "exchange/measurement_export.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <cmath>
#include <map>

namespace touchstone::exchange {

namespace {

using compare::RunInput;

QString joined(std::initializer_list<std::string> words)
{
    QStringList list;
    for (const std::string &word : words) {
        if (!word.empty()) {
            list << QString::fromStdString(onOneLine(word));
        }
    }
    return list.join(u' ');
}

bool isWritten(const RunInput &run)
{
    return run.result.status == measure::RunStatus::Ok;
}

QJsonObject metricOf(double value, double low, double high)
{
    QJsonObject metric{{QStringLiteral("value"), value}};
    if (low > 0 && high >= low) {
        metric.insert(QStringLiteral("lower_value"), low);
        metric.insert(QStringLiteral("upper_value"), high);
    }
    return metric;
}

// A scalar that reads back as the same text, whatever it holds.
QString quoted(const QString &text)
{
    QString out = text.simplified();
    out.replace(u'\\', QLatin1String("\\\\")).replace(u'"', QLatin1String("\\\""));
    return u'"' + out + u'"';
}

QString numberText(double value)
{
    return QString::number(value, 'g', 12);
}

}  // namespace

QByteArray bencherJson(const QVector<RunInput> &runs)
{
    QJsonObject benchmarks;
    const auto insert = [&](const QString &name, const char *measure, const QJsonObject &metric) {
        if (!benchmarks.contains(name)) {
            benchmarks.insert(name, QJsonObject{{QLatin1String(measure), metric}});
        }
    };
    for (const RunInput &run : runs) {
        if (!isWritten(run)) {
            continue;
        }
        const measure::KernelResult &result = run.result;
        const QString place = joined({result.kernel, result.preset, result.device,
                                      "t" + std::to_string(result.threads)});
        for (const measure::VariantResult &variant : result.variants) {
            insert(place + u' ' + joined({variant.operation, variant.id, variant.shape}), "latency",
                   metricOf(variant.medianNs, variant.medianLowNs, variant.medianHighNs));
        }
        for (const measure::RatioResult &ratio : result.ratios) {
            const std::string shape = ratio.shape.empty() ? "mean" : ratio.shape;
            const QString name = joined({ratio.operation, ratio.group, ratio.technique, "against",
                                         ratio.baseline, ratio.quantity, shape});
            insert(place + u' ' + name, "speedup", metricOf(ratio.ratio, ratio.low, ratio.high));
        }
    }
    return QJsonDocument(benchmarks).toJson(QJsonDocument::Indented);
}

QByteArray modelIndexYaml(const QVector<RunInput> &runs)
{
    // By model: its tasks, each with its metrics.
    std::map<QString, std::map<QString, QStringList>> models;
    QSet<QString> seen;
    for (const RunInput &run : runs) {
        if (!isWritten(run)) {
            continue;
        }
        const measure::KernelResult &result = run.result;
        for (const measure::QualityResult &quality : result.quality) {
            if (!std::isfinite(quality.value)) {
                continue;
            }
            const QString variant = joined({quality.variant});
            QString metric = joined({quality.metric});
            for (const auto &[name, value] : quality.at) {
                metric += QStringLiteral(" %1=%2").arg(joined({name}), numberText(value));
            }
            const QString task = joined({result.kernel, result.preset});
            if (seen.contains(variant + u'\n' + task + u'\n' + metric)) {
                continue;
            }
            seen.insert(variant + u'\n' + task + u'\n' + metric);
            const bool percent = quality.unit == "%" && quality.metric == "accuracy";
            models[variant][task] << QStringLiteral(
                                             "    - type: %1\n      value: %2\n      name: %3\n"
                                             "      verified: false\n")
                                             .arg(quoted(joined({quality.metric})),
                                                  numberText(percent ? quality.value / 100
                                                                     : quality.value),
                                                  quoted(metric));
        }
    }
    QString yaml = QStringLiteral("---\nmodel-index:%1\n")
                           .arg(models.empty() ? QStringLiteral(" []") : QString());
    for (const auto &[model, tasks] : models) {
        yaml += QStringLiteral("- name: %1\n  results:\n").arg(quoted(model));
        for (const auto &[task, metrics] : tasks) {
            yaml += QStringLiteral("  - task:\n      type: other\n    dataset:\n      name: %1\n"
                                   "      type: %1\n    metrics:\n")
                            .arg(quoted(task))
                    + metrics.join(QString());
        }
    }
    return (yaml + QStringLiteral("---\n")).toUtf8();
}

}  // namespace touchstone::exchange
