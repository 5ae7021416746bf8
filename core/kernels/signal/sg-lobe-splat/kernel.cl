// Device side of kernel.cpp: one work item per primitive; the storage is that of scene.h.

#define BLOCK 16

float4 term(float weight, __global const float *p, int first)
{
    return (float4)(weight * p[first * BLOCK], weight * p[(first + 1) * BLOCK],
                    weight * p[(first + 2) * BLOCK], 0.0f);
}

float4 sh_colour(__global const float *p, float x, float y, float z, int degree)
{
    float4 c = term(0.28209479f, p, 0);
    if (degree == 0) {
        return c;
    }
    c += term(0.48860251f * y, p, 3) + term(0.48860251f * z, p, 6) + term(0.48860251f * x, p, 9);
    if (degree == 1) {
        return c;
    }
    c += term(1.09254843f * x * y, p, 12) + term(1.09254843f * y * z, p, 15)
       + term(0.31539157f * (3.0f * z * z - 1.0f), p, 18) + term(1.09254843f * x * z, p, 21)
       + term(0.54627422f * (x * x - y * y), p, 24);
    if (degree == 2) {
        return c;
    }
    return c + term(0.59004359f * y * (3.0f * x * x - y * y), p, 27)
         + term(2.89061144f * x * y * z, p, 30)
         + term(0.45704580f * y * (5.0f * z * z - 1.0f), p, 33)
         + term(0.37317633f * z * (5.0f * z * z - 3.0f), p, 36)
         + term(0.45704580f * x * (5.0f * z * z - 1.0f), p, 39)
         + term(1.44530572f * z * (x * x - y * y), p, 42)
         + term(0.59004359f * x * (x * x - 3.0f * y * y), p, 45);
}

float4 sg_colour(__global const float *p, float x, float y, float z, int lobes)
{
    float4 c = term(1.0f, p, 0);
    for (int i = 0; i < lobes; ++i) {
        const int first = 3 + 7 * i;
        const float cosine = p[(first + 4) * BLOCK] * x + p[(first + 5) * BLOCK] * y
                           + p[(first + 6) * BLOCK] * z;
        c += term(exp(p[(first + 3) * BLOCK] * (cosine - 1.0f)), p, first);
    }
    return c;
}

// Blocks [0, blocks) from `offset` on; level: degree of the harmonics or number of lobes.
__kernel void shade(__global const float *parameters, __global const float *directions,
                    __global float *colours, int offset, int first_block, int blocks, int floats,
                    int harmonics, int level)
{
    const int block = get_global_id(0) / BLOCK;
    const int lane = get_global_id(0) % BLOCK;
    if (block >= blocks) {
        return;
    }
    __global const float *p = parameters + offset + block * floats * BLOCK + lane;
    const int at = (first_block + block) * 3 * BLOCK + lane;
    const float x = directions[at], y = directions[at + BLOCK], z = directions[at + 2 * BLOCK];
    const float4 c = harmonics ? sh_colour(p, x, y, z, level) : sg_colour(p, x, y, z, level);
    colours[at] = c.x;
    colours[at + BLOCK] = c.y;
    colours[at + 2 * BLOCK] = c.z;
}
