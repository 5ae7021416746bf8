// The forms of problem.cpp on an OpenCL device.
#include "kernels/blocks/device_gemm.h"
#include "kernels/unconventional/logic-gate-packed/problem.h"

namespace touchstone::kernels::logic_gate_packed {

namespace {

std::int32_t integer(std::size_t value)
{
    return std::int32_t(value);
}

}  // namespace

Result<> LogicProblem::open(OpenClDevice &device)
{
    return openOn(device, {"blocks/gemm.cl", "unconventional/logic-gate-packed/kernel.cl"}, {},
                  m_network.wires, m_network.tables, m_mlp.first, m_mlp.second, m_mlp.firstBytes,
                  m_mlp.secondBytes, m_x, m_xBytes, m_bits, m_flags, m_classes, m_votes, m_hidden,
                  m_scores, m_hiddenBytes, m_deviceBits, m_evenRows, m_oddRows, m_evenValues,
                  m_oddValues, m_thresholds);
}

void LogicProblem::runOnDevice(DeviceCopies &d, std::size_t form)
{
    if (form == Mlp || form == MlpInt8) {
        mlpOnDevice(d, form == MlpInt8);
    } else if (form == Interpreted) {
        interpretOnDevice(d);
    } else {
        packedOnDevice(d, form == PackedEncoded);
    }
}

void LogicProblem::mlpOnDevice(DeviceCopies &d, bool bytes)
{
    const std::size_t features = m_mlp.features, hidden = m_mlp.hidden, classes = m_mlp.classes;
    if (bytes) {
        const auto layer = [&](OpenClProgram::BufferId in, OpenClProgram::BufferId weights,
                               std::size_t n, std::size_t k, float scale, bool toBytes) {
            d.launch("int8_layer", {roundedUp(n, 16), roundedUp(m_samples, 16)}, {16, 16},
                     {in, weights, d[m_hiddenBytes], d[m_scores], integer(m_samples), integer(n),
                      integer(k), scale, std::int32_t(toBytes)});
        };
        layer(d[m_xBytes], d[m_mlp.firstBytes], hidden, features, m_mlp.toHidden, true);
        layer(d[m_hiddenBytes], d[m_mlp.secondBytes], classes, hidden, m_mlp.toVotes, false);
    } else {
        deviceGemmNT(d, m_samples, hidden, features, {d[m_x], 0, features},
                     {d[m_mlp.first], 0, features}, {d[m_hidden], 0, hidden});
        d.launch("relu", {roundedUp(m_samples * hidden, 64), 1}, {64, 1},
                 {d[m_hidden], integer(m_samples * hidden)});
        deviceGemmNT(d, m_samples, classes, hidden, {d[m_hidden], 0, hidden},
                     {d[m_mlp.second], 0, hidden}, {d[m_scores], 0, classes});
    }
    d.launch("largest", {roundedUp(m_samples, 64), 1}, {64, 1},
             {d[m_scores], d[m_classes], d[m_votes], integer(m_samples), integer(classes)});
}

void LogicProblem::interpretOnDevice(DeviceCopies &d)
{
    const Sizes &sizes = m_network.sizes;
    // Blocks one after another: a byte a value would fill the device's memory otherwise.
    for (std::size_t first = 0; first < m_samples; first += kBlock) {
        const std::size_t count = std::min(kBlock, m_samples - first);
        for (std::size_t l = 0; l < sizes.layers; ++l) {
            const auto &out = l % 2 == 0 ? m_evenValues : m_oddValues;
            const auto &before = l % 2 == 0 ? m_oddValues : m_evenValues;
            const bool input = l == 0;
            d.launch("byte_layer", {roundedUp(count, 64), sizes.gates}, {64, 1},
                     {input ? d[m_flags] : d[before], integer(input ? first * sizes.inputs() : 0),
                      integer(input ? 1 : count), integer(input ? sizes.inputs() : 1),
                      d[m_network.wires], d[m_network.tables], integer(l * sizes.gates), d[out],
                      integer(sizes.gates), integer(count)});
        }
        const auto &last = sizes.layers % 2 == 1 ? m_evenValues : m_oddValues;
        d.launch("byte_votes", {roundedUp(count, 64), 1}, {64, 1},
                 {d[last], d[m_classes], d[m_votes], integer(first), integer(count),
                  integer(sizes.gates), integer(sizes.classes)});
    }
}

void LogicProblem::packedOnDevice(DeviceCopies &d, bool encode)
{
    const Sizes &sizes = m_network.sizes;
    const std::size_t words = blocks() * kBlock / 32;
    if (encode) {
        d.launch("encode", {words, sizes.inputs()}, {16, 1},
                 {d[m_x], d[m_thresholds], d[m_deviceBits], integer(m_samples),
                  integer(sizes.features), integer(sizes.inputs()), integer(words)});
    }
    for (std::size_t l = 0; l < sizes.layers; ++l) {
        const auto &out = l % 2 == 0 ? m_evenRows : m_oddRows;
        const auto &before = l % 2 == 0 ? m_oddRows : m_evenRows;
        const auto &input = encode ? m_deviceBits : m_bits;
        d.launch("packed_layer", {words, roundedUp(sizes.gates, 8)}, {16, 8},
                 {l == 0 ? d[input] : d[before], integer(sizes.rowsBefore(l)), d[m_network.wires],
                  d[m_network.tables], integer(l * sizes.gates), d[out], integer(sizes.gates),
                  integer(words)});
    }
    const auto &last = sizes.layers % 2 == 1 ? m_evenRows : m_oddRows;
    d.launch("packed_votes", {roundedUp(words * 8, 64), 1}, {64, 1},
             {d[last], d[m_classes], d[m_votes], integer(m_samples), integer(sizes.gates),
              integer(sizes.classes)});
}

}  // namespace touchstone::kernels::logic_gate_packed
