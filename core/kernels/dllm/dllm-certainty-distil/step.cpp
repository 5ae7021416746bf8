// The loss of a batch and its gradients, both copies of every text in one product.
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/blocks/softmax.h"
#include "kernels/dllm/dllm-certainty-distil/study.h"

#include <cmath>
#include <numeric>

namespace touchstone::kernels::dllm_certainty_distil {

namespace {

struct Step final : Operation {
    enum FormIndex : std::size_t { CrossEntropy, Certainty };
    Dim texts{*this, "texts"}, tokens{*this, "tokens"}, hidden{*this, "hidden"};
    Model model{tokens, 4, 4, hidden, setup().seed};
    PhraseSource source = model.source();
    DenoiserSizes sizes = model.sizes();
    std::size_t rows = 2 * texts, cells = rows * tokens;
    In<std::int32_t> prompts{*this, texts};
    In<Token> given{*this, cells};   // with masks; texts of one copy, then of the other
    In<Token> labels{*this, cells};  // -1: not asked for
    In<float> in{*this, sizes.inputs() * hidden}, bias{*this, hidden};
    In<float> out{*this, sizes.outputs() * hidden}, outBias{*this, sizes.outputs()};
    Out<float> losses{*this, 2};  // of the copies
    Out<float> gradIn{*this, sizes.inputs() * hidden}, gradBias{*this, hidden};
    Out<float> gradOut{*this, sizes.outputs() * hidden}, gradOutBias{*this, sizes.outputs()};
    Scratch<float> inner{*this, rows *hidden}, gradInner{*this, rows *hidden};
    Scratch<float> z{*this, rows *sizes.outputs()};
    Scratch<float> sharp{*this, std::size_t(threads()) * sizes.vocabulary};
    Scratch<float> tokenLoss{*this, cells}, entropy{*this, cells};
    Scratch<std::size_t> selected{*this, rows *sizes.selected()};

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        rng::Sequence numbers(seed, 1);
        std::vector<Written> drawn;
        for (std::size_t t = 0; t < texts; ++t) {
            const std::size_t prompt = numbers.below(source.prompts());
            prompts[t] = std::int32_t(prompt);
            drawn.push_back({prompt, source.draw(prompt, numbers)});
        }
        const std::array<Masked, 2> both = complementaryMasks(drawn, numbers);
        std::fill(labels.span().begin(), labels.span().end(), maskedToken);
        for (std::size_t copy = 0; copy < 2; ++copy) {
            const std::size_t first = copy * texts * tokens;
            for (std::size_t t = 0; t < texts; ++t) {
                std::ranges::copy(both[copy].texts[t].tokens, given.data() + first + t * tokens);
            }
            for (std::size_t i = 0; i < both[copy].cells.size(); ++i) {
                labels[first + both[copy].cells[i]] = Token(both[copy].labels[i]);
            }
        }
        const auto normal = [seed](const Buffer<float> &to, double inputs, std::uint32_t stream) {
            rng::fillNormal(to.span(), 0.0F, float(std::sqrt(2 / inputs)), seed, stream);
        };
        normal(in, double(sizes.selected()), 2);
        normal(bias, double(hidden), 3);
        normal(out, double(hidden), 4);
        normal(outBias, double(hidden), 5);
        letHalfBeRight();
    }
    // Half of the labels become what the model predicts, so that the entropy has a share; the
    // others, and those of predictions that rounding might move, the least likely token.
    void letHalfBeRight()
    {
        forward();
        for (std::size_t i = 0; i < cells; ++i) {
            if (labels[i] != maskedToken) {
                const auto row = z.span().subspan(i * sizes.vocabulary, sizes.vocabulary);
                const auto best = std::max_element(row.begin(), row.end());
                const auto others = std::count_if(row.begin(), row.end(), [best](float value) {
                    return value > *best - 1e-3F;
                });
                const auto chosen =
                        i % 2 == 0 && others == 1 ? best : std::min_element(row.begin(), row.end());
                labels[i] = Token(chosen - row.begin());
            }
        }
    }
    void declare(Forms &forms) override
    {
        const double products = 2.0 * double(rows * sizes.outputs() * hidden);
        const double flops = 3 * products + 2.0 * double(rows * sizes.selected() * hidden);
        constexpr std::array ids{"cross-entropy", "certainty"};
        for (std::size_t form = 0; form < ids.size(); ++form) {
            forms.add(ids[form])
                    .reads(prompts, given, labels, in, bias, out, outBias)
                    .writes(losses, gradIn, gradBias, gradOut, gradOutBias)
                    .flops(flops)
                    .dense()
                    .run([this, form] { compute(form == Certainty ? entropyWeight : 0); });
        }
    }
    // The entropy comes on top of equal products.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return ratio.quantity == "time" ? std::optional(1.0) : std::nullopt;
    }

