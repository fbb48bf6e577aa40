// The contract of keyed state, for every backend: cells, lists, namespaces, keys, registration.
#include "engine/core/codec.h"
#include "tests/catch.h"
#include "tests/contract/rig.h"

using namespace weir;
using namespace weir::contract;

namespace {

std::string some_backend() { return GENERATE(from_range(backend_names())); }

Value n(std::int64_t v) { return Value::integer(v); }

}  // namespace

TEST_CASE("A cell is absent, then what was put last, then absent again") {
  Rig rig(some_backend());
  const StateId v = rig.state("v");
  rig.key(n(1));
  CHECK(rig->get(v, {}) == nullptr);
  rig->put(v, {}, n(5));
  CHECK(rig.read(v) == "5");
  rig->put(v, {}, Value::text("a text of more than fifteen bytes"));
  CHECK(rig.read(v) == "\"a text of more than fifteen bytes\"");
  CHECK(rig->entries() == 1);
  rig->remove(v, {});
  CHECK(rig->get(v, {}) == nullptr);
  CHECK(rig->entries() == 0);
  rig->remove(v, {});
  CHECK(rig->entries() == 0);
}

TEST_CASE("A cell that was removed can be put again, many times over") {
  Rig rig(some_backend());
  const StateId v = rig.state("v");
  for (int round = 0; round < 50; round++) {
    for (int k = 0; k < 20; k++) {
      rig.key(n(k));
      CHECK(rig->get(v, {}) == nullptr);
      rig->put(v, {}, n(round));
    }
    CHECK(rig->entries() == 20);
    for (int k = 0; k < 20; k++) {
      rig.key(n(k));
      CHECK(rig.read(v) == std::to_string(round));
      rig->remove(v, {});
    }
    CHECK(rig->entries() == 0);
  }
}

TEST_CASE("A stored null is there, and is not an absent cell") {
  Rig rig(some_backend());
  const StateId v = rig.state("v");
  rig.key(n(1));
  rig->put(v, {}, Value::null());
  REQUIRE(rig->get(v, {}) != nullptr);
  CHECK(rig->get(v, {})->is_null());
  CHECK(rig->entries() == 1);
}

TEST_CASE("Keys, states and namespaces do not see each other") {
  Rig rig(some_backend());
  const StateId a = rig.state("a"), b = rig.state("b");
  const std::vector<Namespace> spaces = {{}, {0, 10}, {0, 20}, {10, 20}, {kMinTimestamp, 0}};
  const std::vector<Value> keys = {n(1),
                                   n(2),
                                   Value::text("1"),
                                   Value::number(1),
                                   Value::row({n(1)}),
                                   Value::list({n(1)}),
                                   Value::boolean(true)};
  std::int64_t next = 0;
  for (const Value& key : keys)
    for (const Namespace& ns : spaces)
      for (const StateId s : {a, b}) {
        rig.key(key);
        rig->put(s, ns, n(next++));
      }
  CHECK(rig->entries() == keys.size() * spaces.size() * 2);
  next = 0;
  for (const Value& key : keys)
    for (const Namespace& ns : spaces)
      for (const StateId s : {a, b}) {
        rig.key(key);
        CHECK(rig.read(s, ns) == std::to_string(next++));
      }
  rig.key(n(2));
  rig->remove(a, spaces[1]);
  CHECK(rig.read(a, spaces[1]) == "absent");
  CHECK(rig.read(b, spaces[1]) != "absent");
  CHECK(rig.read(a, spaces[2]) != "absent");
  rig.key(n(1));
  CHECK(rig.read(a, spaces[1]) != "absent");
}

