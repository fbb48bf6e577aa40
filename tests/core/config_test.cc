// Documents, tables of keys, the strict reader and the printer, on a made-up section.
#include <array>

#include "engine/core/config/bind.h"
#include "engine/core/config/document.h"
#include "engine/core/config/read_sections.h"
#include "tests/catch.h"

namespace weir {
namespace {

struct Inner {
  static std::span<const Key<Inner>> keys();
  Length size;
  Text by;
  bool operator==(const Inner&) const = default;
};

struct Thing {
  static constexpr std::string_view kTable = "thing";
  static std::span<const Key<Thing>> keys();
  Text uid, mode, emit;
  Integer count;
  Real share;
  Flag on;
  Texts from;
  NamedTexts names;
  ValueRows rows;
  std::optional<Inner> inner;
  bool operator==(const Thing&) const = default;
};

constexpr std::array<std::string_view, 2> kModes{"slow", "fast"};
constexpr std::array<std::string_view, 1> kEmit{"every_event"};
constexpr std::array kInnerKeys{
    key<&Inner::size>({.name = "size", .type = KeyType::kDuration, .help = "how long", .min = 1}),
    key<&Inner::by>({.name = "by", .help = "what stands between"})};
constexpr std::array kThingKeys{
    key<&Thing::uid>({.name = "uid", .type = KeyType::kUid, .help = "its name", .required = true}),
    key<&Thing::mode>({.name = "mode", .type = KeyType::kChoice, .choices = kModes}),
    key<&Thing::emit>({.name = "emit", .type = KeyType::kDurationOr, .choices = kEmit}),
    key<&Thing::count>({.name = "count", .type = KeyType::kInteger, .min = 1, .max = 128}),
    key<&Thing::share>({.name = "share", .type = KeyType::kReal, .min = 0}),
    key<&Thing::on>({.name = "on", .type = KeyType::kBool}),
    key<&Thing::from>({.name = "from", .type = KeyType::kInput}),
    key<&Thing::names>({.name = "names", .type = KeyType::kExpression}),
    key<&Thing::rows>({.name = "rows", .type = KeyType::kRows}),
    key<&Thing::inner>({.name = "inner", .type = KeyType::kTable}),
};
std::span<const Key<Inner>> Inner::keys() { return kInnerKeys; }
std::span<const Key<Thing>> Thing::keys() { return kThingKeys; }

struct ReadThings {
  std::vector<Thing> things;
  std::string mistakes;
};

ReadThings read(const std::string& text, const std::vector<std::string>& sets = {}) {
  Document::Parsed parsed = Document::parse("job.toml", text);
  if (!parsed.document) return {{}, to_text(parsed.diagnostics)};
  static constexpr std::array<std::string_view, 2> kTables{"thing", "job"};
  Diagnostics diagnostics;
  for (const std::string& set : sets)
    for (Diagnostic& d : parsed.document->set(set, kTables)) diagnostics.push_back(std::move(d));
  auto things = read_sections<Thing>(*parsed.document, diagnostics);
  return {std::move(things), to_text(std::move(diagnostics))};
}

std::string print(const std::vector<Thing>& things) {
  SectionPrinter printer;
  for (const Thing& thing : things) printer.section("[[thing]]", thing);
  return printer.take();
}

constexpr const char* kWhole = R"([[thing]]
uid = "a-1"
mode = "fast"
emit = "200ms"
count = 7
share = 1.5
on = false
from = ["x", "y.late"]
names = { "odd name" = "1 + 1", b = "x" }
rows = [
  { user = "ann", at = 5, ok = true, x = 0.1 },
  {},
]
inner = { size = "5min", by = "\t\"\\" }
)";

TEST_CASE("what is printed reads back to the same", "[config]") {
  const ReadThings whole = read(kWhole);
  REQUIRE(whole.mistakes.empty());
  REQUIRE(whole.things.size() == 1);
  const Thing& t = whole.things[0];
  CHECK(t.names[0].name.value == "odd name");
  CHECK(t.names[1].text.value == "x");
  CHECK(t.inner->size->value == 300'000);
  CHECK(t.rows[0].values[1].value.value == Value::integer(5));
  const ReadThings again = read(print(whole.things));
  CHECK(again.mistakes.empty());
  CHECK(again.things == whole.things);
  CHECK(print(again.things) == print(whole.things));
}

TEST_CASE("places are those of the file", "[config]") {
  const ReadThings whole = read(kWhole);
  const TextRef& at = whole.things[0].names[1].text.place;
  CHECK(at.exact);
  CHECK(std::string_view(kWhole).substr(at.span.begin, at.span.end - at.span.begin) == "x");
  CHECK_FALSE(whole.things[0].inner->by->place.exact);  // it has escapes
}

TEST_CASE("all mistakes of a table come at once, each with its place", "[config]") {
  const ReadThings wrong = read(R"([[thing]]
mode = "fst"
emit = "5 parsecs"
count = 0
share = "much"
on = 1
from = []
names = { a = 1 }
rows = [{ x = [1] }]
inner = { size = "0ms", buy = "," }
coutn = 7
)");
  CHECK(wrong.mistakes == R"(job.toml:1:1: [[thing]] needs the key 'uid' (its name)
     1 | [[thing]]
       | ^^^^^^^^^
job.toml:2:9: 'mode' of [[thing]] wants "slow" or "fast", not "fst". Did you mean 'fast'?
     2 | mode = "fst"
       |         ^^^
job.toml:3:9: '5 parsecs' is no length of time: there is no unit 'parsecs'; write digits and a unit (ms, s, min, h, d), like '250ms' or '5min'; or "every_event"
     3 | emit = "5 parsecs"
       |         ^^^^^^^^^
job.toml:4:9: 'count' of [[thing]] is 0; it goes from 1 to 128
     4 | count = 0
       |         ^
job.toml:5:10: 'share' of [[thing]] wants a number, not a text
     5 | share = "much"
       |          ^^^^
job.toml:6:6: 'on' of [[thing]] wants true or false, not an integer
     6 | on = 1
       |      ^
job.toml:7:8: 'from' of [[thing]] is an empty list
     7 | from = []
       |        ^^
job.toml:8:15: 'names' of [[thing]] wants texts in its table, an expression in quotes, like "price * 2", not an integer
     8 | names = { a = 1 }
       |               ^
job.toml:9:15: 'rows' of [[thing]]: a value is a text, a number, true or false, not a list
     9 | rows = [{ x = [1] }]
       |               ^^^
job.toml:10:19: 'size' of inner of [[thing]] wants at least 1ms
    10 | inner = { size = "0ms", buy = "," }
       |                   ^^^
job.toml:10:25: there is no key 'buy' in inner of [[thing]]. Did you mean 'by'?
    10 | inner = { size = "0ms", buy = "," }
       |                         ^^^
job.toml:11:1: there is no key 'coutn' in [[thing]]. Did you mean 'count'?
    11 | coutn = 7
       | ^^^^^)");
}

TEST_CASE("what is no TOML says where", "[config]") {
  CHECK(read("[[thing]]\nuid = \"a\n").mistakes.starts_with("job.toml:2:"));
  CHECK(read("a = 1\na = 2\n").mistakes.starts_with("job.toml:2:"));
  CHECK(read("a = \xff").mistakes.starts_with("job.toml:1:"));
  CHECK(read("[thing]\nuid = \"a\"\n").mistakes ==
        "job.toml:1:2: there can be several of 'thing': write [[thing]] above the keys of each\n"
        "     1 | [thing]\n"
        "       |  ^^^^^");
  CHECK(read(std::string(Document::kBytesMost + 1, '#')).mistakes.find("1048576 at most") !=
        std::string::npos);
  CHECK(read(std::string(100'000, '[')).mistakes.starts_with("job.toml:1:"));
  std::string deep = "a";
  for (int i = 0; i < 400'000; i++) deep += ".a";
  CHECK(read(deep + " = 1").mistakes.starts_with("job.toml:1:1: a key has 200 parts at most"));
  CHECK(read("x = { " + deep + " = 1 }").mistakes.starts_with("job.toml:1:6: a key has 200"));
}

TEST_CASE("an assignment is laid over the file", "[config]") {
  const std::string text = "[[thing]]\nuid = \"a\"\ncount = 7\n";
  CHECK(read(text, {"a.count=8"}).things[0].count->value == 8);
  CHECK(read(text, {"a.inner.size=2s"}).things[0].inner->size->value == 2000);
  CHECK(read(text, {"a.inner={ by = \";\" }"}).things[0].inner->by->value == ";");
  CHECK(read(text, {"a.on=true"}).things[0].on->value);
  CHECK(read(text, {"a.from=b"}).things[0].from[0].value == "b");
  CHECK(read(text, {"thing.1.count=9"}).things[0].count->value == 9);
  CHECK(read(text, {"a.count=8", "a.count=9"}).things[0].count->value == 9);
}

TEST_CASE("an assignment makes the element behind the last", "[config]") {
  const std::string text = "[[thing]]\nuid = \"a\"\ncount = 7\n";
  const ReadThings more = read(text, {"thing.2.uid=b", "thing.2.count=8", "b.count=9"});
  CHECK(more.mistakes.empty());
  REQUIRE(more.things.size() == 2);
  CHECK(more.things[0].count->value == 7);
  CHECK(more.things[1].count->value == 9);
  const ReadThings first = read("", {"thing.1.uid=b", "thing.1.count=8", "thing.2.uid=c"});
  CHECK(first.mistakes.empty());
  REQUIRE(first.things.size() == 2);
  CHECK(first.things[0].count->value == 8);
}

TEST_CASE("a wrong assignment is shown with its own text", "[config]") {
  const std::string text = "[[thing]]\nuid = \"abc\"\ncount = 7\n";
  CHECK(read(text, {"abd.count=8"}).mistakes ==
        "--set:1:1: there is no table and no uid 'abd'. Did you mean 'abc'?\n"
        "     1 | abd.count=8\n"
        "       | ^^^");
  CHECK(read(text, {"abc.coutn=8"}).mistakes ==
        "--set:1:5: there is no key 'coutn' in [[thing]] 'abc'. Did you mean 'count'?\n"
        "     1 | abc.coutn=8\n"
        "       |     ^^^^^");
  CHECK(read(text, {"abc.count=many"}).mistakes ==
        "--set:1:11: 'count' of [[thing]] 'abc' wants a whole number, not a text\n"
        "     1 | abc.count=many\n"
        "       |           ^^^^");
  CHECK(read(text, {"abc.count.x=1"})
            .mistakes.starts_with(
                "--set:1:11: what stands in front of 'x' is an integer, which has no keys"));
  CHECK(
      read(text, {"thing.3.count=1"})
          .mistakes.starts_with("--set:1:7: there is no element '3'; there are 1, counted from 1"));
  CHECK(read(text, {"thing.0.count=1"}).mistakes.starts_with("--set:1:7: there is no element '0'"));
  CHECK(read(text, {"count"}).mistakes.starts_with("--set:1:1: this is no assignment"));
  CHECK(read(text, {"count=1"}).mistakes.starts_with("--set:1:1: say of what"));
  CHECK(read(text, {"abc..x=1"}).mistakes.starts_with("--set:1:5: a key is empty here"));
}

}  // namespace
}  // namespace weir
