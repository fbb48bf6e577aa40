#include "engine/core/expression/check_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "engine/core/lexer.h"
#include "engine/core/suggest.h"

namespace weir::expression {

namespace {

constexpr std::size_t kListed = 20;  // names in one sentence
constexpr std::size_t kShortText = 40;

std::string small_letters(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < kListed; i++)
    out.append(i > 0 ? ", " : "").append(names[i]);
  if (names.size() > kListed) out += fmt::format(" and {} more", names.size() - kListed);
  return out;
}

std::string are_named(std::string_view what, const std::vector<std::string>& names) {
  return fmt::format("the {}{} {}", what, names.size() == 1 ? " is" : "s are", joined(names));
}

std::vector<std::string> names_of(const std::vector<Field>& fields) {
  std::vector<std::string> names;
  for (const Field& field : fields) names.push_back(field.name);
  return names;
}

bool is_whole(const Syntax& s) {
  return s.kind != SyntaxKind::kMistake && std::all_of(s.parts.begin(), s.parts.end(), is_whole);
}

// As it would be written, or "…" for what is not whole or would hide the sentence around it.
std::string short_text(const Syntax& s) {
  if (!is_whole(s)) return "…";
  std::string text = syntax_text(s);
  return text.size() <= kShortText ? text : "…";
}

bool reads_as_number(std::string_view text) {
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

// What to do about two values of different kinds that should be compared.
std::string compare_advice(const Syntax& left, const Syntax& right) {
  if ((left.type.is(Kind::kBool) && right.type.is_number()) ||
      (right.type.is(Kind::kBool) && left.type.is_number()))
    return "; a bool is true or false, and a condition by itself";
  for (const auto& [text, other] : {std::pair(&left, &right), std::pair(&right, &left)}) {
    if (!text->type.is(Kind::kString)) continue;
    const bool literal = text->kind == SyntaxKind::kLiteral;
    const std::string content = literal ? std::string(text->value.as_text()) : "";
    if (other->type.is_number()) {
      if (literal && reads_as_number(content))
        return fmt::format("; write the number without quotes: {}", content);
      if (other->kind == SyntaxKind::kLiteral)
        return fmt::format("; a text stands in quotes: '{}'", syntax_text(*other));
      if (literal) return fmt::format("; cast({} as string) is a text", short_text(*other));
      return fmt::format("; cast({} as {}) is a number", short_text(*text),
                         kind_name(other->type.kind));
    }
    if (other->type.is(Kind::kBool) && literal && (content == "true" || content == "false"))
      return fmt::format("; write it without quotes: {}", content);
    if (other->type.is(Kind::kBool))
      return fmt::format("; cast({} as string) is a text", short_text(*other));
  }
  return {};
}

std::string_view form_name(const Syntax& s) {
  switch (s.kind) {
    case SyntaxKind::kCase: return "case";
    case SyntaxKind::kIn: return "in";
    case SyntaxKind::kBetween: return "between";
    case SyntaxKind::kLike: return "like";
    case SyntaxKind::kNot: return "not";
    case SyntaxKind::kAnd: return "and";
    case SyntaxKind::kOr: return "or";
    case SyntaxKind::kConcat: return "||";
    case SyntaxKind::kNegate: return "-";
    case SyntaxKind::kIs: return s.value.as_bool() ? "is true" : "is false";
    case SyntaxKind::kArithmetic:
    case SyntaxKind::kCompare: return operator_text(s.op);
    case SyntaxKind::kCall:
    case SyntaxKind::kCast: return s.name;
    case SyntaxKind::kMistake:
    case SyntaxKind::kLiteral:
    case SyntaxKind::kName:
    case SyntaxKind::kField:
    case SyntaxKind::kIndex: break;
  }
  return "this";
}

}  // namespace

std::string a_kind(const Type& type) {
  if (!type.known) return "of unknown kind";
  if (type.kind == Kind::kNull) return "null";
  return fmt::format("{} {}", type.kind == Kind::kInt ? "an" : "a", kind_name(type.kind));
}

std::string unknown_name(std::string_view name, const ExpressionScope& scope) {
  const std::string small = small_letters(name);
  if (small != name && is_reserved(small) && !scope.row.index_of(small))
    return fmt::format("'{}' is written in small letters: {}", name, small);
  std::vector<std::string> names = names_of(scope.row.fields());
  std::string listed = names.empty() ? "there are no columns here" : are_named("column", names);
  if (scope.whole_value && names.size() == 1)
    listed =
        fmt::format("there are no columns here, and the value as a whole is called {}", names[0]);
  for (const ExpressionConstant& constant : scope.constants) names.push_back(constant.name);
  std::string hint = did_you_mean(name, names);
  for (const std::string& known : names)
    if (small_letters(known) == small) hint = fmt::format(" Did you mean '{}'?", known);
  if (hint.empty() && find_function(name) != nullptr)
    hint = fmt::format(" The function of that name is called with parentheses: {}.",
                       find_function(name)->written);
  if (hint.empty()) hint = fmt::format(" A text would stand in quotes: '{}'.", name);
  return fmt::format("there is no column '{}'; {}.{}", name, listed, hint);
}

std::string unknown_field(std::string_view name, const std::vector<Field>& fields) {
  const std::vector<std::string> names = names_of(fields);
  return fmt::format("there is no field '{}' in this row; {}.{}", name, are_named("field", names),
                     did_you_mean(name, names));
}

std::string unknown_function(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kElsewhere = {
      {{"len", "length"},
       {"char_length", "length"},
       {"character_length", "length"},
       {"substr", "substring"},
       {"instr", "position"},
       {"locate", "position"},
       {"strpos", "position"},
       {"indexof", "position"},
       {"ifnull", "coalesce"},
       {"nvl", "coalesce"},
       {"iif", "if"},
       {"cardinality", "size"},
       {"ceiling", "ceil"},
       {"startswith", "starts_with"},
       {"endswith", "ends_with"},
       {"truncate", "floor"}}};
  const std::string small = small_letters(name);
  std::vector<std::string> names;
  for (const FunctionInfo& f : all_functions())
    if (find_function(f.name) == &f && f.form != FunctionForm::kAggregate)
      names.emplace_back(f.name);
  std::string hint = did_you_mean(small, names);
  for (const auto& [there, here] : kElsewhere)
    if (small == there) hint = fmt::format(" Did you mean '{}'?", here);
  if (find_function(small) != nullptr)
    hint = fmt::format(" It is written in small letters: {}.", small);
  if (hint.empty()) {
    std::string listed;
    for (const std::string& n : names) listed.append(listed.empty() ? "" : ", ").append(n);
    hint = fmt::format(" The functions are {}.", listed);
  }
  return fmt::format("there is no function '{}'.{}", name, hint);
}

std::string aggregate_inside(const FunctionInfo& function) {
  std::string hint;
  if (function.name == "min") hint = " The smaller of two values is least(a, b).";
  if (function.name == "max") hint = " The greater of two values is greatest(a, b).";
  return fmt::format("'{}' is an aggregate over many rows; this is about one row.{}", function.name,
                     hint);
}

std::string wrong_count(const FunctionInfo& function, std::size_t seen) {
  const int least = function.least, most = function.most;
  std::string wanted = std::to_string(least);
  if (most > least) wanted += (most == least + 1 ? " or " : " to ") + std::to_string(most);
  const bool one = most == 1;
  return fmt::format("{} takes {} argument{}, and here {} {}", function.written, wanted,
                     one ? "" : "s", seen == 1 ? "is" : "are", seen);
}

std::string cast_advice(const Syntax& seen, Accepts wanted) {
  const Type& type = seen.type;
  const bool text = type.is(Kind::kString);
  const bool scalar = text || type.is_number() || type.is(Kind::kBool);
  if (wanted == Accepts::kString && scalar)
    return fmt::format("; cast({} as string) is one", short_text(seen));
  if ((wanted == Accepts::kInt && (text || type.is(Kind::kDouble))) ||
      (wanted == Accepts::kNumber && (text || type.is(Kind::kBool))))
    return fmt::format("; cast({} as int64) is one", short_text(seen));
  if (wanted == Accepts::kBool && type.is_number())
    return fmt::format("; compare it, as in {} != 0", short_text(seen));
  if (wanted == Accepts::kBool && text)
    return fmt::format("; compare it, as in {} != ''", short_text(seen));
  return {};
}

std::string wrong_argument(const FunctionInfo& function, std::size_t i, const Syntax& seen) {
  const Parameter& parameter = function.parameter(i);
  return fmt::format("'{}' of {} is {}, and this is {}{}", parameter.name, function.written,
                     accepted_text(parameter.accepts), a_kind(seen.type),
                     cast_advice(seen, parameter.accepts));
}

std::string wrong_operand(const Syntax& whole, const Syntax& seen) {
  const std::string_view name = form_name(whole);
  const std::string is = a_kind(seen.type);
  if (whole.kind == SyntaxKind::kArithmetic && whole.op == Operator::kAdd &&
      seen.type.is(Kind::kString))
    return fmt::format(
        "'+' adds numbers, and this is a string; texts are put together with '||', "
        "and cast({} as int64) is a number",
        short_text(seen));
  if (whole.kind == SyntaxKind::kArithmetic || whole.kind == SyntaxKind::kNegate)
    return fmt::format("'{}' wants numbers, and this is {}{}", name, is,
                       cast_advice(seen, Accepts::kNumber));
  if (whole.kind == SyntaxKind::kConcat || whole.kind == SyntaxKind::kLike)
    return fmt::format("'{}' wants strings, and this is {}{}", name, is,
                       cast_advice(seen, Accepts::kString));
  return fmt::format("'{}' wants conditions, which are true or false, and this is {}{}", name, is,
                     cast_advice(seen, Accepts::kBool));
}

std::string not_comparable(const Syntax& whole, const Syntax& left, const Syntax& right) {
  const std::string_view name = form_name(whole);
  if (left.type.is(Kind::kNull) || right.type.is(Kind::kNull))
    return fmt::format(
        "nothing is known to be '{}' null, not even null; write 'is null' or "
        "'is not null'",
        name);
  if (left.type.kind == right.type.kind)
    return fmt::format("a {} has no order: only '=' and '!=' compare two of them",
                       kind_name(left.type.kind));
  return fmt::format("'{}' compares values of one kind, and here are {} and {}{}", name,
                     a_kind(left.type), a_kind(right.type), compare_advice(left, right));
}

std::string no_common_kind(const Syntax& whole, const Type& one, const Type& other) {
  return fmt::format(
      "the results of '{}' are of one kind, and here are {} and {}; make them one "
      "with cast",
      form_name(whole), a_kind(one), a_kind(other));
}

}  // namespace weir::expression
