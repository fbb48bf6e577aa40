// ValueState and ListState over every backend: what Flink's heap backend answers, clear errors, and
// exactly the trace events that the rules ask for.
#include "engine/state/keyed_state.h"

#include <functional>

#include "engine/core/user_error.h"
#include "engine/trace/sink.h"
#include "tests/catch.h"
#include "tests/contract/rig.h"

using namespace weir;
using namespace weir::contract;

namespace {

std::string some_backend() { return GENERATE(from_range(backend_names())); }

Value n(std::int64_t v) { return Value::integer(v); }
using Values = std::vector<Value>;

// One operator of subtask `subtask`: a backend, its key context, maybe a trace.
struct Fixture {
  explicit Fixture(const std::string& backend, std::uint32_t parallelism = 1,
                   std::uint32_t subtask = 0)
      : rig(backend, 128, parallelism, subtask), keys(rig.backend(), 128, parallelism, subtask) {}

  ValueState value(const std::string& name, TraceRecorder* trace = nullptr) {
    return ValueState(keys, &rig.backend(), name, trace);
  }
  ListState list(const std::string& name, TraceRecorder* trace = nullptr) {
    return ListState(keys, &rig.backend(), name, trace);
  }
  void key(const Value& key) {
    keys.opened();
    keys.set(key);
  }

  Rig rig;
  KeyContext keys;
};

Error error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const UserError& e) {
    return e.error();
  }
  return {ErrorKind::kUserFunction, "nothing was thrown"};
}

// The bytes of a trace whose events are made by `events`.
std::string traced(const std::function<void(TraceRecorder&)>& events) {
  MemoryTrace memory;
  TraceRecorder trace(memory);
  trace.begin(Value::map({}));
  trace.begin_turn(0, 5);
  events(trace);
  trace.end();
  std::string out;
  for (const std::string& part : memory.parts()) out += part;
  return out;
}

}  // namespace

TEST_CASE("A value state is null, then what was written, then null again") {
  Fixture f(some_backend());
  ValueState state = f.value("v");
  f.key(n(1));
  CHECK(state.value().is_null());
  state.update(n(5));
  CHECK(state.value() == n(5));
  f.key(n(2));
  CHECK(state.value().is_null());
  f.key(n(1));
  state.clear();
  CHECK(state.value().is_null());
  CHECK(f.rig->entries() == 0);
}

TEST_CASE("Writing null clears a value state") {
  Fixture f(some_backend());
  ValueState state = f.value("v");
  f.key(n(1));
  state.update(n(5));
  state.update(Value::null());
  CHECK(state.value().is_null());
  CHECK(f.rig->entries() == 0);
}

TEST_CASE("A list state is empty, grows, is replaced, and leaves nothing behind when empty") {
  Fixture f(some_backend());
  ListState state = f.list("l");
  f.key(n(1));
  CHECK(state.get().to_string() == "[]");
  CHECK(state.get().kind() == Kind::kList);
  state.add_all(Values{});
  CHECK(f.rig->entries() == 0);
  state.add(n(3));
  state.add(n(1));
  state.add_all(Values{n(9), n(8)});
  CHECK(state.get().to_string() == "[3, 1, 9, 8]");
  state.update(Values{n(7)});
  CHECK(state.get().to_string() == "[7]");
  state.add_all(Value::list({n(1), n(2)}));
  CHECK(state.get().to_string() == "[7, 1, 2]");
  CHECK(f.rig->entries() == 1);
  state.update(Values{});
  CHECK(state.get().to_string() == "[]");
  CHECK(f.rig->entries() == 0);
  state.add(n(1));
  state.clear();
  CHECK(f.rig->entries() == 0);
}

TEST_CASE("A list holds no null: what came before it stays added, an update changes nothing") {
  Fixture f(some_backend());
  ListState state = f.list("l");
  f.key(n(1));
  state.add(n(1));
  const auto is_null_error = [&](const std::function<void()>& action) {
    const Error error = error_of(action);
    CHECK(error.kind == ErrorKind::kNull);
    CHECK(error.text == "state 'l' is a list, which cannot hold null");
  };
  is_null_error([&] { state.add(Value::null()); });
  is_null_error([&] { state.add_all(Values{n(2), Value::null(), n(3)}); });
  is_null_error([&] { state.add_all(Value::null()); });
  is_null_error([&] { state.update(Value::null()); });
  is_null_error([&] { state.update(Values{Value::null()}); });
  CHECK(state.get().to_string() == "[1, 2]");
  const Error error = error_of([&] { state.update(Value::text("x")); });
  CHECK(error.kind == ErrorKind::kBadArgument);
  CHECK(error.text == "state 'l' takes a list, not the string \"x\"");
}

TEST_CASE("What was read from a list does not grow with it") {
  Fixture f(some_backend());
  ListState state = f.list("l");
  f.key(n(1));
  state.add(n(1));
  const Value seen = state.get();
  state.add(n(2));
  CHECK(seen.to_string() == "[1]");
  Value mine = state.get();
  mine.append(n(3));
  CHECK(state.get().to_string() == "[1, 2]");
}

TEST_CASE("Namespaces divide the state of one key") {
  Fixture f(some_backend());
  ValueState a(f.keys, &f.rig.backend(), "v", nullptr, {0, 10});
  ValueState b(f.keys, &f.rig.backend(), "v", nullptr, {10, 20});
  f.key(n(1));
  a.update(n(1));
  CHECK(b.value().is_null());
  b.update(n(2));
  CHECK(a.value() == n(1));
}

