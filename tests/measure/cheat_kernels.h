// A small RMSNorm with weights, honest or with one planted cheat, for the tests of verifier and
// harness.
#pragma once

#include "kernels/kernel.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <random>

namespace touchstone::test {

enum class Cheat {
    None,
    Constant,          // the same numbers whatever comes in
    Cached,            // the answer of the first call with this shape
    ShapeSpecialised,  // right for widths that are multiples of eight
    SkippedRows,       // every fifth row is left out
    StaleBuffer,       // writes nothing, finds what the baseline left
    WeightsIgnored,
    EpsilonDropped,
    HalfPrecision,
    OutsideBuffer,  // right, but writes behind its output
    WorkSkipped,    // right once, then it finds the answer there and returns
};

class NormProblem : public kernels::Problem {
public:
    NormProblem(Cheat cheat, const kernels::Setup &setup, kernels::Memory &memory)
        : m_cheat(cheat), m_rows(std::size_t(setup.shape.at("rows"))),
          m_columns(std::size_t(setup.shape.at("columns"))),
          m_x(memory.allocate<float>(kernels::BufferRole::Input, m_rows * m_columns)),
          m_weights(memory.allocate<float>(kernels::BufferRole::Input, m_columns)),
          m_y(memory.allocate<float>(kernels::BufferRole::Output, m_rows * m_columns))
    {
        std::mt19937_64 random(setup.seed);
        std::normal_distribution<float> normal;
        for (std::size_t r = 0; r < m_rows; ++r) {
            const float scale = r % 3 == 0 ? 1e-3F : 1.0F;  // rows where epsilon is what counts
            for (std::size_t c = 0; c < m_columns; ++c) {
                m_x[r * m_columns + c] = scale * normal(random);
            }
        }
        for (std::size_t c = 0; c < m_columns; ++c) {
            m_weights[c] = 1 + 0.3F * normal(random);
        }
    }

    void run(std::size_t variant) override
    {
        if (variant == 0 || m_cheat == Cheat::None) {
            normalise(Cheat::None);
            return;
        }
        cheat();
    }
    kernels::Work work(std::size_t) const override
    {
        const double n = double(m_rows * m_columns);
        return {4 * n, 8 * n, false};
    }
    Result<kernels::Check> check(std::size_t, const kernels::Sampling &) override
    {
        double difference = 0, size = 0;
        for (std::size_t r = 0; r < m_rows; ++r) {
            double squares = 0;
            for (std::size_t c = 0; c < m_columns; ++c) {
                squares += double(m_x[r * m_columns + c]) * double(m_x[r * m_columns + c]);
            }
            const double scale = 1 / std::sqrt(squares / double(m_columns) + epsilon);
            for (std::size_t c = 0; c < m_columns; ++c) {
                const std::size_t i = r * m_columns + c;
                const double exact = double(m_x[i]) * scale * double(m_weights[c]);
                difference += (double(m_y[i]) - exact) * (double(m_y[i]) - exact);
                size += exact * exact;
            }
        }
        const double error = std::sqrt(difference / size);
        return kernels::Check{error <= 1e-5, error, 1e-5, "relative Frobenius"};
    }
    std::optional<double> limit(std::size_t) const override { return std::nullopt; }

private:
    static constexpr double epsilon = 1e-5;

    void normalise(Cheat how)
    {
        for (std::size_t r = 0; r < m_rows; ++r) {
            if (how == Cheat::SkippedRows && r % 5 == 4) {
                continue;
            }
            float squares = 0;
            for (std::size_t c = 0; c < m_columns; ++c) {
                squares += m_x[r * m_columns + c] * m_x[r * m_columns + c];
            }
            const float added = how == Cheat::EpsilonDropped ? 0.0F : float(epsilon);
            const float scale = 1 / std::sqrt(squares / float(m_columns) + added);
            for (std::size_t c = 0; c < m_columns; ++c) {
                const std::size_t i = r * m_columns + c;
                const float weight = how == Cheat::WeightsIgnored ? 1.0F : m_weights[c];
                m_y[i] = m_x[i] * scale * weight;
            }
        }
    }

