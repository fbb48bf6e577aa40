// Sources some of whose rows cannot be read, for tests of what becomes of them.
#pragma once
#include <functional>
#include <memory>

#include "engine/operators/source.h"

namespace weir::testing {

// The same rows, but about every `nth` is a bad row; which ones depends on split and position only.
std::function<std::unique_ptr<Source>()> spotty(std::function<std::unique_ptr<Source>()> make,
                                                std::uint64_t nth);

}  // namespace weir::testing
