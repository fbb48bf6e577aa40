// CSV files nobody would write: random ones against the oracle, cut ones, and written ones.
#include <set>

#include "engine/connectors/csv_source.h"
#include "engine/connectors/lines_source.h"
#include "tests/catch.h"
#include "tests/connectors/files.h"
#include "tests/connectors/naive_csv.h"

namespace weir {
namespace {

Value value_of(const std::vector<NaiveCsv::Field>& fields) {
  std::vector<Value> values;
  for (const auto& field : fields) values.push_back(field ? Value::text(*field) : Value::null());
  return Value::row(values);
}

ReadAll read_strings(const std::string& path, std::size_t bytes_a_chunk) {
  const auto type = columns_of(path, {}, chunk(bytes_a_chunk));
  if (!type) return {{}, type.error().kind, type.error().text};
  CsvSource source = csv_source(path, *type, chunk(bytes_a_chunk));
  return read_all(source, "in.0");
}

bool is_header(const std::vector<NaiveCsv::Field>& row) {
  std::set<std::string> names;
  for (const auto& name : row)
    if (!name || name->empty() || !names.insert(*name).second) return false;
  return true;
}

// What the engine must answer, by the oracle. The place of errors of the oracle's own kind only.
void require_as_oracle(const TempFile& file, const std::string& bytes, const ReadAll& all) {
  const NaiveCsv oracle = naive_csv(bytes);
  std::vector<Value> expected;
  const bool header = !oracle.rows.empty() && is_header(oracle.rows[0]);
  bool good = header;
  for (std::size_t i = 1; i < oracle.rows.size() && good; i++) {
    good = oracle.rows[i].size() == oracle.rows[0].size();
    if (good) expected.push_back(value_of(oracle.rows[i]));
  }
  REQUIRE(all.rows == expected);
  REQUIRE(all.kind.has_value() == (!good || oracle.bad));
  if (!all.kind) return;
  REQUIRE(all.kind == ErrorKind::kBadData);
  const bool all_in_front_are_good = good || (oracle.rows.empty() && oracle.bad);
  if (!all_in_front_are_good) return;
  const std::string place = file.path() + ":" + std::to_string(oracle.bad->first) + ":" +
                            std::to_string(oracle.bad->second) + ": ";
  REQUIRE_THAT(all.error, Catch::Matchers::StartsWith(place));
}

TEST_CASE("random text reads as the oracle reads it, in windows of any size") {
  static constexpr std::string_view kPieces[] = {
      "a", "b", "xy", ",", ",", "\n", "\n", "\r\n", "\"", "\"\"", "\"c,d\"", "\r", "\xc3\xa9", " "};
  const TempFile file;
  int good = 0, bad = 0, resumed = 0;
  for (std::uint64_t seed = 0; seed < 6000; seed++) {
    Dice dice(seed);
    std::string bytes = dice.below(10) == 0 ? "\xef\xbb\xbf" : "";
    if (dice.below(4) > 0) bytes += "k,v\n";
    const std::size_t pieces = dice.below(16);
    for (std::size_t i = 0; i < pieces; i++) bytes += kPieces[dice.below(std::size(kPieces))];
    file.write(bytes);
    INFO("seed " << seed << ": " << bytes);
    const ReadAll all = read_strings(file.path(), 1 + dice.below(9));
    REQUIRE(read_strings(file.path(), 65536) == all);
    require_as_oracle(file, bytes, all);
    (all.kind ? bad : good)++;
    if (all.rows.empty()) continue;
    CsvSource source = csv_source(file.path(), *columns_of(file.path()), chunk(5));
    require_resume_everywhere(source, "in.0");
    resumed++;
  }
  CHECK(good > 500);
  CHECK(bad > 500);
  CHECK(resumed > 500);
}

TEST_CASE("reading goes on behind a broken row where the oracle goes on, in windows of any size") {
  static constexpr std::string_view kPieces[] = {
      "a", "b", ",", ",", "\n", "\n", "\r\n", "\"", "\"\"\"", "\"c,d\"", "\r", "\"x\ny\""};
  const TempFile file;
  const Columns type{{"k", Kind::kString}, {"v", Kind::kString}};
  int bad = 0, good_behind = 0;
  for (std::uint64_t seed = 0; seed < 3000; seed++) {
    Dice dice(seed);
    std::string bytes = "k,v\n";
    const std::size_t pieces = dice.below(24);
    for (std::size_t i = 0; i < pieces; i++) bytes += kPieces[dice.below(std::size(kPieces))];
    file.write(bytes);
    INFO("seed " << seed << ": " << bytes);
    CsvSource source = csv_source(file.path(), type, chunk(1 + dice.below(9)));
    const ReadAll all = read_on(source, "in.0");
    REQUIRE(!all.kind);
    const std::vector<NaiveCsvItem> expected = naive_csv_on(bytes);
    REQUIRE(all.rows.size() + 1 == expected.size());  // the header
    bool seen_bad = false;
    for (std::size_t i = 0; i < all.rows.size(); i++) {
      const NaiveCsvItem& item = expected[i + 1];
      INFO("row " << i);
      if (!item.bad && item.row.size() == 2) {
        REQUIRE(all.rows[i] == value_of(item.row));
        good_behind += seen_bad;
        continue;
      }
      REQUIRE(all.rows[i].size() == 3);
      seen_bad = true;
      if (!item.bad) continue;
      REQUIRE(all.rows[i][0] == Value::integer(item.line));
      REQUIRE(all.rows[i][1] == Value::text(item.text));
      bad++;
    }
    require_resume_everywhere(source, "in.0");
  }
  CHECK(bad > 500);
  CHECK(good_behind > 300);
}

TEST_CASE("random bytes never do more harm than an error with a place") {
  const RowType declared({{"n", Kind::kInt}, {"d", Kind::kDouble}, {"b", Kind::kBool}});
  static constexpr std::string_view kPieces[] = {"1",  ",",    "\n",   "\"",   "true", "-",
                                                 "\r", "\xff", "\xc3", "\xbf", "e",    "."};
  const TempFile file;
  for (std::uint64_t seed = 0; seed < 3000; seed++) {
    Dice dice(seed);
    std::string bytes = dice.below(8) == 0 ? "" : "n,d,b\n";
    const std::size_t pieces = dice.below(40);
    for (std::size_t i = 0; i < pieces; i++)
      bytes += dice.below(4) == 0 ? std::string(1, static_cast<char>(dice.below(256)))
                                  : std::string(kPieces[dice.below(std::size(kPieces))]);
    file.write(bytes);
    INFO("seed " << seed);
    LinesSource lines("in", {file.path()}, chunk(1 + dice.below(5)));
    const ReadAll as_lines = read_all(lines, "in.0");
    REQUIRE((!as_lines.kind || *as_lines.kind == ErrorKind::kBadData));
    const auto type = columns_of(file.path(), declared, chunk(1 + dice.below(5)));
    if (!type) {
      REQUIRE(type.error().text.find(file.path()) != std::string::npos);
      continue;
    }
    CsvSource small = csv_source(file.path(), *type, chunk(1 + dice.below(5)));
    CsvSource large = csv_source(file.path(), *type);
    const ReadAll all = read_all(small, "in.0");
    REQUIRE(read_all(large, "in.0") == all);
    REQUIRE((!all.kind || all.error.starts_with(file.path() + ":")));
    require_resume_everywhere(small, "in.0");
  }
}

TEST_CASE("a tricky file that was cut anywhere reads as the oracle reads it") {
  const std::string tricky =
      "\xef\xbb\xbfname,\"what, \"\"so\"\"\",at\r\n"
      "\"a\r\n\"\"b\"\"\",,1\r\n,\"\",\"2\"\n\xc3\xa9\xe2\x82\xac,\"\n\n\",3\n"
      "\"\"\"\"\"\",\"x,\"\",\"\"\",4\r\n5,6,7";
  const TempFile file;
  int good = 0;
  for (std::size_t size = 0; size <= tricky.size(); size++) {
    const std::string bytes = tricky.substr(0, size);
    file.write(bytes);
    INFO("the first " << size << " bytes");
    const ReadAll all = read_strings(file.path(), 65536);
    for (const std::size_t bytes_a_chunk : {1u, 2u, 3u, 5u})
      REQUIRE(read_strings(file.path(), bytes_a_chunk) == all);
    good += !all.kind;
    if (all.error.find("UTF-8") != std::string::npos) continue;  // the oracle takes all bytes
    require_as_oracle(file, bytes, all);
  }
  CHECK(good > 5);
  CHECK(read_strings(file.path(), 65536).rows.size() == 5);
}

TEST_CASE("whatever rows are written, the same are read") {
  static constexpr std::string_view kPieces[] = {"a",    ",",  "\"",       "\n",
                                                 "\r\n", "\r", "\xc3\xa9", " "};
  const TempFile file;
  for (std::uint64_t seed = 0; seed < 1500; seed++) {
    Dice dice(seed);
    const std::size_t columns = 1 + dice.below(4), count = dice.below(8);
    std::vector<std::vector<NaiveCsv::Field>> rows(1 + count);
    for (std::size_t i = 0; i < columns; i++) rows[0].push_back("c" + std::to_string(i));
    for (std::size_t r = 1; r <= count; r++)
      for (std::size_t i = 0; i < columns; i++) {
        rows[r].push_back(dice.below(5) == 0 ? NaiveCsv::Field() : NaiveCsv::Field(""));
        const std::size_t pieces = rows[r][i] ? dice.below(5) : 0;
        for (std::size_t p = 0; p < pieces; p++)
          *rows[r][i] += kPieces[dice.below(std::size(kPieces))];
      }
    file.write(write_csv(rows, dice.below(2) == 0 ? "\n" : "\r\n"));
    std::vector<Value> expected;
    for (std::size_t r = 1; r <= count; r++) expected.push_back(value_of(rows[r]));
    INFO("seed " << seed);
    const ReadAll all = read_strings(file.path(), 1 + dice.below(20));
    REQUIRE(all.error == "");
    REQUIRE(all.rows == expected);
  }
}

}  // namespace
}  // namespace weir
