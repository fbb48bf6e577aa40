// Tests engine/checkpoint/single_checkpoint_barriers.h. Flink's own answers are in the vectors al_*
// of runtime/barriers.json; here random inputs are held against what alignment is for: a snapshot
// has seen exactly the records in front of its barriers.
#include "engine/checkpoint/single_checkpoint_barriers.h"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "tests/catch.h"

namespace weir {
namespace {

using Do = BarrierAction::Kind;

std::string say(const BarrierAction& a) {
  switch (a.kind) {
    case Do::kBlock: return "block " + std::to_string(a.channel);
    case Do::kResume: return "resume " + std::to_string(a.channel);
    case Do::kTrigger: return "trigger " + std::to_string(a.checkpoint);
    case Do::kAbort: return "abort " + std::to_string(a.checkpoint) + " " + name_of(a.reason);
    case Do::kOvertake: return "overtake " + std::to_string(a.channel);
  }
  return {};
}

// Answers as text, one word list per call.
struct Told {
  SingleCheckpointBarriers barriers;
  explicit Told(std::size_t channels, bool ends_count = true) : barriers(channels, ends_count) {}
  using Said = std::vector<std::string>;

  Said barrier(std::size_t channel, CheckpointId id,
               BarrierOrigin origin = BarrierOrigin::kChannel) {
    BarrierActions out;
    barriers.on_barrier(channel, {id, {}}, origin, 0, out);
    return said(out);
  }
  Said cancel(std::size_t channel, CheckpointId id) {
    BarrierActions out;
    barriers.on_cancel(channel, id, out);
    return said(out);
  }
  Said end(std::size_t channel) {
    BarrierActions out;
    barriers.on_end_of_partition(channel, out);
    return said(out);
  }
  static Said said(const BarrierActions& actions) {
    Said out;
    for (const BarrierAction& a : actions) out.push_back(say(a));
    return out;
  }
};
using Said = Told::Said;

TEST_CASE("a barrier blocks its channel until every channel has delivered it") {
  Told t(3);
  CHECK(t.barrier(1, 1) == Said{"block 1"});
  CHECK(t.barriers.progress() == BarrierHandler::Progress{1, 3});
  CHECK(t.barrier(0, 1) == Said{"block 0"});
  CHECK(t.barriers.blocked(0));
  CHECK_FALSE(t.barriers.blocked(2));
  CHECK(t.barrier(2, 1) == Said{"block 2", "trigger 1", "resume 0", "resume 1", "resume 2"});
  CHECK(t.barriers.progress() == BarrierHandler::Progress{0, 0});
  CHECK(t.barriers.latest_checkpoint() == 1);
}

TEST_CASE("the trigger carries the options of the barrier that began the checkpoint") {
  SingleCheckpointBarriers barriers(1);
  const Barrier barrier{7, {CheckpointType::kSavepoint, Alignment::kAligned, 0, 123}};
  BarrierActions out;
  barriers.on_barrier(0, barrier, BarrierOrigin::kChannel, 200, out);
  REQUIRE(out.size() == 3);
  CHECK(out[1].kind == Do::kTrigger);
  CHECK(out[1].checkpoint == 7);
  CHECK(out[1].options == barrier.options);
}

TEST_CASE(
    "a newer barrier aborts the checkpoint that is pending, whose barriers then come too late") {
  Told t(3);
  t.barrier(0, 1);
  CHECK(t.barrier(1, 2) == Said{"abort 1 CHECKPOINT_DECLINED_SUBSUMED", "resume 0", "block 1"});
  CHECK(t.barrier(2, 1) == Said{"resume 2"});
  CHECK(t.barriers.progress() == BarrierHandler::Progress{1, 3});
}

TEST_CASE("a channel that has ended is not waited for, and counts if it ends during alignment") {
  Told t(3);
  CHECK(t.end(0).empty());
  CHECK(t.barrier(1, 1) == Said{"block 1"});
  CHECK(t.end(2) == Said{"trigger 1", "resume 1"});
  CHECK(t.barrier(1, 2) == Said{"block 1", "trigger 2", "resume 1"});
}

TEST_CASE("if all remaining channels end, the checkpoint is taken at the last end") {
  Told t(2);
  t.barrier(0, 1);
  CHECK(t.end(1) == Said{"trigger 1", "resume 0"});
  CHECK(t.end(0).empty());
}

TEST_CASE(
    "an end aborts the pending checkpoint where checkpoints after finished tasks are disabled") {
  Told t(2, false);
  t.barrier(0, 1);
  CHECK(t.end(1) == Said{"abort 1 CHECKPOINT_DECLINED_INPUT_END_OF_STREAM", "resume 0"});
  CHECK(t.barrier(0, 1) == Said{"resume 0"});
  CHECK(t.barrier(0, 2) == Said{"block 0", "trigger 2", "resume 0"});
}

TEST_CASE("a cancellation frees the channels, once") {
  Told t(2);
  t.barrier(0, 1);
  CHECK(t.cancel(1, 1) == Said{"abort 1 CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER", "resume 0"});
  CHECK(t.cancel(0, 1).empty());
  CHECK(t.cancel(0, 3) == Said{"abort 3 CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER"});
  CHECK(t.barrier(0, 2) == Said{"resume 0"});
  CHECK(t.barrier(0, 3) == Said{"resume 0"});
  CHECK(t.barrier(0, 4) == Said{"block 0"});
}

TEST_CASE("barriers from the job master block nothing: nothing waits behind them") {
  Told t(2);
  CHECK(t.barrier(0, 1, BarrierOrigin::kControl).empty());
  CHECK_FALSE(t.barriers.blocked(0));
  CHECK(t.barrier(1, 1, BarrierOrigin::kControl) == Said{"trigger 1"});
}

// ---- random inputs ----

// Channel contents: records are numbers > 0, barriers -id, 0 is the end.
using Lane = std::deque<int>;

std::vector<Lane> random_lanes(std::uint64_t seed, std::size_t channels, int checkpoints) {
  std::vector<Lane> lanes(channels);
  for (std::size_t c = 0; c < channels; c++) {
    const std::uint64_t ends_after =
        stable_hash(seed, 100 + c, 0) % static_cast<std::uint64_t>(checkpoints + 3);
    int record = 1;
    for (int id = 1; id <= checkpoints; id++) {
      const std::uint64_t records = stable_hash(seed, c, static_cast<std::uint64_t>(id)) % 5;
      for (std::uint64_t i = 0; i < records; i++) lanes[c].push_back(record++);
      if (static_cast<std::uint64_t>(id) > ends_after) break;
      lanes[c].push_back(-id);
    }
    lanes[c].push_back(0);
  }
  return lanes;
}

struct Outcome {
  std::map<CheckpointId, std::vector<int>>
      snapshots;  // records delivered per channel at each trigger
  bool all_read = false;
};

// Reads the lanes in random order through an barriers. obey_blocks = false: a task that reads on.
Outcome run(std::uint64_t seed, std::vector<Lane> lanes, bool obey_blocks = true) {
  SingleCheckpointBarriers barriers(lanes.size());
  std::vector<int> delivered(lanes.size(), 0);
  std::set<std::size_t> blocked;
  Outcome outcome;
  for (std::uint64_t step = 0; step < 10'000; step++) {
    std::vector<std::size_t> readable;
    for (std::size_t c = 0; c < lanes.size(); c++) {
      if (!lanes[c].empty() && (!obey_blocks || !blocked.contains(c))) readable.push_back(c);
    }
    if (readable.empty()) break;
    const std::size_t c = readable[stable_hash(seed, 7, step) % readable.size()];
    const int head = lanes[c].front();
    lanes[c].pop_front();
    BarrierActions out;
    if (head > 0) {
      delivered[c] = head;
    } else if (head == 0) {
      barriers.on_end_of_partition(c, out);
    } else {
      barriers.on_barrier(c, {-head, {}}, BarrierOrigin::kChannel, 0, out);
    }
    for (const BarrierAction& a : out) {
      if (a.kind == Do::kBlock) blocked.insert(a.channel);
      if (a.kind == Do::kResume) blocked.erase(a.channel);
      if (a.kind == Do::kTrigger) outcome.snapshots[a.checkpoint] = delivered;
      if (a.kind == Do::kAbort) outcome.snapshots.erase(a.checkpoint);
    }
    for (std::size_t i = 0; i < lanes.size(); i++) {
      if (barriers.blocked(i) != blocked.contains(i)) return outcome;
    }
  }
  outcome.all_read = true;
  for (const Lane& lane : lanes) outcome.all_read = outcome.all_read && lane.empty();
  return outcome;
}

// The last record in front of the barrier, or of the end if there is no such barrier.
int cut(const Lane& lane, CheckpointId id) {
  int last = 0;
  for (const int x : lane) {
    if (x == -id || x == 0) break;
    if (x > 0) last = x;
  }
  return last;
}

bool consistent(const std::vector<Lane>& lanes, const Outcome& outcome) {
  for (const auto& [id, delivered] : outcome.snapshots) {
    for (std::size_t c = 0; c < lanes.size(); c++) {
      if (delivered[c] != cut(lanes[c], id)) return false;
    }
  }
  return true;
}

TEST_CASE(
    "every snapshot has seen exactly the records in front of its barriers, whatever the order of "
    "reading") {
  std::size_t snapshots = 0;
  for (std::uint64_t seed = 0; seed < 600; seed++) {
    const std::vector<Lane> lanes = random_lanes(seed, 1 + seed % 4, 6);
    const Outcome outcome = run(seed, lanes);
    REQUIRE(outcome.all_read);  // nothing stays blocked for ever
    REQUIRE(consistent(lanes, outcome));
    snapshots += outcome.snapshots.size();
  }
  CHECK(snapshots > 1500);
}

TEST_CASE("a task that reads blocked channels is caught by that check") {
  std::size_t caught = 0;
  for (std::uint64_t seed = 0; seed < 200; seed++) {
    const std::vector<Lane> lanes = random_lanes(seed, 3, 6);
    if (!consistent(lanes, run(seed, lanes, /*obey_blocks=*/false))) caught++;
  }
  CHECK(caught > 100);
}

}  // namespace
}  // namespace weir
