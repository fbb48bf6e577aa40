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
};

NaiveCsv naive_csv(std::string_view bytes);

// Writes it again, so that reading gives the same rows.
std::string write_csv(const std::vector<std::vector<NaiveCsv::Field>>& rows, std::string_view end);

}  // namespace weir
