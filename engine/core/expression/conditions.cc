#include "engine/core/expression/conditions.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "engine/core/expression/compile.h"
#include "engine/core/expression/shapes.h"
#include "engine/core/user_error.h"

namespace weir::expression {

namespace {

using Condition = std::function<bool(const Value&)>;

enum class Form : unsigned char {
  kInteger,       // an int64 column is inside of a range, or outside
  kReal,          // a double column is
  kProduct,       // the product of two double columns is
  kMixedProduct,  // that of a double and an int64 column is
  kEqual,         // a text column is equal to a short text
  kWords,         // a column is equal to a null, a bool or a short text, or is not
  kNodes,         // anything else
};
constexpr std::size_t kForms = 7;

// What the functions of all forms need to know.
struct Part {
  Form form = Form::kNodes;
  bool contrary = false;                              // outside of the range; not equal
  bool any_kind = false;                              // kWords: no kind is a surprise
  Kind kind = Kind::kNull, other_kind = Kind::kNull;  // of the columns, if they are not null
  std::size_t column = 0, other_column = 0;
  double sign = 1;         // kSum: of the second column
  std::int64_t low = 0;    // kInteger: the smallest inside
  std::uint64_t span = 0;  // … and how far the greatest is from it
  double least = 0, most = 0;
  Value literal = {};
  std::vector<Node> nodes = {};
};

enum class Outcome : unsigned char { kNo, kYes, kSurprise };

Outcome outcome_of(bool b) { return b ? Outcome::kYes : Outcome::kNo; }

// Null, or a value that the form is not made for.
Outcome other_outcome(const Value& v) { return v.is_null() ? Outcome::kNo : Outcome::kSurprise; }

[[gnu::always_inline]] inline bool in_range(const Part& p, double d) {
  const bool above = d >= p.least, below = d <= p.most;
  return (above & below) != 0;  // & instead of &&: no jump; NaN is in no range
}

// A text of up to 15 bytes, a bool, null: equal if the two words are.
[[gnu::always_inline]] inline bool same_words(const Value& a, const Value& b) {
  std::uint64_t x[2], y[2];
  std::memcpy(x, static_cast<const void*>(&a), sizeof x);
  std::memcpy(y, static_cast<const void*>(&b), sizeof y);
  return ((x[0] ^ y[0]) | (x[1] ^ y[1])) == 0;
}

// With the text of the expression in errors.
[[gnu::noinline]] bool run_nodes(const std::vector<Node>& nodes, const std::string& text,
                                 const Value& row) {
  try {
    return nodes.front().truth(nodes.front(), row) == Truth::kTrue;
  } catch (const UserError& error) {
    fail_in(text, error);
  }
}

template <Form form>
[[gnu::always_inline]] inline Outcome look(const Part& p, const std::string& text,
                                           const Value& row) {
  if constexpr (form == Form::kNodes) return outcome_of(run_nodes(p.nodes, text, row));
  if constexpr (form == Form::kInteger) {
    const Value& v = row[p.column];
    if (v.kind() != Kind::kInt) [[unlikely]]
      return other_outcome(v);
    const std::uint64_t from_low =
        static_cast<std::uint64_t>(v.as_int()) - static_cast<std::uint64_t>(p.low);
    return outcome_of((from_low <= p.span) != p.contrary);
  }
  if constexpr (form == Form::kReal) {
    const Value& v = row[p.column];
    if (v.kind() != Kind::kDouble) [[unlikely]]
      return other_outcome(v);
    return outcome_of(in_range(p, v.as_double()));
  }
  if constexpr (form == Form::kProduct || form == Form::kMixedProduct) {
    constexpr Kind kOther = form == Form::kProduct ? Kind::kDouble : Kind::kInt;
    const Value& v = row[p.column];
    const Value& w = row[p.other_column];
    if (v.kind() != Kind::kDouble) [[unlikely]]
      return w.is_null() || w.kind() == kOther ? other_outcome(v) : Outcome::kSurprise;
    if (w.kind() != kOther) [[unlikely]]
      return other_outcome(w);
    if constexpr (form == Form::kProduct)
      return outcome_of(in_range(p, v.as_double() * w.as_double()));
    return outcome_of(in_range(p, v.as_double() * static_cast<double>(w.as_int())));
  }
  if constexpr (form == Form::kEqual) return outcome_of(same_words(row[p.column], p.literal));
  if constexpr (form == Form::kWords) {
    const Value& v = row[p.column];
    if (same_words(v, p.literal)) return outcome_of(!p.contrary);
    if (v.kind() != p.kind && !p.any_kind) [[unlikely]]
      return other_outcome(v);
    return outcome_of(p.contrary);
  }
}

enum class Join : unsigned char { kAlone, kBoth, kEither };
constexpr std::size_t kJoins = 3;

// Copied and dropped by functions of their own: else every function object below has them.
struct Parts {
  Parts() = default;
  [[gnu::noinline]] Parts(const Parts& o) = default;
  [[gnu::noinline]] Parts(Parts&& o) = default;
  Parts& operator=(const Parts&) = delete;
  [[gnu::noinline]] ~Parts() = default;

