// FURINA (report 2025-09-24, paper 8): a mixture of LoRA experts that needs no router, is linear
// in x, and therefore folds into the backbone.
//
//   expert      W_i = B_i A_i, normalised by its row norms d_i:  W^_i = diag(1 / (d_i + eps)) W_i
//   layer       y = W x + diag(m) * sum_i W^_i x + B_s A_s x      (m shared by all, s: shared
//   expert) merged      y = (W + diag(m) * sum_i W^_i + B_s A_s) x
//
// Against it: the backbone alone (what "zero overhead" is held against), one unmerged LoRA, and a
// routed mixture of LoRA experts with tokens grouped by expert, which cannot be merged.
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/opencl.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

#include <numeric>

namespace touchstone::kernels {

namespace {

constexpr std::size_t kExperts = 8;
constexpr std::size_t kRank = 8;
constexpr std::size_t kTop = 2;
constexpr std::size_t kExpertColumns = kExperts * kRank;
constexpr std::size_t kColumns = kExpertColumns + kRank;  // experts, then the shared one
constexpr double kEpsilon = 1e-6;

enum VariantIndex { Backbone, RoutedMoeLora, UnmergedLora, UnmergedFurina, Merged };

struct Gate {
    std::size_t expert = 0;
    float weight = 0;
};
using Gates = std::array<Gate, kTop>;

// The two largest of the router's logits, weighted by a softmax over those two.
template <class Logit>
Gates topGates(const Logit *logits)
{
    std::array<std::size_t, kExperts> order{};
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::partial_sort(order.begin(), order.begin() + kTop, order.end(),
                      [&](std::size_t a, std::size_t b) { return logits[a] > logits[b]; });
    const double second = std::exp(double(logits[order[1]]) - double(logits[order[0]]));
    return {{{order[0], float(1.0 / (1.0 + second))}, {order[1], float(second / (1.0 + second))}}};
}

// The layer with all its factors. Rows of matrices are outputs; A is [columns x width].
struct Layer {
    std::size_t tokens, width;
    Buffer<float> x;          // [tokens x width]
    Buffer<float> weight;     // [width x width]
    Buffer<float> a;          // [kColumns x width], expert after expert, the shared one last
    Buffer<float> b;          // [width x kColumns], as trained
    Buffer<float> scaledB;    // [width x kColumns], diag(m / (d_i + eps)) B_i; shared as trained
    Buffer<float> magnitude;  // m [width]
    Buffer<float> router;     // [kExperts x width]
    Buffer<float> merged;     // [width x width]
    Buffer<float> y;          // [tokens x width]
    Buffer<float> hidden;     // [tokens x kColumns]
    Buffer<float> logits;     // [tokens x kExperts]
    Buffer<float> gathered;   // [tokens x width]: tokens of one expert
    Buffer<float> expertOut;  // [tokens x width]

    Layer(const Shape &shape, Memory &memory)
        : tokens(std::size_t(shape.at("tokens"))), width(std::size_t(shape.at("width")))
    {
        const auto input = [&](std::size_t n) {
            return memory.allocate<float>(BufferRole::Input, n);
        };
        const auto scratch = [&](std::size_t n) {
            return memory.allocate<float>(BufferRole::Scratch, n);
        };
        x = input(tokens * width);
        weight = input(width * width);
        a = input(kColumns * width);
        b = input(width * kColumns);
        scaledB = input(width * kColumns);
        magnitude = input(width);
        router = input(kExperts * width);
        merged = input(width * width);
        y = memory.allocate<float>(BufferRole::Output, tokens * width);
        hidden = scratch(tokens * kColumns);
        logits = scratch(tokens * kExperts);
        gathered = scratch(tokens * width);
        expertOut = scratch(tokens * width);
    }

