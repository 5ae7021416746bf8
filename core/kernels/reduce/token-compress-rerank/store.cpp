#include "kernels/reduce/token-compress-rerank/store.h"

#include "kernels/blocks/kv_cache.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

#include <cmath>

namespace touchstone::kernels::token_compress_rerank {

KeyStore::KeyStore(const Sizes &sizes, bool onDevice, Memory &memory)
    : m_sizes(sizes), m_onDevice(onDevice), m_heads(sizes.encoder().heads()),
      m_headSize(sizes.encoder().sizeOfHead()), m_perHead(kv::headHalves(sizes.tokens, m_headSize)),
      m_perLayer(onDevice ? 2 * sizes.tokens * sizes.width : m_heads * m_perHead),
      m_halves(memory.allocate<Half>(BufferRole::Input, sizes.pairs * sizes.layers * m_perLayer))
{
}

std::size_t KeyStore::indexOf(const At &at, bool isValue) const
{
    const std::size_t layer = (at.pair * m_sizes.layers + at.layer) * m_perLayer;
    if (m_onDevice) {
        const std::size_t row = (isValue ? m_sizes.tokens : 0) + at.token;
        return layer + row * m_sizes.width + at.column;
    }
    const std::size_t head = layer + at.column / m_headSize * m_perHead;
    const std::size_t column = at.column % m_headSize;
    return head
           + (isValue ? kv::valueIndex(m_headSize, at.token, column)
                      : kv::keyIndex(m_headSize, at.token, column));
}

void KeyStore::store(std::size_t pair, const transformer::Cache &cache, std::size_t from) const
{
    for (std::size_t layer = 0; layer < m_sizes.layers; ++layer) {
        for (std::size_t token = 0; token < m_sizes.tokens; ++token) {
            for (std::size_t c = 0; c < m_sizes.width; ++c) {
                const float *head = cache.of(from, layer, c / m_headSize);
                const std::size_t column = c % m_headSize;
                const At at{pair, layer, token, c};
                m_halves[indexOf(at, false)] =
                        toFp16(head[kv::keyIndex(m_headSize, token, column)]);
                m_halves[indexOf(at, true)] =
                        toFp16(head[kv::valueIndex(m_headSize, token, column)]);
            }
        }
    }
}

void KeyStore::load(std::size_t pair, const transformer::Cache &cache, std::size_t to) const
{
    const Half *from = m_halves.data() + pair * m_sizes.layers * m_perLayer;
    for (std::size_t layer = 0; layer < m_sizes.layers; ++layer) {
        for (std::size_t head = 0; head < m_heads; ++head, from += m_perHead) {
            std::transform(from, from + m_perHead, cache.of(to, layer, head), fromFp16);
        }
    }
}

Store::Store(const Sizes &sizes, bool onDevice, Memory &memory) : keys(sizes, onDevice, memory)
{
    for (const std::size_t form : {Stored, Pooled64, Compressed64, Compressed16}) {
        tokens[form] = memory.allocate<Half>(
                BufferRole::Input, sizes.pairs * visualTokens(form, sizes.tokens) * sizes.width);
    }
}

namespace {

// With random queries and a random projection; what was fitted would take the same time.
Adapter drawnAdapter(std::size_t kept, std::size_t width, std::uint64_t seed)
{
    const float scale = 1 / std::sqrt(float(width));
    Adapter adapter{width, std::vector<float>(kept * width), scale,
                    std::vector<float>(width * width)};
    rng::fillNormal(adapter.queries, 0.0F, 1.0F, seed, 51);
    rng::fillNormal(adapter.projection, 0.0F, scale, seed, 52);
    return adapter;
}

void keep(const std::vector<float> &rows, std::size_t pair, const Buffer<Half> &to)
{
    std::transform(rows.begin(), rows.end(), to.data() + pair * rows.size(), toFp16);
}

}  // namespace

bool fillStore(const Store &store, const Sizes &sizes, const transformer::Body &tower,
               const transformer::Body &encoder, std::span<const float> patches, int threads,
               std::uint64_t seed, const std::stop_token &stop)
{
    const std::size_t n = sizes.tokens, count = n * sizes.width;
    const auto workers = std::size_t(threads);
    Memory memory;
    const transformer::Cache towerCache(tower.sizes(), workers, memory);
    const transformer::Cache cache(encoder.sizes(), workers, memory);
    const transformer::Forwards see(tower, n, 1, workers, memory);
    const transformer::Forwards read(encoder, n, 1, workers, memory, 0);
    const Adapter many = drawnAdapter(visualTokens(Compressed64, n), sizes.width, seed);
    const Adapter few = drawnAdapter(visualTokens(Compressed16, n), sizes.width, seed);
    parallelItems(threads, sizes.pairs, [&](std::size_t pair, std::size_t worker) {
        if (stop.stop_requested()) {
            return;
        }
        const float *seen = see.run({}, {worker, 0, n}, towerCache, worker,
                                    patches.subspan(pair * count, count));
        std::vector<float> rows(seen, seen + count);
        keep(rows, pair, store.tokens[Stored]);
        keep(pooled(visualTokens(Pooled64, n), sizes.width, rows), pair, store.tokens[Pooled64]);
        keep(compressed(many, rows), pair, store.tokens[Compressed64]);
        keep(compressed(few, rows), pair, store.tokens[Compressed16]);
        read.run({}, {worker, 0, n}, cache, worker, rows);
        store.keys.store(pair, cache, worker);
    });
    return !stop.stop_requested();
}

}  // namespace touchstone::kernels::token_compress_rerank
