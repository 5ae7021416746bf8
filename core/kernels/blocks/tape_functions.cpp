#include "kernels/blocks/tape_functions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels {

namespace {

template <class T>
std::span<T> rowOf(Grid<T> &grid, std::size_t row)
{
    return std::span<T>(grid.values).subspan(row * grid.columns, grid.columns);
}

template <class T>
T dot(std::span<const T> a, std::span<const T> b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), T(0));
}

// exp(row) / sum, or its logarithm.
template <class T>
Grid<T> softmaxOf(Grid<T> grid, bool logarithm)
{
    for (std::size_t row = 0; row < grid.rows; ++row) {
        const std::span<T> values = rowOf(grid, row);
        const T most = *std::max_element(values.begin(), values.end());
        T sum = 0;
        for (const T value : values) {
            sum += std::exp(value - most);
        }
        for (T &value : values) {
            value = logarithm ? value - most - std::log(sum) : std::exp(value - most) / sum;
        }
    }
    return grid;
}

// A function whose derivative J of each row is symmetric: along(out, x) is J x for the backward
// and the forward direction alike, one row at a time.
template <class T, class Along>
Var symmetric(Tape<T> &tape, Var a, Grid<T> value, Along along)
{
    const auto ofRows = [along](const Grid<T> &x) {
        Grid<T> out(x.rows, x.columns);
        for (std::size_t row = 0; row < x.rows; ++row) {
            along(row, x.row(row), rowOf(out, row));
        }
        return out;
    };
    const auto back = [&tape, a, ofRows](const Grid<T> &gradient) {
        if (Grid<T> *forA = tape.wanted(a)) {
            const Grid<T> more = ofRows(gradient);
            std::transform(more.values.begin(), more.values.end(), forA->values.begin(),
                           forA->values.begin(), std::plus<>());
        }
    };
    const auto forward = [a, ofRows](const typename Tape<T>::Grids &tangents) {
        return ofRows(tangents[a.index]);
    };
    return tape.record(std::move(value), {a}, back, forward);
}

// A function that only moves and adds elements: apply(x) is it, spread(gradient, forA) adds its
// transpose.
template <class T, class Apply, class Spread>
Var moving(Tape<T> &tape, Var a, Apply apply, Spread spread)
{
    const auto back = [&tape, a, spread](const Grid<T> &gradient) {
        if (Grid<T> *forA = tape.wanted(a)) {
            spread(gradient, *forA);
        }
    };
    const auto forward = [a, apply](const typename Tape<T>::Grids &tangents) {
        const Grid<T> &x = tangents[a.index];
        return x.values.empty() ? Grid<T>() : apply(x);
    };
    return tape.record(apply(tape.value(a)), {a}, back, forward);
}

}  // namespace

template <class T>
Var softmax(Tape<T> &tape, Var a)
{
    Grid<T> value = softmaxOf(tape.value(a), false);
    // J x = p (x - p . x)
    return symmetric(tape, a, value,
                     [p = value](std::size_t row, std::span<const T> x, std::span<T> out) {
                         const std::span<const T> share = p.row(row);
                         const T mean = dot(share, x);
                         for (std::size_t i = 0; i < x.size(); ++i) {
                             out[i] = share[i] * (x[i] - mean);
                         }
                     });
}

template <class T>
Var logSoftmax(Tape<T> &tape, Var a)
{
    Grid<T> value = softmaxOf(tape.value(a), true);
    const Grid<T> shares = softmaxOf(tape.value(a), false);
    const auto back = [&tape, a, shares](const Grid<T> &gradient) {
        Grid<T> *forA = tape.wanted(a);
        for (std::size_t row = 0; forA && row < gradient.rows; ++row) {
            const std::span<const T> g = gradient.row(row);
            const T total = std::accumulate(g.begin(), g.end(), T(0));
            const std::span<T> out = rowOf(*forA, row);
            for (std::size_t i = 0; i < g.size(); ++i) {
                out[i] += g[i] - shares.at(row, i) * total;
            }
        }
    };
    const auto forward = [a, shares](const typename Tape<T>::Grids &tangents) {
        Grid<T> out = tangents[a.index];
        for (std::size_t row = 0; row < out.rows; ++row) {
            const T mean = dot(shares.row(row), tangents[a.index].row(row));
            for (T &one : rowOf(out, row)) {
                one -= mean;
            }
        }
        return out;
    };
    return tape.record(std::move(value), {a}, back, forward);
}

