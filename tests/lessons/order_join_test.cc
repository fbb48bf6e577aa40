// weir run 8, as users see it.
#include <algorithm>

#include "engine/state/backend_loader.h"
#include "engine/trace/ndjson.h"
#include "tests/catch.h"
#include "tests/lessons/program.h"
#include "tests/scenarios.h"

using namespace weir::testing;
using Lines = std::vector<std::string>;

namespace {

const Lines kRows{"((123,拖把,30.0),(123,2019-11-11 10:11:12,江苏))",
                  "((234,牙膏,20.0),(234,2019-11-11 11:11:13,云南))",
                  "((345,被子,114.4),(345,2019-11-11 12:11:14,安徽))",
                  "((333,杯子,112.2),(333,2019-11-11 13:11:15,北京))",
                  "((444,Mac电脑,30000.0),(444,2019-11-11 14:11:16,深圳))"};

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Without the number of the subtask, each once, sorted.
Lines distinct(Lines rows) {
  for (std::string& row : rows)
    if (const std::size_t arrow = row.find("> "); arrow != std::string::npos)
      row.erase(0, arrow + 2);
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

Lines sorted(Lines rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

bool has_rocksdb() {
  const auto names = ::weir::backend_names();
  return std::find(names.begin(), names.end(), "rocksdb") != names.end();
}

Ran with_files(const std::string& first, const std::string& second, const std::string& how = {}) {
  const TemporaryFile orders(first), destinations(second);
  return run_weir("run 8 --input " + orders.path() + " --input " + destinations.path() + how);
}

const std::string kHead1 = "order_id,product,price\n", kHead2 = "order_id,ordered_at,city\n";

}  // namespace

TEST_CASE("lesson 8 prints each order with what was waiting for it, and a summary") {
  const Ran ran = run_weir("run 8");
  CHECK(ran.exit == 0);
  CHECK(ran.err.empty());
  CHECK(rows_of(ran.out) == kRows);
  for (const char* line :
       {"lesson 8, order join: FINISHED at ", "records read    10\n", "rows printed    5\n",
        "restarts        0\n", "state entries   0\n", "\nstep through it:  weir step 8\n"})
    CHECK(mentions(ran.out, line));
}

TEST_CASE("any parallelism, seed, backend and driver joins the same five pairs") {
  for (const char* how : {"--parallelism 1 --seed 7", "--parallelism 2", "--parallelism 3 --seed 5",
                          "--fast --parallelism 2", "--fast", "--backend hashmap",
                          "--backend rocksdb", "--backend rocksdb --fast --parallelism 3"}) {
    if (!has_rocksdb() && mentions(how, "rocksdb")) continue;
    INFO(how);
    const Ran ran = run_weir(std::string("run 8 ") + how);
    CHECK(ran.exit == 0);
    CHECK(distinct(rows_of(ran.out)) == sorted(kRows));
    CHECK(rows_of(ran.out).size() == 5);
  }
}

TEST_CASE("a subtask joins the orders of its key groups") {
  const auto by = [](const Ran& ran, const std::string& subtask) {
    Lines out;
    for (const std::string& row : rows_of(ran.out))
      if (row.starts_with(subtask + "> ((")) out.push_back(row.substr(5, 3));
    return sorted(out);
  };
  const Ran two = run_weir("run 8 --parallelism 2");
  CHECK(by(two, "1") == Lines{"345"});
  CHECK(by(two, "2") == Lines{"123", "234", "333", "444"});
  const Ran three = run_weir("run 8 --parallelism 3");
  CHECK(by(three, "1") == Lines{"345"});
  CHECK(by(three, "2") == Lines{"333"});
  CHECK(by(three, "3") == Lines{"123", "234", "444"});
}

TEST_CASE("after a failure anywhere all pairs are there, and nothing waits in the end") {
  for (const char* kill : {"join#0@30", "orderinfo1#0@40", "orderinfo2#0@60", "out#0@75",
                           "join#0@50 --kill join#0@90"}) {
    INFO(kill);
    const Ran ran = run_weir(std::string("run 8 --kill ") + kill);
    CHECK(ran.exit == 0);
    CHECK(ran.err.empty());
    CHECK(distinct(rows_of(ran.out)) == sorted(kRows));
    CHECK(mentions(ran.out, "\nkilled          "));
    CHECK(mentions(ran.out, "\nattempt 2 "));
    CHECK(mentions(ran.out, "state entries   0\n"));
  }
}

TEST_CASE("a failure at every point of the order join loses and invents no pair") {
  for (const char* p : {"1", "2", "3"}) {
    const Ran ran = run_weir(std::string("run 8 --crash-everywhere --parallelism ") + p);
    INFO(ran.out);
    CHECK(ran.exit == 0);
    CHECK(ran.err.empty());
    CHECK(mentions(ran.out,
                   "\npass: state is exactly once; what was printed may be printed again\n"));
  }
}

TEST_CASE("both lessons do the same on RocksDB, to the event, and when crashed everywhere") {
  if (!has_rocksdb()) {
    const Ran ran = run_weir("run 8 --backend rocksdb");
    CHECK(ran.exit == 5);
    CHECK(mentions(ran.err, "weir: this Weir was built without RocksDB"));
    return;
  }
  const auto logical = [](const std::string& out) {  // sum of a trace, else all of it
    const std::size_t at = out.rfind("\"logical\":");
    return at == std::string::npos ? out : out.substr(at, 28);
  };
  for (const char* how :
       {"run 1 --json", "run 8 --json", "run 1 --json --parallelism 3 --kill count#1@70",
        "run 8 --json --parallelism 3 --kill join#1@70", "run 1 --crash-everywhere",
        "run 8 --crash-everywhere"}) {
    INFO(how);
    const Ran heap = run_weir(how), rocks = run_weir(std::string(how) + " --backend rocksdb");
    CHECK(heap.exit == 0);
    CHECK(rocks.exit == 0);
    CHECK(logical(rocks.out) == logical(heap.out));
  }
}

TEST_CASE("with unaligned checkpoints both lessons do the same, and survive the same") {
  CHECK(sorted(rows_of(run_weir("run 8 --unaligned").out)) == sorted(kRows));
  const Ran traced = run_weir("run 8 --unaligned --parallelism 3 --json --kill join#1@80");
  CHECK(traced.exit == 0);
  CHECK(mentions(traced.out, "\"mode\":\"unaligned\""));
  const auto trace = ::weir::read_ndjson(traced.out);
  INFO((trace ? "" : trace.error().text));
  CHECK(trace.has_value());
  for (const char* how :
       {"run 1 --parallelism 2", "run 8 --parallelism 2 --commit", "run 8 --parallelism 3"}) {
    INFO(how);
    const Ran ran = run_weir(std::string(how) + " --unaligned --crash-everywhere");
    CHECK(ran.exit == 0);
    CHECK(mentions(ran.out, "\npass: "));
    if (::weir::scenarios(100) < 100) break;  // tests are made shorter: one sweep of the three
  }
}

TEST_CASE("a second row of an order overwrites before the match, and waits for ever after it") {
  const Ran before =
      with_files(kHead1 + "123,拖把,30.0\n123,拖把,31.0\n", kHead2 + "9,t,c\n123,t,江苏\n");
  CHECK(before.exit == 0);
  CHECK(rows_of(before.out) == Lines{"((123,拖把,31.0),(123,t,江苏))"});
  CHECK(mentions(before.out, "state entries   1\n"));  // 9
  const std::string first = kHead1 + "123,拖把,30.0\n9,x,1\n123,拖把,31.0\n";
  const Ran after = with_files(first, kHead2 + "123,t,江苏\n");
  CHECK(rows_of(after.out) == Lines{"((123,拖把,30.0),(123,t,江苏))"});
  CHECK(mentions(after.out, "state entries   2\n"));  // 9 and the second 123
}

TEST_CASE("a sweep of files with an order twice is unknown, and says why") {
  const Ran ran =
      with_files(kHead1 + "123,a,1\n123,b,2\n", kHead2 + "123,t,c\n", " --crash-everywhere");
  CHECK(ran.exit == 4);
  CHECK(mentions(ran.out, "  order matters: an order id that orderinfo1 has twice (123)"));
  CHECK(mentions(ran.out, "\nunknown: "));
}

TEST_CASE("columns may stand in any order, and others beside them") {
  const Ran ran = with_files("price,note,order_id,product\n1.5,\"a, \"\"b\"\"\",7,伞\n",
                             "city,ordered_at,order_id\r\n北京,now,7\r\n");
  CHECK(ran.exit == 0);
  CHECK(rows_of(ran.out) == Lines{"((1.5,a, \"b\",7,伞),(北京,now,7))"});
}

TEST_CASE("only the first file may be one's own") {
  const TemporaryFile file(kHead1 + "444,伞,9.5\n");
  const Ran ran = run_weir("run 8 --input " + file.path());
  CHECK(ran.exit == 0);
  CHECK(rows_of(ran.out) == Lines{"((444,伞,9.5),(444,2019-11-11 14:11:16,深圳))"});
  CHECK(mentions(ran.out, "state entries   4\n"));
}

TEST_CASE("what is wrong in a file of orders is named with its place") {
  const auto error_in = [](const std::string& text, int exit = 2) {
    const TemporaryFile file(text);
    for (const char* how : {"", " --fast", " --crash-everywhere"}) {
      const Ran ran = run_weir("run 8 --input " + file.path() + how);
      CHECK(ran.exit == exit);
      REQUIRE(ran.err.starts_with("weir: " + file.path() + ":"));
    }
    const std::string err = run_weir("run 8 --input " + file.path()).err;
    return err.substr(6 + file.path().size() + 1, err.find('\n') - file.path().size() - 7);
  };
  CHECK(error_in(kHead1 + "12x,a,1\n") ==
        "2:1: saw \"12x\", expected an int64 in column \"order_id\"");
  CHECK(error_in(kHead1 + "1,a,1\n2,b,cheap\n") ==
        "3:5: saw \"cheap\", expected a double in column \"price\"");
  CHECK(error_in(kHead1 + ",a,1\n") ==
        "2:1: saw an empty field, expected an int64 in column \"order_id\", which every row must "
        "have");
  CHECK(error_in(kHead1 + "1,a\n") ==
        "2:4: saw 2 fields, expected 3 fields: order_id, product, price");
  CHECK(error_in("") == "1:1: saw an empty file, expected a header with the column names");
  const TemporaryFile other("id,name\n1,a\n");
  const Ran ran = run_weir("run 8 --input " + other.path());
  CHECK(ran.exit == 2);
  CHECK(ran.out.empty());
  for (const char* name : {"order_id", "product", "price"})
    CHECK(mentions(ran.err, std::string("there is no column '") + name + "' in " + other.path() +
                                "; the columns are id, name.\n"));
  CHECK(mentions(ran.err, "/lessons/08-order-join/job.toml:"));
}

TEST_CASE("the trace of the order join can be read, and is the same on both drivers' repeats") {
  for (const char* how : {"", " --parallelism 3 --kill join#1@60", " --fast --interval 30"}) {
    INFO(how);
    const Ran ran = run_weir(std::string("run 8 --json") + how);
    CHECK(ran.exit == 0);
    const auto trace = ::weir::read_ndjson(ran.out);
    INFO((trace ? "" : trace.error().text));
    CHECK(trace.has_value());
    CHECK(run_weir(std::string("run 8 --json") + how).out == ran.out);
  }
}
