// Titles as printed in a PDF -> titles as their authors wrote them.
#pragma once

#include <QHash>
#include <QString>
#include <QStringView>
#include <QVector>

namespace touchstone::importing {

// The words of a text and their spelling: evidence for repairing a title in capitals.
class WordList {
public:
    void add(QStringView text);
    // A title proves words, but neither hyphens nor capitals: both may come from its typesetting.
    void addTitle(QStringView title);

    bool contains(const QString &lower) const { return m_words.contains(lower); }
    // The text has "few-step" in lower case, so the hyphen is not a line break.
    bool hyphenated(const QString &lower) const;
    bool lowerCase(const QString &lower) const;  // occurs in lower case: an ordinary word
    // "LoRA", "dLLMs", "HTTP": how the text writes a word that is not simply capitalised; empty
    // for ordinary words.
    QString special(const QString &lower) const;

private:
    struct Forms {
        int lower = 0, capital = 0, hyphenated = 0;
        QString special;
        int specials = 0;
    };
    void count(QStringView word, bool hyphenated);

    QHash<QString, Forms> m_words;
};

struct TitleRepair {
    QString title;
    QVector<QLatin1String> codes;  // of warnings.h, one for each kind of repair
};

// "**[Title](https://...)**" -> "Title": links of Markdown give their text, bold marks go.
QString withoutMarkdown(const QString &raw);

// The repair of this title needs the word lists: it has hyphens, capitals or single letters.
bool needsEvidence(const QString &raw);

// own: abstract and brief of this paper; all: of the whole report. Linear in the length.
TitleRepair repairTitle(const QString &raw, const WordList &own, const WordList &all);

// "Lumen" of "Lumen: Light Caches", else the name that the abstract introduces; may be empty.
QString shortNameOf(const QString &title, const QString &abstract);

}  // namespace touchstone::importing
