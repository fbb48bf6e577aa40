// Tested by tests/exercises/grader_test.cc.
#include "exercises/grader/properties.h"

#include <algorithm>
#include <utility>

#include "engine/core/hash.h"
#include "exercises/report/row_text.h"

namespace weir::exercises {

Property backends() {
  return {Property::Kind::kBackends, "backends", "every backend gives the same results"};
}
Property rebuild() {
  return {Property::Kind::kRebuild, "rebuild", "the object may be rebuilt at any time"};
}
Property entries() { return {Property::Kind::kEntries, "entries", "no entry is left behind"}; }
Property crash(std::uint32_t seeds) {
  return {Property::Kind::kCrash, "crash", "a failure at any step changes nothing", {}, seeds};
}
Property rescale(std::vector<std::pair<std::uint32_t, std::uint32_t>> from_to) {
  return {Property::Kind::kRescale, "rescale", "a restart at another parallelism changes nothing",
          std::move(from_to)};
}
Property keys() { return {Property::Kind::kKeys, "keys", "keys do not touch each other"}; }

namespace {

using Rows = Judge::Rows;

// Inputs up to this long are killed at every point; of longer ones so many points are drawn.
constexpr std::size_t kShort = 8, kDrawn = 100, kDrawnOnRocksDb = 12, kDrawnOfRescale = 24;

// The right results, and more left in state than there may be.
std::optional<Failure> entries_wrong(Judge& judge, const Schedule& s, const Rows& expected) {
  const Ran ran = judge.lab().run(s);
  if (auto failure = judge.compare(s, ran, expected, Order::kAny)) return failure;
  const std::size_t bound = judge.lab().table().entries_left(s.input);
  if (ran.entries + ran.timers <= bound) return std::nullopt;
  const auto counted = [](std::size_t n, const char* one, const char* many) {
    return std::to_string(n) + ' ' + (n == 1 ? one : many);
  };
  Finding f;
  std::string actual = counted(ran.entries, "entry", "entries");
  if (ran.timers > 0) actual += " and " + counted(ran.timers, "timer", "timers");
  f.lines = {{"input", rows_text(s.input, s.input.size())},
             {"expected", "at most " + counted(bound, "entry", "entries") + " at the end"},
             {"actual", actual}};
  f.token = token_of(s);
  f.wrong_after = static_cast<std::int64_t>(s.input.size()) - 1;
  return Failure{.schedule = s, .finding = std::move(f)};
}

// The right results, and something else in state than without the fault.
std::optional<Failure> state_differs(const Schedule& s, const Ran& ran, const Ran& calm) {
  if (ran.state == calm.state) return std::nullopt;
  Finding f;
  f.lines = {{"input", rows_text(s.input, s.input.size())},
             {"expected", "in state at the end: " + rows_text(calm.state, 0)},
             {"actual", "in state at the end: " + rows_text(ran.state, 0)}};
  f.schedule = words_of(s);
  f.token = token_of(s);
  f.wrong_after = static_cast<std::int64_t>(s.input.size()) - 1;
  return Failure{.schedule = s, .finding = std::move(f), .only_state = true};
}

class Search {
 public:
  Search(const Property& property, Judge& judge, const Rows& input, std::uint64_t seed,
         Explored& explored)
      : property_(property),
        judge_(judge),
        lab_(judge.lab()),
        input_(input),
        seed_(seed),
        explored_(explored),
        expected_(lab_.table().model(input)) {}

  std::optional<Failure> find() {
    switch (property_.kind) {
      case Property::Kind::kBackends: return on_backends();
      case Property::Kind::kRebuild: return rebuilt();
      case Property::Kind::kEntries: return left_behind();
      case Property::Kind::kCrash: return crashed();
      case Property::Kind::kRescale: return rescaled();
      case Property::Kind::kKeys: return alone();
    }
    return std::nullopt;
  }

 private:
  Schedule plain() const {
    return {.exercise = lab_.table().number, .check = property_.id, .input = input_, .seed = 42};
  }

  std::optional<Failure> on_backends() {
    for (const char* backend : {"hashmap", "rocksdb", "hostile"}) {
      if (!lab_.has(backend)) {
        explored_.missing = backend;
        continue;
      }
      Schedule s = plain();
      s.backend = backend;
      explored_.backends.insert(backend);
      auto failure = judge_.compare(s, expected_, Order::kAny);
      if (!failure) continue;
      if (s.backend != "hashmap" && failure->finding.kind == FindingKind::kWrong) {
        auto& lines = failure->finding.lines;
        lines.back().first = backend;
        lines.insert(lines.end() - 1, {"hashmap", rows_text(lab_.run(plain()).output, 0)});
      }
      return failure;
    }
    return std::nullopt;
  }

