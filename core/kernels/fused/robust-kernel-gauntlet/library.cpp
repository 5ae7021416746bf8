#include "kernels/fused/robust-kernel-gauntlet/library.h"

#include "kernels/fused/robust-kernel-gauntlet/rows.h"

#include <omp.h>
#include <oneapi/dnnl/dnnl.hpp>

#include <unordered_map>

namespace touchstone::kernels::robust_kernel_gauntlet {

namespace {

using Desc = dnnl::memory::desc;
using Tag = dnnl::memory::format_tag;

Desc table(std::size_t rows, std::size_t width)
{
    return {{dnnl::memory::dim(rows), dnnl::memory::dim(width)},
            dnnl::memory::data_type::f32,
            Tag::ab};
}

// Which row of which array, by DNNL_ARG_...
using Arguments = std::unordered_map<int, std::pair<Desc, const float *>>;

void execute(const dnnl::primitive &primitive, const dnnl::engine &engine, int threads,
             const Arguments &arguments)
{
    omp_set_num_threads(threads);  // oneDNN asks OpenMP
    std::unordered_map<int, dnnl::memory> all;
    for (const auto &[argument, of] : arguments) {
        // oneDNN has no const handles.
        all.emplace(argument, dnnl::memory(of.first, engine, const_cast<float *>(of.second)));
    }
    dnnl::stream stream(engine);
    primitive.execute(stream, all);
    stream.wait();
}

}  // namespace

struct LibraryLayerNorm::Private {
    Desc rows, vector;
    int threads;
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::layer_normalization_forward norm{};
};

LibraryLayerNorm::LibraryLayerNorm(std::size_t rows, std::size_t width, int threads)
{
    omp_set_num_threads(threads);
    auto made = std::make_shared<Private>(
            Private{table(rows, width),
                    {{dnnl::memory::dim(width)}, dnnl::memory::data_type::f32, Tag::a},
                    threads});
    const dnnl::layer_normalization_forward::desc wanted(
            dnnl::prop_kind::forward_inference, made->rows, normEpsilon,
            dnnl::normalization_flags::use_scale | dnnl::normalization_flags::use_shift);
    made->norm = dnnl::layer_normalization_forward({wanted, made->engine});
    d = std::move(made);
}

void LibraryLayerNorm::run(const float *x, const float *weight, const float *bias, float *y) const
{
    execute(d->norm, d->engine, d->threads,
            {{DNNL_ARG_SRC, {d->rows, x}},
             {DNNL_ARG_SCALE, {d->vector, weight}},
             {DNNL_ARG_SHIFT, {d->vector, bias}},
             {DNNL_ARG_DST, {d->rows, y}}});
}

struct LibrarySoftmax::Private {
    Desc rows;
    int threads;
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::softmax_forward softmax{};
};

LibrarySoftmax::LibrarySoftmax(std::size_t rows, std::size_t width, int threads)
{
    omp_set_num_threads(threads);
    auto made = std::make_shared<Private>(Private{table(rows, width), threads});
    const dnnl::softmax_forward::desc wanted(dnnl::prop_kind::forward_inference, made->rows, 1);
    made->softmax = dnnl::softmax_forward({wanted, made->engine});
    d = std::move(made);
}

void LibrarySoftmax::run(const float *x, float *y) const
{
    execute(d->softmax, d->engine, d->threads,
            {{DNNL_ARG_SRC, {d->rows, x}}, {DNNL_ARG_DST, {d->rows, y}}});
}

}  // namespace touchstone::kernels::robust_kernel_gauntlet
