#include "library/json_place.h"

#include <cmath>
#include <limits>

namespace touchstone {

std::string quotedWord(const QString &word)
{
    QString shown = word.left(60).simplified();
    shown.removeIf([](QChar c) { return c.category() == QChar::Other_Control; });
    return shown.toStdString();
}

bool JsonPlace::has(const char *key) const
{
    const QJsonValue value = m_object.value(QLatin1String(key));
    return !value.isUndefined() && !value.isNull();
}

QString JsonPlace::path(const char *key) const
{
    return m_where.isEmpty() ? QString::fromUtf8(key)
                             : m_where + QLatin1Char('.') + QLatin1String(key);
}

QString JsonPlace::path(const char *key, qsizetype index) const
{
    return path(key) + QLatin1Char('[') + QString::number(index) + QLatin1Char(']');
}

void JsonPlace::problem(const char *key, const Text &what)
{
    if (!m_error) {
        const std::string place = path(key).toStdString();
        m_error = Error{ErrorCode::Corrupt, {place + ": " + what.en, place + "：" + what.zh}};
    }
}

void JsonPlace::wrongType(const char *key, const char *en, const char *zh)
{
    if (has(key)) {
        problem(key, ::touchstone::text("must be {0}", "应为{1}", en, zh));
    } else {
        problem(key, ::touchstone::text("is missing, must be {0}", "缺失，应为{1}", en, zh));
    }
}

QString JsonPlace::text(const char *key)
{
    const QJsonValue value = m_object.value(QLatin1String(key));
    if (!value.isString()) {
        wrongType(key, "a text", "文本");
    }
    return value.toString();
}

QString JsonPlace::text(const char *key, const QString &fallback)
{
    return has(key) ? text(key) : fallback;
}

double JsonPlace::number(const char *key)
{
    const QJsonValue value = m_object.value(QLatin1String(key));
    if (!value.isDouble() || !std::isfinite(value.toDouble())) {
        wrongType(key, "a finite number", "有限的数值");
        return 0;
    }
    return value.toDouble();
}

std::optional<double> JsonPlace::optionalNumber(const char *key)
{
    return has(key) ? std::optional(number(key)) : std::nullopt;
}

int JsonPlace::integer(const char *key, int fallback)
{
    if (!has(key)) {
        return fallback;
    }
    const double value = number(key);
    if (value < 0 || value > std::numeric_limits<int>::max() || value != std::floor(value)) {
        wrongType(key, "a whole number from 0 to 2147483647", "0 到 2147483647 的整数");
        return fallback;
    }
    return int(value);
}

bool JsonPlace::boolean(const char *key, bool fallback)
{
    if (!has(key)) {
        return fallback;
    }
    const QJsonValue value = m_object.value(QLatin1String(key));
    if (!value.isBool()) {
        wrongType(key, "true or false", "true 或 false");
    }
    return value.toBool(fallback);
}

QJsonArray JsonPlace::array(const char *key)
{
    if (!has(key)) {
        return {};
    }
    const QJsonValue value = m_object.value(QLatin1String(key));
    if (!value.isArray()) {
        wrongType(key, "an array", "数组");
    }
    return value.toArray();
}

QStringList JsonPlace::texts(const char *key)
{
    QStringList out;
    for (const QJsonValue value : array(key)) {
        if (!value.isString()) {
            wrongType(key, "an array of texts", "文本数组");
            break;
        }
        out << value.toString();
    }
    return out;
}

JsonPlace JsonPlace::object(const char *key)
{
    const QJsonValue value = m_object.value(QLatin1String(key));
    if (has(key) && !value.isObject()) {
        wrongType(key, "an object", "对象");
    }
    return {value.toObject(), path(key)};
}

}  // namespace touchstone
