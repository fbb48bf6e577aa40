// Precompiled: the precompiled header of one key in the cache, $cache/pch-KEY/pch.hxx.gch.
//   Made once, by one process while others wait, and renamed into place; the folders of keys that
//   nobody has used lately go then. g++ never notices that one is stale: the key must hold
//   everything that it is made of.
// Errors: none. Where it cannot be made (no disk, a read-only home) there is none, which costs a
//   second.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace weir::exercises {

struct Precompiled {
  std::string header;  // pch.hxx, to be included first
  std::string file;    // what the compiler made of it
};

// `command`: the compiler and its flags. `header`: what is included, "weir.h".
std::optional<Precompiled> precompiled(const std::string& cache, const std::string& key,
                                       const std::vector<std::string>& command,
                                       const std::string& header);

// It did not work: the next one makes it anew.
void forget(const Precompiled& precompiled);

}  // namespace weir::exercises
