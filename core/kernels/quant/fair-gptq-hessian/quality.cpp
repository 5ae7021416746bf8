#include "kernels/blocks/figures.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/rng.h"
#include "kernels/quant/fair-gptq-hessian/inputs.h"
#include "kernels/quant/fair-gptq-hessian/layer.h"
#include "kernels/quant/fair-gptq-hessian/operations.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>

namespace touchstone::kernels::fair_gptq_hessian {

namespace {

constexpr std::size_t mostWidth = 768;
constexpr std::size_t pairCount = 512;
constexpr std::array sweptAlphas{0.05, paperAlpha, 0.25, 0.5, 0.75, 1.0};
constexpr std::array sweptDifferences{usualDifference, 0.0, 0.03, 0.1, 1.0};
constexpr std::array<Method, 3> sweptMethods{FirstOrder, Exact, Joint};

struct Key {
    std::string metric, variant;
    At at{};

    bool operator<(const Key &other) const
    {
        return std::tie(metric, variant, at) < std::tie(other.metric, other.variant, other.at);
    }
};
using Figures = std::map<Key, std::vector<double>>;

struct Fidelity {
    double outputError = 0;  // |(W_q - W) X| / |W X|
    double biasEnergy = 0;   // |W_q delta|^2 / |W delta|^2
    double agreement = 0;    // % of inputs whose largest output is the same
};

// Layers of the shape, up to a size.
std::size_t sizeOf(const Setup &setup, const char *name)
{
    const std::size_t most = setup.effort == Effort::Smoke ? 128 : mostWidth;
    return std::min(most, std::size_t(setup.shape.at(name)));
}

// One layer with calibration pairs, and pairs held out.
class Trial {
public:
    Trial(const Setup &setup, std::uint64_t seed, double difference);

    Fidelity quantised(Method method, double alpha);
    Fidelity halved();
    // |W_q x' - W_q x| / |W_q x| for the layer quantised last, x' being x in 8 bits.
    double activationError();
    double largestEigenvalue() { return m_quantiser.largestEigenvalue(m_threads); }

private:
    std::vector<float> outputs(const std::vector<float> &weights,
                               const std::vector<float> &x) const;
    Fidelity compare(const std::vector<float> &weights) const;
    std::size_t largest(const std::vector<float> &outputs, std::size_t input) const
    {
        const auto first = outputs.begin() + std::ptrdiff_t(input * m_rows);
        return std::size_t(std::max_element(first, first + std::ptrdiff_t(m_rows)) - first);
    }

