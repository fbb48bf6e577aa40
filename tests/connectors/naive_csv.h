// The oracle for CSV: RFC 4180 as a machine of five states over single bytes, all in memory. It
// shares nothing with the engine's reader, and knows only columns of strings.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

struct NaiveCsv {
  using Field = std::optional<std::string>;  // nullopt: empty and not quoted
  std::vector<std::vector<Field>> rows;      // with the header; those in front of the error
  // Line and column of the start of the field in which the text stops being CSV.
  std::optional<std::pair<int, int>> bad;
  // Bytes in front of the row in which that is, and of the field.
  std::size_t bad_row = 0, bad_field = 0;
};

NaiveCsv naive_csv(std::string_view bytes);

// On over what is no CSV, behind the line in which the broken field starts.
struct NaiveCsvItem {
  std::vector<NaiveCsv::Field> row;
  bool bad = false;
  int line = 0;      // of a bad one: where it begins
  std::string text;  // without the line's end
};
std::vector<NaiveCsvItem> naive_csv_on(std::string_view bytes);

// Writes it again, so that reading gives the same rows.
std::string write_csv(const std::vector<std::vector<NaiveCsv::Field>>& rows, std::string_view end);

}  // namespace weir
