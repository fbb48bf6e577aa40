#include "tests/bench/expressions.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/core/expression/expression.h"
#include "engine/operators/function.h"
#include "tests/bench/anchors/random.h"

namespace weir::bench {

namespace {

constexpr std::size_t kRows = 20'000;
constexpr std::size_t kPasses = 1'000;

enum Column : std::size_t { kUser, kPrice, kQuantity, kCity, kAt, kColumns };

ExpressionScope scope() {
  return {RowType({{"user", Kind::kString},
                   {"price", Kind::kDouble},
                   {"quantity", Kind::kInt},
                   {"city", Kind::kString},
                   {"at", Kind::kInt}}),
          {},
          false};
}

// One user of twenty is unknown, one price of fifty is null.
std::vector<Value> make_rows() {
  static const char* kCities[] = {"Rome",  "Oslo",         "Lima",  "x",     "Paris",
                                  "Tokyo", "Buenos Aires", "Cairo", "Delhi", "Bern"};
  std::vector<Value> rows;
  for (std::uint64_t i = 0; i < kRows; i++) {
    const auto draw = [&](std::uint64_t what, std::uint64_t n) { return mix(mix(i) ^ what) % n; };
    const std::string user = draw(1, 20) == 0 ? "" : "user" + std::to_string(draw(2, 1000));
    const Value price = Value::number(static_cast<double>(draw(3, 4000)) / 100);
    const Value fields[kColumns] = {Value::text(user), draw(4, 50) == 0 ? Value() : price,
                                    Value::integer(static_cast<std::int64_t>(draw(5, 10))),
                                    Value::text(kCities[draw(6, 10)]),
                                    Value::integer(static_cast<std::int64_t>(i))};
    rows.push_back(Value::row(fields));
  }
  return rows;
}

const char* text_of(FilterCase which) {
  switch (which) {
    case FilterCase::kText: return "user != ''";
    case FilterCase::kTwo: return "price * quantity > 100 and city = 'x'";
    case FilterCase::kTree:
      return "(at % 10 < 5 or user = '') and not (quantity = 0 and price > 5) and city in "
             "('Rome', 'Oslo', 'Lima') and price between 2 and 30";
    case FilterCase::kFunctions: return "starts_with(lower(city), 'bue') or length(user) = 5";
  }
  return "";
}

bool starts_with_bue(std::string_view city) {
  std::string small(city);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return small.starts_with("bue");
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

FilterFunction in_cpp(FilterCase which) {
  switch (which) {
    case FilterCase::kText:
      return [empty = Value::text("")](const Value& row) {
        const Value& user = row[kUser];
        return !user.is_null() && !(user == empty);
      };
    case FilterCase::kTwo:
      return [x = Value::text("x")](const Value& row) {
        const Value& price = row[kPrice];
        const Value& quantity = row[kQuantity];
        if (price.is_null() || quantity.is_null()) return false;
        if (!(price.as_double() * static_cast<double>(quantity.as_int()) > 100)) return false;
        return !row[kCity].is_null() && row[kCity] == x;
      };
    case FilterCase::kTree:
      return [empty = Value::text(""), rome = Value::text("Rome"), oslo = Value::text("Oslo"),
              lima = Value::text("Lima")](const Value& row) {
        const Value& at = row[kAt];
        const Value& user = row[kUser];
        const bool early = !at.is_null() && at.as_int() % 10 < 5;
        if (!early && (user.is_null() || !(user == empty))) return false;
        const Value& quantity = row[kQuantity];
        const Value& price = row[kPrice];
        if (quantity.is_null() || price.is_null()) return false;
        if (quantity.as_int() == 0 && price.as_double() > 5) return false;
        const Value& city = row[kCity];
        if (city.is_null() || !(city == rome || city == oslo || city == lima)) return false;
        return price.as_double() >= 2 && price.as_double() <= 30;
      };
    case FilterCase::kFunctions:
      return [](const Value& row) {
        const Value& city = row[kCity];
        const Value& user = row[kUser];
        if (!city.is_null() && starts_with_bue(city.as_text())) return true;
        return !user.is_null() && characters(user.as_text()) == 5;
      };
  }
  return {};
}

Outcome run(const FilterFunction& filter, Stopwatch& watch) {
  const std::vector<Value> rows = make_rows();
  Outcome outcome;
  watch.start();
  for (std::size_t pass = 0; pass < kPasses; pass++)
    for (const Value& row : rows)
      if (filter(row)) outcome.results++;
  watch.stop();
  outcome.work = static_cast<double>(kRows * kPasses);
  return outcome;
}

}  // namespace

Outcome run_expression(FilterCase which, Stopwatch& watch) {
  const CompiledExpression compiled = compile_condition(text_of(which), scope());
  if (!compiled.expression) {
    std::fprintf(stderr, "benchmark: %s\n", compiled.mistakes[0].what.c_str());
    std::exit(1);
  }
  return run(compiled.expression->condition(), watch);
}

Outcome run_filter_in_cpp(FilterCase which, Stopwatch& watch) { return run(in_cpp(which), watch); }

}  // namespace weir::bench
