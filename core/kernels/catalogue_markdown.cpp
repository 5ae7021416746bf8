#include "kernels/catalogue_markdown.h"

#include "kernels/catalogue.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <set>

namespace touchstone::kernels {

namespace {

using nlohmann::json;

std::string_view in(Language language, std::string_view en, std::string_view zh)
{
    return language == Language::Chinese ? zh : en;
}

// A bar would end the cell.
std::string cell(const std::string &text)
{
    std::string out;
    for (const char c : text) {
        out += c == '|' ? "\\|" : std::string(1, c);
    }
    return out;
}

std::string textOf(const json &entry, Language language)
{
    return cell(entry.at(language == Language::Chinese ? "zh" : "en").get<std::string>());
}

void append(std::string &list, const std::string &item)
{
    list += (list.empty() ? "" : "<br>") + item;
}

std::string numberText(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

std::string papersOf(const json &entry)
{
    std::string list;
    for (const json &paper : entry.at("papers")) {
        append(list, paper.at("report").get<std::string>() + "/"
                             + std::to_string(paper.at("index").get<int>()) + " "
                             + cell(paper.at("title").get<std::string>()));
    }
    return list;
}

// Of all operations.
json variantsOf(const json &entry)
{
    json all = json::array();
    for (const json &operation : entry.at("operations")) {
        for (const json &variant : operation.at("variants")) {
            all.push_back(variant);
        }
    }
    return all;
}

std::string baselinesOf(const Kernel &kernel, const json &entry, Language language)
{
    std::string list;
    const json names = variantsOf(entry);
    std::set<std::string> seen;
    for (const Variant &variant : kernel.variants()) {
        if (variant.role == Role::Technique || !seen.insert(variant.id).second) {
            continue;
        }
        const auto named = std::find_if(names.begin(), names.end(), [&](const json &v) {
            return v.at("id").get<std::string>() == variant.id;
        });
        const std::string name =
                named == names.end() ? variant.id : textOf(named->at("name"), language);
        const bool naive = variant.role == Role::Naive;
        append(list, name + std::string(naive ? in(language, " (naive)", "（朴素）") : ""));
    }
    return list;
}

std::string claimsOf(const json &entry, Language language)
{
    std::string list;
    for (const json &claim : entry.at("claims")) {
        // A claim in words only has no figure; without a metric the whole paper is meant.
        const std::string metric = claim.contains("metric")
                                           ? claim.at("metric").get<std::string>()
                                           : std::string(in(language, "all claims", "全部论断"));
        const std::string figure =
                claim.contains("value") ? " " + numberText(claim.at("value").get<double>()) : "";
        append(list, claim.at("grade").get<std::string>() + ": " + metric + figure + "; "
                             + textOf(claim.at("reason"), language));
    }
    return list;
}

}  // namespace

std::string catalogueMarkdown(Language language)
{
    const json texts = json::parse(kernelsJson());
    std::string out(
            in(language,
               "# Reference kernels\n\n"
               "Made by `touchstone-bench list --markdown`. Grades: SQ the claim's own "
               "quantity, SM the same mechanism at a smaller scale, PX a related quantity, "
               "NM not measurable here.\n\n"
               "| Kernel | Papers | Mechanism | Baselines | Limit | Claims | Devices |\n",
               "# 参考内核\n\n"
               "由 `touchstone-bench list --markdown --lang zh` 生成。等级：SQ 为论断本身的量，"
               "SM 为较小规模上的同一机制，PX 为相关的量，NM 为此处无法测量。\n\n"
               "| 内核 | 论文 | 机制 | 基线 | 上限 | 论断 | 设备 |\n"));
    out += "|---|---|---|---|---|---|---|\n";
    for (const auto &kernel : catalogue()) {
        const auto &all = texts.at("kernels");
        const auto entry = std::find_if(all.begin(), all.end(), [&](const json &k) {
            return k.at("id").get<std::string>() == kernel->id();
        });
        if (entry == all.end()) {
            continue;  // the contract test asks for every entry
        }
        const std::string_view devices =
                kernel->supports(DeviceKind::OpenCl) ? "CPU, OpenCL" : "CPU";
        for (const std::string &text :
             {"`" + kernel->id() + "`", papersOf(*entry), textOf(entry->at("summary"), language),
              baselinesOf(*kernel, *entry, language), textOf(entry->at("limit"), language),
              claimsOf(*entry, language), std::string(devices)}) {
            out += "| " + text + " ";
        }
        out += "|\n";
    }
    return out;
}

}  // namespace touchstone::kernels
