// Random expressions over random rows: compiled for known kinds and for unknown ones, as a value
// and as a condition, beside a naive evaluator; and printed and read again.
#include <cmath>
#include <limits>
#include <optional>

#include "engine/core/expression/expression.h"
#include "engine/core/hash.h"
#include "engine/core/user_error.h"
#include "tests/catch.h"
#include "tests/core/expression/model.h"
#include "tests/scenarios.h"

namespace weir {
namespace {

constexpr std::size_t kColumns = 8;
constexpr const char* kNames[kColumns] = {"i", "j", "d", "e", "s", "t", "b", "c"};
constexpr Kind kKinds[kColumns] = {Kind::kInt,    Kind::kInt,    Kind::kDouble, Kind::kDouble,
                                   Kind::kString, Kind::kString, Kind::kBool,   Kind::kBool};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : seed_(seed) {}

  std::uint64_t draw(std::uint64_t n) { return stable_hash(seed_, 99, draws_++) % n; }

  Value value(Kind kind) {
    if (draw(5) == 0) return {};
    static const std::int64_t kInts[] = {0,
                                         1,
                                         -1,
                                         2,
                                         3,
                                         7,
                                         std::int64_t{1} << 53,
                                         (std::int64_t{1} << 53) + 1,
                                         std::numeric_limits<std::int64_t>::max(),
                                         std::numeric_limits<std::int64_t>::min()};
    static const double kDoubles[] = {0.0,
                                      -0.0,
                                      0.5,
                                      1,
                                      2,
                                      7,
                                      -1.5,
                                      9007199254740992.0,
                                      9223372036854775808.0,
                                      std::nan(""),
                                      std::numeric_limits<double>::infinity(),
                                      1e300};
    static const char* kTexts[] = {
        "", "a", "ab", "b", "fifteen_bytes!!", "sixteen_bytes_!!", "sixteen_bytes_!?"};
    if (kind == Kind::kInt) return Value::integer(kInts[draw(std::size(kInts))]);
    if (kind == Kind::kDouble) return Value::number(kDoubles[draw(std::size(kDoubles))]);
    if (kind == Kind::kString) return Value::text(kTexts[draw(std::size(kTexts))]);
    return Value::boolean(draw(2) == 0);
  }

  std::string condition(int depth) {
    std::string out = conjunction(depth);
    while (draw(3) == 0) out += " or " + conjunction(depth);
    return out;
  }
  // Of one kind; int64 where doubles are asked for sometimes.
  std::string sum(Kind kind, int depth) {
    std::string out = product(kind, depth);
    while (depth > 0 && draw(3) == 0) {
      const char* sign = kind == Kind::kString ? " || " : draw(2) == 0 ? " + " : " - ";
      out += sign + product(kind, depth - 1);
    }
    return out;
  }

