// Attention of one token over cached keys and values, see kv_cache.h. Built with HEAD_SIZE and
// QUERIES, the query heads that share a head of keys. One group for each part of the keys of a
// head: its items are the keys of a block while scores are taken, and columns of the values after.

#define CACHE_BLOCK 64
#define PADDED_SIZE ((HEAD_SIZE + 31) / 32 * 32)
#define CACHE_COLUMNS ((HEAD_SIZE + CACHE_BLOCK - 1) / CACHE_BLOCK)

// ranges: {first key, end}. firstQuery: of the first head. out, lse: [parts x heads x QUERIES (x
// HEAD_SIZE)]. Grid: (parts * CACHE_BLOCK, heads).
__kernel void attend_cache(__global const float *q, __global const half *cache,
                           __global const float *bias, int hasBias, __global const int *ranges,
                           int rangeCount, __global float *out, __global float *lse, int tokens,
                           int firstQuery, float scale)
{
    __local float queries[QUERIES * HEAD_SIZE];
    __local float weights[QUERIES * CACHE_BLOCK];
    __local float tops[QUERIES], shrinks[QUERIES], totals[QUERIES];
    const int self = get_local_id(0);
    const int part = get_group_id(0), parts = get_num_groups(0);
    const int head = get_global_id(1), heads = get_global_size(1);
    const int blockHalves = CACHE_BLOCK * (HEAD_SIZE + PADDED_SIZE);
    cache += (long)head * ((tokens + CACHE_BLOCK - 1) / CACHE_BLOCK) * blockHalves;
    for (int i = self; i < QUERIES * HEAD_SIZE; i += CACHE_BLOCK) {
        queries[i] = q[(firstQuery + head * QUERIES) * HEAD_SIZE + i] * scale;
    }
    if (self < QUERIES) {
        tops[self] = -INFINITY;
        totals[self] = 0.0f;
    }
    float sums[QUERIES * CACHE_COLUMNS];
    for (int i = 0; i < QUERIES * CACHE_COLUMNS; ++i) {
        sums[i] = 0.0f;
    }
    int turn = 0;  // blocks are dealt out among the parts
    for (int r = 0; r < rangeCount; ++r) {
        const int begin = ranges[2 * r], end = ranges[2 * r + 1];
        for (int b = begin / CACHE_BLOCK; b * CACHE_BLOCK < end; ++b, ++turn) {
            if (turn % parts != part) {
                continue;
            }
            __global const half *keys = cache + (long)b * blockHalves;
            __global const half *values = keys + CACHE_BLOCK * HEAD_SIZE;
            const int key = b * CACHE_BLOCK + self;
            const int seen = key >= begin && key < end;
            barrier(CLK_LOCAL_MEM_FENCE);
            float scores[QUERIES];
            for (int i = 0; i < QUERIES; ++i) {
                scores[i] = seen && hasBias ? bias[head * tokens + key] * 1.44269504f : 0.0f;
            }
            for (int c = 0; c < HEAD_SIZE; ++c) {
                const float value = vload_half(c * CACHE_BLOCK + self, keys);
                for (int i = 0; i < QUERIES; ++i) {
                    scores[i] = fma(queries[i * HEAD_SIZE + c], value, scores[i]);
                }
            }
            for (int i = 0; i < QUERIES; ++i) {
                scores[i] = seen ? scores[i] : -INFINITY;
                weights[i * CACHE_BLOCK + self] = scores[i];
            }
            barrier(CLK_LOCAL_MEM_FENCE);
            if (self < QUERIES) {
                float top = tops[self];
                for (int j = 0; j < CACHE_BLOCK; ++j) {
                    top = fmax(top, weights[self * CACHE_BLOCK + j]);
                }
                shrinks[self] = exp2(tops[self] - top);
                tops[self] = top;
            }
            barrier(CLK_LOCAL_MEM_FENCE);
            for (int i = 0; i < QUERIES; ++i) {
                weights[i * CACHE_BLOCK + self] = exp2(scores[i] - tops[i]);
            }
            barrier(CLK_LOCAL_MEM_FENCE);
            if (self < QUERIES) {
                float total = totals[self] * shrinks[self];
                for (int j = 0; j < CACHE_BLOCK; ++j) {
                    total += weights[self * CACHE_BLOCK + j];
                }
                totals[self] = total;
            }
            for (int i = 0; i < QUERIES * CACHE_COLUMNS; ++i) {
                sums[i] *= shrinks[i / CACHE_COLUMNS];
            }
            const int first = max(begin - b * CACHE_BLOCK, 0);
            const int last = min(end - b * CACHE_BLOCK, CACHE_BLOCK);
            for (int j = first; j < last; ++j) {
                for (int n = 0; n < CACHE_COLUMNS; ++n) {
                    const int column = self + n * CACHE_BLOCK;
                    const float value = column < HEAD_SIZE
                                                ? vload_half(j * PADDED_SIZE + column, values)
                                                : 0.0f;
                    for (int i = 0; i < QUERIES; ++i) {
                        sums[i * CACHE_COLUMNS + n] = fma(weights[i * CACHE_BLOCK + j], value,
                                                          sums[i * CACHE_COLUMNS + n]);
                    }
                }
            }
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    const int row = (part * heads + head) * QUERIES;
    for (int i = 0; i < QUERIES; ++i) {
        const float inverse = totals[i] > 0.0f ? 1.0f / totals[i] : 0.0f;
        for (int n = 0; n < CACHE_COLUMNS; ++n) {
            const int column = self + n * CACHE_BLOCK;
            if (column < HEAD_SIZE) {
                out[(row + i) * HEAD_SIZE + column] = sums[i * CACHE_COLUMNS + n] * inverse;
            }
        }
    }
    if (self < QUERIES) {
        lse[row + self] =
                totals[self] > 0.0f ? tops[self] * 0.693147181f + log(totals[self]) : -INFINITY;
    }
}

// One work item for each column of a query; the first of them writes its log-sum-exp.
__kernel void merge_parts(__global const float *out, __global const float *lse,
                          __global float *merged, __global float *mergedLse, int parts, int queries,
                          int size, int firstQuery)
{
    const int item = get_global_id(0);
    const int query = item / size;
    if (query >= queries) {
        return;
    }
    float top = lse[query];
    for (int p = 1; p < parts; ++p) {
        top = fmax(top, lse[p * queries + query]);
    }
    float total = 0.0f, sum = 0.0f;
    for (int p = 0; top > -INFINITY && p < parts; ++p) {
        const float weight = exp(lse[p * queries + query] - top);
        total += weight;
        sum = fma(weight, out[p * queries * size + item], sum);
    }
    merged[firstQuery * size + item] = total > 0.0f ? sum / total : 0.0f;
    if (item % size == 0) {
        mergedLse[firstQuery + query] = total > 0.0f ? top + log(total) : -INFINITY;
    }
}
