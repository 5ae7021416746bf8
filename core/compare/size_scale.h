// Where the shapes of a kernel stand on an axis of problem sizes.
#pragma once

#include "base/text.h"

#include <QMap>
#include <QStringList>

namespace touchstone::compare {

struct SizeScale {
    Text title;
    QMap<QString, double> place;  // by shape, above 0; shapes without a place are missing
    // By shape, what stays the same while the size changes, e.g. "mixed 50% nx4x64". Empty when all
    // shapes are of one kind: the title says it then.
    QMap<QString, QString> kind;
};

// If one number changes among the shapes of each kind ("64x64" to "128x64", or "8x8" to "16x16"),
// it is the size; shapes of another kind have other words or other fixed numbers, such as "mixed
// 50% 1024x4" and "gemm-o 90% 1024x8". Otherwise the bytes that one call of the baseline moves are
// the size, which order shapes by their work.
SizeScale scaleOf(const QStringList &shapes, const QMap<QString, double> &bytes);

}  // namespace touchstone::compare
