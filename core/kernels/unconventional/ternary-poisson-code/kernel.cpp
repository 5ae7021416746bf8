// Word2Spike (report 2025-09-10, paper 11): word embeddings as ternary levels, sent as spikes.
//
//   gamma = mean |w|;  level = +1 above gamma, -1 below -gamma, else 0     (BitNet b1.58)
//   each level is a firing rate; Poisson spikes over a window T, counted and thresholded, give the
//   level back (channel.h)
//
// What is timed is associative recall: similarities of queries to all words. Ternary words take two
// bits a dimension, and a similarity is two population counts a 64 dimensions. Against it: fp32 and
// int8 products by oneDNN.
#include "kernels/blocks/device_gemm.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/gemm_int8.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/unconventional/ternary-poisson-code/quality.h"
#include "kernels/unconventional/ternary-poisson-code/words.h"
#include "kernels/plain_kernel.h"

namespace touchstone::kernels::ternary_poisson_code {

namespace {

enum Form : std::size_t { Fp32, Int8, Ternary };
constexpr std::size_t kPanel = 512;  // words an int8 product: its sums stay in the cache

// Vectors in the three forms, each with a factor that makes their products cosines.
struct Vectors {
    Vectors(std::size_t number, std::size_t size, Memory &memory)
        : count(number), width(size),
          fp32(memory.allocate<float>(BufferRole::Input, number * size)),
          bytes(memory.allocate<std::int8_t>(BufferRole::Input, number * size)),
          planes(memory.allocate<std::uint64_t>(BufferRole::Input, number * 2 * planeWords(size))),
          byteScales(memory.allocate<float>(BufferRole::Input, number)),
          planeScales(memory.allocate<float>(BufferRole::Input, number))
    {
    }
    // fp32 is filled; bytes go up to `most`.
    void derive(int most);
    Packed packed(std::size_t first, std::size_t number) const
    {
        return {planes.data() + first * 2 * planeWords(width), planeScales.data() + first, number};
    }

    std::size_t count, width;
    Buffer<float> fp32;
    Buffer<std::int8_t> bytes;
    Buffer<std::uint64_t> planes;
    Buffer<float> byteScales, planeScales;
};

void Vectors::derive(int most)
{
    for (std::size_t i = 0; i < count; ++i) {
        const float *vector = fp32.data() + i * width;
        float largest = 1e-30F;
        for (std::size_t k = 0; k < width; ++k) {
            largest = std::max(largest, std::abs(vector[k]));
        }
        byteScales[i] = largest / float(most);
        for (std::size_t k = 0; k < width; ++k) {
            bytes[i * width + k] = std::int8_t(std::lrint(vector[k] / byteScales[i]));
        }
        const std::size_t nonZeros = pack(vector, width, planes.data() + i * 2 * planeWords(width));
        planeScales[i] = float(1 / std::sqrt(double(std::max<std::size_t>(1, nonZeros))));
    }
}

class TernaryProblem : public PortableProblem {
public:
    TernaryProblem(const Setup &setup, Memory &memory)
        : m_threads(setup.threads), m_queries(std::size_t(setup.shape.at("queries")),
                                              std::size_t(setup.shape.at("width")), memory),
          m_words(std::size_t(setup.shape.at("words")), m_queries.width, memory),
          m_scores(memory.allocate<float>(BufferRole::Output, m_queries.count * m_words.count)),
          m_sums(memory.allocate<std::int32_t>(BufferRole::Scratch, m_queries.count * kPanel))
    {
        fillWords(m_words.fp32.span(), m_words.width, setup.seed);
        fillWords(m_queries.fp32.span(), m_words.width, setup.seed + 1'000'003);
        m_queries.derive(127);
        m_words.derive(63);
    }
    Result<> open(OpenClDevice &device)
    {
        return openOn(device, {"blocks/gemm.cl", "unconventional/ternary-poisson-code/kernel.cl"},
                      {}, m_queries.fp32, m_queries.bytes, m_queries.planes, m_queries.byteScales,
                      m_queries.planeScales, m_words.fp32, m_words.bytes, m_words.planes,
                      m_words.byteScales, m_words.planeScales, m_scores);
    }

