#include "importing/claims/claims.h"
#include "importing/claims/figures.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace touchstone::importing {

using namespace claims;

namespace {

// A heading names the topic; an abstract also mentions other techniques.
constexpr double titleWeight = 3.0;
constexpr double briefWeight = 1.5;
constexpr double abstractWeight = 1.0;
// Most occurrences of a phrase that count in one field.
constexpr int mostHits = 3;
constexpr double threshold = 7.0;
constexpr double shareOfBest = 0.3;
constexpr qsizetype mostTechniques = 4;

const Lexicon &techniquePhrases()
{
    static const Lexicon lexicon = [] {
        Lexicon made;
        QFile file(QStringLiteral(":/touchstone/techniques.json"));
        if (!file.open(QIODevice::ReadOnly)) {
            qFatal("techniques.json is not embedded");
        }
        for (const QJsonValue technique : QJsonDocument::fromJson(file.readAll()).array()) {
            for (const QJsonValue rule : technique[QLatin1String("rules")].toArray()) {
                for (const QJsonValue phrase : rule[QLatin1String("phrases")].toArray()) {
                    Entry &entry = made.add(phrase.toString());
                    entry.roles |= RoleTechnique;
                    entry.techniques.append(technique[QLatin1String("id")].toString());
                    entry.weights.append(rule[QLatin1String("weight")].toDouble());
                }
            }
        }
        return made;
    }();
    return lexicon;
}

void score(const QString &text, double fieldWeight, QHash<QString, double> &scores)
{
    const QString plain = folded(text);
    const QVector<Atom> atoms = atomsOf(plain, [](QStringView) { return false; });
    QHash<QString, int> hits;
    for (const Item &item : itemsOf(atoms, techniquePhrases())) {
        if (!item.entry) {
            continue;
        }
        for (qsizetype i = 0; i < item.entry->techniques.size(); ++i) {
            const QString &id = item.entry->techniques[i];
            if (++hits[id] <= mostHits) {
                scores[id] += fieldWeight * item.entry->weights[i];
            }
        }
    }
}

}  // namespace

QStringList classifyTechniques(const ReportPaper &paper)
{
    QHash<QString, double> scores;
    score(paper.title, titleWeight, scores);
    score(paper.brief, briefWeight, scores);
    score(paper.hasAbstract ? paper.abstract : QString(), abstractWeight, scores);
    QVector<std::pair<double, QString>> ranked;
    for (auto it = scores.cbegin(); it != scores.cend(); ++it) {
        ranked.append({-it.value(), it.key()});
    }
    std::sort(ranked.begin(), ranked.end());
    QStringList ids;
    for (const auto &[negative, id] : ranked) {
        if (-negative >= threshold && negative <= ranked.first().first * shareOfBest
            && ids.size() < mostTechniques) {
            ids.append(id);
        }
    }
    return ids.isEmpty() ? QStringList{QStringLiteral("other")} : ids;
}

}  // namespace touchstone::importing
