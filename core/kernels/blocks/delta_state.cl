// The state of delta_state.h on a device. Built with KEY_SIZE; comes twice in a program, the first
// time for one token after another, the second time for chunks. One work item for each column of a
// state, one group for GROUP columns of a head.

#ifndef STATE_CHUNK
#define STATE_GROUP 32
#define STATE_CHUNK 1
#define ADVANCE_STATE advance_recurrent

#else
#undef STATE_CHUNK
#undef ADVANCE_STATE
#define STATE_CHUNK 16
#define ADVANCE_STATE advance_chunked
#endif

// first, last: states as in delta_state.h, read when hasFirst, written when hasLast. wanted: 1
// predicted, 2 before, 4 after. group: heads of queries for each head of keys and values. Strides
// in floats. Grid: (columns, heads).
__kernel void ADVANCE_STATE(__global const float *q, __global const float *k,
                            __global const float *v, __global const float *decay,
                            __global const float *strength, __global const float *first,
                            __global float *last, __global float *predicted, __global float *before,
                            __global float *after, int isDelta, int hasFirst, int hasLast,
                            int wanted, int tokens, int valueSize, int group, int queryAt,
                            int queryHead, int queryStride, int keyAt, int keyHead, int keyStride,
                            int valueAt, int valueHead, int valueStride, int gateAt, int gateHead,
                            int gateStride, int readFirst, int readHead, int readStride)
{
    __local float keys[STATE_CHUNK * KEY_SIZE];
    __local float queries[STATE_CHUNK * KEY_SIZE];
    __local float keyScores[STATE_CHUNK * STATE_CHUNK];
    __local float queryScores[STATE_CHUNK * STATE_CHUNK];
    __local float decays[STATE_CHUNK], strengths[STATE_CHUNK];
    const int self = get_local_id(0);
    const int column = get_global_id(0);
    const int head = get_global_id(1);
    const int active = column < valueSize;
    const int panels = (valueSize + STATE_GROUP - 1) / STATE_GROUP;
    const int cell =
            (head * panels + column / STATE_GROUP) * KEY_SIZE * STATE_GROUP + column % STATE_GROUP;
    float s[KEY_SIZE];
    for (int d = 0; d < KEY_SIZE; ++d) {
        s[d] = hasFirst ? first[cell + d * STATE_GROUP] : 0.0f;
    }
    q += queryAt + head * queryHead;
    k += keyAt + head / group * keyHead;
    v += valueAt + head / group * valueHead + column;
    decay += gateAt + head * gateHead;
    strength += gateAt + head * gateHead;
    const int readAt = readFirst + head * readHead + column;
    for (int start = 0; start < tokens; start += STATE_CHUNK) {
        // A token beyond the last one changes nothing.
        const int count = min(STATE_CHUNK, tokens - start);
        for (int i = self; i < STATE_CHUNK * KEY_SIZE; i += STATE_GROUP) {
            const int t = start + i / KEY_SIZE, d = i % KEY_SIZE;
            keys[i] = t < tokens ? k[t * keyStride + d] : 0.0f;
            queries[i] = t < tokens ? q[t * queryStride + d] : 0.0f;
        }
        for (int i = self; i < STATE_CHUNK; i += STATE_GROUP) {
            decays[i] = i < count ? decay[(start + i) * gateStride] : 1.0f;
            strengths[i] = i < count ? strength[(start + i) * gateStride] : 0.0f;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int p = self; p < STATE_CHUNK * STATE_CHUNK; p += STATE_GROUP) {
            const int i = p / STATE_CHUNK, j = p % STATE_CHUNK;
            float between = j <= i ? 1.0f : 0.0f;
            for (int m = j + 1; m < i; ++m) {
                between *= decays[m];
            }
            float byKey = 0.0f, byQuery = 0.0f;
            for (int d = 0; d < KEY_SIZE; ++d) {
                byKey = fma(keys[i * KEY_SIZE + d], keys[j * KEY_SIZE + d], byKey);
                byQuery = fma(queries[i * KEY_SIZE + d], keys[j * KEY_SIZE + d], byQuery);
            }
            keyScores[p] = between * byKey;
            queryScores[p] = between * byQuery;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        float byKey[STATE_CHUNK], byQuery[STATE_CHUNK], u[STATE_CHUNK];
        for (int i = 0; i < STATE_CHUNK; ++i) {
            byKey[i] = byQuery[i] = 0.0f;
        }
        for (int d = 0; d < KEY_SIZE; ++d) {
            for (int i = 0; i < STATE_CHUNK; ++i) {
                byKey[i] = fma(keys[i * KEY_SIZE + d], s[d], byKey[i]);
                byQuery[i] = fma(queries[i * KEY_SIZE + d], s[d], byQuery[i]);
            }
        }
        float soFar = 1.0f;
        for (int i = 0; i < STATE_CHUNK; ++i) {
            float seen = soFar * byKey[i], read = soFar * byQuery[i];
            for (int j = 0; j < i; ++j) {
                seen = fma(keyScores[i * STATE_CHUNK + j], u[j], seen);
                read = fma(queryScores[i * STATE_CHUNK + j], u[j], read);
            }
            const int inside = active && i < count;
            const float value = inside ? v[(start + i) * valueStride] : 0.0f;
            u[i] = strengths[i] * (isDelta ? value - decays[i] * seen : value);
            soFar *= decays[i];
            const int at = readAt + (start + i) * readStride;
            if (inside && (wanted & 1)) {
                predicted[at] = seen;
            }
            if (inside && (wanted & 2)) {
                before[at] = read;
            }
            if (inside && (wanted & 4)) {
                after[at] = fma(decays[i], read, queryScores[i * STATE_CHUNK + i] * u[i]);
            }
        }
        // u of a token as it enters the state after the chunk.
        float left = 1.0f;
        for (int i = STATE_CHUNK - 1; i >= 0; --i) {
            u[i] *= left;
            left *= decays[i];
        }
        for (int d = 0; d < KEY_SIZE; ++d) {
            float sum = soFar * s[d];
            for (int i = 0; i < STATE_CHUNK; ++i) {
                sum = fma(keys[i * KEY_SIZE + d], u[i], sum);
            }
            s[d] = sum;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    for (int d = 0; hasLast && d < KEY_SIZE; ++d) {
        last[cell + d * STATE_GROUP] = s[d];
    }
}
