// TextFile: a window that slides over the bytes of a file, for readers of rows.
//   unread() is what was read and not consumed yet; more() reads on behind it, consume() gives its
//   beginning up. A byte order mark at the start of the file is passed over and counts nowhere. The
//   window is as large as one chunk, or as the longest row if that is larger: never as the file.
// Lifetime: views of unread() are valid until the next more().
// Errors: kIo with the path and the reason. open() reads the first chunk, so that what cannot be
//   read at all (missing, a folder, a pipe, no permission) fails before there is any row.
#pragma once
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"

namespace weir {

struct TextFileOptions {
  std::size_t chunk_bytes = std::size_t{64} << 10;  // at least 1
  // A row with its end; a longer one is kBadData. Below 4 GiB, which is where strings end.
  std::size_t row_bytes_max = std::size_t{256} << 20;
};

class TextFile {
 public:
  static Result<TextFile> open(const std::string& path, const TextFileOptions& options = {});

  std::string_view unread() const { return {buffer_.data() + begin_, end_ - begin_}; }
  // The file has nothing behind unread().
  bool at_end() const { return at_end_; }
  // A row that begins unread() and does not end in it is longer than allowed.
  bool too_long() const { return end_ - begin_ > options_.row_bytes_max; }
  Result<void> more();
  // bytes <= unread().size()
  void consume(std::size_t bytes) { begin_ += bytes; }

  const std::string& path() const { return path_; }
  const TextFileOptions& options() const { return options_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  TextFile(std::string path, const TextFileOptions& options, std::FILE* file);

  std::string path_;
  TextFileOptions options_;
  std::unique_ptr<std::FILE, Close> file_;
  std::vector<char> buffer_;  // its bytes from begin_ to end_ are unread()
  std::size_t begin_ = 0, end_ = 0;
  bool at_end_ = false;
};

// Whether a source could be opened on this path; for mistakes that are better found before a run.
Result<void> check_readable(const std::string& path);

}  // namespace weir
