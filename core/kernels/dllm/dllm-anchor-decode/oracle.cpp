#include "kernels/dllm/dllm-anchor-decode/oracle.h"

#include "kernels/blocks/segment_oracle.h"

namespace touchstone::kernels::dllm_anchor_decode {

ExactText exactDecode(const sources::SegmentSource &source, std::span<const Token> prompt,
                      std::size_t length, double beta, const Rule &rule)
{
    const std::size_t all = prompt.size() + length;
    ExactText out{std::vector<Token>(all, sources::maskedToken),
                  std::vector<std::int32_t>(all, -1)};
    std::copy(prompt.begin(), prompt.end(), out.tokens.begin());
    std::size_t begin = prompt.size();
    while (begin < all) {
        const std::size_t end = std::min(begin + blockSize, all);
        const auto guesses = sources::exactGuesses(source, std::span(out.tokens).first(end), beta);
        std::size_t best = end, left = 0;
        for (std::size_t i = begin; i < end; ++i) {
            if (guesses[i].token != sources::maskedToken
                && (best == end
                    || guesses[i].confidence > guesses[best].confidence + sources::equalWithin)) {
                best = i;
            }
        }
        for (std::size_t i = begin; i < end; ++i) {
            if (guesses[i].token == sources::maskedToken) {
                continue;
            }
            double wanted = rule.threshold;
            for (std::size_t j = begin; j < end; ++j) {
                const bool isAnchor = guesses[j].confidence >= rule.threshold;
                const std::size_t apart = i > j ? i - j : j - i;
                wanted = isAnchor && apart <= rule.radius ? std::min(wanted, rule.relaxed) : wanted;
            }
            const bool commits = i == best || guesses[i].confidence >= wanted;
            out.tokens[i] = commits ? guesses[i].token : sources::maskedToken;
            out.steps[i] = commits ? out.forwards : -1;
            left += commits ? 0 : 1;
        }
        ++out.forwards;
        begin = left == 0 ? end : begin;
    }
    return out;
}

}  // namespace touchstone::kernels::dllm_anchor_decode
