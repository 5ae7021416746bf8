#include "library/vocabulary.h"

#include "base/words.h"
#include "library/claim.h"
#include "library/vocabulary_json.h"

#include <QFile>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>
#include <array>

namespace touchstone {

namespace {

constexpr std::array<Word<Grade>, 4> grades{{
        {Grade::SameQuantity, "SQ"},
        {Grade::SameMechanism, "SM"},
        {Grade::Proxy, "PX"},
        {Grade::NotMeasurable, "NM"},
}};

Result<QJsonDocument> document(const QByteArray &json, const char *name)
{
    QJsonParseError problem;
    const QJsonDocument parsed = QJsonDocument::fromJson(json, &problem);
    if (problem.error != QJsonParseError::NoError) {
        return fail(ErrorCode::Corrupt, "{0}: byte {1}: {2}", "{0}：第 {1} 字节：{2}", name,
                    problem.offset, problem.errorString().toStdString());
    }
    return parsed;
}

Result<Technique> read(JsonPlace &place, Technique out)
{
    out.id = place.text("id");
    out.name = nameOf(place);
    if (place.error()) {
        return passOn(*place.error());
    }
    return out;
}

Result<Metric> read(JsonPlace &place, Metric out)
{
    out.id = place.text("id");
    out.name = nameOf(place);
    out.unit = place.text("unit", QString());
    out.quantity = place.text("quantity", QString());
    const std::optional<Direction> direction = directionFromWord(place.text("direction"));
    out.higherBetter = direction.value_or(Direction::HigherBetter) == Direction::HigherBetter;
    out.isQuality = place.boolean("quality", false);
    if (!direction) {
        place.problem("direction", text("must be higher-better or lower-better",
                                        "应为 higher-better 或 lower-better"));
    }
    if (place.error()) {
        return passOn(*place.error());
    }
    return out;
}

Result<KernelFamily> read(JsonPlace &place, KernelFamily out)
{
    out.id = place.text("id");
    JsonPlace name = place.object("name");
    out.name = nameOf(name);
    for (const JsonPlace *part : {&place, &name}) {
        if (part->error()) {
            return passOn(*part->error());
        }
    }
    return out;
}

Result<KernelText> read(JsonPlace &place, const KernelText &)
{
    return readKernelText(place);
}

template <class Item>
Result<> refuseTwice(const QVector<Item> &items, const char *name)
{
    QSet<QString> seen;
    for (const Item &item : items) {
        if (item.id.isEmpty() || seen.contains(item.id)) {
            return fail(ErrorCode::Corrupt, "{0}: the id \"{1}\" is empty or used twice",
                        "{0}：标识“{1}”为空或重复", name, item.id.toStdString());
        }
        seen.insert(item.id);
    }
    return {};
}

template <class Item>
Result<QVector<Item>> vocabularyFile(const QByteArray &json, const char *name, const char *key)
{
    const Result<QJsonDocument> parsed = document(json, name);
    if (!parsed) {
        return passOn(parsed.error());
    }
    const QJsonArray array =
            key ? parsed->object().value(QLatin1String(key)).toArray() : parsed->array();
    Result<QVector<Item>> items = readAll<Item>(
            array, QString::fromUtf8(name), [](JsonPlace &place) { return read(place, Item()); });
    if (!items) {
        return items;
    }
    if (const Result<> unique = refuseTwice(*items, name); !unique) {
        return passOn(unique.error());
    }
    return items;
}

template <class Item>
const Item *found(const QVector<Item> &items, const QString &id)
{
    const auto at = std::find_if(items.begin(), items.end(),
                                 [&](const Item &item) { return item.id == id; });
    return at == items.end() ? nullptr : &*at;
}

QByteArray resource(const QString &name)
{
    QFile file(QStringLiteral(":/touchstone/") + name);
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("resource %s is missing from the program", qUtf8Printable(name));
    }
    return file.readAll();
}

}  // namespace

QString toWord(Grade grade)
{
    const std::string_view word = wordOf(grades, grade);
    return QString::fromLatin1(word.data(), qsizetype(word.size()));
}

std::optional<Grade> gradeFromWord(const QString &word)
{
    return fromWord(grades, word.toStdString());
}

Text gradeName(Grade grade)
{
    switch (grade) {
    case Grade::SameQuantity:
        return text("same quantity", "同一量");
    case Grade::SameMechanism:
        return text("same mechanism", "同一机制");
    case Grade::Proxy:
        return text("proxy", "代理");
    case Grade::NotMeasurable:
        break;
    }
    return text("not measurable here", "此处无法测量");
}

const Vocabulary &Vocabulary::bundled()
{
    static const Vocabulary vocabulary = [] {
        Result<Vocabulary> parsed = parse(resource(QStringLiteral("techniques.json")),
                                          resource(QStringLiteral("metrics.json")),
                                          resource(QStringLiteral("kernels.json")));
        if (!parsed) {
            qFatal("%s", parsed.error().message.en.c_str());
        }
        return std::move(*parsed);
    }();
    return vocabulary;
}

QString KernelText::presetFor(const KernelClaim &claim) const
{
    if (!claim.preset.isEmpty()) {
        return claim.preset;
    }
    const auto fits = [](const QString &asked, const QString &value) {
        return asked.isEmpty() || asked == value;
    };
    const auto found = std::find_if(shapes.cbegin(), shapes.cend(), [&](const PresetShape &shape) {
        return fits(claim.operation, shape.operation) && fits(claim.group, shape.group)
               && fits(claim.shape, shape.label);
    });
    return found == shapes.cend() ? QStringLiteral("small") : found->preset;
}

Result<Vocabulary> Vocabulary::parse(const QByteArray &techniques, const QByteArray &metrics,
                                     const QByteArray &kernels)
{
    Result<QVector<Technique>> techniqueList =
            vocabularyFile<Technique>(techniques, "techniques.json", nullptr);
    if (!techniqueList) {
        return passOn(techniqueList.error());
    }
    Result<QVector<Metric>> metricList = vocabularyFile<Metric>(metrics, "metrics.json", nullptr);
    if (!metricList) {
        return passOn(metricList.error());
    }
    Result<QVector<KernelFamily>> familyList =
            vocabularyFile<KernelFamily>(kernels, "kernels.json", "families");
    if (!familyList) {
        return passOn(familyList.error());
    }
    Result<QVector<KernelText>> kernelList =
            vocabularyFile<KernelText>(kernels, "kernels.json", "kernels");
    if (!kernelList) {
        return passOn(kernelList.error());
    }
    Vocabulary out;
    out.m_techniques = std::move(*techniqueList);
    out.m_metrics = std::move(*metricList);
    out.m_families = std::move(*familyList);
    out.m_kernels = std::move(*kernelList);
    return out;
}

const Technique *Vocabulary::technique(const QString &id) const
{
    return found(m_techniques, id);
}

const Metric *Vocabulary::metric(const QString &id) const
{
    return found(m_metrics, id);
}

const KernelFamily *Vocabulary::family(const QString &id) const
{
    return found(m_families, id);
}

const KernelText *Vocabulary::kernel(const QString &id) const
{
    return found(m_kernels, id);
}

}  // namespace touchstone
