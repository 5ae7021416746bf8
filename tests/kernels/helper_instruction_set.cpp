// Holds a test program to the instruction set that TOUCHSTONE_TEST_ISA names.
#include "kernels/blocks/instruction_set.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

using namespace touchstone::kernels;

namespace {

class HeldTo : public ::testing::Environment {
public:
    void SetUp() override
    {
        const char *word = std::getenv("TOUCHSTONE_TEST_ISA");
        if (word == nullptr) {
            return;
        }
        constexpr InstructionSet set = InstructionSet::Avx2;
        ASSERT_EQ(word, toWord(set));
        if (const auto held = holdTo(set); !held) {
            GTEST_SKIP() << held.error().message.en;
        }
        // oneDNN reads its switch at its first call.
        for (const std::string &entry : librarySwitches(set)) {
            const std::size_t equals = entry.find('=');
            ::setenv(entry.substr(0, equals).c_str(), entry.substr(equals + 1).c_str(), 1);
        }
    }
};

const ::testing::Environment *const held = ::testing::AddGlobalTestEnvironment(new HeldTo);

}  // namespace
