// Device side, after attention.cl.

#define BLOCK 64
#define TILE 16

int bit_of(__global const uchar *bits, int row, int rowBytes, int i)
{
    return (bits[row * rowBytes + i / 8] >> (i % 8)) & 1;
}

// One group per block of queries of one head; out holds [heads x tokens x HEAD_SIZE]. A block whose
// symbol says "reuse" copies what is cached; key blocks whose symbol is 0 are passed over.
__kernel void attend_symbols(__global const float *q, __global const float *k,
                             __global const float *v, __global const float *cached,
                             __global float *out, __global const uchar *queryBits,
                             __global const uchar *keyBits, int useSymbols, int tokens,
                             int rowBytes, float scale)
{
    __local float keys[KEYS * HEAD_SIZE], values[KEYS * HEAD_SIZE];
    const int self = get_local_id(0);
    const int block = get_group_id(0), blocks = get_num_groups(0);
    const int head = get_global_id(1);
    const int token = block * BLOCK + self;
    const int active = token < tokens;
    const int base = head * tokens * HEAD_SIZE;
    const int row = base + token * HEAD_SIZE;
    if (useSymbols && !bit_of(queryBits, head, rowBytes, block)) {
        for (int c = 0; active && c < HEAD_SIZE; ++c) {
            out[row + c] = cached[row + c];
        }
        return;  // the whole group: no barrier is missed
    }
    Online s;
    begin_online(&s, q + (active ? row : base), active, scale);
    for (int other = 0; other < blocks; ++other) {
        if (useSymbols && !bit_of(keyBits, head * blocks + block, rowBytes, other)) {
            continue;
        }
        for (int start = other * BLOCK; start < min((other + 1) * BLOCK, tokens); start += KEYS) {
            const int count = min(KEYS, tokens - start);
            for (int i = self; i < count * HEAD_SIZE; i += GROUP) {
                keys[i] = k[base + start * HEAD_SIZE + i];
                values[i] = v[base + start * HEAD_SIZE + i];
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

// One element of c[rows x width] = a[rows x first..last of width] * w[width x width]^T.
float tile_product(__global const float *a, __global const float *w, int row, int rows, int width,
                   int first, int last, __local float *tileA, __local float *tileW)
{
    const int x = get_local_id(0), y = get_local_id(1);
    const int rowOfW = get_group_id(0) * TILE + y;
    float sum = 0.0f;
    for (int start = first; start < last; start += TILE) {
        const int at = start + x;
        tileA[y * (TILE + 1) + x] = row < rows && at < last ? a[row * width + at] : 0.0f;
        tileW[y * (TILE + 1) + x] = rowOfW < width && at < last ? w[rowOfW * width + at] : 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = 0; i < TILE; ++i) {
            sum = fma(tileA[y * (TILE + 1) + i], tileW[x * (TILE + 1) + i], sum);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    return sum;
}

// GEMM-Q: columns of a head are projected for computed blocks and copied from `cached` for others.
__kernel void gemm_q(__global const float *a, __global const float *w,
                     __global const float *cached, __global float *out,
                     __global const uchar *queryBits, int useSymbols, int tokens, int width,
                     int size, int rowBytes)
{
    __local float tileA[TILE * (TILE + 1)], tileW[TILE * (TILE + 1)];
    const int column = get_global_id(0), row = get_global_id(1);
    const int block = (int)get_group_id(1) * TILE / BLOCK;
    const int firstHead = (int)get_group_id(0) * TILE / size;
    const int lastHead = min((int)get_group_id(0) * TILE + TILE - 1, width - 1) / size;
    int any = !useSymbols;
    for (int head = firstHead; head <= lastHead; ++head) {
        any |= bit_of(queryBits, head, rowBytes, block);
    }
    float sum = 0.0f;
    if (any) {
        sum = tile_product(a, w, row, tokens, width, 0, width, tileA, tileW);
    }
    if (row < tokens && column < width) {
        const int own = !useSymbols || bit_of(queryBits, column / size, rowBytes, block);
        out[row * width + column] = own ? sum : cached[row * width + column];
    }
}

// GEMM-O: out (offset) = [base +] sum of A_h W_h over the heads whose symbol is `wanted`,
// over all when it is negative.
__kernel void gemm_o(__global const float *a, int offsetA, __global const float *w,
                     __global const float *base, int useBase, __global float *out, int offset,
                     __global const uchar *queryBits, int wanted, int tokens, int width, int size,
                     int rowBytes)
{
    __local float tileA[TILE * (TILE + 1)], tileW[TILE * (TILE + 1)];
    const int column = get_global_id(0), row = get_global_id(1);
    const int block = (int)get_group_id(1) * TILE / BLOCK;
    float sum = 0.0f;
    for (int head = 0; head < width / size; ++head) {
        if (wanted < 0 || bit_of(queryBits, head, rowBytes, block) == wanted) {
            sum += tile_product(a + offsetA, w, row, tokens, width, head * size, (head + 1) * size,
                                tileA, tileW);
        }
    }
    if (row < tokens && column < width) {
        out[offset + row * width + column] = sum + (useBase ? base[row * width + column] : 0.0f);
    }
}
