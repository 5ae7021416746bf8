// The student and its losses, recorded on a tape: what the oracle of kernel.cpp and quality.cpp
// use.
#pragma once

#include "kernels/blocks/figures.h"
#include "kernels/blocks/tape_functions.h"

#include <array>

namespace touchstone::kernels::kd_two_channel {

constexpr double temperature = 2;

// head tanh(body inputs): logits of a text of `segments` tokens, given as their vectors side by
// side. T: float trains, double checks.
template <class T>
struct Body {
    Weight<T> body, head;  // [width x (segments * token)], [classes x width]

    Var logits(Tape<T> &tape, Var inputs);  // inputs: [rows x (segments * token)]
};

// A model of texts that has learnt to listen: an adapter brings each segment of a recording to the
// width of a token.
template <class T>
struct Student {
    Body<T> text;
    Weight<T> adapter;  // [token x frame]

    // speech: [(rows * segments) x frame], the segments of a recording in successive rows.
    Var speechLogits(Tape<T> &tape, Var speech, std::size_t rows);
    std::vector<Weight<T> *> weights() { return {&text.body, &text.head, &adapter}; }
};

extern template struct Body<float>;
extern template struct Body<double>;
extern template struct Student<float>;
extern template struct Student<double>;

// What a form adds to the cross-entropy of the labels for speech.
struct Terms {
    const char *id;
    double labels = 0;            // cross-entropy of the labels for the transcript
    double text = 0, speech = 0;  // distillation from the teacher, which reads the transcript
    bool tunesText = true;        // false: the adapter alone is tuned, the model of texts is frozen

    bool readsText() const { return labels > 0 || text > 0; }
    bool hasTeacher() const { return text > 0 || speech > 0; }
};
// In the order of the variants, with weights of 1.
inline constexpr std::array<Terms, 6> forms{{{"speech-only"},
                                             {"adapter-only", 0, 0, 0, false},
                                             {"text-labels", 1},
                                             {"text-channel", 0, 1},
                                             {"speech-channel", 0, 0, 1},
                                             {"two-channels", 0, 1, 1}}};

template <class T>
struct Batch {
    Grid<T> speech, text;  // as above
    std::vector<std::uint32_t> labels;
    Grid<T> target;  // [rows x classes], softmax(teacher's logits / temperature); empty: no teacher
};

// [1 x 1], the mean over rows of
//   CE(label, S(speech)) + labels CE(label, S(text))
//   + temperature^2 (text CE(target, S(text) / temperature)
//                    + speech CE(target, S(speech) / temperature)),
// where CE(target, .) is KL(target || .) but for the entropy of the target.
template <class T>
Var lossOf(Tape<T> &tape, Student<T> &student, const Batch<T> &batch, const Terms &terms);

extern template Var lossOf(Tape<float> &, Student<float> &, const Batch<float> &, const Terms &);
extern template Var lossOf(Tape<double> &, Student<double> &, const Batch<double> &, const Terms &);

// softmax(logits / temperature) of what a teacher makes of a text.
template <class T>
Grid<T> softened(Body<T> &teacher, Grid<T> text);

extern template Grid<float> softened(Body<float> &, Grid<float>);
extern template Grid<double> softened(Body<double> &, Grid<double>);

Result<std::vector<Quality>> channelQuality(const Setup &setup);

}  // namespace touchstone::kernels::kd_two_channel
