// Tested by tests/connectors/row_text_test.cc.
#include "engine/connectors/row_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include "engine/connectors/text_place.h"
#include "engine/core/java_text.h"

namespace weir {

namespace {

using Fields = std::vector<Field>;

void append_int(std::string& out, std::int64_t v) {
  std::array<char, 24> digits{};
  out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), v).ptr);
}

void append_text(std::string& out, std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == 0x7f ||
        static_cast<unsigned char>(c) >= 0x80)
      return append_json_text(out, text);
  out += '"';
  out += text;
  out += '"';
}

// `fields`: of a row, its own; of a list, that of its elements; nullptr: not known.
void append_json(std::string& out, const Value& v, const Fields* fields);

void append_object(std::string& out, const Value& row, const Fields& fields) {
  out += '{';
  for (std::size_t i = 0; i < row.size(); i++) {
    if (i > 0) out += ',';
    append_text(out, fields[i].name);
    out += ':';
    append_json(out, row[i], &fields[i].fields);
  }
  out += '}';
}

void append_list(std::string& out, const Value& list, const Fields* of_elements) {
  out += '[';
  for (std::size_t i = 0; i < list.size(); i++) {
    if (i > 0) out += ',';
    append_json(out, list[i], of_elements);
  }
  out += ']';
}

void append_map(std::string& out, const Value& map) {
  out += '{';
  for (std::size_t i = 0; i < map.size(); i++) {
    if (i > 0) out += ',';
    const Value& key = map.at(2 * i);
    if (key.kind() == Kind::kString)
      append_text(out, key.as_text());
    else
      append_text(out, key.to_string());
    out += ':';
    append_json(out, map.at(2 * i + 1), nullptr);
  }
  out += '}';
}

void append_json(std::string& out, const Value& v, const Fields* fields) {
  switch (v.kind()) {
    case Kind::kNull: out += "null"; return;
    case Kind::kBool: out += v.as_bool() ? "true" : "false"; return;
    case Kind::kInt: return append_int(out, v.as_int());
    case Kind::kDouble:
      if (!std::isfinite(v.as_double())) return append_text(out, java_double(v.as_double()));
      out += java_double(v.as_double());
      return;
    case Kind::kString: return append_text(out, v.as_text());
    case Kind::kList:
      return append_list(out, v,
                         fields != nullptr && fields->size() == 1 ? &(*fields)[0].fields : nullptr);
    case Kind::kMap: return append_map(out, v);
    case Kind::kRow:
      if (fields != nullptr && fields->size() == v.size()) return append_object(out, v, *fields);
      return append_list(out, v, nullptr);
  }
}

class CsvWriter {
 public:
  CsvWriter(const RowType& type, char delimiter) : fields_(type.fields()), delimiter_(delimiter) {}

  void append(const Value& row, std::string& out) const {
    if (row.kind() != Kind::kRow) {
      value(out, row, nullptr);
    } else {
      for (std::size_t i = 0; i < row.size(); i++) {
        if (i > 0) out += delimiter_;
        value(out, row[i], i < fields_.size() ? &fields_[i].fields : nullptr);
      }
    }
    out += '\n';
  }

  std::string header() const {
    std::string out;
    for (std::size_t i = 0; i < fields_.size(); i++) {
      if (i > 0) out += delimiter_;
      text(out, fields_[i].name);
    }
    return out + '\n';
  }

 private:
  void value(std::string& out, const Value& v, const Fields* fields) const {
    switch (v.kind()) {
      case Kind::kNull: return;
      case Kind::kBool: out += v.as_bool() ? "true" : "false"; return;
      case Kind::kInt: return append_int(out, v.as_int());
      case Kind::kDouble: out += java_double(v.as_double()); return;
      case Kind::kString: return text(out, v.as_text());
      case Kind::kList:
      case Kind::kMap:
      case Kind::kRow: break;
    }
    std::string json;
    append_json(json, v, fields);
    text(out, json);
  }

  void text(std::string& out, std::string_view s) const {
    if (find_invalid_utf8(s)) return text(out, valid_utf8(s));
    // A byte order mark at the beginning of a file would be passed over.
    bool plain = !s.empty() && !s.starts_with("\xef\xbb\xbf");
    for (const char c : s) plain = plain && c != delimiter_ && c != '"' && c != '\n' && c != '\r';
    if (plain) {
      out += s;
      return;
    }
    out += '"';
    for (const char c : s) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }

  Fields fields_;
  char delimiter_;
};

// With names for all of them.
RowType named(const RowType& type) {
  Fields fields = type.fields();
  for (std::size_t i = 0; i < fields.size(); i++)
    if (fields[i].name.empty()) fields[i].name = "f" + std::to_string(i);
  return RowType(std::move(fields));
}

}  // namespace

RowText csv_text(const RowType& type, const CsvTextOptions& options) {
  const CsvWriter writer(named(type), options.delimiter);
  return {options.header ? writer.header() : "",
          [writer](const Value& row, std::string& out) { writer.append(row, out); }};
}

RowText json_text(const RowType& type) {
  return {"", [fields = named(type).fields()](const Value& row, std::string& out) {
            if (row.kind() == Kind::kRow && row.size() == fields.size()) {
              append_object(out, row, fields);
            } else if (row.kind() == Kind::kRow) {
              Fields unnamed(row.size());
              for (std::size_t i = 0; i < row.size(); i++)
                unnamed[i].name = "f" + std::to_string(i);
              append_object(out, row, unnamed);
            } else {
              out += "{\"f0\":";
              append_json(out, row, nullptr);
              out += '}';
            }
            out += '\n';
          }};
}

}  // namespace weir
