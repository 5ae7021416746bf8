// The catalogue as a whole.
#include "kernels/catalogue.h"

#include "kernels/catalogue_markdown.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace touchstone;
using namespace touchstone::kernels;

TEST(Catalogue, FindsByIdAndOnlyThat)
{
    for (const auto &kernel : catalogue()) {
        EXPECT_EQ(find(kernel->id()), kernel.get());
    }
    EXPECT_EQ(find("no-such-kernel"), nullptr);
    EXPECT_EQ(find(""), nullptr);
}

TEST(Catalogue, EveryEntryOfTheTextsHasItsKernel)
{
    const auto json = nlohmann::json::parse(kernelsJson());
    for (const auto &entry : json.at("kernels")) {
        const auto id = entry.at("id").get<std::string>();
        EXPECT_NE(find(id), nullptr) << id << " has texts but is not in the catalogue";
    }
    EXPECT_EQ(json.at("kernels").size(), catalogue().size());
}

TEST(Catalogue, TheTableHasARowForEveryKernelInBothLanguages)
{
    for (const Language language : {Language::English, Language::Chinese}) {
        const std::string table = catalogueMarkdown(language);
        for (const auto &kernel : catalogue()) {
            EXPECT_NE(table.find("| `" + kernel->id() + "` | "), std::string::npos) << kernel->id();
        }
    }
    EXPECT_NE(catalogueMarkdown(Language::English), catalogueMarkdown(Language::Chinese));
}
