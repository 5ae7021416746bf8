#include "kernels/blocks/activations.h"

#include "kernels/blocks/rng.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

using namespace touchstone::kernels;

TEST(Activations, TanhIsThatInDouble)
{
    for (const std::size_t size : {1U, 3U, 16U, 1001U}) {
        for (const float most : {0.01F, 1.0F, 200.0F}) {
            std::vector<float> values(size);
            rng::fillUniform(values, -most, most, 4, std::uint32_t(size));
            values.front() = 0;
            const std::vector<float> before = values;
            tanhInPlace(values.data(), size);
            for (std::size_t i = 0; i < size; ++i) {
                EXPECT_NEAR(values[i], std::tanh(double(before[i])), 5e-7) << before[i];
            }
        }
    }
}
