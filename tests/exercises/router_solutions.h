// The solutions of exercise 2 as objects that tests can call.
#pragma once
#include <memory>
#include <utility>
#include <vector>

#include "exercises/02-key-group-router/exercise.h"

namespace weir::testing {

std::vector<std::pair<const char*, std::unique_ptr<e02::KeyGroupRouter>>> router_solutions();

}  // namespace weir::testing
