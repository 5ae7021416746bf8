// Reading the files of the vocabulary. Private to this folder.
#pragma once

#include "library/json_place.h"
#include "library/vocabulary.h"

#include <QJsonArray>
#include <QJsonObject>

namespace touchstone {

// {"en": ..., "zh": ...} at place itself; both are needed.
inline Text nameOf(JsonPlace &place)
{
    return {place.text("en").toStdString(), place.text("zh").toStdString()};
}

// The same under a key; what is missing is empty.
inline Text textAt(JsonPlace &place, const char *key)
{
    JsonPlace inner = place.object(key);
    Text out{inner.text("en", QString()).toStdString(), inner.text("zh", QString()).toStdString()};
    if (inner.error()) {
        place.problem(key, inner.error()->message);
    }
    return out;
}

// read(JsonPlace &) gives a Result<Item>; where: the path of the array.
template <class Item, class Read>
Result<QVector<Item>> readAll(const QJsonArray &array, const QString &where, const Read &read)
{
    QVector<Item> out;
    for (qsizetype i = 0; i < array.size(); ++i) {
        const QString path = where + QLatin1Char('[') + QString::number(i) + QLatin1Char(']');
        if (!array.at(i).isObject()) {
            return fail(ErrorCode::Corrupt, "{0}: must be an object", "{0}：应为对象",
                        path.toStdString());
        }
        JsonPlace place(array.at(i).toObject(), path);
        Result<Item> item = read(place);
        if (!item) {
            return passOn(item.error());
        }
        out.append(std::move(*item));
    }
    return out;
}

Result<KernelText> readKernelText(JsonPlace &place);

}  // namespace touchstone
