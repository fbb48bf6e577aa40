#include "lessons/book/progress_file.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "engine/core/config/document.h"
#include "engine/core/config/section_printer.h"
#include "lessons/runs/folder_lock.h"
#include "lessons/runs/whole_file.h"

namespace weir::book {

namespace {

namespace fs = std::filesystem;
using Kind = ConfigNode::Kind;

constexpr std::int64_t kVersion = 1;
constexpr const char* kHead =
    "# What you have read and answered. Weir writes this file; it may be committed.\n";

Error io(const std::string& text) { return {ErrorKind::kIo, text}; }

class Reader {
 public:
  explicit Reader(const Document& document) : document_(document) {}

  Progress read() {
    const ConfigNode& root = document_.root();
    const ConfigMember* version = root.find("version");
    if (version == nullptr || version->value.kind != Kind::kInteger)
      mistake(root.place, "this is no progress file of Weir: 'version = 1' is missing");
    else if (version->value.scalar.as_int() != kVersion)
      mistake(version->value.place, "a newer Weir wrote this file; this one knows version 1");
    for (const ConfigMember& member : root.members) {
      if (member.key == "lesson")
        each(member, [&](const ConfigMember& m) { lesson(m); });
      else if (member.key == "answer")
        each(member, [&](const ConfigMember& m) { answer(m); });
      else if (member.key == "exercise")
        each(member, [&](const ConfigMember& m) { exercise(m); });
      else if (member.key != "version")
        mistake(member.place, "there is no '" + member.key + "' in a progress file");
    }
    return std::move(out_);
  }

  Diagnostics mistakes;

 private:
  void mistake(const TextRef& at, std::string what) {
    mistakes.push_back(document_.diagnose(at, std::move(what)));
  }

  template <class Each>
  void each(const ConfigMember& table, const Each& read_one) {
    if (table.value.kind != Kind::kTable)
      return mistake(table.value.place, "'" + table.key + "' wants a table");
    for (const ConfigMember& m : table.value.members) {
      if (m.value.kind == Kind::kTable)
        read_one(m);
      else
        mistake(m.value.place, "'" + m.key + "' wants a table");
    }
  }

  std::optional<std::int64_t> number_of(const ConfigMember& in, const std::string& text) {
    std::int64_t out = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, out);
    if (read.ec == std::errc() && read.ptr == end && out >= 0) return out;
    mistake(in.place, "'" + in.key + "' does not begin with a number");
    return std::nullopt;
  }

  const Value* scalar(const ConfigMember& in, const char* key, Kind kind, const char* wanted) {
    const ConfigMember* m = in.value.find(key);
    if (m != nullptr && m->value.kind == kind) return &m->value.scalar;
    mistake(m != nullptr ? m->value.place : in.value.place,
            "'" + in.key + "' wants '" + key + "', " + wanted);
    return nullptr;
  }

  void lesson(const ConfigMember& m) {
    const auto number = number_of(m, m.key);
    const Value* pages = scalar(m, "pages", Kind::kInteger, "a number");
    if (number && pages != nullptr) out_.lessons[*number].pages = pages->as_int();
  }

  void answer(const ConfigMember& m) {
    const std::size_t dot = m.key.find('.');
    const auto number = number_of(m, m.key.substr(0, dot));
    if (dot == std::string::npos)
      return mistake(m.place, "'" + m.key + "' names no question: \"11.first-count\"");
    const Value* said = scalar(m, "said", Kind::kText, "a text");
    const Value* right = scalar(m, "right", Kind::kBool, "true or false");
    const Value* tries = scalar(m, "tries", Kind::kInteger, "a number");
    if (number && said != nullptr && right != nullptr && tries != nullptr)
      out_.answers[{*number, m.key.substr(dot + 1)}] = {std::string(said->as_text()),
                                                        right->as_bool(), tries->as_int()};
  }

  void exercise(const ConfigMember& m) {
    const auto number = number_of(m, m.key);
    const Value* passed = scalar(m, "passed", Kind::kBool, "true or false");
    const Value* tries = scalar(m, "tries", Kind::kInteger, "a number");
    const Value* hints = scalar(m, "hints", Kind::kInteger, "a number");
    const Value* revealed = scalar(m, "revealed", Kind::kBool, "true or false");
    if (number && passed != nullptr && tries != nullptr && hints != nullptr && revealed != nullptr)
      out_.exercises[*number] = {passed->as_bool(), tries->as_int(), hints->as_int(),
                                 revealed->as_bool()};
  }

