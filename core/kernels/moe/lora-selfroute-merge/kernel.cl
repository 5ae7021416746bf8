// Device side of kernel.cpp; the products are those of gemm.cl.

#define EXPERTS 8
#define RANK 8

// One work item per token: softmax over its two largest logits; hidden columns of the chosen
// experts are weighted, those of all others become zero.
__kernel void gate(__global float *hidden, __global const float *logits, int tokens)
{
    const int token = get_global_id(0);
    if (token >= tokens) {
        return;
    }
    __global const float *l = logits + token * EXPERTS;
    int first = 0;
    for (int e = 1; e < EXPERTS; ++e) {
        first = l[e] > l[first] ? e : first;
    }
    int second = first == 0 ? 1 : 0;
    for (int e = 0; e < EXPERTS; ++e) {
        second = e != first && l[e] > l[second] ? e : second;
    }
    const float ratio = exp(l[second] - l[first]);
    for (int e = 0; e < EXPERTS; ++e) {
        const float weight = e == first    ? 1.0f / (1.0f + ratio)
                             : e == second ? ratio / (1.0f + ratio)
                                           : 0.0f;
        for (int c = 0; c < RANK; ++c) {
            hidden[(token * EXPERTS + e) * RANK + c] *= weight;
        }
    }
}

// A_e A_e^T of every expert, one work item per element.
__kernel void grams(__global const float *a, __global float *to, int width)
{
    const int i = get_global_id(0);
    if (i >= EXPERTS * RANK * RANK) {
        return;
    }
    __global const float *left = a + (i / RANK) * width;
    __global const float *right = a + (i / (RANK * RANK) * RANK + i % RANK) * width;
    float sum = 0.0f;
    for (int k = 0; k < width; ++k) {
        sum += left[k] * right[k];
    }
    to[i] = sum;
}

// Row by row: the columns of an expert times m over the norm of the row; the shared one as it is.
__kernel void scale_rows(__global const float *b, __global const float *grams,
                         __global const float *magnitude, __global float *scaled, int width,
                         float epsilon)
{
    const int row = get_global_id(0);
    if (row >= width) {
        return;
    }
    b += row * (EXPERTS + 1) * RANK;
    scaled += row * (EXPERTS + 1) * RANK;
    for (int e = 0; e <= EXPERTS; ++e, b += RANK, scaled += RANK) {
        float square = 0.0f;
        for (int r = 0; e < EXPERTS && r < RANK; ++r) {
            for (int c = 0; c < RANK; ++c) {
                square += b[r] * grams[(e * RANK + r) * RANK + c] * b[c];
            }
        }
        const float norm = sqrt(fmax(square, 0.0f)) + epsilon;
        const float scale = e < EXPERTS ? magnitude[row] / norm : 1.0f;
        for (int c = 0; c < RANK; ++c) {
            scaled[c] = b[c] * scale;
        }
    }
}

__kernel void copy(__global const float *from, __global float *to, int count)
{
    const int i = get_global_id(0);
    if (i < count) {
        to[i] = from[i];
    }
}
