// Ids that follow from content, so that importing twice is importing once.
#pragma once

#include <QByteArray>
#include <QCryptographicHash>

#include <string>

namespace touchstone::exchange {

inline std::string idOf(const char *prefix, const QByteArray &content)
{
    constexpr int digits = 12;
    const QByteArray hash =
            QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex().left(digits);
    return prefix + hash.toStdString();
}

}  // namespace touchstone::exchange
