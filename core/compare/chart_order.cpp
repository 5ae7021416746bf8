#include "compare/chart_order.h"

#include "compare/chart_parts.h"

namespace touchstone::compare {

namespace {

bool larger(const std::optional<double> &a, const std::optional<double> &b)
{
    return a && b ? *a > *b : a.has_value() && !b;
}

std::optional<double> ratioOf(const OrderKey &key)
{
    return key.claimed && key.measured ? std::optional(*key.measured / *key.claimed) : std::nullopt;
}

}  // namespace

OrderKey orderKeyOf(const ComparisonRow &row)
{
    const Measured *measured = shownOf(row);
    return {row.claimed ? std::optional(row.claimed->factor) : std::nullopt,
            measured ? std::optional(measured->ratio.ratio) : std::nullopt, paperName(row)};
}

bool comesBefore(ChartOrder order, const OrderKey &a, const OrderKey &b)
{
    switch (order) {
    case ChartOrder::Natural:
        return false;
    case ChartOrder::ByClaimed:
        return larger(a.claimed, b.claimed);
    case ChartOrder::ByMeasured:
        return larger(a.measured, b.measured);
    case ChartOrder::ByRatio:
        return larger(ratioOf(a), ratioOf(b));
    case ChartOrder::ByPaper:
        return a.name.compare(b.name, Qt::CaseInsensitive) < 0;
    }
    return false;
}

}  // namespace touchstone::compare
