// What each form of enhancing is worth, with trained networks of one size, against the flow itself,
// which is known for these frames. Two of the figures need no network: the error of Euler's steps
// along the true velocity, and that of the mean velocity which a perfect network of identity
// coefficient 0.5 would have (that of c = 1 is none).
#include "kernels/signal/meanflow-one-step/study.h"

#include <cmath>

namespace touchstone::kernels::meanflow_one_step {

namespace {

// Fewer bins than are timed: a network of this size cannot learn 64 of 16 spectra well enough for
// the steps to matter beside its own error.
constexpr std::size_t bins = 16, spectra = 8, width = 128;
constexpr std::size_t trainingSteps = 3000;
constexpr std::size_t heldOutCount = 300;
constexpr std::array<double, 3> decibels{-5, 5, 15};
constexpr double half = 0.5;  // the released script's identity coefficient

enum Stream : std::uint32_t { HeldOut = 500, Noise = 510 };

struct Nets {
    VelocityNet<float> flow, mean, halfMean;
};

// Held-out frames, where the flow begins and where it ends.
struct Test {
    Frames frames;
    Grid<float> start;
    Grid<double> end;
};

Test testOf(const Speech &speech, std::size_t count, double snr, std::uint64_t seed)
{
    const std::vector<double> all(count, snr);
    Test out{speech.draw(all, seed, HeldOut), normalGrid(count, bins, sigma, seed, Noise), {}};
    for (std::size_t i = 0; i < out.start.values.size(); ++i) {
        out.start.values[i] += out.frames.noisy.values[i];
    }
    out.end = inDouble(out.start);
    for (std::size_t row = 0; row < count; ++row) {
        const auto posterior = speech.posterior(out.frames.noisy.row(row), out.frames.noise[row]);
        follow(posterior, std::span(out.end.values).subspan(row * bins, bins), 1, endTime);
    }
    return out;
}

// Euler's steps along the true velocity, or one with the mean velocity of a perfect network.
Grid<float> withoutNetwork(const Speech &speech, const Test &test, const FormOf &form)
{
    Grid<float> out = test.start;
    const double distance = (1 - endTime) / double(form.steps);
    std::vector<double> velocity(bins);
    for (std::size_t row = 0; row < out.rows; ++row) {
        const auto posterior = speech.posterior(test.frames.noisy.row(row), test.frames.noise[row]);
        std::vector<double> x(out.row(row).begin(), out.row(row).end());
        for (std::size_t step = 0; step < form.steps; ++step) {
            if (form.mean) {
                velocity = meanVelocity(posterior, x, half);
            } else {
                velocityAt(posterior, x, 1 - distance * double(step), velocity);
            }
            for (std::size_t b = 0; b < bins; ++b) {
                x[b] -= distance * velocity[b];
            }
        }
        std::copy(x.begin(), x.end(), out.values.begin() + std::ptrdiff_t(row * bins));
    }
    return out;
}

void measure(const Speech &speech, Nets &nets, const Test &test, double snr, SeedFigures &figures)
{
    const At at{{"snr", snr}};
    for (const FormOf &form : forms) {
        const auto add = [&](const char *metric, double value, const char *unit) {
            figures.add(metric, form.id, value, unit, Evidence::Simulated, at);
        };
        const auto by = [&](VelocityNet<float> &net) {
            return enhanced(net, test.frames, test.start, form.steps, form.mean);
        };
        const Grid<float> found = by(form.mean ? nets.mean : nets.flow);
        add("flow-error", relativeDistance(found, test.end), "%");
        add("log-spectral-distance", logSpectralDistance(found, test.frames.clean), "dB");
        add("si-sdr", scaleInvariantRatio(found, test.frames.clean), "dB");
        const Grid<float> other = form.mean ? by(nets.halfMean) : found;
        add("flow-error-c-half", relativeDistance(other, test.end), "%");
        if (!form.mean || form.steps == 1) {
            add(form.mean ? "flow-error-of-perfect-c-half" : "flow-error-of-true-velocity",
                relativeDistance(withoutNetwork(speech, test, form), test.end), "%");
        }
    }
}

void study(const Setup &setup, std::uint64_t seed, SeedFigures &figures)
{
    const bool smoke = setup.effort == Effort::Smoke;
    const Speech speech(bins, spectra, seed);
    const std::size_t steps = smoke ? 10 : trainingSteps;
    const auto learnt = [&](Method method, double c) {
        return trained(speech, width, {method, c, steps}, seed, setup.stop);
    };
    Nets nets{learnt(Method::Flow, 1), learnt(Method::MeanFlow, 1), learnt(Method::MeanFlow, half)};
    for (const double snr : decibels) {
        if (!setup.stop.stop_requested()) {
            measure(speech, nets, testOf(speech, smoke ? 4 : heldOutCount, snr, seed), snr,
                    figures);
        }
    }
}

}  // namespace

double relativeDistance(const Grid<float> &a, const Grid<double> &b)
{
    double difference = 0, size = 0;
    for (std::size_t i = 0; i < b.values.size(); ++i) {
        difference += std::pow(double(a.values[i]) - b.values[i], 2);
        size += b.values[i] * b.values[i];
    }
    return 100 * std::sqrt(difference / size);
}

double scaleInvariantRatio(const Grid<float> &enhanced, const Grid<float> &clean)
{
    double sum = 0;
    for (std::size_t row = 0; row < clean.rows; ++row) {
        double product = 0, own = 0, right = 0;
        for (std::size_t b = 0; b < clean.columns; ++b) {
            const double x = clean.at(row, b), y = enhanced.at(row, b);
            product += x * y;
            own += y * y;
            right += x * x;
        }
        const double signal = product * product / right;
        sum += 10 * std::log10(signal / (own - signal));
    }
    return sum / double(clean.rows);
}

double logSpectralDistance(const Grid<float> &enhanced, const Grid<float> &clean)
{
    const auto level = [](double value) { return 10 * std::log10(std::max(1e-3, value * value)); };
    double sum = 0;
    for (std::size_t row = 0; row < clean.rows; ++row) {
        double squares = 0;
        for (std::size_t b = 0; b < clean.columns; ++b) {
            squares += std::pow(level(enhanced.at(row, b)) - level(clean.at(row, b)), 2);
        }
        sum += std::sqrt(squares / double(clean.columns));
    }
    return sum / double(clean.rows);
}

Result<std::vector<Quality>> enhancementQuality(const Setup &setup)
{
    return studySeeds(
            setup, "training networks of a flow",
            [&](std::uint64_t seed, SeedFigures &figures) { study(setup, seed, figures); },
            setup.threads);
}

}  // namespace touchstone::kernels::meanflow_one_step
