// QuaRTZ (report 2025-10-15, paper 22): 8-bit min-max quantisation takes the outliers; leading-zero
// suppression then keeps the four bits of every group that matter.
//
//   q = round(x / s)                 8 bits, s = max|row| / 127
//   f = max(0, bits(max|q|) - 3)     a group of 16 shares one flag of 3 bits
//   stored: sign, |q| >> f           4 bits;  decoded: +-(|q| >> f) << f * s
//
// Against it: int4 a token and in groups of 64, a power-of-two scale for the same groups (which the
// shift amounts to), MXFP4, and plain int8. Shapes are one of three parts: encode, decode, and the
// product with 8-bit weights, where codes on a row's grid are unpacked to bytes for oneDNN's int8
// product and the others to floats. Formats: format.h.
#include "kernels/plain_kernel.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/gemm_int8.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/quant/quant-lzs4/oracle.h"
#include "kernels/quant/quant-lzs4/quality.h"

#include <array>
#include <tuple>

namespace touchstone::kernels::quant_lzs4 {

namespace {

enum Part : std::int64_t { Encode, Decode, Product };
constexpr std::size_t kOutputs = 512;
constexpr std::size_t kPanel = 256;  // rows unpacked at a time: they stay in the cache

std::vector<Variant> variantsOfLzs4()
{
    return {{"int8", Role::Baseline},      {"int4-token", Role::Baseline},
            {"int4-g64", Role::Baseline},  {"pow2-g16", Role::Baseline},
            {"mxfp4-g32", Role::Baseline}, {"lzs-truncate", Role::Technique},
            {"lzs-round", Role::Technique}};
}

class Lzs4Problem : public PortableProblem {
public:
    Lzs4Problem(const Setup &setup, Memory &memory)
        : m_part(Part(setup.shape.at("part"))), m_threads(setup.threads),
          m_layout(std::size_t(setup.shape.at("rows")), std::size_t(setup.shape.at("columns")))
    {
        const std::size_t values = m_layout.rows * m_layout.columns;
        if (m_part == Encode) {
            m_x = memory.allocate<float>(BufferRole::Input, values);
            fillActivations(Distribution::Laplace, m_x.span(), m_layout.columns, setup.seed);
            m_streams[0] = allocateStream(Int8, BufferRole::Output, memory);
            return;
        }
        std::vector<float> x(values);
        fillActivations(Distribution::Laplace, x, m_layout.columns, setup.seed);
        for (std::size_t codec = 0; codec < kCodecs; ++codec) {
            m_streams[codec] = allocateStream(codec, BufferRole::Input, memory);
            encode(codec, m_layout, x.data(), m_streams[codec], setup.threads);
        }
        const std::size_t columns = m_part == Decode ? m_layout.columns : kOutputs;
        m_y = memory.allocate<float>(BufferRole::Output, m_layout.rows * columns);
        if (m_part == Product) {
            allocateProduct(setup.seed, memory);
        }
    }
    Result<> open(OpenClDevice &device)
    {
        const auto openWith = [&](const auto &...streams) {
            return openOn(device, {"quant/quant-lzs4/kernel.cl"}, {}, m_x, m_y, m_floatWeights,
                          streams.codes..., streams.groups..., streams.scales...);
        };
        return std::apply(openWith, m_streams);
    }

    Work work(std::size_t codec) const override;
    Result<std::vector<Quality>> quality(const Setup &setup) override
    {
        return roundingQuality(setup, variantsOfLzs4());
    }
    std::optional<double> limit(std::size_t) const override { return std::nullopt; }

protected:
    void runOnCpu(std::size_t codec) override;
    void runOnDevice(DeviceCopies &device, std::size_t codec) override;
    Result<Check> checkOutputs(std::size_t codec) override;

private:
    Stream allocateStream(std::size_t codec, BufferRole role, Memory &memory) const;
    void allocateProduct(std::uint64_t seed, Memory &memory);
    const Stream &streamOf(std::size_t codec) const
    {
        return m_streams[m_part == Encode ? 0 : codec];
    }
    void multiply(std::size_t codec);
    void multiplyBytes(std::size_t codec, std::size_t first, std::size_t count);
    void multiplyFloats(std::size_t codec, std::size_t first, std::size_t count);
    Check checkProduct(std::size_t codec) const;

