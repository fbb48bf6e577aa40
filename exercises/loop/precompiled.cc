// Tested by tests/exercises/toolchain_test.cc.
#include "exercises/loop/precompiled.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "exercises/loop/compiler_run.h"
#include "exercises/loop/file_descriptor.h"

namespace weir::exercises {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKept = 6;  // folders; each holds up to 100 MB
constexpr std::string_view kPrefix = "pch-";

void remove_old(const fs::path& cache, const fs::path& keep) {
  std::error_code error;
  std::vector<std::pair<fs::file_time_type, fs::path>> all;
  for (const auto& entry : fs::directory_iterator(cache, error))
    if (entry.path().filename().native().starts_with(kPrefix) && entry.path() != keep)
      all.emplace_back(fs::last_write_time(entry.path(), error), entry.path());
  std::sort(all.rbegin(), all.rend());
  for (std::size_t i = kKept - 1; i < all.size(); i++) fs::remove_all(all[i].second, error);
}

}  // namespace

std::optional<Precompiled> precompiled(const std::string& cache, const std::string& key,
                                       const std::vector<std::string>& command,
                                       const std::string& header) {
  std::error_code error;
  const fs::path folder = fs::path(cache) / (std::string(kPrefix) + key);
  fs::create_directories(folder, error);
  if (error) return std::nullopt;
  Precompiled out{(folder / "pch.hxx").native(), (folder / "pch.hxx.gch").native()};
  if (fs::exists(out.file, error)) {
    fs::last_write_time(folder, fs::file_time_type::clock::now(), error);  // used lately
    return out;
  }
  const FileDescriptor lock(open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.get() < 0) return std::nullopt;
  while (flock(lock.get(), LOCK_EX) != 0)
    if (errno != EINTR) return std::nullopt;
  if (fs::exists(out.file, error)) return out;  // somebody else has made it meanwhile
  // clang remembers the path and the time of the header: it must be in its place before.
  if (!(std::ofstream(out.header) << "#include <" << header << ">\n").flush()) return std::nullopt;
  const std::string begun = out.file + ".begun";
  std::vector<std::string> words = command;
  words.insert(words.end(), {"-x", "c++-header", out.header, "-o", begun});
  const auto made = run_compiler(words, "");
  if (!made || !made->ok) {
    fs::remove(begun, error);
    return std::nullopt;
  }
  fs::rename(begun, out.file, error);
  if (error) return std::nullopt;
  remove_old(cache, folder);
  return out;
}

void forget(const Precompiled& precompiled) {
  std::error_code ignored;
  fs::remove(precompiled.file, ignored);
}

}  // namespace weir::exercises
