#include "lessons/cli/own_program.h"

#include <unistd.h>
#include <array>
#include <climits>
#include <cstdlib>

namespace weir::cli {

namespace {

constexpr int kLimitMs = 60'000;

std::string own_path() {
  std::array<char, PATH_MAX> path{};
  const ssize_t n = readlink("/proc/self/exe", path.data(), path.size());
  return n > 0 ? std::string(path.data(), static_cast<std::size_t>(n)) : std::string("weir");
}

}  // namespace

Result<std::string> transcript_of(const std::vector<std::string>& arguments, int variant,
                                  const std::string& empty_folder) {
  std::vector<std::string> words{"-i",
                                 "-C",
                                 empty_folder,
                                 "HOME=" + empty_folder,
                                 "XDG_DATA_HOME=" + empty_folder,
                                 variant == 0 ? "LC_ALL=C" : "LC_ALL=de_DE.UTF-8",
                                 variant == 0 ? "TZ=UTC" : "TZ=Asia/Tokyo",
                                 variant == 0 ? "TERM=dumb" : "TERM=xterm-256color"};
  if (const char* const folder = std::getenv("WEIR_LESSONS"))
    words.push_back(std::string("WEIR_LESSONS=") + folder);
  words.push_back(own_path());
  words.insert(words.end(), arguments.begin(), arguments.end());
  const auto answer = run_program("env", words, "", kLimitMs);
  if (!answer) return answer.error();
  return answer->out + answer->err;
}

Result<ProgramAnswer> run_weir(const std::vector<std::string>& arguments) {
  return run_program(own_path(), arguments, "", kLimitMs);
}

}  // namespace weir::cli
