// Where the shapes of a kernel lie on an axis of problem sizes.
#pragma once

#include "base/text.h"
#include "measure/results/results.h"

#include <map>

namespace touchstone::compare {

// The shapes of one line: one operation and one group of a kernel.
struct SizeLine {
    std::string operation, group;
    auto operator<=>(const SizeLine &) const = default;
};
// A measured shape of a line.
struct SizedShape {
    SizeLine line;
    measure::Sizes sizes;
    double bytes = 0;  // moved by one call of the baseline; 0: not known
    auto operator<=>(const SizedShape &) const = default;
};

struct SizeScale {
    Text title;
    // Above 0; shapes that have no place are missing.
    std::map<std::pair<SizeLine, measure::Sizes>, double> place;
    // The dimension on the axis by line, where lines differ in it; else empty: the title names it.
    std::map<SizeLine, Text> dimension;
    // What tells the families of a line apart where it has several: "width 2048".
    std::map<std::pair<SizeLine, measure::Sizes>, Text> family;
};

// If one dimension changes among the shapes of each line, or several that are always equal (a
// square product), it is the size, and the axis is named after it. Where several change and half of
// the shapes or more differ from another in one of them alone, that one is the size, and the shapes
// that share the others are a family. Otherwise the bytes that one call of the baseline moves are
// the size, which order shapes by their work.
SizeScale scaleOf(const std::vector<SizedShape> &shapes);

}  // namespace touchstone::compare
