#include "kernels/systems/sim-precomputed-answers/mapped_lists.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

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
Part partOf(const std::vector<T> &values)
{
    return {values.data(), values.size() * sizeof(T)};
}

std::array<Part, 4> partsOf(const PackedLists &packed)
{
    return {partOf(packed.rows), partOf(packed.centroids), partOf(packed.ids),
            partOf(packed.begins)};
}

struct File {
    ~File()
    {
        if (descriptor >= 0) {
            ::close(descriptor);
        }
    }
    int descriptor = -1;
};

bool writeAll(int file, const void *data, std::size_t bytes)
{
    const auto *at = static_cast<const char *>(data);
    while (bytes > 0) {
        const ssize_t written = ::write(file, at, bytes);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        at += written > 0 ? written : 0;
        bytes -= written > 0 ? std::size_t(written) : 0;
    }
    return true;
}

// Through write, not through the mapping: a full disk is an error here and would be a crash there.
bool writeParts(int file, const std::array<Part, 4> &parts)
{
    constexpr std::array<char, cacheLine> zeros{};
    for (const Part &part : parts) {
        if (!writeAll(file, part.data, part.bytes)
            || !writeAll(file, zeros.data(), part.padded() - part.bytes)) {
            return false;
        }
    }
    return true;
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
    const File file{::mkstemp(name.data())};
    if (file.descriptor < 0 || ::unlink(name.c_str()) != 0) {
        return unwritable(folder);
    }
    const auto parts = partsOf(packed);
    if (!writeParts(file.descriptor, parts)) {
        return unwritable(folder);
    }
    std::size_t length = 0;
    std::array<std::size_t, 4> begins{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        begins[i] = length;
        length += parts[i].padded();
    }
    void *start = ::mmap(nullptr, length, PROT_READ, MAP_SHARED, file.descriptor, 0);
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
    return MappedLists(start, length,
                       {packed.dimension, packed.begins.size() - 1, floats(0), floats(1),
                        integers(2), integers(3)});
}

MappedLists::MappedLists(MappedLists &&other) noexcept
    : m_start(std::exchange(other.m_start, nullptr)), m_length(other.m_length), m_view(other.m_view)
{
}

MappedLists::~MappedLists()
{
    if (m_start) {
        ::munmap(m_start, m_length);
    }
}

}  // namespace touchstone::kernels::sim_precomputed_answers
