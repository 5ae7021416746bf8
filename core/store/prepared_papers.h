// The part of storing papers that needs no library: their bytes, hashes and search words. Private
// to this folder.
#pragma once

#include "library/import_plan.h"
#include "store/paper_index.h"

#include <future>
#include <vector>

namespace touchstone::store {

struct PreparedPaper {
    qint64 titleHash = 0;
    AppearanceBytes bytes;
    SearchWords words;
};

// Prepares the papers of a plan on a thread of its own, some papers ahead of the one that is being
// written. The plan must outlive it.
class PreparedPapers {
public:
    explicit PreparedPapers(const ImportPlan &plan);
    // The next paper of plan.papers, each once and in order.
    PreparedPaper take();

private:
    using Block = std::vector<PreparedPaper>;
    void prepareNext();

    const ImportPlan &m_plan;
    qsizetype m_begun = 0;  // papers that a block was started for
    Block m_block;
    std::size_t m_taken = 0;  // of the block
    std::future<Block> m_next;
};

}  // namespace touchstone::store
