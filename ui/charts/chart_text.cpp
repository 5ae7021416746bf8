#include "charts/chart_text.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTextBoundaryFinder>

#include <algorithm>
#include <map>

namespace touchstone::ui {

QStringList chartFontFamilies()
{
    return {QStringLiteral("Noto Sans CJK SC"), QStringLiteral("Noto Sans SC"),
            QStringLiteral("Source Han Sans SC")};
}

namespace {

QFont fontOf(int pixels, bool bold)
{
    QFont font;
    font.setFamilies(chartFontFamilies());
    font.setPixelSize(pixels);
    font.setBold(bold);
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setStyleStrategy(QFont::PreferNoShaping);
    font.setKerning(false);
    return font;
}

// Whether its width is the same beside every other character.
bool standsAlone(QChar c)
{
    const char16_t code = c.unicode();
    const bool combines = (code >= 0x0300 && code <= 0x036f) || (code >= 0x302a && code <= 0x302f)
                          || code == 0x3099 || code == 0x309a;
    return !combines
           && (code < 0x0590 || (code >= 0x2010 && code <= 0x2bff)
               || (code >= 0x3000 && code <= 0x9fff) || (code >= 0xff00 && code <= 0xffef));
}

// Texts in both languages are objects {"en": .., "zh": ..}; of those only the shown one counts.
void collectLetters(const QJsonValue &value, const ChartStyle &style, QSet<char32_t> &letters)
{
    if (value.isString()) {
        const QList<uint> codes = value.toString().toUcs4();
        for (const uint code : codes) {
            if (QChar::isLetter(code)) {
                letters.insert(code);
            }
        }
    } else if (value.isArray()) {
        const QJsonArray items = value.toArray();
        for (const auto &item : items) {
            collectLetters(item, style, letters);
        }
    } else {
        const QJsonObject object = value.toObject();
        const bool isText = object.contains(QLatin1String("en"))
                            && object.contains(QLatin1String("zh")) && !style.bothLanguages;
        const QString hidden =
                style.language == Language::Chinese ? QStringLiteral("en") : QStringLiteral("zh");
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (!isText || it.key() != hidden) {
                collectLetters(*it, style, letters);
            }
        }
    }
}

// Measured once a character: a chart has thousands of labels, and laying each out takes its time.
// Widths alone are kept, since fonts must not outlive the application.
std::shared_ptr<QHash<char16_t, double>> knownWidths(int pixels, bool bold)
{
    thread_local std::map<std::pair<int, bool>, std::shared_ptr<QHash<char16_t, double>>> all;
    auto &known = all[{pixels, bold}];
    if (!known) {
        known = std::make_shared<QHash<char16_t, double>>();
    }
    return known;
}

}  // namespace

ChartFont::ChartFont(int pixels, bool bold)
    : m_font(fontOf(pixels, bold)), m_metrics(m_font), m_widths(knownWidths(pixels, bold))
{
}

double ChartFont::width(QChar c) const
{
    const auto known = m_widths->constFind(c.unicode());
    if (known != m_widths->constEnd()) {
        return *known;
    }
    return *m_widths->insert(c.unicode(), m_metrics.horizontalAdvance(c));
}

double ChartFont::width(const QString &text) const
{
    double sum = 0;
    for (const QChar c : text) {
        if (!standsAlone(c)) {
            return m_metrics.horizontalAdvance(text);
        }
        sum += width(c);
    }
    return sum;
}

QString ChartFont::elided(const QString &text, double width) const
{
    if (this->width(text) <= width) {
        return text;
    }
    const QChar ellipsis(0x2026);
    double sum = this->width(ellipsis);
    for (qsizetype i = 0; i < text.size() && standsAlone(text[i]); ++i) {
        sum += this->width(text[i]);
        if (sum > width) {
            return text.left(i).trimmed() + ellipsis;
        }
    }
    return m_metrics.elidedText(text, Qt::ElideRight, width);
}

QStringList ChartFont::wrapped(const QString &text, double width, int most) const
{
    QStringList lines;
    QTextBoundaryFinder finder(QTextBoundaryFinder::Line, text);
    qsizetype start = 0, lastBreak = 0;
    for (qsizetype next = finder.toNextBoundary(); next >= 0; next = finder.toNextBoundary()) {
        if (lastBreak > start && this->width(text.mid(start, next - start).trimmed()) > width) {
            if (lines.size() + 1 == most) {
                break;
            }
            lines.append(text.mid(start, lastBreak - start).trimmed());
            start = lastBreak;
        }
        lastBreak = next;
    }
    const QString rest = text.mid(start).trimmed();
    if (!rest.isEmpty()) {
        lines.append(elided(rest, width));
    }
    return lines;
}

namespace {

bool isClean(const QString &text, qsizetype i)
{
    const QChar c = text[i];
    if (c.isSurrogate()) {
        return c.isHighSurrogate() ? i + 1 < text.size() && text[i + 1].isLowSurrogate()
                                   : i > 0 && text[i - 1].isHighSurrogate();
    }
    return c.category() != QChar::Other_Control && c != QChar(0xFFFE) && c != QChar(0xFFFF);
}

QString shown(const std::string &text)
{
    return cleaned(QString::fromStdString(text));
}

}  // namespace

QString cleaned(const QString &text)
{
    QString out = text;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (!isClean(text, i)) {
            out[i] = QLatin1Char(' ');
        }
    }
    return out;
}

QString shownText(const Text &text, const ChartStyle &style)
{
    if (!style.bothLanguages || text.en == text.zh) {
        return shown(style.language == Language::Chinese ? text.zh : text.en);
    }
    const QString en = shown(text.en);
    const QString zh = shown(text.zh);
    // "FURINA – speedup / 加速比": the name before the dash is the same in both and shown once.
    const qsizetype dash = zh.indexOf(QStringLiteral(" – ")) + 3;
    const bool sameName = dash > 3 && en.startsWith(zh.left(dash));
    return en + QStringLiteral(" / ") + (sameName ? zh.mid(dash) : zh);
}

QString nameOf(const compare::ChartPoint &point, const ChartStyle &style)
{
    const QString name = shownText(point.name, style);
    return name.isEmpty() ? cleaned(point.label) : name;
}

QString lettersWithoutFont(const compare::ChartSpec &spec, const ChartStyle &style)
{
    QSet<char32_t> letters;
    collectLetters(QJsonDocument::fromJson(compare::toJson(spec)).object(), style, letters);
    constexpr int anySize = 12;
    const QFontMetricsF metrics(fontOf(anySize, false));
    std::u32string missing;
    for (const char32_t letter : std::as_const(letters)) {
        if (!metrics.inFontUcs4(letter)) {
            missing += letter;
        }
    }
    std::sort(missing.begin(), missing.end());
    return QString::fromStdU32String(missing);
}

std::optional<Text> fontWarning(const compare::ChartSpec &spec, const ChartStyle &style)
{
    const QString missing = lettersWithoutFont(spec, style);
    if (missing.isEmpty()) {
        return std::nullopt;
    }
    constexpr qsizetype shown = 12;  // letters, of one or two code units
    const qsizetype end =
            missing.size() > shown && missing[shown - 1].isHighSurrogate() ? shown + 1 : shown;
    return text("no font here has {0} letters of the chart ({1}); install fonts-noto-cjk",
                "本机字体缺少图中的 {0} 个字符（{1}）；请安装 fonts-noto-cjk",
                missing.toUcs4().size(), missing.left(end).toStdString());
}

}  // namespace touchstone::ui
