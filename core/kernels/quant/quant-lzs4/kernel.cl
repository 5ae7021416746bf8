// Device side; the storage is that of format.h.

#define INT8 0
#define INT4_TOKEN 1
#define INT4_GROUP64 2
#define POW2_GROUP16 3
#define MXFP4 4
#define LZS_TRUNCATE 5
#define LZS_ROUND 6

#define BLOCK 16
#define CHUNK 8 /* blocks: flags of 8 groups are 3 whole bytes */

int is_lzs(int codec)
{
    return codec >= LZS_TRUNCATE;
}
int has_row_scale(int codec)
{
    return is_lzs(codec) || codec <= INT4_TOKEN;
}
int block_bytes(int codec)
{
    return codec == INT8 ? BLOCK : BLOCK / 2;
}

float largest(__global const float *x, int first, int last)
{
    float most = 0.0f;
    for (int i = first; i < last; ++i) {
        most = fmax(most, fabs(x[i]));
    }
    return most;
}

// 2^e from the bits of its exponent, e + 127; 0 means the scale zero.
float power_of_two(uint biased)
{
    return as_float(biased << 23);
}

// row_scale: of the row, for codecs with has_row_scale.
float group_scale(int codec, __global const uchar *groups, __global const float *row_scale,
                  int block)
{
    switch (codec) {
    case INT4_GROUP64:
        return vload_half(block / 4, (__global const half *)groups);
    case POW2_GROUP16:
        return power_of_two(groups[block]);
    case MXFP4:
        return power_of_two(groups[block / 2]);
    case LZS_TRUNCATE:
    case LZS_ROUND: {
        const int bit = 3 * block;
        uint bits = groups[bit / 8] >> (bit % 8);
        bits |= bit % 8 > 5 ? (uint)groups[bit / 8 + 1] << (8 - bit % 8) : 0u;
        return *row_scale * (float)(1u << (bits & 7u));
    }
    default:
        return *row_scale;
    }
}

float table_value(int codec, int m)
{
    // E2M1: 0, 0.5, 1, 1.5, 2, 3, 4, 6
    return codec != MXFP4 ? (float)m
         : m < 4 ? 0.5f * (float)m : m < 6 ? (float)(m - 2) : (float)(2 * m - 8);
}

float decoded(int codec, __global const uchar *codes, float scale, int place)
{
    if (codec == INT8) {
        return (float)(char)codes[place] * scale;
    }
    const int byte = codes[place % 8];
    const int code = place < 8 ? byte & 15 : byte >> 4;
    const float magnitude = table_value(codec, code & 7) * scale;
    return (code & 8) != 0 ? -magnitude : magnitude;
}

