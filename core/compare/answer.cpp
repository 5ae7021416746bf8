#include "compare/comparison.h"
#include "compare/run_words.h"
#include "compare/word_text.h"

#include <array>

namespace touchstone::compare {

namespace {

constexpr std::array<Word<Answer>, 6> answers{{{Answer::Measured, "measured"},
                                               {Answer::Computed, "computed"},
                                               {Answer::Simulated, "simulated"},
                                               {Answer::NotMeasurable, "not-measurable"},
                                               {Answer::NotRun, "not-run"},
                                               {Answer::NoKernel, "no-kernel"}}};

}  // namespace

QString toWord(Answer answer)
{
    return wordText(answers, answer);
}

QString elsewhereOf(const ComparisonRow &row)
{
    return row.quality              ? row.quality->elsewhere
           : row.measured.isEmpty() ? QString()
                                    : row.measured.first().elsewhere;
}

Text answerWords(const ComparisonRow &row)
{
    switch (row.answer) {
    case Answer::Measured:
        return evidenceWords(measure::Evidence::Measured, std::nullopt, elsewhereOf(row));
    case Answer::Computed:
        return {"computed", "计算"};
    case Answer::Simulated:
        return {"simulated", "仿真"};
    case Answer::NotMeasurable:
        return {"not measurable here", "在此无法测量"};
    case Answer::NotRun:
        return text("not run yet (preset {0})", "尚未运行（预设“{1}”）", presetWords(row.preset).en,
                    presetWords(row.preset).zh);
    case Answer::NoKernel:
        return {"kernel to come", "内核待加入"};
    }
    return {};
}

}  // namespace touchstone::compare
