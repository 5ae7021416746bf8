// What rounding does to each group, link by link: variance of the logits, loss, accuracy, norm of
// the gradient, curvature. And what the paper's remedy gives back, beside balanced training that is
// rounded afterwards.
#include "kernels/blocks/rng.h"
#include "kernels/quant/quant-group-skew/groups.h"
#include "kernels/quant/quant-group-skew/net.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace touchstone::kernels::quant_group_skew {

namespace {

constexpr std::size_t trainingCount = 20000;
constexpr std::size_t heldOutCount = 1500;  // of each group
constexpr std::size_t curvatureCount = 300;
constexpr std::size_t batchSize = 125;
constexpr std::size_t firstSteps = 400;   // without rounding
constexpr std::size_t secondSteps = 200;  // with or without
constexpr int seedCount = 10;
constexpr std::size_t groupCount = groupShares.size();
constexpr std::array<int, 4> testedBits{8, 4, 3, 2};
constexpr std::array<double, 2> margins{0.5, 1};
constexpr std::array<std::size_t, layerCount + 1> sizes{inputCount, 128, 128, classCount};

enum Stream : std::uint32_t { Training = 20, Order = 30, HeldOut = 40 };

struct Links {
    double variance = 0, loss = 0, accuracy = 0, slope = 0, curvature = 0;
};
using OfGroups = std::array<Links, groupCount>;

// Variance of the logits about their mean over the samples, mean over the classes.
double varianceOf(const Grid<float> &logits)
{
    double all = 0;
    for (std::size_t c = 0; c < logits.columns; ++c) {
        double mean = 0, square = 0;
        for (std::size_t row = 0; row < logits.rows; ++row) {
            mean += double(logits.at(row, c)) / double(logits.rows);
            square += double(logits.at(row, c)) * logits.at(row, c) / double(logits.rows);
        }
        all += (square - mean * mean) / double(logits.columns);
    }
    return all;
}

double normOfGradient(Net<float> &net)
{
    double square = 0;
    for (Weight<float> *weight : net.weights()) {
        for (float &value : weight->gradient.values) {
            square += double(value) * value;
            value = 0;
        }
    }
    return std::sqrt(square);
}

Links measured(Net<float> &net, const Samples &samples, const Bits &bits)
{
    Tape<float> tape;
    const Var logits = net.logits(tape, tape.constant(samples.x), bits);
    const Var loss = crossEntropy(tape, logits, samples.labels);
    tape.backward(loss);
    std::size_t right = 0;
    for (std::size_t row = 0; row < samples.x.rows; ++row) {
        right += largestOf(tape.value(logits).row(row)) == samples.labels[row];
    }
    return {varianceOf(tape.value(logits)), tape.scalar(loss),
            100 * double(right) / double(samples.x.rows), normOfGradient(net), 0};
}

OfGroups measured(Net<float> &net, const std::vector<Samples> &heldOut, const Bits &bits)
{
    OfGroups all{};
    for (std::size_t group = 0; group < groupCount; ++group) {
        all[group] = measured(net, heldOut[group], bits);
    }
    return all;
}

// How training treats groups. Balanced: drawn by the root of their shares and weighted by its
// inverse, so that sampling and weights together make all groups count alike.
enum class Balance { Plain, Balanced };

class Trainer {
public:
    Trainer(const Setup &setup, const Mixture &mixture, std::uint64_t seed)
        : m_setup(setup), m_data(mixture.draw(trainingCount, seed, Training)), m_seed(seed)
    {
        for (std::size_t i = 0; i < trainingCount; ++i) {
            m_ofGroup[m_data.groups[i]].push_back(std::uint32_t(i));
        }
        // The smallest group has about 400 samples; none would leave nothing to draw from.
        double total = 0;
        for (std::size_t group = 0; group < groupCount; ++group) {
            m_roots[group] = m_ofGroup[group].empty() ? 0 : std::sqrt(groupShares[group]);
            total += m_roots[group];
        }
        std::for_each(m_roots.begin(), m_roots.end(), [total](double &root) { root /= total; });
    }

