// Every number of the answers of why, on random runs with failures, rescales and several channels,
// against what tests/sim/why_naive.h works out from the list of events.
#include <algorithm>

#include "diagrams/why/why.h"
#include "engine/trace/generated/event_fields.h"
#include "tests/catch.h"
#include "tests/scenarios.h"
#include "tests/sim/random_scenario.h"
#include "tests/sim/why_naive.h"

using namespace weir;
using namespace weir::testing;
using diagrams::WhyAnswer;
using diagrams::WhyLine;

namespace {

Timeline recorded(RandomScenario scenario) {
  auto timeline = Timeline::read(recorded_trace(std::move(scenario)));
  REQUIRE(timeline);
  return std::move(*timeline);
}

struct Asked {
  std::size_t records = 0, counted = 0, late = 0, windows = 0, fired = 0, waiting = 0, times = 0,
              held = 0, queued = 0, several = 0, states = 0, timers = 0;
};

std::string text_of(const Value& v) {
  return v.kind() == Kind::kString ? std::string(v.as_text()) : v.to_string();
}

WhyAnswer answer(const Timeline& timeline, std::size_t place, std::vector<std::string> words) {
  std::string all;
  for (const std::string& word : words) all += word + " ";
  INFO("why " << all << "at place " << place);
  const auto got = diagrams::why(timeline, place, diagrams::WhyQuestion::of(std::move(words)),
                                 diagrams::Writing::kAscii);
  INFO((got ? std::string() : got.error().text));
  REQUIRE(got);
  return *got;
}

const WhyLine* line(const WhyAnswer& answer, const std::string& label) {
  for (const WhyLine& l : answer.lines)
    if (l.label == label) return &l;
  return nullptr;
}

std::string bounds(const Value& key, const Value& start, const Value& end) {
  return (key.is_null() ? "" : diagrams::value_words(key, nullptr, diagrams::Writing::kAscii)) +
         "[" + naive_time(start.as_int()) + "," + naive_time(end.as_int()) + ")";
}

Value op_of(const TraceEvent& e, const std::map<Value, Value>& first_ops) {
  return e.op.is_null() ? first_ops.at(e.at) : e.op;
}

// The event time and where it comes from, as a line.
void check_time(const WhyAnswer& got, const Naive& naive, const Value& task) {
  const WhyLine* time = line(got, "event time " + naive.now(task));
  REQUIRE(time != nullptr);
  const std::string since = naive.since(task, true);
  INFO("since: " << since << "\nsaid:  " << time->text);
  bool right = naive.sums(task).empty() && time->text == since;
  for (const std::string& sum : naive.sums(task)) right |= time->text == since + ":\n" + sum;
  CHECK(right);
}

// A record that joined a window, or was late for it, right behind that event.
void check_record(const Timeline& timeline, const Naive& naive, const TraceEvent& e,
                  const Value& op, Asked& asked) {
  using A = field::kWinAssign;
  using L = field::kLate;
  const bool late = e.kind == EventKind::kLate;
  const Value& r = late ? e.fields[L::r] : e.fields[A::r];
  if (r.is_null()) return;
  const WhyAnswer got = answer(timeline, timeline.place_of(e) + 1, {"record", text_of(r)});
  const Value& key = late ? e.fields[L::key] : e.fields[A::key];
  const Value &start = e.fields[late ? L::start : A::start],
              &end = e.fields[late ? L::end : A::end];
  const std::string window = bounds(key, start, end);
  const Timestamp last = end.as_int() - 1;
  const Duration lateness = naive.lateness.at(op);
  asked.records++;
  (late ? asked.late : asked.counted)++;
  CHECK(got.headline.find(" at step " + std::to_string(e.step) + " (t=" + std::to_string(e.time) +
                          ")") != std::string::npos);
  CHECK(got.headline.find(late ? " dropped" : " counted in ") !=
        (late && text_of(e.fields[L::act]) != "dropped" ? got.headline.size() : std::string::npos));
  const WhyLine *which = line(got, "window"), *here = line(got, "here");
  REQUIRE(which != nullptr);
  REQUIRE(here != nullptr);
  const std::string says = window + ": last timestamp " + naive_time(last) + ", allowed lateness " +
                           std::to_string(lateness);
  // Of several windows of one record this is the last one so far.
  CHECK(which->text.substr(which->text.rfind('\n') + 1) == says);
  const std::string now = naive.now(e.at);
  const bool is_late = now == "MAX" || (now != "MIN" && last + lateness <= std::stoll(now));
  CHECK(is_late == late);
  const std::string sum = naive_time(last) + " + " + std::to_string(lateness) + " <= " + now +
                          " is " + (is_late ? "true" : "false");
  CHECK(here->text.substr(here->text.rfind('\n') + 1).ends_with(sum));
  check_time(got, naive, e.at);
}

void check_fired(const Timeline& timeline, const Naive& naive, const TraceEvent& e, const Value& op,
                 Asked& asked) {
  using F = field::kWinFire;
  std::vector<std::string> words{"window", text_of(op)};
  const std::string window = bounds({}, e.fields[F::start], e.fields[F::end]);
  if (!e.fields[F::key].is_null()) words.push_back(text_of(e.fields[F::key]));
  words.push_back(window);
  const WhyAnswer got = answer(timeline, timeline.place_of(e) + 1, words);
  asked.windows++;
  asked.fired++;
  CHECK(got.headline.find(" at step " + std::to_string(e.step) + " (t=" + std::to_string(e.time) +
                          "): ") != std::string::npos);
  const Timestamp last = e.fields[F::end].as_int() - 1;
  const WhyLine *when = line(got, "fires when"), *here = line(got, "here");
  REQUIRE(when != nullptr);
  CHECK(when->text.ends_with(" >= " + naive_time(last) + ", its last timestamp"));
  CHECK(here->text == naive.now(e.at) + " >= " + naive_time(last) + " is true");
  check_time(got, naive, e.at);
  words.insert(words.begin(), "not");
  const WhyAnswer negated = answer(timeline, timeline.place_of(e) + 1, words);
  CHECK(negated.lines.empty());
  CHECK(negated.headline.find(" at step " + std::to_string(e.step)) != std::string::npos);
}

// A window that a record has just joined, and that waits.
void check_waiting(const Timeline& timeline, const Naive& naive, const TraceEvent& e,
                   const Value& op, Asked& asked) {
  using F = field::kWinAssign;
  const Timestamp last = e.fields[F::end].as_int() - 1;
  const std::string now = naive.now(e.at);
  if (now == "MAX" || (now != "MIN" && last <= std::stoll(now))) return;
  std::vector<std::string> words{"not", "window", text_of(op)};
  if (!e.fields[F::key].is_null()) words.push_back(text_of(e.fields[F::key]));
  words.push_back(bounds({}, e.fields[F::start], e.fields[F::end]));
  // One that fired before a failure waits again, and has fired.
  for (const TraceEvent& other : timeline.events().first(timeline.place_of(e)))
    if (other.kind == EventKind::kWinFire &&
        other.fields[field::kWinFire::start] == e.fields[F::start] &&
        other.fields[field::kWinFire::end] == e.fields[F::end])
      return;
  const WhyAnswer got = answer(timeline, timeline.place_of(e) + 1, words);
  asked.windows++;
  asked.waiting++;
  CHECK(got.headline == bounds(e.fields[F::key], e.fields[F::start], e.fields[F::end]) +
                            " has not fired by step " + std::to_string(e.step) + ".");
  CHECK(
      line(got, "fires when")->text.ends_with(" >= " + naive_time(last) + ", its last timestamp"));
  CHECK(line(got, "event time now")->text ==
        (now == "MIN" ? "MIN: no watermark has come" : now + ", " + naive.since(e.at, false)));
  // What waits in the channel itself, if there is only one.
  std::vector<const Naive::Channel*> ins;
  for (const Naive::Channel& c : naive.channels)
    if (c.to == e.at) ins.push_back(&c);
  if (ins.size() != 1) return;
  const WhyLine* way = line(got, "on its way");
  for (std::size_t i = 0; i < ins[0]->queue.size(); i++) {
    const Naive::Slot& slot = ins[0]->queue[i];
    if (slot.e != "wm" || slot.value < last) continue;
    REQUIRE(way != nullptr);
    const std::string place = i == 0   ? "next in the channel"
                              : i == 1 ? "behind 1 other in the channel"
                                       : "behind " + std::to_string(i) + " others in the channel";
    if (slot.step < 0) return;  // put back by a restore
    CHECK(way->text.starts_with("watermark " + naive_time(slot.value) + ", sent at step " +
                                std::to_string(slot.step) + ", " + place));
    CHECK(line(got, "it needs") == nullptr);
    asked.queued++;
    return;
  }
  // A watermark that is high enough may be on its way further up.
  CHECK((line(got, "it needs") != nullptr || way != nullptr));
}

void check_watermark(const Timeline& timeline, const Naive& naive, std::size_t place,
                     const Value& task, Asked& asked) {
  const WhyAnswer got = answer(timeline, place, {"watermark", text_of(task)});
  const std::string now = naive.now(task);
  asked.times++;
  check_time(got, naive, task);
  if (now == "MAX") {
    CHECK(got.headline.find(" is at event time MAX at step ") != std::string::npos);
    return;
  }
  const Naive::Channel* low = nullptr;
  std::size_t inputs = 0;
  for (const Naive::Channel& c : naive.channels) {
    if (c.to != task) continue;
    inputs++;
    if (c.status == "ACTIVE" && (low == nullptr || c.mark < low->mark)) low = &c;
  }
  const std::string at = naive.name(task) + " is at event time " + now + " at step " +
                         std::to_string(timeline.step_at(place));
  if (low == nullptr) {
    CHECK(got.headline == at + ": none of its inputs is active.");
    return;
  }
  asked.held++;
  const std::string held = at + ": held by " + naive.name(low->from) + ", because ";
  CHECK(got.headline.substr(0, held.size()) == held);
  if (inputs > 1) {
    asked.several++;
    std::vector<std::string> says, want;
    for (const WhyLine& l : got.lines)
      if (l.label.starts_with("from ")) says.push_back(l.label + ": " + l.text);
    for (const Naive::Channel& c : naive.channels) {
      if (c.to != task) continue;
      want.push_back("from " + naive.name(c.from) + ": " + naive_time(c.mark) +
                     (c.status != "ACTIVE" ? ", but " + c.status + ": left out"
                      : &c == low          ? ", the lowest"
                                           : ""));
    }
    CHECK(says == want);
  }
  for (std::size_t i = 0; i < low->queue.size(); i++) {
    const Naive::Slot& slot = low->queue[i];
    if (slot.e != "wm" || slot.value <= low->mark) continue;
    const std::string reason =
        "watermark " + naive_time(slot.value) + " has not been read yet: it is " +
        (i == 0   ? "next in the channel"
         : i == 1 ? "behind 1 other in the channel"
                  : "behind " + std::to_string(i) + " others in the channel");
    CHECK(got.headline.substr(held.size(), reason.size()) == reason);
    asked.queued++;
    break;
  }
}

void check_state(const Timeline& timeline, const TraceEvent& e, const Value& op, Asked& asked) {
  using F = field::kStWrite;
  if (e.fields[F::key].kind() != Kind::kString || !e.fields[F::mk].is_null()) return;
  std::vector<std::string> words{"state", text_of(op), text_of(e.fields[F::state]),
                                 text_of(e.fields[F::key])};
  if (!e.fields[F::ns].is_null()) words.push_back(text_of(e.fields[F::ns]));
  const auto got = diagrams::why(timeline, timeline.place_of(e) + 1,
                                 diagrams::WhyQuestion::of(words), diagrams::Writing::kAscii);
  // A key may be written in several windows, or be called as its state is.
  if (!got) return;
  asked.states++;
  CHECK(got->headline.find(" since step " + std::to_string(e.step) +
                           " (t=" + std::to_string(e.time) + ")") != std::string::npos);
}

void check_timer(const Timeline& timeline, const Naive& naive, const TraceEvent& e, const Value& op,
                 Asked& asked) {
  using F = field::kTmFire;
  std::vector<std::string> words{"timer", text_of(op), naive_time(e.fields[F::ts].as_int()),
                                 text_of(e.fields[F::domain])};
  if (!e.fields[F::key].is_null()) words.push_back(text_of(e.fields[F::key]));
  if (!e.fields[F::ns].is_null()) words.push_back(text_of(e.fields[F::ns]));
  const auto got = diagrams::why(timeline, timeline.place_of(e) + 1,
                                 diagrams::WhyQuestion::of(words), diagrams::Writing::kAscii);
  if (!got) return;
  asked.timers++;
  CHECK(got->headline.ends_with(" went off at step " + std::to_string(e.step) +
                                " (t=" + std::to_string(e.time) + ")."));
  const WhyLine* here = line(*got, "here");
  REQUIRE(here != nullptr);
  const bool event = text_of(e.fields[F::domain]) == "event";
  CHECK(here->text == (event ? naive.now(e.at) : std::to_string(e.time)) +
                          " >= " + naive_time(e.fields[F::ts].as_int()) + " is true");
  if (event) check_time(*got, naive, e.at);
}

}  // namespace

