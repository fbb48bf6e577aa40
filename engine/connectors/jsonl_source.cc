// Tested by tests/connectors/jsonl_source_test.cc.
#include "engine/connectors/jsonl_source.h"

#include <utility>

#include "engine/connectors/json_row.h"
#include "engine/connectors/line_file.h"
#include "engine/connectors/splits.h"

namespace weir {

namespace {

class JsonlReader final : public SplitReader {
 public:
  JsonlReader(TextFile file, const Columns& columns)
      : columns_(columns), file_(std::move(file)), json_(columns_) {}

  Result<Read> next(Value& row, BadRow& bad) override {
    if (!failed_.empty()) return *failed_;
    auto said = next_line();
    if (!said) {
      failed_ = ErrorBox(said.error());
      return said;
    }
    switch (*said) {
      case Read::kRow: break;
      case Read::kBadRow: bad = file_.too_long(); return said;
      case Read::kEnd: return said;
    }
    if (auto wrong = file_.bad_text()) {
      bad = std::move(*wrong);
      return Read::kBadRow;
    }
    if (json_.read(file_.text(), row)) return said;
    bad = file_.bad_at(json_.at(), json_.what());
    return Read::kBadRow;
  }

  Result<void> skip(std::int64_t rows) {
    for (std::int64_t i = 0; i < rows; i++) {
      const auto said = next_line();
      if (!said) return said.error();
      if (*said == Read::kEnd) return position_beyond(file_.path(), i, rows);
    }
    return {};
  }

 private:
  Result<Read> next_line() {
    for (;;) {
      auto said = file_.read();
      if (!said || *said != Read::kRow || !is_blank_line(file_.text())) return said;
    }
  }

  Columns columns_;
  LineFile file_;
  JsonRow json_;  // by columns_
  ErrorBox failed_;
};

}  // namespace

bool is_blank_line(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

JsonlSource::JsonlSource(std::string uid, std::vector<std::string> paths, Columns columns,
                         const TextFileOptions& options)
    : uid_(std::move(uid)),
      paths_(std::move(paths)),
      columns_(std::move(columns)),
      options_(options) {}

Result<std::vector<std::string>> JsonlSource::splits() { return split_names(uid_, paths_.size()); }

Result<std::unique_ptr<SplitReader>> JsonlSource::open(const std::string& split,
                                                       std::int64_t position) {
  const auto i = find_split(uid_, paths_.size(), split, position);
  if (!i) return i.error();
  auto file = TextFile::open(paths_[*i], options_);
  if (!file) return file.error();
  auto reader = std::make_unique<JsonlReader>(std::move(*file), columns_);
  if (auto skipped = reader->skip(position); !skipped) return skipped.error();
  return std::unique_ptr<SplitReader>(std::move(reader));
}

std::function<std::unique_ptr<Source>()> make_jsonl_source(std::string uid,
                                                           std::vector<std::string> paths,
                                                           Columns columns,
                                                           const TextFileOptions& options) {
  return [source = JsonlSource(std::move(uid), std::move(paths), std::move(columns), options)] {
    return std::make_unique<JsonlSource>(source);
  };
}

}  // namespace weir
