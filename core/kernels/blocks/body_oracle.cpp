#include "kernels/blocks/body_oracle.h"

#include <array>
#include <cmath>

namespace touchstone::kernels::transformer {

namespace {

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

void add(std::vector<double> &x, const std::vector<double> &y)
{
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] += y[i];
    }
}

// Several sums side by side: one alone would wait for itself at every step.
double dot(const double *x, const float *weights, std::size_t size)
{
    std::array<double, 8> parts{};
    std::size_t c = 0;
    for (; c + parts.size() <= size; c += parts.size()) {
        for (std::size_t j = 0; j < parts.size(); ++j) {
            parts[j] += x[c + j] * double(weights[c + j]);
        }
    }
    double sum = 0;
    for (; c < size; ++c) {
        sum += x[c] * double(weights[c]);
    }
    for (const double part : parts) {
        sum += part;
    }
    return sum;
}

}  // namespace

ExactBody::ExactBody(const Body &body)
    : m_body(&body), m_keys(body.sizes().layers), m_values(body.sizes().layers)
{
    for (std::size_t l = 0; l < body.sizes().layers; ++l) {
        m_keys[l].resize(body.sizes().places * body.sizes().keyWidth());
        m_values[l].resize(body.sizes().places * body.sizes().keyWidth());
    }
}

void ExactBody::place(const At &at, double key, double value)
{
    const std::size_t index = at.place * m_body->sizes().keyWidth() + at.column;
    m_keys[at.layer][index] = key;
    m_values[at.layer][index] = value;
}

ExactBody::Matrix ExactBody::product(const Matrix &x, std::size_t matrix) const
{
    const Body::Matrix m = m_body->matrix(matrix);
    Matrix out;
    for (std::size_t row = 0; row < x.size(); row += m.inputs) {
        for (std::size_t o = 0; o < m.outputs; ++o) {
            out.push_back(dot(x.data() + row, m.values + o * m.inputs, m.inputs));
        }
    }
    return out;
}

ExactBody::Matrix ExactBody::attended(const Matrix &qkv, std::size_t layer, std::size_t first,
                                      std::size_t visible, std::size_t earlier)
{
    const Sizes &sizes = m_body->sizes();
    const std::size_t width = sizes.width, keyWidth = sizes.keyWidth(), size = sizes.sizeOfHead();
    const std::size_t row = width + 2 * keyWidth, tokens = qkv.size() / row;
    for (std::size_t i = 0; i < tokens; ++i) {
        for (std::size_t c = 0; c < keyWidth; ++c) {
            m_keys[layer][(first + i) * keyWidth + c] = qkv[i * row + width + c];
            m_values[layer][(first + i) * keyWidth + c] = qkv[i * row + width + keyWidth + c];
        }
    }
    Matrix out(tokens * width, 0.0);
    std::vector<double> weight(visible);
    for (std::size_t i = 0; i < tokens * sizes.heads(); ++i) {
        const std::size_t head = i % sizes.heads(), token = i / sizes.heads();
        const std::size_t shared = head / sizes.sharing * size;
        const std::size_t seen = token < earlier ? first + earlier : visible;
        double sum = 0;
        for (std::size_t j = 0; j < seen; ++j) {
            double score = 0;
            for (std::size_t c = 0; c < size; ++c) {
                score += qkv[token * row + head * size + c]
                         * m_keys[layer][j * keyWidth + shared + c];
            }
            weight[j] = std::exp(score / std::sqrt(double(size)));
            sum += weight[j];
        }
        for (std::size_t j = 0; j < seen; ++j) {
            for (std::size_t c = 0; c < size; ++c) {
                out[token * width + head * size + c] +=
                        weight[j] / sum * m_values[layer][j * keyWidth + shared + c];
            }
        }
    }
    return out;
}

std::vector<double> ExactBody::run(std::span<const Token> tokens, std::size_t first,
                                   std::size_t visible, std::size_t earlier,
                                   std::span<const double> given)
{
    const Sizes &sizes = m_body->sizes();
    const std::size_t rows = given.size() / sizes.width;
    Matrix x(given.begin(), given.end());
    for (std::size_t i = 0; i < given.size(); ++i) {
        x[i] += double(m_body->placeOf(first + i / sizes.width)[i % sizes.width]);
    }
    for (std::size_t i = 0; i < tokens.size() / sizes.streams; ++i) {
        for (std::size_t c = 0; c < sizes.width; ++c) {
            double sum = m_body->placeOf(first + rows + i)[c];
            for (std::size_t s = 0; s < sizes.streams; ++s) {
                sum += double(m_body->embeddingOf(s, tokens[i * sizes.streams + s])[c]);
            }
            x.push_back(sum);
        }
    }
    for (std::size_t l = 0; l < sizes.layers; ++l) {
        const std::size_t matrix = l * Body::matricesPerLayer;
        const auto qkv = product(normalised(x, sizes.width), matrix);
        add(x, product(attended(qkv, l, first, visible, earlier), matrix + 1));
        auto hidden = product(normalised(x, sizes.width), matrix + 2);
        for (double &value : hidden) {
            value /= 1 + std::exp(-value);
        }
        add(x, product(hidden, matrix + 3));
    }
    return product(normalised(x, sizes.width), m_body->matrices() - 1);
}

}  // namespace touchstone::kernels::transformer
