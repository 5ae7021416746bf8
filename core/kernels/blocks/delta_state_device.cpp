#include "kernels/blocks/delta_state_device.h"

namespace touchstone::kernels::delta {

std::string stateOptions(std::size_t keySize)
{
    return "-DKEY_SIZE=" + std::to_string(keySize);
}

void deviceAdvance(DeviceCopies &device, Order order, const DeviceState &s)
{
    const auto orAny = [&](const Buffer<float> &buffer) {
        return device[buffer.size() > 0 ? buffer : s.v];  // never touched
    };
    const int wanted = (s.predicted.size() > 0 ? 1 : 0) + (s.before.size() > 0 ? 2 : 0)
                       + (s.after.size() > 0 ? 4 : 0);
    device.launch(order == Order::Recurrent ? "advance_recurrent" : "advance_chunked",
                  {s.sizes.valueSize, s.heads}, {panelWidth, 1},
                  {device[s.q],
                   device[s.k],
                   device[s.v],
                   device[s.decay],
                   device[s.strength],
                   orAny(s.first),
                   orAny(s.last),
                   orAny(s.predicted),
                   orAny(s.before),
                   orAny(s.after),
                   std::int32_t(s.rule == Rule::Delta),
                   std::int32_t(s.first.size() > 0),
                   std::int32_t(s.last.size() > 0),
                   std::int32_t(wanted),
                   s.tokens,
                   s.sizes.valueSize,
                   s.group,
                   s.queries.first,
                   s.queries.head,
                   s.queries.token,
                   s.keys.first,
                   s.keys.head,
                   s.keys.token,
                   s.values.first,
                   s.values.head,
                   s.values.token,
                   s.gates.first,
                   s.gates.head,
                   s.gates.token,
                   s.reads.first,
                   s.reads.head,
                   s.reads.token});
}

}  // namespace touchstone::kernels::delta
