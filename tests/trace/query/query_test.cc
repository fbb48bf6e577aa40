// What queries mean, on the run of lesson 11 and on a run with checkpoints and a failure.
#include "engine/trace/query/query.h"

#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "engine/trace/online.h"
#include "engine/trace/query/evaluation.h"
#include "tests/catch.h"
#include "tests/diagrams/fish_job.h"
#include "tests/scenarios.h"

namespace weir {
namespace {

using namespace weir::testing;

Query compiled(const std::string& text) {
  CompiledQuery query = compile_query(text);
  for (const TextMistake& mistake : query.mistakes)
    UNSCOPED_INFO(to_text(diagnose("query", text, mistake)));
  INFO(text);
  REQUIRE(query.query);
  return std::move(*query.query);
}

const FullTrace& fish() {
  static const FullTrace trace = trace_of(fish_job({}));
  return trace;
}

const FullTrace& orders() {
  static const FullTrace trace = sample_trace("lesson21-aligned");
  return trace;
}

QueryAnswer ask(const std::string& text, const FullTrace& trace = fish()) {
  INFO(text);
  const auto answer = evaluate(compiled(text), trace);
  if (!answer) FAIL(answer.error().text);
  return *answer;
}

std::string values(const std::string& text, const FullTrace& trace = fish()) {
  return Value::list(ask(text, trace).values).to_string();
}

bool holds(const std::string& text, const FullTrace& trace = fish()) {
  const QueryAnswer answer = ask(text, trace);
  CHECK(answer.form == QueryForm::kCondition);
  return answer.holds;
}

std::vector<std::int64_t> steps(const std::string& text, const FullTrace& trace = fish()) {
  std::vector<std::int64_t> out;
  for (const FoundEvent& e : ask(text, trace).events) out.push_back(e.step);
  return out;
}

using Steps = std::vector<std::int64_t>;

TEST_CASE("every event has an index, a step, a time, a kind, a place, an operator, an attempt") {
  CHECK(values("late().i") == "[40, 44]");
  CHECK(values("late().step") == "[8, 10]");
  CHECK(values("late().t") == "[180, 240]");
  CHECK(values("late().k") == R"(["late", "late"])");
  CHECK(values("late().at") == R"(["count#0", "count#0"])");
  CHECK(values("late().op") == R"(["count", "count"])");
  CHECK(values("sink.write(t < 200).op") == R"(["out"])");
  CHECK(values("cp.complete().at", orders()) == R"(["jm", "jm"])");
  CHECK(values("cp.trigger().g", orders()) == "[1, 2]");
}

TEST_CASE("what an event is about can be asked for its name, its row, its key and its time") {
  CHECK(values("late().row") == R"(["eel", "perch"])");
  CHECK(values("late().ts") == "[12, 14]");
  CHECK(values("late().val.fish") == R"(["eel", "perch"])");
  CHECK(values("late().fish") == R"(["eel", "perch"])");
  CHECK(values("late().val.at") == "[12, 14]");  // a column whose name every event has
  CHECK(values("late(val.at = 14).row") == R"(["perch"])");
  CHECK(values("late(val['at'] = 14).row") == R"(["perch"])");
  CHECK(values("rec.send(ts = 15).row") == R"(["trout"])");
  CHECK(values("rec.recv(key = 'north' and n = 10).row", orders()) == R"(["B1"])");
  CHECK(values("st.write(step = 2).now", orders()) == "[1]");
  CHECK(values("sink.write(t = 120).fish") == "[1]");
  CHECK(values("rec.make().fish") == "[1, 2, 1]");
}

TEST_CASE("what is absent is left out; a flag is false, an event time MIN") {
  CHECK(values("rec.emit().again") == "[false, false, false, false, false, false]");
  CHECK(values("rec.emit(again).row", orders()) == R"(["A3", "A4"])");
  CHECK(values("rec.emit(not again).row", orders()) == R"(["A1", "B1", "A2", "A3", "A4"])");
  CHECK(values("wm.advance().was") == "[-9223372036854775808, 10, 14, 16, 20]");
  CHECK(steps("wm.advance(was = MIN)") == Steps{3});
  CHECK(values("wm.emit(value = MAX).bound") == "[]");
  CHECK(values("wm.emit().bound") == "[0, 0, 0, 0]");
  CHECK(holds("wm.emit(value = MAX).bound is none"));
  CHECK(values("rec.emit().ts", orders()) == "[]");
}

TEST_CASE("conditions are expressions") {
  CHECK(steps("late(ts between 12 and 13)") == Steps{8});
  CHECK(steps("late(row in ('perch', 'eel') and start % 10 = 0)") == Steps{8, 10});
  CHECK(steps("rec.emit(starts_with(row, 'p'))") == Steps{9, 11});
  CHECK(steps("rec.emit(case when ts > 14 then true else row = 'eel' end)") == Steps{4, 7, 11, 14});
  CHECK(steps("win.fire(case when `end` = 15 then 1 else 2 end = 2 and end < 25)") == Steps{16});
  CHECK(steps("rec.emit(t >= 1min)").empty());
  CHECK(steps("win.fire(end - start = 5ms and wm = MAX)") == Steps{18});
  CHECK(steps("rec.emit(unheard_of = 1)").empty());  // a column that no row has is null
  CHECK(steps("late(cast(ts as string) = '12')") == Steps{8});
  CHECK(steps("wm.advance(size(inputs) = 1 and inputs[1].wm = 14)") == Steps{6});
}

TEST_CASE("any() is of every kind, and a name means what the event at hand has") {
  CHECK(
      values("any(step = 6).k") ==
      R"(["wm.recv", "wm.advance", "tm.fire", "win.fire", "rec.make", "sink.write", "win.purge", "st.clear"])");
  CHECK(steps("any(start = 20 and fish = 1)") == Steps{18});
  CHECK(steps("any(lateness = 0)") == Steps{8, 10});
  CHECK(values("count(any())") == "[89]");
  CHECK(steps("any(cp = 1 and k = 'cp.complete')", orders()) == Steps{19});
}

TEST_CASE("open() are the windows that are held") {
  CHECK(holds("open() is none"));
  const FullTrace endless = trace_of(fish_job({.bounded = false}));
  CHECK(values("open().start", endless) == "[20]");
  CHECK(values("open().n", endless) == "[1]");
  CHECK(values("open().op", endless) == R"(["count"])");
  CHECK(values("open(start > 20).start", endless) == "[]");
  CHECK(values("count(open())", endless) == "[1]");
  CHECK(holds("open(end = 25 and at = 'count#0') is some", endless));
}

TEST_CASE("values are compared one by one, and one with one by size") {
  CHECK(holds("late().ts = [12, 14]"));
  CHECK_FALSE(holds("late().ts = [14, 12]"));
  CHECK_FALSE(holds("late().ts = [12]"));
  CHECK_FALSE(holds("late().ts = 12"));
  CHECK(holds("late().ts != [12]"));
  CHECK_FALSE(holds("late().ts <> [12, 14]"));
  CHECK(holds("late(ts = 12).ts == 12.0"));
  CHECK(holds("late(ts = 12).ts < 13"));
  CHECK(holds("count(late()) >= 2"));
  CHECK_FALSE(holds("late().ts < 13"));        // several
  CHECK_FALSE(holds("late(ts = 1).ts < 13"));  // none
  CHECK_FALSE(holds("late(ts = 12).ts = '12'"));
  CHECK(holds("late(ts = 1).ts = none"));
  CHECK(holds("late(ts = 1).ts = []"));
  CHECK(holds("win.fire(start = 10).fish = count(rec.emit(ts = 15))"));
  CHECK(holds("late().row = ['eel', 'perch']"));
  CHECK(holds("wm.advance(was = MIN).was = MIN"));
  CHECK(holds("late(ts = 12).ts > -1"));
}

TEST_CASE("conditions and events are joined by and, or, not") {
  CHECK(holds("late() is some and not late(ts = 15)"));
  CHECK(holds("late(ts = 15) is some or count(late()) = 2 and late()"));
  CHECK_FALSE(holds("(late(ts = 15) is some or count(late()) = 2) and late(ts = 15) is some"));
  CHECK(holds("not (late() is none)"));
  CHECK(holds("late() is not none"));
  CHECK(steps("late(ts = 12) or win.fire(start = 10)") == Steps{6, 8});
  CHECK(values("count(late() or win.fire() or late())") == "[5]");  // each event once
  CHECK(ask("late() or win.fire()").form == QueryForm::kEvents);
}

TEST_CASE("equal answers are those that = calls equal") {
  const auto I = [](std::int64_t v) { return Value::integer(v); };
  const std::vector<Value> a{I(1), I(2)}, b{Value::number(1), I(2)}, c{I(1)};
  CHECK(equal_answers(a, b));
  CHECK_FALSE(equal_answers(a, c));
  CHECK_FALSE(equal_answers(c, std::vector<Value>{Value::text("1")}));
}

TEST_CASE("what a condition cannot work out is an error with its place") {
  const auto answer = evaluate(compiled("rec.emit(fish + 1 > 2)"), fish());
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == ErrorKind::kUserFunction);
  CHECK(answer.error().text.starts_with("in 'rec.emit(fish + 1 > 2)', at event 13 (step 1): "));
}

TEST_CASE("the columns of a job are those that its plan names") {
  const auto world = World::create(fish().header);
  REQUIRE(world);
  CHECK(query_scope(world->plan()).columns == std::vector<std::string>{"fish", "at"});
}

// ---- online -------------------------------------------------------------------------------------

// The indexes of the events at which a watch stops.
std::vector<std::int64_t> stops(const std::string& text, const FullTrace& trace) {
  QueryWatch watch(compiled(text));
  auto world = World::create(trace.header);
  REQUIRE(world);
  std::vector<std::int64_t> out;
  for (const TraceEvent& e : trace.events) {
    REQUIRE(world->do_event(e));
    const auto stop = watch.feed(e, *world);
    REQUIRE(stop);
    if (*stop) out.push_back(e.index);
  }
  return out;
}

TEST_CASE("a watch stops at each of the events, and when a condition begins to hold") {
  using Stops = std::vector<std::int64_t>;
  CHECK(stops("late()", fish()) == Stops{40, 44});
  CHECK(stops("late() or win.fire()", fish()) == Stops{32, 40, 44, 63, 77});
  CHECK(stops("count(late()) = 2", fish()) == Stops{44});
  CHECK(stops("count(late()) = 3", fish()).empty());
  CHECK(stops("late() is none", fish()) == Stops{0});  // it holds from the start
  CHECK(stops("wm.emit().value = [10, 14]", fish()) == Stops{24});
  CHECK(stops("open() is some", fish()) == Stops{17});
  CHECK(stops("count(open()) = 2", fish()) == Stops{26, 57});
  CHECK(stops("open(start = 15)", fish()) == Stops{26});
  CHECK(stops("origin(win.fire())", fish()) == Stops{32, 63});
  CHECK(stops("any(t >= 300)", fish()).front() == 45);
}

// A query of this shape or that, out of a number.
class Shapes {
 public:
  explicit Shapes(std::uint64_t seed) : seed_(seed) {}

