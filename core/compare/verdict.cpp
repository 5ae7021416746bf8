#include "compare/verdict.h"

#include "base/words.h"
#include "compare/claim_words.h"
#include "compare/operation_name.h"
#include "compare/run_words.h"
#include "measure/results/trust.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace touchstone::compare {

namespace {

constexpr std::array<Word<ClaimVerdict>, 6> verdicts{
        {{ClaimVerdict::Consistent, "consistent"},
         {ClaimVerdict::Partly, "partly"},
         {ClaimVerdict::NotObserved, "not-observed"},
         {ClaimVerdict::Unresolved, "unresolved"},
         {ClaimVerdict::Noisy, "noisy"},
         {ClaimVerdict::NotComparable, "not-comparable"}}};

constexpr double infinity = std::numeric_limits<double>::infinity();

// All effects are on a scale on which 0 is no effect: ln of a factor, or a difference.
struct Range {
    double low = 0, high = 0;

    bool holds(double value) const { return low <= value && value <= high; }
    bool overlaps(const Range &other) const { return low <= other.high && other.low <= high; }
    bool within(const Range &other) const { return other.low <= low && high <= other.high; }
};

// Of the claimed effect; less than this is not a part of it that anybody would notice.
constexpr double leastPart = 0.1;

// margin: half of the region in which an effect counts as none.
ClaimVerdict verdictOf(const Range &interval, const Range &claimed, double margin)
{
    const Range nothing{-margin, margin};
    if (claimed.low == 0 && claimed.high == 0) {
        return interval.within(nothing)     ? ClaimVerdict::Consistent
               : interval.overlaps(nothing) ? ClaimVerdict::Unresolved
                                            : ClaimVerdict::NotObserved;
    }
    const bool claimsGain = claimed.low + claimed.high > 0;
    const bool onItsSide = claimsGain ? interval.low > 0 : interval.high < 0;
    const bool contains = interval.overlaps(claimed);
    if (onItsSide) {
        const double best = claimsGain ? interval.high : -interval.low;
        const double wanted = claimsGain ? claimed.low : -claimed.high;
        return contains                    ? ClaimVerdict::Consistent
               : best < leastPart * wanted ? ClaimVerdict::NotObserved
                                           : ClaimVerdict::Partly;
    }
    return contains && interval.holds(0) ? ClaimVerdict::Unresolved : ClaimVerdict::NotObserved;
}

// "About 1.5x" is not missed by a twentieth.
constexpr double aboutSlack = 0.05;

// "At least" leaves the far end open, "about" allows for `slack` on either side.
Range withQualifier(Range claimed, Qualifier qualifier, double slack)
{
    if (qualifier == Qualifier::AtLeast && claimed.low > 0) {
        claimed.high = infinity;
    } else if (qualifier == Qualifier::AtLeast && claimed.high < 0) {
        claimed.low = -infinity;
    } else if (qualifier == Qualifier::About) {
        claimed.low -= slack;
        claimed.high += slack;
    }
    return claimed;
}

// The figures of a sentence, both ready to print.
struct Figures {
    std::string claimed, found, low, high;
    Text evidence, place;
    bool computed = false;  // from the sizes alone, on no machine
};

// One figure where both ends print alike, as of what is computed.
Text intervalWords(const Figures &f)
{
    return f.low == f.high ? Text{f.low, " " + f.low}
                           : text("{0} to {1}", "区间 {0} 至 {1}", f.low, f.high);
}

Text sentenceOf(ClaimVerdict verdict, const Figures &f, bool claimsNothing)
{
    const Text interval = intervalWords(f);
    switch (verdict) {
    case ClaimVerdict::Consistent:
        return claimsNothing ? text("Consistent with the claim of no difference: {0} {2}.",
                                    "与“无差异”的论断一致：{3}{1}。", interval.en, interval.zh,
                                    f.evidence.en, f.evidence.zh)
                             : text("Consistent with the claim: {4} claimed, {0} {2}.",
                                    "与论断一致：论断为 {4}，{3}{1}。", interval.en, interval.zh,
                                    f.evidence.en, f.evidence.zh, f.claimed);
    case ClaimVerdict::Unresolved:
        return text("Unresolved: {0} to {1} {3} holds both the claim ({2}) and no effect; more "
                    "rounds or seeds would narrow it.",
                    "尚未分辨：{4}区间 {0} 至 {1} 既包含论断值（{2}），也包含“无效果”；"
                    "增加轮数或随机种子可缩小区间。",
                    f.low, f.high, f.claimed, f.evidence.en, f.evidence.zh);
    default: {
        const Text range = f.low == f.high ? Text{}
                                           : text(" (interval {0} to {1})", "（区间 {0} 至 {1}）",
                                                  f.low, f.high);
        const Text start =
                f.computed ? Text{"Not reached by calculation", "按计算未达到"}
                           : text("Not observed {0}", "{1}未观察到", f.place.en, f.place.zh);
        return text("{4}: {0} claimed, {1} {2}{6}.", "{5}：论断为 {0}，{3} {1}{7}。", f.claimed,
                    f.found, f.evidence.en, f.evidence.zh, start.en, start.zh, range.en, range.zh);
    }
    }
}

// " %" after a number; zh writes no blank before the sign.
Text withBlank(const QString &unit)
{
    const std::string own = unit.toStdString();
    return own.empty() ? Text{} : own == "%" ? Text{" %", "%"} : Text{" " + own, " " + own};
}

std::string times(double factor)
{
    return measure::shownFactor(factor) + "x";
}

// Share of the claimed effect on a logarithmic scale, in percent.
Text partOfRatio(const measure::RatioResult &found, double claimed, const Text &evidence)
{
    const double ratio = found.ratio;
    const std::string low = times(found.low), high = times(found.high);
    const std::string range = low == high ? "" : inBrackets(low, high);
    const double share = std::log(ratio) / std::log(claimed);
    const std::string percent = QString::number(share * 100, 'f', 0).toStdString();
    if (share > 1) {
        return text(
                "Same direction, larger than claimed: {0}{5} {3}, {1} claimed ({2} % of the "
                "claimed effect on a log scale).",
                "方向一致且超过论断的幅度：{4} {0}{5}，论断为 {1}（对数尺度上为论断效果的 {2}%）。",
                times(ratio), times(claimed), percent, evidence.en, evidence.zh, range);
    }
    return text("Partly observed: {0}{5} {3}, {1} claimed ({2} % of the claimed effect on a log "
                "scale).",
                "部分观察到：{4} {0}{5}，论断为 {1}（对数尺度上为论断效果的 {2}%）。", times(ratio),
                times(claimed), percent, evidence.en, evidence.zh, range);
}

// Of a level in a unit that the kernel does not have.
Text figuresAlone(const QualityDifference &q, const Text &evidence)
{
    const Text unit = withBlank(q.unit);
    const Text kind = q.unit.isEmpty() ? Text{"of this kind", "同类"}
                                       : text("in{0}", "以{0} 为单位", unit.en);
    return text("Not comparable: the claim has no figure {6}; {0}: technique {1}{2}, baseline "
                "{3}{2}.",
                "不可比较：论断没有{7}的数值；{4}：技术 {1}{5}，基线 {3}{5}。", evidence.en,
                shortNumber(q.technique).toStdString(), unit.en,
                shortNumber(q.baseline).toStdString(), evidence.zh, unit.zh, kind.en, kind.zh);
}

// "About 49 kB" allows more than the rounding of what is printed, "at most" any figure below.
bool isReached(const Level &level, Qualifier qualifier)
{
    const double slack = qualifier == Qualifier::About ? aboutSlack * std::abs(level.claimed) : 0;
    const double allowed = std::max(*level.rounding, slack) * (1 + 1e-9);  // 49.5 rounds to 49, too
    const double more = level.found - level.claimed;
    const bool isBelow = qualifier == Qualifier::AtMost || qualifier == Qualifier::UpTo;
    return (more <= allowed || qualifier == Qualifier::AtLeast) && (more >= -allowed || isBelow);
}

// Exact arithmetic has no interval: it gives the printed figure, or another one.
Judgement judgeComputedLevel(const Level &level, Qualifier qualifier, const Text &found,
                             const std::string &claimed, const Text &unit)
{
    ClaimVerdict verdict = ClaimVerdict::NotObserved;
    Text word{"Not reached by calculation", "按计算未达到"};
    if (isReached(level, qualifier)) {
        verdict = ClaimVerdict::Consistent;
        word = {"Consistent with the claim", "与论断一致"};
    } else if ((level.found > level.claimed) == level.higherBetter) {
        verdict = ClaimVerdict::Partly;
        word = {"By calculation better than claimed", "按计算优于论断值"};
    }
    return {verdict, text("{0}: {1}, {2}{3} claimed.", "{4}：{5}，论断为 {2}{6}。", word.en,
                          found.en, claimed, unit.en, word.zh, found.zh, unit.zh)};
}

Judgement judgeLevel(const Level &level, const QString &ownUnit, Qualifier qualifier,
                     const Text &evidence, const Text &place)
{
    const Text unit = withBlank(level.ofBaseline ? QStringLiteral("%") : ownUnit);
    const Text of = level.ofBaseline ? Text{" of the baseline", "（相对基线）"} : Text{};
    const auto number = [](double value) { return shortNumber(value).toStdString(); };
    const std::string claimed = number(level.claimed);
    const Text found = text("{0}{1}{2} {3}", "{4} {0}{5}{6}", number(level.found), unit.en, of.en,
                            evidence.en, evidence.zh, unit.zh, of.zh);
    if (level.rounding) {
        return judgeComputedLevel(level, qualifier, found, claimed, unit);
    }
    if (!level.low || !level.high) {
        return {ClaimVerdict::NotComparable,
                text("{0}, {1}{2} claimed; not judged, since the figure has no interval.",
                     "{3}，论断为 {1}{4}；该数值没有区间，故不作判断。", found.en, claimed, unit.en,
                     found.zh, unit.zh)};
    }
    const double worst = level.higherBetter ? *level.low : -*level.high;
    const double best = level.higherBetter ? *level.high : -*level.low;
    const double wanted = level.higherBetter ? level.claimed : -level.claimed;
    ClaimVerdict verdict = ClaimVerdict::NotObserved;
    Text word = text("Not observed {0}", "{1}未观察到", place.en, place.zh);
    if (worst >= wanted) {
        verdict = ClaimVerdict::Consistent;
        word = {"Consistent with the claim", "与论断一致"};
    } else if (best >= wanted) {
        verdict = ClaimVerdict::Unresolved;
        word = {"Unresolved", "尚未分辨"};
    }
    return {verdict,
            text("{0}: {1} ({2} to {3}), {4}{5} claimed.",
                 "{6}：{7}（{2} 至 {3}），论断为 {4}{8}。", word.en, found.en, number(*level.low),
                 number(*level.high), claimed, unit.en, word.zh, found.zh, unit.zh)};
}

}  // namespace

