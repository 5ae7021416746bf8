// A transformer on a device, see body.h; after gemm.cl and attention.cl. Rows of all texts lie one
// after another; queries, keys and values by text and place.

// One work item for each element of x. tokens: [texts x places], below 0 where masked; the first
// `given` rows of a text are taken from `rows` instead.
__kernel void body_embed(__global const int *tokens, __global const float *embedding,
                         __global const float *rows, __global float *x, int given, int perText,
                         int first, int places, int width, int vocabulary, int count)
{
    const int id = get_global_id(0);
    if (id >= count) {
        return;
    }
    const int c = id % width, row = id / width, text = row / perText, i = row % perText;
    float value;
    if (i < given) {
        value = rows[(text * given + i) * width + c];
    } else {
        const int token = tokens[text * places + first + i];
        value = embedding[(token < 0 ? vocabulary : token) * width + c];
    }
    x[id] = value + embedding[(vocabulary + 1 + first + i) * width + c];
}

// One group a row: over its root mean square.
__kernel void body_normalise(__global const float *x, __global float *out, int width)
{
    __local float parts[GROUP];
    const int self = get_local_id(0), row = get_group_id(0) * width;
    float square = 0.0f;
    for (int c = self; c < width; c += GROUP) {
        square = fma(x[row + c], x[row + c], square);
    }
    parts[self] = square;
    for (int apart = GROUP / 2; apart > 0; apart /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (self < apart) {
            parts[self] += parts[self + apart];
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    const float scale = sqrt(width / parts[0]);
    for (int c = self; c < width; c += GROUP) {
        out[row + c] = x[row + c] * scale;
    }
}

// A row of qkv: queries, then keys and values of as many heads over `sharing`.
__kernel void body_place(__global const float *qkv, __global float *q, __global float *k,
                         __global float *v, int perText, int first, int places, int width,
                         int headSize, int sharing, int count)
{
    const int id = get_global_id(0);
    if (id >= count) {
        return;
    }
    const int c = id % width, row = id / width;
    const int to = (row / perText * places + first + row % perText) * width + c;
    const int keyWidth = width / sharing, from = row * (width + 2 * keyWidth);
    const int key = from + width + c / headSize / sharing * headSize + c % headSize;
    q[to] = qkv[from + c];
    k[to] = qkv[key];
    v[to] = qkv[key + keyWidth];
}

__kernel void body_gather(__global const float *byPlace, __global float *rows, int perText,
                          int first, int places, int width, int count)
{
    const int id = get_global_id(0);
    if (id < count) {
        const int c = id % width, row = id / width;
        rows[id] = byPlace[(row / perText * places + first + row % perText) * width + c];
    }
}

// The last `wanted` rows of each text.
__kernel void body_last(__global const float *rows, __global float *out, int wanted, int perText,
                        int width, int count)
{
    const int id = get_global_id(0);
    if (id < count) {
        const int c = id % width, row = id / width;
        out[id] = rows[((row / wanted + 1) * perText - wanted + row % wanted) * width + c];
    }
}

__kernel void body_silu(__global float *x, int count)
{
    const int id = get_global_id(0);
    if (id < count) {
        x[id] /= 1.0f + exp(-x[id]);
    }
}
