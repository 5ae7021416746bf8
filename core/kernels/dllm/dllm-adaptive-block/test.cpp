// What the contract of all kernels does not ask of dllm-adaptive-block: its source against every
// text that could be, and the rules of its schedules.
#include "kernels/blocks/template_source.h"
#include "kernels/dllm/dllm-adaptive-block/writing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>
#include <set>

using namespace touchstone;
using namespace touchstone::kernels;
using namespace touchstone::kernels::dllm_adaptive_block;
using sources::maskedToken;
using sources::Sentence;
using sources::TemplateSource;

namespace {

// Short sentences: six tokens hold whole ones, several in a row.
constexpr sources::SourceSizes shortSentences{4, 9, 2, 5};

// All texts of one length token by token, typos aside: (tokens, probability).
class AllTexts {
public:
    AllTexts(const TemplateSource &source, std::size_t length) : m_source(source), m_length(length)
    {
    }
    std::vector<std::pair<std::vector<Token>, double>> after(const Sentence &prompt)
    {
        m_texts.clear();
        follow({}, 1, prompt);
        return m_texts;
    }

private:
    void follow(const std::vector<Token> &tokens, double share, const Sentence &last)
    {
        const auto &forms = m_source.templates();
        for (std::size_t k = 0; k < forms.size(); ++k) {
            const bool rule = forms[last.form].next[last.fill] == k;
            write(tokens, share * (0.03 / double(forms.size()) + (rule ? 0.97 : 0)), k, 0, 0);
        }
    }
    void write(std::vector<Token> tokens, double share, std::size_t form, std::size_t place,
               std::size_t fill)
    {
        if (tokens.size() == m_length) {
            m_texts.emplace_back(tokens, share);
            return;
        }
        const auto &t = m_source.templates()[form];
        if (place == t.tokens.size()) {
            follow(tokens, share, {form, fill});
            return;
        }
        for (const sources::Slot &slot : t.slots) {
            for (std::size_t v = 0; v < 3 && slot.place == place; ++v) {
                auto filled = tokens;
                filled.push_back(slot.tokens[v]);
                write(filled, share * slot.shares[v], form, place + 1, fill * 3 + v);
            }
            if (slot.place == place) {
                return;
            }
        }
        tokens.push_back(t.tokens[place]);
        write(tokens, share, form, place + 1, fill);
    }

    const TemplateSource &m_source;
    std::size_t m_length;
    std::vector<std::pair<std::vector<Token>, double>> m_texts;
};

// p(token at i = v | known tokens), by a sum over all texts.
std::vector<double> bruteForce(const TemplateSource &source, const Sentence &prompt,
                               const std::vector<Token> &known)
{
    const std::size_t vocabulary = source.vocabulary();
    const double typo = 1e-3 / double(vocabulary);
    std::vector<double> p(known.size() * vocabulary, 0.0);
    double all = 0;
    for (const auto &[tokens, share] : AllTexts(source, known.size()).after(prompt)) {
        double weight = share;
        for (std::size_t i = 0; i < known.size(); ++i) {
            weight *= known[i] == maskedToken ? 1 : known[i] == tokens[i] ? 0.999 + typo : typo;
        }
        all += weight;
        for (std::size_t i = 0; i < known.size(); ++i) {
            for (std::size_t v = 0; v < vocabulary; ++v) {
                p[i * vocabulary + v] += weight * ((tokens[i] == Token(v) ? 0.999 : 0) + typo);
            }
        }
    }
    for (double &value : p) {
        value /= all;
    }
    return p;
}

// Some tokens masked, some from the source, some that no sentence has.
std::vector<Token> someKnown(const TemplateSource &source, std::size_t length, std::uint64_t seed)
{
    std::vector<Token> tokens;
    for (std::uint64_t i = 0; i < length; ++i) {
        const auto token = Token((seed * 7 + i * (seed % 5 + 1)) % source.vocabulary());
        tokens.push_back((seed >> i) % 2 == 0 ? maskedToken : token);
    }
    return tokens;
}

}  // namespace

TEST(TemplateSource, ConditionalsAreThoseOfAllTexts)
{
    std::size_t compared = 0, texts = 0;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const TemplateSource source(shortSentences, seed);
        for (std::uint64_t n = 0; n < 24; ++n) {
            const Sentence prompt = source.draw(seed, 9, n);
            const auto tokens = someKnown(source, 1 + n % 6, n * 5 + seed);
            const auto exact = bruteForce(source, prompt, tokens);
            std::vector<double> p(exact.size());
            TemplateSource::Workspace space;
            source.conditionals(source.after(prompt), tokens, p, space);
            const auto bySentences = exactConditionals(source, prompt, tokens);
            for (std::size_t i = 0; i < exact.size(); ++i) {
                if (tokens[i / source.vocabulary()] == maskedToken) {
                    ASSERT_NEAR(p[i], exact[i], 1e-12) << seed << " " << n << " " << i;
                    ASSERT_NEAR(bySentences[i], exact[i], 1e-12) << seed << " " << n << " " << i;
                    ++compared;
                }
            }
            texts = std::max(texts, AllTexts(source, tokens.size()).after(prompt).size());
        }
    }
    EXPECT_GT(compared, 1000U);
    EXPECT_GT(texts, 100U);
}

