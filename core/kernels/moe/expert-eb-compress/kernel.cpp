// MoE-Compression (report 2025-09-10, paper 7): experts that wait outside of the fast memory travel
// compressed with a bounded error,
//
//   |w - w^| <= bound,   bound = share * max|w|,
//
// and are decoded on arrival. Two compressors: prediction, quantisation and Huffman codes like SZ3,
// and blocks of 32 with a fixed length like cuSZp (blocks/codec.h), both also without prediction.
// Against them: fp16, and int8 and int4 with a scale a group of 64.
//
// What is timed is decoding into floats; in shapes with a link, from the start of the transfer on,
// each chunk as soon as its bytes have come:   time >= max(bytes / bandwidth, decoding).
#include "kernels/plain_kernel.h"
#include "kernels/blocks/link.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/moe/expert-eb-compress/codes.h"
#include "kernels/moe/expert-eb-compress/oracle.h"
#include "kernels/moe/expert-eb-compress/plain_codes.h"
#include "kernels/moe/expert-eb-compress/quality.h"
#include "kernels/moe/expert-eb-compress/weights.h"

#include <array>

namespace touchstone::kernels::expert_eb_compress {

namespace {

constexpr std::size_t kBypassFrom = 8U << 20U;  // bytes of floats, more than a core's own caches

std::vector<Variant> variantsOfExperts()
{
    return {{"fp16", Role::Baseline},     {"int8-g64", Role::Baseline},
            {"int4-g64", Role::Baseline}, {"huffman-predicted", Role::Technique},
            {"huffman", Role::Technique}, {"fixed-predicted", Role::Technique},
            {"fixed", Role::Technique}};
}

class ExpertProblem : public PortableProblem {
public:
    ExpertProblem(const Setup &setup, Memory &memory)
        : m_threads(setup.threads), m_bytesPerNs(double(setup.shape.at("link MB/s")) / 1000),
          m_weights(drawn(setup)),
          m_codes(m_weights, double(setup.shape.at("bound permille")) / 1000, memory),
          m_out(memory.allocate<float>(BufferRole::Output, m_weights.size()))
    {
    }
    Result<> open(OpenClDevice &device)
    {
        const auto &[codes8, scales8] = m_codes.int8;
        const auto &[codes4, scales4] = m_codes.int4;
        Result<> opened = openOn(device, {"moe/expert-eb-compress/kernel.cl"}, {}, m_out,
                                 m_codes.halves, codes8, scales8, codes4, scales4);
        for (const auto &code : m_codes.huffman) {
            opened = opened ? addToDevice(code.starts, code.bytes, code.table) : opened;
        }
        for (const auto &code : m_codes.fixed) {
            opened = opened ? addToDevice(code.starts, code.bits, code.words) : opened;
        }
        return opened;
    }
    // The device does not see the transfer.
    std::optional<double> deviceNanoseconds() const override
    {
        return m_bytesPerNs > 0 ? std::nullopt : PortableProblem::deviceNanoseconds();
    }

    Work work(std::size_t form) const override
    {
        const auto count = double(m_codes.count());
        return {count, m_codes.bytes(form) + sizeof(float) * count, false};
    }
    Result<std::vector<Quality>> quality(const Setup &setup) override;
    // Of the transfer; decoding writes as many floats in every form and gains less.
    std::optional<double> limit(std::size_t comparison) const override
    {
        constexpr std::array<Form, 3> techniques{Fixed, HuffmanPredicted, Huffman};
        return m_bytesPerNs > 0 && comparison < techniques.size()
                       ? std::optional(m_codes.bytes(Fp16) / m_codes.bytes(techniques[comparison]))
                       : std::nullopt;
    }

protected:
    void runOnCpu(std::size_t form) override;
    void runOnDevice(DeviceCopies &d, std::size_t form) override;
    Result<Check> checkOutputs(std::size_t form) override;

private:
    static std::vector<float> drawn(const Setup &setup)
    {
        const auto columns = std::size_t(setup.shape.at("columns"));
        std::vector<float> weights(std::size_t(setup.shape.at("rows")) * columns);
        fillMatrix(weights, columns, setup.seed, 0, setup.threads);
        return weights;
    }
    std::optional<std::vector<double>> exact(std::size_t form, std::size_t chunk) const;
    std::optional<std::vector<double>> exactHuffman(std::size_t form, std::size_t chunk) const;
    double tolerated(std::size_t form, std::size_t i) const;

