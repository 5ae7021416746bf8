// What a benchmark cannot go on without.
#pragma once

#include "base/result.h"

#include <cstdlib>
#include <iostream>
#include <utility>

namespace touchstone {

// The value; without one the program ends with the message.
template <class Value>
Value valueOf(Result<Value> result)
{
    if (!result) {
        std::cerr << result.error().message.en << '\n';
        std::exit(1);
    }
    return std::move(*result);
}

}  // namespace touchstone
