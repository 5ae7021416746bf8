// Which entry of a kernel's claims answers a claim of a paper. The store, the comparison and the
// tests all ask here.
#pragma once

#include "library/claim.h"
#include "library/vocabulary.h"

#include <QHash>

namespace touchstone {

struct MatchedEntry {
    const KernelText *kernel = nullptr;
    const KernelClaim *entry = nullptr;
};

// How an entry names a claim, the most precise first.
enum class MatchPrecision { Words, Value, Metric, Paper };

// nullopt: the entry is not about this claim.
std::optional<MatchPrecision> precisionOf(const KernelClaim &entry, const Claim &claim);

// Keeps pointers into the vocabulary, which must outlive it.
class ClaimMatcher {
public:
    explicit ClaimMatcher(const Vocabulary &vocabulary);

    // The most precise entry; among equals the one of the better grade. paper: where the claim
    // was found; entries with a title are found by the title alone.
    std::optional<MatchedEntry> match(const PaperRef &paper, const Claim &claim) const;
    // Every entry that names the paper, in the order of the vocabulary.
    QVector<MatchedEntry> entriesOf(const PaperRef &paper) const;
    // Kernels that name the paper, in the order of the vocabulary.
    QVector<const KernelText *> kernelsOf(const PaperRef &paper) const;

private:
    QHash<QString, QVector<MatchedEntry>> m_byTitle;  // titleKey
    QHash<QString, QVector<MatchedEntry>> m_byPlace;  // "2025-09-24/6"; only entries without title
    QHash<QString, QVector<const KernelText *>> m_kernelsByTitle, m_kernelsByPlace;
};

}  // namespace touchstone
