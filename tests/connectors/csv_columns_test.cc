// Tests engine/connectors/csv_columns.h, and what CsvSource makes of it.
#include "engine/connectors/csv_columns.h"

#include <map>

#include "tests/catch.h"
#include "tests/connectors/files.h"

namespace weir {
namespace {

using Rows = std::vector<Value>;

// "int64 double string": what is inferred of a file with these rows.
std::string inferred(const std::string& bytes, const CsvOptions& options = {}) {
  const TempFile file(bytes);
  const auto columns = read_csv_columns({file.path()}, {}, options);
  if (!columns) return columns.error().text;
  std::string out;
  for (const Column& c : *columns) {
    CHECK(c.inferred);
    out += (out.empty() ? "" : " ") + type_text(c);
  }
  return out;
}

Columns declared(const std::vector<std::pair<std::string, std::string>>& types) {
  Columns out;
  for (const auto& [name, type] : types) {
    ParsedColumn parsed = parse_column_type(type);
    REQUIRE(parsed.mistakes.empty());
    parsed.column.name = name;
    out.push_back(parsed.column);
  }
  return out;
}

TEST_CASE("types are inferred from what all rows have in common") {
  CHECK(inferred("a,b,c,d\n1,1.5,true,x\n-2,2,FALSE,1\n") == "int64 double bool string");
  CHECK(inferred("a\n1\ntrue\n") == "string");
  CHECK(inferred("a\n1\n2.5\n3\n") == "double");
  CHECK(inferred("a\n1e3\n-0.5\nNaN\nInfinity\n") == "double");
  CHECK(inferred("a\n\"1\"\n\"2\"\n") == "int64");  // quotes say nothing about types
  CHECK(inferred("a\n2024-01-01\n") == "string");
  CHECK(inferred("a\n 1\n") == "string");
  CHECK(inferred("a\n1,000\n\"1,000\"\n") == "string");
}

TEST_CASE("null says nothing, and a column of nulls is a string") {
  CHECK(inferred("a,b\n,\n1,\n,\n") == "int64 string");
  CHECK(inferred("a,b\n") == "string string");
  CHECK(inferred("a,b\n1,\"\"\n") == "int64 string");  // the empty string is a string
}

TEST_CASE("what would lose something as a number is a string") {
  CHECK(inferred("zip\n01234\n90210\n") == "string");
  CHECK(inferred("phone\n+4930123\n") == "string");
  CHECK(inferred("id\n12345678901234567890\n1\n") == "string");
  CHECK(inferred("n\n-01\n") == "string");
  CHECK(inferred("n\n00.5\n") == "string");
  CHECK(inferred("n\n0\n-0\n0.5\n-0.5\n") == "double");
  CHECK(inferred("n\n9223372036854775807\n-9223372036854775808\n") == "int64");
  CHECK(inferred("n\n1e999\n") == "string");
}

TEST_CASE("a thousand rows are looked at, of all files together, and bad ones say nothing") {
  std::string rows = "n\n";
  for (int i = 0; i < 999; i++) rows += "1\n";
  CHECK(inferred(rows + "x\n") == "string");
  CHECK(inferred(rows + "1\nx\n") == "int64");
  CHECK(inferred("n,m\n1,2\nx\n3,\"4\"5\ny,\xff\n6,7,8\n") == "int64 int64");
  const TempFile first("n\n1\n"), second(rows + "x\n"), third("n\nx\n");
  CHECK((*read_csv_columns({first.path(), second.path()}))[0].kind == Kind::kInt);
  CHECK((*read_csv_columns({first.path(), third.path()}))[0].kind == Kind::kString);
}

TEST_CASE("declared columns are as declared, the others are inferred") {
  const TempFile file("user,at,n,m\nann,2024-01-01 10:00:00,1,2\n");
  const auto columns = read_csv_columns(
      {file.path()},
      declared({{"n", "double not null"}, {"at", "timestamp(yyyy-MM-dd HH:mm:ss, +08:00)"}}));
  REQUIRE(columns);
  CHECK(row_type_of(*columns) == RowType({{"user", Kind::kString},
                                          {"at", Kind::kInt},
                                          {"n", Kind::kDouble, true},
                                          {"m", Kind::kInt}}));
  CHECK_FALSE((*columns)[2].inferred);
  CsvSource source = csv_source(file.path(), *columns);
  CHECK(read_all(source, "in.0").rows ==
        Rows{Value::row({Value::text("ann"), Value::integer(1'704'074'400'000), Value::number(1),
                         Value::integer(2)})});
}

TEST_CASE("each file is a split; their headers are the same") {
  const TempFile a("k,n\nx,1\ny,2\n"), b("k,n\n"), c("k,n\nz,3\n");
  const std::vector<std::string> paths{a.path(), b.path(), c.path()};
  const Columns columns = *read_csv_columns(paths);
  auto source = make_csv_source("visits", paths, columns)();
  CHECK(*source->splits() == std::vector<std::string>{"visits.0", "visits.1", "visits.2"});
  const auto row = [](const char* k, int n) {
    return Value::row({Value::text(k), Value::integer(n)});
  };
  CHECK(read_all(*source, "visits.0").rows == Rows{row("x", 1), row("y", 2)});
  CHECK(read_all(*source, "visits.1").rows.empty());
  CHECK(read_all(*source, "visits.2").rows == Rows{row("z", 3)});
  CHECK(read_all(*source, "visits.3").error ==
        "source 'visits' has no split 'visits.3': it has visits.0 to visits.2");

  const TempFile other("n,k\n1,x\n");
  CHECK(read_csv_columns({a.path(), other.path()}).error().text ==
        other.path() + ":1:1: saw the columns n, k, expected those of " + a.path() + ": k, n");
  CHECK(read_csv_columns({a.path(), a.path() + ".missing"}).error().kind == ErrorKind::kIo);
}

TEST_CASE("without a header the columns are declared, in order, and types may be inferred") {
  const TempFile file("ann,1\nbob,2\n");
  CsvOptions options;
  options.header = false;
  Columns two = declared({{"user", "string"}});
  two.push_back({"n"});
  const auto columns = read_csv_columns({file.path()}, two, options);
  REQUIRE(columns);
  CHECK(row_type_of(*columns) == RowType({{"user", Kind::kString}, {"n", Kind::kInt}}));
  CsvSource source("in", {file.path()}, *columns, options);
  CHECK(read_all(source, "in.0").rows == Rows{Value::row({Value::text("ann"), Value::integer(1)}),
                                              Value::row({Value::text("bob"), Value::integer(2)})});
  require_resume_everywhere(source, "in.0");
  CHECK(read_csv_names({file.path()}, options)->empty());
  CHECK(read_csv_columns({file.path()}, {}, options).error().text ==
        file.path() + ": has no header, so its columns must be declared, in order");
  CHECK(read_csv_columns({file.path()}, {{"a"}, {"a"}}, options).error().text ==
        "the column 'a' is declared twice");
}

TEST_CASE("another delimiter separates, and a comma is text then") {
  CsvOptions options;
  options.delimiter = ';';
  CHECK(inferred("a;b\n1;2,5\n", options) == "int64 string");
  const TempFile file("a;b\n1;\"x;y\"\n2;3;4\n5;\"6\"7\n");
  const auto columns = read_csv_columns({file.path()}, {}, options);
  CsvSource source("in", {file.path()}, *columns, options);
  const ReadAll all = read_on(source, "in.0");
  REQUIRE(all.rows.size() == 3);
  CHECK(all.rows[0] == Value::row({Value::integer(1), Value::text("x;y")}));
  CHECK(all.rows[1][2].as_text() == file.path() + ":3:5: saw 3 fields, expected 2: a, b");
  CHECK(all.rows[2][2].as_text() ==
        file.path() +
            ":4:3: saw text behind a closing quote, expected the delimiter or the line's end");
  options.delimiter = '\t';
  CHECK(inferred("a\tb\n1\tx y\n", options) == "int64 string");
}

TEST_CASE("a declaration that does not fit the file is told in full, all of it at once") {
  const TempFile file("user,at\nann,1\n");
  const auto error = [&](const Columns& columns, const TempFile& in) {
    const auto read = read_csv_columns({in.path()}, columns);
    REQUIRE(!read);
    CHECK(read.error().kind == ErrorKind::kBadArgument);
    return read.error().text;
  };
  CHECK(error(declared({{"usr", "int64"}, {"at", "list<int64>"}, {"at", "int64"}}), file) ==
        "there is no column 'usr' in " + file.path() +
            "; the columns are user, at. Did you mean 'user'?\n"
            "the column 'at' is declared as list<int64>, but what stands in a CSV file is string, "
            "int64, double, bool or timestamp\n"
            "the column 'at' is declared twice");
  CHECK(error(declared({{"at", "json"}}), file) ==
        "the column 'at' is declared as json, but what stands in a CSV file is string, int64, "
        "double, bool or timestamp");
  const TempFile semicolons("user;at\nann;1\n"), tabs("user\tat\n");
  CHECK(error(declared({{"at", "int64"}}), semicolons) ==
        "there is no column 'at' in " + semicolons.path() +
            "; the columns are user;at. (is the delimiter ';'?)");
  CHECK(error(declared({{"at", "int64"}}), tabs) ==
        "there is no column 'at' in " + tabs.path() +
            "; the columns are user\tat. (is the delimiter '\\t'?)");
}

std::string later_misfit(const std::string& name, const std::string& first,
                         const std::string& later) {
  std::string bytes = "\"" + name + "\"\n";
  for (int i = 0; i < 1000; i++) bytes += first + "\n";
  const TempFile file(bytes + later + "\n");
  CsvSource source = csv_source(file.path(), *read_csv_columns({file.path()}));
  const ReadAll all = read_all(source, "in.0");
  REQUIRE(all.rows.size() == 1000);
  REQUIRE(all.kind == ErrorKind::kBadData);
  return all.error.substr(file.path().size() + 1);
}

TEST_CASE("what does not fit an inferred type says how to declare it") {
  CHECK(
      later_misfit("x", "1", "12x") ==
      "1002:1: saw \"12x\", expected an int64 in column \"x\": the type of column 'x' was inferred "
      "as int64 from the first 1,000 rows; declare it: columns = { x = \"string\" }");
  CHECK(later_misfit("unit price", "1", "1.5") ==
        "1002:1: saw \"1.5\", expected an int64 in column \"unit price\": the type of column 'unit "
        "price' was inferred as int64 from the first 1,000 rows; declare it: columns = { \"unit "
        "price\" = \"double\" }");
  CHECK(
      later_misfit("x", "1", "9223372036854775808") ==
      "1002:1: saw \"9223372036854775808\", which is out of range, expected an int64 in column "
      "\"x\": the type of column 'x' was inferred as int64 from the first 1,000 rows; declare it: "
      "columns = { x = \"string\" }");
  CHECK(
      later_misfit("x", "1.5", "n/a") ==
      "1002:1: saw \"n/a\", expected a double in column \"x\": the type of column 'x' was inferred "
      "as double from the first 1,000 rows; declare it: columns = { x = \"string\" }");
  CHECK(later_misfit("x", "true", "yes") ==
        "1002:1: saw \"yes\", expected a bool in column \"x\": the type of column 'x' was inferred "
        "as "
        "bool from the first 1,000 rows; declare it: columns = { x = \"string\" }");
}

TEST_CASE("what is no timestamp says where it is none") {
  const auto error = [](const std::string& type, const std::string& field) {
    const TempFile file("at\n" + field + "\n");
    CsvSource source =
        csv_source(file.path(), *read_csv_columns({file.path()}, declared({{"at", type}})));
    const ReadAll all = read_all(source, "in.0");
    REQUIRE(all.kind == ErrorKind::kBadData);
    return all.error.substr(file.path().size() + 1);
  };
  CHECK(error("timestamp(yyyy-MM-dd, UTC)", "2024-02-30") ==
        "2:1: saw \"2024-02-30\", in which there is no day 30 in month 2 of 2024, expected a "
        "timestamp(yyyy-MM-dd, UTC) in column \"at\"");
  CHECK(error("timestamp(yyyy-MM-dd HH:mm, +08:00)", "2024-02-28") ==
        "2:1: saw \"2024-02-28\", which does not have ' ' at character 11, expected a "
        "timestamp(yyyy-MM-dd HH:mm, +08:00) in column \"at\"");
  CHECK(error("timestamp(yyyy-MM-dd HH:mm, +08:00)", "2024-02-28 25:00") ==
        "2:1: saw \"2024-02-28 25:00\", in which an hour (HH) is out of range at character 12, "
        "expected a timestamp(yyyy-MM-dd HH:mm, +08:00) in column \"at\"");
  CHECK(error("timestamp(epoch_ms)", "99999999999999999") ==
        "2:1: saw \"99999999999999999\", which is not in the years 0001 to 9999, expected a "
        "timestamp(epoch_ms) in column \"at\"");
  CHECK(error("timestamp(yyyy-MM-dd, UTC) not null", "") ==
        "2:1: saw an empty field, expected a timestamp(yyyy-MM-dd, UTC) in column \"at\", which "
        "every row must have");
  CHECK(error("timestamp(yyyy-MM-dd, UTC)", "\"\"") ==
        "2:1: saw \"\", which does not have a year (yyyy) at character 1, expected a "
        "timestamp(yyyy-MM-dd, UTC) in column \"at\" (for null, leave the quotes out)");
}

// Whatever is inferred from all rows of a file reads all of it.
TEST_CASE("a file of less than a thousand rows always fits what was inferred from it") {
  static constexpr std::string_view kPieces[] = {"1",
                                                 "-5",
                                                 "1.5",
                                                 "true",
                                                 "False",
                                                 "x",
                                                 "",
                                                 "\"\"",
                                                 "007",
                                                 "+1",
                                                 "1e5",
                                                 "NaN",
                                                 "99999999999999999999",
                                                 "\"1\"",
                                                 "-",
                                                 ".5",
                                                 "1.",
                                                 "Infinity",
                                                 "-0"};
  const TempFile file;
  std::map<std::string, int> kinds;
  for (std::uint64_t seed = 0; seed < 2'000; seed++) {
    Dice dice(seed);
    const std::size_t columns = 1 + dice.below(3), rows = 1 + dice.below(6);
    const std::size_t pieces = 1 + dice.below(std::size(kPieces));  // so that some are of one kind
    std::string bytes = "a";
    for (std::size_t c = 1; c < columns; c++)
      bytes += std::string(",") + static_cast<char>('a' + c);
    bytes += '\n';
    for (std::size_t r = 0; r < rows; r++) {
      for (std::size_t c = 0; c < columns; c++) {
        bytes += c > 0 ? "," : "";
        bytes += kPieces[(dice.below(pieces) + seed) % std::size(kPieces)];
      }
      bytes += '\n';
    }
    file.write(bytes);
    const auto read = read_csv_columns({file.path()});
    REQUIRE(read);
    CsvSource source = csv_source(file.path(), *read, chunk(1 + dice.below(30)));
    const ReadAll all = read_all(source, "in.0");
    INFO("seed " << seed << ": " << bytes);
    REQUIRE(all.error.empty());
    REQUIRE(all.rows.size() == rows);
    for (const Column& c : *read) kinds[type_text(c)]++;
  }
  for (const char* kind : {"bool", "int64", "double", "string"}) CHECK(kinds[kind] > 50);
}

}  // namespace
}  // namespace weir
