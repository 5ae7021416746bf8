// Small lists of a result as JSON text in one column. Private to this folder.
#pragma once

#include "measure/results/results.h"

#include <QHash>
#include <QString>

namespace touchstone::store {

QString jsonOf(const measure::Sizes &sizes);
QString jsonOf(const measure::Parameters &at);
QString jsonOf(const std::vector<double> &values);
QString jsonOf(const std::map<std::string, std::string> &texts);

// What jsonOf() wrote. The same few texts occur in thousands of rows, so each is parsed once.
class ValueReader {
public:
    const measure::Sizes &sizes(std::string_view json);
    const measure::Parameters &parameters(std::string_view json);
    static std::vector<double> numbers(std::string_view json);
    static std::map<std::string, std::string> texts(std::string_view json);

private:
    QHash<QByteArray, measure::Sizes> m_sizes;
    QHash<QByteArray, measure::Parameters> m_parameters;
};

}  // namespace touchstone::store
