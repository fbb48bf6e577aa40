// What a reader adds to the stored facts, case by case.
#include "engine/trace/json.h"
#include "engine/trace/ndjson.h"
#include "engine/trace/online.h"
#include "engine/trace/recorder.h"
#include "tests/catch.h"

namespace weir {
namespace {

Value T(std::string_view s) { return Value::text(s); }
Value I(std::int64_t v) { return Value::integer(v); }

// Records against a plan (in JSON), and gives the events as lines of NDJSON.
class Bench {
 public:
  explicit Bench(const std::string& plan) : r(trace_) {
    const Result<Value> json = parse_json("{\"plan\":" + plan + "}");
    REQUIRE(json);
    header_ = *json;
    r.begin(header_);
  }
  std::vector<std::string> lines() {
    r.flush();
    const auto events = derive_all(trace_);
    INFO((events ? std::string() : events.error().text));
    REQUIRE(events);
    NdjsonWriter writer([](std::string_view) {});
    REQUIRE(writer.header(header_));
    std::vector<std::string> out;
    for (const TraceEvent& e : *events) out.push_back(writer.line(e));
    // And it can be undone.
    Result<World> w = World::create(header_);
    REQUIRE(w);
    for (const TraceEvent& e : *events) REQUIRE(w->do_event(e));
    world = w->dump();
    for (std::size_t i = events->size(); i-- > 0;) REQUIRE(w->undo_event((*events)[i]));
    REQUIRE(w->dump().empty());
    return out;
  }
  std::string error() {
    r.flush();
    const auto events = derive_all(trace_);
    return events ? "" : events.error().text;
  }

 private:
  MemoryTrace trace_;
  Value header_;

 public:
  TraceRecorder r;
  Tables world;
};

const char* const kChain = R"({"maxpar":128,"tasks":[
  {"id":"src#0","name":"src","ops":[{"uid":"src","is":"source","out":["user","n"]},{"uid":"split","is":"map"},{"uid":"big","is":"filter"}]},
  {"id":"agg#0","name":"agg","kg":[0,127],"ops":[{"uid":"agg","is":"keyed","key_by":"user","out":["user","sum"]},
    {"uid":"print","is":"sink"},{"uid":"fmt","is":"map","from":"agg","out":["text"]},{"uid":"file","is":"sink"}]}],
  "channels":[{"id":"src#0>agg#0","from":"src#0","to":"agg#0","part":"hash","key_by":"user","cap":2}],
  "sources":[{"part":"A","task":"src#0","bound":5}]})";

void has(const std::string& line, const std::string& part) {
  INFO(line);
  CHECK(line.find(part) != std::string::npos);
}
void lacks(const std::string& line, const std::string& part) {
  INFO(line);
  CHECK(line.find(part) == std::string::npos);
}

}  // namespace

