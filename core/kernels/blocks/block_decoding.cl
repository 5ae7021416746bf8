// The decoder of block_decoding.h on a device, around the forwards of body.cl; batch 1.

__kernel void begin_blocks(__global int *text, __global int *shifted, int places)
{
    const int id = get_global_id(0);
    if (id < places) {
        text[id] = -1;
        shifted[id] = -1;
    }
}

// a - b, of numbers that are the sums of two floats.
float difference(float2 a, float2 b)
{
    return (a.x - b.x) + (a.y - b.y);
}

// commitTokens() of block_decoder.h on the `count` tokens from `begin` on, by one group of at least
// as many work items. rows: logits of the pass, those of the block after `skipped` others; kept of
// each token that is masked. shifted: [1 + places], the token before each.
__kernel void commit_noted(__global const float *rows, __global const int *notedTokens,
                           __global const float2 *confidences, __global int *text,
                           __global int *shifted, __global int *tokens, __global int *steps,
                           __global float *logits, int skipped, int firstNoted, int begin,
                           int count, int vocabulary, float threshold, float thresholdRest,
                           float equalWithin, int dynamic, int step)
{
    __local int masked[GROUP];
    const int self = get_local_id(0);
    if (self < count) {
        masked[self] = text[begin + self] < 0;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = self; i < count * vocabulary; i += GROUP) {
        if (masked[i / vocabulary]) {
            logits[begin * vocabulary + i] = rows[skipped * vocabulary + i];
        }
    }
    if (self >= count || !masked[self]) {
        return;
    }
    __global const float2 *all = confidences + firstNoted;
    int surest = self;
    for (int i = count - 1; i >= 0; --i) {
        surest = masked[i] ? i : surest;  // the first of them
    }
    for (int i = surest + 1; i < count; ++i) {
        surest = masked[i] && difference(all[i], all[surest]) > equalWithin ? i : surest;
    }
    const float2 least = (float2)(threshold, thresholdRest);
    if (surest == self || (dynamic && difference(all[self], least) >= 0.0f)) {
        const int token = notedTokens[firstNoted + self];
        text[begin + self] = token;
        shifted[begin + self + 1] = token;
        tokens[begin + self] = token;
        steps[begin + self] = step;
    }
}
