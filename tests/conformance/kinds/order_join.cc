// Kind `order_join_steps` (vectors/FORMAT_runtime.md §12): the join of lesson 8 alone. Lines are
// records [order id, the rest of the line]; the learner's choice is which file is read next.
#include <array>
#include <string_view>
#include <vector>

#include "engine/operators/process_operator.h"
#include "lessons/08-order-join/functions.h"
#include "tests/conformance/backends.h"
#include "tests/conformance/kinds.h"
#include "tests/operators/operator_harness.h"

namespace weir::conformance {

namespace {

Value order_of(std::string_view line) {
  const std::size_t comma = line.find(',');
  return Value::row({text(line.substr(0, comma)), text(line.substr(comma + 1))});
}

class OrderJoinPlayer final : public Player {
 public:
  explicit OrderJoinPlayer(const Value& config)
      : files_{&member(config, "file1"), &member(config, "file2")}, harness_(harness_config()) {}

  Value play(const Step& step) override {
    if (step.verb != "read_line_of_file") throw NotCovered{"verb " + std::string(step.verb)};
    const auto file = static_cast<std::size_t>(step.argument.as_int() - 1);
    harness_.element(order_of((*files_[file])[next_[file]++].as_text()), std::nullopt, file);
    std::vector<Value> out;
    for (const Emitted& e : harness_.take().records) {
      const Value &first = e.value[0], &second = e.value[1];
      out.push_back(object({{"row", Value::list({first[0], first[1], second[1]})}}));
    }
    const auto entries = static_cast<std::int64_t>(harness_.counters().keyed_state_entries);
    out.push_back(object({{"state_entries", integer(entries)}}));
    return object({{"out", Value::list(out)}});
  }
  std::optional<Value> final_state() override { return std::nullopt; }

 private:
  static HarnessConfig harness_config() {
    HarnessConfig harness;
    harness.backends = &current_backends();
    harness.make = [] {
      return std::make_unique<KeyedCoProcessOperator>(lessons::make_enrichment());
    };
    harness.inputs = 2;
    harness.keys.assign(2, KeySelector::field(0, "order_id"));
    return harness;
  }

  std::array<const Value*, 2> files_;
  std::array<std::size_t, 2> next_{};
  OperatorHarness harness_;
};

}  // namespace

Outcome run_order_join(const Case& c) {
  OrderJoinPlayer player(c.config());
  return replay(c, player);
}

}  // namespace weir::conformance