    void fill(std::uint64_t seed, int threads)
    {
        rng::fillActivations(x.span(), width, 0.01, 10.0F, seed, 1);
        rng::fillWeights(weight.span(), width, seed, 2);
        rng::fillNormal(a.span(), 0.0F, float(1.0 / std::sqrt(double(width))), seed, 3);
        rng::fillNormal(b.span(), 0.0F, float(1.0 / std::sqrt(double(kRank))), seed, 4);
        rng::fillUniform(magnitude.span(), 0.05F, 0.15F, seed, 5);
        rng::fillNormal(router.span(), 0.0F, float(1.0 / std::sqrt(double(width))), seed, 6);
        normaliseExperts();
        // Folding happens once, when the adapters are deployed: it is no part of inference.
        std::copy(weight.span().begin(), weight.span().end(), merged.data());
        gemmNN(width, width, kColumns, scaledB.data(), a.data(), 1.0F, merged.data(), threads);
    }

    // Row j of B_i A_i has the norm sqrt(b^T G b), b row j of B_i and G = A_i A_i^T.
    void normaliseExperts()
    {
        std::copy(b.span().begin(), b.span().end(), scaledB.data());
        std::array<double, kRank * kRank> gram{};
        for (std::size_t e = 0; e < kExperts; ++e) {
            const float *ae = a.data() + e * kRank * width;
            for (std::size_t p = 0; p < kRank; ++p) {
                for (std::size_t q = 0; q < kRank; ++q) {
                    gram[p * kRank + q] = std::inner_product(ae + p * width, ae + (p + 1) * width,
                                                             ae + q * width, 0.0);
                }
            }
            for (std::size_t j = 0; j < width; ++j) {
                float *row = scaledB.data() + j * kColumns + e * kRank;
                double square = 0;
                for (std::size_t p = 0; p < kRank; ++p) {
                    for (std::size_t q = 0; q < kRank; ++q) {
                        square += double(row[p]) * gram[p * kRank + q] * row[q];
                    }
                }
                const double scale = magnitude[j] / (std::sqrt(square) + kEpsilon);
                for (std::size_t p = 0; p < kRank; ++p) {
                    row[p] = float(row[p] * scale);
                }
            }
        }
    }
};

// --- the variants on the CPU --------------------------------------------------------------------

void runDense(const Layer &l, const Buffer<float> &weight, int threads)
{
    gemmNT(l.tokens, l.width, l.width, l.x.data(), weight.data(), 0.0F, l.y.data(), l.width,
           threads);
}

// y += (x A^T) B^T with `columns` columns of rank; B has a row stride of kColumns.
void addLowRank(const Layer &l, const float *a, const float *b, std::size_t columns, int threads)
{
    gemmNT(l.tokens, columns, l.width, l.x.data(), a, 0.0F, l.hidden.data(), columns, threads);
    parallelRows(threads, l.tokens, [&](std::size_t begin, std::size_t end) {
        for (std::size_t t = begin; t < end; ++t) {
            const float *h = l.hidden.data() + t * columns;
            float *y = l.y.data() + t * l.width;
            for (std::size_t j = 0; j < l.width; ++j) {
                const float *row = b + j * kColumns;
                float sum = 0;
                for (std::size_t c = 0; c < columns; ++c) {
                    sum += h[c] * row[c];
                }
                y[j] += sum;
            }
        }
    });
}

std::array<std::vector<std::pair<std::size_t, float>>, kExperts> groupByExpert(const Layer &l)
{
    std::array<std::vector<std::pair<std::size_t, float>>, kExperts> groups;
    for (std::size_t t = 0; t < l.tokens; ++t) {
        for (const Gate &gate : topGates(l.logits.data() + t * kExperts)) {
            groups[gate.expert].emplace_back(t, gate.weight);
        }
    }
    return groups;
}

void addRouted(const Layer &l, int threads)
{
    gemmNT(l.tokens, kExperts, l.width, l.x.data(), l.router.data(), 0.0F, l.logits.data(),
           kExperts, threads);
    const auto groups = groupByExpert(l);
    for (std::size_t e = 0; e < kExperts; ++e) {
        const auto &group = groups[e];
        if (group.empty()) {
            continue;
        }
        for (std::size_t i = 0; i < group.size(); ++i) {
            std::copy_n(l.x.data() + group[i].first * l.width, l.width,
                        l.gathered.data() + i * l.width);
        }
        gemmNT(group.size(), kRank, l.width, l.gathered.data(), l.a.data() + e * kRank * l.width,
               0.0F, l.hidden.data(), kRank, threads);
        parallelRows(threads, group.size(), [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                const float *h = l.hidden.data() + i * kRank;
                float *y = l.y.data() + group[i].first * l.width;
                for (std::size_t j = 0; j < l.width; ++j) {
                    const float *row = l.b.data() + j * kColumns + e * kRank;
                    float sum = 0;
                    for (std::size_t c = 0; c < kRank; ++c) {
                        sum += h[c] * row[c];
                    }
                    y[j] += group[i].second * sum;
                }
            }
        });
    }
}

// --- the oracle
// -----------------------------------------------------------------------------------

// One token in double precision, from the factors as given; nothing folded, nothing grouped.
class Oracle {
public:
    Oracle(const Layer &layer, std::size_t token) : l(layer), m_x(l.x.data() + token * l.width)
    {
        for (std::size_t c = 0; c < kColumns; ++c) {
            m_hidden[c] = dot(l.a.data() + c * l.width);
        }
        std::array<double, kExperts> logits{};
        for (std::size_t e = 0; e < kExperts; ++e) {
            logits[e] = dot(l.router.data() + e * l.width);
        }
        m_gates = topGates(logits.data());
        std::sort(logits.rbegin(), logits.rend());
        m_tie = logits[kTop - 1] - logits[kTop] < 1e-4;
    }

