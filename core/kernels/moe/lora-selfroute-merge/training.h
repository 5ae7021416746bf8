// The three adapters of quality.cpp with their gradients, by hand.
#pragma once

#include "kernels/blocks/adam.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace touchstone::kernels::lora_selfroute_merge {

constexpr std::size_t domainWidth = 64;
constexpr std::size_t domainExperts = 4;

using Matrix = std::vector<float>;  // row-major, sizes from the context

// Samples: x and t are [count x domainWidth].
struct Batch {
    std::size_t count = 0;
    Matrix x, t;
};

class Adapter {
public:
    virtual ~Adapter() = default;
    virtual Matrix predict(const Batch &batch) = 0;
    // error: d loss / d prediction of the last predict(batch).
    virtual void learn(const Batch &batch, const Matrix &error, double rate) = 0;
    // Mean bits over the last predicted batch; 0 for an adapter without experts.
    virtual double entropyBits() const { return 0; }
};

// y = B A x; with experts: the columns of rank are split among them, two of which are gated.
class LowRankAdapter : public Adapter {
public:
    LowRankAdapter(std::size_t rank, bool routed, std::uint64_t seed);
    Matrix predict(const Batch &batch) override;
    void learn(const Batch &batch, const Matrix &error, double rate) override;
    double entropyBits() const override { return m_entropy; }

private:
    void chooseGates(const Batch &batch);
    Matrix gated() const;  // hidden columns weighted by their expert's gate

    std::size_t m_rank;
    bool m_routed;
    Parameter m_a, m_b, m_router;
    Matrix m_hidden, m_gates;  // [count x rank], [count x experts]
    double m_entropy = 0;
};

// y = diag(m) sum_i W^_i x + B_s A_s x, with an entropy penalty on ||W^_i x||^2 that makes the
// experts choose their inputs (the selection loss).
class FurinaAdapter : public Adapter {
public:
    FurinaAdapter(std::size_t rank, std::uint64_t seed);
    Matrix predict(const Batch &batch) override;
    void learn(const Batch &batch, const Matrix &error, double rate) override;
    double entropyBits() const override { return m_entropy; }

private:
    struct Expert {
        Parameter a, b;
        Matrix normalised;  // W^ [width x width]
        Matrix norms;       // of the rows of B A
        Matrix out;         // W^ x [count x width]
    };
    void normalise(Expert &expert) const;
    void measureEntropy(const Batch &batch);
    void learnExpert(Expert &expert, std::size_t index, const Batch &batch, const Matrix &error,
                     double rate);

    std::size_t m_rank;
    std::vector<Expert> m_experts;
    Parameter m_magnitude;
    LowRankAdapter m_shared;
    Matrix m_pull;  // d entropy / d ||W^_i x||^2 [count x experts]
    double m_entropy = 0;
};

}  // namespace touchstone::kernels::lora_selfroute_merge