QString toWord(ClaimVerdict verdict)
{
    const std::string_view word = wordOf(verdicts, verdict);
    return QString::fromLatin1(word.data(), qsizetype(word.size()));
}

Text placeWords(const QString &elsewhere)
{
    if (elsewhere.isEmpty()) {
        return {"here", "在本机"};
    }
    if (elsewhere == QLatin1String(measure::unknownMachine)) {
        return {"on an unknown machine", "在未知机器上"};
    }
    const Text machine = machineWords(elsewhere);
    return text("on {0}", "在 {1} 上", onOneLine(machine.en), onOneLine(machine.zh));
}

Text evidenceWords(measure::Evidence evidence, std::optional<Grade> grade, const QString &elsewhere)
{
    Text words{"measured here", "本机实测"};
    if (!elsewhere.isEmpty()) {
        const Text place = placeWords(elsewhere);
        words = text("measured {0}", "{1}实测", place.en, place.zh);
    }
    if (evidence == measure::Evidence::Computed) {
        words = {"computed", "计算值"};
    } else if (evidence == measure::Evidence::Simulated) {
        words = {"simulated", "仿真值"};
    }
    return grade ? text("{0} ({1})", "{2}（{1}）", words.en, toWord(*grade).toStdString(), words.zh)
                 : words;
}

