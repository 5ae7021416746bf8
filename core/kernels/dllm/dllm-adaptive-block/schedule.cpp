#include "kernels/dllm/dllm-adaptive-block/schedule.h"

namespace touchstone::kernels::dllm_adaptive_block {

std::size_t blockLength(const Schedule &schedule, const Forward &forward, std::size_t begin,
                        std::size_t length)
{
    const std::size_t size = std::min(schedule.blockSize, length - begin);
    if (schedule.ends == Ends::Source) {
        return forward.sentence;
    }
    if (schedule.ends == Ends::Fixed) {
        return size;
    }
    double surest = 0;
    std::size_t end = 0;
    for (std::size_t i = 0; i < windowOf(length, begin); ++i) {
        const Prediction &p = forward.tokens[i];
        if (p.token == sources::delimiterToken && p.confidence > surest + equalWithin) {
            surest = p.confidence;
            end = i + 1;
        }
    }
    return surest >= delimiterConfidence ? end : size;
}

std::size_t commitTokens(const Schedule &schedule, const Forward &forward, std::span<Token> tokens,
                         std::span<std::int32_t> steps, std::int32_t step, Counts &counts)
{
    std::size_t committed = 0, surest = tokens.size();
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i] != sources::maskedToken) {
            continue;
        }
        const Prediction &p = forward.tokens[i];
        if (p.confidence >= schedule.threshold) {
            tokens[i] = p.token;
            steps[i] = step;
            ++committed;
        } else if (surest == tokens.size()
                   || p.confidence > forward.tokens[surest].confidence + equalWithin) {
            surest = i;
        }
    }
    if (committed == 0) {
        tokens[surest] = forward.tokens[surest].token;
        steps[surest] = step;
        ++counts.unsure;
        committed = 1;
    }
    return committed;
}

Schedule scheduleAt(std::size_t index, double threshold)
{
    if (index + 1 == scheduleCount) {
        return {Ends::Source, blockSizes[2], threshold};
    }
    return {index < blockSizes.size() ? Ends::Fixed : Ends::Delimiter,
            blockSizes[index % blockSizes.size()], threshold};
}

std::string scheduleId(std::size_t index)
{
    if (index + 1 == scheduleCount) {
        return "sentence-ends";
    }
    return (index < blockSizes.size() ? "fixed-" : "adaptive-")
           + std::to_string(blockSizes[index % blockSizes.size()]);
}

}  // namespace touchstone::kernels::dllm_adaptive_block
