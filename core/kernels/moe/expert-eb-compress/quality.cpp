#include "kernels/moe/expert-eb-compress/quality.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/rng.h"
#include "kernels/blocks/seeds.h"
#include "kernels/moe/expert-eb-compress/codes.h"
#include "kernels/moe/expert-eb-compress/oracle.h"
#include "kernels/moe/expert-eb-compress/weights.h"

#include <array>
#include <cmath>
#include <map>
#include <tuple>

namespace touchstone::kernels::expert_eb_compress {

namespace {

constexpr std::size_t kWidth = 384;
constexpr std::size_t kHidden = 768;
constexpr std::size_t kWeights = kWidth * kHidden;
constexpr std::size_t kTokens = 64;
constexpr double kShare = 0.01;  // the bound where figures are not named after another

using Matrix = std::vector<float>;
using Expert = std::array<Matrix, 3>;  // gate, up [hidden x width]; down [width x hidden]

Expert drawExpert(std::uint64_t seed)
{
    Expert expert;
    for (std::size_t i = 0; i < expert.size(); ++i) {
        expert[i].resize(kWeights);
        fillMatrix(expert[i], i < 2 ? kWidth : kHidden, seed, std::uint32_t(i + 1), 1);
    }
    return expert;
}

// down (silu(gate x) * (up x))
Matrix outputOf(const Expert &expert, const Matrix &tokens)
{
    Matrix gate(kTokens * kHidden), up(gate.size()), out(kTokens * kWidth);
    gemmNT(kTokens, kHidden, kWidth, tokens.data(), expert[0].data(), 0.0F, gate.data(), kHidden,
           1);
    gemmNT(kTokens, kHidden, kWidth, tokens.data(), expert[1].data(), 0.0F, up.data(), kHidden, 1);
    for (std::size_t i = 0; i < gate.size(); ++i) {
        gate[i] = gate[i] / (1 + std::exp(-gate[i])) * up[i];
    }
    gemmNT(kTokens, kWidth, kHidden, gate.data(), expert[2].data(), 0.0F, out.data(), kWidth, 1);
    return out;
}

double relativeError(std::span<const float> measured, std::span<const float> exact)
{
    double difference = 0, norm = 0;
    for (std::size_t i = 0; i < exact.size(); ++i) {
        difference += std::pow(double(measured[i]) - double(exact[i]), 2);
        norm += std::pow(double(exact[i]), 2);
    }
    return std::sqrt(difference / norm);
}

class Figures {
public:
    explicit Figures(std::span<const Variant> variants) : m_variants(variants) {}
    void add(const std::string &metric, std::size_t form, double value, const std::string &unit)
    {
        m_values[{metric, form, unit}].push_back(value);
    }
    std::vector<Quality> means() const
    {
        std::vector<Quality> all;
        for (const auto &[key, values] : m_values) {
            const auto &[metric, form, unit] = key;
            all.push_back(meanOverSeeds(metric, m_variants[form].id, values, unit));
        }
        return all;
    }

private:
    std::span<const Variant> m_variants;
    std::map<std::tuple<std::string, std::size_t, std::string>, std::vector<double>> m_values;
};

// One expert with its tokens, and what becomes of it.
class Study {
public:
    Study(std::uint64_t seed, Figures &figures)
        : m_seed(seed), m_expert(drawExpert(seed)), m_tokens(kTokens * kWidth), m_figures(figures)
    {
        rng::fillNormal(m_tokens, 0.0F, 1.0F, seed, 39);
        m_output = outputOf(m_expert, m_tokens);
    }

    void compress(double share, const std::string &suffix);
    void injectNoise(double share, const std::string &suffix);
    void compareAtEqualBits();

private:
    double outputError(const Expert &changed) const
    {
        return relativeError(outputOf(changed, m_tokens), m_output);
    }
    double huffmanBits(double share) const;

