#include "engine/state/operator_state.h"

#include "engine/core/user_error.h"
#include "engine/trace/sink.h"
#include "tests/catch.h"

using namespace weir;

namespace {

Value n(std::int64_t v) { return Value::integer(v); }

}  // namespace

TEST_CASE("Lists are kept by name and taken by a snapshot") {
  OperatorStateStore store;
  CHECK(!store.restored());
  auto a = store.list("a", RedistributionMode::kSplit);
  auto b = store.list("b", RedistributionMode::kUnion);
  a.add(n(1));
  b.add(n(2));
  a.add(n(3));
  auto again = store.list("a", RedistributionMode::kSplit);
  CHECK(again.get().size() == 2);
  const auto taken = store.lists();
  a.clear();
  b.update({n(7), n(8)});
  CHECK(taken.at("a").elements == std::vector<Value>{n(1), n(3)});
  CHECK(store.lists().at("a").elements.empty());
  CHECK(store.lists().at("b").elements == std::vector<Value>{n(7), n(8)});
  CHECK(store.lists().at("b").mode == RedistributionMode::kUnion);
}

TEST_CASE("A restored list is there when it is asked for, and kept when it is not") {
  OperatorStateStore store;
  store.restore({{"a", {RedistributionMode::kSplit, {n(1)}}},
                 {"gone", {RedistributionMode::kUnion, {n(2)}}}});
  CHECK(store.restored());
  CHECK(store.list("a", RedistributionMode::kSplit).get().size() == 1);
  CHECK(store.lists().at("gone").elements == std::vector<Value>{n(2)});
  OperatorStateStore empty;
  empty.restore({});
  CHECK(empty.restored());
}

TEST_CASE("A name has one mode, and a list no null") {
  OperatorStateStore store;
  auto list = store.list("a", RedistributionMode::kSplit);
  const auto kind_of = [](auto action) {
    try {
      action();
    } catch (const UserError& e) {
      return e.error().kind;
    }
    return ErrorKind::kIo;
  };
  CHECK(kind_of([&] { store.list("a", RedistributionMode::kUnion); }) == ErrorKind::kBadArgument);
  CHECK(kind_of([&] { list.add(Value::null()); }) == ErrorKind::kNull);
  CHECK(kind_of([&] { list.update({n(1), Value::null()}); }) == ErrorKind::kNull);
  CHECK(list.get().empty());
}

TEST_CASE("Only lists asked for as traced leave events") {
  const auto traced = [](auto events) {
    MemoryTrace memory;
    TraceRecorder trace(memory);
    trace.begin(Value::map({}));
    trace.begin_turn(0, 5);
    events(trace);
    trace.end();
    std::string out;
    for (const std::string& part : memory.parts()) out += part;
    return out;
  };
  const std::string got = traced([](TraceRecorder& trace) {
    OperatorStateStore store;
    store.set_trace(&trace);
    auto shown = store.list("shown", RedistributionMode::kSplit, true);
    auto hidden = store.list("hidden", RedistributionMode::kSplit);
    shown.add(n(1));
    hidden.add(n(2));
    shown.update({n(3)});
    hidden.clear();
    shown.clear();
  });
  const std::string wanted = traced([](TraceRecorder& trace) {
    const NameId shown = trace.name("shown");
    trace.st_append(shown, {}, n(1));
    trace.st_update(shown, {}, Value::list({n(3)}));
    trace.st_clear(shown);
  });
  CHECK(got == wanted);
}