Judgement judgeRatio(const measure::RatioResult &ratio, const Claimed &claimed, Qualifier qualifier,
                     std::optional<Grade> grade, const QString &elsewhere, const QString &kernel)
{
    if (!std::isfinite(claimed.factor) || claimed.factor <= 0) {
        return {ClaimVerdict::NotComparable,
                {"Not comparable: the claim gives no factor.", "不可比较：该论断没有给出倍数。"}};
    }
    if (ratio.verdict == measure::RatioVerdict::Noisy
        || ratio.verdict == measure::RatioVerdict::Invalid) {
        const bool noisy = ratio.verdict == measure::RatioVerdict::Noisy;
        const Text why = namedVerdict(kernel, ratio);
        return {noisy ? ClaimVerdict::Noisy : ClaimVerdict::NotComparable,
                text("Not comparable: {0}", "不可比较：{1}", why.en, why.zh)};
    }
    if (ratio.verdict == measure::RatioVerdict::Unresolved && (ratio.low > 1 || ratio.high < 1)) {
        const Text why = namedVerdict(kernel, ratio);
        return {ClaimVerdict::Unresolved, {why.en, why.zh}};
    }
    const double low = claimed.low.value_or(claimed.factor);
    const double high = claimed.high.value_or(claimed.factor);
    const Range range = withQualifier({std::log(low), std::log(high)}, qualifier, aboutSlack);
    const ClaimVerdict verdict = verdictOf({std::log(ratio.low), std::log(ratio.high)}, range,
                                           measure::equivalenceMargin);
    const Text evidence = evidenceWords(ratio.evidence, grade, elsewhere);
    Judgement out{verdict, {}};
    if (verdict == ClaimVerdict::Partly) {
        // Beside a range, the nearer end is what was missed.
        out.sentence = partOfRatio(ratio, std::clamp(ratio.ratio, low, high), evidence);
    } else {
        const std::string figure = low < high ? times(low) + "–" + times(high) : times(low);
        out.sentence = sentenceOf(verdict,
                                  {figure, times(ratio.ratio), times(ratio.low), times(ratio.high),
                                   evidence, placeWords(elsewhere),
                                   ratio.evidence == measure::Evidence::Computed},
                                  low == 1 && high == 1);
    }
    if (claimed.bound && qualifier != Qualifier::AtLeast) {
        out.sentence.en += " The claim is a bound, not a typical value.";
        out.sentence.zh += "该论断是界限值，并非典型值。";
    }
    return out;
}

