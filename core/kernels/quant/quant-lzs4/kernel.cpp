// QuaRTZ (report 2025-10-15, paper 22): 8-bit min-max quantisation takes the outliers; leading-zero
// suppression then keeps the four bits of every group that matter.
//
//   q = round(x / s)                 8 bits, s = max|row| / 127
//   f = max(0, bits(max|q|) - 3)     a group of 16 shares one flag of 3 bits
//   stored: sign, |q| >> f           4 bits;  decoded: +-(|q| >> f) << f * s
//
// Against it: int4 with scales of rows and of groups of 64, a power-of-two scale for the same
// groups (which the shift amounts to), MXFP4, and plain int8. Operations: encode, decode, and the
// product with 8-bit weights, where codes on a row's grid are unpacked to bytes for oneDNN's int8
// product and the others to floats. Formats: format.h.
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/gemm_int8.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"
#include "kernels/quant/quant-lzs4/oracle.h"
#include "kernels/quant/quant-lzs4/quality.h"

namespace touchstone::kernels::quant_lzs4 {

namespace {

constexpr std::size_t panelRows = 256;  // unpacked at a time: they stay in the cache

// Activations and a stream in every codec; forms are codecs.
struct Coded : Operation {
    Dim rows{*this, "rows"}, columns{*this, "columns"};
    Layout layout{rows, columns};
    std::array<Stream, codecIds.size()> streams;

    Coded(const Setup &setup, Memory &memory, BufferRole role) : Operation(setup, memory)
    {
        for (std::size_t codec = 0; codec < streams.size(); ++codec) {
            streams[codec] = Stream(codec, layout, role, memory);
        }
    }
    void encodeAll(std::uint64_t seed)
    {
        std::vector<float> values(rows * columns);
        fillActivations(Distribution::Laplace, values, columns, seed);
        for (const Stream &stream : streams) {
            encode(layout, values.data(), stream, threads());
        }
    }
    // On the device: kernel.cl says what a codec without a buffer gets in its place.
    template <class T>
    static OpenClProgram::BufferId orCodes(DeviceCopies &d, const Stream &s,
                                           const Buffer<T> &buffer)
    {
        return buffer.size() > 0 ? d[buffer] : d[s.codes];
    }
    static std::int32_t integer(std::size_t value) { return std::int32_t(value); }

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
                    .run([this, &s] { encode(layout, x.data(), s, threads()); })
                    .device([this, &s](DeviceCopies &d) { encodeOn(d, s); });
        }
    }
    void encodeOn(DeviceCopies &d, const Stream &s) const
    {
        if (hasRowScale(s.codec)) {
            d.launch("row_scales", {rows * 64, 1}, {64, 1},
                     {d[x], d[s.scales], integer(columns), integer(s.codec)});
        }
        d.launch("encode", {roundedUp((layout.blocks + 7) / 8, 16), rows}, {16, 1},
                 {d[x], d[s.codes], orCodes(d, s, s.groups), orCodes(d, s, s.scales), integer(rows),
                  integer(columns), integer(layout.blocks), integer(s.rowGroups),
                  integer(s.codec)});
    }
    void exact(std::size_t codec, std::size_t row, Expected &expected) const override
    {
        const Stream &s = streams[codec];
        const bool right = rowIsRight(layout, x.data() + row * columns, s, row);
        expected.that(s.codes, row * s.rowCodes, s.rowCodes, right, "a code or a scale is wrong");
        expected.that(s.groups, row * s.rowGroups, s.rowGroups, right,
                      "a code or a scale is wrong");
        if (hasRowScale(codec)) {
            expected.that(s.scales, row, 1, right, "a code or a scale is wrong");
        }
    }
};

struct Decode final : Coded {
    Out<float> y{*this, rows *columns};

    Decode(const Setup &setup, Memory &memory) : Coded(setup, memory, BufferRole::Input) {}

