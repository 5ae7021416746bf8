#include "exchange/origin.h"

#include "importing/file_name.h"

#include <QCryptographicHash>

namespace touchstone::exchange {

measure::Origin originOf(const std::filesystem::path &path, const QByteArray &bytes)
{
    return {importing::shownName(importing::textOf(path)).toStdString(),
            QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString()};
}

}  // namespace touchstone::exchange
