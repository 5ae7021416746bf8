#include "exchange/nearby_label.h"

#include <QRegularExpression>

namespace touchstone::exchange {

QString labelIn(const QString &line)
{
    static const QRegularExpression label(
            QStringLiteral("^\\s*(?:#{1,6} +(.{1,80}?)[#: ]*"
                           "|\\*\\*([^*]{1,80}?):?\\*\\*:?"
                           "|([^|=#`*<>]{1,80}?) ?[:\\x{FF1A}])\\s*$"));
    const auto match = label.match(line);
    const int last = match.lastCapturedIndex();
    return last > 0 ? match.captured(last).trimmed() : QString();
}

}  // namespace touchstone::exchange