template <class T>
Var layerNorm(Tape<T> &tape, Var a, double epsilon)
{
    Grid<T> value = tape.value(a);
    std::vector<T> inverse(value.rows);  // 1 / sqrt(variance + epsilon)
    for (std::size_t row = 0; row < value.rows; ++row) {
        const std::span<T> x = rowOf(value, row);
        const T mean = std::accumulate(x.begin(), x.end(), T(0)) / T(x.size());
        std::for_each(x.begin(), x.end(), [mean](T &one) { one -= mean; });
        const T variance = dot<T>(x, x) / T(x.size());
        inverse[row] = 1 / std::sqrt(variance + T(epsilon));
        std::for_each(x.begin(), x.end(), [by = inverse[row]](T &one) { one *= by; });
    }
    // J x = (x - mean x - y (y . x) / n) / deviation
    return symmetric(tape, a, value,
                     [y = value, inverse](std::size_t row, std::span<const T> x, std::span<T> out) {
                         const T count = T(x.size());
                         const T mean = std::accumulate(x.begin(), x.end(), T(0)) / count;
                         const T along = dot(y.row(row), x) / count;
                         for (std::size_t i = 0; i < x.size(); ++i) {
                             out[i] = inverse[row] * (x[i] - mean - y.at(row, i) * along);
                         }
                     });
}

template <class T>
Var rowsOf(Tape<T> &tape, Var a, std::vector<std::uint32_t> indices)
{
    const auto apply = [indices](const Grid<T> &x) {
        Grid<T> out(indices.size(), x.columns);
        for (std::size_t i = 0; i < indices.size(); ++i) {
            const std::span<const T> from = x.row(indices[i]);
            std::copy(from.begin(), from.end(), rowOf(out, i).begin());
        }
        return out;
    };
    return moving(tape, a, apply, [indices](const Grid<T> &gradient, Grid<T> &forA) {
        for (std::size_t i = 0; i < indices.size(); ++i) {
            const std::span<T> to = rowOf(forA, indices[i]);
            std::transform(to.begin(), to.end(), gradient.row(i).begin(), to.begin(),
                           std::plus<>());
        }
    });
}

template <class T>
Var pick(Tape<T> &tape, Var a, std::vector<std::uint32_t> columns)
{
    const auto apply = [columns](const Grid<T> &x) {
        Grid<T> out(x.rows, 1);
        for (std::size_t row = 0; row < x.rows; ++row) {
            out.values[row] = x.at(row, columns[row]);
        }
        return out;
    };
    const auto spread = [columns = std::move(columns)](const Grid<T> &gradient, Grid<T> &forA) {
        for (std::size_t row = 0; row < forA.rows; ++row) {
            forA.at(row, columns[row]) += gradient.values[row];
        }
    };
    return moving(tape, a, apply, spread);
}

template <class T>
Var slice(Tape<T> &tape, Var a, std::size_t first, std::size_t count)
{
    const auto apply = [first, count](const Grid<T> &x) {
        Grid<T> out(x.rows, count);
        for (std::size_t row = 0; row < x.rows; ++row) {
            const std::span<const T> from = x.row(row).subspan(first, count);
            std::copy(from.begin(), from.end(), rowOf(out, row).begin());
        }
        return out;
    };
    return moving(tape, a, apply, [first](const Grid<T> &gradient, Grid<T> &forA) {
        for (std::size_t row = 0; row < gradient.rows; ++row) {
            for (std::size_t i = 0; i < gradient.columns; ++i) {
                forA.at(row, first + i) += gradient.at(row, i);
            }
        }
    });
}

template <class T>
Var beside(Tape<T> &tape, Var a, Var b)
{
    const std::size_t left = tape.value(a).columns, right = tape.value(b).columns;
    const auto put = [](const Grid<T> &x, Grid<T> &out, std::size_t first) {
        for (std::size_t row = 0; row < x.rows; ++row) {  // none of an empty tangent
            const std::span<const T> from = x.row(row);
            std::copy(from.begin(), from.end(), rowOf(out, row).begin() + std::ptrdiff_t(first));
        }
    };
    const auto join = [put, left, both = Grid<T>(tape.value(a).rows, left + right)](
                              const Grid<T> &x, const Grid<T> &y) {
        Grid<T> out = both;
        put(x, out, 0);
        put(y, out, left);
        return out;
    };
    const auto back = [&tape, a, b, left](const Grid<T> &gradient) {
        for (const auto &[var, first] : {std::pair{a, std::size_t(0)}, std::pair{b, left}}) {
            Grid<T> *to = tape.wanted(var);
            for (std::size_t row = 0; to && row < to->rows; ++row) {
                for (std::size_t i = 0; i < to->columns; ++i) {
                    to->at(row, i) += gradient.at(row, first + i);
                }
            }
        }
    };
    const auto forward = [join, a, b](const typename Tape<T>::Grids &tangents) {
        return join(tangents[a.index], tangents[b.index]);
    };
    return tape.record(join(tape.value(a), tape.value(b)), {a, b}, back, forward);
}

template <class T>
Var reshape(Tape<T> &tape, Var a, std::size_t rows, std::size_t columns)
{
    const auto apply = [rows, columns](Grid<T> x) {
        x.rows = rows;
        x.columns = columns;
        return x;
    };
    return moving(tape, a, apply, [](const Grid<T> &gradient, Grid<T> &forA) {
        std::transform(gradient.values.begin(), gradient.values.end(), forA.values.begin(),
                       forA.values.begin(), std::plus<>());
    });
}

