// AdaBlock-dLLM (report 2025-10-15, paper 2): a diffusion language model writes a text block after
// block; inside a block every forward commits the tokens it is sure of, and at least one,
//
//   commit i if q_i >= tau;   if there is none, the i with the largest q_i
//
// A fixed block size cuts sentences: tokens that are sure wait for their block, and tokens that
// hang on unwritten ones are committed too early. The technique ends a block at the delimiter that
// its first forward foresees most surely within a window of a quarter of the text, if it is at
// least 0.3 sure, and else falls back on the fixed size (schedule.h).
//
// The model is the exact posterior of a synthetic source with an error (denoiser.h). What is timed
// is the number of forwards of a small transformer over the text (body.h), that is, forwards *
// t_forward, with the schedule working on predictions noted before; and the schedule alone.
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/dllm/dllm-adaptive-block/body.h"
#include "kernels/dllm/dllm-adaptive-block/oracle.h"
#include "kernels/dllm/dllm-adaptive-block/quality.h"
#include "kernels/plain_kernel.h"

#include <map>

namespace touchstone::kernels::dllm_adaptive_block {

namespace {

// After the schedules of quality.h: two of them without forwards.
constexpr std::size_t kScheduleFixed = kSchedules;
constexpr std::size_t kRepeats = 1000;       // of a schedule alone: microseconds a text
constexpr std::size_t kAloneSize = 2;        // which of kBlockSizes
constexpr std::size_t kCheckedTokens = 256;  // of a text, by the oracle
constexpr std::size_t kCheckedTexts = 2;

constexpr bool hasForwards(std::size_t form)
{
    return form < kSchedules;
}
constexpr std::size_t scheduleOf(std::size_t form)
{
    return hasForwards(form)        ? form
           : form == kScheduleFixed ? kAloneSize
                                    : kAloneSize + kBlockSizes.size();
}

// Predictions of all forwards of one text under one schedule.
struct Notes {
    struct Call {
        std::size_t first = 0, count = 0, sentence = 0;
    };
    std::vector<Call> calls;
    Buffer<Prediction> predictions;
    Counts counts;

    Forward at(std::size_t call) const
    {
        const Call &c = calls[call];
        return {predictions.span().subspan(c.first, c.count), c.sentence};
    }
};

class BlockProblem : public PlainProblem {
public:
    BlockProblem(const Setup &setup, Memory &memory);

    void run(std::size_t form) override;
    Work work(std::size_t form) const override;
    Result<Check> check(std::size_t form) override;
    Result<std::vector<Quality>> quality(const Setup &setup) override
    {
        return scheduleQuality(setup);
    }
    std::optional<double> limit(std::size_t comparison) const override;

private:
    Notes note(std::size_t schedule, const TextSetup &text, Memory &memory) const;
    void write(std::size_t form, std::size_t text, std::size_t worker);
    double forwards(std::size_t schedule) const;
    const ExactText &exact(std::size_t schedule, std::size_t text);
    void compareLogits(std::size_t form, std::size_t text, FrobeniusError &error) const;