TEST_CASE("An event is about what its operator last made of its input, else about its input") {
  Bench b(kChain);
  const NameId a = b.r.name("A"), sum = b.r.name("sum");
  b.r.begin_turn(0, 10);
  b.r.rec_emit(a, std::nullopt, Value::row({T("bob"), I(3)}), 100);
  b.r.op(1);
  b.r.rec_make(Value::row({T("bob"), I(1)}), 100);
  b.r.op(2);
  b.r.rec_send(0);
  b.r.op(1);
  b.r.rec_make(Value::row({T("bob"), I(2)}), 100);
  b.r.op(2);
  b.r.rec_drop("too small");
  b.r.begin_turn(1, 12);
  b.r.rec_recv(0);
  b.r.st_write(sum, {}, nullptr, I(1));
  b.r.rec_make(Value::row({T("bob"), I(1)}), 100);
  b.r.op(1);
  b.r.sink_write();
  b.r.op(2);
  b.r.rec_make(Value::row({T("bob: 1")}));
  b.r.op(3);
  b.r.sink_write();
  const auto l = b.lines();
  REQUIRE(l.size() == 11);
  has(l[0],
      R"("k":"rec.emit","at":"src#0","part":"A","val":{"user":"bob","n":3},"ts":100,"r":"A.0","off":0,"pos":1,"max":100)");
  has(l[1], R"("op":"split","val":{"user":"bob","n":1},"ts":100,"r":"A.0/split")");
  has(l[2], R"("op":"big","ch":"src#0>agg#0","r":"A.0/split","pos":0,"kg":)");
  has(l[3], R"("r":"A.0/split:2")");
  has(l[4], R"("r":"A.0/split:2"})");
  has(l[5],
      R"("step":2,"t":12,"k":"rec.recv","at":"agg#0","c":[2],"ch":"src#0>agg#0","r":"A.0/split"})");
  has(l[6], R"("state":"sum","now":1,"key":"bob","kg":)");
  has(l[7], R"("val":{"user":"bob","sum":1},"ts":100,"r":"A.0/split/agg")");
  has(l[8], R"("op":"print","r":"A.0/split/agg","val":{"user":"bob","sum":1},"pos":0)");
  has(l[9], R"("op":"fmt","val":{"text":"bob: 1"},"r":"A.0/split/agg/fmt")");
  has(l[10], R"("op":"file","r":"A.0/split/agg/fmt")");
}

TEST_CASE("An announced key is the key until the turn ends") {
  Bench b(kChain);
  const NameId sum = b.r.name("sum");
  const NameId event = b.r.name("event");
  b.r.begin_turn(1, 1);
  b.r.key(Value::row({T("x"), I(2)}));
  b.r.st_write(sum, {}, nullptr, I(1));
  b.r.tm_reg(50, event);
  b.r.begin_turn(1, 2);
  b.r.st_read(sum);
  const Value key = T("bob");
  b.r.begin_turn(1, 60);
  b.r.tm_fire(50, b.r.name("processing"), {}, &key);
  b.r.rec_make(I(5));
  b.r.rec_make(I(6));
  const auto l = b.lines();
  has(l[0], R"("key":{"r":["x",2]})");
  has(l[1], R"("key":{"r":["x",2]},"set":"set")");
  lacks(l[2], "key");
  has(l[3], R"("step":1,"t":60,"k":"tm.fire")");  // a processing timer opens a step; what came
                                                  // before did not
  has(l[4], R"("r":"agg(bob)@p50")");
  has(l[5], R"("r":"agg(bob)@p50:2")");
  has(l[0], R"("step":0,"t":1,"k":"st.write","at":"agg#0","c":[])");
}

const char* const kSessions =
    R"({"maxpar":128,"tasks":[{"id":"w#0","name":"w","ops":[{"uid":"w","is":"window","out":["n"]}]}],
  "channels":[],"sources":[],"windows":[{"op":"w","is":"session","lateness":7,"state":"contents"}]})";

TEST_CASE("Session windows that merge carry their counts, values and elements over") {
  Bench b(kSessions);
  const NameId contents = b.r.name("contents"), list = b.r.name("list");
  b.r.begin_turn(0, 1);
  b.r.key(T("k"));
  b.r.win_assign(0, 10);
  b.r.st_write(contents, {0, 10}, nullptr, I(1));
  b.r.st_append(list, {0, 10}, T("a"));
  b.r.win_assign(20, 30);
  b.r.win_assign(20, 30);
  b.r.st_write(contents, {20, 30}, nullptr, I(2));
  b.r.st_append(list, {20, 30}, T("b"));
  b.r.st_append(list, {20, 30}, T("c"));
  b.r.win_fire(20, 30, I(2));
  b.r.win_merge(Value::list({Value::list({I(0), I(10)}), Value::list({I(20), I(30)})}), 0, 30);
  has(b.lines()[9],
      R"x("from":[{"start":0,"end":10,"was":1},{"start":20,"end":30,"was":2,"fired":1}],"start":0,"end":30,"key":"k","now":3)x");
  const Value now = I(3);
  b.r.st_merge(contents, {0, 10}, Value::list({T("[20,30)")}), &now);
  b.r.st_merge(list, {0, 10}, Value::list({T("[20,30)")}));
  b.r.win_fire(0, 30, I(3));
  b.r.win_purge(0, 30);
  b.r.late(0, 10, "dropped");
  const auto l = b.lines();
  has(l[10],
      R"x("cells":[{"op":"w","state":"contents","key":"k","ns":"[20,30)","was":2},{"op":"w","state":"contents","key":"k","ns":"[0,10)","was":1,"now":3}])x");
  has(l[11],
      R"x("items":[{"op":"w","state":"list","key":"k","ns":"[20,30)","was":[{"e":"item","elem":"b","by":6},{"e":"item","elem":"c","by":7}]},)x");
  has(l[11],
      R"x("now":[{"e":"item","elem":"a","by":2},{"e":"item","elem":"b","by":6},{"e":"item","elem":"c","by":7}]})x");
  has(l[12], R"x("now":1,"n":3)x");
  has(l[14], R"x("last":9,"lateness":7,"now":1)x");
  CHECK(b.world.count("win") == 0);
  CHECK(b.world.count("fired") == 0);
  CHECK(b.world.at("cell").size() == 1);
  CHECK(b.world.at("cell").begin()->second == I(3));
  CHECK(b.world.at("items").size() == 1);
}

const char* const kTwoInputs =
    R"({"maxpar":128,"tasks":[{"id":"a#0","name":"a","ops":[{"uid":"a"},{"uid":"a2"}]},{"id":"b#0","name":"b","ops":[{"uid":"b"}]},
  {"id":"j#0","name":"j","ops":[{"uid":"j"}]}],"channels":[{"id":"a#0>j#0","from":"a#0","to":"j#0","op":"a2"},{"id":"b#0>j#0","from":"b#0","to":"j#0"}],
  "sources":[{"part":"A","task":"a#0","bound":5},{"part":"B","task":"b#0"}]})";

