#include "library/report.h"

#include <QCryptographicHash>

namespace touchstone {

namespace {

// zlib's best level would take half of the time of an import for a tenth less space.
constexpr int quickCompression = 1;

}  // namespace

void Report::setSource(const QByteArray &bytes)
{
    sourceSha256 = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
    packedSource = qCompress(bytes, quickCompression);
    packedSource.squeeze();  // its buffer grew by doubling
}

}  // namespace touchstone
