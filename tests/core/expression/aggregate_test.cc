// Aggregates beside a model that keeps all values and looks at them at the end.
#include "engine/core/expression/aggregate.h"

#include <cmath>
#include <limits>

#include "engine/core/hash.h"
#include "engine/core/user_error.h"
#include "tests/catch.h"
#include "tests/scenarios.h"

namespace weir {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

const ExpressionScope& scope() {
  static const ExpressionScope scope = {
      RowType({{"n", Kind::kInt}, {"d", Kind::kDouble}, {"s", Kind::kString}, {"x"}}), {}, false};
  return scope;
}

NamedAggregate named(const std::string& name, const std::string& text) {
  CompiledAggregate compiled = compile_aggregate(text, scope());
  INFO(text << ": " << (compiled.mistakes.empty() ? "" : compiled.mistakes[0].what));
  REQUIRE(compiled.aggregate.has_value());
  return {name, *compiled.aggregate};
}

std::unique_ptr<AggregateFunction> function_of(const std::vector<std::string>& texts) {
  std::vector<NamedAggregate> all;
  for (const std::string& text : texts) all.push_back(named(text, text));
  return make_aggregate_function(std::move(all));
}

Value row(Value n, Value d = {}, Value s = {}, Value x = {}) {
  return Value::row({std::move(n), std::move(d), std::move(s), std::move(x)});
}

// The result of one aggregate over rows of one column.
std::string over(const std::string& text, const std::vector<Value>& rows) {
  const auto f = function_of({text});
  Value accumulator = f->create_accumulator();
  for (const Value& each : rows) f->add_into(accumulator, each);
  return f->get_result(accumulator).to_string();
}

std::vector<Value> numbers(std::initializer_list<double> all) {
  std::vector<Value> rows;
  for (const double d : all) rows.push_back(row({}, Value::number(d)));
  return rows;
}

std::string mistakes(const std::string& text) {
  Diagnostics all;
  for (const TextMistake& mistake : compile_aggregate(text, scope()).mistakes)
    all.push_back(diagnose("job.toml", text, mistake));
  return to_text(all);
}

TEST_CASE("of nothing but nulls every aggregate is null, and a count is 0") {
  const std::vector<std::string> texts = {"count()", "count(n)", "sum(n)",   "min(n)",
                                          "max(n)",  "avg(n)",   "first(n)", "last(n)"};
  const auto f = function_of(texts);
  Value none = f->create_accumulator();
  CHECK(f->get_result(none).to_string() == "[0, 0, null, null, null, null, null, null]");
  f->add_into(none, row({}));
  f->add_into(none, row({}));
  CHECK(f->get_result(none).to_string() == "[2, 0, null, null, null, null, null, null]");
  CHECK(f->get_result(f->merge(none, none)).to_string() ==
        "[4, 0, null, null, null, null, null, null]");
}

TEST_CASE("a sum of int64 wraps, and their average does not") {
  const Value most = row(Value::integer(std::numeric_limits<std::int64_t>::max()));
  const std::vector<Value> three = {most, row(Value::integer(1)), row(Value::integer(2))};
  CHECK(over("sum(n)", three) == "[-9223372036854775806]");
  CHECK(over("avg(n)", {most, most}) == "[9.223372036854776E18]");
  CHECK(over("avg(n)", {row(Value::integer(1)), row({}), row(Value::integer(2))}) == "[1.5]");
  CHECK(over("sum(d)", numbers({-0.0})) == "[-0.0]");
  CHECK(over("sum(d)", numbers({0.1, 0.2})) == "[0.30000000000000004]");
}

TEST_CASE("the smallest and the greatest are those of the order of values") {
  CHECK(over("max(d)", numbers({1, kNan, 2})) == "[NaN]");
  CHECK(over("min(d)", numbers({kNan, 2, 1})) == "[1.0]");
  CHECK(over("min(d)", numbers({0.0, -0.0})) == "[0.0]");
  const std::vector<Value> texts = {row({}, {}, Value::text("b")), row({}, {}, Value::text("é")),
                                    row({}, {}, Value::text("a"))};
  CHECK(over("min(s)", texts) == "[\"a\"]");
  CHECK(over("max(s)", texts) == "[\"é\"]");
  CHECK(over("first(s)", texts) == "[\"b\"]");
  CHECK(over("last(upper(s))", texts) == "[\"A\"]");
  const std::vector<Value> mixed = {row({}, {}, {}, Value::number(2.5)),
                                    row({}, {}, {}, Value::integer(3)), row({})};
  CHECK(over("max(x)", mixed) == "[3]");
  CHECK(over("min(x)", mixed) == "[2.5]");
  CHECK(over("sum(x)", mixed) == "[5.5]");
}

TEST_CASE("what cannot be added or ordered fails where it is met, and names the aggregate") {
  const std::vector<Value> mixed = {row({}, {}, {}, Value::integer(1)),
                                    row({}, {}, {}, Value::text("b"))};
  const auto failure = [&](const std::string& text) {
    try {
      return over(text, mixed);
    } catch (const UserError& error) {
      return std::string(error_kind_name(error.error().kind)) + ": " + error.what();
    }
  };
  const std::string kind = error_kind_name(ErrorKind::kUserFunction);
  CHECK(failure("sum(x)") == kind + ": sum(x): '+' wants numbers and got the string \"b\"");
  CHECK(failure("max(x)") ==
        kind +
            ": max(x): only values of one kind have a smallest and a greatest, and here are "
            "the string \"b\" and the int64 1");
  CHECK(failure("avg(1 / (x - 1))") ==
        kind + ": 1 / (x - 1): 1 / 0: an int64 cannot be divided by 0");
}

TEST_CASE("aggregates know the kind of their result and their canonical text") {
  const auto kind = [](const std::string& text) { return named("r", text).aggregate.type.kind; };
  CHECK(kind("count()") == Kind::kInt);
  CHECK(kind("sum(n + 1)") == Kind::kInt);
  CHECK(kind("sum(d)") == Kind::kDouble);
  CHECK(kind("avg(n)") == Kind::kDouble);
  CHECK(kind("max(s)") == Kind::kString);
  CHECK(kind("last(x)") == Kind::kNull);
  CHECK(named("r", "count( * )").aggregate.text == "count()");
  CHECK(named("r", "sum(((n))*2)").aggregate.text == "sum(n * 2)");
  const std::vector<Field> fields = aggregate_fields({named("a", "count()"), named("b", "max(s)")});
  CHECK(fields == std::vector<Field>{{"a", Kind::kInt}, {"b", Kind::kString}});
}

TEST_CASE("the accumulator is edited in place while nobody else holds it") {
  const auto f = function_of({"count()", "avg(n)", "max(n)"});
  Value accumulator = f->create_accumulator();
  const Value before = accumulator;
  f->add_into(accumulator, row(Value::integer(4)));
  CHECK(before.to_string() == "[0, null, 0, null]");
  CHECK(accumulator.to_string() == "[1, 4, 1, 4]");
  const Value* field = &accumulator[0];
  f->add_into(accumulator, row(Value::integer(6)));
  CHECK(field == &accumulator[0]);
  CHECK(accumulator.to_string() == "[2, 10, 2, 6]");
  CHECK(f->add(row(Value::integer(2)), accumulator).to_string() == "[3, 12, 3, 6]");
  CHECK(accumulator.to_string() == "[2, 10, 2, 6]");
}

// All values of a column, looked at in the end.
struct Model {
  std::vector<std::int64_t> there;
  std::int64_t rows = 0;

