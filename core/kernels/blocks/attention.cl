// Softmax attention with an online softmax on a device; see attention.h. Built with HEAD_SIZE. One
// work item per query, one group per tile of at most GROUP queries of one head; keys and values
// pass through local memory in tiles.

#define GROUP 64
#define KEYS 32

// What a query carries from key to key.
typedef struct {
    float query[HEAD_SIZE];
    float sums[HEAD_SIZE];
    float top;
    float weight;
} Online;

void begin_online(Online *s, __global const float *query, int active, float scale)
{
    for (int c = 0; c < HEAD_SIZE; ++c) {
        s->query[c] = active ? query[c] * scale : 0.0f;
        s->sums[c] = 0.0f;
    }
    s->top = -INFINITY;
    s->weight = 0.0f;
}

// One key: scores are in units of log2.
void add_key(Online *s, __local const float *key, __local const float *value)
{
    float score = 0.0f;
    for (int c = 0; c < HEAD_SIZE; ++c) {
        score = fma(s->query[c], key[c], score);
    }
    if (score > s->top) {
        const float shrink = exp2(s->top - score);
        for (int c = 0; c < HEAD_SIZE; ++c) {
            s->sums[c] *= shrink;
        }
        s->weight *= shrink;
        s->top = score;
    }
    const float weight = exp2(score - s->top);
    s->weight += weight;
    for (int c = 0; c < HEAD_SIZE; ++c) {
        s->sums[c] = fma(weight, value[c], s->sums[c]);
    }
}

void end_online(const Online *s, __global float *out)
{
    const float inverse = s->weight > 0.0f ? 1.0f / s->weight : 0.0f;
    for (int c = 0; c < HEAD_SIZE; ++c) {
        out[c] = s->sums[c] * inverse;
    }
}

// tiles: {first query, end, first range, end}; ranges: {first key, end}. order: memory row of a
// token, when ordered. causal: the band of attention.h. Grid: (tiles * GROUP, batches * heads).
__kernel void attend(__global const float *q, __global const float *k, __global const float *v,
                     __global float *out, __global const int *tiles, __global const int *ranges,
                     __global const int *order, int ordered, int heads, int batchStride,
                     int headStride, int tokenStride, float scale, int causal, int window,
                     int sinks)
{
    __local float keys[KEYS * HEAD_SIZE];
    __local float values[KEYS * HEAD_SIZE];
    const int self = get_local_id(0);
    __global const int *tile = tiles + get_group_id(0) * 4;
    const int at = (int)get_global_id(1) / heads * batchStride
                   + (int)get_global_id(1) % heads * headStride;
    const int token = tile[0] + self;
    const int active = token < tile[1];
    const int row = active && ordered ? order[token] : token;
    Online s;
    begin_online(&s, q + at + (active ? row : 0) * tokenStride, active, scale);
    for (int r = tile[2]; r < tile[3]; ++r) {
        for (int start = ranges[2 * r]; start < ranges[2 * r + 1]; start += KEYS) {
            const int count = min(KEYS, ranges[2 * r + 1] - start);
            for (int i = self; i < count * HEAD_SIZE; i += GROUP) {
                const int key = start + i / HEAD_SIZE;
                const int from = at + (ordered ? order[key] : key) * tokenStride + i % HEAD_SIZE;
                keys[i] = k[from];
                values[i] = v[from];
            }
            barrier(CLK_LOCAL_MEM_FENCE);
            for (int i = 0; i < count; ++i) {
                const int key = start + i;
                if (!causal || (key <= token && (key < sinks || token - key < window))) {
                    add_key(&s, keys + i * HEAD_SIZE, values + i * HEAD_SIZE);
                }
            }
            barrier(CLK_LOCAL_MEM_FENCE);
        }
    }
    if (active) {
        end_online(&s, out + at + row * tokenStride);
    }
}
