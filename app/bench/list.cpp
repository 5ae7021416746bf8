#include "commands.h"

#include "kernels/catalogue.h"
#include "kernels/catalogue_markdown.h"

#include <nlohmann/json.hpp>

#include <iostream>

namespace touchstone::bench {

namespace {

nlohmann::ordered_json described(const kernels::Kernel &kernel)
{
    auto variants = nlohmann::ordered_json::array();
    for (const kernels::Variant &variant : kernel.variants()) {
        variants.push_back({{"id", variant.id}, {"role", wordOf(roleTerms, variant.role)}});
    }
    auto comparisons = nlohmann::ordered_json::array();
    for (const kernels::Comparison &comparison : kernel.comparisons()) {
        comparisons.push_back({{"baseline", comparison.baseline},
                               {"technique", comparison.technique},
                               {"quantity", comparison.quantity}});
    }
    return {{"id", kernel.id()},
            {"family", kernel.family()},
            {"version", kernel.version()},
            {"opencl", kernel.supports(kernels::DeviceKind::OpenCl)},
            {"sweep", !kernel.sweep().empty()},
            {"variants", variants},
            {"comparisons", comparisons}};
}

}  // namespace

int list(const Options &options)
{
    if (options.markdown) {
        std::cout << kernels::catalogueMarkdown(options.language);
        return exitDone;
    }
    auto all = nlohmann::ordered_json::array();
    for (const auto &kernel : kernels::catalogue()) {
        if (!options.family.empty() && kernel->family() != options.family) {
            continue;
        }
        all.push_back(described(*kernel));
        if (!options.json) {
            std::cout << kernel->id() << '\t' << kernel->family()
                      << (kernel->supports(kernels::DeviceKind::OpenCl) ? "\tcpu opencl" : "\tcpu")
                      << '\n';
        }
    }
    return writeMachineOutput(options, nlohmann::ordered_json{{"kernels", all}}.dump(1));
}

}  // namespace touchstone::bench