  std::array<Part, 2> parts;
  std::vector<Node> rest;  // of an `and`, from its third part on
  std::vector<Node> all;   // the whole condition
  std::string text;
};

template <Join join, Form a, Form b>
struct Joined {
  Parts of;

  bool operator()(const Value& row) const {
    const Outcome first = look<a>(of.parts[0], of.text, row);
    if (first == Outcome::kSurprise) [[unlikely]]
      return run_nodes(of.all, of.text, row);
    if constexpr (join == Join::kAlone) return first == Outcome::kYes;
    if (first == (join == Join::kEither ? Outcome::kYes : Outcome::kNo))
      return join == Join::kEither;
    const Outcome second = look<b>(of.parts[1], of.text, row);
    if (second == Outcome::kSurprise) [[unlikely]]
      return run_nodes(of.all, of.text, row);
    if constexpr (join == Join::kBoth)
      if (second == Outcome::kYes && !of.rest.empty()) return run_nodes(of.rest, of.text, row);
    return second == Outcome::kYes;
  }
};

// ---- which shape a part has
// ----------------------------------------------------------------------

// Ranges of what a comparison with a literal holds for; `contrary` for !=.
void set_integers(Part& p, std::int64_t least, std::int64_t most) {
  p.form = Form::kInteger;
  p.kind = Kind::kInt;
  if (least > most) {  // nothing: outside of everything
    p.contrary = !p.contrary;
    least = std::numeric_limits<std::int64_t>::min();
    most = std::numeric_limits<std::int64_t>::max();
  }
  p.low = least;
  p.span = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
}

bool compare_integer(Part& p, Operator op, std::int64_t literal) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  if ((op == Operator::kLt && literal == kLeast) || (op == Operator::kGt && literal == kMost))
    set_integers(p, 1, 0);
  else if (op == Operator::kLt || op == Operator::kLe)
    set_integers(p, kLeast, op == Operator::kLt ? literal - 1 : literal);
  else if (op == Operator::kGt || op == Operator::kGe)
    set_integers(p, op == Operator::kGt ? literal + 1 : literal, kMost);
  else
    set_integers(p, literal, literal);
  return true;
}

// An int64 column beside a double: beside the whole numbers around it.
bool compare_integer(Part& p, Operator op, double literal) {
  const double below = std::floor(literal);
  const auto whole = static_cast<std::int64_t>(below);  // small: exact_real() says so
  if (below == literal) return compare_integer(p, op, whole);
  if (op == Operator::kEq || op == Operator::kNe) {
    set_integers(p, 1, 0);
    return true;
  }
  const bool less = op == Operator::kLt || op == Operator::kLe;
  return compare_integer(p, less ? Operator::kLe : Operator::kGt, whole);
}

void compare_real(Part& p, Operator op, double literal) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  p.least = -kInfinity;
  p.most = kInfinity;
  if (op == Operator::kLt) p.most = std::nextafter(literal, -kInfinity);
  if (op == Operator::kLe) p.most = literal;
  if (op == Operator::kGt) p.least = std::nextafter(literal, kInfinity);
  if (op == Operator::kGe) p.least = literal;
  if (op == Operator::kEq || op == Operator::kNe) p.least = p.most = literal;
}

bool compare_words(Part& p, const Syntax& column, Operator op, const Value& literal) {
  constexpr std::size_t kShort = 15;  // bytes of a text inside of a Value
  if (op != Operator::kEq && op != Operator::kNe) return false;
  if (literal.kind() == Kind::kString && literal.as_text().size() > kShort) return false;
  const bool equal = op == Operator::kEq && literal.kind() == Kind::kString;
  p.form = equal ? Form::kEqual : Form::kWords;
  p.kind = column.type.kind;
  p.literal = literal;
  return true;
}

bool set_product(Part& p, const Syntax& a, Operator op, double literal) {
  const bool fits = a.kind == SyntaxKind::kArithmetic && a.op == Operator::kMul &&
                    a.type.is(Kind::kDouble) && is_column(a.parts[0]) && is_column(a.parts[1]);
  if (!fits) return false;
  const bool turned = a.parts[0].type.is(Kind::kInt);
  const Syntax& real = a.parts[turned ? 1 : 0];
  const Syntax& other = a.parts[turned ? 0 : 1];
  p.form = other.type.is(Kind::kInt) ? Form::kMixedProduct : Form::kProduct;
  p.column = column_of(real);
  p.other_column = column_of(other);
  compare_real(p, op, literal);
  return true;
}

