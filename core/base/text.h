// A sentence in both languages of the interface.
//
// Core code has no translator (measure and kernels know no Qt), so its messages have both
// languages from the start: a message without its Chinese text does not compile.
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

// UTF-8 for a one-line message: control characters, line separators and bidirectional marks become
// \n, \t, \r, \x1b, \u2028. A file may be called "a\nb".
std::string onOneLine(std::string_view utf8);

namespace detail {

// The code point of a two- or three-byte sequence at the beginning of utf8; 0 for all else.
inline unsigned shortSequence(std::string_view utf8)
{
    const auto byte = [&](std::size_t i) { return unsigned(static_cast<unsigned char>(utf8[i])); };
    if (utf8.size() >= 2 && (byte(0) & 0xE0U) == 0xC0) {
        return (byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU);
    }
    if (utf8.size() >= 3 && (byte(0) & 0xF0U) == 0xE0) {
        return (byte(0) & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
    }
    return 0;
}

inline bool breaksALine(unsigned codePoint)
{
    return (codePoint >= 0x80 && codePoint < 0xA0)           // C1: next line and escapes
           || (codePoint >= 0x2028 && codePoint <= 0x202E)   // separators, embeddings, overrides
           || (codePoint >= 0x2066 && codePoint <= 0x2069);  // isolates
}

inline std::string escaped(char letter, unsigned value, int digits)
{
    std::string out{'\\', letter};
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
        out += "0123456789abcdef"[value >> shift & 0xFU];
    }
    return out;
}

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

inline std::string onOneLine(std::string_view utf8)
{
    std::string out;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto byte = static_cast<unsigned char>(utf8[i]);
        const unsigned codePoint = detail::shortSequence(utf8.substr(i, 3));
        if (byte == '\n' || byte == '\r' || byte == '\t') {
            out += byte == '\n' ? "\\n" : byte == '\r' ? "\\r" : "\\t";
        } else if (byte < 0x20 || byte == 0x7F) {
            out += detail::escaped('x', byte, 2);
        } else if (detail::breaksALine(codePoint)) {
            out += detail::escaped('u', codePoint, 4);
            i += codePoint < 0x800 ? 1 : 2;
        } else {
            out += utf8[i];
        }
    }
    return out;
}

// text("{0} papers", "{0} 篇论文", 53). At most ten values; any type with operator<<.
// Values come from files and their names, so they are filled in onOneLine().
template <class... Values>
Text text(std::string_view en, std::string_view zh, const Values &...values)
{
    const std::array<std::string, sizeof...(Values)> shown{onOneLine(detail::shown(values))...};
    return {detail::filled(en, shown), detail::filled(zh, shown)};
}

}  // namespace touchstone
