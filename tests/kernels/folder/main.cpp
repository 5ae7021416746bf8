// Prints the id of every kernel of the catalogue that has texts.
#include "kernels/catalogue.h"

#include <iostream>

int main()
{
    for (const auto &kernel : touchstone::kernels::catalogue()) {
        const std::string entry = "{\"id\": \"" + kernel->id() + "\"";
        if (touchstone::kernels::kernelsJson().find(entry) != std::string_view::npos) {
            std::cout << kernel->id() << '\n';
        }
    }
}
