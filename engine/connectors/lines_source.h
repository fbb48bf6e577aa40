// LinesSource: the lines of text files, a split each, named "<uid>.0", "<uid>.1", ….
//   A row has one field, a string: the line without its end. Lines end with LF or CRLF; the last
//   one may end with the file, or with a CR in front of that. A CR anywhere else, and NUL, are part
//   of the line. A byte order mark is not. An empty file has no lines, a file of one LF has one.
// Memory is that of one chunk or of the longest line, never of the file. A reader that is opened at
//   a position passes over the lines in front of it without looking into them.
// Bad rows: lines that are not UTF-8, and lines beyond the limit. Errors: kIo if the file cannot be
//   read, before the first row; kRestoreRefused if the file has fewer lines than were read before.
//   A reader that has failed goes on saying so.
// Follows Flink's TextLineInputFormat.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/connectors/text_file.h"
#include "engine/core/row_type.h"
#include "engine/operators/source.h"

namespace weir {

class LinesSource final : public Source {
 public:
  LinesSource(std::string uid, std::vector<std::string> paths, const TextFileOptions& options = {});

  Result<std::vector<std::string>> splits() override;
  Result<std::unique_ptr<SplitReader>> open(const std::string& split,
                                            std::int64_t position) override;

 private:
  std::string uid_;
  std::vector<std::string> paths_;
  TextFileOptions options_;
};

// One field named "line".
RowType lines_row_type();

// For SourceSpec::make.
std::function<std::unique_ptr<Source>()> make_lines_source(std::string uid,
                                                           std::vector<std::string> paths,
                                                           const TextFileOptions& options = {});

}  // namespace weir
