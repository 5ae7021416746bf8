// The words of the field, read from resources/lexicon/*.tsv, and a longest-match search for them.
//
// A line of a lexicon file: role, id, attributes ("-" for none), phrases separated by " | ". The
// same phrase may occur on several lines and then has several roles.
#pragma once

#include "base/result.h"
#include "importing/claims/tokens.h"

#include <QByteArray>

#include <deque>
#include <unordered_map>

namespace touchstone::importing::claims {

// Roles of a phrase; one phrase may have several.
enum Role : quint32 {
    RoleMetric = 1U << 0,       // names a quantity: latency, 准确率
    RoleChange = 1U << 1,       // a change of it: reduce, 提升, lower
    RoleUnit = 1U << 2,         // x, %, GB, 倍
    RoleMagnitude = 1U << 3,    // k, million, 万
    RoleNumber = 1U << 4,       // two, 两
    RoleQualifier = 1U << 5,    // up to, 约
    RoleLink = 1U << 6,         // by, of, to, 为
    RoleFiller = 1U << 7,       // no meaning between a figure and its words: a, only, 了
    RoleStop = 1U << 8,         // ends the phrase of a figure: while, using, 同时
    RoleKeep = 1U << 9,         // maintain, 保持
    RoleReach = 1U << 10,       // achieve, 达成
    RoleBeat = 1U << 11,        // outperform, 超越
    RoleReference = 1U << 12,   // the original, 基线
    RoleBound = 1U << 13,       // limit, budget
    RoleNeed = 1U << 14,        // requires only, 仅需
    RoleSupport = 1U << 15,     // supports, scales to
    RoleSetting = 1U << 16,     // batch size, temperature
    RoleBackground = 1U << 17,  // existing methods, accounts for
    RoleOwn = 1U << 18,         // we, our
    RoleFigure = 1U << 19,      // a figure in one word: doubles, 减半
    RoleTraining = 1U << 20,    // training, 微调
    RoleBaseline = 1U << 21,    // compared with, 相比
    RolePlace = 1U << 22,       // on, under, 在: what follows is a setting
    RoleGenerate = 1U << 23,    // generation, sampling, 生成: what a step produces
    RoleTechnique = 1U << 24,   // used by the technique rules only
    RoleZero = 1U << 25,        // zero, 零
    RoleFraction = 1U << 26,    // a fraction of, 占
    RoleRespectively = 1U << 27,
    RoleBenchmark = 1U << 28,  // GSM8K: a percentage on it is an accuracy
    RoleMedium = 1U << 29,     // video, 语音: a time before it is its length
};

enum class LinkKind { None, By, Of, To, At, From, Between, Is, And, Versus, DownFrom };
enum class ChangeKind { None, Up, Down, Improve, Worsen };
enum class UnitKind { None, Times, Percent, Points, Quantity, Count, Ignored };

// All lexicon data of one phrase.
struct Entry {
    quint32 roles = 0;
    QString metric;  // RoleMetric: metric id; RoleUnit: the metric that the unit implies
    ChangeKind change = ChangeKind::None;
    LinkKind link = LinkKind::None;
    UnitKind unit = UnitKind::None;
    QString label;      // of a unit, as exported
    QString qualifier;  // word of the JSON contract
    double number = 0;  // RoleNumber, RoleMagnitude, RoleFigure, and the scale of a unit
    QStringList attributes;
    QStringList techniques;   // RoleTechnique: ids
    QVector<double> weights;  // of the techniques

    bool is(quint32 role) const { return (roles & role) != 0; }
    bool has(const QLatin1String &attribute) const { return attributes.contains(attribute); }
};

class Lexicon {
public:
    // The bundled lexicon, parsed once.
    static const Lexicon &bundled();
    // Adds a file; the error names file and line.
    Result<> addFile(const QByteArray &tsv, const QString &name);
    Entry &add(const QString &phrase);

    // The longest phrase that starts at atoms[from]; nullptr if none. end: one past its last atom.
    const Entry *longest(const QVector<Atom> &atoms, qsizetype from, qsizetype &end) const;
    const Entry *find(const QString &phrase) const;
    // Whether a word, written next to a digit, is a unit or a magnitude ("ms", "k").
    bool isUnitWord(QStringView word) const;

private:
    struct Node {
        std::unordered_map<int, int> next;
        int entry = -1;
    };
    enum class Form { Written, Stem };
    int child(const Node &node, QStringView word, Form form) const;
    int step(const QVector<Atom> &atoms, int node, qsizetype i) const;

    WordTable m_words;
    std::vector<Node> m_nodes{1};
    std::deque<Entry> m_entries;
};

}  // namespace touchstone::importing::claims
