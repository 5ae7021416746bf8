#include "charts/chart_style.h"

#include "compare/word_text.h"

#include <algorithm>
#include <array>

namespace touchstone::ui {

namespace {

constexpr std::array<Word<ChartTheme>, 2> themes{
        {{ChartTheme::Light, "light"}, {ChartTheme::Dark, "dark"}}};
constexpr std::array<Word<ChartSize>, 3> sizes{{{ChartSize::SingleColumn, "single-column"},
                                                {ChartSize::DoubleColumn, "double-column"},
                                                {ChartSize::Slide, "slide"}}};

}  // namespace

std::optional<ChartTheme> chartThemeFromWord(const std::string &word)
{
    return fromWord(themes, word);
}

std::optional<ChartSize> chartSizeFromWord(const std::string &word)
{
    return fromWord(sizes, word);
}

QJsonObject toJson(const ChartStyle &style)
{
    return {{QStringLiteral("language"),
             style.language == Language::Chinese ? QStringLiteral("zh") : QStringLiteral("en")},
            {QStringLiteral("both_languages"), style.bothLanguages},
            {QStringLiteral("theme"), compare::wordText(themes, style.theme)},
            {QStringLiteral("size"), compare::wordText(sizes, style.size)},
            {QStringLiteral("png_scale"), style.pngScale}};
}

ChartStyle chartStyleFromJson(const QJsonObject &object)
{
    const auto word = [&object](const char *key) {
        return object.value(QLatin1String(key)).toString().toStdString();
    };
    ChartStyle style;
    style.language = word("language") == "zh" ? Language::Chinese : Language::English;
    style.bothLanguages = object.value(QLatin1String("both_languages")).toBool();
    style.theme = chartThemeFromWord(word("theme")).value_or(style.theme);
    style.size = chartSizeFromWord(word("size")).value_or(style.size);
    constexpr int largest = 8;
    style.pngScale =
            std::clamp(object.value(QLatin1String("png_scale")).toInt(style.pngScale), 1, largest);
    return style;
}

}  // namespace touchstone::ui