// Has it one of the forms? Then `p` is set.
bool set_comparison(Part& p, Operator op, const Syntax& a, const Syntax& b) {
  if (literal_of(a) != nullptr && literal_of(b) == nullptr)
    return set_comparison(p, mirrored(op), b, a);
  const Value* literal = literal_of(b);
  if (literal == nullptr) return false;
  p.contrary = op == Operator::kNe;
  const std::optional<double> real = exact_real(*literal);
  if (real && op != Operator::kNe && set_product(p, a, op, *real)) return true;
  if (!is_column(a)) return false;
  p.column = column_of(a);
  if (a.type.is(Kind::kInt) && literal->kind() == Kind::kInt)
    return compare_integer(p, op, literal->as_int());
  if (a.type.is(Kind::kInt) && real) return compare_integer(p, op, *real);
  if ((a.type.is(Kind::kString) || a.type.is(Kind::kBool)) && a.type.kind == literal->kind())
    return compare_words(p, a, op, *literal);
  if (!a.type.is(Kind::kDouble) || !real || op == Operator::kNe) return false;
  p.form = Form::kReal;
  p.kind = Kind::kDouble;
  compare_real(p, op, *real);
  return true;
}

bool set_between(Part& p, const Syntax& s) {
  const Value* low = literal_of(s.parts[1]);
  const Value* high = literal_of(s.parts[2]);
  if (!is_column(s.parts[0]) || low == nullptr || high == nullptr) return false;
  p.column = column_of(s.parts[0]);
  p.contrary = s.negated;
  const auto both = [&](Kind kind) { return low->kind() == kind && high->kind() == kind; };
  if (s.parts[0].type.is(Kind::kInt) && both(Kind::kInt)) {
    set_integers(p, low->as_int(), high->as_int());
    return true;
  }
  if (!s.parts[0].type.is(Kind::kDouble) || !both(Kind::kDouble) || s.negated) return false;
  p.form = Form::kReal;
  p.kind = Kind::kDouble;
  p.least = low->as_double();
  p.most = high->as_double();
  return true;
}

bool set_words(Part& p, const Syntax& s) {
  const bool null = s.kind == SyntaxKind::kIs && s.value.is_null();
  const Syntax& of = s.kind == SyntaxKind::kIs ? s.parts[0] : s;
  if (!is_column(of) || !(null || (s.kind == SyntaxKind::kName && of.type.is(Kind::kBool))))
    return false;
  p.form = Form::kWords;
  p.column = column_of(of);
  p.contrary = s.negated;
  p.kind = Kind::kBool;
  p.any_kind = null;
  p.literal = null ? Value() : Value::boolean(true);
  return true;
}

Part part_of(const Syntax& s) {
  Part p;
  if (s.kind == SyntaxKind::kCompare && set_comparison(p, s.op, s.parts[0], s.parts[1])) return p;
  if (s.kind == SyntaxKind::kBetween && set_between(p, s)) return p;
  if (set_words(p, s)) return p;
  Part general;
  general.nodes = compile_test(s);
  return general;
}

// ---- choosing the function object
// ----------------------------------------------------------------

using Make = Condition (*)(Parts);

template <Join join, Form a, Form b>
Condition make_joined(Parts parts) {
  return Joined<join, a, b>{std::move(parts)};
}

// All of them, by join, form of the first and form of the second part. Alone, there is none.
template <std::size_t... i>
constexpr std::array<Make, sizeof...(i)> all_makes(std::index_sequence<i...>) {
  return {make_joined<static_cast<Join>(i / (kForms * kForms)),
                      static_cast<Form>(i / kForms % kForms), static_cast<Form>(i % kForms)>...};
}
constexpr auto kMakes = all_makes(std::make_index_sequence<kJoins * kForms * kForms>());

}  // namespace

Condition make_condition(const Syntax& s, const std::string& text) {
  Parts parts;
  parts.text = text;
  parts.all = compile_test(s);
  const bool is_and = s.kind == SyntaxKind::kAnd;
  Join join = Join::kAlone;
  if (is_and || (s.kind == SyntaxKind::kOr && s.parts.size() == 2)) {
    join = is_and ? Join::kBoth : Join::kEither;
    parts.parts = {part_of(s.parts[0]), part_of(s.parts[1])};
  } else {
    parts.parts[0] = part_of(s);
    parts.parts[1].form = Form::kInteger;  // there is none: one function for all
  }
  if (is_and && s.parts.size() == 3) parts.rest = compile_test(s.parts[2]);
  if (is_and && s.parts.size() > 3) {
    Syntax rest = s;
    rest.parts.erase(rest.parts.begin(), rest.parts.begin() + 2);
    parts.rest = compile_test(rest);
  }
  const auto index = [](auto e) { return static_cast<std::size_t>(e); };
  return kMakes[(index(join) * kForms + index(parts.parts[0].form)) * kForms +
                index(parts.parts[1].form)](std::move(parts));
}

}  // namespace weir::expression
