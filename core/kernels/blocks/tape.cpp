#include "kernels/blocks/tape.h"

#include "kernels/blocks/adam.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels {

namespace {

// c += op(a) op(b)
void addProduct(GemmForm form, const Grid<float> &a, const Grid<float> &b, Grid<float> &c)
{
    const std::size_t inner = form == GemmForm::TN ? a.rows : a.columns;
    gemm(form, c.rows, c.columns, inner, 1.0F, {a.values.data(), a.columns},
         {b.values.data(), b.columns}, 1.0F, c.values.data(), c.columns, 1);
}

void addProduct(GemmForm form, const Grid<double> &a, const Grid<double> &b, Grid<double> &c)
{
    const std::size_t inner = form == GemmForm::TN ? a.rows : a.columns;
    for (std::size_t i = 0; i < c.rows; ++i) {
        for (std::size_t j = 0; j < c.columns; ++j) {
            double sum = 0;
            for (std::size_t k = 0; k < inner; ++k) {
                sum += (form == GemmForm::TN ? a.at(k, i) : a.at(i, k))
                       * (form == GemmForm::NT ? b.at(j, k) : b.at(k, j));
            }
            c.at(i, j) += sum;
        }
    }
}

// Index in b of what stands beside element (row, column), where b repeats.
template <class T>
std::size_t repeated(const Grid<T> &b, std::size_t row, std::size_t column)
{
    return (b.rows == 1 ? 0 : row) * b.columns + (b.columns == 1 ? 0 : column);
}

template <class T>
void addTo(Grid<T> &sum, const Grid<T> &more, T factor = 1)
{
    for (std::size_t i = 0; i < more.values.size(); ++i) {
        sum.values[i] += factor * more.values[i];
    }
}

// Calls body(i, j): element i of a grid of the shape of `like`, and what b has beside it.
template <class T, class Body>
void forEachBeside(const Grid<T> &like, const Grid<T> &b, const Body &body)
{
    for (std::size_t row = 0; row < like.rows; ++row) {
        for (std::size_t column = 0; column < like.columns; ++column) {
            body(row * like.columns + column, repeated(b, row, column));
        }
    }
}

template <class T>
struct Slopes {
    T (*value)(T x);
    T (*slope)(T x, T y);
};

template <class T>
T sigmoid(T x)
{
    return 1 / (1 + std::exp(-x));
}

template <class T>
Slopes<T> slopesOf(Function function)
{
    switch (function) {
    case Function::Relu:
        return {[](T x) { return std::max(x, T(0)); }, [](T x, T) { return T(x > 0 ? 1 : 0); }};
    case Function::Tanh:
        return {[](T x) { return T(std::tanh(x)); }, [](T, T y) { return 1 - y * y; }};
    case Function::Sigmoid:
        return {sigmoid<T>, [](T, T y) { return y * (1 - y); }};
    case Function::Silu:
        return {[](T x) { return x * sigmoid(x); },
                [](T x, T y) { return sigmoid(x) * (1 - y) + y; }};
    case Function::Exp:
        return {[](T x) { return T(std::exp(x)); }, [](T, T y) { return y; }};
    case Function::Log:
        return {[](T x) { return T(std::log(x)); }, [](T x, T) { return 1 / x; }};
    case Function::Square:
        return {[](T x) { return x * x; }, [](T x, T) { return 2 * x; }};
    case Function::Sin:
        return {[](T x) { return T(std::sin(x)); }, [](T x, T) { return T(std::cos(x)); }};
    case Function::Reciprocal:
        break;
    }
    return {[](T x) { return 1 / x; }, [](T, T y) { return -y * y; }};
}

}  // namespace

Grid<float> normalGrid(std::size_t rows, std::size_t columns, double deviation, std::uint64_t seed,
                       std::uint32_t stream)
{
    Grid<float> out(rows, columns);
    rng::fillNormal(out.values, 0.0F, float(deviation), seed, stream);
    return out;
}

Grid<double> inDouble(const Grid<float> &grid)
{
    Grid<double> out(grid.rows, grid.columns);
    std::copy(grid.values.begin(), grid.values.end(), out.values.begin());
    return out;
}

template <class T>
Weight<T> normalWeight(std::size_t rows, std::size_t columns, double deviation, std::uint64_t seed,
                       std::uint32_t stream)
{
    const Grid<float> drawn = normalGrid(rows, columns, deviation, seed, stream);
    Grid<T> start(rows, columns);
    std::copy(drawn.values.begin(), drawn.values.end(), start.values.begin());
    return Weight<T>(std::move(start));
}

template Weight<float> normalWeight(std::size_t, std::size_t, double, std::uint64_t, std::uint32_t);
template Weight<double> normalWeight(std::size_t, std::size_t, double, std::uint64_t,
                                     std::uint32_t);

// --- the tape -----------------------------------------------------------------------------------

