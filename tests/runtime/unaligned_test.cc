// What unaligned checkpoints do in a running job: which barriers overtake, which do not, and what a
// restore refuses.
#include <memory>
#include <string>
#include <vector>

#include "engine/connectors/inline_source.h"
#include "engine/graph/stream_builder.h"
#include "engine/state/hashmap/factory.h"
#include "tests/runtime/traced_run.h"

using namespace weir;
using namespace weir::sim;
using weir::testing::TracedRun;

namespace {

std::vector<Value> rows(std::int64_t first) {
  std::vector<Value> out;
  for (std::int64_t i = first; i < first + 30; i++)
    out.push_back(Value::row({Value::integer(i % 4), Value::integer(i)}));
  return out;
}

JobConfig config(std::uint32_t parallelism, Alignment alignment = Alignment::kUnaligned) {
  JobConfig out;
  out.parallelism = parallelism;
  out.channel_capacity = 2;
  out.checkpoints.interval = 9;
  out.checkpoints.timeout = 400;
  out.checkpoints.alignment = alignment;
  out.restart.delay = 3;
  return out;
}

Stream source(StreamBuilder& job, const std::string& uid, std::int64_t first) {
  return job.source(uid, {.make = make_inline_source(uid, {rows(first)}), .every = 1})
      .parallelism(1);
}

KeySelector key() { return KeySelector::field(0, "key"); }

Value same(const Value& v) { return v; }

SimOptions slow(Duration slowest = 9) {
  SimOptions options;
  options.network = {0, slowest};
  options.control = {0, 3};
  options.snapshot = {1, 3};
  options.storage = {1, 3};
  return options;
}

// Two sources that come by hash: everything can be in flight.
StreamGraph union_by_key(std::uint32_t parallelism, Alignment alignment) {
  StreamBuilder job(config(parallelism, alignment));
  const Stream both = source(job, "a", 0).union_with(source(job, "b", 100));
  both.key_by(key()).map("same", same).transactional("out");
  return job.build();
}

}  // namespace

TEST_CASE("unaligned barriers block nothing, and what they overtake is in the checkpoint") {
  TracedRun unaligned(union_by_key(2, Alignment::kUnaligned), slow());
  unaligned.to_end();
  CHECK(unaligned.of(EventKind::kAlBlock).size() == 0);
  CHECK(unaligned.of(EventKind::kSnapChan).size() > 0);
  CHECK(unaligned.sim->job().master().completed_checkpoints() > 1);
  TracedRun aligned(union_by_key(2, Alignment::kAligned), slow());
  aligned.to_end();
  CHECK(aligned.of(EventKind::kAlBlock).size() > 0);
  CHECK(aligned.of(EventKind::kSnapChan).size() == 0);
  CHECK(unaligned.sim->outside().visible().size() == aligned.sim->outside().visible().size());
}

TEST_CASE("savepoints of an unaligned job are aligned") {
  TracedRun ran(union_by_key(2, Alignment::kUnaligned), slow());
  for (int i = 0; i < 60; i++) REQUIRE(ran.sim->step());
  ran.sim->job().trigger_savepoint(false);
  ran.to_end();
  std::vector<CheckpointId> blocked;
  for (const TraceEvent& e : ran.events)
    if (e.kind == EventKind::kAlBlock) blocked.push_back(e.fields[field::kAlBlock::cp].as_int());
  REQUIRE(!blocked.empty());
  REQUIRE(ran.sim->job().store().savepoints().size() == 1);
  const CheckpointId savepoint = ran.sim->job().store().savepoints()[0].id;
  for (const CheckpointId cp : blocked) CHECK(cp == savepoint);
  for (const TraceEvent& e : ran.events)
    if (e.kind == EventKind::kSnapChan) CHECK(e.fields[field::kSnapChan::cp].as_int() != savepoint);
}

TEST_CASE(
    "one input that cannot be stored keeps all inputs of its operator aligned, and only those") {
  StreamBuilder job(config(2));
  const Stream by_key = source(job, "a", 0).key_by(key()).map("first", same);
  by_key.union_with(source(job, "b", 100).broadcast())
      .map("second", same)
      .rebalance()
      .map("third", same)
      .transactional("out");
  TracedRun ran(job.build(), slow());
  ran.to_end();
  std::size_t blocked = 0, stored = 0;
  for (const TraceEvent& e : ran.events) {
    const std::string_view at = e.at.as_text();
    if (e.kind == EventKind::kAlBlock) {
      CHECK(at.starts_with("second"));
      blocked++;
    }
    if (e.kind == EventKind::kSnapChan) {
      CHECK(!at.starts_with("second"));
      stored++;
    }
  }
  CHECK(blocked > 0);
  CHECK(stored > 0);
}

// A barrier that had to wait behind back-pressure would wait for the very thing it is to survive.
TEST_CASE("an unaligned barrier is read by a task whose own outputs are full") {
  StreamBuilder job(config(2));
  source(job, "a", 0)
      .rebalance()
      .map("middle", same)
      .key_by(key())
      .map("slow", same)
      .transactional("out");
  TracedRun ran(job.build(), slow());
  bool seen = false;
  while (!ran.sim->job().done()) {
    const Job& j = ran.sim->job();
    for (ChannelId c = 0; c < j.network().size(); c++) {
      const TaskId to = j.plan().channels[c].to;
      if (j.task(to) == nullptr || j.task(to)->finished() || j.network().runnable(to)) continue;
      if (j.due({PendingKind::kChannelHead, c, kOutOfTurn})) seen = true;
      CHECK(!j.due({PendingKind::kChannelHead, c, kInTurn}));
    }
    if (!ran.sim->step()) break;
  }
  CHECK(seen);
  CHECK(ran.sim->job().status() == JobStatus::kFinished);
}

TEST_CASE("unaligned checkpoints are taken one at a time") {
  JobConfig two = config(1);
  two.checkpoints.max_concurrent = 2;
  StreamBuilder job(two);
  source(job, "a", 0).print("out");
  const auto backends = make_hashmap_backend_factory();
  const auto sim = Simulator::create(job.build(), SimOptions(), *backends);
  REQUIRE(!sim);
  CHECK(sim.error().text.find("max_concurrent is 2, it must be 1") != std::string::npos);
}

TEST_CASE("data in flight to an operator that is chained now is refused, with a way out") {
  // At parallelism 1 the map is chained to its source.
  StreamBuilder job(config(2));
  source(job, "a", 0).map("same", same).key_by(key()).map("next", same).transactional("out");
  TracedRun ran(job.build(), slow(40));
  bool killed = false;
  for (int i = 0; i < 100'000 && ran.sim->step(); i++) {
    const Job& j = ran.sim->job();
    if (killed || j.master().completed_checkpoints() == 0) continue;
    bool in_flight = false;
    for (const auto& [name, bytes] : ran.sim->storage().files()) {
      const auto stored = decode_task_snapshot(bytes);
      if (!stored || !name.starts_with("cp-" + std::to_string(j.store().latest()->id) + "/same"))
        continue;
      for (const auto& [uid, op] : stored->state.operators) in_flight |= !op.in_flight.empty();
    }
    if (!in_flight) continue;
    ran.sim->job().rescale_at_restart(1);
    ran.sim->job().fail_task(0, "killed");
    killed = true;
  }
  REQUIRE(killed);
  CHECK(ran.sim->job().status() == JobStatus::kFailed);
  const std::string& why = ran.sim->job().master().failure();
  CHECK(why.find("data in flight to 'same'") != std::string::npos);
  CHECK(why.find("take a savepoint") != std::string::npos);
}