    Part m_part;
    int m_threads;
    Layout m_layout;
    Buffer<float> m_x, m_y;
    std::array<Stream, kCodecs> m_streams;        // of every codec; the first of all when encoding
    Buffer<std::int8_t> m_wholeWeights, m_bytes;  // [kOutputs x padded], a panel
    Buffer<float> m_floatWeights, m_floats;
    Buffer<std::int32_t> m_sums;  // [kPanel x kOutputs]
};

Stream Lzs4Problem::allocateStream(std::size_t codec, BufferRole role, Memory &memory) const
{
    return {memory.allocate<std::uint8_t>(role,
                                          m_layout.rows * m_layout.blocks * blockBytes(codec)),
            memory.allocate<std::uint8_t>(role, m_layout.rows * m_layout.groupStride),
            memory.allocate<float>(role, m_layout.rows)};
}

void Lzs4Problem::allocateProduct(std::uint64_t seed, Memory &memory)
{
    const std::size_t k = m_layout.padded();
    m_wholeWeights = memory.allocate<std::int8_t>(BufferRole::Input, kOutputs * k);
    m_floatWeights = memory.allocate<float>(BufferRole::Input, kOutputs * k);
    m_bytes = memory.allocate<std::int8_t>(BufferRole::Scratch, kPanel * k);
    m_floats = memory.allocate<float>(BufferRole::Scratch, kPanel * k);
    m_sums = memory.allocate<std::int32_t>(BufferRole::Scratch, kPanel * kOutputs);
    rng::fillIntegers(m_floatWeights.span(), 63, seed, 5);
    for (std::size_t i = 0; i < m_floatWeights.size(); ++i) {
        m_wholeWeights[i] = std::int8_t(m_floatWeights[i]);
    }
}

// --- CPU ----------------------------------------------------------------------------------------

void Lzs4Problem::runOnCpu(std::size_t codec)
{
    if (m_part == Encode) {
        encode(codec, m_layout, m_x.data(), m_streams[0], m_threads);
    } else if (m_part == Decode) {
        parallelRows(m_threads, m_layout.rows, [&](std::size_t begin, std::size_t end) {
            for (std::size_t r = begin; r < end; ++r) {
                decodeRow(codec, m_layout, m_streams[codec].row(m_layout, codec, r),
                          m_y.data() + r * m_layout.columns);
            }
        });
    } else {
        multiply(codec);
    }
}

void Lzs4Problem::multiply(std::size_t codec)
{
    for (std::size_t first = 0; first < m_layout.rows; first += kPanel) {
        const std::size_t count = std::min(kPanel, m_layout.rows - first);
        if (hasRowScale(codec)) {
            multiplyBytes(codec, first, count);
        } else {
            multiplyFloats(codec, first, count);
        }
    }
}

// y = s (q^ w), q^ whole: the shift goes back into the bytes.
void Lzs4Problem::multiplyBytes(std::size_t codec, std::size_t first, std::size_t count)
{
    const Stream &stream = m_streams[codec];
    const std::size_t k = m_layout.padded();
    const auto *a = reinterpret_cast<const std::int8_t *>(stream.codes.data()) + first * k;
    if (codec != Int8) {
        parallelRows(m_threads, count, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                decodeRowToInt8(codec, m_layout, stream.row(m_layout, codec, first + i),
                                m_bytes.data() + i * k);
            }
        });
        a = m_bytes.data();
    }
    gemmInt8NT(count, kOutputs, k, a, m_wholeWeights.data(), m_sums.data(), m_threads);
    parallelRows(m_threads, count, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const float scale = stream.scales[first + i];
            const std::int32_t *sums = m_sums.data() + i * kOutputs;
            float *y = m_y.data() + (first + i) * kOutputs;
            for (std::size_t j = 0; j < kOutputs; ++j) {
                y[j] = scale * float(sums[j]);
            }
        }
    });
}

