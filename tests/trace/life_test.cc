// A small engine of its own, with checkpoints, crashes, restores and rescales, records what it
//   does. After every turn the
// World folded from its trace must equal what it really holds; and the whole trace must survive
//   NDJSON and undo.
#include <deque>

#include "engine/core/key_group.h"
#include "engine/trace/ndjson.h"
#include "engine/trace/online.h"
#include "engine/trace/recorder.h"
#include "tests/catch.h"
#include "tests/trace/random_values.h"

namespace weir {
namespace {

Value T(std::string_view s) { return Value::text(s); }
Value I(std::int64_t v) { return Value::integer(v); }
Value object(std::initializer_list<Value> entries) {
  return Value::map(std::span<const Value>(entries.begin(), entries.size()));
}

struct Keep final : EventConsumer {
  std::vector<TraceEvent> events;
  std::vector<Tables> worlds;  // a few of them
  void header(const Value&) override {}
  void event(const TraceEvent& e, const World& w) override {
    if (events.size() % 50 == 0) worlds.push_back(w.dump());
    events.push_back(e);
  }
  void end() override {}
};

constexpr std::uint32_t kGroups = 16;

// One source, a keyed sum that also keeps a list, timers and a map per key; unaligned checkpoints;
//   a transactional sink.
class Mini {
 public:
  explicit Mini(std::uint64_t seed, bool transactional = true)
      : transactional_(transactional), random_(seed), sink_(keep_), r_(sink_) {
    r_.begin(Value::map(
        std::vector<Value>{T("plan"), plan(), T("seed"), I(static_cast<std::int64_t>(seed))}));
    sum_ = r_.name("sum");
    seen_ = r_.name("seen");
    by_shop_ = r_.name("by-shop");
    event_ = r_.name("event");
    split_ = r_.name("A");
    start(0);
  }

  void run(int turns) {
    for (int i = 0; i < turns; i++) {
      const std::uint64_t what = random_.below(100);
      if (what < 35)
        read();
      else if (what < 80)
        take();
      else if (what < 90)
        fire();
      else if (what < 97)
        checkpoint();
      else
        crash();
      check();
    }
  }
  void check() {
    r_.flush();
    INFO((sink_.error() ? sink_.error()->text : std::string()));
    REQUIRE_FALSE(sink_.error());
    const Tables mine = dump(), world = sink_.world().comparable();
    for (const auto& [name, rows] : mine) {
      INFO(name);
      const auto theirs = world.find(name);
      REQUIRE(theirs != world.end());
      for (const auto& [key, v] : rows) {
        const auto row = theirs->second.find(key);
        INFO(key.to_string() << " is " << v.to_string());
        REQUIRE(row != theirs->second.end());
        INFO("the World says " << row->second.to_string());
        REQUIRE(row->second == v);
      }
      REQUIRE(rows.size() == theirs->second.size());
    }
    REQUIRE(mine.size() == world.size());
  }
  const Keep& seen() const { return keep_; }
  const World& world() const { return sink_.world(); }
  int restores = 0, rescales = 0, flights = 0;

 private:
  struct Rec {
    Value val;
    Timestamp ts;
  };
  struct Task {
    std::map<Value, Value> cells;                      // by key
    std::map<Value, std::vector<Value>> lists;         // by key
    std::map<std::pair<Value, Value>, Value> entries;  // of the map: by key and map key
    std::set<std::pair<Timestamp, Value>> timers;
    std::deque<Rec> queue;
    std::int64_t tx = 0;  // 0: none
  };
  struct Saved {
    std::int64_t cp = 0, pos = 0;
    std::vector<Task> tasks;
    std::vector<std::int64_t> prepared;
  };

  static std::string name(std::size_t task) { return "sum#" + std::to_string(task); }
  static std::string tx_name(std::int64_t n) { return "sum/" + std::to_string(n); }
  Value plan() const {
    std::vector<Value> tasks = {object(
        {T("id"), T("src#0"), T("name"), T("src"), T("ops"),
         Value::list({object({T("uid"), T("src"), T("out"), Value::list({T("k"), T("n")})})})})};
    std::vector<Value> channels;
    for (std::uint32_t i = 0; i < parallelism_; i++) {
      const KeyGroupRange kg = key_group_range(kGroups, parallelism_, i);
      tasks.push_back(object({T("id"), T(name(i)), T("name"), T("sum"), T("kg"),
                              Value::list({I(kg.first), I(kg.last)}), T("ops"),
                              Value::list({object({T("uid"), T("sum"), T("key_by"), T("k"),
                                                   T("out"), Value::list({T("k"), T("total")})}),
                                           object({T("uid"), T("out")})})}));
      channels.push_back(object({T("id"), T("src#0>" + name(i)), T("from"), T("src#0"), T("to"),
                                 T(name(i)), T("cap"), I(4), T("key_by"), T("k")}));
    }
    return object({T("maxpar"), I(kGroups), T("tasks"), Value::list(tasks), T("channels"),
                   Value::list(channels), T("states"),
                   Value::list({object({T("op"), T("sum"), T("state"), T("sum"), T("row"),
                                        Value::list({T("k"), T("total")})})})});
  }
  std::size_t owner(const Value& key) const {
    return operator_index(kGroups, parallelism_, key_group(key, kGroups));
  }