 private:
  std::string conjunction(int depth) {
    std::string out = negation(depth);
    while (draw(3) == 0) out += " and " + negation(depth);
    return out;
  }
  std::string negation(int depth) {
    return draw(5) == 0 ? "not " + negation(depth) : comparison(depth);
  }
  std::string comparison(int depth) {
    static const char* kSigns[] = {" = ", " != ", " < ", " <= ", " > ", " >= "};
    if (depth <= 0 || draw(8) == 0) return column(Kind::kBool);
    if (draw(8) == 0) return "( " + condition(depth - 1) + " )";
    const Kind kind = static_cast<Kind>(2 + draw(3));
    const Kind other = kind == Kind::kString ? kind : static_cast<Kind>(2 + draw(2));
    const std::string left = draw(8) == 0 ? literal(kind) : sum(kind, depth - 1);
    const std::string negated = draw(2) == 0 ? " not" : "";
    switch (draw(8)) {
      case 0: return left + " is" + negated + " null";
      case 1: return "( " + condition(depth - 1) + " ) is" + negated + " true";
      case 2:
        return left + negated + " between " + sum(other, depth - 1) + " and " +
               (draw(2) == 0 ? literal(kind) : sum(kind, depth - 1));
      case 3: {
        std::string out = left + negated + " in ( " + literal(kind);
        while (draw(2) == 0) out += " , " + (draw(3) == 0 ? sum(other, depth - 1) : literal(kind));
        return out + " )";
      }
      default:
        return left + kSigns[draw(6)] + (draw(2) == 0 ? literal(other) : sum(other, depth - 1));
    }
  }
  std::string product(Kind kind, int depth) {
    std::string out = unary(kind, depth);
    if (kind == Kind::kString) return out;
    static const char* kSigns[] = {" * ", " / ", " % "};
    while (depth > 0 && draw(4) == 0) out += kSigns[draw(3)] + unary(kind, depth - 1);
    return out;
  }
  std::string unary(Kind kind, int depth) {
    if (kind != Kind::kString && draw(6) == 0) return "- " + unary(kind, depth);
    if (depth <= 0 || draw(3) == 0) return draw(4) == 0 ? literal(kind) : column(kind);
    switch (draw(8)) {
      case 0: return "( " + sum(kind, depth - 1) + " )";
      case 1:
        return "case when " + condition(depth - 1) + " then " + sum(kind, depth - 1) +
               (draw(2) == 0 ? " else " + sum(kind, depth - 1) : "") + " end";
      case 2: return "coalesce ( " + sum(kind, depth - 1) + " , " + sum(kind, depth - 1) + " )";
      default: return column(kind);
    }
  }
  std::string column(Kind kind) {
    for (;;) {
      const std::size_t i = draw(kColumns);
      if (kKinds[i] == kind) return kNames[i];
    }
  }
  // Without a minus sign, and never 0: dividing by it is a mistake.
  std::string literal(Kind kind) {
    static const char* kInts[] = {"1", "2", "7", "9007199254740993", "9223372036854775807"};
    static const char* kDoubles[] = {"0.5", "1.0", "2.5", "7.0", "1e300", "9007199254740992.0"};
    static const char* kTexts[] = {"''", "'a'", "'ab'", "'zz'"};
    if (kind == Kind::kInt) return kInts[draw(5)];
    return kind == Kind::kDouble ? kDoubles[draw(6)] : kTexts[draw(4)];
  }

  std::uint64_t seed_, draws_ = 0;
};

// Prints doubles by bits, and a failure as a word.
template <class F>
std::string outcome(F evaluate) {
  try {
    return literal_text(evaluate());
  } catch (const UserError&) {
    return "fails";
  } catch (const ModelError&) {
    return "fails";
  }
}

ExpressionScope scope(bool known) {
  std::vector<Field> fields;
  for (std::size_t i = 0; i < kColumns; i++)
    fields.push_back({kNames[i], known ? kKinds[i] : Kind::kNull});
  return {RowType(fields), {}, false};
}

Expression compiled(const std::string& text, const ExpressionScope& in) {
  CompiledExpression out = compile_expression(text, in);
  INFO(text << ": " << (out.mistakes.empty() ? "" : out.mistakes[0].what));
  REQUIRE(out.expression.has_value());
  return *out.expression;
}

TEST_CASE("random expressions have the value that a naive evaluator finds, printed and read too") {
  const ExpressionScope known = scope(true), unknown = scope(false);
  int failures = 0, nulls = 0, held = 0, conditions = 0;
  for (int scenario = 0; scenario < scenarios(4000); scenario++) {
    Generator g(static_cast<std::uint64_t>(scenario));
    const bool condition = g.draw(3) > 0;
    const std::string text =
        condition ? g.condition(3) : g.sum(static_cast<Kind>(2 + g.draw(3)), 4);
    INFO("seed " << scenario << ": " << text);
    const Expression typed = compiled(text, known), open = compiled(text, unknown);
    REQUIRE(compiled(typed.text(), known).text() == typed.text());
    REQUIRE(open.text() == typed.text());
    const Expression again = compiled(typed.text(), known);
    for (int i = 0; i < 8; i++) {
      std::map<std::string, Value> named;
      std::vector<Value> fields;
      for (std::size_t c = 0; c < kColumns; c++) {
        fields.push_back(g.value(kKinds[c]));
        named[kNames[c]] = fields.back();
      }
      const Value row = Value::row(fields);
      INFO(row.to_string());
      const std::string expected = outcome([&] { return model_value(text, named); });
      REQUIRE(outcome([&] { return typed.evaluate(row); }) == expected);
      REQUIRE(outcome([&] { return open.evaluate(row); }) == expected);
      REQUIRE(outcome([&] { return again.evaluate(row); }) == expected);
      failures += expected == "fails";
      nulls += expected == "null";
      if (!condition) continue;
      conditions++;
      held += expected == "true";
      for (const Expression* e : {&typed, &open}) {
        const std::string tested = outcome([&] { return Value::boolean(e->test(row)); });
        // A condition stops at a null, perhaps in front of what fails.
        if (expected != "fails") REQUIRE(tested == (expected == "true" ? "true" : "false"));
      }
    }
  }
  INFO(failures << " failed, " << nulls << " null, " << held << " of " << conditions << " held");
  CHECK(failures * 100 > conditions);
  CHECK(nulls * 10 > conditions);
  CHECK(held * 10 > conditions);
}

constexpr std::string_view kUsualParts = R"(
i < 2; i <= 2; i > 2; i >= 2; i = 2; i != 2; 2 > i; i < 2.5; i >= 2.5; i = 2.5;
i != 2.5; i > 2.0; i = 9007199254740992.0; d < 2; d <= 2.0; d > 0.5; d >= 0.5; d = 0.0;
d != 0.0; d != 2; i between 1 and 3; i not between 1 and 3; i between 3 and 1;
i not between 3 and 1; d between 0.5 and 2.0; d not between 0.5 and 2.0; s = 'a';
s != 'a'; s = ''; s != ''; s is null; i is not null; b; b = false; b != true; not b;
i * d > 1; d * e <= 1.0; d * i != 1.0; d + e > 1; s = 'sixteen_bytes_!!';
s != 'sixteen_bytes_!!'; i < - 9223372036854775808; i > 9223372036854775807;
i >= 9223372036854775807; i in ( 1 , 2 ); s in ( 'a' , 'ab' ); i = j; s < t; i < j;
i != j; i >= j; d < e; d != e; d = e; d >= i; i != d; i < d; d = i; i + j > 7;
i - 1 >= 2; i * 2 = 4; i * 2 != 4; i / j > 1; i % 2 = 1; 7 / i < 3; i / 2 < 1.5;
d * 2 > 1; d - i < 0.5; d / i > 1; d % 2.0 = 1; i * 0.5 >= 1; i not in ( 1 , 2 );
s not in ( 'a' , 'ab' ); i in ( 1 , j ); s in ( 'a' , 'sixteen_bytes_!!' );
b in ( true ); b not in ( true );
)";

