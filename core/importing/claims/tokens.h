// Text into atoms: words, numbers, names that hold digits, Chinese characters, marks.
#pragma once

#include <QString>
#include <QVector>

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace touchstone::importing::claims {

struct Atom {
    enum Kind { Word, Number, Identifier, Han, Mark };
    Kind kind = Mark;
    qsizetype start = 0, end = 0;  // UTF-16 units of the text
    QStringView text;              // folded: lower case, half width; points into FoldedText
    double value = 0;              // Number
    bool spaceBefore = false;
};

// Lower case, half width, one kind of dash, tilde and multiplication sign; unit for unit, so that
// offsets are those of the text.
QString folded(const QString &text);

using UnitTest = std::function<bool(QStringView)>;
// foldedText must outlive the atoms. isUnit decides whether letters right after a number are a
// unit ("150K", "9 ms") or part of a name ("3D", "4bit").
QVector<Atom> atomsOf(const QString &foldedText, const UnitTest &isUnit);

// Words to small numbers; unknown words are -1.
class WordTable {
public:
    int find(QStringView word) const;
    int add(QStringView word);

private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::u16string_view text) const
        {
            return std::hash<std::u16string_view>{}(text);
        }
    };
    std::unordered_map<std::u16string, int, Hash, std::equal_to<>> m_ids;
};

}  // namespace touchstone::importing::claims
