// Device side of sglang_trio_fusion.cpp; what the forms are is explained there. bfloat16 travels as
// ushort: the upper half of a float, rounded to nearest even.

#define GROUP 64

float from_bf16(ushort value)
{
    return as_float((uint)value << 16);
}

ushort to_bf16(float value)
{
    const uint bits = as_uint(value);
    return (ushort)((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);
}

// --- silu-mul ---------------------------------------------------------------------------------------

__kernel void silu_mul_literal(__global const ushort *gate, __global const ushort *up,
                               __global ushort *out, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        const float g = from_bf16(gate[i]);
        out[i] = to_bf16(g / (1.0f + exp(-g)) * from_bf16(up[i]));
    }
}

__kernel void silu(__global const ushort *in, __global ushort *out, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        const float g = from_bf16(in[i]);
        out[i] = to_bf16(g / (1.0f + exp(-g)));
    }
}

__kernel void multiply(__global const ushort *a, __global const ushort *b, __global ushort *out, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        out[i] = to_bf16(from_bf16(a[i]) * from_bf16(b[i]));
    }
}

// Four elements a work item, so that loads and stores are 8 bytes wide; the last item takes the tail.
__kernel void silu_mul_vectorised(__global const ushort *gate, __global const ushort *up,
                                  __global ushort *out, int n)
{
    const int i = get_global_id(0) * 4;
    for (int j = i; j < min(i + 4, n); ++j) {
        const float g = from_bf16(gate[j]);
        out[j] = to_bf16(g / (1.0f + exp(-g)) * from_bf16(up[j]));
    }
}

__kernel void silu_mul_rewritten(__global const ushort *gate, __global const ushort *up,
                                 __global ushort *out, int n)
{
    const int i = get_global_id(0) * 4;
    if (i + 4 <= n) {
        const uint4 bits = convert_uint4(vload4(0, gate + i)) << 16;
        const float4 g = as_float4(bits);
        const float4 u = as_float4(convert_uint4(vload4(0, up + i)) << 16);
        const float4 result = g * native_recip(1.0f + native_exp(-g)) * u;
        const uint4 b = as_uint4(result);
        vstore4(convert_ushort4((b + 0x7FFFu + ((b >> 16) & 1u)) >> 16), 0, out + i);
        return;
    }
    for (int j = i; j < n; ++j) {
        const float g = from_bf16(gate[j]);
        out[j] = to_bf16(g * native_recip(1.0f + native_exp(-g)) * from_bf16(up[j]));
    }
}

// --- add-rmsnorm: one group a row -----------------------------------------------------------------------

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

// Every square goes to scratch in global memory and is halved there, level by level.
__kernel void add_rmsnorm_literal(__global const ushort *x, __global const ushort *y,
                                  __global const ushort *weight, __global ushort *residual,
                                  __global ushort *out, __global float *tree, int width,
                                  int treeWidth, float epsilon)
{
    const int row = get_group_id(0);
    const int self = get_local_id(0);
    __global float *t = tree + row * treeWidth;
    for (int i = self; i < treeWidth; i += GROUP) {
        float v = 0.0f;
        if (i < width) {
            residual[row * width + i] = to_bf16(from_bf16(x[row * width + i]) + from_bf16(y[row * width + i]));
            v = from_bf16(residual[row * width + i]);
        }
        t[i] = v * v;
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
    for (int stride = treeWidth / 2; stride > 0; stride /= 2) {
        for (int i = self; i < stride; i += GROUP) {
            t[i] += t[i + stride];
        }
        barrier(CLK_GLOBAL_MEM_FENCE);
    }
    for (int i = self; i < width; i += GROUP) {
        const float scale = 1.0f / sqrt(t[0] / width + epsilon);
        out[row * width + i] = to_bf16(from_bf16(residual[row * width + i]) * scale * from_bf16(weight[i]));
    }
}

float add_row(__global const ushort *x, __global const ushort *y, __global ushort *residual, int width)
{
    float sum = 0.0f;
    for (int i = get_local_id(0); i < width; i += GROUP) {
        const float v = from_bf16(x[i]) + from_bf16(y[i]);
        residual[i] = to_bf16(v);
        sum = fma(v, v, sum);
    }
    return sum;
}

void scale_row(__global const ushort *residual, float scale, __global const ushort *weight,
               __global ushort *out, int width)
{
    for (int i = get_local_id(0); i < width; i += GROUP) {
        out[i] = to_bf16(from_bf16(residual[i]) * scale * from_bf16(weight[i]));
    }
}

__kernel void add_rmsnorm_vectorised(__global const ushort *x, __global const ushort *y,
                                     __global const ushort *weight, __global ushort *residual,
                                     __global ushort *out, __global float *tree, int width,
                                     int treeWidth, float epsilon)
{
    __local float partial[GROUP];
    const int at = get_group_id(0) * width;
    const float sum = group_sum(add_row(x + at, y + at, residual + at, width), partial);
    scale_row(residual + at, 1.0f / sqrt(sum / width + epsilon), weight, out + at, width);
}

__kernel void add_rmsnorm_rewritten(__global const ushort *x, __global const ushort *y,
                                    __global const ushort *weight, __global ushort *residual,
                                    __global ushort *out, __global float *tree, int width,
                                    int treeWidth, float epsilon)
{
    __local float partial[GROUP];
    const int at = get_group_id(0) * width;
    const float sum = group_sum(add_row(x + at, y + at, residual + at, width), partial);
    scale_row(residual + at, native_rsqrt(sum / width + epsilon), weight, out + at, width);
}

__kernel void add(__global const ushort *a, __global const ushort *b, __global ushort *out, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        out[i] = to_bf16(from_bf16(a[i]) + from_bf16(b[i]));
    }
}