    // The router's choice hangs on rounding: neither answer is wrong, the token says nothing.
    bool tie() const { return m_tie; }

    double value(std::size_t variant, std::size_t j) const
    {
        const double backbone = dot(l.weight.data() + j * l.width);
        switch (variant) {
        case RoutedMoeLora: {
            double sum = backbone;
            for (const Gate &gate : m_gates) {
                sum += double(gate.weight) * expert(gate.expert, j);
            }
            return sum;
        }
        case UnmergedLora:
            return backbone + expert(kExperts, j);
        case UnmergedFurina:
        case Merged: {
            double sum = backbone + expert(kExperts, j);
            for (std::size_t e = 0; e < kExperts; ++e) {
                sum += double(l.magnitude[j]) * expert(e, j) / (rowNorm(e, j) + kEpsilon);
            }
            return sum;
        }
        default:
            return backbone;
        }
    }

private:
    double dot(const float *row) const { return std::inner_product(row, row + l.width, m_x, 0.0); }
    double expert(std::size_t e, std::size_t j) const
    {
        double sum = 0;
        for (std::size_t c = e * kRank; c < (e + 1) * kRank; ++c) {
            sum += double(l.b[j * kColumns + c]) * m_hidden[c];
        }
        return sum;
    }
    // Norm of row j of B_e A_e, element by element.
    double rowNorm(std::size_t e, std::size_t j) const
    {
        double square = 0;
        for (std::size_t i = 0; i < l.width; ++i) {
            double element = 0;
            for (std::size_t c = e * kRank; c < (e + 1) * kRank; ++c) {
                element += double(l.b[j * kColumns + c]) * l.a[c * l.width + i];
            }
            square += element * element;
        }
        return std::sqrt(square);
    }

    const Layer &l;
    const float *m_x;
    std::array<double, kColumns> m_hidden{};
    Gates m_gates{};
    bool m_tie = false;
};

// --- the variants on OpenCL
// -------------------------------------------------------------------------

// The same layer on a device; inputs travel once, results when they are asked for. On a device all
// experts are evaluated and gated: with 64 columns this costs less than grouping tokens would.
class DeviceLayer {
public:
    static Result<std::unique_ptr<DeviceLayer>> create(OpenClDevice &device, const Layer &l)
    {
        auto program = OpenClProgram::build(device, embeddedSource("lora_selfroute_merge.cl"),
                                            "lora_selfroute_merge.cl");
        if (!program) {
            return passOn(program.error());
        }
        auto self = std::unique_ptr<DeviceLayer>(new DeviceLayer(l, std::move(*program)));
        for (const auto &[id, buffer] : self->mirrored()) {
            const std::size_t bytes = buffer->size() * sizeof(float);
            const auto allocated = self->m_program->allocate(bytes);
            if (!allocated) {
                return passOn(allocated.error());
            }
            *id = *allocated;
            self->m_program->upload(*id, buffer->data(), bytes);
        }
        return self;
    }