    void train(Net<float> &net, const Bits &bits, Balance balance, std::size_t fullSteps,
               double rate)
    {
        const std::size_t steps = m_setup.effort == Effort::Smoke ? 10 : fullSteps;
        AdamRule rule(net.weights());
        rng::Sequence order(m_seed, Order);
        Tape<float> tape;
        for (std::size_t step = 0; step < steps && !m_setup.stop.stop_requested(); ++step) {
            Grid<float> x(batchSize, inputCount);
            std::vector<std::uint32_t> labels(batchSize);
            std::vector<double> weights(batchSize, 1);
            double total = 0;
            for (std::size_t i = 0; i < batchSize; ++i) {
                const std::uint32_t sample = drawn(balance, order);
                const auto from = m_data.x.row(sample);
                std::copy(from.begin(), from.end(),
                          x.values.begin() + std::ptrdiff_t(i * inputCount));
                labels[i] = m_data.labels[sample];
                if (balance == Balance::Balanced) {
                    weights[i] = 1 / m_roots[m_data.groups[sample]];
                }
                total += weights[i];
            }
            for (double &weight : weights) {
                weight *= double(batchSize) / total;
            }
            tape.clear();
            const Var logits = net.logits(tape, tape.constant(std::move(x)), bits);
            tape.backward(weightedLoss(tape, logits, labels, weights));
            const double progress = double(step) / double(steps);
            rule.step(rate * (0.5 + 0.5 * std::cos(std::numbers::pi * progress)));
        }
    }

private:
    std::uint32_t drawn(Balance balance, rng::Sequence &order) const
    {
        if (balance == Balance::Plain) {
            return std::uint32_t(order.below(trainingCount));
        }
        const auto &group = m_ofGroup[order.choose(m_roots)];
        return group[order.below(group.size())];
    }

    const Setup &m_setup;
    Samples m_data;
    std::uint64_t m_seed;
    std::array<std::vector<std::uint32_t>, groupCount> m_ofGroup;
    std::array<double, groupCount> m_roots{};
};

struct Report {
    SeedFigures &figures;
    double margin;

