// What an expression knows of its row, of its place in a larger text, and how deep it may be.
#include "engine/core/user_error.h"
#include "tests/catch.h"
#include "tests/core/expression/orders.h"

namespace weir {
namespace {

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; i++) out += text;
  return out;
}

Expression compiled(std::string_view text, const ExpressionScope& scope = orders()) {
  CompiledExpression out = compile_expression(text, scope);
  REQUIRE(out.expression.has_value());
  return *out.expression;
}

TEST_CASE("a plain column is one, with the whole field of the row as its type") {
  const Expression city = compiled(" ( city ) ");
  CHECK(city.is_column());
  CHECK(city.column() == 2);
  CHECK(city.type() == Field{"city", Kind::kString});
  CHECK(city.text() == "city");
  CHECK(compiled("`per page`").text() == "`per page`");
  CHECK(compiled("item").type() == orders().row[10]);
  for (const char* text : {"id + 0", "MOST", "item.name", "null", "'city'"})
    CHECK_FALSE(compiled(text).is_column());
}

TEST_CASE("the kind of a result is known where the kinds of its parts are") {
  const auto kind = [](std::string_view text) { return compiled(text).type().kind; };
  CHECK(kind("id + 1") == Kind::kInt);
  CHECK(kind("id + price") == Kind::kDouble);
  CHECK(kind("id + any_int") == Kind::kNull);
  CHECK(kind("id = any_int") == Kind::kBool);
  CHECK(kind("case when paid then id else price end") == Kind::kDouble);
  CHECK(kind("case when paid then null else 'a' end") == Kind::kString);
  CHECK(kind("coalesce(id, any_int)") == Kind::kNull);
  CHECK(kind("abs(price)") == Kind::kDouble);
  CHECK(kind("item.at.hour") == Kind::kInt);
  CHECK(kind("words[1]") == Kind::kString);
  CHECK(kind("tags.k") == Kind::kNull);
  CHECK(kind("null") == Kind::kNull);
  CHECK(kind("cast(any_int as double)") == Kind::kDouble);
  CHECK(compiled("split(city, ',')").type() ==
        Field{"", Kind::kList, false, {{"", Kind::kString}}});
}

TEST_CASE("columns hide constants") {
  const ExpressionScope scope = {
      RowType({{"x", Kind::kInt}}), {{"x", Value::integer(1)}, {"MIN", Value::integer(-5)}}, false};
  const Value row = Value::row({Value::integer(9)});
  CHECK(compiled("x + MIN", scope).evaluate(row) == Value::integer(4));
  CHECK(compiled("x > MIN", scope).test(row));
  CHECK_FALSE(compiled("MIN = x", scope).test(row));
}

TEST_CASE("a value that is no row has one name") {
  const ExpressionScope words = {RowType({{"value", Kind::kString}}), {}, true};
  const Expression e = compiled("value = 'a' or length(value) between 3 and 4", words);
  CHECK(e.test(Value::text("a")));
  CHECK(e.test(Value::text("abc")));
  CHECK_FALSE(e.test(Value::text("ab")));
  CHECK_FALSE(e.test(Value()));
  CHECK(compiled("value", words).evaluate(Value::text("a")) == Value::text("a"));
  CHECK_FALSE(compiled("value", words).is_column());
  CHECK(compiled("value", words).type() == Field{"value", Kind::kString});
  const ExpressionScope flag = {RowType({{"value"}}), {}, true};
  CHECK(compiled("value", flag).test(Value::boolean(true)));
  CHECK(compiled("value is not null", flag).test(Value::integer(0)));
  const std::string mistake = compile_expression("line = 'a'", words).mistakes[0].what;
  CHECK(mistake ==
        "there is no column 'line'; there are no columns here, and the value as a whole "
        "is called value. A text would stand in quotes: 'line'.");
}

TEST_CASE("a column that does not keep its promise is an error where it is used, or null") {
  const ExpressionScope scope = {
      RowType({{"i", Kind::kInt}, {"d", Kind::kDouble}, {"s", Kind::kString}, {"b", Kind::kBool}}),
      {},
      false};
  const Value wrong =
      Value::row({Value::text("x"), Value::text("y"), Value::integer(1), Value::integer(2)});
  const auto outcome = [&](std::string_view text) {
    const Expression e = compiled(text, scope);
    try {
      return e.test(wrong) ? std::string("true") : std::string("false");
    } catch (const UserError& error) {
      return std::string(error.what());
    }
  };
  CHECK(outcome("i > 5") == "i > 5: this column wants an int64 and got the string \"x\"");
  CHECK(outcome("d * i > 5") == "d * i > 5: this column wants a number and got the string \"y\"");
  CHECK(outcome("s = 'x'") == "false");
  CHECK(outcome("s != 'x'") == "false");
  CHECK(outcome("b") == "b: a condition wants true or false and got the int64 2");
  CHECK(outcome("s is null or b") ==
        "s is null or b: a condition wants true or false and got the int64 2");
  CHECK(outcome("length(s) = 1") ==
        "length(s) = 1: 'text' of length(text) wants a string and got the int64 1");
}

