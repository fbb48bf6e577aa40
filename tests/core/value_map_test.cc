// ValueMap against std::map, with keys that collide and are erased in between.
#include "engine/core/value_map.h"

#include <map>
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "tests/catch.h"
#include "tests/scenarios.h"

using namespace weir;

namespace {

// Of all kinds that keys have, some of them in blocks of their own.
Value key_of(std::size_t n) {
  const auto number = static_cast<std::int64_t>(n);
  switch (n % 3) {
    case 0: return Value::integer(number);
    case 1: return Value::text("a key that is longer than fifteen bytes " + std::to_string(n));
    default: return Value::list({Value::text("window#0"), Value::integer(number), Value()});
  }
}

}  // namespace

TEST_CASE("a value map is a map, however full it is and whatever was erased") {
  std::size_t largest = 0;
  for (int seed = 0; seed < scenarios(40); seed++) {
    std::uint64_t n = 0;
    const auto below = [&](std::size_t bound) {
      return static_cast<std::size_t>(stable_hash(static_cast<std::uint64_t>(seed), 13, n++)) %
             bound;
    };
    // Tables of a few keys are often nearly full, so that their probes run into each other and
    // around the end.
    const std::size_t keys = seed % 2 == 0 ? 24 : 400;
    ValueMap<int> map;
    std::map<Value, int> model;
    for (int i = 0; i < 2'000; i++) {
      const Value key = key_of(below(keys));
      switch (below(7)) {
        case 0:
        case 1: REQUIRE(map.erase(key) == (model.erase(key) > 0)); break;
        case 2: REQUIRE(map.add(key, i) == model.emplace(key, i).second); break;
        case 3:
          if (below(100) == 0) {
            map.clear();
            model.clear();
          }
          break;
        default: map.at_or_new(key) += i, model[key] += i;
      }
      largest = std::max(largest, model.size());
      REQUIRE(map.size() == model.size());
      REQUIRE(map.empty() == model.empty());
      const Value asked = key_of(below(keys));
      const auto there = model.find(asked);
      REQUIRE((map.get(asked) == nullptr) == (there == model.end()));
      if (there != model.end()) REQUIRE(*map.get(asked) == there->second);
    }
    for (std::size_t i = 0; i < keys; i++) {
      const int* there = map.get(key_of(i));
      REQUIRE((there != nullptr) == model.contains(key_of(i)));
      if (there != nullptr) REQUIRE(*there == model.at(key_of(i)));
    }
  }
  CHECK(largest > 100);
}

TEST_CASE("what a value map holds goes when it is erased") {
  ValueMap<Value> map;
  const Value held = Value::text("what is held in a block of its own");
  const Value key = Value::list({Value::integer(1)});
  CHECK(held.unique());
  map.add(key, held);
  CHECK_FALSE(held.unique());
  CHECK_FALSE(key.unique());
  CHECK(map.erase(key));
  CHECK(held.unique());
  CHECK(key.unique());
}
