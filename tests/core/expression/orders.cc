#include "tests/core/expression/orders.h"

#include "engine/core/user_error.h"

namespace weir {

namespace {

std::string rendered(std::string_view text, const std::vector<TextMistake>& mistakes) {
  Diagnostics all;
  for (const TextMistake& mistake : mistakes) all.push_back(diagnose("job.toml", text, mistake));
  return to_text(all);
}

}  // namespace

const ExpressionScope& orders() {
  static const ExpressionScope scope = {
      RowType({{"id", Kind::kInt},
               {"price", Kind::kDouble},
               {"city", Kind::kString},
               {"paid", Kind::kBool},
               {"no_int", Kind::kInt},
               {"no_double", Kind::kDouble},
               {"no_text", Kind::kString},
               {"no_bool", Kind::kBool},
               {"words", Kind::kList, false, {{"", Kind::kString}}},
               {"tags", Kind::kMap},
               {"item",
                Kind::kRow,
                false,
                {{"name", Kind::kString}, {"at", Kind::kRow, false, {{"hour", Kind::kInt}}}}},
               {"any_int"},
               {"any_double"},
               {"any_text"},
               {"any_bool"},
               {"any_null"},
               {"any_list"},
               {"any_map"},
               {"per page", Kind::kInt}}),
      {{"MOST", Value::integer(INT64_MAX)}}};
  return scope;
}

const Value& an_order() {
  static const Value row = [] {
    const Value words = Value::list({Value::text("a"), Value::text("b")});
    const Value entries[] = {Value::text("k"), Value::integer(1)};
    const Value map = Value::map(entries);
    return Value::row({Value::integer(7),
                       Value::number(2.5),
                       Value::text("Rome"),
                       Value::boolean(true),
                       {},
                       {},
                       {},
                       {},
                       words,
                       map,
                       Value::row({Value::text("nut"), Value::row({Value::integer(9)})}),
                       Value::integer(7),
                       Value::number(2.5),
                       Value::text("Rome"),
                       Value::boolean(true),
                       {},
                       words,
                       map,
                       Value::integer(3)});
  }();
  return row;
}

std::string result_of(std::string_view text) {
  const CompiledExpression compiled = compile_expression(text, orders());
  if (!compiled.expression) return "mistake: " + compiled.mistakes.at(0).what;
  try {
    return literal_text(compiled.expression->evaluate(an_order()));
  } catch (const UserError& error) {
    return std::string("error: ") + error.what();
  }
}

std::string mistakes_in(std::string_view text) {
  return rendered(text, compile_expression(text, orders()).mistakes);
}

std::string mistakes_in_condition(std::string_view text) {
  return rendered(text, compile_condition(text, orders()).mistakes);
}

}  // namespace weir
