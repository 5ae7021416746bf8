// Colours of a block of primitives by spherical harmonics or Gaussians, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/signal/sg-lobe-splat/simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include "kernels/signal/sg-lobe-splat/scene.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::sg_lobe_splat {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, blockSize>;
constexpr Floats vectorTag;
using Vec = hn::Vec<Floats>;

HWY_INLINE Vec constant(float value)
{
    return hn::Set(vectorTag, value);
}
HWY_INLINE Vec at(const float *block, std::size_t number)
{
    return hn::Load(vectorTag, block + number * blockSize);
}

struct Direction {
    Vec x, y, z;
};
struct Colour {
    Vec r, g, b;

    HWY_INLINE void add(Vec weight, const float *block, std::size_t first)
    {
        r = hn::MulAdd(weight, at(block, first), r);
        g = hn::MulAdd(weight, at(block, first + 1), g);
        b = hn::MulAdd(weight, at(block, first + 2), b);
    }
};

// c = sum over l, m of c_lm Y_lm(d), real spherical harmonics as polynomials of d.
HWY_INLINE Colour shColour(const float *block, const Direction &d, std::size_t degree)
{
    const Vec zero = hn::Zero(vectorTag);
    Colour colour{zero, zero, zero};
    const auto add = [&](std::size_t index, float factor, Vec polynomial) HWY_ATTR {
        colour.add(hn::Mul(constant(factor), polynomial), block, 3 * index);
    };
    add(0, 0.28209479F, constant(1));
    if (degree == 0) {
        return colour;
    }
    add(1, 0.48860251F, d.y);
    add(2, 0.48860251F, d.z);
    add(3, 0.48860251F, d.x);
    if (degree == 1) {
        return colour;
    }
    const Vec xx = hn::Mul(d.x, d.x), yy = hn::Mul(d.y, d.y), zz = hn::Mul(d.z, d.z);
    const Vec xy = hn::Mul(d.x, d.y), difference = hn::Sub(xx, yy);
    add(4, 1.09254843F, xy);
    add(5, 1.09254843F, hn::Mul(d.y, d.z));
    add(6, 0.31539157F, hn::MulSub(constant(3), zz, constant(1)));
    add(7, 1.09254843F, hn::Mul(d.x, d.z));
    add(8, 0.54627422F, difference);
    if (degree == 2) {
        return colour;
    }
    const Vec fiveZ1 = hn::MulSub(constant(5), zz, constant(1));
    add(9, 0.59004359F, hn::Mul(d.y, hn::MulSub(constant(3), xx, yy)));
    add(10, 2.89061144F, hn::Mul(xy, d.z));
    add(11, 0.45704580F, hn::Mul(d.y, fiveZ1));
    add(12, 0.37317633F, hn::Mul(d.z, hn::MulSub(constant(5), zz, constant(3))));
    add(13, 0.45704580F, hn::Mul(d.x, fiveZ1));
    add(14, 1.44530572F, hn::Mul(d.z, difference));
    add(15, 0.59004359F, hn::Mul(d.x, hn::NegMulAdd(constant(3), yy, xx)));
    return colour;
}

// c = c0 + sum of a_i exp(lambda_i (mu_i . d - 1)).
HWY_INLINE Colour sgColour(const float *block, const Direction &d, std::size_t lobes)
{
    Colour colour{at(block, 0), at(block, 1), at(block, 2)};
    for (std::size_t i = 0; i < lobes; ++i) {
        const std::size_t first = 3 + 7 * i;
        Vec cosine = hn::Mul(at(block, first + 4), d.x);
        cosine = hn::MulAdd(at(block, first + 5), d.y, cosine);
        cosine = hn::MulAdd(at(block, first + 6), d.z, cosine);
        const Vec exponent = hn::Mul(at(block, first + 3), hn::Sub(cosine, constant(1)));
        colour.add(hn::Exp(vectorTag, exponent), block, first);
    }
    return colour;
}

template <class Shader>
HWY_INLINE void shadeBlock(const Scene &scene, std::size_t form, std::size_t block,
                           const Shader &shader)
{
    const float *parameters = scene.parameters[form].data() + scene.offsetOf(form, block);
    const float *directions = scene.directions.data() + block * 3 * blockSize;
    float *colours = scene.colours.data() + block * 3 * blockSize;
    for (std::size_t i = 0; i < blockSize; i += hn::Lanes(vectorTag)) {
        const Direction d{at(directions + i, 0), at(directions + i, 1), at(directions + i, 2)};
        const Colour colour = shader(parameters + i, d);
        hn::Store(colour.r, vectorTag, colours + i);
        hn::Store(colour.g, vectorTag, colours + blockSize + i);
        hn::Store(colour.b, vectorTag, colours + 2 * blockSize + i);
    }
}

void Shade(const Scene &scene, std::size_t form, std::size_t begin, std::size_t end)
{
    for (std::size_t block = begin; block < end; ++block) {
        const std::size_t level = scene.levelOf(form, block);
        if (isSh(form)) {
            shadeBlock(scene, form, block, [&](const float *p, const Direction &d) HWY_ATTR {
                return shColour(p, d, level);
            });
        } else {
            shadeBlock(scene, form, block, [&](const float *p, const Direction &d) HWY_ATTR {
                return sgColour(p, d, level);
            });
        }
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::sg_lobe_splat
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels::sg_lobe_splat {

HWY_EXPORT(Shade);

void shade(const Scene &scene, std::size_t form, std::size_t begin, std::size_t end)
{
    HWY_DYNAMIC_DISPATCH(Shade)(scene, form, begin, end);
}

}  // namespace touchstone::kernels::sg_lobe_splat
#endif
