#include "kernels/blocks/body.h"

#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::transformer {

namespace {

constexpr std::size_t alignment = 64;  // of packed weights, in bytes

std::size_t alignedFloats(std::size_t count)
{
    return (count + 15) / 16 * 16;
}

void normalise(const float *x, std::size_t rows, std::size_t width, float *out)
{
    for (std::size_t i = 0; i < rows; ++i, x += width, out += width) {
        float square = 0;
        for (std::size_t c = 0; c < width; ++c) {
            square += x[c] * x[c];
        }
        const float scale = std::sqrt(float(width) / square);
        for (std::size_t c = 0; c < width; ++c) {
            out[c] = x[c] * scale;
        }
    }
}

void add(const float *from, std::size_t count, float *to)
{
    for (std::size_t i = 0; i < count; ++i) {
        to[i] += from[i];
    }
}

// Keys and values of some tokens to their places; rows `stride` floats apart.
void placeKeys(const float *k, const float *v, std::size_t stride, std::size_t headSize,
               std::size_t first, std::size_t end, float *packed)
{
    using attention::keyBlockSize;
    for (std::size_t place = first; place < end;) {
        const std::size_t row = (place - first) * stride;
        if (place % keyBlockSize == 0 && place + keyBlockSize <= end) {
            attention::packKeys(
                    {k + row, v + row, stride, {}}, headSize, keyBlockSize, 0,
                    packed + place / keyBlockSize * attention::packedBlockFloats(headSize));
            place += keyBlockSize;
        } else {
            attention::placeKey(k + row, v + row, headSize, place, packed);
            ++place;
        }
    }
}

}  // namespace

Body::Body(const Sizes &sizes, std::uint64_t seed, Memory &memory) : m_sizes(sizes)
{
    const std::size_t w = sizes.width;
    const std::size_t perLayer = w * (w + 2 * sizes.keyWidth()) + 9 * w * w;
    m_embedding = memory.allocate<float>(
            BufferRole::Input, (sizes.streams * (sizes.vocabulary + 1) + sizes.places) * w);
    m_weights.resize(sizes.layers * perLayer + sizes.outputs() * w);
    rng::fillNormal(m_embedding.span(), 0.0F, 1.0F, seed, 41);
    rng::fillNormal(m_weights, 0.0F, 1 / std::sqrt(float(w)), seed, 42);
}

Body::Matrix Body::matrix(std::size_t index) const
{
    const std::size_t w = m_sizes.width, qkv = w + 2 * m_sizes.keyWidth();
    const float *layer = m_weights.data() + index / matricesPerLayer * (w * qkv + 9 * w * w);
    if (index + 1 == matrices()) {
        return {layer, m_sizes.outputs(), w};
    }
    switch (index % matricesPerLayer) {
    case 0:
        return {layer, qkv, w};
    case 1:
        return {layer + w * qkv, w, w};
    case 2:
        return {layer + w * qkv + w * w, 4 * w, w};
    default:
        return {layer + w * qkv + 5 * w * w, w, 4 * w};
    }
}

const float *Body::embeddingOf(std::size_t stream, Token token) const
{
    const std::size_t row = token == sources::maskedToken ? m_sizes.vocabulary : std::size_t(token);
    return m_embedding.data() + (stream * (m_sizes.vocabulary + 1) + row) * m_sizes.width;
}

const float *Body::placeOf(std::size_t place) const
{
    return m_embedding.data()
           + (m_sizes.streams * (m_sizes.vocabulary + 1) + place) * m_sizes.width;
}

double Body::flops(std::size_t tokens, std::size_t visible, std::optional<std::size_t> logits) const
{
    const double last = double(m_sizes.outputs()) * double(m_sizes.width);
    return 2 * double(tokens) * (double(m_weights.size()) - last)
           + 2 * double(logits.value_or(tokens)) * last
           + attention::flops(double(tokens) * double(visible), m_sizes.width)
                     * double(m_sizes.layers);
}

Cache::Cache(const Sizes &sizes, std::size_t texts, Memory &memory)
    : m_layers(sizes.layers), m_keyHeads(sizes.keyHeads()),
      m_perHead(attention::packedFloats(sizes.places, sizes.sizeOfHead())),
      m_keys(memory.allocate<float>(BufferRole::Scratch, texts * m_layers * m_keyHeads * m_perHead))
{
}

float *Cache::of(std::size_t text, std::size_t layer, std::size_t keyHead) const
{
    return m_keys.data() + ((text * m_layers + layer) * m_keyHeads + keyHead) * m_perHead;
}

struct Forwards::Rows {
    float *x, *h, *qkv, *q, *out, *wide, *logits;
};

Forwards::Forwards(const Body &body, std::size_t tokens, int threads, std::size_t workers,
                   Memory &memory, std::optional<std::size_t> logits)
    : m_body(&body), m_tokens(tokens), m_logits(logits.value_or(tokens)), m_threads(threads)
{
    const Sizes &sizes = body.sizes();
    const std::size_t matrices = body.matrices() - (m_logits == 0 ? 1 : 0);
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < matrices; ++i) {
        const Body::Matrix m = body.matrix(i);
        const bool isLast = i + 1 == body.matrices();
        const bool isNew = i < Body::matricesPerLayer || isLast;
        if (isNew) {
            m_products.emplace_back(isLast ? m_logits : tokens, m.outputs, m.inputs, threads);
        }
        const PackedLinear &product =
                isNew ? m_products.back() : m_products[i % Body::matricesPerLayer];
        m_offsets.push_back(bytes);
        bytes += (product.packedBytes() + alignment - 1) / alignment * alignment;
    }
    m_packed = memory.allocate<std::byte>(BufferRole::Input, bytes);
    for (std::size_t i = 0; i < matrices; ++i) {
        const std::size_t kind =
                i + 1 == body.matrices() ? m_products.size() - 1 : i % Body::matricesPerLayer;
        m_products[kind].pack(body.matrix(i).values, m_packed.data() + m_offsets[i]);
    }
    const std::size_t rowsTogether =
            std::min(tokens, std::max<std::size_t>(1, attention::queryTileSize / sizes.sharing));
    for (std::size_t i = 0; i < rowsTogether * sizes.sharing; ++i) {
        m_order.push_back(std::int32_t(i / sizes.sharing * sizes.heads() + i % sizes.sharing));
    }
    // x, norm(x), queries, outputs; q, k and v; hidden units; logits.
    m_perWorker = 4 * alignedFloats(tokens * sizes.width)
                  + alignedFloats(tokens * (sizes.width + 2 * sizes.keyWidth()))
                  + alignedFloats(4 * tokens * sizes.width)
                  + alignedFloats(m_logits * sizes.outputs());
    m_scratch = memory.allocate<float>(BufferRole::Scratch, workers * m_perWorker);
}

