// Limits of control groups, read from folders that look like those of the kernel.
#include "measure/cpu_quota.h"
#include "measure/environment.h"

#include <gtest/gtest.h>

#include <fstream>

#include <unistd.h>

using namespace touchstone::measure;

namespace {

class CpuQuota : public testing::Test {
protected:
    CpuQuota()
        : m_root(std::filesystem::temp_directory_path()
                 / ("touchstone-cgroup-" + std::to_string(::getpid())))
    {
        std::filesystem::create_directories(m_root / "pod/box");
    }
    ~CpuQuota() override { std::filesystem::remove_all(m_root); }
    void write(const char *file, const char *text) const { std::ofstream(m_root / file) << text; }

    std::filesystem::path m_root;
};

TEST_F(CpuQuota, IsTheSmallestOnTheWayUp)
{
    EXPECT_EQ(cpuQuota(m_root, "/pod/box"), std::nullopt);
    write("pod/box/cpu.max", "max 100000\n");
    EXPECT_EQ(cpuQuota(m_root, "/pod/box"), std::nullopt);
    write("pod/cpu.max", "150000 100000\n");
    EXPECT_EQ(cpuQuota(m_root, "/pod/box"), 1.5);
    write("pod/box/cpu.max", "400000 100000\n");
    EXPECT_EQ(cpuQuota(m_root, "/pod/box"), 1.5);
    write("pod/box/cpu.max", "50000 100000\n");
    EXPECT_EQ(cpuQuota(m_root, "/pod/box"), 0.5);
    EXPECT_EQ(cpuQuota(m_root, "/"), std::nullopt);
}

TEST_F(CpuQuota, OfVersionOne)
{
    write("pod/cpu.cfs_quota_us", "-1\n");
    write("pod/cpu.cfs_period_us", "100000\n");
    EXPECT_EQ(cpuQuota(m_root, "/pod"), std::nullopt);
    write("pod/cpu.cfs_quota_us", "300000\n");
    EXPECT_EQ(cpuQuota(m_root, "/pod"), 3.0);
}

TEST_F(CpuQuota, NonsenseIsNoLimit)
{
    for (const char *text : {"", "much 100000", "100000", "100000 0", "-5 100000", "nan 1"}) {
        write("cpu.max", text);
        EXPECT_EQ(cpuQuota(m_root, "/"), std::nullopt) << text;
    }
    EXPECT_EQ(cpuQuota(m_root / "nowhere", "/a/b"), std::nullopt);
}

TEST(Threads, MoreThanCanRunAtOnceAreRefused)
{
    EXPECT_TRUE(threadsAreWithin(8, 8, std::nullopt));
    EXPECT_TRUE(threadsAreWithin(8, 8, 16.0));
    EXPECT_TRUE(threadsAreWithin(1, 8, 0.5));  // one thread always runs
    EXPECT_TRUE(threadsAreWithin(2, 8, 2.5));
    const auto cores = threadsAreWithin(9, 8, std::nullopt);
    ASSERT_FALSE(cores);
    EXPECT_EQ(cores.error().code, touchstone::ErrorCode::Usage);
    EXPECT_NE(cores.error().message.en.find("--threads 9"), std::string::npos);
    const auto quota = threadsAreWithin(3, 8, 2.5);
    ASSERT_FALSE(quota);
    EXPECT_EQ(quota.error().code, touchstone::ErrorCode::Usage);
    EXPECT_NE(quota.error().message.en.find("quota"), std::string::npos);
    EXPECT_NE(quota.error().message.zh.find("配额"), std::string::npos);
    EXPECT_TRUE(threadsArePossible(processorCount()));
    EXPECT_FALSE(threadsArePossible(100'000));
}

TEST(ProcessorCount, IsWithinTheQuota)
{
    const auto quota = cpuQuota();
    EXPECT_GE(processorCount(), 1);
    EXPECT_TRUE(!quota || processorCount() <= std::max(1.0, *quota));
    EXPECT_FALSE(describeEnvironment()["cpu quota"].empty());
}

}  // namespace
