// What is known of a CSV file's columns before it is read: their names, from the header, and their
// types, declared or inferred. For when a graph is built.
//   Types are inferred from the first 1,000 rows (of all files together): bool if all that is there
//   is true or false, else int64, else double, else string. Null says nothing; a column of nulls is
//   a string. What looks like a number but would lose something as one is a string: leading zeros
//   (postcodes), a plus sign (telephones), more digits than an int64 has. Times are never guessed.
//   Bad rows say nothing either: what becomes of them is decided when they are read.
//   All files have the same header. Without a header the declared columns are those of the file.
// Errors: kIo; kBadData with the place, for a header that is missing, differs, or has a name that
// is
//   empty or there twice; kBadArgument for columns declared wrongly: a sentence for each, in lines.
#pragma once
#include <string>
#include <vector>

#include "engine/connectors/column.h"
#include "engine/connectors/text_file.h"
#include "engine/core/result.h"

namespace weir {

struct CsvOptions {
  char delimiter = ',';  // ASCII, but no quote and no line end
  bool header = true;
  TextFileOptions file = {};
};

// Of the header. Empty without one.
Result<std::vector<std::string>> read_csv_names(const std::vector<std::string>& paths,
                                                const CsvOptions& options = {});

// What is wrong with `declared`, for a file with these names ({}: without a header).
std::vector<ColumnMistake> csv_column_mistakes(const std::vector<std::string>& names,
                                               const Columns& declared, const std::string& path);

// All columns, in the order of the file, none of unknown kind. At least one path.
Result<Columns> read_csv_columns(const std::vector<std::string>& paths,
                                 const Columns& declared = {}, const CsvOptions& options = {});

}  // namespace weir
