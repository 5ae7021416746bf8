// What each recipe makes of one student in equal steps: more tuning on data, and distillation on
// data or on texts that the student wrote once, from all of the teacher's probabilities or the
// largest.
#include "kernels/blocks/rng.h"
#include "kernels/blocks/training.h"
#include "kernels/distill/kd-offline-onpolicy/study.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::kd_offline_onpolicy {

namespace {

constexpr int seedCount = 8;
constexpr std::size_t window = 4;                         // tokens that a student sees
constexpr std::size_t slotSize = vocabularySize + 1;      // the last: before the text
constexpr std::size_t inputSize = window * slotSize + 2;  // and the style
constexpr std::size_t hiddenSize = 64;
constexpr std::size_t textCount = 256, textLength = 64;
constexpr std::size_t batchSize = 128;
constexpr std::size_t tuningSteps = 1500, distillingSteps = 1000;
constexpr double tuningRate = 0.01, distillingRate = 0.003;
constexpr std::array typoShares{0.5, 2.0};  // %
constexpr std::array<std::size_t, 3> storedCounts{2, 4, 8};

enum Stream : std::uint32_t { OfStudent = 10, OfBatches = 12, OfTexts = 20 };

// Tokens with what came before them and what the teacher says of them.
struct Corpus {
    Grid<float> x{0, inputSize};
    std::vector<std::uint32_t> labels;
    Grid<double> teacher{0, vocabularySize};
    double unexpected = 0;  // tokens that no phrase allows, %
};

Grid<double> probabilities(Student<float> &student, const Grid<float> &x)
{
    Tape<float> tape;
    Tape<double> exact;
    const Var logits = student.logits(tape, tape.constant(x));
    return exact.value(softmax(exact, exact.constant(inDouble(tape.value(logits)))));
}

class World {
public:
    World(const Setup &setup, double typos, std::uint64_t seed)
        : m_setup(setup), m_seed(seed), m_long(Style::Long, typos, seed),
          m_short(Style::Short, typos, seed), m_texts(setup.effort == Effort::Smoke ? 4 : textCount)
    {
    }

    // Texts of the language, or of a student.
    Corpus write(Style style, std::uint32_t stream, Student<float> *student = nullptr) const
    {
        const Language &language = style == Style::Long ? m_long : m_short;
        rng::Sequence choice(m_seed, OfTexts + stream);
        std::vector<Language::Place> places(m_texts);
        std::vector<std::vector<Token>> texts(m_texts, std::vector<Token>(window, vocabularySize));
        Corpus all;
        for (std::size_t t = 0; t < textLength; ++t) {
            const Grid<float> x = inputsOf(texts, style);
            Grid<double> teacher(m_texts, vocabularySize);
            for (std::size_t i = 0; i < m_texts; ++i) {
                const Shares shares = language.next(places[i]);
                std::copy(shares.begin(), shares.end(),
                          teacher.values.begin() + std::ptrdiff_t(i * vocabularySize));
            }
            const Grid<double> own = student ? probabilities(*student, x) : teacher;
            for (std::size_t i = 0; i < m_texts; ++i) {
                const auto token = Token(choice.choose(own.row(i)));
                all.unexpected += language.isExpected(places[i], token) ? 0 : 1;
                all.labels.push_back(token);
                places[i] = language.after(places[i], token);
                texts[i].push_back(token);
            }
            append(all.x, x);
            append(all.teacher, teacher);
        }
        all.unexpected *= 100.0 / double(all.labels.size());
        return all;
    }
    // steps of Adam; loss(tape, logits, labels, teacher) of a batch.
    template <class Loss>
    void train(Student<float> &student, const std::vector<const Corpus *> &corpora,
               std::size_t steps, double rate, const Loss &loss) const
    {
        rng::Sequence order(m_seed, OfBatches);
        steps = m_setup.effort == Effort::Smoke ? steps / 100 : steps;
        const Descent descent{steps, rate, m_setup.stop};
        kernels::train(student.weights(), descent, [&](Tape<float> &tape, std::size_t step) {
            // One after the other, or in turn, as the list has it.
            const Corpus &corpus = *corpora[step * corpora.size() / steps];
            Grid<float> x(batchSize, inputSize);
            Grid<double> teacher(batchSize, vocabularySize);
            std::vector<std::uint32_t> labels;
            for (std::size_t i = 0; i < batchSize; ++i) {
                const std::size_t from = order.below(corpus.labels.size());
                std::ranges::copy(corpus.x.row(from), x.values.begin() + long(i * inputSize));
                std::ranges::copy(corpus.teacher.row(from),
                                  teacher.values.begin() + long(i * vocabularySize));
                labels.push_back(corpus.labels[from]);
            }
            return loss(tape, student.logits(tape, tape.constant(std::move(x))), labels, teacher);
        });
    }
    Student<float> blank() const
    {
        return {normalWeight<float>(hiddenSize, inputSize, 0.4, m_seed, OfStudent),
                normalWeight<float>(vocabularySize, hiddenSize, 0.1, m_seed, OfStudent + 1)};
    }

private:
    static Grid<float> inputsOf(const std::vector<std::vector<Token>> &texts, Style style)
    {
        Grid<float> x(texts.size(), inputSize);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            for (std::size_t w = 0; w < window; ++w) {
                x.at(i, w * slotSize + texts[i][texts[i].size() - window + w]) = 1;
            }
            x.at(i, window * slotSize + (style == Style::Long ? 0 : 1)) = 1;
        }
        return x;
    }
    template <class T>
    static void append(Grid<T> &all, const Grid<T> &more)
    {
        all.values.insert(all.values.end(), more.values.begin(), more.values.end());
        all.rows += more.rows;
    }

