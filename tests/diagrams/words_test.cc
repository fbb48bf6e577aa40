#include "diagrams/words.h"

#include <algorithm>

#include "engine/core/text_width.h"
#include "engine/trace/json.h"
#include "tests/catch.h"
#include "tests/diagrams/golden.h"

namespace weir::diagrams {
namespace {

using weir::testing::check_golden;

Value I(std::int64_t v) { return Value::integer(v); }
Value T(std::string_view s) { return Value::text(s); }

const char* const kPlan = R"({"plan":{"maxpar":128,
  "tasks":[{"id":"src#0","name":"src","ops":[{"uid":"src","out":["fish","at"]}]},
           {"id":"win#0","name":"win","ops":[{"uid":"win"},{"uid":"out"}]},
           {"id":"win#1","name":"win","ops":[{"uid":"win"},{"uid":"out"}]}],
  "channels":[{"id":"src#0>win#0","from":"src#0","to":"win#0"},
              {"id":"src#0>win#1","from":"src#0","to":"win#1"}],
  "sources":[{"part":"p","task":"src#0"}],
  "states":[{"op":"win","state":"sum","row":["n","last"]}]}})";

World small_world() {
  const auto header = parse_json(kPlan);
  REQUIRE(header);
  auto world = World::create(*header);
  REQUIRE(world);
  return std::move(*world);
}

Value entry(std::vector<Value> members) { return Value::map(members); }

// Lists by the name of the field, as [lists] of the catalogue says.
Value list_for(std::string_view kind, std::string_view name) {
  if (name == "inputs")
    return Value::list(
        {entry({T("ch"), T("src#0>win#0"), T("wm"), I(12), T("status"), T("ACTIVE")}),
         entry({T("ch"), T("src#0>win#1"), T("wm"), I(9), T("status"), T("IDLE")})});
  if (name == "from" && kind == "win.merge")
    return Value::list(
        {entry({T("start"), I(1), T("end"), I(5)}), entry({T("start"), I(4), T("end"), I(9)})});
  if (name == "offs")
    return Value::list({entry({T("part"), T("p"), T("was"), I(7), T("now"), I(3)})});
  if (name == "cells")
    return Value::list(
        {entry({T("op"), T("win"), T("state"), T("sum"), T("key"), T("bob"), T("was"),
                Value::row({I(3), I(9)}), T("now"), Value::row({I(2), I(9)})})});
  if (name == "queues")
    return Value::list({entry({T("ch"), T("src#0>win#0"), T("was"), Value::list({}), T("now"),
                               Value::list({entry({T("e"), T("rec"), T("r"), T("p.1")})})})});
  if (name == "items") return Value::list({});
  return Value::list({T("one"), T("two")});
}

Value value_for(const FieldInfo& f, std::string_view kind) {
  switch (f.type) {
    case FieldType::kInt:
    case FieldType::kCp: return I(3);
    case FieldType::kMs: return I(20);
    case FieldType::kTime: return I(f.name == "end" ? 15 : 10);
    case FieldType::kStr:
    case FieldType::kName: return T(std::string(f.name) + "-text");
    case FieldType::kBool: return Value::boolean(true);
    case FieldType::kVal:
      return f.name == "was" ? Value::row({I(1), I(8)}) : Value::row({I(1), I(9)});
    case FieldType::kRec: return T("p.1");
    case FieldType::kCh: return T("src#0>win#1");
    case FieldType::kTask: return T("win#1");
    case FieldType::kPart: return T("p");
    case FieldType::kTx: return T("out#0/1");
    case FieldType::kKey: return T("bob");
    case FieldType::kNs: return T("[10,15)");
    case FieldType::kList: return list_for(kind, f.name);
  }
  return {};
}

// With everything that may be there, or with nothing.
TraceEvent event_of(const KindInfo& info, bool full) {
  TraceEvent e;
  e.kind = info.kind;
  e.at = T("win#1");
  for (const FieldInfo& f : info.fields)
    e.fields.push_back(!full && f.optional ? Value() : value_for(f, info.name));
  return e;
}

