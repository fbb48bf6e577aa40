// What <weir.h> pulls in is paid for by every save of every learner, and meets every name that they
// use: nothing of the engine but values and time, and of the standard library only what is needed.
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.h"

namespace {

struct Included {
  std::set<std::string> ours, standard;
  std::vector<std::string> without_guard;
};

void collect(const std::string& path, Included& out) {
  if (!out.ours.insert(path).second) return;
  std::ifstream in(WEIR_SOURCE_DIR + ("/" + path), std::ios::binary);
  REQUIRE(in);
  bool guarded = false;
  for (std::string line; std::getline(in, line);) {
    guarded = guarded || line.starts_with("#ifndef WEIR_");
    if (!line.starts_with("#include ")) continue;
    const std::string name = line.substr(10, line.find_first_of("\">", 10) - 10);
    if (line[9] == '<')
      out.standard.insert(name);
    else
      collect(name, out);
  }
  if (!guarded && path.starts_with("engine/api/")) out.without_guard.push_back(path);
}

TEST_CASE("the learners' headers stay light") {
  Included included;
  collect("engine/api/weir.h", included);
  std::set<std::string> of_the_engine;
  for (const std::string& path : included.ours)
    if (!path.starts_with("engine/api/")) of_the_engine.insert(path);
  CHECK(of_the_engine == std::set<std::string>{"engine/core/block_pool.h", "engine/core/check.h",
                                               "engine/core/time.h", "engine/core/time_domain.h",
                                               "engine/core/value.h"});
  CHECK(included.standard == std::set<std::string>{"concepts", "cstddef", "cstdint", "cstdlib",
                                                   "cstring", "initializer_list", "limits", "map",
                                                   "memory", "optional", "span", "string",
                                                   "string_view", "tuple", "type_traits", "utility",
                                                   "vector"});
  // Precompiled, #pragma once is a warning.
  CHECK(included.without_guard == std::vector<std::string>{});
}

}  // namespace
