// The model card of Hugging Face: YAML between two lines "---", whose model-index holds the figures
// (https://huggingface.co/docs/hub/model-cards#evaluation-results).
#include "exchange/foreign_formats.h"
#include "exchange/yaml_block.h"

#include <QRegularExpression>

namespace touchstone::exchange {

namespace {

// The YAML of the card, with the line on which it begins; a file of its own has no "---".
std::optional<QString> frontMatter(const QString &text)
{
    static const QRegularExpression index(QStringLiteral("^\"?model-index\"?:"),
                                          QRegularExpression::MultilineOption);
    const QStringList lines = text.split(u'\n');
    if (lines.first().trimmed() != QLatin1String("---")) {
        return text.startsWith(QLatin1String("model-index:")) ? std::optional(text) : std::nullopt;
    }
    QString matter(u'\n');  // lines keep their numbers
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const QString line = QString(lines[i]).remove(u'\r');
        if (line.trimmed() == QLatin1String("---")) {
            return index.match(matter).hasMatch() ? std::optional(matter) : std::nullopt;
        }
        matter += line + u'\n';
    }
    return std::nullopt;
}

std::string nameOf(const QString &model, const QJsonObject &result, const QString &metric)
{
    const QJsonObject dataset = result.value(QLatin1String("dataset")).toObject();
    const QString data =
            textAt(dataset, "name").isEmpty() ? textAt(dataset, "type") : textAt(dataset, "name");
    QStringList words{model, data, textAt(dataset, "config"), textAt(dataset, "split"), metric};
    words.removeAll(QString());
    return words.join(u' ').simplified().toStdString();
}

void addMetric(EntryList &list, const QString &model, const QJsonObject &result,
               const QJsonObject &metric)
{
    const QString type = textAt(metric, "type");
    const QString name = textAt(metric, "name").isEmpty() ? type : textAt(metric, "name");
    const std::string entry = nameOf(model, result, name);
    const auto value = numberAt(metric, "value");
    if (!value) {
        list.leaveOut(entry, "no number");
        return;
    }
    auto kind = qualityKind(type, *value);
    kind = kind ? kind : qualityKind(name, *value);
    if (!kind) {
        list.leaveOut(entry, "not known which way it points");
        return;
    }
    list.addQuality(entry, *kind, *value, std::nullopt);
}

}  // namespace

Read readModelCard(const QString &text)
{
    const auto matter = frontMatter(text);
    if (!matter) {
        return std::nullopt;
    }
    const auto card = readYamlBlock(*matter);
    if (!card) {
        return passOn(card.error());
    }
    measure::KernelResult result = resultOf("model-index");
    EntryList list(result);
    bool any = false;
    const QJsonArray models = (*card)[QLatin1String("model-index")].toArray();
    for (const auto &model : models) {
        const QString name = textAt(model.toObject(), "name");
        const QJsonArray results = model[QLatin1String("results")].toArray();
        for (const auto &one : results) {
            const QJsonArray metrics = one[QLatin1String("metrics")].toArray();
            for (const auto &metric : metrics) {
                any = true;
                addMetric(list, name, one.toObject(), metric.toObject());
            }
        }
    }
    if (!any) {
        return fail(ErrorCode::Invalid, "a model card whose model-index holds no metric",
                    "模型卡的 model-index 中没有任何指标");
    }
    return bundleWith(std::move(result));
}

}  // namespace touchstone::exchange
