// Claims made of numbers: they are evaluated as expressions of job files are.
#include <array>
#include <string>
#include <utility>

#include "engine/core/expression/expression.h"
#include "lessons/book/check/lesson_check.h"

namespace weir::book {

namespace {

constexpr std::array<std::string_view, 6> kRelations{"<=", ">=", "!=", "=", "<", ">"};

struct Side {
  std::string text;
  std::string relation;  // behind it; empty: the last one
};

std::vector<Side> sides_of(std::string_view text) {
  std::vector<Side> out(1);
  for (std::size_t i = 0; i < text.size();) {
    std::string_view found;
    for (const std::string_view relation : kRelations)
      if (found.empty() && text.substr(i, relation.size()) == relation) found = relation;
    if (found.empty()) {
      out.back().text += text[i++];
      continue;
    }
    out.back().relation = std::string(found);
    out.emplace_back();
    i += found.size();
  }
  return out;
}

}  // namespace

std::optional<bool> claim_holds(std::string_view text) {
  for (const char c : text)
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_') return std::nullopt;
  const std::vector<Side> sides = sides_of(text);
  if (sides.size() < 2) return std::nullopt;
  for (std::size_t i = 0; i + 1 < sides.size(); i++) {
    const std::string one =
        '(' + sides[i].text + ") " + sides[i].relation + " (" + sides[i + 1].text + ')';
    const CompiledExpression compiled = compile_condition(one, {});
    const bool blank = sides[i].text.find_first_not_of(' ') == std::string::npos ||
                       sides[i + 1].text.find_first_not_of(' ') == std::string::npos;
    if (!compiled.expression) return blank ? std::nullopt : std::optional(false);
    try {
      if (!compiled.expression->test(Value::null())) return false;
    } catch (const UserError&) {
      return false;
    }
  }
  return true;
}

}  // namespace weir::book
