// The tables of check.h without types: what the grader works on.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/api/function_factory.h"
#include "engine/core/value.h"
#include "exercises/grader/calls.h"
#include "exercises/grader/random.h"

namespace weir::exercises {

// What must hold for any input. The id names the check in hints.toml.
struct Property {
  enum class Kind : std::uint8_t { kBackends, kRebuild, kEntries, kCrash, kRescale, kKeys };
  Kind kind;
  const char* id;
  const char* sentence;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> parallelism = {};  // from, to
  std::uint32_t seeds = 1;
};
Property backends();  // H2: hashmap, rocksdb and the hostile one
Property rebuild();   // H9: the object is made anew between any two calls
Property entries();   // H7: no more entries and timers at the end than entries_left() says
// H1: every task killed at every decision; restored; committed exactly once. With more seeds the
// same under other latencies: for exercises that have few decisions.
Property crash(std::uint32_t seeds = 1);
Property rescale(std::vector<std::pair<std::uint32_t, std::uint32_t>> from_to);  // H3
Property keys();  // H6: leaving out all other keys changes nothing for one key

struct StreamTable {
  struct OneCase {
    std::string id, sentence;
    std::vector<Value> input, output;
  };
  int number = 0;
  std::string uid;
  std::string key_name;
  api::FunctionFactory flat_map = {};  // empty: there is none
  api::FunctionFactory process = {};
  std::function<std::vector<Value>(const std::vector<Value>&)> model;
  std::function<std::size_t(const std::vector<Value>&)> entries_left;
  std::function<Value(Random&)> random;
  std::size_t random_records = 0;
  std::vector<OneCase> cases;
  std::vector<Property> properties;
  std::function<std::vector<Value>(const std::vector<Value>&)> keys = {};
  std::function<std::vector<Value>(const std::vector<Value>&, const Value&)> only = {};
  bool live_objects = false;  // as JobConfig::live_objects
  const runtime::Schema* raw = nullptr;
  const runtime::Schema* in = nullptr;
  const runtime::Schema* out = nullptr;
};

struct CallsTable {
  struct One {
    std::string id, sentence;
    std::function<void(Calls&)> run;
  };
  int number = 0;
  std::vector<One> cases;
  std::vector<One> properties;
};

}  // namespace weir::exercises
