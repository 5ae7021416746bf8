// EDJE (report 2025-10-16, paper 6): a joint encoder scores pairs of an image and a text. The
// vision tower runs beforehand; an adapter whose learned queries attend to its tokens leaves few of
// them, which are stored, and online the encoder passes over these and the text alone.
//
// Timed is the scoring of a batch of pairs, each of an image of its own, on transformers with
// random weights (blocks/body.h): a tower and an encoder of the same width. Against it: the tower
// run for each pair; all its tokens stored; and what needs no adapter at all, the stored keys and
// values of all tokens, for which tokens of the image must see each other alone. They do so in all
// forms, so that all of them score the same image alike. No form spares the image's tokens what the
// last layer does after its keys and values: of few layers that would be a share that it is not of
// a model's. Means of neighbours take the bytes and the time of compressed tokens; what differs is
// told by the study (quality.cpp).
#include "kernels/blocks/body_device.h"
#include "kernels/blocks/body_oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"
#include "kernels/reduce/token-compress-rerank/store.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace touchstone::kernels::token_compress_rerank {

namespace {

using transformer::Forwards;

// Word w of a vocabulary whose frequencies fall as 1 / w (Zipf), as rows of embeddings.
void fillTexts(std::span<float> rows, std::size_t width, std::uint64_t seed)
{
    constexpr double vocabulary = 8192;
    rng::Sequence numbers(seed, 3);
    for (std::size_t at = 0; at < rows.size(); at += width) {
        const auto word = std::uint32_t(std::pow(vocabulary, numbers.uniform()));
        rng::fillNormal(rows.subspan(at, width), 0.0F, 1.0F, seed, 1024 + word);
    }
}

struct Rerank final : Operation {
    Dim pairs{*this, "pairs"}, tokens{*this, "tokens"}, text{*this, "text"};
    Dim width{*this, "width"}, layers{*this, "layers"}, towerLayers{*this, "tower layers"};
    Sizes sizes{pairs, tokens, text, width, layers, towerLayers};
    transformer::Body encoder{sizes.encoder(), setup().seed, memory()};
    transformer::Body tower{sizes.tower(), setup().seed + 1, memory()};
    In<float> patches{*this, pairs *tokens *width};
    In<float> texts{*this, pairs *text *width};
    Store store{sizes, setup().device != nullptr, memory()};
    Out<float> scores{*this, pairs};

    // Forwards over the tokens of a form and the text; of StoredKeys over the text.
    struct OnCpu {
        Forwards tower, all, text, by64, by16;
        transformer::Cache towerCache, cache;
        Buffer<float> rows;  // [workers x places x width]

        const Forwards &of(std::size_t form) const
        {
            return form == StoredKeys     ? text
                   : form == Compressed16 ? by16
                   : form >= Pooled64     ? by64
                                          : all;
        }
    };
    std::optional<OnCpu> onCpu;

    struct OnDevice {
        transformer::DeviceForwards tower, encoder;
        transformer::DeviceCache towerCache, cache;
        transformer::DevicePass see;
        std::array<transformer::DevicePass, formCount> passes;
        Buffer<float> seen, rows;
        Buffer<sources::Token> unused;  // all rows are given
    };
    std::optional<OnDevice> onDevice;

