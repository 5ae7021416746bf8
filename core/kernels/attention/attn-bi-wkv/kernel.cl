// Device side of kernel.cpp; attention is that of attention.cl. One work item per channel
// of a batch: neighbours read neighbouring channels. Exponents are in units of log2.

#define LOG2E 1.44269504f
#define EMPTY -1e30f

typedef struct {
    float top, weighted, plain;
} Sums;

// One of the two factors is 1: a single exponential serves both.
Sums merged(Sums a, Sums b)
{
    const float power = exp2(-fabs(a.top - b.top));
    const float ofA = a.top >= b.top ? 1.0f : power;
    const float ofB = a.top >= b.top ? power : 1.0f;
    return (Sums){fmax(a.top, b.top), fma(ofA, a.weighted, ofB * b.weighted),
                  fma(ofA, a.plain, ofB * b.plain)};
}

// states: {top, weighted, plain} of what lies behind each token. Token i enters with the exponent
// k_i -+ i w/T, which decays nothing seen before: taking the decay off `top` in every step would
// add up its rounding over all tokens.
__kernel void scan(__global const float *k, __global const float *v, __global const float *w,
                   __global const float *u, __global float *out, __global float *states,
                   int tokens, int channels, int items)
{
    const int item = get_global_id(0);
    if (item >= items) {
        return;
    }
    const int channel = item % channels;
    const int base = item / channels * tokens * channels + channel;
    const float decay = w[channel] * LOG2E / tokens;
    const float bonus = u[channel] * LOG2E;
    Sums behind = {EMPTY, 0.0f, 0.0f};
    for (int t = tokens - 1; t >= 0; --t) {
        const int at = base + t * channels;
        vstore3((float3)(fma((float)(t + 1), decay, behind.top), behind.weighted, behind.plain), at,
                states);
        behind = merged(behind, (Sums){fma((float)(-t), decay, k[at] * LOG2E), v[at], 1.0f});
    }
    Sums before = {EMPTY, 0.0f, 0.0f};
    for (int t = 0; t < tokens; ++t) {
        const int at = base + t * channels;
        const float3 state = vload3(at, states);
        const float own = k[at] * LOG2E;
        Sums all = {fma((float)(1 - t), decay, before.top), before.weighted, before.plain};
        all = merged(all, (Sums){state.x, state.y, state.z});
        all = merged(all, (Sums){own + bonus, v[at], 1.0f});
        out[at] = all.weighted / all.plain;
        before = merged(before, (Sums){fma((float)(t), decay, own), v[at], 1.0f});
    }
}

float largest(__global const float *k, int tokens, int channels)
{
    float top = EMPTY;
    for (int t = 0; t < tokens; ++t) {
        top = fmax(top, k[t * channels]);
    }
    return top;
}

__kernel void scan_shifted(__global const float *k, __global const float *v,
                           __global const float *w, __global const float *u, __global float *out,
                           __global float *states, int tokens, int channels, int items)
{
    const int item = get_global_id(0);
    if (item >= items) {
        return;
    }
    const int channel = item % channels;
    const int base = item / channels * tokens * channels + channel;
    const float top = largest(k + base, tokens, channels);
    const float fade = exp(-w[channel] / tokens);
    const float own = exp(u[channel]);
    float weighted = 0.0f, plain = 0.0f;
    for (int t = tokens - 1; t >= 0; --t) {
        const int at = base + t * channels;
        const float e = exp(k[at] - top);
        vstore3((float3)(weighted, plain, e), at, states);
        weighted = fma(fade, weighted, e * v[at]);
        plain = fma(fade, plain, e);
    }
    weighted = plain = 0.0f;
    for (int t = 0; t < tokens; ++t) {
        const int at = base + t * channels;
        const float3 s = vload3(at, states);
        out[at] = (weighted + s.x + own * s.z * v[at]) / (plain + s.y + own * s.z);
        weighted = fma(fade, weighted, s.z * v[at]);
        plain = fma(fade, plain, s.z);
    }
}

// Every pair of tokens; one work item per output.
__kernel void quadratic(__global const float *k, __global const float *v, __global const float *w,
                        __global const float *u, __global float *out, __global float *states,
                        int tokens, int channels, int items)
{
    const int item = get_global_id(0);
    if (item >= items) {
        return;
    }
    const int channel = item % channels;
    const int t = item / channels % tokens;
    const int base = item / channels / tokens * tokens * channels + channel;
    const float top = largest(k + base, tokens, channels);
    const float rate = w[channel] / tokens;
    float plain = exp(u[channel] + k[base + t * channels] - top);
    float weighted = plain * v[base + t * channels];
    for (int i = 0; i < tokens; ++i) {
        if (i != t) {
            const int at = base + i * channels;
            const float e = exp(k[at] - top - (abs(i - t) - 1) * rate);
            weighted = fma(e, v[at], weighted);
            plain += e;
        }
    }
    out[item] = weighted / plain;
}

// --- the rest of the block, see block.h

// x_j: `first` is where its shares begin.
__kernel void shift(__global const float *x, __global const float *shares, __global float *shifted,
                    int first, int side, int channels, int items)
{
    const int item = get_global_id(0);
    if (item >= items) {
        return;
    }
    const int channel = item % channels;
    const int column = item / channels % side;
    const int line = item / channels / side % side;
    const int part = (channel >= channels / 4) + (channel >= 2 * channels / 4)
                     + (channel >= 3 * channels / 4);
    const int down = part == 0 ? -1 : part == 1;
    const int right = part == 2 ? -1 : part == 3;
    const bool inside = line + down >= 0 && line + down < side && column + right >= 0
                        && column + right < side;
    const float theirs = inside ? x[item + (down * side + right) * channels] : 0.0f;
    shifted[item] = fma(shares[first + channel], x[item] - theirs, theirs);
}

__kernel void gate(__global const float *r, __global float *o, int items)
{
    const int item = get_global_id(0);
    if (item < items) {
        o[item] /= 1.0f + exp(-r[item]);
    }
}
