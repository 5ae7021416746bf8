// Names of quality figures as evaluation tools write them, and the way they point.
#include "exchange/foreign_formats.h"

#include <QRegularExpression>

#include <algorithm>

namespace touchstone::exchange {

namespace {

enum class Kind { Share, Score, Perplexity, Error };

struct Named {
    const char *pattern;  // of the whole name in lower case
    Kind kind;
};

constexpr Named known[]{
        {"acc(uracy)?([_ ](norm|bytes|mutual_info))?", Kind::Share},
        {".*_acc", Kind::Share},
        {"(em|exact[_ ]match|quasi[_ ]exact[_ ]match)", Kind::Share},
        {"mc[12]", Kind::Share},
        {"(pass|hit|recall|precision|accuracy|map|ndcg|mrr|hits)[_@ ]?(at)?[_@ ]?\\d*",
         Kind::Share},
        {"(macro|micro|weighted)?[_ -]?f1([_ -]?(score|macro|micro|weighted))?", Kind::Share},
        {"(m?ap|map|m?iou|dice)([_@ ]?[\\d.]+(:[\\d.]+)?)?", Kind::Share},
        {"(roc[_ ]?auc|auc|auroc)", Kind::Share},
        {"(sacre)?bleu([_-]?\\d)?|rouge[_-]?(\\d|l|lsum)|chrf(\\+\\+)?|meteor|bertscore",
         Kind::Score},
        {"mcc|matthews[_ ]correlation|spearmanr?|pearsonr?|cos[_ ]sim_.*", Kind::Score},
        {"(word_|byte_)?(perplexity|ppl)", Kind::Perplexity},
        {"bits_per_byte|ter|wer|cer|brier(_score)?|mae|mse|rmse|loss|eval_loss|fid", Kind::Error}};

// "Validation ROUGE-1" and "Test WER" are ROUGE-1 and WER.
QString plainName(const QString &name)
{
    static const QRegularExpression split(
            QStringLiteral("^(test|validation|eval|dev|train)[_ ]+(?!loss)"));
    QString plain = name.toLower().simplified();
    plain.remove(split);
    return plain;
}

std::optional<Kind> kindOf(const QString &name)
{
    static const std::vector<std::pair<QRegularExpression, Kind>> patterns = [] {
        std::vector<std::pair<QRegularExpression, Kind>> built;
        for (const Named &one : known) {
            built.emplace_back(QRegularExpression(QRegularExpression::anchoredPattern(
                                       QLatin1String(one.pattern))),
                               one.kind);
        }
        return built;
    }();
    const QString plain = plainName(name);
    const auto found = std::find_if(patterns.begin(), patterns.end(), [&](const auto &one) {
        return one.first.match(plain).hasMatch();
    });
    return found == patterns.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::optional<QualityKind> qualityKind(const QString &name, double value,
                                       std::optional<bool> higherIsBetter)
{
    const std::optional<Kind> kind = kindOf(name);
    if (!kind) {
        return higherIsBetter
                       ? std::optional(QualityKind{*higherIsBetter ? "quality" : "error", {}})
                       : std::nullopt;
    }
    const bool up = *kind == Kind::Share || *kind == Kind::Score;
    if (higherIsBetter && *higherIsBetter != up) {
        return std::nullopt;
    }
    switch (*kind) {
    case Kind::Share:  // 0.87 and 87 are both written for 87 %
        if (value < 0 || value > 100) {
            return std::nullopt;
        }
        return QualityKind{"accuracy", "%", value <= 1 ? 100.0 : 1.0};
    case Kind::Perplexity:
        return QualityKind{"perplexity", "ppl"};
    case Kind::Score:
        return QualityKind{"quality", {}};
    case Kind::Error:
        break;
    }
    return QualityKind{"error", {}};
}

}  // namespace touchstone::exchange
