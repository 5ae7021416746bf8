#include "store/run_values.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace touchstone::store {

namespace {

QString compact(const QJsonDocument &document)
{
    return QString::fromUtf8(document.toJson(QJsonDocument::Compact));
}

template <class Value>
QString pairsJson(const std::vector<std::pair<std::string, Value>> &values)
{
    QJsonArray array;
    for (const auto &[name, value] : values) {
        QJsonArray pair{QString::fromStdString(name)};
        if constexpr (std::is_integral_v<Value>) {
            pair.append(qint64(value));
        } else {
            pair.append(value);
        }
        array.append(pair);
    }
    return compact(QJsonDocument(array));
}

QByteArray bytesOf(std::string_view json)
{
    return QByteArray::fromRawData(json.data(), qsizetype(json.size()));
}

template <class Value>
std::vector<std::pair<std::string, Value>> pairsFrom(const QByteArray &json)
{
    std::vector<std::pair<std::string, Value>> out;
    const QJsonArray array = QJsonDocument::fromJson(json).array();
    for (const QJsonValue &pair : array) {
        const QJsonValue value = pair[1];
        if constexpr (std::is_integral_v<Value>) {
            out.emplace_back(pair[0].toString().toStdString(), value.toInteger());
        } else {
            out.emplace_back(pair[0].toString().toStdString(), value.toDouble());
        }
    }
    return out;
}

// Parsed once per text; the key is a copy, since the bytes belong to the row.
template <class Pairs>
const Pairs &parsedOnce(QHash<QByteArray, Pairs> &known, std::string_view json)
{
    const auto found = known.constFind(bytesOf(json));
    if (found != known.constEnd()) {
        return *found;
    }
    const QByteArray key(json.data(), qsizetype(json.size()));
    return *known.insert(key, pairsFrom<typename Pairs::value_type::second_type>(key));
}

}  // namespace

QString jsonOf(const measure::Sizes &sizes)
{
    return pairsJson(sizes);
}

QString jsonOf(const measure::Parameters &at)
{
    return pairsJson(at);
}

QString jsonOf(const std::vector<double> &values)
{
    QJsonArray array;
    for (const double value : values) {
        array.append(value);
    }
    return compact(QJsonDocument(array));
}

QString jsonOf(const std::map<std::string, std::string> &texts)
{
    QJsonObject object;
    for (const auto &[key, value] : texts) {
        object.insert(QString::fromStdString(key), QString::fromStdString(value));
    }
    return compact(QJsonDocument(object));
}

const measure::Sizes &ValueReader::sizes(std::string_view json)
{
    return parsedOnce(m_sizes, json);
}

const measure::Parameters &ValueReader::parameters(std::string_view json)
{
    return parsedOnce(m_parameters, json);
}

std::vector<double> ValueReader::numbers(std::string_view json)
{
    std::vector<double> out;
    const QJsonArray array = QJsonDocument::fromJson(bytesOf(json)).array();
    for (const QJsonValue &value : array) {
        out.push_back(value.toDouble());
    }
    return out;
}

std::map<std::string, std::string> ValueReader::texts(std::string_view json)
{
    std::map<std::string, std::string> out;
    const QJsonObject object = QJsonDocument::fromJson(bytesOf(json)).object();
    for (auto it = object.begin(); it != object.end(); ++it) {
        out.emplace(it.key().toStdString(), it.value().toString().toStdString());
    }
    return out;
}

}  // namespace touchstone::store
