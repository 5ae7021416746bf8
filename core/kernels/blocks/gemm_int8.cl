// Products of signed bytes on a device, a[m x k] * b[n x k]^T, row-major, exact in 32 bits.

#define BYTE_TILE 16

// The element of the product at (get_global_id(1), get_global_id(0)); for groups of 16 x 16. Tiles
// of both operands go through local memory. Every work item has to call it, also beyond m and n.
int byte_product(__global const char *a, __global const char *b, int m, int n, int k,
                 __local char (*tile_a)[BYTE_TILE + 1], __local char (*tile_b)[BYTE_TILE + 1])
{
    const int x = get_local_id(0), y = get_local_id(1);
    const int row = get_global_id(1), loaded = get_group_id(0) * BYTE_TILE + y;
    int sum = 0;
    for (int start = 0; start < k; start += BYTE_TILE) {
        const int at = start + x;
        tile_a[y][x] = row < m && at < k ? a[row * k + at] : (char)0;
        tile_b[y][x] = loaded < n && at < k ? b[loaded * k + at] : (char)0;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = 0; i < BYTE_TILE; ++i) {
            sum += (int)tile_a[y][i] * (int)tile_b[x][i];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    return sum;
}
