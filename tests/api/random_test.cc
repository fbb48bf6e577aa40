// Random commands against a naive model: values, lists and live objects, snapshots and objects that
// are made anew in between, on every backend.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "tests/api/driver.h"
#include "tests/catch.h"
#include "tests/scenarios.h"

namespace weir::testing {
namespace {

const std::string kNote = "\na string that is too long to stand in the object itself";

// One key's state; `heap`: live() is the stored object.
struct Model {
  std::optional<std::int64_t> box;
  std::vector<std::int64_t> list;

  std::string shown() const { return box ? std::to_string(*box) : "none"; }

  std::string say(const std::string& verb, std::int64_t n, bool heap) {
    if (verb == "value") return shown();
    if (verb == "update") box = n;
    if (verb == "clear") box.reset();
    if (verb == "add") list.push_back(n);
    if (verb == "add two") list.insert(list.end(), {n, n + 1});
    if (verb == "replace") list.assign(static_cast<std::size_t>(n), 9);
    if (verb == "clear list") list.clear();
    if (verb == "list") {
      std::string text;
      for (const std::int64_t i : list) text += std::to_string(i) + ' ';
      return text;
    }
    if (verb == "live") {
      const std::string answer = shown();
      if (heap && box) *box += n;
      return answer;
    }
    if (verb == "live, then read") {
      if (heap) *box += n;
      const std::string now = shown() + ", live " + shown();
      return now + (heap ? ", the same" : ", another") + kNote;
    }
    if (verb == "live, then update") {
      box = n;
      return shown() + ", live " + shown();
    }
    if (verb == "live, then clear") {
      box.reset();
      return "none, live none";
    }
    return {};
  }
};

class RebuildsSometimes final : public CallWatch {
 public:
  explicit RebuildsSometimes(std::uint64_t seed) : seed_(seed) {}
  void before(std::string_view /*call*/, const OperatorContext& /*context*/,
              const Value& /*element*/) override {}
  void after() override {}
  bool rebuild() override { return stable_hash(seed_, 9, asked_++) % 4 == 0; }
  void registered(const runtime::StateSpec& /*spec*/) override {}

 private:
  std::uint64_t seed_;
  std::uint64_t asked_ = 0;
};

const std::vector<std::string> kVerbs = {
    "value",           "update", "clear", "add",  "add two",         "replace",
    "clear list",      "list",   "live",  "live", "live, then read", "live, then update",
    "live, then clear"};

void run(std::uint64_t seed, const std::string& backend_name) {
  const bool heap = backend_name == "hashmap";
  RebuildsSometimes watch(seed);
  Script script(backend_name, true, &watch);
  std::map<std::int64_t, Model> model, at_snapshot;
  bool begun = false;
  std::uint64_t n = 0;
  const auto below = [&](std::uint64_t most) { return stable_hash(seed, 1, n++) % most; };
  for (int i = 0; i < 150; ++i) {
    const std::uint64_t what = below(20);
    if (what == 0 && !begun) {
      script.harness().snapshot_begin();
      at_snapshot = model;
      begun = true;
    } else if (what == 1 && begun) {
      script.harness().snapshot_end();
      script.harness().restore(1);
      model = at_snapshot;
      begun = false;
    } else {
      const std::string& verb = kVerbs[below(kVerbs.size())];
      const auto key = static_cast<std::int64_t>(below(3));
      const auto value = static_cast<std::int64_t>(below(4));
      Model& state = model[key];
      if (verb.starts_with("live, ") && !state.box) continue;
      CAPTURE(i, verb, key, value);
      REQUIRE(script.say(verb, value, key) == state.say(verb, value, heap));
    }
  }
  std::size_t entries = 0;
  for (const auto& [key, state] : model)
    entries += (state.box ? 1u : 0u) + (state.list.empty() ? 0u : 1u);
  CHECK(script.harness().counters().keyed_state_entries == entries);
}

TEST_CASE("states and live objects do what a naive model says, on every backend") {
  const auto last = static_cast<std::uint64_t>(scenarios(60));
  for (std::uint64_t seed = 0; seed < last; ++seed) {
    for (const std::string& name : backends()) {
      CAPTURE(seed, name);
      run(seed, name);
    }
  }
}

}  // namespace
}  // namespace weir::testing
