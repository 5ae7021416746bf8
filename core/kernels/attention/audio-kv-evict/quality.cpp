#include "kernels/attention/audio-kv-evict/quality.h"

#include "kernels/attention/audio-kv-evict/evict.h"
#include "kernels/blocks/figures.h"
#include "kernels/blocks/kv_cache.h"
#include "kernels/blocks/rng.h"
#include "kernels/catalogue.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace touchstone::kernels::audio_kv_evict {

namespace {

constexpr std::size_t size = Soundtrack::size;
// An asked key scores this much on its own frames, others 0 on average.
constexpr double sharpness = 9;
constexpr float detail = 0.3F;  // of a frame within its event

}  // namespace

Soundtrack::Soundtrack(std::size_t length, std::uint64_t seed)
    : tokens(length), k(length * size), v(length * size),
      codebook(answers, std::vector<float>(size))
{
    fillFrames(k, size, seed, 1);
    fillFrames(v, size, seed, 2);
    for (std::size_t i = 0; i < answers; ++i) {
        rng::fillNormal(codebook[i], 0.0F, 1.0F, seed * 64 + i, 3);
    }
    const auto pairs = std::size_t(double(length) * perFrame / 2);
    std::vector<float> noise(2 * 40 * size);
    for (std::size_t i = 0; i < pairs; ++i) {
        std::vector<float> keys(2 * size);
        rng::fillNormal(keys, 0.0F, 1.0F, seed * 4096 + i, 4);
        const auto draws = rng::philox(seed, 5, i), more = rng::philox(seed, 6, i);
        const std::size_t answer = draws[0] % answers;
        for (std::size_t hop = 0; hop < 2; ++hop) {
            // Later events cover earlier ones where they meet: the asked pair may be lost, to all.
            const std::size_t frames = 5 + draws[1 + hop] % 36;
            const std::size_t first = more[hop] % (length - frames - observed);
            const float *value = hop == 0 ? keys.data() + size : codebook[answer].data();
            rng::fillNormal(noise, 0.0F, detail, seed * 4096 + 2 * i + hop, 7);
            for (std::size_t at = 0; at < frames * size; ++at) {
                k[first * size + at] = keys[hop * size + at % size] + noise[at];
                v[first * size + at] = value[at % size] + noise[40 * size + at];
            }
        }
        questions.push_back({{keys.begin(), keys.begin() + std::ptrdiff_t(size)}, answer});
    }
}

namespace {

// Softmax over the tokens that stay, of a query that scores `sharpness` on its own key.
std::vector<double> weightsOf(const Soundtrack &track, const std::vector<double> &key)
{
    double square = 0;
    for (const double value : key) {
        square += value * value;
    }
    std::vector<double> weights(track.tokens);
    double all = 0;
    for (std::size_t t = 0; t < track.tokens; ++t) {
        double score = 0;
        for (std::size_t c = 0; c < size; ++c) {
            score += key[c] * track.k[t * size + c];
        }
        weights[t] = std::exp(sharpness * score / square);
        all += weights[t];
    }
    for (double &weight : weights) {
        weight /= all;
    }
    return weights;
}

struct Read {
    std::vector<double> value;
    double mass = 0;
};
Read readFrom(const Soundtrack &track, const std::vector<double> &key,
              const std::optional<std::vector<std::int32_t>> &stay)
{
    const auto weights = weightsOf(track, key);
    Read read{std::vector<double>(size), 0};
    const auto take = [&](std::size_t t) {
        read.mass += weights[t];
        for (std::size_t c = 0; c < size; ++c) {
            read.value[c] += weights[t] * track.v[t * size + c];
        }
    };
    for (std::size_t i = 0; i < (stay ? stay->size() : track.tokens); ++i) {
        take(stay ? std::size_t((*stay)[i]) : i);
    }
    for (double &value : read.value) {
        value /= read.mass;
    }
    return read;
}

}  // namespace

Asked ask(const Soundtrack &track, const Soundtrack::Question &question,
          const std::optional<std::vector<std::int32_t>> &stay)
{
    const Read first = readFrom(track, {question.key.begin(), question.key.end()}, stay);
    const Read second = readFrom(track, first.value, stay);
    std::vector<float> likeness;
    for (const auto &code : track.codebook) {
        double product = 0, square = 0;
        for (std::size_t c = 0; c < size; ++c) {
            product += second.value[c] * code[c];
            square += double(code[c]) * code[c];
        }
        likeness.push_back(float(product / std::sqrt(square)));
    }
    return {largestOf(likeness) == question.answer, first.mass};
}

std::vector<std::int32_t> keptFor(const Soundtrack &track, const Soundtrack::Question &question,
                                  Keeper by, std::size_t keep, std::uint64_t seed)
{
    std::vector<float> scores(track.tokens);
    const std::size_t count = keptTokens(track.tokens, keep);
    if (by == Keeper::Score || by == Keeper::Duplication || by == Keeper::Observation) {
        // The last tokens are the question's words: the last asks with the key, at the scale of
        // attention, the others are background.
        std::vector<float> q(track.tokens * size), work(scratchFloats(by, track.tokens, 1));
        fillFrames(std::span(q).last(observed * size), size, seed, 8);
        double square = 0;
        for (const float value : question.key) {
            square += double(value) * value;
        }
        for (std::size_t c = 0; c < size; ++c) {
            q[(track.tokens - 1) * size + c] =
                    float(question.key[c] * sharpness * std::sqrt(double(size)) / square);
        }
        scoreTokens(by, {q.data(), track.k.data(), track.tokens, 1, size}, scores.data(),
                    work.data(), 1);
    }
    return chooseTokens(by, track.tokens, count, scores, seed);
}

