// Device side of prefill.cpp: the choice of tokens; attention and its sums are those of the blocks.

__kernel void copy_indices(__global const int *from, __global int *to, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        to[i] = from[i];
    }
}

__kernel void evenly(__global int *indices, int tokens, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        indices[i] = (int)((long)i * tokens / n);
    }
}

// to[i] = from[indices[i]] for rows.
__kernel void gather(__global const float *from, __global float *to, __global const int *indices,
                     int row, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        to[i] = from[indices[i / row] * row + i % row];
    }
}

__kernel void squares(__global const float *k, __global float *to, int row, int tokens)
{
    const int t = get_global_id(0);
    if (t < tokens) {
        float sum = 0.0f;
        for (int c = 0; c < row; ++c) {
            sum = fma(k[t * row + c], k[t * row + c], sum);
        }
        to[t] = sum;
    }
}

// Less the largest cosine to a pivot; pivots themselves stay.
__kernel void unlikeness(__global const float *k, __global const float *squares,
                         __global const int *pivots, __global float *scores, int count, int row,
                         int tokens)
{
    const int t = get_global_id(0);
    if (t >= tokens) {
        return;
    }
    float most = -1.0f;
    for (int p = 0; p < count; ++p) {
        float sum = 0.0f;
        for (int c = 0; c < row; ++c) {
            sum = fma(k[t * row + c], k[pivots[p] * row + c], sum);
        }
        most = fmax(most, sum / sqrt(squares[t] * squares[pivots[p]]));
    }
    float score = -most;
    for (int p = 0; p < count; ++p) {
        score = pivots[p] == t ? 2.0f : score;
    }
    scores[t] = score;
}

// Which are among the `count` largest; of equals the first. Each item ranks itself.
__kernel void mark_largest(__global const float *scores, __global int *stays, int count, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        int larger = 0;
        for (int j = 0; j < n; ++j) {
            larger += scores[j] > scores[i] || (scores[j] == scores[i] && j < i);
        }
        stays[i] = larger < count;
    }
}

__kernel void compact(__global const int *stays, __global int *indices, int n)
{
    const int i = get_global_id(0);
    if (i < n && stays[i]) {
        int before = 0;
        for (int j = 0; j < i; ++j) {
            before += stays[j];
        }
        indices[before] = i;
    }
}
