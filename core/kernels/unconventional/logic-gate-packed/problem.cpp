#include "kernels/unconventional/logic-gate-packed/problem.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/gemm_int8.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::logic_gate_packed {

namespace {

constexpr std::size_t kMlpBlock = 2048;

Sizes sizesOf(const Shape &shape)
{
    const auto size = [&](const char *name) { return std::size_t(shape.at(name)); };
    return {size("features"), size("classes"), size("layers"), size("gates")};
}

// The factor that turns bytes of up to `most` back into the floats that they stand for.
float toBytes(const Buffer<float> &from, const Buffer<std::int8_t> &to, int most)
{
    float largest = 1e-30F;
    for (const float value : from.span()) {
        largest = std::max(largest, std::abs(value));
    }
    const float unit = largest / float(most);
    for (std::size_t i = 0; i < from.size(); ++i) {
        to[i] = std::int8_t(std::lrint(from[i] / unit));
    }
    return unit;
}

// ReLU and rounding to a byte; half up, which the compiler turns into vectors.
std::int8_t rounded(float value)
{
    const float half = 0.5F;
    const float shifted = std::clamp(value, 0.0F, 127.0F) + half;
    return std::int8_t(shifted);
}

}  // namespace

Mlp2::Mlp2(const Sizes &sizes, std::size_t hiddenSize, std::uint64_t seed, Memory &memory)
    : features(sizes.features), hidden(hiddenSize), classes(sizes.classes),
      first(memory.allocate<float>(BufferRole::Input, hidden * features)),
      second(memory.allocate<float>(BufferRole::Input, classes * hidden)),
      firstBytes(memory.allocate<std::int8_t>(BufferRole::Input, first.size())),
      secondBytes(memory.allocate<std::int8_t>(BufferRole::Input, second.size()))
{
    rng::fillNormal(first.span(), 0.0F, float(std::sqrt(2.0 / double(features))), seed, 101);
    rng::fillNormal(second.span(), 0.0F, float(std::sqrt(1.0 / double(hidden))), seed, 102);
}

void Mlp2::deriveBytes(const Buffer<float> &x, const Buffer<std::int8_t> &xBytes)
{
    const float unitX = toBytes(x, xBytes, 127);
    const float unitFirst = toBytes(first, firstBytes, 63);
    const float unitSecond = toBytes(second, secondBytes, 63);
    double largest = 1e-30;
    for (const std::size_t s : sample(x.size() / features, 64)) {
        for (std::size_t h = 0; h < hidden; ++h) {
            double sum = 0;
            for (std::size_t f = 0; f < features; ++f) {
                sum += double(x[s * features + f]) * first[h * features + f];
            }
            largest = std::max(largest, sum);
        }
    }
    const auto unitHidden = float(largest / 127);
    toHidden = unitX * unitFirst / unitHidden;
    toVotes = unitHidden * unitSecond;
}

LogicProblem::LogicProblem(const Setup &setup, Memory &memory)
    : m_threads(std::max(1, setup.threads)), m_samples(std::size_t(setup.shape.at("samples"))),
      m_network(sizesOf(setup.shape), drawWires(sizesOf(setup.shape), setup.seed),
                drawTables(sizesOf(setup.shape), setup.seed), memory),
      m_mlp(m_network.sizes, std::size_t(setup.shape.at("hidden")), setup.seed, memory),
      m_x(memory.allocate<float>(BufferRole::Input, m_samples * m_mlp.features)),
      m_xBytes(memory.allocate<std::int8_t>(BufferRole::Input, m_x.size())),
      m_bits(memory.allocate<std::uint64_t>(BufferRole::Input,
                                            blocks() * m_network.sizes.inputs() * kWords)),
      m_flags(memory.allocate<std::uint8_t>(BufferRole::Input,
                                            m_samples * m_network.sizes.inputs())),
      m_classes(memory.allocate<std::int32_t>(BufferRole::Output, m_samples)),
      m_votes(memory.allocate<float>(BufferRole::Output, m_samples))
{
    const Sizes &sizes = m_network.sizes;
    const std::size_t inputs = sizes.inputs();
    std::vector<std::uint32_t> labels(m_samples);
    Mixture(sizes.features, sizes.classes, setup.seed).draw(0, 0, m_x.span(), labels);
    m_mlp.deriveBytes(m_x, m_xBytes);
    for (std::size_t block = 0; block < blocks(); ++block) {
        const std::size_t first = block * kBlock;
        encodeBlock(sizes, m_x.data() + first * sizes.features, std::min(kBlock, m_samples - first),
                    m_bits.data() + block * inputs * kWords);
    }
    for (std::size_t i = 0; i < m_flags.size(); ++i) {
        const std::size_t at = i % inputs;
        m_flags[i] = m_x[i / inputs * sizes.features + at % sizes.features]
                                     > kThresholds[at / sizes.features]
                             ? 1
                             : 0;
    }
    const auto threads = std::size_t(m_threads);
    const auto scratch = [&]<class T>(Buffer<T> &buffer, std::size_t count) {
        buffer = memory.allocate<T>(BufferRole::Scratch, count);
    };
    // On a device, one block would keep it waiting: the float network takes all samples at once.
    const std::size_t samples = setup.device ? m_samples : threads * kMlpBlock;
    scratch(m_hidden, samples * m_mlp.hidden);
    scratch(m_scores, samples * m_mlp.classes);
    scratch(m_hiddenBytes, samples * m_mlp.hidden);
    scratch(m_sums, samples * std::max(m_mlp.hidden, m_mlp.classes));
    scratch(m_rows, threads * (2 * sizes.mostRows() + inputs) * kWords);
    scratch(m_values, threads * 2 * sizes.mostRows());
    if (setup.device) {
        scratch(m_deviceBits, m_bits.size());
        scratch(m_evenRows, blocks() * sizes.gates * kWords);
        scratch(m_oddRows, blocks() * sizes.gates * kWords);
        scratch(m_evenValues, sizes.gates * kBlock);
        scratch(m_oddValues, sizes.gates * kBlock);
        m_thresholds = memory.allocate<float>(BufferRole::Input, kThresholds.size());
        std::copy(kThresholds.begin(), kThresholds.end(), m_thresholds.data());
    }
}