template <class T>
Var Tape<T>::record(Grid<T> value, std::initializer_list<Var> inputs, Back back, Forward forward)
{
    const bool trained = std::any_of(inputs.begin(), inputs.end(),
                                     [this](Var var) { return m_nodes[var.index].trained; });
    m_nodes.push_back(
            {std::move(value), {}, trained, nullptr, std::move(back), std::move(forward)});
    return {m_nodes.size() - 1};
}

template <class T>
Grid<T> *Tape<T>::wanted(Var var)
{
    Node &node = m_nodes[var.index];
    if (!node.trained) {
        return nullptr;
    }
    if (node.gradient.values.empty()) {
        node.gradient = Grid<T>(node.value.rows, node.value.columns);
    }
    return &node.gradient;
}

template <class T>
Var Tape<T>::constant(Grid<T> value)
{
    return record(std::move(value), {}, {}, {});
}

template <class T>
Var Tape<T>::weight(Weight<T> &weight)
{
    m_nodes.push_back({weight.value, {}, true, &weight});
    return {m_nodes.size() - 1};
}

template <class T>
void Tape<T>::backward(Var loss)
{
    for (Node &node : m_nodes) {
        node.gradient = {};
    }
    Grid<T> *start = wanted(loss);
    if (!start) {
        return;  // nothing to train
    }
    start->values.front() = 1;
    for (std::size_t i = loss.index + 1; i-- > 0;) {
        const Node &node = m_nodes[i];
        if (!node.trained || node.gradient.values.empty()) {
            continue;
        }
        if (node.weight) {
            addTo(node.weight->gradient, node.gradient);
        } else {
            node.back(node.gradient);
        }
    }
}

template <class T>
Grid<T> Tape<T>::gradient(Var var) const
{
    const Node &node = m_nodes[var.index];
    return node.gradient.values.empty() ? Grid<T>(node.value.rows, node.value.columns)
                                        : node.gradient;
}

template <class T>
Grid<T> Tape<T>::tangent(Var out, const std::vector<std::pair<Var, Grid<T>>> &seeds) const
{
    Grids tangents(out.index + 1);
    for (const auto &[var, seed] : seeds) {
        tangents[var.index] = seed;
    }
    for (std::size_t i = 0; i <= out.index; ++i) {
        if (m_nodes[i].forward) {
            tangents[i] = m_nodes[i].forward(tangents);
        }
    }
    const Grid<T> &value = m_nodes[out.index].value;
    return tangents[out.index].values.empty() ? Grid<T>(value.rows, value.columns)
                                              : tangents[out.index];
}

// --- products, sums, functions ------------------------------------------------------------------

template <class T>
Var Tape<T>::product(GemmForm form, Var a, Var b)
{
    const bool isTN = form == GemmForm::TN, isNT = form == GemmForm::NT;
    const Grid<T> zero(isTN ? value(a).columns : value(a).rows,
                       isNT ? value(b).rows : value(b).columns);
    Grid<T> out = zero;
    addProduct(form, value(a), value(b), out);
    const auto back = [this, a, b, isTN, isNT](const Grid<T> &g) {
        if (Grid<T> *forA = wanted(a)) {
            isTN ? addProduct(GemmForm::NT, value(b), g, *forA)
                 : addProduct(isNT ? GemmForm::NN : GemmForm::NT, g, value(b), *forA);
        }
        if (Grid<T> *forB = wanted(b)) {
            isNT ? addProduct(GemmForm::TN, g, value(a), *forB)
                 : addProduct(isTN ? GemmForm::NN : GemmForm::TN, value(a), g, *forB);
        }
    };
    const auto forward = [this, form, a, b, zero](const Grids &tangents) {
        Grid<T> moved = zero;
        if (!tangents[a.index].values.empty()) {
            addProduct(form, tangents[a.index], value(b), moved);
        }
        if (!tangents[b.index].values.empty()) {
            addProduct(form, value(a), tangents[b.index], moved);
        }
        return moved;
    };
    return record(std::move(out), {a, b}, back, forward);
}

template <class T>
Var Tape<T>::sumOf(Var a, Var b, T signOfB)
{
    // b is added where it is not empty
    const auto plus = [this, a, b, signOfB](Grid<T> sum, const Grid<T> &more) {
        if (sum.values.empty()) {
            sum = Grid<T>(value(a).rows, value(a).columns);
        }
        if (!more.values.empty()) {
            forEachBeside(sum, value(b), [&](std::size_t i, std::size_t j) {
                sum.values[i] += signOfB * more.values[j];
            });
        }
        return sum;
    };
    const auto back = [this, a, b, signOfB](const Grid<T> &g) {
        if (Grid<T> *forA = wanted(a)) {
            addTo(*forA, g);
        }
        if (Grid<T> *forB = wanted(b)) {
            forEachBeside(g, *forB, [&](std::size_t i, std::size_t j) {
                forB->values[j] += signOfB * g.values[i];
            });
        }
    };
    const auto forward = [plus, a, b](const Grids &tangents) {
        return plus(tangents[a.index], tangents[b.index]);
    };
    return record(plus(value(a), value(b)), {a, b}, back, forward);
}