    double m_threshold, m_sigma;
    std::size_t m_length, m_count;  // of tokens, of texts that are timed
    int m_threads;
    sources::TemplateSource m_source;
    std::vector<TextSetup> m_texts;
    Body m_body;
    std::array<std::vector<Notes>, kSchedules> m_notes;                // a text each
    std::map<std::pair<std::size_t, std::size_t>, ExactText> m_exact;  // by schedule and text
    Buffer<Token> m_tokens;                                            // [texts x length]
    Buffer<std::int32_t> m_steps;  // in which forward a token was committed, [texts x length]
    Buffer<float> m_logits;        // of the last forward, [texts x vocabulary]
};

BlockProblem::BlockProblem(const Setup &setup, Memory &memory)
    : m_threshold(double(setup.shape.at("threshold")) / 100),
      m_sigma(double(setup.shape.at("sigma"))), m_length(std::size_t(setup.shape.at("tokens"))),
      m_count(std::size_t(setup.shape.at("timed"))), m_threads(setup.threads),
      m_source({}, setup.seed),
      m_body({m_length, std::size_t(setup.shape.at("width")), std::size_t(setup.shape.at("layers")),
              m_source.vocabulary()},
             std::size_t(setup.threads), setup.seed, memory),
      m_tokens(memory.allocate<Token>(BufferRole::Output, m_count * m_length)),
      m_steps(memory.allocate<std::int32_t>(BufferRole::Output, m_count * m_length)),
      m_logits(memory.allocate<float>(BufferRole::Output, m_count * m_source.vocabulary()))
{
    for (std::size_t t = 0; t < m_count; ++t) {
        m_texts.push_back(makeText(m_source, m_length, setup.seed, std::uint32_t(t)));
    }
    for (std::size_t schedule = 0; schedule < kSchedules; ++schedule) {
        for (const TextSetup &text : m_texts) {
            m_notes[schedule].push_back(note(schedule, text, memory));
        }
    }
}

Notes BlockProblem::note(std::size_t schedule, const TextSetup &text, Memory &memory) const
{
    const Schedule rules = scheduleAt(schedule, m_threshold);
    std::vector<Token> tokens(m_length, sources::kMasked);
    std::vector<std::int32_t> steps(m_length);
    std::vector<Prediction> all;
    Denoiser denoiser(m_source, text, m_sigma);
    Notes notes;
    notes.counts = decode(rules, tokens, steps, [&](std::size_t begin, std::size_t end) {
        const Forward forward = denoiser.predict(tokens, begin, end, rules.ends == Ends::Source);
        notes.calls.push_back({all.size(), forward.tokens.size(), forward.sentence});
        all.insert(all.end(), forward.tokens.begin(), forward.tokens.end());
        return forward;
    });
    notes.predictions = memory.allocate<Prediction>(BufferRole::Input, all.size());
    std::copy(all.begin(), all.end(), notes.predictions.data());
    return notes;
}

void BlockProblem::run(std::size_t form)
{
    const auto workers = std::size_t(m_threads);
    parallelRows(m_threads, workers, [&](std::size_t firstWorker, std::size_t lastWorker) {
        for (std::size_t worker = firstWorker; worker < lastWorker; ++worker) {
            for (std::size_t t = worker; t < m_count; t += workers) {
                for (std::size_t n = 0; n < (hasForwards(form) ? 1 : kRepeats); ++n) {
                    write(form, t, worker);
                }
            }
        }
    });
}

void BlockProblem::write(std::size_t form, std::size_t text, std::size_t worker)
{
    const auto tokens = m_tokens.span().subspan(text * m_length, m_length);
    const auto steps = m_steps.span().subspan(text * m_length, m_length);
    float *logits = m_logits.data() + text * m_source.vocabulary();
    std::fill(tokens.begin(), tokens.end(), sources::kMasked);
    std::fill_n(logits, m_source.vocabulary(), 0.0F);
    const Notes &notes = m_notes[scheduleOf(form)][text];
    std::size_t call = 0;
    decode(scheduleAt(scheduleOf(form), m_threshold), tokens, steps, [&](std::size_t, std::size_t) {
        if (hasForwards(form)) {
            m_body.forward(tokens, worker, logits);
        }
        return notes.at(call++);
    });
}

double BlockProblem::forwards(std::size_t schedule) const
{
    double sum = 0;
    for (const Notes &notes : m_notes[schedule]) {
        sum += double(notes.counts.forwards);
    }
    return sum;
}

Work BlockProblem::work(std::size_t form) const
{
    Work work;
    work.bytes = sizeof(float) * double(m_logits.size())
                 + sizeof(Token) * double(m_tokens.size() + m_steps.size());
    if (hasForwards(form)) {
        work.flops = forwards(form) * m_body.flops();
        work.bytes += m_body.bytes();
    } else {
        // A comparison a prediction, read from memory once at most.
        for (const Notes &notes : m_notes[scheduleOf(form)]) {
            work.bytes += double(sizeof(Prediction) * notes.predictions.size());
            work.flops += double(kRepeats * notes.predictions.size());
        }
    }
    return work;
}

// Each forward commits at most one unsure token, and the sure ones take one more at least.
std::optional<double> BlockProblem::limit(std::size_t comparison) const
{
    constexpr std::array<std::size_t, 2> timed{0, 2};  // as the kernel's comparisons
    if (comparison >= timed.size()) {
        return std::nullopt;
    }
    double bound = 0;
    for (const Notes &notes : m_notes[kBlockSizes.size() + timed[comparison]]) {
        const bool anySure = notes.counts.unsure < m_length;
        bound += double(notes.counts.unsure + (anySure ? 1 : 0));
    }
    return forwards(timed[comparison]) / bound;
}

const ExactText &BlockProblem::exact(std::size_t schedule, std::size_t text)
{
    const auto [known, isNew] = m_exact.try_emplace({schedule, text});
    if (isNew) {
        known->second = exactDecode(m_source, m_texts[text], m_sigma,
                                    scheduleAt(schedule, m_threshold), kCheckedTokens);
    }
    return known->second;
}

// The last forward sees all tokens but those that it committed itself.
void BlockProblem::compareLogits(std::size_t form, std::size_t text, FrobeniusError &error) const
{
    std::vector<Token> tokens;
    for (std::size_t i = text * m_length; i < (text + 1) * m_length; ++i) {
        const auto last = std::int32_t(m_notes[form][text].counts.forwards) - 1;
        tokens.push_back(m_steps[i] == last ? sources::kMasked : m_tokens[i]);
    }
    const auto logits = m_body.exact(tokens);
    for (std::size_t v = 0; v < logits.size(); ++v) {
        error.add(double(m_logits[text * logits.size() + v]), logits[v]);
    }
}

Result<Check> BlockProblem::check(std::size_t form)
{
    bool right = true;
    FrobeniusError error;
    for (const std::size_t t : sample(m_count, kCheckedTexts)) {
        const ExactText &text = exact(scheduleOf(form), t);
        const std::size_t at = t * m_length;
        right = right
                && std::equal(text.tokens.begin(), text.tokens.begin() + long(text.checked),
                              m_tokens.data() + at)
                && std::equal(text.steps.begin(), text.steps.begin() + long(text.checked),
                              m_steps.data() + at);
        for (std::size_t i = at; i < at + m_length; ++i) {
            right = right && m_tokens[i] >= 0 && m_tokens[i] < Token(m_source.vocabulary());
        }
        if (right && hasForwards(form) && t == 0) {
            compareLogits(form, t, error);
        } else if (right && !hasForwards(form)) {
            error.add(double(m_logits[t * m_source.vocabulary()]), 0);
        }
    }
    Check check = error.check(1e-4);
    check.passed = check.passed && right;
    check.error = right ? check.error : std::numeric_limits<double>::infinity();
    return check;
}

class DllmAdaptiveBlock : public PlainKernel {
public:
    std::string id() const override { return "dllm-adaptive-block"; }
    std::string family() const override { return "dllm"; }
    std::vector<Variant> variants() const override
    {
        std::vector<Variant> all;
        for (std::size_t index = 0; index < kSchedules; ++index) {
            all.push_back({scheduleId(index), scheduleAt(index, 1).ends == Ends::Fixed
                                                      ? Role::Baseline
                                                      : Role::Technique});
        }
        all.push_back({"schedule-fixed", Role::Baseline});
        all.push_back({"schedule-adaptive", Role::Technique});
        return all;
    }
    std::vector<Comparison> comparisons() const override
    {
        return {{"fixed-8", "adaptive-8"},
                {"fixed-32", "adaptive-32"},
                {"schedule-fixed", "schedule-adaptive"},
                {"fixed-8", "adaptive-8", "nfe"},
                {"fixed-16", "adaptive-16", "nfe"},
                {"fixed-32", "adaptive-32", "nfe"},
                {"fixed-64", "adaptive-64", "nfe"},
                {"fixed-32", "sentence-ends", "nfe"}};
    }
    std::vector<Shape> shapes(Preset preset) const override
    {
        std::vector<Shape> all;
        for (const std::int64_t sigma : {0, 1, 2}) {
            all.push_back(preset == Preset::Small    ? shape(128, 2, 2, 90, sigma, 64, 2)
                          : preset == Preset::Medium ? shape(256, 4, 4, 90, sigma, 64, 1)
                                                     : shape(1024, 1, 1, 90, sigma, 64, 1));
        }
        return all;
    }
    // The window is a quarter of the text: below 64 tokens it does not hold most sentences.
    std::vector<Shape> sweep() const override
    {
        std::vector<Shape> all;
        for (const std::int64_t tokens : {32, 64, 128, 256, 512}) {
            all.push_back(shape(tokens, 4, 2, 90, 1, 64, 1));
        }
        return all;
    }
    std::vector<Shape> oddShapes() const override
    {
        return {shape(1, 1, 1, 90, 1, 5, 1), shape(23, 3, 3, 70, 2, 32, 2),
                shape(61, 2, 2, 90, 0, 48, 1), shape(37, 2, 2, 90, 2, 33, 1)};
    }
    Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup, Memory &memory) const override
    {
        return std::make_unique<BlockProblem>(setup, memory);
    }

private:
    // threshold: in %.
    static Shape shape(std::int64_t tokens, std::int64_t texts, std::int64_t timed,
                       std::int64_t threshold, std::int64_t sigma, std::int64_t width,
                       std::int64_t layers)
    {
        return {std::to_string(tokens) + "x" + std::to_string(texts) + " threshold "
                        + std::to_string(threshold) + " sigma " + std::to_string(sigma),
                {{"tokens", tokens},
                 {"texts", texts},
                 {"timed", timed},
                 {"threshold", threshold},
                 {"sigma", sigma},
                 {"width", width},
                 {"layers", layers}}};
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return adapted(std::make_unique<DllmAdaptiveBlock>());
}

}  // namespace touchstone::kernels::dllm_adaptive_block
