#include "importing/claims/rules.h"

#include <QFile>
#include <QHash>

namespace touchstone::importing::claims {

namespace {

using F = Feature;

constexpr std::pair<const char *, F> namedFeatures[]{{"times", F::Times},
                                                     {"percent", F::Percent},
                                                     {"points", F::Points},
                                                     {"quantity", F::Quantity},
                                                     {"count", F::Count},
                                                     {"plain", F::Plain},
                                                     {"ignored", F::Ignored},
                                                     {"from-to", F::FromTo},
                                                     {"metric", F::Metric},
                                                     {"weak", F::Weak},
                                                     {"level", F::Level},
                                                     {"numeric", F::Numeric},
                                                     {"solves", F::Solves},
                                                     {"ratio-noun", F::RatioNoun},
                                                     {"inherits", F::Inherits},
                                                     {"own", F::Own},
                                                     {"rate", F::Rate},
                                                     {"change", F::Change},
                                                     {"beat", F::Beat},
                                                     {"keep", F::Keep},
                                                     {"reach", F::Reach},
                                                     {"reached", F::Reached},
                                                     {"need", F::Need},
                                                     {"support", F::Support},
                                                     {"bound", F::Bound},
                                                     {"worsen", F::Worsen},
                                                     {"training", F::Training},
                                                     {"by", F::By},
                                                     {"of", F::Of},
                                                     {"to", F::To},
                                                     {"at", F::At},
                                                     {"is", F::Is},
                                                     {"verb", F::Verb},
                                                     {"adjacent", F::Adjacent},
                                                     {"share", F::Share},
                                                     {"recover", F::Recover},
                                                     {"fraction", F::Fraction},
                                                     {"tiny", F::Tiny},
                                                     {"lead", F::Lead},
                                                     {"mismatch", F::Mismatch},
                                                     {"reference", F::Reference},
                                                     {"setting", F::Setting},
                                                     {"background", F::Background},
                                                     {"part", F::Part},
                                                     {"steps", F::Steps},
                                                     {"generate", F::Generate},
                                                     {"zero", F::Zero},
                                                     {"within", F::Within},
                                                     {"benchmark", F::Benchmark},
                                                     {"is-training", F::IsTraining},
                                                     {"is-parameters", F::IsParameters},
                                                     {"is-similarity", F::IsSimilarity},
                                                     {"is-quality", F::IsQuality},
                                                     {"is-steps", F::IsSteps},
                                                     {"is-accuracy", F::IsAccuracy}};

const QHash<QString, Feature> &featureNames()
{
    static const QHash<QString, Feature> names = [] {
        QHash<QString, Feature> made;
        for (const auto &[name, feature] : namedFeatures) {
            made.insert(QString::fromLatin1(name), feature);
        }
        return made;
    }();
    return names;
}

}  // namespace

const RuleTable &RuleTable::bundled()
{
    static const RuleTable table = [] {
        QFile file(QStringLiteral(":/touchstone/lexicon/rules.tsv"));
        const bool opened = file.open(QIODevice::ReadOnly);
        const Result<RuleTable> parsed = parse(file.readAll(), file.fileName());
        if (!opened || !parsed) {
            qFatal("%s: %s", qPrintable(file.fileName()),
                   parsed ? "not embedded" : parsed.error().message.en.c_str());
        }
        return *parsed;
    }();
    return table;
}

Result<RuleTable> RuleTable::parse(const QByteArray &tsv, const QString &name)
{
    RuleTable table;
    int line = 0;
    for (const QString &row : QString::fromUtf8(tsv).split(u'\n')) {
        ++line;
        if (row.isEmpty() || row.startsWith(u'#')) {
            continue;
        }
        const QStringList columns = row.split(u'\t');
        const std::optional<ClaimKind> kind =
                columns.size() == 4 ? claimKindFromWord(columns[1]) : std::nullopt;
        if (columns.size() != 4 || (!kind && columns[1] != QLatin1String("none"))) {
            return fail(ErrorCode::Corrupt, "{0}:{1}: four columns and a known kind are needed",
                        "{0}:{1}：需要四列和已知的类型", name.toStdString(), line);
        }
        Rule rule{columns[0], kind, columns[2] == QLatin1String("-") ? QString() : columns[2], {}};
        for (const QString &word : columns[3].split(u' ', Qt::SkipEmptyParts)) {
            const bool wanted = !word.startsWith(u'!');
            Features any = 0;
            for (const QString &one : word.mid(wanted ? 0 : 1).split(u'|')) {
                const auto found = featureNames().constFind(one);
                if (found == featureNames().constEnd()) {
                    return fail(ErrorCode::Corrupt, "{0}:{1}: unknown feature {2}",
                                "{0}:{1}：未知的特征 {2}", name.toStdString(), line,
                                one.toStdString());
                }
                any |= bit(*found);
            }
            rule.conditions.append({any, wanted});
        }
        table.m_rules.append(rule);
    }
    return table;
}

const Rule *RuleTable::decide(Features features) const
{
    for (const Rule &rule : m_rules) {
        bool fits = true;
        for (const auto &[any, wanted] : rule.conditions) {
            fits = fits && ((features & any) != 0) == wanted;
        }
        if (fits) {
            return &rule;
        }
    }
    return nullptr;
}

}  // namespace touchstone::importing::claims
