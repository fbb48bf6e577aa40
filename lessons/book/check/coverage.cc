#include "lessons/book/check/coverage.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "engine/core/suggest.h"

namespace weir::book {

namespace {

constexpr const char* kFile = "/coverage.tsv";

// "2 4": lessons, in a column of their own; "-": none.
bool read_lessons(std::string_view text, std::set<int>& out) {
  if (text == "-") return true;
  while (!text.empty()) {
    int number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || number <= 0) return false;
    out.insert(number);
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    if (!text.empty() && text.front() != ' ') return false;
    if (!text.empty()) text.remove_prefix(1);
  }
  return true;
}

}  // namespace

Result<CoverageTable> read_coverage(const std::string& folder) {
  CoverageTable out;
  std::error_code error;
  if (!std::filesystem::exists(folder + kFile, error)) return out;
  std::ifstream in(folder + kFile, std::ios::binary);
  std::string line;
  for (std::size_t n = 1; std::getline(in, line); n++) {
    if (line.empty() || line.front() == '#') continue;
    const std::size_t id = line.find('\t');
    const std::size_t lessons = id == line.npos ? id : line.find('\t', id + 1);
    std::set<int> of;
    const bool good = lessons != line.npos &&
                      read_lessons(std::string_view(line).substr(id + 1, lessons - id - 1), of) &&
                      out.lessons_of.emplace(line.substr(0, id), std::move(of)).second;
    if (!good)
      return Error{ErrorKind::kBadArgument,
                   folder + kFile + ':' + std::to_string(n) +
                       ": a row is an id that stands there once, lessons, exercises and the idea, "
                       "with tabs between them"};
  }
  if (in.bad()) return Error{ErrorKind::kIo, folder + kFile + ": it cannot be read"};
  return out;
}

void check_coverage(LessonCheck& check, const CoverageTable& table,
                    std::set<std::string>& treated) {
  if (table.lessons_of.empty()) return;
  std::set<std::string> here;
  for (const CoverSection& cover : check.file.covers)
    for (const auto& id : cover.rows) {
      here.insert(id.value);
      const auto row = table.lessons_of.find(id.value);
      if (row == table.lessons_of.end())
        check.in_file(id.place, "coverage.tsv has no row '" + id.value + "'");
      else if (row->second.count(check.lesson->number) == 0)
        check.in_file(id.place, "the row '" + id.value + "' of coverage.tsv does not name lesson " +
                                    std::to_string(check.lesson->number));
    }
  for (const auto& [id, lessons] : table.lessons_of)
    if (lessons.count(check.lesson->number) != 0 && here.count(id) == 0)
      check.findings.push_back({"lesson.toml", 1,
                                "coverage.tsv says that this lesson treats '" + id +
                                    "': name it in [covers], with the page that does"});
  treated.insert(here.begin(), here.end());
}

}  // namespace weir::book
