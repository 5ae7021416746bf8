// What the contract of all kernels does not ask of fair-gptq-hessian: its identities, and the
// blocks it is made of.
#include "kernels/blocks/cholesky.h"
#include "kernels/blocks/int4.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/quant/fair-gptq-hessian/inputs.h"
#include "kernels/quant/fair-gptq-hessian/layer.h"
#include "kernels/quant/fair-gptq-hessian/oracle.h"

#include "targets.h"

#include <array>
#include <cmath>

using namespace touchstone::kernels;
using namespace touchstone::kernels::fair_gptq_hessian;

namespace {

struct Coded {
    explicit Coded(const int4::Layout &layout) : words(layout.words()), grids(layout.grids()) {}
    int4::Weights weights() { return {words.data(), grids.data()}; }

    std::vector<std::uint32_t> words;
    std::vector<Half> grids;
};

struct Layer {
    Layer(std::size_t height, std::size_t columns, std::size_t pairs)
        : rows(height), width(columns), weights(height * columns), first(pairs * columns),
          second(pairs * columns), quantiser(height, columns, pairs, memory)
    {
        rng::fillWeights(weights, width, 3, 11);
        Activations(width, 3).fill(first, second, 0);
        quantiser.calibrate(first.data(), second.data(), true, 2);
    }
    Coded quantised(Method method, double alpha)
    {
        Coded coded(quantiser.layout());
        quantiser.quantise(method, alpha, weights.data(), coded.weights(), 1);
        return coded;
    }
    // |v H_delta v^T| of one row.
    double biasOf(Oracle &oracle, const std::vector<double> &v) const
    {
        double sum = 0;
        for (std::size_t i = 0; i < width; ++i) {
            for (std::size_t j = 0; j < width; ++j) {
                sum += v[i] * oracle.pairTerm()[i * width + j] * v[j];
            }
        }
        return sum;
    }

    std::size_t rows, width;
    std::vector<float> weights, first, second;
    Memory memory;
    Quantiser quantiser;
};

// H of four channels: normal numbers times their transpose.
using Small = std::array<double, 16>;

double loss(const Small &h, const std::array<double, 4> &error)
{
    double sum = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t j = 0; j < 4; ++j) {
            sum += error[i] * h[4 * i + j] * error[j];
        }
    }
    return sum;
}

// Rows of four weights rounded with and without feedback, and by trying all codes.
struct Losses {
    double feedback = 0, nearest = 0, best = 0;
};

Losses lossesOfFour(const Small &h, std::size_t rows)
{
    const int4::Layout layout{rows, 4};
    std::vector<float> w(4 * rows), hessian(h.begin(), h.end()), factor(16), scratch(8);
    rng::fillNormal(w, 0.0F, 1.0F, 5, 6);
    EXPECT_TRUE(factorOfInverse(4, hessian.data(), factor.data(), scratch.data(), 1));
    const auto rounded = [&](const float *with) {
        std::vector<float> transposed(4 * layout.paddedRows(), 0.0F);
        std::vector<float> errors(int4::groupColumns * layout.paddedRows());
        for (std::size_t i = 0; i < w.size(); ++i) {
            transposed[i % 4 * layout.paddedRows() + i / 4] = w[i];
        }
        Coded coded(layout);
        int4::roundTo(layout, transposed.data(), with, errors.data(), coded.weights(), 1);
        return coded;
    };
    Coded feedback = rounded(factor.data()), nearest = rounded(nullptr);
    EXPECT_EQ(feedback.grids, nearest.grids);
    Losses mean;
    for (std::size_t r = 0; r < rows; ++r) {
        const double scale = double(fromFp16(nearest.grids[2 * r]));
        const double minimum = double(fromFp16(nearest.grids[2 * r + 1]));
        const auto lossOf = [&](const auto &value) {
            std::array<double, 4> error{};
            for (std::size_t c = 0; c < 4; ++c) {
                error[c] = double(w[4 * r + c]) - value(c);
            }
            return loss(h, error);
        };
        double best = 1e300;
        for (unsigned codes = 0; codes < 65'536; ++codes) {
            best = std::min(best, lossOf([&](std::size_t c) {
                                return minimum + scale * (codes >> (4 * c) & 15U);
                            }));
        }
        const double byFeedback =
                lossOf([&](std::size_t c) { return decoded(layout, feedback.weights(), r, c); });
        EXPECT_GE(byFeedback, best * (1 - 1e-6));
        mean.best += best / double(rows);
        mean.feedback += byFeedback / double(rows);
        mean.nearest +=
                lossOf([&](std::size_t c) { return decoded(layout, nearest.weights(), r, c); })
                / double(rows);
    }
    return mean;
}

}  // namespace

