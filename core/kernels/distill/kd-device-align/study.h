// The network and the losses of kernel.cpp, recorded on a tape: what its oracle and quality.cpp
// use.
#pragma once

#include "kernels/blocks/figures.h"
#include "kernels/blocks/tape_functions.h"

#include <span>

namespace touchstone::kernels::kd_device_align {

// One hidden layer of tanh, whose values are the features; no biases, as inputs have mean zero.
// T: float trains, double checks.
template <class T>
struct Network {
    Weight<T> hidden, out;  // [width x inputs], [classes x width]

    Var features(Tape<T> &tape, Var x);  // x: [rows x inputs]
    Var logits(Tape<T> &tape, Var features);
    std::vector<Weight<T> *> weights() { return {&hidden, &out}; }
};

extern template struct Network<float>;
extern template struct Network<double>;

// Added to the variance of a band before its root is taken, as in MixStyle.
constexpr double styleEpsilon = 1e-6;

// What a recording is of, one of each a row. labels: below classes.
struct Recordings {
    std::span<const std::uint32_t> labels, devices;
    std::size_t classes = 0;
};

// 1/C sum_c 1/D_c sum_d |mu_cd - mu_c|^2: mu_cd is the mean of the features of class c from device
// d, mu_c the mean of the D_c centroids of that class, C the number of classes. [1 x 1]; 0 where no
// class has two devices.
template <class T>
Var alignment(Tape<T> &tape, Var features, const Recordings &of);

extern template Var alignment(Tape<float> &, Var, const Recordings &);
extern template Var alignment(Tape<double> &, Var, const Recordings &);

// MixStyle by frequency (Zhou et al., "Domain Generalization with MixStyle", 2021; over bands:
// Schmid et al., 2022): the frames of each band get the mean and the deviation of m times their own
// and 1 - m times those of another row. x: [rows x (bands * frames)], the frames of a band side by
// side; partners: rows of x; shares: m, in [0, 1].
template <class T>
Grid<T> mixedStyles(const Grid<T> &x, std::size_t bands, std::span<const std::uint32_t> partners,
                    std::span<const float> shares);

extern template Grid<float> mixedStyles(const Grid<float> &, std::size_t,
                                        std::span<const std::uint32_t>, std::span<const float>);
extern template Grid<double> mixedStyles(const Grid<double> &, std::size_t,
                                         std::span<const std::uint32_t>, std::span<const float>);

Result<std::vector<Quality>> deviceQuality(const Setup &setup);

}  // namespace touchstone::kernels::kd_device_align
