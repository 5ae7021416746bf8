// The problem of kernel.cpp: attention, GEMM-Q or GEMM-O, dense and by symbols.
#pragma once

#include "kernels/attention/attn-sparse-symbols/symbols.h"
#include "kernels/blocks/attention_device.h"
#include "kernels/plain_kernel.h"

namespace touchstone::kernels::attn_sparse_symbols {

enum VariantIndex { Dense, Sparse };
enum Part { AttentionQ, AttentionKv, AttentionMixed, GemmQ, GemmO };
constexpr std::size_t kSteps = 6;  // one update and five steps that reuse it

constexpr bool isAttention(Part part)
{
    return part <= AttentionMixed;
}

// What one part reads and writes. Attention: [heads x tokens x size]; products:
// [tokens x heads * size], the heads beside each other; GEMM-O has kSteps of them.
class SymbolsProblem : public PortableProblem {
public:
    SymbolsProblem(const Setup &setup, Memory &memory);
    Result<> open(OpenClDevice &device)
    {
        return openOn(device, {"blocks/attention.cl", "attention/attn-sparse-symbols/kernel.cl"},
                      attention::attentionOptions(m_size), m_a, m_k, m_v, m_w, m_cached, m_out,
                      m_cache, s.query, s.key);
    }
    Work work(std::size_t variant) const override;
    std::optional<double> limit(std::size_t comparison) const override;
    Result<std::vector<Quality>> quality(const Setup &setup) override;

protected:
    void runOnCpu(std::size_t variant) override;
    void runOnDevice(DeviceCopies &d, std::size_t variant) override;
    Result<Check> checkOutputs(std::size_t variant) override;

private:
    std::size_t width() const { return s.heads * m_size; }
    std::size_t plane() const { return s.tokens * width(); }
    void fill(std::uint64_t seed);
    attention::Heads heads() const
    {
        return {m_a.data(), m_k.data(), m_v.data(), m_out.data(),      1,     s.heads,
                s.tokens,   m_size,     0,          s.tokens * m_size, m_size};
    }
    template <class Body>
    void eachBlock(std::size_t count, const Body &body) const;
    void attendComputed() const;
    void projectComputed(std::size_t block) const;
    void addHeads(std::size_t block, std::size_t step, bool computed, float *out) const;
    void cycleOfOutputs(std::size_t block) const;
    void cycleOnDevice(DeviceCopies &d, bool dense) const;
    double exactAt(std::size_t variant, std::size_t step, std::size_t token,
                   std::size_t column) const;
    double exactAttention(bool masked, std::size_t token, std::size_t head, std::size_t c) const;

    Part m_part;
    std::size_t m_size;
    int m_threads;
    Symbols s;
    Buffer<float> m_a;       // q, x, or the heads' outputs of every step
    Buffer<float> m_k, m_v;  // attention
    Buffer<float> m_w;       // [width x width], rows are outputs
    Buffer<float> m_cached, m_out;
    Buffer<float> m_packed;  // attention
    Buffer<float> m_cache;   // GEMM-O: sums of the reused heads
};

}  // namespace touchstone::kernels::attn_sparse_symbols
