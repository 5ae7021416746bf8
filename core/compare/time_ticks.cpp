#include "compare/time_ticks.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace touchstone::compare {

namespace {

constexpr double minute = 60, hour = 3600, day = 86400;
constexpr double month = 30.4 * day;  // on average, to choose a step
constexpr std::array<double, 14> steps{minute,   5 * minute, 15 * minute, 30 * minute, hour,
                                       3 * hour, 6 * hour,   12 * hour,   day,         2 * day,
                                       5 * day,  10 * day,   month,       3 * month};

// Every `months` months from the first of January of year 0.
QVector<TimeTick> monthTicks(double min, double max, int months)
{
    QVector<TimeTick> ticks;
    const QDate first = QDateTime::fromSecsSinceEpoch(qint64(min), Qt::UTC).date();
    int count = (first.year() * 12 + first.month() - 1) / months * months;
    const bool years = months % 12 == 0;
    while (true) {
        const QDate date(count / 12, count % 12 + 1, 1);
        const double at = double(QDateTime(date, QTime(0, 0), Qt::UTC).toSecsSinceEpoch());
        if (!date.isValid() || at > max) {
            return ticks;
        }
        if (at >= min) {
            ticks.append({at, date.toString(years ? QStringLiteral("yyyy")
                                                  : QStringLiteral("yyyy-MM"))});
        }
        count += months;
    }
}

QVector<TimeTick> secondTicks(double min, double max, double step)
{
    QVector<TimeTick> ticks;
    const QString format =
            step < day ? QStringLiteral("MM-dd hh:mm") : QStringLiteral("yyyy-MM-dd");
    for (double at = std::ceil(min / step) * step; at <= max; at += step) {
        ticks.append({at, QDateTime::fromSecsSinceEpoch(qint64(at), Qt::UTC).toString(format)});
    }
    return ticks;
}

}  // namespace

QVector<TimeTick> timeTicks(double min, double max, int most)
{
    // Years of four digits: QDate and the labels know no others.
    constexpr double earliest = -62135596800.0, latest = 253402300799.0;
    min = std::max(min, earliest);
    max = std::min(max, latest);
    if (!(max > min)) {
        return {};
    }
    const double wanted = (max - min) / std::max(1, most);
    const auto *step = std::find_if(steps.begin(), steps.end(),
                                    [wanted](double one) { return one >= wanted; });
    if (step != steps.end()) {
        return *step < month ? secondTicks(min, max, *step)
                             : monthTicks(min, max, int(std::lround(*step / month)));
    }
    int years = 1;
    for (int i = 0; years * 12 * month < wanted; ++i) {
        years = years * (i % 3 == 1 ? 5 : 4) / 2;  // 1, 2, 5, 10, 20, 50 ...
    }
    return monthTicks(min, max, 12 * years);
}

}  // namespace touchstone::compare
