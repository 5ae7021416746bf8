// Reads tests/fixtures/claims/*.tsv and compares the extracted claims with the expected ones.
#pragma once

#include "importing/claims/claims.h"

#include <QFile>

namespace claimsentences {

struct Sentence {
    int line = 0;
    QString language, text;
    QStringList expected;  // metric/kind/figures/unit/qualifier
};

inline QVector<Sentence> read(const QString &path)
{
    QFile file(path);
    QVector<Sentence> sentences;
    if (!file.open(QIODevice::ReadOnly)) {
        return sentences;
    }
    int line = 0;
    for (const QString &row : QString::fromUtf8(file.readAll()).split(u'\n')) {
        ++line;
        const QStringList columns = row.split(u'\t');
        if (row.startsWith(u'#') || columns.size() != 3) {
            continue;
        }
        const QStringList claims = columns[2] == QLatin1String("-")
                                           ? QStringList()
                                           : columns[2].split(QStringLiteral(" ; "));
        sentences.append({line, columns[0], columns[1], claims});
    }
    return sentences;
}

inline touchstone::ReportPaper paperOf(const QString &abstract, const QString &brief)
{
    touchstone::ReportPaper paper;
    paper.abstract = abstract;
    paper.brief = brief;
    paper.hasAbstract = !abstract.isEmpty();
    return paper;
}

inline QVector<touchstone::Claim> claimsOf(const QString &abstract, const QString &brief = {})
{
    return touchstone::importing::extractClaims(paperOf(abstract, brief),
                                                touchstone::Vocabulary::bundled());
}

inline QVector<touchstone::Claim> claimsOf(const Sentence &sentence)
{
    return sentence.language == QLatin1String("zh") ? claimsOf({}, sentence.text)
                                                    : claimsOf(sentence.text);
}

inline QString number(double value)
{
    return QString::number(value, 'g', 12);
}

inline QString written(const touchstone::Claim &claim)
{
    QString figures = number(claim.value);
    if (claim.kind == touchstone::ClaimKind::FromTo) {
        figures = number(*claim.from) + u'>' + number(*claim.to);
    } else if (claim.valueHigh) {
        figures += QStringLiteral("..") + number(*claim.valueHigh);
    }
    return QStringList{claim.metric, toWord(claim.kind), figures, claim.unit,
                       toWord(claim.qualifier)}
            .join(u'/');
}

struct Score {
    int expected = 0, found = 0, exact = 0, value = 0;
    QStringList differences;

    double f1(int hits) const { return 2.0 * hits / std::max(1, expected + found); }
};

// value: figures and unit only.
inline QString figuresAlone(const QString &claim)
{
    const QStringList parts = claim.split(u'/');
    return parts.value(2) + u'/' + parts.value(3);
}

inline Score score(const QVector<Sentence> &sentences)
{
    Score made;
    for (const Sentence &sentence : sentences) {
        QStringList got;
        for (const touchstone::Claim &claim : claimsOf(sentence)) {
            got.append(written(claim));
        }
        made.expected += int(sentence.expected.size());
        made.found += int(got.size());
        QStringList figures;
        for (const QString &claim : std::as_const(got)) {
            figures.append(figuresAlone(claim));
        }
        QStringList rest = got;
        for (const QString &want : sentence.expected) {
            made.exact += rest.removeOne(want) ? 1 : 0;
            made.value += figures.removeOne(figuresAlone(want)) ? 1 : 0;
        }
        if (QStringList(got.begin(), got.end()) != sentence.expected) {
            made.differences.append(QStringLiteral("line %1: want %2\n    got %3\n    %4")
                                            .arg(sentence.line)
                                            .arg(sentence.expected.join(QStringLiteral(" ; ")),
                                                 got.join(QStringLiteral(" ; ")), sentence.text));
        }
    }
    return made;
}

}  // namespace claimsentences
