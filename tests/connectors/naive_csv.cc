#include "tests/connectors/naive_csv.h"

#include <algorithm>

namespace weir {

namespace {

enum class State { kStart, kPlain, kQuoted, kClosed, kCr };

struct Machine {
  NaiveCsv out;
  std::vector<NaiveCsv::Field> row;
  std::string field;
  bool quoted = false;
  State state = State::kStart;
  int line = 1, column = 1, field_line = 1, field_column = 1;
  std::size_t at = 0, row_at = 0, field_at = 0;

  void end_field() {
    row.push_back(field.empty() && !quoted ? NaiveCsv::Field() : NaiveCsv::Field(field));
    field.clear();
    quoted = false;
  }
  void end_row() {
    end_field();
    out.rows.push_back(row);
    row.clear();
    row_at = at + 1;
    state = State::kStart;
  }
  void fail() {
    out.bad = {field_line, field_column};
    out.bad_row = row_at;
    out.bad_field = field_at;
  }

  void take(char c) {
    if (state == State::kStart) {
      field_line = line;
      field_column = column;
      field_at = at;
      quoted = c == '"';
      state = quoted ? State::kQuoted : State::kPlain;
      if (!quoted) plain(c);
    } else if (state == State::kQuoted) {
      if (c == '"') {
        state = State::kClosed;
      } else {
        field += c;
      }
    } else if (state == State::kCr) {
      c == '\n' ? end_row() : fail();
    } else if (state == State::kClosed && c == '"') {
      field += c;
      state = State::kQuoted;
    } else {
      plain(c);
    }
    const bool starts_character = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    if (c == '\n') line++;
    at++;
    column = c == '\n' ? 1 : column + (starts_character ? 1 : 0);
  }
  // In an unquoted field, or behind a closing quote.
  void plain(char c) {
    if (c == ',') {
      end_field();
      state = State::kStart;
    } else if (c == '\n') {
      end_row();
    } else if (c == '\r') {
      state = State::kCr;
    } else if (c == '"' || state == State::kClosed) {
      fail();
    } else {
      field += c;
    }
  }
};

NaiveCsv behind_mark(std::string_view bytes) {
  Machine m;
  for (const char c : bytes) {
    m.take(c);
    if (m.out.bad) return m.out;
  }
  const bool begun = m.state != State::kStart || !m.row.empty();
  if (m.state == State::kQuoted)
    m.fail();
  else if (begun)
    m.end_row();
  return m.out;
}

// Of a file's beginning only.
std::string_view without_mark(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  return bytes;
}

}  // namespace

NaiveCsv naive_csv(std::string_view bytes) { return behind_mark(without_mark(bytes)); }

std::vector<NaiveCsvItem> naive_csv_on(std::string_view bytes) {
  std::vector<NaiveCsvItem> out;
  bytes = without_mark(bytes);
  for (int line = 1;;) {
    const NaiveCsv part = behind_mark(bytes);
    for (const auto& row : part.rows) out.push_back({row, false, 0, ""});
    if (!part.bad) return out;
    for (const char c : bytes.substr(0, part.bad_row)) line += c == '\n' ? 1 : 0;
    const std::size_t end = std::min(bytes.find('\n', part.bad_field), bytes.size() - 1) + 1;
    std::string text(bytes.substr(part.bad_row, end - part.bad_row));
    for (const char c : text) line += c == '\n' ? 1 : 0;
    int begin = line;
    for (const char c : text) begin -= c == '\n' ? 1 : 0;
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    out.push_back({{}, true, begin, text});
    bytes.remove_prefix(end);
  }
}

std::string write_csv(const std::vector<std::vector<NaiveCsv::Field>>& rows, std::string_view end) {
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); i++) {
      if (i > 0) out += ',';
      if (!row[i]) continue;
      const bool plain = !row[i]->empty() && row[i]->find_first_of(",\"\r\n") == std::string::npos;
      if (!plain) out += '"';
      for (const char c : *row[i]) out += c == '"' ? std::string("\"\"") : std::string(1, c);
      if (!plain) out += '"';
    }
    out += end;
  }
  return out;
}

}  // namespace weir
