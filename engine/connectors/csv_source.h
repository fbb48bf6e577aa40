// CsvSource: the rows of a CSV file (RFC 4180) with a header, one split named "<uid>.0".
//   A row has the fields of the header, in its order, and the kinds of the RowType. An unquoted
//   empty field is null, which a required column refuses; "" is the empty string. csv_row.h says
//   how rows are written, csv_value.h what numbers look like; a byte order mark is passed over.
//   Positions count rows, without the header.
//   An empty line is a row of one empty field: null in a file of one column, an error elsewhere.
// When the graph is built: read_csv_header(path, declared) gives the RowType, with which the source
//   is made. At every open the header must still be that one.
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

#include "engine/connectors/text_file.h"
#include "engine/core/row_type.h"
#include "engine/operators/source.h"

namespace weir {

// The columns of the file, in its order. A column has the kind of the `declared` field of its name:
// kString, kInt, kDouble or kBool; kNull, and columns that are not declared, are kString.
// kBadArgument: a declared name that is not in the header, or twice in `declared`, or of another
// kind. kBadData: no header, a name that is empty or there twice, or what is wrong in any row.
Result<RowType> read_csv_header(const std::string& path, const RowType& declared = {},
                                const TextFileOptions& options = {});

class CsvSource final : public Source {
 public:
  // `type` as read_csv_header() gave it.
  CsvSource(std::string uid, std::string path, RowType type, const TextFileOptions& options = {});

  Result<std::vector<std::string>> splits() override;
  Result<std::unique_ptr<SplitReader>> open(const std::string& split,
                                            std::int64_t position) override;

 private:
  std::string uid_, path_;
  RowType type_;
  TextFileOptions options_;
};

// For SourceSpec::make.
std::function<std::unique_ptr<Source>()> make_csv_source(std::string uid, std::string path,
                                                         RowType type,
                                                         const TextFileOptions& options = {});

}  // namespace weir
