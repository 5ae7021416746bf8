// The inner loops of the probes, compiled for every instruction set that Highway knows.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "measure/probes_simd.cpp"  // NOLINT: this file, once per target

#include <hwy/foreach_target.h>

#include "probes.h"

#include <hwy/cache_control.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace touchstone::measure {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Ten independent chains hide the latency of two multiply-add units with four or five cycles each.
constexpr int fmaChains = 10;

double fmaLoop(long repetitions)
{
    const hn::ScalableTag<float> d;
    // Unknown to the compiler: it folded equal chains and constant factors into nothing.
    volatile float known[2] = {0.9999F, 0.0001F};
    const auto factor = hn::Set(d, known[0]);
    const auto summand = hn::Set(d, known[1]);
    auto a0 = hn::Iota(d, 0.0F), a1 = hn::Iota(d, 1.0F), a2 = hn::Iota(d, 2.0F);
    auto a3 = hn::Iota(d, 3.0F), a4 = hn::Iota(d, 4.0F), a5 = hn::Iota(d, 5.0F);
    auto a6 = hn::Iota(d, 6.0F), a7 = hn::Iota(d, 7.0F), a8 = hn::Iota(d, 8.0F);
    auto a9 = hn::Iota(d, 9.0F);
    for (long i = 0; i < repetitions; ++i) {
        a0 = hn::MulAdd(a0, factor, summand);
        a1 = hn::MulAdd(a1, factor, summand);
        a2 = hn::MulAdd(a2, factor, summand);
        a3 = hn::MulAdd(a3, factor, summand);
        a4 = hn::MulAdd(a4, factor, summand);
        a5 = hn::MulAdd(a5, factor, summand);
        a6 = hn::MulAdd(a6, factor, summand);
        a7 = hn::MulAdd(a7, factor, summand);
        a8 = hn::MulAdd(a8, factor, summand);
        a9 = hn::MulAdd(a9, factor, summand);
    }
    const auto sum = hn::Add(hn::Add(hn::Add(a0, a1), hn::Add(a2, a3)),
                             hn::Add(hn::Add(hn::Add(a4, a5), hn::Add(a6, a7)), hn::Add(a8, a9)));
    volatile float kept = hn::GetLane(hn::SumOfLanes(d, sum));
    static_cast<void>(kept);
    return 2.0 * fmaChains * double(hn::Lanes(d)) * double(repetitions);
}

// One instruction's worth of products of bytes, added to sum; Highway has no portable form of them.
#if HWY_TARGET == HWY_AVX3_DL
template <class V8, class V32>
V32 addProducts(V8 a, V8 b, V32 sum)
{
    // The options that Highway compiles with leave its intrinsic out.
    __m512i total = sum.raw;
    asm("vpdpbusd %2, %1, %0" : "+v"(total) : "v"(a.raw), "v"(b.raw));
    return V32{total};
}
#elif HWY_TARGET == HWY_AVX3
template <class V8, class V32>
V32 addProducts(V8 a, V8 b, V32 sum)
{
    const __m512i pairs = _mm512_maddubs_epi16(a.raw, b.raw);
    return hn::Add(sum, V32{_mm512_madd_epi16(pairs, _mm512_set1_epi16(1))});
}
#elif HWY_TARGET == HWY_AVX2
template <class V8, class V32>
V32 addProducts(V8 a, V8 b, V32 sum)
{
    const __m256i pairs = _mm256_maddubs_epi16(a.raw, b.raw);
    return hn::Add(sum, V32{_mm256_madd_epi16(pairs, _mm256_set1_epi16(1))});
}
#else
#define TOUCHSTONE_NO_BYTE_PRODUCTS
#endif

