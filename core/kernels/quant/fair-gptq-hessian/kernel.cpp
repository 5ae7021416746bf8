// Fair-GPTQ (report 2025-09-24, paper 6): GPTQ that also keeps small what the layer makes of the
// difference between a stereotype and its counterpart:
//
//   minimise  |(W_q - W) X|^2 + alpha |W_q (X0 - X1)|^2
//
// W is shifted first and rounded column by column then; the forms of the shift are in layer.h.
// Against it: rounding to nearest and GPTQ, with the same 4-bit grids of 128 weights. Beside the
// time to quantise one layer, from the calibration inputs to packed weights, stands what the paper
// says is kept: the product of one vector with a stack of such layers, in 4 bits and in fp16; and
// in 4 bits with the vector rounded to 8.
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/quant/fair-gptq-hessian/inputs.h"
#include "kernels/quant/fair-gptq-hessian/layer.h"
#include "kernels/quant/fair-gptq-hessian/oracle.h"
#include "kernels/quant/fair-gptq-hessian/quality.h"
#include "kernels/plain_kernel.h"

#include <algorithm>

namespace touchstone::kernels::fair_gptq_hessian {

namespace {

// Packed weights beyond this stay in no cache; with less, they may where those in fp16 do not, and
// then their sizes bound nothing.
constexpr double kBeyondCaches = 96e6;

std::vector<Variant> variantsOfFair()
{
    return {{"rtn", Role::Baseline},
            {"gptq", Role::Baseline},
            {"fair-first-order", Role::Technique},
            {"fair-exact", Role::Technique},
            {"fair-joint", Role::Technique},
            {"product-fp16", Role::Baseline},
            {"product-int4", Role::Technique},
            {"product-int4-int8", Role::Technique}};
}

std::vector<Comparison> comparisonsOfFair()
{
    return {{"gptq", "fair-first-order"},
            {"gptq", "fair-exact"},
            {"gptq", "fair-joint"},
            {"product-fp16", "product-int4"},
            {"product-fp16", "product-int4-int8"},
            {"product-fp16", "product-int4", "bits-per-weight"},
            {"product-fp16", "fair-first-order", "bias-energy"},
            {"gptq", "fair-first-order", "bias-energy"},
            {"gptq", "fair-exact", "bias-energy"},
            {"gptq", "fair-joint", "bias-energy"},
            {"rtn", "gptq", "output-error"},
            {"gptq", "fair-first-order", "output-error"}};
}

// In 4 bits, what the minima and what the codes add to a sum are larger than the sum.
constexpr double termsOf(std::size_t product)
{
    return product == kProductFp16 ? 1 : 4;
}

class FairProblem : public PlainProblem {
public:
    FairProblem(const Setup &setup, Memory &memory);

    void run(std::size_t variant) override;
    Work work(std::size_t variant) const override;
    Result<Check> check(std::size_t variant) override;
    Result<std::vector<Quality>> quality(const Setup &setup) override;
    std::optional<double> limit(std::size_t comparison) const override;

private:
    void fillStack();
    Check checkInt8() const;
    double productOf(std::size_t variant, std::size_t row) const;
    int4::Vector8 rounded() const { return {m_codes.data(), m_steps.data()}; }
    double halfBytes() const { return 2.0 * double(m_stack.rows * m_stack.columns); }
    int4::Weights stacked() const { return {m_stackWords.data(), m_stackGrids.data()}; }
    int4::Weights coded() const { return {m_words.data(), m_grids.data()}; }

