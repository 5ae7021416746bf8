// Offsets in a text, in UTF-16 units and in Unicode code points.
//
// Inside the program every offset counts UTF-16 units, as QString does. Only the JSON of
// touchstone-library/1 and touchstone-comparison/1 counts code points.
#pragma once

#include "library/report.h"

namespace touchstone {

// Converts offsets of one text both ways, each in O(log of its surrogate pairs). Offsets past the
// end are shifted by the same amount as the end, so that converting back and forth is exact.
class CodePoints {
public:
    CodePoints() = default;  // of a text without surrogate pairs
    explicit CodePoints(const QString &text);

    qsizetype fromUnits(qsizetype units) const;
    qsizetype toUnits(qsizetype codePoints) const;

private:
    QVector<qsizetype> m_lowSurrogates;  // of the pairs, in UTF-16 units, ascending
};

// The two fields of a paper in which a ClaimSource can lie.
struct FieldCodePoints {
    CodePoints abstract, brief;

    FieldCodePoints() = default;
    explicit FieldCodePoints(const ReportPaper &paper);
    const CodePoints &of(TextField field) const
    {
        return field == TextField::Abstract ? abstract : brief;
    }
};

}  // namespace touchstone
