// JsonlSource: files with one JSON object a line (JSON Lines, NDJSON), a split each, named
//   "<uid>.0", "<uid>.1", ….
//   A row has the columns that are declared or were inferred (jsonl_columns.h), whatever else an
//   object holds; json_row.h says what their values are. Lines end with LF or CRLF; a line of
//   blanks is no row; a byte order mark is passed over. Positions count rows.
// Memory is that of one chunk or of the longest line, never of the file. A reader that is opened at
//   a position passes over the rows in front of it without looking into them.
// Bad rows: "file:line:column: saw …, expected …" with the place of the value. A bad row is a line.
// Errors: kIo if the file cannot be read, before the first row; kRestoreRefused if the file has
//   fewer rows than were read before. A reader that has failed goes on saying so.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/connectors/jsonl_columns.h"
#include "engine/operators/source.h"

namespace weir {

class JsonlSource final : public Source {
 public:
  // `columns` as read_jsonl_columns() gave them.
  JsonlSource(std::string uid, std::vector<std::string> paths, Columns columns,
              const TextFileOptions& options = {});

  Result<std::vector<std::string>> splits() override;
  Result<std::unique_ptr<SplitReader>> open(const std::string& split,
                                            std::int64_t position) override;

 private:
  std::string uid_;
  std::vector<std::string> paths_;
  Columns columns_;
  TextFileOptions options_;
};

// For SourceSpec::make.
std::function<std::unique_ptr<Source>()> make_jsonl_source(std::string uid,
                                                           std::vector<std::string> paths,
                                                           Columns columns,
                                                           const TextFileOptions& options = {});

bool is_blank_line(std::string_view line);

}  // namespace weir