    std::size_t m_rows, m_width, m_pairs;
    int m_threads;
    int4::Layout m_stack;
    Buffer<float> m_weights;          // [rows x width]
    Buffer<float> m_first, m_second;  // [pairs x width]
    Quantiser m_quantiser;
    Buffer<std::uint32_t> m_words;
    Buffer<Half> m_grids;
    // The layer, as fp16 and as Fair-GPTQ leaves it, again and again.
    Buffer<Half> m_stackHalves, m_stackGrids;
    Buffer<std::uint32_t> m_stackWords;
    Buffer<float> m_spread;
    Buffer<std::int8_t> m_codes;  // of the vector in 8 bits
    Buffer<float> m_steps;
    Buffer<float> m_y;
    std::optional<Oracle> m_oracle;
};

FairProblem::FairProblem(const Setup &setup, Memory &memory)
    : m_rows(std::size_t(setup.shape.at("rows"))), m_width(std::size_t(setup.shape.at("width"))),
      m_pairs(std::size_t(setup.shape.at("pairs"))),
      m_threads(setup.threads), m_stack{m_rows * std::size_t(setup.shape.at("stack")), m_width},
      m_weights(memory.allocate<float>(BufferRole::Input, m_rows * m_width)),
      m_first(memory.allocate<float>(BufferRole::Input, m_pairs * m_width)),
      m_second(memory.allocate<float>(BufferRole::Input, m_pairs * m_width)),
      m_quantiser(m_rows, m_width, m_pairs, memory),
      m_words(memory.allocate<std::uint32_t>(BufferRole::Output, m_quantiser.layout().words())),
      m_grids(memory.allocate<Half>(BufferRole::Output, m_quantiser.layout().grids())),
      m_stackHalves(memory.allocate<Half>(BufferRole::Input, m_stack.rows * m_width)),
      m_stackGrids(memory.allocate<Half>(BufferRole::Input, m_stack.grids())),
      m_stackWords(memory.allocate<std::uint32_t>(BufferRole::Input, m_stack.words())),
      m_spread(memory.allocate<float>(BufferRole::Scratch, m_stack.groups() * (int4::kGroup + 1))),
      m_codes(memory.allocate<std::int8_t>(BufferRole::Scratch, int4::Vector8::codesOf(m_stack))),
      m_steps(memory.allocate<float>(BufferRole::Scratch, int4::Vector8::stepsOf(m_stack))),
      m_y(memory.allocate<float>(BufferRole::Output, m_stack.rows))
{
    rng::fillWeights(m_weights.span(), m_width, setup.seed, 11);
    Activations(m_width, setup.seed).fill(m_first.span(), m_second.span(), 0);
    m_oracle.emplace(m_weights.span(), m_first.span(), m_second.span(), m_width);
    fillStack();
}

void FairProblem::fillStack()
{
    const std::size_t layers = m_stack.rows / m_rows;
    run(FirstOrder);
    std::transform(m_weights.span().begin(), m_weights.span().end(), m_stackHalves.data(), toFp16);
    const std::size_t grids = m_quantiser.layout().grids() - int4::kGridPadding;
    std::fill_n(m_stackGrids.data() + m_stackGrids.size() - int4::kGridPadding, int4::kGridPadding,
                Half(0));
    for (std::size_t i = 0; i < layers; ++i) {
        std::copy_n(m_stackHalves.data(), m_weights.size(),
                    m_stackHalves.data() + i * m_weights.size());
        std::copy_n(m_words.data(), m_words.size(), m_stackWords.data() + i * m_words.size());
        std::copy_n(m_grids.data(), grids, m_stackGrids.data() + i * grids);
    }
}

// What a variant has no use for of the outputs becomes zero.
void FairProblem::run(std::size_t variant)
{
    if (variant < kMethods) {
        const auto method = Method(variant);
        if (method != Rtn) {
            m_quantiser.calibrate(m_first.data(), m_second.data(), isFair(method), m_threads);
        }
        m_quantiser.quantise(method, kAlpha, m_weights.data(), coded(), m_threads);
        std::fill_n(m_y.data(), m_y.size(), 0.0F);
        return;
    }
    const float *x = m_first.data();
    if (variant == kProductFp16) {
        int4::gemvFp16(m_stack.rows, m_width, m_stackHalves.data(), x, m_y.data(), m_threads);
    } else if (variant == kProductInt4) {
        int4::gemv(m_stack, stacked(), x, m_spread.data(), m_y.data(), m_threads);
    } else {
        int4::gemvInt8(m_stack, stacked(), x, rounded(), m_y.data(), m_threads);
    }
    std::fill_n(m_words.data(), m_words.size(), 0U);
    std::fill_n(m_grids.data(), m_grids.size(), Half(0));
}

Work FairProblem::work(std::size_t variant) const
{
    Work work;
    if (variant < kMethods) {
        work.flops = m_quantiser.flops(Method(variant));
        work.bytes = sizeof(float) * double(m_weights.size()) + m_quantiser.layout().bytes();
        if (variant != Rtn) {
            work.bytes += sizeof(float) * double(m_first.size() + m_second.size());
            work.dense = true;
        }
        return work;
    }
    work.flops = 2 * double(m_stack.rows * m_width);
    work.bytes = (variant == kProductFp16 ? halfBytes() : m_stack.bytes())
                 + sizeof(float) * double(m_width + m_stack.rows);
    return work;
}

Result<Check> FairProblem::check(std::size_t variant)
{
    if (variant < kMethods) {
        double most = 0;
        for (const std::size_t r : sample(m_rows, 7)) {
            most = std::max(most, m_oracle->deviation(Method(variant), kAlpha, m_quantiser.layout(),
                                                      coded(), r));
        }
        constexpr double tolerance = 2e-3;  // of a step: H is rounded to float
        return Check{most <= tolerance, most, tolerance, "max abs"};
    }
    if (variant == kProductInt8) {
        return checkInt8();
    }
    FrobeniusError error;
    for (const std::size_t r : sample(m_stack.rows, 31)) {
        error.add(double(m_y[r]), productOf(variant, r));
    }
    return error.check(termsOf(variant) * dotTolerance(double(m_width)));
}

// Against the product of whole numbers; and no further from the one without rounding than that can
// bring it.
Check FairProblem::checkInt8() const
{
    const std::span x = m_first.span().first(m_width);
    FrobeniusError error;
    bool within = true;
    for (const std::size_t r : sample(m_stack.rows, 31)) {
        const RoundedProduct exact = roundedProduct(m_stack, stacked(), x, r);
        error.add(double(m_y[r]), exact.value);
        const double away = std::abs(double(m_y[r]) - productOf(kProductInt4, r));
        within = within && away <= exact.bound * (1 + 1e-4);
    }
    Check check = error.check(termsOf(kProductInt8) * dotTolerance(double(m_width)));
    check.passed = check.passed && within;
    return check;
}

// In double precision, of the vector as it is.
double FairProblem::productOf(std::size_t variant, std::size_t row) const
{
    double sum = 0;
    for (std::size_t c = 0; c < m_width; ++c) {
        const double w = variant == kProductFp16
                                 ? double(fromFp16(m_stackHalves[row * m_width + c]))
                                 : decoded(m_stack, stacked(), row, c);
        sum += w * double(m_first[c]);
    }
    return sum;
}

Result<std::vector<Quality>> FairProblem::quality(const Setup &setup)
{
    const auto variants = variantsOfFair();
    auto figures = fairQuality(setup, variants);
    if (figures) {
        const auto weights = double(m_stack.rows * m_width);
        const auto add = [&](std::size_t variant, double bytes) {
            figures->push_back({"bits-per-weight", variants[variant].id, 8 * bytes / weights,
                                std::nullopt, std::nullopt, "bit"});
        };
        add(kProductFp16, halfBytes());
        add(kProductInt4, m_stack.bytes());
    }
    return figures;
}

std::optional<double> FairProblem::limit(std::size_t comparison) const
{
    const Comparison wanted = comparisonsOfFair()[comparison];
    if (wanted.baseline == "gptq" && wanted.quantity == "time") {
        return 1;  // the shift comes on top of all that GPTQ does
    }
    if (wanted.quantity == "time" && m_stack.bytes() >= kBeyondCaches) {
        return halfBytes() / m_stack.bytes();
    }
    return std::nullopt;
}

class FairGptqHessian : public PlainKernel {
public:
    std::string id() const override { return "fair-gptq-hessian"; }
    std::string family() const override { return "quant"; }
    std::vector<Variant> variants() const override { return variantsOfFair(); }
    std::vector<Comparison> comparisons() const override { return comparisonsOfFair(); }
    std::vector<Shape> shapes(Preset preset) const override
    {
        switch (preset) {
        case Preset::Small:
            return {shape(256, 256, 512, 32)};
        case Preset::Medium:
            return {shape(768, 768, 512, 320)};
        case Preset::Large:
            return {shape(2048, 2048, 512, 64)};
        }
        return {};
    }
    std::vector<Shape> sweep() const override
    {
        return {shape(128, 128, 512, 32),  shape(256, 256, 512, 32),  shape(384, 384, 512, 128),
                shape(512, 512, 512, 384), shape(768, 768, 512, 320), shape(1024, 1024, 512, 192)};
    }
    std::vector<Shape> oddShapes() const override
    {
        return {shape(3, 5, 7, 2), shape(67, 131, 64, 3), shape(130, 257, 100, 2),
                shape(65, 300, 41, 5)};
    }
    Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup, Memory &memory) const override
    {
        return std::make_unique<FairProblem>(setup, memory);
    }

private:
    static Shape shape(std::int64_t rows, std::int64_t width, std::int64_t pairs,
                       std::int64_t stack)
    {
        return {std::to_string(rows) + "x" + std::to_string(width) + " and a stack of "
                        + std::to_string(stack),
                {{"rows", rows}, {"width", width}, {"pairs", pairs}, {"stack", stack}}};
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return adapted(std::make_unique<FairGptqHessian>());
}

}  // namespace touchstone::kernels::fair_gptq_hessian
