#include "store/unpack.h"

#include <zlib.h>

#include <algorithm>

namespace touchstone::store {

namespace {

constexpr std::size_t sizeBytes = 4;
constexpr std::size_t largestResult = std::size_t(256) << 20;

// zlib's state, which inflateEnd() frees.
struct Inflating {
    z_stream stream{};
    bool ready = inflateInit(&stream) == Z_OK;

    Inflating() = default;
    Inflating(const Inflating &) = delete;
    Inflating &operator=(const Inflating &) = delete;
    ~Inflating() { inflateEnd(&stream); }
};

tl::unexpected<Error> damaged()
{
    return fail(ErrorCode::Corrupt, "the stored result is damaged", "存储的结果已损坏");
}

}  // namespace

Result<std::string> unpacked(std::string_view packed)
{
    Inflating zlib;
    if (!zlib.ready || packed.size() <= sizeBytes || packed.size() > largestResult) {
        return damaged();
    }
    packed.remove_prefix(sizeBytes);
    // zlib does not write to its input.
    zlib.stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.data()));  // NOLINT
    zlib.stream.avail_in = uInt(packed.size());
    std::string out;
    int state = Z_OK;
    while (state == Z_OK) {
        constexpr std::size_t first = std::size_t(64) << 10;
        const std::size_t filled = out.size();
        if (filled >= largestResult) {
            return fail(ErrorCode::Corrupt, "the stored result is too large", "存储的结果过大");
        }
        out.resize(std::min(largestResult, std::max(first, 2 * filled)));
        zlib.stream.next_out = reinterpret_cast<Bytef *>(out.data() + filled);  // NOLINT
        zlib.stream.avail_out = uInt(out.size() - filled);
        state = inflate(&zlib.stream, Z_NO_FLUSH);
        out.resize(out.size() - zlib.stream.avail_out);
        if (state == Z_OK && zlib.stream.avail_out > 0) {
            return damaged();  // the input ends too early
        }
    }
    return state == Z_STREAM_END ? Result<std::string>(std::move(out)) : damaged();
}

}  // namespace touchstone::store
