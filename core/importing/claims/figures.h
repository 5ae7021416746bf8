// Figures: numbers with their unit, range or from-to pair, as printed.
#pragma once

#include "importing/claims/lexicon.h"

#include <optional>

namespace touchstone::importing::claims {

// One atom, or the atoms of one lexicon phrase.
struct Item {
    Atom::Kind kind = Atom::Mark;
    qsizetype start = 0, end = 0;  // UTF-16 units
    QStringView text;
    double value = 0;
    const Entry *entry = nullptr;
    bool spaceBefore = false;

    bool is(quint32 role) const { return entry && entry->is(role); }
    bool mark(char16_t c) const { return kind == Atom::Mark && text.size() == 1 && text[0] == c; }
};

struct Figure {
    qsizetype first = 0, last = 0;  // items, both included
    double value = 0;
    std::optional<double> high, from, to;
    UnitKind unit = UnitKind::None;
    const Entry *unitEntry = nullptr;      // nullptr for a plain number
    const Entry *fromUnitEntry = nullptr;  // of from, when written
    const Entry *word = nullptr;           // the entry of a figure written as a word
    QString rule;                          // id of the number rule

    bool unitHas(const QLatin1String &attribute) const
    {
        return unitEntry && unitEntry->has(attribute);
    }
};

QVector<Item> itemsOf(const QVector<Atom> &atoms, const Lexicon &lexicon);

// The figures of items[begin, end), which is one sentence, in order and without overlap.
QVector<Figure> figuresOf(const QVector<Item> &items, qsizetype begin, qsizetype end);

}  // namespace touchstone::importing::claims
