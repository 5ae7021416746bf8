#include "kernels/systems/sim-precomputed-answers/mapped_lists.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

namespace touchstone::kernels::sim_precomputed_answers {

namespace {

constexpr std::size_t cacheLine = 64;  // parts start at cache lines, as buffers of the harness do

struct Part {
    const void *data;
    std::size_t bytes;
    std::size_t padded() const { return (bytes + cacheLine - 1) / cacheLine * cacheLine; }
};

template <class T>
Part partOf(const Buffer<T> &values)
{
    return {values.data(), values.size() * sizeof(T)};
}

struct Close {
    void operator()(std::FILE *file) const { std::fclose(file); }
};

// Through write, not through the mapping: a full disk is an error here and would be a crash there.
bool write(const std::array<Part, 4> &parts, std::FILE *file)
{
    constexpr std::array<char, cacheLine> zeros{};
    for (const Part &part : parts) {
        const std::size_t padding = part.padded() - part.bytes;
        if (std::fwrite(part.data, 1, part.bytes, file) != part.bytes
            || std::fwrite(zeros.data(), 1, padding, file) != padding) {
            return false;
        }
    }
    return std::fflush(file) == 0;
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
    const std::unique_ptr<std::FILE, Close> file(descriptor < 0 ? nullptr
                                                                : ::fdopen(descriptor, "w+b"));
    if (!file || ::unlink(name.c_str()) != 0) {
        return unwritable(folder);
    }
    const std::array parts{partOf(packed.rows), partOf(packed.centroids), partOf(packed.ids),
                           partOf(packed.begins)};
    if (!write(parts, file.get())) {
        return unwritable(folder);
    }
    std::size_t length = 0;
    std::array<std::size_t, 4> begins{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        begins[i] = length;
        length += parts[i].padded();
    }
    void *start = ::mmap(nullptr, length, PROT_READ, MAP_SHARED, descriptor, 0);
    if (start == MAP_FAILED) {
        return fail(ErrorCode::Unreadable, "{0}: the inverted lists cannot be mapped ({1})",
                    "{0}：无法映射倒排列表文件（{1}）", folder.string(), std::strerror(errno));
    }
    const auto *bytes = static_cast<const std::byte *>(start);
    const auto floats = [&](std::size_t i) {
        return reinterpret_cast<const float *>(bytes + begins[i]);
    };
    const auto integers = [&](std::size_t i) {
        return reinterpret_cast<const std::int32_t *>(bytes + begins[i]);
    };
    return MappedLists(Mapping(bytes, {length}), {packed.dimension, packed.begins.size() - 1,
                                                  floats(0), floats(1), integers(2), integers(3)});
}

void MappedLists::Unmap::operator()(const std::byte *start) const
{
    ::munmap(const_cast<std::byte *>(start), length);
}

}  // namespace touchstone::kernels::sim_precomputed_answers
