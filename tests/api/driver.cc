#include "tests/api/driver.h"

#include <utility>

#include "engine/core/user_error.h"
#include "engine/state/backend_loader.h"
#include "exercises/grader/hostile_backend.h"

namespace weir::testing {

std::vector<std::string> backends() {
  std::vector<std::string> names = backend_names();
  names.push_back("hostile");
  return names;
}

std::unique_ptr<KeyedBackendFactory> backend(const std::string& name) {
  if (name == "hostile") return exercises::make_hostile_backend_factory();
  return std::move(*load_backend(name));
}

HarnessConfig keyed(const FunctionFactory& make, KeyedBackendFactory& backends, CallWatch* watch) {
  HarnessConfig config;
  config.make = [make, watch] {
    return make_function_operator(make, {.call = "process_element", .keyed = true, .watch = watch});
  };
  config.keys = {KeySelector::field(0, "key")};
  config.side_tags = {"odd"};
  config.backends = &backends;
  return config;
}

namespace {

HarnessConfig scripted_config(KeyedBackendFactory& backends, bool live_objects, CallWatch* watch,
                              TraceRecorder* trace) {
  HarnessConfig config = keyed(scripted(), backends, watch);
  config.live_objects = live_objects;
  config.trace = trace;
  return config;
}

}  // namespace

Script::Script(const std::string& name, bool live_objects, CallWatch* watch, TraceRecorder* trace)
    : backend_(backend(name)), harness_(scripted_config(*backend_, live_objects, watch, trace)) {}

std::string Script::say(const std::string& verb, std::int64_t n, std::int64_t key) {
  return say_at(std::nullopt, verb, n, key);
}

std::string Script::say_at(std::optional<Timestamp> at, const std::string& verb, std::int64_t n,
                           std::int64_t key) {
  try {
    harness_.element(Value::row({Value::integer(key), Value::text(verb), Value::integer(n)}), at);
  } catch (const UserError& e) {
    return taken() + "error: " + e.error().text;
  }
  return taken();
}

std::string Script::taken() {
  std::string out;
  const OperatorHarness::Output taken = harness_.take();
  const auto line = [&](const std::string& text, std::optional<Timestamp> at) {
    if (!out.empty()) out += '\n';
    out += text;
    if (at) out += " @" + std::to_string(*at);
  };
  for (const Emitted& e : taken.records) line(std::string(e.value.as_text()), e.timestamp);
  for (const auto& [tag, records] : taken.sides)
    for (const Emitted& e : records) line(tag + ": " + e.value.to_string(), e.timestamp);
  return out;
}

}  // namespace weir::testing
