#include "kernels/signal/conv-algo-matrix/layer.h"

#include <oneapi/dnnl/dnnl.hpp>

#include <omp.h>

namespace touchstone::kernels::conv_algo_matrix {

namespace {

struct Convolution {
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream{engine};
    dnnl::memory x, weights, y;
    dnnl::convolution_forward primitive;
};

dnnl::memory::desc tensor(std::size_t n, std::size_t c, std::size_t edge,
                          dnnl::memory::format_tag tag)
{
    const auto dim = [](std::size_t value) { return dnnl::memory::dim(value); };
    return {{dim(n), dim(c), dim(edge), dim(edge)}, dnnl::memory::data_type::f32, tag};
}

}  // namespace

Result<std::function<void()>> libraryDirect(const Layer &l, int threads)
{
    using Tag = dnnl::memory::format_tag;
    omp_set_num_threads(threads);  // oneDNN asks OpenMP
    try {
        auto d = std::make_shared<Convolution>();
        const auto x = tensor(l.images, l.inputs, l.padded, Tag::nhwc);
        const auto y = tensor(l.images, l.outputs, l.size, Tag::nhwc);
        // x carries its border, so that no padding is asked for.
        const dnnl::convolution_forward::desc wanted(
                dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct, x,
                tensor(l.outputs, l.inputs, 3, Tag::any), y, {1, 1}, {0, 0}, {0, 0});
        const dnnl::convolution_forward::primitive_desc chosen(wanted, d->engine);
        d->primitive = dnnl::convolution_forward(chosen);
        d->x = dnnl::memory(x, d->engine, nullptr);
        d->y = dnnl::memory(y, d->engine, nullptr);
        d->weights = dnnl::memory(chosen.weights_desc(), d->engine);
        dnnl::memory given(tensor(l.outputs, l.inputs, 3, Tag::ohwi), d->engine, l.weights.data());
        dnnl::reorder(given, d->weights).execute(d->stream, given, d->weights);
        d->stream.wait();
        return [d, threads, from = l.x, to = l.y] {
            omp_set_num_threads(threads);
            d->x.set_data_handle(from.data());
            d->y.set_data_handle(to.data());
            d->primitive.execute(
                    d->stream,
                    {{DNNL_ARG_SRC, d->x}, {DNNL_ARG_WEIGHTS, d->weights}, {DNNL_ARG_DST, d->y}});
            d->stream.wait();
        };
    } catch (const dnnl::error &error) {
        return fail(ErrorCode::Unsupported, "oneDNN offers no such convolution: {0}",
                    "oneDNN 不提供该卷积：{0}", error.what());
    }
}

}  // namespace touchstone::kernels::conv_algo_matrix
