// The four sample traces: strict reading, deriving again what was cut off, and the World both ways.
#include <fstream>
#include <sstream>

#include "engine/trace/derive.h"
#include "engine/trace/json.h"
#include "engine/trace/ndjson.h"
#include "tests/catch.h"

namespace weir {
namespace {

std::string sample(const std::string& name) {
  std::ifstream in("data/" + name + ".weir.jsonl", std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  REQUIRE(in.good());
  return out.str();
}

const char* const kSamples[] = {"lesson11", "lesson21-aligned", "lesson21-at-least-once",
                                "lesson21-unaligned"};

FullTrace read(const std::string& text) {
  Result<FullTrace> trace = read_ndjson(text);
  INFO((trace ? std::string() : trace.error().text));
  REQUIRE(trace);
  return std::move(*trace);
}

std::string write(const Value& header, const std::vector<TraceEvent>& events) {
  std::string out;
  NdjsonWriter writer([&](std::string_view line) { out += line; });
  REQUIRE(writer.header(header));
  for (const TraceEvent& e : events) writer.event(e);
  writer.end();
  return out;
}

// What an engine would have written: stored fields, turns, and causes that are not the default
//   ones.
std::vector<StoredEvent> stored_form(const std::vector<TraceEvent>& events) {
  std::vector<StoredEvent> out;
  std::int64_t step = 0;
  for (const TraceEvent& e : events) {
    StoredEvent s;
    s.kind = e.kind;
    s.turn = e.step != step || e.info().opens == "yes";
    step = e.step;
    s.time = e.time;
    s.at = e.at;
    s.op = e.op;
    if (e.info().name.find(".recv") == std::string_view::npos) s.causes = e.causes;
    s.fields.assign(e.fields.begin(),
                    e.fields.begin() + static_cast<std::ptrdiff_t>(e.info().stored));
    out.push_back(std::move(s));
  }
  return out;
}

// With the sums as the writer would make them: damage that only sense can notice.
std::string sealed(const FullTrace& trace) { return write(trace.header, trace.events); }

Result<void> follow(const FullTrace& trace) {
  Result<World> world = World::create(trace.header);
  if (!world) return world.error();
  for (const TraceEvent& e : trace.events)
    if (Result<void> ok = world->do_event(e); !ok) return ok;
  return {};
}

}  // namespace

TEST_CASE("Reading a sample and writing it again gives the same bytes") {
  for (const char* name : kSamples) {
    INFO(name);
    const std::string text = sample(name);
    const FullTrace trace = read(text);
    CHECK(write(trace.header, trace.events) == text);
  }
}

TEST_CASE("Derived fields of the samples are cut off, derived again, and are the same bytes") {
  for (const char* name : kSamples) {
    INFO(name);
    const FullTrace trace = read(sample(name));
    Result<Deriver> deriver = Deriver::create(trace.header);
    REQUIRE(deriver);
    NdjsonWriter writer([](std::string_view) {});
    REQUIRE(writer.header(trace.header));
    const auto stored = stored_form(trace.events);
    for (std::size_t i = 0; i < stored.size(); i++) {
      TraceEvent e;
      const Result<void> ok = deriver->derive(stored[i], e);
      INFO((ok ? std::string() : ok.error().text));
      REQUIRE(ok);
      REQUIRE(writer.line(e) == writer.line(trace.events[i]));
    }
  }
}

TEST_CASE("Every event of the samples can be done, undone and done again, and all of it undone") {
  for (const char* name : kSamples) {
    INFO(name);
    const FullTrace trace = read(sample(name));
    Result<World> made = World::create(trace.header);
    REQUIRE(made);
    World& world = *made;
    std::vector<Tables> before;
    for (const TraceEvent& e : trace.events) {
      before.push_back(world.dump());
      REQUIRE(world.do_event(e));
      const Tables after = world.dump();
      REQUIRE(world.undo_event(e));
      REQUIRE(world.dump() == before.back());
      REQUIRE(world.do_event(e));
      REQUIRE(world.dump() == after);
    }
    for (std::size_t i = trace.events.size(); i-- > 0;) {
      REQUIRE(world.undo_event(trace.events[i]));
      REQUIRE(world.dump() == before[i]);
    }
    CHECK(world.dump().empty());
  }
}

TEST_CASE("The samples hold the numbers of the lessons") {
  const FullTrace fish = read(sample("lesson11"));
  CHECK(fish.events.back().step == 19);
  const std::pair<const char*, std::int64_t> sums[] = {
      {"lesson21-aligned", 20}, {"lesson21-at-least-once", 23}, {"lesson21-unaligned", 20}};
  for (const auto& [name, sum] : sums) {
    INFO(name);
    const FullTrace trace = read(sample(name));
    Result<World> world = World::create(trace.header);
    REQUIRE(world);
    for (const TraceEvent& e : trace.events) REQUIRE(world->do_event(e));
    REQUIRE(world->rows(table::kCell).size() == 1);
    CHECK(world->rows(table::kCell).begin()->second == Value::integer(sum));
    const Tables seen = world->comparable();
    CHECK(seen.count("cell") == 0);  // every task has finished
    CHECK(seen.at("job").begin()->second == Value::text("FINISHED"));
    CHECK(seen.at("attempt").begin()->second == Value::integer(2));
  }
}

TEST_CASE("A trace that is cut off anywhere is refused, with its line") {
  for (const char* name : kSamples) {
    const std::string text = sample(name);
    std::int64_t line = 1;
    for (std::size_t i = 0; i < text.size(); i++) {
      const bool at_end = text[i] == '\n';
      if (!at_end && i % 37 != 0) continue;  // at each line's end, and here and there inside
      const Result<FullTrace> cut = read_ndjson(std::string_view(text).substr(0, i));
      REQUIRE_FALSE(cut);
      REQUIRE(cut.error().text.find("line ") == 0);
      if (at_end) line++;
    }
    CHECK(line > 60);
  }
}

TEST_CASE("A change in any line is noticed, also if the line is still a good one") {
  for (const char* name : kSamples) {
    const std::string text = sample(name);
    std::vector<std::string> lines;
    std::stringstream in(text);
    for (std::string l; std::getline(in, l);) lines.push_back(l);
    const auto joined = [](const std::vector<std::string>& all) {
      std::string out;
      for (const std::string& l : all) out += l + "\n";
      return out;
    };
    for (std::size_t i = 0; i < lines.size(); i++) {
      INFO(name << " line " << i + 1);
      for (std::size_t at = i % 5; at < lines[i].size(); at += 23) {
        auto bad = lines;
        bad[i][at] = bad[i][at] == '1' ? '2' : '1';
        if (bad[i] == lines[i]) continue;
        REQUIRE_FALSE(read_ndjson(joined(bad)));
      }
      auto without = lines;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
      REQUIRE_FALSE(read_ndjson(joined(without)));
      auto twice = lines;
      twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
      REQUIRE_FALSE(read_ndjson(joined(twice)));
      if (i + 1 < lines.size()) {
        auto swapped = lines;
        std::swap(swapped[i], swapped[i + 1]);
        REQUIRE_FALSE(read_ndjson(joined(swapped)));
      }
    }
  }
}

TEST_CASE("Another schema, unknown kinds and unknown fields are said to be so") {
  const std::string text = sample("lesson11");
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string out = text;
    const auto at = out.find(from);
    REQUIRE(at != std::string::npos);
    out.replace(at, from.size(), to);
    const auto result = read_ndjson(out);
    REQUIRE_FALSE(result);
    return result.error().text;
  };
  CHECK(with("trace/1", "trace/2") == "line 1: a trace of another schema: \"trace/2\"");
  CHECK(with("events/1", "events/9").find("line 1: events of another catalogue") == 0);
  CHECK(with("rec.send", "rec.fly") == "line 3: unknown kind \"rec.fly\"");
  CHECK(with("\"off\":0", "\"colour\":0") == "line 2: a field that rec.emit does not have");
  CHECK(with("\"ts\":11", "\"ts\":1.5").find("line 2: 'ts'") == 0);
  CHECK(read_ndjson("").error().text == "line 1: the file is empty");
  CHECK(read_ndjson("{}\n").error().text == "line 1: this is no trace");
}

// The sums fit; only the World can tell.
TEST_CASE("The World refuses events that do not follow from what was") {
  using F = field::kStWrite;
  int refused = 0;
  for (const char* name : kSamples) {
    const FullTrace good = read(sample(name));
    CHECK(follow(good));
    const auto change = [&](const auto& pick, const auto& how) {
      FullTrace bad = good;
      for (TraceEvent& e : bad.events) {
        if (!pick(e)) continue;
        how(e);
        const Result<void> done = follow(bad);
        CHECK_FALSE(done);
        if (!done) CHECK(done.error().text.find("event ") == 0);
        refused++;
        return;
      }
    };
    change(
        [](const TraceEvent& e) {
          return e.kind == EventKind::kStWrite && !e.fields[F::was].is_null();
        },
        [](TraceEvent& e) { e.fields[F::was] = Value::integer(99); });
    change([](const TraceEvent& e) { return e.kind == EventKind::kRecRecv; },
           [](TraceEvent& e) { e.fields[field::kRecRecv::r] = Value::text("nobody"); });
    change([](const TraceEvent& e) { return e.kind == EventKind::kStWrite; },
           [](TraceEvent& e) { e.fields[F::now] = Value::integer(77); });
    FullTrace short_of_one = good;
    for (std::size_t i = 0; i < short_of_one.events.size(); i++) {
      if (short_of_one.events[i].kind != EventKind::kRecSend) continue;
      short_of_one.events.erase(short_of_one.events.begin() + static_cast<std::ptrdiff_t>(i));
      break;
    }
    CHECK_FALSE(follow(short_of_one));
    CHECK_FALSE(read_ndjson(sealed(short_of_one)));  // its index is missing
  }
  CHECK(refused == 12);
}

}  // namespace weir
