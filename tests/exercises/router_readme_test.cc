// The numbers in README.md of exercise 2 are those of the engine.
#include <fstream>
#include <string>
#include <vector>

#include "engine/core/key_group.h"
#include "tests/catch.h"
#include "tests/exercises/router_solutions.h"

using namespace weir;
using namespace weir::testing;

namespace {

using Cells = std::vector<std::string>;

// The rows of the tables of that page, cell by cell.
std::vector<Cells> rows_of_readme() {
  std::ifstream in(WEIR_SOURCE_DIR "/exercises/02-key-group-router/README.md");
  std::vector<Cells> out;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("| ")) continue;
    Cells cells;
    for (std::size_t at = 1; at < line.size();) {
      const std::size_t bar = line.find('|', at);
      std::string cell = line.substr(at, bar - at);
      cell.erase(0, cell.find_first_not_of(' '));
      cell.erase(cell.find_last_not_of(' ') + 1);
      cells.push_back(cell);
      at = bar + 1;
    }
    out.push_back(cells);
  }
  return out;
}

}  // namespace

TEST_CASE("the table of keys in README.md of exercise 2 is right") {
  std::size_t keys = 0;
  for (const Cells& row : rows_of_readme()) {
    if (row.size() != 6 || row[0] == "key") continue;
    CAPTURE(row[0]);
    const bool is_text = row[0][0] == '"';
    const Value key = is_text ? Value::text(row[0].substr(1, row[0].size() - 2))
                              : Value::integer(std::stoll(row[0]));
    const std::int32_t code = java_hash(key);
    CHECK(std::to_string(code) == row[1]);
    CHECK(std::to_string(e02::scramble(code)) == row[2]);
    CHECK(std::to_string(flink_murmur(code)) == row[3]);
    CHECK(std::to_string(key_group(key, 128)) == row[4]);
    CHECK(std::to_string(key_group(key, 100)) == row[5]);
    keys++;
  }
  CHECK(keys == 8);
}

TEST_CASE("the steps of scramble() in README.md of exercise 2 are right") {
  Cells steps;
  for (const Cells& row : rows_of_readme())
    if (row.size() == 2 && row[1].size() == 10) steps.push_back(row[1].substr(1, 8));
  const auto rotated = [](std::uint32_t k, int by) { return k << by | k >> (32 - by); };
  std::uint32_t k = 1;
  std::vector<std::uint32_t> expected;
  const auto add = [&](std::uint32_t next) { expected.push_back(k = next); };
  add(k * 0xcc9e2d51u);
  add(rotated(k, 15));
  add(k * 0x1b873593u);
  add(rotated(k, 13));
  add(k * 5 + 0xe6546b64u);
  add(k ^ 4);
  add(k ^ k >> 16);
  add(k * 0x85ebca6bu);
  add(k ^ k >> 13);
  add(k * 0xc2b2ae35u);
  add(k ^ k >> 16);
  REQUIRE(steps.size() == expected.size());
  for (std::size_t i = 0; i < steps.size(); i++)
    CHECK(std::stoul(steps[i], nullptr, 16) == expected[i]);
  CHECK(static_cast<std::int32_t>(k) == e02::scramble(1));
}

TEST_CASE("scramble() without its sign is Flink's murmur hash") {
  for (std::int64_t i = -5000; i < 5000; i++) {
    const auto code = static_cast<std::int32_t>(i * 429'497);
    const std::int64_t mixed = e02::scramble(code);
    CHECK((mixed < 0 ? -mixed : mixed) == flink_murmur(code));
  }
  CHECK(e02::scramble(-2089875627) == INT32_MIN);
  CHECK(flink_murmur(-2089875627) == 0);
}
