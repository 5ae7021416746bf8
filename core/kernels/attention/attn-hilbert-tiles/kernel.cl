// Device side of kernel.cpp; attention is that of attention.cl.

// to[i] = from[order[i]] for rows of each head, or back. One element per work item.
__kernel void permute(__global const float *from, __global float *to, __global const int *order,
                      int back, int tokens, int size, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        const int row = i / size;
        const int other = row / tokens * tokens + order[row % tokens];
        const int source = back ? row : other;
        const int target = back ? other : row;
        to[target * size + i % size] = from[source * size + i % size];
    }
}
