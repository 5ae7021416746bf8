#include "compare/band.h"

#include "compare/claim_words.h"
#include "compare/drawable.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace touchstone::compare {

namespace {

using measure::Parameters;

std::vector<std::string> namesOf(const Parameters &at)
{
    std::vector<std::string> names;
    for (const auto &[name, value] : at) {
        names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<double> valuesOf(const Parameters &at, const std::vector<std::string> &names)
{
    std::vector<double> values;
    values.reserve(names.size());
    for (const std::string &name : names) {
        values.push_back(*parameterIn(at, name));
    }
    return values;
}

std::string figureShown(double value, const Band &band)
{
    if (band.unit == QLatin1String("x")) {
        return measure::shownFactor(value) + "x";
    }
    return shortNumber(value).toStdString() + (band.unit.isEmpty() ? "" : " ")
           + band.unit.toStdString();
}

// "17.6 %"; zh writes no blank before the sign.
Text knobShown(double value, const Band &band)
{
    // A computed edge has no more digits than what it was computed from.
    const std::string number = (band.whole ? threeDigits(value) : shortNumber(value)).toStdString();
    const std::string unit = band.knobUnits.value(0).toStdString();
    return {number + (unit.empty() ? "" : " ") + unit, number + unit};
}

Text joinedKnobs(const Band &band)
{
    Text out = band.knobs.front();
    for (std::size_t i = 1; i < band.knobs.size(); ++i) {
        const bool last = i + 1 == band.knobs.size();
        out = text("{0}{1}{2}", "{3}、{4}", out.en, last ? " and " : ", ", band.knobs[i].en, out.zh,
                   band.knobs[i].zh);
    }
    return out;
}

qsizetype held(const Band &band)
{
    return std::count_if(band.points.begin(), band.points.end(),
                         [](const BandPoint &point) { return point.holds; });
}

Text comparedWith(const Band &band, const char *sign, double value)
{
    const Text shown = knobShown(value, band);
    const Text &knob = band.knobs.front();
    return text("{0} {1} {2}", "{3} {1} {4}", knob.en, sign, shown.en, knob.zh, shown.zh);
}

Text spanOfKnobs(const Band &band)
{
    const Text knobs = joinedKnobs(band);
    if (band.knobs.size() > 1) {
        return text("{0} settings of {1}", "{2} 的 {0} 种组合", band.points.size(), knobs.en,
                    knobs.zh);
    }
    const std::string from = shortNumber(band.points.first().at.front()).toStdString();
    const Text to = knobShown(band.points.last().at.front(), band);
    return text("{0} {1} to {2}", "{3} {1} 至 {4}", knobs.en, from, to.en, knobs.zh, to.zh);
}

// "0.9", or "model error 2, threshold 0.9" of several knobs.
Text valuesHere(const Band &band)
{
    if (band.here.size() == 1) {
        return knobShown(band.here.front(), band);
    }
    Text out;
    for (std::size_t i = 0; i < band.here.size(); ++i) {
        const std::string value = shortNumber(band.here[i]).toStdString();
        const std::string unit = band.knobUnits.value(qsizetype(i)).toStdString();
        out.en += (i > 0 ? ", " : "") + band.knobs[i].en + " " + value
                  + (unit.empty() ? "" : " " + unit);
        out.zh += (i > 0 ? "、" : "") + band.knobs[i].zh + " " + value + unit;
    }
    return out;
}

// Between two values that were tried the edge is not known.
Text exceptAt(const Band &band, const Text &condition, double nearest)
{
    if (band.whole) {
        return condition;
    }
    const Text shown = knobShown(nearest, band);
    return text("{0} (not at {1})", "{2}（{3} 时不成立）", condition.en, shown.en, condition.zh,
                shown.zh);
}

// "hit rate ≥ 17.6 %", where the claim holds from one end of a single knob.
std::optional<Text> conditionOf(const Band &band)
{
    const auto &points = band.points;
    const qsizetype count = held(band);
    if (!band.judged || band.knobs.size() > 1 || count == 0 || count == points.size()) {
        return std::nullopt;
    }
    const auto isHeld = [](const BandPoint &point) { return point.holds; };
    if (std::all_of(points.end() - count, points.end(), isHeld)) {
        const auto first = points.end() - count;
        return exceptAt(band, comparedWith(band, "≥", first->at.front()), (first - 1)->at.front());
    }
    if (std::all_of(points.begin(), points.begin() + count, isHeld)) {
        return exceptAt(band, comparedWith(band, "≤", points[count - 1].at.front()),
                        points[count].at.front());
    }
    return std::nullopt;
}

}  // namespace

std::optional<double> parameterIn(const Parameters &all, const std::string &name)
{
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const auto &one) { return one.first == name; });
    return found == all.end() ? std::nullopt : std::optional(found->second);
}

double Band::low() const
{
    return std::min_element(points.begin(), points.end(),
                            [](const auto &a, const auto &b) { return a.figure < b.figure; })
            ->figure;
}

double Band::high() const
{
    return std::max_element(points.begin(), points.end(),
                            [](const auto &a, const auto &b) { return a.figure < b.figure; })
            ->figure;
}

bool Band::crossesClaim() const
{
    return judged && held(*this) > 0 && held(*this) < points.size();
}

bool Band::holdsNowhere() const
{
    return judged && held(*this) == 0;
}