TEST(Int4, ProductsAreThoseOfTheDecodedWeights)
{
    for (const auto &[rows, columns] :
         {std::pair<std::size_t, std::size_t>{1, 1}, {3, 127}, {70, 128}, {5, 129}, {9, 1500}}) {
        const int4::Layout layout{rows, columns};
        std::vector<float> transposed(columns * layout.paddedRows(), 0.0F), w(rows * columns);
        rng::fillWeights(w, columns, 4, 1);
        for (std::size_t i = 0; i < w.size(); ++i) {
            transposed[i % columns * layout.paddedRows() + i / columns] = w[i];
        }
        Coded coded(layout);
        int4::roundTo(layout, transposed.data(), nullptr, nullptr, coded.weights(), 2);
        std::vector<float> x(columns), y(rows), spread(layout.groups() * (int4::groupColumns + 1));
        rng::fillNormal(x, 0.0F, 1.0F, 4, 2);
        int4::gemv(layout, coded.weights(), x.data(), spread.data(), y.data(), 2);
        std::vector<float> back(w.size());
        int4::decode(layout, coded.weights(), back.data());
        FrobeniusError product, rounding;
        for (std::size_t r = 0; r < rows; ++r) {
            double sum = 0;
            for (std::size_t c = 0; c < columns; ++c) {
                sum += double(back[r * columns + c]) * double(x[c]);
                rounding.add(double(back[r * columns + c]), double(w[r * columns + c]));
                EXPECT_NEAR(double(back[r * columns + c]), decoded(layout, coded.weights(), r, c),
                            1e-6);
            }
            product.add(double(y[r]), sum);
        }
        EXPECT_LT(product.error(), 5e-5) << rows << "x" << columns;
        EXPECT_LT(rounding.error(), 0.3) << rows << "x" << columns;
    }
}

TEST(Int4, ProductsWithEightBitsAreExactOnEveryInstructionSet)
{
    onEveryTarget([] {
        for (const auto &[rows, columns] : {std::pair<std::size_t, std::size_t>{1, 1},
                                            {3, 127},
                                            {70, 128},
                                            {5, 129},
                                            {9, 1500}}) {
            const int4::Layout layout{rows, columns};
            std::vector<float> transposed(columns * layout.paddedRows(), 0.0F);
            rng::fillWeights(transposed, columns, 4, 1);
            Coded coded(layout);
            int4::roundTo(layout, transposed.data(), nullptr, nullptr, coded.weights(), 1);
            std::vector<float> x(columns), y(rows), steps(int4::Vector8::stepsOf(layout));
            std::vector<std::int8_t> codes(int4::Vector8::codesOf(layout));
            rng::fillNormal(x, 0.0F, 1.0F, 4, 2);
            std::fill_n(x.begin(), std::min<std::size_t>(128, columns / 2), 0.0F);
            int4::gemvInt8(layout, coded.weights(), x.data(), {codes.data(), steps.data()},
                           y.data(), 2);
            FrobeniusError product;
            for (std::size_t r = 0; r < rows; ++r) {
                const RoundedProduct exact = roundedProduct(layout, coded.weights(), x, r);
                product.add(double(y[r]), exact.value);
                double sum = 0;
                for (std::size_t c = 0; c < columns; ++c) {
                    sum += decoded(layout, coded.weights(), r, c) * double(x[c]);
                }
                EXPECT_LE(std::abs(exact.value - sum), exact.bound * (1 + 1e-6));
            }
            EXPECT_LT(product.error(), 5e-6) << rows << "x" << columns;
        }
    });
}

TEST(Int4, ARowOfZerosStaysZero)
{
    const int4::Layout layout{2, 130};
    std::vector<float> zeros(130 * layout.paddedRows(), 0.0F);
    Coded coded(layout);
    int4::roundTo(layout, zeros.data(), nullptr, nullptr, coded.weights(), 1);
    std::vector<float> back(2 * 130, 1.0F);
    int4::decode(layout, coded.weights(), back.data());
    EXPECT_EQ(back, std::vector<float>(2 * 130, 0.0F));
}

TEST(Int4, FeedbackLiesBetweenTheBestCodesAndTheNearest)
{
    Small h{};
    std::vector<float> x(4 * 6);
    rng::fillNormal(x, 0.5F, 1.0F, 9, 1);
    for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t j = 0; j < 4; ++j) {
            h[4 * i + j] = i == j ? 0.1 : 0;
            for (std::size_t k = 0; k < 6; ++k) {
                h[4 * i + j] += double(x[4 * k + i]) * double(x[4 * k + j]);
            }
        }
    }
    const Losses losses = lossesOfFour(h, 40);
    EXPECT_GT(losses.best, 0);
    EXPECT_LT(losses.feedback, losses.nearest);
    EXPECT_LT(losses.best, losses.feedback);
}

TEST(Int4, WithoutCorrelationTheNearestCodesAreTheBest)
{
    Small h{};
    for (std::size_t i = 0; i < 4; ++i) {
        h[5 * i] = double(i + 1);
    }
    const Losses losses = lossesOfFour(h, 20);
    EXPECT_NEAR(losses.nearest, losses.best, 1e-6 * losses.best);
    EXPECT_NEAR(losses.feedback, losses.best, 1e-6 * losses.best);
}