void LogicProblem::runOnCpu(std::size_t form)
{
    const auto threads = std::size_t(m_threads);
    // Products of floats and bytes gain from more rows at once, and their sums still fit the cache.
    const std::size_t size = form == Mlp || form == MlpInt8 ? kMlpBlock : kBlock;
    const std::size_t all = (m_samples + size - 1) / size;
    parallelRows(m_threads, threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t thread = begin; thread < end; ++thread) {
            for (std::size_t b = all * thread / threads; b < all * (thread + 1) / threads; ++b) {
                const std::size_t first = b * size;
                const std::size_t last = std::min(first + size, m_samples);
                if (form == Mlp) {
                    inferFloats(first, last, thread);
                } else if (form == MlpInt8) {
                    inferBytes(first, last, thread);
                } else if (form == Interpreted) {
                    interpret(first, last, thread);
                } else {
                    inferPacked(first, last, thread, form == PackedEncoded);
                }
            }
        }
    });
}

void LogicProblem::inferFloats(std::size_t begin, std::size_t end, std::size_t thread)
{
    const std::size_t count = end - begin;
    float *hidden = m_hidden.data() + thread * kMlpBlock * m_mlp.hidden;
    float *scores = m_scores.data() + thread * kMlpBlock * m_mlp.classes;
    gemmNT(count, m_mlp.hidden, m_mlp.features, m_x.data() + begin * m_mlp.features,
           m_mlp.first.data(), 0.0F, hidden, m_mlp.hidden, 1);
    for (std::size_t i = 0; i < count * m_mlp.hidden; ++i) {
        hidden[i] = std::max(hidden[i], 0.0F);
    }
    gemmNT(count, m_mlp.classes, m_mlp.hidden, hidden, m_mlp.second.data(), 0.0F, scores,
           m_mlp.classes, 1);
    for (std::size_t s = 0; s < count; ++s) {
        const float *row = scores + s * m_mlp.classes;
        const float *most = std::max_element(row, row + m_mlp.classes);
        m_classes[begin + s] = std::int32_t(most - row);
        m_votes[begin + s] = *most;
    }
}

void LogicProblem::inferBytes(std::size_t begin, std::size_t end, std::size_t thread)
{
    const std::size_t count = end - begin;
    const std::size_t wide = std::max(m_mlp.hidden, m_mlp.classes);
    std::int32_t *sums = m_sums.data() + thread * kMlpBlock * wide;
    std::int8_t *hidden = m_hiddenBytes.data() + thread * kMlpBlock * m_mlp.hidden;
    gemmInt8NT(count, m_mlp.hidden, m_mlp.features, m_xBytes.data() + begin * m_mlp.features,
               m_mlp.firstBytes.data(), sums, 1);
    const float scale = m_mlp.toHidden;
    for (std::size_t i = 0; i < count * m_mlp.hidden; ++i) {
        hidden[i] = rounded(float(sums[i]) * scale);
    }
    gemmInt8NT(count, m_mlp.classes, m_mlp.hidden, hidden, m_mlp.secondBytes.data(), sums, 1);
    for (std::size_t s = 0; s < count; ++s) {
        const std::int32_t *row = sums + s * m_mlp.classes;
        const std::int32_t *most = std::max_element(row, row + m_mlp.classes);
        m_classes[begin + s] = std::int32_t(most - row);
        m_votes[begin + s] = float(*most) * m_mlp.toVotes;
    }
}