namespace {

struct Named {
    const char *id;
    Keeper by;
};
constexpr std::array keepers{Named{"random", Keeper::Random}, Named{"uniform", Keeper::Uniform},
                             Named{"score", Keeper::Score},
                             Named{"duplication", Keeper::Duplication},
                             Named{"observation", Keeper::Observation}};
constexpr std::array<std::size_t, 3> lengths{2250, 4500, 7500};
constexpr std::size_t mostQuestions = 16;

void addErrors(SeedFigures &to, std::size_t length, bool smoke, std::uint64_t seed)
{
    const Soundtrack track(length, seed);
    const std::size_t count = std::min(track.questions.size(), smoke ? 2 : mostQuestions);
    const auto add = [&](const char *variant, std::size_t keep, const auto &choose) {
        double wrong = 0, mass = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const Asked asked = ask(track, track.questions[i], choose(track.questions[i]));
            wrong += asked.right ? 0 : 100.0 / double(count);
            mass += 100 * asked.mass / double(count);
        }
        const At at{{"tokens", double(length)}, {"keep", double(keep)}};
        to.add("two-hop-error", variant, wrong, "%", Evidence::Simulated, at);
        to.add("attention-mass", variant, mass, "%", Evidence::Simulated, at);
    };
    using Stay = std::optional<std::vector<std::int32_t>>;
    for (const std::size_t keep : {10U, 30U, 50U, 90U}) {
        if (smoke && keep != 50) {
            continue;
        }
        add("full", keep, [](const auto &) { return Stay(); });
        for (const Named &keeper : keepers) {
            add(keeper.id, keep, [&](const Soundtrack::Question &question) {
                return Stay(keptFor(track, question, keeper.by, keep, seed));
            });
        }
    }
}

// The slope of log time over log tokens, once for each repetition, of attention over all and over
// half of the tokens: on the CPU.
Result<> addExponents(const Setup &setup, std::vector<Quality> &figures)
{
    const Kernel *kernel = find("audio-kv-evict");
    const bool smoke = setup.effort == Effort::Smoke;
    constexpr std::array wanted{"full", "uniform", "score"};
    std::array<std::vector<double>, wanted.size()> slopes;
    for (std::size_t n = 0; n < (smoke ? 2 : 5); ++n) {
        std::array<double, wanted.size()> logs[2] = {};
        for (std::size_t end = 0; end < 2; ++end) {
            if (setup.stop.stop_requested()) {
                return cancelled();
            }
            const auto tokens = std::int64_t(end == 0 ? lengths.front() : lengths.back());
            Setup own = setup;
            own.device = nullptr;
            own.shape = {"",
                         {{"tokens", smoke ? tokens / 10 : tokens},
                          {"keep", 50},
                          {"heads", 2},
                          {"size", 64}},
                         "prefill",
                         {}};
            Memory memory;
            auto problem = kernel->prepare(own, memory);
            if (!problem) {
                return passOn(std::move(problem.error()));
            }
            for (const std::size_t v : variantsOn(*kernel, own.shape)) {
                const auto found =
                        std::find(wanted.begin(), wanted.end(), kernel->variants()[v].id);
                if (found == wanted.end()) {
                    continue;
                }
                (*problem)->run(v);
                const auto start = std::chrono::steady_clock::now();
                (*problem)->run(v);
                const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
                logs[end][std::size_t(found - wanted.begin())] = std::log(took.count());
            }
        }
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            slopes[i].push_back((logs[1][i] - logs[0][i])
                                / std::log(double(lengths.back()) / double(lengths.front())));
        }
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        figures.push_back(overSeeds("time-exponent", wanted[i], slopes[i], ""));
    }
    return {};
}

// Of a layer with 8 heads of 64 in fp16.
void addCacheBytes(std::vector<Quality> &figures, std::size_t keep)
{
    const At at{{"keep", double(keep)}};
    const auto add = [&](const char *variant, std::size_t tokens) {
        figures.push_back(figure("cache-bytes", variant, kv::bytes(8, tokens, 64), "B",
                                 Evidence::Computed, at));
    };
    add("full", lengths.back());
    add("observation", keptTokens(lengths.back(), keep));
}

}  // namespace

Result<std::vector<Quality>> evictionQuality(const Setup &setup)
{
    const bool smoke = setup.effort == Effort::Smoke;
    auto figures = studySeeds(
            setup, "asking about recordings",
            [&](std::uint64_t seed, SeedFigures &to) {
                for (const std::size_t length : lengths) {
                    const bool skipped = smoke && length != lengths.front();
                    if (!skipped && !setup.stop.stop_requested()) {
                        addErrors(to, length, smoke, seed);
                    }
                }
            },
            setup.threads);
    if (!figures) {
        return figures;
    }
    for (const std::size_t keep : {10U, 30U, 50U, 90U}) {
        addCacheBytes(*figures, keep);
    }
    if (auto added = addExponents(setup, *figures); !added) {
        return passOn(std::move(added.error()));
    }
    return figures;
}

}  // namespace touchstone::kernels::audio_kv_evict
