#include "importing/entry_pairs.h"

#include "library/report.h"

#include <QHash>

#include <deque>

namespace touchstone::importing {

namespace {

bool isDetails(const OutlineEntry &entry)
{
    return entry.hasLabels || entry.section == Section::Details;
}

QString keyOf(const OutlineEntry &entry, const QByteArray &utf8)
{
    return titleKey(entry.title.in(utf8));
}

// Briefs not yet matched to details, by a key, in the order of the file.
class Free {
public:
    void add(const QString &key, std::size_t brief) { m_byKey[key].push_back(brief); }
    const OutlineEntry *take(const QString &key, const std::vector<const OutlineEntry *> &briefs,
                             std::vector<bool> &taken)
    {
        const auto at = m_byKey.find(key);
        while (at != m_byKey.end() && !at->empty()) {
            const std::size_t brief = at->front();
            at->pop_front();
            if (!taken[brief]) {
                taken[brief] = true;
                return briefs[brief];
            }
        }
        return nullptr;
    }

private:
    QHash<QString, std::deque<std::size_t>> m_byKey;
};

QString numberKey(const OutlineEntry &entry)
{
    return entry.number ? QString::number(*entry.number) : QString();
}

}  // namespace

std::vector<EntryPair> pairEntries(const Outline &outline, const QByteArray &utf8)
{
    std::vector<const OutlineEntry *> briefs;
    std::vector<EntryPair> pairs;
    for (const OutlineEntry &entry : outline.entries) {
        if (isDetails(entry)) {
            pairs.push_back({nullptr, &entry});
        } else {
            briefs.push_back(&entry);
        }
    }
    Free exact, byTitle, byNumber;
    for (std::size_t i = 0; i < briefs.size(); ++i) {
        const QString key = keyOf(*briefs[i], utf8);
        exact.add(numberKey(*briefs[i]) + u'\n' + key, i);
        byTitle.add(key, i);
        byNumber.add(numberKey(*briefs[i]), i);
    }
    std::vector<bool> taken(briefs.size(), false);
    for (EntryPair &pair : pairs) {
        pair.brief = exact.take(numberKey(*pair.details) + u'\n' + keyOf(*pair.details, utf8),
                                briefs, taken);
    }
    for (EntryPair &pair : pairs) {
        const QString key = pair.brief ? QString() : keyOf(*pair.details, utf8);
        if (!key.isEmpty()) {
            pair.brief = byTitle.take(key, briefs, taken);
        }
    }
    for (EntryPair &pair : pairs) {
        if (!pair.brief && pair.details->number && pair.details->lead.isEmpty()) {
            pair.brief = byNumber.take(numberKey(*pair.details), briefs, taken);
        }
    }
    for (std::size_t i = 0; i < briefs.size(); ++i) {
        if (!taken[i]) {
            pairs.push_back({briefs[i], nullptr});
        }
    }
    return pairs;
}

}  // namespace touchstone::importing
