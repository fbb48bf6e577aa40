// Tested by tests/connectors/csv_source_test.cc and lines_source_test.cc.
#include "engine/connectors/bad_row.h"

#include "engine/connectors/text_place.h"

namespace weir {

BadRow bad_row(const std::string& path, std::int64_t line, std::string_view text, std::size_t at,
               const std::string& what) {
  BadRow bad;
  bad.line = line;
  bad.error = bad_data(path, place_in_row(text, at, line), what).text;
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  bad.text = valid_utf8(text.substr(0, end_of_character(text, kBadRowText)));
  return bad;
}

}  // namespace weir