  const Document& document_;
  Progress out_;
};

std::string home_folder() {
  const char* const data = std::getenv("XDG_DATA_HOME");
  if (data != nullptr && data[0] == '/') return std::string(data) + "/weir";
  const char* const home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') return std::string(home) + "/.local/share/weir";
  return {};
}

}  // namespace

const KeptAnswer* Progress::answer(std::int64_t lesson, const std::string& question) const {
  const auto at = answers.find({lesson, question});
  return at == answers.end() ? nullptr : &at->second;
}

std::int64_t Progress::pages(std::int64_t lesson) const {
  const auto at = lessons.find(lesson);
  return at == lessons.end() ? 0 : at->second.pages;
}

void Progress::forget(std::int64_t lesson) {
  lessons.erase(lesson);
  std::erase_if(answers, [&](const auto& entry) { return entry.first.first == lesson; });
}

std::string progress_text(const Progress& progress) {
  std::string out = kHead;
  out += "version = " + std::to_string(kVersion) + "\n\n[lesson]\n";
  for (const auto& [number, lesson] : progress.lessons)
    out += std::to_string(number) + " = { pages = " + std::to_string(lesson.pages) + " }\n";
  out += "\n[answer]\n";
  for (const auto& [question, answer] : progress.answers)
    out += toml_text(std::to_string(question.first) + '.' + question.second) +
           " = { said = " + toml_text(answer.said) +
           ", right = " + (answer.right ? "true" : "false") +
           ", tries = " + std::to_string(answer.tries) + " }\n";
  const auto word = [](bool is) { return is ? "true" : "false"; };
  if (!progress.exercises.empty()) out += "\n[exercise]\n";
  for (const auto& [number, e] : progress.exercises)
    out += std::to_string(number) + " = { passed = " + word(e.passed) +
           ", tries = " + std::to_string(e.tries) + ", hints = " + std::to_string(e.hints) +
           ", revealed = " + word(e.revealed) + " }\n";
  return out;
}

Result<Progress> read_progress(const std::string& path, std::string text) {
  Document::Parsed parsed = Document::parse(path, std::move(text));
  Diagnostics mistakes = std::move(parsed.diagnostics);
  Progress out;
  if (parsed.document) {
    Reader reader(*parsed.document);
    out = reader.read();
    mistakes.insert(mistakes.end(), reader.mistakes.begin(), reader.mistakes.end());
  }
  if (mistakes.empty()) return out;
  return Error{ErrorKind::kBadData,
               "your progress cannot be read, and nothing was written over it.\n" +
                   to_text(std::move(mistakes)) +
                   "\nMend the file, or move it away to begin anew: " + path};
}

std::string workspace_of(const std::string& from) {
  std::error_code error;
  fs::path at = fs::absolute(from, error);
  if (error) return {};
  for (;; at = at.parent_path()) {
    if (fs::is_directory(at / ProgressFile::kFolder, error)) return at.string();
    if (at == at.parent_path()) return {};
  }
}

Result<ProgressFile> ProgressFile::here() {
  std::error_code error;
  const fs::path current = fs::current_path(error);
  const std::string workspace = error ? "" : workspace_of(current.string());
  if (!workspace.empty()) return ProgressFile(workspace + '/' + kFolder);
  const std::string home = home_folder();
  if (home.empty())
    return io(
        "there is no place for your progress: make a workspace with 'weir init', or set HOME");
  return ProgressFile(home);
}

bool ProgressFile::exists() const {
  std::error_code error;
  return fs::exists(path(), error);
}

Result<Progress> ProgressFile::read() const {
  if (!exists()) return Progress{};
  auto text = runs::read_whole(path());
  if (!text) return text.error();
  return read_progress(path(), std::move(*text));
}

// Another command notes something in an instant.
constexpr std::chrono::seconds kPatience{2};

Result<void> ProgressFile::change(const std::function<void(Progress&)>& with) const {
  const auto lock = runs::FolderLock::take(folder_, kPatience);
  if (!lock) return lock.error();
  auto progress = read();
  if (!progress) return progress.error();
  with(*progress);
  return runs::write_whole(path(), progress_text(*progress));
}

Result<std::string> ProgressFile::back_up() const {
  const auto text = runs::read_whole(path());
  if (!text) return text.error();
  for (int n = 1;; n++) {
    const std::string name = folder_ + "/progress-" + std::to_string(n) + ".toml";
    std::error_code error;
    if (fs::exists(name, error)) continue;
    if (const auto ok = runs::write_whole(name, *text); !ok) return ok.error();
    return name;
  }
}

}  // namespace weir::book
