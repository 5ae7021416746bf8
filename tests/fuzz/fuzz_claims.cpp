// Any text as abstract and brief: nothing crashes, and every quote is at its stated place.
#include "importing/claims/claims.h"

#include <cstdlib>

using namespace touchstone;

namespace {

void check(const QString &text, const ClaimSource &source)
{
    const bool inside =
            source.start >= 0 && source.length > 0 && source.length <= text.size() - source.start;
    if (!inside || text.mid(source.start, source.length) != source.quote) {
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    ReportPaper paper;
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    paper.abstract = text.left(text.size() / 2);
    paper.brief = text.mid(text.size() / 2);
    paper.hasAbstract = true;
    for (const Claim &claim : importing::extractClaims(paper, Vocabulary::bundled())) {
        for (const ClaimSource &source : claim.sources) {
            check(source.field == TextField::Abstract ? paper.abstract : paper.brief, source);
        }
    }
    importing::classifyTechniques(paper);
    return 0;
}
