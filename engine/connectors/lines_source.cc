// Tested by tests/connectors/lines_source_test.cc.
#include "engine/connectors/lines_source.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "engine/connectors/splits.h"
#include "engine/connectors/text_place.h"

namespace weir {

namespace {

class LinesReader final : public SplitReader {
 public:
  explicit LinesReader(TextFile file) : file_(std::move(file)) {}

  Result<std::optional<Value>> next() override {
    if (!failed_.empty()) return *failed_;
    auto row = read_row();
    if (!row) failed_ = ErrorBox(row.error());
    return row;
  }

  Result<void> skip(std::int64_t rows) {
    for (std::int64_t i = 0; i < rows; i++) {
      const auto line = next_line();
      if (!line) return line.error();
      if (!line->has_value()) return position_beyond(file_.path(), i, rows);
    }
    return {};
  }

 private:
  Result<std::optional<Value>> read_row() {
    const auto line = next_line();
    if (!line) return line.error();
    if (!line->has_value()) return std::optional<Value>();
    const std::string_view text = **line;
    if (const auto bad = find_invalid_utf8(text))
      return bad_data(file_.path(), place_in_row(text, *bad, line_), invalid_utf8_text(text, *bad));
    return std::optional<Value>(RowBuilder(1).add(Value::text(text)).take());
  }

  // Without its end, and valid until the next call; nullopt at the end of the file.
  Result<std::optional<std::string_view>> next_line() {
    line_++;
    std::size_t searched = 0;
    std::size_t end = file_.unread().find('\n');
    while (end == std::string_view::npos && !file_.at_end() && !file_.too_long()) {
      searched = file_.unread().size();
      if (auto read = file_.more(); !read) return read.error();
      end = file_.unread().find('\n', searched);
    }
    const std::string_view unread = file_.unread();
    if (unread.empty()) return std::optional<std::string_view>();
    const std::size_t bytes = end == std::string_view::npos ? unread.size() : end + 1;
    if (bytes > file_.options().row_bytes_max)
      return bad_data(file_.path(), {line_, 1},
                      fmt::format("saw a line of more than {} bytes, expected its end",
                                  file_.options().row_bytes_max));
    std::string_view line = unread.substr(0, bytes);
    file_.consume(bytes);
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return std::optional<std::string_view>(line);
  }

  TextFile file_;
  std::int64_t line_ = 0;  // number of the line read last
  ErrorBox failed_;
};

}  // namespace

LinesSource::LinesSource(std::string uid, std::string path, const TextFileOptions& options)
    : uid_(std::move(uid)), path_(std::move(path)), options_(options) {}

Result<std::vector<std::string>> LinesSource::splits() { return split_names(uid_, 1); }

Result<std::unique_ptr<SplitReader>> LinesSource::open(const std::string& split,
                                                       std::int64_t position) {
  if (auto found = find_split(uid_, 1, split, position); !found) return found.error();
  auto file = TextFile::open(path_, options_);
  if (!file) return file.error();
  auto reader = std::make_unique<LinesReader>(std::move(*file));
  if (auto skipped = reader->skip(position); !skipped) return skipped.error();
  return std::unique_ptr<SplitReader>(std::move(reader));
}

RowType lines_row_type() { return RowType({{"line", Kind::kString}}); }

std::function<std::unique_ptr<Source>()> make_lines_source(std::string uid, std::string path,
                                                           const TextFileOptions& options) {
  return [source = LinesSource(std::move(uid), std::move(path), options)] {
    return std::make_unique<LinesSource>(source);
  };
}

}  // namespace weir
