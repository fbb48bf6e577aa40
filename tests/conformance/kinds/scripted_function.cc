#include "tests/conformance/kinds/scripted_function.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace weir::conformance {

namespace {

constexpr std::size_t kArgument = 1;  // of an element; 0 is the key

using Answer = std::optional<Value>;  // nullopt: the action says nothing

// The actions of one case, and the state they work on.
class Script {
 public:
  explicit Script(const Value& config)
      : config_(config), keyed_(bool_member_or(config, "keyed", true)) {}

  void open(FunctionContext& context) {
    for (const Value& state : member(config_, "states").elements()) {
      if (has_member(state, "ttl")) continue;
      const std::string name(text_member(state, "name"));
      const std::string_view kind = text_member(state, "kind");
      if (kind == "value") values_.emplace(name, context.value_state(name));
      if (kind == "list") lists_.emplace(name, context.list_state(name));
    }
    if (bool_member_or(config_, "read_state_in_open", false))
      for (auto& [name, state] : values_) state.value();
  }

  void process(const Value& element, ProcessContext& context, Collector& out) {
    run(member(element[kArgument], "actions"), object({}), context, out);
  }

  void on_timer(Timestamp at, OnTimerContext& context, Collector& out) {
    const Value timer = object({{"timer", integer(at)}});
    const Value domain = text(context.domain() == TimeDomain::kEvent ? "event" : "processing");
    Value record = with_member(timer, "domain", domain);
    record = with_member(record, "key", context.current_key());
    record = with_member(record, "current_watermark", integer(context.current_watermark()));
    record =
        with_member(record, "current_processing_time", integer(context.current_processing_time()));
    out.collect(std::move(record));
    for (const Value& rule : member(config_, "on_timer").elements()) {
      const bool meant = member(rule, "domain") == domain &&
                         (!has_member(rule, "at") || int_member(rule, "at") == at) &&
                         (!has_member(rule, "key") || member(rule, "key") == context.current_key());
      if (meant) run(member(rule, "actions"), timer, context, out);
    }
  }

 private:
  void run(const Value& actions, const Value& prefix, ProcessContext& context, Collector& out) {
    for (const Value& action : actions.elements()) {
      const std::string_view op = action[0].as_text();
      Value record = with_member(prefix, "op", action[0]);
      if (keyed_) record = with_member(record, "key", context.current_key());
      if (op.find('.') != op.npos) record = with_member(record, "state", action[1]);
      try {
        if (Answer answer = perform(op, action, context))
          out.collect(with_member(record, "returns", std::move(*answer)));
      } catch (const UserError& e) {
        out.collect(with_member(record, "error", error_value(e.error())));
      }
    }
  }

  Answer perform(std::string_view op, const Value& action, ProcessContext& context) {
    if (op.starts_with("value.")) return on_value(op.substr(6), action);
    if (op.starts_with("list.")) return on_list(op.substr(5), action);
    if (op == "current_watermark") return integer(context.current_watermark());
    if (op == "current_processing_time") return integer(context.current_processing_time());
    if (op == "timestamp") {
      const auto timestamp = context.timestamp();
      return timestamp ? integer(*timestamp) : Value::null();
    }
    if (op == "emit") return action[1];
    if (op == "side") {
      context.output("side", action[1]);
      return Value::null();
    }
    if (op == "register_event_timer")
      context.register_event_timer(action[1].as_int());
    else if (op == "delete_event_timer")
      context.delete_event_timer(action[1].as_int());
    else if (op == "register_processing_timer")
      context.register_processing_timer(action[1].as_int());
    else if (op == "delete_processing_timer")
      context.delete_processing_timer(action[1].as_int());
    else
      not_covered(action);
    return std::nullopt;
  }

  Answer on_value(std::string_view op, const Value& action) {
    ValueState& state = state_of(values_, action);
    if (op == "value") return state.value();
    if (op == "increment") {
      const Value before = state.value();  // null counts as 0
      state.update(integer(wrapping_add(before.as_int(), action[2].as_int())));
      return state.value();
    }
    if (op == "update") {
      state.update(action[2]);
    } else if (op == "clear") {
      state.clear();
    } else {
      not_covered(action);
    }
    return std::nullopt;
  }

  Answer on_list(std::string_view op, const Value& action) {
    ListState& state = state_of(lists_, action);
    if (op == "get") return state.get();
    if (op == "add")
      state.add(action[2]);
    else if (op == "add_all")
      state.add_all(action[2]);
    else if (op == "update")
      state.update(action[2]);
    else if (op == "clear")
      state.clear();
    else
      not_covered(action);
    return std::nullopt;
  }

  template <class State>
  State& state_of(std::map<std::string, State, std::less<>>& states, const Value& action) {
    const auto it = states.find(action[1].as_text());
    if (it == states.end()) not_covered(action);
    return it->second;
  }

  [[noreturn]] void not_covered(const Value& action) const {
    const std::string op(action[0].as_text());
    for (const Value& state : member(config_, "states").elements())
      if (action.size() > 1 && member(state, "name") == action[1] && has_member(state, "ttl"))
        throw NotCovered{op + " with time to live"};
    throw NotCovered{"action " + op};
  }

  Value config_;
  bool keyed_;
  std::map<std::string, ValueState, std::less<>> values_;
  std::map<std::string, ListState, std::less<>> lists_;
};

class ScriptedProcess final : public KeyedProcessFunction {
 public:
  explicit ScriptedProcess(const Value& config) : script_(config) {}
  void open(FunctionContext& context) override { script_.open(context); }
  void process_element(const Value& value, ProcessContext& context, Collector& out) override {
    script_.process(value, context, out);
  }
  void on_timer(Timestamp at, OnTimerContext& context, Collector& out) override {
    script_.on_timer(at, context, out);
  }

 private:
  Script script_;
};

class ScriptedCoProcess final : public KeyedCoProcessFunction {
 public:
  explicit ScriptedCoProcess(const Value& config) : script_(config) {}
  void open(FunctionContext& context) override { script_.open(context); }
  void process_element1(const Value& value, ProcessContext& context, Collector& out) override {
    script_.process(value, context, out);
  }
  void process_element2(const Value& value, ProcessContext& context, Collector& out) override {
    script_.process(value, context, out);
  }
  void on_timer(Timestamp at, OnTimerContext& context, Collector& out) override {
    script_.on_timer(at, context, out);
  }

 private:
  Script script_;
};

}  // namespace

std::unique_ptr<KeyedProcessFunction> scripted_process(const Value& config) {
  return std::make_unique<ScriptedProcess>(config);
}

std::unique_ptr<KeyedCoProcessFunction> scripted_co_process(const Value& config) {
  return std::make_unique<ScriptedCoProcess>(config);
}

}  // namespace weir::conformance
