// Encoder and reader: what one writes the other reads, and damage is an error.
#include "engine/trace/recorder.h"
#include "engine/trace/generated/record_any.h"
#include "engine/trace/reader.h"
#include "tests/catch.h"
#include "tests/trace/random_values.h"

namespace weir {
namespace {

std::vector<StoredEvent> read_all(const MemoryTrace& trace) {
  std::vector<StoredEvent> out;
  TraceReader reader;
  for (const std::string& part : trace.parts()) {
    reader.give(part);
    StoredEvent e;
    while (true) {
      const Result<bool> more = reader.next(e);
      INFO((more ? std::string() : more.error().text));
      REQUIRE(more);
      if (!*more) break;
      out.push_back(e);
    }
  }
  return out;
}

// Writes a random trace and remembers what a reader must see.
struct Script {
  MemoryTrace trace;
  std::vector<StoredEvent> expected;

  explicit Script(std::uint64_t seed, std::size_t events) {
    Random random(seed);
    TraceRecorder recorder(trace);
    std::map<std::int64_t, std::int64_t> attempts;
    std::int64_t at = kAtWorld, op = 0;
    Timestamp now = 0;
    bool turn = true;
    std::optional<Value> key;
    recorder.begin(Value::map({}));
    while (expected.size() < events) {
      if (random.one_in(3)) {
        const std::int64_t places[] = {kAtJobMaster, kAtStore, kAtWorld,
                                       static_cast<std::int64_t>(random.below(200))};
        at = places[random.below(4)];
        now = random.one_in(50) ? random.integer()
                                : wrapping_add(now, static_cast<Timestamp>(random.below(50)));
        recorder.begin_turn(static_cast<TraceAt>(at), now);
        turn = true;
        op = 0;
        key.reset();
      }
      if (random.one_in(4)) {
        op = static_cast<std::int64_t>(random.below(random.one_in(5) ? 256 : 3));
        recorder.op(static_cast<std::uint8_t>(op));
      }
      if (random.one_in(6)) {
        key = random.value();
        recorder.key(*key);
      }
      if (random.one_in(40)) {
        const std::uint64_t task = random.below(200), attempt = 1 + random.below(9);
        recorder.attempt(static_cast<TaskId>(task), static_cast<Attempt>(attempt));
        attempts[static_cast<std::int64_t>(task)] = static_cast<std::int64_t>(attempt);
      }
      if (random.one_in(60)) recorder.flush();
      const KindInfo& info = all_kinds()[random.below(all_kinds().size())];
      StoredEvent e;
      e.kind = info.kind;
      e.turn = std::exchange(turn, false);
      e.time = now;
      e.at = Value::integer(at);
      e.op = op == 0 ? Value() : Value::integer(op);
      e.attempt = attempts.count(at) != 0 ? attempts[at] : 0;
      e.key = key;
      for (std::size_t i = 0; i < info.stored; i++)
        e.fields.push_back(random.field(info.fields[i].type, info.fields[i].optional));
      record_any(recorder, e.kind, e.fields);
      expected.push_back(std::move(e));
    }
    recorder.end();
  }
};

bool alike(const StoredEvent& a, const StoredEvent& b) {
  return a.kind == b.kind && a.turn == b.turn && a.time == b.time && a.at == b.at && a.op == b.op &&
         a.attempt == b.attempt && a.key == b.key && a.fields == b.fields && !a.causes && !b.causes;
}

}  // namespace

TEST_CASE("Every kind with random fields is read as it was written") {
  std::vector<int> seen(all_kinds().size() + 1, 0);
  for (std::uint64_t seed = 1; seed <= 12; seed++) {
    const Script script(seed, 1500);
    const auto read = read_all(script.trace);
    REQUIRE(read.size() == script.expected.size());
    for (std::size_t i = 0; i < read.size(); i++) {
      INFO("seed " << seed << " event " << i << " " << kind_info(read[i].kind).name);
      REQUIRE(alike(read[i], script.expected[i]));
      seen[static_cast<std::size_t>(read[i].kind)]++;
    }
  }
  for (std::size_t k = 1; k < seen.size(); k++) CHECK(seen[k] > 50);
}

TEST_CASE("Every kind with all of its optional fields, and with none of them") {
  for (const KindInfo& info : all_kinds()) {
    INFO(info.name);
    std::vector<std::size_t> optional;
    for (std::size_t i = 0; i < info.stored; i++)
      if (info.fields[i].optional || info.fields[i].type == FieldType::kBool) optional.push_back(i);
    for (std::uint64_t mask = 0; mask < (1ull << optional.size()); mask++) {
      Random random(mask + 5);
      std::vector<Value> fields;
      for (std::size_t i = 0; i < info.stored; i++)
        fields.push_back(random.field(info.fields[i].type, false));
      for (std::size_t b = 0; b < optional.size(); b++) {
        if ((mask >> b & 1) == 0)
          fields[optional[b]] = Value();
        else if (info.fields[optional[b]].type == FieldType::kBool)
          fields[optional[b]] = Value::boolean(true);
      }
      MemoryTrace trace;
      TraceRecorder recorder(trace);
      recorder.begin(Value::map({}));
      record_any(recorder, info.kind, fields);
      recorder.end();
      const auto read = read_all(trace);
      REQUIRE(read.size() == 1);
      REQUIRE(read[0].fields == fields);
    }
  }
}

TEST_CASE("A turn without events leaves no trace, and a word is defined once") {
  MemoryTrace trace;
  TraceRecorder recorder(trace);
  recorder.begin(Value::map({}));
  recorder.begin_turn(3, 10);
  recorder.key(Value::text("k"));
  recorder.op(4);
  recorder.begin_turn(4, 20);
  recorder.end();
  CHECK(trace.bytes() == 0);
  CHECK(recorder.name("state") == recorder.name("state"));
  CHECK(recorder.name("state") != recorder.name("other"));
}

TEST_CASE("Texts and values longer than any buffer go through") {
  MemoryTrace trace;
  TraceRecorder recorder(trace);
  const std::string text(3'000'000, 'x');
  std::vector<Value> rows;
  for (int i = 0; i < 50'000; i++)
    rows.push_back(
        Value::row({Value::integer(i * 1'000'003ll), Value::text("row " + std::to_string(i))}));
  const Value list = Value::list(rows);
  const NameId name = recorder.name(text);
  recorder.begin_turn(0, 5);
  recorder.rec_emit(name, std::string_view(text), list, 7);
  recorder.note(text);
  recorder.rec_send(9);
  recorder.end();
  const auto read = read_all(trace);
  REQUIRE(read.size() == 3);
  CHECK(read[0].fields[0].as_text() == text);
  CHECK(read[0].fields[1].as_text() == text);
  CHECK(read[0].fields[2] == list);
  CHECK(read[0].fields[3] == Value::integer(7));
  CHECK(read[1].fields[0].as_text() == text);
  CHECK(read[2].fields[0] == Value::integer(9));
}

TEST_CASE("The same calls give the same bytes") {
  const Script a(5, 3000), b(5, 3000), c(6, 3000);
  CHECK(a.trace.parts() == b.trace.parts());
  CHECK(a.trace.parts() != c.trace.parts());
}

TEST_CASE("Damaged bytes are an error or another trace, never anything else") {
  const Script script(9, 700);
  std::string good;
  for (const std::string& part : script.trace.parts()) good += part;
  Random random(77);
  int refused = 0;
  const auto survive = [&](std::string_view bytes) {
    TraceReader reader;
    reader.give(bytes);
    StoredEvent e;
    for (std::size_t i = 0; i < 5000; i++) {
      const Result<bool> more = reader.next(e);
      if (!more) {
        refused++;
        REQUIRE(more.error().kind == ErrorKind::kCorrupt);
        REQUIRE_FALSE(reader.next(e));  // and it stays so
        return;
      }
      if (!*more) return;
    }
  };
  for (int i = 0; i < 3000; i++) {
    std::string bytes = good.substr(0, 200 + random.below(4000));
    for (std::uint64_t n = 1 + random.below(4); n > 0; n--)
      bytes[random.below(bytes.size())] = static_cast<char>(random.bits());
    survive(bytes);
  }
  for (int i = 0; i < 3000; i++) {
    std::string bytes(random.below(300), '\0');
    for (char& c : bytes) c = static_cast<char>(random.bits());
    survive(bytes);
  }
  CHECK(refused > 3000);
}

// Bytes per fact of an ordinary keyed window job: the number is printed, and must not grow
//   unnoticed.
TEST_CASE("An ordinary pipeline takes at most 12 bytes per fact") {
  MemoryTrace trace;
  TraceRecorder r(trace);
  r.begin(Value::map({}));
  const NameId part = r.name("visits.0"), state = r.name("window-contents"),
               event = r.name("event");
  Random random(3);
  Timestamp now = 1000;
  std::vector<Timestamp> open;
  for (std::int64_t i = 0; i < 20'000; i++) {
    now += static_cast<Timestamp>(random.below(4));
    const Timestamp ts = now - static_cast<Timestamp>(random.below(20));
    const auto task = static_cast<TaskId>(2 + random.below(2));
    const Value key = Value::text("page-" + std::to_string(random.below(1000)));
    r.begin_turn(static_cast<TraceAt>(i % 2), now);
    r.rec_emit(part, std::nullopt,
               Value::row({key, Value::integer(i),
                           Value::integer(static_cast<std::int64_t>(random.below(100))),
                           Value::integer(ts)}),
               ts);
    r.rec_send(task, now + 3);
    if (i % 64 == 0) r.wm_emit(ts - 20);
    r.begin_turn(task, now);
    r.rec_recv(task);
    const Timestamp start = ts - ts % 1000;
    r.win_assign(start, start + 1000);
    r.st_write(state, {start, start + 1000}, nullptr,
               Value::row({Value::integer(i % 50), Value::integer(i)}));
    if (random.one_in(20)) r.tm_reg(start + 999, event, {start, start + 1000});
  }
  r.end();
  const double bytes = static_cast<double>(trace.bytes()) / static_cast<double>(r.events());
  WARN("bytes per fact: " << bytes << " over " << r.events() << " facts");
  CHECK(bytes <= 12);
}

}  // namespace weir