    int m_threads;
    double m_bytesPerNs;  // 0: no link
    std::vector<float> m_weights;
    ExpertCodes m_codes;
    Buffer<float> m_out;
};

// Chunks go to the threads in turn: in this order they arrive.
void ExpertProblem::runOnCpu(std::size_t form)
{
    const Link link(m_bytesPerNs);
    const bool bypass = m_out.size() * sizeof(float) >= kBypassFrom;
    const auto threads = std::size_t(m_threads);
    parallelRows(m_threads, threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t chunk = begin; chunk < m_codes.chunks(); ++chunk) {
            const std::size_t turn = chunk % threads;
            if (turn >= begin && turn < end) {
                link.await(m_codes.bytesThrough(form, chunk));
                m_codes.decode(form, chunk, m_out.data(), bypass);
            }
        }
    });
}

// Transfers overlap with the decoding of the calls before; within a call they do not.
void ExpertProblem::runOnDevice(DeviceCopies &d, std::size_t form)
{
    const Link link(m_bytesPerNs);
    link.await(m_codes.bytes(form));
    const auto count = std::int32_t(m_codes.count());
    const std::size_t items = roundedUp(m_codes.count(), 64);
    const std::int32_t predicted = isPredicted(form) ? 1 : 0;
    if (form == Fp16) {
        d.launch("from_halves", {items, 1}, {64, 1}, {d[m_codes.halves], d[m_out], count});
    } else if (isHuffman(form)) {
        const auto &code = m_codes.huffmanOf(form);
        d.launch("from_huffman", {roundedUp(m_codes.chunks() * codec::kStreams, 64), 1}, {64, 1},
                 {d[code.starts], d[code.bytes], d[code.table], d[m_out], count,
                  std::int32_t(code.book.tableBits), m_codes.step(), predicted});
    } else if (isFixed(form)) {
        const auto &code = m_codes.fixedOf(form);
        d.launch("from_fixed", {m_codes.chunks() * codec::kBlocksPerChunk, 1},
                 {codec::kBlocksPerChunk, 1},
                 {d[code.starts], d[code.bits], d[code.words], d[m_out], count, m_codes.step(),
                  predicted});
    } else {
        const auto &code = m_codes.groups(form);
        d.launch("from_groups", {items, 1}, {64, 1},
                 {d[code.codes], d[code.scales], d[m_out], count, std::int32_t(groupBits(form))});
    }
}

Result<std::vector<Quality>> ExpertProblem::quality(const Setup &setup)
{
    const auto variants = variantsOfExperts();
    auto figures = expertQuality(setup, variants);
    for (std::size_t form = 0; figures && form < kForms; ++form) {
        const double bits = m_codes.bytes(form) * 8 / double(m_codes.count());
        figures->push_back({"bits-per-weight-as-timed", variants[form].id, bits, std::nullopt,
                            std::nullopt, "bit"});
    }
    return figures;
}

// --- the oracle ---------------------------------------------------------------------------------

std::optional<std::vector<double>> ExpertProblem::exactHuffman(std::size_t form,
                                                               std::size_t chunk) const
{
    const auto &code = m_codes.huffmanOf(form);
    const HuffmanOracle oracle(code.book.lowest, code.book.lengths);
    std::vector<double> values;
    for (std::size_t s = chunk * codec::kStreams; s < (chunk + 1) * codec::kStreams; ++s) {
        const std::size_t first = std::min(s * codec::kStream, m_codes.count());
        const std::size_t last = std::min(first + codec::kStream, m_codes.count());
        const auto bytes =
                code.bytes.span().subspan(code.starts[s], code.starts[s + 1] - code.starts[s]);
        const auto numbers = oracle.stream(bytes, last - first, isPredicted(form));
        if (!numbers) {
            return std::nullopt;
        }
        for (const int number : *numbers) {
            values.push_back(number * double(m_codes.step()));
        }
    }
    return values;
}

// The values of a chunk; nullopt where the code is broken.
std::optional<std::vector<double>> ExpertProblem::exact(std::size_t form, std::size_t chunk) const
{
    if (isHuffman(form)) {
        return exactHuffman(form, chunk);
    }
    const std::size_t first = chunk * codec::kChunk;
    const std::size_t last = std::min(first + codec::kChunk, m_codes.count());
    std::vector<double> values;
    if (isFixed(form)) {
        const auto &code = m_codes.fixedOf(form);
        const FixedOracle oracle(code.bits.span(), code.words.span());
        for (std::size_t block = first / codec::kBlock; block * codec::kBlock < last; ++block) {
            for (const int number : oracle.block(block, isPredicted(form))) {
                values.push_back(number * double(m_codes.step()));
            }
        }
        values.resize(last - first);
        return values;
    }
    for (std::size_t i = first; i < last; ++i) {
        const auto &code = m_codes.groups(form);
        values.push_back(form == Fp16 ? exactHalf(m_codes.halves[i])
                                      : exactNumber(code.codes.data(), groupBits(form), i)
                                                * exactHalf(code.scales[i / kGroup]));
    }
    return values;
}

