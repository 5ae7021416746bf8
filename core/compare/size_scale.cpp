#include "compare/size_scale.h"

#include "compare/chart_parts.h"
#include "library/dimension_names.h"

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

Text listed(const Text &all, const Text &one, const char *en, const char *zh)
{
    return all.en.empty() ? one : Text{all.en + en + one.en, all.zh + zh + one.zh};
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
    std::string dimension;  // the first, where several are always equal
    std::vector<std::string> rest = {};
    Text name = {};
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
    if (!changing.empty() && !alwaysEqual(shapes, changing)) {
        auto axis = widestSweep(shapes, changing);
        if (axis) {
            axis->name = dimensionName(axis->dimension);
        }
        return axis;
    }
    if (changing.empty()) {  // one shape: its first dimension is as good as any
        const std::string &first = shapes.front()->front().first;
        return LineAxis{first, {}, dimensionName(first)};
    }
    LineAxis axis{changing.front()};
    for (const std::string &dimension : changing) {
        axis.name = listed(axis.name, dimensionName(dimension), " = ", " = ");
    }
    return axis;
}

Text familyOf(const Sizes &sizes, const std::vector<std::string> &dimensions)
{
    Text name;
    for (const std::string &dimension : dimensions) {
        const std::string size = std::to_string(sizeOf(sizes, dimension).value_or(0));
        name = listed(name, dimensionAt(dimension, size), ", ", "，");
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
    std::map<std::string, Text> names;
    for (const auto &[line, own] : lines) {
        const auto axis = axisOf(own);
        if (!axis) {
            return std::nullopt;
        }
        names[axis->name.en] = axis->name;
        scale.dimension[line] = axis->name;
        for (const Sizes *sizes : own) {
            scale.place[{line, *sizes}] = double(sizeOf(*sizes, axis->dimension).value_or(0));
            if (!axis->rest.empty()) {
                scale.family[{line, *sizes}] = familyOf(*sizes, axis->rest);
            }
        }
    }
    if (names.size() == 1) {
        scale.title = names.begin()->second;
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