TEST_CASE("Reads and writes of several cells may be mixed in any way") {
  Rig rig(some_backend());
  const StateId a = rig.state("a"), b = rig.state("b");
  rig.key(n(1));
  CHECK(rig->get(a, {}) == nullptr);
  CHECK(rig->get(b, {}) == nullptr);
  CHECK(rig->get(a, {0, 10}) == nullptr);
  rig->put(a, {}, n(1));
  rig->put(b, {}, n(2));
  rig->put(a, {0, 10}, n(3));
  CHECK(rig.read(a) == "1");
  rig->remove(a, {});
  CHECK(rig.read(a, {0, 10}) == "3");
  rig->put(a, {}, n(4));
  rig.key(n(2));
  CHECK(rig.read(a) == "absent");
  rig->put(a, {}, n(5));
  rig.key(n(1));
  CHECK(rig.read(a) == "4");
  CHECK(rig.read(b) == "2");
}

TEST_CASE("A list grows in order, element by element, and can be replaced whole") {
  Rig rig(some_backend());
  const StateId l = rig.state("l", StateKind::kList);
  rig.key(n(1));
  std::string all;
  for (int i = 0; i < 100; i++) {
    rig->append(l, {}, n(i));
    all += (i == 0 ? "" : ", ") + std::to_string(i);
    CHECK(rig.read(l) == "[" + all + "]");
  }
  CHECK(rig->entries() == 1);
  rig->put(l, {}, Value::list({n(7), n(8)}));
  rig->append(l, {}, Value::null());
  CHECK(rig.read(l) == "[7, 8, null]");
  rig->append(l, {0, 10}, n(1));
  CHECK(rig.read(l) == "[7, 8, null]");
  rig->remove(l, {});
  CHECK(rig.read(l) == "absent");
  rig->append(l, {}, n(9));
  CHECK(rig.read(l) == "[9]");
}

TEST_CASE("What was read does not change when the state does, nor the state with what was put") {
  Rig rig(some_backend());
  const StateId l = rig.state("l", StateKind::kList);
  rig.key(n(1));
  Value mine = Value::list({n(1), n(2)});
  rig->put(l, {}, mine);
  mine.append(n(3));
  CHECK(rig.read(l) == "[1, 2]");
  const Value seen = *rig->get(l, {});
  rig->append(l, {}, n(4));
  rig->append(l, {}, n(5));
  CHECK(seen.to_string() == "[1, 2]");
  CHECK(rig.read(l) == "[1, 2, 4, 5]");
  Value copy = *rig->get(l, {});
  copy.append(n(6));
  CHECK(rig.read(l) == "[1, 2, 4, 5]");
}

TEST_CASE("A name keeps its kind: the same registration is the same state, another kind an error") {
  Rig rig(some_backend());
  const StateId v = rig.state("v"), l = rig.state("l", StateKind::kList);
  CHECK(v != l);
  CHECK(rig.state("v") == v);
  CHECK(rig.state("l", StateKind::kList) == l);
  const auto wrong = rig->register_state({"v", StateKind::kList});
  REQUIRE(!wrong);
  CHECK(wrong.error().kind == ErrorKind::kBadArgument);
  CHECK(wrong.error().text ==
        "state 'v' is a value state; it cannot be registered again as a list state");
}

TEST_CASE("Cells are shown by state name, key group, key bytes and namespace") {
  Rig rig(some_backend(), 7);
  Random random(3);
  std::vector<StateId> states;
  for (const char* name : {"m", "a", "z", "b"}) states.push_back(rig.state(name));
  for (int i = 0; i < 500; i++) {
    rig.key(random_key(random, 40));
    rig->put(states[random.below(4)], random_namespace(random), n(i));
  }
  using Place = std::tuple<std::string, KeyGroup, std::string, Namespace>;
  std::vector<Place> places;
  rig->for_each([&](const KeyedStateBackend::Entry& e) {
    places.push_back({e.state, e.group, KeyCodec::encode(e.key), e.ns});
  });
  CHECK(places.size() == rig->entries());
  for (std::size_t i = 1; i < places.size(); i++) CHECK(places[i - 1] < places[i]);
}
