// A sentence in both languages of the interface.
//
// Core code has no translator (measure and kernels know no Qt), so what it says carries both
// languages from the start: a message without its Chinese twin does not compile.
#pragma once

#include <array>
#include <sstream>
#include <string>
#include <string_view>

namespace touchstone {

enum class Language { English, Chinese };

struct Text {
    std::string en;  // UTF-8
    std::string zh;  // UTF-8

    const std::string &in(Language language) const
    {
        return language == Language::Chinese ? zh : en;
    }
    bool operator==(const Text &) const = default;
};

namespace detail {

inline std::string shown(std::string_view value)
{
    return std::string(value);
}
inline std::string shown(const std::string &value)
{
    return value;
}
inline std::string shown(const char *value)
{
    return value;
}
template <class Number>
std::string shown(const Number &value)
{
    std::ostringstream out;
    out << value;
    return out.str();
}

// Replaces {0}, {1} ... once, left to right, so that a value containing "{1}" stays as it is.
template <std::size_t N>
std::string filled(std::string_view pattern, const std::array<std::string, N> &values)
{
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool hole = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}'
                          && pattern[i + 1] >= '0' && std::size_t(pattern[i + 1] - '0') < N;
        if (hole) {
            out += values[std::size_t(pattern[i + 1] - '0')];
            i += 2;
        } else {
            out += pattern[i];
        }
    }
    return out;
}

}  // namespace detail

// text("{0} papers", "{0} 篇论文", 53). At most ten values; any type with operator<<.
template <class... Values>
Text text(std::string_view en, std::string_view zh, const Values &...values)
{
    const std::array<std::string, sizeof...(Values)> shown{detail::shown(values)...};
    return {detail::filled(en, shown), detail::filled(zh, shown)};
}

}  // namespace touchstone
