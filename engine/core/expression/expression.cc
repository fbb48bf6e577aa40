#include "engine/core/expression/expression.h"

#include <fmt/format.h>

#include "engine/core/expression/check.h"
#include "engine/core/expression/compile.h"
#include "engine/core/expression/conditions.h"
#include "engine/core/expression/parser.h"
#include "engine/core/text_width.h"
#include "engine/core/user_error.h"

namespace weir {

void expression::fail_in(const std::string& text, const UserError& error) {
  constexpr std::size_t kColumns = 160;
  throw UserError(error.error().kind,
                  fmt::format("{}: {}", cut_to_width(shown(text), kColumns), error.what()));
}

namespace {

bool no_condition(const Value& /*row*/) {
  WEIR_CHECK(false, "test() of an expression that is no condition");
  return false;
}

}  // namespace

// From the syntax to what is public.
class ExpressionCompiler {
 public:
  static Expression make(const expression::Syntax& syntax, const ExpressionScope& scope) {
    Expression out;
    const expression::Type& type = syntax.type;
    out.text_ = expression::syntax_text(syntax);
    out.type_ = expression::field_of(type);
    out.nodes_ = expression::compile_value(syntax);
    out.condition_ = no_condition;
    if (type.is_open() || type.is(Kind::kBool))
      out.condition_ = expression::make_condition(syntax, out.text_);
    if (syntax.kind == expression::SyntaxKind::kName && !syntax.is_constant) {
      out.type_ = scope.row[syntax.index];
      if (!syntax.is_whole) out.column_ = syntax.index;
    }
    return out;
  }
};

Expression expression::make_expression(const Syntax& syntax, const ExpressionScope& scope) {
  return ExpressionCompiler::make(syntax, scope);
}

namespace {

using expression::Syntax;

enum class Wants { kValue, kCondition };

CompiledExpression compile(TokenCursor& cursor, const ExpressionScope& scope, Wants wants,
                           bool to_the_end) {
  CompiledExpression out;
  Syntax syntax = expression::parse(cursor, out.mistakes);
  if (out.mistakes.empty() && to_the_end && !cursor.at_end())
    out.mistakes.push_back(expression::left_over(cursor));
  expression::check(syntax, scope, out.mistakes);
  if (out.mistakes.empty() && wants == Wants::kCondition)
    expression::check_condition(syntax, out.mistakes);
  expression::sort_mistakes(out.mistakes);
  if (out.mistakes.empty()) out.expression = expression::make_expression(syntax, scope);
  return out;
}

CompiledExpression compile(std::string_view text, const ExpressionScope& scope, Wants wants) {
  Lexed lexed = lex(text);
  if (!lexed.mistakes.empty()) return {std::nullopt, std::move(lexed.mistakes)};
  TokenCursor cursor(lexed.tokens);
  return compile(cursor, scope, wants, true);
}

}  // namespace

CompiledExpression compile_expression(std::string_view text, const ExpressionScope& scope) {
  return compile(text, scope, Wants::kValue);
}

CompiledExpression compile_condition(std::string_view text, const ExpressionScope& scope) {
  return compile(text, scope, Wants::kCondition);
}

CompiledExpression compile_expression(TokenCursor& cursor, const ExpressionScope& scope) {
  return compile(cursor, scope, Wants::kValue, false);
}

CompiledExpression compile_condition(TokenCursor& cursor, const ExpressionScope& scope) {
  return compile(cursor, scope, Wants::kCondition, false);
}

}  // namespace weir