    void forward()
    {
        parallelEach(threads(), rows, [&](std::size_t row) {
            const auto mine = selected.span().subspan(row * sizes.selected(), sizes.selected());
            selectRows(source, sizes, std::size_t(prompts[row % texts]),
                       given.span().subspan(row * tokens, tokens), mine);
            float *to = inner.data() + row * hidden;
            std::copy_n(bias.data(), std::size_t(hidden), to);
            for (const std::size_t from : mine) {
                std::transform(to, to + hidden, in.data() + from * hidden, to, std::plus<>());
            }
            std::transform(to, to + hidden, to, [](float value) { return std::max(value, 0.0F); });
            std::copy_n(outBias.data(), sizes.outputs(), z.data() + row * sizes.outputs());
        });
        gemmNT(rows, sizes.outputs(), hidden, inner.data(), out.data(), 1.0F, z.data(),
               sizes.outputs(), threads());
    }
    void compute(double weight)
    {
        forward();
        for (std::size_t copy = 0; copy < 2; ++copy) {
            slopes(copy, weight);
        }
        gemmTN(sizes.outputs(), hidden, rows, z.data(), inner.data(), gradOut.data(), threads());
        gemmNN(rows, hidden, sizes.outputs(), z.data(), out.data(), 0.0F, gradInner.data(),
               threads());
        columnSums(z, sizes.outputs(), gradOutBias);
        for (std::size_t i = 0; i < inner.size(); ++i) {
            gradInner[i] = inner[i] > 0 ? gradInner[i] : 0;
        }
        columnSums(gradInner, hidden, gradBias);
        std::fill(gradIn.span().begin(), gradIn.span().end(), 0.0F);
        // Texts may share the row of a place, but no two places do.
        parallelEach(threads(), sizes.selected(), [&](std::size_t place) {
            for (std::size_t row = 0; row < rows; ++row) {
                float *to = gradIn.data() + selected[row * sizes.selected() + place] * hidden;
                const float *from = gradInner.data() + row * hidden;
                std::transform(to, to + hidden, from, to, std::plus<>());
            }
        });
    }
    static void columnSums(const Buffer<float> &of, std::size_t columns, const Buffer<float> &to)
    {
        std::fill(to.span().begin(), to.span().end(), 0.0F);
        for (std::size_t i = 0; i < of.size(); i += columns) {
            std::transform(to.data(), to.data() + columns, of.data() + i, to.data(), std::plus<>());
        }
    }
    bool isRight(std::size_t cell) const
    {
        const float *row = z.data() + cell * sizes.vocabulary;
        return labels[cell] != maskedToken
               && std::max_element(row, row + sizes.vocabulary) - row == labels[cell];
    }
    // Gradients by the logits of one copy take their place.
    void slopes(std::size_t copy, double weight)
    {
        const std::size_t first = copy * texts * tokens, count = texts * tokens;
        std::size_t asked = 0, right = 0;
        for (std::size_t i = first; i < first + count; ++i) {
            asked += labels[i] == maskedToken ? 0 : 1;
            right += weight > 0 && isRight(i) ? 1 : 0;
        }
        const float perAsked = asked > 0 ? 1 / float(asked) : 0;
        const float perRight = right > 0 ? float(weight) / float(right) : 0;
        parallelItems(threads(), count, [&](std::size_t i, std::size_t worker) {
            slopeOf(first + i, perAsked, perRight, sharp.data() + worker * sizes.vocabulary);
        });
        float loss = 0;
        for (std::size_t i = first; i < first + count; ++i) {
            loss += perAsked * tokenLoss[i] + perRight * entropy[i];
        }
        losses[copy] = loss;
    }
    // d CE / d z = p - [label]; with q = softmax(z / T) and its entropy H, d H / d z = -q (log q +
    // H) / T.
    void slopeOf(std::size_t cell, float perAsked, float perRight, float *q)
    {
        const std::size_t count = sizes.vocabulary;
        float *row = z.data() + cell * count;
        tokenLoss[cell] = entropy[cell] = 0;
        if (labels[cell] == maskedToken) {
            std::fill(row, row + count, 0.0F);
            return;
        }
        const bool sharpens = perRight > 0 && isRight(cell);
        float logSum = 0;
        if (sharpens) {
            std::transform(row, row + count, q,
                           [](float value) { return value / float(entropyTemperature); });
            logSum = softmaxInPlace(q, count);
            entropy[cell] =
                    logSum
                    - std::inner_product(row, row + count, q, 0.0F) / float(entropyTemperature);
            for (std::size_t v = 0; v < count; ++v) {
                const float logShare = row[v] / float(entropyTemperature) - logSum;
                q[v] *= -perRight * (logShare + entropy[cell]) / float(entropyTemperature);
            }
        }
        const float labelLogit = row[labels[cell]];
        tokenLoss[cell] = softmaxInPlace(row, count) - labelLogit;
        for (std::size_t v = 0; v < count; ++v) {
            const float token = perAsked * (row[v] - (Token(v) == labels[cell] ? 1 : 0));
            row[v] = token + (sharpens ? q[v] : 0);
        }
    }

