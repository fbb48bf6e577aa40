#include "engine/core/expression/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "engine/core/expression/check_text.h"
#include "engine/core/suggest.h"

namespace weir::expression {

namespace {

bool is_scalar(const Type& type) {
  return type.is_number() || type.is(Kind::kString) || type.is(Kind::kBool);
}

bool fits(const Type& type, Accepts accepts) {
  if (type.is_open()) return true;
  switch (accepts) {
    case Accepts::kAnything: return true;
    case Accepts::kBool: return type.is(Kind::kBool);
    case Accepts::kInt: return type.is(Kind::kInt);
    case Accepts::kNumber: return type.is_number();
    case Accepts::kString: return type.is(Kind::kString);
    case Accepts::kScalar: return is_scalar(type);
    case Accepts::kSequence: return type.is(Kind::kList) || type.is(Kind::kMap);
  }
  return true;
}

class Checker {
 public:
  Checker(const ExpressionScope& scope, std::vector<TextMistake>& mistakes)
      : scope_(scope), mistakes_(mistakes) {}

  void visit(Syntax& s);
  void aggregate(Syntax& s);

 private:
  void mistake(const TextSpan& span, std::string what) {
    mistakes_.push_back({span, std::move(what)});
  }
  void name(Syntax& s);
  void field(Syntax& s);
  void index(Syntax& s);
  void arithmetic(Syntax& s);
  void case_form(Syntax& s);
  void cast(Syntax& s);
  void call(Syntax& s);
  void arguments(Syntax& s);
  Type result_of(const Syntax& s);
  void operand(const Syntax& whole, const Syntax& part, Accepts accepts) {
    if (!fits(part.type, accepts)) mistake(part.span, wrong_operand(whole, part));
  }
  void compared(const Syntax& whole, const Syntax& left, const Syntax& right, bool order);
  // The kind that all of them have; `whole` is what they are results of.
  Type common(const Syntax& whole, const std::vector<const Syntax*>& results);

