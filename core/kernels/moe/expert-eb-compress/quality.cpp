#include "kernels/blocks/figures.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/quantise.h"
#include "kernels/blocks/rng.h"
#include "kernels/moe/expert-eb-compress/codes.h"

#include <array>
#include <chrono>
#include <cmath>
#include <functional>
#include <optional>

namespace touchstone::kernels::expert_eb_compress {

namespace {

constexpr std::size_t expertWidth = 384;
constexpr std::size_t hiddenWidth = 768;
constexpr std::size_t weightCount = expertWidth * hiddenWidth;
constexpr std::size_t tokenCount = 64;
constexpr double usualShare = 0.01;  // the bound of the claim, and beside which groups are shown
constexpr std::array wholeSweep{usualShare, 0.001, 0.002, 0.005, 0.02, 0.1};
constexpr double int4Bits = 4 + 16.0 / double(groupSize);

using Matrix = std::vector<float>;
using Expert = std::array<Matrix, 3>;  // gate, up [hidden x width]; down [width x hidden]

Expert drawExpert(std::uint64_t seed)
{
    Expert expert;
    for (std::size_t i = 0; i < expert.size(); ++i) {
        expert[i].resize(weightCount);
        fillMatrix(expert[i], i < 2 ? expertWidth : hiddenWidth, seed, std::uint32_t(i + 1), 1);
    }
    return expert;
}

// down (silu(gate x) * (up x))
Matrix outputOf(const Expert &expert, const Matrix &tokens)
{
    const auto product = [](std::size_t n, std::size_t k, const Matrix &a, const Matrix &b) {
        Matrix c(tokenCount * n);
        gemmNT(tokenCount, n, k, a.data(), b.data(), 0.0F, c.data(), n, 1);
        return c;
    };
    Matrix gate = product(hiddenWidth, expertWidth, tokens, expert[0]);
    const Matrix up = product(hiddenWidth, expertWidth, tokens, expert[1]);
    for (std::size_t i = 0; i < gate.size(); ++i) {
        gate[i] = gate[i] / (1 + std::exp(-gate[i])) * up[i];
    }
    return product(expertWidth, hiddenWidth, gate, expert[2]);
}

// One expert with its tokens, and what becomes of it.
class Study {
public:
    Study(std::uint64_t seed, SeedFigures &figures)
        : m_seed(seed), m_expert(drawExpert(seed)), m_tokens(tokenCount * expertWidth),
          m_figures(figures)
    {
        rng::fillNormal(m_tokens, 0.0F, 1.0F, seed, 39);
        m_output = outputOf(m_expert, m_tokens);
    }

