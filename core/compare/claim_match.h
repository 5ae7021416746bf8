// Which entry of kernels.json speaks for a claim.
#pragma once

#include "compare/comparison.h"

#include <QHash>

namespace touchstone::compare {

struct MatchedEntry {
    const KernelText *kernel = nullptr;
    const KernelClaim *entry = nullptr;
};

// Keeps pointers into the vocabulary, which must outlive it.
class ClaimMatcher {
public:
    explicit ClaimMatcher(const Vocabulary &vocabulary);

    std::optional<MatchedEntry> match(const PaperInput &paper, const Claim &claim) const;
    // Why match() found nothing: no kernel for the paper, or none for this metric of it.
    Text whyNoMatch(const PaperInput &paper) const;

private:
    QVector<MatchedEntry> entriesOf(const PaperInput &paper) const;

    QHash<QString, QVector<MatchedEntry>> m_byTitle;  // titleKey
    QHash<QString, QVector<MatchedEntry>> m_byPlace;  // "2025-09-24/6"; only entries without title
    QHash<QString, QVector<const KernelText *>> m_kernelsByTitle, m_kernelsByPlace;
};

}  // namespace touchstone::compare