    void run(std::size_t variant)
    {
        const auto width = std::int32_t(l.width);
        const Matrix x{m_x, 0, width};
        gemm(x, {variant == Merged ? m_merged : m_weight, 0, width}, m_y, width, width, false);
        if (variant == RoutedMoeLora) {
            gemm(x, {m_router, 0, width}, m_logits, kExperts, width, false);
            gemm(x, {m_a, 0, width}, m_hidden, kExpertColumns, width, false);
            m_program->launch("gate", {roundedUp(l.tokens, 64), 1}, {64, 1},
                              {m_hidden, m_logits, std::int32_t(l.tokens)});
            addLowRank(m_b, 0, kExpertColumns);
        } else if (variant == UnmergedLora) {
            gemm(x, {m_a, std::int32_t(kExpertColumns) * width, width}, m_hidden, kRank, width,
                 false);
            addLowRank(m_b, kExpertColumns, kRank);
        } else if (variant == UnmergedFurina) {
            gemm(x, {m_a, 0, width}, m_hidden, kColumns, width, false);
            addLowRank(m_scaledB, 0, kColumns);
        }
    }

    OpenClProgram &program() { return *m_program; }
    void uploadOutputs() { m_program->upload(m_y, l.y.data(), l.y.size() * sizeof(float)); }
    void fetchOutputs() { m_program->download(m_y, l.y.data(), l.y.size() * sizeof(float)); }

private:
    struct Matrix {
        OpenClProgram::BufferId buffer;
        std::int32_t offset, stride;  // in elements
    };

    DeviceLayer(const Layer &layer, std::unique_ptr<OpenClProgram> program)
        : l(layer), m_program(std::move(program))
    {
    }

    std::vector<std::pair<OpenClProgram::BufferId *, const Buffer<float> *>> mirrored()
    {
        return {{&m_x, &l.x},
                {&m_weight, &l.weight},
                {&m_a, &l.a},
                {&m_b, &l.b},
                {&m_scaledB, &l.scaledB},
                {&m_router, &l.router},
                {&m_merged, &l.merged},
                {&m_y, &l.y},
                {&m_hidden, &l.hidden},
                {&m_logits, &l.logits}};
    }

    // c[tokens x n] = a[tokens x k] b[n x k]^T, added to c or replacing it.
    void gemm(Matrix a, Matrix b, OpenClProgram::BufferId c, std::int32_t n, std::int32_t k,
              bool add)
    {
        m_program->launch("gemm_nt", {roundedUp(std::size_t(n), 16), roundedUp(l.tokens, 16)},
                          {16, 16},
                          {a.buffer, a.stride, b.buffer, b.offset, b.stride, c,
                           std::int32_t(l.tokens), n, k, std::int32_t(add)});
    }
    // y += hidden[tokens x columns] b^T, from column `first` of b on.
    void addLowRank(OpenClProgram::BufferId b, std::size_t first, std::size_t columns)
    {
        const auto k = std::int32_t(columns);
        gemm({m_hidden, 0, k}, {b, std::int32_t(first), std::int32_t(kColumns)}, m_y,
             std::int32_t(l.width), k, true);
    }

