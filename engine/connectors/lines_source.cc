// Tested by tests/connectors/lines_source_test.cc.
#include "engine/connectors/lines_source.h"

#include <utility>

#include "engine/connectors/line_file.h"
#include "engine/connectors/splits.h"

namespace weir {

namespace {

class LinesReader final : public SplitReader {
 public:
  explicit LinesReader(TextFile file) : file_(std::move(file)) {}

  Result<void> skip(std::int64_t rows) { return file_.skip(rows); }

  Result<Read> next(Value& row, BadRow& bad) override {
    if (!failed_.empty()) return *failed_;
    const auto said = file_.read();
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
    row = RowBuilder(1).add(Value::text(file_.text())).take();
    return said;
  }

 private:
  LineFile file_;
  ErrorBox failed_;
};

}  // namespace

LinesSource::LinesSource(std::string uid, std::vector<std::string> paths,
                         const TextFileOptions& options)
    : uid_(std::move(uid)), paths_(std::move(paths)), options_(options) {}

Result<std::vector<std::string>> LinesSource::splits() { return split_names(uid_, paths_.size()); }

Result<std::unique_ptr<SplitReader>> LinesSource::open(const std::string& split,
                                                       std::int64_t position) {
  const auto i = find_split(uid_, paths_.size(), split, position);
  if (!i) return i.error();
  auto file = TextFile::open(paths_[*i], options_);
  if (!file) return file.error();
  auto reader = std::make_unique<LinesReader>(std::move(*file));
  if (auto skipped = reader->skip(position); !skipped) return skipped.error();
  return std::unique_ptr<SplitReader>(std::move(reader));
}

RowType lines_row_type() { return RowType({{"line", Kind::kString}}); }

std::function<std::unique_ptr<Source>()> make_lines_source(std::string uid,
                                                           std::vector<std::string> paths,
                                                           const TextFileOptions& options) {
  return [source = LinesSource(std::move(uid), std::move(paths), options)] {
    return std::make_unique<LinesSource>(source);
  };
}

}  // namespace weir