  void turn(TraceAt at) { r_.begin_turn(at, now_ += static_cast<Timestamp>(random_.below(3))); }

  // Deploys attempt n; with a checkpoint, everybody takes back a part.
  void start(std::int64_t cp) {
    turn(kAtJobMaster);
    if (attempt_ > 1) r_.restart(cp == 0 ? std::nullopt : std::optional(cp));
    r_.deploy(plan(), attempt_);
    tasks_.assign(parallelism_, {});
    for (std::uint32_t i = 0; i <= parallelism_; i++) {
      r_.attempt(i, static_cast<Attempt>(attempt_));
      turn(i);
      r_.task_status(r_.name("RUNNING"));
      if (cp > 0) r_.restore(cp);
      if (i == 0) r_.src_assign(split_, pos_ = cp > 0 ? saved_.pos : 0);
    }
    if (cp == 0) return;
    restores++;
    for (std::size_t from = 0; from < saved_.tasks.size(); from++) {
      const Task& t = saved_.tasks[from];
      for (const auto& [key, v] : t.cells) tasks_[owner(key)].cells[key] = v;
      for (const auto& [key, v] : t.lists) tasks_[owner(key)].lists[key] = v;
      for (const auto& [key, v] : t.entries) tasks_[owner(key.first)].entries[key] = v;
      for (const auto& timer : t.timers) tasks_[owner(timer.second)].timers.insert(timer);
      for (std::size_t i = 0; i < t.queue.size(); i++) {
        const std::size_t to = owner(t.queue[i].val[0]);
        tasks_[to].queue.push_back(t.queue[i]);
        if (saved_.tasks.size() == parallelism_) continue;
        flights++;
        turn(static_cast<TraceAt>(1 + to));
        r_.restore_flight(cp, static_cast<ChannelRef>(to), r_.name("src#0>" + name(from)),
                          static_cast<std::int64_t>(i),
                          static_cast<std::int64_t>(tasks_[to].queue.size()) - 1);
      }
    }
  }

  void read() {
    // What is read again is the same: the split is a function of the position.
    Random content(static_cast<std::uint64_t>(pos_) + 1000);
    const Value k = T("key" + std::to_string(content.below(12))),
                n = I(static_cast<std::int64_t>(content.below(50)));
    const Rec rec{Value::row({k, n}), pos_ * 10};
    turn(0);
    r_.rec_emit(split_, std::nullopt, rec.val, rec.ts);
    pos_++;
    const std::size_t to = owner(k);
    r_.rec_send(static_cast<ChannelRef>(to), now_ + 2);
    tasks_[to].queue.push_back(rec);
  }

  void take() {
    const std::size_t at = random_.below(parallelism_);
    Task& t = tasks_[at];
    if (t.queue.empty()) return;
    const Rec rec = t.queue.front();
    t.queue.pop_front();
    const Value& key = rec.val[0];
    turn(static_cast<TraceAt>(1 + at));
    r_.rec_recv(static_cast<ChannelRef>(at));
    r_.st_read(sum_);
    const std::int64_t before = t.cells.count(key) != 0 ? t.cells[key][1].as_int() : 0;
    const Value total = Value::row({key, I(before + rec.val[1].as_int())});
    r_.st_write(sum_, {}, nullptr, total);
    t.cells[key] = total;
    touch_states(t, key, rec);
    r_.rec_make(total, rec.ts);
    if (!transactional_) {
      r_.op(1);
      r_.sink_write();
      out_.push_back(object({T("e"), T("row"), T("val"), total}));
      return;
    }
    if (t.tx == 0) {
      r_.op(1);
      r_.tx_begin(tx_name(t.tx = ++last_tx_));
      tx_[t.tx] = "open";
    }
    r_.op(1);
    r_.sink_write(std::string_view(tx_name(t.tx)));
    out_.push_back(object({T("e"), T("row"), T("val"), total, T("tx"), T(tx_name(t.tx))}));
  }