TEST(TemplateSource, LikelihoodsOfAllTextsSumToOne)
{
    const TemplateSource source({2, 8, 2, 4}, 3);
    const Sentence prompt = source.draw(3, 9, 0);
    double sum = 0;
    std::vector<Token> tokens(4);
    for (int n = 0; n < 8 * 8 * 8 * 8; ++n) {
        for (std::size_t i = 0; i < 4; ++i) {
            tokens[i] = (n >> (3 * i)) % 8;
        }
        sum += std::exp(source.logLikelihood(source.after(prompt), tokens));
    }
    EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(TemplateSource, HasAboutAThousandStatesAndKnowsItsSentences)
{
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const TemplateSource source({}, seed);
        EXPECT_GT(source.states(), 700U);
        EXPECT_LT(source.states(), 1800U);
        for (const sources::Template &form : source.templates()) {
            ASSERT_EQ(form.tokens.back(), sources::delimiterToken);
            ASSERT_FALSE(form.slots.empty());
            auto tokens = form.tokens;
            EXPECT_TRUE(source.isSentence(tokens, false));
            EXPECT_TRUE(source.isSentence({tokens.data(), 5}, true));
            EXPECT_FALSE(source.isSentence({tokens.data(), 5}, false));
            tokens[form.slots[0].place] = form.slots[0].tokens[2];
            EXPECT_TRUE(source.isSentence(tokens, false));
            tokens[form.slots[0].place] = sources::delimiterToken;
            EXPECT_FALSE(source.isSentence(tokens, false));
            EXPECT_NEAR(form.slots[0].shares[0] + form.slots[0].shares[1] + form.slots[0].shares[2],
                        1, 1e-12);
        }
    }
}

TEST(Schedule, CommitsAllSureTokensAndElseTheSurest)
{
    const std::vector<Prediction> sure{{3, 0.95}, {4, 0.5}, {5, 0.9}, {6, 0.2}};
    const std::vector<Prediction> unsure{{3, 0.3}, {4, 0.5}, {5, 0.5 + 1e-12}, {6, 0.2}};
    std::vector<Token> tokens(4, maskedToken);
    std::vector<std::int32_t> steps(4, -1);
    Counts counts;
    const Schedule schedule{Ends::Fixed, 4, 0.9};
    EXPECT_EQ(commitTokens(schedule, {sure}, tokens, steps, 7, counts), 2U);
    EXPECT_EQ(tokens, (std::vector<Token>{3, maskedToken, 5, maskedToken}));
    EXPECT_EQ(steps, (std::vector<std::int32_t>{7, -1, 7, -1}));
    EXPECT_EQ(counts.unsure, 0U);
    tokens.assign(4, maskedToken);
    EXPECT_EQ(commitTokens(schedule, {unsure}, tokens, steps, 8, counts), 1U);
    EXPECT_EQ(tokens, (std::vector<Token>{maskedToken, 4, maskedToken,
                                          maskedToken}));  // of equals the first
    EXPECT_EQ(counts.unsure, 1U);
}

TEST(Schedule, ABlockEndsAtTheSurestDelimiterInTheWindow)
{
    std::vector<Prediction> tokens(40, Prediction{5, 0.99});
    tokens[3] = {sources::delimiterToken, 0.4};
    tokens[8] = {sources::delimiterToken, 0.6};
    tokens[12] = {sources::delimiterToken, 0.9};
    const Schedule schedule{Ends::Delimiter, 6, 0.9};
    EXPECT_EQ(blockLength(schedule, {tokens}, 0, 40), 9U);  // the window is 10 tokens
    EXPECT_EQ(blockLength(schedule, {tokens}, 0, 52), 13U);
    EXPECT_EQ(blockLength(schedule, {tokens}, 0, 30), 4U);
    EXPECT_EQ(blockLength(schedule, {tokens}, 0, 12), 6U);   // none in a window of 3
    EXPECT_EQ(blockLength(schedule, {tokens}, 10, 12), 2U);  // the rest of the text
    tokens[3].confidence = tokens[8].confidence = 0.29;
    EXPECT_EQ(blockLength(schedule, {tokens}, 0, 40), 6U);
    EXPECT_EQ(blockLength({Ends::Fixed, 6, 0.9}, {tokens}, 0, 52), 6U);
    EXPECT_EQ(blockLength({Ends::Source, 6, 0.9}, {tokens, 11}, 0, 52), 11U);
}

