// The forms of the three operations on the CPU. Scalar loops are the literal form, vectors are in
// simd.cpp; the flags tell what each rewrite changes.
#include "kernels/blocks/parallel.h"
#include "kernels/fused/sglang-trio-fusion/rows.h"
#include "kernels/fused/sglang-trio-fusion/simd.h"

namespace touchstone::kernels::sglang_trio_fusion {

namespace {

// e^x by 2^n times a polynomial of degree 4, as the vectors have it.
float shortExp(float x)
{
    const float t = std::clamp(x * 1.44269504F, -126.0F, 126.0F);
    const auto n = std::int32_t(t + std::copysign(0.5F, t));
    const float f = t - float(n);
    const float p =
            1.0F + f * (0.693147181F + f * (0.240226507F + f * (0.055504109F + f * 0.009618129F)));
    const auto exponent = std::uint32_t(n) << 23;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(p) + exponent);
}

// --- silu-mul

void siluMul(const Rows &r, Rewrites form, std::size_t row)
{
    const std::size_t at = row * r.width;
    const Half *gate = r.a.data() + at;
    const Half *up = r.b.data() + at;
    Half *out = r.out.data() + at;
    if (form.packed) {
        Vectors{r.format, r.width}.siluMul(gate, up, out, form.fast);
        return;
    }
    for (std::size_t i = 0; i < r.width; ++i) {
        const float g = fromHalf(r.format, gate[i]);
        const float silu = g / (1.0F + (form.fast ? shortExp(-g) : std::exp(-g)));
        out[i] = toHalf(r.format, silu * fromHalf(r.format, up[i]));
    }
}

// --- add-rmsnorm

// The reduction as a first GPU kernel has it: the squares are in scratch memory and
// are halved in log2(width) sweeps.
float treeSum(float *tree, std::size_t width, std::size_t treeWidth)
{
    std::fill(tree + width, tree + treeWidth, 0.0F);
    for (std::size_t stride = treeWidth / 2; stride > 0; stride /= 2) {
        for (std::size_t i = 0; i < stride; ++i) {
            tree[i] += tree[i + stride];
        }
    }
    return tree[0];
}

// residual = x + y; returns the sum of its squares.
float addAndSum(const Rows &r, Rewrites form, std::size_t row)
{
    const std::size_t at = row * r.width;
    const Half *x = r.a.data() + at;
    const Half *y = r.b.data() + at;
    Half *residual = r.residual.data() + at;
    float *tree = r.tree.data() + row * r.treeWidth;
    const Vectors vectors{r.format, r.width};
    if (form.packed && form.registers) {
        return vectors.addAndSum(x, y, residual);
    }
    if (form.packed) {
        vectors.addAndSquare(x, y, residual, tree);
        return treeSum(tree, r.width, r.treeWidth);
    }
    float sum = 0;
    for (std::size_t i = 0; i < r.width; ++i) {
        const float v = fromHalf(r.format, x[i]) + fromHalf(r.format, y[i]);
        residual[i] = toHalf(r.format, v);
        if (form.registers) {
            sum += v * v;
        } else {
            tree[i] = v * v;
        }
    }
    return form.registers ? sum : treeSum(tree, r.width, r.treeWidth);
}

// On the CPU one root per row costs nothing: "fast" has nothing to do here.
void addRmsNorm(const Rows &r, Rewrites form, std::size_t row)
{
    const float meanSquare = addAndSum(r, form, row) / float(r.width);
    const Half *residual = r.residual.data() + row * r.width;
    const Half *weight = r.weight.data();
    Half *out = r.out.data() + row * r.width;
    const Vectors vectors{r.format, r.width};
    if (form.packed && !form.hoisted) {
        vectors.normaliseBy(residual, meanSquare, normEpsilon, weight, out);
        return;
    }
    const float scale = 1.0F / std::sqrt(meanSquare + normEpsilon);
    if (form.packed) {
        vectors.scaleBy(residual, scale, weight, out);
        return;
    }
    const volatile float square = meanSquare;  // volatile: the compiler must not hoist
    for (std::size_t i = 0; i < r.width; ++i) {
        const float own = form.hoisted ? scale : 1.0F / std::sqrt(square + normEpsilon);
        out[i] = toHalf(r.format,
                        fromHalf(r.format, residual[i]) * own * fromHalf(r.format, weight[i]));
    }
}

// --- merge-states

struct MergeWeights {
    float a, b, state;
};

MergeWeights mergeWeights(float sa, float sb, bool fast)
{
    const float top = std::max(sa, sb);
    if (std::isinf(top)) {
        return {0.0F, 0.0F, top};  // neither part saw a key
    }
    const float a = fast ? shortExp(sa - top) : std::exp(sa - top);
    const float b = fast ? shortExp(sb - top) : std::exp(sb - top);
    return {a / (a + b), b / (a + b), top + std::log(a + b)};
}

void mergeElements(const Rows &r, Rewrites form, std::size_t row)
{
    const Half *a = r.a.data() + row * r.width;
    const Half *b = r.b.data() + row * r.width;
    Half *out = r.out.data() + row * r.width;
    const volatile float sa = r.stateA[row];  // volatile: the compiler must not hoist
    const volatile float sb = r.stateB[row];
    MergeWeights w = mergeWeights(sa, sb, form.fast);
    for (std::size_t i = 0; i < r.width; ++i) {
        if (!form.hoisted) {
            w = mergeWeights(sa, sb, form.fast);
        }
        out[i] = toHalf(r.format, w.a * fromHalf(r.format, a[i]) + w.b * fromHalf(r.format, b[i]));
    }
    r.state[row] = w.state;
}

// Rows whose weights are computed together, one per lane.
constexpr std::size_t rowBlock = 16;

void mergePackedRows(const Rows &r, Rewrites form, std::size_t begin, std::size_t end)
{
    const Vectors vectors{r.format, r.width};
    for (std::size_t first = begin; first < end; first += rowBlock) {
        const std::size_t count = std::min(rowBlock, end - first);
        float wa[rowBlock];
        float wb[rowBlock];
        sglang_trio_fusion::mergeWeights(r.stateA.data() + first, r.stateB.data() + first, count,
                                         wa, wb, r.state.data() + first, form.fast);
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t at = (first + i) * r.width;
            if (form.hoisted) {
                vectors.blend(r.a.data() + at, wa[i], r.b.data() + at, wb[i], r.out.data() + at);
            } else {
                vectors.blendFromStates(r.a.data() + at, r.stateA[first + i], r.b.data() + at,
                                        r.stateB[first + i], r.out.data() + at);
            }
        }
    }
}

