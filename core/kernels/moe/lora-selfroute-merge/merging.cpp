// The cost of merging, once when adapters are deployed: norms of the rows and one product of rank
// 72. A plain LoRA of as many parameters is merged by the product alone. Beside both, one token
// through the backbone: what is saved for every token has to pay for the merge.
#include "kernels/blocks/device_gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/moe/lora-selfroute-merge/layer.h"

namespace touchstone::kernels::lora_selfroute_merge {

namespace {

struct Merging final : Operation {
    enum Form : std::size_t { Token, MergeLora, MergeFurina };

    Dim width{*this, "width"};
    bool onCpu = setup().device == nullptr;
    PackedLinear linear{1, width, width, threads()};
    In<float> x{*this, width}, magnitude{*this, width};
    In<float> weight{*this, width *width};
    In<std::byte> packedWeight{*this, onCpu ? linear.packedBytes() : 0};
    In<float> a{*this, allColumns *width};  // A
    In<float> transposedA{*this, onCpu ? 0 : allColumns *width};
    In<float> b{*this, width *allColumns};  // B
    Scratch<float> grams{*this, onCpu ? 0 : expertCount *loraRank *loraRank};
    Scratch<float> scaled{*this, width *allColumns};  // diag(m / (d_i + eps)) B_i; B_s
    Out<float> y{*this, width};
    Out<float> merged{*this, width *width};

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        const Factors f = drawnFactors(x.span(), magnitude.span(), seed, setup().exactIntegers);
        std::copy(f.weight.begin(), f.weight.end(), weight.data());
        std::copy(f.a.begin(), f.a.end(), a.data());
        std::copy(f.b.begin(), f.b.end(), b.data());
        for (std::size_t i = 0; i < transposedA.size(); ++i) {
            transposedA[i] = f.a[i % allColumns * width + i / allColumns];
        }
        if (onCpu) {
            linear.pack(weight.data(), packedWeight.data());
        }
    }
    void declare(Forms &forms) override
    {
        const auto n = double(width);
        forms.add("backbone-token")
                .reads(x, weight)
                .writes(y)
                .flops(2 * n * n)
                .run([this] { linear.multiply(x.data(), packedWeight.data(), y.data()); })
                .device([this](DeviceCopies &d) {
                    deviceGemmNT(d, 1, width, width, {d[x], 0, width}, {d[weight], 0, width},
                                 {d[y], 0, width});
                });
        forms.add("merge-lora")
                .reads(weight, a, b)
                .writes(merged)
                .flops(2 * n * n * allColumns)
                .dense()
                .run([this] { addTo(b.data()); })
                .device([this](DeviceCopies &d) { addOn(d, b); });
        forms.add("merge-furina")
                .reads(weight, a, b, magnitude)
                .writes(merged)
                .flops(2 * n * n * allColumns + 4 * n * expertColumns * loraRank)
                .dense()
                .run([this] {
                    normalise(a.data(), b.data(), magnitude.span(), scaled.data(), threads());
                    addTo(scaled.data());
                })
                .device([this](DeviceCopies &d) {
                    d.launch("grams", grams.size(), 64, {d[a], d[grams], std::size_t(width)});
                    d.launch("scale_rows", width, 64,
                             {d[b], d[grams], d[magnitude], d[scaled], std::size_t(width),
                              float(normEpsilon)});
                    addOn(d, scaled);
                });
    }
    // merged = W + B A
    void addTo(const float *left) const
    {
        parallelRows(threads(), width, [&](std::size_t begin, std::size_t end) {
            std::copy(weight.data() + begin * width, weight.data() + end * width,
                      merged.data() + begin * width);
        });
        gemmNN(width, width, allColumns, left, a.data(), 1.0F, merged.data(), threads());
    }
    void addOn(DeviceCopies &d, const Buffer<float> &left) const
    {
        d.launch("copy", merged.size(), 64, {d[weight], d[merged], merged.size()});
        deviceGemmNT(d, width, width, allColumns, {d[left], 0, allColumns},
                     {d[transposedA], 0, allColumns}, {d[merged], 0, width}, true);
    }
    DeviceSources deviceSources() const override
    {
        return {{"blocks/gemm.cl", "moe/lora-selfroute-merge/kernel.cl"}, {}};
    }

    std::size_t units(std::size_t) const override { return width; }
    void exact(std::size_t form, std::size_t row, Expected &expected) const override
    {
        if (form == Token) {
            expected.at(y, row,
                        std::inner_product(x.data(), x.data() + width, weight.data() + row * width,
                                           0.0));
            return;
        }
        std::vector<double> sum(weight.data() + row * width, weight.data() + (row + 1) * width);
        for (std::size_t e = 0; e <= expertCount; ++e) {
            std::vector<double> expert(width);  // a row of B_e A_e
            double square = 0;
            for (std::size_t i = 0; i < width; ++i) {
                for (std::size_t c = e * loraRank; c < (e + 1) * loraRank; ++c) {
                    expert[i] += double(b[row * allColumns + c]) * double(a[c * width + i]);
                }
                square += expert[i] * expert[i];
            }
            const bool normed = form == MergeFurina && e < expertCount;
            const double scale =
                    normed ? double(magnitude[row]) / (std::sqrt(square) + normEpsilon) : 1;
            for (std::size_t i = 0; i < width; ++i) {
                sum[i] += scale * expert[i];
            }
        }
        for (std::size_t i = 0; i < width; ++i) {
            expected.at(merged, row * width + i, sum[i]);
        }
    }
    double tolerance(std::size_t form) const override
    {
        const bool whole = setup().exactIntegers && form != MergeFurina;
        return whole ? 0 : dotTolerance(double(width));
    }
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        // The norms come on top of the product.
        const bool both = ratio.baseline == MergeLora && ratio.technique == MergeFurina;
        return both ? std::optional(workOf(MergeLora).flops / workOf(MergeFurina).flops)
                    : std::nullopt;
    }
};

}  // namespace

std::unique_ptr<Operation> makeMerging(const Setup &setup, Memory &memory)
{
    return std::make_unique<Merging>(setup, memory);
}

}  // namespace touchstone::kernels::lora_selfroute_merge