// One work-group for each row: s = max|row| / 127, or / 7.
__kernel void row_scales(__global const float *x, __global float *scales, int columns, int codec)
{
    __local float most[64];
    const int row = get_group_id(0);
    const int self = get_local_id(0);
    float mine = 0.0f;
    for (int c = self; c < columns; c += 64) {
        mine = fmax(mine, fabs(x[row * columns + c]));
    }
    most[self] = mine;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int width = 32; width > 0; width /= 2) {
        if (self < width) {
            most[self] = fmax(most[self], most[self + width]);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (self == 0) {
        scales[row] = most[0] * (codec == INT4_TOKEN ? 1.0f / 7.0f : 1.0f / 127.0f);
    }
}

void store_group_scale(int codec, float most, int group, __global uchar *groups)
{
    if (codec == INT4_GROUP64) {
        vstore_half_rte(most * (1.0f / 7.0f), group, (__global half *)groups);
    } else {
        uint biased = max(as_uint(most) >> 23, 3u) - 2u;
        biased += codec == POW2_GROUP16 && most > 7.0f * power_of_two(biased) ? 1 : 0;
        groups[group] = most > 0.0f ? (uchar)biased : 0;
    }
}

int magnitude_of(int codec, float x, float inverse, int flag)
{
    const float ratio = fabs(x) * inverse;
    if (codec == MXFP4) {
        return (ratio > 0.25f) + (ratio >= 0.75f) + (ratio > 1.25f) + (ratio >= 1.75f)
             + (ratio > 2.5f) + (ratio >= 3.5f) + (ratio > 5.0f);
    }
    const int q = (int)rint(ratio);
    if (is_lzs(codec)) {
        const int half_step = codec == LZS_ROUND ? (1 << flag) >> 1 : 0;
        return min((q + half_step) >> flag, 7);
    }
    return min(q, 7);
}

// Bits of the largest 8-bit code in the block, less three.
int flag_of(__global const float *x, int first, int last, float inverse)
{
    const int q = (int)rint(largest(x, first, last) * inverse);
    return max(0, 29 - (int)clz(q));
}

// One work item for each chunk of 8 blocks of a row.
__kernel void encode(__global const float *all, __global uchar *all_codes,
                     __global uchar *all_groups, __global const float *scales, int rows,
                     int columns, int blocks, int group_stride, int codec)
{
    const int row = get_global_id(1);
    const int begin = get_global_id(0) * CHUNK;
    if (row >= rows || begin >= blocks) {
        return;
    }
    __global const float *x = all + row * columns;
    __global uchar *groups = all_groups + row * group_stride;
    const int bytes = block_bytes(codec);
    const int per_group = codec == INT4_GROUP64 ? 4 : codec == MXFP4 ? 2 : 1;
    uint flags = 0;
    for (int b = begin; b < min(begin + CHUNK, blocks); ++b) {
        const int first = b * BLOCK;
        const int last = min(first + BLOCK, columns);
        if (!has_row_scale(codec) && b % per_group == 0) {
            store_group_scale(codec, largest(x, first, min(first + per_group * BLOCK, columns)),
                              b / per_group, groups);
        }
        const float scale =
                is_lzs(codec) ? scales[row] : group_scale(codec, groups, scales + row, b);
        const float inverse = scale > 0.0f ? 1.0f / scale : 0.0f;
        const int flag = is_lzs(codec) ? flag_of(x, first, last, inverse) : 0;
        flags |= (uint)flag << (3 * (b - begin));
        __global uchar *codes = all_codes + (row * blocks + b) * bytes;
        int packed[BLOCK];
        for (int i = 0; i < BLOCK; ++i) {
            const float value = first + i < columns ? x[first + i] : 0.0f;
            packed[i] = codec == INT8 ? (int)rint(value * inverse)
                      : magnitude_of(codec, value, inverse, flag) | (value < 0.0f ? 8 : 0);
        }
        for (int i = 0; i < bytes; ++i) {
            codes[i] = codec == INT8 ? (uchar)(char)packed[i]
                                     : (uchar)(packed[i] | packed[i + 8] << 4);
        }
    }
    if (is_lzs(codec)) {
        for (int i = 0; i < 3 && 3 * begin / 8 + i < group_stride; ++i) {
            groups[3 * begin / 8 + i] = (uchar)(flags >> (8 * i));
        }
    }
}

__kernel void decode(__global const uchar *codes, __global const uchar *groups,
                     __global const float *scales, __global float *values, int rows, int columns,
                     int blocks, int group_stride, int codec)
{
    const int c = get_global_id(0);
    const int row = get_global_id(1);
    if (c >= columns || row >= rows) {
        return;
    }
    const int block = c / BLOCK;
    values[row * columns + c] =
            decoded(codec, codes + (row * blocks + block) * block_bytes(codec),
                    group_scale(codec, groups + row * group_stride, scales + row, block),
                    c % BLOCK);
}

// y = decoded(codes) * weights^T, weights as floats; tiles of 16 x 16 in local memory.
__kernel void product(__global const uchar *codes, __global const uchar *groups,
                      __global const float *scales, __global const float *weights,
                      __global float *y, int rows, int outputs, int blocks, int group_stride,
                      int codec)
{
    __local float a[BLOCK][BLOCK + 1];
    __local float w[BLOCK][BLOCK + 1];
    const int i = get_local_id(1), j = get_local_id(0);
    const int row = get_global_id(1), output = get_global_id(0);
    const int wanted = get_group_id(0) * BLOCK + i;
    float sum = 0.0f;
    for (int block = 0; block < blocks; ++block) {
        a[i][j] = row >= rows ? 0.0f
                : decoded(codec, codes + (row * blocks + block) * block_bytes(codec),
                          group_scale(codec, groups + row * group_stride, scales + row, block), j);
        w[i][j] = wanted < outputs ? weights[(wanted * blocks + block) * BLOCK + j] : 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int k = 0; k < BLOCK; ++k) {
            sum = fma(a[i][k], w[j][k], sum);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (row < rows && output < outputs) {
        y[row * outputs + output] = sum;
    }
}
