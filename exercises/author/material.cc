// Tested by tests/exercises/material_test.cc.
#include "exercises/author/material.h"

#include <filesystem>
#include <sstream>
#include <utility>

#include "engine/core/config/document.h"
#include "lessons/runs/whole_file.h"

namespace weir::exercises {

namespace {

namespace fs = std::filesystem;

// All files of a folder that end so, by name. A folder that is not there has none.
Result<std::map<std::string, std::string>> files_in(const std::string& folder,
                                                    const std::string& extension) {
  std::map<std::string, std::string> out;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() != extension) continue;
    auto text = runs::read_whole(at->path().string());
    if (!text) return text.error();
    out[at->path().stem().string()] = std::move(*text);
  }
  return out;
}

std::string text_of(const ConfigNode& table, const char* key) {
  const ConfigMember* const member = table.find(key);
  return member == nullptr || member->value.kind != ConfigNode::Kind::kText
             ? ""
             : std::string(member->value.scalar.as_text());
}

Result<std::vector<Survivor>> read_survivors(const std::string& path) {
  auto text = runs::read_whole(path);
  if (!text) return text.error();
  const auto parsed = Document::parse(path, std::move(*text));
  if (!parsed.document) return Error{ErrorKind::kCorrupt, to_text(parsed.diagnostics)};
  std::vector<Survivor> out;
  if (const ConfigMember* all = parsed.document->root().find("survivor"))
    for (const ConfigNode& one : all->value.elements)
      out.push_back({text_of(one, "was"), text_of(one, "is"), text_of(one, "why")});
  return out;
}

}  // namespace

Result<Material> read_material(const std::string& folder) {
  Material out;
  out.folder = folder;
  for (const auto& [to, name] :
       {std::pair{&out.readme, "README.md"}, std::pair{&out.contract, "exercise.h"},
        std::pair{&out.starter, "starter.cc"}}) {
    auto text = runs::read_whole(folder + '/' + name);
    if (!text) return text.error();
    *to = std::move(*text);
  }
  auto solutions = files_in(folder + "/solutions", ".cc");
  if (!solutions) return solutions.error();
  auto wrong = files_in(folder + "/wrong", ".cc");
  if (!wrong) return wrong.error();
  auto goldens = files_in(folder + "/goldens", ".txt");
  if (!goldens) return goldens.error();
  auto hints = read_hints(folder);
  if (!hints) return hints.error();
  auto survivors = read_survivors(folder + "/wrong/survivors.toml");
  if (!survivors) return survivors.error();
  out.solutions = std::move(*solutions);
  out.wrong = std::move(*wrong);
  out.goldens = std::move(*goldens);
  out.hints = std::move(*hints);
  out.survivors = std::move(*survivors);
  return out;
}

std::string with_fingerprints(const std::string& toml,
                              const std::map<std::string, std::string>& fingerprints) {
  std::istringstream in(toml);
  std::string out, section;
  // Behind the last line of a section that says something.
  std::string pending;
  const auto close = [&] {
    if (const auto at = fingerprints.find(section); at != fingerprints.end())
      out += "fingerprint = \"" + at->second + "\"\n";
    out += pending;
    pending.clear();
  };
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("fingerprint =")) continue;
    if (line.starts_with("[")) {
      close();
      section = line.substr(1, line.find(']') - 1);
    }
    if (line.empty()) {
      pending += "\n";
    } else {
      out += std::exchange(pending, "") + line + "\n";
    }
  }
  close();
  return out;
}

}  // namespace weir::exercises
