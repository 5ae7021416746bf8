// Where a bundle comes from: kept with its runs.
#pragma once

#include "measure/results/trust.h"

#include <QByteArray>

#include <filesystem>

namespace touchstone::exchange {

// Its name without the folder, which would tell about the person, and the hash of its bytes.
measure::Origin originOf(const std::filesystem::path &path, const QByteArray &bytes);

}  // namespace touchstone::exchange
