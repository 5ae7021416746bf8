// Device side of kernel.cpp; products of floats are those of gemm.cl. Rows of bits hold
// 512 samples, here 16 words of 32; [blocks x rows x 16].

#define ROW 16

// Bit t * features + f of 32 samples: feature f lies above threshold t.
__kernel void encode(__global const float *x, __global const float *thresholds,
                     __global uint *bits, int samples, int features, int inputs, int words)
{
    const int word = get_global_id(0), input = get_global_id(1);
    if (word >= words || input >= inputs) {
        return;
    }
    const float threshold = thresholds[input / features];
    const int first = word * 32;
    const int count = clamp(samples - first, 0, 32);
    uint value = 0;
    for (int i = 0; i < count; ++i) {
        value |= (uint)(x[(first + i) * features + input % features] > threshold) << i;
    }
    bits[(word / ROW * inputs + input) * ROW + word % ROW] = value;
}

// One layer: one work item evaluates a gate for 32 samples, by its truth table (bit 2a + b).
__kernel void packed_layer(__global const uint *in, int in_rows, __global const uint *wires,
                           __global const uchar *tables, int first, __global uint *out, int gates,
                           int words)
{
    const int word = get_global_id(0), gate = get_global_id(1);
    if (word >= words || gate >= gates) {
        return;
    }
    const int block = word / ROW, column = word % ROW;
    const uint table = tables[first + gate];
    const uint a = in[(block * in_rows + wires[2 * (first + gate)]) * ROW + column];
    const uint b = in[(block * in_rows + wires[2 * (first + gate) + 1]) * ROW + column];
    const uint without = bitselect(-(table & 1u), -((table >> 1) & 1u), b);
    const uint with = bitselect(-((table >> 2) & 1u), -((table >> 3) & 1u), b);
    out[(block * gates + gate) * ROW + column] = bitselect(without, with, a);
}

// Group-Sum and its largest for samples i, i + 8, i + 16 and i + 24 of a word: one byte per sample,
// emptied before it can run over.
__kernel void packed_votes(__global const uint *rows, __global int *chosen, __global float *votes,
                           int samples, int gates, int classes)
{
    const int word = get_global_id(0) / 8, i = get_global_id(0) % 8;
    const int first = word * 32 + i;
    if (first >= samples) {
        return;
    }
    __global const uint *column = rows + word / ROW * gates * ROW + word % ROW;
    int4 best = (int4)(0), most = (int4)(-1);
    for (int c = 0; c < classes; ++c) {
        const int end = (int)((long)(c + 1) * gates / classes);
        int g = (int)((long)c * gates / classes);
        int4 sum = (int4)(0);
        while (g < end) {
            const int stop = min(end, g + 255);
            uint bytes = 0;
            for (; g < stop; ++g) {
                bytes += (column[g * ROW] >> i) & 0x01010101u;
            }
            sum += convert_int4(as_uchar4(bytes));
        }
        const int4 more = sum > most;
        most = select(most, sum, more);
        best = select(best, (int4)(c), more);
    }
    const int all[4] = {best.x, best.y, best.z, best.w};
    const int counts[4] = {most.x, most.y, most.z, most.w};
    for (int j = 0; j < 4 && first + 8 * j < samples; ++j) {
        chosen[first + 8 * j] = all[j];
        votes[first + 8 * j] = (float)counts[j];
    }
}

// One layer, one value per byte. in: row r of sample s is in[r * row_stride + s * sample_stride].
__kernel void byte_layer(__global const uchar *in, int offset, int row_stride, int sample_stride,
                         __global const uint *wires, __global const uchar *tables, int first,
                         __global uchar *out, int gates, int samples)
{
    const int sample = get_global_id(0), gate = get_global_id(1);
    if (sample >= samples || gate >= gates) {
        return;
    }
    __global const uchar *from = in + offset + sample * sample_stride;
    const uint a = from[wires[2 * (first + gate)] * row_stride];
    const uint b = from[wires[2 * (first + gate) + 1] * row_stride];
    out[gate * samples + sample] = (tables[first + gate] >> (2 * a + b)) & 1;
}

__kernel void byte_votes(__global const uchar *rows, __global int *chosen, __global float *votes,
                         int offset, int samples, int gates, int classes)
{
    const int sample = get_global_id(0);
    if (sample >= samples) {
        return;
    }
    int best = 0, most = -1;
    for (int c = 0; c < classes; ++c) {
        const int end = (int)((long)(c + 1) * gates / classes);
        int sum = 0;
        for (int g = (int)((long)c * gates / classes); g < end; ++g) {
            sum += rows[g * samples + sample];
        }
        best = sum > most ? c : best;
        most = max(most, sum);
    }
    chosen[offset + sample] = best;
    votes[offset + sample] = (float)most;
}

// --- the networks of floats and bytes
// -------------------------------------------------------------

__kernel void relu(__global float *h, int count)
{
    const int i = get_global_id(0);
    if (i < count) {
        h[i] = fmax(h[i], 0.0f);
    }
}

__kernel void largest(__global const float *scores, __global int *chosen, __global float *votes,
                      int samples, int classes)
{
    const int sample = get_global_id(0);
    if (sample >= samples) {
        return;
    }
    int best = 0;
    for (int c = 1; c < classes; ++c) {
        best = scores[sample * classes + c] > scores[sample * classes + best] ? c : best;
    }
    chosen[sample] = best;
    votes[sample] = scores[sample * classes + best];
}

// out[m x n] = a[m x k] b[n x k]^T of bytes. With bytes_out: to bytes by the factor `scale`,
// negative ones 0; else to floats.
__kernel void int8_layer(__global const char *a, __global const char *b, __global char *bytes_out,
                         __global float *floats_out, int m, int n, int k, float scale, int to_bytes)
{
    __local char tile_a[BYTE_TILE][BYTE_TILE + 1], tile_b[BYTE_TILE][BYTE_TILE + 1];
    const int column = get_global_id(0), row = get_global_id(1);
    const float value = (float)byte_product(a, b, m, n, k, tile_a, tile_b) * scale;
    if (row >= m || column >= n) {
        return;
    }
    if (to_bytes) {
        bytes_out[row * n + column] = (char)(clamp(value, 0.0f, 127.0f) + 0.5f);
    } else {
        floats_out[row * n + column] = value;
    }
}