TEST_CASE("every kind of event has a sentence, whatever is there and whatever is not") {
  const World world = small_world();
  for (const Writing writing : {Writing::kAscii, Writing::kUnicode, Writing::kSpeech}) {
    const Words words(world, writing);
    std::string all;
    for (const KindInfo& info : all_kinds())
      for (const bool full : {true, false}) {
        const TraceEvent e = event_of(info, full);
        INFO(info.name << (full ? " full" : " empty"));
        const std::string said = words.say(e) + words.join(e) + words.tail(e);
        CHECK(!said.empty());
        CHECK(said.find_first_of("\n") == std::string::npos);
        CHECK(said.find("  ") == std::string::npos);
        CHECK(said.find("{cell") == std::string::npos);
        CHECK(std::count(said.begin(), said.end(), '{') ==
              std::count(said.begin(), said.end(), '}'));
        CHECK(said == shown(said));
        if (writing == Writing::kAscii)
          CHECK(std::all_of(said.begin(), said.end(), [](char c) { return c >= ' ' && c <= '~'; }));
        all += std::string(info.name) + (full ? ": " : "  ") + said + "\n";
      }
    if (writing == Writing::kAscii) check_golden("words-ascii.txt", all);
    if (writing == Writing::kSpeech) check_golden("words-speech.txt", all);
  }
}

TEST_CASE("faces: the first one whose field is there and true") {
  const World world = small_world();
  TraceEvent e = event_of(kind_info(*kind_named("sink.write")), true);
  CHECK(face_of(e).letter == "D");
  e.fields[static_cast<std::size_t>(e.info().index_of("dup"))] = Value();
  CHECK(face_of(e).letter == "w");
}

TEST_CASE("a task has its number where several have its name") {
  const World world = small_world();
  const Words words(world, Writing::kAscii), spoken(world, Writing::kSpeech);
  CHECK(words.place(T("src#0")) == "src");
  CHECK(words.place(T("win#1")) == "win#1");
  CHECK(spoken.place(T("win#1")) == "win 1");
  CHECK(words.place(T("jm")) == "job master");
  CHECK(words.who(T("win#1"), T("out")) == "out#1");
  CHECK(spoken.who(T("win#1"), T("out")) == "out 1");
  CHECK(words.place(T("gone#3")) == "gone#3");  // of another plan
}

TEST_CASE("values read as people write them") {
  const FieldNames names{"fish", "at"};
  const auto words = [&](const Value& v) { return value_words(v, &names, Writing::kAscii); };
  CHECK(words(Value()) == "nothing");
  CHECK(words(Value::boolean(true)) == "true");
  CHECK(words(Value::number(1e10)) == "1.0E10");
  CHECK(words(T("eel")) == "eel");
  CHECK(words(T("")) == "''");
  CHECK(words(T("it's")) == "'it''s'");
  CHECK(words(T("a b")) == "'a b'");
  CHECK(words(Value::row({T("eel"), I(12)})) == "fish=eel, at=12");
  CHECK(words(Value::row({T("eel"), I(12), I(1)})) == "(eel,12,1)");  // other names than these
  const FieldNames counted{"page", "window_start", "window_end", "fish"};
  const auto result = [&](const Value& end) {
    return value_words(Value::row({T("cart"), I(10), end, I(1)}), &counted, Writing::kAscii);
  };
  CHECK(result(I(15)) == "[10,15) page=cart, fish=1");
  CHECK(result(T("15")) == "page=cart, window_start=10, window_end=15, fish=1");  // no window
  CHECK(words(Value::list({Value::row({T("eel"), I(12)}), Value()})) == "[(eel,12), nothing]");
  CHECK(words(Value::map(std::vector<Value>{T("a"), I(1)})) == "a=1");
  CHECK(words(Value::map({})) == "{}");
  CHECK(words(Value::list({Value::map(std::vector<Value>{T("a"), I(1)})})) == "[{a=1}]");
  const std::string cut = words(T(std::string(1'000'000, 'x')));
  CHECK(text_width(cut) == kLongestValue);
  CHECK(cut.ends_with("x~"));
  CHECK(text_width(words(Value::list(std::vector<Value>(100'000, I(7))))) == kLongestValue);
}

TEST_CASE("changes name what is different") {
  const FieldNames names{"fish", "at"};
  const auto words = [&](const Value& was, const Value& now) {
    return change_words(was, now, &names, Writing::kAscii);
  };
  CHECK(words(Value::row({I(1), I(5)}), Value::row({I(2), I(5)})) == "fish 1 -> 2");
  CHECK(words(Value(), Value::row({I(1), I(5)})) == "fish 0 -> 1, at nothing -> 5");
  CHECK(words(Value::row({I(1), I(5)}), Value::row({I(1), I(5)})) == "stays fish=1, at=5");
  CHECK(words(Value::row({I(1), I(5)}), Value()) == "fish=1, at=5 -> nothing");
  CHECK(words(I(1), Value::row({I(1), I(5)})) == "1 -> fish=1, at=5");
  CHECK(change_words(Value(), I(1), nullptr, Writing::kSpeech) == "nothing to 1");
  CHECK(change_words(I(1), I(2), nullptr, Writing::kUnicode) == "1 → 2");
}

}  // namespace
}  // namespace weir::diagrams
