#include "compare/headline.h"

#include "compare/word_text.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace touchstone::compare {

namespace {

constexpr std::array<Word<Outcome>, 11> outcomes{{{Outcome::Consistent, "consistent"},
                                                  {Outcome::Partly, "partly"},
                                                  {Outcome::NotObserved, "not-observed"},
                                                  {Outcome::Unresolved, "unresolved"},
                                                  {Outcome::Noisy, "noisy"},
                                                  {Outcome::NotComparable, "not-comparable"},
                                                  {Outcome::Computed, "computed"},
                                                  {Outcome::Simulated, "simulated"},
                                                  {Outcome::NotRun, "not-run"},
                                                  {Outcome::NotMeasurable, "not-measurable"},
                                                  {Outcome::NoKernel, "no-kernel"}}};

Outcome outcomeOfVerdict(ClaimVerdict verdict)
{
    switch (verdict) {
    case ClaimVerdict::Consistent:
        return Outcome::Consistent;
    case ClaimVerdict::Partly:
        return Outcome::Partly;
    case ClaimVerdict::NotObserved:
        return Outcome::NotObserved;
    case ClaimVerdict::Unresolved:
        return Outcome::Unresolved;
    case ClaimVerdict::Noisy:
        return Outcome::Noisy;
    case ClaimVerdict::NotComparable:
        break;
    }
    return Outcome::NotComparable;
}

// Greater goes first.
auto weight(const ComparisonRow &row)
{
    const bool undecided = !row.claim.flags.isEmpty() && row.claim.status == ClaimStatus::Extracted;
    const double factor = row.claim.normalised ? row.claim.normalised->factor : 0;
    return std::tuple(isOfSpeed(row.claim), row.isAnswered(), row.answer == Answer::NotRun,
                      !undecided, row.claim.normalised.has_value(), factor);
}

}  // namespace

bool isOfSpeed(const Claim &claim)
{
    const Metric *metric = Vocabulary::bundled().metric(claim.metric);
    return metric
           && (metric->quantity == QLatin1String("time")
               || metric->quantity == QLatin1String("rate"));
}

Outcome outcomeOf(const ComparisonRow &row)
{
    switch (row.answer) {
    case Answer::Measured:
        return outcomeOfVerdict(row.verdict);
    case Answer::Computed:
        return Outcome::Computed;
    case Answer::Simulated:
        return Outcome::Simulated;
    case Answer::NotMeasurable:
        return Outcome::NotMeasurable;
    case Answer::NotRun:
        return Outcome::NotRun;
    case Answer::NoKernel:
        break;
    }
    return Outcome::NoKernel;
}

QString toWord(Outcome outcome)
{
    return wordText(outcomes, outcome);
}

std::optional<Outcome> outcomeFromWord(const QString &word)
{
    return fromWord(outcomes, word.toStdString());
}

Text outcomeWords(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Consistent:
        return {"consistent", "相符"};
    case Outcome::Partly:
        return {"partly", "部分相符"};
    case Outcome::NotObserved:
        return {"not observed", "未观察到"};
    case Outcome::Unresolved:
        return {"unresolved", "尚未分辨"};
    case Outcome::Noisy:
        return {"too noisy", "噪声过大"};
    case Outcome::NotComparable:
        return {"not comparable", "不可比"};
    case Outcome::Computed:
        return {"computed", "计算"};
    case Outcome::Simulated:
        return {"simulated", "仿真"};
    case Outcome::NotRun:
        return {"not run yet", "尚未运行"};
    case Outcome::NotMeasurable:
        return {"not measurable", "无法测量"};
    case Outcome::NoKernel:
        return {"kernel to come", "内核待加入"};
    }
    return {};
}

std::optional<Outcome> outcomeFromWords(const Text &words)
{
    for (int i = 0; i <= int(Outcome::NoKernel); ++i) {
        if (outcomeWords(Outcome(i)) == words) {
            return Outcome(i);
        }
    }
    return std::nullopt;
}

const ComparisonRow *headlineOf(const QVector<ComparisonRow> &rows)
{
    const auto best = std::max_element(
            rows.begin(), rows.end(),
            [](const ComparisonRow &a, const ComparisonRow &b) { return weight(a) < weight(b); });
    return best == rows.end() ? nullptr : &*best;
}

}  // namespace touchstone::compare
