#include "exchange/origin.h"

#include <QCryptographicHash>

#include <filesystem>

namespace touchstone::exchange {

measure::Origin originOf(const std::string &path, const QByteArray &bytes)
{
    return {std::filesystem::path(path).filename().string(),
            QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString()};
}

}  // namespace touchstone::exchange
