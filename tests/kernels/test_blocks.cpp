#include "kernels/blocks/gemm.h"
#include "kernels/blocks/gemm_int8.h"
#include "kernels/blocks/half.h"
#include "kernels/blocks/opencl.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/packed_linear.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/memory.h"

#include "targets.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstring>
#include <numeric>
#include <set>

using namespace touchstone::kernels;

// --- memory -------------------------------------------------------------------------------------

TEST(Memory, MovesBuffersAndKeepsTheirContents)
{
    Memory memory;
    const auto buffer = memory.allocate<float>(BufferRole::Input, 1000);
    std::iota(buffer.span().begin(), buffer.span().end(), 0.0F);
    std::set<std::uintptr_t> places;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        memory.replace(seed);
        places.insert(reinterpret_cast<std::uintptr_t>(buffer.data()));
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.data()) % 64, 0U);
        EXPECT_EQ(buffer[0], 0.0F);
        EXPECT_EQ(buffer[999], 999.0F);
        EXPECT_TRUE(memory.redZonesIntact());
    }
    EXPECT_GT(places.size(), 10U);
}

TEST(Memory, SeesAWriteBeyondEitherEnd)
{
    Memory memory;
    const auto buffer = memory.allocate<float>(BufferRole::Output, 16);
    EXPECT_TRUE(memory.redZonesIntact());
    buffer.data()[16] = 1.0F;
    EXPECT_FALSE(memory.redZonesIntact());
    memory.replace(1);  // paints fresh zones
    EXPECT_TRUE(memory.redZonesIntact());
    buffer.data()[-1] = 1.0F;
    EXPECT_FALSE(memory.redZonesIntact());
}

TEST(Memory, PoisonsOutputsAndScratchOnly)
{
    Memory memory;
    const auto in = memory.allocate<float>(BufferRole::Input, 4);
    const auto out = memory.allocate<float>(BufferRole::Output, 4);
    std::fill(in.span().begin(), in.span().end(), 2.0F);
    memory.poisonOutputs();
    EXPECT_EQ(in[3], 2.0F);
    EXPECT_TRUE(std::isnan(out[0]) && std::isnan(out[3]));
    EXPECT_EQ(memory.outputs().size(), 1U);
    EXPECT_EQ(memory.bytes(BufferRole::Input), 16U);
}

TEST(MemoryDeathTest, AWriteToAProtectedInputIsACrash)
{
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    Memory memory;
    const auto in = memory.allocate<float>(BufferRole::Input, 4);
    memory.protectInputs(true);
    EXPECT_DEATH(in.data()[0] = 1.0F, "");
    memory.protectInputs(false);
    in.data()[0] = 1.0F;
    EXPECT_EQ(in[0], 1.0F);
}

// --- rng

