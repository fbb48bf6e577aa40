#include "tests/lessons/program.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace weir::testing {

Ran run_weir(const std::string& arguments, const std::string& behind) {
  const TemporaryFile out(""), err("");
  const std::string line = "{ '" WEIR_PROGRAM "' " + arguments + " 2>" + err.path() +
                           "; echo $? >>" + err.path() + "; } " + behind + " >" + out.path();
  static_cast<void>(std::system(line.c_str()));
  Ran ran;
  ran.out = read_file(out.path());
  ran.err = read_file(err.path());
  // The last line of stderr is the exit code.
  const std::size_t end = ran.err.find_last_not_of('\n');
  const std::size_t begin = ran.err.rfind('\n', end) + 1;
  ran.exit = std::stoi(ran.err.substr(begin));
  ran.err.resize(begin);
  return ran;
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

TemporaryFile::TemporaryFile(std::string_view content) {
  path_ = (std::filesystem::temp_directory_path() / "weir-XXXXXX").string();
  const int descriptor = mkstemp(path_.data());
  if (descriptor < 0) throw std::runtime_error("cannot make " + path_);
  close(descriptor);
  std::ofstream(path_, std::ios::binary) << content;
}

TemporaryFile::~TemporaryFile() { std::remove(path_.c_str()); }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    if (end == std::string::npos) break;
    at = end + 1;
  }
  return lines;
}

std::vector<std::string> rows_of(const std::string& out) {
  std::vector<std::string> rows = lines_of(out);
  for (std::size_t i = 0; i < rows.size(); i++)
    if (rows[i].starts_with("lesson ")) {
      rows.resize(i > 0 ? i - 1 : 0);
      break;
    }
  return rows;
}

}  // namespace weir::testing
