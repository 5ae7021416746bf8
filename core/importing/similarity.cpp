#include "importing/similarity.h"

#include <QHash>

#include <algorithm>

namespace touchstone::importing {

namespace {

constexpr qsizetype runLength = 3;
constexpr size_t seed = 0x7e57;  // fixed: the same text gives the same hashes in every process

bool isCjk(QChar c)
{
    return c.unicode() >= 0x2E80 && c.isLetter();
}

QVector<quint64> wordHashes(QStringView text)
{
    QVector<quint64> out;
    for (qsizetype at = 0; at < text.size();) {
        if (!text[at].isLetterOrNumber()) {
            ++at;
            continue;
        }
        const qsizetype start = at++;
        while (!isCjk(text[start]) && at < text.size() && text[at].isLetterOrNumber()
               && !isCjk(text[at])) {
            ++at;
        }
        out << qHash(text.sliced(start, at - start).toString().toLower(), seed);
    }
    return out;
}

}  // namespace

QVector<quint64> shingles(QStringView text)
{
    const QVector<quint64> words = wordHashes(text);
    QVector<quint64> out;
    const qsizetype runs =
            words.isEmpty() ? 0 : std::max<qsizetype>(1, words.size() - runLength + 1);
    out.reserve(runs);
    for (qsizetype i = 0; i < runs; ++i) {
        const qsizetype length = std::min(runLength, words.size() - i);
        out << qHashRange(words.begin() + i, words.begin() + i + length, seed);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

double jaccard(const QVector<quint64> &a, const QVector<quint64> &b)
{
    qsizetype common = 0;
    for (qsizetype i = 0, j = 0; i < a.size() && j < b.size();) {
        if (a[i] == b[j]) {
            ++common;
            ++i;
            ++j;
        } else {
            ++(a[i] < b[j] ? i : j);
        }
    }
    const qsizetype all = a.size() + b.size() - common;
    return all == 0 ? 0 : double(common) / double(all);
}

}  // namespace touchstone::importing
