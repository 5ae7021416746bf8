// The formulas of block.h in double precision. Keys and values of a frame are kept, since each of
// its rows needs all of them.
#include "kernels/attention/attn-bi-wkv/block.h"
#include "kernels/blocks/attention_oracle.h"
#include "kernels/blocks/parallel.h"

namespace touchstone::kernels::attn_bi_wkv {

struct Block::ExactFrame {
    std::size_t frame;
    std::vector<float> k, v;             // [tokens x channels], rounded once
    std::vector<ExactChannel> channels;  // of the scan
};

std::vector<double> Block::exactInput(Mixer mixer, Weights which, std::size_t token) const
{
    std::vector<double> row(channels);
    const auto width = std::int64_t(side);
    const auto column = std::int64_t(token) % width, line = std::int64_t(token) / width % width;
    for (std::size_t c = 0; c < channels; ++c) {
        row[c] = x[token * channels + c];
        if (mixer == Scan) {
            constexpr std::array<std::array<std::int64_t, 2>, 4> steps{
                    {{-1, 0}, {1, 0}, {0, -1}, {0, 1}}};  // lines, columns
            std::size_t part = 0;
            while ((part + 1) * channels / 4 <= c) {
                ++part;
            }
            const auto [down, right] = steps[part];
            const std::int64_t otherLine = line + down, otherColumn = column + right;
            const bool inside =
                    otherLine >= 0 && otherLine < width && otherColumn >= 0 && otherColumn < width;
            const auto other = std::size_t(std::int64_t(token) + down * width + right);
            const double share = shares[which * channels + c];
            row[c] = share * row[c] + (1 - share) * (inside ? x[other * channels + c] : 0.0);
        }
    }
    return row;
}

std::vector<double> Block::exactProduct(Weights which, const std::vector<double> &row) const
{
    const float *matrix = weights.data() + which * square;
    std::vector<double> product(channels);
    const std::size_t length = channels;
    for (std::size_t to = 0; to < length; ++to) {
        double sum = 0;
#pragma omp simd reduction(+ : sum)
        for (std::size_t c = 0; c < length; ++c) {
            sum += row[c] * matrix[to * length + c];
        }
        product[to] = sum;
    }
    return product;
}

const Block::ExactFrame &Block::exactFrame(Mixer mixer, std::size_t frame) const
{
    if (m_exact[mixer] && m_exact[mixer]->frame == frame) {
        return *m_exact[mixer];
    }
    auto made = std::make_shared<ExactFrame>();
    made->frame = frame;
    made->k.resize(tokens * channels);
    made->v.resize(tokens * channels);
    parallelEach(threads(), tokens, [&](std::size_t t) {
        for (const auto &[which, to] : {std::pair(Key, &made->k), std::pair(Value, &made->v)}) {
            const auto row = exactProduct(which, exactInput(mixer, which, frame * tokens + t));
            std::copy(row.begin(), row.end(), to->begin() + std::ptrdiff_t(t * channels));
        }
    });
    if (mixer == Scan) {
        const Sequence own{made->k.data(), made->v.data(), nullptr, w.data(),
                           u.data(),       tokens,         channels};
        for (std::size_t c = 0; c < channels; ++c) {
            made->channels.emplace_back(own, c);
        }
    }
    m_exact[mixer] = std::move(made);
    return *m_exact[mixer];
}

void Block::exact(std::size_t form, std::size_t token, Expected &expected) const
{
    const auto mixer = Mixer(form);
    const ExactFrame &frame = exactFrame(mixer, token / tokens);
    const auto query = exactProduct(Query, exactInput(mixer, Query, token));
    std::vector<double> row(channels);
    if (mixer == Attention) {
        const std::vector<float> rounded(query.begin(), query.end());
        row = exactRow(rounded.data(),
                       {frame.k.data(), frame.v.data(), tokens, headSizeOf(channels), channels},
                       attention::seesAll);
    } else {
        for (std::size_t c = 0; c < channels; ++c) {
            row[c] = frame.channels[c].at(token % tokens) / (1 + std::exp(-query[c]));
        }
    }
    const auto right = exactProduct(Output, row);
    for (std::size_t c = 0; c < channels; ++c) {
        expected.at(out, token * channels + c, right[c]);
    }
}

}  // namespace touchstone::kernels::attn_bi_wkv