Judgement judgeDifference(const QualityDifference &q, Qualifier qualifier,
                          std::optional<Grade> grade)
{
    const std::string unit = q.unit.isEmpty() ? "" : " " + q.unit.toStdString();
    const auto shown = [&](double value) { return signedNumber(value).toStdString() + unit; };
    const Text evidence = evidenceWords(q.evidence, grade, q.elsewhere);
    const Text place = placeWords(q.elsewhere);
    if (!q.claimed) {
        return q.level ? judgeLevel(*q.level, q.unit, qualifier, evidence, place)
                       : Judgement{ClaimVerdict::NotComparable, figuresAlone(q, evidence)};
    }
    if (!q.low || !q.high) {
        return {ClaimVerdict::NotComparable,
                text("Improvement {0} {2}, {1} claimed; not judged, since the figure has no "
                     "interval.",
                     "{3}改进 {0}，论断为 {1}；该数值没有区间，故不作判断。", shown(q.difference),
                     shown(*q.claimed), evidence.en, evidence.zh)};
    }
    const Range claimed =
            withQualifier({*q.claimed, *q.claimed}, qualifier, aboutSlack * std::abs(*q.claimed));
    const double margin = measure::equivalenceMargin * std::abs(q.scaledBaseline);
    const ClaimVerdict verdict = verdictOf({*q.low, *q.high}, claimed, margin);
    if (verdict == ClaimVerdict::Partly) {
        return {verdict,
                text("Same direction: improvement {0} {4} ({2} to {3}), {1} claimed.",
                     "方向一致：{5}改进 {0}（{2} 至 {3}），论断为 {1}。", shown(q.difference),
                     shown(*q.claimed), shown(*q.low), shown(*q.high), evidence.en, evidence.zh)};
    }
    return {verdict, sentenceOf(verdict,
                                {shown(*q.claimed), shown(q.difference), shown(*q.low),
                                 shown(*q.high), evidence, place},
                                *q.claimed == 0)};
}

}  // namespace touchstone::compare
