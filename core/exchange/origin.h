// Where a bundle comes from: kept with its runs.
#pragma once

#include "measure/results/trust.h"

#include <QByteArray>

namespace touchstone::exchange {

// Its name without the folder, which would tell about the person, and the hash of its bytes.
measure::Origin originOf(const std::string &path, const QByteArray &bytes);

}  // namespace touchstone::exchange
