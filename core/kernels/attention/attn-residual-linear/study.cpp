// The figures of quality.h: settings tuned on one stream and read off another.
#include "kernels/attention/attn-residual-linear/mixers.h"
#include "kernels/attention/attn-residual-linear/quality.h"
#include "kernels/blocks/delta_state.h"
#include "kernels/blocks/figures.h"
#include "kernels/catalogue.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

namespace touchstone::kernels::attn_residual_linear {

namespace {

// --- R2

// What is tuned on the training stream. Whether residuals are clipped is tuned too.
struct Tuned {
    double decay = 1, strength = 1;              // of the first state
    double secondDecay = 1, secondStrength = 1;  // of the second
    std::optional<double> clipAt{};
};

constexpr std::array decays{0.97, 0.985, 0.993, 0.997, 1.0};
constexpr std::array strengths{0.05, 0.15, 0.4, 1.0};

bool isDelta(const Mixer &mixer)
{
    return mixer.rule == delta::Rule::Delta;
}

std::vector<double> residualsOf(const Stream &stream, const Predictions &predicted,
                                std::optional<double> clipAt)
{
    std::vector<double> left(predicted.size());
    for (std::size_t i = 0; i < left.size(); ++i) {
        const double most = clipAt.value_or(HUGE_VAL);
        left[i] = std::clamp(stream.v[i] - predicted[i], -most, most);
    }
    return left;
}

// Predictions of both states of a mixer; the second empty where there is none.
std::pair<Predictions, Predictions> predictions(const Mixer &mixer, const Stream &stream,
                                                const Tuned &by)
{
    auto first = statePredictions(stream, isDelta(mixer), by.decay, by.strength, stream.v);
    if (mixer.second == Second::None) {
        return {std::move(first), {}};
    }
    const bool residual = mixer.second == Second::Residuals;
    auto second = statePredictions(stream, isDelta(mixer), by.secondDecay, by.secondStrength,
                                   residual ? residualsOf(stream, first, by.clipAt) : stream.v);
    return {std::move(first), std::move(second)};
}

// Every mixer has two states' worth of grid at most: a residual state shares the decay of the
// first, as in the paper, and its strength counts under the delta rule only, as does that of a
// first state whose predictions nobody subtracts; both scales are left to the readout otherwise.
std::vector<Tuned> gridOf(const Mixer &mixer)
{
    const bool delta = isDelta(mixer), residual = mixer.second == Second::Residuals;
    std::vector<Tuned> grid;
    const auto strengthsIf = [](bool counts) {
        return counts ? std::vector<double>(strengths.begin(), strengths.end())
                      : std::vector<double>{1.0};
    };
    for (const double decay : decays) {
        for (const double strength : strengthsIf(delta || residual)) {
            if (mixer.second == Second::None) {
                grid.push_back({decay, strength});
                continue;
            }
            for (const double secondDecay : decays) {
                if (residual ? secondDecay != decay : secondDecay < decay) {
                    continue;
                }
                for (const double secondStrength : strengthsIf(delta)) {
                    grid.push_back({decay, strength, secondDecay, secondStrength});
                    if (residual) {
                        grid.push_back({decay, strength, secondDecay, secondStrength, clip});
                    }
                }
            }
        }
    }
    return grid;
}

// R2 on the test stream with what was best on the other.
double tunedR2(const Mixer &mixer, const Stream &train, const Stream &test)
{
    Tuned best;
    Readout readout;
    readout.r2 = -HUGE_VAL;
    for (const Tuned &tried : gridOf(mixer)) {
        const auto [first, second] = predictions(mixer, train, tried);
        const Readout fitted = fitReadout(train, first, second);
        if (fitted.r2 > readout.r2) {
            readout = fitted;
            best = tried;
        }
    }
    const auto [first, second] = predictions(mixer, test, best);
    return explained(test, readout, first, second);
}

struct Setting {
    double noise, drift;
};
constexpr std::array settings{Setting{0.5, 0.01}, Setting{0.5, 0.03}, Setting{0.5, 0},
                              Setting{0.1, 0.01}};

void addR2(SeedFigures &to, const Setting &setting, std::uint64_t seed)
{
    const Stream train(setting.noise, setting.drift, seed, 1);
    const Stream test(setting.noise, setting.drift, seed, 2);
    const At at{{"noise", setting.noise}, {"drift", setting.drift}};
    const auto add = [&](const char *metric, const char *variant, double value) {
        to.add(metric, variant, 100 * value, "%", Evidence::Simulated, at);
    };
    for (const Mixer &mixer : mixers) {
        if (mixer.order == delta::Order::Chunked) {
            add("prediction-r2", mixer.id, tunedR2(mixer, train, test));
        }
    }
    add("prediction-r2-bound", "rdn", explained(test, {{1, 0}}, kalmanPredictions(test), {}));
}

// --- time and memory over tokens

constexpr std::array<std::int64_t, 3> lengths{1024, 2048, 4096};
constexpr std::size_t repetitions = 5;

// The slope of log time over log tokens, once for each repetition.
Result<> addExponents(const Setup &setup, std::vector<Quality> &figures)
{
    const Kernel *kernel = find("attn-residual-linear");
    const bool smoke = setup.effort == Effort::Smoke;
    std::vector<std::vector<double>> slopes(kernel->variants().size());
    for (std::size_t n = 0; n < (smoke ? 2 : repetitions); ++n) {
        std::vector<double> sums(slopes.size());
        for (const std::int64_t length : lengths) {
            if (setup.stop.stop_requested()) {
                return cancelled();
            }
            Setup own = setup;
            own.device = nullptr;
            own.shape = {"",
                         {{"tokens", smoke ? length / 16 : length}, {"heads", 2}, {"size", 64}},
                         "mix",
                         {}};
            Memory memory;
            auto problem = kernel->prepare(own, memory);
            if (!problem) {
                return passOn(std::move(problem.error()));
            }
            for (std::size_t v = 0; v < slopes.size(); ++v) {
                (*problem)->run(v);
                const auto start = std::chrono::steady_clock::now();
                (*problem)->run(v);
                const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
                // Least squares over three lengths, each twice the one before.
                const double weight = length == lengths[0] ? -0.5 : length == lengths[2] ? 0.5 : 0;
                sums[v] += weight * std::log2(took.count());
            }
        }
        for (std::size_t v = 0; v < slopes.size(); ++v) {
            slopes[v].push_back(sums[v]);
        }
    }
    for (std::size_t v = 0; v < slopes.size(); ++v) {
        figures.push_back(overSeeds("time-exponent", kernel->variants()[v].id, slopes[v], ""));
    }
    return {};
}

// What one head keeps between two tokens, in float: all keys and values, or its states.
void addKeptBytes(std::vector<Quality> &figures)
{
    constexpr std::size_t size = 64;
    const auto state = double(size * size * sizeof(float));
    for (const std::int64_t tokens : {1024, 4096, 16384}) {
        const At at{{"tokens", double(tokens)}};
        const auto add = [&](const char *variant, double bytes) {
            figures.push_back(figure("kept-bytes", variant, bytes, "B", Evidence::Computed, at));
        };
        add("attention", 2.0 * double(tokens) * double(size * sizeof(float)));
        for (const Mixer &mixer : mixers) {
            add(mixer.id, double(mixer.states()) * state);
        }
    }
}

}  // namespace

Result<std::vector<Quality>> residualQuality(const Setup &setup)
{
    auto figures = studySeeds(
            setup, "predicting values",
            [&](std::uint64_t seed, SeedFigures &to) {
                const std::size_t count = setup.effort == Effort::Smoke ? 1 : settings.size();
                for (std::size_t i = 0; i < count && !setup.stop.stop_requested(); ++i) {
                    addR2(to, settings[i], seed);
                }
            },
            setup.threads);
    if (!figures) {
        return figures;
    }
    addKeptBytes(*figures);
    if (auto added = addExponents(setup, *figures); !added) {
        return passOn(std::move(added.error()));
    }
    return figures;
}

}  // namespace touchstone::kernels::attn_residual_linear
