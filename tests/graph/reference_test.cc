// The reference of job files and of expressions is written from the tables that read them. With
// WEIR_REFRESH=1 in the environment it is written anew.
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "engine/core/expression/function_table.h"
#include "engine/graph/job_file/job_file.h"
#include "sim/job_file.h"
#include "tests/catch.h"

namespace weir {
namespace {

// In a cell of a table a bar would end the cell.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string code(std::string_view text) {
  return text.empty() ? "" : fmt::format("`{}`", cell(text));
}

// One table of Markdown for each table of the file; inner tables have names with dots.
class JobReference final : public KeyVisitor {
 public:
  void enter(const KeySpec& spec) override {
    if (!path_.empty()) key(spec, false);
    path_.emplace_back(spec.name);
    if (path_.size() > 1) return;
    text += fmt::format(
        "\n## `{}`\n\n| key | type | without it | in Flink | |\n"
        "|---|---|---|---|---|\n",
        spec.name);
  }
  void leave() override { path_.pop_back(); }
  void key(const KeySpec& spec, bool list) override {
    std::string name;
    for (std::size_t i = 1; i < path_.size(); i++) name += path_[i] + '.';
    std::string type(type_text(spec.type));
    if (list) type += ", or several";
    if (!spec.choices.empty()) type.clear();
    for (const std::string_view choice : spec.choices)
      type += fmt::format("{}`\"{}\"`", type.empty() ? "" : ", ", choice);
    if (spec.type == KeyType::kDurationOr) type += ", or a duration";
    text += fmt::format("| `{}` | {} | {} | {} | {} |\n", name + std::string(spec.name), type,
                        spec.required ? "required" : cell(spec.fallback), code(spec.flink),
                        cell(spec.help));
    keys++;
  }

  std::string text;
  int keys = 0;

 private:
  std::vector<std::string> path_;
};

void compare(const std::string& path, const std::string& wanted) {
  const std::string full = std::string(WEIR_SOURCE_DIR) + '/' + path;
  if (std::getenv("WEIR_REFRESH") != nullptr) {
    std::ofstream(full, std::ios::binary) << wanted;
    return;
  }
  std::ifstream in(full, std::ios::binary);
  const std::string there{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  INFO(path << ": WEIR_REFRESH=1 writes it anew");
  CHECK(there == wanted);
}

TEST_CASE("the reference of job files has every key that is read") {
  JobReference reference;
  visit_job_keys(reference);
  sim::visit_simulation_keys(reference);
  CHECK(reference.keys > 80);
  compare(
      "engine/graph/job_file/REFERENCE.md",
      "# Job files: every table and key\n\n"
      "This is written from the tables that read job files (`keys.cc`, `sim/job_file.cc`).\n"
      "`[name]` stands there once at most, `[[name]]` once for each. A duration is a text like\n"
      "`\"250ms\"`, `\"1min 30s\"` or `\"1h\"` (ms, s, min, h, d). Expressions, conditions and\n"
      "aggregates are those of the\n"
      "[reference of expressions](../../core/expression/REFERENCE.md).\n" +
          reference.text);
}

TEST_CASE("the reference of expressions has every function and operator") {
  std::string text;
  for (const FunctionInfo& f : all_functions())
    text += fmt::format("| `{}` | {} | {} |\n", cell(f.written), cell(f.help), code(f.flink));
  CHECK(all_functions().size() > 30);
  compare("engine/core/expression/REFERENCE.md",
          "# Expressions: every operator and function\n\n"
          "This is written from the table of functions (`function_table.cc`).\n\n"
          "| | | in Flink SQL |\n|---|---|---|\n" +
              text);
}

}  // namespace
}  // namespace weir