void LogicProblem::interpret(std::size_t begin, std::size_t end, std::size_t thread)
{
    const Sizes &sizes = m_network.sizes;
    const std::uint32_t *wires = m_network.wires.data();
    const Table *tables = m_network.tables.data();
    std::uint8_t *values = m_values.data() + thread * 2 * sizes.mostRows();
    for (std::size_t s = begin; s < end; ++s) {
        const std::uint8_t *in = m_flags.data() + s * sizes.inputs();
        for (std::size_t l = 0; l < sizes.layers; ++l) {
            std::uint8_t *out = values + (l % 2) * sizes.mostRows();
            for (std::size_t g = 0; g < sizes.gates; ++g) {
                const std::size_t i = l * sizes.gates + g;
                const unsigned row = 2U * in[wires[2 * i]] + in[wires[2 * i + 1]];
                out[g] = std::uint8_t((tables[i] >> row) & 1U);
            }
            in = out;
        }
        std::int32_t chosen = 0, most = -1;
        for (std::size_t c = 0; c < sizes.classes; ++c) {
            std::int32_t votes = 0;
            for (std::size_t g = sizes.groupBegin(c); g < sizes.groupBegin(c + 1); ++g) {
                votes += in[g];
            }
            if (votes > most) {
                most = votes;
                chosen = std::int32_t(c);
            }
        }
        m_classes[s] = chosen;
        m_votes[s] = float(most);
    }
}

void LogicProblem::inferPacked(std::size_t begin, std::size_t end, std::size_t thread, bool encode)
{
    const Sizes &sizes = m_network.sizes;
    const std::size_t block = sizes.inputs() * kWords;
    std::uint64_t *rows = m_rows.data() + thread * (2 * sizes.mostRows() * kWords + block);
    const std::uint64_t *bits = m_bits.data() + begin / kBlock * block;
    if (encode) {
        std::uint64_t *encoded = rows + 2 * sizes.mostRows() * kWords;
        encodeBlock(sizes, m_x.data() + begin * sizes.features, end - begin, encoded);
        bits = encoded;
    }
    inferBlock(m_network, bits, end - begin, rows, m_classes.data() + begin,
               m_votes.data() + begin);
}

Work LogicProblem::work(std::size_t form) const
{
    const Sizes &sizes = m_network.sizes;
    const auto samples = double(m_samples);
    const double outputs = samples * (sizeof(std::int32_t) + sizeof(float));
    Work work;
    if (form == Mlp || form == MlpInt8) {
        const double size = form == Mlp ? sizeof(float) : sizeof(std::int8_t);
        work.flops = 2 * samples * double(m_mlp.first.size() + m_mlp.second.size());
        work.bytes = size * double(m_x.size() + m_mlp.first.size() + m_mlp.second.size()) + outputs;
        return work;
    }
    // A gate is one operation on a bit; the last layer's are added up.
    work.flops = samples * double((sizes.layers + 1) * sizes.gates);
    const double inputs = form == PackedEncoded ? sizeof(float) * double(m_x.size())
                          : form == Packed      ? sizeof(std::uint64_t) * double(m_bits.size())
                                                : double(m_flags.size());
    work.bytes = inputs + sizeof(std::uint32_t) * double(m_network.wires.size()) + outputs;
    return work;
}

Result<Check> LogicProblem::checkOutputs(std::size_t form)
{
    const bool gates = form >= Interpreted;
    double error = 0;
    for (const std::size_t s : sample(m_samples, 97)) {
        const auto chosen = std::size_t(std::uint32_t(m_classes[s]));
        if (chosen >= m_mlp.classes) {
            return Check{false, HUGE_VAL, 0, "class out of range"};
        }
        if (gates) {
            const Answer exact = exactAnswer(m_network, m_x.data() + s * m_mlp.features);
            const bool right = exact.chosen == chosen && exact.votes == double(m_votes[s]);
            error += right ? 0 : 1;
            continue;
        }
        const std::size_t at = s * m_mlp.features;
        const auto scores = form == Mlp ? exactScores(m_mlp, m_x.data() + at)
                                        : exactByteScores(m_mlp, m_xBytes.data() + at);
        const double most = *std::max_element(scores.begin(), scores.end());
        // Rounding may decide between classes with nearly the same score, and nothing else.
        error = std::max(
                {error, std::fabs(double(m_votes[s]) - scores[chosen]), most - scores[chosen]});
    }
    if (gates) {
        return Check{error == 0, error, 0, "exact"};
    }
    // A hidden byte may round the other way: one unit times the largest weight.
    const double tolerance = form == Mlp ? 10 * dotTolerance(double(m_mlp.features + m_mlp.hidden))
                                         : 2.5 * 63 * double(m_mlp.toVotes);
    return Check{error <= tolerance, error, tolerance, "max abs"};
}

Result<std::vector<Quality>> LogicProblem::quality(const Setup &setup)
{
    return trainedQuality(setup);
}

}  // namespace touchstone::kernels::logic_gate_packed
