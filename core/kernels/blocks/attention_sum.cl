// Device side of attention_sum.h; after group.cl.

// Softmax of one query of one head over the keys that it sees; one group for each. Rows of q and k
// hold all heads; weights: [heads x queries x keys].
__kernel void attention_weights(__global const float *q, int firstQuery, __global const float *k,
                                __global float *weights, int queries, int keys, int heads, int size,
                                int seen, float scale)
{
    __local float partial[GROUP_ITEMS];
    const int head = get_group_id(0) / queries, query = get_group_id(0) % queries;
    const int row = heads * size, self = get_local_id(0), visible = min(keys, seen + query);
    q += (firstQuery + query) * row + head * size;
    k += head * size;
    weights += get_group_id(0) * keys;
    float top = -INFINITY;
    for (int t = self; t < visible; t += GROUP_ITEMS) {
        float score = 0.0f;
        for (int c = 0; c < size; ++c) {
            score = fma(q[c], k[t * row + c], score);
        }
        weights[t] = score * scale;
        top = fmax(top, score * scale);
    }
    top = group_max(top, partial);
    float sum = 0.0f;
    for (int t = self; t < visible; t += GROUP_ITEMS) {
        weights[t] = exp(weights[t] - top);
        sum += weights[t];
    }
    sum = group_sum(sum, partial);
    for (int t = self; t < keys; t += GROUP_ITEMS) {
        weights[t] = t < visible ? weights[t] / sum : 0.0f;
    }
}

// sums[t] = sum of weights[row][t] over all rows.
__kernel void sum_weights(__global const float *weights, __global float *sums, int keys, int rows)
{
    const int t = get_global_id(0);
    if (t < keys) {
        float sum = 0.0f;
        for (int row = 0; row < rows; ++row) {
            sum += weights[row * keys + t];
        }
        sums[t] = sum;
    }
}