void Lzs4Problem::multiplyFloats(std::size_t codec, std::size_t first, std::size_t count)
{
    const std::size_t k = m_layout.padded();
    const std::size_t columns = m_layout.columns;
    parallelRows(m_threads, count, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            decodeRow(codec, m_layout, m_streams[codec].row(m_layout, codec, first + i),
                      m_floats.data() + i * columns);
        }
    });
    gemmNT(count, kOutputs, columns, m_floats.data(), columns, m_floatWeights.data(), k, 0.0F,
           m_y.data() + first * kOutputs, kOutputs, m_threads);
}

// --- OpenCL -------------------------------------------------------------------------------------

void Lzs4Problem::runOnDevice(DeviceCopies &d, std::size_t codec)
{
    const Stream &s = streamOf(codec);
    const auto integer = [](std::size_t value) { return std::int32_t(value); };
    const std::int32_t rows = integer(m_layout.rows);
    const std::int32_t columns = integer(m_layout.columns);
    const std::int32_t blocks = integer(m_layout.blocks);
    const std::int32_t stride = integer(m_layout.groupStride);
    const auto id = integer(codec);
    if (m_part == Encode) {
        const std::size_t used = m_layout.rows * m_layout.blocks * blockBytes(codec);
        d.launch("clear", {roundedUp(m_layout.groupStride, 64), m_layout.rows}, {64, 1},
                 {d[s.groups], 0, stride, stride, rows});
        if (used < s.codes.size()) {
            d.launch("clear", {roundedUp(s.codes.size() - used, 64), 1}, {64, 1},
                     {d[s.codes], integer(used), integer(s.codes.size()), 0, 1});
        }
        d.launch("row_scales", {m_layout.rows * 64, 1}, {64, 1},
                 {d[m_x], d[s.scales], columns, id});
        d.launch("encode", {roundedUp((m_layout.blocks + 7) / 8, 16), m_layout.rows}, {16, 1},
                 {d[m_x], d[s.codes], d[s.groups], d[s.scales], rows, columns, blocks, stride, id});
    } else if (m_part == Decode) {
        d.launch("decode", {roundedUp(m_layout.columns, 64), m_layout.rows}, {64, 1},
                 {d[s.codes], d[s.groups], d[s.scales], d[m_y], rows, columns, blocks, stride, id});
    } else {
        d.launch("product", {kOutputs, roundedUp(m_layout.rows, kBlock)}, {kBlock, kBlock},
                 {d[s.codes], d[s.groups], d[s.scales], d[m_floatWeights], d[m_y], rows,
                  integer(kOutputs), blocks, stride, id});
    }
}

// --- figures ------------------------------------------------------------------------------------

Work Lzs4Problem::work(std::size_t codec) const
{
    const auto rows = double(m_layout.rows);
    const auto columns = double(m_layout.columns);
    const double stream = rows * columns * bitsPerValue(codec) / 8
                          + (hasRowScale(codec) ? sizeof(float) * rows : 0.0);
    Work work;
    if (m_part == Product) {
        const double weightBytes = hasRowScale(codec) ? sizeof(std::int8_t) : sizeof(float);
        work.flops = 2 * rows * columns * kOutputs;
        work.bytes = stream + weightBytes * kOutputs * columns + sizeof(float) * rows * kOutputs;
        work.dense = !hasRowScale(codec);  // bytes have a peak of their own
    } else {
        work.flops = 2 * rows * columns;
        work.bytes = stream + sizeof(float) * rows * columns;
    }
    return work;
}

