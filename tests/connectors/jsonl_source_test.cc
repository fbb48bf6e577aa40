// Tests engine/connectors/jsonl_source.h, jsonl_columns.h and json_row.h.
#include "engine/connectors/jsonl_source.h"

#include <limits>

#include "tests/catch.h"
#include "tests/connectors/files.h"

namespace weir {
namespace {

using Rows = std::vector<Value>;

Value T(std::string_view s) { return Value::text(s); }
Value I(std::int64_t i) { return Value::integer(i); }
Value D(double d) { return Value::number(d); }

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

std::string types_of(const Columns& columns) {
  std::string out;
  for (const Column& c : columns) out += (out.empty() ? "" : ", ") + c.name + " " + type_text(c);
  return out;
}

std::string inferred(const std::string& bytes, const Columns& columns = {}) {
  const TempFile file(bytes);
  const auto read = read_jsonl_columns({file.path()}, columns);
  if (read) return types_of(*read);
  std::string text = read.error().text;
  for (std::size_t at; (at = text.find(file.path())) != std::string::npos;)
    text.replace(at, file.path().size(), "FILE");
  return text;
}

ReadAll read_jsonl(const std::string& bytes, const Columns& columns) {
  const TempFile file(bytes);
  JsonlSource whole("in", {file.path()}, columns);
  const ReadAll all = read_on(whole, "in.0");
  for (const std::size_t chunk_bytes : {1u, 3u, 7u}) {
    JsonlSource source("in", {file.path()}, columns, chunk(chunk_bytes));
    REQUIRE(read_on(source, "in.0") == all);
    require_resume_everywhere(source, "in.0");
  }
  return all;
}

Rows rows_of(const std::string& bytes, const Columns& columns) {
  return read_jsonl(bytes, columns).rows;
}

// Of one line, without the file's name.
std::string error_of(const std::string& line, const Columns& columns) {
  const TempFile file(line + "\n");
  JsonlSource source("in", {file.path()}, columns);
  const ReadAll all = read_all(source, "in.0");
  REQUIRE(all.kind == ErrorKind::kBadData);
  return all.error.substr(file.path().size() + 1);
}

TEST_CASE("an object a line is a row, by the names of its fields in any order") {
  const Columns columns =
      declared({{"user", "string"}, {"n", "int64"}, {"x", "double"}, {"ok", "bool"}});
  CHECK(rows_of("{\"user\":\"ann\",\"n\":1,\"x\":1.5,\"ok\":true}\n"
                " { \"ok\" : false, \"x\" : 2 , \"n\":-3, \"user\":\"\\u0062ob\" } \r\n"
                "{\"n\":4}\n"
                "{\"user\":null,\"zzz\":[{\"n\":5}],\"n\":6}",
                columns) == Rows{Value::row({T("ann"), I(1), D(1.5), Value::boolean(true)}),
                                 Value::row({T("bob"), I(-3), D(2), Value::boolean(false)}),
                                 Value::row({Value(), I(4), Value(), Value()}),
                                 Value::row({Value(), I(6), Value(), Value()})});
}

TEST_CASE("lines of blanks are no rows, a byte order mark is no text, an empty file has no rows") {
  const Columns n = declared({{"n", "int64"}});
  CHECK(rows_of("\xef\xbb\xbf{\"n\":1}\n\n  \t\n{\"n\":2}\r\n\r\n", n) ==
        Rows{Value::row({I(1)}), Value::row({I(2)})});
  CHECK(rows_of("", n).empty());
  CHECK(rows_of("\n\n", n).empty());
}

TEST_CASE("objects inside are rows, arrays are lists, and json is the text itself") {
  const Columns columns = declared({{"user", "row<name string, tags list<string>>"},
                                    {"raw", "json"},
                                    {"m", "list<list<int64>>"}});
  CHECK(rows_of("{\"user\":{\"tags\":[\"a\",null,\"b\"],\"age\":3,\"name\":\"ann\"},"
                "\"raw\": {\"a\": [1, \"x\"]} ,\"m\":[[1,2],[]]}\n"
                "{\"user\":{},\"raw\":\"text\",\"m\":null}\n",
                columns) ==
        Rows{Value::row({Value::row({T("ann"), Value::list({T("a"), Value(), T("b")})}),
                         T("{\"a\": [1, \"x\"]}"),
                         Value::list({Value::list({I(1), I(2)}), Value::list({})})}),
             Value::row({Value::row({Value(), Value()}), T("\"text\""), Value()})});
}

TEST_CASE("timestamps are texts by a format, epochs may be numbers, and NaN is a text") {
  const Columns columns = declared({{"at", "timestamp(yyyy-MM-dd'T'HH:mm:ssXXX)"},
                                    {"ms", "timestamp(epoch_ms)"},
                                    {"s", "timestamp(epoch_s)"},
                                    {"x", "double"}});
  CHECK(rows_of("{\"at\":\"1970-01-01T01:00:01+01:00\",\"ms\":5,\"s\":\"2\",\"x\":\"NaN\"}\n"
                "{\"x\":\"-Infinity\"}\n",
                columns) ==
        Rows{Value::row({I(1000), I(5), I(2000), D(std::numeric_limits<double>::quiet_NaN())}),
             Value::row({Value(), Value(), Value(), D(-std::numeric_limits<double>::infinity())})});
}

TEST_CASE("types are inferred from the first rows, nested ones too") {
  CHECK(inferred("{\"a\":1,\"b\":\"x\"}\n{\"c\":true,\"a\":2}\n{\"d\":1.5,\"e\":null}\n") ==
        "a int64, b string, c bool, d double, e string");
  CHECK(inferred("{\"a\":1}\n{\"a\":2.5}\n") == "a double");
  CHECK(inferred("{\"u\":{\"n\":1}}\n{\"u\":{\"m\":[\"x\"],\"n\":2.5}}\n") ==
        "u row<n double, m list<string>>");
  CHECK(inferred("{\"u\":[{\"n\":1},{\"k l\":2}]}\n") == "u list<row<n int64, `k l` int64>>");
  CHECK(inferred("{\"a\":[],\"b\":{},\"c\":[[]]}\n") == "a list<json>, b json, c list<list<json>>");
  CHECK(inferred("") == "");
  CHECK(inferred("{\"at\":\"2024-01-01\"}\n") == "at string");
  // Bad rows say nothing.
  CHECK(inferred("{\"a\":1}\n{\"a\":\"x\"\n[1]\n7\n{\"b\":1} x\n{\"c\":\"\xff\"}\n") == "a int64");
}

TEST_CASE("a field of several kinds must be declared, and it is said where they are") {
  CHECK(inferred("{\"a\":1}\n{\"a\":\"x\"}\n\n{\"a\":true}\n") ==
        "FILE: field \"a\" holds bool (line 4) and int64 (line 1) and string (line 2); declare it, "
        "as json for the text of whatever stands there: columns = { a = \"json\" }");
  CHECK(
      inferred("{\"u\":{\"id no\":1},\"v\":[1]}\n{\"u\":{\"id no\":[]},\"v\":[{}]}\n") ==
      "FILE: field \"u\".\"id no\" holds int64 (line 1) and arrays (line 2); declare it, as json "
      "for the text of whatever stands there: columns = { u = \"json\" }\n"
      "FILE: field \"v\"[] holds int64 (line 1) and objects (line 2); declare it, as json for the "
      "text of whatever stands there: columns = { v = \"json\" }");
  CHECK(
      inferred("{\"a\":9223372036854775808}\n") ==
      "FILE: field \"a\" holds integers beyond int64 (line 1); declare it, as json for the text of "
      "whatever stands there: columns = { a = \"json\" }");
  CHECK(inferred("{\"a\":1}\n{\"a\":\"x\"}\n", declared({{"a", "json"}})) == "a json");
}

TEST_CASE("declared fields are as declared, in the order of the file, and may be missing") {
  CHECK(inferred("{\"a\":1,\"b\":2}\n", declared({{"z", "int64"}, {"b", "double not null"}})) ==
        "a int64, b double not null, z int64");
  CHECK(inferred("{\"user\":1,\"b\":2}\n",
                 declared({{"usr", "int64"}, {"b", "int64"}, {"b", "bool"}})) ==
        "there is no field 'usr' in the first 1,000 rows of FILE. Did you mean 'user'?\n"
        "the column 'b' is declared twice");
  // Fields that are numbered are not meant for each other.
  CHECK(inferred("{\"metric1\":1}\n", declared({{"metric2", "int64"}})) ==
        "metric1 int64, metric2 int64");
  Columns unknown = declared({{"a", "int64"}});
  unknown[0].kind = Kind::kNull;
  unknown[0].required = true;
  CHECK(inferred("{\"a\":1.5}\n", unknown) == "a double not null");
  CHECK(inferred("{}\n", unknown) == "a string not null");
}

TEST_CASE("several files are several splits with the columns of all") {
  const TempFile a("{\"k\":\"x\",\"n\":1}\n"), b("{\"k\":\"y\",\"m\":2.5}\n");
  const std::vector<std::string> paths{a.path(), b.path()};
  const Columns columns = *read_jsonl_columns(paths);
  CHECK(types_of(columns) == "k string, n int64, m double");
  auto source = make_jsonl_source("in", paths, columns)();
  CHECK(*source->splits() == std::vector<std::string>{"in.0", "in.1"});
  CHECK(read_all(*source, "in.0").rows == Rows{Value::row({T("x"), I(1), Value()})});
  CHECK(read_all(*source, "in.1").rows == Rows{Value::row({T("y"), Value(), D(2.5)})});
}

TEST_CASE("reading goes on behind a bad line") {
  const ReadAll all = read_jsonl("{\"n\":1}\n{\"n\":\n{\"n\":2}\n[]\n\n{\"n\":\"\xff\"}\n{\"n\":3}",
                                 declared({{"n", "int64"}}));
  REQUIRE(all.rows.size() == 6);
  CHECK(all.rows[0] == Value::row({I(1)}));
  CHECK(all.rows[1][0] == I(2));
  CHECK(all.rows[1][1] == T("{\"n\":"));
  CHECK(all.rows[2] == Value::row({I(2)}));
  CHECK(all.rows[3][0] == I(4));
  CHECK(all.rows[4][1] == T("{\"n\":\"\xef\xbf\xbd\"}"));
  CHECK(all.rows[5] == Value::row({I(3)}));
}

TEST_CASE("what does not fit is told with its place, what was seen and what was expected") {
  const Columns c = declared({{"n", "int64 not null"},
                              {"x", "double"},
                              {"s", "string"},
                              {"ok", "bool"},
                              {"at", "timestamp(yyyy-MM-dd, UTC)"},
                              {"u", "row<age int64, tags list<string not null>>"},
                              {"ms", "timestamp(epoch_ms)"}});
  CHECK(error_of("{\"n\":\"1\"}", c) == "1:6: saw \"1\", expected an int64 in field \"n\"");
  CHECK(error_of("{\"n\": 1.0}", c) == "1:7: saw 1.0, expected an int64 in field \"n\"");
  CHECK(error_of("{\"n\":9223372036854775808}", c) ==
        "1:6: saw 9223372036854775808, which is out of range, expected an int64 in field \"n\"");
  CHECK(error_of("{\"n\":1,\"x\":1e999}", c) ==
        "1:12: saw 1e999, which is out of range, expected a double in field \"x\"");
  CHECK(error_of("{\"n\":1,\"x\":\"1\"}", c) ==
        "1:12: saw \"1\", expected a double in field \"x\"");
  CHECK(error_of("{\"n\":1,\"s\":12}", c) == "1:12: saw 12, expected a string in field \"s\"");
  CHECK(error_of("{\"n\":1,\"s\":{}}", c) ==
        "1:12: saw an object, expected a string in field \"s\"");
  CHECK(error_of("{\"n\":1,\"s\":[]}", c) ==
        "1:12: saw an array, expected a string in field \"s\"");
  CHECK(error_of("{\"n\":1,\"s\":true}", c) == "1:12: saw true, expected a string in field \"s\"");
  CHECK(error_of("{\"n\":1,\"ok\":0}", c) == "1:13: saw 0, expected a bool in field \"ok\"");
  CHECK(error_of("{\"n\":1,\"at\":\"2024-02-30\"}", c) ==
        "1:13: saw \"2024-02-30\", in which there is no day 30 in month 2 of 2024, expected a "
        "timestamp(yyyy-MM-dd, UTC) in field \"at\"");
  CHECK(error_of("{\"n\":1,\"at\":20240228}", c) ==
        "1:13: saw 20240228, expected a timestamp(yyyy-MM-dd, UTC) in field \"at\"");
  CHECK(error_of("{\"n\":1,\"ms\":1.5}", c) ==
        "1:13: saw 1.5, expected a timestamp(epoch_ms) in field \"ms\"");
  CHECK(error_of("{\"n\":1,\"u\":{\"age\":\"x\"}}", c) ==
        "1:19: saw \"x\", expected an int64 in field \"u.age\"");
  CHECK(error_of("{\"n\":1,\"u\":{\"tags\":[\"a\",5]}}", c) ==
        "1:25: saw 5, expected a string in field \"u.tags[]\"");
  CHECK(error_of("{\"n\":1,\"u\":{\"tags\":[null]}}", c) ==
        "1:21: saw null in field \"u.tags[]\", expected a string, which must be there");
  CHECK(error_of("{\"x\":1}", c) ==
        "1:1: saw nothing in field \"n\", expected an int64, which every row must have");
  CHECK(error_of("{\"n\":null}", c) ==
        "1:1: saw nothing in field \"n\", expected an int64, which every row must have");
  CHECK(error_of("{\"n\":1,\"n\":2}", c) == "1:12: saw the field \"n\" again, expected it once");
  CHECK(error_of("[1]", c) == "1:1: saw an array, expected an object, which is a row");
  CHECK(error_of("\"x\"", c) == "1:1: saw a value, expected an object, which is a row");
  CHECK(error_of("{\"n\":1", c) == "1:7: saw the end, expected ',' or '}'");
  CHECK(error_of("{\"\xc3\xa9\":1,\"n\":x}", c) == "1:12: saw \"x\", expected a value");
  CHECK(error_of("{\"n\":1} {}", c) == "1:9: saw \"{\", expected nothing behind the value");
  CHECK(error_of("user,at", c) == "1:1: saw \"u\", expected a value");
}

TEST_CASE("JSON that does not fit an inferred type says how to declare it") {
  std::string bytes;
  for (int i = 0; i < 1000; i++) bytes += "{\"a\":1,\"u\":{\"b\":true}}\n";
  const auto error = [&](const std::string& later) {
    const TempFile file(bytes + later + "\n");
    JsonlSource source("in", {file.path()}, *read_jsonl_columns({file.path()}));
    const ReadAll all = read_all(source, "in.0");
    REQUIRE(all.rows.size() == 1000);
    return all.error.substr(file.path().size() + 1);
  };
  CHECK(
      error("{\"a\":\"x\"}") ==
      "1001:6: saw \"x\", expected an int64 in field \"a\": the type of column 'a' was inferred as "
      "int64 from the first 1,000 rows; declare it: columns = { a = \"json\" }");
  CHECK(error("{\"a\":1.5}") ==
        "1001:6: saw 1.5, expected an int64 in field \"a\": the type of column 'a' was inferred as "
        "int64 from the first 1,000 rows; declare it: columns = { a = \"double\" }");
  CHECK(error("{\"u\":{\"b\":1}}") ==
        "1001:11: saw 1, expected a bool in field \"u.b\": the type of column 'u' was inferred as "
        "row<b bool> from the first 1,000 rows; declare it: columns = { u = \"json\" }");
}

TEST_CASE("a file that has lost rows is refused, one that cannot be read too") {
  const TempFile file("{\"n\":1}\n\n{\"n\":2}\n");
  JsonlSource source("in", {file.path()}, declared({{"n", "int64"}}));
  CHECK(read_all(source, "in.0", 2).rows.empty());
  const ReadAll refused = read_all(source, "in.0", 3);
  CHECK(refused.kind == ErrorKind::kRestoreRefused);
  CHECK(refused.error ==
        file.path() + ": has 2 rows, but 3 had been read before: it has changed since");
  CHECK(read_jsonl_columns({file.path() + ".missing"}).error().kind == ErrorKind::kIo);
}

}  // namespace
}  // namespace weir