    const Layer &l;
    std::unique_ptr<OpenClProgram> m_program;
    OpenClProgram::BufferId m_x, m_weight, m_a, m_b, m_scaledB, m_router, m_merged, m_y, m_hidden,
            m_logits;
};

template <std::size_t N>
double entropyBits(const std::array<double, N> &weights)
{
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    double bits = 0;
    for (const double weight : weights) {
        bits -= weight > 0 ? weight / total * std::log2(weight / total) : 0;
    }
    return bits;
}

// --- the problem and the kernel
// -----------------------------------------------------------------------

class LoraProblem : public Problem {
public:
    LoraProblem(const Setup &setup, Memory &memory)
        : m_layer(setup.shape, memory), m_threads(setup.threads)
    {
        m_layer.fill(setup.seed, setup.threads);
    }

    Result<> open(OpenClDevice &device)
    {
        auto layer = DeviceLayer::create(device, m_layer);
        if (!layer) {
            return passOn(layer.error());
        }
        m_device = std::move(*layer);
        return {};
    }

    void run(std::size_t variant) override
    {
        if (m_device) {
            m_device->run(variant);
            return;
        }
        runDense(m_layer, variant == Merged ? m_layer.merged : m_layer.weight, m_threads);
        if (variant == RoutedMoeLora) {
            addRouted(m_layer, m_threads);
        } else if (variant == UnmergedLora) {
            addLowRank(m_layer, m_layer.a.data() + kExpertColumns * m_layer.width,
                       m_layer.b.data() + kExpertColumns, kRank, m_threads);
        } else if (variant == UnmergedFurina) {
            addLowRank(m_layer, m_layer.a.data(), m_layer.scaledB.data(), kColumns, m_threads);
        }
    }

    void finish() override
    {
        if (m_device) {
            m_device->program().finish();
        }
    }
    void uploadOutputs() override
    {
        if (m_device) {
            m_device->uploadOutputs();
        }
    }
    void fetchOutputs() override
    {
        if (m_device) {
            m_device->fetchOutputs();
        }
    }
    std::optional<double> deviceNanoseconds() const override
    {
        return m_device ? m_device->program().deviceNanoseconds() : std::nullopt;
    }

    Work work(std::size_t variant) const override
    {
        const auto t = double(m_layer.tokens);
        const auto d = double(m_layer.width);
        const auto columns = double(adapterColumns(variant));
        Work work;
        work.flops = 2 * t * d * d + 4 * t * d * columns;
        work.bytes = sizeof(float) * (d * d + 2 * t * d + 2 * d * columns);
        if (variant == RoutedMoeLora) {
            work.flops += 2 * t * d * kExperts;
            work.bytes += sizeof(float) * d * kExperts;
        }
        work.dense = m_layer.tokens >= 32;
        return work;
    }

    Result<Check> check(std::size_t variant) override
    {
        if (m_device && !m_device->program().error().empty()) {
            return fail(ErrorCode::DeviceFailed, "OpenCL: {0}", "OpenCL：{0}",
                        m_device->program().error());
        }
        FrobeniusError error;
        for (const std::size_t token : sample(m_layer.tokens, 6)) {
            const Oracle oracle(m_layer, token);
            if (variant == RoutedMoeLora && oracle.tie()) {
                continue;
            }
            for (const std::size_t j : sample(m_layer.width, 97)) {
                error.add(m_layer.y[token * m_layer.width + j], oracle.value(variant, j));
            }
        }
        return error.check(dotTolerance(double(m_layer.width + adapterColumns(variant))));
    }

    Result<std::vector<Quality>> quality(const Setup &) override;

    std::optional<double> limit(std::size_t comparison) const override
    {
        // Merged and backbone are the same product: nothing can be gained over it.
        return comparison == 0 ? std::optional<double>(1.0) : std::nullopt;
    }

private:
    static std::size_t adapterColumns(std::size_t variant)
    {
        switch (variant) {
        case RoutedMoeLora:
            return kTop * kRank;
        case UnmergedLora:
            return kRank;
        case UnmergedFurina:
            return kColumns;
        default:
            return 0;
        }
    }

