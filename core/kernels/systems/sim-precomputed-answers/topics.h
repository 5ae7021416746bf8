// Questions and their precomputation for kernel.cpp: topics that users ask about,
// phrasings of each, and generators that fill a store ahead of time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace touchstone::kernels::sim_precomputed_answers {

constexpr std::size_t phrasings = 20;  // ways to ask about one topic

struct Question {
    std::uint32_t topic = 0, phrasing = 0;
    bool operator==(const Question &) const = default;
};

// `topics` of Zipf popularity on the unit sphere of `dimension`; a phrasing adds a Gaussian of
// expected length 0.35 to its topic, normalised again.
struct World {
    std::size_t topics = 0, dimension = 0;
    std::uint64_t seed = 0;
    double exponent = 0.9;  // of the popularity; 0: users ask about all topics alike

    // Of each question. Ends early, with nothing of use, when asked to.
    std::vector<float> embed(std::span<const Question> questions, int threads = 1,
                             const std::stop_token &stop = {}) const;
    // What users ask: topics by popularity, phrasings alike.
    std::vector<Question> ask(std::size_t count, std::uint32_t stream) const;
    // Share of what users ask that falls on these topics.
    double popularity(std::span<const Question> stored) const;
};

enum class Generator {
    Naive,    // draws at temperature 0.7, repetitions and all
    Masked,   // the same, but never on a topic of the last 200 questions, which are in its prompt
    Adaptive  // masked; repetitions are dropped, and the temperature rises by 0.05, up to 1, where
              // more than a tenth of 100 drawn were repetitions
};
// A generator knows the topics' popularity and has favourite phrasings (Zipf, exponent 1); both are
// raised to 1 / temperature. Exactly `pairs` questions, or fewer when asked to stop.
std::vector<Question> generate(const World &world, Generator generator, std::size_t pairs,
                               const std::stop_token &stop = {});

// Gives the vector this length.
void normalise(std::span<float> vector, double length = 1);
// Probabilities 1 / rank^exponent, normalised.
std::vector<double> zipf(std::size_t count, double exponent);

}  // namespace touchstone::kernels::sim_precomputed_answers