TEST(Rng, PhiloxGivesThePublishedNumbers)
{
    // Known answers of Philox4x32-10: counter and key all zero, and all ones.
    EXPECT_EQ(rng::philox(0, 0, 0),
              (std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
}

TEST(Rng, NormalsHaveTheirMoments)
{
    std::vector<float> values(200'000);
    rng::fillNormal(values, 3.0F, 2.0F, 7, 1);
    const double n = double(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double variance = 0;
    for (const float v : values) {
        variance += (v - mean) * (v - mean) / n;
    }
    EXPECT_NEAR(mean, 3.0, 0.03);
    EXPECT_NEAR(variance, 4.0, 0.08);
}

TEST(Rng, AnyPartOfAStreamIsTheSame)
{
    std::vector<float> whole(1003);
    std::vector<float> part(17);
    rng::fillNormal(whole, 0.0F, 1.0F, 5, 2);
    rng::fillNormal(part, 0.0F, 1.0F, 5, 2);
    EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin()));
    rng::fillNormal(part, 0.0F, 1.0F, 6, 2);
    EXPECT_FALSE(std::equal(part.begin(), part.end(), whole.begin()));
}

TEST(Rng, ActivationsHaveOutlierChannels)
{
    const std::size_t channels = 200;
    std::vector<float> values(channels * 50);
    rng::fillActivations(values, channels, 0.01, 10.0F, 3, 1);
    std::size_t loud = 0;
    for (std::size_t c = 0; c < channels; ++c) {
        double square = 0;
        for (std::size_t row = 0; row < 50; ++row) {
            square += double(values[row * channels + c]) * values[row * channels + c] / 50;
        }
        loud += square > 25 ? 1 : 0;
    }
    EXPECT_GE(loud, 1U);
    EXPECT_LE(loud, 2U);
}

TEST(Rng, IntegersStayInRange)
{
    std::vector<float> values(10'000);
    rng::fillIntegers(values, 3, 1, 1);
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    EXPECT_EQ(*low, -3.0F);
    EXPECT_EQ(*high, 3.0F);
}

// --- half, oracle, parallel, gemm

TEST(Half, Bf16RoundsToNearestEven)
{
    EXPECT_EQ(fromBf16(toBf16(1.0F)), 1.0F);
    EXPECT_EQ(fromBf16(toBf16(1.0F + 0x1p-8F)), 1.0F);  // half way: to the even one
    EXPECT_EQ(fromBf16(toBf16(1.0F + 0x1.8p-7F)), 1.0F + 0x1p-6F);
    EXPECT_LE(halfUlps(HalfFormat::Bf16, toBf16(3.14159F), 3.14159), 0.5);
    EXPECT_DOUBLE_EQ(halfUlps(HalfFormat::Bf16, toBf16(1.0F), 1.0 + 0x1p-7), 1.0);
}

TEST(Half, Fp16KeepsEveryStoredNumber)
{
    for (std::uint32_t bits = 0; bits < 0x10000U; ++bits) {
        const float value = fromFp16(Half(bits));
        if (!std::isnan(value)) {
            ASSERT_EQ(toFp16(value), Half(bits)) << bits;
        }
    }
    EXPECT_TRUE(std::isnan(fromFp16(toFp16(std::nanf("")))));
}

TEST(Half, Fp16RoundsToNearestEven)
{
    EXPECT_EQ(fromFp16(0x3C00), 1.0F);
    EXPECT_EQ(fromFp16(0x0001), 0x1p-24F);               // the smallest subnormal number
    EXPECT_EQ(fromFp16(toFp16(1.0F + 0x1p-11F)), 1.0F);  // half way: to the even one
    EXPECT_EQ(fromFp16(toFp16(1.0F + 0x1.8p-10F)), 1.0F + 0x1p-9F);
    EXPECT_EQ(toFp16(65519.0F), 0x7BFF);
    EXPECT_EQ(toFp16(65520.0F), 0x7C00);  // rounds to infinity
    EXPECT_EQ(toFp16(0x1.8p-24F), 0x0002);
    EXPECT_DOUBLE_EQ(halfUlps(HalfFormat::Fp16, toFp16(1.0F), 1.0 + 0x1p-10), 1.0);
}

TEST(Oracle, ANanIsAnInfiniteError)
{
    FrobeniusError error;
    error.add(1.0, 1.0);
    EXPECT_TRUE(error.check(1e-9).passed);
    error.add(std::nan(""), 1.0);
    EXPECT_FALSE(error.check(1e9).passed);
}

TEST(Oracle, SamplesFirstAndLast)
{
    EXPECT_EQ(sample(100, 3), (std::vector<std::size_t>{0, 49, 99}));
    EXPECT_EQ(sample(2, 10), (std::vector<std::size_t>{0, 1}));
    EXPECT_EQ(sample(5, 1), (std::vector<std::size_t>{0}));
}

TEST(Parallel, EveryRowOnce)
{
    for (const int threads : {1, 2, 7}) {
        std::vector<std::atomic<int>> seen(101);
        parallelRows(threads, seen.size(), [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                ++seen[i];
            }
        });
        EXPECT_TRUE(std::all_of(seen.begin(), seen.end(), [](const auto &n) { return n == 1; }));
    }
}

TEST(Gemm, MultipliesRowMajor)
{
    const std::vector<float> a{1, 2, 3, 4, 5, 6};  // 2 x 3
    const std::vector<float> b{1, 0, 1, 0, 1, 0};  // 2 x 3, used transposed
    std::vector<float> c{100, 100, 100, 100};
    gemmNT(2, 2, 3, a.data(), b.data(), 0.0F, c.data(), 2, 1);
    EXPECT_EQ(c, (std::vector<float>{4, 2, 10, 5}));
    gemmNN(2, 2, 3, a.data(), b.data(), 1.0F, c.data(), 1);  // b as 3 x 2
    EXPECT_EQ(c, (std::vector<float>{4 + 6, 2 + 0, 10 + 15, 5 + 0}));
    EXPECT_FALSE(libraryFacts().at("onednn").empty());
}

TEST(Gemm, BytesGiveWholeSumsOnEveryInstructionSet)
{
    onEveryTarget([] {
        for (const auto &[m, n, k] : {std::array<std::size_t, 3>{1, 1, 1},
                                      {1, 13, 67},
                                      {3, 5, 200},
                                      {15, 700, 33},
                                      {64, 7, 48},
                                      {20, 130, 129}}) {
            std::vector<std::int8_t> a(m * k), b(n * k);
            for (std::size_t i = 0; i < a.size(); ++i) {
                a[i] = std::int8_t(int(rng::philox(1, 1, i)[0] % 255) - 127);
            }
            for (std::size_t i = 0; i < b.size(); ++i) {
                b[i] = std::int8_t(int(rng::philox(1, 2, i)[0] % 127) - 63);
            }
            for (const int threads : {1, 2}) {
                std::vector<std::int32_t> c(m * n, -1);
                gemmInt8NT(m, n, k, a.data(), b.data(), c.data(), threads);
                for (std::size_t i = 0; i < c.size(); ++i) {
                    const auto *row = a.data() + i / n * k, *column = b.data() + i % n * k;
                    ASSERT_EQ(c[i], std::inner_product(row, row + k, column, 0)) << m << " " << i;
                }
            }
        }
    });
}

TEST(Gemm, PackedWeightsGiveTheSameProduct)
{
    for (const auto &[m, n, k] : {std::array<std::size_t, 3>{1, 1, 1}, {3, 5, 7}, {33, 67, 130}}) {
        std::vector<float> x(m * k), w(n * k), plain(m * n);
        rng::fillIntegers(x, 8, 1, 1);
        rng::fillIntegers(w, 8, 1, 2);
        gemmNT(m, n, k, x.data(), w.data(), 0.0F, plain.data(), n, 1);
        Memory memory;
        const PackedLinear linear(m, n, k, 2);
        const auto packed = memory.allocate<std::byte>(BufferRole::Input, linear.packedBytes());
        linear.pack(w.data(), packed.data());
        const auto y = memory.allocate<float>(BufferRole::Output, m * n);
        memory.protectInputs(true);
        linear.multiply(x.data(), packed.data(), y.data());
        EXPECT_TRUE(std::equal(plain.begin(), plain.end(), y.data())) << m << " " << n << " " << k;
        EXPECT_TRUE(memory.redZonesIntact());
        memory.protectInputs(false);
    }
}

TEST(Gemm, PackedWeightsOfBytesGiveTheProductExactly)
{
    for (const auto &[m, n, k] : {std::array<std::size_t, 3>{1, 1, 1}, {3, 5, 7}, {33, 67, 130}}) {
        std::vector<std::int8_t> x(m * k), w(n * k);
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = std::int8_t(int(i * 37 % 255) - 127);
        }
        for (std::size_t i = 0; i < w.size(); ++i) {
            w[i] = std::int8_t(int(i * 29 % 127) - 63);
        }
        Memory memory;
        const PackedInt8 product(m, n, k, 2);
        const auto packed = memory.allocate<std::byte>(BufferRole::Input, product.packedBytes());
        product.pack(w.data(), packed.data());
        const auto y = memory.allocate<std::int32_t>(BufferRole::Output, m * n);
        product.multiply(x.data(), packed.data(), y.data());
        for (std::size_t i = 0; i < m * n; ++i) {
            const auto *row = x.data() + i / n * k, *column = w.data() + i % n * k;
            ASSERT_EQ(y[i], std::inner_product(row, row + k, column, 0)) << m << " " << i;
        }
        EXPECT_TRUE(memory.redZonesIntact());
    }
}

// --- OpenCL

class OpenCl : public testing::Test {
protected:
    void SetUp() override
    {
        auto opened = openOpenClDevice(0);
        if (!opened) {
            GTEST_SKIP() << opened.error().message.en;
        }
        m_device = std::move(*opened);
    }
    std::unique_ptr<OpenClDevice> m_device;
};

TEST_F(OpenCl, DevicesNameTheirType)
{
    for (const OpenClDeviceInfo &info : openClDevices()) {
        EXPECT_FALSE(info.name.empty());
        EXPECT_TRUE(info.type == "CPU" || info.type == "GPU" || info.type == "accelerator");
        // PoCL runs on the processor and must never be shown as a GPU.
        EXPECT_FALSE(info.name.find("pthread") != std::string::npos && info.type == "GPU");
    }
}

TEST_F(OpenCl, AnUnknownDeviceIsAnErrorThatNamesIt)
{
    const auto none = openOpenClDevice(99);
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().message.en.find("opencl:99"), std::string::npos);
}

