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
#include "kernels/blocks/parallel.h"
#include "kernels/declared_kernel.h"
#include "kernels/moe/expert-eb-compress/codes.h"
#include "kernels/moe/expert-eb-compress/oracle.h"
#include "kernels/moe/expert-eb-compress/plain_codes.h"
#include "kernels/moe/expert-eb-compress/quality.h"
#include "kernels/moe/expert-eb-compress/weights.h"

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
    void decodeOn(DeviceCopies &d, std::size_t form);

    std::size_t units(std::size_t) const override { return codes->chunks(); }
    void exact(std::size_t form, std::size_t chunk, Expected &expected) const override;
    double tolerance(std::size_t) const override { return 0; }
    // Of the transfer; decoding writes as many floats in every form and gains less.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return ratio.quantity == "time-over-link" && ratio.baseline == Fp16
                       ? std::optional(codes->bytes(Fp16) / codes->bytes(ratio.technique))
                       : std::nullopt;
    }

    std::optional<std::vector<double>> exactHuffman(std::size_t form, std::size_t chunk) const;
    std::optional<std::vector<double>> exactChunk(std::size_t form, std::size_t chunk) const;
    double tolerated(std::size_t form, std::size_t i) const;
};

void Decoding::decodeOn(DeviceCopies &d, std::size_t form)
{
    const auto count = std::int32_t(codes->count());
    const std::size_t items = roundedUp(codes->count(), 64);
    const std::int32_t predicted = isPredicted(form) ? 1 : 0;
    if (form == Fp16) {
        d.launch("from_halves", {items, 1}, {64, 1}, {d[codes->halves], d[out], count});
    } else if (isHuffman(form)) {
        const auto &code = codes->huffmanOf(form);
        d.launch("from_huffman", {roundedUp(codes->chunks() * codec::streamsPerChunk, 64), 1},
                 {64, 1},
                 {d[code.starts], d[code.bytes], d[code.table], d[out], count,
                  std::int32_t(code.book.tableBits), codes->step(), predicted});
    } else if (isFixed(form)) {
        const auto &code = codes->fixedOf(form);
        d.launch("from_fixed", {codes->chunks() * codec::blocksPerChunk, 1},
                 {codec::blocksPerChunk, 1},
                 {d[code.starts], d[code.bits], d[code.words], d[out], count, codes->step(),
                  predicted});
    } else {
        const auto &code = codes->groups(form);
        d.launch("from_groups", {items, 1}, {64, 1},
                 {d[code.codes], d[code.scales], d[out], count, std::int32_t(groupBits(form))});
    }
}

// --- the oracle ---------------------------------------------------------------------------------

std::optional<std::vector<double>> Decoding::exactHuffman(std::size_t form, std::size_t chunk) const
{
    const auto &code = codes->huffmanOf(form);
    const HuffmanOracle oracle(code.book.lowest, code.book.lengths);
    std::vector<double> values;
    for (std::size_t s = chunk * codec::streamsPerChunk; s < (chunk + 1) * codec::streamsPerChunk;
         ++s) {
        const std::size_t first = std::min(s * codec::streamValues, codes->count());
        const std::size_t last = std::min(first + codec::streamValues, codes->count());
        const auto bytes =
                code.bytes.span().subspan(code.starts[s], code.starts[s + 1] - code.starts[s]);
        const auto numbers = oracle.stream(bytes, last - first, isPredicted(form));
        if (!numbers) {
            return std::nullopt;
        }
        for (const int number : *numbers) {
            values.push_back(number * double(codes->step()));
        }
    }
    return values;
}

// The values of a chunk; nullopt where the code is broken.
std::optional<std::vector<double>> Decoding::exactChunk(std::size_t form, std::size_t chunk) const
{
    if (isHuffman(form)) {
        return exactHuffman(form, chunk);
    }
    const std::size_t first = chunk * codec::chunkValues;
    const std::size_t last = std::min(first + codec::chunkValues, codes->count());
    std::vector<double> values;
    if (isFixed(form)) {
        const auto &code = codes->fixedOf(form);
        const FixedOracle oracle(code.bits.span(), code.words.span());
        for (std::size_t block = first / codec::blockValues; block * codec::blockValues < last;
             ++block) {
            for (const int number : oracle.block(block, isPredicted(form))) {
                values.push_back(number * double(codes->step()));
            }
        }
        values.resize(last - first);
        return values;
    }
    for (std::size_t i = first; i < last; ++i) {
        const auto &code = codes->groups(form);
        values.push_back(form == Fp16 ? exactHalf(codes->halves[i])
                                      : exactNumber(code.codes.data(), groupBits(form), i)
                                                * exactHalf(code.scales[i / groupSize]));
    }
    return values;
}

// Largest error that weight i may have.
double Decoding::tolerated(std::size_t form, std::size_t i) const
{
    if (form == Fp16) {
        return std::max(halfRounding(HalfFormat::Fp16) * std::abs(double(weights[i])), 0x1p-25);
    }
    if (form == Int8 || form == Int4) {
        return 0.5001 * exactHalf(codes->groups(form).scales[i / groupSize]);
    }
    return codes->bound();
}

void Decoding::exact(std::size_t form, std::size_t chunk, Expected &expected) const
{
    const auto values = exactChunk(form, chunk);
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
        expected.that(out, 0, 1, codes->bytes(form) * 8 >= least, "fewer bits than the entropy");
    }
}

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("expert-eb-compress", {{"decoding", operation<Decoding>}}, expertQuality);
}

}  // namespace touchstone::kernels::expert_eb_compress
