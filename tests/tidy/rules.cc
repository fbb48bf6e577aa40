#include "tests/tidy/rules.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string_view>

#include "tests/tidy/functions.h"

namespace weir::tidy {

namespace {

// ---- where a file lives
// ---------------------------------------------------------------------------

constexpr std::array<std::string_view, 12> kEngineRooms = {
    "core",       "trace",     "env",        "state", "time",    "window",
    "checkpoint", "operators", "connectors", "graph", "runtime", "api"};
// Below them all: the lessons themselves, NN-slug/, and their table.
constexpr std::array<std::string_view, 4> kLessonRooms = {"runs", "book", "stepper", "cli"};
// Above them all: the exercises themselves.
constexpr std::array<std::string_view, 5> kExerciseRooms = {"report", "grader", "loop", "author",
                                                            "cli"};

std::string_view first_folder(std::string_view path) {
  const std::size_t slash = path.find('/');
  return slash == path.npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? std::string_view{} : path.substr(0, slash);
}

struct Place {
  int layer = 0;  // 0 engine, 1 sim and diagrams, 2 lessons, 3 exercises, 4 weir.cc, 5 tests
  std::string_view folder;  // of the top level; empty for weir.cc
  // Inside the engine: index in kEngineRooms; files beside the rooms: api. Inside the lessons: one
  // more than the index in kLessonRooms, 0 below them. Inside the exercises: index in
  // kExerciseRooms, or one above the last; files beside the rooms, the table: below them.
  int room = 0;
};

// Nothing for a path that is in none of the rooms, such as a system header.
std::optional<Place> place_of(std::string_view path) {
  if (path == "weir.cc") return Place{4, {}, 0};
  const std::string_view top = first_folder(path);
  if (top == "sim" || top == "diagrams") return Place{1, top, 0};
  if (top == "exercises") {
    const std::string_view room = first_folder(path.substr(top.size() + 1));
    if (room.empty()) return Place{3, top, -1};
    const auto* found = std::find(kExerciseRooms.begin(), kExerciseRooms.end(), room);
    return Place{3, top, static_cast<int>(found - kExerciseRooms.begin())};
  }
  if (top == "lessons") {
    const std::string_view room = first_folder(path.substr(top.size() + 1));
    const auto* found = std::find(kLessonRooms.begin(), kLessonRooms.end(), room);
    if (found == kLessonRooms.end()) return Place{2, top, 0};
    return Place{2, top, static_cast<int>(found - kLessonRooms.begin()) + 1};
  }
  if (top == "tests") return Place{5, top, 0};
  if (top != "engine") return std::nullopt;
  const std::string_view room = first_folder(path.substr(top.size() + 1));
  if (room.empty()) return Place{0, top, static_cast<int>(kEngineRooms.size()) - 1};
  const auto* found = std::find(kEngineRooms.begin(), kEngineRooms.end(), room);
  return Place{0, top, static_cast<int>(found - kEngineRooms.begin())};
}

bool is_known_room(const Place& place) {
  return place.room < static_cast<int>(kEngineRooms.size());
}

bool may_include(const Place& from, const Place& to) {
  if (to.layer < from.layer) return true;
  return from.folder == to.folder && (from.layer == 5 || to.room <= from.room);
}

// The file name of an #include line of code, quotes and brackets removed.
std::string_view included_file(std::string_view line) {
  line = trimmed(line);
  if (!line.starts_with("#")) return {};
  line = trimmed(line.substr(1));
  if (!line.starts_with("include")) return {};
  line = trimmed(line.substr(std::string_view("include").size()));
  if (line.empty() || (line.front() != '"' && line.front() != '<')) return {};
  const std::size_t end = line.find(line.front() == '"' ? '"' : '>', 1);
  return end == line.npos ? std::string_view{} : line.substr(1, end - 1);
}

void check_include(const SourceFile& file, int line, std::string_view name, Offences& out) {
  const std::string quoted = "includes " + std::string(name);
  if (name.find("../") != name.npos) {
    out.push_back({file.path, line, quoted + ": name it from the root of the repository"});
    return;
  }
  const auto from = place_of(file.path);
  const auto to = place_of(name);
  if (from && to && !may_include(*from, *to)) {
    out.push_back({file.path, line, quoted + ": includes only point down, to what is below"});
  }
}

// ---- banned names
// ---------------------------------------------------------------------------------

enum class Where { kEngine, kEngineAndSim, kEverywhere };

struct Ban {
  std::string_view name;
  Where where;
  bool prefix;  // also as the beginning of a longer word
  std::string_view why;
};

constexpr std::string_view kOrder = "its order differs between libraries: use a sorted container";
constexpr std::string_view kChance = "runs must not depend on chance: use the hash of the seed";
constexpr std::string_view kClock =
    "runs must not depend on the clock: use now() of the environment";
constexpr std::string_view kClang = "clang 14 does not compile it";

constexpr std::array<Ban, 22> kBans = {{
    {"unordered_", Where::kEngineAndSim, true, kOrder},
    {"std::hash", Where::kEngineAndSim, false, "differs between libraries: use engine/core/hash.h"},
    {"rand(", Where::kEngineAndSim, true, kChance},
    {"srand(", Where::kEngineAndSim, true, kChance},
    {"random_device", Where::kEngineAndSim, false, kChance},
    {"mt19937", Where::kEngineAndSim, true, kChance},
    {"<random>", Where::kEngineAndSim, true, kChance},
    {"system_clock", Where::kEngineAndSim, false, kClock},
    {"steady_clock", Where::kEngineAndSim, false, kClock},
    {"high_resolution_clock", Where::kEngineAndSim, false, kClock},
    {"<ctime>", Where::kEngineAndSim, true, kClock},
    {"getenv", Where::kEngineAndSim, false, "the environment is read by the tool only"},
    {"<iostream>", Where::kEngineAndSim, true, "only the tool prints"},
    {"<thread>", Where::kEngineAndSim, true, "the engine and the simulator have one thread"},
    {"shared_ptr", Where::kEngine, false, "say who owns it: a value or a unique_ptr"},
    {"std::views::", Where::kEverywhere, true, kClang},
    {"std::ranges::views::", Where::kEverywhere, true, kClang},
    {"source_location", Where::kEverywhere, false, kClang},
    {"std::format", Where::kEverywhere, false, "g++ 12 does not have it: use fmt"},
    {"<format>", Where::kEverywhere, true, "g++ 12 does not have it: use fmt"},
    {"std::expected", Where::kEverywhere, false, "needs C++23: use Result"},
    {"move_only_function", Where::kEverywhere, false, "needs C++23"},
}};

bool holds_in(const Ban& ban, std::string_view path) {
  const std::string_view top = first_folder(path);
  // RocksDB's own interface is made of shared_ptr, and has a header for clocks.
  if ((ban.name == "shared_ptr" || ban.name == "system_clock") &&
      path.starts_with("engine/state/rocksdb"))
    return false;
  // Programs that run during the build are not part of the engine.
  if (ban.where != Where::kEverywhere && path.ends_with("_gen.cc")) return false;
  switch (ban.where) {
    case Where::kEngine: return top == "engine";
    case Where::kEngineAndSim: return top == "engine" || top == "sim";
    case Where::kEverywhere: return true;
  }
  return false;
}

std::vector<std::size_t> places_of(const Ban& ban, std::string_view code) {
  std::vector<std::size_t> places;
  for (std::size_t i = code.find(ban.name); i != code.npos; i = code.find(ban.name, i + 1)) {
    const std::size_t end = i + ban.name.size();
    const bool begins = i == 0 || !is_word(ban.name.front()) || !is_word(code[i - 1]);
    const bool ends = ban.prefix || end == code.size() || !is_word(code[end]);
    if (begins && ends) places.push_back(i);
  }
  return places;
}

// ---- build lists
// ----------------------------------------------------------------------------------

// The words of a CMakeLists.txt, comments left out and variables for the own folder removed.
std::set<std::string> words_of(std::string_view cmake) {
  std::set<std::string> words;
  for (std::string_view line : lines_of(cmake)) {
    line = line.substr(0, line.find('#'));
    std::size_t begin = 0;
    while (begin < line.size()) {
      const std::size_t end = std::min(line.find_first_of(" \t\r()\";", begin), line.size());
      std::string_view word = line.substr(begin, end - begin);
      const std::size_t variable = word.rfind("}/");
      if (variable != word.npos) word.remove_prefix(variable + 2);
      if (!word.empty()) words.emplace(word);
      begin = end + 1;
    }
  }
  return words;
}

const SourceFile* find_file(const Tree& tree, const std::string& path) {
  const auto found = std::find_if(tree.files.begin(), tree.files.end(),
                                  [&](const SourceFile& file) { return file.path == path; });
  return found == tree.files.end() ? nullptr : &*found;
}

bool is_listed(const Tree& tree, std::string_view path) {
  std::string_view folder = folder_of(path);
  for (;;) {
    const std::string prefix = folder.empty() ? "" : std::string(folder) + "/";
    if (const SourceFile* list = find_file(tree, prefix + "CMakeLists.txt")) {
      const auto words = words_of(list->text);
      if (words.contains(std::string(path.substr(prefix.size())))) return true;
      if (words.contains(std::string(path))) return true;
    }
    if (folder.empty()) return false;
    folder = folder_of(folder);
  }
}

// ---- others
// ---------------------------------------------------------------------------------------

std::size_t columns_of(std::string_view line) {  // code points
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool is_text_of_ours(const SourceFile& file) {
  const std::string_view path = file.path;
  for (std::string_view end : {".cc", ".h", ".toml", ".md", ".cmake", ".txt", ".json", ".js",
                               ".css", ".html", ".in", ".hxx"}) {
    if (path.ends_with(end)) return true;
  }
  return path == "setup" || path.starts_with(".ci/");
}

}  // namespace

Offences include_direction(const Tree& tree) {
  Offences out;
  for (const SourceFile& file : tree.files) {
    if (!file.is_cpp()) continue;
    const auto place = place_of(file.path);
    if (place && !is_known_room(*place)) {
      out.push_back({file.path, 0, "is in no known room of the engine"});
    }
    const std::string text = only(file.text, {Part::kCode, Part::kLiteral});
    int number = 0;
    for (std::string_view line : lines_of(text)) {
      ++number;
      const std::string_view name = included_file(line);
      if (!name.empty()) check_include(file, number, name, out);
    }
  }
  return out;
}

Offences banned_names(const Tree& tree) {
  Offences out;
  for (const SourceFile& file : tree.files) {
    if (!file.is_cpp()) continue;
    const std::string code = only(file.text, {Part::kCode});
    for (const Ban& ban : kBans) {
      if (!holds_in(ban, file.path)) continue;
      for (std::size_t place : places_of(ban, code)) {
        out.push_back(
            {file.path, line_at(code, place), std::string(ban.name) + ": " + std::string(ban.why)});
      }
    }
  }
  return out;
}

Offences long_files(const Tree& tree) {
  Offences out;
  for (const SourceFile& file : tree.files) {
    const auto lines = lines_of(file.text).size();
    if (!file.is_cpp() || lines <= kFileLinesMax) continue;
    out.push_back({file.path, 0,
                   "has " + std::to_string(lines) + " lines; at most " +
                       std::to_string(kFileLinesMax) + ": find the second idea in it"});
  }
  return out;
}

Offences long_functions(const Tree& tree) {
  Offences out;
  for (const SourceFile& file : tree.files) {
    if (!file.is_cpp()) continue;
    const FunctionScan scan = functions_of(file.text);
    if (!scan.balanced) {
      out.push_back(
          {file.path, 0, "braces do not balance; is there an #if inside a function head?"});
      continue;
    }
    for (const Function& function : scan.functions) {
      if (function.lines() <= kFunctionLinesMax) continue;
      out.push_back({file.path, function.first_line,
                     function.name + " has " + std::to_string(function.lines()) +
                         " lines; at most " + std::to_string(kFunctionLinesMax)});
    }
  }
  return out;
}

Offences long_lines(const Tree& tree) {
  Offences out;
  for (const SourceFile& file : tree.files) {
    if (!file.is_cpp()) continue;
    const auto parts = parts_of(file.text);
    int number = 0;
    for (std::string_view line : lines_of(file.text)) {
      ++number;
      const auto columns = columns_of(line);
      if (columns <= kColumnsMax) continue;
      const auto begin = parts.begin() + (line.data() - file.text.data());
      const auto end = begin + static_cast<std::ptrdiff_t>(line.size());
      if (std::find(begin, end, Part::kRaw) != end) continue;
      out.push_back({file.path, number,
                     std::to_string(columns) + " columns; at most " + std::to_string(kColumnsMax)});
    }
  }
  return out;
}

Offences unlisted_files(const Tree& tree) {
  Offences out;
  for (const SourceFile& file : tree.files) {
    const std::string_view top = first_folder(file.path);
    const bool installed = file.is_header() && (top == "engine" || top == "sim");
    if ((!file.path.ends_with(".cc") && !installed) || top == "exercises") continue;
    if (is_listed(tree, file.path)) continue;
    out.push_back({file.path, 0, "is in no CMakeLists.txt: add it to its room's, or delete it"});
  }
  return out;
}

Offences header_shape(const Tree& tree) {
  Offences out;
  for (const SourceFile& file : tree.files) {
    if (!file.is_header()) continue;
    const std::string code = only(file.text, {Part::kCode, Part::kLiteral});
    const bool learners =
        file.path.starts_with("engine/api/") || file.path.starts_with("exercises/");
    const bool once = code.find("#pragma once") != code.npos;
    const bool guard = learners && trimmed(code).starts_with("#ifndef ");
    if (!once && !guard) out.push_back({file.path, 1, "has no #pragma once"});
    const std::string_view text = trimmed(file.text);
    if (!text.starts_with("//") && !text.starts_with("/*")) {
      out.push_back({file.path, 1, "does not begin with a comment that says what it is for"});
    }
  }
  return out;
}

Offences leftover_notes(const Tree& tree) {
  Offences out;
  for (const SourceFile& file : tree.files) {
    const bool starter = file.path.starts_with("exercises/");
    if (!file.is_cpp() || starter) continue;
    const std::string text = only(file.text, {Part::kCode, Part::kComment});
    for (std::string_view note : {"TODO", "FIXME"}) {
      for (std::size_t i = text.find(note); i != text.npos; i = text.find(note, i + 1)) {
        out.push_back(
            {file.path, line_at(text, i),
             std::string(note) + ": do it, or open an issue and say what is the case now"});
      }
    }
  }
  return out;
}

Offences tabs(const Tree& tree) {
  Offences out;
  for (const SourceFile& file : tree.files) {
    if (!is_text_of_ours(file)) continue;
    const auto parts = file.is_cpp() ? parts_of(file.text) : std::vector<Part>();
    for (std::size_t i = file.text.find('\t'); i != std::string::npos;
         i = file.text.find('\t', i + 1)) {
      if (!parts.empty() && parts[i] == Part::kRaw) continue;
      out.push_back({file.path, line_at(file.text, i), "a tab: use spaces, or \\t in a literal"});
    }
  }
  return out;
}

Offences top_level_entries(const Tree& tree) {
  static constexpr std::array<std::string_view, 14> kAllowed = {
      "CMakeLists.txt",  "CMakePresets.json",
      "README.md",       "ARCHITECTURE.md",
      "CONTRIBUTING.md", "LICENSE",
      "setup",           "weir.cc",
      "engine",          "sim",
      "diagrams",        "lessons",
      "exercises",       "tests"};
  Offences out;
  for (const std::string& name : tree.top_level) {
    const bool allowed = name.starts_with(".") || name == "build" || name.starts_with("build-") ||
                         std::find(kAllowed.begin(), kAllowed.end(), name) != kAllowed.end();
    if (!allowed) out.push_back({name, 0, "does not belong on the top level"});
  }
  return out;
}

Offences machine_paths(const Tree& tree) {
  // Written in two pieces so that this file does not offend itself.
  struct Path {
    std::string text;
    bool whole;  // ends at the end of a word
  };
  const std::array<Path, 4> paths = {{{"/wo"
                                       "rk",
                                       true},
                                      {"/ro"
                                       "ot",
                                       true},
                                      {"/tm"
                                       "p/",
                                       false},
                                      {".."
                                       "/shared",
                                       true}}};
  Offences out;
  for (const SourceFile& file : tree.files) {
    if (!is_text_of_ours(file)) continue;
    for (const Path& path : paths) {
      for (std::size_t i = file.text.find(path.text); i != std::string::npos;
           i = file.text.find(path.text, i + 1)) {
        const char before = i == 0 ? ' ' : file.text[i - 1];
        const std::size_t end = i + path.text.size();
        const char after = end < file.text.size() ? file.text[end] : ' ';
        const bool relative =
            is_word(before) || std::string_view(".-)}>*").find(before) != std::string_view::npos;
        if (relative || (path.whole && (is_word(after) || after == '-'))) continue;
        out.push_back({file.path, line_at(file.text, i), path.text + ": a path of one machine"});
      }
    }
  }
  return out;
}

std::string to_text(const Offences& offences) {
  std::string text;
  for (const Offence& offence : offences) {
    text += offence.path;
    if (offence.line > 0) text += ":" + std::to_string(offence.line);
    text += ": " + offence.what + "\n";
  }
  return text;
}

}  // namespace weir::tidy