    Work work(std::size_t form) const override;
    Result<std::vector<Quality>> quality(const Setup &setup) override;
    // Small codes may lie in a faster cache than floats do: bytes bound no ratio of times.
    std::optional<double> limit(std::size_t comparison) const override
    {
        return comparison == 2 ? std::optional<double>(16) : std::nullopt;
    }

protected:
    void runOnCpu(std::size_t form) override;
    void runOnDevice(DeviceCopies &d, std::size_t form) override;
    Result<Check> checkOutputs(std::size_t form) override;

private:
    void scoreBytes();
    void scoreTernary();
    double exact(std::size_t form, std::size_t query, std::size_t word) const;

    int m_threads;
    Vectors m_queries, m_words;
    Buffer<float> m_scores;
    Buffer<std::int32_t> m_sums;
};

void TernaryProblem::runOnCpu(std::size_t form)
{
    if (form == Fp32) {
        gemmNT(m_queries.count, m_words.count, m_words.width, m_queries.fp32.data(),
               m_words.fp32.data(), 0.0F, m_scores.data(), m_words.count, m_threads);
    } else if (form == Int8) {
        scoreBytes();
    } else {
        scoreTernary();
    }
}

void TernaryProblem::scoreBytes()
{
    for (std::size_t first = 0; first < m_words.count; first += kPanel) {
        const std::size_t count = std::min(kPanel, m_words.count - first);
        gemmInt8NT(m_queries.count, count, m_words.width, m_queries.bytes.data(),
                   m_words.bytes.data() + first * m_words.width, m_sums.data(), m_threads);
        parallelRows(m_threads, m_queries.count, [&](std::size_t begin, std::size_t end) {
            for (std::size_t q = begin; q < end; ++q) {
                float *scores = m_scores.data() + q * m_words.count + first;
                const float *wordScales = m_words.byteScales.data() + first;
                for (std::size_t w = 0; w < count; ++w) {
                    scores[w] =
                            float(m_sums[q * count + w]) * m_queries.byteScales[q] * wordScales[w];
                }
            }
        });
    }
}

void TernaryProblem::scoreTernary()
{
    parallelRows(m_threads, m_words.count, [&](std::size_t begin, std::size_t end) {
        scorePacked(m_queries.packed(0, m_queries.count), m_words.packed(begin, end - begin),
                    planeWords(m_words.width), m_scores.data() + begin, m_words.count);
    });
}

void TernaryProblem::runOnDevice(DeviceCopies &d, std::size_t form)
{
    const auto queries = std::int32_t(m_queries.count);
    const auto words = std::int32_t(m_words.count);
    const auto width = std::int32_t(m_words.width);
    const std::array<std::size_t, 2> global{roundedUp(m_words.count, 16),
                                            roundedUp(m_queries.count, 16)};
    if (form == Fp32) {
        deviceGemmNT(d, m_queries.count, m_words.count, m_words.width,
                     {d[m_queries.fp32], 0, m_words.width}, {d[m_words.fp32], 0, m_words.width},
                     {d[m_scores], 0, m_words.count});
    } else if (form == Int8) {
        d.launch("int8_scores", global, {16, 16},
                 {d[m_queries.bytes], d[m_queries.byteScales], d[m_words.bytes],
                  d[m_words.byteScales], d[m_scores], queries, words, width});
    } else {
        d.launch("ternary_scores", global, {16, 16},
                 {d[m_queries.planes], d[m_queries.planeScales], d[m_words.planes],
                  d[m_words.planeScales], d[m_scores], queries, words,
                  std::int32_t(planeWords(m_words.width))});
    }
}

Work TernaryProblem::work(std::size_t form) const
{
    constexpr std::array<double, 3> bitsOf{32, 8, 2};
    const auto queries = double(m_queries.count);
    const auto words = double(m_words.count);
    const auto width = double(m_words.width);
    Work work;
    work.flops = 2 * queries * words * width;
    work.bytes = (queries + words) * width * bitsOf[form] / 8 + sizeof(float) * queries * words;
    work.dense = form == Fp32 && m_queries.count >= 32;
    return work;
}

// From the vectors as given; the ternary form anew from the floats.
double TernaryProblem::exact(std::size_t form, std::size_t query, std::size_t word) const
{
    const float *a = m_queries.fp32.data() + query * m_words.width;
    const float *b = m_words.fp32.data() + word * m_words.width;
    double sumA = 0, sumB = 0;
    for (std::size_t k = 0; k < m_words.width; ++k) {
        sumA += std::fabs(a[k]);
        sumB += std::fabs(b[k]);
    }
    const auto sign = [&](float value, double sum) {
        return std::fabs(value) > sum / double(m_words.width) ? std::copysign(1.0, value) : 0.0;
    };
    double dot = 0, squareA = 0, squareB = 0;
    for (std::size_t k = 0; k < m_words.width; ++k) {
        if (form == Fp32) {
            dot += double(a[k]) * b[k];
        } else if (form == Int8) {
            dot += double(m_queries.bytes[query * m_words.width + k])
                   * m_words.bytes[word * m_words.width + k];
        } else {
            dot += sign(a[k], sumA) * sign(b[k], sumB);
            squareA += std::fabs(sign(a[k], sumA));
            squareB += std::fabs(sign(b[k], sumB));
        }
    }
    if (form == Ternary) {
        return dot / std::sqrt(std::max(1.0, squareA) * std::max(1.0, squareB));
    }
    return form == Fp32 ? dot : dot * m_queries.byteScales[query] * m_words.byteScales[word];
}

Result<Check> TernaryProblem::checkOutputs(std::size_t form)
{
    FrobeniusError error;
    for (const std::size_t query : sample(m_queries.count, 7)) {
        for (const std::size_t word : sample(m_words.count, 61)) {
            error.add(m_scores[query * m_words.count + word], exact(form, query, word));
        }
    }
    // Whole sums are exact: only the two factors round.
    return error.check(form == Fp32 ? dotTolerance(double(m_words.width)) : 5e-7);
}

Result<std::vector<Quality>> TernaryProblem::quality(const Setup &setup)
{
    auto figures = wordQuality(setup);
    if (!figures) {
        return figures;
    }
    for (const auto &[bits, name] : {std::pair{32.0, "fp32"}, {8.0, "int8"}, {2.0, "ternary"}}) {
        figures->push_back({"bits-per-dimension", name, bits, std::nullopt, std::nullopt, "bit"});
    }
    return figures;
}

class TernaryPoissonCode : public PlainKernel {
public:
    std::string id() const override { return "ternary-poisson-code"; }
    std::string family() const override { return "unconventional"; }
    bool supports(DeviceKind) const override { return true; }
    std::vector<Variant> variants() const override
    {
        return {{"fp32", Role::Baseline}, {"int8", Role::Baseline}, {"ternary", Role::Technique}};
    }
    std::vector<Comparison> comparisons() const override
    {
        return {{"fp32", "ternary"},
                {"int8", "ternary"},
                {"fp32", "ternary", "bits-per-dimension"}};
    }
    std::vector<Shape> shapes(Preset preset) const override
    {
        switch (preset) {
        case Preset::Small:
            return {shape(1, 1000, 768), shape(64, 1000, 768)};
        case Preset::Medium:
            return {shape(1, 10'000, 3072), shape(256, 10'000, 3072)};
        case Preset::Large:
            return {shape(1, 50'000, 3072), shape(256, 50'000, 3072)};
        }
        return {};
    }
    std::vector<Shape> sweep() const override
    {
        return {shape(64, 250, 768), shape(64, 1000, 768), shape(64, 4000, 768),
                shape(64, 4000, 3072)};
    }
    std::vector<Shape> oddShapes() const override
    {
        return {shape(1, 13, 17), shape(5, 37, 131), shape(19, 521, 67), shape(3, 11, 521)};
    }
    Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup, Memory &memory) const override
    {
        return prepareOn(setup, std::make_unique<TernaryProblem>(setup, memory));
    }

private:
    static Shape shape(std::int64_t queries, std::int64_t words, std::int64_t width)
    {
        return {std::to_string(queries) + " of " + std::to_string(words) + "x"
                        + std::to_string(width),
                {{"queries", queries}, {"words", words}, {"width", width}}};
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return adapted(std::make_unique<TernaryPoissonCode>());
}

}  // namespace touchstone::kernels::ternary_poisson_code
