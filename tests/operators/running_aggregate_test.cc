#include "engine/operators/running_aggregate.h"

#include "engine/operators/process_operator.h"
#include "tests/catch.h"
#include "tests/operators/operator_harness.h"

namespace weir {
namespace {

NamedAggregate named(const std::string& name, const std::string& text) {
  const ExpressionScope scope = {
      RowType({{"city", Kind::kString}, {"year", Kind::kInt}, {"n", Kind::kInt}}), {}, false};
  CompiledAggregate compiled = compile_aggregate(text, scope);
  REQUIRE(compiled.aggregate.has_value());
  return {name, *compiled.aggregate};
}

Value row(const char* city, std::int64_t year, Value n) {
  return Value::row({Value::text(city), Value::integer(year), std::move(n)});
}

HarnessConfig config(std::size_t key_fields, KeySelector key) {
  HarnessConfig out;
  const std::vector<NamedAggregate> aggregates = {named("rows", "count()"), named("sum", "sum(n)")};
  const KeyedProcessFactory make = make_running_aggregate(key_fields, aggregates);
  out.make = [make] { return std::make_unique<KeyedProcessOperator>(make()); };
  out.keys = {std::move(key)};
  return out;
}

std::vector<std::string> texts(const OperatorHarness::Output& output) {
  std::vector<std::string> out;
  for (const Emitted& e : output.records)
    out.push_back(e.value.to_string() + (e.timestamp ? " @" + std::to_string(*e.timestamp) : ""));
  return out;
}

TEST_CASE("a running aggregate emits the key and all it knows after each row, across a restore") {
  OperatorHarness harness(config(1, KeySelector::field(0, "city")));
  harness.element(row("Rome", 1, Value::integer(4)), 10);
  harness.element(row("Oslo", 1, {}), 11);
  harness.element(row("Rome", 2, Value::integer(5)), std::nullopt);
  CHECK(texts(harness.take()) == std::vector<std::string>{"[\"Rome\", 1, 4] @10",
                                                          "[\"Oslo\", 1, null] @11",
                                                          "[\"Rome\", 2, 9]"});
  harness.snapshot_begin();
  harness.snapshot_end();
  harness.element(row("Rome", 2, Value::integer(1000)), 12);  // lost
  harness.take();
  harness.restore(1);
  harness.element(row("Rome", 3, Value::integer(-9)), 13);
  CHECK(texts(harness.take()) == std::vector<std::string>{"[\"Rome\", 3, 0] @13"});
  CHECK(harness.counters().keyed_state_entries == 2);
}

TEST_CASE("a key of several fields comes out as so many fields, one that is a row stays one") {
  const auto both = [](const Value& v) { return Value::row({v[0], v[1]}); };
  OperatorHarness two(config(2, KeySelector::function(both, "city, year")));
  two.element(row("Rome", 1, Value::integer(4)), 10);
  CHECK(texts(two.take()) == std::vector<std::string>{"[\"Rome\", 1, 1, 4] @10"});
  OperatorHarness one(config(1, KeySelector::function(both, "place")));
  one.element(row("Rome", 1, Value::integer(4)), 10);
  CHECK(texts(one.take()) == std::vector<std::string>{"[[\"Rome\", 1], 1, 4] @10"});
}

}  // namespace
}  // namespace weir
