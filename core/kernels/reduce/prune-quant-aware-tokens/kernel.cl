// Device side of the layer (device.cpp) and of the token step (step.cpp), after group.cl.
// LONGEST_ROW is the length of the longest row that is rounded.

// --- the choice

int square_distance(int a, int b, int side)
{
    const int down = a / side - b / side, right = a % side - b % side;
    return down * down + right * right;
}

#define NEAR_EFFECTOR 0
#define BY_SCORE 1
#define FOR_COVERAGE 2
#define LEAVES 3

// One group. stays: why each token stays, then scratch. Of equals the first token comes first.
__kernel void choose(__global const float *scores, __global const int *effector,
                     __global int *stays, __global int *indices, __global char *reasons, int side,
                     int kept, int reach, int criteria)
{
    __local int found[GROUP_ITEMS], where[GROUP_ITEMS];
    const int self = get_local_id(0), tokens = side * side;
    const int centre = effector[0] * side + effector[1];
    __global int *nearest = stays + tokens;
    int near = 0;
    for (int t = 0; criteria && t < tokens; ++t) {
        near += square_distance(t, centre, side) <= reach * reach;
    }
    near = min(near, kept);
    const int top = criteria ? (kept - near + 1) / 2 : kept;
    for (int t = self; t < tokens; t += GROUP_ITEMS) {
        const int distance = square_distance(t, centre, side);
        int before = 0;
        for (int o = 0; o < tokens; ++o) {
            const int other = square_distance(o, centre, side);
            before += other < distance || (other == distance && o < t);
        }
        const int isNear = criteria && distance <= reach * reach && before < near;
        stays[t] = isNear ? NEAR_EFFECTOR : LEAVES;
        nearest[t] = 2 * tokens;
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
    for (int t = self; t < tokens; t += GROUP_ITEMS) {
        int larger = 0;
        for (int o = 0; o < tokens; ++o) {
            larger += stays[o] != NEAR_EFFECTOR
                      && (scores[o] > scores[t] || (scores[o] == scores[t] && o < t));
        }
        nearest[t] = stays[t] != NEAR_EFFECTOR && larger < top ? -1 : 2 * tokens;
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
    for (int t = self; t < tokens; t += GROUP_ITEMS) {
        if (nearest[t] < 0) {
            stays[t] = BY_SCORE;
        }
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
    for (int t = self; t < tokens; t += GROUP_ITEMS) {
        int least = 2 * tokens;
        for (int o = 0; o < tokens; ++o) {
            least = stays[o] != LEAVES ? min(least, square_distance(t, o, side)) : least;
        }
        nearest[t] = stays[t] != LEAVES ? -1 : least;
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
    for (int count = near + top; count < kept; ++count) {
        int most = -1, first = 0;
        for (int t = self; t < tokens; t += GROUP_ITEMS) {
            if (nearest[t] > most) {
                most = nearest[t];
                first = t;
            }
        }
        found[self] = most;
        where[self] = first;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = 0; i < GROUP_ITEMS; ++i) {
            if (found[i] > most || (found[i] == most && where[i] < first)) {
                most = found[i];
                first = where[i];
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int t = self; t < tokens; t += GROUP_ITEMS) {
            nearest[t] = t == first ? -1 : min(nearest[t], square_distance(t, first, side));
            if (t == first) {
                stays[t] = FOR_COVERAGE;
            }
        }
        barrier(CLK_GLOBAL_MEM_FENCE);
    }
    for (int t = self; t < tokens; t += GROUP_ITEMS) {
        if (stays[t] != LEAVES) {
            int before = 0;
            for (int o = 0; o < t; ++o) {
                before += stays[o] != LEAVES;
            }
            indices[before] = t;
            reasons[before] = (char)stays[t];
        }
    }
}

// Vision tokens that stay, then those of the instruction.
__kernel void gather(__global const float *x, __global const int *indices, __global float *to,
                     int grid, int kept, int width, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        const int row = i / width;
        const int token = row < kept ? indices[row] : grid + row - kept;
        to[i] = x[token * width + i % width];
    }
}

// --- rows between products

__kernel void copy_rows(__global const float *from, __global float *to, int n)
{
    const int i = get_global_id(0);
    if (i < n) {
        to[i] = from[i];
    }
}

// A row rotated in blocks (1: not at all) and rounded to codes from -7 to 7; one group for each.
__kernel void to_codes(__global const float *x, __global char *codes, __global float *steps,
                       int firstStep, int width, int block)
{
    __local float row[LONGEST_ROW];
    __local float partial[GROUP_ITEMS];
    const int self = get_local_id(0), at = get_group_id(0) * width;
    for (int c = self; c < width; c += GROUP_ITEMS) {
        row[c] = x[at + c];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int stride = 1; stride < block; stride *= 2) {
        for (int i = self; i < width / 2; i += GROUP_ITEMS) {
            const int a = i / stride * 2 * stride + i % stride, b = a + stride;
            const float first = row[a], second = row[b];
            row[a] = first + second;
            row[b] = first - second;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    const float scale = 1.0f / sqrt((float)block);
    float most = 0.0f;
    for (int c = self; c < width; c += GROUP_ITEMS) {
        most = fmax(most, fabs(row[c] * scale));
    }
    const float step = group_max(most, partial) / 7.0f;
    for (int c = self; c < width; c += GROUP_ITEMS) {
        codes[at + c] = step > 0.0f ? (char)rint(row[c] * scale / step) : (char)0;
    }
    if (self == 0) {
        steps[firstStep + get_group_id(0)] = step;
    }
}

// to[m x n] = steps of rows and columns times a[m x k] * b[n x k]^T, plus the residual.
__kernel void product_of_codes(__global const char *a, __global const char *b, int offsetB,
                               __global const float *steps, int firstStep,
                               __global const float *columnSteps, int firstColumnStep,
                               __global const float *residual, int add, __global float *to, int m,
                               int n, int k)
{
    __local char tile_a[BYTE_TILE][BYTE_TILE + 1], tile_b[BYTE_TILE][BYTE_TILE + 1];
    const int sum = byte_product(a, b + offsetB, m, n, k, tile_a, tile_b);
    const int row = get_global_id(1), column = get_global_id(0);
    if (row < m && column < n) {
        const float scale = steps[firstStep + row] * columnSteps[firstColumnStep + column];
        to[row * n + column] = (add ? residual[row * n + column] : 0.0f) + scale * sum;
    }
}

// --- one token through one matrix

// y = W x with fp16 weights; one group for each row.
__kernel void step_fp16(__global const ushort *weights, __global const float *x, __global float *y,
                        int width)
{
    __local float partial[GROUP_ITEMS];
    const long at = (long)get_group_id(0) * width;
    float sum = 0.0f;
    for (int c = get_local_id(0); c < width; c += GROUP_ITEMS) {
        sum = fma(vload_half(at + c, (__global const half *)weights), x[c], sum);
    }
    sum = group_sum(sum, partial);
    if (get_local_id(0) == 0) {
        y[get_group_id(0)] = sum;
    }
}

#define GROUP_COLUMNS 128
#define GROUP_WORDS 16

// x in 8 bits, one step for each group of columns, in the order of int4::Vector8; one group each, and
// those that only fill up the steps.
__kernel void to_bytes(__global const float *x, __global char *codes, __global float *steps,
                       int width)
{
    __local float partial[GROUP_ITEMS];
    const int self = get_local_id(0), first = get_group_id(0) * GROUP_COLUMNS;
    float most = 0.0f;
    for (int c = self; c < GROUP_COLUMNS; c += GROUP_ITEMS) {
        most = fmax(most, first + c < width ? fabs(x[first + c]) : 0.0f);
    }
    const float step = group_max(most, partial) / 127.0f;
    float sum = 0.0f;
    for (int c = self; c < GROUP_COLUMNS; c += GROUP_ITEMS) {
        const float value = first + c < width ? x[first + c] : 0.0f;
        const float code = step > 0.0f ? rint(value / step) : 0.0f;
        const int nibble = c / GROUP_WORDS, word = c % GROUP_WORDS;
        if (first < width) {
            codes[first + GROUP_ITEMS * (nibble % 2) + 4 * word + nibble / 2] = (char)code;
        }
        sum += code;
    }
    sum = group_sum(sum, partial);
    if (self == 0) {
        steps[2 * get_group_id(0)] = step;
        steps[2 * get_group_id(0) + 1] = step * sum;
    }
}

__kernel void step_int4(__global const uint *words, __global const ushort *grids,
                        __global const char *codes, __global const float *steps,
                        __global float *y, int groups)
{
    __local float partial[GROUP_ITEMS];
    const int self = get_local_id(0), word = self % GROUP_WORDS;
    const long row = get_group_id(0);
    float sum = 0.0f;
    for (int g = self / GROUP_WORDS; g < groups; g += GROUP_ITEMS / GROUP_WORDS) {
        const uint bits = words[(row * groups + g) * GROUP_WORDS + word];
        int dot = 0;
        for (int nibble = 0; nibble < 8; ++nibble) {
            const int at = GROUP_ITEMS * (nibble % 2) + 4 * word + nibble / 2;
            dot += (int)(bits >> (4 * nibble) & 15u) * codes[g * GROUP_COLUMNS + at];
        }
        sum = fma(vload_half(2 * (row * groups + g), (__global const half *)grids) * steps[2 * g], (float)dot, sum);
        if (word == 0) {
            sum = fma(vload_half(2 * (row * groups + g) + 1, (__global const half *)grids), steps[2 * g + 1], sum);
        }
    }
    sum = group_sum(sum, partial);
    if (self == 0) {
        y[row] = sum;
    }
}
