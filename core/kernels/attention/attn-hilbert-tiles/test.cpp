// What the contract of all kernels does not ask of attn-hilbert-tiles: the geometry of its tiles.
#include "kernels/attention/attn-hilbert-tiles/quality.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

using namespace touchstone::kernels;
using namespace touchstone::kernels::attn_hilbert_tiles;

TEST(HilbertTiles, TheOrderIsACurveThroughAllPlaces)
{
    for (const std::size_t side : {2U, 4U, 32U}) {
        const Image image{side, 3, 1};
        const auto order = hilbertOrder(image);
        EXPECT_EQ(std::set<std::int32_t>(order.begin(), order.end()).size(), image.tokens());
        for (std::size_t i = 0; i < image.pixels(); ++i) {
            const auto x = std::size_t(order[i]) % side;
            const auto y = std::size_t(order[i]) / side;
            EXPECT_EQ(hilbertIndex(side, x, y), i);
            if (i > 0) {
                const auto px = std::size_t(order[i - 1]) % side;
                const auto py = std::size_t(order[i - 1]) / side;
                EXPECT_EQ(std::max(x, px) - std::min(x, px) + std::max(y, py) - std::min(y, py),
                          1U);
            }
        }
        EXPECT_EQ(order[image.pixels()], std::int32_t(image.pixels()));  // text stays
    }
}

TEST(HilbertTiles, PairsGiveTheDesignedLimits)
{
    const auto limit = [](std::size_t side, std::size_t tiles) {
        const Image image{side, 512, tiles};
        const auto groups = tileGroups(image, hilbertOrder(image), {true, 0});
        return double(image.tokens()) * double(image.tokens()) / pairs(groups);
    };
    EXPECT_NEAR(limit(64, 4), 2.09, 0.02);
    EXPECT_NEAR(limit(64, 16), 2.87, 0.02);
    EXPECT_NEAR(limit(128, 4), 2.63, 0.02);
    EXPECT_NEAR(limit(128, 16), 4.44, 0.02);
    EXPECT_LT(limit(64, 16), limit(64, 32));
}

TEST(HilbertTiles, SlidingBoundariesReachFurther)
{
    const Image image{32, 0, 16};
    const std::size_t step = image.tileSize() / 4;
    const std::array<std::size_t, 4> fixed{};
    const std::array<std::size_t, 4> sliding{0, step, 2 * step, 3 * step};
    EXPECT_NEAR(reach(image, fixed), 1.0 / 16, 1e-9);
    EXPECT_GT(reach(image, sliding), 1.5 / 16);
}
