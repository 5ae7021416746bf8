#include "kernels/signal/sg-lobe-splat/scene.h"

#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace touchstone::kernels::sg_lobe_splat {

namespace {

// Unit vectors into planes x, y, z of 16 at `at` of every block of `floats`.
void fillDirections(std::span<float> out, std::size_t blocks, std::size_t floats, std::size_t at,
                    std::uint64_t seed, std::uint32_t stream)
{
    std::vector<float> normals(blocks * blockSize * 3);
    rng::fillNormal(normals, 0.0F, 1.0F, seed, stream);
    for (std::size_t i = 0; i < blocks * blockSize; ++i) {
        const float *n = normals.data() + 3 * i;
        const float length = std::sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]) + 1e-20F;
        float *to =
                out.data() + i / blockSize * floats * blockSize + at * blockSize + i % blockSize;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            to[axis * blockSize] = n[axis] / length;
        }
    }
}

}  // namespace

Scene::Scene(std::size_t count, Memory &memory)
    : primitives(count), blocks((count + blockSize - 1) / blockSize)
{
    for (std::size_t form = 0; form < formCount; ++form) {
        parameters[form] = memory.allocate<float>(BufferRole::Input, offsetOf(form, blocks));
    }
    directions = memory.allocate<float>(BufferRole::Input, blocks * 3 * blockSize);
    colours = memory.allocate<float>(BufferRole::Output, blocks * 3 * blockSize);
}

std::size_t Scene::lobesOf(std::size_t form, std::size_t block) const
{
    if (form != SgSorted) {
        return form == Sg1 ? 1 : mostLobes;
    }
    std::size_t lobes = 0;
    while (lobes < mostLobes && block >= sortedFrom(lobes + 1)) {
        ++lobes;
    }
    return lobes;
}

std::size_t Scene::floatsOf(std::size_t form, std::size_t block) const
{
    return isSh(form) ? shFloats(form + 1) : sgFloats(lobesOf(form, block));
}

std::size_t Scene::offsetOf(std::size_t form, std::size_t block) const
{
    if (form != SgSorted) {
        return block * blockSize * floatsOf(form, 0);
    }
    std::size_t offset = 0;
    for (std::size_t lobes = 0; lobes <= mostLobes; ++lobes) {
        const std::size_t from = std::min(block, sortedFrom(lobes));
        const std::size_t to = std::min(block, sortedFrom(lobes + 1));
        offset += (to - from) * blockSize * sgFloats(lobes);
    }
    return offset;
}

void Scene::fill(std::uint64_t seed)
{
    for (std::size_t form = Sh1; form <= Sh3; ++form) {
        rng::fillNormal(parameters[form].span(), 0.0F, 1.0F, seed, std::uint32_t(form));
        const std::size_t floats = shFloats(form + 1);
        for (std::size_t i = 0; i < parameters[form].size(); ++i) {
            const std::size_t coefficient = i / blockSize % floats / 3;
            const auto degree = std::size_t(std::sqrt(double(coefficient)));
            parameters[form][i] *= float(std::pow(double(degree + 1), -1.5));
        }
    }
    for (std::size_t form = Sg1; form <= SgSorted; ++form) {
        rng::fillNormal(parameters[form].span(), 0.0F, 0.5F, seed, std::uint32_t(form));
        for (std::size_t b = 0; b < blocks; ++b) {
            const std::span<float> block = parameters[form].span().subspan(
                    offsetOf(form, b), floatsOf(form, b) * blockSize);
            for (std::size_t lobe = 0; lobe < lobesOf(form, b); ++lobe) {
                const auto stream = std::uint32_t(100 + 10 * form + lobe);
                for (std::size_t i = 0; i < blockSize; ++i) {
                    const double u = rng::uniform(rng::philox(seed, stream, b * blockSize + i)[0]);
                    block[(3 + 7 * lobe + 3) * blockSize + i] = float(4 * std::pow(16.0, u));
                }
                fillDirections(block, 1, floatsOf(form, b), 3 + 7 * lobe + 4, seed + b, stream);
            }
        }
    }
    fillDirections(directions.span(), blocks, 3, 0, seed, 99);
}

}  // namespace touchstone::kernels::sg_lobe_splat
