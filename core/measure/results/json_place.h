// Reading JSON of other programs and machines: every value is checked when it is read, and an error
// names its place, e.g. "results[2].ratios[0].low". For the .cpp files that read results.
#pragma once

#include "base/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace touchstone::measure {

// What is wrong and at which place; thrown by Place, caught at the border of this folder.
struct Malformed {
    Text message;
};

// A value of a JSON document that comes from other hands, and the path to it.
class Place {
public:
    Place(const nlohmann::json &value, std::string path) : m_value(&value), m_path(std::move(path))
    {
    }

    [[noreturn]] void refuse(std::string_view en, std::string_view zh) const
    {
        const std::string where = m_path.empty() ? "(top)" : m_path;
        throw Malformed{text("{0}: {1}", "{0}：{2}", where, en, zh)};
    }

    Place operator[](const char *key) const
    {
        const nlohmann::json *found = member(key);
        if (!found) {
            at(key).refuse("is missing", "缺失");
        }
        return {*found, at(key).m_path};
    }
    // nullopt when absent; null counts as absent.
    std::optional<Place> find(const char *key) const
    {
        const nlohmann::json *found = member(key);
        if (!found || found->is_null()) {
            return std::nullopt;
        }
        return Place{*found, at(key).m_path};
    }
    std::optional<double> optionalNumber(const char *key) const
    {
        const auto found = find(key);
        return found ? std::optional(found->number()) : std::nullopt;
    }

    std::string string() const
    {
        if (!m_value->is_string()) {
            refuse("a string is needed", "应为字符串");
        }
        return m_value->get<std::string>();
    }
    std::string nonEmptyString() const
    {
        std::string value = string();
        if (value.empty()) {
            refuse("must not be empty", "不能为空");
        }
        return value;
    }
    // A name that can be typed and printed anywhere.
    std::string identifier() const
    {
        constexpr std::size_t longest = 200;
        std::string value = nonEmptyString();
        const bool printable = std::all_of(value.begin(), value.end(),
                                           [](char c) { return c >= ' ' && c <= '~'; });
        if (!printable || value.size() > longest || value.front() == ' ' || value.back() == ' ') {
            refuse("must be at most 200 printable ASCII characters, without spaces around them",
                   "应为至多 200 个可打印 ASCII 字符，首尾无空格");
        }
        return value;
    }
    // UTC as ISO 8601 to the second, "2025-10-15T08:30:00Z": such texts sort by time.
    std::string time() const
    {
        std::string value = string();
        constexpr std::string_view form = "9999-19-39T29:59:69Z";
        bool fits = value.size() == form.size();
        for (std::size_t i = 0; fits && i < form.size(); ++i) {
            const bool digit = form[i] >= '0' && form[i] <= '9';
            fits = digit ? value[i] >= '0' && value[i] <= form[i] : value[i] == form[i];
        }
        const auto part = [&](std::size_t at) { return value.substr(at, 2); };
        fits = fits && part(5) >= "01" && part(5) <= "12" && part(8) >= "01" && part(8) <= "31"
               && part(11) <= "23" && part(17) <= "60";
        if (!fits) {
            refuse("must be a time like 2025-10-15T08:30:00Z",
                   "应为 2025-10-15T08:30:00Z 形式的时间");
        }
        return value;
    }
    bool boolean() const
    {
        if (!m_value->is_boolean()) {
            refuse("true or false is needed", "应为 true 或 false");
        }
        return m_value->get<bool>();
    }
    // Whole numbers from 0 on, as dimensions are (a strength of noise may be 0).
    std::int64_t dimension() const
    {
        if (!m_value->is_number_integer() || m_value->get<double>() < 0
            || m_value->get<double>() > maxDimension) {
            refuse("a whole number of at least 0 is needed", "应为非负整数");
        }
        return m_value->get<std::int64_t>();
    }
    double number() const
    {
        if (!m_value->is_number() || !std::isfinite(m_value->get<double>())) {
            refuse("a finite number is needed", "应为有限数值");
        }
        return m_value->get<double>();
    }
    double atLeastZero() const
    {
        const double value = number();
        if (value < 0) {
            refuse("must not be negative", "不能为负");
        }
        return value;
    }
    double aboveZero() const
    {
        const double value = number();
        if (value <= 0) {
            refuse("must be above 0", "必须大于 0");
        }
        return value;
    }
    int count() const
    {
        if (!m_value->is_number_integer() || m_value->get<double>() < 0
            || m_value->get<double>() > std::numeric_limits<int>::max()) {
            refuse("a whole number of at least 0 is needed", "应为非负整数");
        }
        return m_value->get<int>();
    }
    template <class Read>
    auto list(Read read) const
    {
        if (!m_value->is_array()) {
            refuse("a list is needed", "应为数组");
        }
        std::vector<decltype(read(*this))> out;
        out.reserve(m_value->size());
        for (std::size_t i = 0; i < m_value->size(); ++i) {
            out.push_back(read(element(i)));
        }
        return out;
    }
    // A list of [name, value] pairs: named values whose order counts.
    template <class Read>
    auto pairs(Read read) const
    {
        return list([&](const Place &pair) {
            if (!pair.m_value->is_array() || pair.m_value->size() != 2) {
                pair.refuse("a pair [name, value] is needed", "应为 [名称, 值] 对");
            }
            return std::pair(pair.element(0).nonEmptyString(), read(pair.element(1)));
        });
    }
    template <class Read>
    auto table(Read read) const
    {
        needObject();
        std::map<std::string, decltype(read(*this))> out;
        for (const auto &[key, value] : m_value->items()) {
            out.emplace(key, read(Place{value, m_path.empty() ? key : m_path + '.' + key}));
        }
        return out;
    }

private:
    static constexpr double maxDimension = 9e18;  // fits std::int64_t

    Place element(std::size_t i) const
    {
        return {(*m_value)[i], m_path + '[' + std::to_string(i) + ']'};
    }
    void needObject() const
    {
        if (!m_value->is_object()) {
            refuse("an object is needed", "应为对象");
        }
    }
    const nlohmann::json *member(const char *key) const
    {
        needObject();
        const auto found = m_value->find(key);
        return found == m_value->end() ? nullptr : &*found;
    }
    Place at(const char *key) const
    {
        return {*m_value, m_path.empty() ? std::string(key) : m_path + '.' + key};
    }

    const nlohmann::json *m_value;
    std::string m_path;
};

}  // namespace touchstone::measure
