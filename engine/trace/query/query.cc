#include "engine/trace/query/query.h"

#include <algorithm>

#include "engine/core/lexer.h"
#include "engine/trace/query/parser.h"

namespace weir {

namespace {

// The end of a window is called like the word that ends a `case`: where no `case` is open it is
// the field.
void end_is_a_field(std::vector<Token>& tokens) {
  int open_cases = 0;
  for (Token& token : tokens) {
    if (token.kind != TokenKind::kName || token.quoted) continue;
    if (token.text == "case") open_cases++;
    if (token.text != "end") continue;
    token.quoted = open_cases == 0;
    open_cases -= open_cases > 0 ? 1 : 0;
  }
}

}  // namespace

QueryScope query_scope(const Plan& plan) {
  std::vector<std::string> names;
  const auto add = [&](const FieldNames& more) {
    for (const std::string& name : more)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const Plan::Task& task : plan.tasks())
    for (const Plan::Op& op : task.ops) {
      add(op.out);
      if (const Plan::Window* window = plan.window(op.uid)) add(window->result);
    }
  for (const auto& [key, state] : plan.states()) add(state.row);
  return {std::move(names)};
}

CompiledQuery compile_query(std::string_view text, const QueryScope& scope, QueryUse use) {
  Lexed lexed = lex(text);
  if (!lexed.mistakes.empty()) return {{}, lexed.mistakes};
  end_is_a_field(lexed.tokens);
  return QueryParser(lexed.tokens, scope).parse(text, use);
}

}  // namespace weir
