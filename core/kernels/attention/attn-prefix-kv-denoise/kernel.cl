// Device side of kernel.cpp: the loop around the forwards of body.cl.

// The text at the start: the prefix, then masks.
__kernel void begin_text(__global const int *prompt, __global int *text, int prefix, int places)
{
    const int id = get_global_id(0);
    if (id < places) {
        text[id] = id < prefix ? prompt[id] : -1;
    }
}

// The likeliest token of each that is masked and its probability, below 0 where none is.
__kernel void find_surest(__global const float *logits, __global const int *text,
                          __global int *likeliest, __global float *surest, int prefix,
                          int generated, int vocabulary)
{
    const int id = get_global_id(0);
    if (id >= generated) {
        return;
    }
    surest[id] = -1.0f;
    if (text[prefix + id] >= 0) {
        return;
    }
    __global const float *row = logits + id * vocabulary;
    int top = 0;
    for (int t = 1; t < vocabulary; ++t) {
        top = row[t] > row[top] ? t : top;
    }
    float sum = 0.0f;
    for (int t = 0; t < vocabulary; ++t) {
        sum += exp(row[t] - row[top]);
    }
    surest[id] = 1.0f / sum;
    likeliest[id] = top;
}

// Commits those before which fewer than `count` are surer.
__kernel void commit_surest(__global const float *logits, __global const int *likeliest,
                            __global const float *surest, __global int *text,
                            __global int *tokens, __global int *steps, __global float *kept,
                            int prefix, int generated, int vocabulary, int count, int step)
{
    const int id = get_global_id(0);
    if (id >= generated) {
        return;
    }
    int surer = 0;
    for (int i = 0; i < generated; ++i) {
        surer += surest[i] > surest[id] || (surest[i] == surest[id] && i < id);
    }
    if (surer >= count) {
        return;
    }
    text[prefix + id] = likeliest[id];
    tokens[id] = likeliest[id];
    steps[id] = step;
    for (int t = 0; t < vocabulary; ++t) {
        kept[id * vocabulary + t] = logits[id * vocabulary + t];
    }
}
