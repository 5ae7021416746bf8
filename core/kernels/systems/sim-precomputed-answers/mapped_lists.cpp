#include "kernels/systems/sim-precomputed-answers/mapped_lists.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

namespace touchstone::kernels::sim_precomputed_answers {

namespace {

constexpr std::size_t cacheLine = 64;  // parts start at cache lines, as buffers of the harness do

struct Part {
    const void *data;
    std::size_t bytes, begin;
};

// Through write, not through the mapping: a full disk is an error here and would be a crash there.
bool write(const std::vector<Part> &parts, std::FILE *file)
{
    return std::all_of(parts.begin(), parts.end(),
                       [&](const Part &part) {
                           return std::fseek(file, long(part.begin), SEEK_SET) == 0
                                  && std::fwrite(part.data, 1, part.bytes, file) == part.bytes;
                       })
           && std::fflush(file) == 0;
}

tl::unexpected<Error> unwritable(const std::filesystem::path &folder)
{
    const int reason = errno;
    return fail(reason == ENOSPC || reason == EDQUOT ? ErrorCode::DiskFull : ErrorCode::Unwritable,
                "{0}: no file for the inverted lists ({1})", "{0}：无法写入倒排列表文件（{1}）",
                folder.string(), std::strerror(reason));
}

}  // namespace

Result<MappedLists> MappedLists::make(const PackedLists &packed,
                                      const std::filesystem::path &folder)
{
    std::string name = (folder / "answer-lists-XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    const std::unique_ptr<std::FILE, int (*)(std::FILE *)> file(
            descriptor < 0 ? nullptr : ::fdopen(descriptor, "w+b"), std::fclose);
    if (!file || ::unlink(name.c_str()) != 0) {
        return unwritable(folder);
    }
    std::vector<Part> parts;
    std::size_t length = 0;
    const auto add = [&](const auto &buffer) {
        parts.push_back({buffer.data(), buffer.span().size_bytes(), length});
        length = (length + parts.back().bytes + cacheLine - 1) / cacheLine * cacheLine;
    };
    add(packed.rows);
    add(packed.centroids);
    add(packed.ids);
    add(packed.begins);
    if (!write(parts, file.get())) {
        return unwritable(folder);
    }
    void *start = ::mmap(nullptr, length, PROT_READ, MAP_SHARED, descriptor, 0);
    if (start == MAP_FAILED) {
        return fail(ErrorCode::Unreadable, "{0}: the inverted lists cannot be mapped ({1})",
                    "{0}：无法映射倒排列表文件（{1}）", folder.string(), std::strerror(errno));
    }
    const auto *bytes = static_cast<const std::byte *>(start);
    const auto at = [&]<class T>(const Buffer<T> & /*type*/, std::size_t part) {
        return reinterpret_cast<const T *>(bytes + parts[part].begin);
    };
    return MappedLists(Mapping(start, [length](void *all) { ::munmap(all, length); }),
                       {packed.dimension, packed.begins.size() - 1, at(packed.rows, 0),
                        at(packed.centroids, 1), at(packed.ids, 2), at(packed.begins, 3)});
}

}  // namespace touchstone::kernels::sim_precomputed_answers