  std::optional<Failure> rebuilt() {
    Schedule s = plain();
    s.rebuild = true;
    return judge_.compare(s, expected_, Order::kAny);
  }

  std::optional<Failure> left_behind() { return entries_wrong(judge_, plain(), expected_); }

  // At most so many, drawn, in their order.
  std::vector<Fault> drawn(std::vector<Fault> faults, std::size_t most) const {
    if (faults.size() <= most) return faults;
    std::vector<std::pair<std::uint64_t, std::size_t>> lots;
    for (std::size_t i = 0; i < faults.size(); i++)
      lots.push_back({stable_hash(seed_, 0xfa, i), i});
    std::nth_element(lots.begin(), lots.begin() + static_cast<std::ptrdiff_t>(most), lots.end());
    lots.resize(most);
    std::sort(lots.begin(), lots.end(),
              [](const auto& a, const auto& b) { return a.second < b.second; });
    std::vector<Fault> out;
    for (const auto& [lot, i] : lots) out.push_back(std::move(faults[i]));
    return out;
  }

  // Each fault in a run of its own; output and what is left in state must be those of the run
  // without it. A wrong output is looked for as long as there are faults.
  std::optional<Failure> with_each(const std::vector<Fault>& faults, Schedule s, const Ran& calm,
                                   std::uint64_t& counted) {
    std::optional<Failure> in_state;
    for (const Fault& fault : faults) {
      if (judge_.spent()) break;
      s.fault = fault;
      counted++;
      const Ran ran = lab_.run(s);
      if (auto failure = judge_.compare(s, ran, expected_, Order::kAny)) return failure;
      if (in_state) continue;
      in_state = state_differs(s, ran, calm);
    }
    return in_state;
  }

  std::optional<Failure> crashed() {
    for (const char* backend : {"hashmap", "rocksdb"}) {
      if (!lab_.has(backend)) continue;
      Schedule s = plain();
      s.backend = backend;
      const bool heap = s.backend == "hashmap";
      // Latencies are the same on every backend.
      for (const std::uint64_t end = s.seed + (heap ? property_.seeds : 1); s.seed < end; s.seed++)
        if (auto failure = crashed(s, heap)) return failure;
    }
    return std::nullopt;
  }

  std::optional<Failure> crashed(const Schedule& s, bool heap) {
    const Ran calm = lab_.run(s);
    if (auto failure = judge_.compare(s, calm, expected_, Order::kAny)) return failure;
    const bool all = heap && input_.size() <= kShort;
    const std::size_t most = all ? ~std::size_t{0} : heap ? kDrawn : kDrawnOnRocksDb;
    const std::vector<Fault> faults = drawn(lab_.faults(s, all), most);
    explored_.failed_on.insert(s.backend);
    return with_each(faults, s, calm, explored_.failure_points);
  }

  std::optional<Failure> rescaled() {
    explored_.pairs = property_.parallelism.size();
    for (const auto& [from, to] : property_.parallelism) {
      Schedule s = plain();
      s.parallelism = from;
      s.restart_parallelism = to;
      const Ran calm = lab_.run(s);
      if (auto failure = judge_.compare(s, calm, expected_, Order::kAny)) return failure;
      const auto faults = drawn(lab_.faults(s, false), kDrawnOfRescale);
      if (auto failure = with_each(faults, s, calm, explored_.restarts)) return failure;
    }
    return std::nullopt;
  }

  std::optional<Failure> alone() {
    const StreamTable& table = lab_.table();
    for (const Value& key : table.keys(input_)) {
      Schedule s = plain();
      s.input = table.only(input_, key);
      if (auto failure = judge_.compare(s, table.model(s.input), Order::kAny)) {
        failure->finding.schedule = "the same input with key " + row_text(key) + " only";
        return failure;
      }
    }
    return std::nullopt;
  }

  const Property& property_;
  Judge& judge_;
  Lab& lab_;
  const Rows& input_;
  std::uint64_t seed_;
  Explored& explored_;
  Rows expected_;
};

}  // namespace

std::optional<Failure> find_failure(const Property& property, Judge& judge, const Rows& input,
                                    std::uint64_t seed, Explored& explored) {
  return Search(property, judge, input, seed, explored).find();
}

std::optional<Failure> judge_again(const Property& property, Judge& judge, const Schedule& s) {
  const Rows expected = judge.lab().table().model(s.input);
  if (property.kind == Property::Kind::kEntries) return entries_wrong(judge, s, expected);
  const Ran ran = judge.lab().run(s);
  if (auto failure = judge.compare(s, ran, expected, Order::kAny)) return failure;
  if (!s.fault) return std::nullopt;
  Schedule calm = s;
  calm.fault.reset();
  return state_differs(s, ran, judge.lab().run(calm));
}

}  // namespace weir::exercises
