// Device side of kernel.cpp: one work-group per row.

#define GROUP 128

// Forms as in loss.h.
#define FORWARD_KL 0
#define REVERSE_KL 1
#define LOGIT_MSE 2
#define CSD_SS 3
#define CSD_TS 4
#define CSD_US 5

float reduced(float value, int largest, __local float *shared)
{
    const int x = get_local_id(0);
    barrier(CLK_LOCAL_MEM_FENCE);
    shared[x] = value;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int half_size = GROUP / 2; half_size > 0; half_size /= 2) {
        if (x < half_size) {
            shared[x] = largest ? fmax(shared[x], shared[x + half_size])
                                : shared[x] + shared[x + half_size];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    return shared[0];
}

// Weight, mean and variance of D under weights known up to a factor.
float3 spread(float3 sums, __local float *shared)
{
    const float weight = reduced(sums.x, 0, shared);
    const float mean = reduced(sums.y, 0, shared) / weight;
    return (float3)(weight, mean, reduced(sums.z, 0, shared) / weight - mean * mean);
}

float3 moments(float weight, float d)
{
    return (float3)(weight, weight * d, weight * d * d);
}

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void
loss_and_gradient(__global const float *student, __global const float *teacher,
                  __global float *gradient, __global float *losses, long size, int form)
{
    __local float shared[GROUP];
    const int x = get_local_id(0);
    const long row = get_group_id(0);
    __global const float *s = student + row * size;
    __global const float *t = teacher + row * size;
    __global float *g = gradient + row * size;
    if (form == LOGIT_MSE) {
        float squares = 0.0f;
        for (long i = x; i < size; i += GROUP) {
            const float d = s[i] - t[i];
            squares += d * d;
            g[i] = d / (float)size;
        }
        squares = reduced(squares, 0, shared);
        if (x == 0) {
            losses[row] = squares / (2.0f * (float)size);
        }
        return;
    }
    float most_s = s[0], most_t = t[0];
    for (long i = x; i < size; i += GROUP) {
        most_s = fmax(most_s, s[i]);
        most_t = fmax(most_t, t[i]);
    }
    most_s = reduced(most_s, 1, shared);
    most_t = reduced(most_t, 1, shared);
    const int with_teacher = form == FORWARD_KL || form == REVERSE_KL || form == CSD_TS;
    float3 sums_s = (float3)(0.0f), sums_t = (float3)(0.0f), sums_u = (float3)(0.0f);
    for (long i = x; i < size; i += GROUP) {
        const float d = (s[i] - most_s) - (t[i] - most_t);
        sums_s += moments(exp(s[i] - most_s), d);
        sums_t += with_teacher ? moments(exp(t[i] - most_t), d) : (float3)(0.0f);
        sums_u += moments(1.0f, d);
    }
    const float3 by_s = spread(sums_s, shared);
    const float3 by_t = with_teacher ? spread(sums_t, shared) : (float3)(1.0f, 0.0f, 0.0f);
    const float3 by_u = spread(sums_u, shared);
    for (long i = x; i < size; i += GROUP) {
        const float d = (s[i] - most_s) - (t[i] - most_t);
        const float p = exp(s[i] - most_s) / by_s.x;
        float value = p * (d - by_s.y);
        if (form == FORWARD_KL) {
            value = p - exp(t[i] - most_t) / by_t.x;
        } else if (form == CSD_TS) {
            value = 0.5f * (value + exp(t[i] - most_t) / by_t.x * (d - by_t.y));
        } else if (form == CSD_US) {
            value = 0.5f * (value + (d - by_u.y) / by_u.x);
        }
        g[i] = value;
    }
    if (x == 0) {
        losses[row] = form == FORWARD_KL   ? log(by_s.x) - log(by_t.x) - by_t.y
                      : form == REVERSE_KL ? log(by_t.x) - log(by_s.x) + by_s.y
                      : form == CSD_TS     ? (by_s.z + by_t.z) / 4.0f
                      : form == CSD_US     ? (by_s.z + by_u.z) / 4.0f
                                           : by_s.z / 2.0f;
    }
}
