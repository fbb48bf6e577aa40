// NDJSON: every kind with random fields, and anything at all as input.
#include "engine/trace/ndjson.h"

#include "engine/trace/json.h"
#include "tests/catch.h"
#include "tests/trace/random_values.h"

namespace weir {
namespace {

// A well-formed entry for the lists whose entries have a shape.
Value shaped_list(Random& random, const FieldInfo& f) {
  const ListShape* shape = list_shape(f.name);
  std::vector<Value> out;
  for (std::uint64_t n = random.below(4); n > 0; n--) {
    if (!shape || random.one_in(5)) {
      out.push_back(Value::text("plain"));
      continue;
    }
    std::vector<Value> entry;
    for (const FieldInfo& m : shape->fields) {
      // The key of a row of the World may hold any value; other lists hold slots of queues.
      Value v = m.name == "id"
                    ? Value::list({Value::text("r1"), random.field(FieldType::kVal, true)})
                : m.type == FieldType::kList ? Value::list({Value::text("r1"), Value::integer(4)})
                                             : random.field(m.type, m.optional);
      if (m.type == FieldType::kTask || m.type == FieldType::kCh)
        if (!v.is_null()) v = Value::text("t" + std::to_string(v.as_int()));
      if (v.is_null()) continue;
      entry.push_back(Value::text(m.name));
      entry.push_back(v);
    }
    out.push_back(Value::map(entry));
  }
  return Value::list(out);
}

std::vector<TraceEvent> random_events(std::uint64_t seed, std::size_t n) {
  Random random(seed);
  std::vector<TraceEvent> out;
  std::int64_t index = -1, physical = 0, step = 0;
  Timestamp now = 0;
  while (out.size() < n) {
    const KindInfo& info = all_kinds()[random.below(all_kinds().size())];
    if (info.kind == EventKind::kDeploy) continue;
    TraceEvent e;
    e.kind = info.kind;
    e.index = info.physical ? index : ++index;
    e.physical = info.physical ? ++physical : 0;
    if (!info.physical) physical = 0;
    if (!info.opens.empty() && random.one_in(2)) step++;
    e.step = step;
    e.time = now += static_cast<Timestamp>(random.below(3));
    e.at = Value::text(random.one_in(3) ? "jm" : "a#0");
    if (random.one_in(3)) e.op = Value::text("op \"x\"");
    e.attempt = random.one_in(3) ? 2 : 1;
    if (random.one_in(3)) {
      e.causes.emplace();
      for (std::int64_t c = 0; c < e.index && c < 40;
           c += 1 + static_cast<std::int64_t>(random.below(9)))
        e.causes->push_back(c);
    }
    for (const FieldInfo& f : info.fields) {
      Value v = f.type == FieldType::kList ? shaped_list(random, f)
                                           : random.field(f.type, f.optional || f.derived);
      if ((f.type == FieldType::kCh || f.type == FieldType::kTask) && !v.is_null())
        v = Value::text("c" + std::to_string(v.as_int()));
      e.fields.push_back(std::move(v));
    }
    out.push_back(std::move(e));
  }
  return out;
}

std::string write(const Value& header, const std::vector<TraceEvent>& events) {
  std::string out;
  NdjsonWriter writer([&](std::string_view line) { out += line; });
  REQUIRE(writer.header(header));
  for (const TraceEvent& e : events) writer.event(e);
  writer.end();
  return out;
}

}  // namespace

TEST_CASE("Every kind with random fields is the same after NDJSON") {
  const Value header = Value::map(std::vector<Value>{Value::text("lesson"), Value::text("11"),
                                                     Value::text("x"), Value::number(0.5)});
  std::vector<int> seen(all_kinds().size() + 1, 0);
  for (std::uint64_t seed = 1; seed <= 8; seed++) {
    const auto events = random_events(seed, 600);
    const std::string text = write(header, events);
    const Result<FullTrace> back = read_ndjson(text);
    INFO((back ? std::string() : back.error().text));
    REQUIRE(back);
    REQUIRE(back->events.size() == events.size());
    for (std::size_t i = 0; i < events.size(); i++) {
      INFO(kind_info(events[i].kind).name << " event " << i);
      REQUIRE(back->events[i] == events[i]);
      seen[static_cast<std::size_t>(events[i].kind)]++;
    }
    CHECK(write(back->header, back->events) == text);
  }
  for (const KindInfo& k : all_kinds())
    if (k.kind != EventKind::kDeploy) CHECK(seen[static_cast<std::size_t>(k.kind)] > 10);
}

TEST_CASE("Physical events change the sum of all lines and not the logical one") {
  const Value header = Value::map({});
  auto events = random_events(3, 200);
  const auto sums = [&](const std::vector<TraceEvent>& list) {
    const std::string text = write(header, list);
    const std::string last = text.substr(text.rfind("{\"k\":\"end\""));
    const Result<Value> end = parse_json(last);
    REQUIRE(end);
    return std::pair(member(*end, "logical").to_string(), member(*end, "all").to_string());
  };
  const auto with = sums(events);
  std::vector<TraceEvent> without;
  for (const TraceEvent& e : events)
    if (e.physical == 0) without.push_back(e);
  REQUIRE(without.size() < events.size());
  CHECK(sums(without).first == with.first);
  CHECK(sums(without).second != with.second);
  without.pop_back();
  CHECK(sums(without).first != with.first);
}

TEST_CASE("Any text is read as a trace or refused, and nothing else happens") {
  Random random(21);
  const std::string good = write(Value::map({}), random_events(5, 30));
  const char* const pieces[] = {"{",
                                "}",
                                "[",
                                "]",
                                ",",
                                ":",
                                "\"",
                                "\n",
                                "1",
                                "-",
                                "e9",
                                "null",
                                "\"k\":\"end\"",
                                "\"i\":",
                                "\\u",
                                "\xc3",
                                "{\"weir\":\"trace/1\",\"events\":\"events/1\"}\n"};
  for (int i = 0; i < 4000; i++) {
    std::string text;
    if (random.one_in(2)) {
      for (std::uint64_t n = random.below(60); n > 0; n--)
        text += pieces[random.below(std::size(pieces))];
    } else {
      text = good.substr(0, random.below(good.size()));
      for (std::uint64_t n = 1 + random.below(5); n > 0 && !text.empty(); n--) {
        const std::size_t at = random.below(text.size());
        if (random.one_in(2))
          text[at] = static_cast<char>(random.bits());
        else
          text.insert(at, pieces[random.below(std::size(pieces))]);
      }
    }
    const Result<FullTrace> read = read_ndjson(text);
    REQUIRE_FALSE(read);
    REQUIRE(read.error().kind == ErrorKind::kCorrupt);
    REQUIRE(read.error().text.substr(0, 5) == "line ");
  }
}

TEST_CASE("A line sum tells lines that differ in one character, in order, or in where they end") {
  const auto sum = [](std::initializer_list<std::string_view> lines) {
    LineSum s;
    for (const std::string_view l : lines) s.add(l);
    return s.text();
  };
  CHECK(sum({"abc"}) == sum({"abc"}));
  CHECK(sum({"abc"}) != sum({"abd"}));
  CHECK(sum({"abc", "d"}) != sum({"ab", "cd"}));
  CHECK(sum({"a", "b"}) != sum({"b", "a"}));
  CHECK(sum({std::string_view("a\0", 2)}) != sum({"a"}));
  CHECK(sum({}) != sum({""}));
  CHECK(sum({"12345678"}) != sum({std::string_view("12345678\0", 9)}));
}

}  // namespace weir
