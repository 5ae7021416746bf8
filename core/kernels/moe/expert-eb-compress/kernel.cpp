// MoE-Compression (report 2025-09-10, paper 7): experts kept outside of the fast memory are
// transferred in a code with a bounded error,
//
//   |w - w^| <= bound,   bound = share * max|w|,
//
// and decoded on arrival. Two compressors: prediction, quantisation and Huffman codes like SZ3, and
// blocks of 32 with a fixed length like cuSZp (blocks/codec.h), both also without prediction.
// Compared with fp16, and int8 and int4 with one scale per group of 64.
//
// Decoding into floats is timed. The transfer is simulated, see quality.cpp.
#include "kernels/declared_kernel.h"
#include "kernels/moe/expert-eb-compress/codes.h"

namespace touchstone::kernels::expert_eb_compress {

namespace {

struct Decoding final : Operation {
    Dim rows{*this, "rows"}, columns{*this, "columns"};
    Out<float> out{*this, rows *columns};
    std::vector<float> weights = std::vector<float>(out.size());
    std::unique_ptr<ExpertCodes> codes;  // sizes are known once the weights are

    using Operation::Operation;

    Result<> prepare() override
    {
        fillMatrix(weights, columns, setup().seed, 0, threads());
        if (setup().stop.stop_requested()) {
            return cancelled();
        }
        codes = std::make_unique<ExpertCodes>(weights, double(size("bound permille")) / 1000,
                                              memory());
        return {};
    }
    void declare(Forms &forms) override
    {
        for (std::size_t form = 0; form < formCount; ++form) {
            forms.add(formNames[form])
                    .writes(out)
                    .bytes(codes->bytes(form) + sizeof(float) * double(out.size()))
                    .flops(double(out.size()))
                    .run([this, form] { decodeAll(*codes, form, out.data(), threads()); })
                    .device([this, form](DeviceCopies &d) { decodeOn(d, form); });
        }
    }
    void decodeOn(DeviceCopies &d, std::size_t form)
    {
        const bool predicted = isPredicted(form);
        if (form == Fp16) {
            d.launch("from_halves", out.size(), 64, {d[codes->halves], d[out], out.size()});
        } else if (isHuffman(form)) {
            const auto &code = codes->huffmanOf(form);
            d.launch("from_huffman", codes->chunks() * codec::streamsPerChunk, 64,
                     {d[code.starts], d[code.bytes], d[code.table], d[out], out.size(),
                      std::size_t(code.book.tableBits), codes->step(), predicted});
        } else if (isFixed(form)) {
            const auto &code = codes->fixedOf(form);
            d.launch("from_fixed", codes->chunks() * codec::blocksPerChunk, codec::blocksPerChunk,
                     {d[code.starts], d[code.bits], d[code.words], d[out], out.size(),
                      codes->step(), predicted});
        } else {
            const auto &code = codes->groupsOf(form);
            d.launch("from_groups", out.size(), 64,
                     {d[code.codes], d[code.scales], d[out], out.size(),
                      std::size_t(groupBits(form))});
        }
    }

    std::size_t units(std::size_t) const override { return codes->chunks(); }
    void exact(std::size_t form, std::size_t chunk, Expected &expected) const override
    {
        const auto values = exactChunk(*codes, form, chunk);
        const std::size_t first = chunk * codec::chunkValues;
        if (!values) {
            expected.that(out, first, 1, false, "a broken code");
            return;
        }
        for (std::size_t j = 0; j < values->size(); ++j) {
            const std::size_t i = first + j;
            expected.at(out, i, float((*values)[j]));
            const double error = std::abs(double(out[i]) - double(weights[i]));
            expected.that(out, i, 1, error <= tolerated(form, i), "a weight is beyond its bound");
        }
        if (isHuffman(form) && chunk == 0) {
            const std::size_t period = isPredicted(form) ? codec::streamValues : 0;
            const double least = entropyBits(out.span(), codes->step(), period);
            expected.that(out, 0, 1, codes->bytes(form) * 8 >= least,
                          "fewer bits than the entropy");
        }
    }
    double tolerance(std::size_t) const override { return 0; }
    // Largest error that weight i may have.
    double tolerated(std::size_t form, std::size_t i) const
    {
        if (form == Fp16) {
            return std::max(halfRounding(HalfFormat::Fp16) * std::abs(double(weights[i])), 0x1p-25);
        }
        if (form == Int8 || form == Int4) {
            return 0.5001 * double(fromFp16(codes->groupsOf(form).scales[i / groupSize]));
        }
        return codes->bound();
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("expert-eb-compress", {{"decoding", operation<Decoding>}}, expertQuality);
}

}  // namespace touchstone::kernels::expert_eb_compress
