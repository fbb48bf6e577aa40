// Tests engine/connectors/row_text.h: what is written, and that it is read back.
#include "engine/connectors/row_text.h"

#include <cstring>
#include <limits>

#include "engine/connectors/jsonl_source.h"
#include "tests/catch.h"
#include "tests/connectors/files.h"

namespace weir {
namespace {

Value T(std::string_view s) { return Value::text(s); }
Value I(std::int64_t i) { return Value::integer(i); }
Value D(double d) { return Value::number(d); }

std::string line(const RowText& text, const Value& row) {
  std::string out;
  text.append(row, out);
  return out;
}

TEST_CASE("CSV is quoted where it must be, null is empty and the empty string is in quotes") {
  const RowText csv = csv_text(RowType({{"user"}, {"a,b"}, {"say \"x\""}, {""}}));
  CHECK(csv.header == "user,\"a,b\",\"say \"\"x\"\"\",f3\n");
  CHECK(line(csv, Value::row({T("ann"), Value(), T(""), T("a,b")})) == "ann,,\"\",\"a,b\"\n");
  CHECK(line(csv, Value::row({T("\""), T("a\nb"), T("a\rb"), T("a b;c")})) ==
        "\"\"\"\",\"a\nb\",\"a\rb\",a b;c\n");
  CHECK(line(csv, Value::row({Value::boolean(true), I(-5), D(0.1), D(1e10)})) ==
        "true,-5,0.1,1.0E10\n");
  CHECK(line(csv, Value::row({D(-0.0), D(std::numeric_limits<double>::infinity()),
                              D(std::numeric_limits<double>::quiet_NaN()), T("\xff")})) ==
        "-0.0,Infinity,NaN,\xef\xbf\xbd\n");
  CHECK(line(csv, T("no row")) == "no row\n");
  const RowText semicolons = csv_text(RowType({{"a;b"}, {"c,d"}}), {.delimiter = ';'});
  CHECK(semicolons.header == "\"a;b\";c,d\n");
  CHECK(line(semicolons, Value::row({T("1;2"), T("1,2")})) == "\"1;2\";1,2\n");
  CHECK(csv_text(RowType({{"a"}}), {.header = false}).header.empty());
}

TEST_CASE("JSON has the names of the fields, inside of rows, too") {
  const RowType type(
      {{"user",
        Kind::kRow,
        false,
        {{"name"}, {"tags", Kind::kList, false, {{"", Kind::kRow, false, {{"t"}}}}}}},
       {"n"},
       {"m"}});
  const RowText json = json_text(type);
  CHECK(json.header.empty());
  CHECK(
      line(json, Value::row({Value::row({T("a\"b\n"), Value::list({Value::row({T("\xc3\xa9")})})}),
                             D(1), Value::map(std::vector<Value>{I(1), T("x")})})) ==
      "{\"user\":{\"name\":\"a\\\"b\\n\",\"tags\":[{\"t\":\"\xc3\xa9\"}]},\"n\":1.0,"
      "\"m\":{\"1\":\"x\"}}\n");
  CHECK(line(json, Value::row({Value(), Value::boolean(false),
                               D(std::numeric_limits<double>::quiet_NaN())})) ==
        "{\"user\":null,\"n\":false,\"m\":\"NaN\"}\n");
  CHECK(line(json, Value::row({I(1)})) == "{\"f0\":1}\n");  // not the rows that were promised
  CHECK(line(json, I(1)) == "{\"f0\":1}\n");
  CHECK(line(json_text(RowType({{""}, {"b"}})), Value::row({T("\xff"), Value::row({I(1)})})) ==
        "{\"f0\":\"\xef\xbf\xbd\",\"b\":[1]}\n");
}

// Random rows of random types.
class Rows {
 public:
  explicit Rows(std::uint64_t seed) : dice_(seed) {}

  std::size_t below(std::size_t n) { return dice_.below(n); }

  Column column(std::size_t i, bool nested, int depth = 0) {
    Column c{"c" + std::to_string(i) + (dice_.below(8) == 0 ? ",\"\n" : "")};
    static constexpr Kind kKinds[] = {Kind::kBool,   Kind::kInt,  Kind::kDouble,
                                      Kind::kString, Kind::kList, Kind::kRow};
    c.kind = kKinds[dice_.below(nested && depth < 3 ? 6 : 4)];
    if (c.kind == Kind::kList) {
      c.fields.push_back(column(0, true, depth + 1));
      c.fields[0].name.clear();
    }
    if (c.kind == Kind::kRow)
      for (std::size_t n = 1 + dice_.below(3); n > 0; n--)
        c.fields.push_back(column(c.fields.size(), true, depth + 1));
    return c;
  }

