#include "kernels/blocks/trained_cache.h"

#include <gtest/gtest.h>

#include <fstream>

#include <unistd.h>

using namespace touchstone::kernels;
namespace fs = std::filesystem;

namespace {

class TrainedCache : public testing::Test {
protected:
    void SetUp() override
    {
        m_setup.cacheFolder = fs::path(testing::TempDir())
                              / ("trained-" + std::to_string(::getpid()) + '-'
                                 + testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(m_setup.cacheFolder);
    }
    void TearDown() override { fs::remove_all(m_setup.cacheFolder); }

    TrainedWeights make(const std::string &name, float value = 1)
    {
        return trained(m_setup, name,
                       [&] {
                           ++m_trained;
                           return TrainedWeights{Grid<float>(2, 3, value), Grid<float>(1, 1, -1)};
                       })
                .value();
    }
    // So many others that the memory has forgotten what was before.
    void forget()
    {
        for (int i = 0; i < 40; ++i) {
            make("other-" + std::to_string(i));
        }
        m_trained = 0;
    }

    touchstone::kernels::Setup m_setup;
    int m_trained = 0;
};

}  // namespace

TEST_F(TrainedCache, TrainsOnceInMemoryAndOnceOnDisk)
{
    const TrainedWeights first = make("net-1", 3);
    EXPECT_EQ(make("net-1").front().values, first.front().values);
    EXPECT_EQ(m_trained, 1);
    forget();
    const TrainedWeights read = make("net-1");
    EXPECT_EQ(m_trained, 0);
    ASSERT_EQ(read.size(), 2U);
    EXPECT_EQ(read[0].rows, 2U);
    EXPECT_EQ(read[0].columns, 3U);
    EXPECT_EQ(read[0].values, first[0].values);
    EXPECT_EQ(read[1].values, first[1].values);
}

TEST_F(TrainedCache, TestsHaveWeightsOfTheirOwn)
{
    make("net-2", 3);
    m_setup.effort = Effort::Smoke;
    EXPECT_EQ(make("net-2", 5).front().values.front(), 5);
    EXPECT_EQ(m_trained, 2);
}

TEST_F(TrainedCache, DamagedFilesAreMadeAgain)
{
    const std::vector<std::string> damages{"", "abc", std::string(24, '\xff'),
                                           std::string(200, '\0')};
    for (const std::string &damage : damages) {
        make("net-3");
        const fs::path file = m_setup.cacheFolder / "trained" / "net-3.weights";
        ASSERT_TRUE(fs::exists(file));
        forget();
        std::ofstream(file, std::ios::binary) << damage;
        EXPECT_EQ(make("net-3").front().values.size(), 6U);
        EXPECT_EQ(m_trained, 1) << damage.size();
        forget();
        fs::resize_file(file, fs::file_size(file) - 1);
        make("net-3");
        EXPECT_EQ(m_trained, 1);
        forget();
        fs::remove(file);
    }
}

TEST_F(TrainedCache, WorksWithoutAFolder)
{
    m_setup.cacheFolder.clear();
    EXPECT_EQ(make("net-4", 3).front().values.front(), 3);
    EXPECT_EQ(make("net-4", 4).front().values.front(), 3);
}

TEST_F(TrainedCache, StoppedTrainingIsNotKept)
{
    std::stop_source source;
    m_setup.stop = source.get_token();
    const auto stopped = trained(m_setup, "net-5", [&] {
        source.request_stop();
        return TrainedWeights();
    });
    ASSERT_FALSE(stopped);
    EXPECT_TRUE(stopped.error().cancelled());
    m_setup.stop = {};
    EXPECT_EQ(make("net-5").size(), 2U);
}
