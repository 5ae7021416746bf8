// QuaRTZ (report 2025-10-15, paper 22): 8-bit min-max quantisation takes the outliers; leading-zero
// suppression then keeps the four bits of every group that matter.
//
//   q = round(x / s)                 8 bits, s = max|row| / 127
//   f = max(0, bits(max|q|) - 3)     a group of 16 shares one flag of 3 bits
//   stored: sign, |q| >> f           4 bits;  decoded: +-(|q| >> f) << f * s
//
// Against it: int4 with scales of rows and of groups of 64, a power-of-two scale for the same
// groups (which the shift amounts to), MXFP4, and plain int8. Operations: encode, decode, and the
// product with 8-bit weights, for which codes on a row's grid are unpacked to bytes for oneDNN's
// int8 product, the others to floats. Formats: format.h.
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

// A stream in every codec; forms are codecs, units rows.
struct Coded : Operation {
    Dim rows{*this, "rows"}, columns{*this, "columns"};
    Layout layout{rows, columns};
    std::vector<Stream> streams;

    Coded(const Setup &setup, Memory &memory, BufferRole role) : Operation(setup, memory)
    {
        for (std::size_t codec = 0; codec < codecIds.size(); ++codec) {
            streams.emplace_back(codec, layout, role, memory);
        }
    }
    // Activations that are kept in the streams only.
    void fillStreams(std::uint64_t seed)
    {
        std::vector<float> values(rows * columns);
        fillActivations(Distribution::Laplace, values, columns, seed);
        for (const Stream &stream : streams) {
            encode(stream, values.data(), threads());
        }
    }

    std::size_t units(std::size_t) const override { return rows; }
    double tolerance(std::size_t) const override { return 0; }
};

struct Encode final : Coded {
    In<float> x{*this, rows *columns};

    Encode(const Setup &setup, Memory &memory) : Coded(setup, memory, BufferRole::Output) {}

    void fill(std::uint64_t seed) override
    {
        fillActivations(Distribution::Laplace, x.span(), columns, seed);
    }
    void declare(Forms &forms) override
    {
        for (const Stream &s : streams) {
            forms.add(codecIds[s.codec])
                    .reads(x)
                    .writes(s.codes, s.groups, s.scales)
                    .flops(2 * double(x.size()))
                    .run([this, &s] { encode(s, x.data(), threads()); })
                    .device([this, &s](DeviceCopies &d) { encodeOn(d, s); });
        }
    }
    void encodeOn(DeviceCopies &d, const Stream &s) const
    {
        if (hasRowScale(s.codec)) {
            d.launch("row_scales", rows * 64, 64, {d[x], d[s.scales], columns, s.codec});
        }
        d.launch("encode", {(layout.blocks() + 7) / 8, rows}, {16, 1},
                 {d[x], d[s.codes], d[s.groups], d[s.scales], rows, columns, layout.blocks(),
                  s.rowGroups, s.codec});
    }
    void exact(std::size_t codec, std::size_t row, Expected &expected) const override
    {
        const Stream &s = streams[codec];
        const bool right = rowIsRight(s, row, x.data() + row * columns);
        const auto covers = [&](const auto &buffer, std::size_t count) {
            expected.that(buffer, row * count, count, right, "a code or a scale is wrong");
        };
        covers(s.codes, s.rowCodes);
        covers(s.groups, s.rowGroups);
        covers(s.scales, hasRowScale(codec) ? 1 : 0);
    }
};

struct Decode final : Coded {
    Out<float> y{*this, rows *columns};

    Decode(const Setup &setup, Memory &memory) : Coded(setup, memory, BufferRole::Input) {}

    void fill(std::uint64_t seed) override { fillStreams(seed); }
    void declare(Forms &forms) override
    {
        for (const Stream &s : streams) {
            forms.add(codecIds[s.codec])
                    .reads(s.codes, s.groups, s.scales)
                    .writes(y)
                    .flops(2 * double(y.size()))
                    .run([this, &s] {
                        parallelEach(threads(), rows, [&](std::size_t r) {
                            decodeRow(s, r, y.data() + r * columns);
                        });
                    })
                    .device([this, &s](DeviceCopies &d) {
                        d.launch("decode", {columns, rows}, {64, 1},
                                 {d[s.codes], d[s.groups], d[s.scales], d[y], rows, columns,
                                  layout.blocks(), s.rowGroups, s.codec});
                    });
        }
    }
    void exact(std::size_t codec, std::size_t row, Expected &expected) const override
    {
        for (std::size_t c = 0; c < columns; ++c) {
            expected.equal(y, row * columns + c, float(decoded(streams[codec], row, c)));
        }
    }
};

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
                    .dense(true, whole ? Arithmetic::Int8 : Arithmetic::Fp32)
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

void encode(const Stream &stream, const float *x, int threads)
{
    parallelEach(threads, stream.layout.rows,
                 [&](std::size_t r) { encodeRow(stream, r, x + r * stream.layout.columns); });
}

std::unique_ptr<Kernel> make()
{
    return declared("quant-lzs4",
                    {{"encode", operation<Encode>},
                     {"decode", operation<Decode>},
                     {"product", operation<Product>}},
                    roundingQuality);
}

}  // namespace touchstone::kernels::quant_lzs4
