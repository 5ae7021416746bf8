// Bundles of other hands: what follows from its own samples is trusted, every edit of it is not.
#include "measure/results/ratio_for.h"
#include "measure/results/trust.h"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <iterator>

using namespace touchstone;
using namespace touchstone::measure;

namespace {

const std::string today = "2026-12-31T00:00:00Z";
const Origin file{"bundle.json", "0123abcd"};

Bundle bundleIn(const std::string &name)
{
    std::ifstream in(TOUCHSTONE_SOURCE_DIR "/tests/fixtures/bundles/" + name, std::ios::binary);
    const std::string json{std::istreambuf_iterator<char>(in), {}};
    auto bundle = bundleFromJson(json);
    EXPECT_TRUE(bundle) << (bundle ? "" : bundle.error().message.en);
    return bundle ? std::move(*bundle) : Bundle{};
}

// The reason for which the first result is mistrusted after an edit; "" when it is trusted.
std::string reasonAfter(const std::function<void(Bundle &)> &edit)
{
    Bundle bundle = bundleIn("measured.json");
    edit(bundle);
    EXPECT_TRUE(admit(bundle, file, today));
    const auto reason = mistrustOf(bundle.results.at(0));
    return reason ? reason->en : std::string();
}

RatioResult &firstRatio(Bundle &bundle)
{
    return bundle.results.at(0).ratios.at(0);
}

void scale(RatioResult &ratio, double factor)
{
    ratio.ratio *= factor;
    ratio.low *= factor;
    ratio.high *= factor;
}

}  // namespace

TEST(Trust, AMeasuredBundleIsTrustedAndNamesItsFile)
{
    Bundle bundle = bundleIn("measured.json");
    ASSERT_TRUE(admit(bundle, file, today));
    const KernelResult &result = bundle.results.at(0);
    const auto reason = mistrustOf(result);
    EXPECT_FALSE(reason) << reason->en;
    EXPECT_EQ(originWords(originOf(result)).en, "came from bundle.json, sha256 0123abcd");
    EXPECT_TRUE(originWords(originOf(KernelResult{})).en.empty());
    // What it says of itself survives its own export.
    const auto back = kernelResultFromJson(toJson(result));
    ASSERT_TRUE(back);
    EXPECT_EQ(originOf(*back).sha256, "0123abcd");
}

TEST(Trust, EditedFiguresAreMistrustedWithTheReason)
{
    EXPECT_EQ(reasonAfter([](Bundle &) {}), "");
    const std::string ratio = reasonAfter([](Bundle &bundle) {
        scale(firstRatio(bundle), 100);
        firstRatio(bundle).limit.reset();
        firstRatio(bundle).verdict = RatioVerdict::Faster;
    });
    EXPECT_NE(ratio.find("the file says 96.9"), std::string::npos) << ratio;
    EXPECT_NE(ratio.find("its own samples say 0.969"), std::string::npos) << ratio;
    EXPECT_NE(reasonAfter([](Bundle &b) { scale(firstRatio(b), 1.02); }), "");
    EXPECT_NE(reasonAfter([](Bundle &b) { firstRatio(b).low = firstRatio(b).ratio; }), "");
    EXPECT_NE(reasonAfter([](Bundle &b) { firstRatio(b).verdict = RatioVerdict::Unresolved; }), "");
    EXPECT_NE(reasonAfter([](Bundle &b) { firstRatio(b).workers = 8; }), "");
    EXPECT_NE(reasonAfter([](Bundle &b) { firstRatio(b).kept = firstRatio(b).rounds; }), "");
    EXPECT_NE(reasonAfter([](Bundle &b) { firstRatio(b).floor = 0; }), "");
    // The mean over the shapes, and a quotient of figures.
    EXPECT_NE(reasonAfter([](Bundle &b) { scale(b.results.at(0).ratios.at(2), 1.03); }), "");
    EXPECT_NE(reasonAfter([](Bundle &b) { scale(b.results.at(0).ratios.back(), 1.1); }), "");
    const std::string noFigures = reasonAfter([](Bundle &b) { b.results.at(0).quality.clear(); });
    EXPECT_NE(noFigures.find("no figures of domain-loss"), std::string::npos) << noFigures;
}

