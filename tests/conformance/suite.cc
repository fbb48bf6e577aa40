#include "tests/conformance/suite.h"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/trace/json.h"
#include "tests/conformance/backends.h"
#include "tests/conformance/compare.h"
#include "tests/conformance/kinds.h"

namespace weir::conformance {

namespace {

namespace fs = std::filesystem;

char g_current_case[256] = "nothing";

void note_current(const std::string& name) {
  const std::size_t size = std::min(name.size(), sizeof g_current_case - 1);
  name.copy(g_current_case, size);
  g_current_case[size] = '\0';
}

Error bad_file(const std::string& path, const std::string& text) {
  return Error{ErrorKind::kBadData, path + ": " + text};
}

Result<Group> load_group(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file) return Error{ErrorKind::kIo, path + ": cannot be read"};
  const Result<Value> json = parse_json(bytes.str());
  if (!json) return bad_file(path, json.error().text);
  Group group{std::string(text_member_or(*json, "group", "")), {}};
  const Value& cases = member(*json, "cases");
  if (group.name.empty() || cases.kind() != Kind::kList)
    return bad_file(path, "needs a group and cases");
  for (const Value& c : cases.elements()) {
    if (text_member_or(c, "id", "").empty() || member(c, "config").kind() != Kind::kMap)
      return bad_file(path, "a case needs an id and a config");
    group.cases.push_back(normalised(c));
  }
  return group;
}

Result<std::vector<std::string>> files_below(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> paths;
  fs::recursive_directory_iterator it(folder, error), end;
  for (; !error && it != end; it.increment(error))
    if (it->path().extension() == ".json") paths.push_back(it->path().generic_string());
  if (error) return Error{ErrorKind::kIo, folder + ": " + error.message()};
  std::sort(paths.begin(), paths.end());
  return paths;
}

const KindRunner* find_kind(const Value& config) {
  const bool runtime = has_member(config, "kind");
  const std::string_view name = text_member_or(config, runtime ? "kind" : "operator", "");
  for (const KindRunner& kind : kKinds)
    if (kind.kind == name) return &kind;
  return nullptr;
}

Outcome run(const KindRunner& kind, const Case& c) {
  try {
    return kind.run(c);
  } catch (const NotCovered& e) {
    return Outcome::not_covered(e.reason);
  } catch (const std::exception& e) {
    return Outcome::failed("outside of any step", "no exception", e.what());
  }
}

// On each of Weir's backends that the case is for (or on all); the first that does not pass counts.
// A case that names no backends holds on all.
Outcome run_on_backends(const Value& test_case, bool all_backends) {
  const Value& config = member(test_case, "config");
  const KindRunner* kind = find_kind(config);
  if (kind == nullptr)
    return Outcome::not_covered(
        "kind " +
        std::string(text_member_or(config, "kind", text_member_or(config, "operator", "?"))));
  const Value& backends = member(config, "backends");
  Outcome outcome = Outcome::not_covered("recorded on " + to_json(backends) + " only");
  for (const std::string& backend : replayed_backends()) {
    const auto names = backends.elements();
    if (!backends.is_null() && !all_backends &&
        std::find(names.begin(), names.end(), text(backend)) == names.end())
      continue;
    use_backend(backend);
    outcome = run(*kind, {test_case, backend});
    if (outcome.state == Outcome::State::kPassed) continue;
    outcome.step = "on " + std::string(backend) + ": " + outcome.step;
    break;
  }
  return outcome;
}

Verdict verdict_of(const Outcome& outcome) {
  switch (outcome.state) {
    case Outcome::State::kPassed: return Verdict::kPassed;
    case Outcome::State::kFailed: return Verdict::kFailed;
    case Outcome::State::kNotCovered: return Verdict::kNotCovered;
  }
  return Verdict::kFailed;
}

}  // namespace

Result<std::vector<Group>> load_groups(const std::vector<std::string>& folders) {
  std::vector<Group> groups;
  for (const std::string& folder : folders) {
    const auto paths = files_below(folder);
    if (!paths) return paths.error();
    for (const std::string& path : *paths) {
      auto group = load_group(path);
      if (!group) return group.error();
      groups.push_back(std::move(*group));
    }
  }
  return groups;
}

Report replay_case(const Group& group, const Value& test_case, const Differs& differs) {
  const std::string id(text_member_or(test_case, "id", ""));
  note_current(group.name + "/" + id);
  const Value* entry = differs.find(group.name, id);
  const Outcome as_flink = run_on_backends(test_case, false);
  if (entry == nullptr) return {group.name, test_case, verdict_of(as_flink), as_flink};

  if (as_flink.state == Outcome::State::kPassed)
    return {group.name, test_case, Verdict::kFailed,
            Outcome::failed("all", "another answer (it is listed as differing)", "Flink's")};
  const Result<Value> patched = Differs::patched(*entry, group.cases, test_case);
  if (!patched)
    return {group.name, test_case, Verdict::kFailed,
            Outcome::failed("all", "a valid entry", patched.error().text)};
  Outcome own = run_on_backends(normalised(*patched), true);
  const Verdict verdict =
      own.state == Outcome::State::kPassed ? Verdict::kDiffers : verdict_of(own);
  if (verdict == Verdict::kDiffers) own.step = text_member_or(*entry, "reason", "");
  return {group.name, test_case, verdict, own};
}

const char* current_case() { return g_current_case; }

}  // namespace weir::conformance
