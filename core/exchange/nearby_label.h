// What a text calls the table or the block of figures that follows.
#pragma once

#include <QString>

namespace touchstone::exchange {

// "## Conv img2col" -> Conv img2col, "Ascend CustomOp:" -> Ascend CustomOp; "" for any other line.
QString labelIn(const QString &line);

}  // namespace touchstone::exchange