    Rerank(const Setup &setup, Memory &memory) : Operation(setup, memory)
    {
        const std::size_t places = sizes.encoder().places;
        if (!setup.device) {
            const auto workers = std::size_t(setup.threads);
            const auto over = [&](std::size_t count) {
                return Forwards(encoder, count, 1, workers, memory, 1);
            };
            onCpu.emplace(
                    OnCpu{Forwards(tower, tokens, 1, workers, memory),
                          over(tokens + text),
                          over(text),
                          over(64 + text),
                          over(16 + text),
                          {tower.sizes(), workers, memory},
                          {encoder.sizes(), workers, memory},
                          memory.allocate<float>(BufferRole::Scratch, workers * places * width)});
            return;
        }
        const auto scratch = [&](std::size_t rows) {
            return memory.allocate<float>(BufferRole::Scratch, pairs * rows * width);
        };
        onDevice.emplace(OnDevice{{tower, pairs, tokens, memory},
                                  {encoder, pairs, places, memory},
                                  {tower.sizes(), pairs, memory},
                                  {encoder.sizes(), pairs, memory},
                                  transformer::DevicePass(tokens, tokens, {0, 0, tokens}, memory),
                                  {},
                                  scratch(tokens),
                                  scratch(places),
                                  memory.allocate<sources::Token>(BufferRole::Scratch, 1)});
        for (std::size_t form = 0; form < formCount; ++form) {
            const Forwards::Place place = placeOf(form);
            onDevice->passes[form] =
                    transformer::DevicePass(place.visible - place.first, 1, place, memory);
        }
    }
    Result<> prepare() override
    {
        const std::uint64_t seed = setup().seed;
        rng::fillNormal(patches.span(), 0.0F, 1.0F, seed, 2);
        fillTexts(texts.span(), width, seed);
        const bool isDone = fillStore(store, sizes, tower, encoder, patches.span(), threads(), seed,
                                      setup().stop);
        return isDone ? Result<>() : cancelled();
    }
    void declare(Forms &forms) override
    {
        for (std::size_t form = 0; form < formCount; ++form) {
            Form &own = forms.add(variantIds[form])
                                .reads(texts)
                                .writes(scores)
                                .flops(flopsOf(form))
                                .dense()
                                .run([this, form] { score(form); })
                                .device([this, form](DeviceCopies &d) { scoreOn(d, form); });
            if (form == OnlineTower) {
                own.reads(patches);
            } else if (form == StoredKeys) {
                own.reads(store.keys.halves());
            } else {
                own.reads(store.tokens[form]);
            }
            readWeights(own, form);
        }
    }
    void readWeights(Form &own, std::size_t form) const
    {
        if (onCpu) {
            own.reads(onCpu->of(form).packed());
        } else {
            own.reads(onDevice->encoder.weights());
        }
        if (form == OnlineTower && onCpu) {
            own.reads(onCpu->tower.packed());
        } else if (form == OnlineTower) {
            own.reads(onDevice->tower.weights());
        }
    }
    DeviceSources deviceSources() const override
    {
        return {{"blocks/gemm.cl", "blocks/attention.cl", "blocks/body.cl",
                 "reduce/token-compress-rerank/kernel.cl"},
                transformer::bodyOptions(encoder.sizes())};
    }

