// The queries of lesson 11: what its runs expect, where its marks are, what its questions ask.
#include <string>
#include <vector>

#include "engine/trace/query/evaluation.h"
#include "tests/catch.h"
#include "tests/diagrams/fish_job.h"

namespace weir {
namespace {

using namespace weir::testing;

Query compiled(const std::string& text, const QueryScope& scope) {
  CompiledQuery query = compile_query(text, scope);
  for (const TextMistake& mistake : query.mistakes)
    UNSCOPED_INFO(to_text(diagnose("query", text, mistake)));
  REQUIRE(query.query);
  return std::move(*query.query);
}

struct Run {
  FullTrace trace;
  QueryScope scope;

  explicit Run(const FishJob& job) : trace(trace_of(fish_job(job))) {
    const auto world = World::create(trace.header);
    REQUIRE(world);
    scope = query_scope(world->plan());
  }
  QueryAnswer ask(const std::string& text) const {
    INFO(text);
    const auto answer = evaluate(compiled(text, scope), trace);
    REQUIRE(answer);
    return *answer;
  }
  void expect(const std::vector<std::string>& queries) const {
    for (const std::string& text : queries) {
      INFO(text);
      const QueryAnswer answer = ask(text);
      CHECK(answer.form == QueryForm::kCondition);
      CHECK(answer.holds);
      CHECK_FALSE(ask("not (" + text + ")").holds);
    }
  }
  std::string values(const std::string& text) const {
    return Value::list(ask(text).values).to_string();
  }
  // The step of a mark: it names one event.
  std::int64_t step(const std::string& text) const {
    const QueryAnswer answer = ask(text);
    REQUIRE(answer.events.size() == 1);
    return answer.events[0].step;
  }
};

TEST_CASE("what the runs of lesson 11 expect holds, and its opposite does not") {
  Run(FishJob{}).expect({"win.fire(start = 10).fish = 1", "win.fire(start = 10).t = 120",
                         "win.fire(start = 15).fish = 2", "late().ts = [12, 14]",
                         "wm.emit().value = [10, 14, 16, 20, MAX]"});
  Run({.out_of_orderness = 2})
      .expect({"win.fire(start = 10).fish = 3", "win.fire(start = 10).t = 300",
               "win.assign(ts <= wm).ts = [12]", "late() is none"});
  Run({.fish = held_up(), .out_of_orderness = 2})
      .expect(
          {"win.fire(start = 10).fish = 2", "win.assign(ts <= wm).ts = [12]", "late().ts = [14]"});
  Run({.fish = in_order()}).expect({"win.fire(start = 10).fish = 3", "rec.recv(ts <= wm) is none"});
  Run({.out_of_orderness = 3})
      .expect({"win.fire(start = 10).fish = 3", "win.fire(start = 10).t = 360",
               "rec.recv(ts <= wm) is none"});
  // A timer of processing time goes off a millisecond late, as Flink's do.
  Run({.emit = 200})
      .expect(
          {"win.fire(start = 10).fish = 2", "win.fire(start = 10).t = 201", "late().ts = [14]"});
  Run({.bounded = false})
      .expect(
          {"win.fire().start = [10, 15]", "open().start = [20]", "wm.emit(value = MAX) is none"});
  Run({.punctuated = -1})
      .expect({"wm.ignore().value = [11, 13]", "wm.emit().value = [10, 14, 16, 20, MAX]",
               "win.fire(start = 10).fish = 1"});
  Run({.out_of_orderness = 1})
      .expect({"win.fire(start = 10).fish = 3", "win.assign(ts <= wm).ts = [12]"});
  Run({.fish = held_up()}).expect({"win.fire(start = 10).fish = 1"});
  Run({.every = 10, .emit = 200})
      .expect({"win.fire(start = 10).fish = 3", "late() is none", "wm.emit().value = MAX"});
}

TEST_CASE("the marks of lesson 11 are the steps that its text names") {
  const Run as_it_comes{FishJob{}};
  CHECK(as_it_comes.step("wm.advance(was = MIN)") == 3);
  CHECK(as_it_comes.step("wm.emit(value = 14)") == 4);
  CHECK(as_it_comes.step("win.assign(ts = 15)") == 5);
  CHECK(as_it_comes.step("win.fire(start = 10)") == 6);
  CHECK(as_it_comes.step("rec.emit(ts = 12)") == 7);
  CHECK(as_it_comes.step("late(ts = 12)") == 8);
  CHECK(Run({.out_of_orderness = 2}).step("win.assign(ts = 12)") == 8);
  CHECK(Run({.fish = held_up(), .out_of_orderness = 2}).step("win.fire(start = 10)") == 11);
}

TEST_CASE("the questions of lesson 11 have the answers that its text gives") {
  const Run as_it_comes{FishJob{}};
  CHECK(as_it_comes.values("win.fire(start = 10).fish") == "[1]");
  CHECK(as_it_comes.values("count(rec.emit(ts >= 10 and ts < 15))") == "[3]");
  CHECK(as_it_comes.values("count(rec.emit(ts >= 10 and ts <= 15))") == "[4]");
  CHECK(as_it_comes.values("2") == "[2]");

  const Run held{{.fish = held_up(), .out_of_orderness = 2}};
  CHECK(held.values("late(start = 10).row") == R"(["perch"])");
  CHECK(held.values("rec.recv(ts <= wm).row") == R"(["eel", "perch"])");
  CHECK(held.values("none") == "[]");

  const Run one_tick{{.out_of_orderness = 1}};
  CHECK(one_tick.values("wm.emit(max = 15).value") == "[13]");
  CHECK(one_tick.ask("rec.recv(ts = 12 and ts <= wm) is some").holds);
  CHECK_FALSE(one_tick.ask("late(ts = 12) is some").holds);
  CHECK(one_tick.values("origin(win.fire(start = 10)).row") == R"(["pike"])");
  CHECK(one_tick.values("win.fire(start = 10).fish") == "[3]");

  for (const auto& [bound, enough] : {std::pair(2, false), std::pair(3, true)})
    CHECK(Run({.fish = held_up(), .out_of_orderness = bound})
              .ask("win.fire(start = 10).fish = 3")
              .holds == enough);
}

TEST_CASE("the origin of what a timer sends is the record that raised the maximum") {
  const Run run({.emit = 200});
  CHECK(run.values("origin(win.fire(start = 10)).row") == R"(["trout"])");
  CHECK(run.values("origin(wm.emit(value = MAX)).row") == "[]");
  CHECK(run.values("origin(late()).t") == "[240]");
  CHECK(run.values("origin(win.assign()).row") == R"(["salmon", "trout", "eel", "pike", "carp"])");
}

}  // namespace
}  // namespace weir
