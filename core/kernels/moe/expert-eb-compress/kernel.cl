// Decoders of the forms of codes.h: whole numbers times a step or a scale.

#define BLOCK 32
#define CHUNK 8192
#define STREAM 2048
#define BLOCKS 256  // a chunk, one work item each

__kernel void from_halves(__global const half *halves, __global float *out, int count)
{
    const int i = get_global_id(0);
    if (i < count) {
        out[i] = vload_half(i, halves);
    }
}

// 64 numbers of 8 or 4 bits with one scale.
__kernel void from_groups(__global const uchar *codes, __global const half *scales,
                          __global float *out, int count, int bits)
{
    const int i = get_global_id(0);
    if (i >= count) {
        return;
    }
    const int group = i / 64, place = i % 64;
    int number = 0;
    if (bits == 8) {
        number = (char)codes[i];
    } else {
        const int byte = codes[group * 32 + place % 32];
        number = (place < 32 ? byte << 28 : byte << 24) >> 28;
    }
    out[i] = (float)number * vload_half(group, scales);
}

// One work group a chunk: first each item finds where its block begins, then 32 items decode a
// block, one bit of every plane each.
__kernel __attribute__((reqd_work_group_size(BLOCKS, 1, 1))) void
from_fixed(__global const uint *starts, __global const uchar *bits, __global const uint *words,
           __global float *out, int count, float step, int predicted)
{
    __local int widths[BLOCKS];
    __local int ends[BLOCKS];  // words of the chunk up to the end of a block
    __local int sums[BLOCKS];
    const int chunk = get_group_id(0), self = get_local_id(0);
    const int mine = chunk * BLOCKS + self;
    widths[self] = mine * BLOCK < count ? bits[mine] : 0;
    ends[self] = widths[self] > 0 ? widths[self] + 1 : 0;
    for (int by = 1; by < BLOCKS; by *= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        const int before = self >= by ? ends[self - by] : 0;
        barrier(CLK_LOCAL_MEM_FENCE);
        ends[self] += before;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    const int lane = self % BLOCK;
    for (int round = 0; round < BLOCK; ++round) {
        const int block = round * (BLOCKS / BLOCK) + self / BLOCK;
        const int width = widths[block];
        int number = 0;
        if (width > 0) {
            __global const uint *from = words + starts[chunk] + (ends[block] - width - 1);
            for (int k = 0; k < width; ++k) {
                number |= (int)((from[1 + k] >> lane) & 1u) << k;
            }
            number = ((from[0] >> lane) & 1u) != 0u ? -number : number;
        }
        if (predicted) {
            sums[self] = number;
            for (int by = 1; by < BLOCK; by *= 2) {
                barrier(CLK_LOCAL_MEM_FENCE);
                const int before = lane >= by ? sums[self - by] : 0;
                barrier(CLK_LOCAL_MEM_FENCE);
                sums[self] += before;
            }
            number = sums[self];
        }
        const int i = chunk * CHUNK + block * BLOCK + lane;
        if (i < count) {
            out[i] = (float)number * step;
        }
    }
}

// One work item per stream.
__kernel void from_huffman(__global const uint *starts, __global const uchar *bytes,
                           __global const int *table, __global float *out, int count,
                           int table_bits, float step, int predicted)
{
    const int stream = get_global_id(0);
    const int last = min((stream + 1) * STREAM, count);
    if (stream * STREAM >= count) {
        return;
    }
    __global const uchar *next = bytes + starts[stream];
    const uint mask = (1u << table_bits) - 1u;
    uint buffer = 0;
    int held = 0;
    int before = 0;
    for (int i = stream * STREAM; i < last; ++i) {
        for (; held <= 24; held += 8) {
            buffer |= (uint)*next++ << held;
        }
        const int entry = table[buffer & mask];
        buffer >>= entry & 255;
        held -= entry & 255;
        before = (predicted ? before : 0) + (entry >> 8);
        out[i] = (float)before * step;
    }
}