TEST_CASE("inside of a larger text an expression ends where something else begins") {
  const std::string text = "late(id = 7 and city = 'Rome') . ts";
  const Lexed lexed = lex(text);
  TokenCursor cursor(lexed.tokens);
  cursor.take();
  cursor.take();
  const CompiledExpression in = compile_condition(cursor, orders());
  REQUIRE(in.expression.has_value());
  CHECK(in.expression->text() == "id = 7 and city = 'Rome'");
  CHECK(in.expression->test(an_order()));
  CHECK(cursor.is_sign(")"));
  const Lexed wrong = lex("late(usr = 7) + late(id +)");
  TokenCursor second(wrong.tokens);
  second.take();
  second.take();
  const CompiledExpression unknown = compile_condition(second, orders());
  REQUIRE(unknown.mistakes.size() == 1);
  CHECK(unknown.mistakes[0].span == TextSpan{5, 8});
  CHECK(second.is_sign(")"));
  for (int i = 0; i < 4; i++) second.take();
  const CompiledExpression cut = compile_condition(second, orders());
  REQUIRE(cut.mistakes.size() == 1);
  CHECK(cut.mistakes[0].span == TextSpan{25, 26});
  CHECK(second.is_sign(")"));
}

TEST_CASE("the text of an expression is canonical") {
  const auto text = [](std::string_view t) { return compiled(t).text(); };
  CHECK(text("((id))+ -3*(id - (2))") == "id + -3 * (id - 2)");
  CHECK(text("id-(id-1)-1") == "id - (id - 1) - 1");
  CHECK(text("-(5)") == "-5");
  CHECK(text("-(-id)") == "-(-id)");
  CHECK(text("id==1 or id<>2 and not paid") == "id = 1 or id != 2 and not paid");
  CHECK(text("(paid or paid) and (paid and paid)") == "(paid or paid) and (paid and paid)");
  CHECK(text("not(not(paid))") == "not not paid");
  CHECK(text("not(paid and paid)") == "not (paid and paid)");
  CHECK(text("(not paid)=paid") == "(not paid) = paid");
  CHECK(text("(id=1)is not  true") == "(id = 1) is not true");
  CHECK(text("city||('a'||'b')") == "city || ('a' || 'b')");
  CHECK(text("'it''s'||'\n'") == "'it''s' || '\n'");
  CHECK(text("case when(paid)then(id)else 0 end+1") == "case when paid then id else 0 end + 1");
  CHECK(text("5s + 1.50 + 1e3") == "5000 + 1.5 + 1000.0");
  CHECK(text("try_cast ( id as  string )") == "try_cast(id as string)");
  CHECK(text("( item.at ) . hour") == "item.at.hour");
}

TEST_CASE(
    "a name of any characters, and one that is a word of the language, stands in backquotes") {
  const ExpressionScope scope = {
      RowType({{"null", Kind::kInt}, {"a`b", Kind::kInt}, {"ä ö", Kind::kInt}}), {}, false};
  const Expression e = compiled("`null` + `a``b`*`ä ö`", scope);
  CHECK(e.text() == "`null` + `a``b` * `ä ö`");
  CHECK(compiled(e.text(), scope)
            .evaluate(Value::row({Value::integer(1), Value::integer(2), Value::integer(3)})) ==
        Value::integer(7));
}

TEST_CASE("expressions are as deep as 200 levels, and long without limit") {
  const auto mistake = [](const std::string& text) {
    const CompiledExpression out = compile_expression(text, orders());
    return out.mistakes.empty() ? "" : out.mistakes.back().what;
  };
  const std::string deep =
      "this is nested deeper than 200 levels; take it apart into several steps";
  CHECK(mistake(repeated("(", 199) + "id" + repeated(")", 199)) == "");
  CHECK(mistake(repeated("(", 200) + "id" + repeated(")", 200)) == deep);
  CHECK(mistake(repeated("(", 100'000)) == deep);
  CHECK(mistake(repeated("not ", 100'000) + "paid") == deep);
  CHECK(mistake(repeated("- ", 100'000) + "id") == deep);
  CHECK(mistake(repeated("abs(", 100'000)) == deep);
  CHECK(mistake(repeated("case when ", 100'000)) == deep);
  CHECK(mistake("id" + repeated(" + id", 198)) == "");
  CHECK(mistake("id" + repeated(" + id", 100'000)) == deep);
  CHECK(mistake("tags" + repeated(".a", 100'000)) == deep);
  CHECK(mistake("paid" + repeated(" and paid", 10'000) + " or paid" +
                repeated(" or paid", 10'000)) == "");
  CHECK(compiled("paid" + repeated(" and paid", 10'000)).test(an_order()));
  CHECK(mistake("id in (0" + repeated(", 1", 10'000) + ")") == "");
}

TEST_CASE("an empty text is no expression") {
  for (const char* text : {"", " ", "\n\t"}) {
    const CompiledExpression out = compile_expression(text, orders());
    REQUIRE(out.mistakes.size() == 1);
    CHECK(out.mistakes[0].what == "there is no expression here");
  }
}

TEST_CASE("a copy of an expression, and its condition, stand alone") {
  std::function<bool(const Value&)> kept;
  std::optional<Expression> copy;
  {
    const std::string text = "city = 'Rome' and length(city) = 4 and id > 1 and paid";
    const Expression e = compiled(text);
    copy = e;
    kept = e.condition();
  }
  CHECK(kept(an_order()));
  CHECK(copy->test(an_order()));
  CHECK(copy->evaluate(an_order()) == Value::boolean(true));
}

}  // namespace
}  // namespace weir
