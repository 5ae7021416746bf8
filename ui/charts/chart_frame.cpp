#include "charts/chart_frame.h"

namespace touchstone::ui {

ChartFrame printFrame(ChartSize size)
{
    constexpr double millimetre = 96 / 25.4;
    switch (size) {
    case ChartSize::SingleColumn:
        return {89 * millimetre, 0, 9};
    case ChartSize::DoubleColumn:
        return {183 * millimetre, 0, 10};
    case ChartSize::Slide:
        return {1280, 720, 20};
    }
    return {};
}

}  // namespace touchstone::ui