TEST(Trust, SamplesThatCarryNothingAreMistrusted)
{
    const std::string none = reasonAfter([](Bundle &bundle) {
        for (VariantResult &variant : bundle.results.at(0).variants) {
            variant.samplesNs.clear();
            variant.sampleWorker.clear();
            variant.sampleKept.clear();
        }
    });
    EXPECT_NE(none.find("no paired samples"), std::string::npos) << none;
    EXPECT_NE(reasonAfter([](Bundle &b) { b.results.at(0).variants.at(0).medianNs *= 3; }), "");
    // All samples of one side divided: the times are consistent, but no machine is that fast.
    const std::string fast = reasonAfter([](Bundle &bundle) {
        KernelResult &result = bundle.results.at(0);
        result.ratios = {result.ratios.at(0)};
        result.quality.clear();
        result.ratios.at(0).limit.reset();
        for (VariantResult &variant : result.variants) {
            if (variant.id == "merged") {
                variant.peakShare *= 100;
                for (double *value :
                     {&variant.medianNs, &variant.medianLowNs, &variant.medianHighNs}) {
                    *value /= 100;
                }
                for (double &sample : variant.samplesNs) {
                    sample /= 100;
                }
            }
        }
        scale(result.ratios.at(0), 100);
        result.ratios.at(0).verdict = RatioVerdict::Faster;
    });
    EXPECT_NE(fast.find("invalid"), std::string::npos) << fast;
}

TEST(Trust, SeedsSayWhatAFigureIs)
{
    const auto with = [](double value) {
        return reasonAfter([value](Bundle &bundle) {
            QualityResult figure;
            figure.metric = "accuracy";
            figure.value = value;
            figure.perSeed = {0.5, 0.6, 0.7};
            figure.low = 0.6 - 0.248413771;  // Student's t of two degrees of freedom
            figure.high = 0.6 + 0.248413771;
            bundle.results.at(0).quality.push_back(figure);
        });
    };
    EXPECT_EQ(with(0.6), "");
    EXPECT_NE(with(0.8).find("accuracy"), std::string::npos);
}

TEST(Trust, NeverAnswersAClaim)
{
    Bundle bundle = bundleIn("measured.json");
    RatioWanted wanted;
    wanted.baseline = "unmerged-furina";
    wanted.technique = "merged";
    const auto chosen = [&] {
        return ratioFor(wanted, {{&bundle.results.at(0), "2026-11-28T13:21:27Z"}}).has_value();
    };
    EXPECT_TRUE(chosen());
    mistrust(bundle.results.at(0), {"edited", "被改动"});
    EXPECT_FALSE(chosen());
    EXPECT_EQ(mistrustedRatiosFor(wanted, {{&bundle.results.at(0), ""}}).size(), 1U);
}

TEST(Trust, OkWithoutVerificationIsFailed)
{
    Bundle bundle = bundleIn("measured.json");
    bundle.results.at(0).verification.passed = false;
    ASSERT_TRUE(admit(bundle, file, today));
    EXPECT_EQ(bundle.results.at(0).status, RunStatus::Failed);
    EXPECT_EQ(bundle.results.at(0).message, "the verification failed");
}

TEST(Trust, DatesInTheFutureAreRefusedWithTheirPlace)
{
    Bundle bundle = bundleIn("measured.json");
    bundle.results.at(0).startedAt = "2027-01-01T00:00:00Z";
    const auto late = admit(bundle, file, today);
    ASSERT_FALSE(late);
    EXPECT_NE(late.error().message.en.find("results[0].started_at"), std::string::npos);
    bundle = bundleIn("hijack.json");
    const auto certificate = admit(bundle, file, today);
    ASSERT_FALSE(certificate);
    EXPECT_NE(certificate.error().message.en.find("certificate.at"), std::string::npos);
}

TEST(Trust, ABundleCannotNameTheClaimThatItAnswers)
{
    Bundle bundle = bundleIn("measured.json");
    bundle.results.at(0).plan[claimKey] = "c-1";
    ASSERT_TRUE(admit(bundle, file, today));
    EXPECT_FALSE(bundle.results.at(0).plan.contains(claimKey));
    // What another tool measured may: with the quotient of its own medians.
    bundle.results.at(0).preset = foreignPreset;
    RatioResult quotient;
    quotient.baseline = "backbone";
    quotient.technique = "merged";
    quotient.ratio = 94091.2 / 97335.3;
    bundle.results.at(0).ratios = {quotient};
    bundle.results.at(0).plan[claimKey] = "c-1";
    ASSERT_TRUE(admit(bundle, file, today));
    EXPECT_TRUE(bundle.results.at(0).plan.contains(claimKey));
    EXPECT_NE(mistrustOf(bundle.results.at(0))->en.find("neither verified nor paired"),
              std::string::npos);
    scale(bundle.results.at(0).ratios.at(0), 100);
    ASSERT_TRUE(admit(bundle, file, today));
    EXPECT_FALSE(bundle.results.at(0).plan.contains(claimKey));
}
