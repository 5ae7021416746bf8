#include "compare/printed_figure.h"

#include "compare/claim_words.h"
#include "library/vocabulary.h"

#include <QHash>
#include <QLocale>
#include <QRegularExpression>

#include <cmath>

namespace touchstone::compare {

namespace {

struct Number {
    qsizetype start = 0, end = 0;  // end: behind its unit
    double value = 0, scaled = 0;  // scaled: with a k, M, B or 万 behind it
    double step = 1;               // one of its last digit, unscaled
};

// "1.30": 0.01.
double lastDigitOf(const QString &digits)
{
    const qsizetype point = digits.indexOf(u'.');
    return point < 0 ? 1 : std::pow(10, -double(digits.size() - point - 1));
}

// A number with the unit that is written at it. No letter, digit or point before it, so that
// "GPT-4" and "DeepSeek-V3" hold none.
QVector<Number> numbersIn(const QString &quote)
{
    static const QRegularExpression pattern(
            QStringLiteral("(?<![A-Za-z0-9.])(?<![A-Za-z]-)([+\\-−]?\\d+(?:,\\d{3})*(?:\\.\\d+)?)"
                           "(\\s?(?:[×%‰倍]|[xX](?![A-Za-z])|percent(?:age points?)?\\b|pp\\b)"
                           "|[A-Za-zµ]{1,6}\\b|\\s?(?:[kMGT]?B|[mnµ]?s|[kM]?J|[mnµ]?W)\\b"
                           "|\\s?[万亿千百]?倍?)?"));
    static const QHash<QString, double> scales{
            {QStringLiteral("k"), 1e3},  {QStringLiteral("K"), 1e3},  {QStringLiteral("M"), 1e6},
            {QStringLiteral("B"), 1e9},  {QStringLiteral("T"), 1e12}, {QStringLiteral("千"), 1e3},
            {QStringLiteral("万"), 1e4}, {QStringLiteral("亿"), 1e8}};
    QVector<Number> numbers;
    for (auto match = pattern.globalMatch(quote); match.hasNext();) {
        const QRegularExpressionMatch found = match.next();
        QString digits = found.captured(1);
        digits.remove(u',').replace(QChar(0x2212), u'-');
        const double value = std::abs(digits.toDouble());
        const double scale = scales.value(found.captured(2).trimmed().left(1), 1);
        numbers.append({found.capturedStart(0), found.capturedEnd(0), value, value * scale,
                        lastDigitOf(digits)});
    }
    return numbers;
}

bool isNear(double value, double figure)
{
    const double wanted = std::abs(figure);
    return std::abs(value - wanted) <= 1e-9 * std::max(1.0, wanted);
}

bool isFigure(const Number &number, double figure)
{
    return isNear(number.value, figure) || isNear(number.scaled, figure);
}

// A quote without the figure in digits says all of it in words.
bool isPhrase(const QString &figure)
{
    return !figure.isEmpty() && figure.front().isLetter();
}

QString metricWord(const Metric &metric, Language language)
{
    const QString name = QString::fromStdString(metric.name.in(language));
    return language == Language::English ? name.toLower() : name;
}

// "lower latency" of a change in percent, whose figure alone would read as a level. The direction
// of a claim is that of its figure: a reduction of latency by 17 % is the better the higher it is.
QString changeOf(const Claim &claim, const Metric &metric, Language language)
{
    QString name = metricWord(metric, language);
    if (claim.kind != ClaimKind::PercentChange) {
        return name;
    }
    const bool lower = metric.higherBetter != (claim.direction == Direction::HigherBetter);
    if (language == Language::Chinese) {
        return name + (lower ? QStringLiteral("降低") : QStringLiteral("提升"));
    }
    const bool counted = metric.quantity == QLatin1String("steps")
                         || metric.quantity == QLatin1String("parameters");
    return (!lower    ? QStringLiteral("higher ")
            : counted ? QStringLiteral("fewer ")
                      : QStringLiteral("lower "))
           + name;
}

// "pairs/s" of "50k image-text pairs/second": a count alone says nothing beside its metric. Units
// that say the metric once more are left out, and so are those that have no Chinese name here.
QString countedThing(const Claim &claim, const QString &figure, Language language)
{
    static const QHash<QString, QString> chinese{
            {QStringLiteral("tokens"), QStringLiteral("词元")},
            {QStringLiteral("tokens/s"), QStringLiteral("词元/秒")},
            {QStringLiteral("tokens/response"), QStringLiteral("词元/回答")},
            {QStringLiteral("/s"), QStringLiteral("/秒")},
            {QStringLiteral("pairs"), QStringLiteral("对")},
            {QStringLiteral("pairs/s"), QStringLiteral("对/秒")},
            {QStringLiteral("images/s"), QStringLiteral("图像/秒")},
            {QStringLiteral("requests/s"), QStringLiteral("请求/秒")},
            {QStringLiteral("classes"), QStringLiteral("类")},
            {QStringLiteral("samples"), QStringLiteral("样本")}};
    static const QStringList saidByMetric{QStringLiteral("params"), QStringLiteral("ppl"),
                                          QStringLiteral("steps"), QStringLiteral("%"),
                                          QStringLiteral("x")};
    if (claim.kind != ClaimKind::Absolute || claim.unit.isEmpty()
        || saidByMetric.contains(claim.unit) || figure.contains(claim.unit, Qt::CaseInsensitive)) {
        return {};
    }
    return language == Language::Chinese ? chinese.value(claim.unit) : claim.unit;
}

}  // namespace

QString quoteIn(const Claim &claim, Language language)
{
    const TextField wanted = language == Language::Chinese ? TextField::Brief : TextField::Abstract;
    for (const ClaimSource &source : claim.sources) {
        if (source.field == wanted && !source.quote.isEmpty()) {
            return source.quote;
        }
    }
    return claim.sources.isEmpty() ? QString() : claim.sources.first().quote;
}

QString printedFigure(const Claim &claim, Language language)
{
    QString quote = quoteIn(claim, language);
    if (quote.isEmpty()) {
        Claim bare = claim;
        bare.qualifier = Qualifier::None;
        return QString::fromStdString(figureText(bare).in(language));
    }
    const double first = claim.kind == ClaimKind::FromTo && claim.from ? *claim.from : claim.value;
    const std::optional<double> last = claim.kind == ClaimKind::FromTo ? claim.to : claim.valueHigh;
    const QVector<Number> numbers = numbersIn(quote);
    for (const Number &number : numbers) {
        if (!isFigure(number, first)) {
            continue;
        }
        if (!last) {
            return quote.mid(number.start, number.end - number.start).trimmed();
        }
        for (const Number &end : numbers) {
            if (end.start > number.start && isFigure(end, *last)) {
                return quote.mid(number.start, end.end - number.start).trimmed();
            }
        }
    }
    return quote;
}

double lastPrintedDigit(const Claim &claim)
{
    for (const ClaimSource &source : claim.sources) {
        for (const Number &number : numbersIn(source.quote)) {
            if (isNear(number.value, claim.value)) {
                return number.step;
            }
            if (isNear(number.scaled, claim.value) && number.value > 0) {
                return number.step * number.scaled / number.value;
            }
        }
    }
    return lastDigitOf(QString::number(claim.value, 'f', QLocale::FloatingPointShortest));
}

Text headlineText(const Claim &claim)
{
    const Metric *metric = Vocabulary::bundled().metric(claim.metric);
    const Text qualifier = qualifierText(claim.qualifier);
    const auto in = [&](Language language) {
        const QString figure = printedFigure(claim, language);
        const bool whole = isPhrase(figure);
        QStringList words;
        if (!qualifier.en.empty() && !whole) {
            words.append(QString::fromStdString(qualifier.in(language)));
        }
        const QString thing = whole ? QString() : countedThing(claim, figure, language);
        words.append(thing.startsWith(u'/') ? figure + thing : figure);  // "50k/s"
        if (!thing.isEmpty() && !thing.startsWith(u'/')) {
            words.append(thing);
        }
        if (metric && !whole
            && !figure.contains(metricWord(*metric, language), Qt::CaseInsensitive)) {
            words.append(changeOf(claim, *metric, language));
        }
        return words.join(u' ').toStdString();
    };
    return {in(Language::English), in(Language::Chinese)};
}

}  // namespace touchstone::compare
