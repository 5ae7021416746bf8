// Reverse-mode differentiation over row-major matrices: a tape records every product and function
// as it is computed, and backward() follows it from a loss to the weights. Tape<float> trains, with
// products by oneDNN on one thread (studies run their seeds in parallel); Tape<double> computes the
// same with plain loops and is the oracle of the first. See Baydin et al., "Automatic
// Differentiation in Machine Learning: a Survey", 2018.
#pragma once

#include "kernels/blocks/adam.h"
#include "kernels/blocks/gemm.h"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <utility>
#include <vector>

namespace touchstone::kernels {

// Row-major; a vector is a grid of one row or one column.
template <class T>
struct Grid {
    std::size_t rows = 0, columns = 0;
    std::vector<T> values;

    Grid() = default;
    Grid(std::size_t rowCount, std::size_t columnCount, T value = 0)
        : rows(rowCount), columns(columnCount), values(rowCount * columnCount, value)
    {
    }
    T &at(std::size_t row, std::size_t column) { return values[row * columns + column]; }
    T at(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
    std::span<const T> row(std::size_t index) const
    {
        return std::span<const T>(values).subspan(index * columns, columns);
    }
};

// N(0, deviation^2), reproducible from (seed, stream).
Grid<float> normalGrid(std::size_t rows, std::size_t columns, double deviation, std::uint64_t seed,
                       std::uint32_t stream);
Grid<double> inDouble(const Grid<float> &grid);

// What is trained. backward() adds to the gradient; Adam sets it back to zero.
template <class T>
struct Weight {
    Grid<T> value, gradient;

    explicit Weight(Grid<T> start) : value(std::move(start)), gradient(value.rows, value.columns) {}
};
// Starts with the values of normalGrid(): the same ones for float and double.
template <class T>
Weight<T> normalWeight(std::size_t rows, std::size_t columns, double deviation, std::uint64_t seed,
                       std::uint32_t stream);

enum class Function { Relu, Tanh, Sigmoid, Silu, Exp, Log, Square, Sin, Reciprocal };

// A value on a tape; valid until its clear().
struct Var {
    std::size_t index = 0;
};

template <class T>
class Tape {
public:
    using Grids = std::vector<Grid<T>>;
    // Adds to the gradients of the inputs; gradient: of the loss by the recorded value.
    using Back = std::function<void(const Grid<T> &gradient)>;
    // Derivative of the recorded value along the tangents of its inputs, by their index; an empty
    // one is zero, and so is an empty result.
    using Forward = std::function<Grid<T>(const Grids &tangents)>;

    Var constant(Grid<T> value);
    Var weight(Weight<T> &weight);  // must outlive the tape or its clear()

    // op(a) op(b) by the letters of the form, as in gemm.h; a layer y = x W^T is NT.
    Var product(GemmForm form, Var a, Var b);
    // Element by element; b: as a, or one row, one column or one value that is repeated.
    Var add(Var a, Var b) { return sumOf(a, b, 1); }
    Var subtract(Var a, Var b) { return sumOf(a, b, -1); }
    Var multiply(Var a, Var b);
    Var scale(Var a, double factor);
    Var apply(Function function, Var a);
    // Cuts the tape: the value of a, through which no gradient passes.
    Var stop(Var a) { return constant(value(a)); }
    // Any other function of recorded values; tape_functions.h has the common ones.
    Var record(Grid<T> value, std::initializer_list<Var> inputs, Back back, Forward forward);
    // Where `back` adds: nullptr if no weight is behind the value.
    Grid<T> *wanted(Var var);

    const Grid<T> &value(Var var) const { return m_nodes[var.index].value; }
    T scalar(Var var) const { return value(var).values.front(); }

    // Adds d loss / d weight to the gradient of every weight on the tape. loss: [1 x 1].
    void backward(Var loss);
    // After backward(): d loss / d var; zeros where the loss does not depend on it, or no weight is
    // behind it.
    Grid<T> gradient(Var var) const;
    // Derivative of `out` along the seeds, which are given for constants and weights.
    Grid<T> tangent(Var out, const std::vector<std::pair<Var, Grid<T>>> &seeds) const;

    void clear() { m_nodes.clear(); }

private:
    struct Node {
        Grid<T> value, gradient{};
        bool trained = false;  // a weight is among its inputs
        Weight<T> *weight = nullptr;
        Back back{};
        Forward forward{};
    };
    Var sumOf(Var a, Var b, T signOfB);

    std::vector<Node> m_nodes;
};

extern template class Tape<float>;
extern template class Tape<double>;

// Adam for all weights of a model.
class AdamRule {
public:
    explicit AdamRule(std::vector<Weight<float> *> weights);
    void step(double rate);  // by the gradients, which are zero afterwards

private:
    std::vector<Weight<float> *> m_weights;
    std::vector<AdamMoments> m_moments;
};

// Largest difference between d loss / d weight by backward() and by central differences, over all
// weights, relative to the largest of the gradients. loss: records the loss on an empty tape.
double gradientError(const std::vector<Weight<double> *> &weights,
                     const std::function<Var(Tape<double> &)> &loss);

}  // namespace touchstone::kernels
