// Tests engine/connectors/csv_source.h and csv_file.h.
#include "engine/connectors/csv_source.h"

#include <filesystem>

#include "tests/catch.h"
#include "tests/connectors/files.h"

namespace weir {
namespace {

using Catch::Matchers::StartsWith;
using std::string_literals::operator""s;

const RowType kDeclared(
    {{"at", Kind::kInt}, {"price", Kind::kDouble}, {"ok", Kind::kBool}, {"user", Kind::kString}});

ReadAll read_csv(const TempFile& file, const RowType& declared = {}) {
  const auto type = columns_of(file.path(), declared);
  if (!type) return {{}, type.error().kind, type.error().text};
  CsvSource whole = csv_source(file.path(), *type);
  const ReadAll all = read_all(whole, "in.0");
  for (const std::size_t bytes : {1u, 2u, 3u, 8u}) {
    REQUIRE(*columns_of(file.path(), declared, chunk(bytes)) == *type);
    CsvSource source = csv_source(file.path(), *type, chunk(bytes));
    REQUIRE(read_all(source, "in.0") == all);
    require_resume_everywhere(source, "in.0");
  }
  return all;
}

std::vector<Value> rows_of(std::string_view bytes, const RowType& declared = {}) {
  const TempFile file(bytes);
  ReadAll all = read_csv(file, declared);
  INFO(all.error);
  REQUIRE(!all.kind);
  return all.rows;
}

// The text behind the file's name.
std::string error_of(std::string_view bytes, const RowType& declared = {},
                     ErrorKind kind = ErrorKind::kBadData) {
  const TempFile file(bytes);
  const ReadAll all = read_csv(file, declared);
  INFO(all.error);
  REQUIRE(all.kind == kind);
  REQUIRE(all.error.starts_with(file.path() + ":"));
  return all.error.substr(file.path().size() + 1);
}

Value strings(const std::vector<std::string>& fields) {
  std::vector<Value> values;
  for (const std::string& field : fields) values.push_back(Value::text(field));
  return Value::row(values);
}

using Rows = std::vector<Value>;

TEST_CASE("without declared types every column is a string") {
  const TempFile file("user,at\nann,1\nbob,2\n");
  const auto type = columns_of(file.path());
  REQUIRE(type);
  CHECK(row_type_of(*type) == RowType({{"user", Kind::kString}, {"at", Kind::kString}}));
  auto source = make_csv_source("in", {file.path()}, *type)();
  CHECK(*source->splits() == std::vector<std::string>{"in.0"});
  CHECK(read_all(*source, "in.0").rows == Rows{strings({"ann", "1"}), strings({"bob", "2"})});
}

TEST_CASE("declared types go by name, in the order of the file") {
  const std::string bytes = "user,ok,at,price,note\nann,true,-5,2.50,hello\n";
  const TempFile file(bytes);
  CHECK(row_type_of(*columns_of(file.path(), kDeclared)) == RowType({{"user", Kind::kString},
                                                                     {"ok", Kind::kBool},
                                                                     {"at", Kind::kInt},
                                                                     {"price", Kind::kDouble},
                                                                     {"note", Kind::kString}}));
  CHECK(*columns_of(file.path(), RowType({{"at", Kind::kNull}})) == *columns_of(file.path()));
  CHECK(rows_of(bytes, kDeclared) ==
        Rows{Value::row({Value::text("ann"), Value::boolean(true), Value::integer(-5),
                         Value::number(2.5), Value::text("hello")})});
}

TEST_CASE("an unquoted empty field is null, a quoted one is the empty string") {
  CHECK(rows_of("a,b,c\n,\"\",x\n") ==
        Rows{Value::row({Value::null(), Value::text(""), Value::text("x")})});
  CHECK(rows_of("user,ok,at,price\n,,,\n", kDeclared) ==
        Rows{Value::row({Value::null(), Value::null(), Value::null(), Value::null()})});
  CHECK(rows_of("a\n\n\"\"\nx\n") ==  // one column: an empty line is a row of one null
        Rows{Value::row({Value::null()}), strings({""}), strings({"x"})});
}

TEST_CASE("quotes protect commas, line ends and quotes, also in the header and around numbers") {
  CHECK(rows_of("a,b\n\"x,y\",\"1\n2\r\n3\"\n\"\"\"q\"\"\",\"\"\"\"\n") ==
        Rows{strings({"x,y", "1\n2\r\n3"}), strings({"\"q\"", "\""})});
  const TempFile file("\"a \"\"b\"\"\",\"c\nd\"\n1,2\n");
  CHECK(row_type_of(*columns_of(file.path())) ==
        RowType({{"a \"b\"", Kind::kString}, {"c\nd", Kind::kString}}));
  CHECK(rows_of("at,price\n\"12\",\"0.5\"\n",
                RowType({{"at", Kind::kInt}, {"price", Kind::kDouble}})) ==
        Rows{Value::row({Value::integer(12), Value::number(0.5)})});
}

TEST_CASE("rows end with LF, CRLF or the file, and a byte order mark is no text") {
  const Rows expected{strings({"1", "2"}), strings({"3", "4"})};
  CHECK(rows_of("a,b\n1,2\n3,4\n") == expected);
  CHECK(rows_of("a,b\n1,2\n3,4") == expected);
  CHECK(rows_of("a,b\r\n1,2\r\n3,4\r\n") == expected);
  CHECK(rows_of("a,b\r\n1,2\n3,4\r") == expected);
  CHECK(rows_of("\xef\xbb\xbf"
                "a,b\n1,2\n3,4\n") == expected);
  CHECK(rows_of("\xef\xbb\xbf\"a\",b\n1,2\n3,4\n") == expected);
  CHECK(rows_of("a,b\n").empty());
  CHECK(rows_of("a,b").empty());
  CHECK(rows_of("a\nx\0y\n"s) == Rows{strings({"x\0y"s})});
  CHECK(rows_of("a,b\n 1 ,\t2\n") == Rows{strings({" 1 ", "\t2"})});  // blanks are text
}

TEST_CASE("a required column has no null, and an error says so with its place") {
  const RowType declared({{"id", Kind::kInt, true}, {"name", Kind::kString, true}, {"x"}});
  CHECK(rows_of("x,name,id\n,\"\",1\n", declared) ==
        Rows{Value::row({Value(), Value::text(""), Value::integer(1)})});
  CHECK(error_of("x,name,id\na,b,1\na,b,\n", declared) ==
        "3:5: saw an empty field, expected an int64 in column \"id\", which every row must have");
  CHECK(error_of("x,name,id\n,,\n", declared) ==
        "2:2: saw an empty field, expected a string in column \"name\", which every row must have");
}

TEST_CASE("a wrong number of fields fails where the surplus or the gap begins") {
  CHECK(error_of("a,b\n1,2\n1,2,3\n") == "3:5: saw 3 fields, expected 2: a, b");
  CHECK(error_of("a,b\n1\n") == "2:2: saw 1 field, expected 2 fields: a, b");
  CHECK(error_of("a,b,c\n1,2\n") == "2:4: saw 2 fields, expected 3 fields: a, b, c");
  CHECK(error_of("a,b\n\n1,2\n") == "2:1: saw an empty line, expected 2 fields: a, b");
  CHECK(error_of("a,b\n1,2\n\n") == "3:1: saw an empty line, expected 2 fields: a, b");
  CHECK(error_of("a\n1,\n") == "2:3: saw 2 fields, expected 1: a");
  CHECK(error_of("a,b\n\"x\ny\"\n") == "3:3: saw 1 field, expected 2 fields: a, b");
}

TEST_CASE("a field that does not fit its type fails with what it holds") {
  const RowType declared({{"at", Kind::kInt}, {"price", Kind::kDouble}, {"ok", Kind::kBool}});
  const auto error = [&](const std::string& row) {
    return error_of("at,price,ok\n" + row, declared);
  };
  CHECK(error("12x,1,true\n") == R"(2:1: saw "12x", expected an int64 in column "at")");
  CHECK(error("1, 1.5,true\n") == R"(2:3: saw " 1.5", expected a double in column "price")");
  CHECK(error("1,\"\xc3\xa9\",true\n") ==
        "2:3: saw \"\xc3\xa9\", expected a double in column \"price\"");
  CHECK(error("1,1,true\n1,1,maybe\n") == R"(3:5: saw "maybe", expected a bool in column "ok")");
  CHECK(
      error("9223372036854775808,1,true\n") ==
      R"(2:1: saw "9223372036854775808", which is out of range, expected an int64 in column "at")");
  CHECK(error("1,1e999,true\n") ==
        R"(2:3: saw "1e999", which is out of range, expected a double in column "price")");
  CHECK(error("\"\",1,true\n") ==
        R"(2:1: saw "", expected an int64 in column "at" (for null, leave the quotes out))");
  CHECK(error("1,\"a\"\"b\",true\n") == R"(2:3: saw "a\"b", expected a double in column "price")");
  CHECK(error("\"1\n2\",1,true\n") == R"(2:1: saw "1\n2", expected an int64 in column "at")");
}

TEST_CASE("places count lines inside of quotes and characters, not bytes") {
  const RowType declared({{"n", Kind::kInt}});
  CHECK(error_of("s,n\n\"1\n2\n3\",4\n\"5\n\xc3\xa9\",x\n", declared) ==
        R"(6:4: saw "x", expected an int64 in column "n")");
  CHECK(error_of("\xef\xbb\xbfs,n\r\n\xf0\x9f\x98\x80,x\r\n", declared) ==
        R"(2:3: saw "x", expected an int64 in column "n")");
}

TEST_CASE("broken quotes and lone CRs fail where their field starts") {
  CHECK_THAT(error_of("a,b\n1,\"2\n3,4\n"), StartsWith("2:3: saw a quote that is never closed"));
  CHECK_THAT(error_of("a,b\n1,\""), StartsWith("2:3: saw a quote that is never closed"));
  CHECK_THAT(error_of("a,b\n1,\"2\"x\n"), StartsWith("2:3: saw text behind a closing quote"));
  CHECK_THAT(error_of("a,b\n1,2\"\n"), StartsWith("2:3: saw a quote inside a field without"));
  CHECK_THAT(error_of("a,b\n\"1\n\",2\r3\n"), StartsWith("3:3: saw a CR without LF"));
  CHECK_THAT(error_of("a\r1\r2\r"), StartsWith("1:1: saw a CR without LF"));
  CHECK_THAT(error_of("a,\"b\n1,2\n"), StartsWith("1:3: saw a quote that is never closed"));
}

TEST_CASE("what is not UTF-8 fails where its field starts, and says where in the field it is") {
  CHECK(error_of("a,b\n1,\xff\n") == "2:3: saw byte 0xff, expected text in UTF-8");
  CHECK(error_of("a,b\nx\xc3,1\n") ==
        "2:1: saw byte 0xc3, expected text in UTF-8 (character 2 of the field)");
  CHECK(error_of("a,b\n1,\"x\xc3\xa9\n\xe2\x82\"\n") ==
        "2:3: saw bytes 0xe2 0x82, expected text in UTF-8 (line 2 of the field, character 1)");
  CHECK(error_of("a,\xff\n") == "1:3: saw byte 0xff, expected text in UTF-8");
  CHECK(error_of("a,b\n\xff,\"1\n") == "2:1: saw byte 0xff, expected text in UTF-8");
  CHECK(error_of("a,b\n1,\"\xff\n") ==
        "2:3: saw byte 0xff, expected text in UTF-8 (character 2 of the field)");
  CHECK(error_of("\xff\xfe"
                 "a\0,\0b\0\r\0\n\0"s) ==
        "1:1: saw byte 0xff, expected text in UTF-8, not in UTF-16");
  CHECK(error_of("\xfe\xff\0a\0\r\0\n"s) ==
        "1:1: saw byte 0xfe, expected text in UTF-8, not in UTF-16");
}

TEST_CASE("rows in front of a bad one are good rows") {
  const TempFile file("a,n\nx,1\ny,2\nz,?\nx,3\n");
  const ReadAll all = read_csv(file, RowType({{"n", Kind::kInt}}));
  CHECK(all.rows == Rows{Value::row({Value::text("x"), Value::integer(1)}),
                         Value::row({Value::text("y"), Value::integer(2)})});
  CHECK(all.kind == ErrorKind::kBadData);
}

Value bad(int line, const std::string& text, const std::string& error) {
  return Value::row({Value::integer(line), Value::text(text), Value::text(error)});
}

TEST_CASE("reading goes on behind a bad row, which is known by line, text and error") {
  const TempFile file("a,n\nx,1\ny,?\nz\nw,\xff\nv,2\nu,3,4\n\nt,5");
  const std::string at = file.path() + ":";
  const auto type = columns_of(file.path(), RowType({{"n", Kind::kInt}}));
  CsvSource source = csv_source(file.path(), *type);
  const auto row = [](const char* a, int n) {
    return Value::row({Value::text(a), Value::integer(n)});
  };
  CHECK(read_on(source, "in.0").rows ==
        Rows{row("x", 1), bad(3, "y,?", at + R"(3:3: saw "?", expected an int64 in column "n")"),
             bad(4, "z", at + "4:2: saw 1 field, expected 2 fields: a, n"),
             bad(5, "w,\xef\xbf\xbd", at + "5:3: saw byte 0xff, expected text in UTF-8"),
             row("v", 2), bad(7, "u,3,4", at + "7:5: saw 3 fields, expected 2: a, n"),
             bad(8, "", at + "8:1: saw an empty line, expected 2 fields: a, n"), row("t", 5)});
  require_resume_everywhere(source, "in.0");
}

TEST_CASE("a quote that is broken costs the line in which its field begins") {
  const std::string never =
      "saw a quote that is never closed, expected one at the end of the field";
  const std::string behind = "saw text behind a closing quote, expected a comma or the line's end";
  const std::string inside =
      "saw a quote inside a field without quotes, expected the field in quotes and the quote "
      "doubled";
  const TempFile file("a,b\n1,\"2\n3,4\n\"5\n6\",\"7\n8\"9\n10,1\"1\n12,13\n14,\"15\n16,17\n");
  const std::string at = file.path() + ":";
  for (const std::size_t bytes : {1u, 2u, 5u, 9u, 65536u}) {
    CsvSource source = csv_source(file.path(), *columns_of(file.path()), chunk(bytes));
    CHECK(read_on(source, "in.0").rows ==
          Rows{bad(2, "1,\"2", at + "2:3: " + behind), strings({"3", "4"}),
               bad(4, "\"5\n6\",\"7", at + "5:4: " + behind), bad(6, "8\"9", at + "6:1: " + inside),
               bad(7, "10,1\"1", at + "7:4: " + inside), strings({"12", "13"}),
               bad(9, "14,\"15", at + "9:4: " + never), strings({"16", "17"})});
    require_resume_everywhere(source, "in.0");
  }
}

TEST_CASE("a row beyond the limit costs its line, however long that is") {
  const std::string far(1000, 'x');
  const TempFile file("a,b\n1,2\n" + far + ",3\n4,5\n6,\"7\n8,\"" + far + "\"\n9,10\n" + far);
  const std::string at = file.path() + ":";
  const Columns type{{"a", Kind::kString}, {"b", Kind::kString}};
  for (const std::size_t bytes : {1u, 7u, 100u, 65536u}) {
    TextFileOptions options = chunk(bytes);
    options.row_bytes_max = 20;
    CsvSource source = csv_source(file.path(), type, options);
    const std::string beyond = "saw a row of more than 20 bytes, expected its end";
    CHECK(read_on(source, "in.0").rows ==
          Rows{strings({"1", "2"}), bad(3, std::string(20, 'x'), at + "3:1: " + beyond),
               strings({"4", "5"}),
               bad(5, "6,\"7",
                   at + "5:3: saw text behind a closing quote, expected a comma or the "
                        "line's end"),
               bad(6, "8,\"" + std::string(17, 'x'),
                   at + "6:3: saw a quote that is not closed in a row of 20 bytes, expected one at "
                        "the end of the field"),
               strings({"9", "10"}), bad(8, std::string(20, 'x'), at + "8:1: " + beyond)});
    require_resume_everywhere(source, "in.0");
  }
}

TEST_CASE("the text of a bad row is kept up to 64 KiB, and never cut inside a character") {
  std::string text = "x";
  while (text.size() < 100'000) text += "\xc3\xa9";
  const TempFile file("a,b\n" + text + "\n");
  CsvSource source = csv_source(file.path(), *columns_of(file.path()));
  const ReadAll all = read_on(source, "in.0");
  REQUIRE(all.rows.size() == 1);
  CHECK(all.rows[0][1] == Value::text(text.substr(0, 65535)));
}

TEST_CASE("a header names each column once") {
  CHECK(error_of("") == "1:1: saw an empty file, expected a header with the column names");
  CHECK(error_of("\xef\xbb\xbf") ==
        "1:1: saw an empty file, expected a header with the column names");
  CHECK(error_of("\n") == "1:1: saw no name for column 1, expected one");
  CHECK(error_of("a,,b\n") == "1:3: saw no name for column 2, expected one");
  CHECK(error_of("a,\"\"\n") == "1:3: saw no name for column 2, expected one");
  CHECK(error_of("a,b,a\n") ==
        R"(1:5: saw the name "a" of column 1 again, expected a name of its own for column 3)");
}

TEST_CASE("a file that cannot be read fails with kIo, before any row") {
  const std::string missing = TempFile().path() + ".missing";
  const auto type = columns_of(missing);
  REQUIRE(!type);
  CHECK(type.error().kind == ErrorKind::kIo);
  CHECK(type.error().text == missing + ": cannot be read: No such file or directory");
  CsvSource source = csv_source(missing, {{"a", Kind::kString}});
  CHECK(read_all(source, "in.0").error == type.error().text);
  CsvSource folder = csv_source(std::filesystem::temp_directory_path().string(), {});
  CHECK(read_all(folder, "in.0").kind == ErrorKind::kIo);
}

TEST_CASE("a file that changed since the graph was built, or since the checkpoint, is refused") {
  const TempFile file("a,b\n1,2\n3,4\n");
  const auto type = columns_of(file.path());
  CsvSource source = csv_source(file.path(), *type);
  file.write("a,b\n1,2\n");
  const ReadAll shorter = read_all(source, "in.0", 2);
  CHECK(shorter.kind == ErrorKind::kRestoreRefused);
  CHECK(shorter.error ==
        file.path() + ": has 1 rows, but 2 had been read before: it has changed since");
  for (const char* const header : {"a,c\n1,2\n", "b,a\n1,2\n", "a\n1\n", "a,b,c\n1,2,3\n"}) {
    file.write(header);
    const ReadAll other = read_all(source, "in.0");
    CHECK(other.kind == ErrorKind::kBadData);
    CHECK_THAT(other.error, StartsWith(file.path() + ":1:1: saw the columns "));
  }
  CHECK(read_all(source, "in.7").kind == ErrorKind::kRestoreRefused);
}

TEST_CASE("a row beyond the limit fails, and a forgotten quote is named as the cause") {
  const Columns type{{"a", Kind::kString}, {"b", Kind::kString}};
  for (const std::size_t bytes : {1u, 4u, 9u, 100u}) {
    TextFileOptions options = chunk(bytes);
    options.row_bytes_max = 10;
    const auto read = [&](const std::string& rows) {
      const TempFile file("a,b\n" + rows);
      CsvSource source = csv_source(file.path(), type, options);
      const ReadAll all = read_all(source, "in.0");
      return all.error.empty() ? "" : all.error.substr(file.path().size() + 1);
    };
    CHECK(read("1234567,9\n1234567,\"\"") == "");
    CHECK(read("1234567,90\n") == "2:1: saw a row of more than 10 bytes, expected its end");
    CHECK(read("1,2\n12345678901234567890") ==
          "3:1: saw a row of more than 10 bytes, expected its end");
    std::string forgotten = "1,\"2\n";
    for (int i = 0; i < 100; i++) forgotten += "1,2\n";
    CHECK(read(forgotten) ==
          "2:3: saw a quote that is not closed in a row of 10 bytes, expected one at the end of "
          "the field");
  }
}

}  // namespace
}  // namespace weir
