// The inverted lists of kernel.cpp in a file, searched through a read-only
// mapping: how a store larger than memory would lie.
#pragma once

#include "base/result.h"
#include "kernels/systems/sim-precomputed-answers/index.h"

#include <filesystem>

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
    MappedLists(MappedLists &&other) noexcept;
    MappedLists &operator=(MappedLists &&) = delete;
    MappedLists(const MappedLists &) = delete;
    MappedLists &operator=(const MappedLists &) = delete;
    ~MappedLists();

    ListsView view() const { return m_view; }

private:
    MappedLists(void *start, std::size_t length, const ListsView &view)
        : m_start(start), m_length(length), m_view(view)
    {
    }

    void *m_start;
    std::size_t m_length;
    ListsView m_view;
};

}  // namespace touchstone::kernels::sim_precomputed_answers