template <class T>
Var Tape<T>::multiply(Var a, Var b)
{
    const auto times = [](const Grid<T> &x, const Grid<T> &y) {
        Grid<T> out(x.rows, x.columns);
        forEachBeside(x, y, [&](std::size_t i, std::size_t j) {
            out.values[i] = x.values[i] * y.values[j];
        });
        return out;
    };
    const auto back = [this, a, b](const Grid<T> &g) {
        Grid<T> *forA = wanted(a), *forB = wanted(b);
        forEachBeside(g, value(b), [&](std::size_t i, std::size_t j) {
            if (forA) {
                forA->values[i] += g.values[i] * value(b).values[j];
            }
            if (forB) {
                forB->values[j] += g.values[i] * value(a).values[i];
            }
        });
    };
    const auto forward = [this, times, a, b](const Grids &tangents) {
        Grid<T> moved(value(a).rows, value(a).columns);
        if (!tangents[a.index].values.empty()) {
            addTo(moved, times(tangents[a.index], value(b)));
        }
        if (!tangents[b.index].values.empty()) {
            addTo(moved, times(value(a), tangents[b.index]));
        }
        return moved;
    };
    return record(times(value(a), value(b)), {a, b}, back, forward);
}

template <class T>
Var Tape<T>::scale(Var a, double factor)
{
    const auto times = [by = T(factor)](Grid<T> x) {
        for (T &value : x.values) {
            value *= by;
        }
        return x;
    };
    const auto back = [this, a, by = T(factor)](const Grid<T> &g) {
        if (Grid<T> *forA = wanted(a)) {
            addTo(*forA, g, by);
        }
    };
    return record(times(value(a)), {a}, back,
                  [times, a](const Grids &tangents) { return times(tangents[a.index]); });
}

template <class T>
Var Tape<T>::apply(Function function, Var a)
{
    const Slopes<T> f = slopesOf<T>(function);
    Grid<T> out = value(a), slopes = out;
    for (std::size_t i = 0; i < out.values.size(); ++i) {
        const T x = out.values[i];
        out.values[i] = f.value(x);
        slopes.values[i] = f.slope(x, out.values[i]);
    }
    const auto times = [slopes = std::move(slopes)](Grid<T> x) {
        for (std::size_t i = 0; i < x.values.size(); ++i) {
            x.values[i] *= slopes.values[i];
        }
        return x;
    };
    const auto back = [this, a, times](const Grid<T> &g) {
        if (Grid<T> *forA = wanted(a)) {
            addTo(*forA, times(g));
        }
    };
    return record(std::move(out), {a}, back,
                  [times, a](const Grids &tangents) { return times(tangents[a.index]); });
}

template class Tape<float>;
template class Tape<double>;

// --- training -----------------------------------------------------------------------------------

AdamRule::AdamRule(std::vector<Weight<float> *> weights) : m_weights(std::move(weights))
{
    for (const Weight<float> *weight : m_weights) {
        m_moments.emplace_back(weight->value.values.size());
    }
}

void AdamRule::step(double rate)
{
    for (std::size_t i = 0; i < m_weights.size(); ++i) {
        std::vector<float> &gradient = m_weights[i]->gradient.values;
        m_moments[i].step(m_weights[i]->value.values, gradient, rate);
        std::fill(gradient.begin(), gradient.end(), 0.0F);
    }
}

double gradientError(const std::vector<Weight<double> *> &weights,
                     const std::function<Var(Tape<double> &)> &loss)
{
    constexpr double nudge = 1e-5;
    const auto lossNow = [&loss] {
        Tape<double> tape;
        return tape.scalar(loss(tape));
    };
    for (Weight<double> *weight : weights) {
        std::fill(weight->gradient.values.begin(), weight->gradient.values.end(), 0.0);
    }
    Tape<double> tape;
    tape.backward(loss(tape));
    double worst = 0, largest = 0;
    for (Weight<double> *weight : weights) {
        for (std::size_t i = 0; i < weight->value.values.size(); ++i) {
            double &value = weight->value.values[i];
            const double kept = value;
            value = kept + nudge;
            const double above = lossNow();
            value = kept - nudge;
            const double below = lossNow();
            value = kept;
            const double gradient = weight->gradient.values[i];
            worst = std::max(worst, std::abs(gradient - (above - below) / (2 * nudge)));
            largest = std::max(largest, std::abs(gradient));
        }
    }
    return largest > 0 ? worst / largest : worst;
}

}  // namespace touchstone::kernels
