// Where large buffers lie: asked of the system, and told by a list like its own.
#include "kernels/memory.h"
#include "measure/huge_pages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

using namespace touchstone;

namespace {

TEST(HugePages, AreReadFromTheListOfMappings)
{
    std::istringstream rollup("aaaa0000-ffff0000 ---p 00000000 00:00 0    [rollup]\n"
                              "Rss:               84356 kB\nAnonHugePages:      6144 kB\n"
                              "ShmemPmdMapped:        8 kB\n");
    EXPECT_EQ(measure::hugePageBytes(rollup), 6144.0 * 1024);
    std::istringstream none("Rss: 84356 kB\n");
    EXPECT_EQ(measure::hugePageBytes(none), 0);
}

TEST(HugePages, HoldLargeBuffersWhereTheSystemGivesThem)
{
    std::ifstream setting("/sys/kernel/mm/transparent_hugepage/enabled");
    std::string chosen;
    std::getline(setting, chosen);
    if (chosen.find("[madvise]") == std::string::npos
        && chosen.find("[always]") == std::string::npos) {
        GTEST_SKIP() << "the system gives no huge pages: " << chosen;
    }
    constexpr std::size_t bytes = std::size_t(9) << 20;
    kernels::Memory memory;
    const auto buffer = memory.allocate<std::uint8_t>(kernels::BufferRole::Input, bytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.data()) % 64, 0U);
    const double before = measure::hugePageBytes();
    std::fill_n(buffer.data(), bytes, std::uint8_t(1));
    // Memory may be too fragmented for them: then none is given, and nothing else changes.
    const double given = measure::hugePageBytes() - before;
    EXPECT_TRUE(given == 0 || given >= double(bytes) / 2) << given;
    memory.replace(3);
    EXPECT_TRUE(std::all_of(buffer.data(), buffer.data() + bytes, [](auto b) { return b == 1; }));
    EXPECT_TRUE(memory.redZonesIntact());
}

}  // namespace
