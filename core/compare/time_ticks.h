// Round places on an axis of times.
#pragma once

#include <QString>
#include <QVector>

namespace touchstone::compare {

struct TimeTick {
    double at = 0;  // seconds since 1970, UTC
    QString label;  // "2026", "2026-02", "2026-02-01" or "02-01 10:00"
};

// At most `most` (at least 1) ticks from min to max: full minutes, hours, days, months or years.
QVector<TimeTick> timeTicks(double min, double max, int most);

}  // namespace touchstone::compare
