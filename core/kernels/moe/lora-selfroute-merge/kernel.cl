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
        const float weight = e == first ? 1.0f / (1.0f + ratio)
                           : e == second ? ratio / (1.0f + ratio) : 0.0f;
        for (int c = 0; c < RANK; ++c) {
            hidden[(token * EXPERTS + e) * RANK + c] *= weight;
        }
    }
}