TEST_CASE("A watermark that another channel holds back names the channel and where it stands") {
  Bench b(kTwoInputs);
  const NameId idle = b.r.name("IDLE");
  b.r.begin_turn(0, 1);
  b.r.wm_emit(10);  // of the first operator: goes to nobody, the channel belongs to the second
  b.r.op(1);
  b.r.wm_send(std::nullopt);
  b.r.begin_turn(1, 1);
  b.r.wm_emit(4, std::nullopt, 9);
  b.r.begin_turn(2, 2);
  b.r.wm_recv(0);
  b.r.begin_turn(2, 9);
  b.r.wm_recv(1);
  b.r.wm_advance(4);
  b.r.begin_turn(1, 20);
  b.r.status_send(idle);
  b.r.begin_turn(2, 21);
  b.r.status_recv(1);
  b.r.wm_advance(10);
  const auto l = b.lines();
  has(l[0], R"("value":10,"chs":[]})");
  has(l[1],
      R"("k":"wm.send","at":"a#0","op":"a2","value":10,"was":10,"chs":[{"ch":"a#0>j#0","pos":0}]})");
  has(l[2], R"("value":4,"due":9,"chs":[{"ch":"b#0>j#0","pos":0}])");
  has(l[3], R"("c":[1],"ch":"a#0>j#0","value":10,"held":true,"min":"MIN","holder":"b#0>j#0"})");
  has(l[4], R"("value":4})");
  has(l[5],
      R"("now":4,"inputs":[{"ch":"a#0>j#0","wm":10,"status":"ACTIVE"},{"ch":"b#0>j#0","wm":4,"status":"ACTIVE"}],"holder":"b#0>j#0"})");
  has(l[7], R"("now":"IDLE"})");
  has(l[8],
      R"("now":10,"was":4,"inputs":[{"ch":"a#0>j#0","wm":10,"status":"ACTIVE"},{"ch":"b#0>j#0","wm":4,"status":"IDLE"}],"holder":"a#0>j#0"})");
}

TEST_CASE("The arithmetic of a watermark is that of the split that holds its source back") {
  Bench b(
      R"({"maxpar":128,"tasks":[{"id":"a#0","name":"a","ops":[{"uid":"a"}]}],"channels":[],
  "sources":[{"part":"A","task":"a#0","bound":5},{"part":"B","task":"a#0","bound":5}]})");
  const NameId first = b.r.name("A"), second = b.r.name("B");
  b.r.begin_turn(0, 1);
  b.r.rec_emit(first, std::nullopt, I(1), 30);
  b.r.begin_turn(0, 2);
  b.r.rec_emit(second, std::nullopt, I(2), 20);
  b.r.wm_emit(14);
  b.r.begin_turn(0, 3);
  b.r.rec_emit(second, std::nullopt, I(3), 50);
  b.r.wm_emit(24);
  b.r.wm_emit(26);  // whatever said so: no split does
  const auto l = b.lines();
  has(l[2], R"("value":14,"max":20,"bound":5,"chs":[]})");
  has(l[4], R"("value":24,"max":30,"bound":5,"was":14,"chs":[]})");
  has(l[5], R"("value":26,"was":24,"chs":[]})");
}

TEST_CASE("A watermark of a channel that is idle does not count") {
  Bench b(kTwoInputs);
  b.r.begin_turn(1, 1);
  b.r.status_send(b.r.name("IDLE"));
  b.r.begin_turn(2, 2);
  b.r.status_recv(1);
  b.r.begin_turn(1, 3);
  b.r.wm_emit(9);
  b.r.begin_turn(2, 4);
  b.r.wm_old(1);
  const auto l = b.lines();
  has(l[3], R"("k":"wm.old","at":"j#0","c":[2],"ch":"b#0>j#0","value":9,"asleep":true})");
  CHECK(b.world.count("cwm") == 0);
}

TEST_CASE("What an operator of the chain says of event time is not explained by the source") {
  Bench b(R"({"maxpar":128,"tasks":[{"id":"a#0","name":"a","ops":[{"uid":"a"},{"uid":"early"},
    {"uid":"times","is":"watermarks","from":"a"},{"uid":"late"}]},{"id":"j#0","name":"j","ops":[{"uid":"j"}]}],
    "channels":[{"id":"a#0>j#0","from":"a#0","to":"j#0","op":"early"},{"id":"a#0>j#0/2","from":"a#0","to":"j#0","op":"late"}],
    "sources":[{"part":"A","task":"a#0","bound":5}]})");
  b.r.begin_turn(0, 1);
  b.r.rec_emit(b.r.name("A"), std::nullopt, I(1), 20);
  b.r.op(1);
  b.r.wm_emit(14);
  b.r.op(2);
  b.r.wm_ignore(14);
  b.r.op(3);
  b.r.wm_emit(3);
  b.r.begin_turn(0, 2);
  b.r.op(2);
  b.r.wm_ignore(2, 3);
  const auto l = b.lines();
  has(l[1], R"("op":"early","value":14,"max":20,"bound":5,"chs":[{"ch":"a#0>j#0","pos":0}]})");
  has(l[2], R"("k":"wm.ignore","at":"a#0","op":"times","value":14})");
  has(l[3], R"("op":"late","value":3,"was":14,"chs":[{"ch":"a#0>j#0/2","pos":0}]})");
  has(l[4], R"({"i":4,"step":2,"t":2,"k":"wm.ignore","at":"a#0","op":"times","value":2,"last":3})");
}

TEST_CASE("Physical events take no index and no step") {
  Bench b(kChain);
  const NameId a = b.r.name("A");
  b.r.begin_turn(kAtWorld, 1);
  b.r.db_flush("f1", 100, 3);
  b.r.begin_turn(0, 2);
  b.r.rec_emit(a, std::nullopt, I(1));
  b.r.begin_turn(1, 3);
  b.r.file_use("f1", 1, 100, true);
  b.r.file_use("f1", 2, 100);
  b.r.file_free("f1", 1);
  b.r.begin_turn(0, 4);
  b.r.rec_emit(a, std::nullopt, I(1));
  const auto l = b.lines();
  has(l[0], R"({"i":-1,"p":1,"step":0,)");
  has(l[1], R"({"i":0,"step":1,)");
  has(l[2], R"({"i":0,"p":1,"step":1,)");
  has(l[3], R"({"i":0,"p":2,"step":1,)");
  has(l[3], R"("was":1,"now":2)");
  has(l[4], R"("was":2,"now":1})");
  has(l[5], R"({"i":1,"step":2,)");
}

TEST_CASE("Attempts belong to tasks, and are those of the job where none was told") {
  Bench b(kTwoInputs);
  b.r.begin_turn(2, 1);
  b.r.fail("killed", true);
  b.r.attempt(1, 5);
  b.r.begin_turn(kAtJobMaster, 4);
  b.r.restart();
  b.r.begin_turn(0, 5);
  b.r.src_end(b.r.name("A"));
  b.r.begin_turn(1, 5);
  b.r.src_end(b.r.name("B"));
  const auto l = b.lines();
  lacks(l[0], "\"g\"");
  has(l[1], R"("g":2,"now":2,"waited":3)");
  has(l[2], R"("at":"a#0","g":2)");
  has(l[3], R"("at":"b#0","g":5)");
}

TEST_CASE(
    "Causes: a receive has its send, an effect its beginning, a timer what set it and what moved "
    "the clock") {
  Bench b(kTwoInputs);
  const NameId event = b.r.name("event");
  b.r.begin_turn(2, 1);
  b.r.tm_reg(5, event);
  b.r.fx_begin("commit t", "commit");
  b.r.begin_turn(0, 2);
  b.r.op(1);
  b.r.wm_emit(9);
  b.r.begin_turn(1, 2);
  b.r.wm_emit(9);
  b.r.begin_turn(2, 3);
  b.r.wm_recv(0);
  b.r.begin_turn(2, 4);
  b.r.wm_recv(1);
  b.r.wm_advance(9);
  b.r.tm_fire(5, event);
  b.r.begin_turn(kAtStore, 5);
  b.r.fx_end("commit t");
  const auto l = b.lines();
  has(l[4], R"("c":[2])");
  has(l[5], R"("c":[3])");
  lacks(l[6], R"("c":)");
  has(l[7], R"("c":[0,6])");
  has(l[8], R"("c":[1],"fx":"commit t","what":"commit")");
}

TEST_CASE(
    "An unaligned barrier overtakes what the plan lets it overtake, or goes where it is told to") {
  Bench b(kTwoInputs);
  const NameId a = b.r.name("A");
  b.r.begin_turn(0, 1);
  for (int i = 0; i < 3; i++) {
    b.r.rec_emit(a, std::nullopt, I(i));
    b.r.rec_send(0);
  }
  b.r.bar_send(1, true);
  const Value places = Value::list({I(3)});
  b.r.bar_send(2, true, std::nullopt, &places);
  b.r.begin_turn(2, 3);
  b.r.bar_recv(0);
  b.r.snap_chan(1, 0, 0);
  b.r.begin_turn(2, 4);
  b.r.bar_recv(0, 2);
  b.r.begin_turn(2, 5);
  b.r.rec_recv(0);
  b.r.snap_chan(2, 0, -1);
  const auto l = b.lines();
  has(l[6], R"("chs":[{"ch":"a#0>j#0","pos":0,"over":["A.0","A.1","A.2"]}]})");
  has(l[7], R"("places":[3],"chs":[{"ch":"a#0>j#0","pos":3,"over":["A.2"]}],"behind":"A.1"})");
  has(l[8], R"("cp":1,"seen":1,"of":2})");
  has(l[9], R"("pos":0,"e":"rec","r":"A.0"})");
  has(l[10], R"("pos":2,"cp":2,"seen":1,"of":2,"prev":1,"over":["A.0","A.1"]})");
  has(l[12], R"("pos":-1,"e":"rec","r":"A.0"})");
}

TEST_CASE(
    "An evicted element is the record that was added, and expired state says when it was written") {
  Bench b(R"({"maxpar":8,"tasks":[{"id":"a#0","name":"a","ops":[{"uid":"a"}]},
    {"id":"w#0","name":"w","kg":[0,3],"ops":[{"uid":"w"}]},{"id":"w#1","name":"w","kg":[4,7],"ops":[{"uid":"w"}]}],
    "channels":[{"id":"a#0>w#0","from":"a#0","to":"w#0"}],"windows":[{"op":"w","state":"list"}],
    "states":[{"op":"w","state":"v","ttl":30}]})");
  const NameId a = b.r.name("A"), list = b.r.name("list"), v = b.r.name("v");
  b.r.begin_turn(0, 1);
  b.r.rec_emit(a, std::nullopt, I(8));
  b.r.rec_send(0);
  b.r.begin_turn(1, 2);
  b.r.rec_recv(0);
  b.r.st_append(list, {0, 10}, I(8));
  b.r.st_write(v, {}, nullptr, I(1));
  b.r.begin_turn(1, 40);
  b.r.win_evict(0, 10, 0);
  b.r.st_ttl(v);
  b.r.begin_turn(kAtJobMaster, 50);
  b.r.rescale(b.r.name("w"), 4);
  const auto l = b.lines();
  has(l[5], R"("start":0,"end":10,"pos":0,"r":"A.0"})");
  has(l[6], R"("state":"v","stamp":2,"ttl":30})");
  has(l[7],
      R"("uid":"w","now":4,"before":2,"moved":[{"first":2,"last":3,"from":"w#0","to":"w#1"},{"first":4,"last":5,"from":"w#1","to":"w#2"},{"first":6,"last":7,"from":"w#1","to":"w#3"}],"n":6})");
}

TEST_CASE("Facts that cannot be are refused, with the event") {
  const auto refused = [](const auto& record) {
    Bench b(kTwoInputs);
    b.r.begin_turn(2, 1);
    record(b.r);
    const std::string text = b.error();
    INFO(text);
    CHECK(text.find("event 0 (") == 0);
  };
  refused([](TraceRecorder& r) { r.rec_recv(0); });
  refused([](TraceRecorder& r) { r.rec_send(0); });
  refused([](TraceRecorder& r) { r.rec_recv(77); });
  refused([](TraceRecorder& r) { r.ctl_recv(control_link_to(2)); });
  refused([](TraceRecorder& r) { r.ctl_recv(control_link_to(99)); });
  refused([](TraceRecorder& r) { r.chan_free(0); });
  refused([](TraceRecorder& r) { r.cp_ack(1, 50); });
  refused([](TraceRecorder& r) { r.snap_chan(1, 0, -1); });
  refused([](TraceRecorder& r) { r.deploy(I(3), 1); });
  refused([](TraceRecorder& r) { r.op(7), r.note("x"); });
  Bench elsewhere(kTwoInputs);
  elsewhere.r.begin_turn(50, 1);
  elsewhere.r.note("x");
  CHECK(elsewhere.error() == "event 0 (note): task 50 is not in the plan");
}

}  // namespace weir
