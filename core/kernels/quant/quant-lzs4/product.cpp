// The product with 8-bit weights: codes on a row's grid are unpacked to bytes for oneDNN's int8
// product, the others to floats.
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/gemm_int8.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/quant/quant-lzs4/coded.h"

namespace touchstone::kernels::quant_lzs4 {

namespace {

constexpr std::size_t panelRows = 256;  // unpacked at a time: they stay in the cache
constexpr std::size_t outputCount = 512;

struct Product final : Coded {
    std::size_t k = layout.padded();
    In<std::int8_t> wholeWeights{*this, outputCount *k};
    In<float> floatWeights{*this, outputCount *k};
    Scratch<std::int8_t> bytes{*this, panelRows *k};  // a panel
    Scratch<float> floats{*this, panelRows *k};
    Scratch<std::int32_t> sums{*this, panelRows *outputCount};
    Out<float> y{*this, rows *outputCount};

    Product(const Setup &setup, Memory &memory) : Coded(setup, memory, BufferRole::Input) {}

    void fill(std::uint64_t seed) override
    {
        fillStreams(seed);
        rng::fillIntegers(floatWeights.span(), 63, seed, 5);
        std::transform(floatWeights.span().begin(), floatWeights.span().end(), wholeWeights.data(),
                       [](float weight) { return std::int8_t(weight); });
    }
    void declare(Forms &forms) override
    {
        for (const Stream &s : streams) {
            const bool whole = hasRowScale(s.codec);
            Form &form = forms.add(codecIds[s.codec]);
            (whole ? form.reads(wholeWeights) : form.reads(floatWeights))
                    .reads(s.codes, s.groups, s.scales)
                    .writes(y)
                    .flops(2 * double(rows * columns) * outputCount)
                    .dense(!whole)  // bytes have a peak of their own
                    .run([this, &s, whole] {
                        for (std::size_t first = 0; first < rows; first += panelRows) {
                            const std::size_t count = std::min(panelRows, rows - first);
                            whole ? multiplyBytes(s, first, count)
                                  : multiplyFloats(s, first, count);
                        }
                    })
                    .device([this, &s](DeviceCopies &d) {
                        d.launch("product", {outputCount, rows}, {blockSize, blockSize},
                                 {d[s.codes], d[s.groups], d[s.scales], d[floatWeights], d[y], rows,
                                  outputCount, layout.blocks(), s.rowGroups, s.codec});
                    });
        }
    }

    // y = s (q^ w), q^ whole: the shift goes back into the bytes.
    void multiplyBytes(const Stream &s, std::size_t first, std::size_t count) const
    {
        const auto *a = reinterpret_cast<const std::int8_t *>(s.codes.data()) + first * k;
        if (s.codec != Int8) {
            parallelEach(threads(), count, [&](std::size_t i) {
                decodeRowToInt8(s, first + i, bytes.data() + i * k);
            });
            a = bytes.data();
        }
        gemmInt8NT(count, outputCount, k, a, wholeWeights.data(), sums.data(), threads());
        parallelEach(threads(), count, [&](std::size_t i) {
            const float scale = s.scales[first + i];
            const std::int32_t *from = sums.data() + i * outputCount;
            std::transform(from, from + outputCount, y.data() + (first + i) * outputCount,
                           [=](std::int32_t sum) { return scale * float(sum); });
        });
    }
    void multiplyFloats(const Stream &s, std::size_t first, std::size_t count) const
    {
        parallelEach(threads(), count,
                     [&](std::size_t i) { decodeRow(s, first + i, floats.data() + i * columns); });
        gemmNT(count, outputCount, columns, floats.data(), columns, floatWeights.data(), k, 0.0F,
               y.data() + first * outputCount, outputCount, threads());
    }

    std::size_t sampledUnits(std::size_t) const override { return 4; }
    void exact(std::size_t codec, std::size_t row, Expected &expected) const override
    {
        std::vector<double> sum(outputCount, 0.0);
        for (std::size_t c = 0; c < columns; ++c) {
            const double x = decoded(streams[codec], row, c);
            for (std::size_t j = 0; j < outputCount; ++j) {
                sum[j] += x * double(wholeWeights[j * k + c]);
            }
        }
        for (std::size_t j = 0; j < outputCount; ++j) {
            expected.at(y, row * outputCount + j, sum[j]);
        }
    }
    double tolerance(std::size_t) const override { return dotTolerance(double(columns)); }
};

}  // namespace

const OperationMaker product = operation<Product>;

}  // namespace touchstone::kernels::quant_lzs4