    // The codec, then N(0, bound) in place of its error: the paper's accuracy study.
    void compress(double share)
    {
        std::array<double, formCount> bits{}, error{};
        std::array<Expert, formCount> changed;
        Expert noisy = m_expert;
        double overBound = 0;
        std::array<double, 2> entropy{};  // of the numbers, of their differences
        const auto matrices = double(m_expert.size());
        for (std::size_t m = 0; m < m_expert.size(); ++m) {
            Memory memory;
            const ExpertCodes codes(m_expert[m], share, memory);
            for (std::size_t form = 0; form < formCount; ++form) {
                changed[form][m] = decoded(codes, form);
                bits[form] += codes.bytes(form) * 8 / double(weightCount) / matrices;
                error[form] += relativeError(changed[form][m], m_expert[m]) / matrices;
            }
            const Matrix &back = changed[Huffman][m];
            Matrix noise(weightCount);
            rng::fillNormal(noise, 0.0F, float(codes.bound()), m_seed, std::uint32_t(60 + m));
            FrobeniusError all;
            for (std::size_t i = 0; i < weightCount; ++i) {
                noisy[m][i] += noise[i];
                all.add(back[i], m_expert[m][i]);
            }
            overBound += all.error() * all.scale() / codes.bound() / matrices;
            for (const std::size_t period : {std::size_t(0), codec::streamValues}) {
                entropy[period > 0 ? 1 : 0] +=
                        entropyBits(back, codes.step(), period) / double(weightCount) / matrices;
            }
        }
        // fp16 and groups have no bound, and all forms of the codec have the same error.
        for (std::size_t form = 0; form < formCount; ++form) {
            add("bits-per-weight", form, bits[form], "bit", share, Evidence::Computed);
            const bool plain = !isHuffman(form) && !isFixed(form);
            if (form == Huffman || (plain && share == usualShare)) {
                const double bound = plain ? 0 : share;
                add("weight-error", form, 100 * error[form], "%", bound);
                add("output-error", form, 100 * outputError(changed[form]), "%", bound);
            }
        }
        add("error-over-bound", Huffman, overBound, "", share);
        add("code-entropy", Huffman, entropy[0], "bit", share, Evidence::Computed);
        add("code-entropy", HuffmanPredicted, entropy[1], "bit", share, Evidence::Computed);
        const double noiseError = outputError(noisy);
        add("output-error-of-noise", Huffman, 100 * noiseError, "%", share);
        add("noise-over-codec", Huffman, noiseError / outputError(changed[Huffman]), "", share);
    }
    // Output errors where all take the bits of the Huffman codes at a bound: predicted codes at a
    // larger bound, and groups of whole numbers, some of them one bit wider than the others. Below
    // two bits and a scale groups have no numbers left.
    void compareAtEqualBits(double share, int halvings)
    {
        const double bits = huffmanBits(share, false);
        if (bits >= int4Bits - 2) {
            const double predicted = boundFor(bits, true, {share, 2 * share}, halvings);
            add("output-error-equal-bits", Huffman, errorAt(share), "%", share);
            add("output-error-equal-bits", HuffmanPredicted, errorAt(predicted), "%", share);
            add("output-error-equal-bits", Int4, errorOfGroups(bits), "%", share);
        }
    }
    // The same where int4 is whole.
    void compareWithInt4(int halvings)
    {
        for (const std::size_t form : {HuffmanPredicted, Huffman}) {
            const double share = boundFor(int4Bits, isPredicted(form),
                                          {usualShare / 4, 2 * usualShare}, halvings);
            add("output-error-int4-bits", form, errorAt(share), "%");
        }
        add("output-error-int4-bits", Int4, errorOfGroups(int4Bits), "%");
    }

private:
    // bound: 0 where a form has none.
    void add(const char *metric, std::size_t form, double value, const char *unit, double bound = 0,
             Evidence evidence = Evidence::Simulated)  // the weights are ours
    {
        m_figures.add(metric, formNames[form], value, unit, evidence,
                      bound > 0 ? At{{"bound", bound}} : At{});
    }
    // Of one matrix in a form.
    Matrix decoded(const ExpertCodes &codes, std::size_t form) const
    {
        Matrix back(codes.count());
        decodeAll(codes, form, back.data(), 1);
        return back;
    }
    double outputError(const Expert &changed) const
    {
        return relativeError(outputOf(changed, m_tokens), m_output);
    }
    // In percent, of weights that are whole steps of a bound.
    double errorAt(double share) const
    {
        Expert changed = m_expert;
        for (Matrix &weights : changed) {
            const float step = codec::stepOf(share * double(largestMagnitude(weights)));
            const auto codes = codec::quantised(weights, step);
            std::transform(codes.begin(), codes.end(), weights.begin(),
                           [=](std::int16_t code) { return float(code) * step; });
        }
        return 100 * outputError(changed);
    }
    // In percent, of whole numbers in groups with a scale, of a mean width that takes `bits`.
    double errorOfGroups(double bits) const
    {
        constexpr double scaleBits = 16.0 / double(groupSize);
        const double narrow = std::floor(bits - scaleBits);
        const double wideShare = bits - scaleBits - narrow;
        Expert changed = m_expert;
        for (Matrix &weights : changed) {
            for (std::size_t g = 0; g < weights.size() / groupSize; ++g) {
                const bool wide =
                        std::floor(double(g + 1) * wideShare) > std::floor(double(g) * wideShare);
                const int most = (1 << (int(narrow) + (wide ? 0 : -1))) - 1;
                const auto group = std::span(weights).subspan(g * groupSize, groupSize);
                const float step = fromFp16(toFp16(largestMagnitude(group) / float(most)));
                std::array<std::int8_t, groupSize> codes{};
                roundToSteps(group, step, most, codes.data());
                std::transform(codes.begin(), codes.end(), group.begin(),
                               [=](std::int8_t code) { return float(code) * step; });
            }
        }
        return 100 * outputError(changed);
    }
    // The smallest bound of a range whose Huffman codes take no more than `bits` a weight.
    double boundFor(double bits, bool predicted, std::pair<double, double> range,
                    int halvings) const
    {
        auto [fine, coarse] = range;
        for (int i = 0; i < halvings; ++i) {
            const double middle = std::sqrt(fine * coarse);
            (huffmanBits(middle, predicted) > bits ? fine : coarse) = middle;
        }
        return coarse;
    }
    // Of a weight.
    double huffmanBits(double share, bool predicted) const
    {
        double bytes = 0;
        for (const Matrix &weights : m_expert) {
            const float step = codec::stepOf(share * double(largestMagnitude(weights)));
            const auto code = codec::encodeHuffman(codec::quantised(weights, step), predicted);
            bytes += double(code.bytes.size() + code.book.lengths.size())
                     + sizeof(std::uint32_t) * double(code.starts.size());
        }
        return bytes * 8 / double(weightCount * m_expert.size());
    }

