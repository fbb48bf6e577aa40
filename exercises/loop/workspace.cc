// Tested by tests/exercises/workspace_test.cc.
#include "exercises/loop/workspace.h"

#include <cstdlib>
#include <filesystem>
#include <utility>
#include <vector>

#include "engine/core/config/document.h"
#include "engine/core/config/section_printer.h"
#include "engine/core/suggest.h"
#include "exercises/exercises.h"
#include "lessons/book/progress_file.h"
#include "lessons/runs/whole_file.h"

namespace weir::exercises {

namespace {

namespace fs = std::filesystem;

constexpr const char* kGivenOut[] = {"README.md", "exercise.h", Workspace::kFile};

std::string slug(const Exercise& exercise) {
  return std::string(exercise.folder.substr(exercise.folder.find('-') + 1));
}

std::string list_of_exercises() {
  std::string known;
  for (const Exercise& e : kExercises)
    known += "\n  " + std::to_string(e.number) + "  " + std::string(e.title);
  return known;
}

// The exercise in whose folder this place is.
const Exercise* exercise_at(fs::path at) {
  std::error_code error;
  at = fs::absolute(at, error);
  for (; !error; at = at.parent_path()) {
    for (const Exercise& e : kExercises)
      if (at.filename() == e.folder) return &e;
    if (at == at.parent_path()) break;
  }
  return nullptr;
}

Result<void> copy_one(const fs::path& from, const fs::path& to) {
  auto text = runs::read_whole(from.string());
  if (!text) return text.error();
  return runs::write_whole(to.string(), *text);
}

}  // namespace

const Exercise* exercise_number(int number) {
  for (const Exercise& e : kExercises)
    if (e.number == number) return &e;
  return nullptr;
}

Result<const Exercise*> find_exercise(const std::string& typed) {
  if (typed.empty()) {
    if (const Exercise* here = exercise_at(".")) return here;
    return Error{ErrorKind::kBadArgument,
                 "Which exercise? Name its number, or stand in its folder. Exercises are:" +
                     list_of_exercises()};
  }
  std::vector<std::string> known;
  for (const Exercise& e : kExercises) {
    const std::string digits = std::to_string(e.number);
    for (const std::string& name : {digits, "0" + digits, "e" + digits, "e0" + digits, "E" + digits,
                                    "E0" + digits, slug(e), std::string(e.folder)})
      if (typed == name) return &e;
    known.push_back(slug(e));
  }
  std::error_code error;
  if (fs::exists(typed, error))
    if (const Exercise* at = exercise_at(typed)) return at;
  return Error{ErrorKind::kBadArgument, "There is no exercise '" + typed + "'." +
                                            did_you_mean(typed, known) +
                                            " Exercises are:" + list_of_exercises()};
}

std::string folder_of(const Exercise& exercise) {
  const char* const other = std::getenv("WEIR_EXERCISES");
  const std::string root = other != nullptr && other[0] != '\0' ? other : WEIR_EXERCISES_DIR;
  return root + '/' + std::string(exercise.folder);
}

Result<Workspace> Workspace::here() {
  std::error_code error;
  const fs::path current = fs::current_path(error);
  std::string root = error ? "" : book::workspace_of(current.string());
  if (root.empty())
    return Error{ErrorKind::kBadArgument,
                 "This is no workspace, and exercises are solved in one. Make one here with 'weir "
                 "init', or 'weir init FOLDER'."};
  return Workspace(std::move(root));
}

std::string Workspace::folder(const Exercise& exercise) const {
  return root_ + "/exercises/" + std::string(exercise.folder);
}

Result<void> Workspace::put_exercises() const {
  std::error_code error;
  for (const Exercise& e : kExercises) {
    const fs::path to = folder(e);
    fs::create_directories(to, error);
    if (error) return Error{ErrorKind::kIo, to.string() + ": " + error.message()};
    for (const char* name : kGivenOut) {
      if (fs::exists(to / name, error)) continue;
      if (const auto ok = copy_one(fs::path(folder_of(e)) / name, to / name); !ok) return ok;
    }
  }
  return {};
}

Result<std::string> Workspace::reset(const Exercise& exercise) const {
  std::error_code error;
  fs::create_directories(folder(exercise), error);
  std::string kept;
  if (fs::exists(file(exercise), error)) {
    for (int n = 1; kept.empty() || fs::exists(kept, error); n++)
      kept = folder(exercise) + "/starter-" + std::to_string(n) + ".cc.bak";
    if (const auto ok = copy_one(file(exercise), kept); !ok) return ok.error();
  }
  if (const auto ok = copy_one(folder_of(exercise) + '/' + kFile, file(exercise)); !ok)
    return ok.error();
  return kept;
}

namespace {

std::string note_path(const std::string& folder, const Exercise& exercise) {
  const std::string number = std::to_string(exercise.number);
  return folder + "/e" + (number.size() < 2 ? "0" : "") + number + ".toml";
}

}  // namespace

Result<LastCheck> Workspace::last(const Exercise& exercise) const {
  LastCheck out;
  const std::string path = note_path(state_folder(), exercise);
  std::error_code error;
  if (!fs::exists(path, error)) return out;
  auto text = runs::read_whole(path);
  if (!text) return text.error();
  const auto parsed = Document::parse(path, std::move(*text));
  // It only helps; what cannot be read is as if nothing had been checked yet.
  if (!parsed.document) return out;
  const ConfigNode& root = parsed.document->root();
  const auto read = [&](const char* key, std::string& to) {
    const ConfigMember* m = root.find(key);
    if (m != nullptr && m->value.kind == ConfigNode::Kind::kText) to = m->value.scalar.as_text();
  };
  const auto count = [&](const char* key) {
    const ConfigMember* m = root.find(key);
    return m != nullptr && m->value.kind == ConfigNode::Kind::kInteger ? m->value.scalar.as_int()
                                                                       : 0;
  };
  read("failing", out.failing);
  read("like", out.like);
  read("token", out.token);
  read("kind", out.kind);
  out.same = count("same");
  out.level = count("level");
  return out;
}

const Exercise* Workspace::last_checked() const {
  const Exercise* out = nullptr;
  fs::file_time_type newest;
  for (const Exercise& e : kExercises) {
    std::error_code error;
    const auto time = fs::last_write_time(note_path(state_folder(), e), error);
    if (error || (out != nullptr && time <= newest)) continue;
    out = &e;
    newest = time;
  }
  return out;
}

Result<void> Workspace::note(const Exercise& exercise, const LastCheck& last) const {
  std::string text = "# What the last check found. Weir writes this file, and can do without it.\n";
  text += "failing = " + toml_text(last.failing) + "\nlike = " + toml_text(last.like) +
          "\ntoken = " + toml_text(last.token) + "\nkind = " + toml_text(last.kind) +
          "\nsame = " + std::to_string(last.same) + "\nlevel = " + std::to_string(last.level) +
          '\n';
  return runs::write_whole(note_path(state_folder(), exercise), text);
}

}  // namespace weir::exercises
