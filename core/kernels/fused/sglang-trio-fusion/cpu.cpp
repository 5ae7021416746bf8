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
    const Half *gate = r.row(r.a, row);
    const Half *up = r.row(r.b, row);
    Half *out = r.row(r.out, row);
    if (form.packed) {
        Vectors{r.format, r.width}.map(form.fast ? RowMap::ShortSiluMul : RowMap::SiluMul, gate, up,
                                       out);
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
    const Half *x = r.row(r.a, row);
    const Half *y = r.row(r.b, row);
    Half *residual = r.row(r.residual, row);
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
    const Half *residual = r.row(r.residual, row);
    const Half *weight = r.weight.data();
    Half *out = r.row(r.out, row);
    const Vectors vectors{r.format, r.width};
    const float scale = 1.0F / std::sqrt(meanSquare + normEpsilon);
    if (form.packed) {
        form.hoisted
                ? vectors.map(RowMap::ScaleBy, residual, weight, out, scale)
                : vectors.map(RowMap::NormaliseBy, residual, weight, out, meanSquare, normEpsilon);
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
    const Half *a = r.row(r.a, row);
    const Half *b = r.row(r.b, row);
    Half *out = r.row(r.out, row);
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
            const std::size_t row = first + i;
            const bool once = form.hoisted;
            vectors.map(once ? RowMap::Blend : RowMap::BlendFromStates, r.row(r.a, row),
                        r.row(r.b, row), r.row(r.out, row), once ? wa[i] : r.stateA[row],
                        once ? wb[i] : r.stateB[row]);
        }
    }
}

// --- op by op

// What a framework runs: each operation over the whole tensor before the next begins.
void opByOp(const Rows &r, int threads)
{
    const Vectors v{r.format, r.width};
    const auto pass = [&](const auto &row) { parallelEach(threads, r.rows, row); };
    const auto map = [&](RowMap op, const Buffer<Half> &a, const Buffer<Half> &b,
                         const Buffer<Half> &out) {
        pass([&](std::size_t i) { v.map(op, r.row(a, i), r.row(b, i), r.row(out, i)); });
    };
    switch (r.part) {
    case SiluMul:
        map(RowMap::Silu, r.a, r.a, r.scratchA);
        map(RowMap::Multiply, r.scratchA, r.b, r.out);
        break;
    case AddRmsNorm:
        map(RowMap::Add, r.a, r.b, r.residual);
        pass([&](std::size_t i) { r.tree[i] = v.squareSum(r.row(r.residual, i)); });
        pass([&](std::size_t i) {
            const float scale = 1.0F / std::sqrt(r.tree[i] / float(r.width) + normEpsilon);
            v.map(RowMap::ScaleBy, r.row(r.residual, i), r.weight.data(), r.row(r.out, i), scale);
        });
        break;
    case MergeStates:
        pass([&](std::size_t i) {
            const MergeWeights w = mergeWeights(r.stateA[i], r.stateB[i], false);
            r.state[i] = w.state;
            v.map(RowMap::Scale, r.row(r.a, i), r.row(r.a, i), r.row(r.scratchA, i), w.a);
        });
        pass([&](std::size_t i) {
            const MergeWeights w = mergeWeights(r.stateA[i], r.stateB[i], false);
            v.map(RowMap::Scale, r.row(r.b, i), r.row(r.b, i), r.row(r.scratchB, i), w.b);
        });
        map(RowMap::Add, r.scratchA, r.scratchB, r.out);
        break;
    }
}

}  // namespace

void Rows::compute(const RowForm &form)
{
    if (form.opByOp) {
        opByOp(*this, threads());
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
