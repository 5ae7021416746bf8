// One shape of kernel.cpp: a logic-gate network in its forms and a network of floats, asked about
// the same samples.
#pragma once

#include "kernels/operation.h"
#include "kernels/unconventional/logic-gate-packed/net.h"

namespace touchstone::kernels::logic_gate_packed {

enum InferenceForm : std::size_t { Floats, Bytes, Interpreted, Packed, PackedEncoded };

// Samples of one product on the CPU: products of floats and bytes gain from more rows at once, and
// their sums still fit the cache.
constexpr std::size_t productSamples = 2048;

struct Inference final : Operation {
    Dim samples{*this, "samples"}, features{*this, "features"}, classes{*this, "classes"};
    Dim layers{*this, "layers"}, gates{*this, "gates"}, hidden{*this, "hidden"};
    Network network{{features, classes, layers, gates}, setup().seed, memory()};
    std::size_t inputs = network.sizes.inputs();
    std::size_t blocks = roundedUp(samples, rowSamples) / rowSamples;

    In<float> x{*this, samples *features};
    In<std::uint64_t> bits{*this, blocks *inputs *rowWords};  // of x, [blocks x inputs x rowWords]
    In<std::uint8_t> flags{*this, samples *inputs};           // the same with one bit in each byte
    In<float> levels{*this, thresholds.size()};               // the thresholds, for a device
    Out<std::int32_t> chosen{*this, samples};                 // the class of each sample
    Out<float> votes{*this, samples};                         // its votes or its score

    // Outputs of one layer and of the next. Each thread of the CPU has one block at a time. On a
    // device all blocks are in work at once, except with one value in each byte, which would fill
    // its memory.
    bool onCpu = setup().device == nullptr;
    std::size_t places = onCpu ? std::size_t(threads()) : blocks;
    std::size_t valuesOfPlace = roundedUp(gates, 64);
    std::size_t valueCount = valuesOfPlace * (onCpu ? places : rowSamples);
    Scratch<std::uint64_t> encoded{*this, places *inputs *rowWords};
    Scratch<std::uint64_t> evenRows{*this, places *gates *rowWords},
            oddRows{*this, evenRows.size()};
    Scratch<std::uint8_t> evenValues{*this, valueCount}, oddValues{*this, valueCount};

    // The network of floats: one hidden layer, ReLU, no bias, random weights.
    In<float> first{*this, hidden *features}, second{*this, classes *hidden};
    In<std::int8_t> firstBytes{*this, first.size()}, secondBytes{*this, second.size()};
    In<std::int8_t> xBytes{*this, x.size()};
    float toHidden = 1, toScore = 1;  // a sum of bytes times these is a hidden byte, a score
    std::size_t productRows = onCpu ? places * productSamples : std::size_t(samples);
    Scratch<float> hiddenFloats{*this, productRows *hidden}, scores{*this, productRows *classes};
    Scratch<std::int8_t> hiddenBytes{*this, productRows *hidden};
    Scratch<std::int32_t> sums{*this, productRows *std::max<std::size_t>(hidden, classes)};

    using Operation::Operation;
    void fill(std::uint64_t seed) override;
    void declare(Forms &forms) override;
    DeviceSources deviceSources() const override
    {
        return {{"blocks/gemm.cl", "blocks/gemm_int8.cl",
                 "unconventional/logic-gate-packed/kernel.cl"},
                {}};
    }
    std::size_t units(std::size_t) const override { return samples; }
    std::size_t sampledUnits(std::size_t) const override { return 97; }
    void exact(std::size_t form, std::size_t sample, Expected &expected) const override;
    double tolerance(std::size_t form) const override;

private:
    // Samples [begin, begin + count), of one thread of the CPU.
    struct Part {
        std::size_t begin, count, thread;
    };
    std::function<void()> inParts(std::size_t size, const std::function<void(Part)> &body);

    void interpret(const Part &part);
    void inferPacked(const Part &part, bool encode);
    void interpretOn(DeviceCopies &d);
    void inferPackedOn(DeviceCopies &d, bool encode);

    // --- mlp.cpp
    void fillWeights(std::uint64_t seed);
    void inferFloats(const Part &part);
    void inferBytes(const Part &part);
    void inferFloatsOn(DeviceCopies &d);
    void inferBytesOn(DeviceCopies &d);
};

// --- quality.cpp

// Accuracies after short training of both networks; minutes.
Result<std::vector<Quality>> trainedQuality(const Setup &setup);

}  // namespace touchstone::kernels::logic_gate_packed