  std::string result() const {
    if (there.empty())
      return "[" + std::to_string(rows) + ", 0, null, null, null, null, null, null]";
    std::uint64_t sum = 0;
    std::int64_t least = there[0], most = there[0];
    for (const std::int64_t n : there) {
      sum += static_cast<std::uint64_t>(n);
      least = std::min(least, n);
      most = std::max(most, n);
    }
    const auto signed_sum = static_cast<std::int64_t>(sum);
    const Value all[] = {
        Value::integer(rows),
        Value::integer(static_cast<std::int64_t>(there.size())),
        Value::integer(signed_sum),
        Value::integer(least),
        Value::integer(most),
        Value::number(static_cast<double>(signed_sum) / static_cast<double>(there.size())),
        Value::integer(there.front()),
        Value::integer(there.back())};
    return Value::row(all).to_string();
  }
};

TEST_CASE("random rows in random pieces, merged in order, give what a model of all rows gives") {
  const auto f = function_of(
      {"count()", "count(n)", "sum(n)", "min(n)", "max(n)", "avg(n)", "first(n)", "last(n)"});
  for (int scenario = 0; scenario < scenarios(300); scenario++) {
    const auto seed = static_cast<std::uint64_t>(scenario);
    std::uint64_t draws = 0;
    const auto draw = [&](std::uint64_t n) { return stable_hash(seed, 17, draws++) % n; };
    INFO("seed " << seed);
    Model model;
    Value all = f->create_accumulator();
    for (std::uint64_t piece = draw(5); piece-- > 0;) {
      Value accumulator = f->create_accumulator();
      for (std::uint64_t i = draw(6); i-- > 0;) {
        const bool null = draw(3) == 0;
        const std::int64_t n = static_cast<std::int64_t>(draw(2001)) - 1000;
        f->add_into(accumulator, row(null ? Value() : Value::integer(n)));
        model.rows++;
        if (!null) model.there.push_back(n);
      }
      all = f->merge(all, accumulator);
    }
    REQUIRE(f->get_result(all).to_string() == model.result());
  }
}

TEST_CASE("mistakes in aggregates say what belongs there") {
  CHECK(mistakes("price") ==
        "job.toml:1:1: one aggregate is expected, as in sum(price): count, sum, min, max, avg, "
        "first or last of an expression\n"
        "     1 | price\n"
        "       | ^^^^^");
  CHECK(mistakes("summ(n)") ==
        "job.toml:1:1: one aggregate is expected, as in sum(price): count, sum, min, max, avg, "
        "first or last of an expression. Did you mean 'sum'?\n"
        "     1 | summ(n)\n"
        "       | ^^^^^^^");
  CHECK(mistakes("sum(n) / count()") ==
        "job.toml:1:1: one aggregate is expected and nothing around it; what is made of its result "
        "belongs into a map behind\n"
        "     1 | sum(n) / count()\n"
        "       | ^^^^^^^^^^^^^^^^");
  CHECK(mistakes("avg(s)") ==
        "job.toml:1:5: 'x' of avg(x) is a number, and this is a string; cast(s as int64) is one\n"
        "     1 | avg(s)\n"
        "       |     ^");
  CHECK(mistakes("max()") ==
        "job.toml:1:1: max(x) takes 1 argument, and here are 0\n"
        "     1 | max()\n"
        "       | ^^^^^");
  CHECK(mistakes("max(sum(n))") ==
        "job.toml:1:5: 'sum' is an aggregate over many rows; this is about one row.\n"
        "     1 | max(sum(n))\n"
        "       |     ^^^");
}

}  // namespace
}  // namespace weir
