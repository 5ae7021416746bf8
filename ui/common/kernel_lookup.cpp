#include "ui/common/kernel_lookup.h"

#include <algorithm>

namespace touchstone::ui {

namespace {
bool speaksOf(const PaperRef &ref, const store::PaperDetail &paper)
{
    return std::any_of(
            paper.appearances.begin(), paper.appearances.end(), [&](const auto &appearance) {
                if (!ref.title.isEmpty()) {
                    return titleKey(ref.title) == titleKey(appearance.paper.title);
                }
                return ref.index == appearance.paper.index
                       && ref.report == appearance.generatedAt.date().toString(Qt::ISODate);
            });
}
}  // namespace

QStringList kernelsOf(const store::PaperDetail &paper)
{
    QStringList ids;
    for (const KernelText &kernel : Vocabulary::bundled().kernels()) {
        if (std::any_of(kernel.papers.begin(), kernel.papers.end(),
                        [&](const PaperRef &ref) { return speaksOf(ref, paper); })) {
            ids.append(kernel.id);
        }
    }
    return ids;
}

}  // namespace touchstone::ui