TEST(FairGptq, EveryInstructionSetRoundsAsTheOracleDoes)
{
    const auto test = [] {
        Layer layer(9, 300, 64);
        Oracle oracle(layer.weights, layer.first, layer.second, layer.width);
        for (const Method method : {Rtn, Gptq, Joint}) {
            Coded coded = layer.quantised(method, paperAlpha);
            for (const std::size_t row : {0, 4, 8}) {
                EXPECT_LT(oracle.deviation(method, paperAlpha, layer.quantiser.layout(),
                                           coded.weights(), row),
                          1e-3)
                        << method;
            }
        }
    };
    onEveryTarget(test, HWY_AVX2);  // older ones round to fp16 in steps of their own
}

TEST(FairGptq, WithoutThePairTermItIsGptqBitForBit)
{
    Layer layer(70, 300, 64);
    const Coded gptq = layer.quantised(Gptq, 0);
    for (const Method method : {FirstOrder, Exact, Joint}) {
        const Coded fair = layer.quantised(method, 0);
        EXPECT_EQ(fair.words, gptq.words) << method;
        EXPECT_EQ(fair.grids, gptq.grids) << method;
    }
    EXPECT_NE(layer.quantised(FirstOrder, paperAlpha).words, gptq.words);
}

TEST(FairGptq, TheExactShiftHasNoGradient)
{
    Layer layer(9, 130, 200);
    Oracle oracle(layer.weights, layer.first, layer.second, layer.width);
    for (const double alpha : {0.1, 1.0}) {
        const float *shifted = layer.quantiser.shift(Exact, alpha, layer.weights.data(), 1);
        const Matrix summed = oracle.damped(alpha);
        // Of |(V - W) X|^2 + alpha |V (X0 - X1)|^2 + damping |V - W|^2, over 2.
        FrobeniusError gradient;
        for (std::size_t r = 0; r < layer.rows; ++r) {
            std::vector<double> pull(layer.width, 0.0), slope(layer.width, 0.0);
            for (std::size_t i = 0; i < layer.width; ++i) {
                const auto w = double(layer.weights[r * layer.width + i]);
                const double moved =
                        double(shifted[i * layer.quantiser.layout().paddedRows() + r]) - w;
                for (std::size_t j = 0; j < layer.width; ++j) {
                    pull[j] -= w * alpha * oracle.pairTerm()[i * layer.width + j];
                    slope[j] += moved * summed[i * layer.width + j];
                }
            }
            for (std::size_t j = 0; j < layer.width; ++j) {
                gradient.add(slope[j], pull[j]);
            }
        }
        EXPECT_LT(gradient.error(), 1e-4) << alpha;
    }
}

TEST(FairGptq, TheFirstOrderShiftRemovesBiasUpToAlphaOneHalf)
{
    Layer layer(5, 120, 300);
    Oracle oracle(layer.weights, layer.first, layer.second, layer.width);
    const double largest = layer.quantiser.largestEigenvalue(1);
    EXPECT_LE(largest, 4);
    EXPECT_GT(largest, 3.5);
    for (std::size_t r = 0; r < layer.rows; ++r) {
        const auto left = [&](Method method, double alpha) {
            return layer.biasOf(oracle, oracle.shifted(method, alpha, r))
                   / layer.biasOf(oracle, oracle.shifted(Gptq, 0, r));
        };
        EXPECT_LT(left(FirstOrder, 0.1), left(Exact, 0.1));
        EXPECT_LT(left(FirstOrder, 0.45), 1);
        EXPECT_GT(left(FirstOrder, 0.6), 1);
        EXPECT_LT(left(Exact, 1), left(Exact, 0.1));
    }
}

TEST(FairGptq, TheOracleSeesOneWrongCode)
{
    Layer layer(8, 200, 64);
    Oracle oracle(layer.weights, layer.first, layer.second, layer.width);
    for (const Method method : {Rtn, Gptq, FirstOrder, Exact, Joint}) {
        Coded coded = layer.quantised(method, paperAlpha);
        const auto deviation = [&] {
            return oracle.deviation(method, paperAlpha, layer.quantiser.layout(), coded.weights(),
                                    3);
        };
        EXPECT_LT(deviation(), 1e-3) << method;
        std::uint32_t &word = coded.words[3 * 2 * int4::groupWords + 7];
        const std::uint32_t code = word & 15U;
        word = code < 8 ? word + 3 : word - 3;  // column 7
        EXPECT_GT(deviation(), 1) << method;
        word = code < 8 ? word - 3 : word + 3;
        coded.grids[2 * 3 * 2] = Half(coded.grids[2 * 3 * 2] + 40);  // a scale that is 4 % off
        EXPECT_GT(deviation(), 0.1) << method;
    }
}
