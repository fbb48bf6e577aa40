#include "tests/page/parity_queries.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "engine/core/java_text.h"
#include "engine/core/lexer.h"
#include "engine/trace/query/evaluation.h"
#include "tests/scenarios.h"
#include "tests/sim/random_scenario.h"

namespace weir::testing {

namespace {

constexpr int kQueries = 260;

// Queries of every form, whatever the run.
constexpr const char* kFixed[] = {
    "any()",
    "late()",
    "rec.emit()",
    "rec.emit(again)",
    "rec.emit(not again)",
    "win.fire()",
    "win.fire() or late()",
    "origin(win.fire())",
    "origin(late() or win.fire())",
    "origin(wm.advance())",
    "origin(sink.write()).row",
    "any(step between 3 and 7)",
    "any(k like 'wm.%')",
    "any(k in ('late', 'win.fire', 'tm.fire'))",
    "any(op is null)",
    "any(at = 'jm')",
    "any(g > 1)",
    "any(length(k) > 9 and t >= 10)",
    "any(cp is not null)",
    "any(key is not null).key",
    "any(r is not null)",
    "any(ts > 10)",
    "any(row like '%a%')",
    "any(end - start = 10)",
    "any(wm > MIN)",
    "any(now = 'RUNNING')",
    "any(now > 1)",
    "rec.recv(behind)",
    "rec.recv(wm = MIN)",
    "rec.recv(key is not null)",
    "rec.recv(val is null)",
    "wm.emit().value",
    "wm.emit(max - bound - 1 = value)",
    "wm.emit(value = MAX)",
    "wm.advance().was",
    "wm.advance(was = MIN)",
    "wm.advance(inputs[1].wm > 3)",
    "wm.advance(size(inputs) > 1)",
    "wm.advance().inputs",
    "count(wm.recv()) > 3",
    "count(rec.emit()) - 1",
    "count(rec.emit().part) = 3",
    "win.assign(end - start > 5)",
    "win.assign(`end` = 20)",
    "win.assign(case when start < 5 then true else false end)",
    "win.fire().val",
    "win.fire(n is null)",
    "win.fire(now > 1 or pane = 'late')",
    "open()",
    "open().start",
    "open(n > 1).n",
    "open(key is not null).key",
    "count(open()) = 0",
    "open() is none",
    "late() is none",
    "late() is not some",
    "not late() is some",
    "wm.emit().value = [10, 14, MAX]",
    "wm.emit().value != wm.advance().now",
    "none = none",
    "rec.emit().ts > 3",
    "st.write(mk is not null)",
    "st.write().now",
    "st.write(was is null)",
    "st.read(val is null)",
    "tm.reg(domain = 'event').ts",
    "tm.fire(coalesce(wm, 0) > 0)",
    "task.status(now = 'RUNNING' and at like 'count%')",
    "restore().offs",
    "restore(cp >= 1)",
    "cp.complete().took",
    "bar.recv(seen = of)",
    "rec.send(due is not null)",
    "rec.send(ch like '%#0>%')",
    "rec.send(kg % 2 = 0)",
    "sink.write().val",
    "sink.write(dup > 0)",
    "rec.emit(ts = 12.0)",
    "rec.emit(ts + 0.5 > 10)",
    "rec.emit(ts / 2 = 3)",
    "rec.emit(off / (off - 2) > 0)",
    "rec.emit(val + 1 > 0)",
    "rec.emit(val || 'x' = 'x')",
    "rec.emit(upper(row) = row or lower(row) = row)",
    "rec.emit(substring(part, 1, 2) = part)",
    "rec.emit(cast(ts as string) like '1_')",
    "rec.emit(try_cast(row as int64) > 0)",
    "rec.emit(cast(row as int64) > 0)",
    "rec.emit(round(ts, -1) = 10)",
    "rec.emit(abs(ts) > 5)",
    "rec.emit(least(ts, off) = off)",
    "rec.emit(greatest(ts, 3.5) = 3.5)",
    "any(1 < 2)",
    "rec.emit(floor_to(ts, 10ms) = 10)",
    "rec.emit(mod(off, 2) = 0).off",
    "any(nullif(i, 3) = 4)",
    "rec.emit(split(part, '-')[1] = 'in')",
    "rec.emit(if(off > 1, ts, 0) > 5)",
    "any(not (op = 'count' and step > 3))",
    "any(not (op = 'count' or t / (i - 4) > 1))",
    "any(position(at, '#') = 0 or ends_with(at, '#1'))",
    "any(contains(k, 'rec') and i % 5 = 0)",
    "any(trim(k) != k or starts_with(k, 'cp'))",
    "any(replace(k, '.', '') like 'wm%')",
    "any(concat(k, at) like 'late%')",
    "any(sign(t - 10) = 1)",
    "any(ceil(t / 3.0) = 4)",
    "any(op in ('count', null))",
    "any(t between 1 and 0)",
    "any(step = 3 or step = 4 and i > 9)",
    // Mistakes.
    "",
    "late",
    "late(",
    "late() =",
    "late().",
    "late() late()",
    "win",
    "wim.fire()",
    "win.fired()",
    "lat()",
    "foo()",
    "foo.bar()",
    "count()",
    "count(late() is some)",
    "origin()",
    "origin(open())",
    "origin(3)",
    "open().ts",
    "late(tz = 3)",
    "late(ts = 3, r = 'x')",
    "late(ts = 'x')",
    "late(ts > )",
    "late(ts > 3 4)",
    "late(ts > 3 AND ts < 5)",
    "late(sum(ts) > 3)",
    "late(min(ts))",
    "late(ts)",
    "late(ts + 'a' > 1)",
    "late(not ts)",
    "late(ts between 3)",
    "late(ts in 3)",
    "late(ts in (1, 'a'))",
    "late(r like 3)",
    "late(ts = null)",
    "late(ts is none)",
    "late() is 3",
    "3 = 3 = 3",
    "late() and 3",
    "3",
    "[1, 2",
    "[1 2]",
    "[a]",
    "late().ts.x",
    "late() = 3",
    "(late()",
    "late())",
    "late(ts > 3))",
    "\"x\"",
    "late(r = \"x\")",
    "late(ts > 5x)",
    "1e999",
    "99999999999999999999",
    "9223372036854775808",
    "late(ts = -9223372036854775808)",
    "late(a.b.c)",
    "late(len(r) > 3)",
    "late(substring(r) = 'a')",
    "late(case when ts then 1 end = 1)",
    "late(case ts when 1 then 2 = 3)",
    "late(cast(ts as text) = '')",
    "late(ts ? 1 : 2)",
    "late(ts := 3)",
    "late(ts => 3)",
    "late(ts = [1])",
    "late((ts = 1)",
    "late(ts / 0 = 1)",
    "late(if(ts, 1, 'a') = 1)",
    "late(`ts` = 1 or `tz` = 2)",
    "late(TS = 1)",
    "late(ts IS NULL)",
    "late(count(*) > 1)",
    "late(length > 3)",
    "any(sted = 3)",
    "late(abs('a') = 1)",
    "late(ts && r)",
    "late(é = 3)",
    "late(ts not = 3)",
    "late(ts = 3 < 4)",
    "late(ts = not r)",
    "end",
    "late(end = 3)",
    "late(lateness = 1.5.2)",
    "late(ts[1] = 3)",
    "late(r[0] = 'a')",
    "late(round(ts, 1, 2) = 3)",
};

// Of one run: names and values that stand in its events.
class Inventor {
 public:
  Inventor(const FullTrace& trace, const QueryScope& scope, Random& random)
      : trace_(trace), scope_(scope), random_(random) {}

