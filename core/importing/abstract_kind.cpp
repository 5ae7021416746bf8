#include "importing/field_repair.h"

#include <QStringView>

#include <algorithm>
#include <array>

namespace touchstone::importing {

namespace {

// Prompts and captions are short; a longer text is judged by its start only.
constexpr qsizetype shortText = 900;
constexpr qsizetype shortestAbstract = 40;

// "Figure 3.", "Fig. 2:", "Table 1 |", "图1：": a word, a number, a mark.
bool startsLikeCaption(QStringView text)
{
    static constexpr std::array words{QStringView(u"supplementary figure"),
                                      QStringView(u"figure"),
                                      QStringView(u"fig."),
                                      QStringView(u"fig"),
                                      QStringView(u"table"),
                                      QStringView(u"algorithm"),
                                      QStringView(u"图"),
                                      QStringView(u"表")};
    for (const QStringView word : words) {
        if (!text.startsWith(word, Qt::CaseInsensitive)) {
            continue;
        }
        qsizetype at = word.size();
        while (at < text.size() && text[at].isSpace()) {
            ++at;
        }
        const qsizetype number = at;
        while (at < text.size() && (text[at].isDigit() || text[at] == u'-')) {
            ++at;
        }
        // "1(a)", "1 b"
        const auto isPanel = [&](QChar c) {
            return c.isSpace() || c == u'(' || c == u')'
                   || (c >= u'a' && c <= u'd' && !text[at - 1].isLetter());
        };
        while (at > number && at < text.size() && isPanel(text[at])) {
            ++at;
        }
        const bool marked = at < text.size() && QStringView(u".:|：．。-–—").contains(text[at]);
        // "Figure 1 Overview of ..." has lost its mark; prose continues in lower case ("Table 1
        // shows").
        const bool unmarked = at < text.size() && text[at].isUpper();
        if (at > number && text[number].isDigit() && (marked || unmarked)) {
            return true;
        }
    }
    return false;
}

// Words of research; a prompt has none of them.
constexpr std::array researchWords{"we",        "our",         "paper",    "propose",   "method",
                                   "results",   "approach",    "model",    "models",    "study",
                                   "framework", "experiments", "training", "inference", "dataset",
                                   "algorithm", "performance", "本文",     "我们",      "提出",
                                   "方法",      "模型"};

constexpr std::array sceneWords{"photo",
                                "photograph",
                                "photorealistic",
                                "painting",
                                "illustration",
                                "cinematic",
                                "4k",
                                "8k",
                                "hyper-realistic",
                                "hyperrealistic",
                                "highly detailed",
                                "ultra-detailed",
                                "render",
                                "lighting",
                                "portrait",
                                "close-up",
                                "wearing",
                                "background",
                                "bokeh",
                                "sunset",
                                "watercolor",
                                "sunlight",
                                "camera",
                                "in the style of",
                                "depth of field",
                                "standing",
                                "sitting",
                                "riding",
                                "holding",
                                "a woman",
                                "a man",
                                "a girl",
                                "a boy",
                                "a cat",
                                "a dog",
                                "forest",
                                "mountain",
                                "street",
                                "照片",
                                "画风",
                                "光线",
                                "特写",
                                "背景",
                                "穿着",
                                "高清"};

constexpr std::array promptOpenings{"prompt:",        "text prompt:",       "prompts:",
                                    "a photo of",     "a photograph of",    "a picture of",
                                    "an image of",    "a painting of",      "a portrait of",
                                    "a close-up",     "an illustration of", "a cinematic",
                                    "a rendering of", "a video of",         "提示词"};

template <std::size_t N>
int countWords(const QString &text, const std::array<const char *, N> &words)
{
    return int(std::count_if(words.begin(), words.end(), [&](const char *word) {
        const QString wanted = QString::fromUtf8(word);
        for (qsizetype at = 0; (at = text.indexOf(wanted, at, Qt::CaseInsensitive)) >= 0; ++at) {
            const qsizetype end = at + wanted.size();
            const bool starts = at == 0 || !text[at - 1].isLetter() || text[at].unicode() > 0x2E80;
            const bool ends =
                    end == text.size() || !text[end].isLetter() || text[at].unicode() > 0x2E80;
            if (starts && ends) {
                return true;
            }
        }
        return false;
    }));
}

bool opensLikePrompt(const QString &text)
{
    QStringView start(text);
    while (!start.isEmpty() && QStringView(u"\"'“‘「『*").contains(start[0])) {
        start = start.sliced(1);
    }
    return std::any_of(promptOpenings.begin(), promptOpenings.end(), [&](const char *opening) {
        return start.startsWith(QString::fromUtf8(opening), Qt::CaseInsensitive);
    });
}

// The text describes a scene, without any word of studying or proposing.
bool looksLikePrompt(const QString &text)
{
    const bool opens = opensLikePrompt(text);
    return text.size() <= shortText && countWords(text, researchWords) <= (opens ? 1 : 0)
           && (opens || countWords(text, sceneWords) >= 2);
}

}  // namespace

AbstractKind abstractKind(const QString &text)
{
    static constexpr std::array nothing{"无",   "暂无",        "无摘要",       "n/a",
                                        "none", "null",        "nan",          "abstract",
                                        "摘要", "no abstract", "not available"};
    QString bare = text.left(shortestAbstract).simplified().toLower();
    while (!bare.isEmpty() && !bare.back().isLetterOrNumber()) {
        bare.chop(1);
    }
    const bool says = std::any_of(bare.begin(), bare.end(), [](QChar c) { return c.isLetter(); });
    if (!says
        || (text.size() < shortestAbstract
            && std::any_of(nothing.begin(), nothing.end(),
                           [&](const char *word) { return bare == QString::fromUtf8(word); }))) {
        return AbstractKind::Empty;
    }
    if (startsLikeCaption(text)) {
        return AbstractKind::Caption;
    }
    return looksLikePrompt(text) ? AbstractKind::Prompt : AbstractKind::Text;
}

std::optional<int> firstNumber(const QString &text)
{
    qsizetype at = 0;
    while (at < text.size() && text[at].digitValue() < 0) {
        ++at;
    }
    qint64 value = 0;
    const qsizetype start = at;
    for (; at < text.size() && text[at].digitValue() >= 0 && at - start < 9; ++at) {
        value = value * 10 + text[at].digitValue();
    }
    return at > start ? std::optional(int(value)) : std::nullopt;
}

}  // namespace touchstone::importing
