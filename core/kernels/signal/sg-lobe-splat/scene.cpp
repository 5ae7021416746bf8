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

// The deviation of degree l is (l + 1)^-1.5.
void scaleHarmonics(std::span<float> block)
{
    for (std::size_t i = 0; i < block.size(); ++i) {
        const std::size_t coefficient = i / blockSize / 3;
        const auto degree = std::size_t(std::sqrt(double(coefficient)));
        block[i] *= float(std::pow(double(degree + 1), -1.5));
    }
}

void fillLobes(std::span<float> block, std::size_t lobes, std::uint64_t seed, std::uint32_t stream,
               std::size_t index)
{
    for (std::size_t lobe = 0; lobe < lobes; ++lobe) {
        const std::uint32_t own = stream + std::uint32_t(lobe);
        for (std::size_t i = 0; i < blockSize; ++i) {
            const double u = rng::uniform(rng::philox(seed, own, index * blockSize + i)[0]);
            block[(3 + 7 * lobe + 3) * blockSize + i] = float(4 * std::pow(16.0, u));
        }
        fillDirections(block, 1, sgFloats(lobes), 3 + 7 * lobe + 4, seed + index, own);
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

std::size_t Scene::levelOf(std::size_t form, std::size_t block) const
{
    std::size_t quarter = 0;
    while (quarter < 3 && block >= quarterFrom(quarter + 1)) {
        ++quarter;
    }
    return levels[form][quarter];
}

std::size_t Scene::offsetOf(std::size_t form, std::size_t block) const
{
    std::size_t offset = 0;
    for (std::size_t quarter = 0; quarter < levels[form].size(); ++quarter) {
        const std::size_t from = std::min(block, quarterFrom(quarter));
        const std::size_t to = std::min(block, quarterFrom(quarter + 1));
        offset += (to - from) * blockSize * floatsAt(form, levels[form][quarter]);
    }
    return offset;
}

void Scene::fill(std::uint64_t seed)
{
    for (std::size_t form = 0; form < formCount; ++form) {
        rng::fillNormal(parameters[form].span(), 0.0F, isSh(form) ? 1.0F : 0.5F, seed,
                        std::uint32_t(form));
        for (std::size_t b = 0; b < blocks; ++b) {
            const std::size_t level = levelOf(form, b);
            const std::span<float> block = parameters[form].span().subspan(
                    offsetOf(form, b), floatsAt(form, level) * blockSize);
            if (isSh(form)) {
                scaleHarmonics(block);
            } else {
                fillLobes(block, level, seed, std::uint32_t(100 + 10 * form), b);
            }
        }
    }
    fillDirections(directions.span(), blocks, 3, 0, seed, 99);
}

}  // namespace touchstone::kernels::sg_lobe_splat
