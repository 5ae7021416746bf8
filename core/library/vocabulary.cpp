#include "library/vocabulary.h"

#include "base/size_label.h"
#include "base/words.h"
#include "library/claim.h"
#include "library/json_place.h"

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

Text nameOf(JsonPlace &place)
{
    return {place.text("en").toStdString(), place.text("zh").toStdString()};
}

Text textAt(JsonPlace &place, const char *key)
{
    JsonPlace inner = place.object(key);
    Text out{inner.text("en", QString()).toStdString(), inner.text("zh", QString()).toStdString()};
    if (inner.error()) {
        place.problem(key, inner.error()->message);
    }
    return out;
}

std::vector<std::pair<std::string, double>> numbersAt(JsonPlace &place, const char *key)
{
    JsonPlace inner = place.object(key);
    std::vector<std::pair<std::string, double>> out;
    for (const QString &name : inner.keys()) {
        out.emplace_back(name.toStdString(), inner.number(name.toLatin1().constData()));
    }
    if (inner.error()) {
        place.problem(key, inner.error()->message);
    }
    return out;
}

PaperRef paperRef(JsonPlace place)
{
    PaperRef out;
    out.report = place.text("report", QString());
    out.index = place.integer("index", 0);
    out.title = place.text("title", QString());
    return out;
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

Result<KernelClaim> read(JsonPlace &place, KernelClaim out)
{
    out.paper = paperRef(place.object("paper"));
    out.metric = place.text("metric", QString());
    out.value = place.optionalNumber("value");
    out.words = place.texts("words");
    const std::optional<Grade> grade = gradeFromWord(place.text("grade"));
    out.grade = grade.value_or(Grade::NotMeasurable);
    if (!grade) {
        place.problem("grade", text("must be SQ, SM, PX or NM", "应为 SQ、SM、PX 或 NM"));
    }
    out.reason = textAt(place, "reason");
    out.baseline = place.text("baseline", QString());
    out.technique = place.text("technique", QString());
    out.quantity = place.text("quantity", QString());
    out.operation = place.text("operation", QString());
    out.group = place.text("group", QString());
    out.shape = place.text("shape", QString());
    out.at = numbersAt(place, "at");
    if (place.keys().contains(QStringLiteral("spared_share"))) {
        out.sparedShare = textAt(place, "spared_share");
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

Result<KernelText> read(JsonPlace &place, KernelText out);

template <class Item>
Result<QVector<Item>> readAll(const QJsonArray &array, const QString &where)
{
    QVector<Item> out;
    for (qsizetype i = 0; i < array.size(); ++i) {
        const QString path = where + QLatin1Char('[') + QString::number(i) + QLatin1Char(']');
        if (!array.at(i).isObject()) {
            return fail(ErrorCode::Corrupt, "{0}: must be an object", "{0}：应为对象",
                        path.toStdString());
        }
        JsonPlace place(array.at(i).toObject(), path);
        Result<Item> item = read(place, Item());
        if (!item) {
            return passOn(item.error());
        }
        out.append(std::move(*item));
    }
    return out;
}

Result<> addVariants(const QJsonArray &variants, const QString &path, KernelText &out)
{
    for (qsizetype i = 0; i < variants.size(); ++i) {
        JsonPlace variant(variants.at(i).toObject(), path + u'[' + QString::number(i) + u']');
        const QString id = variant.text("id");
        const Text name = textAt(variant, "name");
        if (variant.error()) {
            return passOn(*variant.error());
        }
        // The same variant of several operations has one name.
        const bool known = std::any_of(out.variants.cbegin(), out.variants.cend(),
                                       [&](const auto &other) { return other.first == id; });
        if (!known) {
            out.variants.append({id, name});
        }
    }
    return {};
}

// visit(operation) for each operation of a kernel, up to the first error.
template <class Visit>
Result<> eachOperation(JsonPlace &place, const Visit &visit)
{
    const QJsonArray operations = place.array("operations");
    for (qsizetype i = 0; i < operations.size(); ++i) {
        JsonPlace operation(operations.at(i).toObject(), place.path("operations", i));
        if (auto visited = visit(operation); !visited) {
            return visited;
        }
        if (operation.error()) {
            return passOn(*operation.error());
        }
    }
    return {};
}

Result<> readVariants(JsonPlace &place, KernelText &out)
{
    return eachOperation(place, [&out](JsonPlace &operation) {
        return addVariants(operation.array("variants"), operation.path("variants"), out);
    });
}

Result<> addShapes(JsonPlace &operation, const QString &preset, KernelText &out)
{
    const QStringList dimensions = operation.texts("dimensions");
    const std::string label = operation.text("label", QString()).toStdString();
    const std::string group = operation.text("group", QString()).toStdString();
    for (const QJsonValue shape : operation.array(preset.toLatin1().constData())) {
        std::vector<std::pair<std::string, std::int64_t>> sizes;
        for (qsizetype i = 0; i < dimensions.size(); ++i) {
            sizes.emplace_back(dimensions[i].toStdString(), shape.toArray().at(i).toInteger());
        }
        out.shapes.append({preset, operation.text("id"),
                           QString::fromStdString(withSizes(group, sizes)),
                           QString::fromStdString(withSizes(label, sizes))});
    }
    return {};
}

Result<> readShapes(JsonPlace &place, KernelText &out)
{
    for (const char *preset : {"small", "medium", "large"}) {
        auto read = eachOperation(place, [&](JsonPlace &operation) {
            return addShapes(operation, QString::fromLatin1(preset), out);
        });
        if (!read) {
            return read;
        }
    }
    return {};
}

Result<KernelText> read(JsonPlace &place, KernelText out)
{
    out.id = place.text("id");
    out.family = place.text("family", QString());
    out.name = textAt(place, "name");
    out.summary = textAt(place, "summary");
    out.method = textAt(place, "method");
    out.limit = textAt(place, "limit");
    for (const QJsonValue paper : place.array("papers")) {
        out.papers << paperRef({paper.toObject(), place.path("papers")});
    }
    if (auto named = readVariants(place, out); !named) {
        return passOn(named.error());
    }
    if (auto shaped = readShapes(place, out); !shaped) {
        return passOn(shaped.error());
    }
    Result<QVector<KernelClaim>> claims =
            readAll<KernelClaim>(place.array("claims"), place.path("claims"));
    if (!claims) {
        return passOn(claims.error());
    }
    out.claims = std::move(*claims);
    if (place.error()) {
        return passOn(*place.error());
    }
    return out;
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
    Result<QVector<Item>> items = readAll<Item>(array, QString::fromUtf8(name));
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
