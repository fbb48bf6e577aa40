// Tested by tests/exercises/hints_test.cc.
#include "exercises/loop/hints.h"

#include <utility>

#include "engine/core/config/document.h"
#include "lessons/runs/whole_file.h"

namespace weir::exercises {

namespace {

Result<Document> read(const std::string& path) {
  auto text = runs::read_whole(path);
  if (!text) return text.error();
  auto parsed = Document::parse(path, std::move(*text));
  if (!parsed.document) return Error{ErrorKind::kCorrupt, to_text(parsed.diagnostics)};
  return std::move(*parsed.document);
}

std::string text_of(const ConfigNode& table, std::string_view key) {
  const ConfigMember* member = table.find(key);
  return member == nullptr || member->value.kind != ConfigNode::Kind::kText
             ? ""
             : std::string(member->value.scalar.as_text());
}

HintWords words_of(const ConfigNode& table) {
  return {.lesson = text_of(table, "lesson"),
          .why = text_of(table, "why"),
          .ask = text_of(table, "ask"),
          .concept_ = text_of(table, "concept"),
          .shape = text_of(table, "shape")};
}

void read_sections(const ConfigNode& root, std::string_view name,
                   std::map<std::string, HintWords>& out) {
  const ConfigMember* section = root.find(name);
  if (section == nullptr) return;
  for (const ConfigMember& one : section->value.members) out[one.key] = words_of(one.value);
}

}  // namespace

const WrongSolution* Hints::with_fingerprint(const std::string& print) const {
  for (const WrongSolution& w : wrongs)
    if (!print.empty() && w.fingerprint == print) return &w;
  return nullptr;
}

const HintWords& Hints::words(const std::string& check, const std::string& like,
                              bool is_todo) const {
  static const HintWords kNone;
  if (is_todo) return todo;
  if (const auto at = wrong.find(like); at != wrong.end()) return at->second;
  const auto at = checks.find(check);
  return at == checks.end() ? kNone : at->second;
}

Result<Hints> read_hints(const std::string& folder) {
  const auto words = read(folder + "/hints.toml");
  if (!words) return words.error();
  const auto wrong = read(folder + "/wrong/wrong.toml");
  if (!wrong) return wrong.error();
  Hints out;
  const ConfigNode& root = words->root();
  if (const ConfigMember* pass = root.find("pass")) out.after = text_of(pass->value, "after");
  if (const ConfigMember* todo = root.find("todo")) out.todo = words_of(todo->value);
  read_sections(root, "check", out.checks);
  read_sections(root, "wrong", out.wrong);
  for (const ConfigMember& one : wrong->root().members) {
    const ConfigMember* passes = one.value.find("passes_visible");
    out.wrongs.push_back({.name = one.key,
                          .caught_by = text_of(one.value, "caught_by"),
                          .passes_visible = passes != nullptr && passes->value.scalar.as_bool(),
                          .fingerprint = text_of(one.value, "fingerprint")});
  }
  return out;
}

}  // namespace weir::exercises