bool Band::holdsClaimAndNoEffect() const
{
    const bool noEffect =
            unit == QLatin1String("x") ? std::log(low()) <= measure::equivalenceMargin : low() <= 0;
    return crossesClaim() && noEffect;
}

std::optional<Band> bandOver(const std::vector<Tried> &tried, const Parameters &shown)
{
    const auto model = std::find_if(tried.begin(), tried.end(),
                                    [](const Tried &one) { return !one.at.empty(); });
    if (model == tried.end()) {
        return std::nullopt;
    }
    const std::vector<std::string> names = namesOf(shown.empty() ? model->at : shown);
    std::vector<const Tried *> kept;
    std::set<std::vector<double>> places;
    for (const Tried &one : tried) {
        if (namesOf(one.at) == names && std::isfinite(one.figure)
            && places.insert(valuesOf(one.at, names)).second) {
            kept.push_back(&one);
        }
    }
    std::vector<std::string> knobs;  // a parameter that never changes decides nothing here
    std::copy_if(names.begin(), names.end(), std::back_inserter(knobs), [&](const auto &name) {
        return std::any_of(kept.begin(), kept.end(), [&](const Tried *one) {
            return parameterIn(one->at, name) != parameterIn(kept.front()->at, name);
        });
    });
    if (knobs.empty()) {
        return std::nullopt;
    }
    Band band;
    for (const std::string &name : knobs) {
        band.knobs.push_back({name, name});
    }
    for (const Tried *one : kept) {
        band.points.append({valuesOf(one->at, knobs), one->figure, one->holds});
    }
    std::sort(band.points.begin(), band.points.end(),
              [](const BandPoint &a, const BandPoint &b) { return a.at < b.at; });
    if (!shown.empty()) {
        band.here = valuesOf(shown, knobs);
    }
    return band;
}

bool reaches(double factor, const Claimed &claimed)
{
    const double wanted = std::log(claimed.low.value_or(claimed.factor));
    return factor > 0
           && std::log(factor) >= wanted - (wanted == 0 ? measure::equivalenceMargin : 0);
}

std::optional<Band> bandOfRatios(const measure::KernelResult &result,
                                 const measure::RatioResult &shown,
                                 const std::optional<Claimed> &claimed)
{
    std::vector<Tried> tried;
    for (const measure::RatioResult &ratio : result.ratios) {
        if (ratio.baseline == shown.baseline && ratio.technique == shown.technique
            && ratio.quantity == shown.quantity && ratio.operation == shown.operation
            && ratio.group == shown.group && ratio.shape == shown.shape && drawable(ratio)) {
            tried.push_back({ratio.at, ratio.ratio, claimed && reaches(ratio.ratio, *claimed)});
        }
    }
    auto band = bandOver(tried, shown.at);
    if (band) {
        band->unit = QStringLiteral("x");
        band->judged = claimed.has_value();
    }
    return band;
}

Text holdsWords(const Band &band)
{
    if (!band.judged) {
        return {};
    }
    if (const auto condition = conditionOf(band)) {
        return *condition;
    }
    const qsizetype count = held(band);
    if (count == 0) {
        return {"at no value", "在任何取值下均不成立"};
    }
    if (count == band.points.size()) {
        return {"at every value", "在所有取值下均成立"};
    }
    return text("at {0} of {1} settings", "在 {1} 种设置中的 {0} 种下成立", count,
                band.points.size());
}

Text bandSpan(const Band &band)
{
    const Text span = spanOfKnobs(band);
    const std::string low = figureShown(band.low(), band);
    const std::string high = figureShown(band.high(), band);
    return text("{0} to {1} ({2})", "{0} 至 {1}（{3}）", low, high, span.en, span.zh);
}

namespace {

// "Over hit rate 0 to 100 %: 0.93x to 13x; the claim holds where ..."
Text spanAndCondition(const Band &band)
{
    Text span = spanOfKnobs(band);
    if (!band.here.empty()) {
        const Text here = valuesHere(band);
        span = text("{0} ({1} here)", "{2}（此处为 {3}）", span.en, here.en, span.zh, here.zh);
    }
    const Text out = text("Over {0}: {1} to {2}", "{3}：{1} 至 {2}", span.en,
                          figureShown(band.low(), band), figureShown(band.high(), band), span.zh);
    const Text holds = holdsWords(band);
    if (holds.en.empty()) {
        return {out.en + ".", out.zh + "。"};
    }
    // Between its ends a whole band follows from one measured cost.
    const Text by =
            band.whole ? Text{"by calculation", "按推算"} : Text{"by point estimates", "按点估计"};
    const bool condition = conditionOf(band).has_value();
    const std::string gap = holds.zh.ends_with("）") ? "" : " ";
    return condition ? text("{0}; {4} the claim holds where {1}.", "{2}；{5}，当 {3}时论断成立。",
                            out.en, holds.en, out.zh, holds.zh + gap, by.en, by.zh)
                     : text("{0}; {4} the claim holds {1}.", "{2}；{5}，论断{3}。", out.en,
                            holds.en, out.zh, holds.zh, by.en, by.zh);
}

}  // namespace

Text bandWords(const Band &band)
{
    const Text words = spanAndCondition(band);
    return band.remark.en.empty()
                   ? words
                   : Text{words.en + " " + band.remark.en, words.zh + band.remark.zh};
}

}  // namespace touchstone::compare
