// The order of lines and points that a query asks for.
#pragma once

#include "compare/chart_query.h"

#include <algorithm>

namespace touchstone::compare {

struct OrderKey {
    std::optional<double> claimed, measured;  // factors
    QString name;
};
OrderKey orderKeyOf(const ComparisonRow &row);

// Whether a goes before b; what lacks the value goes last. Never for Natural.
bool comesBefore(ChartOrder order, const OrderKey &a, const OrderKey &b);

// Items that are equal in this order stay as they are; so do all for Natural.
template <class Item, class KeyOf>
void sortInOrder(QVector<Item> &items, ChartOrder order, const KeyOf &keyOf)
{
    if (order != ChartOrder::Natural) {
        std::stable_sort(items.begin(), items.end(), [&](const Item &a, const Item &b) {
            return comesBefore(order, keyOf(a), keyOf(b));
        });
    }
}

}  // namespace touchstone::compare
