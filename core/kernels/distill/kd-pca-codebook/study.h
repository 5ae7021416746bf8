// The forms of labelling, and the study of what students learn from each.
#pragma once

#include "kernels/blocks/figures.h"
#include "kernels/blocks/tape_functions.h"

#include <array>

namespace touchstone::kernels::kd_pca_codebook {

struct FormOf {
    const char *id;
    std::size_t components;  // 0: raw features
};
constexpr std::array<FormOf, 4> forms{{{"raw", 0}, {"pca-64", 64}, {"pca-32", 32}, {"pca-16", 16}}};

constexpr std::size_t phones = 40, dialects = 5, emotions = 4;
constexpr std::size_t inputSize = 40;        // values of a frame
constexpr std::size_t utteranceLength = 40;  // frames
constexpr std::size_t teacherWidth = 512;

// Utterances one after the other, and what is known of each frame.
struct Recording {
    Grid<float> frames;  // [frames x inputSize]
    std::vector<std::uint32_t> phone, dialect, emotion;
};

// A synthetic language: phones in a Markov chain, which last five frames in the mean; each dialect
// moves every phone, each emotion and each speaker all of them.
class Language {
public:
    explicit Language(std::uint64_t seed);
    Recording record(std::size_t utterances, std::uint64_t seed, std::uint32_t stream) const;

private:
    static constexpr std::size_t successors = 5;  // that a phone may have

    Grid<float> m_phones, m_dialects, m_emotions;  // [.. x inputSize]; dialects: of each phone
    std::vector<std::uint32_t> m_next;             // [phones x successors]
};

// Features of a teacher: tanh of a random map of three frames, and nuisance that says nothing of
// them, with 30 % of the variance, in `rank` random directions.
class Teacher {
public:
    Teacher(std::size_t rank, std::uint64_t seed);
    Grid<float> features(const Grid<float> &frames, std::uint64_t seed, std::uint32_t stream) const;

private:
    Grid<float> m_map, m_nuisance;
};

// Frames from three before to three after each, within its utterance: [frames x 7 inputSize + 1].
// The last column is 1 where `masked`: then a frame and its neighbours are zero.
Grid<float> windows(const Grid<float> &frames, const std::vector<bool> &masked);

// Share of the frames, in percent, whose label is the most frequent one of their code.
double purity(std::span<const std::uint32_t> codes, std::span<const std::uint32_t> labels);

// Share of the test frames, in percent, whose label a linear classifier finds that was fitted to
// the training frames: ridge regression on one-hot targets.
double probeAccuracy(const Grid<float> &training, std::span<const std::uint32_t> labels,
                     const Grid<float> &test, std::span<const std::uint32_t> wanted,
                     std::size_t classes);

Result<std::vector<Quality>> codebookQuality(const Setup &setup);

}  // namespace touchstone::kernels::kd_pca_codebook