    Layer m_layer;
    int m_threads;
    std::unique_ptr<DeviceLayer> m_device;
};

// Mean entropy, in bits, of how a token's activation spreads over the experts: ||W^_i x|| for self
// routing, the two gates for the router. 3 bits would be no routing at all among 8 experts.
Result<std::vector<Quality>> LoraProblem::quality(const Setup &)
{
    const Layer &l = m_layer;
    double selfRouted = 0;
    double routed = 0;
    const auto tokens = sample(l.tokens, 16);
    for (const std::size_t token : tokens) {
        const float *x = l.x.data() + token * l.width;
        const auto dot = [&](const float *row) {
            return std::inner_product(row, row + l.width, x, 0.0);
        };
        std::array<double, kColumns> hidden{};
        std::array<double, kExperts> logits{};
        std::array<double, kExperts> norms{};
        for (std::size_t c = 0; c < kColumns; ++c) {
            hidden[c] = dot(l.a.data() + c * l.width);
        }
        for (std::size_t e = 0; e < kExperts; ++e) {
            logits[e] = dot(l.router.data() + e * l.width);
            for (std::size_t j = 0; j < l.width; ++j) {
                const float *row = l.scaledB.data() + j * kColumns + e * kRank;
                const double value =
                        std::inner_product(row, row + kRank, hidden.data() + e * kRank, 0.0)
                        / l.magnitude[j];
                norms[e] += value * value;
            }
            norms[e] = std::sqrt(norms[e]);
        }
        selfRouted += entropyBits(norms);
        const Gates gates = topGates(logits.data());
        routed += entropyBits(std::array<double, kTop>{gates[0].weight, gates[1].weight});
    }
    const auto count = double(tokens.size());
    return std::vector<Quality>{{"expert-entropy", "unmerged-furina", selfRouted / count,
                                 std::nullopt, std::nullopt, "bit"},
                                {"expert-entropy", "routed-moe-lora", routed / count, std::nullopt,
                                 std::nullopt, "bit"}};
}

class LoraSelfrouteMerge : public Kernel {
public:
    std::string id() const override { return "lora-selfroute-merge"; }
    std::string family() const override { return "moe"; }
    bool supports(DeviceKind) const override { return true; }

    std::vector<Variant> variants() const override
    {
        return {{"backbone", Role::Baseline},
                {"routed-moe-lora", Role::Baseline},
                {"unmerged-lora", Role::Baseline},
                {"unmerged-furina", Role::Technique},
                {"merged", Role::Technique}};
    }
    std::vector<Comparison> comparisons() const override
    {
        return {{"backbone", "merged"},
                {"routed-moe-lora", "merged"},
                {"unmerged-lora", "merged"},
                {"backbone", "routed-moe-lora"}};
    }
    std::vector<Shape> shapes(Preset preset) const override
    {
        switch (preset) {
        case Preset::Small:
            return {shape(1, 1024), shape(64, 1024)};
        case Preset::Medium:
            return {shape(1, 2048), shape(64, 2048)};
        case Preset::Large:
            return {shape(1, 4096), shape(64, 4096), shape(512, 4096)};
        }
        return {};
    }
    std::vector<Shape> sweep() const override
    {
        return {shape(1, 1024), shape(4, 1024), shape(16, 1024), shape(64, 1024), shape(256, 1024)};
    }
    std::vector<Shape> oddShapes() const override
    {
        return {shape(1, 17), shape(7, 67), shape(33, 129)};
    }

    Result<std::unique_ptr<Problem>> prepare(const Setup &setup, Memory &memory) const override
    {
        auto problem = std::make_unique<LoraProblem>(setup, memory);
        if (setup.device) {
            const auto opened = problem->open(*setup.device);
            if (!opened) {
                return passOn(opened.error());
            }
        }
        return problem;
    }

private:
    static Shape shape(std::int64_t tokens, std::int64_t width)
    {
        return {std::to_string(tokens) + "x" + std::to_string(width),
                {{"tokens", tokens}, {"width", width}}};
    }
};

}  // namespace

std::unique_ptr<Kernel> loraSelfrouteMerge()
{
    return std::make_unique<LoraSelfrouteMerge>();
}

}  // namespace touchstone::kernels
