// The synthetic language, its teacher and how students see frames.
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/rng.h"
#include "kernels/distill/kd-pca-codebook/study.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::kd_pca_codebook {

namespace {

constexpr double meanDuration = 5;                             // frames of a phone
constexpr double nuisanceShare = 0.3;                          // of the variance of the features
constexpr std::size_t teacherContext = 1, studentContext = 3;  // frames on each side
constexpr std::size_t maskedContext = 1;

enum Stream : std::uint32_t { Phones = 1, Dialects, Emotions, Successors, Map, Nuisance };

// The frame `offset` away, at the end of the utterance the last one.
std::size_t neighbour(std::size_t frame, std::ptrdiff_t offset)
{
    const std::size_t first = frame / utteranceLength * utteranceLength;
    const auto place = std::ptrdiff_t(frame - first) + offset;
    return first + std::size_t(std::clamp<std::ptrdiff_t>(place, 0, utteranceLength - 1));
}

}  // namespace

Language::Language(std::uint64_t seed)
    : m_phones(normalGrid(phones, inputSize, 1, seed, Phones)),
      m_dialects(normalGrid(dialects * phones, inputSize, 0.4, seed, Dialects)),
      m_emotions(normalGrid(emotions, inputSize, 0.3, seed, Emotions))
{
    rng::Sequence choice(seed, Successors);
    for (std::size_t i = 0; i < phones * successors; ++i) {
        m_next.push_back(std::uint32_t(choice.below(phones)));
    }
}

Recording Language::record(std::size_t utterances, std::uint64_t seed, std::uint32_t stream) const
{
    const std::size_t count = utterances * utteranceLength;
    Recording out{normalGrid(count, inputSize, 0.7, seed, stream), {}, {}, {}};
    const Grid<float> speakers = normalGrid(utterances, inputSize, 0.4, seed, stream + 1);
    rng::Sequence choice(seed, stream + 2);
    std::size_t phone = choice.below(phones), dialect = 0, emotion = 0;
    for (std::size_t frame = 0; frame < count; ++frame) {
        if (frame % utteranceLength == 0) {
            dialect = choice.below(dialects);
            emotion = choice.below(emotions);
        }
        if (choice.uniform() < 1 / meanDuration) {
            phone = m_next[phone * successors + choice.below(successors)];
        }
        for (std::size_t i = 0; i < inputSize; ++i) {
            out.frames.at(frame, i) +=
                    m_phones.at(phone, i) + m_dialects.at(dialect * phones + phone, i)
                    + m_emotions.at(emotion, i) + speakers.at(frame / utteranceLength, i);
        }
        out.phone.push_back(std::uint32_t(phone));
        out.dialect.push_back(std::uint32_t(dialect));
        out.emotion.push_back(std::uint32_t(emotion));
    }
    return out;
}

Teacher::Teacher(std::size_t rank, std::uint64_t seed)
    : m_map(normalGrid(teacherWidth, (2 * teacherContext + 1) * inputSize,
                       0.7 / std::sqrt(double(inputSize)), seed, Map)),
      m_nuisance(normalGrid(rank, teacherWidth, 1 / std::sqrt(double(rank)), seed, Nuisance))
{
}

Grid<float> Teacher::features(const Grid<float> &frames, std::uint64_t seed,
                              std::uint32_t stream) const
{
    Grid<float> seen(frames.rows, m_map.columns), out(frames.rows, teacherWidth);
    for (std::size_t row = 0; row < seen.rows; ++row) {
        for (std::size_t i = 0; i < seen.columns; ++i) {
            const auto offset = std::ptrdiff_t(i / inputSize) - std::ptrdiff_t(teacherContext);
            // What lies further away counts half.
            seen.at(row, i) =
                    frames.at(neighbour(row, offset), i % inputSize) * (offset == 0 ? 1.0F : 0.5F);
        }
    }
    gemmNT(out.rows, teacherWidth, seen.columns, seen.values.data(), m_map.values.data(), 0.0F,
           out.values.data(), teacherWidth, 1);
    double square = 0;
    for (float &value : out.values) {
        value = std::tanh(value);
        square += double(value) * double(value) / double(out.values.size());
    }
    const double deviation = std::sqrt(square * nuisanceShare / (1 - nuisanceShare));
    const Grid<float> chance = normalGrid(frames.rows, m_nuisance.rows, deviation, seed, stream);
    gemmNN(out.rows, teacherWidth, m_nuisance.rows, chance.values.data(), m_nuisance.values.data(),
           1.0F, out.values.data(), 1);
    return out;
}

Grid<float> windows(const Grid<float> &frames, const std::vector<bool> &masked)
{
    constexpr std::size_t seen = 2 * studentContext + 1;
    Grid<float> out(frames.rows, seen * inputSize + 1);
    for (std::size_t row = 0; row < frames.rows; ++row) {
        for (std::size_t place = 0; place < seen; ++place) {
            const auto offset = std::ptrdiff_t(place) - std::ptrdiff_t(studentContext);
            if (masked[row] && std::abs(offset) <= std::ptrdiff_t(maskedContext)) {
                continue;
            }
            const auto from = frames.row(neighbour(row, offset));
            std::copy(from.begin(), from.end(),
                      out.values.begin() + std::ptrdiff_t(row * out.columns + place * inputSize));
        }
        out.at(row, out.columns - 1) = masked[row] ? 1 : 0;
    }
    return out;
}

}  // namespace touchstone::kernels::kd_pca_codebook
