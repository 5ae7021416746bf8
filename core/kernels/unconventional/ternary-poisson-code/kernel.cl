// Device side of kernel.cpp; fp32 scores are those of gemm.cl.

#define TILE 16

__kernel void int8_scores(__global const char *queries, __global const float *query_scales,
                          __global const char *words, __global const float *word_scales,
                          __global float *scores, int query_count, int word_count, int width)
{
    __local char a[BYTE_TILE][BYTE_TILE + 1], b[BYTE_TILE][BYTE_TILE + 1];
    const int word = get_global_id(0), query = get_global_id(1);
    const int sum = byte_product(queries, words, query_count, word_count, width, a, b);
    if (query < query_count && word < word_count) {
        scores[query * word_count + word] = (float)sum * query_scales[query] * word_scales[word];
    }
}

// <a, b> = |both masks| - 2 |both masks and the signs differ|; planes of `plane` 64-bit words, a
// multiple of 8.
__kernel void ternary_scores(__global const ulong *queries, __global const float *query_scales,
                             __global const ulong *words, __global const float *word_scales,
                             __global float *scores, int query_count, int word_count, int plane)
{
    __local ulong masks[2][TILE][9], signs[2][TILE][9];
    const int x = get_local_id(0), y = get_local_id(1);
    const int word = get_global_id(0), query = get_global_id(1);
    // Half of the items load the 8 columns of the queries' tile, the others those of the words'.
    const int of_words = x / 8, column = x % 8;
    const int row = of_words ? get_group_id(0) * TILE + y : query;
    const int count = of_words ? word_count : query_count;
    __global const ulong *from = (of_words ? words : queries) + 2 * plane * min(row, count - 1);
    int sum = 0;
    for (int start = 0; start < plane; start += 8) {
        masks[of_words][y][column] = from[start + column];
        signs[of_words][y][column] = from[plane + start + column];
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = 0; i < 8; ++i) {
            const ulong both = masks[0][y][i] & masks[1][x][i];
            const ulong differ = both & (signs[0][y][i] ^ signs[1][x][i]);
            sum += (int)popcount(both) - 2 * (int)popcount(differ);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (query < query_count && word < word_count) {
        scores[query * word_count + word] = (float)sum * query_scales[query] * word_scales[word];
    }
}