    std::size_t kept(std::size_t form) const { return visualTokens(form, tokens); }
    std::size_t givenRows(std::size_t form) const
    {
        return (form == StoredKeys ? 0 : kept(form)) + text;
    }
    // Of the rows that pass through the encoder.
    Forwards::Place placeOf(std::size_t form, std::size_t worker = 0) const
    {
        const std::size_t visual = kept(form);
        return form == StoredKeys ? Forwards::Place{worker, visual, visual + text}
                                  : Forwards::Place{worker, 0, visual + text, visual};
    }
    double flopsOf(std::size_t form) const
    {
        const auto visual = double(kept(form)), own = double(text);
        const double alone = form == StoredKeys ? 0 : visual * visual;
        const double pass =
                encoder.flops(givenRows(form), 0, 1)
                + attention::flops(alone + own * (visual + own), width) * double(layers);
        return double(pairs) * (pass + (form == OnlineTower ? tower.flops(tokens, tokens) : 0));
    }
    // Against forms that compute more, the ratio of FLOPs; stored keys and values compute less, but
    // have more bytes to read.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        if (ratio.quantity != "time") {
            return std::nullopt;
        }
        const Work base = workOf(ratio.baseline), technique = workOf(ratio.technique);
        const double flops = base.flops / technique.flops;
        return ratio.baseline == StoredKeys ? std::max(flops, base.bytes / technique.bytes) : flops;
    }

    // --- on the CPU

    void score(std::size_t form) const
    {
        parallelItems(threads(), pairs, [&](std::size_t pair, std::size_t worker) {
            scores[pair] = scoreOf(form, pair, worker);
        });
    }
    float scoreOf(std::size_t form, std::size_t pair, std::size_t worker) const
    {
        const std::size_t all = givenRows(form) * width, image = all - text * width;
        const std::span rows(onCpu->rows.data() + worker * encoder.sizes().places * width, all);
        if (form == OnlineTower) {
            const float *seen =
                    onCpu->tower.run({}, {worker, 0, tokens}, onCpu->towerCache, worker,
                                     patches.span().subspan(pair * tokens * width, image));
            std::copy_n(seen, image, rows.data());
        } else if (form == StoredKeys) {
            store.keys.load(pair, onCpu->cache, worker);
        } else {
            const Half *from = store.tokens[form].data() + pair * image;
            std::transform(from, from + image, rows.data(), fromFp16);
        }
        std::copy_n(texts.data() + pair * text * width, text * width, rows.data() + image);
        return *onCpu->of(form).run({}, placeOf(form, worker), onCpu->cache, worker, rows);
    }

    // --- on a device

    void scoreOn(DeviceCopies &d, std::size_t form) const
    {
        const std::size_t visual = givenRows(form) - text;
        const std::size_t count = pairs * givenRows(form) * width;
        if (form == OnlineTower) {
            onDevice->tower.run(d, {onDevice->unused, patches, tokens}, onDevice->see,
                                onDevice->towerCache, onDevice->seen);
            d.launch("join_floats", count, 64,
                     {d[onDevice->seen], d[texts], d[onDevice->rows], visual, text, width, count});
        } else {
            // Without any token of the image any buffer will do.
            const Buffer<Half> &from = store.tokens[form == StoredKeys ? Stored : form];
            d.launch("join_halves", count, 64,
                     {d[from], d[texts], d[onDevice->rows], visual, text, width, count});
        }
        for (std::size_t layer = 0; form == StoredKeys && layer < layers; ++layer) {
            const std::size_t all = pairs * tokens * width;
            d.launch("place_stored", all, 64,
                     {d[store.keys.halves()], d[onDevice->cache.keys[layer]],
                      d[onDevice->cache.values[layer]], tokens, encoder.sizes().places, width,
                      layers, layer, all});
        }
        onDevice->encoder.run(d, {onDevice->unused, onDevice->rows, givenRows(form)},
                              onDevice->passes[form], onDevice->cache, scores);
    }

    // --- the oracle: the score of a pair from what is stored of its image

    std::size_t units(std::size_t) const override { return pairs; }
    std::size_t sampledUnits(std::size_t) const override { return 2; }
    double tolerance(std::size_t) const override { return 2e-4; }
    void exact(std::size_t form, std::size_t pair, Expected &expected) const override
    {
        const std::size_t image = kept(form) * width;
        std::vector<double> rows;
        if (form == OnlineTower) {
            const auto own = patches.span().subspan(pair * image, image);
            const std::vector<double> given(own.begin(), own.end());
            rows = transformer::ExactBody(tower).run({}, 0, tokens, 0, given);
        } else if (form != StoredKeys) {
            const auto own = store.tokens[form].span().subspan(pair * image, image);
            std::transform(own.begin(), own.end(), std::back_inserter(rows), fromFp16);
        }
        const auto words = texts.span().subspan(pair * text * width, text * width);
        rows.insert(rows.end(), words.begin(), words.end());
        transformer::ExactBody body(encoder);
        if (form == StoredKeys) {
            placeExact(body, pair);
        }
        const Forwards::Place place = placeOf(form);
        expected.at(scores, pair,
                    body.run({}, place.first, place.visible, place.earlier, rows).back());
    }
    void placeExact(transformer::ExactBody &body, std::size_t pair) const
    {
        for (std::size_t layer = 0; layer < layers; ++layer) {
            for (std::size_t token = 0; token < tokens; ++token) {
                for (std::size_t c = 0; c < width; ++c) {
                    body.place({layer, token, c}, store.keys.key(pair, layer, token, c),
                               store.keys.value(pair, layer, token, c));
                }
            }
        }
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("token-compress-rerank", {{"rerank", operation<Rerank>}}, rerankQuality);
}

}  // namespace touchstone::kernels::token_compress_rerank
