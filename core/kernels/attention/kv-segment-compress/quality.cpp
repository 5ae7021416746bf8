#include "kernels/attention/kv-segment-compress/quality.h"

#include "kernels/blocks/figures.h"
#include "kernels/blocks/kv_cache.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace touchstone::kernels::kv_segment_compress {

namespace {

using Vector = std::vector<double>;

double distance(const float *a, const Vector &b)
{
    double sum = 0;
    for (std::size_t c = 0; c < b.size(); ++c) {
        sum += (a[c] - b[c]) * (a[c] - b[c]);
    }
    return sum;
}

Vector meanOf(const Segment &segment, const std::vector<std::int32_t> &labels, std::size_t slot,
              bool ofKeys)
{
    Vector mean(segment.size);
    const auto count = double(std::count(labels.begin(), labels.end(), std::int32_t(slot)));
    for (std::size_t t = 0; t < labels.size(); ++t) {
        const float *row = ofKeys ? segment.key(t) : segment.value(t);
        for (std::size_t c = 0; labels[t] == std::int32_t(slot) && c < segment.size; ++c) {
            mean[c] += row[c] / count;
        }
    }
    return mean;
}

}  // namespace

ExactSlots::ExactSlots(Compressor by, const Segment &segment, std::size_t slots)
    : keys(slots, Vector(segment.size)), values(keys), bias(slots), labels(segmentTokens, -1)
{
    const Vector origin(segment.size);
    if (by == Compressor::Evict) {
        std::set<std::pair<double, std::size_t>> bySize;
        for (std::size_t t = 0; t < segmentTokens; ++t) {
            bySize.emplace(distance(segment.key(t), origin), t);
        }
        std::set<std::size_t> stay;
        for (auto it = bySize.begin(); stay.size() < slots; ++it) {
            stay.insert(it->second);
        }
        std::int32_t slot = 0;
        for (const std::size_t t : stay) {
            labels[t] = slot++;
        }
    }
    const std::size_t step = segmentTokens / slots;
    for (std::size_t s = 0; s < slots; ++s) {
        const float *first = segment.key(s * step);
        keys[s].assign(first, first + segment.size);
    }
    for (std::size_t round = 0; round < (by == Compressor::KMeans ? lloydRounds : 1); ++round) {
        for (std::size_t t = 0; by != Compressor::Evict && t < segmentTokens; ++t) {
            const auto nearer = [&](const Vector &a, const Vector &b) {
                return distance(segment.key(t), a) < distance(segment.key(t), b);
            };
            labels[t] = by == Compressor::Pool
                                ? std::int32_t(t / step)
                                : std::int32_t(std::min_element(keys.begin(), keys.end(), nearer)
                                               - keys.begin());
        }
        for (std::size_t s = 0; s < slots; ++s) {
            const auto count = std::count(labels.begin(), labels.end(), std::int32_t(s));
            keys[s] = count > 0 ? meanOf(segment, labels, s, true) : keys[s];
            values[s] = count > 0 ? meanOf(segment, labels, s, false) : origin;
            bias[s] = count > 0 ? std::log(double(count)) : double(emptyBias);
        }
    }
}

Topics::Topics(double detail, std::uint64_t seed)
    : k(tokens * size), v(tokens * size), now(topics, std::vector<float>(size))
{
    rng::fillNormal(k, 0.0F, float(detail), seed, 1);
    rng::fillNormal(v, 0.0F, float(detail), seed, 2);
    std::vector<std::vector<float>> meaning(topics, std::vector<float>(size));
    for (std::size_t i = 0; i < topics; ++i) {
        rng::fillNormal(now[i], 0.0F, 1.0F, seed * 64 + i, 3);
        rng::fillNormal(meaning[i], 0.0F, 1.0F, seed * 64 + i, 4);
    }
    std::vector<float> step(size);
    for (std::size_t t = 0; t < tokens; ++t) {
        const std::size_t topic =
                t % run == 0 ? rng::philox(seed, 5, t)[0] % topics : topicOf.back();
        if (t % run == 0) {
            rng::fillNormal(step, 0.0F, 0.1F, seed * 4096 + t, 6);
            for (std::size_t c = 0; c < size; ++c) {
                now[topic][c] = std::sqrt(0.99F) * now[topic][c] + step[c];
            }
        }
        topicOf.push_back(topic);
        for (std::size_t c = 0; c < size; ++c) {
            k[t * size + c] += now[topic][c];
            v[t * size + c] += meaning[topic][c];
        }
    }
}