TEST(Schedule, EveryForwardCommitsAtMostOneUnsureToken)
{
    const TemplateSource source({}, 4);
    for (const double sigma : {0.0, 2.0}) {
        const TextSetup text = makeText(source, 96, 4, 0);
        for (std::size_t index = 0; index < scheduleCount; ++index) {
            const Schedule schedule = scheduleAt(index, 0.9);
            std::vector<Token> tokens(96, maskedToken);
            std::vector<std::int32_t> steps(96, -1);
            Model model(source, text, sigma);
            const Counts counts =
                    decode(schedule, tokens, steps, [&](std::size_t begin, std::size_t end) {
                        return model.predict(tokens, begin, end);
                    });
            EXPECT_GE(counts.forwards, counts.unsure + 1) << scheduleId(index);
            EXPECT_LE(counts.forwards, 96U);
            // Every forward committed something, and blocks follow each other.
            EXPECT_EQ(std::set<std::int32_t>(steps.begin(), steps.end()).size(), counts.forwards);
            EXPECT_EQ(*std::max_element(steps.begin(), steps.end()) + 1, int(counts.forwards));
            EXPECT_EQ(std::count(tokens.begin(), tokens.end(), maskedToken), 0);
            if (schedule.ends == Ends::Fixed) {
                EXPECT_EQ(counts.blocks, (95 + schedule.blockSize) / schedule.blockSize);
            }
            // Without model error, dependent slots cost a forward each in any order.
            if (sigma == 0) {
                EXPECT_GT(counts.unsure, 4U) << scheduleId(index);
            }
        }
    }
}

TEST(Schedule, OneTokenATimeUnderAnExactModelWritesWhatTheSourceKnows)
{
    const TemplateSource source({}, 6);
    const TextSetup text = makeText(source, 60, 6, 1);
    std::vector<Token> tokens(60, maskedToken);
    std::vector<std::int32_t> steps(60, -1);
    Model model(source, text, 0);
    const Counts counts =
            decode({Ends::Fixed, 1, 2.0}, tokens, steps, [&](std::size_t begin, std::size_t end) {
                return model.predict(tokens, begin, end);
            });
    EXPECT_EQ(counts.forwards, 60U);
    std::size_t begin = 0, sentences = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i] == sources::delimiterToken) {
            EXPECT_TRUE(source.isSentence({tokens.data() + begin, i + 1 - begin}, false));
            begin = i + 1;
            ++sentences;
        }
    }
    EXPECT_GT(sentences, 1U);
    EXPECT_TRUE(source.isSentence({tokens.data() + begin, tokens.size() - begin}, true));
}

TEST(Schedule, AdaptiveBlocksNeedFewerForwardsOfAnExactModelThanSmallFixedOnes)
{
    // Our prototype's band: at threshold 0.9, 35 -> 25 forwards for blocks of 8, 30 -> 24 for 16,
    // all sentences valid.
    kernels::Setup setup;
    setup.shape = {"", {{"tokens", 128}, {"texts", 2}, {"threshold", 90}, {"sigma", 0}}};
    const auto figures = scheduleQuality(setup);
    ASSERT_TRUE(figures);
    std::map<std::pair<std::string, std::string>, double> value;
    for (const Quality &figure : *figures) {
        std::string metric = figure.metric;
        for (const auto &[name, parameter] : figure.at) {
            metric += " " + name + " " + std::to_string(std::lround(100 * parameter));
        }
        value[{metric, figure.variant}] = figure.value;
        EXPECT_GE(figure.perSeed.size(), 5U) << figure.metric;
    }
    EXPECT_NEAR((value[{"nfe", "fixed-8"}]), 35, 3);
    EXPECT_NEAR((value[{"nfe", "adaptive-8"}]), 25, 3);
    EXPECT_NEAR((value[{"nfe", "fixed-16"}]), 30, 3);
    EXPECT_NEAR((value[{"nfe", "adaptive-16"}]), 24, 3);
    EXPECT_EQ((value[{"valid-sentences", "fixed-8"}]), 100);
    EXPECT_EQ((value[{"valid-sentences", "adaptive-16"}]), 100);
    EXPECT_NEAR((value[{"valid-sentences threshold 90 sigma 200", "fixed-64"}]), 54, 8);
    EXPECT_NEAR((value[{"valid-sentences threshold 90 sigma 200", "adaptive-64"}]), 92, 5);
    // Sure as it is, the threshold of 0.7 lets a model in error do worse than blocks of 8.
    EXPECT_LT((value[{"valid-sentences threshold 70 sigma 200", "adaptive-8"}]),
              (value[{"valid-sentences threshold 70 sigma 200", "fixed-8"}]));
    EXPECT_GE((value[{"nfe", "adaptive-8"}]), (value[{"nfe-bound", "adaptive-8"}]));
}