  std::string events(int depth = 0) {
    switch (pick(depth > 1 ? 5 : 7)) {
      case 0: return "late(" + condition("ts") + ")";
      case 1: return "rec.emit(" + condition("ts") + ")";
      case 2: return "wm.emit(" + condition("value") + ")";
      case 3: return "win.fire(" + condition("start") + ")";
      case 4: return "any(" + condition("step") + ")";
      case 5: return "origin(" + events(depth + 1) + ")";
      default: return "(" + events(depth + 1) + " or " + events(depth + 1) + ")";
    }
  }
  std::string truth(int depth = 0) {
    switch (pick(depth > 1 ? 5 : 8)) {
      case 0: return events() + " is " + (pick(2) == 0 ? "some" : "none");
      case 1: return "count(" + events() + ") " + sign() + " " + std::to_string(pick(5));
      case 2: return "late(" + condition("ts") + ").ts " + sign() + " " + number();
      case 3: return "win.fire().fish " + sign() + " [1, 2]";
      case 4: return "open(start " + sign() + " 15) is " + (pick(2) == 0 ? "some" : "none");
      case 5: return "not (" + truth(depth + 1) + ")";
      case 6: return "(" + truth(depth + 1) + " and " + truth(depth + 1) + ")";
      default: return "(" + truth(depth + 1) + " or " + events() + ")";
    }
  }

