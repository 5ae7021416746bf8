#include "charts/chart_colours.h"

namespace touchstone::ui {

namespace {

ChartColours lightColours()
{
    ChartColours c;
    c.background = QColor(0xff, 0xff, 0xff);
    c.text = QColor(0x18, 0x21, 0x2b);
    c.muted = QColor(0x56, 0x63, 0x71);
    c.axis = QColor(0x8a, 0x95, 0xa1);
    c.grid = QColor(0xe6, 0xea, 0xee);
    c.claim = QColor(0xc2, 0x5e, 0x00);
    c.measured = QColor(0x00, 0x72, 0xb2);
    c.baseline = QColor(0x00, 0x7a, 0x5c);
    c.naive = QColor(0x7d, 0x88, 0x94);
    c.limit = QColor(0x3b, 0x45, 0x50);
    c.curves = {c.measured,
                QColor(0x00, 0x7a, 0x5c),
                QColor(0xa8, 0x4f, 0x86),
                QColor(0x8a, 0x6d, 0x00),
                QColor(0x3a, 0x8f, 0xc7),
                QColor(0x5b, 0x4b, 0xa8),
                QColor(0x56, 0x63, 0x71)};
    return c;
}

ChartColours darkColours()
{
    ChartColours c;
    c.background = QColor(0x1c, 0x21, 0x27);
    c.text = QColor(0xe6, 0xea, 0xee);
    c.muted = QColor(0x9b, 0xa7, 0xb4);
    c.axis = QColor(0x6b, 0x77, 0x84);
    c.grid = QColor(0x2d, 0x35, 0x3e);
    c.claim = QColor(0xe8, 0xa3, 0x3d);
    c.measured = QColor(0x56, 0xb4, 0xe9);
    c.baseline = QColor(0x3c, 0xc2, 0x96);
    c.naive = QColor(0x93, 0x9f, 0xac);
    c.limit = QColor(0xc9, 0xd1, 0xd9);
    c.curves = {c.measured,
                QColor(0x3c, 0xc2, 0x96),
                QColor(0xe0, 0x90, 0xc4),
                QColor(0xe6, 0xd2, 0x5a),
                QColor(0x9a, 0xd4, 0xf5),
                QColor(0xb3, 0xa6, 0xf2),
                QColor(0x9b, 0xa7, 0xb4)};
    return c;
}

QColor between(const QColor &a, const QColor &b)
{
    return {(a.red() + b.red()) / 2, (a.green() + b.green()) / 2, (a.blue() + b.blue()) / 2};
}

}  // namespace

const ChartColours &chartColours(ChartTheme theme)
{
    static const ChartColours light = lightColours();
    static const ChartColours dark = darkColours();
    return theme == ChartTheme::Dark ? dark : light;
}

QColor outcomeColour(compare::Outcome outcome, const ChartColours &colours)
{
    using compare::Outcome;
    switch (outcome) {
    case Outcome::Consistent:
        return colours.baseline;
    case Outcome::Partly:
        return colours.curves[3];
    case Outcome::NotObserved:
        return colours.claim;
    case Outcome::Unresolved:
        return colours.curves[4];
    case Outcome::Noisy:
        return colours.curves[5];
    case Outcome::Computed:
        return colours.measured;
    case Outcome::Simulated:
        return colours.curves[2];
    case Outcome::NotComparable:
        return between(colours.curves[3], colours.background);
    case Outcome::NotRun:
        return colours.naive;
    case Outcome::NotMeasurable:
        return colours.limit;
    case Outcome::NoKernel:
        break;
    }
    return between(colours.axis, colours.grid);
}

}  // namespace touchstone::ui