    std::uint64_t m_seed;
    Expert m_expert;
    Matrix m_tokens, m_output;
    Figures &m_figures;
};

void Study::compress(double share, const std::string &suffix)
{
    std::array<double, kForms> bits{}, error{};
    std::array<Expert, kForms> decoded;
    double overBound = 0;
    std::array<double, 2> entropy{};  // of the numbers, of their differences
    for (std::size_t m = 0; m < m_expert.size(); ++m) {
        Memory memory;
        const ExpertCodes codes(m_expert[m], share, memory);
        for (std::size_t form = 0; form < kForms; ++form) {
            Matrix &back = decoded[form][m];
            back.resize(kWeights);
            for (std::size_t chunk = 0; chunk < codes.chunks(); ++chunk) {
                codes.decode(form, chunk, back.data(), false);
            }
            bits[form] += codes.bytes(form) * 8 / double(kWeights) / double(m_expert.size());
            error[form] += relativeError(back, m_expert[m]) / double(m_expert.size());
        }
        const Matrix &back = decoded[Huffman][m];
        double square = 0;
        for (std::size_t i = 0; i < kWeights; ++i) {
            square += std::pow(double(back[i]) - double(m_expert[m][i]), 2);
        }
        const auto matrices = double(m_expert.size());
        overBound += std::sqrt(square / double(kWeights)) / codes.bound() / matrices;
        entropy[0] += entropyBits(back, codes.step(), 0) / double(kWeights) / matrices;
        entropy[1] += entropyBits(back, codes.step(), codec::kStream) / double(kWeights) / matrices;
    }
    // fp16 and groups know no bound, and all forms of the codec have the same error.
    for (std::size_t form = 0; form < kForms; ++form) {
        const bool codec = isHuffman(form) || isFixed(form);
        if (codec || suffix.empty()) {
            m_figures.add("bits-per-weight" + suffix, form, bits[form], "bit");
        }
        if (form == Huffman || (!codec && suffix.empty())) {
            m_figures.add("weight-error" + suffix, form, 100 * error[form], "%");
            m_figures.add("output-error" + suffix, form, 100 * outputError(decoded[form]), "%");
        }
    }
    m_figures.add("error-over-bound" + suffix, Huffman, overBound, "");
    m_figures.add("code-entropy" + suffix, Huffman, entropy[0], "bit");
    m_figures.add("code-entropy" + suffix, HuffmanPredicted, entropy[1], "bit");
}

// The paper's accuracy study: N(0, bound) in place of the codec's error.
void Study::injectNoise(double share, const std::string &suffix)
{
    Expert noisy = m_expert, coded = m_expert;
    for (std::size_t m = 0; m < m_expert.size(); ++m) {
        const double bound = share * largest(m_expert[m]);
        Matrix noise(kWeights);
        rng::fillNormal(noise, 0.0F, float(bound), m_seed, std::uint32_t(60 + m));
        const float step = codec::stepOf(bound);
        const auto numbers = codec::quantised(m_expert[m], step);
        for (std::size_t i = 0; i < kWeights; ++i) {
            noisy[m][i] += noise[i];
            coded[m][i] = float(numbers[i]) * step;
        }
    }
    const double noiseError = outputError(noisy);
    m_figures.add("output-error-of-noise" + suffix, Huffman, 100 * noiseError, "%");
    m_figures.add("noise-over-codec" + suffix, Huffman, noiseError / outputError(coded), "");
}

double Study::huffmanBits(double share) const
{
    double bytes = 0;
    for (const Matrix &weights : m_expert) {
        const float step = codec::stepOf(share * largest(weights));
        const auto code = codec::encodeHuffman(codec::quantised(weights, step), false);
        bytes += double(code.bytes.size() + code.book.lengths.size())
                 + sizeof(std::uint32_t) * double(code.starts.size());
    }
    return bytes * 8 / double(kWeights * m_expert.size());
}

// The smallest bound whose codes take no more bits than int4 with its scales.
void Study::compareAtEqualBits()
{
    constexpr double int4Bits = 4 + 16.0 / 64;
    double fine = 0.001, coarse = kShare;
    for (int i = 0; i < 8; ++i) {
        const double middle = std::sqrt(fine * coarse);
        (huffmanBits(middle) > int4Bits ? fine : coarse) = middle;
    }
    for (const std::size_t form : {std::size_t(Int4), std::size_t(Huffman)}) {
        Expert changed;
        for (std::size_t m = 0; m < m_expert.size(); ++m) {
            Memory memory;
            const ExpertCodes codes(m_expert[m], coarse, memory);
            changed[m].resize(kWeights);
            for (std::size_t chunk = 0; chunk < codes.chunks(); ++chunk) {
                codes.decode(form, chunk, changed[m].data(), false);
            }
        }
        m_figures.add("output-error-equal-bits", form, 100 * outputError(changed), "%");
    }
}

}  // namespace

Result<std::vector<Quality>> expertQuality(const Setup &setup, std::span<const Variant> variants)
{
    Figures figures(variants);
    for (int i = 0; i < kQualitySeeds; ++i) {
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
        if (setup.progress) {
            setup.progress(double(i) / kQualitySeeds, "compressing experts");
        }
        Study study(setup.seed + std::uint64_t(i), figures);
        for (const auto &[share, suffix] :
             {std::pair{kShare, ""}, {0.1, "-at-10"}, {0.001, "-at-0.1"}}) {
            study.compress(share, suffix);
            study.injectNoise(share, suffix);
        }
        study.compareAtEqualBits();
    }
    return figures.means();
}

}  // namespace touchstone::kernels::expert_eb_compress
