#include "kernels/distill/kd-device-align/study.h"

#include <cmath>
#include <map>
#include <set>

namespace touchstone::kernels::kd_device_align {

template <class T>
Var Network<T>::features(Tape<T> &tape, Var x)
{
    return tape.apply(Function::Tanh, tape.product(GemmForm::NT, x, tape.weight(hidden)));
}

template <class T>
Var Network<T>::logits(Tape<T> &tape, Var features)
{
    return tape.product(GemmForm::NT, features, tape.weight(out));
}

template struct Network<float>;
template struct Network<double>;

// Every difference mu_cd - mu_c is linear in the features: a row of a constant matrix, scaled so
// that the squares of the product need only be summed.
template <class T>
Var alignment(Tape<T> &tape, Var features, const Recordings &of)
{
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> counts;
    std::map<std::uint32_t, std::set<std::uint32_t>> devicesOf;
    const std::size_t rows = of.labels.size();
    for (std::size_t row = 0; row < rows; ++row) {
        ++counts[{of.labels[row], of.devices[row]}];
        devicesOf[of.labels[row]].insert(of.devices[row]);
    }
    Grid<T> differences(counts.size(), rows);
    std::size_t group = 0;
    for (const auto &[key, unused] : counts) {
        const auto &[label, device] = key;
        const auto devices = double(devicesOf[label].size());
        const double scale = 1 / std::sqrt(double(of.classes) * devices);
        for (std::size_t row = 0; row < rows; ++row) {
            if (of.labels[row] == label) {
                const double share = 1 / double(counts[{label, of.devices[row]}]);
                const double own = of.devices[row] == device ? 1 : 0;
                differences.at(group, row) = T(scale * share * (own - 1 / devices));
            }
        }
        ++group;
    }
    const Var all = tape.product(GemmForm::NN, tape.constant(std::move(differences)), features);
    return sum(tape, tape.apply(Function::Square, all));
}

template Var alignment(Tape<float> &, Var, const Recordings &);
template Var alignment(Tape<double> &, Var, const Recordings &);

namespace {

struct Style {
    double mean = 0, deviation = 0;
};

template <class T>
Style styleOf(const Grid<T> &x, std::size_t row, std::size_t band, std::size_t frames)
{
    double sum = 0, squares = 0;
    for (const T value : x.row(row).subspan(band * frames, frames)) {
        sum += double(value);
    }
    const double mean = sum / double(frames);
    for (const T value : x.row(row).subspan(band * frames, frames)) {
        squares += (double(value) - mean) * (double(value) - mean);
    }
    return {mean, std::sqrt(squares / double(frames) + styleEpsilon)};
}

}  // namespace

template <class T>
Grid<T> mixedStyles(const Grid<T> &x, std::size_t bands, std::span<const std::uint32_t> partners,
                    std::span<const float> shares)
{
    const std::size_t frames = x.columns / bands;
    Grid<T> out = x;
    for (std::size_t row = 0; row < x.rows; ++row) {
        const double share = double(shares[row]);
        for (std::size_t band = 0; band < bands; ++band) {
            const Style own = styleOf(x, row, band, frames);
            const Style other = styleOf(x, partners[row], band, frames);
            const double mean = share * own.mean + (1 - share) * other.mean;
            const double deviation = share * own.deviation + (1 - share) * other.deviation;
            for (std::size_t i = band * frames; i < (band + 1) * frames; ++i) {
                out.at(row, i) =
                        T(mean + deviation * (double(x.at(row, i)) - own.mean) / own.deviation);
            }
        }
    }
    return out;
}

template Grid<float> mixedStyles(const Grid<float> &, std::size_t, std::span<const std::uint32_t>,
                                 std::span<const float>);
template Grid<double> mixedStyles(const Grid<double> &, std::size_t, std::span<const std::uint32_t>,
                                  std::span<const float>);

}  // namespace touchstone::kernels::kd_device_align
