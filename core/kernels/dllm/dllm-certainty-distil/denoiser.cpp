#include "kernels/dllm/dllm-certainty-distil/denoiser.h"

#include <cmath>

namespace touchstone::kernels::dllm_certainty_distil {

DenoiserSizes::DenoiserSizes(const sources::PhraseSizes &source, std::size_t hiddenUnits)
    : attributes(source.attributes), values(source.values), length(source.places * source.length),
      vocabulary(source.vocabulary), hidden(hiddenUnits)
{
}

template <class T>
Denoiser<T>::Denoiser(const DenoiserSizes &sizes, std::uint64_t seed)
    : in(normalWeight<T>(sizes.inputs(), sizes.hidden,
                         std::sqrt(2 / double(sizes.attributes + sizes.length)), seed, 1)),
      bias(Grid<T>(1, sizes.hidden)),
      out(normalWeight<T>(sizes.outputs(), sizes.hidden, 1 / std::sqrt(double(sizes.hidden)), seed,
                          2)),
      outBias(Grid<T>(1, sizes.outputs()))
{
}

template <class T>
Var Denoiser<T>::logits(Tape<T> &tape, Var x)
{
    const Var sum = tape.add(tape.product(GemmForm::NN, x, tape.weight(in)), tape.weight(bias));
    return dense(tape, tape.apply(Function::Relu, sum), out, outBias);
}

template struct Denoiser<float>;
template struct Denoiser<double>;

void selectRows(const PhraseSource &source, const DenoiserSizes &sizes, std::size_t prompt,
                std::span<const Token> tokens, std::span<std::size_t> rows)
{
    for (std::size_t a = 0; a < sizes.attributes; ++a) {
        rows[a] = a * sizes.values + source.valueOf(prompt, a);
    }
    const std::size_t choices = sizes.vocabulary + 1;  // the last of a place: its mask
    for (std::size_t i = 0; i < sizes.length; ++i) {
        const std::size_t which =
                tokens[i] == maskedToken ? sizes.vocabulary : std::size_t(tokens[i]);
        rows[sizes.attributes + i] = sizes.attributes * sizes.values + i * choices + which;
    }
}

template <class T>
Grid<T> inputsOf(const PhraseSource &source, const DenoiserSizes &sizes,
                 std::span<const Written> texts)
{
    // Counted apart from selectRows(), so that the oracle of what selects rows shares nothing of
    // it.
    Grid<T> x(texts.size(), sizes.inputs());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        T *block = &x.at(i, 0);
        for (std::size_t a = 0; a < sizes.attributes; ++a, block += sizes.values) {
            block[source.valueOf(texts[i].prompt, a)] = 1;
        }
        for (const Token token : texts[i].tokens) {
            block[token == maskedToken ? sizes.vocabulary : std::size_t(token)] = 1;
            block += sizes.vocabulary + 1;
        }
    }
    return x;
}

template Grid<float> inputsOf(const PhraseSource &, const DenoiserSizes &,
                              std::span<const Written>);
template Grid<double> inputsOf(const PhraseSource &, const DenoiserSizes &,
                               std::span<const Written>);

}  // namespace touchstone::kernels::dllm_certainty_distil
