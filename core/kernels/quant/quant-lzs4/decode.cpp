#include "kernels/blocks/parallel.h"
#include "kernels/quant/quant-lzs4/coded.h"

namespace touchstone::kernels::quant_lzs4 {

namespace {

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

}  // namespace

const OperationMaker decoding = operation<Decode>;

}  // namespace touchstone::kernels::quant_lzs4
