// Similarity of two texts.
#pragma once

#include <QStringView>
#include <QVector>

namespace touchstone::importing {

// Hashes of all runs of three words (letters and digits in lower case; a CJK character is a word),
// sorted, without duplicates. A shorter text is one run.
QVector<quint64> shingles(QStringView text);

// |A and B| / |A or B| (Jaccard 1901) in 0 ... 1; 0 when both are empty. Linear.
double jaccard(const QVector<quint64> &a, const QVector<quint64> &b);

}  // namespace touchstone::importing
