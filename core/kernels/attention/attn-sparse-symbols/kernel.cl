// Device side, after attention.cl and gemm.cl.

#define BLOCK 64  // tokens of a block: GROUP queries, or the WIDE rows of a product's tile

int bit_of(__global const uchar *bits, int row, int rowBytes, int i)
{
    return (bits[row * rowBytes + i / 8] >> (i % 8)) & 1;
}

// One group per block of queries of one head. A block whose symbol says "reuse" copies what is
// cached, if asked to; key blocks whose symbol is 0 are passed over.
__kernel void attend_symbols(__global const float *q, __global const float *k,
                             __global const float *v, __global const float *cached, int copies,
                             __global float *out, __global const uchar *queryBits,
                             __global const uchar *keyBits, int tokens, int headStride,
                             int tokenStride, int rowBytes, float scale)
{
    __local float keys[KEYS * HEAD_SIZE], values[KEYS * HEAD_SIZE];
    const int self = get_local_id(0);
    const int block = get_group_id(0), blocks = get_num_groups(0);
    const int head = get_global_id(1);
    const int token = block * BLOCK + self;
    const int active = token < tokens;
    const int base = head * headStride;
    const int row = base + token * tokenStride;
    if (!bit_of(queryBits, head, rowBytes, block)) {
        for (int c = 0; copies && active && c < HEAD_SIZE; ++c) {
            out[row + c] = cached[row + c];
        }
        return;  // the whole group: no barrier is missed
    }
    Online s;
    begin_online(&s, q + (active ? row : base), active, scale);
    for (int other = 0; other < blocks; ++other) {
        if (!bit_of(keyBits, head * blocks + block, rowBytes, other)) {
            continue;
        }
        for (int start = other * BLOCK; start < min((other + 1) * BLOCK, tokens); start += KEYS) {
            const int count = min(KEYS, tokens - start);
            for (int i = self; i < count * HEAD_SIZE; i += GROUP) {
                const int from = base + (start + i / HEAD_SIZE) * tokenStride + i % HEAD_SIZE;
                keys[i] = k[from];
                values[i] = v[from];
            }
            barrier(CLK_LOCAL_MEM_FENCE);
            for (int i = 0; i < count; ++i) {
                add_key(&s, keys + i * HEAD_SIZE, values + i * HEAD_SIZE);
            }
            barrier(CLK_LOCAL_MEM_FENCE);
        }
    }
    if (active) {
        end_online(&s, out + row);
    }
}

// GEMM-Q: columns of a head are projected for computed blocks and, if asked to, copied from `cached`
// for others. a: [tokens x width] at offsetA; w: [width x width], rows are outputs.
__kernel void gemm_q(__global const float *a, int offsetA, __global const float *w,
                     __global const float *cached, int copies, __global float *out,
                     __global const uchar *queryBits, int tokens, int width, int size,
                     int rowBytes)
{
    __local float tileA[TILE][WIDE + 1], tileW[TILE][WIDE + 1];
    const int block = get_group_id(1), firstRow = block * WIDE;
    const int firstColumn = get_group_id(0) * WIDE;
    const int lastHead = (min(firstColumn + WIDE, width) - 1) / size;
    int any = 0;
    for (int head = firstColumn / size; head <= lastHead; ++head) {
        any |= bit_of(queryBits, head, rowBytes, block);
    }
    float sum[WORK][WORK] = {{0.0f}};
    if (any) {
        add_wide(sum, a + offsetA + firstRow * width, width, tokens - firstRow,
                 w + firstColumn * width, width, width - firstColumn, 0, width, tileA, tileW);
    }
    for (int i = 0; i < WORK; ++i) {
        for (int j = 0; j < WORK; ++j) {
            const int row = firstRow + get_local_id(1) + i * TILE;
            const int column = firstColumn + get_local_id(0) + j * TILE;
            if (row < tokens && column < width) {
                const int at = row * width + column;
                if (bit_of(queryBits, column / size, rowBytes, block)) {
                    out[at] = sum[i][j];
                } else if (copies) {
                    out[at] = cached[at];
                }
            }
        }
    }
}

// GEMM-O: out (offset) = [base +] sum of A_h W_h over the heads whose symbol is `wanted`.
__kernel void gemm_o(__global const float *a, int offsetA, __global const float *w,
                     __global const float *base, int offsetBase, int useBase,
                     __global float *out, int offset, __global const uchar *queryBits, int wanted,
                     int tokens, int width, int size, int rowBytes)
{
    __local float tileA[TILE][WIDE + 1], tileW[TILE][WIDE + 1];
    const int block = get_group_id(1), firstRow = block * WIDE;
    const int firstColumn = get_group_id(0) * WIDE;
    float sum[WORK][WORK] = {{0.0f}};
    for (int head = 0; head < width / size; ++head) {
        if (bit_of(queryBits, head, rowBytes, block) == wanted) {
            add_wide(sum, a + offsetA + firstRow * width, width, tokens - firstRow,
                     w + firstColumn * width, width, width - firstColumn, head * size,
                     (head + 1) * size, tileA, tileW);
        }
    }
    for (int i = 0; i < WORK; ++i) {
        for (int j = 0; j < WORK; ++j) {
            const int row = firstRow + get_local_id(1) + i * TILE;
            const int column = firstColumn + get_local_id(0) + j * TILE;
            if (row < tokens && column < width) {
                const int at = row * width + column;
                out[offset + at] = sum[i][j] + (useBase ? base[offsetBase + at] : 0.0f);
            }
        }
    }
}

// out (offset) = x (offset) [+ cache]: where the sums of a block begin.
__kernel void begin_residual(__global const float *x, __global const float *cache, int useCache,
                             __global float *out, int offset, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        out[offset + i] = x[offset + i] + (useCache ? cache[i] : 0.0f);
    }
}

__kernel void relu(__global float *values, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        values[i] = max(values[i], 0.0f);
    }
}
