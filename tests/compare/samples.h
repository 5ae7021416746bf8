// A small vocabulary, papers and runs, made by hand.
#pragma once

#include "compare/comparison.h"

namespace touchstone::samples {

// Kernel "tiles" (technique hilbert, baseline dense, naive gather) reproduces "Tiled Attention":
// 2.3x SQ on shape "64x64", any other speedup SM over all shapes, perplexity SM, similarity PX at a
// noise of 20, storage SQ by image-bytes, energy NM. Kernel "robot" says NM for the whole paper at
// 2025-10-15/12. Techniques: sparsity, quantization.
const Vocabulary &vocabulary();

Claim speedupClaim(const QString &id, double factor);
compare::PaperInput paper(const QString &id, const QString &title, const QVector<Claim> &claims);
// A run of "tiles": hilbert against dense and against gather, geometric mean and two shapes.
compare::RunInput run(const QString &id, const QString &at, double ratio);

inline const QString paperTitle = QStringLiteral("Tiled Attention");
// The row of a claim of this paper; an empty one where it has none.
compare::ComparisonRow rowOf(const Claim &claim, const QVector<compare::RunInput> &runs,
                             const QString &called = paperTitle);
bool says(const compare::ComparisonRow &row, const char *en, const char *zh);

}  // namespace touchstone::samples