__kernel void inverse_rms(__global const ushort *residual, __global float *scales, int width,
                          float epsilon)
{
    __local float partial[GROUP];
    const int row = get_group_id(0);
    float square = 0.0f;
    for (int i = get_local_id(0); i < width; i += GROUP) {
        const float v = from_bf16(residual[row * width + i]);
        square = fma(v, v, square);
    }
    const float sum = group_sum(square, partial);
    if (get_local_id(0) == 0) {
        scales[row] = 1.0f / sqrt(sum / width + epsilon);
    }
}

__kernel void scale_by(__global const ushort *in, __global const float *scales,
                       __global const ushort *weight, __global ushort *out, int rows, int width)
{
    const int i = get_global_id(0);
    if (i < rows * width) {
        out[i] = to_bf16(from_bf16(in[i]) * scales[i / width] * from_bf16(weight[i % width]));
    }
}

// --- merge-states -----------------------------------------------------------------------------------------

// (weight of a, weight of b, merged state); both parts empty: nothing, and minus infinity stays.
float3 weights(float sa, float sb)
{
    const float top = fmax(sa, sb);
    if (isinf(top)) {
        return (float3)(0.0f, 0.0f, top);
    }
    const float a = exp(sa - top);
    const float b = exp(sb - top);
    return (float3)(a / (a + b), b / (a + b), top + log(a + b));
}

__kernel void merge_literal(__global const ushort *a, __global const ushort *b,
                            __global const float *stateA, __global const float *stateB,
                            __global ushort *out, __global float *state, int rows, int width)
{
    const int i = get_global_id(0);
    if (i < rows * width) {
        const int row = i / width;
        const float3 w = weights(stateA[row], stateB[row]);
        out[i] = to_bf16(w.x * from_bf16(a[i]) + w.y * from_bf16(b[i]));
        if (i % width == 0) {
            state[row] = w.z;
        }
    }
}

__kernel void scale_state(__global const ushort *in, __global const float *own,
                          __global const float *other, __global ushort *out, __global float *state,
                          int rows, int width)
{
    const int i = get_global_id(0);
    if (i < rows * width) {
        const int row = i / width;
        const float3 w = weights(own[row], other[row]);
        out[i] = to_bf16(w.x * from_bf16(in[i]));
        if (i % width == 0) {
            state[row] = w.z;
        }
    }
}

void merge_row(__global const ushort *a, __global const ushort *b, __global ushort *out, float wa,
               float wb, int width)
{
    for (int i = get_local_id(0); i < width; i += GROUP) {
        out[i] = to_bf16(fma(wa, from_bf16(a[i]), wb * from_bf16(b[i])));
    }
}

// One group a row: every item works the weights out once.
__kernel void merge_vectorised(__global const ushort *a, __global const ushort *b,
                               __global const float *stateA, __global const float *stateB,
                               __global ushort *out, __global float *state, int width)
{
    const int row = get_group_id(0);
    const float3 w = weights(stateA[row], stateB[row]);
    merge_row(a + row * width, b + row * width, out + row * width, w.x, w.y, width);
    if (get_local_id(0) == 0) {
        state[row] = w.z;
    }
}

// One item a row works them out for its group.
__kernel void merge_rewritten(__global const ushort *a, __global const ushort *b,
                              __global const float *stateA, __global const float *stateB,
                              __global ushort *out, __global float *state, int width)
{
    __local float shared[2];
    const int row = get_group_id(0);
    if (get_local_id(0) == 0) {
        const float3 w = weights(stateA[row], stateB[row]);
        shared[0] = w.x;
        shared[1] = w.y;
        state[row] = w.z;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    merge_row(a + row * width, b + row * width, out + row * width, shared[0], shared[1], width);
}