TEST_F(OpenCl, ABuildErrorShowsTheLog)
{
    const auto program = OpenClProgram::build(*m_device, "__kernel void f( {", "broken.cl");
    ASSERT_FALSE(program);
    EXPECT_NE(program.error().message.en.find("broken.cl"), std::string::npos);
    EXPECT_GT(program.error().message.en.size(), 60U);
}

TEST_F(OpenCl, RunsAndTimesALaunch)
{
    auto program = OpenClProgram::build(
            *m_device,
            "__kernel void twice(__global float *x, int n) { int i = get_global_id(0);"
            " if (i < n) x[i] *= 2.0f; }",
            "twice.cl");
    ASSERT_TRUE(program) << program.error().message.en;
    std::vector<float> values(100, 1.5F);
    const auto buffer = (*program)->allocate(values.size() * sizeof(float));
    ASSERT_TRUE(buffer);
    (*program)->upload(*buffer, values.data(), values.size() * sizeof(float));
    (*program)->launch("twice", {roundedUp(100, 64), 1}, {64, 1}, {*buffer, 100});
    (*program)->launch("twice", {roundedUp(100, 64), 1}, {64, 1}, {*buffer, 50});
    (*program)->finish();
    (*program)->download(*buffer, values.data(), values.size() * sizeof(float));
    EXPECT_EQ(values[0], 6.0F);
    EXPECT_EQ(values[99], 3.0F);
    EXPECT_GT((*program)->deviceNanoseconds().value_or(0), 0);
    EXPECT_TRUE((*program)->error().empty());
    (*program)->launch("no_such_kernel", {64, 1}, {64, 1}, {});
    EXPECT_NE((*program)->error().find("no_such_kernel"), std::string::npos);
}
