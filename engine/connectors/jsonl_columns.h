// What is known of the fields of a JSONL file before it is read: declared, or inferred from the
//   first 1,000 rows (of all files together). For when a graph is built.
//   Columns stand in the order in which their fields come up, then those declared that did not.
//   int64 and double are double together; null says nothing, and a field of nulls is a string;
//   objects are rows of the fields they had, arrays lists; where nothing was ever inside of them
//   they are json. Times are never guessed. A field that holds several kinds must be declared; as
//   json it is the text of whatever stands there. Fields that come up later are passed over.
//   Bad rows say nothing: what becomes of them is decided when they are read.
// Errors: kIo; kBadData for fields of several kinds: a sentence for each, with lines, in lines;
//   kBadArgument for columns declared wrongly.
#pragma once
#include <string>
#include <vector>

#include "engine/connectors/column.h"
#include "engine/connectors/text_file.h"
#include "engine/core/result.h"

namespace weir {

// Fields that come up in the first 1,000 rows.
Result<std::vector<std::string>> read_jsonl_names(const std::vector<std::string>& paths,
                                                  const TextFileOptions& options = {});

// Declared twice; or so like a field that comes up and is not declared that it is that one,
// misspelt: so similar names are both to be declared.
std::vector<ColumnMistake> jsonl_column_mistakes(const std::vector<std::string>& names,
                                                 const Columns& declared, const std::string& path);

// Declared, but in none of those rows, and like no name there: null in all of them. Rows further on
// may have it, so this is worth a note, no mistake.
std::vector<ColumnMistake> jsonl_columns_unseen(const std::vector<std::string>& names,
                                                const Columns& declared, const std::string& path);

// None of unknown kind. At least one path.
Result<Columns> read_jsonl_columns(const std::vector<std::string>& paths,
                                   const Columns& declared = {},
                                   const TextFileOptions& options = {});

}  // namespace weir