  void touch_states(Task& t, const Value& key, const Rec& rec) {
    const Value shop = I(static_cast<std::int64_t>(random_.below(3)));
    switch (random_.below(7)) {
      case 0:
      case 1:
        r_.st_append(seen_, {}, rec.val);
        t.lists[key].push_back(rec.val);
        break;
      case 2:
        r_.st_update(seen_, {}, Value::list({I(1), I(2)}));
        t.lists[key] = {I(1), I(2)};
        break;
      case 3:
        r_.st_clear(seen_);
        t.lists.erase(key);
        break;
      case 4:
        r_.st_write(by_shop_, {}, &shop, I(rec.ts));
        t.entries[{key, shop}] = I(rec.ts);
        break;
      case 5:
        r_.tm_reg(rec.ts + 5, event_);
        t.timers.insert({rec.ts + 5, key});
        break;
      default:
        r_.st_clear(by_shop_);
        for (auto it = t.entries.begin(); it != t.entries.end();)
          it = it->first.first == key ? t.entries.erase(it) : ++it;
    }
  }

  void fire() {
    const std::size_t at = random_.below(parallelism_);
    Task& t = tasks_[at];
    if (t.timers.empty()) return;
    const auto timer = *t.timers.begin();
    t.timers.erase(t.timers.begin());
    turn(static_cast<TraceAt>(1 + at));
    r_.tm_fire(timer.first, event_, {}, &timer.second);
    r_.st_clear(sum_);
    t.cells.erase(timer.second);
  }

  void checkpoint() {
    Saved s;
    s.cp = ++last_cp_;
    turn(kAtJobMaster);
    r_.cp_trigger(s.cp, r_.name("unaligned"), r_.name("checkpoint"));
    cp_[s.cp] = "running";
    for (std::uint32_t i = 0; i <= parallelism_; i++)
      r_.ctl_send(control_link_to(i), r_.name("trigger"), s.cp);
    for (std::uint32_t i = 0; i <= parallelism_; i++) {
      turn(i);
      r_.ctl_recv(control_link_to(i));
      if (i == 0) {
        r_.snap_sync(s.cp);
        std::vector<Value> front(parallelism_, I(0));
        const Value places = Value::list(front);
        r_.bar_send(s.cp, true, std::nullopt, &places);
        s.pos = pos_;
        continue;
      }
      Task& t = tasks_[i - 1];
      turn(i);
      r_.bar_recv(i - 1);
      for (std::size_t e = 0; e < t.queue.size(); e++)
        r_.snap_chan(s.cp, i - 1, static_cast<std::int64_t>(e));
      r_.op(1);
      if (t.tx != 0) {
        r_.tx_prepare(tx_name(t.tx), s.cp);
        tx_[t.tx] = "prepared";
        s.prepared.push_back(t.tx);
        t.tx = 0;
      }
      r_.op(0);
      r_.snap_sync(s.cp);
      s.tasks.push_back(t);
    }
    turn(kAtJobMaster);
    if (random_.one_in(4)) {
      r_.cp_abort(s.cp, "declined");
      cp_[s.cp] = "aborted";
      return;
    }
    for (std::uint32_t i = 0; i <= parallelism_; i++) r_.cp_ack(s.cp, i);
    r_.cp_complete(s.cp);
    cp_[s.cp] = "complete";
    if (saved_.cp > 0) {
      r_.cp_drop(saved_.cp);
      cp_[saved_.cp] = "dropped";
    }
    for (const std::int64_t tx : s.prepared) {
      turn(kAtStore);
      r_.tx_commit(tx_name(tx));
      tx_[tx] = "committed";
    }
    saved_ = s;
  }

  void crash() {
    turn(random_.one_in(2) ? 0u : 1u);
    r_.fail("killed", true);
    for (std::uint32_t i = 0; i <= parallelism_; i++) {
      turn(i);
      r_.task_status(r_.name("CANCELED"), std::string_view("a failure"));
    }
    for (auto& [n, status] : tx_) {
      if (status != "open" && status != "prepared") continue;
      turn(kAtStore);
      r_.tx_abort(tx_name(n), "its attempt is over");
      status = "aborted";
    }
    attempt_++;
    if (random_.one_in(2)) {
      const auto next = static_cast<std::uint32_t>(1 + random_.below(5));
      turn(kAtJobMaster);
      r_.rescale(r_.name("sum"), next);
      rescales += next != parallelism_ ? 1 : 0;
      parallelism_ = next;
    }
    start(saved_.cp);
  }

