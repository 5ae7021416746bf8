// lm-evaluation-harness (--output_path, results_*.json): figures of quality with standard errors.
#include "exchange/foreign_formats.h"

#include <QDateTime>
#include <QRegularExpression>

namespace touchstone::exchange {

namespace {

bool isLmEval(const QJsonObject &object)
{
    const QJsonObject results = object.value(QLatin1String("results")).toObject();
    const bool tasks = !results.isEmpty() && results.constBegin()->isObject();
    const bool described =
            object.contains(QLatin1String("versions")) || object.contains(QLatin1String("configs"))
            || object.value(QLatin1String("config"))[QLatin1String("model")].isString();
    return tasks && described && !object.contains(QLatin1String("benchmarks"));
}

QString modelOf(const QJsonObject &document)
{
    const QString named = textAt(document, "model_name");
    const QJsonValue config = document.value(QLatin1String("config"));
    const QJsonValue arguments = config[QLatin1String("model_args")];
    QString model = arguments[QLatin1String("pretrained")].toString();
    static const QRegularExpression pretrained(QStringLiteral("(?:pretrained|model)=([^,]+)"));
    if (model.isEmpty()) {
        model = pretrained.match(arguments.toString()).captured(1);
    }
    model = model.isEmpty() ? named : model;
    model = model.isEmpty() ? config[QLatin1String("model")].toString() : model;
    return model.section(u'/', -1);
}

// One figure of a task: "acc_norm,none" is the metric acc_norm without a filter.
struct Figure {
    QString metric, filter;
};

Figure figureOf(const QString &key)
{
    const QString filter = key.section(u',', 1);
    return {key.section(u',', 0, 0), filter == QLatin1String("none") ? QString() : filter};
}

class Reader {
public:
    Reader(const QJsonObject &document, EntryList &list)
        : m_document(document), m_list(list), m_model(modelOf(document))
    {
    }

    void read()
    {
        const QJsonObject results = m_document.value(QLatin1String("results")).toObject();
        for (auto task = results.begin(); task != results.end(); ++task) {
            const QJsonObject figures = task->toObject();
            for (auto it = figures.begin(); it != figures.end(); ++it) {
                add(task.key(), figures, it.key(), numberOf(*it));
            }
        }
    }

private:
    void add(const QString &task, const QJsonObject &figures, const QString &key,
             std::optional<double> value)
    {
        const Figure figure = figureOf(key);
        static const QStringList asides{QStringLiteral("sample_len"), QStringLiteral("samples")};
        if (figure.metric.endsWith(QLatin1String("_stderr")) || asides.contains(figure.metric)) {
            return;
        }
        const std::string name = nameOf(task, figure);
        if (!value) {
            // Names stand beside the figures: "name", "alias".
            if (key.contains(u',') || qualityKind(figure.metric, 0.5)) {
                m_list.leaveOut(name, "no number");
            }
            return;
        }
        const QJsonValue up =
                m_document.value(QLatin1String("higher_is_better"))[task][figure.metric];
        const auto kind = qualityKind(figure.metric, *value,
                                      up.isBool() ? std::optional(up.toBool()) : std::nullopt);
        if (!kind) {
            m_list.leaveOut(name, "not known which way it points");
            return;
        }
        const QString error =
                figure.metric + QStringLiteral("_stderr") + key.sliced(figure.metric.size());
        m_list.addQuality(name, *kind, *value, numberAt(figures, error.toUtf8().constData()));
    }

    std::string nameOf(const QString &task, const Figure &figure) const
    {
        QStringList words{m_model, task, figure.metric, figure.filter};
        const QJsonValue shots = m_document.value(QLatin1String("n-shot"))[task];
        if (shots.isDouble()) {
            words << QStringLiteral("%1-shot").arg(shots.toInt());
        }
        words.removeAll(QString());
        return words.join(u' ').toStdString();
    }

    const QJsonObject &m_document;
    EntryList &m_list;
    QString m_model;
};

}  // namespace

Read readLmEval(const QJsonDocument &document)
{
    const QJsonObject object = document.object();
    if (!isLmEval(object)) {
        return std::nullopt;
    }
    measure::KernelResult result = resultOf("lm-eval");
    const double date = numberAt(object, "date").value_or(0);
    if (date > 0 && date < 1e11) {
        result.startedAt = QDateTime::fromSecsSinceEpoch(qint64(date), Qt::UTC)
                                   .toString(Qt::ISODate)
                                   .toStdString();
    }
    EntryList list(result);
    Reader(object, list).read();
    measure::Bundle bundle = bundleWith(std::move(result));
    bundle.environment = factsOf(object.value(QLatin1String("config")).toObject());
    return bundle;
}

}  // namespace touchstone::exchange
