#include "kernels/blocks/packed_linear.h"

#include <omp.h>
#include <oneapi/dnnl/dnnl.hpp>

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <vector>

namespace touchstone::kernels {

namespace {

using Desc = dnnl::memory::desc;
using Tag = dnnl::memory::format_tag;

template <class T>
constexpr auto typeOf = dnnl::memory::data_type::f32;
template <>
constexpr auto typeOf<std::int8_t> = dnnl::memory::data_type::s8;
template <>
constexpr auto typeOf<std::int32_t> = dnnl::memory::data_type::s32;

template <class T>
Desc matrix(std::size_t rows, std::size_t columns, Tag tag)
{
    return {{dnnl::memory::dim(rows), dnnl::memory::dim(columns)}, typeOf<T>, tag};
}

// oneDNN's own scratchpad belongs to the thread that made the product; this one to the calling one.
void *scratchpad(std::size_t bytes)
{
    constexpr std::size_t alignment = 64;
    thread_local std::vector<std::byte> own;
    own.resize(std::max(own.size(), bytes + alignment));
    void *at = own.data();
    std::size_t space = own.size();
    return std::align(alignment, bytes, at, space);
}

}  // namespace

template <class In, class Out>
struct PackedProduct<In, Out>::Private {
    Desc x, given, y, bias;
    int threads;
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::matmul::primitive_desc chosen{};
    dnnl::matmul product{};

    dnnl::memory memory(const Desc &desc, const void *data) const
    {
        return {desc, engine, const_cast<void *>(data)};  // oneDNN has no const handles
    }
};

// dnnl::error only for sizes of zero or no memory: a programming error, or a crash worth recording.
template <class In, class Out>
PackedProduct<In, Out>::PackedProduct(std::size_t m, std::size_t n, std::size_t k, int threads,
                                      Epilogue epilogue)
{
    omp_set_num_threads(threads);  // oneDNN asks OpenMP, here and in every call
    const bool finishes = epilogue == Epilogue::BiasAndRelu;
    auto made = std::make_shared<Private>(Private{
            matrix<In>(m, k, Tag::ab), matrix<In>(k, n, Tag::ba), matrix<Out>(m, n, Tag::ab),
            finishes ? matrix<Out>(1, n, Tag::ab) : Desc(), threads});
    const dnnl::matmul::desc wanted(made->x, matrix<In>(k, n, Tag::any), made->bias, made->y);
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    if (finishes) {
        dnnl::post_ops relu;
        relu.append_eltwise(1.0F, dnnl::algorithm::eltwise_relu, 0.0F, 0.0F);
        attributes.set_post_ops(relu);
    }
    made->chosen = dnnl::matmul::primitive_desc(wanted, attributes, made->engine);
    made->product = dnnl::matmul(made->chosen);
    d = std::move(made);
}

template <class In, class Out>
std::size_t PackedProduct<In, Out>::packedBytes() const
{
    return d->chosen.weights_desc().get_size();
}

template <class In, class Out>
void PackedProduct<In, Out>::pack(const In *w, std::byte *packed) const
{
    dnnl::stream stream(d->engine);
    auto from = d->memory(d->given, w);
    auto to = d->memory(d->chosen.weights_desc(), packed);
    dnnl::reorder(from, to).execute(stream, from, to);
    stream.wait();
}

template <class In, class Out>
void PackedProduct<In, Out>::multiply(const In *x, const std::byte *packed, Out *y,
                                      const Out *bias) const
{
    omp_set_num_threads(d->threads);
    dnnl::stream stream(d->engine);
    const Desc scratch = d->chosen.scratchpad_desc();
    std::unordered_map<int, dnnl::memory> arguments{
            {DNNL_ARG_SRC, d->memory(d->x, x)},
            {DNNL_ARG_WEIGHTS, d->memory(d->chosen.weights_desc(), packed)},
            {DNNL_ARG_DST, d->memory(d->y, y)},
            {DNNL_ARG_SCRATCHPAD, d->memory(scratch, scratchpad(scratch.get_size()))}};
    if (bias) {
        arguments.emplace(DNNL_ARG_BIAS, d->memory(d->bias, bias));
    }
    d->product.execute(stream, arguments);
    stream.wait();
}

template class PackedProduct<float, float>;
template class PackedProduct<std::int8_t, std::int32_t>;

}  // namespace touchstone::kernels
