#include "engine/trace/query/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "engine/core/expression/syntax.h"
#include "engine/trace/query/mistakes.h"

namespace weir {

using query::Node;
using query::NodeKind;
using query::Subject;

namespace {

constexpr int kDeepest = 50;
constexpr std::array<std::string_view, 8> kComparisons = {"=", "==", "!=", "<>",
                                                          "<", "<=", ">",  ">="};

// Two columns of unknown kind: the comparisons of a query are those of expressions.
Expression comparison_of(std::string_view sign) {
  ExpressionScope scope;
  scope.row = RowType({Field{"a"}, Field{"b"}});
  auto compiled = compile_condition("a " + std::string(sign) + " b", scope);
  WEIR_CHECK(compiled.expression.has_value(), "a comparison of two columns compiles");
  return std::move(*compiled.expression);
}

TextSpan joined(const TextSpan& a, const TextSpan& b) { return {a.begin, b.end}; }

}  // namespace

QueryParser::Part QueryParser::add(Node node, TextSpan span) {
  nodes_.push_back(std::move(node));
  return {nodes_.size() - 1, span};
}

QueryParser::Part QueryParser::mistake(TextSpan span, std::string what) {
  if (!stopped_) mistakes_.push_back({span, std::move(what)});
  return {std::nullopt, span};
}

// ---- combinations -------------------------------------------------------------------------------

// What stands between `and`, `or` and behind `not`: a condition, or events, which say that there
// are some.
void QueryParser::want_truth(const Part& part) {
  const Node* n = node(part);
  if (n == nullptr || !query::is_value(n->kind)) return;
  mistake(part.span,
          "this is a value and neither true nor false; compare it, as in '= 3', or ask whether it "
          "'is some'");
}

QueryParser::Part QueryParser::combine(NodeKind kind, const std::vector<Part>& parts,
                                       TextSpan span) {
  Node all{.kind = kind};
  for (const Part& part : parts) {
    if (!part.node) return {std::nullopt, span};
    all.parts.push_back(*part.node);
  }
  return add(std::move(all), span);
}

QueryParser::Part QueryParser::any_of() {
  std::vector<Part> parts{all_of()};
  while (!stopped_ && cursor_.take_word("or")) parts.push_back(all_of());
  if (parts.size() == 1) return parts[0];
  const TextSpan span = joined(parts.front().span, parts.back().span);
  const bool events = std::all_of(parts.begin(), parts.end(), [&](const Part& part) {
    return part.node && query::is_events(node(part)->kind);
  });
  if (events) return combine(NodeKind::kUnion, parts, span);
  for (const Part& part : parts) want_truth(part);
  return combine(NodeKind::kOr, parts, span);
}

QueryParser::Part QueryParser::all_of() {
  std::vector<Part> parts{negated()};
  while (!stopped_ && cursor_.take_word("and")) parts.push_back(negated());
  if (parts.size() == 1) return parts[0];
  for (const Part& part : parts) want_truth(part);
  return combine(NodeKind::kAnd, parts, joined(parts.front().span, parts.back().span));
}

bool QueryParser::descend() {
  if (++depth_ <= kDeepest) return true;
  mistake(cursor_.peek().span, "this is nested too deeply to be read");
  stopped_ = true;
  return false;
}

QueryParser::Part QueryParser::negated() {
  const std::size_t begin = cursor_.position();
  if (!cursor_.take_word("not")) return test();
  if (!descend()) return {};
  const Part part = negated();
  depth_--;
  want_truth(part);
  return combine(NodeKind::kNot, {part}, until_here(begin));
}

QueryParser::Part QueryParser::test() {
  const Part left = value();
  if (stopped_) return left;
  for (const std::string_view sign : kComparisons)
    if (cursor_.is_sign(sign)) return comparison(left);
  if (cursor_.is_word("is")) return existence(left);
  return left;
}

QueryParser::Part QueryParser::comparison(const Part& left) {
  const Token sign = cursor_.take();
  const Part right = value();
  const TextSpan span = joined(left.span, right.span);
  for (const std::string_view another : kComparisons)
    if (!stopped_ && cursor_.is_sign(another)) {
      stopped_ = true;
      mistakes_.push_back(
          {cursor_.peek().span, "one comparison follows another; put 'and' between two of them"});
    }
  bool fine = left.node && right.node && !stopped_;
  for (const Part* part : {&left, &right}) {
    const Node* n = node(*part);
    if (n == nullptr || query::is_value(n->kind)) continue;
    fine = false;
    if (query::is_events(n->kind))
      mistake(part->span,
              "events cannot be compared: ask for one of their fields, as in late().ts, or for "
              "their number, as in count(late())");
    else
      mistake(part->span, "this is true or false already, and not compared with anything");
  }
  if (!fine) return {std::nullopt, span};
  Node n{.kind = NodeKind::kCompare, .parts = {*left.node, *right.node}};
  n.is_equal = sign.text == "=" || sign.text == "==";
  n.is_unequal = sign.text == "!=" || sign.text == "<>";
  n.compare = comparison_of(n.is_unequal ? "=" : sign.text);
  return add(std::move(n), span);
}

QueryParser::Part QueryParser::existence(const Part& left) {
  cursor_.take();
  const bool negative = cursor_.take_word("not");
  const bool some = cursor_.is_word("some");
  if (!some && !cursor_.is_word("none")) {
    mistake(cursor_.peek().span, fmt::format("behind 'is' stands none or some, and here is {}",
                                             describe(cursor_.peek())));
    stopped_ = true;
    return {std::nullopt, left.span};
  }
  const TextSpan span = joined(left.span, cursor_.take().span);
  if (is_condition(left))
    return mistake(left.span, "this is true or false already; 'is some' is asked of events");
  Part part = combine(NodeKind::kIs, {left}, span);
  if (part.node) nodes_[*part.node].some = some != negative;
  return part;
}

// ---- values -------------------------------------------------------------------------------------

std::optional<Value> QueryParser::constant() {
  if (cursor_.take_word("MIN")) return Value::integer(kMinTimestamp);
  if (cursor_.take_word("MAX")) return Value::integer(kMaxTimestamp);
  return parse_literal(cursor_);
}

QueryParser::Part QueryParser::value() {
  const std::size_t begin = cursor_.position();
  if (cursor_.is_sign("(")) return parenthesised();
  if (cursor_.is_sign("[")) return list();
  if (const auto literal = constant()) {
    Node n{.kind = NodeKind::kConstant};
    if (!literal->is_null()) n.values = {*literal};
    return add(std::move(n), until_here(begin));
  }
  if (cursor_.is_word("none")) {
    cursor_.take();
    return add(Node{.kind = NodeKind::kConstant}, until_here(begin));
  }
  if (cursor_.is_word("count") && cursor_.is_sign("(", 1)) return count();
  return kind_or_mistake();
}

QueryParser::Part QueryParser::parenthesised() {
  const Token open = cursor_.take();
  if (!descend()) return {};
  Part inner = any_of();
  depth_--;
  if (stopped_) return inner;
  if (!cursor_.is_sign(")")) {
    mistake(open.span, fmt::format("this parenthesis is not closed: ')' is missing before {}",
                                   describe(cursor_.peek())));
    stopped_ = true;
    return inner;
  }
  inner.span = joined(open.span, cursor_.take().span);
  return inner;
}

QueryParser::Part QueryParser::list() {
  const Token open = cursor_.take();
  Node n{.kind = NodeKind::kConstant};
  while (!cursor_.is_sign("]")) {
    const TextSpan at = cursor_.peek().span;
    if (cursor_.at_end()) {
      mistake(open.span, "this list is not closed: ']' is missing");
      stopped_ = true;
      return {std::nullopt, open.span};
    }
    const auto literal = constant();
    if (!literal) {
      const bool word = cursor_.peek().kind == TokenKind::kName;
      mistake(at,
              fmt::format(
                  "a list holds numbers, texts, true, false, MIN and MAX; here is {}.{}",
                  describe(cursor_.peek()),
                  word ? fmt::format(" A text stands in quotes: '{}'.", cursor_.peek().text) : ""));
      stopped_ = true;
      return {std::nullopt, open.span};
    }
    n.values.push_back(*literal);
    if (cursor_.take_sign(",")) continue;
    if (cursor_.is_sign("]") || cursor_.at_end()) continue;
    mistake(cursor_.peek().span, fmt::format("between the values of a list stand commas; here is "
                                             "{}",
                                             describe(cursor_.peek())));
    stopped_ = true;
    return {std::nullopt, open.span};
  }
  return add(std::move(n), joined(open.span, cursor_.take().span));
}

QueryParser::Part QueryParser::count() {
  const std::size_t begin = cursor_.position();
  cursor_.take();
  if (cursor_.is_sign(")", 1)) {
    cursor_.take();
    cursor_.take();
    return mistake(until_here(begin), "count() counts what stands in it, as in count(late())");
  }
  const Part inner = parenthesised();
  if (is_condition(inner))
    return mistake(inner.span, "count() counts events or values, and this is true or false");
  return combine(NodeKind::kCount, {inner}, until_here(begin));
}

// ---- events -------------------------------------------------------------------------------------

// A name, or two with a point between them.
std::optional<Subject> QueryParser::subject() {
  const Token& first = cursor_.peek();
  if (first.kind != TokenKind::kName) return std::nullopt;
  if (cursor_.is_word("any") && cursor_.is_sign("(", 1)) {
    cursor_.take();
    return Subject{.what = Subject::What::kAny};
  }
  if (cursor_.is_word("open") && cursor_.is_sign("(", 1)) {
    cursor_.take();
    return Subject{.what = Subject::What::kOpen};
  }
  if (cursor_.is_sign(".", 1) && cursor_.peek(2).kind == TokenKind::kName) {
    if (const auto kind = kind_named(first.text + "." + cursor_.peek(2).text)) {
      for (int i = 0; i < 3; i++) cursor_.take();
      return Subject{.kind = *kind};
    }
  }
  if (const auto kind = kind_named(first.text)) {
    cursor_.take();
    return Subject{.kind = *kind};
  }
  return std::nullopt;
}

QueryParser::Part QueryParser::kind_or_mistake() {
  const std::size_t begin = cursor_.position();
  if (cursor_.is_word("origin") && cursor_.is_sign("(", 1)) return origin();
  const Token first = cursor_.peek();
  if (const auto found = subject()) {
    if (cursor_.is_sign("(")) return events(*found, begin);
    mistake(until_here(begin), query::kind_without_parentheses(found->text()));
    stopped_ = true;
    return {std::nullopt, until_here(begin)};
  }
  if (cursor_.at_end())
    mistake(first.span, begin == 0 ? "the query is empty; one is late(), another "
                                     "count(rec.emit()) = 3"
                                   : "the query breaks off: here a value is missing, as 3 or "
                                     "late().ts");
  else if (first.kind == TokenKind::kName && !first.quoted && cursor_.is_sign(".", 1) &&
           cursor_.peek(2).kind == TokenKind::kName) {
    const std::string name = first.text + "." + cursor_.peek(2).text;
    for (int i = 0; i < 3; i++) cursor_.take();
    mistake(until_here(begin), query::unknown_kind(name));
    // Its parentheses may hold mistakes of their own, but nothing is known of their names.
    if (cursor_.is_sign("(")) {
      cursor_.take();
      if (skip_to_closing()) {
        while (cursor_.take_sign(".") && cursor_.peek().kind == TokenKind::kName) cursor_.take();
        return {std::nullopt, until_here(begin)};
      }
    }
  } else {
    mistake(first.span, query::unknown_word(first, cursor_.is_sign("(", 1)));
  }
  stopped_ = true;
  return {std::nullopt, first.span};
}

QueryParser::Part QueryParser::origin() {
  const std::size_t begin = cursor_.position();
  cursor_.take();
  if (cursor_.is_sign(")", 1)) {
    cursor_.take();
    cursor_.take();
    return mistake(until_here(begin),
                   "origin() wants the events whose origin is asked for, as in "
                   "origin(win.fire(start = 10))");
  }
  const Part inner = parenthesised();
  if (stopped_) return inner;
  const Node* n = node(inner);
  const bool fine = n != nullptr && query::is_events(n->kind) && n->kind != NodeKind::kOpen;
  if (n != nullptr && !fine)
    mistake(inner.span, n->kind == NodeKind::kOpen
                            ? "open() are windows, not events: nothing was their cause; ask for "
                              "origin(win.assign())"
                            : "origin() wants events, as in origin(late()); fields are asked of "
                              "what it gives: origin(late()).row");
  const Part events = fine ? combine(NodeKind::kOrigin, {inner}, until_here(begin))
                           : Part{std::nullopt, until_here(begin)};
  return field_of(events, Subject{.kind = EventKind::kRecEmit}, begin);
}

QueryParser::Part QueryParser::events(const Subject& subject, std::size_t begin) {
  Node n{.kind = subject.what == Subject::What::kOpen ? NodeKind::kOpen : NodeKind::kEvents};
  if (subject.what == Subject::What::kKind) n.event = subject.kind;
  const Token open = cursor_.take();
  const std::size_t before = mistakes_.size();
  if (!cursor_.is_sign(")") && !cursor_.at_end()) condition(n, subject);
  if (!skip_to_closing()) {
    mistake(open.span,
            fmt::format("the parenthesis of {}( is not closed: ')' is missing", subject.text()));
    stopped_ = true;
    return {std::nullopt, until_here(begin)};
  }
  const TextSpan span = until_here(begin);
  const Part events =
      mistakes_.size() > before ? Part{std::nullopt, span} : add(std::move(n), span);
  return field_of(events, subject, begin);
}

// ".ts", ".val.fish"
QueryParser::Part QueryParser::field_of(const Part& events, const Subject& subject,
                                        std::size_t begin) {
  if (!cursor_.take_sign(".")) return events;
  const Token name = cursor_.peek();
  if (name.kind != TokenKind::kName) {
    mistake(name.span, fmt::format("behind the point stands the name of a field, and here is {}",
                                   describe(name)));
    stopped_ = true;
    return {std::nullopt, until_here(begin)};
  }
  cursor_.take();
  auto access = query::find_access(subject, name.text, scope_);
  if (!access) mistake(name.span, query::unknown_field(subject, name.text, scope_));
  while (cursor_.is_sign(".") && cursor_.peek(1).kind == TokenKind::kName) {
    cursor_.take();
    const Token member = cursor_.take();
    if (access) access->path.push_back(Value::text(member.text));
  }
  const TextSpan span = until_here(begin);
  if (!access || !events.node) return {std::nullopt, span};
  Node n{.kind = NodeKind::kField, .parts = {*events.node}};
  n.access = std::move(*access);
  return add(std::move(n), span);
}

// Behind the ')' that closes what is open here. False: there is none, and the cursor has not moved.
bool QueryParser::skip_to_closing() {
  int depth = 1;
  for (std::size_t i = 0; cursor_.peek(i).kind != TokenKind::kEnd; i++) {
    depth += cursor_.is_sign("(", i) ? 1 : cursor_.is_sign(")", i) ? -1 : 0;
    if (depth > 0) continue;
    for (std::size_t taken = 0; taken <= i; taken++) cursor_.take();
    return true;
  }
  return false;
}

// The names that stand in the parentheses; a name that means nothing is reported here and then
// known, so that it is reported once.
ExpressionScope QueryParser::scope_of_condition(Node& n, const Subject& subject) {
  ExpressionScope scope;
  scope.constants = {{"MIN", Value::integer(kMinTimestamp)},
                     {"MAX", Value::integer(kMaxTimestamp)}};
  std::vector<Field> fields;
  int depth = 1;
  for (std::size_t i = 0; cursor_.peek(i).kind != TokenKind::kEnd; i++) {
    depth += cursor_.is_sign("(", i) ? 1 : cursor_.is_sign(")", i) ? -1 : 0;
    if (depth == 0) break;
    const Token& token = cursor_.peek(i);
    if (token.kind != TokenKind::kName) continue;
    const bool word = !token.quoted && (expression::is_reserved(token.text) ||
                                        token.text == "MIN" || token.text == "MAX");
    const bool call = !token.quoted && cursor_.is_sign("(", i + 1);
    const bool member = i > 0 && cursor_.is_sign(".", i - 1);
    const bool cast = i > 0 && cursor_.is_word("as", i - 1);
    if (word || call || member || cast) continue;
    const bool known = std::any_of(fields.begin(), fields.end(),
                                   [&](const Field& f) { return f.name == token.text; });
    if (known) continue;
    const auto access = query::find_access(subject, token.text, scope_);
    if (!access) {
      std::string what = query::unknown_field(subject, token.text, scope_);
      if (what.back() != '?') what += fmt::format(". A text stands in quotes: '{}'.", token.text);
      mistake(token.span, std::move(what));
    }
    fields.push_back({token.text, access ? query::kind_of(subject, *access) : Kind::kNull});
    n.columns.push_back(access.value_or(query::Access()));
  }
  scope.row = RowType(std::move(fields));
  return scope;
}

// Leaves the cursor somewhere before the closing parenthesis.
void QueryParser::condition(Node& n, const Subject& subject) {
  const ExpressionScope scope = scope_of_condition(n, subject);
  auto compiled = compile_condition(cursor_, scope);
  for (TextMistake& m : compiled.mistakes) mistake(m.span, std::move(m.what));
  if (!compiled.expression) return;
  n.condition = std::move(compiled.expression);
  if (cursor_.is_sign(")") || cursor_.at_end()) return;
  const bool comma = cursor_.is_sign(",");
  mistake(cursor_.peek().span,
          fmt::format("{} does not belong here: the condition '{}' is complete.{}",
                      describe(cursor_.peek()), n.condition->text(),
                      comma ? " Two conditions are joined with 'and'." : ""));
}

// ---- all of it ----------------------------------------------------------------------------------

void QueryParser::check_use(const Part& all, QueryUse use) {
  const Node* n = node(all);
  if (n == nullptr) return;
  if (use == QueryUse::kStop && query::is_value(n->kind))
    mistake(all.span,
            "a run stops at events, as late(), or when a condition holds; this is a "
            "value: compare it, as in '= 3'");
  if (use != QueryUse::kSearch) return;
  const bool windows = n->kind == NodeKind::kOpen;
  if (!query::is_events(n->kind) || windows)
    mistake(all.span, windows ? "a search finds events, and open() are windows; ask for "
                                "win.assign()"
                              : "a search finds events, as in late(ts > 12); this is no list of "
                                "events");
}

CompiledQuery QueryParser::parse(std::string_view text, QueryUse use) {
  const Part all = any_of();
  if (!stopped_ && !cursor_.at_end()) {
    const Token& token = cursor_.peek();
    const bool word = token.kind == TokenKind::kName && !token.quoted;
    mistake(token.span, fmt::format("{} does not belong here: {}", describe(token),
                                    word ? "what goes on with a query is =, <, is, and, or"
                                         : "the query is complete before it"));
  }
  if (mistakes_.empty()) check_use(all, use);
  CompiledQuery out;
  if (!mistakes_.empty() || !all.node) {
    std::stable_sort(
        mistakes_.begin(), mistakes_.end(),
        [](const TextMistake& a, const TextMistake& b) { return a.span.begin < b.span.begin; });
    out.mistakes = std::move(mistakes_);
    return out;
  }
  Query made;
  const Node& root = nodes_[*all.node];
  made.form_ = query::is_events(root.kind)  ? QueryForm::kEvents
               : query::is_value(root.kind) ? QueryForm::kValue
                                            : QueryForm::kCondition;
  made.nodes_ = std::move(nodes_);
  made.text_ = text;
  out.query = std::move(made);
  return out;
}

}  // namespace weir
