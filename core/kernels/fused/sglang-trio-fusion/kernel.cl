// Device side of kernel.cpp; what the forms are is explained there. Built with FP16
// defined or not: the 16-bit format of all rows, stored as ushort. `form` holds the rewrites.

#define GROUP 64

#define HOISTED 1
#define REGISTERS 2
#define PACKED 4
#define FAST 8

#ifdef FP16
float load(__global const ushort *from, long i)
{
    return vload_half(i, (__global const half *)from);
}
void store(float value, __global ushort *to, long i)
{
    vstore_half_rte(value, i, (__global half *)to);
}
float4 load4(__global const ushort *from, long i)
{
    return vload_half4(0, (__global const half *)from + i);
}
void store4(float4 value, __global ushort *to, long i)
{
    vstore_half4_rte(value, 0, (__global half *)to + i);
}
#else
// bfloat16: the upper half of a float, rounded to nearest even.
float load(__global const ushort *from, long i)
{
    return as_float((uint)from[i] << 16);
}
void store(float value, __global ushort *to, long i)
{
    const uint bits = as_uint(value);
    to[i] = (ushort)((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);
}
float4 load4(__global const ushort *from, long i)
{
    return as_float4(convert_uint4(vload4(0, from + i)) << 16);
}
void store4(float4 value, __global ushort *to, long i)
{
    const uint4 bits = as_uint4(value);
    vstore4(convert_ushort4((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16), 0, to + i);
}
#endif

// --- silu-mul -----------------------------------------------------------------------------------

// g: a float or a vector.
#define SILU(g, form) \
    ((form) & FAST ? (g) * native_recip(1.0f + native_exp(-(g))) : (g) / (1.0f + exp(-(g))))

// One element per work item; packed: four, so that loads and stores are 8 bytes wide.
__kernel void silu_mul(__global const ushort *gate, __global const ushort *up,
                       __global ushort *out, long n, int form)
{
    const int per = form & PACKED ? 4 : 1;
    const long first = (long)get_global_id(0) * per;
    if (per == 4 && first + 4 <= n) {
        const float4 g = load4(gate, first);
        store4(SILU(g, form) * load4(up, first), out, first);
        return;
    }
    for (long i = first; i < min(first + per, n); ++i) {
        const float g = load(gate, i);
        store(SILU(g, form) * load(up, i), out, i);
    }
}

// out = value for x of a and y of b, element by element.
#define ELEMENTWISE(name, value)                                                                   \
    __kernel void name(__global const ushort *a, __global const ushort *b, __global ushort *out,   \
                       long n)                                                                     \
    {                                                                                              \
        const long i = get_global_id(0);                                                           \
        if (i < n) {                                                                               \
            const float x = load(a, i), y = load(b, i);                                            \
            store(value, out, i);                                                                  \
        }                                                                                          \
    }
ELEMENTWISE(silu, SILU(x, 0))
ELEMENTWISE(multiply, x * y)
ELEMENTWISE(add, x + y)

// --- add-rmsnorm: one group per row ---------------------------------------------------------------

// Sum over the group through local memory.
float group_sum(float value, __local float *partial)
{
    const int self = get_local_id(0);
    partial[self] = value;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int stride = GROUP / 2; stride > 0; stride /= 2) {
        if (self < stride) {
            partial[self] += partial[self + stride];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    const float sum = partial[0];
    barrier(CLK_LOCAL_MEM_FENCE);
    return sum;
}

// Sum of a row of squares in global memory, halved there level by level.
float tree_sum(__global float *tree, int treeWidth)
{
    barrier(CLK_GLOBAL_MEM_FENCE);
    for (int stride = treeWidth / 2; stride > 0; stride /= 2) {
        for (int i = get_local_id(0); i < stride; i += GROUP) {
            tree[i] += tree[i + stride];
        }
        barrier(CLK_GLOBAL_MEM_FENCE);
    }
    return tree[0];
}

// residual = x + y; the rows' own part of the squares: four values per work item when packed, the tail one by one.
float add_row(__global const ushort *x, __global const ushort *y, __global ushort *residual,
              __global float *tree, int width, int form)
{
    const int packed = form & PACKED ? width / 4 * 4 : 0;
    float sum = 0.0f;
    for (int i = get_local_id(0) * 4; i < packed; i += GROUP * 4) {
        const float4 v = load4(x, i) + load4(y, i);
        store4(v, residual, i);
        if (form & REGISTERS) {
            sum += dot(v, v);
        } else {
            vstore4(v * v, 0, tree + i);
        }
    }
    for (int i = packed + get_local_id(0); i < width; i += GROUP) {
        const float v = load(x, i) + load(y, i);
        store(v, residual, i);
        if (form & REGISTERS) {
            sum += v * v;
        } else {
            tree[i] = v * v;
        }
    }
    return sum;
}

float root_scale(float meanSquare, float epsilon, int form)
{
    return form & FAST ? native_rsqrt(meanSquare + epsilon) : 1.0f / sqrt(meanSquare + epsilon);
}

__kernel void add_rmsnorm(__global const ushort *x, __global const ushort *y,
                          __global const ushort *weight, __global ushort *residual,
                          __global ushort *out, __global float *trees, int width, int treeWidth,
                          float epsilon, int form)
{
    __local float partial[GROUP];
    const int self = get_local_id(0);
    const long at = (long)get_group_id(0) * width;
    __global float *tree = trees + (long)get_group_id(0) * treeWidth;
    for (int i = width + self; i < treeWidth; i += GROUP) {
        tree[i] = 0.0f;
    }
    float sum = add_row(x + at, y + at, residual + at, tree, width, form);
    sum = form & REGISTERS ? group_sum(sum, partial) : tree_sum(tree, treeWidth);
    // residual was written by other items of the group.
    barrier(CLK_GLOBAL_MEM_FENCE);
    const float once = root_scale(sum / width, epsilon, form);
    const int packed = form & PACKED ? width / 4 * 4 : 0;
    for (int i = self * 4; i < packed; i += GROUP * 4) {
        const float scale = form & HOISTED ? once : root_scale(sum / width, epsilon, form);
        store4(load4(residual + at, i) * scale * load4(weight, i), out + at, i);
    }
    for (int i = packed + self; i < width; i += GROUP) {
        const float scale = form & HOISTED ? once : root_scale(sum / width, epsilon, form);
        store(load(residual + at, i) * scale * load(weight, i), out + at, i);
    }
}

__kernel void inverse_rms(__global const ushort *residual, __global float *scales, int width,
                          float epsilon)
{
    __local float partial[GROUP];
    const int row = get_group_id(0);
    float square = 0.0f;
    for (int i = get_local_id(0); i < width; i += GROUP) {
        const float v = load(residual, (long)row * width + i);
        square = fma(v, v, square);
    }
    const float sum = group_sum(square, partial);
    if (get_local_id(0) == 0) {
        scales[row] = root_scale(sum / width, epsilon, 0);
    }
}

__kernel void scale_by(__global const ushort *in, __global const float *scales,
                       __global const ushort *weight, __global ushort *out, long n, int width)
{
    const long i = get_global_id(0);
    if (i < n) {
        store(load(in, i) * scales[i / width] * load(weight, i % width), out, i);
    }
}

// --- merge-states -------------------------------------------------------------------------------

// (weight of a, weight of b, merged state); both parts empty: nothing, and minus infinity stays.
float3 weights_of(float sa, float sb, int form)
{
    const float top = fmax(sa, sb);
    if (isinf(top)) {
        return (float3)(0.0f, 0.0f, top);
    }
    const float a = form & FAST ? native_exp(sa - top) : exp(sa - top);
    const float b = form & FAST ? native_exp(sb - top) : exp(sb - top);
    const float inverse = form & FAST ? native_recip(a + b) : 1.0f / (a + b);
    return (float3)(a * inverse, b * inverse, top + log(a + b));
}

// One group per row. Hoisted: one item computes the weights for its group; else every item does
// for every element.
__kernel void merge_states(__global const ushort *a, __global const ushort *b,
                           __global const float *stateA, __global const float *stateB,
                           __global ushort *out, __global float *state, int width, int form)
{
    __local float shared[2];
    const int row = get_group_id(0);
    const int self = get_local_id(0);
    const long at = (long)row * width;
    if (self == 0) {
        const float3 w = weights_of(stateA[row], stateB[row], form);
        shared[0] = w.x;
        shared[1] = w.y;
        state[row] = w.z;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    float3 w = (float3)(shared[0], shared[1], 0.0f);
    const int packed = form & PACKED ? width / 4 * 4 : 0;
    for (int i = self * 4; i < packed; i += GROUP * 4) {
        w = form & HOISTED ? w : weights_of(stateA[row], stateB[row], form);
        store4(w.x * load4(a + at, i) + w.y * load4(b + at, i), out + at, i);
    }
    for (int i = packed + self; i < width; i += GROUP) {
        w = form & HOISTED ? w : weights_of(stateA[row], stateB[row], form);
        store(fma(w.x, load(a + at, i), w.y * load(b + at, i)), out + at, i);
    }
}

__kernel void scale_state(__global const ushort *in, __global const float *own,
                          __global const float *other, __global ushort *out,
                          __global float *state, long n, int width)
{
    const long i = get_global_id(0);
    if (i < n) {
        const long row = i / width;
        const float3 w = weights_of(own[row], other[row], 0);
        store(w.x * load(in, i), out, i);
        if (i % width == 0) {
            state[row] = w.z;
        }
    }
}
