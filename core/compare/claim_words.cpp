#include "compare/claim_words.h"

#include "compare/limit_share.h"

#include <QHash>

#include <cmath>

namespace touchstone::compare {

namespace {

QString withUnit(const QString &number, const QString &unit)
{
    if (unit.isEmpty()) {
        return number;
    }
    if (unit == QLatin1String("x") || unit == QStringLiteral("×")) {
        return number + QStringLiteral("×");
    }
    return number + (unit == QLatin1String("%") ? QString() : QStringLiteral(" ")) + unit;
}

const QHash<QString, Text> &flagTexts()
{
    static const QHash<QString, Text> texts{
            {QStringLiteral("faster-percent"),
             {"“p % faster” may mean speed or time", "“快 p%”可能指速度，也可能指时间"}},
            {QStringLiteral("bei-up"),
             {"“提升N倍” may mean N or N+1 times", "“提升N倍”可能是 N 倍，也可能是 N+1 倍"}},
            {QStringLiteral("bei-down"),
             {"“降低N倍” has no agreed meaning", "“降低N倍”没有公认的含义"}},
            {QStringLiteral("points-or-relative"),
             {"percentage points or a relative change: not stated", "未说明是百分点还是相对变化"}},
            {QStringLiteral("direction-conflict"),
             {"the wording contradicts the direction of the metric", "表述与指标方向矛盾"}},
            {QStringLiteral("percent-mismatch"),
             {"the stated percentage does not follow from the two figures",
              "所述百分比与前后两个数值不符"}},
            {QStringLiteral("languages-differ"), {"the two languages differ", "中英文不一致"}},
            {QStringLiteral("impossible"),
             {"a reduction of 100 % or more is impossible", "减少不可能达到或超过 100%"}},
            {QStringLiteral("scope-unknown"),
             {"the scope of the figure is not stated", "未说明数值的适用范围"}},
            {QStringLiteral("no-baseline"), {"no baseline is named", "未指明基线"}},
            {QStringLiteral("confirmed-elsewhere"),
             {"confirmed in another library, not in this one",
              "在其他文献库中已确认，在本库中尚未确认"}},
            {QStringLiteral("edited-elsewhere"),
             {"edited in another library", "在其他文献库中被修改过"}},
            {QStringLiteral("rejected-elsewhere"),
             {"rejected in another library", "在其他文献库中已被驳回"}},
    };
    return texts;
}

// As papers write large figures: "1B tokens".
QString statedNumber(double value)
{
    using Scale = std::pair<double, QChar>;
    for (const auto &[scale, letter] : {Scale{1e12, u'T'}, Scale{1e9, u'B'}, Scale{1e6, u'M'}}) {
        if (std::abs(value) >= scale && std::abs(value) < 1e15) {
            return QString::number(value / scale, 'g', 4) + letter;
        }
    }
    return shortNumber(value);
}

}  // namespace

QString shortNumber(double value)
{
    if (value != 0 && (std::abs(value) < 1e-3 || std::abs(value) >= 1e6)) {
        return QString::number(value, 'g', 4);
    }
    if (std::abs(value) >= 1000) {
        return QString::number(std::llround(value));
    }
    return QString::number(value, 'g', 4);
}

QString signedNumber(double value)
{
    const bool plain = std::abs(value) >= 1e-3 && std::abs(value) < 1000;
    return (value > 0 ? QStringLiteral("+") : QString())
           + (plain ? threeDigits(value) : shortNumber(value));
}

QString threeDigits(double value)
{
    return QString::number(value, 'g', 3);
}

QString chartFigure(double value)
{
    const auto rounded = [value](int digits) {
        return shortNumber(QString::number(value, 'g', digits).toDouble());
    };
    const QString three = rounded(3);
    return three == QLatin1String("1") ? rounded(4) : three;
}

std::string inBrackets(const std::string &low, const std::string &high)
{
    return " (" + low + " – " + high + ")";
}

Text same(const QString &text)
{
    return {text.toStdString(), text.toStdString()};
}

Text qualifierText(Qualifier qualifier)
{
    switch (qualifier) {
    case Qualifier::None:
        return {};
    case Qualifier::UpTo:
        return {"up to", "高达"};
    case Qualifier::Average:
        return {"on average", "平均"};
    case Qualifier::AtLeast:
        return {"at least", "至少"};
    case Qualifier::About:
        return {"about", "约"};
    case Qualifier::AtMost:
        return {"at most", "至多"};
    }
    return {};
}

Text statusText(ClaimStatus status)
{
    switch (status) {
    case ClaimStatus::Extracted:
        return {"extracted", "自动提取"};
    case ClaimStatus::Confirmed:
        return {"confirmed", "已确认"};
    case ClaimStatus::Edited:
        return {"edited", "已修改"};
    case ClaimStatus::Rejected:
        return {"rejected", "已驳回"};
    }
    return {};
}

Text flagText(const QString &flag)
{
    const auto found = flagTexts().constFind(flag);
    return found == flagTexts().constEnd() ? same(flag) : *found;
}

Text figureText(const Claim &claim)
{
    QString figure;
    if (claim.kind == ClaimKind::FromTo && claim.from && claim.to) {
        figure = QStringLiteral("%1 → %2").arg(statedNumber(*claim.from),
                                               withUnit(statedNumber(*claim.to), claim.unit));
    } else if (claim.valueHigh) {
        figure = withUnit(statedNumber(claim.value) + QStringLiteral("–")
                                  + statedNumber(*claim.valueHigh),
                          claim.unit);
    } else {
        figure = withUnit(statedNumber(claim.value), claim.unit);
    }
    const Text qualifier = qualifierText(claim.qualifier);
    if (qualifier.en.empty()) {
        return same(figure);
    }
    return {qualifier.en + " " + figure.toStdString(), qualifier.zh + " " + figure.toStdString()};
}

Text factorText(const Claim &claim)
{
    if (!claim.normalised || isLimitShare(claim)) {  // a share of a limit is no factor
        return {"–", "–"};
    }
    const NormalisedClaim &n = *claim.normalised;
    const bool printed = claim.unit == QLatin1String("x");
    const auto shown = [printed](double factor) {
        return printed ? shortNumber(factor) : chartFigure(factor);
    };
    if (n.low && n.high) {
        return same(shown(*n.low) + QStringLiteral("–") + shown(*n.high) + QStringLiteral("×"));
    }
    return same(shown(n.factor) + QStringLiteral("×"));
}

}  // namespace touchstone::compare