    std::size_t m_rows, m_width, m_pairs = pairCount;
    int m_threads;
    Memory m_memory;
    Quantiser m_quantiser;
    std::vector<float> m_weights, m_decoded;
    std::array<std::vector<float>, 2> m_heldOut, m_exact;  // both sides of the pairs; W x
    std::vector<std::uint32_t> m_words;
    std::vector<Half> m_grids;
};

Trial::Trial(const Setup &setup, std::uint64_t seed, double difference)
    : m_rows(sizeOf(setup, "rows")), m_width(sizeOf(setup, "width")), m_threads(setup.threads),
      m_quantiser(m_rows, m_width, m_pairs, m_memory), m_weights(m_rows * m_width),
      m_decoded(m_weights.size()), m_words(m_quantiser.layout().words()),
      m_grids(m_quantiser.layout().grids())
{
    rng::fillWeights(m_weights, m_width, seed, 11);
    const Activations activations(m_width, seed, difference);
    std::vector<float> first(m_pairs * m_width), second(first.size());
    activations.fill(first, second, 0);
    m_quantiser.calibrate(first.data(), second.data(), true, m_threads);
    activations.fill(first, second, 1);
    m_heldOut = {std::move(first), std::move(second)};
    m_exact = {outputs(m_weights, m_heldOut[0]), outputs(m_weights, m_heldOut[1])};
}

// [pairs x rows]
std::vector<float> Trial::outputs(const std::vector<float> &weights,
                                  const std::vector<float> &x) const
{
    std::vector<float> y(m_pairs * m_rows);
    gemmNT(m_pairs, m_rows, m_width, x.data(), weights.data(), 0, y.data(), m_rows, m_threads);
    return y;
}

Fidelity Trial::quantised(Method method, double alpha)
{
    const int4::Weights coded{m_words.data(), m_grids.data()};
    m_quantiser.quantise(method, alpha, m_weights.data(), coded, m_threads);
    int4::decode(m_quantiser.layout(), coded, m_decoded.data());
    return compare(m_decoded);
}

Fidelity Trial::halved()
{
    std::transform(m_weights.begin(), m_weights.end(), m_decoded.begin(),
                   [](float w) { return fromFp16(toFp16(w)); });
    return compare(m_decoded);
}

Fidelity Trial::compare(const std::vector<float> &weights) const
{
    const std::array y{outputs(weights, m_heldOut[0]), outputs(weights, m_heldOut[1])};
    double error = 0, signal = 0, bias = 0, exactBias = 0, same = 0;
    const auto square = [](float value) { return double(value) * double(value); };
    for (std::size_t i = 0; i < y[0].size(); ++i) {
        for (std::size_t side = 0; side < 2; ++side) {
            error += square(y[side][i] - m_exact[side][i]);
            signal += square(m_exact[side][i]);
        }
        bias += square(y[0][i] - y[1][i]);
        exactBias += square(m_exact[0][i] - m_exact[1][i]);
    }
    for (std::size_t p = 0; p < m_pairs; ++p) {
        for (std::size_t side = 0; side < 2; ++side) {
            same += largest(y[side], p) == largest(m_exact[side], p) ? 1 : 0;
        }
    }
    return {std::sqrt(error / signal), bias / exactBias, 100 * same / double(2 * m_pairs)};
}

double Trial::activationError()
{
    const int4::Layout &layout = m_quantiser.layout();
    const std::vector<float> exact = outputs(m_decoded, m_heldOut[0]);
    std::vector<std::int8_t> codes(int4::Vector8::codesOf(layout));
    std::vector<float> steps(int4::Vector8::stepsOf(layout)), y(m_rows);
    double error = 0, signal = 0;
    for (std::size_t p = 0; p < m_pairs; ++p) {
        int4::gemvInt8(layout, {m_words.data(), m_grids.data()}, m_heldOut[0].data() + p * m_width,
                       {codes.data(), steps.data()}, y.data(), 1);
        for (std::size_t r = 0; r < m_rows; ++r) {
            const auto value = double(exact[p * m_rows + r]);
            error += (double(y[r]) - value) * (double(y[r]) - value);
            signal += value * value;
        }
    }
    return std::sqrt(error / signal);
}

void add(Figures &figures, const std::string &variant, const Fidelity &f, const At &at)
{
    figures[{"output-error", variant, at}].push_back(f.outputError);
    figures[{"bias-energy", variant, at}].push_back(f.biasEnergy);
    figures[{"top-1-agreement", variant, at}].push_back(f.agreement);
}

// All methods with the paper's alpha. What lies in the pairs is ours: it is the other axis.
void measureAt(Trial &trial, double difference, Figures &figures)
{
    const At at{{"difference", difference}};
    add(figures, "fp16", trial.halved(), at);
    for (const Method method : {Rtn, Gptq, FirstOrder, Exact, Joint}) {
        add(figures, methodIds[method], trial.quantised(method, paperAlpha), at);
    }
}

// Ends early when asked to. The baselines know no alpha.
void measureOverAlpha(Trial &trial, Figures &figures, const std::stop_token &stop)
{
    const Fidelity half = trial.halved(), gptq = trial.quantised(Gptq, 0);
    for (const double alpha : sweptAlphas) {
        const At at{{"alpha", alpha}};
        add(figures, "fp16", half, at);
        add(figures, methodIds[Gptq], gptq, at);
        for (const Method method : sweptMethods) {
            if (stop.stop_requested()) {
                return;
            }
            add(figures, methodIds[method], trial.quantised(method, alpha), at);
            if (method == FirstOrder && alpha == paperAlpha) {  // what the products hold
                figures[{"activation-error", "product-int4-int8"}].push_back(
                        trial.activationError());
            }
        }
    }
    const double largest = trial.largestEigenvalue();
    figures[{"largest-eigenvalue", methodIds[FirstOrder]}].push_back(paperAlpha * largest);
    figures[{"divergence-alpha", methodIds[FirstOrder]}].push_back(2 / largest);
}

double meanOf(const Figures &figures, const Key &key)
{
    const std::vector<double> &values = figures.at(key);
    return std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

// The alpha up to which the paper's 90 % of agreement are kept, by straight lines between the swept
// ones; nullopt where GPTQ keeps less.
std::optional<double> largestAlphaAt90(const Figures &figures, Method method)
{
    constexpr double kept = 90;
    double alpha = 0;
    double agreement =
            meanOf(figures, {"top-1-agreement", methodIds[Gptq], {{"alpha", paperAlpha}}});
    if (agreement < kept) {
        return std::nullopt;
    }
    for (const double next : sweptAlphas) {
        const double then =
                meanOf(figures, {"top-1-agreement", methodIds[method], {{"alpha", next}}});
        if (then < kept) {
            return alpha + (next - alpha) * (agreement - kept) / (agreement - then);
        }
        alpha = next;
        agreement = then;
    }
    return alpha;
}

}  // namespace

Result<std::vector<Quality>> fairQuality(const Setup &setup)
{
    Figures figures;
    const int seeds = seedsOf(setup);
    for (int i = 0; i < seeds; ++i) {
        if (setup.progress) {
            setup.progress(double(i) / seeds, "quantising over alpha");
        }
        for (const double difference : sweptDifferences) {
            Trial trial(setup, setup.seed + std::uint64_t(i), difference);
            measureAt(trial, difference, figures);
            if (difference == usualDifference) {
                measureOverAlpha(trial, figures, setup.stop);
            }
            if (setup.stop.stop_requested()) {
                return cancelled();
            }
        }
    }
    std::vector<Quality> all;
    for (const auto &[key, values] : figures) {
        // The pairs are ours.
        all.push_back(overSeeds(key.metric, key.variant, values,
                                key.metric == "top-1-agreement" ? "%" : "", Evidence::Simulated,
                                key.at));
    }
    for (const Method method : sweptMethods) {
        if (const auto alpha = largestAlphaAt90(figures, method)) {
            all.push_back(figure("alpha-at-90-percent", methodIds[method], *alpha, "",
                                 Evidence::Simulated));
        }
    }
    const int4::Layout layout{std::size_t(setup.shape.at("rows")),
                              std::size_t(setup.shape.at("width"))};
    const double bits = 8 * layout.bytes() / double(layout.rows * layout.columns);
    for (const char *variant : {"product-int4", "product-int4-int8"}) {
        all.push_back(figure("bits-per-weight", variant, bits, "bit", Evidence::Computed));
    }
    all.push_back(figure("bits-per-weight", "product-fp16", 16, "bit", Evidence::Computed));
    return all;
}

}  // namespace touchstone::kernels::fair_gptq_hessian
