#include "library/code_points.h"

#include <algorithm>

namespace touchstone {

CodePoints::CodePoints(const QString &text)
{
    for (qsizetype i = 1; i < text.size(); ++i) {
        if (text[i].isLowSurrogate() && text[i - 1].isHighSurrogate()) {
            m_lowSurrogates.append(i);
        }
    }
}

qsizetype CodePoints::fromUnits(qsizetype units) const
{
    const auto behind = std::lower_bound(m_lowSurrogates.begin(), m_lowSurrogates.end(), units);
    return units - (behind - m_lowSurrogates.begin());
}

qsizetype CodePoints::toUnits(qsizetype codePoints) const
{
    // The k-th pair, from 0, ends at unit m_lowSurrogates[k] and is code point
    // m_lowSurrogates[k] - 1 - k.
    qsizetype first = 0, last = m_lowSurrogates.size();
    while (first < last) {
        const qsizetype k = first + (last - first) / 2;
        if (m_lowSurrogates[k] - 1 - k < codePoints) {
            first = k + 1;
        } else {
            last = k;
        }
    }
    return codePoints + first;
}

FieldCodePoints::FieldCodePoints(const ReportPaper &paper)
    : abstract(paper.abstract), brief(paper.brief)
{
}

}  // namespace touchstone
