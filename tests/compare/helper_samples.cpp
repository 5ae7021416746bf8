#include "compare/samples.h"

#include <cmath>
#include <cstdlib>

namespace touchstone::samples {

namespace {

const char *const techniques = R"([
 {"id": "sparsity", "en": "Sparsity", "zh": "稀疏化"},
 {"id": "quantization", "en": "Quantization", "zh": "量化"}])";

const char *const metrics = R"([
 {"id": "speedup", "en": "Speedup", "zh": "加速", "unit": "x", "quantity": "time",
  "direction": "higher-better", "quality": false},
 {"id": "energy", "en": "Energy", "zh": "能耗", "unit": "J", "quantity": "energy",
  "direction": "lower-better", "quality": false},
 {"id": "storage", "en": "Storage", "zh": "存储空间", "unit": "GB", "quantity": "bytes",
  "direction": "lower-better", "quality": false},
 {"id": "accuracy", "en": "Accuracy", "zh": "准确率", "unit": "%", "quantity": "",
  "direction": "higher-better", "quality": true},
 {"id": "similarity", "en": "Similarity", "zh": "相似度", "unit": "%", "quantity": "",
  "direction": "higher-better", "quality": true},
 {"id": "perplexity", "en": "Perplexity", "zh": "困惑度", "unit": "ppl", "quantity": "",
  "direction": "lower-better", "quality": true}])";

const char *const kernels = R"({"kernels": [
 {"id": "tiles", "family": "attention", "name": {"en": "Tiles", "zh": "分块"},
  "papers": [{"title": "Tiled Attention"}],
  "operations": [{"id": "attend", "variants": [
    {"id": "dense", "name": {"en": "dense", "zh": "稠密"}},
    {"id": "gather", "name": {"en": "gather", "zh": "收集"}},
    {"id": "hilbert", "name": {"en": "Hilbert tiles", "zh": "希尔伯特分块"}}]}],
  "claims": [
   {"paper": {"title": "Tiled Attention"}, "metric": "speedup", "grade": "SM",
    "reason": {"en": "same mechanism", "zh": "同一机制"},
    "baseline": "dense", "technique": "hilbert", "quantity": "time"},
   {"paper": {"title": "Tiled Attention"}, "metric": "speedup", "value": 7, "grade": "PX",
    "reason": {"en": "queries are ours", "zh": "查询数由我们设定"},
    "baseline": "dense", "technique": "hilbert", "quantity": "time", "shape": "128x64",
    "knobs": [{"dimension": "queries", "en": "queries", "zh": "查询数"}],
    "loss": {"metric": "error", "en": "output error", "zh": "输出误差", "at": {"threshold": 0.9}},
    "beside": [{"baseline": "gather", "technique": "hilbert", "en": "Against gathering",
                "zh": "相对收集"}]},
   {"paper": {"title": "TILED ATTEN-TION"}, "metric": "speedup", "value": 2.3, "grade": "SQ",
    "reason": {"en": "same shape", "zh": "形状相同"},
    "baseline": "dense", "technique": "hilbert", "quantity": "time", "shape": "64x64"},
   {"paper": {"title": "Tiled Attention"}, "metric": "perplexity", "grade": "SM",
    "reason": {"en": "toy model", "zh": "小模型"}, "baseline": "dense", "technique": "hilbert"},
   {"paper": {"title": "Tiled Attention"}, "metric": "accuracy", "grade": "SM",
    "reason": {"en": "toy model", "zh": "小模型"}, "baseline": "dense", "technique": "hilbert"},
   {"paper": {"title": "Tiled Attention"}, "metric": "similarity", "grade": "PX",
    "reason": {"en": "the noise is ours", "zh": "噪声由我们设定"},
    "baseline": "dense", "technique": "hilbert", "at": {"noise": 20}},
   {"paper": {"title": "Tiled Attention"}, "metric": "storage", "grade": "SQ",
    "reason": {"en": "same tokens", "zh": "词元相同"},
    "baseline": "dense", "technique": "hilbert", "quantity": "image-bytes"},
   {"paper": {"title": "Tiled Attention"}, "metric": "energy", "grade": "NM",
    "reason": {"en": "no power meter", "zh": "没有功率计"}}]},
 {"id": "robot", "family": "attention", "name": {"en": "Robot", "zh": "机器人"},
  "papers": [{"report": "2025-10-15", "index": 12}],
  "claims": [{"paper": {"report": "2025-10-15", "index": 12}, "grade": "NM",
              "reason": {"en": "needs a robot", "zh": "需要机器人"}}]}]})";

