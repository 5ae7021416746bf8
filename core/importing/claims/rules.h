// The decision table resources/lexicon/rules.tsv: from the features of a figure to the kind of its
// claim. The first line whose features all hold decides; its id goes into Claim::rules.
#pragma once

#include "importing/claims/context.h"
#include "library/claim.h"

namespace touchstone::importing::claims {

struct Rule {
    QString id;
    std::optional<ClaimKind> kind;                  // nullopt: no claim
    QString metric;                                 // overrides the metric when not empty
    QVector<std::pair<Features, bool>> conditions;  // any of the bits; true = must hold
};

class RuleTable {
public:
    static const RuleTable &bundled();
    static Result<RuleTable> parse(const QByteArray &tsv, const QString &name);

    // nullptr when no line fits: no claim.
    const Rule *decide(Features features) const;
    const QVector<Rule> &rules() const { return m_rules; }

private:
    QVector<Rule> m_rules;
};

}  // namespace touchstone::importing::claims
