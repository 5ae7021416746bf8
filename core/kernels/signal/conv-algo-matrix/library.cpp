#include "kernels/signal/conv-algo-matrix/library.h"

#include <oneapi/dnnl/dnnl.hpp>

#include <omp.h>

#include <utility>

namespace touchstone::kernels::conv_algo_matrix {

struct LibraryConvolution::Private {
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream{engine};
    dnnl::memory x, weights, y;
    dnnl::convolution_forward primitive;
    int threads = 1;
};

LibraryConvolution::LibraryConvolution(std::unique_ptr<Private> p) : d(std::move(p)) {}
LibraryConvolution::~LibraryConvolution() = default;

namespace {

dnnl::memory::desc tensor(std::size_t n, std::size_t c, std::size_t h, std::size_t w,
                          dnnl::memory::format_tag tag)
{
    const auto dim = [](std::size_t value) { return dnnl::memory::dim(value); };
    return {{dim(n), dim(c), dim(h), dim(w)}, dnnl::memory::data_type::f32, tag};
}

}  // namespace

Result<std::unique_ptr<LibraryConvolution>>
LibraryConvolution::create(const Sizes &s, const float *weights, int threads)
{
    using Tag = dnnl::memory::format_tag;
    omp_set_num_threads(threads);  // oneDNN asks OpenMP
    try {
        auto d = std::make_unique<Private>();
        d->threads = threads;
        const auto x = tensor(s.images, s.inputs, s.padded, s.padded, Tag::nhwc);
        const auto y = tensor(s.images, s.outputs, s.size, s.size, Tag::nhwc);
        const dnnl::convolution_forward::desc wanted(
                dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct, x,
                tensor(s.outputs, s.inputs, 3, 3, Tag::any), y, {1, 1}, {0, 0}, {0, 0});
        const dnnl::convolution_forward::primitive_desc chosen(wanted, d->engine);
        d->primitive = dnnl::convolution_forward(chosen);
        d->x = dnnl::memory(x, d->engine, nullptr);
        d->y = dnnl::memory(y, d->engine, nullptr);
        d->weights = dnnl::memory(chosen.weights_desc(), d->engine);
        dnnl::memory given(tensor(s.outputs, s.inputs, 3, 3, Tag::ohwi), d->engine,
                           const_cast<float *>(weights));
        dnnl::reorder(given, d->weights).execute(d->stream, given, d->weights);
        d->stream.wait();
        return std::unique_ptr<LibraryConvolution>(new LibraryConvolution(std::move(d)));
    } catch (const dnnl::error &error) {
        return fail(ErrorCode::Unsupported, "oneDNN offers no such convolution: {0}",
                    "oneDNN 不提供该卷积：{0}", error.what());
    }
}

void LibraryConvolution::run(const float *x, float *y)
{
    omp_set_num_threads(d->threads);
    d->x.set_data_handle(const_cast<float *>(x));
    d->y.set_data_handle(y);
    d->primitive.execute(
            d->stream,
            {{DNNL_ARG_SRC, d->x}, {DNNL_ARG_WEIGHTS, d->weights}, {DNNL_ARG_DST, d->y}});
    d->stream.wait();
}

}  // namespace touchstone::kernels::conv_algo_matrix