template <class T>
Var rowSums(Tape<T> &tape, Var a)
{
    const auto apply = [](const Grid<T> &x) {
        Grid<T> out(x.rows, 1);
        for (std::size_t row = 0; row < x.rows; ++row) {
            out.values[row] = std::accumulate(x.row(row).begin(), x.row(row).end(), T(0));
        }
        return out;
    };
    return moving(tape, a, apply, [](const Grid<T> &gradient, Grid<T> &forA) {
        for (std::size_t i = 0; i < forA.values.size(); ++i) {
            forA.values[i] += gradient.values[i / forA.columns];
        }
    });
}

template <class T>
Var sum(Tape<T> &tape, Var a)
{
    const auto apply = [](const Grid<T> &x) {
        return Grid<T>(1, 1, std::accumulate(x.values.begin(), x.values.end(), T(0)));
    };
    return moving(tape, a, apply, [](const Grid<T> &gradient, Grid<T> &forA) {
        for (T &value : forA.values) {
            value += gradient.values.front();
        }
    });
}

template <class T>
Var mean(Tape<T> &tape, Var a)
{
    return tape.scale(sum(tape, a), 1 / double(tape.value(a).values.size()));
}

template <class T>
Var dense(Tape<T> &tape, Var x, Weight<T> &weights, Weight<T> &bias)
{
    return tape.add(tape.product(GemmForm::NT, x, tape.weight(weights)), tape.weight(bias));
}

template <class T>
Var denseLayers(Tape<T> &tape, Var x, std::vector<DenseLayer<T>> &layers)
{
    for (std::size_t i = 0; i + 1 < layers.size(); ++i) {
        x = tape.apply(Function::Relu, dense(tape, x, layers[i].weights, layers[i].bias));
    }
    return dense(tape, x, layers.back().weights, layers.back().bias);
}

template <class T>
std::vector<Weight<T> *> weightsOf(std::vector<DenseLayer<T>> &layers)
{
    std::vector<Weight<T> *> all;
    for (DenseLayer<T> &layer : layers) {
        all.insert(all.end(), {&layer.weights, &layer.bias});
    }
    return all;
}

template <class T>
Var straightThrough(Tape<T> &tape, Var a, Grid<T> value)
{
    const auto back = [&tape, a](const Grid<T> &gradient) {
        if (Grid<T> *forA = tape.wanted(a)) {
            std::transform(gradient.values.begin(), gradient.values.end(), forA->values.begin(),
                           forA->values.begin(), std::plus<>());
        }
    };
    return tape.record(std::move(value), {a}, back,
                       [a](const typename Tape<T>::Grids &tangents) { return tangents[a.index]; });
}

template <class T>
Var crossEntropy(Tape<T> &tape, Var logits, std::vector<std::uint32_t> labels)
{
    return tape.scale(mean(tape, pick(tape, logSoftmax(tape, logits), std::move(labels))), -1);
}

template <class T>
Var softCrossEntropy(Tape<T> &tape, Var logits, Var target)
{
    const double rows = double(tape.value(logits).rows);
    return tape.scale(sum(tape, tape.multiply(logSoftmax(tape, logits), target)), -1 / rows);
}

template <class T>
Var meanSquare(Tape<T> &tape, Var a, Var b)
{
    return mean(tape, tape.apply(Function::Square, tape.subtract(a, b)));
}

// One line a type, for all of them.
#define INSTANTIATE(T)                                                                             \
    template Var softmax(Tape<T> &, Var);                                                          \
    template Var logSoftmax(Tape<T> &, Var);                                                       \
    template Var layerNorm(Tape<T> &, Var, double);                                                \
    template Var rowsOf(Tape<T> &, Var, std::vector<std::uint32_t>);                               \
    template Var pick(Tape<T> &, Var, std::vector<std::uint32_t>);                                 \
    template Var slice(Tape<T> &, Var, std::size_t, std::size_t);                                  \
    template Var beside(Tape<T> &, Var, Var);                                                      \
    template Var reshape(Tape<T> &, Var, std::size_t, std::size_t);                                \
    template Var rowSums(Tape<T> &, Var);                                                          \
    template Var sum(Tape<T> &, Var);                                                              \
    template Var mean(Tape<T> &, Var);                                                             \
    template Var dense(Tape<T> &, Var, Weight<T> &, Weight<T> &);                                  \
    template Var straightThrough(Tape<T> &, Var, Grid<T>);                                         \
    template Var crossEntropy(Tape<T> &, Var, std::vector<std::uint32_t>);                         \
    template Var softCrossEntropy(Tape<T> &, Var, Var);                                            \
    template Var meanSquare(Tape<T> &, Var, Var)
INSTANTIATE(float);
INSTANTIATE(double);
#undef INSTANTIATE
template Var denseLayers(Tape<float> &, Var, std::vector<DenseLayer<float>> &);
template Var denseLayers(Tape<double> &, Var, std::vector<DenseLayer<double>> &);
template std::vector<Weight<float> *> weightsOf(std::vector<DenseLayer<float>> &);
template std::vector<Weight<double> *> weightsOf(std::vector<DenseLayer<double>> &);

}  // namespace touchstone::kernels
