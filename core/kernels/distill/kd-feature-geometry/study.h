// What each loss leaves of a teacher's geometry, and what it is worth to a classifier.
#pragma once

#include "kernels/blocks/figures.h"
#include "kernels/blocks/tape_functions.h"
#include "kernels/distill/kd-feature-geometry/loss.h"

namespace touchstone::kernels::kd_feature_geometry {

// Columns of mean zero.
Grid<float> centred(Grid<float> features);

// Share of the `neighbours` nearest rows of each row of a that are among those of b, in percent;
// by Euclidean distance. a, b: as many rows, more than neighbours.
double neighbourOverlap(const Grid<float> &a, const Grid<float> &b, std::size_t neighbours);

// |s a a^T - b b^T| / |b b^T|, with the scale s that makes it
// least: 0 where the geometry is the same but for its size.
double gramError(const Grid<float> &a, const Grid<float> &b);

Result<std::vector<Quality>> geometryQuality(const Setup &setup);

}  // namespace touchstone::kernels::kd_feature_geometry