  std::string query() {
    std::string out = events();
    const auto dice = random_.below(10);
    if (dice == 0) out += " or " + events();
    if (dice == 1) return "origin(" + out + ")";
    if (dice == 2) return "count(" + out + ") " + sign() + " " + std::to_string(random_.below(6));
    if (dice == 3 && field_ != nullptr) return out + "." + std::string(field_->name);
    if (dice == 4) out += random_.chance(50) ? " is none" : " and " + events();
    return dice == 5 ? spoiled(out) : out;
  }

 private:
  const TraceEvent& event() { return trace_.events[random_.below(trace_.events.size())]; }
  std::string sign() {
    static constexpr std::array kSigns{"=", "!=", "<", "<=", ">", ">=", "<>", "=="};
    return kSigns[random_.below(kSigns.size())];
  }
  std::string events() {
    const TraceEvent& e = event();
    const bool any = random_.chance(15);
    std::string out = any ? "any(" : std::string(e.info().name) + "(";
    if (random_.chance(90)) out += condition(e);
    return out + ")";
  }
  std::string condition(const TraceEvent& e) {
    std::string out = term(e);
    while (random_.chance(35)) out += (random_.chance(50) ? " and " : " or ") + term(event_like(e));
    return random_.chance(15) ? "not (" + out + ")" : out;
  }
  // Another event of the kind, if one is found quickly.
  const TraceEvent& event_like(const TraceEvent& e) {
    for (int i = 0; i < 20; i++)
      if (const TraceEvent& other = event(); other.kind == e.kind) return other;
    return e;
  }
  static std::string literal(const Value& v) {
    switch (v.kind()) {
      case Kind::kNull:
      case Kind::kBool:
      case Kind::kInt:
      case Kind::kDouble:
      case Kind::kString: return literal_text(v);
      case Kind::kList:
      case Kind::kMap:
      case Kind::kRow: return v.size() > 0 ? literal(v.at(v.size() - 1)) : "1";
    }
    return "1";
  }
  // A name and a value that it has, or one nearby.
  std::pair<std::string, std::string> named(const TraceEvent& e) {
    const auto& fields = e.info().fields;
    if (!fields.empty() && random_.chance(70)) {
      const std::size_t i = random_.below(fields.size());
      field_ = &fields[i];
      return {"`" + std::string(fields[i].name) + "`", literal(e.fields[i])};
    }
    switch (random_.below(6)) {
      case 0: return {"step", std::to_string(e.step)};
      case 1: return {"t", std::to_string(e.time)};
      case 2: return {"at", literal(e.at)};
      case 3: return {"op", literal(e.op)};
      case 4:
        if (scope_.columns && !scope_.columns->empty())
          return {"`" + (*scope_.columns)[random_.below(scope_.columns->size())] + "`",
                  std::to_string(random_.below(12))};
        break;
      default: break;
    }
    return {"i", std::to_string(e.index)};
  }
  std::string term(const TraceEvent& e) {
    const auto [name, value] = named(e);
    switch (random_.below(9)) {
      case 0: return name + (random_.chance(50) ? " is null" : " is not null");
      case 1: return name + " in (" + value + ", " + named(e).second + ")";
      case 2: return name + " between " + value + " and " + named(event_like(e)).second;
      case 3:
        return "cast(" + name + " as string) like '%" + std::to_string(random_.below(10)) + "%'";
      case 4: return "coalesce(" + name + ", " + value + ") " + sign() + " " + value;
      default: return name + " " + sign() + " " + value;
    }
  }
  // A character less, twice, or another one.
  std::string spoiled(std::string text) {
    static constexpr std::string_view kOther = "()=.,'x3 `[<-";
    for (std::uint64_t n = 1 + random_.below(2); n > 0 && !text.empty(); n--) {
      const std::size_t at = random_.below(text.size());
      const auto dice = random_.below(3);
      if (dice == 0) text.erase(at, 1);
      if (dice == 1) text.insert(at, 1, text[at]);
      if (dice == 2) text[at] = kOther[random_.below(kOther.size())];
    }
    return text;
  }

