#include "library/dimension_names.h"

#include "library/vocabulary_json.h"

#include <QFile>
#include <QHash>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

namespace touchstone {

namespace {

struct Dimension {
    QString id;
    Text name;
    std::string unit;
};

// "{queries} of {words}": the names in braces lie between what is told literally.
struct Group {
    Text pattern;
    QRegularExpression found;  // in a text with sizes; captures those in the order of `en`
    QStringList sizes;
};

struct Names {
    QHash<QString, Dimension> dimensions;
    QVector<Group> groups;
};

Result<Dimension> readDimension(JsonPlace &place)
{
    Dimension out{place.text("id"), nameOf(place), place.text("unit", QString()).toStdString()};
    if (place.error()) {
        return passOn(*place.error());
    }
    return out;
}

Result<Group> readGroup(JsonPlace &place)
{
    Group out;
    out.pattern = nameOf(place);
    if (place.error()) {
        return passOn(*place.error());
    }
    static const QRegularExpression size(QStringLiteral("\\{([^}]*)\\}"));
    const QString pattern = QString::fromStdString(out.pattern.en);
    QString expression;
    qsizetype done = 0;
    for (auto it = size.globalMatch(pattern); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        expression += QRegularExpression::escape(pattern.mid(done, match.capturedStart() - done))
                      + QStringLiteral("([0-9]+)");
        out.sizes.append(match.captured(0));
        done = match.capturedEnd();
    }
    expression += QRegularExpression::escape(pattern.mid(done));
    out.found = QRegularExpression(QRegularExpression::anchoredPattern(expression));
    return out;
}

// Of a file of the program: what is wrong with it is a fault of the build.
template <class Item>
QVector<Item> orAbort(Result<QVector<Item>> items)
{
    if (!items) {
        qFatal("dimensions.json: %s", items.error().message.en.c_str());
    }
    return std::move(*items);
}

Names read()
{
    QFile file(QStringLiteral(":/touchstone/dimensions.json"));
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("resource dimensions.json is missing from the program");
    }
    const QJsonObject root = QJsonDocument::fromJson(file.readAll()).object();
    const auto listAt = [&root](const QString &key) { return root.value(key).toArray(); };
    Names out;
    const QString dimensions = QStringLiteral("dimensions");
    for (const Dimension &one :
         orAbort(readAll<Dimension>(listAt(dimensions), dimensions, readDimension))) {
        out.dimensions.insert(one.id, one);
    }
    for (const KernelText &kernel : Vocabulary::bundled().kernels()) {
        for (const KernelClaim &claim : kernel.claims) {
            for (const KernelClaim::Knob &knob : claim.knobs) {
                if (!out.dimensions.contains(knob.dimension)) {
                    out.dimensions.insert(knob.dimension,
                                          {knob.dimension, knob.name, knob.unit.toStdString()});
                }
            }
        }
    }
    const QString groups = QStringLiteral("groups");
    out.groups = orAbort(readAll<Group>(listAt(groups), groups, readGroup));
    return out;
}

const Names &names()
{
    static const Names all = read();
    return all;
}

const Dimension *dimension(const std::string &id)
{
    const auto found = names().dimensions.constFind(QString::fromStdString(id));
    return found == names().dimensions.constEnd() ? nullptr : &*found;
}

}  // namespace

Text dimensionName(const std::string &id)
{
    const Dimension *known = dimension(id);
    if (!known) {
        return {id, id};
    }
    return known->unit.empty()
                   ? known->name
                   : text("{0} ({2})", "{1}（{2}）", known->name.en, known->name.zh, known->unit);
}

Text dimensionAt(const std::string &id, const std::string &value)
{
    const Dimension *known = dimension(id);
    const Text name = known ? known->name : Text{id, id};
    const std::string unit = known ? known->unit : std::string();
    return text("{0} {2}{3}", "{1} {2}{4}", name.en, name.zh, value,
                unit.empty() ? std::string() : " " + unit, unit);
}

bool hasDimensionName(const std::string &id)
{
    return dimension(id) != nullptr;
}

Text groupName(const std::string &group)
{
    const QString shown = QString::fromStdString(group);
    for (const Group &known : names().groups) {
        const QRegularExpressionMatch match = known.found.match(shown);
        if (!match.hasMatch()) {
            continue;
        }
        QString zh = QString::fromStdString(known.pattern.zh);
        for (qsizetype i = 0; i < known.sizes.size(); ++i) {
            zh.replace(known.sizes[i], match.captured(int(i) + 1));
        }
        return {group, zh.toStdString()};
    }
    return {group, group};
}

bool hasGroupName(const std::string &pattern)
{
    return std::any_of(names().groups.begin(), names().groups.end(),
                       [&](const Group &known) { return known.pattern.en == pattern; });
}

}  // namespace touchstone