 private:
  std::uint64_t pick(std::uint64_t n) { return stable_hash(seed_, 11, draws_++) % n; }
  std::string number() { return std::to_string(9 + pick(14)); }
  std::string sign() {
    static const char* const kSigns[] = {"=", "!=", "<", "<=", ">", ">="};
    return kSigns[pick(6)];
  }
  std::string condition(const std::string& name) {
    if (pick(3) == 0) return {};
    return name + " " + sign() + " " + number();
  }

  std::uint64_t seed_, draws_ = 0;
};

// Slow and simple: for each event the query is evaluated over the trace up to there.
bool holds_at_the_end(const Query& query, FullTrace& part) {
  const auto answer = evaluate(query, part);
  REQUIRE(answer);
  return answer->holds;
}

TEST_CASE("a watch stops where the query over the trace so far begins to hold") {
  const std::vector<FullTrace> traces{
      trace_of(fish_job({})), trace_of(fish_job({.fish = held_up(), .out_of_orderness = 2})),
      trace_of(fish_job({.emit = 100, .bounded = false}))};
  int conditions = 0, stopped = 0;
  for (int seed = 0; seed < scenarios(60); seed++) {
    Shapes shapes(static_cast<std::uint64_t>(seed));
    const std::string text = seed % 3 == 0 ? shapes.events() : shapes.truth();
    INFO("seed " << seed << ": " << text);
    const Query query = compiled(text);
    const FullTrace& trace = traces[static_cast<std::size_t>(seed) % traces.size()];
    const std::vector<std::int64_t> seen = stops(text, trace);
    stopped += seen.empty() ? 0 : 1;
    if (query.form() == QueryForm::kEvents) {
      // origin() may stop at events that are not the ones it finds.
      if (text.find("origin") != std::string::npos) continue;
      std::vector<std::int64_t> found;
      for (const FoundEvent& e : ask(text, trace).events) found.push_back(e.index);
      CHECK(seen == found);
      continue;
    }
    conditions++;
    std::vector<std::int64_t> expected;
    FullTrace part{trace.header, {}};
    bool held = false;
    for (const TraceEvent& e : trace.events) {
      part.events.push_back(e);
      const bool now = holds_at_the_end(query, part);
      if (now && !held) expected.push_back(e.index);
      held = now;
    }
    CHECK(seen == expected);
  }
  CHECK(conditions >= scenarios(60) / 3);
  CHECK(stopped >= scenarios(60) / 3);
}

TEST_CASE("counts are those of a loop over the events") {
  std::int64_t late = 0, emitted = 0;
  for (const TraceEvent& e : fish().events) {
    late += e.kind == EventKind::kLate;
    emitted += e.kind == EventKind::kRecEmit && e.time > 100 && e.step < 12;
  }
  CHECK(values("count(late())") == "[" + std::to_string(late) + "]");
  CHECK(values("count(rec.emit(t > 100 and step < 12))") == "[" + std::to_string(emitted) + "]");
}

}  // namespace
}  // namespace weir