namespace {

// Rows of keys and values with what is added to their scores.
struct Kept {
    std::vector<float> k, v, bias;
};

Kept keep(const Topics &context, std::optional<Compressor> by, std::size_t slots)
{
    constexpr std::size_t size = Topics::size;
    const std::size_t segments = Topics::tokens / segmentTokens - 1;
    const std::size_t count = segments * slots + segmentTokens;
    const auto last = std::ptrdiff_t(count * size);
    if (!by) {
        return {{context.k.end() - last, context.k.end()},
                {context.v.end() - last, context.v.end()},
                std::vector<float>(count)};
    }
    Kept kept{std::vector<float>(count * size), std::vector<float>(count * size),
              std::vector<float>(count)};
    std::vector<std::int32_t> labels(segmentTokens);
    for (std::size_t s = 0; s < segments; ++s) {
        const std::size_t from = s * segmentTokens * size, at = s * slots;
        compress(*by, {context.k.data() + from, context.v.data() + from, size, size},
                 {kept.k.data() + at * size, kept.v.data() + at * size, kept.bias.data() + at,
                  labels.data(), slots});
    }
    const auto local = std::ptrdiff_t(segmentTokens * size);
    std::copy(context.k.end() - local, context.k.end(), kept.k.end() - local);
    std::copy(context.v.end() - local, context.v.end(), kept.v.end() - local);
    return kept;
}

Vector attend(const Kept &kept, const Vector &query)
{
    const std::size_t size = query.size();
    Vector out(size);
    double all = 0;
    for (std::size_t t = 0; t < kept.bias.size(); ++t) {
        double score = 0;
        for (std::size_t c = 0; c < size; ++c) {
            score += query[c] * kept.k[t * size + c];
        }
        const double weight = std::exp(score / std::sqrt(double(size)) + kept.bias[t]);
        all += weight;
        for (std::size_t c = 0; c < size; ++c) {
            out[c] += weight * kept.v[t * size + c];
        }
    }
    for (double &value : out) {
        value /= all;
    }
    return out;
}

// A score of 8 above the others on average: softmax then looks at a topic, or at one token.
Vector queryOf(const float *key)
{
    double square = 0;
    for (std::size_t c = 0; c < Topics::size; ++c) {
        square += double(key[c]) * key[c];
    }
    Vector query(key, key + Topics::size);
    for (double &value : query) {
        value *= 8 * std::sqrt(double(Topics::size)) / square;
    }
    return query;
}

}  // namespace

double lossOf(const Topics &context, std::optional<Compressor> by, std::size_t slots,
              Question question, std::uint64_t seed)
{
    const Kept all{context.k, context.v, std::vector<float>(Topics::tokens)};
    const Kept kept = keep(context, by, slots);
    double missed = 0, whole = 0;
    for (std::size_t i = 0; i < 32; ++i) {
        const auto drawn = rng::philox(seed, question == Question::Topic ? 7 : 8, i);
        const std::size_t topic = drawn[0] % Topics::topics, token = drawn[1] % Topics::tokens;
        const Vector query =
                queryOf(question == Question::Topic ? context.now[topic].data()
                                                    : context.k.data() + token * Topics::size);
        const Vector right = attend(all, query), given = attend(kept, query);
        for (std::size_t c = 0; c < Topics::size; ++c) {
            missed += (given[c] - right[c]) * (given[c] - right[c]);
            whole += right[c] * right[c];
        }
    }
    return std::sqrt(missed / whole);
}

namespace {

void addLosses(SeedFigures &to, std::size_t slots, double detail, std::uint64_t seed)
{
    const Topics context(detail, seed);
    const At at{{"tokens a slot", double(segmentTokens / slots)}, {"detail", detail}};
    const auto add = [&](const char *variant, std::optional<Compressor> by) {
        for (const auto &[metric, question] : {std::pair("needle-error", Question::Needle),
                                               std::pair("topic-error", Question::Topic)}) {
            to.add(metric, variant, lossOf(context, by, slots, question, seed), "",
                   Evidence::Simulated, at);
        }
    };
    add("window", std::nullopt);
    add("evict", Compressor::Evict);
    add("pool", Compressor::Pool);
    add("k-means", Compressor::KMeans);
}

// Of one head of 128 in fp16; a slot has a bias in float.
void addCacheBytes(std::vector<Quality> &figures, std::size_t slots)
{
    constexpr std::size_t tokens = 32768, size = 128;
    const std::size_t inSlots = (tokens / segmentTokens - 1) * slots;
    const At at{{"tokens a slot", double(segmentTokens / slots)}};
    const auto add = [&](const char *variant, double bytes) {
        figures.push_back(figure("cache-bytes", variant, bytes, "B", Evidence::Computed, at));
    };
    const double kept = kv::bytes(1, inSlots + segmentTokens, size);
    add("full", kv::bytes(1, tokens, size));
    for (const char *variant : {"window", "evict"}) {
        add(variant, kept);
    }
    for (const char *variant : {"pool", "k-means"}) {
        add(variant, kept + double(inSlots * sizeof(float)));
    }
}

}  // namespace

Result<std::vector<Quality>> segmentQuality(const Setup &setup)
{
    const bool smoke = setup.effort == Effort::Smoke;
    auto figures = studySeeds(
            setup, "compressing contexts",
            [&](std::uint64_t seed, SeedFigures &to) {
                for (const std::size_t slots : {16U, 8U, 4U}) {
                    for (const double detail : {0.3, 0.6, 1.0}) {
                        const bool skipped = smoke && (slots != 8 || detail != 0.6);
                        if (!skipped && !setup.stop.stop_requested()) {
                            addLosses(to, slots, detail, seed);
                        }
                    }
                }
            },
            setup.threads);
    if (!figures) {
        return figures;
    }
    for (const std::size_t slots : {16U, 8U, 4U}) {
        addCacheBytes(*figures, slots);
    }
    return figures;
}

}  // namespace touchstone::kernels::kv_segment_compress
