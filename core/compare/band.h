// A figure whose size a parameter of our generator or simulator decides (fair-row rules): it is
// shown over the values of that parameter, with those at which the claim would hold.
#pragma once

#include "compare/verdict.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace touchstone::compare {

struct BandPoint {
    std::vector<double> at;  // of the knobs, in their order
    double figure = 0;       // a factor, or an improvement in the unit of the row
    bool holds = false;      // at least as good as claimed
};

struct Band {
    std::vector<Text> knobs;    // the parameters that decide the figure: "noise", "hit rate"
    QStringList knobUnits;      // of their values, in their order: "%" or ""; may be shorter
    QString unit;               // of the figures: "x", "%" ...
    QVector<BandPoint> points;  // ascending in the knobs, at least two
    std::vector<double> here;   // of the figure shown; empty when it has no such parameters
    bool whole = false;         // the values between the points follow from algebra
    bool judged = false;        // the claim gives a figure that may hold
    Text remark;                // a sentence on what else decides the figure; or empty

    double low() const;
    double high() const;
    // The claim holds at some values, at others it does not.
    bool crossesClaim() const;
    bool holdsNowhere() const;  // judged, and at none of its values
    // Of factors and improvements: the claim holds at some values, at others there is no effect.
    bool holdsClaimAndNoEffect() const;
};

// The value of a parameter, nullopt where there is none of this name.
std::optional<double> parameterIn(const measure::Parameters &all, const std::string &name);

// Figures that differ in nothing but their parameters; those without the parameters that the shown
// one has (or the first that has any) are left out. nullopt when fewer than two are left.
struct Tried {
    measure::Parameters at;
    double figure = 0;
    bool holds = false;
};
std::optional<Band> bandOver(const std::vector<Tried> &tried, const measure::Parameters &shown);

// Over all ratios of the result that differ from the shown one in their parameters alone.
std::optional<Band> bandOfRatios(const measure::KernelResult &result,
                                 const measure::RatioResult &shown,
                                 const std::optional<Claimed> &claimed);

// Whether a factor is at least as good as claimed; a claim of no effect allows for the margin of
// equivalence.
bool reaches(double factor, const Claimed &claimed);

// "hit rate ≥ 17.6 %", "at no value" ...; empty when it is not judged.
Text holdsWords(const Band &band);
// A sentence: the span of the knob, of the figure, and where the claim would hold.
Text bandWords(const Band &band);
// Short, for a table: "0.98x to 31x (hit rate 0 to 100 %)".
Text bandSpan(const Band &band);

}  // namespace touchstone::compare