#ifdef TOUCHSTONE_NO_BYTE_PRODUCTS
#undef TOUCHSTONE_NO_BYTE_PRODUCTS
double int8Loop(long)
{
    return 0;  // the library's product is the probe
}
#else
double int8Loop(long repetitions)
{
    const hn::ScalableTag<std::int32_t> d32;
    const hn::Repartition<std::uint8_t, decltype(d32)> d8;
    const std::size_t lanes = hn::Lanes(d8);
    HWY_ALIGN std::uint8_t given[HWY_MAX_BYTES] = {1, 2, 3};
    volatile std::uint8_t known = 3;
    const auto factor = hn::Set(d8, known);
    auto s0 = hn::Zero(d32), s1 = s0, s2 = s0, s3 = s0, s4 = s0;
    auto s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0;
    // Read again for every group, as products do: equal groups would be computed once.
    const auto next = [&] {
        asm volatile("" : : "r"(given) : "memory");
        return hn::Load(d8, given);
    };
    for (long i = 0; i < repetitions; ++i) {
        s0 = addProducts(next(), factor, s0);
        s1 = addProducts(next(), factor, s1);
        s2 = addProducts(next(), factor, s2);
        s3 = addProducts(next(), factor, s3);
        s4 = addProducts(next(), factor, s4);
        s5 = addProducts(next(), factor, s5);
        s6 = addProducts(next(), factor, s6);
        s7 = addProducts(next(), factor, s7);
        s8 = addProducts(next(), factor, s8);
        s9 = addProducts(next(), factor, s9);
    }
    const auto sum = hn::Add(hn::Add(hn::Add(s0, s1), hn::Add(s2, s3)),
                             hn::Add(hn::Add(hn::Add(s4, s5), hn::Add(s6, s7)), hn::Add(s8, s9)));
    volatile std::int32_t kept = hn::GetLane(hn::SumOfLanes(d32, sum));
    static_cast<void>(kept);
    return 2.0 * fmaChains * double(lanes) * double(repetitions);
}
#endif

void moveLoop(Traffic traffic, const std::byte *from, std::byte *to, std::size_t n)
{
    const hn::ScalableTag<float> d;
    const std::size_t lanes = hn::Lanes(d);
    const std::size_t count = n / sizeof(float);
    const auto *source = reinterpret_cast<const float *>(from);
    auto *target = reinterpret_cast<float *>(to);
    if (traffic == Traffic::Read) {
        auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
        for (std::size_t i = 0; i + 4 * lanes <= count; i += 4 * lanes) {
            s0 = hn::Or(s0, hn::Load(d, source + i));
            s1 = hn::Or(s1, hn::Load(d, source + i + lanes));
            s2 = hn::Or(s2, hn::Load(d, source + i + 2 * lanes));
            s3 = hn::Or(s3, hn::Load(d, source + i + 3 * lanes));
        }
        volatile float kept =
                hn::GetLane(hn::SumOfLanes(d, hn::Or(hn::Or(s0, s1), hn::Or(s2, s3))));
        static_cast<void>(kept);
        return;
    }
    for (std::size_t i = 0; i + 2 * lanes <= count; i += 2 * lanes) {
        const auto v0 = hn::Load(d, source + i);
        const auto v1 = hn::Load(d, source + i + lanes);
        if (traffic == Traffic::StreamedCopy) {
            hn::Stream(v0, d, target + i);
            hn::Stream(v1, d, target + i + lanes);
        } else {
            hn::Store(v0, d, target + i);
            hn::Store(v1, d, target + i + lanes);
        }
    }
    if (traffic == Traffic::StreamedCopy) {
        hwy::FlushStream();
    }
}

std::int64_t thisTarget()
{
    return HWY_TARGET;
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::measure
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include "clock.h"

#include <algorithm>

namespace touchstone::measure {

HWY_EXPORT(fmaLoop);
HWY_EXPORT(int8Loop);
HWY_EXPORT(moveLoop);
HWY_EXPORT(thisTarget);

namespace {

double bestRate(double seconds)
{
    constexpr long repetitions = 20000;
    double best = 0;
    const double end = wallNanoseconds() + seconds * 1e9;
    do {
        const double before = wallNanoseconds();
        const double flops = HWY_DYNAMIC_DISPATCH(fmaLoop)(repetitions);
        best = std::max(best, flops / (wallNanoseconds() - before));
    } while (wallNanoseconds() < end);
    return best;
}

}  // namespace

std::vector<SimdProbe> probeFma(double secondsEach)
{
    std::vector<SimdProbe> out;
    const std::vector<std::int64_t> targets = hwy::SupportedAndGeneratedTargets();
    for (const std::int64_t target : targets) {
        // Makes the dispatch choose this one instruction set.
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        out.push_back({hwy::TargetName(HWY_DYNAMIC_DISPATCH(thisTarget)()), bestRate(secondsEach)});
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    return out;
}

void movePass(Traffic traffic, const std::byte *from, std::byte *to, std::size_t n)
{
    HWY_DYNAMIC_DISPATCH(moveLoop)(traffic, from, to, n);
}

double fmaPass(long repetitions)
{
    return HWY_DYNAMIC_DISPATCH(fmaLoop)(repetitions);
}

double int8Pass(long repetitions)
{
    return HWY_DYNAMIC_DISPATCH(int8Loop)(repetitions);
}

}  // namespace touchstone::measure

#endif
