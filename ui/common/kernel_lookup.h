// Which bundled kernels belong to a paper.
#pragma once

#include "library/vocabulary.h"
#include "store/queries.h"

namespace touchstone::ui {

QStringList kernelsOf(const store::PaperDetail &paper);

}  // namespace touchstone::ui