TEST_CASE("State cannot be used in open(), nor before the first record") {
  Fixture f(some_backend());
  ValueState v = f.value("v");
  ListState l = f.list("l");
  Error error = error_of([&] { v.value(); });
  CHECK(error.kind == ErrorKind::kNull);
  CHECK(error.text ==
        "state 'v' cannot be used in open(): there is no current key yet; declare it there, use it "
        "when a record or timer is in hand");
  for (const auto& use : std::vector<std::function<void()>>{
           [&] { v.update(n(1)); }, [&] { v.clear(); }, [&] { l.get(); }, [&] { l.add(n(1)); },
           [&] { l.add_all(Values{}); }, [&] { l.update(Values{}); }, [&] { l.clear(); }})
    CHECK(error_of(use).kind == ErrorKind::kNull);
  f.keys.opened();
  error = error_of([&] { v.value(); });
  CHECK(error.kind == ErrorKind::kNull);
  CHECK(error.text == "state 'v' has no current key: no record has come yet");
  CHECK(f.rig->entries() == 0);
}

TEST_CASE("State without key_by is refused where it is declared") {
  KeyContext not_keyed;
  const Error error = error_of([&] { ValueState(not_keyed, nullptr, "v", nullptr); });
  CHECK(error.kind == ErrorKind::kNull);
  CHECK(error.text == "state 'v' needs a keyed stream; put key_by in front of this operator");
}

TEST_CASE("A null key is refused") {
  Fixture f(some_backend());
  const Error error = error_of([&] { f.key(Value::null()); });
  CHECK(error.kind == ErrorKind::kNull);
}

TEST_CASE("A key of another subtask is refused, with everybody's numbers") {
  Fixture f(some_backend(), 2, 0);  // key groups 0 to 63
  ValueState v = f.value("v");
  const Value key = Value::text("a");
  REQUIRE(key_group(key, 128) == 81);
  const Error error = error_of([&] { f.key(key); });
  CHECK(error.kind == ErrorKind::kBadArgument);
  CHECK(error.text ==
        "key \"a\" is in key group 81, which belongs to subtask 1; this is subtask 0 with groups 0 "
        "to 63");
  CHECK(error_of([&] { v.value(); }).kind == ErrorKind::kNull);  // the key was not set
}

TEST_CASE("A name cannot be two kinds of state") {
  Fixture f(some_backend());
  f.value("s");
  f.value("s");
  const Error error = error_of([&] { f.list("s"); });
  CHECK(error.kind == ErrorKind::kBadArgument);
}

TEST_CASE("Zeros of both signs are the same key") {
  Fixture f(some_backend());
  ValueState v = f.value("v");
  f.key(Value::number(-0.0));
  v.update(n(1));
  f.key(Value::number(0.0));
  CHECK(v.value() == n(1));
  CHECK(f.rig->entries() == 1);
}

TEST_CASE("Every use of a user is an event, written before it happens") {
  const std::string backend = some_backend();
  const Namespace window{10, 15};
  const std::string got = traced([&](TraceRecorder& trace) {
    Fixture f(backend);
    ValueState v = f.value("v", &trace);
    ListState l(f.keys, &f.rig.backend(), "l", &trace, window);
    f.key(n(1));
    v.value();
    v.update(n(5));
    v.update(Value::null());
    v.clear();
    l.get();
    l.add(n(1));
    l.add_all(Values{n(2), n(3)});
    l.update(Values{n(4), n(5)});
    l.update(Values{});
    l.clear();
    error_of([&] { l.add_all(Values{n(6), Value::null(), n(7)}); });
  });
  const std::string wanted = traced([&](TraceRecorder& trace) {
    const NameId v = trace.name("v"), l = trace.name("l");
    trace.st_read(v);
    trace.st_write(v, {}, nullptr, n(5));
    trace.st_clear(v);
    trace.st_clear(v);
    trace.st_read(l, window);
    trace.st_append(l, window, n(1));
    trace.st_append(l, window, n(2));
    trace.st_append(l, window, n(3));
    trace.st_update(l, window, Value::list({n(4), n(5)}));
    trace.st_clear(l, window);
    trace.st_clear(l, window);
    trace.st_append(l, window, n(6));
  });
  CHECK(got == wanted);
}

TEST_CASE("The engine's own reads leave no event, its changes do") {
  const std::string backend = some_backend();
  const std::string got = traced([&](TraceRecorder& trace) {
    Fixture f(backend);
    f.key(n(1));
    RecordedState state =
        *RecordedState::open(&f.rig.backend(), {"contents", StateKind::kList}, &trace);
    CHECK(state.get({0, 10}) == nullptr);
    state.append({0, 10}, n(1));
    state.put({0, 10}, Value::list({n(2)}));
    CHECK(state.get({0, 10}) != nullptr);
    state.remove({0, 10});
  });
  const std::string wanted = traced([&](TraceRecorder& trace) {
    const NameId name = trace.name("contents");
    trace.st_append(name, {0, 10}, n(1));
    trace.st_write(name, {0, 10}, nullptr, Value::list({n(2)}));
    trace.st_clear(name, {0, 10});
  });
  CHECK(got == wanted);
}
