// Figures are kept by what decides them; those that a clock took part in never are.
#include "cheat_kernels.h"
#include "measure/quality_cache.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <fstream>

using namespace touchstone;
using namespace touchstone::measure;

namespace {

class TimedKernel : public test::NormKernel {
public:
    using NormKernel::NormKernel;
    bool hasTimedFigures() const override { return true; }
};

class QualityCaches : public testing::Test {
protected:
    void SetUp() override
    {
        std::filesystem::create_directory(m_folder);
        request.cacheFolder = m_folder.string();
        figures.push_back({"error", "fast", 0.25, std::nullopt, std::nullopt, "%", {{"tau", 2}}});
    }
    void TearDown() override { std::filesystem::remove_all(m_folder); }

    WorkerRequest request;
    std::vector<kernels::Quality> figures;

private:
    std::filesystem::path m_folder = std::filesystem::temp_directory_path()
                                     / ("touchstone-quality-" + std::to_string(::getpid()));
};

}  // namespace

TEST_F(QualityCaches, KeepsFiguresForTheSameRequestOnly)
{
    const test::NormKernel kernel("norm");
    EXPECT_FALSE(QualityCache(request, kernel).read());
    QualityCache(request, kernel).write(figures);
    const auto kept = QualityCache(request, kernel).read();
    ASSERT_TRUE(kept);
    ASSERT_EQ(kept->size(), 1U);
    EXPECT_EQ(kept->front().value, 0.25);
    EXPECT_EQ(kept->front().at, figures.front().at);
    for (const auto change :
         {+[](WorkerRequest &r) { r.seed = 2; }, +[](WorkerRequest &r) { r.preset = "medium"; },
          +[](WorkerRequest &r) { r.device = "opencl:0"; },
          +[](WorkerRequest &r) { r.threads = 2; }}) {
        WorkerRequest other = request;
        change(other);
        EXPECT_FALSE(QualityCache(other, kernel).read());
    }
    EXPECT_FALSE(QualityCache(request, test::NormKernel("another")).read());
}

TEST_F(QualityCaches, KeepsWhereAFigureComesFromAndRefusesUnknownWords)
{
    const test::NormKernel kernel("norm");
    figures.front().evidence = kernels::Evidence::Simulated;
    QualityCache(request, kernel).write(figures);
    const auto kept = QualityCache(request, kernel).read();
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->front().evidence, kernels::Evidence::Simulated);

    const std::filesystem::path folder = std::filesystem::path(request.cacheFolder) / "quality";
    const std::filesystem::path path = std::filesystem::directory_iterator(folder)->path();
    std::string json;
    std::getline(std::ifstream(path), json);
    const std::string word = "\"simulated\"";
    const auto at = json.find(word);
    ASSERT_NE(at, std::string::npos);
    for (const char *other : {"\"guessed\"", "7"}) {
        std::string damaged = json;
        std::ofstream(path) << damaged.replace(at, word.size(), other);
        EXPECT_FALSE(QualityCache(request, kernel).read()) << other;
    }
}

TEST_F(QualityCaches, NeverKeepsTimedFigures)
{
    const TimedKernel kernel("norm");
    QualityCache(request, kernel).write(figures);
    EXPECT_FALSE(QualityCache(request, kernel).read());
    EXPECT_TRUE(std::filesystem::is_empty(request.cacheFolder));
}

TEST_F(QualityCaches, WithoutAFolderNothingIsKept)
{
    request.cacheFolder.clear();
    const test::NormKernel kernel("norm");
    QualityCache(request, kernel).write(figures);
    EXPECT_FALSE(QualityCache(request, kernel).read());
}