    void cheat()
    {
        const std::size_t n = m_y.size();
        switch (m_cheat) {
        case Cheat::Constant:
            std::fill_n(m_y.data(), n, 0.25F);
            return;
        case Cheat::Cached: {
            static std::map<std::pair<std::size_t, std::size_t>, std::vector<float>> answers;
            auto &answer = answers[{m_rows, m_columns}];
            if (answer.empty()) {
                normalise(Cheat::None);
                answer.assign(m_y.data(), m_y.data() + n);
            }
            std::copy(answer.begin(), answer.end(), m_y.data());
            return;
        }
        case Cheat::ShapeSpecialised:
            normalise(Cheat::None);
            for (std::size_t r = 0; r < m_rows; ++r) {
                for (std::size_t c = m_columns / 8 * 8; c < m_columns; ++c) {
                    m_y[r * m_columns + c] = 0;
                }
            }
            return;
        case Cheat::StaleBuffer:
            return;
        case Cheat::HalfPrecision:
            normalise(Cheat::None);
            for (std::size_t i = 0; i < n; ++i) {  // eleven bits, as in fp16
                int exponent = 0;
                const float fraction = std::frexp(m_y[i], &exponent);
                m_y[i] = std::ldexp(std::round(fraction * 2048) / 2048, exponent);
            }
            return;
        case Cheat::OutsideBuffer:
            normalise(Cheat::None);
            m_y.data()[n] = 1;
            return;
        case Cheat::WorkSkipped:
            if (!std::isfinite(m_y[n - 1]) || m_y[n - 1] > 1e30F) {
                normalise(Cheat::None);
            }
            return;
        default:
            normalise(m_cheat);
        }
    }

    Cheat m_cheat;
    std::size_t m_rows, m_columns;
    kernels::Buffer<float> m_x, m_weights, m_y;
};

inline kernels::Shape shapeOf(std::int64_t rows, std::int64_t columns)
{
    return {std::to_string(rows) + 'x' + std::to_string(columns),
            {{"rows", rows}, {"columns", columns}},
            "",
            ""};
}

class NormKernel : public kernels::Kernel {
public:
    explicit NormKernel(std::string id, Cheat cheat = Cheat::None)
        : m_id(std::move(id)), m_cheat(cheat)
    {
    }
    std::string id() const override { return m_id; }
    std::string family() const override { return "test"; }
    const std::vector<kernels::Variant> &variants() const override { return m_variants; }
    const std::vector<kernels::Comparison> &comparisons() const override { return m_comparisons; }
    const std::vector<kernels::Shape> &shapes(kernels::Preset) const override { return m_shapes; }
    const std::vector<kernels::Shape> &sweep() const override { return m_sweep; }
    const std::vector<kernels::Shape> &oddShapes() const override { return m_odd; }
    Result<std::unique_ptr<kernels::Problem>> prepare(const kernels::Setup &setup,
                                                      kernels::Memory &memory) const override
    {
        return std::make_unique<NormProblem>(m_cheat, setup, memory);
    }

private:
    std::string m_id;
    Cheat m_cheat;
    std::vector<kernels::Variant> m_variants{{"plain", kernels::Role::Baseline, ""},
                                             {"fast", kernels::Role::Technique, ""}};
    std::vector<kernels::Comparison> m_comparisons{{"plain", "fast", "time", ""}};
    std::vector<kernels::Shape> m_shapes{shapeOf(64, 512)};
    std::vector<kernels::Shape> m_sweep{shapeOf(8, 64), shapeOf(16, 64)};
    std::vector<kernels::Shape> m_odd{shapeOf(7, 13), shapeOf(5, 127), shapeOf(31, 64)};
};

}  // namespace touchstone::test
