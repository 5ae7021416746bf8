// A claim, what was measured for it and the limit on one line: what a result shows above its
// tables.
#pragma once

#include "compare/comparison.h"

#include <QImage>

namespace touchstone::ui {

// The place of a factor on the line; the axis is log2, so that half and double are alike.
class ClaimAxis {
public:
    // Holds no effect (1), the claim, the shown interval and the limit, with room at both ends.
    ClaimAxis(const compare::ComparisonRow &row, int width);
    double at(double factor) const;  // in pixels; factor > 0; what lies outside is at an end

private:
    double m_from, m_to;  // log2 of the ends
    int m_width;
};

// Whether there is a factor to draw: a difference of quality has none.
bool hasClaimStrip(const compare::ComparisonRow &row);
// size in device-independent pixels. The claim is a diamond (hollow where it is a bound or
// flagged), the measured ratio a circle in its interval, the limit a dashed line, no effect a thin
// one.
QImage claimStrip(const compare::ComparisonRow &row, const QSize &size, double pixelRatio);
// The same as an image for rich text; "" where there is none.
QString claimStripHtml(const compare::ComparisonRow &row);

}  // namespace touchstone::ui
