// CallWatch: what it is told, and objects that are made anew between any two calls.
#include <vector>

#include "engine/core/user_error.h"
#include "tests/api/driver.h"
#include "tests/catch.h"

namespace weir::testing {
namespace {

class Watch final : public CallWatch {
 public:
  explicit Watch(bool rebuilds = false) : rebuilds_(rebuilds) {}
  void before(std::string_view call, const OperatorContext& context,
              const Value& element) override {
    log += std::string(call) + ' ' + context.uid + ' ' + element.to_string() + '\n';
  }
  void after() override { log += "after\n"; }
  bool rebuild() override {
    ++asked;
    return rebuilds_;
  }
  void registered(const runtime::StateSpec& spec) override {
    log += (spec.shape == runtime::StateShape::kValue ? "value " : "list ") + spec.name + ' ' +
           kind_name(spec.schema->kind) + '\n';
  }
  std::string take() { return std::exchange(log, ""); }

  std::string log;
  int asked = 0;

 private:
  bool rebuilds_;
};

const std::string kOpened =
    "open operator null\n"
    "value box row\n"
    "value maybe int64\n"
    "list list int64\n"
    "after\n";

TEST_CASE("a watch is told of every call, and of the states that open() registers") {
  Watch watch;
  Script script("hashmap", false, &watch);
  CHECK(watch.take() == kOpened);
  CHECK(watch.asked == 0);
  script.say("event timer", 7);
  CHECK(watch.take() == "process_element operator [1, \"event timer\", 7]\nafter\n");
  script.harness().watermark(9);
  CHECK(watch.take() == "on_timer operator 7\nafter\n");
  CHECK(watch.asked == 2);
  script.say("throw");
  CHECK(watch.take() == "process_element operator [1, \"throw\", 0]\n");
}

TEST_CASE("an object that is made anew keeps its state and forgets its members") {
  for (const std::string& name : backends()) {
    for (const bool rebuilds : {false, true}) {
      CAPTURE(name, rebuilds);
      Watch watch(rebuilds);
      Script script(name, false, &watch);
      script.say("update", 5);
      script.say("add", 6);
      script.say("event timer", 20);
      CHECK(script.say("calls") == (rebuilds ? "1" : "4"));
      CHECK(script.say("value") == "5");
      CHECK(script.say("list") == "6 ");
      script.harness().watermark(30);
      CHECK(script.taken() == "event 20 of 1, watermark 30, clock 0, at 20 @20");
      CHECK(watch.asked == 7);
    }
  }
}

TEST_CASE("an object is opened again before the call that it is made anew for") {
  Watch watch(true);
  Script script("hashmap", false, &watch);
  watch.take();
  script.say("value");
  CHECK(watch.take() == kOpened + "process_element operator [1, \"value\", 0]\nafter\n");
}

// Says "rebuild" only when it is told to, so that open() runs while there is a current key.
class Later final : public CallWatch {
 public:
  void before(std::string_view /*call*/, const OperatorContext& /*context*/,
              const Value& /*element*/) override {}
  void after() override {}
  bool rebuild() override { return rebuilds; }
  void registered(const runtime::StateSpec& /*spec*/) override {}
  bool rebuilds = false;
};

TEST_CASE("open() of an object that is made anew sees no key either") {
  for (const bool rebuilds : {false, true}) {
    Later watch;
    const auto factory = backend("hashmap");
    OperatorHarness harness(keyed(reads_when_opened_again(), *factory, &watch));
    const Value command = Value::row({Value::integer(1), Value::text(""), Value::integer(0)});
    harness.element(command, {});
    watch.rebuilds = rebuilds;
    try {
      harness.element(command, {});
      CHECK(!rebuilds);
    } catch (const UserError& e) {
      CHECK(rebuilds);
      CHECK(e.error().text ==
            "state 'sum' cannot be used in open(): there is no current key yet; declare it there, "
            "use it when a record or timer is in hand");
    }
  }
}

}  // namespace
}  // namespace weir::testing
