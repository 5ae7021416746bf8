// The three adapters of quality.cpp with their gradients, by hand.
#pragma once

#include "kernels/blocks/nn.h"

namespace touchstone::kernels::lora_selfroute_merge {

constexpr std::size_t domainWidth = 64;
constexpr std::size_t domainExperts = 4;

// Inputs, predictions and errors (d loss / d prediction of the last predict(x)) are
// [samples x domainWidth]; entropies are means over the last predicted samples, 0 without experts.

// y = B A x; with experts: the columns of rank are split among them, two of which are gated.
class LowRankAdapter {
public:
    LowRankAdapter(std::size_t rank, bool routed, std::uint64_t seed);
    Matrix predict(const Matrix &x);
    void learn(const Matrix &x, const Matrix &error, double rate);
    double entropyBits() const { return m_entropy; }

private:
    void chooseGates(const Matrix &x);
    // Of the expert of element i of a matrix [samples x rank].
    float &ofExpert(Matrix &gates, std::size_t i) const;
    Matrix gated(Matrix columns);  // [samples x rank], weighted by their expert's gate

    std::size_t m_rank;
    bool m_routed;
    Dense m_a, m_b, m_router;
    Matrix m_hidden, m_gates;  // [samples x rank], [samples x experts]
    double m_entropy = 0;
};

// y = diag(m) sum_i W^_i x + B_s A_s x, with an entropy penalty on ||W^_i x||^2 that makes the
// experts choose their inputs (the selection loss).
class FurinaAdapter {
public:
    FurinaAdapter(std::size_t rank, std::uint64_t seed);
    Matrix predict(const Matrix &x);
    void learn(const Matrix &x, const Matrix &error, double rate);
    double entropyBits() const { return m_entropy; }

private:
    struct Expert {
        Dense a, b;
        Matrix normalised{};  // W^ transposed [width x width]
        Matrix norms{};       // of the rows of B A
        Matrix out{};         // W^ x [samples x width]
    };
    static void normalise(Expert &expert);
    void measureEntropy(std::size_t samples);
    void learnExpert(std::size_t index, const Matrix &x, const Matrix &error, double rate);

    std::vector<Expert> m_experts;
    Parameter m_magnitude;
    LowRankAdapter m_shared;
    Matrix m_pull;  // d entropy / d ||W^_i x||^2 [samples x experts]
    double m_entropy = 0;
};

}  // namespace touchstone::kernels::lora_selfroute_merge
