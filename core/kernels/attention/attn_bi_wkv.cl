// Device side of attn_bi_wkv.cpp; attention is that of attention.cl. One work item a channel of a
// batch: neighbours read neighbouring channels. Exponents are in units of log2.

#define LOG2E 1.44269504f
#define EMPTY -1e30f

typedef struct {
    float top, weighted, plain;
} Sums;

// One step further from everything seen, then a token itself.
Sums passed(Sums s, float decay, float k, float v)
{
    const float faded = s.top - decay;
    const float top = fmax(faded, k);
    const float old = exp2(faded - top);
    const float own = exp2(k - top);
    const Sums next = {top, fma(old, s.weighted, own * v), fma(old, s.plain, own)};
    return next;
}

// states: {top, weighted, plain} of what lies behind each token.
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
    Sums s = {EMPTY, 0.0f, 0.0f};
    for (int t = tokens - 1; t >= 0; --t) {
        const int at = base + t * channels;
        vstore3((float3)(s.top, s.weighted, s.plain), at, states);
        s = passed(s, decay, k[at] * LOG2E, v[at]);
    }
    Sums a = {EMPTY, 0.0f, 0.0f};
    for (int t = 0; t < tokens; ++t) {
        const int at = base + t * channels;
        const float3 b = vload3(at, states);
        const float own = k[at] * LOG2E + bonus;
        const float top = fmax(fmax(a.top, b.x), own);
        const float ea = exp2(a.top - top);
        const float eb = exp2(b.x - top);
        const float eo = exp2(own - top);
        out[at] = (ea * a.weighted + eb * b.y + eo * v[at]) / (ea * a.plain + eb * b.z + eo);
        a = passed(a, decay, k[at] * LOG2E, v[at]);
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
    float weighted = 0.0f;
    float plain = 0.0f;
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

// Every pair of tokens; one work item an output.
__kernel void quadratic(__global const float *k, __global const float *v, __global const float *w,
                        __global const float *u, __global float *out, __global float *states,
                        int tokens, int channels, int items)
{
    const int item = get_global_id(0);
    if (item >= items * tokens) {
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
