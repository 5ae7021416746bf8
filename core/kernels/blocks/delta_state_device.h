// delta_state.h on an OpenCL device; the program contains delta_state.cl twice (see there), built
// with stateOptions().
#pragma once

#include "kernels/blocks/delta_state.h"
#include "kernels/blocks/device_copies.h"

namespace touchstone::kernels::delta {

std::string stateOptions(std::size_t keySize);

// Heads and tokens of a tensor lie these distances apart, the first of them at `first`, in floats.
struct Strides {
    std::size_t head = 0, token = 0, first = 0;
};

// As Tokens and Reads for several heads; heads of queries and gates share a head of keys and values
// in groups. Buffers of size 0 are not wanted; a state that is not given starts at zero.
struct DeviceState {
    Rule rule = Rule::Sum;
    Sizes sizes;
    std::size_t tokens = 0, heads = 0, group = 1;
    Buffer<float> q, k, v, decay, strength;
    Strides queries, keys, values, gates;
    Buffer<float> first{}, last{};  // [heads x stateFloats]
    Buffer<float> predicted{}, before{}, after{};
    Strides reads{};
};
void deviceAdvance(DeviceCopies &device, Order order, const DeviceState &state);

}  // namespace touchstone::kernels::delta
