#include "kernels/systems/sim-precomputed-answers/topics.h"

#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <numeric>

namespace touchstone::kernels::sim_precomputed_answers {

namespace {

constexpr double firstTemperature = 0.7;
constexpr double lastTemperature = 1.0;
constexpr std::size_t maskedQuestions = 200;
constexpr std::size_t windowQuestions = 100;
constexpr float paraphraseNoise = 0.35F;

// Draws ranks of a distribution by its cumulative sums.
class Draw {
public:
    explicit Draw(const std::vector<double> &shares) : m_cumulative(shares.size())
    {
        std::partial_sum(shares.begin(), shares.end(), m_cumulative.begin());
    }
    std::uint32_t operator()(std::uint32_t word) const
    {
        const double u = rng::uniform(word) * m_cumulative.back();
        const auto at = std::upper_bound(m_cumulative.begin(), m_cumulative.end(), u);
        return std::uint32_t(std::min<std::ptrdiff_t>(at - m_cumulative.begin(),
                                                      std::ptrdiff_t(m_cumulative.size()) - 1));
    }

private:
    std::vector<double> m_cumulative;
};

// p^(1/temperature): of Zipf's law the exponent changes.
struct Sampler {
    Sampler(const World &world, double temperature)
        : topic(zipf(world.topics, world.exponent / temperature)),
          phrasing(zipf(phrasings, 1 / temperature))
    {
    }
    Question draw(std::uint64_t seed, std::uint32_t stream, std::uint64_t index) const
    {
        const auto words = rng::philox(seed, stream, index);
        return {topic(words[0]), phrasing(words[1])};
    }

    Draw topic, phrasing;
};

// A store being filled.
class Filling {
public:
    Filling(const World &world, Generator generator)
        : m_world(world), m_generator(generator), m_sampler(world, m_temperature),
          m_masks(generator == Generator::Naive ? 0 : std::min(maskedQuestions, world.topics / 4)),
          m_masked(world.topics, false), m_stored(world.topics * phrasings, false)
    {
    }
    std::vector<Question> run(std::size_t pairs, const std::stop_token &stop)
    {
        std::vector<Question> questions;
        // A world with fewer questions than pairs would never fill the store: then repeat.
        const std::size_t patience = 1000 * pairs;
        const bool adaptive = m_generator == Generator::Adaptive;
        while (questions.size() < pairs && !stop.stop_requested()) {
            const Question question = next();
            const std::size_t id = question.topic * phrasings + question.phrasing;
            const bool repeated = m_stored[id];
            m_stored[id] = true;
            if (!adaptive || !repeated || m_drawn > patience) {
                questions.push_back(question);
            }
            if (adaptive) {
                adapt(repeated);
            }
        }
        return questions;
    }

private:
    // A question on a topic that is not in the prompt.
    Question next()
    {
        const std::uint32_t stream = m_generator == Generator::Naive ? 21 : 22;
        Question question;
        do {
            question = m_sampler.draw(m_world.seed, stream, m_drawn++);
        } while (m_masked[question.topic]);
        m_recent.push_back(question.topic);
        m_masked[question.topic] = true;
        if (m_recent.size() > m_masks) {
            m_masked[m_recent.front()] = false;
            m_recent.pop_front();
        }
        return question;
    }
    void adapt(bool repeated)
    {
        m_repeated += repeated ? 1 : 0;
        if (++m_inWindow < windowQuestions) {
            return;
        }
        if (m_repeated * 10 > windowQuestions && m_temperature < lastTemperature) {
            m_temperature += 0.05;
            m_sampler = Sampler(m_world, m_temperature);
        }
        m_inWindow = m_repeated = 0;
    }

    const World &m_world;
    Generator m_generator;
    double m_temperature = firstTemperature;
    Sampler m_sampler;
    std::size_t m_masks;
    std::deque<std::uint32_t> m_recent;
    std::vector<bool> m_masked, m_stored;
    std::uint64_t m_drawn = 0;
    std::size_t m_inWindow = 0, m_repeated = 0;
};

}  // namespace

void normalise(std::span<float> vector, double length)
{
    const double square = std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0);
    const auto scale = float(length / std::sqrt(square));
    for (float &value : vector) {
        value *= scale;
    }
}

std::vector<double> zipf(std::size_t count, double exponent)
{
    std::vector<double> shares(count);
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
        shares[i] = std::pow(double(i + 1), -exponent);
        sum += shares[i];
    }
    for (double &share : shares) {
        share /= sum;
    }
    return shares;
}

std::vector<float> World::embed(std::span<const Question> questions, int threads,
                                const std::stop_token &stop) const
{
    // A seed of its own for each vector: fillNormal numbers its elements from 0. Drawing normals
    // takes nearly all of the time: each topic's are drawn once.
    std::vector<float> directions(topics * dimension);
    parallelEach(threads, topics, [&](std::size_t i) {
        const std::span<float> out(directions.data() + i * dimension, dimension);
        if (stop.stop_requested()) {
            return;
        }
        rng::fillNormal(out, 0.0F, 1.0F, seed + 0x9E3779B97F4A7C15ULL * (i + 1), 23);
        normalise(out);
    });
    std::vector<float> rows(questions.size() * dimension);
    parallelEach(threads, questions.size(), [&](std::size_t i) {
        if (stop.stop_requested()) {
            return;
        }
        const std::span<float> row(rows.data() + i * dimension, dimension);
        const std::uint64_t own =
                std::uint64_t(questions[i].topic) * phrasings + questions[i].phrasing + 1;
        rng::fillNormal(row, 0.0F, paraphraseNoise / std::sqrt(float(dimension)),
                        seed + 0xD1B54A32D192ED03ULL * own, 24);
        const float *topic = directions.data() + questions[i].topic * dimension;
        std::transform(row.begin(), row.end(), topic, row.begin(), std::plus<>());
        normalise(row);
    });
    return rows;
}

std::vector<Question> World::ask(std::size_t count, std::uint32_t stream) const
{
    const Draw topic(zipf(topics, exponent));
    std::vector<Question> questions;
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto words = rng::philox(seed, stream, i);
        questions.push_back({topic(words[0]), std::uint32_t(words[1] % phrasings)});
    }
    return questions;
}

double World::popularity(std::span<const Question> stored) const
{
    const auto shares = zipf(topics, exponent);
    std::vector<bool> covered(topics, false);
    double sum = 0;
    for (const Question &question : stored) {
        sum += covered[question.topic] ? 0 : shares[question.topic];
        covered[question.topic] = true;
    }
    return sum;
}

std::vector<Question> generate(const World &world, Generator generator, std::size_t pairs,
                               const std::stop_token &stop)
{
    return Filling(world, generator).run(pairs, stop);
}

}  // namespace touchstone::kernels::sim_precomputed_answers
