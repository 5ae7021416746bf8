// A program on an OpenCL device: buffers, kernels, launches, their device time. No type of OpenCL
// appears here; without OpenCL every open() fails, and nothing else can be called.
#pragma once

#include "kernels/blocks/devices.h"

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <type_traits>
#include <variant>

namespace touchstone::kernels {

// The text of a .cl file by its path within core/kernels ("blocks/gemm.cl"), or of "kernels.json";
// made by touchstone_embed.
std::string_view embeddedSource(std::string_view name);

class OpenClProgram {
public:
    // source: OpenCL C 1.2, name: for the message, which carries the build log.
    static Result<std::unique_ptr<OpenClProgram>> build(OpenClDevice &device,
                                                        std::string_view source,
                                                        const std::string &name,
                                                        const std::string &options = {});
    ~OpenClProgram();

    // A handle of a device buffer; bytes > 0.
    struct BufferId {
        int index = -1;
    };
    Result<BufferId> allocate(std::size_t bytes);
    void upload(BufferId buffer, const void *data, std::size_t bytes);
    void download(BufferId buffer, void *data, std::size_t bytes);

    // Of a kernel: a buffer, an int, a long or a float. Sizes arrive as an int; one that may reach
    // 2^31 is passed as a std::int64_t and arrives as a long.
    class Argument {
    public:
        using Value = std::variant<BufferId, std::int32_t, std::int64_t, float, std::size_t>;

        // NOLINTBEGIN(google-explicit-constructor)
        Argument(BufferId buffer) : m_value(buffer) {}
        Argument(std::int32_t value) : m_value(value) {}
        Argument(std::int64_t value) : m_value(value) {}
        Argument(float value) : m_value(value) {}
        Argument(std::size_t size) : m_value(size) {}
        template <class T>
        requires std::is_class_v<T> && std::convertible_to<T, std::size_t> Argument(const T &size)
            : m_value(std::size_t(size))
        {
        }
        // NOLINTEND(google-explicit-constructor)

        const Value &value() const { return m_value; }

    private:
        Value m_value;
    };
    // Enqueues one launch. Local sizes are explicit and divide the global ones: leaving the choice
    // to the driver cost a factor of two on PoCL. A size of 2^31 or more is an error.
    void launch(const char *kernel, std::array<std::size_t, 2> global,
                std::array<std::size_t, 2> local, std::initializer_list<Argument> arguments);
    // Waits for all launches.
    void finish();
    // Sum over the launches that the last finish() ended, by profiling events; nullopt after an
    // error.
    std::optional<double> deviceNanoseconds() const;
    // The first failure of launch, upload, download or finish, if any; empty otherwise.
    const std::string &error() const;

private:
    struct Private;
    explicit OpenClProgram(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

// Rounds up to a multiple: global sizes are multiples of local ones.
constexpr std::size_t roundedUp(std::size_t n, std::size_t multiple)
{
    return (n + multiple - 1) / multiple * multiple;
}

}  // namespace touchstone::kernels