Forwards::Rows Forwards::rowsOf(std::size_t worker) const
{
    const Sizes &sizes = m_body->sizes();
    const std::size_t n = alignedFloats(m_tokens * sizes.width);
    Rows rows{};
    rows.x = m_scratch.data() + worker * m_perWorker;
    rows.h = rows.x + n;
    rows.q = rows.h + n;
    rows.out = rows.q + n;
    rows.qkv = rows.out + n;
    rows.wide = rows.qkv + alignedFloats(m_tokens * (sizes.width + 2 * sizes.keyWidth()));
    rows.logits = rows.wide + alignedFloats(4 * m_tokens * sizes.width);
    return rows;
}

void Forwards::multiply(std::size_t index, const float *x, float *y) const
{
    const bool isLast = index + 1 == m_body->matrices();
    m_products[isLast ? m_products.size() - 1 : index % Body::matricesPerLayer].multiply(
            x, m_packed.data() + m_offsets[index], y);
}

void Forwards::attendRows(std::size_t begin, std::size_t end, std::size_t visible,
                          std::size_t keyHead, const float *keys, const Rows &rows) const
{
    const Sizes &sizes = m_body->sizes();
    const std::size_t size = sizes.sizeOfHead();
    const std::size_t together = m_order.size() / sizes.sharing;
    const attention::KeyRange range{0, std::int32_t(visible)};
    for (std::size_t row = begin; row < end; row += together) {
        const std::size_t at = row * sizes.width + keyHead * sizes.sharing * size;
        const std::size_t queries = std::min(together, end - row) * sizes.sharing;
        attention::attend(
                {rows.q + at, rows.out + at, queries, size, std::span(m_order).first(queries)},
                size, keys, {&range, 1});
    }
}

void Forwards::attend(std::size_t layer, const Place &place, const Cache &cache,
                      const Rows &rows) const
{
    const Sizes &sizes = m_body->sizes();
    const std::size_t w = sizes.width, kw = sizes.keyWidth(), size = sizes.sizeOfHead();
    const std::size_t stride = w + 2 * kw;
    for (std::size_t i = 0; i < m_tokens; ++i) {
        std::copy_n(rows.qkv + i * stride, w, rows.q + i * w);
    }
    parallelItems(m_threads, sizes.keyHeads(), [&](std::size_t head, std::size_t) {
        float *keys = cache.of(place.text, layer, head);
        const float *k = rows.qkv + w + head * size;
        placeKeys(k, k + kw, stride, size, place.first, place.first + m_tokens, keys);
        attendRows(0, place.earlier, place.first + place.earlier, head, keys, rows);
        attendRows(place.earlier, m_tokens, place.visible, head, keys, rows);
    });
}

void Forwards::embed(std::span<const Token> tokens, std::size_t first, std::span<const float> given,
                     float *x) const
{
    const Sizes &sizes = m_body->sizes();
    const std::size_t w = sizes.width, rows = given.size() / w;
    for (std::size_t i = 0; i < m_tokens; ++i, x += w) {
        std::copy_n(m_body->placeOf(first + i), w, x);
        if (i < rows) {
            add(given.data() + i * w, w, x);
            continue;
        }
        for (std::size_t s = 0; s < sizes.streams; ++s) {
            add(m_body->embeddingOf(s, tokens[(i - rows) * sizes.streams + s]), w, x);
        }
    }
}

const float *Forwards::run(std::span<const Token> tokens, const Place &place, const Cache &cache,
                           std::size_t worker, std::span<const float> given) const
{
    const Sizes &sizes = m_body->sizes();
    const std::size_t w = sizes.width, n = m_tokens * w;
    const Rows rows = rowsOf(worker);
    embed(tokens, place.first, given, rows.x);
    for (std::size_t l = 0; l < sizes.layers; ++l) {
        const std::size_t first = l * Body::matricesPerLayer;
        normalise(rows.x, m_tokens, w, rows.h);
        multiply(first, rows.h, rows.qkv);
        attend(l, place, cache, rows);
        multiply(first + 1, rows.out, rows.h);
        add(rows.h, n, rows.x);
        normalise(rows.x, m_tokens, w, rows.h);
        multiply(first + 2, rows.h, rows.wide);
        parallelRows(m_threads, 4 * n, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                rows.wide[i] /= 1 + std::exp(-rows.wide[i]);
            }
        });
        multiply(first + 3, rows.wide, rows.h);
        add(rows.h, n, rows.x);
    }
    if (m_logits > 0) {
        normalise(rows.x + (m_tokens - m_logits) * w, m_logits, w, rows.h);
        multiply(m_body->matrices() - 1, rows.h, rows.logits);
    }
    return rows.logits;
}

}  // namespace touchstone::kernels::transformer
