// Functions of rows and losses, recorded on a tape: see tape.h for the shapes.
#pragma once

#include "kernels/blocks/tape.h"

namespace touchstone::kernels {

// Of each row; steady for large scores.
template <class T>
Var softmax(Tape<T> &tape, Var a);
template <class T>
Var logSoftmax(Tape<T> &tape, Var a);
// (x - mean) / sqrt(variance + epsilon) of each row, without gain and bias (Ba et al., 2016).
template <class T>
Var layerNorm(Tape<T> &tape, Var a, double epsilon = 1e-5);

// [indices x columns], row indices[i] of a in row i: an embedding. indices: below a's rows.
template <class T>
Var rowsOf(Tape<T> &tape, Var a, std::vector<std::uint32_t> indices);
// [rows x 1], a(i, columns[i]). columns: one a row, below a's columns.
template <class T>
Var pick(Tape<T> &tape, Var a, std::vector<std::uint32_t> columns);
// Columns first .. first + count - 1.
template <class T>
Var slice(Tape<T> &tape, Var a, std::size_t first, std::size_t count);
// [rows x (columns of a and of b)]; equal rows.
template <class T>
Var beside(Tape<T> &tape, Var a, Var b);
// The same elements in rows of another length. rows * columns: as many as a has.
template <class T>
Var reshape(Tape<T> &tape, Var a, std::size_t rows, std::size_t columns);
template <class T>
Var rowSums(Tape<T> &tape, Var a);  // [rows x 1]
template <class T>
Var sum(Tape<T> &tape, Var a);  // [1 x 1]
template <class T>
Var mean(Tape<T> &tape, Var a);  // [1 x 1]

// y = x W^T + b. weights: [outputs x inputs], bias: [1 x outputs].
template <class T>
Var dense(Tape<T> &tape, Var x, Weight<T> &weights, Weight<T> &bias);
template <class T>
struct DenseLayer {
    Weight<T> weights, bias;
};
// All of them in turn, with ReLU between. layers: not empty.
template <class T>
Var denseLayers(Tape<T> &tape, Var x, std::vector<DenseLayer<T>> &layers);
// Of a layer its weights, then its bias.
template <class T>
std::vector<Weight<T> *> weightsOf(std::vector<DenseLayer<T>> &layers);
// `value` forward, the gradient of a backward: rounding that is trained through (Bengio et al.,
// "Estimating or Propagating Gradients Through Stochastic Neurons", 2013). value: of a's shape.
template <class T>
Var straightThrough(Tape<T> &tape, Var a, Grid<T> value);

// Losses, [1 x 1]. Mean over the rows of -log softmax(logits)[label].
template <class T>
Var crossEntropy(Tape<T> &tape, Var logits, std::vector<std::uint32_t> labels);
// Mean over the rows of -sum target log softmax(logits): KL(target || softmax(logits)) but for the
// entropy of the target. target: rows that sum to 1.
template <class T>
Var softCrossEntropy(Tape<T> &tape, Var logits, Var target);
template <class T>
Var meanSquare(Tape<T> &tape, Var a, Var b);  // over all elements of a - b

}  // namespace touchstone::kernels
