#include "engine/trace/query/mistakes.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "engine/core/suggest.h"

namespace weir::query {

namespace {

constexpr std::size_t kListed = 16;  // names in one sentence

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < kListed; i++)
    out += (i > 0 ? ", " : "") + names[i];
  if (names.size() > kListed) out += fmt::format(" and {} more", names.size() - kListed);
  return out;
}

std::string family_of(std::string_view kind) { return std::string(kind.substr(0, kind.find('.'))); }

std::vector<std::string> families() {
  std::vector<std::string> out;
  for (const KindInfo& k : all_kinds()) {
    const std::string family = family_of(k.name);
    if (std::find(out.begin(), out.end(), family) == out.end()) out.push_back(family);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> kinds_of(std::string_view family) {
  std::vector<std::string> out;
  for (const KindInfo& k : all_kinds())
    if (family_of(k.name) == family) out.emplace_back(k.name);
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> callable_names() {
  std::vector<std::string> out{"any", "count", "open", "origin"};
  for (const KindInfo& k : all_kinds()) out.emplace_back(k.name);
  return out;
}

}  // namespace

std::string unknown_kind(std::string_view name) {
  const std::vector<std::string> near = kinds_of(family_of(name));
  const std::string hint = did_you_mean(name, callable_names());
  if (near.size() == 1 && near[0] == family_of(name))
    return fmt::format("there is no kind of event '{}'; it is {}() alone", name, near[0]);
  if (!near.empty())
    return fmt::format("there is no kind of event '{}'; those of {} are {}{}", name,
                       family_of(name), joined(near), hint.empty() ? hint : "." + hint);
  if (!hint.empty()) return fmt::format("there is no kind of event '{}'.{}", name, hint);
  std::string all;
  for (const std::string& family : families()) all += (all.empty() ? "" : ", ") + family;
  return fmt::format(
      "there is no kind of event '{}'; they are called {}, most with a point and a second word, as "
      "in win.fire(), and there are any(), open(), origin() and count()",
      name, all);
}

std::string kind_without_parentheses(std::string_view kind) {
  return fmt::format("what is asked of '{}' stands in parentheses behind it: {}() are all of them",
                     kind, kind);
}

std::string unknown_word(const Token& token, bool called) {
  if (token.kind != TokenKind::kName)
    return fmt::format("a query begins with a kind of event, as in late(); here is {}",
                       describe(token));
  const std::vector<std::string> near = kinds_of(token.text);
  if (!near.empty())
    return fmt::format("'{}' alone is no kind of event; those of {} are {}", token.text, token.text,
                       joined(near));
  const std::string hint = did_you_mean(token.text, callable_names());
  if (!hint.empty()) return fmt::format("there is no kind of event '{}'.{}", token.text, hint);
  if (called) return unknown_kind(token.text);
  return fmt::format("'{}' is no kind of event; a text stands in quotes: '{}'", token.text,
                     token.text);
}

std::string unknown_field(const Subject& subject, std::string_view name, const QueryScope& scope) {
  std::vector<std::string> own = own_names(subject), record = record_names(subject);
  std::vector<std::string> all = own;
  std::string has = own.empty() ? "" : fmt::format("it has {}", joined(own));
  if (subject.what == Subject::What::kAny) has = "no kind of event has it";
  if (!record.empty()) has += fmt::format("; its record has {}", joined(record));
  all.insert(all.end(), record.begin(), record.end());
  if (subject.what != Subject::What::kOpen) {
    has += fmt::format("{}every event has {}", has.empty() ? "" : "; ", joined(envelope_names()));
    all.insert(all.end(), envelope_names().begin(), envelope_names().end());
  }
  if (has_columns(subject) && scope.columns && !scope.columns->empty()) {
    has += fmt::format("; the columns of the job are {}", joined(*scope.columns));
    all.insert(all.end(), scope.columns->begin(), scope.columns->end());
  }
  const std::string hint = did_you_mean(name, all);
  return fmt::format("{} has no field '{}': {}{}", subject.text() + "()", name, has,
                     hint.empty() ? hint : "." + hint);
}

}  // namespace weir::query
