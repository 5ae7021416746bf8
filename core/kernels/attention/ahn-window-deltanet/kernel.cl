// Device side of kernel.cpp; attention and states are those of the blocks. HEAD_SIZE is a row.

#define TINY 1e-6f

float scale_of(__global const float *row, float rows)
{
    float square = 0.0f;
    for (int c = 0; c < HEAD_SIZE; ++c) {
        square = fma(row[c], row[c], square);
    }
    return 1.0f / sqrt(square / rows + TINY);
}

// Rows of unit length.
__kernel void to_unit(__global const float *from, __global float *to, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        to[i] = from[i] * scale_of(from + i / HEAD_SIZE * HEAD_SIZE, 1.0f);
    }
}

// out += gate * read / rms(read); the rows of out and gate start at firstRow.
__kernel void add_normalised(__global const float *read, __global const float *gate,
                             __global float *out, int firstRow, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        const float scale = scale_of(read + i / HEAD_SIZE * HEAD_SIZE, HEAD_SIZE);
        out[firstRow * HEAD_SIZE + i] += gate[firstRow + i / HEAD_SIZE] * scale * read[i];
    }
}

__kernel void copy(__global const float *from, __global float *to, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        to[i] = from[i];
    }
}

#ifdef CACHE_BLOCK
// The key, of unit length, and the value of the token that leaves, of each head of the cache.
__kernel void leave(__global const half *cache, __global float *keys, __global float *values,
                    int token, int tokens, int n)
{
    const int i = get_global_id(0);
    if (i >= n) {
        return;
    }
    const int head = i / HEAD_SIZE, column = i % HEAD_SIZE;
    const int blockHalves = CACHE_BLOCK * (HEAD_SIZE + PADDED_SIZE);
    const int blocks = (tokens + CACHE_BLOCK - 1) / CACHE_BLOCK;
    cache += ((long)head * blocks + token / CACHE_BLOCK) * blockHalves;
    float square = 0.0f;
    for (int c = 0; c < HEAD_SIZE; ++c) {
        const float key = vload_half(c * CACHE_BLOCK + token % CACHE_BLOCK, cache);
        square = fma(key, key, square);
    }
    const float key = vload_half(column * CACHE_BLOCK + token % CACHE_BLOCK, cache);
    keys[i] = key / sqrt(square + TINY);
    values[i] =
            vload_half(CACHE_BLOCK * HEAD_SIZE + token % CACHE_BLOCK * PADDED_SIZE + column, cache);
}
#endif