Check Lzs4Problem::checkProduct(std::size_t codec) const
{
    FrobeniusError error;
    for (const std::size_t r : sample(m_layout.rows, 4)) {
        for (const std::size_t j : sample(kOutputs, 31)) {
            double sum = 0;
            for (std::size_t c = 0; c < m_layout.columns; ++c) {
                sum += decoded(codec, m_layout, m_streams[codec], r, c)
                       * double(m_wholeWeights[j * m_layout.padded() + c]);
            }
            error.add(m_y[r * kOutputs + j], sum);
        }
    }
    return error.check(dotTolerance(double(m_layout.columns)));
}

Result<Check> Lzs4Problem::checkOutputs(std::size_t codec)
{
    if (m_part == Product) {
        return checkProduct(codec);
    }
    double wrong = 0;
    for (const std::size_t r : sample(m_layout.rows, 16)) {
        if (m_part == Encode) {
            wrong += double(wrongCodes(codec, m_layout, m_x.data() + r * m_layout.columns,
                                       m_streams[0], r));
            continue;
        }
        for (std::size_t c = 0; c < m_layout.columns; ++c) {
            const double exact = decoded(codec, m_layout, m_streams[codec], r, c);
            wrong += m_y[r * m_layout.columns + c] == float(exact) ? 0 : 1;
        }
    }
    return Check{wrong == 0, wrong, 0, "exact"};
}

class QuantLzs4 : public PlainKernel {
public:
    std::string id() const override { return "quant-lzs4"; }
    std::string family() const override { return "quant"; }
    bool supports(DeviceKind) const override { return true; }
    std::vector<Variant> variants() const override { return variantsOfLzs4(); }
    std::vector<Comparison> comparisons() const override
    {
        return {{"int4-g64", "lzs-round"},
                {"pow2-g16", "lzs-round"},
                {"int8", "lzs-round"},
                {"lzs-truncate", "lzs-round"},
                {"int4-token", "lzs-truncate", "rounding-error"},
                {"int4-token", "lzs-round", "rounding-error"},
                {"int4-g64", "lzs-round", "rounding-error"},
                {"pow2-g16", "lzs-round", "rounding-error"},
                {"int4-token", "lzs-truncate", "rounding-error-small"},
                {"int4-token", "lzs-round", "rounding-error-small"},
                {"int8", "lzs-round", "bits-per-value"}};
    }
    std::vector<Shape> shapes(Preset preset) const override
    {
        switch (preset) {
        case Preset::Small:
            return {shape(Encode, 256, 512), shape(Decode, 256, 512), shape(Product, 256, 512)};
        case Preset::Medium:
            return {shape(Encode, 2048, 3072), shape(Decode, 2048, 3072),
                    shape(Product, 2048, 3072)};
        case Preset::Large:
            return {shape(Encode, 8192, 3072), shape(Decode, 8192, 3072),
                    shape(Product, 8192, 3072)};
        }
        return {};
    }
    std::vector<Shape> sweep() const override
    {
        return {shape(Decode, 16, 512), shape(Decode, 64, 1024), shape(Decode, 256, 2048),
                shape(Decode, 1024, 3072), shape(Decode, 4096, 3072)};
    }
    std::vector<Shape> oddShapes() const override
    {
        return {shape(Encode, 3, 17),   shape(Encode, 5, 131), shape(Decode, 7, 15),
                shape(Decode, 2, 1009), shape(Product, 3, 37), shape(Product, 261, 67)};
    }
    Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup, Memory &memory) const override
    {
        return prepareOn(setup, std::make_unique<Lzs4Problem>(setup, memory));
    }

private:
    static Shape shape(Part part, std::int64_t rows, std::int64_t columns)
    {
        constexpr std::array<const char *, 3> names{"encode", "decode", "product"};
        return {std::string(names[std::size_t(part)]) + " " + std::to_string(rows) + "x"
                        + std::to_string(columns),
                {{"part", part}, {"rows", rows}, {"columns", columns}}};
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return adapted(std::make_unique<QuantLzs4>());
}

}  // namespace touchstone::kernels::quant_lzs4