// --- op by op

// What a framework runs: each operation over the whole tensor before the next begins.
class OpByOpRun {
public:
    OpByOpRun(const Rows &rows, int threads) : r(rows), m_threads(threads) {}

    void run() const
    {
        switch (r.part) {
        case SiluMul:
            return siluThenMultiply();
        case AddRmsNorm:
            return addThenNormalise();
        case MergeStates:
            return scaleThenAdd();
        }
    }

private:
    template <class Row>
    void pass(const Row &row) const
    {
        parallelRows(m_threads, r.rows, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                row(i, i * r.width);
            }
        });
    }
    void siluThenMultiply() const
    {
        pass([&](std::size_t, std::size_t at) { v.silu(r.a.data() + at, r.scratchA.data() + at); });
        pass([&](std::size_t, std::size_t at) {
            v.multiply(r.scratchA.data() + at, r.b.data() + at, r.out.data() + at);
        });
    }
    void addThenNormalise() const
    {
        pass([&](std::size_t, std::size_t at) {
            v.add(r.a.data() + at, r.b.data() + at, r.residual.data() + at);
        });
        pass([&](std::size_t row, std::size_t at) {
            r.tree[row] = v.squareSum(r.residual.data() + at);
        });
        pass([&](std::size_t row, std::size_t at) {
            const float scale = 1.0F / std::sqrt(r.tree[row] / float(r.width) + normEpsilon);
            v.scaleBy(r.residual.data() + at, scale, r.weight.data(), r.out.data() + at);
        });
    }
    void scaleThenAdd() const
    {
        pass([&](std::size_t row, std::size_t at) {
            const MergeWeights w = mergeWeights(r.stateA[row], r.stateB[row], false);
            r.state[row] = w.state;
            v.scale(r.a.data() + at, w.a, r.scratchA.data() + at);
        });
        pass([&](std::size_t row, std::size_t at) {
            const MergeWeights w = mergeWeights(r.stateA[row], r.stateB[row], false);
            v.scale(r.b.data() + at, w.b, r.scratchB.data() + at);
        });
        pass([&](std::size_t, std::size_t at) {
            v.add(r.scratchA.data() + at, r.scratchB.data() + at, r.out.data() + at);
        });
    }

    const Rows &r;
    int m_threads;
    Vectors v{r.format, r.width};
};

}  // namespace

void Rows::compute(const RowForm &form)
{
    if (form.opByOp) {
        OpByOpRun(*this, threads()).run();
        return;
    }
    const Rewrites &rewrites = form.rewrites;
    parallelRows(threads(), rows, [&](std::size_t begin, std::size_t end) {
        if (part == MergeStates && rewrites.packed) {
            mergePackedRows(*this, rewrites, begin, end);
            return;
        }
        const auto row = part == SiluMul      ? siluMul
                         : part == AddRmsNorm ? addRmsNorm
                                              : mergeElements;
        for (std::size_t i = begin; i < end; ++i) {
            row(*this, rewrites, i);
        }
    });
}

}  // namespace touchstone::kernels::sglang_trio_fusion
