// Device side of lora_selfroute_merge.cpp; the mechanism is explained there.

#define TILE 16

// c[m x n] = a[m x k] * b[n x k]^T (+ c when add). Strides and the offset of b in elements. Tiles of
// both operands go through local memory, so that each element is read from global memory once a tile.
__kernel void gemm_nt(__global const float *a, int strideA, __global const float *b, int offsetB,
                      int strideB, __global float *c, int m, int n, int k, int add)
{
    __local float tileA[TILE][TILE + 1];
    __local float tileB[TILE][TILE + 1];
    const int column = get_global_id(0);
    const int row = get_global_id(1);
    const int x = get_local_id(0);
    const int y = get_local_id(1);
    const int rowOfB = get_group_id(0) * TILE + y;
    float sum = 0.0f;
    for (int start = 0; start < k; start += TILE) {
        const int at = start + x;
        tileA[y][x] = row < m && at < k ? a[row * strideA + at] : 0.0f;
        tileB[y][x] = rowOfB < n && at < k ? b[offsetB + rowOfB * strideB + at] : 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = 0; i < TILE; ++i) {
            sum = fma(tileA[y][i], tileB[x][i], sum);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (row < m && column < n) {
        c[row * n + column] = add ? c[row * n + column] + sum : sum;
    }
}

#define EXPERTS 8
#define RANK 8

// One work item a token: softmax over its two largest logits; hidden columns of the chosen experts
// are weighted, those of all others become zero.
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
        const float weight = e == first ? 1.0f / (1.0f + ratio)
                           : e == second ? ratio / (1.0f + ratio) : 0.0f;
        for (int c = 0; c < RANK; ++c) {
            hidden[(token * EXPERTS + e) * RANK + c] *= weight;
        }
    }
}
