#include "compare/size_scale.h"

#include "compare/chart_parts.h"

#include <algorithm>
#include <set>

namespace touchstone::compare {

namespace {

using measure::Sizes;

std::optional<std::int64_t> sizeOf(const Sizes &sizes, const std::string &dimension)
{
    const auto found = std::find_if(sizes.begin(), sizes.end(),
                                    [&](const auto &size) { return size.first == dimension; });
    return found == sizes.end() ? std::nullopt : std::optional(found->second);
}

// The dimensions in which the shapes differ, in their order.
std::vector<std::string> changingAmong(const std::vector<const Sizes *> &shapes)
{
    std::vector<std::string> changing;
    for (const auto &first : *shapes.front()) {
        const bool changes = std::any_of(shapes.begin(), shapes.end(), [&](const Sizes *sizes) {
            return sizeOf(*sizes, first.first) != first.second;
        });
        if (changes) {
            changing.push_back(first.first);
        }
    }
    return changing;
}

// One line's dimension on the axis; nullopt when no single number tells its shapes apart.
std::optional<std::string> dimensionOf(const std::vector<const Sizes *> &shapes)
{
    std::vector<std::string> changing = changingAmong(shapes);
    if (changing.empty()) {  // one shape: its first dimension is as good as any
        changing.push_back(shapes.front()->front().first);
    }
    const bool equal = std::all_of(shapes.begin(), shapes.end(), [&](const Sizes *sizes) {
        const auto first = sizeOf(*sizes, changing.front());
        return first && std::all_of(changing.begin(), changing.end(), [&](const auto &dimension) {
                   return sizeOf(*sizes, dimension) == first;
               });
    });
    if (!equal) {
        return std::nullopt;
    }
    std::string name;
    for (const std::string &dimension : changing) {
        name += (name.empty() ? "" : " = ") + dimension;
    }
    return name;
}

std::optional<SizeScale> byDimension(const std::vector<SizedShape> &shapes)
{
    std::map<SizeLine, std::vector<const Sizes *>> lines;
    for (const SizedShape &shape : shapes) {
        if (shape.sizes.empty()) {
            return std::nullopt;
        }
        lines[shape.line].push_back(&shape.sizes);
    }
    SizeScale scale;
    std::set<std::string> names;
    for (const auto &[line, own] : lines) {
        const auto dimension = dimensionOf(own);
        if (!dimension) {
            return std::nullopt;
        }
        names.insert(*dimension);
        scale.dimension[line] = *dimension;
        const std::string first = dimension->substr(0, dimension->find(" = "));
        for (const Sizes *sizes : own) {
            scale.place[{line, *sizes}] = double(sizeOf(*sizes, first).value_or(0));
        }
    }
    if (names.size() == 1) {
        scale.title = {*names.begin(), *names.begin()};
        scale.dimension.clear();
    } else {
        scale.title = {"size (each line names its dimension)", "规模（各曲线注明所变维度）"};
    }
    return scale;
}

}  // namespace

SizeScale scaleOf(const std::vector<SizedShape> &shapes)
{
    if (!shapes.empty()) {
        if (auto scale = byDimension(shapes)) {
            return *scale;
        }
    }
    SizeScale scale;
    scale.title = {"bytes moved by one baseline call", "基线一次调用的访存字节数"};
    for (const SizedShape &shape : shapes) {
        if (onLogAxis(shape.bytes)) {
            scale.place[{shape.line, shape.sizes}] = shape.bytes;
        }
    }
    return scale;
}

}  // namespace touchstone::compare
