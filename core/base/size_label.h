// Labels of shapes: "{queries} of {words}x{width}" with the sizes filled in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace touchstone {

// A name in braces that is no size stays as it is.
inline std::string withSizes(std::string_view pattern,
                             const std::vector<std::pair<std::string, std::int64_t>> &sizes)
{
    std::string label(pattern);
    for (const auto &[name, value] : sizes) {
        const std::string field = "{" + name + "}";
        for (auto at = label.find(field); at != std::string::npos; at = label.find(field)) {
            label.replace(at, field.size(), std::to_string(value));
        }
    }
    return label;
}

}  // namespace touchstone
