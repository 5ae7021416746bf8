#include "kernels/blocks/body_device.h"

#include "kernels/blocks/device_gemm.h"

#include <algorithm>

namespace touchstone::kernels::transformer {

namespace {

constexpr std::size_t group = 64;  // GROUP of attention.cl

attention::Groups groupsOf(std::size_t tokens, const Forwards::Place &place)
{
    const std::size_t own = place.first + place.earlier, end = place.first + tokens;
    attention::Groups groups;
    if (place.earlier > 0) {
        groups.push_back({place.first, own, {{0, std::int32_t(own)}}});
    }
    if (own < end) {
        groups.push_back({own, end, {{0, std::int32_t(place.visible)}}});
    }
    return groups;
}

}  // namespace

std::string bodyOptions(const Sizes &sizes)
{
    return attention::attentionOptions(sizes.sizeOfHead());
}

DeviceCache::DeviceCache(const Sizes &sizes, std::size_t texts, Memory &memory)
{
    for (std::size_t layer = 0; layer < sizes.layers; ++layer) {
        const std::size_t count = texts * sizes.places * sizes.width;
        keys.push_back(memory.allocate<float>(BufferRole::Scratch, count));
        values.push_back(memory.allocate<float>(BufferRole::Scratch, count));
    }
}

DevicePass::DevicePass(std::size_t tokensOfPass, std::size_t logitsOfPass,
                       const Forwards::Place &place, Memory &memory)
    : first(place.first), tokens(tokensOfPass), visible(place.visible), earlier(place.earlier),
      logits(logitsOfPass), tiles(groupsOf(tokensOfPass, place), memory)
{
}

DeviceForwards::DeviceForwards(const Body &body, std::size_t texts, std::size_t tokens,
                               Memory &memory)
    : m_body(&body), m_texts(texts)
{
    const Sizes &sizes = body.sizes();
    std::size_t count = 0;
    for (std::size_t i = 0; i < body.matrices(); ++i) {
        m_offsets.push_back(count);
        count += body.matrix(i).outputs * body.matrix(i).inputs;
    }
    m_weights = memory.allocate<float>(BufferRole::Input, count);
    for (std::size_t i = 0; i < body.matrices(); ++i) {
        const Body::Matrix m = body.matrix(i);
        std::copy_n(m.values, m.outputs * m.inputs, m_weights.data() + m_offsets[i]);
    }
    const auto scratch = [&](std::size_t rows, std::size_t width) {
        return memory.allocate<float>(BufferRole::Scratch, texts * rows * width);
    };
    m_x = scratch(tokens, sizes.width);
    m_h = scratch(tokens, sizes.width);
    m_qkv = scratch(tokens, sizes.width + 2 * sizes.keyWidth());
    m_wide = scratch(tokens, 4 * sizes.width);
    m_queries = scratch(sizes.places, sizes.width);
    m_out = scratch(sizes.places, sizes.width);
}

void DeviceForwards::multiply(DeviceCopies &device, std::size_t matrix, std::size_t rows,
                              const Buffer<float> &x, const Buffer<float> &y, bool add) const
{
    const Body::Matrix m = m_body->matrix(matrix);
    deviceGemmNT(device, rows, m.outputs, m.inputs, {device[x], 0, m.inputs},
                 {device[m_weights], m_offsets[matrix], m.inputs}, {device[y], 0, m.outputs}, add);
}

void DeviceForwards::normalise(DeviceCopies &device, std::size_t rows) const
{
    device.launch("body_normalise", rows * group, group,
                  {device[m_x], device[m_h], m_body->sizes().width});
}

void DeviceForwards::attend(DeviceCopies &device, std::size_t layer, const DevicePass &pass,
                            const DeviceCache &cache) const
{
    const Sizes &sizes = m_body->sizes();
    const std::size_t w = sizes.width, text = sizes.places * w;
    const std::size_t count = m_texts * pass.tokens * w;
    device.launch("body_place", count, group,
                  {device[m_qkv], device[m_queries], device[cache.keys[layer]],
                   device[cache.values[layer]], pass.tokens, pass.first, sizes.places, w,
                   sizes.sizeOfHead(), sizes.sharing, count});
    const attention::Heads heads{nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 m_texts,
                                 sizes.heads(),
                                 sizes.places,
                                 sizes.sizeOfHead(),
                                 text,
                                 sizes.sizeOfHead(),
                                 w};
    deviceAttend(device, {m_queries, cache.keys[layer], cache.values[layer], m_out}, heads,
                 pass.tiles);
    device.launch("body_gather", count, group,
                  {device[m_out], device[m_h], pass.tokens, pass.first, sizes.places, w, count});
}

void DeviceForwards::addLayer(DeviceCopies &device, std::size_t layer, const DevicePass &pass,
                              const DeviceCache &cache) const
{
    const std::size_t rows = m_texts * pass.tokens, first = layer * Body::matricesPerLayer;
    const std::size_t wide = 4 * rows * m_body->sizes().width;
    normalise(device, rows);
    multiply(device, first, rows, m_h, m_qkv);
    attend(device, layer, pass, cache);
    multiply(device, first + 1, rows, m_h, m_x, true);
    normalise(device, rows);
    multiply(device, first + 2, rows, m_h, m_wide);
    device.launch("body_silu", wide, group, {device[m_wide], wide});
    multiply(device, first + 3, rows, m_wide, m_x, true);
}

void DeviceForwards::run(DeviceCopies &device, const Input &input, const DevicePass &pass,
                         const DeviceCache &cache, const Buffer<float> &logits) const
{
    const Sizes &sizes = m_body->sizes();
    const std::size_t count = m_texts * pass.tokens * sizes.width;
    // Without anything given any buffer will do.
    const Buffer<float> &given = input.count > 0 ? input.given : m_body->embedding();
    device.launch("body_embed", count, group,
                  {device[input.tokens], device[m_body->embedding()], device[given], device[m_x],
                   input.count, pass.tokens, pass.first, sizes.places, sizes.width,
                   sizes.vocabulary, count});
    for (std::size_t layer = 0; layer < sizes.layers; ++layer) {
        addLayer(device, layer, pass, cache);
    }
    if (pass.logits == 0) {
        return;
    }
    // The last rows of each text, normalised and side by side for the product.
    const std::size_t rows = m_texts * pass.logits;
    normalise(device, m_texts * pass.tokens);
    device.launch(
            "body_last", rows * sizes.width, group,
            {device[m_h], device[m_x], pass.logits, pass.tokens, sizes.width, rows * sizes.width});
    multiply(device, m_body->matrices() - 1, rows, m_x, logits);
}

}  // namespace touchstone::kernels::transformer