  const FullTrace& trace_;
  const QueryScope& scope_;
  Random& random_;
  const FieldInfo* field_ = nullptr;
};

// One query along the run.
struct Asked {
  std::string text;
  QueryUse use = QueryUse::kAnything;
  std::vector<TextMistake> mistakes = {};
  std::optional<QueryEvaluation> evaluation = {};
  std::string failed = {};
};

std::string line(const Asked& asked, const World& end) {
  std::string out = "{\"q\":";
  append_json_text(out, asked.text);
  out += asked.use == QueryUse::kSearch ? ",\"use\":\"search\"" : ",\"use\":\"anything\"";
  if (!asked.evaluation) {
    out += ",\"mistakes\":[";
    for (std::size_t i = 0; i < asked.mistakes.size(); i++) {
      const TextMistake& m = asked.mistakes[i];
      out += (i > 0 ? ",[" : "[") + std::to_string(m.span.begin) + "," +
             std::to_string(m.span.end) + ",";
      append_json_text(out, m.what);
      out += "]";
    }
    return out + "]}\n";
  }
  if (!asked.failed.empty()) {
    out += ",\"e\":";
    append_json_text(out, asked.failed);
    return out + "}\n";
  }
  const QueryAnswer answer = asked.evaluation->answer(end);
  out += ",\"holds\":";
  out += answer.holds ? "true" : "false";
  out += ",\"hits\":[";
  for (std::size_t i = 0; i < answer.events.size(); i++)
    out += (i > 0 ? ",[" : "[") + std::to_string(answer.events[i].index) + "," +
           std::to_string(answer.events[i].physical) + "]";
  out += "],\"values\":[";
  for (std::size_t i = 0; i < answer.values.size(); i++) {
    if (i > 0) out += ',';
    append_json_text(out, answer.values[i].to_string());
  }
  return out + "]}\n";
}

Asked compiled(const std::string& text, const QueryScope& scope, QueryUse use) {
  Asked out{text, use};
  CompiledQuery query = compile_query(text, scope, use);
  if (query.query)
    out.evaluation.emplace(std::move(*query.query));
  else
    out.mistakes = std::move(query.mistakes);
  return out;
}

}  // namespace

std::string query_lines(const FullTrace& trace, std::uint64_t seed) {
  Result<World> world = World::create(trace.header);
  if (!world) return {};
  Random random(seed ^ 0x9e37u);
  const QueryScope scope = query_scope(world->plan());
  Inventor inventor(trace, scope, random);
  std::vector<Asked> all;
  for (const char* text : kFixed) all.push_back(compiled(text, scope, QueryUse::kAnything));
  for (int i = scenarios(kQueries); i > 0; i--)
    all.push_back(compiled(inventor.query(), scope,
                           random.chance(60) ? QueryUse::kSearch : QueryUse::kAnything));
  for (const TraceEvent& event : trace.events) {
    if (!world->do_event(event)) return {};
    for (Asked& asked : all) {
      if (!asked.evaluation || !asked.failed.empty()) continue;
      if (const auto fed = asked.evaluation->feed(event, *world); !fed)
        asked.failed = fed.error().text;
    }
  }
  std::string out;
  for (const Asked& asked : all) out += line(asked, *world);
  return out;
}

}  // namespace weir::testing