std::vector<std::string> usual_parts() {
  std::vector<std::string> out;
  std::string_view rest = kUsualParts;
  for (std::size_t end = 0; (end = rest.find(';')) != rest.npos; rest.remove_prefix(end + 1)) {
    const std::size_t begin = rest.find_first_not_of(" \n");
    out.emplace_back(rest.substr(begin, end - begin));
  }
  return out;
}

// The shapes that have a function of their own: a column beside a literal, alone, joined by `and`
// and `or`, with values right and left of every literal.
TEST_CASE("usual conditions hold where the naive evaluator says so") {
  const ExpressionScope known = scope(true);
  const std::vector<std::string> parts = usual_parts();
  std::vector<std::string> texts;
  for (const std::string& a : parts) {
    texts.push_back(a);
    for (const std::string& b : parts) {
      texts.push_back(a + " and " + b);
      texts.push_back(a + " or " + b);
    }
    texts.push_back(a + " and i < 7 and s != 'b'");
    texts.push_back(a + " and i < 7 and s != 'b' and b");
    texts.push_back(a + " or i < 1 or s = 'b'");
  }
  Generator g(5);
  int failures = 0, held = 0;
  for (const std::string& text : texts) {
    const Expression e = compiled(text, known);
    for (int i = 0; i < std::max(1, scenarios(12)); i++) {
      std::map<std::string, Value> named;
      std::vector<Value> fields;
      for (std::size_t c = 0; c < kColumns; c++) {
        fields.push_back(g.value(kKinds[c]));
        named[kNames[c]] = fields.back();
      }
      const std::string expected = outcome([&] { return model_value(text, named); });
      const Value row = Value::row(fields);
      const std::string tested = outcome([&] { return Value::boolean(e.test(row)); });
      failures += tested == "fails";
      held += tested == "true";
      // A condition stops at a null, perhaps in front of what fails.
      if (expected != "fails" && tested != (expected == "true" ? "true" : "false"))
        FAIL(text << " of " << row.to_string() << " is " << expected);
    }
  }
  CHECK(failures > 8 * scenarios(12));
  CHECK(held > 80 * scenarios(12));
}

}  // namespace
}  // namespace weir