TEST_CASE("every number of why follows from the list of events, in 500 random runs") {
  Asked asked;
  for (int seed = 1; seed <= scenarios(500); seed++) {
    INFO("seed " << seed);
    const auto n = static_cast<std::uint64_t>(seed);
    const Timeline timeline =
        recorded(seed % 4 == 0 ? make_unaligned_scenario(n) : make_scenario(n));
    Random random(n);
    Naive naive(timeline.events());
    std::map<Value, Value> first_ops;
    // A few of each kind in each run.
    for (const TraceEvent& e : timeline.events()) {
      const std::size_t place = timeline.place_of(e) + 1;
      naive.go(place);
      if (e.kind == EventKind::kDeploy) {
        first_ops.clear();
        for (const Value& t : e.fields[field::kDeploy::plan].find(Value::text("tasks"))->elements())
          first_ops[*t.find(Value::text("id"))] =
              *t.find(Value::text("ops"))->at(0).find(Value::text("uid"));
      }
      // Of windows and what joins them there are few.
      const bool rare = e.kind == EventKind::kWinAssign || e.kind == EventKind::kLate ||
                        e.kind == EventKind::kWinFire;
      if (!random.chance(rare ? 30 : 8)) continue;
      INFO("event " << e.index << ", step " << e.step);
      if (e.kind == EventKind::kWinAssign || e.kind == EventKind::kLate)
        check_record(timeline, naive, e, op_of(e, first_ops), asked);
      if (e.kind == EventKind::kWinAssign)
        check_waiting(timeline, naive, e, op_of(e, first_ops), asked);
      if (e.kind == EventKind::kWinFire)
        check_fired(timeline, naive, e, op_of(e, first_ops), asked);
      if (e.kind == EventKind::kStWrite) check_state(timeline, e, op_of(e, first_ops), asked);
      if (e.kind == EventKind::kTmFire) check_timer(timeline, naive, e, op_of(e, first_ops), asked);
      if (random.chance(20) && !naive.channels.empty()) {
        const auto& channel = naive.channels[random.below(naive.channels.size())];
        check_watermark(timeline, naive, place, channel.to, asked);
      }
    }
  }
  if (scenarios(500) < 500) return;
  INFO(asked.records << " records, " << asked.late << " late, " << asked.fired << " fired, "
                     << asked.waiting << " waiting, " << asked.times << " event times, "
                     << asked.held << " held, " << asked.several << " of several, " << asked.queued
                     << " queued, " << asked.states << " states, " << asked.timers << " timers");
  CHECK(asked.late > 20);
  CHECK(asked.counted > 1'000);
  CHECK(asked.fired > 200);
  CHECK(asked.waiting > 300);
  CHECK(asked.held > 1'000);
  CHECK(asked.several > 500);
  CHECK(asked.queued > 50);
  CHECK(asked.states > 200);
  CHECK(asked.timers > 200);
}
