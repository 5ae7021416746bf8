#include "kernels/description.h"

#include "base/size_label.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace touchstone::kernels {

namespace {

using nlohmann::json;

// A value with the way to it, for messages.
struct Place {
    const json &value;
    std::string path;

    [[noreturn]] void wrong(const std::string &what) const
    {
        throw std::runtime_error(path + ": " + what);
    }
    Place at(const char *key) const
    {
        if (!value.is_object() || !value.contains(key)) {
            Place{value, path + "." + key}.wrong("is missing");
        }
        return {value.at(key), path + "." + key};
    }
    std::optional<Place> find(const char *key) const
    {
        return value.contains(key) ? std::optional<Place>(at(key)) : std::nullopt;
    }
    std::string text() const
    {
        if (!value.is_string() || value.get_ref<const std::string &>().empty()) {
            wrong("is no text");
        }
        return value.get<std::string>();
    }
    std::int64_t number() const
    {
        if (!value.is_number_integer()) {
            wrong("is no whole number");
        }
        return value.get<std::int64_t>();
    }
    bool flag(const char *key) const  // false when missing
    {
        const auto found = find(key);
        if (found && !found->value.is_boolean()) {
            found->wrong("is neither true nor false");
        }
        return found && found->value.get<bool>();
    }
    std::vector<Place> items() const
    {
        if (!value.is_array()) {
            wrong("is no list");
        }
        std::vector<Place> all;
        for (std::size_t i = 0; i < value.size(); ++i) {
            all.push_back({value[i], path + "[" + std::to_string(i) + "]"});
        }
        return all;
    }
};

Role roleOf(const Place &place)
{
    const auto role = fromWord(roleTerms, place.text());
    if (!role) {
        place.wrong("is none of baseline, naive, technique");
    }
    return *role;
}

std::vector<Shape> shapesOf(const Place &operation, const char *key,
                            const OperationDescription &description)
{
    std::vector<Shape> shapes;
    const auto list = operation.find(key);
    if (!list) {
        return shapes;
    }
    const std::string label = operation.at("label").text();
    const auto group = operation.find("group");
    for (const Place &item : list->items()) {
        Shape shape;
        const auto values = item.items();
        if (values.size() != description.dimensions.size()) {
            item.wrong("needs one size for each of the dimensions");
        }
        for (std::size_t i = 0; i < values.size(); ++i) {
            shape.sizes.emplace_back(description.dimensions[i], values[i].number());
        }
        shape.label = labelOf(label, shape.sizes);
        shape.group = group ? labelOf(group->text(), shape.sizes) : std::string();
        shape.operation = description.id;
        shape.folder = description.folder;
        shapes.push_back(std::move(shape));
    }
    return shapes;
}

std::vector<Comparison> ratiosOf(const Place &operation, const OperationDescription &description)
{
    std::vector<Comparison> ratios;
    const auto known = [&](const Place &place) {
        std::string id = place.text();
        const auto &variants = description.variants;
        if (std::none_of(variants.begin(), variants.end(),
                         [&](const Variant &variant) { return variant.id == id; })) {
            place.wrong("is no variant of the operation");
        }
        return id;
    };
    for (const Place &item : operation.at("ratios").items()) {
        Comparison ratio;
        ratio.baseline = known(item.at("baseline"));
        ratio.technique = known(item.at("technique"));
        const auto quantity = item.find("quantity");
        ratio.quantity = quantity ? quantity->text() : "time";
        ratio.operation = description.id;
        if (const auto better = item.find("better")) {
            if (better->text() != "higher" && better->text() != "lower") {
                better->wrong("is neither higher nor lower");
            }
            ratio.higherIsBetter = better->text() == "higher";
        }
        ratios.push_back(std::move(ratio));
    }
    return ratios;
}

OperationDescription operationOf(const Place &place, const std::string &folder)
{
    OperationDescription operation;
    operation.id = place.at("id").text();
    operation.folder = folder;
    for (const Place &name : place.at("dimensions").items()) {
        operation.dimensions.push_back(name.text());
    }
    for (const Place &variant : place.at("variants").items()) {
        operation.variants.push_back(
                {variant.at("id").text(), roleOf(variant.at("role")), operation.id});
    }
    operation.ratios = ratiosOf(place, operation);
    operation.small = shapesOf(place, "small", operation);
    operation.medium = shapesOf(place, "medium", operation);
    operation.large = shapesOf(place, "large", operation);
    operation.sweep = shapesOf(place, "sweep", operation);
    operation.odd = shapesOf(place, "odd", operation);
    return operation;
}

Place entryOf(const json &kernels, const std::string &id)
{
    for (const json &entry : kernels.at("kernels")) {
        if (entry.at("id") == id) {
            return {entry, id + "/kernel.json"};
        }
    }
    throw std::runtime_error(id + ": no kernel.json");
}

}  // namespace

std::string labelOf(std::string_view pattern,
                    const std::vector<std::pair<std::string, std::int64_t>> &sizes)
{
    std::string label = withSizes(pattern, sizes);
    if (label.find('{') != std::string::npos) {
        throw std::runtime_error("\"" + label + "\" names a size that the dimensions lack");
    }
    return label;
}

Description describe(std::string_view kernelsJson, const std::string &id)
{
    const json parsed = json::parse(kernelsJson);
    const Place entry = entryOf(parsed, id);
    Description description;
    description.id = id;
    description.family = entry.at("family").text();
    description.version = int(entry.at("version").number());
    for (const Place &device : entry.at("devices").items()) {
        description.openCl = description.openCl || device.text() == "opencl";
    }
    description.exactIntegers = entry.flag("exact_integers");
    description.timedFigures = entry.flag("timed_figures");
    for (const Place &operation : entry.at("operations").items()) {
        description.operations.push_back(
                operationOf(operation, description.family + "/" + description.id));
    }
    return description;
}

}  // namespace touchstone::kernels