// Largest error that weight i may have.
double ExpertProblem::tolerated(std::size_t form, std::size_t i) const
{
    if (form == Fp16) {
        return std::max(halfRounding(HalfFormat::Fp16) * std::abs(double(m_weights[i])), 0x1p-25);
    }
    if (form == Int8 || form == Int4) {
        return 0.5001 * exactHalf(m_codes.groups(form).scales[i / kGroup]);
    }
    return m_codes.bound();
}

Result<Check> ExpertProblem::checkOutputs(std::size_t form)
{
    double wrong = 0;
    for (const std::size_t chunk : sample(m_codes.chunks(), 16)) {
        const auto values = exact(form, chunk);
        if (!values) {
            return Check{false, 1, 0, "exact"};
        }
        for (std::size_t j = 0; j < values->size(); ++j) {
            const std::size_t i = chunk * codec::kChunk + j;
            const double error = std::abs(double(m_out[i]) - double(m_weights[i]));
            const bool right = m_out[i] == float((*values)[j]) && error <= tolerated(form, i);
            wrong += right ? 0 : 1;
        }
    }
    if (isHuffman(form)) {
        const std::size_t period = isPredicted(form) ? codec::kStream : 0;
        const double least = entropyBits(m_out.span(), m_codes.step(), period);
        wrong += m_codes.bytes(form) * 8 >= least ? 0 : 1;
    }
    return Check{wrong == 0, wrong, 0, "exact"};
}

// --- the kernel ---------------------------------------------------------------------------------

class ExpertEbCompress : public PlainKernel {
public:
    std::string id() const override { return "expert-eb-compress"; }
    std::string family() const override { return "moe"; }
    bool supports(DeviceKind) const override { return true; }
    std::vector<Variant> variants() const override { return variantsOfExperts(); }
    std::vector<Comparison> comparisons() const override
    {
        return {{"fp16", "fixed"},
                {"fp16", "huffman-predicted"},
                {"fp16", "huffman"},
                {"fixed-predicted", "fixed"},
                {"int4-g64", "fixed"},
                {"fp16", "huffman-predicted", "bits-per-weight"},
                {"fp16", "huffman", "bits-per-weight"},
                {"fp16", "fixed", "bits-per-weight"},
                {"huffman-predicted", "huffman", "bits-per-weight"},
                {"fixed-predicted", "fixed", "bits-per-weight"},
                {"int4-g64", "huffman", "output-error-equal-bits"}};
    }
    std::vector<Shape> shapes(Preset preset) const override
    {
        switch (preset) {
        case Preset::Small:
            return {shape(1024, 1024, 10, 0), shape(1024, 1024, 10, kFastLink),
                    shape(1024, 1024, 10, kSlowLink)};
        case Preset::Medium:
            return {shape(2048, 4096, 100, 0), shape(2048, 4096, 1, 0), shape(2048, 4096, 10, 0),
                    shape(2048, 4096, 10, kFastLink), shape(2048, 4096, 10, kSlowLink)};
        case Preset::Large:
            return {shape(8192, 8192, 10, 0), shape(8192, 8192, 10, kFastLink),
                    shape(8192, 8192, 10, kSlowLink)};
        }
        return {};
    }
    // Not the size but the link decides where compression pays.
    std::vector<Shape> sweep() const override
    {
        std::vector<Shape> all;
        for (const std::int64_t link : {1000, 2000, 4000, 8000, 16'000, 32'000, 64'000, 128'000}) {
            all.push_back(shape(2048, 4096, 10, link));
        }
        return all;
    }
    std::vector<Shape> oddShapes() const override
    {
        return {shape(3, 17, 10, 0), shape(67, 131, 100, 0), shape(61, 521, 1, kSlowLink),
                shape(131, 127, 10, 0)};
    }
    Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup, Memory &memory) const override
    {
        return prepareOn(setup, std::make_unique<ExpertProblem>(setup, memory));
    }

private:
    static constexpr std::int64_t kFastLink = 25'000;  // PCIe 4 x16, of 31.5 GB/s what is left
    static constexpr std::int64_t kSlowLink = 3000;    // an SSD at PCIe 3 x4

    static Shape shape(std::int64_t rows, std::int64_t columns, std::int64_t bound,
                       std::int64_t link)
    {
        std::string label =
                std::to_string(rows) + "x" + std::to_string(columns) + ", "
                + (bound < 10 ? "0." + std::to_string(bound) : std::to_string(bound / 10)) + " %";
        label += link > 0 ? ", " + std::to_string(link / 1000) + " GB/s" : "";
        return {label,
                {{"rows", rows},
                 {"columns", columns},
                 {"bound permille", bound},
                 {"link MB/s", link}}};
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return adapted(std::make_unique<ExpertEbCompress>());
}

}  // namespace touchstone::kernels::expert_eb_compress
