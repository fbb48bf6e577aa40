// Tested by tests/exercises/toolchain_test.cc.
#include "exercises/loop/program_cache.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>

#include "exercises/loop/content_hash.h"
#include "exercises/loop/text_lines.h"
#include "lessons/runs/whole_file.h"

namespace weir::exercises {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKept = 12;  // programs
constexpr std::string_view kPrefix = "program-";
constexpr std::string_view kSources = ".sources";

// Files behind "program: " in what -MMD writes; blanks and # in names come with a backslash.
std::vector<std::string> sources_in(std::string_view made) {
  std::vector<std::string> out;
  made.remove_prefix(std::min(made.size(), made.find(": ") + 2));
  std::string word;
  for (std::size_t i = 0; i <= made.size(); i++) {
    const char c = i < made.size() ? made[i] : '\n';
    if (c == '\\' && i + 1 < made.size() && made[i + 1] == '\n') continue;
    if (c == '\\' && i + 1 < made.size() && (made[i + 1] == ' ' || made[i + 1] == '#')) {
      word += made[++i];
    } else if (c == ' ' || c == '\n') {
      if (!word.empty()) out.push_back(word);
      word.clear();
    } else {
      word += c;
    }
  }
  return out;
}

std::string hash_of_file(const std::string& path) {
  const auto text = runs::read_whole(path);
  return text ? ContentHash().add(*text).text() : "none";
}

void remove_old(const std::string& folder) {
  std::error_code error;
  std::vector<std::pair<fs::file_time_type, fs::path>> all;
  const auto an_hour_ago = fs::file_time_type::clock::now() - std::chrono::hours(1);
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const fs::path& path = entry.path();
    if (!path.filename().native().starts_with(kPrefix)) continue;
    const auto written = fs::last_write_time(path, error);
    if (path.extension().empty())
      all.emplace_back(written, path);
    else if (path.extension() != kSources && written < an_hour_ago)
      fs::remove(path, error);  // of somebody who was interrupted
  }
  std::sort(all.rbegin(), all.rend());
  for (std::size_t i = kKept; i < all.size(); i++) {
    fs::remove(all[i].second, error);
    fs::remove(fs::path(all[i].second) += kSources, error);
  }
}

}  // namespace

Result<void> ProgramCache::make_folder() const {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) return Error{ErrorKind::kIo, "cannot make " + folder_ + ": " + error.message()};
  return {};
}

std::string ProgramCache::name_of(const std::string& source,
                                  const std::vector<std::string>& contents,
                                  const std::vector<std::string>& objects) const {
  ContentHash hash;
  hash.add(source);
  for (const std::string& content : contents) hash.add(content);
  for (const std::string& object : objects) hash.add(object).add(hash_of_file(object));
  return fs::absolute(fs::path(folder_) / (std::string(kPrefix) + hash.text())).native();
}

bool ProgramCache::has(const std::string& name) const {
  const auto sources = runs::read_whole(name + std::string(kSources));
  if (!sources || access(name.c_str(), X_OK) != 0) return false;
  for (const std::string_view line : lines_of(*sources)) {
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos) return false;
    if (hash_of_file(std::string(line.substr(blank + 1))) != line.substr(0, blank)) return false;
  }
  return true;
}

Result<void> ProgramCache::keep(const std::string& made, const std::string& name,
                                const std::string& compiled_in) const {
  const auto dependencies = runs::read_whole(made + ".d");
  if (!dependencies) return dependencies.error();
  const fs::path folder = fs::path(name).parent_path();
  std::string sources;
  for (const std::string& file : sources_in(*dependencies)) {
    // Of the precompiled header the key of the toolchain says all, and faster.
    if (file.ends_with(".gch") || file.ends_with(".hxx")) continue;
    const std::string path = (fs::path(compiled_in) / file).native();  // unless it is absolute
    sources += hash_of_file(path) + ' ' + path + '\n';
  }
  if (auto written = runs::write_whole(name + std::string(kSources), sources); !written)
    return written;
  std::error_code error;
  fs::rename(made, name, error);
  if (error) return Error{ErrorKind::kIo, "cannot write " + name + ": " + error.message()};
  fs::remove(made + ".d", error);
  remove_old(folder.native());
  return {};
}

void ProgramCache::drop(const std::string& made) const {
  std::error_code ignored;
  fs::remove(made, ignored);
  fs::remove(made + ".d", ignored);
}

}  // namespace weir::exercises
