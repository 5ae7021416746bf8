// Differentiable logic-gate networks (report 2025-10-15, paper 16): classes by two-input gates.
//
//   gate       fixed random inputs a and b; in training the mean of its 16 truth tables under
//              softmax(w), relaxed to c0 + c1 a + c2 b + c3 a b; afterwards the likeliest table
//   Group-Sum  the last layer's gates vote in groups, one group per class: score = votes / tau
//
// Inference in bits: 512 samples lie in a row of bits, so that one operation on a register is a
// gate for as many samples as it has bits; gates of a layer are sorted by table, votes are counted
// and compared in bit planes. Against it: the same network with one value in each byte, and a
// network of floats, as wide as it needs to be as accurate, by oneDNN in fp32 and int8.
#include "kernels/blocks/parallel.h"
#include "kernels/declared_kernel.h"
#include "kernels/unconventional/logic-gate-packed/inference.h"

#include <algorithm>
#include <numeric>

namespace touchstone::kernels::logic_gate_packed {

void Inference::fill(std::uint64_t seed)
{
    std::vector<std::uint32_t> labels(samples);
    Mixture(features, classes, seed).draw(0, 0, x.span(), labels);
    for (std::size_t block = 0; block < blocks; ++block) {
        const std::size_t begin = block * rowSamples;
        encodeBlock(network.sizes, x.data() + begin * features,
                    std::min(rowSamples, samples - begin), bits.data() + block * inputs * rowWords);
    }
    for (std::size_t i = 0; i < flags.size(); ++i) {
        const std::size_t sample = i / inputs, input = i % inputs;
        const float value = x[sample * features + input % features];
        flags[i] = value > thresholds[input / features] ? 1 : 0;
    }
    std::copy(thresholds.begin(), thresholds.end(), levels.data());
    fillWeights(seed);
}

std::function<void()> Inference::inParts(std::size_t size, const std::function<void(Part)> &body)
{
    return [this, size, body] {
        parallelItems(threads(), (samples + size - 1) / size,
                      [&](std::size_t part, std::size_t thread) {
                          const std::size_t begin = part * size;
                          body({begin, std::min(size, samples - begin), thread});
                      });
    };
}

void Inference::declare(Forms &forms)
{
    const double products = 2 * double(samples) * double(first.size() + second.size());
    // A gate is one operation on a bit; the last layer's are added up.
    const double operations = double(samples) * double((layers + 1) * gates);
    const auto add = [&](const char *id, double flops) -> Form & {
        return forms.add(id).writes(chosen, votes).flops(flops);
    };
    add("mlp", products)
            .reads(x, first, second)
            .dense()
            .run(inParts(productSamples, [this](const Part &part) { inferFloats(part); }))
            .device([this](DeviceCopies &d) { inferFloatsOn(d); });
    add("mlp-int8", products)
            .reads(xBytes, firstBytes, secondBytes)
            .dense(true, Arithmetic::Int8)
            .run(inParts(productSamples, [this](const Part &part) { inferBytes(part); }))
            .device([this](DeviceCopies &d) { inferBytesOn(d); });
    add("interpreted", operations)
            .reads(flags, network.wires)
            .run(inParts(rowSamples, [this](const Part &part) { interpret(part); }))
            .device([this](DeviceCopies &d) { interpretOn(d); });
    add("packed", operations)
            .reads(bits, network.sortedWires)
            .run(inParts(rowSamples, [this](const Part &part) { inferPacked(part, false); }))
            .device([this](DeviceCopies &d) { inferPackedOn(d, false); });
    add("packed-encoded", operations)
            .reads(x, network.sortedWires)
            .run(inParts(rowSamples, [this](const Part &part) { inferPacked(part, true); }))
            .device([this](DeviceCopies &d) { inferPackedOn(d, true); });
}

// One sample after another.
void Inference::interpret(const Part &part)
{
    const Sizes sizes = network.sizes;
    for (std::size_t s = part.begin; s < part.begin + part.count; ++s) {
        const std::uint8_t *in = flags.data() + s * inputs;
        for (std::size_t l = 0; l < sizes.layers; ++l) {
            const std::uint32_t *wires = network.wires.data() + l * sizes.gates * 2;
            const Table *tables = network.tables.data() + l * sizes.gates;
            std::uint8_t *out =
                    (l % 2 == 0 ? evenValues : oddValues).data() + part.thread * valuesOfPlace;
            for (std::size_t g = 0; g < sizes.gates; ++g) {
                const unsigned row = 2U * in[wires[2 * g]] + in[wires[2 * g + 1]];
                out[g] = std::uint8_t((tables[g] >> row) & 1U);
            }
            in = out;
        }
        std::int32_t best = 0, most = -1;
        for (std::size_t c = 0; c < sizes.classes; ++c) {
            const std::int32_t sum =
                    std::accumulate(in + sizes.groupBegin(c), in + sizes.groupBegin(c + 1), 0);
            if (sum > most) {
                most = sum;
                best = std::int32_t(c);
            }
        }
        chosen[s] = best;
        votes[s] = float(most);
    }
}

void Inference::inferPacked(const Part &part, bool encode)
{
    const std::uint64_t *in = bits.data() + part.begin / rowSamples * inputs * rowWords;
    if (encode) {
        std::uint64_t *own = encoded.data() + part.thread * inputs * rowWords;
        encodeBlock(network.sizes, x.data() + part.begin * features, part.count, own);
        in = own;
    }
    const std::size_t at = part.thread * gates * rowWords;
    inferBlock(network, in, part.count, {evenRows.data() + at, oddRows.data() + at},
               chosen.data() + part.begin, votes.data() + part.begin);
}

// --- on a device

// Blocks one after another.
void Inference::interpretOn(DeviceCopies &d)
{
    for (std::size_t begin = 0; begin < samples; begin += rowSamples) {
        const std::size_t count = std::min(rowSamples, samples - begin);
        for (std::size_t l = 0; l < layers; ++l) {
            const auto &out = l % 2 == 0 ? evenValues : oddValues;
            const auto &before = l % 2 == 0 ? oddValues : evenValues;
            const bool input = l == 0;
            d.launch("byte_layer", {count, gates}, {64, 1},
                     {input ? d[flags] : d[before], input ? begin * inputs : 0, input ? 1 : count,
                      input ? inputs : 1, d[network.wires], d[network.tables], l * gates, d[out],
                      gates, count});
        }
        d.launch("byte_votes", count, 64,
                 {d[layers % 2 == 1 ? evenValues : oddValues], d[chosen], d[votes], begin, count,
                  gates, classes});
    }
}

void Inference::inferPackedOn(DeviceCopies &d, bool encode)
{
    const std::size_t words = blocks * rowSamples / 32;
    if (encode) {
        d.launch("encode", {words, inputs}, {16, 1},
                 {d[x], d[levels], d[encoded], samples, features, inputs, words});
    }
    for (std::size_t l = 0; l < layers; ++l) {
        const auto &out = l % 2 == 0 ? evenRows : oddRows;
        const auto &before = l % 2 == 0 ? oddRows : evenRows;
        const auto input = encode ? d[encoded] : d[bits];
        d.launch("packed_layer", {words, gates}, {16, 8},
                 {l == 0 ? input : d[before], network.sizes.rowsBefore(l), d[network.wires],
                  d[network.tables], l * gates, d[out], gates, words});
    }
    d.launch("packed_votes", words * 8, 64,
             {d[layers % 2 == 1 ? evenRows : oddRows], d[chosen], d[votes], samples, gates,
              classes});
}

std::unique_ptr<Kernel> make()
{
    return declared("logic-gate-packed", {{"inference", operation<Inference>}}, trainedQuality);
}

}  // namespace touchstone::kernels::logic_gate_packed