measure::Sizes sizesOf(const char *shape)
{
    return shape[0] == 0 ? measure::Sizes{}
                         : measure::Sizes{{"queries", std::atoi(shape)}, {"channels", 64}};
}

measure::RatioResult ratioOf(const char *baseline, const char *shape, double ratio)
{
    measure::RatioResult out;
    out.baseline = baseline;
    out.technique = "hilbert";
    out.shape = shape;
    out.sizes = sizesOf(shape);
    out.ratio = ratio;
    out.low = ratio / 1.02;
    out.high = ratio * 1.02;
    out.floor = 0.01;
    out.rounds = 128;
    out.kept = 120;
    out.workers = 8;
    out.limit = 2.87;
    out.verdict = ratio > 1.03   ? measure::RatioVerdict::Faster
                  : ratio < 0.97 ? measure::RatioVerdict::Slower
                                 : measure::RatioVerdict::Equivalent;
    return out;
}

measure::VariantResult variantOf(const char *id, const char *role, const char *shape, double ns)
{
    measure::VariantResult out;
    out.id = id;
    out.role = role;
    out.shape = shape;
    out.sizes = sizesOf(shape);
    out.medianNs = ns;
    out.flops = 2e6;
    out.bytes = shape[0] == '6' ? 1e6 : 4e6;
    out.peakShare = 0.5;
    return out;
}

}  // namespace

const Vocabulary &vocabulary()
{
    static const Vocabulary parsed = Vocabulary::parse(techniques, metrics, kernels).value();
    return parsed;
}

Claim speedupClaim(const QString &id, double factor)
{
    Claim claim;
    claim.id = id;
    claim.metric = QStringLiteral("speedup");
    claim.value = factor;
    claim.unit = QStringLiteral("x");
    claim.normalised = NormalisedClaim{QStringLiteral("time"), factor, {}, {}};
    return claim;
}

compare::PaperInput paper(const QString &id, const QString &title, const QVector<Claim> &claims)
{
    compare::PaperInput out;
    out.id = id;
    out.title = title;
    out.shortName = id.toUpper();
    out.report = QStringLiteral("2025-09-24");
    out.index = 1;
    out.techniques = {QStringLiteral("sparsity")};
    out.claims = claims;
    return out;
}

compare::RunInput run(const QString &id, const QString &at, double ratio)
{
    compare::RunInput out;
    out.runId = id;
    out.machine = QStringLiteral("desk");
    out.at = at;
    out.result.runId = id.toStdString();
    out.result.kernel = "tiles";
    out.result.preset = "medium";
    out.result.device = "cpu";
    out.result.threads = 1;
    out.result.verification.passed = true;
    for (const char *shape : {"64x64", "128x64"}) {
        out.result.variants.push_back(variantOf("dense", "baseline", shape, 1e6));
        out.result.variants.push_back(variantOf("gather", "naive", shape, 2e6));
        out.result.variants.push_back(variantOf("hilbert", "technique", shape, 1e6 / ratio));
    }
    for (const char *shape : {"", "64x64", "128x64"}) {
        out.result.ratios.push_back(ratioOf("dense", shape, shape[0] ? ratio * 1.1 : ratio));
        out.result.ratios.push_back(ratioOf("gather", shape, ratio * 1.6));
    }
    return out;
}

compare::ComparisonRow rowOf(const Claim &claim, const QVector<compare::RunInput> &runs,
                             const QString &called)
{
    const auto rows = compare::compareClaims({paper(QStringLiteral("p"), called, {claim})}, runs,
                                             vocabulary());
    return rows.isEmpty() ? compare::ComparisonRow() : rows.first();
}

bool says(const compare::ComparisonRow &row, const char *en, const char *zh)
{
    return row.sentence.en.find(en) != std::string::npos
           && row.sentence.zh.find(zh) != std::string::npos;
}

}  // namespace touchstone::samples
