// The inverted lists of kernel.cpp in a file, searched through a read-only
// mapping: how a store larger than memory would lie.
#pragma once

#include "base/result.h"
#include "kernels/systems/sim-precomputed-answers/index.h"

#include <filesystem>
#include <memory>

namespace touchstone::kernels::sim_precomputed_answers {

// The mapping is no buffer of the harness, and cannot be one: a file lies at the start of a page
// and is not moved between rounds. Its guards hold all the same or better: writing is a crash from
// the start, not only while inputs are protected, and nothing can run over into red zones. Its
// bytes do not count towards the footprint, so a cold run rotates more problems than it needs,
// never fewer. The pages were written a moment ago and come from the page cache: what is timed is
// the search through mapped pages of 4 KiB, never a disk.
class MappedLists {
public:
    // Writes the lists to a file in `folder` that has no name from its first byte on, so that none
    // is left behind however the process ends.
    static Result<MappedLists> make(const PackedLists &packed, const std::filesystem::path &folder);
    ListsView view() const { return m_view; }

private:
    using Mapping = std::shared_ptr<const void>;

    MappedLists(Mapping mapping, const ListsView &view)
        : m_mapping(std::move(mapping)), m_view(view)
    {
    }

    Mapping m_mapping;
    ListsView m_view;
};

}  // namespace touchstone::kernels::sim_precomputed_answers
