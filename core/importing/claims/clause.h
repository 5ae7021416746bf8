// The words around one figure: their range, and the features found so far.
#pragma once

#include "importing/claims/context.h"

namespace touchstone::importing::claims {

// Positions are items of the sentence. [left, right) are the phrases that belong to the figure,
// which itself is between them.
struct Clause {
    Clause(const QVector<Item> &sentenceItems, const QVector<Figure> &figures, qsizetype index,
           qsizetype sentenceBegin, qsizetype sentenceEnd, qsizetype taken);

    const QVector<Item> &items;
    const Figure &figure;
    qsizetype begin, end;                      // the sentence
    qsizetype previousEnd = 0, nextStart = 0;  // limits set by the neighbouring figures
    qsizetype left = 0, right = 0;
    qsizetype linkAt = -1;  // the word that links the figure to its left
    qsizetype metricAt = -1, changeAt = -1;
    qsizetype qualifierAt = -1;  // of a qualifier after the figure
    bool metricFromLeft = false;
    Context context;

    bool is(qsizetype i, quint32 role) const { return i >= begin && i < end && items[i].is(role); }
    bool link(qsizetype i, LinkKind kind) const
    {
        return is(i, RoleLink) && entry(i)->link == kind;
    }
    const Entry *entry(qsizetype i) const { return items[i].entry; }
    bool has(Feature feature) const { return context.has(feature); }
    void set(Feature feature) { context.features |= bit(feature); }
    void setIf(bool holds, Feature feature)
    {
        if (holds) {
            set(feature);
        }
    }
    // Makes the item part of the quote.
    void use(qsizetype i);

    bool boundary(qsizetype i) const;
    // "FP16的13.7%": the owner of what follows.
    bool owner(qsizetype i) const;
    // The 达 of "降幅达72%", after a word of change; "达到" is another word.
    bool reachesByChange(qsizetype i) const;
    // A factor, a percentage or points.
    bool relative() const { return (context.features & relativeUnits) != 0; }
    bool bracketed() const;
    bool linked() const;
    bool andBetween() const;
    bool shareOnRight() const;

private:
    qsizetype openingOfShortBrackets(qsizetype close) const;
    qsizetype leftLimit() const;
    qsizetype rightLimit() const;
};

// The steps of reading, in this order. previous: the figure before whose metric is known, or
// nullptr.
void readFigure(Clause &clause);
void readLink(Clause &clause);
void readQualifiers(Clause &clause, const Context *previous);
void readMetric(Clause &clause);
void readChange(Clause &clause);
void readSurroundings(Clause &clause);
void readComparison(Clause &clause);
void inherit(Clause &clause, const Context *previous);
void nameMetric(Clause &clause);
// The features that follow from the metric of the context.
void describeMetric(Context &context);
// Called after all figures of a sentence: in "1.7x and 2.2x speedups" the noun follows the last.
void shareBackwards(const QVector<Item> &items, const QVector<Figure> &figures,
                    QVector<Context> &contexts);
// One qualifier before a list counts for all its figures.
void shareQualifiers(const QVector<Item> &items, const QVector<Figure> &figures,
                     QVector<Context> &contexts);
// "memory and latency fall by 54% and 29%, respectively": the first noun goes with the first
// figure.
void pairRespectively(const QVector<Item> &items, const QVector<Figure> &figures,
                      qsizetype sentenceBegin, QVector<Context> &contexts);

}  // namespace touchstone::importing::claims
