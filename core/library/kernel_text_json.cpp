// The texts of the kernels, as kernels.json holds them.
#include "base/size_label.h"
#include "base/terms.h"
#include "library/vocabulary_json.h"

#include <algorithm>

namespace touchstone {

namespace {

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

// read(element) for each object of a list; errors of the elements are those of `place`.
template <class Read>
void eachObject(JsonPlace &place, const char *key, const Read &read)
{
    const QJsonArray list = place.array(key);
    for (qsizetype i = 0; i < list.size(); ++i) {
        JsonPlace element(list.at(i).toObject(), place.path(key, i));
        read(element);
        if (element.error()) {
            place.problem(key, element.error()->message);
        }
    }
}

KernelClaim::Knob knobAt(JsonPlace &place)
{
    KernelClaim::Knob out;
    out.dimension = place.text("dimension");
    out.name = {place.text("en").toStdString(), place.text("zh").toStdString()};
    out.unit = place.text("unit", QString());
    if (place.keys().contains(QStringLiteral("pairs"))) {
        eachObject(place, "pairs", [&](JsonPlace &pair) {
            out.pairs.append({pair.number("value"), pair.text("baseline"), pair.text("technique")});
        });
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

Result<KernelClaim> readClaim(JsonPlace &place)
{
    KernelClaim out;
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
    if (place.keys().contains(QStringLiteral("loss"))) {
        JsonPlace loss = place.object("loss");
        out.loss = {loss.text("metric"),
                    {loss.text("en").toStdString(), loss.text("zh").toStdString()},
                    numbersAt(loss, "at")};
    }
    if (place.keys().contains(QStringLiteral("beside"))) {
        eachObject(place, "beside", [&](JsonPlace &one) {
            out.beside.append({one.text("baseline"),
                               one.text("technique"),
                               one.text("quantity", QStringLiteral("time")),
                               {one.text("en").toStdString(), one.text("zh").toStdString()}});
        });
    }
    out.preset = place.text("preset", QString());
    out.at = numbersAt(place, "at");
    if (place.keys().contains(QStringLiteral("spared_share"))) {
        out.sparedShare = textAt(place, "spared_share");
    }
    if (place.keys().contains(QStringLiteral("knobs"))) {
        eachObject(place, "knobs", [&](JsonPlace &knob) { out.knobs.append(knobAt(knob)); });
    }
    if (place.error()) {
        return passOn(*place.error());
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

Result<> readOperations(JsonPlace &place, KernelText &out)
{
    return eachOperation(place, [&out](JsonPlace &operation) {
        out.operations.append({operation.text("id"), textAt(operation, "name")});
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
    for (const auto &term : presetTerms) {
        const QString preset =
                QString::fromLatin1(term.second.data(), qsizetype(term.second.size()));
        auto read = eachOperation(
                place, [&](JsonPlace &operation) { return addShapes(operation, preset, out); });
        if (!read) {
            return read;
        }
    }
    return {};
}

}  // namespace

Result<KernelText> readKernelText(JsonPlace &place)
{
    KernelText out;
    out.id = place.text("id");
    out.family = place.text("family", QString());
    out.name = textAt(place, "name");
    out.summary = textAt(place, "summary");
    out.method = textAt(place, "method");
    out.limit = textAt(place, "limit");
    for (const QJsonValue paper : place.array("papers")) {
        out.papers << paperRef({paper.toObject(), place.path("papers")});
    }
    if (auto named = readOperations(place, out); !named) {
        return passOn(named.error());
    }
    if (auto shaped = readShapes(place, out); !shaped) {
        return passOn(shaped.error());
    }
    Result<QVector<KernelClaim>> claims =
            readAll<KernelClaim>(place.array("claims"), place.path("claims"), readClaim);
    if (!claims) {
        return passOn(claims.error());
    }
    out.claims = std::move(*claims);
    if (place.error()) {
        return passOn(*place.error());
    }
    return out;
}

}  // namespace touchstone