    std::uint64_t m_seed;
    Expert m_expert;
    Matrix m_tokens, m_output;
    SeedFigures &m_figures;
};

// --- the link, in virtual time: a chunk is decoded when its bytes have come and a thread is free

using Milliseconds = std::chrono::duration<double, std::milli>;

// Best of three calls.
double decodingTime(const ExpertCodes &codes, std::size_t form, float *out, int threads)
{
    double best = 0;
    for (int i = 0; i < 3; ++i) {
        const auto start = std::chrono::steady_clock::now();
        decodeAll(codes, form, out, threads);
        const double time = Milliseconds(std::chrono::steady_clock::now() - start).count();
        best = i == 0 ? time : std::min(best, time);
    }
    return best;
}

// rate: bytes in a millisecond. decoding: time of all chunks.
double timeOverLink(const ExpertCodes &codes, std::size_t form, double rate, double decoding,
                    int threads)
{
    std::vector<double> freeAt(std::min(std::size_t(threads), codes.chunks()));
    const double perChunk = decoding * double(freeAt.size()) / double(codes.chunks());
    for (std::size_t chunk = 0; chunk < codes.chunks(); ++chunk) {
        double &time = freeAt[chunk % freeAt.size()];
        time = std::max(time, codes.bytesThrough(form, chunk) / rate) + perChunk;
    }
    return *std::max_element(freeAt.begin(), freeAt.end());
}

// GB/s up to which a form arrives sooner than another; nullopt where it never does from 0.01 on.
std::optional<double> breakEven(const std::function<double(std::size_t, double)> &timeAt,
                                std::size_t form, std::size_t other)
{
    const auto sooner = [&](double rate) { return timeAt(form, rate) < timeAt(other, rate); };
    double slow = 0.01, fast = 1000;
    if (!sooner(slow)) {
        return std::nullopt;
    }
    for (int i = 0; i < 20; ++i) {
        const double middle = std::sqrt(slow * fast);
        (sooner(middle) ? slow : fast) = middle;
    }
    return slow;
}

void addFiguresOfShape(const Setup &setup, std::vector<Quality> &figures)
{
    const auto columns = std::size_t(setup.shape.at("columns"));
    Matrix weights(std::size_t(setup.shape.at("rows")) * columns);
    fillMatrix(weights, columns, setup.seed, 0, setup.threads);
    Memory memory;
    const ExpertCodes codes(weights, double(setup.shape.at("bound permille")) / 1000, memory);
    const auto decoded = memory.allocate<float>(BufferRole::Output, weights.size());
    std::array<double, formCount> decoding{};
    const auto timeAt = [&](std::size_t form, double gigabytes) {
        return timeOverLink(codes, form, gigabytes * 1e6, decoding[form], setup.threads);
    };
    for (std::size_t form = 0; form < formCount; ++form) {
        figures.push_back(figure("bits-per-weight-as-timed", formNames[form],
                                 codes.bytes(form) * 8 / double(codes.count()), "bit",
                                 Evidence::Computed));
        decoding[form] = decodingTime(codes, form, decoded.data(), setup.threads);
        for (const double gigabytes : {1, 2, 3, 4, 8, 16, 25, 32, 64, 128}) {  // in a second
            figures.push_back(figure("time-over-link", formNames[form], timeAt(form, gigabytes),
                                     "ms", Evidence::Simulated, {{"link", gigabytes}}));
        }
    }
    for (const std::size_t form : {HuffmanPredicted, Huffman, FixedPredicted, Fixed}) {
        for (const auto &[other, metric] :
             {std::pair(Fp16, "pays-over-fp16-up-to"), std::pair(Int4, "pays-over-int4-up-to")}) {
            if (const auto link = breakEven(timeAt, form, other)) {
                figures.push_back(
                        figure(metric, formNames[form], *link, "GB/s", Evidence::Simulated));
            }
        }
    }
}

}  // namespace

Result<std::vector<Quality>> expertQuality(const Setup &setup)
{
    const bool smoke = setup.effort == Effort::Smoke;
    const auto study = [&](std::uint64_t seed, SeedFigures &to) {
        Study one(seed, to);
        for (const double share : wholeSweep) {
            if (!setup.stop.stop_requested() && (!smoke || share == usualShare)) {
                one.compress(share);
                one.compareAtEqualBits(share, smoke ? 2 : 6);
            }
        }
        one.compareWithInt4(smoke ? 2 : 8);
    };
    auto all = studySeeds(setup, "compressing experts", study, setup.threads);
    if (all) {
        addFiguresOfShape(setup, *all);
    }
    return all;
}

}  // namespace touchstone::kernels::expert_eb_compress
