// Value against a naive model of it: order, equality, hash, and every way of copying and changing.
#include <algorithm>

#include "tests/catch.h"
#include "tests/core/model_value.h"

using namespace weir;
using namespace weir::test;

namespace {

// One changeable value and what it should hold.
struct Slot {
  Value value;
  Model model;
};

constexpr std::size_t kSlots = 8;

void assign_from_inside(Slot& slot, Random& random) {
  if (slot.model.elements.empty()) return;
  const std::size_t i = random.below(slot.model.elements.size());
  slot.value = slot.value.at(i);  // the right side lives in what the left side lets go
  const Model copy = slot.model.elements[i];
  slot.model = copy;
}

void append_own_element(Slot& slot, Random& random) {
  if (slot.model.kind != Kind::kList || slot.model.elements.empty()) return;
  const std::size_t i = random.below(slot.model.elements.size());
  slot.value.append(slot.value[i]);
  const Model copy = slot.model.elements[i];
  slot.model.elements.push_back(copy);
}

void append_some(Slot& slot, const Slot& other, Random& random) {
  if (slot.model.kind != Kind::kList || slot.model.elements.size() > 40) return;
  for (std::uint64_t n = random.below(6); n > 0; n--) {
    const Model element = other.model;  // other may be the slot itself: a list appended to itself
    slot.value.append(other.value);
    slot.model.elements.push_back(element);
    if (&slot == &other) return;
  }
}

void set_some_field(Slot& slot, const Slot& other, Random& random) {
  if (slot.model.kind != Kind::kRow || slot.model.elements.empty()) return;
  const std::size_t i = random.below(slot.model.elements.size());
  const Model field = other.model;
  slot.value.set_field(i, other.value);
  slot.model.elements[i] = field;
}

std::size_t depth_of(const Model& m) {
  std::size_t deepest = 0;
  for (const Model& e : m.elements) deepest = std::max(deepest, depth_of(e));
  return deepest + 1;
}

void change(Slot (&slots)[kSlots], Random& random) {
  Slot& a = slots[random.below(kSlots)];
  Slot& b = slots[random.below(kSlots)];
  switch (random.below(10)) {
    case 0:
    case 1:
      a.model = random_model(random, 2);
      a.value = value_of(a.model);
      break;
    case 2:
    case 3: {
      a.value = b.value;  // also of itself
      const Model copy = b.model;
      a.model = copy;
      break;
    }
    case 4: {
      Value moved(std::move(b.value));
      const Model model = b.model;
      b.model = {};
      a.value = std::move(moved);
      a.model = model;
      break;
    }
    case 5: {
      Value& same = a.value;
      a.value = std::move(same);  // onto itself: keeps what it holds
      break;
    }
    case 6: assign_from_inside(a, random); break;
    case 7: append_own_element(a, random); break;
    case 8: append_some(a, b, random); break;
    case 9: set_some_field(a, b, random); break;
    default: break;
  }
  if (depth_of(a.model) > 6) {
    a.model = {};
    a.value = {};
  }
}

}  // namespace

TEST_CASE("values hold what their model holds, whatever is copied, moved and changed") {
  for (std::uint64_t seed = 1; seed <= 20; seed++) {
    Random random(seed);
    Slot slots[kSlots];
    for (int step = 0; step < 2000; step++) {
      change(slots, random);
      bool all_hold = true;
      for (const Slot& slot : slots) all_hold = all_hold && holds(slot.value, slot.model);
      INFO("seed " << seed << ", step " << step);
      REQUIRE(all_hold);
    }
  }
}

TEST_CASE("order, equality and hash of values are those of the model") {
  Random random(7);
  std::vector<Model> models;
  for (int i = 0; i < 500; i++) models.push_back(random_model(random, 2));
  std::vector<Value> values;
  for (const Model& m : models) values.push_back(value_of(m));

  int equal_pairs = 0, wrong = 0, wrong_prefix = 0;
  for (std::size_t i = 0; i < models.size(); i++) {
    for (std::size_t k = 0; k < models.size(); k++) {
      const Value &a = values[i], &b = values[k];
      const bool equal = a == b;
      if (sign(a.compare(b)) != compare(models[i], models[k])) wrong++;
      if (equal != same(models[i], models[k])) wrong++;
      if (equal && (a.hash() != b.hash() || a.compare(b) != 0)) wrong++;
      if ((a < b) != (compare(models[i], models[k]) < 0)) wrong++;
      if (a.kind() == b.kind() && a.order_prefix() < b.order_prefix() && !(a < b)) wrong_prefix++;
      if (equal && i != k) equal_pairs++;
    }
  }
  CHECK(wrong == 0);
  CHECK(wrong_prefix == 0);
  CHECK(equal_pairs > 1000);  // else the check of equality says little
}

TEST_CASE("the order of values is transitive") {
  Random random(11);
  std::vector<Value> values;
  for (int i = 0; i < 400; i++) values.push_back(value_of(random_model(random, 2)));
  std::sort(values.begin(), values.end());
  bool ordered = true;
  for (std::size_t i = 0; i < values.size(); i++)
    for (std::size_t k = i; k < values.size(); k++)
      ordered = ordered && values[i].compare(values[k]) <= 0;
  CHECK(ordered);
}

TEST_CASE("a map finds exactly its keys, whatever the order in which entries were given") {
  Random random(13);
  for (int round = 0; round < 300; round++) {
    std::vector<Model> sorted;
    std::vector<Value> given;
    for (std::uint64_t n = random.below(24); n > 0; n--) {  // few and many
      const Model key = random_model(random, 1), value = random_model(random, 1);
      given.push_back(value_of(key));
      given.push_back(value_of(value));
      put(sorted, key, value);
    }
    const Value map = Value::map(given);
    Model model;
    model.kind = Kind::kMap;
    model.elements = sorted;
    REQUIRE(holds(map, model));
    for (int probe = 0; probe < 20; probe++) {
      const Model key = random_model(random, 1);
      const Value* found = map.find(value_of(key));
      const Model* expected = nullptr;
      for (std::size_t i = 0; i < sorted.size(); i += 2)
        if (compare(sorted[i], key) == 0) expected = &sorted[i + 1];
      REQUIRE((found == nullptr) == (expected == nullptr));
      if (found != nullptr) REQUIRE(holds(*found, *expected));
    }
  }
}
