#include "tests/conformance/kinds/typed_functions.h"

#include <weir.h>

namespace weir::conformance {

namespace {

struct Element {
  std::int64_t key = 0;
  std::map<std::string, Value> argument;
  WEIR_FIELDS(key, argument)
};
struct Sum {
  std::int64_t count = 0;
  std::int64_t total = 0;
  WEIR_FIELDS(count, total)
};
using Result = std::map<std::string, Value>;

struct AverageOfThree : KeyedProcessFunction<std::int64_t, Element, Result> {
  ValueState<Sum> state;

  void open(RuntimeContext& context) override {
    state = context.get_state(ValueStateDescriptor<Sum>("average"));
  }
  static void add(Sum& sum, const Element& in) {
    sum.count += 1;
    sum.total += in.argument.at("value").as_int();
  }
  void emit_third(const Sum& sum, const Element& in, Collector<Result>& out) {
    if (sum.count < 3) return;
    out.collect({{"key", Value::integer(in.key)},
                 {"average", Value::number(static_cast<double>(sum.total) / 3)}});
    state.clear();
  }
};

struct Updates final : AverageOfThree {
  void process_element(const Element& in, Context& /*context*/, Collector<Result>& out) override {
    Sum sum = state.value().value_or(Sum{});
    add(sum, in);
    state.update(sum);
    emit_third(sum, in, out);
  }
};

struct Mutates final : AverageOfThree {
  void process_element(const Element& in, Context& /*context*/, Collector<Result>& out) override {
    Sum* sum = state.live();
    if (sum == nullptr) {
      Sum first;
      add(first, in);
      state.update(first);
      return;
    }
    add(*sum, in);
    emit_third(*sum, in, out);
  }
};

struct Caches final : AverageOfThree {
  std::optional<Sum> cached;
  void process_element(const Element& in, Context& /*context*/, Collector<Result>& out) override {
    if (!cached) cached = state.value();
    const bool is_new = !cached.has_value();
    if (is_new) cached = Sum{};
    add(*cached, in);
    if (is_new) state.update(*cached);
    emit_third(*cached, in, out);
    if (cached->count == 3) cached.reset();
  }
};

struct Scripted {
  std::string key;
  std::map<std::string, Value> argument;
  WEIR_FIELDS(key, argument)
};
using Numbers = std::vector<std::int64_t>;

struct ListInAValue final : KeyedProcessFunction<std::string, Scripted, Result> {
  ValueState<Numbers> state;

  void open(RuntimeContext& context) override {
    state = context.get_state(ValueStateDescriptor<Numbers>("o"));
  }
  void process_element(const Scripted& in, Context& /*context*/, Collector<Result>& out) override {
    for (const Value& action : in.argument.at("actions").elements()) {
      const auto op = action[0].as_text();
      if (op == "value.update")
        state.update(detail::from_value<Numbers>(action[2]));
      else if (op == "value.mutate_add")
        state.live()->push_back(action[2].as_int());
      else if (op == "value.value")
        out.collect({{"key", Value::text(in.key)},
                     {"op", action[0]},
                     {"state", action[1]},
                     {"returns", detail::to_value(state.value())}});
      else
        todo("another action");
    }
  }
};

}  // namespace

FunctionFactory typed_list_in_a_value() {
  return [] { return std::make_unique<ListInAValue>(); };
}

FunctionFactory typed_average_of_three(std::string_view mode) {
  if (mode == "mutate") return [] { return std::make_unique<Mutates>(); };
  if (mode == "cached") return [] { return std::make_unique<Caches>(); };
  return [] { return std::make_unique<Updates>(); };
}

}  // namespace weir::conformance
