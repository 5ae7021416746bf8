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

// Of one line: the dimension on the axis, and those that tell its families apart.
struct LineAxis {
    std::string dimension;
    std::vector<std::string> rest;
};

bool alwaysEqual(const std::vector<const Sizes *> &shapes,
                 const std::vector<std::string> &dimensions)
{
    return std::all_of(shapes.begin(), shapes.end(), [&](const Sizes *sizes) {
        const auto first = sizeOf(*sizes, dimensions.front());
        return first && std::all_of(dimensions.begin(), dimensions.end(), [&](const auto &one) {
                   return sizeOf(*sizes, one) == first;
               });
    });
}

Sizes without(Sizes sizes, const std::string &dimension)
{
    std::erase_if(sizes, [&](const auto &size) { return size.first == dimension; });
    return sizes;
}

// How many shapes differ from another in this dimension alone.
std::size_t inFamilies(const std::set<Sizes> &shapes, const std::string &dimension)
{
    std::map<Sizes, std::size_t> families;
    for (const Sizes &sizes : shapes) {
        ++families[without(sizes, dimension)];
    }
    std::size_t count = 0;
    for (const auto &[rest, size] : families) {
        count += size > 1 ? size : 0;
    }
    return count;
}

std::optional<LineAxis> widestSweep(const std::vector<const Sizes *> &shapes,
                                    const std::vector<std::string> &changing)
{
    std::set<Sizes> distinct;
    for (const Sizes *sizes : shapes) {
        distinct.insert(*sizes);
    }
    std::size_t most = 0;
    LineAxis axis;
    for (const std::string &dimension : changing) {
        if (const std::size_t count = inFamilies(distinct, dimension); count > most) {
            most = count;
            axis.dimension = dimension;
        }
    }
    if (2 * most < distinct.size()) {
        return std::nullopt;
    }
    std::copy_if(changing.begin(), changing.end(), std::back_inserter(axis.rest),
                 [&axis](const std::string &one) { return one != axis.dimension; });
    return axis;
}

// nullopt when no single number tells the shapes of the line apart.
std::optional<LineAxis> axisOf(const std::vector<const Sizes *> &shapes)
{
    const std::vector<std::string> changing = changingAmong(shapes);
    if (changing.empty()) {  // one shape: its first dimension is as good as any
        return LineAxis{shapes.front()->front().first, {}};
    }
    if (!alwaysEqual(shapes, changing)) {
        return widestSweep(shapes, changing);
    }
    LineAxis axis;
    for (const std::string &dimension : changing) {
        axis.dimension += (axis.dimension.empty() ? "" : " = ") + dimension;
    }
    return axis;
}

std::string familyOf(const Sizes &sizes, const std::vector<std::string> &dimensions)
{
    std::string name;
    for (const std::string &dimension : dimensions) {
        name += (name.empty() ? "" : ", ") + dimension + " "
                + std::to_string(sizeOf(sizes, dimension).value_or(0));
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
        const auto axis = axisOf(own);
        if (!axis) {
            return std::nullopt;
        }
        names.insert(axis->dimension);
        scale.dimension[line] = axis->dimension;
        const std::string first = axis->dimension.substr(0, axis->dimension.find(" = "));
        for (const Sizes *sizes : own) {
            scale.place[{line, *sizes}] = double(sizeOf(*sizes, first).value_or(0));
            if (!axis->rest.empty()) {
                scale.family[{line, *sizes}] = familyOf(*sizes, axis->rest);
            }
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