  Value value(const Column& c) {
    if (dice_.below(6) == 0) return Value();
    switch (c.kind) {
      case Kind::kBool: return Value::boolean(dice_.below(2) == 0);
      case Kind::kInt: return I(number());
      case Kind::kDouble: return D(real());
      case Kind::kString: return T(text());
      case Kind::kList: {
        Value list = Value::list({});
        for (std::size_t n = dice_.below(4); n > 0; n--) list.append(value(c.fields[0]));
        return list;
      }
      case Kind::kRow: return row(c.fields);
      case Kind::kNull:
      case Kind::kMap: break;
    }
    return {};
  }
  Value row(const Columns& columns) {
    std::vector<Value> values;
    for (const Column& c : columns) values.push_back(value(c));
    return Value::row(values);
  }

 private:
  std::int64_t number() {
    const auto bits = static_cast<std::int64_t>(dice_.below(SIZE_MAX) * 2 + dice_.below(2));
    return dice_.below(3) == 0 ? bits : bits % 1000;
  }
  double real() {
    static constexpr double kOdd[] = {0.0, -0.0, 0.1, 1e7, 1e-3, 5e-324, 1.7976931348623157e308};
    if (dice_.below(8) == 0) return std::numeric_limits<double>::quiet_NaN();
    if (dice_.below(8) == 0) return -std::numeric_limits<double>::infinity();
    if (dice_.below(2) == 0) return kOdd[dice_.below(std::size(kOdd))];
    const std::uint64_t bits = dice_.below(SIZE_MAX);
    double d = 0;
    std::memcpy(&d, &bits, sizeof d);
    return d == d ? d : 1.5;
  }
  std::string text() {
    static constexpr std::string_view kPieces[] = {
        "a",    ",",  "\"", "\n", "\r\n",         "\r", "\xc3\xa9", " ",
        "true", "12", "\\", "\t", "\xef\xbb\xbf", "{",  "\x01",     "\xf0\x9f\x98\x80"};
    std::string out;
    for (std::size_t n = dice_.below(6); n > 0; n--)
      out += kPieces[dice_.below(std::size(kPieces))];
    return out;
  }

  Dice dice_;
};

std::string written(const RowText& text, const std::vector<Value>& rows) {
  std::string out = text.header;
  for (const Value& row : rows) text.append(row, out);
  return out;
}

TEST_CASE("whatever rows are written as CSV, the same are read") {
  const TempFile file;
  for (std::uint64_t seed = 0; seed < 2'000; seed++) {
    Rows random(seed);
    Columns columns;
    for (std::size_t i = 1 + random.below(5); i > 0; i--)
      columns.push_back(random.column(columns.size(), false));
    std::vector<Value> rows;
    for (std::size_t i = random.below(6); i > 0; i--) rows.push_back(random.row(columns));
    const char delimiter = ",;\t|"[random.below(4)];
    const bool header = random.below(2) == 0;
    file.write(written(csv_text(row_type_of(columns), {delimiter, header}), rows));
    CsvOptions options;
    options.delimiter = delimiter;
    options.header = header;
    options.file = chunk(1 + random.below(40));
    INFO("seed " << seed);
    const auto known = read_csv_columns({file.path()}, columns, options);
    REQUIRE(known);
    REQUIRE(*known == columns);
    CsvSource source("in", {file.path()}, columns, options);
    const ReadAll all = read_all(source, "in.0");
    REQUIRE(all.error.empty());
    REQUIRE(all.rows == rows);
  }
}

TEST_CASE("whatever rows are written as JSON, the same are read, nested ones too") {
  const TempFile file;
  for (std::uint64_t seed = 0; seed < 2'000; seed++) {
    Rows random(seed + 100'000);
    Columns columns;
    for (std::size_t i = 1 + random.below(5); i > 0; i--)
      columns.push_back(random.column(columns.size(), true));
    std::vector<Value> rows;
    for (std::size_t i = random.below(6); i > 0; i--) rows.push_back(random.row(columns));
    file.write(written(json_text(row_type_of(columns)), rows));
    JsonlSource source("in", {file.path()}, columns, chunk(1 + random.below(40)));
    INFO("seed " << seed);
    const ReadAll all = read_all(source, "in.0");
    REQUIRE(all.error.empty());
    REQUIRE(all.rows == rows);
    require_resume_everywhere(source, "in.0");
  }
}

TEST_CASE("nested values in CSV are JSON in a field") {
  const RowType type({{"k"}, {"u", Kind::kRow, false, {{"a"}, {"b"}}}, {"l"}});
  CHECK(line(csv_text(type),
             Value::row({T("x"), Value::row({I(1), T("y")}), Value::list({I(1), I(2)})})) ==
        "x,\"{\"\"a\"\":1,\"\"b\"\":\"\"y\"\"}\",\"[1,2]\"\n");
}

}  // namespace
}  // namespace weir
