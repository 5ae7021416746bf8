// Device side of kernel.cpp: the slots of a segment. One group for each head, one work item for
// each of its 64 tokens; attention is that of kv_cache.cl. HEAD_SIZE is a row of a head.

#define SEGMENT 64

// Keys and values of the slots as means of their tokens; an empty slot keeps its key.
void take_means(__global const float *k, __global const float *v, __local const int *slotOf,
                __global float *keys, __global float *values, __global float *bias, int slots,
                float emptyBias, int row)
{
    const int self = get_local_id(0);
    for (int s = 0; s < slots; ++s) {
        int count = 0;
        for (int t = 0; t < SEGMENT; ++t) {
            count += slotOf[t] == s;
        }
        for (int c = self; c < HEAD_SIZE; c += SEGMENT) {
            float key = 0.0f, value = 0.0f;
            for (int t = 0; t < SEGMENT; ++t) {
                key += slotOf[t] == s ? k[t * row + c] : 0.0f;
                value += slotOf[t] == s ? v[t * row + c] : 0.0f;
            }
            if (count > 0) {
                keys[s * HEAD_SIZE + c] = key / count;
            }
            values[s * HEAD_SIZE + c] = count > 0 ? value / count : 0.0f;
        }
        if (self == 0) {
            bias[s] = count > 0 ? log((float)count) : emptyBias;
        }
    }
}

// by: 0 evicts all but the smallest keys, 1 pools neighbours, 2 clusters keys.
__kernel void compress(__global const float *k, __global const float *v, __global float *keys,
                       __global float *values, __global float *bias, __global int *labels, int by,
                       int rounds, int slots, float emptyBias, int row)
{
    __local float squares[SEGMENT];
    __local int slotOf[SEGMENT];
    const int head = get_group_id(0), self = get_local_id(0);
    k += head * HEAD_SIZE;
    v += head * HEAD_SIZE;
    keys += head * slots * HEAD_SIZE;
    values += head * slots * HEAD_SIZE;
    bias += head * slots;
    const int each = SEGMENT / slots;
    if (by == 0) {
        float square = 0.0f;
        for (int c = 0; c < HEAD_SIZE; ++c) {
            square += k[self * row + c] * k[self * row + c];
        }
        squares[self] = square;
        barrier(CLK_LOCAL_MEM_FENCE);
        int smaller = 0;
        for (int t = 0; t < SEGMENT; ++t) {
            smaller += squares[t] < square || (squares[t] == square && t < self);
        }
        slotOf[self] = smaller < slots;
        barrier(CLK_LOCAL_MEM_FENCE);
        int slot = 0;
        for (int t = 0; t < self; ++t) {
            slot += slotOf[t];
        }
        labels[head * SEGMENT + self] = smaller < slots ? slot : -1;
        for (int c = 0; smaller < slots && c < HEAD_SIZE; ++c) {
            keys[slot * HEAD_SIZE + c] = k[self * row + c];
            values[slot * HEAD_SIZE + c] = v[self * row + c];
        }
        if (self < slots) {
            bias[self] = 0.0f;
        }
        return;
    }
    for (int c = self; by == 2 && c < slots * HEAD_SIZE; c += SEGMENT) {
        keys[c] = k[c / HEAD_SIZE * each * row + c % HEAD_SIZE];
    }
    for (int round = 0; round < (by == 2 ? rounds : 1); ++round) {
        barrier(CLK_GLOBAL_MEM_FENCE | CLK_LOCAL_MEM_FENCE);
        int nearest = self / each;
        float least = INFINITY;
        for (int s = 0; by == 2 && s < slots; ++s) {
            float distance = 0.0f;
            for (int c = 0; c < HEAD_SIZE; ++c) {
                const float apart = keys[s * HEAD_SIZE + c] - k[self * row + c];
                distance = fma(apart, apart, distance);
            }
            nearest = distance < least ? s : nearest;
            least = fmin(least, distance);
        }
        slotOf[self] = nearest;
        barrier(CLK_GLOBAL_MEM_FENCE | CLK_LOCAL_MEM_FENCE);
        take_means(k, v, slotOf, keys, values, bias, slots, emptyBias, row);
    }
    labels[head * SEGMENT + self] = slotOf[self];
}
