// CsvSource: the rows of CSV files (RFC 4180), a split each, named "<uid>.0", "<uid>.1", ….
//   A row has the columns of the file, in its order (csv_columns.h says which, when the graph is
//   built). An unquoted empty field is null, which a required column refuses; "" is the empty
//   string. csv_row.h says how rows are written, csv_value.h what numbers look like, column.h what
//   timestamps do; a byte order mark is passed over. Positions count rows, without the header.
//   An empty line is a row of one empty field: null in a file of one column, an error elsewhere.
//   At every open the header must still be that of the columns.
// Memory is that of one chunk or of the longest row, never of the file. A reader that is opened at
//   a position passes over the rows in front of it without looking into their fields.
// Bad rows: "file:line:column: saw …, expected …" with the place where the field starts. A row that
//   is broken by its quotes ends with the line in which the broken field begins (csv_file.h).
// Errors: kIo if the file cannot be read, before the first row; kBadData for the header;
//   kRestoreRefused if the file has fewer rows than were read before. A reader that has failed goes
//   on saying so.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/connectors/csv_columns.h"
#include "engine/operators/source.h"

namespace weir {

class CsvSource final : public Source {
 public:
  // `columns` as read_csv_columns() gave them, with the same paths and options.
  CsvSource(std::string uid, std::vector<std::string> paths, Columns columns,
            const CsvOptions& options = {});

  Result<std::vector<std::string>> splits() override;
  Result<std::unique_ptr<SplitReader>> open(const std::string& split,
                                            std::int64_t position) override;

 private:
  std::string uid_;
  std::vector<std::string> paths_;
  Columns columns_;
  CsvOptions options_;
};

// For SourceSpec::make.
std::function<std::unique_ptr<Source>()> make_csv_source(std::string uid,
                                                         std::vector<std::string> paths,
                                                         Columns columns,
                                                         const CsvOptions& options = {});

}  // namespace weir