    // --- the oracle: the loss as training records it, on a tape in double with plain loops

    std::size_t units(std::size_t) const override { return 1; }
    void exact(std::size_t form, std::size_t, Expected &expected) const override
    {
        Denoiser<double> exactModel(sizes, 0);
        const std::vector<Weight<double> *> weights = exactModel.weights();
        const std::array<const Buffer<float> *, 4> values{&in, &bias, &out, &outBias};
        for (std::size_t w = 0; w < values.size(); ++w) {
            std::ranges::copy(values[w]->span(), weights[w]->value.values.begin());
        }
        for (std::size_t copy = 0; copy < 2; ++copy) {
            const Masked masked = maskedCopy(copy);
            Tape<double> tape;
            const Var x = tape.constant(inputsOf<double>(source, sizes, masked.texts));
            const Var loss = certaintyLoss(tape, exactModel.logits(tape, x), masked,
                                           sizes.vocabulary, form == Certainty ? entropyWeight : 0);
            tape.backward(loss);
            expected.at(losses, copy, tape.scalar(loss));
        }
        const std::array<const Buffer<float> *, 4> gradients{&gradIn, &gradBias, &gradOut,
                                                             &gradOutBias};
        for (std::size_t w = 0; w < gradients.size(); ++w) {
            for (std::size_t i = 0; i < gradients[w]->size(); ++i) {
                expected.at(*gradients[w], i, weights[w]->gradient.values[i]);
            }
        }
    }
    Masked maskedCopy(std::size_t copy) const
    {
        Masked masked;
        const std::size_t first = copy * texts * tokens;
        for (std::size_t t = 0; t < texts; ++t) {
            const auto own = given.span().subspan(first + t * tokens, tokens);
            masked.texts.push_back({std::size_t(prompts[t]), {own.begin(), own.end()}});
        }
        for (std::size_t i = 0; i < texts * tokens; ++i) {
            if (labels[first + i] != maskedToken) {
                masked.cells.push_back(std::uint32_t(i));
                masked.labels.push_back(std::uint32_t(labels[first + i]));
            }
        }
        return masked;
    }
    double tolerance(std::size_t) const override
    {
        return dotTolerance(double(hidden + sizes.selected() + rows));
    }
};

}  // namespace

const OperationMaker trainingStep = operation<Step>;

}  // namespace touchstone::kernels::dllm_certainty_distil
