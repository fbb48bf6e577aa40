// QueryParser: the grammar of query.h, and what does not fit in it. Private to compile_query().
//   After a mistake in a condition it goes on behind the condition, so that all of them are found;
//   after one in the grammar around, it stops.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/trace/query/names.h"
#include "engine/trace/query/query.h"

namespace weir {

class QueryParser {
 public:
  QueryParser(const std::vector<Token>& tokens, const QueryScope& scope)
      : cursor_(tokens), scope_(scope) {}

  CompiledQuery parse(std::string_view text, QueryUse use);

 private:
  // A part that was read: its node, and where it stands. No node: a mistake, reported already.
  struct Part {
    std::optional<std::size_t> node;
    TextSpan span;
  };

  Part any_of();
  Part all_of();
  Part negated();
  Part test();
  Part value();
  Part parenthesised();
  Part list();
  Part count();
  Part origin();
  Part events(const query::Subject& subject, std::size_t begin);
  Part kind_or_mistake();
  Part field_of(const Part& events, const query::Subject& subject, std::size_t begin);
  Part comparison(const Part& left);
  Part existence(const Part& left);

  std::optional<query::Subject> subject();
  void condition(query::Node& node, const query::Subject& subject);
  ExpressionScope scope_of_condition(query::Node& node, const query::Subject& subject);
  bool skip_to_closing();
  std::optional<Value> constant();

  Part add(query::Node node, TextSpan span);
  const query::Node* node(const Part& part) const {
    return part.node ? &nodes_[*part.node] : nullptr;
  }
  bool is_condition(const Part& part) const {
    const query::Node* n = node(part);
    return n != nullptr && !query::is_events(n->kind) && !query::is_value(n->kind);
  }
  void want_truth(const Part& part);
  Part combine(query::NodeKind kind, const std::vector<Part>& parts, TextSpan span);
  TextSpan until_here(std::size_t begin) const { return cursor_.span_from(begin); }
  Part mistake(TextSpan span, std::string what);
  void check_use(const Part& all, QueryUse use);
  bool descend();

  TokenCursor cursor_;
  const QueryScope& scope_;
  std::vector<query::Node> nodes_;
  std::vector<TextMistake> mistakes_;
  int depth_ = 0;
  bool stopped_ = false;  // by a mistake in the grammar: nothing behind it is looked at
};

}  // namespace weir
