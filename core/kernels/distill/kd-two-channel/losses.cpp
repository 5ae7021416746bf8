#include "kernels/distill/kd-two-channel/study.h"

namespace touchstone::kernels::kd_two_channel {

template <class T>
Var Body<T>::logits(Tape<T> &tape, Var inputs)
{
    const Var z = tape.product(GemmForm::NT, inputs, tape.weight(body));
    return tape.product(GemmForm::NT, tape.apply(Function::Tanh, z), tape.weight(head));
}

template <class T>
Var Student<T>::speechLogits(Tape<T> &tape, Var speech, std::size_t rows)
{
    const Var tokens = tape.product(GemmForm::NT, speech, tape.weight(adapter));
    return text.logits(tape, reshape(tape, tokens, rows, text.body.value.columns));
}

template struct Body<float>;
template struct Body<double>;
template struct Student<float>;
template struct Student<double>;

template <class T>
Var lossOf(Tape<T> &tape, Student<T> &student, const Batch<T> &batch, const Terms &terms)
{
    const auto distilled = [&](Var logits, double weight) {
        const Var soft = softCrossEntropy(tape, tape.scale(logits, 1 / temperature),
                                          tape.constant(batch.target));
        return tape.scale(soft, weight * temperature * temperature);
    };
    const Var heard = student.speechLogits(tape, tape.constant(batch.speech), batch.labels.size());
    Var loss = crossEntropy(tape, heard, batch.labels);
    if (terms.speech > 0) {
        loss = tape.add(loss, distilled(heard, terms.speech));
    }
    if (terms.readsText()) {
        const Var read = student.text.logits(tape, tape.constant(batch.text));
        loss = tape.add(loss, terms.labels > 0 ? tape.scale(crossEntropy(tape, read, batch.labels),
                                                            terms.labels)
                                               : distilled(read, terms.text));
    }
    return loss;
}

template Var lossOf(Tape<float> &, Student<float> &, const Batch<float> &, const Terms &);
template Var lossOf(Tape<double> &, Student<double> &, const Batch<double> &, const Terms &);

template <class T>
Grid<T> softened(Body<T> &teacher, Grid<T> text)
{
    Tape<T> tape;
    const Var z = teacher.logits(tape, tape.constant(std::move(text)));
    return tape.value(softmax(tape, tape.scale(z, 1 / temperature)));
}

template Grid<float> softened(Body<float> &, Grid<float>);
template Grid<double> softened(Body<double> &, Grid<double>);

}  // namespace touchstone::kernels::kd_two_channel