    void fill(std::uint64_t seed) override { encodeAll(seed); }
    void declare(Forms &forms) override
    {
        for (const Stream &s : streams) {
            forms.add(codecIds[s.codec])
                    .reads(s.codes, s.groups, s.scales)
                    .writes(y)
                    .flops(2 * double(y.size()))
                    .run([this, &s] {
                        parallelRows(threads(), rows, [&](std::size_t begin, std::size_t end) {
                            for (std::size_t r = begin; r < end; ++r) {
                                decodeRow(s.codec, layout, s.row(r), y.data() + r * columns);
                            }
                        });
                    })
                    .device([this, &s](DeviceCopies &d) {
                        d.launch("decode", {roundedUp(columns, 64), rows}, {64, 1},
                                 {d[s.codes], orCodes(d, s, s.groups), orCodes(d, s, s.scales),
                                  d[y], integer(rows), integer(columns), integer(layout.blocks),
                                  integer(s.rowGroups), integer(s.codec)});
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
    static constexpr std::size_t outputCount = 512;
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
        encodeAll(seed);
        rng::fillIntegers(floatWeights.span(), 63, seed, 5);
        for (std::size_t i = 0; i < floatWeights.size(); ++i) {
            wholeWeights[i] = std::int8_t(floatWeights[i]);
        }
    }
    void declare(Forms &forms) override
    {
        for (const Stream &s : streams) {
            const bool whole = hasRowScale(s.codec);
            Form &form = forms.add(codecIds[s.codec]);
            form.reads(s.codes, s.groups, s.scales).writes(y);
            (whole ? form.reads(wholeWeights) : form.reads(floatWeights))
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
                        d.launch("product", {outputCount, roundedUp(rows, blockSize)},
                                 {blockSize, blockSize},
                                 {d[s.codes], orCodes(d, s, s.groups), orCodes(d, s, s.scales),
                                  d[floatWeights], d[y], integer(rows), integer(outputCount),
                                  integer(layout.blocks), integer(s.rowGroups), integer(s.codec)});
                    });
        }
    }

    // y = s (q^ w), q^ whole: the shift goes back into the bytes.
    void multiplyBytes(const Stream &s, std::size_t first, std::size_t count)
    {
        const auto *a = reinterpret_cast<const std::int8_t *>(s.codes.data()) + first * k;
        if (s.codec != Int8) {
            parallelRows(threads(), count, [&](std::size_t begin, std::size_t end) {
                for (std::size_t i = begin; i < end; ++i) {
                    decodeRowToInt8(s.codec, layout, s.row(first + i), bytes.data() + i * k);
                }
            });
            a = bytes.data();
        }
        gemmInt8NT(count, outputCount, k, a, wholeWeights.data(), sums.data(), threads());
        parallelRows(threads(), count, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                const float scale = s.scales[first + i];
                const std::int32_t *from = sums.data() + i * outputCount;
                float *to = y.data() + (first + i) * outputCount;
                for (std::size_t j = 0; j < outputCount; ++j) {
                    to[j] = scale * float(from[j]);
                }
            }
        });
    }
    void multiplyFloats(const Stream &s, std::size_t first, std::size_t count)
    {
        parallelRows(threads(), count, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                decodeRow(s.codec, layout, s.row(first + i), floats.data() + i * columns);
            }
        });
        gemmNT(count, outputCount, columns, floats.data(), columns, floatWeights.data(), k, 0.0F,
               y.data() + first * outputCount, outputCount, threads());
    }

    std::size_t sampledUnits(std::size_t) const override { return 4; }
    void exact(std::size_t codec, std::size_t row, Expected &expected) const override
    {
        std::vector<double> x(columns);
        for (std::size_t c = 0; c < columns; ++c) {
            x[c] = decoded(streams[codec], row, c);
        }
        for (std::size_t j = 0; j < outputCount; ++j) {
            double sum = 0;
            for (std::size_t c = 0; c < columns; ++c) {
                sum += x[c] * double(wholeWeights[j * k + c]);
            }
            expected.at(y, row * outputCount + j, sum);
        }
    }
    double tolerance(std::size_t) const override { return dotTolerance(double(columns)); }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("quant-lzs4",
                    {{"encode", operation<Encode>},
                     {"decode", operation<Decode>},
                     {"product", operation<Product>}},
                    roundingQuality);
}

}  // namespace touchstone::kernels::quant_lzs4
