#include "store/prepared_papers.h"

#include <algorithm>

namespace touchstone::store {

namespace {

constexpr qsizetype papersABlock = 32;

PreparedPaper prepared(const ReportPaper &paper)
{
    return {titleHash(paper.title), bytesOf(paper), wordsOf(paper)};
}

}  // namespace

PreparedPapers::PreparedPapers(const ImportPlan &plan) : m_plan(plan)
{
    prepareNext();
}

void PreparedPapers::prepareNext()
{
    const qsizetype begin = m_begun;
    m_begun = std::min(begin + papersABlock, m_plan.papers.size());
    if (begin == m_begun) {
        return;
    }
    m_next = std::async(std::launch::async, [&plan = m_plan, begin, end = m_begun] {
        Block block;
        for (qsizetype i = begin; i < end; ++i) {
            const PlannedPaper &planned = plan.papers.at(i);
            const bool wanted = planned.selected && planned.position >= 0
                                && planned.position < plan.report.papers.size();
            block.push_back(wanted ? prepared(plan.report.papers.at(planned.position))
                                   : PreparedPaper());
        }
        return block;
    });
}

PreparedPaper PreparedPapers::take()
{
    if (m_taken == m_block.size()) {
        m_block = m_next.get();
        m_taken = 0;
        prepareNext();
    }
    return std::move(m_block.at(m_taken++));
}

}  // namespace touchstone::store