  Tables dump() const {
    Tables out;
    const auto set = [&](const char* table, std::initializer_list<Value> key, const Value& v) {
      out[table][Value::list(key)] = v;
    };
    if (attempt_ > 1) set("attempt", {}, I(attempt_));
    set("task", {T("src#0")}, T("RUNNING"));
    set("pos", {T("A")}, I(pos_));
    for (std::size_t i = 0; i < tasks_.size(); i++) {
      const Value id = T(name(i)), op = T("sum");
      const Task& t = tasks_[i];
      set("task", {id}, T("RUNNING"));
      for (const auto& [key, v] : t.cells) set("cell", {id, op, T("sum"), key, {}, {}}, v);
      for (const auto& [key, v] : t.entries)
        set("cell", {id, op, T("by-shop"), key.first, {}, key.second}, v);
      for (const auto& [key, v] : t.lists)
        set("items", {id, op, T("seen"), key, {}}, Value::list(v));
      for (const auto& [ts, key] : t.timers)
        set("timer", {id, op, key, {}, T("event"), I(ts)}, T("set"));
      std::vector<Value> queue;
      for (const Rec& r : t.queue)
        queue.push_back(object({T("e"), T("rec"), T("val"), r.val, T("ts"), I(r.ts)}));
      if (!queue.empty()) set("queue", {T("src#0>" + name(i))}, Value::list(queue));
    }
    if (!out_.empty()) set("out", {T("out")}, Value::list(out_));
    for (const auto& [n, status] : tx_) set("tx", {T(tx_name(n))}, T(status));
    for (const auto& [n, status] : cp_) set("cp", {I(n)}, T(status));
    return out;
  }

  const bool transactional_;
  Random random_;
  Keep keep_;
  DerivingSink sink_;
  TraceRecorder r_;
  NameId sum_ = 0, seen_ = 0, by_shop_ = 0, event_ = 0, split_ = 0;
  Timestamp now_ = 0;
  std::uint32_t parallelism_ = 2;
  std::int64_t pos_ = 0, attempt_ = 1, last_cp_ = 0, last_tx_ = 0;
  std::vector<Task> tasks_;
  Saved saved_;
  std::vector<Value> out_;
  std::map<std::int64_t, std::string> tx_, cp_;
};

Value header_of(const Mini& m) {
  return object({T("plan"), m.seen().events.front().fields[field::kDeploy::plan]});
}

}  // namespace

TEST_CASE("World equals the engine after every turn, through crashes, restores and rescales") {
  int restores = 0, rescales = 0, flights = 0;
  for (std::uint64_t seed = 1; seed <= 15; seed++) {
    INFO("seed " << seed);
    Mini mini(seed);
    mini.check();
    mini.run(250);
    restores += mini.restores;
    rescales += mini.rescales;
    flights += mini.flights;
  }
  CHECK(restores > 50);
  CHECK(rescales > 20);
  CHECK(flights > 20);
}

TEST_CASE("A long life with restarts and rescales is undone to nothing, event by event") {
  Mini mini(42);
  mini.run(400);
  Result<World> made = World::create(header_of(mini));
  REQUIRE(made);
  const auto& events = mini.seen().events;
  for (std::size_t i = 0; i < events.size(); i++) {
    const Result<void> done = made->do_event(events[i]);
    INFO((done ? std::string() : done.error().text));
    REQUIRE(done);
    if (i % 50 == 0) REQUIRE(made->dump() == mini.seen().worlds[i / 50]);
  }
  CHECK(made->dump() == mini.world().dump());
  for (std::size_t i = events.size(); i-- > 0;) {
    if (i % 50 == 0) REQUIRE(made->dump() == mini.seen().worlds[i / 50]);
    const Result<void> undone = made->undo_event(events[i]);
    INFO((undone ? std::string() : undone.error().text));
    REQUIRE(undone);
  }
  CHECK(made->dump().empty());
}

TEST_CASE("Such a life is the same after writing it as text and reading it again") {
  Mini mini(7);
  mini.run(400);
  std::string text;
  NdjsonWriter writer([&](std::string_view line) { text += line; });
  REQUIRE(writer.header(header_of(mini)));
  for (const TraceEvent& e : mini.seen().events) writer.event(e);
  writer.end();
  const Result<FullTrace> back = read_ndjson(text);
  INFO((back ? std::string() : back.error().text));
  REQUIRE(back);
  REQUIRE(back->events.size() == mini.seen().events.size());
  for (std::size_t i = 0; i < back->events.size(); i++) {
    INFO(writer.line(mini.seen().events[i]));
    REQUIRE(back->events[i] == mini.seen().events[i]);
  }
}

TEST_CASE("A replayed record has the id it had, and a second visible result of it is found") {
  for (const bool transactional : {true, false}) {
    int again = 0, twice = 0;
    for (std::uint64_t seed = 1; seed <= 6; seed++) {
      Mini mini(seed, transactional);
      mini.run(300);
      for (const TraceEvent& e : mini.seen().events) {
        if (e.kind == EventKind::kRecEmit && !e.fields[field::kRecEmit::again].is_null()) again++;
        if (e.kind == EventKind::kSinkWrite && !e.fields[field::kSinkWrite::dup].is_null()) twice++;
      }
    }
    CHECK(again > 20);
    if (transactional)
      CHECK(twice == 0);
    else
      CHECK(twice > 20);
  }
}

}  // namespace weir
