#include "kernels/blocks/parallel.h"
#include "kernels/quant/quant-lzs4/coded.h"

namespace touchstone::kernels::quant_lzs4 {

namespace {

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

}  // namespace

const OperationMaker encoding = operation<Encode>;

void encode(const Stream &stream, const float *x, int threads)
{
    parallelEach(threads, stream.layout.rows,
                 [&](std::size_t r) { encodeRow(stream, r, x + r * stream.layout.columns); });
}

}  // namespace touchstone::kernels::quant_lzs4
