// PersistentMap and PersistentList against std::map and std::vector, with old copies that must not
// change when the newest one does.
#include <map>
#include <vector>

#include "engine/core/counted.h"
#include "engine/core/hash.h"
#include "engine/core/persistent_list.h"
#include "engine/core/persistent_map.h"
#include "engine/core/value.h"
#include "tests/catch.h"
#include "tests/scenarios.h"

using namespace weir;

namespace {

// Numbers of one seed.
struct Draw {
  std::uint64_t seed, n = 0;
  std::size_t below(std::size_t bound) {
    return static_cast<std::size_t>(stable_hash(seed, 7, n++)) % bound;
  }
};

template <class Map>
std::vector<std::pair<Value, int>> items_of(const Map& map) {
  return {map.begin(), map.end()};
}

// Looks once and then changes, takes away or puts what is there, as it is or is not.
void along_the_way(PersistentMap<Value, int>& map, std::map<Value, int>& model, const Value& key,
                   int value) {
  const auto way = map.way_to(key);
  REQUIRE(way.value() == map.get(key));
  if (way.value() == nullptr) {
    int& fresh = map.add(way, key, value);
    REQUIRE(&fresh == map.get(key));
    fresh++;
    model[key] = value + 1;
  } else if (value % 2 == 0) {
    map.remove(way);
    model.erase(key);
  } else {
    map.change(way) = value;
    model[key] = value;
  }
}

}  // namespace

TEST_CASE("a persistent map is a map, and its copies stay what they were") {
  for (int seed = 0; seed < scenarios(60); seed++) {
    Draw draw{static_cast<std::uint64_t>(seed)};
    std::vector<std::pair<PersistentMap<Value, int>, std::map<Value, int>>> moments(1);
    for (int i = 0; i < 400; i++) {
      auto& [map, model] = moments.back();
      const Value key = Value::integer(static_cast<std::int64_t>(draw.below(60)));
      switch (draw.below(5)) {
        case 0: CHECK(map.erase(key) == (model.erase(key) > 0)); break;
        case 1: map.at_or_new(key) += i, model[key] += i; break;
        case 2: along_the_way(map, model, key, i); break;
        default: map.set(key, i), model[key] = i;
      }
      REQUIRE(map.size() == model.size());
      REQUIRE((map.get(key) != nullptr) == model.contains(key));
      if (draw.below(20) == 0) moments.push_back(moments[draw.below(moments.size())]);
    }
    for (const auto& [map, model] : moments) {
      REQUIRE(items_of(map) == items_of(model));
      for (int i = -1; i < 61; i++) {
        const Value key = Value::integer(i);
        const auto a = map.lower_bound(key);
        const auto b = model.lower_bound(key);
        REQUIRE((a == map.end()) == (b == model.end()));
        if (b != model.end()) REQUIRE(a->first == b->first);
        REQUIRE((map.find(key) == map.end()) == (model.find(key) == model.end()));
      }
    }
  }
}

TEST_CASE("a persistent list is a sequence, and its copies stay what they were") {
  for (int seed = 0; seed < scenarios(60); seed++) {
    Draw draw{static_cast<std::uint64_t>(seed)};
    std::vector<std::pair<PersistentList<int>, std::vector<int>>> moments(1);
    for (int i = 0; i < 400; i++) {
      auto& [list, model] = moments.back();
      const std::size_t place = draw.below(model.size() + 1);
      const auto at = model.begin() + static_cast<std::ptrdiff_t>(place);
      if (draw.below(3) == 0 && place < model.size()) {
        list.erase(place);
        model.erase(at);
      } else if (draw.below(2) == 0) {
        list.insert(place, i);
        model.insert(at, i);
      } else {
        list.push_back(i);
        model.push_back(i);
      }
      REQUIRE(list.size() == model.size());
      if (draw.below(20) == 0) moments.push_back(moments[draw.below(moments.size())]);
    }
    for (const auto& [list, model] : moments) {
      REQUIRE(list.items() == model);
      REQUIRE(PersistentList<int>(model).items() == model);
      for (std::size_t i = 0; i < model.size(); i++) {
        REQUIRE(list[i] == model[i]);
        REQUIRE(*list.from(i) == model[i]);
      }
      REQUIRE(list.from(model.size()) == list.end());
      if (!model.empty()) REQUIRE(list.back() == model.back());
    }
  }
}

TEST_CASE("what several hold goes with the last of them") {
  struct Told {
    int* gone;
    explicit Told(int* g) : gone(g) {}
    Told(Told&& o) noexcept : gone(std::exchange(o.gone, nullptr)) {}
    ~Told() {
      if (gone != nullptr) (*gone)++;
    }
  };
  int gone = 0;
  {
    const Counted<Told> first{Told(&gone)};
    Counted<Told> second = first;
    second = Counted<Told>{Told(&gone)};
    CHECK(gone == 0);
    CHECK(first->gone == &gone);
    second = first;
    CHECK(gone == 1);
  }
  CHECK(gone == 2);
}
