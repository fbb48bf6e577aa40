// Tested by tests/connectors/column_test.cc.
#include "engine/connectors/column.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "engine/core/check.h"
#include "engine/core/java_text.h"
#include "engine/core/suggest.h"

namespace weir {

namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

constexpr const char* kTypes =
    "string, int64, double, bool, timestamp(FORMAT, ZONE), json, list<TYPE> and row<NAME TYPE, …>";

// What other systems call them.
constexpr std::pair<std::string_view, std::string_view> kAliases[] = {
    {"int", "int64"},
    {"integer", "int64"},
    {"long", "int64"},
    {"bigint", "int64"},
    {"int32", "int64"},
    {"uint64", "int64"},
    {"number", "double"},
    {"float", "double"},
    {"float64", "double"},
    {"real", "double"},
    {"text", "string"},
    {"str", "string"},
    {"varchar", "string"},
    {"char", "string"},
    {"boolean", "bool"},
    {"array", "list<TYPE>"},
    {"object", "row<NAME TYPE, …>"},
    {"struct", "row<NAME TYPE, …>"},
    {"date", "timestamp(yyyy-MM-dd, UTC)"},
    {"datetime", "timestamp(FORMAT, ZONE)"},
    {"decimal", "int64, of the smallest unit"},
};

std::string meant(const std::string& word) {
  for (const auto& [alias, type] : kAliases)
    if (word == alias) return fmt::format(" Did you mean {}?", type);
  return did_you_mean(word,
                      {"string", "int64", "double", "bool", "timestamp", "json", "list", "row"});
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  ParsedColumn parse() {
    ParsedColumn out;
    out.column = type(0);
    blanks();
    if (ok_ && at_ < text_.size())
      mistake(at_, text_.size(),
              fmt::format("'{}' is more than a type; behind it only 'not null' may stand",
                          text_.substr(at_)));
    out.mistakes = std::move(mistakes_);
    return out;
  }

 private:
  static constexpr int kDepth = 20;

  void mistake(std::size_t begin, std::size_t end, std::string what) {
    mistakes_.push_back({{begin, end}, std::move(what)});
    ok_ = false;
  }
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) at_++;
  }
  bool take(char c) {
    blanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    at_++;
    return true;
  }
  std::string word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) at_++;
    return std::string(text_.substr(begin, at_ - begin));
  }
  // One of the signs of a list was expected.
  void expected(const std::string& what) {
    const std::string seen =
        at_ == text_.size() ? "the end" : fmt::format("'{}'", text_.substr(at_, 1));
    mistake(at_, std::min(at_ + 1, text_.size()), fmt::format("saw {}, expected {}", seen, what));
  }

  Column type(int depth) {
    Column out;
    blanks();
    const std::size_t begin = at_;
    const std::string name = word();
    if (name == "string" || name == "json") {
      out.kind = Kind::kString;
      out.json = name == "json";
    } else if (name == "int64") {
      out.kind = Kind::kInt;
    } else if (name == "double") {
      out.kind = Kind::kDouble;
    } else if (name == "bool") {
      out.kind = Kind::kBool;
    } else if (name == "timestamp") {
      out.kind = Kind::kInt;
      timestamp(out, begin);
    } else if ((name == "list" || name == "row") && depth < kDepth) {
      out.kind = name == "list" ? Kind::kList : Kind::kRow;
      nested(out, depth);
    } else if (name == "list" || name == "row") {
      mistake(begin, at_, "types are nested too deeply here");
    } else if (name.empty()) {
      expected(fmt::format("a type: {}", kTypes));
    } else {
      mistake(begin, at_,
              fmt::format("there is no type '{}'; the types are {}.{}", name, kTypes, meant(name)));
    }
    if (ok_) not_null(out);
    return out;
  }

  void not_null(Column& out) {
    blanks();
    const std::size_t begin = at_;
    if (word() != "not") {
      at_ = begin;
      return;
    }
    blanks();
    const std::size_t second = at_;
    if (word() == "null")
      out.required = true;
    else
      mistake(begin, std::max(second, at_), "expected 'not null' behind the type");
  }

  // '(' format [',' zone] ')'
  void timestamp(Column& out, std::size_t begin) {
    if (!take('(')) {
      mistake(begin, at_,
              "a timestamp needs its format: timestamp(yyyy-MM-dd HH:mm:ss, UTC), or "
              "timestamp(epoch_ms)");
      return;
    }
    const std::size_t inside = at_;
    std::size_t comma = std::string_view::npos;
    bool quoted = false;
    for (; at_ < text_.size(); at_++) {
      const char c = text_[at_];
      if (c == '\'') quoted = !quoted;
      if (quoted) continue;
      if (c == ')') break;
      if (c == ',') comma = at_;
    }
    if (at_ == text_.size()) {
      mistake(begin, at_,
              quoted ? "a quote in this format is never closed"
                     : "the parenthesis behind timestamp is never closed");
      return;
    }
    const std::size_t end = at_++;
    std::optional<std::int64_t> zone_ms;
    if (comma != std::string_view::npos) {
      const auto [b, e] = trimmed(comma + 1, end);
      TextMistake wrong;
      zone_ms = parse_zone(text_.substr(b, e - b), wrong);
      if (!zone_ms) {
        if (text_.substr(b, e - b).find_first_of("yMdHms") != std::string_view::npos &&
            wrong.what.find("no zone") != std::string::npos)
          wrong.what += "; a comma of the format stands in single quotes";
        mistake(b, e, std::move(wrong.what));
        zone_ms = 0;  // so that the format is looked at
      }
    }
    const auto [b, e] = trimmed(inside, comma == std::string_view::npos ? end : comma);
    std::vector<TextMistake> wrong;
    out.timestamp = TimestampFormat::compile(text_.substr(b, e - b), zone_ms, wrong);
    for (TextMistake& m : wrong) mistake(m.span.begin + b, m.span.end + b, std::move(m.what));
    std::stable_sort(mistakes_.begin(), mistakes_.end(),
                     [](const auto& x, const auto& y) { return x.span.begin < y.span.begin; });
  }
  std::pair<std::size_t, std::size_t> trimmed(std::size_t begin, std::size_t end) const {
    while (begin < end && text_[begin] == ' ') begin++;
    while (begin < end && text_[end - 1] == ' ') end--;
    return {begin, end};
  }

  // '<' … '>'
  void nested(Column& out, int depth) {
    if (!take('<')) return expected(out.kind == Kind::kList ? "<TYPE>" : "<NAME TYPE, …>");
    do {
      Column field;
      if (out.kind == Kind::kRow) {
        std::string name = field_name();
        if (!ok_) return;
        for (const Column& other : out.fields)
          if (other.name == name)
            return mistake(at_ - name.size(), at_,
                           fmt::format("the row has a field '{}' already", name));
        field = type(depth + 1);
        field.name = std::move(name);
      } else {
        field = type(depth + 1);
      }
      if (!ok_) return;
      out.fields.push_back(std::move(field));
    } while (out.kind == Kind::kRow && take(','));
    if (!take('>')) expected(out.kind == Kind::kList ? "'>'" : "',' or '>'");
  }
  std::string field_name() {
    blanks();
    if (!take('`')) {
      std::string name = word();
      if (name.empty()) expected("the name of a field");
      return name;
    }
    const std::size_t end = text_.find('`', at_);
    if (end == std::string_view::npos || end == at_) {
      mistake(at_ - 1, at_,
              end == at_ ? "a name is missing between the backquotes"
                         : "this backquote is never closed");
      return {};
    }
    std::string name(text_.substr(at_, end - at_));
    at_ = end + 1;
    return name;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<TextMistake> mistakes_;
  bool ok_ = true;
};