    void add(const std::string &metric, const char *variant, double value, const char *unit,
             At at) const
    {
        at.emplace_back("margin", margin);
        figures.add(metric, variant, value, unit, Evidence::Simulated, std::move(at));
    }
    void groups(const char *variant, const OfGroups &all, int bits) const
    {
        double worst = 100;
        for (std::size_t group = 0; group < groupCount; ++group) {
            const At at{{"bits", double(bits)}, {"share", 100 * groupShares[group]}};
            add("accuracy", variant, all[group].accuracy, "%", at);
            add("loss", variant, all[group].loss, "nat", at);
            add("logit-variance", variant, all[group].variance, "", at);
            add("gradient-norm", variant, all[group].slope, "", at);
            worst = std::min(worst, all[group].accuracy);
        }
        const At at{{"bits", double(bits)}};
        add("worst-group-accuracy", variant, worst, "%", at);
        add("accuracy-gap", variant, all[0].accuracy - worst, "points", at);
    }
    // Each link of the chain: whether it moved as the paper says, in this group, and whether it
    // moved further than in the majority, in its unit and relative to what it was: the two can
    // disagree, for losses and gradients of the majority are small to begin with. Means over the
    // seeds are shares of them.
    void chain(const OfGroups &before, const OfGroups &after, int bits) const
    {
        struct Link {
            const char *id;
            double Links::*value;
            int sign;  // of the change that is claimed
        };
        constexpr std::array<Link, 5> links{{{"logit-variance", &Links::variance, -1},
                                             {"loss", &Links::loss, 1},
                                             {"accuracy", &Links::accuracy, -1},
                                             {"gradient-norm", &Links::slope, 1},
                                             {"curvature", &Links::curvature, 1}}};
        for (const Link &link : links) {
            const auto change = [&](std::size_t group, bool relative) {
                const double from = before[group].*link.value, to = after[group].*link.value;
                return link.sign * (relative ? to / from - 1 : to - from);
            };
            for (std::size_t group = 0; group < groupCount; ++group) {
                const At at{{"bits", double(bits)}, {"share", 100 * groupShares[group]}};
                const auto share = [&](const std::string &metric, double own, double than) {
                    add(metric + link.id, "ptq", shareOfSeed(own, than), "%", at);
                };
                share("seeds-as-claimed-", change(group, false), 0);
                if (group > 0) {
                    share("seeds-worse-than-majority-", change(group, false), change(0, false));
                    share("seeds-relatively-worse-than-majority-", change(group, true),
                          change(0, true));
                }
            }
        }
    }
    // Of one seed: all of it where `own` is larger, half where both are equal.
    static double shareOfSeed(double own, double than)
    {
        return own == than ? 50 : own > than ? 100 : 0;
    }
};

void addCurvatures(OfGroups &all, Net<float> net, const std::vector<Samples> &few,
                   const Setup &setup)
{
    for (std::size_t group = 0; group < groupCount; ++group) {
        all[group].curvature = largestCurvature(net, few[group].x, few[group].labels,
                                                setup.effort == Effort::Smoke ? 1 : 8, 0.02);
    }
}

void study(const Setup &setup, double margin, std::uint64_t seed, SeedFigures &figures)
{
    const Mixture mixture(margin, seed);
    const bool smoke = setup.effort == Effort::Smoke;
    std::vector<Samples> heldOut, few;
    for (std::uint32_t group = 0; group < groupCount; ++group) {
        const std::uint32_t stream = HeldOut + 4 * group;
        heldOut.push_back(mixture.drawOf(group, smoke ? 100 : heldOutCount, seed, stream));
        few.push_back(mixture.drawOf(group, smoke ? 50 : curvatureCount, seed, stream + 2));
    }
    Trainer trainer(setup, mixture, seed);
    const Bits no = everywhere(unrounded);
    Net<float> start(sizes, seed);
    trainer.train(start, no, Balance::Plain, firstSteps, 0.003);
    Net<float> plain = start, balanced = start;
    trainer.train(plain, no, Balance::Plain, secondSteps, 0.001);
    trainer.train(balanced, no, Balance::Balanced, secondSteps, 0.001);

    const Report report{figures, margin};
    for (std::size_t group = 0; group < groupCount; ++group) {
        report.add("bayes-accuracy", "fp32", mixture.bayesAccuracy(heldOut[group]), "%",
                   {{"share", 100 * groupShares[group]}});
    }
    OfGroups before = measured(plain, heldOut, no);
    addCurvatures(before, plain, few, setup);
    for (const int bits : testedBits) {
        OfGroups after = measured(plain, heldOut, everywhere(bits));
        addCurvatures(after, plain.withRoundedWeights(everywhere(bits)), few, setup);
        report.chain(before, after, bits);
        report.groups("fp32", before, bits);
        report.groups("ptq", after, bits);
        for (std::size_t group = 0; group < groupCount; ++group) {
            const At at{{"bits", double(bits)}, {"share", 100 * groupShares[group]}};
            report.add("curvature", "fp32", before[group].curvature, "", at);
            report.add("curvature", "ptq", after[group].curvature, "", at);
        }
        report.groups("balanced-ptq", measured(balanced, heldOut, mixed(bits)), bits);
        Net<float> qat = start, fair = start;
        trainer.train(qat, everywhere(bits), Balance::Plain, secondSteps, 0.001);
        trainer.train(fair, mixed(bits), Balance::Balanced, secondSteps, 0.001);
        report.groups("qat", measured(qat, heldOut, everywhere(bits)), bits);
        report.groups("balanced-qat", measured(fair, heldOut, mixed(bits)), bits);
    }
}

}  // namespace

Result<std::vector<Quality>> skewQuality(const Setup &setup)
{
    return studySeeds(
            setup, "training and rounding networks",
            [&](std::uint64_t seed, SeedFigures &of) {
                for (const double margin : margins) {
                    study(setup, margin, seed, of);
                }
            },
            setup.threads, seedCount);
}

}  // namespace touchstone::kernels::quant_group_skew