  const ExpressionScope& scope_;
  std::vector<TextMistake>& mistakes_;
};

void Checker::visit(Syntax& s) {
  for (Syntax& part : s.parts) visit(part);
  switch (s.kind) {
    case SyntaxKind::kMistake: return;
    case SyntaxKind::kLiteral: s.type = Type::of(s.value.kind()); return;
    case SyntaxKind::kName: return name(s);
    case SyntaxKind::kField: return field(s);
    case SyntaxKind::kIndex: return index(s);
    case SyntaxKind::kNegate:
      operand(s, s.parts[0], Accepts::kNumber);
      s.type = s.parts[0].type.is_number() ? s.parts[0].type : Type();
      return;
    case SyntaxKind::kNot:
    case SyntaxKind::kAnd:
    case SyntaxKind::kOr:
      for (const Syntax& part : s.parts) operand(s, part, Accepts::kBool);
      break;
    case SyntaxKind::kArithmetic: return arithmetic(s);
    case SyntaxKind::kConcat:
      for (const Syntax& part : s.parts) operand(s, part, Accepts::kString);
      s.type = Type::of(Kind::kString);
      return;
    case SyntaxKind::kCompare:
      compared(s, s.parts[0], s.parts[1], s.op != Operator::kEq && s.op != Operator::kNe);
      break;
    case SyntaxKind::kIs:
      if (!s.value.is_null()) operand(s, s.parts[0], Accepts::kBool);
      break;
    case SyntaxKind::kIn:
    case SyntaxKind::kBetween:
      for (std::size_t i = 1; i < s.parts.size(); i++)
        compared(s, s.parts[0], s.parts[i], s.kind == SyntaxKind::kBetween);
      break;
    case SyntaxKind::kLike:
      for (const Syntax& part : s.parts) operand(s, part, Accepts::kString);
      break;
    case SyntaxKind::kCase: return case_form(s);
    case SyntaxKind::kCast: return cast(s);
    case SyntaxKind::kCall: return call(s);
  }
  s.type = Type::of(Kind::kBool);
}

void Checker::name(Syntax& s) {
  if (const auto index = scope_.row.index_of(s.name)) {
    s.index = *index;
    s.is_whole = scope_.whole_value;
    s.type = type_of(scope_.row[*index]);
    return;
  }
  for (const ExpressionConstant& constant : scope_.constants) {
    if (constant.name != s.name) continue;
    s.is_constant = true;
    s.value = constant.value;
    s.type = Type::of(constant.value.kind());
    return;
  }
  mistake(s.span, unknown_name(s.name, scope_));
}

void Checker::field(Syntax& s) {
  const Type& of = s.parts[0].type;
  if (of.is_open() || of.is(Kind::kMap)) return;
  if (!of.is(Kind::kRow))
    return mistake(s.mark, fmt::format("only rows and maps have fields, and in front of '.{}' "
                                       "stands {}",
                                       s.name, a_kind(of)));
  if (of.fields.empty())
    return mistake(s.mark, "the names of the fields of this row are not known here");
  for (std::size_t i = 0; i < of.fields.size(); i++) {
    if (of.fields[i].name != s.name) continue;
    s.index = i;
    s.type = type_of(of.fields[i]);
    return;
  }
  mistake(s.mark, unknown_field(s.name, of.fields));
}

void Checker::index(Syntax& s) {
  if (s.is_cut) return;
  const Type& of = s.parts[0].type;
  const Syntax& at = s.parts[1];
  if (of.is_open() || of.is(Kind::kMap)) return;
  if (!of.is(Kind::kList))
    return mistake(
        s.mark, fmt::format("only lists and maps are read with [ ], and this is {}", a_kind(of)));
  if (!fits(at.type, Accepts::kInt))
    return mistake(at.span, fmt::format("the elements of a list are numbered by int64, and this "
                                        "is {}{}",
                                        a_kind(at.type), cast_advice(at, Accepts::kInt)));
  if (at.kind == SyntaxKind::kLiteral && at.value.kind() == Kind::kInt && at.value.as_int() < 1)
    mistake(at.span, "the elements of a list are numbered from 1");
  if (of.fields.size() == 1) s.type = type_of(of.fields[0]);
}

void Checker::arithmetic(Syntax& s) {
  bool known = true, real = false;
  for (const Syntax& part : s.parts) {
    operand(s, part, Accepts::kNumber);
    known = known && part.type.is_number();
    real = real || part.type.is(Kind::kDouble);
  }
  if (!known) return;
  s.type = Type::of(real ? Kind::kDouble : Kind::kInt);
  const Value& divisor = s.parts[1].value;
  if ((s.op == Operator::kDiv || s.op == Operator::kMod) && !real &&
      s.parts[1].kind == SyntaxKind::kLiteral && divisor.as_int() == 0)
    mistake(s.parts[1].span, "an int64 cannot be divided by 0");
}

void Checker::compared(const Syntax& whole, const Syntax& left, const Syntax& right, bool order) {
  const Type& a = left.type;
  const Type& b = right.type;
  const bool null = a.is(Kind::kNull) || b.is(Kind::kNull);
  const bool alike = a.kind == b.kind || (a.is_number() && b.is_number());
  if (!null && (a.is_open() || b.is_open())) return;
  if (null || !alike || (order && !is_scalar(a)))
    mistake(a.is(Kind::kNull)                            ? left.span
            : null || whole.kind != SyntaxKind::kCompare ? right.span
                                                         : whole.span,
            not_comparable(whole, left, right));
}

Type Checker::common(const Syntax& whole, const std::vector<const Syntax*>& results) {
  std::optional<Type> all;
  bool open = false;
  for (const Syntax* result : results) {
    const Type& type = result->type;
    open = open || !type.known;
    if (type.is_open()) continue;
    if (!all) all = type;
    if (*all == type) continue;
    if (all->is_number() && type.is_number()) {
      all = Type::of(Kind::kDouble);
    } else if (all->kind == type.kind) {
      all->fields.clear();
    } else {
      mistake(result->span, no_common_kind(whole, *all, type));
      return {};
    }
  }
  if (open) return {};
  return all ? *all : Type::of(Kind::kNull);
}

void Checker::case_form(Syntax& s) {
  const std::size_t first = s.has_subject ? 1 : 0;
  for (std::size_t i = first; i + 1 < s.parts.size(); i += 2) {
    if (s.has_subject)
      compared(s, s.parts[0], s.parts[i], false);
    else
      operand(s, s.parts[i], Accepts::kBool);
  }
  if (s.parts.size() < first + 2) return;
  std::vector<const Syntax*> results;
  for (std::size_t i = first; i < s.parts.size(); i++)
    if ((i - first) % 2 == 1 || (s.has_else && i + 1 == s.parts.size()))
      results.push_back(&s.parts[i]);
  s.type = common(s, results);
}

void Checker::cast(Syntax& s) {
  if (s.is_cut) return;
  const Type& from = s.parts[0].type;
  if (!from.is_open() && !is_scalar(from))
    mistake(s.parts[0].span,
            fmt::format("{} cannot be cast to {}", a_kind(from), a_kind(Type::of(s.cast_to))));
  if (from.is(Kind::kDouble) && s.cast_to == Kind::kBool)
    mistake(s.parts[0].span, "a double cannot be cast to a bool; compare it, as in x != 0");
  s.type = Type::of(s.cast_to);
}

void Checker::call(Syntax& s) {
  s.function = find_function(s.name);
  if (s.function == nullptr) return mistake(s.mark, unknown_function(s.name));
  if (s.function->form == FunctionForm::kAggregate)
    return mistake(s.mark, aggregate_inside(*s.function));
  arguments(s);
}

void Checker::arguments(Syntax& s) {
  const FunctionInfo& f = *s.function;
  if (s.is_cut) return;
  const std::size_t mistakes_before = mistakes_.size();
  if (s.parts.size() < f.least || s.parts.size() > f.most)
    mistake(s.span, wrong_count(f, s.parts.size()));
  else
    for (std::size_t i = 0; i < s.parts.size(); i++)
      if (!fits(s.parts[i].type, f.parameter(i).accepts))
        mistake(s.parts[i].span, wrong_argument(f, i, s.parts[i]));
  const bool own = f.gives == Gives::kFirst || f.gives == Gives::kCommon;
  if (own && mistakes_.size() > mistakes_before) return;  // nobody knows of which kind it would be
  if (s.name == "nullif") compared(s, s.parts[0], s.parts[1], false);
  s.type = result_of(s);
}

Type Checker::result_of(const Syntax& s) {
  switch (s.function->gives) {
    case Gives::kBool: return Type::of(Kind::kBool);
    case Gives::kInt: return Type::of(Kind::kInt);
    case Gives::kDouble: return Type::of(Kind::kDouble);
    case Gives::kString: return Type::of(Kind::kString);
    case Gives::kStrings: return {true, Kind::kList, {Field{"", Kind::kString}}};
    case Gives::kFirst: return s.parts[0].type.is_open() ? Type() : s.parts[0].type;
    case Gives::kCommon: {
      std::vector<const Syntax*> results;
      for (const Syntax& part : s.parts) results.push_back(&part);
      if (s.name == "if") results.erase(results.begin());  // the condition
      return common(s, results);
    }
    case Gives::kOwn: break;
  }
  return {};
}

bool is_aggregate(const Syntax& s) {
  const FunctionInfo* f = s.kind == SyntaxKind::kCall ? find_function(s.name) : nullptr;
  return f != nullptr && f->form == FunctionForm::kAggregate;
}

bool holds_aggregate(const Syntax& s) {
  return is_aggregate(s) || std::any_of(s.parts.begin(), s.parts.end(), holds_aggregate);
}

// Names are looked up only inside of one: around it, or without it, there is one mistake to tell.
void Checker::aggregate(Syntax& s) {
  std::vector<std::string> names;
  for (const FunctionInfo& each : all_functions())
    if (each.form == FunctionForm::kAggregate) names.emplace_back(each.name);
  if (is_aggregate(s)) {
    for (Syntax& part : s.parts) visit(part);
    s.function = find_function(s.name);
    return arguments(s);
  }
  if (s.kind == SyntaxKind::kMistake) return;
  if (holds_aggregate(s))
    return mistake(s.span,
                   "one aggregate is expected and nothing around it; what is made of its result "
                   "belongs into a map behind");
  mistake(
      s.span,
      fmt::format("one aggregate is expected, as in sum(price): count, sum, min, max, "
                  "avg, first or last of an expression{}",
                  did_you_mean(s.name, names).empty() ? "" : "." + did_you_mean(s.name, names)));
}

}  // namespace

void check(Syntax& syntax, const ExpressionScope& scope, std::vector<TextMistake>& mistakes) {
  Checker(scope, mistakes).visit(syntax);
}

void check_condition(const Syntax& syntax, std::vector<TextMistake>& mistakes) {
  if (fits(syntax.type, Accepts::kBool)) return;
  mistakes.push_back(
      {syntax.span, fmt::format("a condition is true or false, and this is {}{}",
                                a_kind(syntax.type), cast_advice(syntax, Accepts::kBool))});
}

void check_aggregate(Syntax& syntax, const ExpressionScope& scope,
                     std::vector<TextMistake>& mistakes) {
  Checker(scope, mistakes).aggregate(syntax);
}

void sort_mistakes(std::vector<TextMistake>& mistakes) {
  std::stable_sort(
      mistakes.begin(), mistakes.end(),
      [](const TextMistake& a, const TextMistake& b) { return a.span.begin < b.span.begin; });
}

Type type_of(const Field& field) {
  if (field.kind == Kind::kNull) return {};
  return {true, field.kind, field.fields};
}

Field field_of(const Type& type) {
  return {"", type.known ? type.kind : Kind::kNull, false, type.fields};
}

}  // namespace weir::expression
