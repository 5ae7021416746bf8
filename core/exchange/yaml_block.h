// The part of YAML that model cards are written in.
#pragma once

#include "base/result.h"

#include <QJsonValue>
#include <QString>

namespace touchstone::exchange {

// Block mappings and sequences by indentation, plain and quoted scalars, empty flow collections,
// block scalars (| and >) and comments, as JSON: numbers and true, false, null where YAML's core
// schema has them. Anchors, tags and flow collections with content stay text. Errors: Invalid,
// with the line; nesting deeper than 50.
Result<QJsonValue> readYamlBlock(const QString &text);

}  // namespace touchstone::exchange
