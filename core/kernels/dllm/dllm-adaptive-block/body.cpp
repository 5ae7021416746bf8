#include "kernels/dllm/dllm-adaptive-block/body.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::dllm_adaptive_block {

namespace {

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

std::vector<double> normalised(const std::vector<double> &x, std::size_t width)
{
    std::vector<double> out(x.size());
    for (std::size_t row = 0; row < x.size(); row += width) {
        double square = 0;
        for (std::size_t c = 0; c < width; ++c) {
            square += x[row + c] * x[row + c] / double(width);
        }
        for (std::size_t c = 0; c < width; ++c) {
            out[row + c] = x[row + c] / std::sqrt(square);
        }
    }
    return out;
}

// x W^T, x [rows x inputs], W [outputs x inputs].
std::vector<double> product(const std::vector<double> &x, std::size_t rows, const float *weights,
                            std::size_t outputs, std::size_t inputs)
{
    std::vector<double> out;
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t o = 0; o < outputs; ++o) {
            double dot = 0;
            for (std::size_t c = 0; c < inputs; ++c) {
                dot += x[row * inputs + c] * double(weights[o * inputs + c]);
            }
            out.push_back(dot);
        }
    }
    return out;
}

// Every pair of tokens; qkv [tokens x 3 width], heads side by side.
std::vector<double> attended(const std::vector<double> &qkv, std::size_t tokens, std::size_t width,
                             std::size_t heads)
{
    const std::size_t size = width / heads;
    std::vector<double> out(tokens * width, 0.0), weight(tokens);
    for (std::size_t i = 0; i < tokens * heads; ++i) {
        const std::size_t at = i % heads * size;
        const double *q = qkv.data() + i / heads * 3 * width + at;
        double sum = 0;
        for (std::size_t j = 0; j < tokens; ++j) {
            const double *k = qkv.data() + (3 * j + 1) * width + at;
            const double dot = std::inner_product(q, q + size, k, 0.0);
            weight[j] = std::exp(dot / std::sqrt(double(size)));
            sum += weight[j];
        }
        for (std::size_t j = 0; j < tokens; ++j) {
            const double *v = qkv.data() + (3 * j + 2) * width + at;
            for (std::size_t c = 0; c < size; ++c) {
                out[i / heads * width + at + c] += weight[j] / sum * v[c];
            }
        }
    }
    return out;
}

void add(std::vector<double> &x, const std::vector<double> &y)
{
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] += y[i];
    }
}

}  // namespace

Body::Body(const BodySizes &sizes, std::size_t workers, std::uint64_t seed, Memory &memory)
    : m_sizes(sizes), m_groups(attention::denseGroups(sizes.length, sizes.length))
{
    const std::size_t n = sizes.length * sizes.width;
    // x, norm(x), four widths of q, k, v and outputs or of hidden units, logits, packed keys.
    m_perWorker = 6 * n + sizes.length * sizes.vocabulary
                  + heads() * attention::packedFloats(sizes.length, sizes.width / heads());
    m_perWorker = (m_perWorker + 15) / 16 * 16;  // keys are packed on whole cache lines
    m_embedding = memory.allocate<float>(BufferRole::Input,
                                         (sizes.vocabulary + 1 + sizes.length) * sizes.width);
    m_weights = memory.allocate<float>(
            BufferRole::Input, (12 * sizes.layers * sizes.width + sizes.vocabulary) * sizes.width);
    m_scratch = memory.allocate<float>(BufferRole::Scratch, workers * m_perWorker);
    rng::fillNormal(m_embedding.span(), 0.0F, 1.0F, seed, 41);
    rng::fillNormal(m_weights.span(), 0.0F, 1 / std::sqrt(float(sizes.width)), seed, 42);
}

void Body::forward(std::span<const Token> tokens, std::size_t worker, float *logits) const
{
    const std::size_t length = m_sizes.length, width = m_sizes.width, n = length * width;
    const std::size_t size = width / heads();
    float *packed = m_scratch.data() + worker * m_perWorker;  // first: it wants to be aligned
    float *x = packed + heads() * attention::packedFloats(length, size);
    float *h = x + n, *wide = h + n, *all = wide + 4 * n;
    for (std::size_t i = 0; i < length; ++i) {
        for (std::size_t c = 0; c < width; ++c) {
            x[i * width + c] = embeddingOf(tokens[i])[c] + placeOf(i)[c];
        }
    }
    const attention::Heads rows{wide, wide + width, wide + 2 * width, wide + 3 * width,
                                1,    heads(),      length,           size,
                                0,    size,         4 * width};
    for (std::size_t l = 0; l < m_sizes.layers; ++l) {
        const float *qkv = layer(l), *o = qkv + 3 * width * width;
        const float *up = o + width * width, *down = up + 4 * width * width;
        normalise(x, length, width, h);
        gemmNT(length, 3 * width, width, h, qkv, 0.0F, wide, 4 * width, 1);
        attention::attendAll(rows, m_groups, {}, packed, 1);
        gemmNT(length, width, width, wide + 3 * width, 4 * width, o, width, 1.0F, x, width, 1);
        normalise(x, length, width, h);
        gemmNT(length, 4 * width, width, h, up, 0.0F, wide, 4 * width, 1);
        for (std::size_t i = 0; i < 4 * n; ++i) {
            wide[i] /= 1 + std::exp(-wide[i]);
        }
        gemmNT(length, width, 4 * width, wide, down, 1.0F, x, width, 1);
    }
    normalise(x, length, width, h);
    gemmNT(length, m_sizes.vocabulary, width, h, layer(m_sizes.layers), 0.0F, all,
           m_sizes.vocabulary, 1);
    std::copy_n(all + (length - 1) * m_sizes.vocabulary, m_sizes.vocabulary, logits);
}

std::vector<double> Body::exact(std::span<const Token> tokens) const
{
    const std::size_t width = m_sizes.width, rows = tokens.size();
    std::vector<double> x;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        for (std::size_t c = 0; c < width; ++c) {
            x.push_back(double(embeddingOf(tokens[i])[c]) + double(placeOf(i)[c]));
        }
    }
    for (std::size_t l = 0; l < m_sizes.layers; ++l) {
        const float *o = layer(l) + 3 * width * width, *up = o + width * width;
        const auto qkv = product(normalised(x, width), rows, layer(l), 3 * width, width);
        add(x, product(attended(qkv, rows, width, heads()), rows, o, width, width));
        auto hidden = product(normalised(x, width), rows, up, 4 * width, width);
        for (double &value : hidden) {
            value /= 1 + std::exp(-value);
        }
        add(x, product(hidden, rows, up + 4 * width * width, width, 4 * width));
    }
    const std::vector<double> last(x.end() - std::ptrdiff_t(width), x.end());
    return product(normalised(last, width), 1, layer(m_sizes.layers), m_sizes.vocabulary, width);
}

double Body::flops() const
{
    const auto length = double(m_sizes.length), width = double(m_sizes.width);
    const double perLayer =
            24 * length * width * width
            + attention::flops(length * length, m_sizes.width / heads()) * double(heads());
    return perLayer * double(m_sizes.layers) + 2 * length * width * double(m_sizes.vocabulary);
}

}  // namespace touchstone::kernels::dllm_adaptive_block
