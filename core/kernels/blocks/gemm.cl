// Dense products on a device: c[m x n] = a[m x k] * b[n x k]^T (+ c when add), row-major. Offsets
// and strides in elements. Tiles of both operands go through local memory, so that an element is
// read from global memory once per tile; launched by deviceGemmNT (device_gemm.h).

#define TILE 16

// One element a work item: for products with few rows or columns.
__kernel void gemm_nt(__global const float *a, int offsetA, int strideA, __global const float *b,
                      int offsetB, int strideB, __global float *c, int offsetC, int strideC, int m,
                      int n, int k, int add)
{
    __local float tileA[TILE][TILE + 1];
    __local float tileB[TILE][TILE + 1];
    const int column = get_global_id(0);
    const int row = get_global_id(1);
    const int x = get_local_id(0);
    const int y = get_local_id(1);
    const int rowOfB = get_group_id(0) * TILE + y;
    float sum = 0.0f;
    for (int start = 0; start < k; start += TILE) {
        const int at = start + x;
        tileA[y][x] = row < m && at < k ? a[offsetA + row * strideA + at] : 0.0f;
        tileB[y][x] = rowOfB < n && at < k ? b[offsetB + rowOfB * strideB + at] : 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = 0; i < TILE; ++i) {
            sum = fma(tileA[y][i], tileB[x][i], sum);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (row < m && column < n) {
        __global float *to = c + offsetC + row * strideC + column;
        *to = add ? *to + sum : sum;
    }
}

#define WORK 4
#define WIDE (TILE * WORK)

// 4 x 4 elements a work item, kept in registers: each value from local memory is used four times.
// Adds to sum what the group's tile is over [first, last) of k; a and b point at the first of the
// tile's rows and columns, of which there may be fewer than WIDE.
void add_wide(float (*sum)[WORK], __global const float *a, int strideA, int rows,
              __global const float *b, int strideB, int columns, int first, int last,
              __local float (*tileA)[WIDE + 1], __local float (*tileB)[WIDE + 1])
{
    const int x = get_local_id(0);
    const int y = get_local_id(1);
    for (int start = first; start < last; start += TILE) {
        const int at = start + x;
        for (int i = 0; i < WORK; ++i) {
            const int own = y + i * TILE;
            tileA[x][own] = own < rows && at < last ? a[own * strideA + at] : 0.0f;
            tileB[x][own] = own < columns && at < last ? b[own * strideB + at] : 0.0f;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int p = 0; p < TILE; ++p) {
            for (int i = 0; i < WORK; ++i) {
                const float value = tileA[p][y + i * TILE];
                for (int j = 0; j < WORK; ++j) {
                    sum[i][j] = fma(value, tileB[p][x + j * TILE], sum[i][j]);
                }
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

__kernel void gemm_nt_wide(__global const float *a, int offsetA, int strideA,
                           __global const float *b, int offsetB, int strideB, __global float *c,
                           int offsetC, int strideC, int m, int n, int k, int add)
{
    __local float tileA[TILE][WIDE + 1];
    __local float tileB[TILE][WIDE + 1];
    const int firstRow = get_group_id(1) * WIDE;
    const int firstColumn = get_group_id(0) * WIDE;
    float sum[WORK][WORK] = {{0.0f}};
    add_wide(sum, a + offsetA + firstRow * strideA, strideA, m - firstRow,
             b + offsetB + firstColumn * strideB, strideB, n - firstColumn, 0, k, tileA, tileB);
    for (int i = 0; i < WORK; ++i) {
        for (int j = 0; j < WORK; ++j) {
            const int row = firstRow + get_local_id(1) + i * TILE;
            const int column = firstColumn + get_local_id(0) + j * TILE;
            if (row < m && column < n) {
                __global float *to = c + offsetC + row * strideC + column;
                *to = add ? *to + sum[i][j] : sum[i][j];
            }
        }
    }
}
