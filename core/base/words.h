// The words of an enumeration in files and on the command line: one table, read both ways.
//
//     constexpr std::array<Word<Hue>, 2> hues{{{Hue::Red, "red"}, {Hue::Blue, "blue"}}};
#pragma once

#include <optional>
#include <string_view>
#include <utility>

namespace touchstone {

template <class Enum>
using Word = std::pair<Enum, std::string_view>;  // value, ASCII word

// The word of value; empty when the table lacks it.
template <class Table, class Enum>
constexpr std::string_view wordOf(const Table &table, Enum value)
{
    for (const auto &[known, word] : table) {
        if (known == value) {
            return word;
        }
    }
    return {};
}

// The value whose word is exactly text.
template <class Table>
constexpr auto fromWord(const Table &table, std::string_view text)
        -> std::optional<typename Table::value_type::first_type>
{
    for (const auto &[value, word] : table) {
        if (word == text) {
            return value;
        }
    }
    return std::nullopt;
}

}  // namespace touchstone