    const Setup &m_setup;
    std::uint64_t m_seed;
    Language m_long, m_short;
    std::size_t m_texts;
};

// Mean KL(teacher || student), in nat.
double divergence(Student<float> &student, const Corpus &corpus)
{
    const Grid<double> own = probabilities(student, corpus.x);
    double sum = 0;
    for (std::size_t i = 0; i < own.values.size(); ++i) {
        const double right = corpus.teacher.values[i];
        sum += right * (std::log(right) - std::log(std::max(own.values[i], 1e-300)));
    }
    return sum / double(own.rows);
}

const auto onLabels = [](Tape<float> &tape, Var logits, const std::vector<std::uint32_t> &labels,
                         const Grid<double> &) { return crossEntropy(tape, logits, labels); };

class Study {
public:
    Study(const Setup &setup, double typos, std::uint64_t seed, SeedFigures &figures)
        : m_world(setup, typos / 100, seed), m_typos(typos), m_figures(figures)
    {
    }
    void run()
    {
        const Corpus heldOut = m_world.write(Style::Short, 0);
        const Corpus data = m_world.write(Style::Short, 1);
        Student<float> student = tuned(data, heldOut);
        const Corpus own = m_world.write(Style::Short, 3, &student);

        Student<float> more = student;
        m_world.train(more, {&data}, distillingSteps, distillingRate, onLabels);
        const Reached sft = resultOf(more, heldOut);
        for (const bool isOwn : {false, true}) {
            const Corpus &corpus = isOwn ? own : data;
            const Reached all = distilled(student, corpus, vocabularySize, Rest::Dropped, heldOut);
            for (const std::size_t count : storedCounts) {
                const At at{{"typos", m_typos},
                            {"own texts", isOwn ? 1.0 : 0.0},
                            {"stored", double(count)}};
                add("sft", sft, at);
                add("live", all, at);
                add("top-k", distilled(student, corpus, count, Rest::Dropped, heldOut), at);
                add("top-k-tail", distilled(student, corpus, count, Rest::Bucket, heldOut), at);
            }
        }
    }

private:
    struct Reached {
        double onData, onOwn, unexpected;
    };
    // The student before distillation: long texts first, then short ones; beside it, both in turn.
    Student<float> tuned(const Corpus &data, const Corpus &heldOut)
    {
        const Corpus spelt = m_world.write(Style::Long, 2),
                     heldLong = m_world.write(Style::Long, 4);
        Student<float> mixed = m_world.blank(), curriculum = m_world.blank();
        std::vector<const Corpus *> inTurn;
        for (std::size_t i = 0; i < tuningSteps / 2; ++i) {
            inTurn.insert(inTurn.end(), {&spelt, &data});
        }
        m_world.train(mixed, inTurn, tuningSteps, tuningRate, onLabels);
        m_world.train(curriculum, {&spelt, &data}, tuningSteps, tuningRate, onLabels);
        for (const bool isCurriculum : {false, true}) {
            Student<float> &own = isCurriculum ? curriculum : mixed;
            const At at{{"typos", m_typos}, {"curriculum", isCurriculum ? 1.0 : 0.0}};
            m_figures.add("kl-on-short-texts-after-sft", "sft", divergence(own, heldOut), "nat",
                          Evidence::Simulated, at);
            m_figures.add("kl-on-long-texts-after-sft", "sft", divergence(own, heldLong), "nat",
                          Evidence::Simulated, at);
        }
        return curriculum;
    }
    Reached distilled(Student<float> student, const Corpus &corpus, std::size_t count, Rest rest,
                      const Corpus &heldOut)
    {
        m_world.train(student, {&corpus}, distillingSteps, distillingRate,
                      [=](Tape<float> &tape, Var logits, const std::vector<std::uint32_t> &,
                          const Grid<double> &teacher) {
                          return storedLoss(tape, logits, largest(teacher, count), rest);
                      });
        return resultOf(student, heldOut);
    }
    Reached resultOf(Student<float> &student, const Corpus &heldOut)
    {
        const Corpus own = m_world.write(Style::Short, 5, &student);
        return {divergence(student, heldOut), divergence(student, own), own.unexpected};
    }
    void add(const char *id, const Reached &result, const At &at)
    {
        m_figures.add("kl-on-data", id, result.onData, "nat", Evidence::Simulated, at);
        m_figures.add("kl-on-own-texts", id, result.onOwn, "nat", Evidence::Simulated, at);
        m_figures.add("unexpected-tokens", id, result.unexpected, "%", Evidence::Simulated, at);
    }

    World m_world;
    double m_typos;
    SeedFigures &m_figures;
};

}  // namespace

Result<std::vector<Quality>> recipeQuality(const Setup &setup)
{
    auto figures = studySeeds(
            setup, "distilling students",
            [&](std::uint64_t seed, SeedFigures &of) {
                for (const double typos : typoShares) {
                    Study(setup, typos, seed, of).run();
                }
            },
            setup.threads, seedCount);
    if (!figures) {
        return figures;
    }
    // An fp16 probability and a 32-bit index each; a live teacher stores nothing.
    const auto bytes = double(6 * setup.shape.at("stored"));
    for (const char *id : {"top-k", "top-k-tail"}) {
        figures->push_back(figure("stored-bytes", id, bytes, "B/token", Evidence::Computed));
    }
    return figures;
}

}  // namespace touchstone::kernels::kd_offline_onpolicy
