#include "kernels/attention/ahn-window-deltanet/memory_state.h"
#include "kernels/blocks/figures.h"
#include "kernels/blocks/kv_cache.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <array>
#include <utility>

namespace touchstone::kernels::ahn_window_deltanet {

namespace {

// --- recall of pairs of a key and a value that lie beyond the window

constexpr std::size_t size = 64, tokens = 2048, window = tokens / 4, sinks = 32;
// Of fp16 keys and values that take as many bytes as a state in float.
constexpr std::size_t stateTokens = size * size * sizeof(float) / (2 * sizeof(Half) * size);
constexpr double sharpness = 1.5;  // of queries: attention over all then finds its pair
constexpr std::array decays{1.0, 0.9995};

// Keys of a head, alike from token to token, with pairs planted 0.3 to 0.9 of the length back. The
// gate of a trained model may tell them from the rest: their strength is 1, that of the others
// `background`.
struct Planted {
    std::vector<float> k = std::vector<float>(tokens * size), v = k;
    std::vector<std::size_t> places;

    Planted(std::size_t pairs, std::uint64_t seed)
    {
        rng::fillNormal(k, 0.0F, 1.0F, seed, 1);
        rng::fillNormal(v, 0.0F, 1.0F, seed, 2);
        std::vector<float> own = k;
        rng::correlate(k, size);
        rng::fillNormal(own, 0.0F, 1.0F, seed, 3);
        for (std::size_t i = 0; i < pairs; ++i) {
            const auto draw = rng::uniform(rng::philox(seed, 4, i)[0]);
            const auto place = std::size_t(double(tokens) * (0.1 + 0.6 * draw));
            std::copy_n(own.begin() + std::ptrdiff_t(i * size), size,
                        k.begin() + std::ptrdiff_t(place * size));
            places.push_back(place);
        }
        std::sort(places.begin(), places.end());
        places.erase(std::unique(places.begin(), places.end()), places.end());
    }
    bool isPlanted(std::size_t t) const
    {
        return std::binary_search(places.begin(), places.end(), t);
    }
    std::vector<double> attention(std::size_t place, std::size_t width) const
    {
        std::vector<double> out(size);
        double all = 0;
        for (std::size_t t = 0; t < tokens; ++t) {
            if (t >= sinks && t + width < tokens) {
                continue;
            }
            double score = 0;
            for (std::size_t c = 0; c < size; ++c) {
                score += sharpness * k[place * size + c] * k[t * size + c];
            }
            const double weight = std::exp(score / std::sqrt(double(size)));
            all += weight;
            for (std::size_t c = 0; c < size; ++c) {
                out[c] += weight * v[t * size + c];
            }
        }
        for (double &value : out) {
            value /= all;
        }
        return out;
    }
    // What the query of each place reads in the state once the last token has been written.
    std::vector<std::vector<double>> reads(double decay, double background) const
    {
        ExactMemory memory(size);
        for (std::size_t t = sinks; t + window < tokens; ++t) {
            const float *value = v.data() + t * size;
            memory.take(decay, isPlanted(t) ? 1 : background, exactUnit(k.data() + t * size, size),
                        {value, value + size});
        }
        std::vector<std::vector<double>> all;
        for (const std::size_t place : places) {
            all.push_back(exactNormalised(memory.read(exactUnit(k.data() + place * size, size))));
        }
        return all;
    }
};

double dot(const std::vector<double> &a, const std::vector<double> &b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

// One stream's outputs, by place.
struct Outputs {
    std::vector<std::vector<double>> full, windowed, equal, read;

    Outputs(const Planted &planted, double decay, double background)
        : read(planted.reads(decay, background))
    {
        for (const std::size_t place : planted.places) {
            full.push_back(planted.attention(place, tokens));
            windowed.push_back(planted.attention(place, window));
            equal.push_back(planted.attention(place, window + stateTokens));
        }
    }
    // The gate by least squares: what of the missing output the read explains.
    double bestGate() const
    {
        double over = 0, under = 0;
        for (std::size_t i = 0; i < full.size(); ++i) {
            over += dot(read[i], full[i]) - dot(read[i], windowed[i]);
            under += dot(read[i], read[i]);
        }
        return over / under;
    }
    std::vector<std::vector<double>> gated(double gate) const
    {
        auto sum = windowed;
        for (std::size_t i = 0; i < sum.size(); ++i) {
            for (std::size_t c = 0; c < size; ++c) {
                sum[i][c] += gate * read[i][c];
            }
        }
        return sum;
    }
    // 1 less the mean cosine to the outputs of attention over all.
    double error(const std::vector<std::vector<double>> &of) const
    {
        double sum = 0;
        for (std::size_t i = 0; i < of.size(); ++i) {
            sum += dot(of[i], full[i]) / std::sqrt(dot(of[i], of[i]) * dot(full[i], full[i]));
        }
        return 1 - sum / double(of.size());
    }
};

// Decay and gate are chosen on one stream, errors read off another.
void addRecall(SeedFigures &to, std::size_t pairs, double background, std::uint64_t seed)
{
    const Planted train(pairs, 2 * seed), test(pairs, 2 * seed + 1);
    double best = decays[0], gate = 0, least = HUGE_VAL;
    for (const double decay : decays) {
        const Outputs outputs(train, decay, background);
        const double fitted = outputs.bestGate();
        const double error = outputs.error(outputs.gated(fitted));
        if (error < least) {
            least = error;
            best = decay;
            gate = fitted;
        }
    }
    const Outputs outputs(test, best, background);
    const At at{{"background", background}, {"pairs", double(pairs)}};
    const auto add = [&](const char *variant, const std::vector<std::vector<double>> &of) {
        to.add("recall-error", variant, outputs.error(of), "", Evidence::Simulated, at);
    };
    add("window", outputs.windowed);
    add("window-equal", outputs.equal);
    add("ahn", outputs.gated(gate));
}

// --- exact arithmetic for a model of the shape of Qwen2.5-3B with the window of the paper

constexpr double modelWidth = 2048, modelLayers = 36, modelInner = 11008;
constexpr std::size_t modelHeads = 16, modelKvHeads = 2, modelSize = 128;
constexpr std::size_t modelWindow = 32640, modelSinks = 128;

// Keys and values in fp16 and states in float, as the operation holds them.
void addCacheBytes(std::vector<Quality> &figures, std::size_t length)
{
    const At at{{"tokens", double(length)}};
    const auto add = [&](const char *variant, double bytes) {
        figures.push_back(
                figure("cache-bytes", variant, modelLayers * bytes, "B", Evidence::Computed, at));
    };
    const auto bytes = [](std::size_t n) { return kv::bytes(modelKvHeads, n, modelSize); };
    const std::size_t kept = std::min(length, modelWindow + modelSinks);
    const double states = double(modelHeads * modelSize * modelSize * sizeof(float));
    add("full", bytes(length));
    add("window", bytes(kept));
    add("window-equal", bytes(kept) + states);
    add("ahn", bytes(kept) + states);
}

void addPromptFlops(std::vector<Quality> &figures, std::size_t length)
{
    const At at{{"tokens", double(length)}};
    const auto n = double(length), width = double(std::min(length, modelWindow + modelSinks));
    const double kvWidth = double(modelKvHeads * modelSize);
    const double products =
            n * modelLayers
            * (4 * modelWidth * (modelWidth + kvWidth) + 6 * modelWidth * modelInner);
    const auto attention = [&](double pairs) {
        return modelLayers * double(modelHeads) * attention::flops(pairs, modelSize);
    };
    const double state = delta::flops(delta::Order::Chunked, delta::Rule::Delta,
                                      {modelSize, modelSize}, false, true);
    const auto add = [&](const char *variant, double flops) {
        figures.push_back(figure("prompt-flops", variant, flops, "FLOPs", Evidence::Computed, at));
    };
    add("full", products + attention(n * (n + 1) / 2));
    add("ahn", products + attention(width * (width + 1) / 2 + (n - width) * width)
                       + (n - width) * modelLayers * double(modelHeads) * state);
}

}  // namespace

Result<std::vector<Quality>> memoryQuality(const Setup &setup)
{
    const bool smoke = setup.effort == Effort::Smoke;
    auto figures = studySeeds(
            setup, "recalling pairs",
            [&](std::uint64_t seed, SeedFigures &to) {
                for (const std::size_t pairs : {16U, 64U}) {
                    for (const double background : {0.0, 0.01, 0.1}) {
                        const bool skipped = smoke && (pairs > 16 || background > 0);
                        if (!skipped && !setup.stop.stop_requested()) {
                            addRecall(to, pairs, background, seed);
                        }
                    }
                }
            },
            setup.threads);
    if (!figures) {
        return figures;
    }
    for (const std::size_t length : {65536U, 131072U, 262144U}) {
        addCacheBytes(*figures, length);
        addPromptFlops(*figures, length);
    }
    return figures;
}

}  // namespace touchstone::kernels::ahn_window_deltanet
