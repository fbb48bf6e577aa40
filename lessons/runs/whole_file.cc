#include "lessons/runs/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace weir::runs {

namespace {

namespace fs = std::filesystem;

Error io(const std::string& text) { return {ErrorKind::kIo, text}; }

}  // namespace

Result<std::string> read_whole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return io(path + " cannot be read: " + std::strerror(errno));
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad()) return io(path + " cannot be read");
  return text;
}

Result<void> write_whole(const std::string& path, const std::string& text) {
  const std::string fresh = path + ".new";
  std::error_code error;
  if (const fs::path folder = fs::path(path).parent_path(); !folder.empty())
    fs::create_directories(folder, error);
  const int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return io(fresh + " cannot be written: " + std::strerror(errno));
  std::size_t done = 0;
  bool ok = true;
  while (ok && done < text.size()) {
    const ssize_t n = write(file, text.data() + done, text.size() - done);
    if (n > 0) done += static_cast<std::size_t>(n);
    ok = n > 0 || (n < 0 && errno == EINTR);
  }
  ok = ok && fsync(file) == 0;
  int why = ok ? 0 : errno;
  if (close(file) != 0 && ok) why = errno;
  if (why == 0 && std::rename(fresh.c_str(), path.c_str()) != 0) why = errno;
  if (why == 0) return {};
  unlink(fresh.c_str());
  return io(path + " cannot be written: " + std::strerror(why));
}

}  // namespace weir::runs
