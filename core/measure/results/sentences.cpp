// Verdicts in words (measuring.md, point 11). A factor below 1 is turned round before it is
// printed, since "0.7 times as fast" is misread; in Chinese "快 N 倍" is ambiguous (N or N+1 times)
// and therefore never used.
#include "measure/results/results.h"

#include <cmath>
#include <cstdio>

namespace touchstone::measure {

namespace {

std::string percent(double share)
{
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, std::fabs(share) < 0.1 ? "%.1f" : "%.0f", share * 100);
    return buffer;
}

Text interval(double low, double high, const RatioResult &ratio)
{
    if (ratio.workers == 0) {  // computed figures, not timed ones: no sampling interval
        return {};
    }
    return text(" (95 % interval {0} to {1}, {2} workers, {3} rounds)",
                "（95% 区间 {0} 至 {1}，{2} 个进程，{3} 轮）", shownFactor(low), shownFactor(high),
                ratio.workers, ratio.kept);
}

Text ofTime(const RatioResult &r)
{
    if (r.verdict == RatioVerdict::Faster) {
        const Text range = interval(r.low, r.high, r);
        return text("{0} is {2}x as fast as {1}{3}.", "{0} 的速度是 {1} 的 {2} 倍{4}。",
                    r.technique, r.baseline, shownFactor(r.ratio), range.en, range.zh);
    }
    const Text range = interval(1 / r.high, 1 / r.low, r);
    return text("{0} is slower: it takes {2}x the time of {1}{3}.",
                "{0} 更慢：耗时为 {1} 的 {2} 倍{4}。", r.technique, r.baseline,
                shownFactor(1 / r.ratio), range.en, range.zh);
}

// Of whatever direction: bytes and errors are better when less, accuracies when more.
Text ofQuantity(const RatioResult &r)
{
    if (r.verdict == RatioVerdict::Faster) {
        const Text range = interval(r.low, r.high, r);
        return text("{3}: {0} is better than {1} by a factor of {2}{4}.",
                    "{3}：{0} 优于 {1}，倍数为 {2}{5}。", r.technique, r.baseline,
                    shownFactor(r.ratio), r.quantity, range.en, range.zh);
    }
    const Text range = interval(1 / r.high, 1 / r.low, r);
    return text("{3}: {0} is worse than {1} by a factor of {2}{4}.",
                "{3}：{0} 不如 {1}，倍数为 {2}{5}。", r.technique, r.baseline,
                shownFactor(1 / r.ratio), r.quantity, range.en, range.zh);
}

Text invalid(const RatioResult &r)
{
    if (r.limit && r.ratio > *r.limit) {
        return text("Invalid: the ratio {2} of {0} over {1} is beyond the limit {3}; work was "
                    "skipped or mistimed.",
                    "无效：{0} 相对 {1} 的比值 {2} 超出上限 {3}，说明计算被省略或计时有误。",
                    r.technique, r.baseline, shownFactor(r.ratio), shownFactor(*r.limit));
    }
    return text("Invalid: {0} or {1} ran faster than this machine can; work was skipped or "
                "mistimed.",
                "无效：{0} 或 {1} 的耗时低于本机物理极限，说明计算被省略或计时有误。", r.technique,
                r.baseline);
}

}  // namespace

std::string shownFactor(double value)
{
    const char *format = value < 0.01 || value >= 1e6 ? "%.3g"
                         : value < 2                  ? "%.3f"
                         : value < 10                 ? "%.2f"
                         : value < 100                ? "%.1f"
                                                      : "%.0f";
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, format, value);
    return buffer;
}

Text certificateSentence(const Certificate &c)
{
    Text out = text("A/A: {0} % called different in {1} trials (95 % bound {2} %); layout floor "
                    "{3} %; median half-width {4} %; an injected 1.05x was found in {5} %.",
                    "A/A：{1} 次试验中有 {0}% 被判为不同（95% 上界 {2}%）；布局本底 {3}%；"
                    "半宽中位数 {4}%；注入的 1.05 倍差异检出率 {5}%。",
                    percent(c.falsePositiveRate), c.trials, percent(c.falsePositiveHigh),
                    percent(c.floor), percent(c.medianHalfWidth), percent(c.detectedShare));
    const auto add = [&out](const std::optional<IdenticalPair> &pair, const Text &buffers) {
        if (pair) {
            const Text sentence =
                    text(" Identical code on {0}: called different in {1} of {2} trials, ratio {3} "
                         "({4} to {5}).",
                         "相同代码、{6}：{2} 次试验中有 {1} 次被判为不同，比值 {3}（{4} 至 {5}）。",
                         buffers.en, pair->different, pair->trials, shownFactor(pair->ratio),
                         shownFactor(pair->low), shownFactor(pair->high), buffers.zh);
            out = {out.en + sentence.en, out.zh + sentence.zh};
        }
    };
    add(c.sharedBuffer,
        {"one shared buffer of the size of the last-level cache", "共用一个末级缓存大小的缓冲区"});
    add(c.ownBuffers, {"a buffer of that size each", "各用一个同样大小的缓冲区"});
    return out;
}

Text verdictSentence(const RatioResult &r)
{
    switch (r.verdict) {
    case RatioVerdict::Faster:
    case RatioVerdict::Slower:
        return r.quantity == "time" ? ofTime(r) : ofQuantity(r);
    case RatioVerdict::Equivalent:
        return text("{0} and {1} are equivalent within {2} % (ratio {3}, interval {4} to {5}).",
                    "{0} 与 {1} 在 ±{2}% 以内等效（比值 {3}，区间 {4} 至 {5}）。", r.technique,
                    r.baseline, percent(equivalenceMargin), shownFactor(r.ratio),
                    shownFactor(r.low), shownFactor(r.high));
    case RatioVerdict::Unresolved:
        if (r.low > 1 || r.high < 1) {
            return text("Unresolved: the ratio of {0} over {1} is {2}, but the samples are too few "
                        "to say how far it spreads.",
                        "尚未分辨：{0} 相对 {1} 的比值为 {2}，但样本过少，无法判断其离散程度。",
                        r.technique, r.baseline, shownFactor(r.ratio));
        }
        return text("Unresolved: the ratio of {0} over {1} lies between {2} and {3}, which "
                    "includes 1.",
                    "尚未分辨：{0} 相对 {1} 的比值在 {2} 至 {3} 之间，包含 1。", r.technique,
                    r.baseline, shownFactor(r.low), shownFactor(r.high));
    case RatioVerdict::Noisy:
        return text("Too noisy: only {2} of {3} rounds of {0} against {1} were undisturbed.",
                    "噪声过大：{0} 与 {1} 的 {3} 轮配对测量中只有 {2} 轮未受干扰。", r.technique,
                    r.baseline, r.kept, r.rounds);
    case RatioVerdict::Invalid:
        return invalid(r);
    }
    return {};
}

}  // namespace touchstone::measure
