// Tests engine/time/watermark_multiplexer.h. Flink's own answers are in the vectors
// runtime/source_watermarks.json.
#include "engine/time/watermark_multiplexer.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "tests/catch.h"

namespace weir {
namespace {

using Calls = std::vector<std::string>;

struct Log : WatermarkOutput, WatermarkMultiplexer::Listener {
  Calls calls, splits;
  void emit_watermark(Timestamp t) override { calls.push_back(std::to_string(t)); }
  void mark_idle() override { calls.push_back("idle"); }
  void mark_active() override { calls.push_back("active"); }
  void split_watermark(std::size_t s, Timestamp t) override {
    splits.push_back(std::to_string(s) + " at " + std::to_string(t));
  }
  void split_status(std::size_t s, bool idle) override {
    splits.push_back(std::to_string(s) + (idle ? " idle" : " active"));
  }
  void split_ignored(std::size_t s, Timestamp t, Timestamp last) override {
    splits.push_back(std::to_string(s) + " not " + std::to_string(t) + " after " +
                     std::to_string(last));
  }
};

TEST_CASE("an idle split does not hold the others, and does again as soon as it speaks") {
  Log log;
  WatermarkMultiplexer all(log, log);
  all.immediate(all.add()).emit_watermark(3);
  all.immediate(all.add()).emit_watermark(8);
  CHECK(log.calls == Calls{"3"});  // the second one was added later: it begins behind
  all.immediate(0).mark_idle();
  CHECK(log.calls == Calls{"3", "8"});
  all.immediate(1).emit_watermark(20);
  all.immediate(0).emit_watermark(12);  // behind what was said: holds from here on
  all.immediate(1).emit_watermark(30);
  CHECK(log.calls == Calls{"3", "8", "20"});
  all.immediate(0).emit_watermark(25);
  CHECK(log.calls == Calls{"3", "8", "20", "25"});
  CHECK(log.splits == Calls{"0 at 3", "1 at 8", "0 idle", "1 at 20", "0 active", "0 at 12",
                            "1 at 30", "0 at 25"});
}

TEST_CASE("a watermark that is not larger makes its split active all the same") {
  Log log;
  WatermarkMultiplexer all(log, log);
  all.immediate(all.add()).emit_watermark(3);
  all.immediate(0).mark_idle();
  all.immediate(0).emit_watermark(2);
  all.merge();
  CHECK(log.calls == Calls{"3", "idle"});
  CHECK(log.splits == Calls{"0 at 3", "0 idle", "0 active", "0 not 2 after 3"});
}

TEST_CASE("the last split that falls idle brings out the largest watermark, then idleness") {
  Log log;
  WatermarkMultiplexer all(log, log);
  all.deferred(all.add()).emit_watermark(4);
  all.deferred(all.add()).emit_watermark(9);
  CHECK(log.calls.empty());
  all.merge();
  all.deferred(0).mark_idle();
  all.deferred(1).mark_idle();
  CHECK(log.calls == Calls{"4"});
  all.merge();
  all.merge();
  CHECK(log.calls == Calls{"4", "9", "idle", "idle"});
}

TEST_CASE("a split that is removed no longer counts, and without splits there is nothing to say") {
  Log log;
  WatermarkMultiplexer all(log, log);
  all.merge();
  all.deferred(all.add()).emit_watermark(4);
  all.deferred(all.add()).emit_watermark(9);
  all.remove(0);
  CHECK(log.calls.empty());
  all.merge();
  CHECK(log.calls == Calls{"9"});
  all.remove(1);
  all.merge();
  CHECK(log.calls == Calls{"9"});
}

// All there is to say about splits, from everything they ever said.
struct Naive {
  struct Split {
    std::vector<Timestamp> said{kMinTimestamp};
    bool idle = false, there = true;
  };
  std::vector<Split> splits;
  std::optional<std::string> event_time() const {
    std::vector<Timestamp> active, all;
    for (const Split& s : splits) {
      if (!s.there) continue;
      all.push_back(*std::max_element(s.said.begin(), s.said.end()));
      if (!s.idle) active.push_back(all.back());
    }
    if (all.empty()) return std::nullopt;
    if (active.empty()) return std::to_string(*std::max_element(all.begin(), all.end())) + " idle";
    return std::to_string(*std::min_element(active.begin(), active.end()));
  }
};

TEST_CASE("after each merge the multiplexer has said what a model of all that was said says") {
  std::size_t idle = 0, moved = 0;
  for (std::uint64_t seed = 1; seed <= 300; seed++) {
    std::uint64_t n = 0;
    const auto below = [&](std::uint64_t limit) { return stable_hash(seed, 7, n++) % limit; };
    Log log;
    WatermarkMultiplexer all(log, log);
    Naive naive;
    Timestamp largest = kMinTimestamp;
    for (int step = 0; step < 60; step++) {
      const std::uint64_t what = below(10);
      if (naive.splits.empty() || (what == 0 && naive.splits.size() < 4)) {
        all.add();
        naive.splits.emplace_back();
      } else {
        const auto split = static_cast<std::size_t>(below(naive.splits.size()));
        Naive::Split& model = naive.splits[split];
        if (!model.there) continue;
        if (what == 1 && below(4) == 0) {
          model.there = false;
          all.remove(split);
        } else if (what <= 3) {
          model.idle = true;
          all.deferred(split).mark_idle();
        } else {
          const auto t = static_cast<Timestamp>(below(30)) + step;
          model.said.push_back(t);
          model.idle = false;
          all.deferred(split).emit_watermark(t);
        }
      }
      log.calls.clear();
      all.merge();
      const auto expected = naive.event_time();
      if (!expected) continue;
      const bool all_idle = expected->ends_with("idle");
      const Timestamp now = std::stoll(*expected);
      Calls calls;
      if (now > largest) calls.push_back(std::to_string(now));
      if (all_idle) calls.emplace_back("idle");
      INFO("seed " << seed << ", step " << step);
      REQUIRE(log.calls == calls);
      moved += now > largest ? 1 : 0;
      idle += all_idle ? 1 : 0;
      largest = std::max(largest, now);
    }
  }
  CHECK(moved > 500);
  CHECK(idle > 500);
}

}  // namespace
}  // namespace weir
