// Tested by tests/connectors/text_file_test.cc.
#include "engine/connectors/text_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "engine/core/check.h"

namespace weir {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

Error io_error(const std::string& path, const std::string& reason) {
  return {ErrorKind::kIo, path + ": cannot be read: " + reason};
}

Error io_error(const std::string& path, int error_number) {
  return io_error(path, std::generic_category().message(error_number));
}

// What fopen would take, only to block on it or to fail at the first byte. Whether the file exists
// and may be read is for fopen to say.
const char* unfit(const std::string& path) {
  using std::filesystem::file_type;
  if (path.find('\0') != std::string::npos) return "its name contains a NUL byte";
  std::error_code unknown;
  const file_type type = std::filesystem::status(path, unknown).type();
  if (type == file_type::directory) return "it is a directory";
  const bool maybe = type == file_type::regular || type == file_type::not_found ||
                     type == file_type::none || type == file_type::unknown;
  return maybe ? nullptr : "it is not a regular file";
}

}  // namespace

TextFile::TextFile(std::string path, const TextFileOptions& options, std::FILE* file)
    : path_(std::move(path)), options_(options), file_(file), buffer_(options.chunk_bytes) {}

Result<TextFile> TextFile::open(const std::string& path, const TextFileOptions& options) {
  WEIR_CHECK(options.chunk_bytes > 0, "a chunk has at least one byte");
  WEIR_CHECK(options.row_bytes_max < 0xffff'ffff, "a row is below 4 GiB");
  if (const char* reason = unfit(path)) return io_error(path, reason);
  errno = 0;
  std::FILE* raw = std::fopen(path.c_str(), "rb");
  if (raw == nullptr) return io_error(path, errno);
  TextFile file(path, options, raw);
  std::setvbuf(raw, nullptr, _IONBF, 0);  // the window is buffer enough

  while (!file.at_end_ && file.unread().size() < kByteOrderMark.size())
    if (auto read = file.more(); !read) return read.error();
  if (file.unread().starts_with(kByteOrderMark)) file.consume(kByteOrderMark.size());
  return file;
}

Result<void> TextFile::more() {
  if (at_end_) return {};
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
  errno = 0;
  const std::size_t room = buffer_.size() - end_;
  const std::size_t count = std::fread(buffer_.data() + end_, 1, room, file_.get());
  if (count < room) {
    if (std::ferror(file_.get()) != 0) return io_error(path_, errno);
    at_end_ = true;
  }
  end_ += count;
  return {};
}

Result<void> check_readable(const std::string& path) {
  auto file = TextFile::open(path);
  if (!file) return file.error();
  return {};
}

}  // namespace weir
