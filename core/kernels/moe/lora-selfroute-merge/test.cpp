// What the contract of all kernels does not ask of lora-selfroute-merge: its identities.
#include "kernels/blocks/rng.h"
#include "kernels/moe/lora-selfroute-merge/layer.h"

#include <gtest/gtest.h>

using namespace touchstone::kernels;
using namespace touchstone::kernels::lora_selfroute_merge;

TEST(SelfRouting, RowsOfEveryExpertAreAsLongAsTheMagnitude)
{
    constexpr std::size_t width = 67;
    std::vector<float> x(width), magnitude(width), scaled(width * allColumns);
    const Factors f = drawnFactors(x, magnitude, 3, false);
    normalise(f.a.data(), f.b.data(), magnitude, scaled.data(), 2);
    for (std::size_t j = 0; j < width; ++j) {
        for (std::size_t e = 0; e < expertCount; ++e) {
            double square = 0;
            for (std::size_t i = 0; i < width; ++i) {
                double sum = 0;
                for (std::size_t c = e * loraRank; c < (e + 1) * loraRank; ++c) {
                    sum += double(scaled[j * allColumns + c]) * double(f.a[c * width + i]);
                }
                square += sum * sum;
            }
            EXPECT_NEAR(std::sqrt(square) / double(magnitude[j]), 1, 1e-4) << j << ' ' << e;
        }
        for (std::size_t c = expertColumns; c < allColumns; ++c) {
            EXPECT_EQ(scaled[j * allColumns + c], f.b[j * allColumns + c]);
        }
    }
}
