// Device side of kernel.cpp; attention and states are those of the blocks.

// What the first state mispredicts, clipped, in the place of its predictions.
__kernel void residual(__global const float *values, __global float *predicted, float most, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        predicted[i] = clamp(values[i] - predicted[i], -most, most);
    }
}

// out = first + second, each by the gate of its token and head where it is scaled.
__kernel void combine(__global const float *first, __global const float *second,
                      __global const float *firstGate, __global const float *secondGate,
                      __global float *out, int isScaled, int size, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        out[i] = isScaled ? firstGate[i / size] * first[i] + secondGate[i / size] * second[i]
                          : first[i] + second[i];
    }
}