std::string field_name_text(const std::string& name) {
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), is_word);
  return plain ? name : '`' + name + '`';
}

Field field_of(const Column& column) {
  Field field{column.name, column.kind, column.required};
  for (const Column& c : column.fields) field.fields.push_back(field_of(c));
  return field;
}

}  // namespace

ParsedColumn parse_column_type(std::string_view text) { return Parser(text).parse(); }

std::string type_text(const Column& column) {
  std::string out;
  switch (column.kind) {
    case Kind::kNull: return "unknown";
    case Kind::kString: out = column.json ? "json" : "string"; break;
    case Kind::kInt:
      out = column.timestamp ? "timestamp(" + column.timestamp->text() + ")" : "int64";
      break;
    case Kind::kDouble: out = "double"; break;
    case Kind::kBool: out = "bool"; break;
    case Kind::kList: out = "list<" + type_text(column.fields[0]) + ">"; break;
    case Kind::kRow:
      for (const Column& f : column.fields)
        out += (out.empty() ? "row<" : ", ") + field_name_text(f.name) + " " + type_text(f);
      out += ">";
      break;
    case Kind::kMap: WEIR_CHECK(false, "a column is no map");
  }
  return out + (column.required ? " not null" : "");
}

RowType row_type_of(const Columns& columns) {
  std::vector<Field> fields;
  for (const Column& c : columns) fields.push_back(field_of(c));
  return RowType(std::move(fields));
}

std::vector<ColumnMistake> declared_mistakes(const std::vector<std::string>& names,
                                             const Columns& declared, const std::string& path) {
  std::vector<ColumnMistake> out;
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  for (std::size_t i = 0; i < declared.size(); i++) {
    const std::string& name = declared[i].name;
    const auto is_it = [&](const Column& c) { return c.name == name; };
    if (std::find(names.begin(), names.end(), name) == names.end())
      out.push_back({i, fmt::format("there is no column '{}' in {}; the columns are {}.{}", name,
                                    path, all, did_you_mean(name, names))});
    else if (std::find_if(declared.begin(), declared.end(), is_it) - declared.begin() <
             static_cast<std::ptrdiff_t>(i))
      out.push_back({i, fmt::format("the column '{}' is declared twice", name)});
  }
  return out;
}

std::string column_key(const std::string& name) {
  const bool bare = !name.empty() && std::all_of(name.begin(), name.end(),
                                                 [](char c) { return is_word(c) || c == '-'; });
  if (bare) return name;
  std::string key;
  append_json_text(key, name);
  return key;
}

std::string inferred_note(const Column& column, const char* better) {
  if (!column.inferred) return {};
  return fmt::format(
      ": the type of column '{}' was inferred as {} from the first 1,000 rows; "
      "declare it: columns = {{ {} = \"{}\" }}",
      column.name, type_text(column), column_key(column.name), better);
}

}  // namespace weir
