#include "kernels/attention/attn-sparse-symbols/problem.h"

#include "kernels/attention/attn-sparse-symbols/quality.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

namespace touchstone::kernels::attn_sparse_symbols {

SymbolsProblem::SymbolsProblem(const Setup &setup, Memory &memory)
    : m_part(Part(setup.shape.at("part"))), m_size(std::size_t(setup.shape.at("size"))),
      m_threads(setup.threads),
      s(std::size_t(setup.shape.at("heads")), std::size_t(setup.shape.at("tokens")), memory)
{
    const std::size_t steps = m_part == GemmO ? kSteps : 1;
    const bool attends = isAttention(m_part);
    const auto input = [&](std::size_t n) { return memory.allocate<float>(BufferRole::Input, n); };
    m_a = input(steps * plane());
    m_k = input(attends ? plane() : 0);
    m_v = input(attends ? plane() : 0);
    m_w = input(attends ? 0 : width() * width());
    m_cached = input(m_part == GemmO ? 0 : plane());
    m_out = memory.allocate<float>(BufferRole::Output, steps * plane());
    m_packed = memory.allocate<float>(BufferRole::Scratch,
                                      attends ? attention::packedFloats(heads()) : 0);
    m_cache = memory.allocate<float>(BufferRole::Scratch, m_part == GemmO ? plane() : 0);
    const double density = 1 - double(setup.shape.at("sparsity")) / 100;
    const double root = std::sqrt(density);  // mixed: both kinds make the share together
    s.fill(m_part == AttentionKv      ? 1
           : m_part == AttentionMixed ? root
                                      : density,
           m_part == AttentionKv      ? density
           : m_part == AttentionMixed ? root
                                      : 1,
           setup.seed);
    fill(setup.seed);
}

// q, k and v follow their neighbours in the order of tokens: AR(1), rho 0.9.
void SymbolsProblem::fill(std::uint64_t seed)
{
    if (isAttention(m_part)) {
        std::uint32_t stream = 1;
        for (const Buffer<float> *buffer : {&m_a, &m_k, &m_v}) {
            fillCorrelated(buffer->span(), m_size, seed, stream++);
        }
    } else {
        rng::fillActivations(m_a.span(), width(), 0.01, 10.0F, seed, 1);
        rng::fillWeights(m_w.span(), width(), seed, 2);
    }
    rng::fillNormal(m_cached.span(), 0.0F, 1.0F, seed, 4);
    if (m_part != GemmO) {
        return;
    }
    // What is reused is what the update saw.
    for (std::size_t i = plane(); i < m_a.size(); ++i) {
        const std::size_t head = i % width() / m_size;
        const std::size_t block = i % plane() / width() / kBlock;
        m_a[i] = s.computes(head, block) ? m_a[i] : m_a[i % plane()];
    }
}

// --- on the CPU

// Blocks differ in their work: they are dealt out in turn.
template <class Body>
void SymbolsProblem::eachBlock(std::size_t count, const Body &body) const
{
    const auto workers = std::size_t(m_threads);
    parallelRows(m_threads, workers, [&](std::size_t first, std::size_t last) {
        for (std::size_t worker = first; worker < last; ++worker) {
            for (std::size_t i = worker; i < count; i += workers) {
                body(i);
            }
        }
    });
}

void SymbolsProblem::attendComputed() const
{
    const attention::Heads h = heads();
    const auto work = [&](std::size_t head, std::size_t block, const float *packed) {
        const std::size_t at = (head * s.tokens + block * kBlock) * m_size;
        if (s.computes(head, block)) {
            attention::attend({h.q + at, h.out + at, s.rows(block), m_size, {}}, m_size, packed,
                              s.ranges(head, block));
        } else {
            std::copy_n(m_cached.data() + at, s.rows(block) * m_size, h.out + at);
        }
    };
    attention::eachHead(h, {}, s.blocks(), m_packed.data(), m_threads, work);
}

// q of one block: columns of the computed heads, the others as cached.
void SymbolsProblem::projectComputed(std::size_t block) const
{
    const std::size_t n = width();
    const std::size_t at = block * kBlock * n;
    std::copy_n(m_cached.data() + at, s.rows(block) * n, m_out.data() + at);
    for (const auto &[first, last] : s.runsOfHeads(block, true)) {
        gemmNT(s.rows(block), (last - first) * m_size, n, m_a.data() + at, n,
               m_w.data() + first * m_size * n, n, 0.0F, m_out.data() + at + first * m_size, n, 1);
    }
}

// out += sum over the computed (or the reused) heads of A_h W_h, for one block of one step.
void SymbolsProblem::addHeads(std::size_t block, std::size_t step, bool computed, float *out) const
{
    const std::size_t n = width();
    const float *a = m_a.data() + step * plane() + block * kBlock * n;
    for (const auto &[first, last] : s.runsOfHeads(block, computed)) {
        gemmNT(s.rows(block), n, (last - first) * m_size, a + first * m_size, n,
               m_w.data() + first * m_size, n, 1.0F, out, n, 1);
    }
}

void SymbolsProblem::cycleOfOutputs(std::size_t block) const
{
    const std::size_t at = block * kBlock * width();
    const std::size_t count = s.rows(block) * width();
    float *cache = m_cache.data() + at;
    std::fill_n(cache, count, 0.0F);
    addHeads(block, 0, false, cache);
    for (std::size_t step = 0; step < kSteps; ++step) {
        float *out = m_out.data() + step * plane() + at;
        std::copy_n(cache, count, out);
        addHeads(block, step, true, out);
    }
}

void SymbolsProblem::runOnCpu(std::size_t variant)
{
    const std::size_t n = width();
    if (variant == Sparse) {
        if (isAttention(m_part)) {
            attendComputed();
        } else {
            eachBlock(s.blocks(), [this](std::size_t block) {
                m_part == GemmQ ? projectComputed(block) : cycleOfOutputs(block);
            });
        }
    } else if (isAttention(m_part)) {
        attendAll(heads(), attention::denseGroups(s.tokens, s.tokens), {}, m_packed.data(),
                  m_threads);
    } else {
        for (std::size_t at = 0; at < m_a.size(); at += plane()) {  // step by step
            gemmNT(s.tokens, n, n, m_a.data() + at, m_w.data(), 0.0F, m_out.data() + at, n,
                   m_threads);
        }
    }
}

// --- on a device

void SymbolsProblem::cycleOnDevice(DeviceCopies &d, bool dense) const
{
    constexpr std::size_t tile = 16;
    const auto product = [&](std::size_t step, int wanted, bool useBase, bool toCache) {
        d.launch("gemm_o", {roundedUp(width(), tile), roundedUp(s.tokens, tile)}, {tile, tile},
                 {d[m_a], std::int32_t(step * plane()), d[m_w], d[m_cache], std::int32_t(useBase),
                  toCache ? d[m_cache] : d[m_out], std::int32_t(toCache ? 0 : step * plane()),
                  d[s.query], std::int32_t(wanted), std::int32_t(s.tokens), std::int32_t(width()),
                  std::int32_t(m_size), std::int32_t(s.rowBytes())});
    };
    constexpr int all = -1;
    if (!dense) {
        product(0, 0, false, true);
    }
    for (std::size_t step = 0; step < kSteps; ++step) {
        product(step, dense ? all : 1, !dense, false);
    }
}

void SymbolsProblem::runOnDevice(DeviceCopies &d, std::size_t variant)
{
    const bool sparse = variant == Sparse;
    if (isAttention(m_part)) {
        d.launch("attend_symbols", {s.blocks() * kBlock, s.heads}, {kBlock, 1},
                 {d[m_a], d[m_k], d[m_v], d[m_cached], d[m_out], d[s.query], d[s.key],
                  std::int32_t(sparse), std::int32_t(s.tokens), std::int32_t(s.rowBytes()),
                  float(1.44269504 / std::sqrt(double(m_size)))});
    } else if (m_part == GemmQ) {
        d.launch("gemm_q", {roundedUp(width(), 16), roundedUp(s.tokens, 16)}, {16, 16},
                 {d[m_a], d[m_w], d[m_cached], d[m_out], d[s.query], std::int32_t(sparse),
                  std::int32_t(s.tokens), std::int32_t(width()), std::int32_t(m_size),
                  std::int32_t(s.rowBytes())});
    } else {
        cycleOnDevice(d, !sparse);
    }
}

// --- work, limit, oracle

Work SymbolsProblem::work(std::size_t variant) const
{
    const auto tokens = double(s.tokens);
    const auto n = double(width());
    const bool dense = variant == Dense;
    const double share = dense ? 1 : s.computedShare();
    const double product = 2 * tokens * n * n;
    const double copied = double(plane()) * sizeof(float);
    switch (m_part) {
    case GemmQ:
        return {share * product, 2 * copied + share * n * n * sizeof(float), true};
    case GemmO:
        return {(dense ? kSteps : 1 + (kSteps - 1) * share) * product,
                (1 + (kSteps - 1) * share + kSteps) * copied, true};
    default:
        return {attention::flops(dense ? double(s.heads) * tokens * tokens : s.computedPairs(),
                                 m_size),
                (share + 3) * copied, true};
    }
}

// Dense over computed arithmetic: 1 / (1 - sparsity), for the cycle N / (1 + (N - 1)(1 -
// sparsity)).
std::optional<double> SymbolsProblem::limit(std::size_t) const
{
    return work(Dense).flops / std::max(work(Sparse).flops, 1.0);
}

double SymbolsProblem::exactAttention(bool masked, std::size_t token, std::size_t head,
                                      std::size_t c) const
{
    const auto row = [&](const Buffer<float> &from, std::size_t i) {
        return from.data() + (head * s.tokens + i) * m_size;
    };
    double weighted = 0;
    double plain = 0;
    for (std::size_t i = 0; i < s.tokens; ++i) {
        if (masked && !s.sees(head, token / kBlock, i / kBlock)) {
            continue;
        }
        double score = 0;
        for (std::size_t e = 0; e < m_size; ++e) {
            score += double(row(m_a, token)[e]) * row(m_k, i)[e];
        }
        const double weight = std::exp(score / std::sqrt(double(m_size)));
        weighted += weight * row(m_v, i)[c];
        plain += weight;
    }
    return weighted / plain;
}

// column: of the heads beside each other. The dense form of GEMM-O sees the same inputs.
double SymbolsProblem::exactAt(std::size_t variant, std::size_t step, std::size_t token,
                               std::size_t column) const
{
    const std::size_t head = column / m_size;
    const bool reused = variant == Sparse && !s.computes(head, token / kBlock);
    if (isAttention(m_part)) {
        return reused ? m_cached[(head * s.tokens + token) * m_size + column % m_size]
                      : exactAttention(variant == Sparse, token, head, column % m_size);
    }
    if (m_part == GemmQ && reused) {
        return m_cached[token * width() + column];
    }
    double sum = 0;
    for (std::size_t i = 0; i < width(); ++i) {
        sum += double(m_a[step * plane() + token * width() + i]) * m_w[column * width() + i];
    }
    return sum;
}

Result<std::vector<Quality>> SymbolsProblem::quality(const Setup &setup)
{
    return symbolQuality(setup);
}

Result<Check> SymbolsProblem::checkOutputs(std::size_t variant)
{
    FrobeniusError error;
    for (std::size_t step = 0; step < m_out.size() / plane(); ++step) {
        for (const std::size_t token : sample(s.tokens, 29)) {
            for (const std::size_t column : sample(width(), 13)) {
                const std::size_t head = column / m_size;
                const std::size_t at =
                        isAttention(m_part) ? (head * s.tokens + token) * m_size + column % m_size
                                            : token * width() + column;
                error.add(m_out[step * plane() + at], exactAt(variant, step, token, column));
            }
        }
    }
    return error.check(isAttention(m_part) ? 1e-4 : dotTolerance(double(width())));
}

}  // namespace touchstone::kernels::attn_sparse_symbols
