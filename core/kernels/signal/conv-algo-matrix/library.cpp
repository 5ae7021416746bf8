#include "kernels/catalogue.h"
#include "kernels/description.h"
#include "kernels/signal/conv-algo-matrix/layer.h"

#include <oneapi/dnnl/dnnl.hpp>

#include <omp.h>

namespace touchstone::kernels::conv_algo_matrix {

namespace {

using Tag = dnnl::memory::format_tag;

struct Convolution {
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream{engine};
    dnnl::memory x, weights, y;  // x and y: channels last
    dnnl::memory ownX, ownY;     // in the order of the primitive; x and y themselves where equal
    dnnl::convolution_forward primitive;
    dnnl::reorder before, after;  // empty where nothing moves

    void run(const Buffer<float> &from, const Buffer<float> &to)
    {
        x.set_data_handle(from.data());
        y.set_data_handle(to.data());
        if (before) {
            before.execute(stream, x, ownX);
        }
        primitive.execute(
                stream, {{DNNL_ARG_SRC, ownX}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_DST, ownY}});
        if (after) {
            after.execute(stream, ownY, y);
        }
        stream.wait();
    }
};

dnnl::memory::desc tensor(std::size_t n, std::size_t c, std::size_t edge, Tag tag)
{
    const auto dim = [](std::size_t value) { return dnnl::memory::dim(value); };
    return {{dim(n), dim(c), dim(edge), dim(edge)}, dnnl::memory::data_type::f32, tag};
}

// x carries its border, so that no padding is asked for.
dnnl::convolution_forward::primitive_desc chosenFor(const Sizes &l, bool winograd,
                                                    const dnnl::engine &engine)
{
    const Tag order = winograd ? Tag::any : Tag::nhwc;  // of x and y
    const dnnl::convolution_forward::desc wanted(
            dnnl::prop_kind::forward_inference,
            winograd ? dnnl::algorithm::convolution_winograd : dnnl::algorithm::convolution_direct,
            tensor(l.images, l.inputs, l.padded, order), tensor(l.outputs, l.inputs, 3, Tag::any),
            tensor(l.images, l.outputs, l.size, order), {1, 1}, {0, 0}, {0, 0});
    return {wanted, engine};
}

}  // namespace

Result<std::function<void()>> libraryConvolution(const Layer &l, int threads, bool winograd)
{
    omp_set_num_threads(threads);  // oneDNN asks OpenMP
    try {
        auto d = std::make_shared<Convolution>();
        const auto chosen = chosenFor(l, winograd, d->engine);
        d->primitive = dnnl::convolution_forward(chosen);
        d->x = {tensor(l.images, l.inputs, l.padded, Tag::nhwc), d->engine, nullptr};
        d->y = {tensor(l.images, l.outputs, l.size, Tag::nhwc), d->engine, nullptr};
        d->ownX = d->x;  // the same memory by another handle
        d->ownY = d->y;
        if (chosen.src_desc() != d->x.get_desc()) {
            d->ownX = {chosen.src_desc(), d->engine};
            d->before = {d->x, d->ownX};
        }
        if (chosen.dst_desc() != d->y.get_desc()) {
            d->ownY = {chosen.dst_desc(), d->engine};
            d->after = {d->ownY, d->y};
        }
        d->weights = dnnl::memory(chosen.weights_desc(), d->engine);
        dnnl::memory given(tensor(l.outputs, l.inputs, 3, Tag::ohwi), d->engine, l.weights.data());
        // The transform of Winograd's weights begins at this order alone.
        dnnl::memory plain(tensor(l.outputs, l.inputs, 3, Tag::oihw), d->engine);
        dnnl::reorder(given, plain).execute(d->stream, given, plain);
        dnnl::reorder(plain, d->weights).execute(d->stream, plain, d->weights);
        d->stream.wait();
        return [d, threads, from = l.x, to = l.y] {
            omp_set_num_threads(threads);
            d->run(from, to);
        };
    } catch (const dnnl::error &error) {
        return fail(ErrorCode::Unsupported, "oneDNN offers no such convolution: {0}",
                    "oneDNN 不提供该卷积：{0}", error.what());
    }
}

bool libraryHasWinograd()
{
    static const bool has = [] {
        const Description kernel = describe(kernelsJson(), "conv-algo-matrix");
        const OperationDescription &operation = kernel.operations.front();
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        for (const auto *shapes : {&operation.small, &operation.medium, &operation.large,
                                   &operation.sweep, &operation.odd}) {
            for (const Shape &shape : *shapes) {
                try {
                    chosenFor(Sizes(shape), true, engine);
                } catch (const dnnl::error &) {
                    return false;
                }
            }
        }
        return true;
    }();
    return has;
}

}  // namespace touchstone::kernels::conv_algo_matrix
