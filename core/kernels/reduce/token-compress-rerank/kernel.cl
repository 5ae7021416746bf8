// Device side of kernel.cpp, around the forwards of body.cl: what they are given.

// Rows of each pair: first those of its image, then its text's. stored: [pairs x visual x width],
// texts: [pairs x text x width].
__kernel void join_halves(__global const half *stored, __global const float *texts,
                          __global float *rows, int visual, int text, int width, int count)
{
    const int id = get_global_id(0);
    if (id >= count) {
        return;
    }
    const int c = id % width, row = id / width;
    const int pair = row / (visual + text), i = row % (visual + text);
    rows[id] = i < visual ? vload_half((pair * visual + i) * width + c, stored)
                          : texts[(pair * text + i - visual) * width + c];
}

__kernel void join_floats(__global const float *seen, __global const float *texts,
                          __global float *rows, int visual, int text, int width, int count)
{
    const int id = get_global_id(0);
    if (id >= count) {
        return;
    }
    const int c = id % width, row = id / width;
    const int pair = row / (visual + text), i = row % (visual + text);
    rows[id] = i < visual ? seen[(pair * visual + i) * width + c]
                          : texts[(pair * text + i - visual) * width + c];
}

// Keys and values of a layer to the first places of each text. stored:
// [pairs x layers x (keys, then values) x tokens x width].
__kernel void place_stored(__global const half *stored, __global float *keys,
                           __global float *values, int tokens, int places, int width, int layers,
                           int layer, int count)
{
    const int id = get_global_id(0);
    if (id >= count) {
        return;
    }
    const int perImage = tokens * width;
    const int pair = id / perImage, at = id % perImage;
    const long from = 2L * (pair * layers + layer) * perImage + at;
    const int to = pair * places * width + at;
    keys[to] = vload_half(from, stored);
    values[to] = vload_half(from + perImage, stored);
}
