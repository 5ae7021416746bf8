// Sums and largest values over the items of a group, of GROUP_ITEMS. Programs that use them list
// this file before their own.

#define GROUP_ITEMS 64

float group_sum(float value, __local float *partial)
{
    partial[get_local_id(0)] = value;
    barrier(CLK_LOCAL_MEM_FENCE);
    float sum = 0.0f;
    for (int i = 0; i < GROUP_ITEMS; ++i) {
        sum += partial[i];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    return sum;
}

float group_max(float value, __local float *partial)
{
    partial[get_local_id(0)] = value;
    barrier(CLK_LOCAL_MEM_FENCE);
    float most = partial[0];
    for (int i = 1; i < GROUP_ITEMS; ++i) {
        most = fmax(most, partial[i]);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    return most;
}
