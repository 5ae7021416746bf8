// Prints the id of every kernel of the catalogue that has texts, and its ratios with their limits.
#include "kernels/catalogue.h"
#include "kernels/memory.h"

#include <iostream>

using namespace touchstone::kernels;

namespace {

void printRatios(const Kernel &kernel)
{
    Setup setup;
    setup.shape = kernel.shapes(Preset::Small).front();
    Memory memory;
    const auto problem = kernel.prepare(setup, memory);
    if (!problem) {
        std::cout << problem.error().message.en << '\n';
    }
    for (std::size_t i = 0; problem && i < kernel.comparisons().size(); ++i) {
        const Comparison &ratio = kernel.comparisons()[i];
        std::cout << ratio.baseline << " over " << ratio.technique << ": "
                  << (*problem)->limit(i).value_or(0) << '\n';
    }
}

}  // namespace

int main()
{
    for (const auto &kernel : catalogue()) {
        const std::string entry = "{\"id\": \"" + kernel->id() + "\"";
        if (kernelsJson().find(entry) != std::string_view::npos) {
            std::cout << kernel->id() << '\n';
            printRatios(*kernel);
        }
    }
}
