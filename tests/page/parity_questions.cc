#include "tests/page/parity_questions.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "diagrams/why/why.h"
#include "engine/core/java_text.h"
#include "engine/trace/generated/event_fields.h"
#include "tests/scenarios.h"
#include "tests/sim/random_scenario.h"

namespace weir::testing {

namespace {

using Words = std::vector<std::string>;
constexpr int kPlaces = 16;
constexpr int kMerges = 40;
constexpr std::size_t kOfEach = 7;  // questions about records, windows, … at one place

std::string text_of(const Value& v) {
  return v.kind() == Kind::kString ? std::string(v.as_text()) : v.to_string();
}

std::string time_text(const Value& v) { return diagrams::time_words(v.as_int()); }

std::string bounds(const Value& start, const Value& end) {
  return "[" + time_text(start) + "," + time_text(end) + ")";
}

const Value& field(const TraceEvent& e, std::string_view name) {
  static const Value nothing;
  const int i = e.info().index_of(name);
  return i < 0 ? nothing : e.fields[static_cast<std::size_t>(i)];
}

// The questions at one place; each once.
class Questions {
 public:
  Questions(const Timeline& timeline, std::size_t place, Random& random)
      : timeline_(timeline), place_(place), random_(random), cursor_(timeline) {
    cursor_.seek(place);
  }

  std::set<Words> all() {
    add({});
    for (const TraceEvent& e : timeline_.events().first(place_)) note(e);
    some(records_, [&](const Words& words) { add(words); });
    some(windows_, [&](const Words& words) { both(words); });
    some(timers_, [&](const Words& words) { both(words); });
    some(kinds_, [&](const Words& words) { add(words); });
    tasks();
    cells();
    wrong();
    return std::move(all_);
  }

 private:
  void add(const Words& words) { all_.insert(words); }
  void both(Words words) {
    add(words);
    words.insert(words.begin(), "not");
    add(words);
  }
  template <class Use>
  void some(const std::vector<Words>& from, Use use) {
    for (std::size_t i = 0; i < from.size() && i < kOfEach; i++)
      use(from[from.size() <= kOfEach ? i : random_.below(from.size())]);
  }

  Value op_of(const TraceEvent& e) const {
    if (!e.op.is_null()) return e.op;
    const Plan::Task* task = cursor_.world().plan().task(e.at);
    return task != nullptr ? task->ops.front().uid : Value::text("?");
  }

  void note(const TraceEvent& e) {
    const std::string step = std::to_string(e.step);
    if (kind_steps_.insert({e.kind, 0}).second || random_.chance(10))
      kinds_.push_back(random_.chance(50) ? Words{"step", step} : Words{step});
    if (e.kind == EventKind::kRecEmit || e.kind == EventKind::kRecMake) record(e);
    const Value &start = field(e, "start"), &end = field(e, "end");
    if (!start.is_null()) window(e, start, end);
    if (e.kind == EventKind::kTmReg) timer(e);
  }

  void record(const TraceEvent& e) {
    const Value &id = field(e, "r"), &ts = field(e, "ts");
    records_.push_back({"record", text_of(id)});
    records_.push_back({text_of(id)});
    const RecordInfo* info = cursor_.world().record(id);
    if (info == nullptr || info->row.is_null()) {
      if (info != nullptr && info->value.kind() == Kind::kRow && info->value.size() > 0)
        records_.push_back({text_of(info->value[0])});
      return;
    }
    const std::string name = text_of(info->row);
    records_.push_back({name});
    if (!ts.is_null()) records_.push_back({name + "@" + time_text(ts)});
    records_.push_back({name + "x"});
  }

  void window(const TraceEvent& e, const Value& start, const Value& end) {
    const Value& key = field(e, "key");
    const std::string typed = key.is_null() ? "" : text_of(key), op = text_of(op_of(e));
    windows_.push_back({"window", time_text(start)});
    windows_.push_back({"window", bounds(start, end)});
    windows_.push_back({typed + bounds(start, end)});
    windows_.push_back({"window", op, time_text(start)});
    if (key.is_null()) return;
    windows_.push_back({"window", op, typed, bounds(start, end)});
    windows_.push_back({"window", typed, time_text(start)});
  }

  void timer(const TraceEvent& e) {
    const Value& key = field(e, "key");
    const std::string op = text_of(op_of(e)), at = time_text(field(e, "ts"));
    timers_.push_back({"timer", at});
    timers_.push_back({"timer", op, at});
    timers_.push_back({"timer", op});
    if (key.is_null()) return;
    timers_.push_back({"timer", text_of(key)});
    timers_.push_back({"timer", op, text_of(key), at, text_of(field(e, "domain"))});
  }

  void tasks() {
    add({"watermark"});
    for (const Plan::Task& task : cursor_.world().plan().tasks()) {
      both({"watermark", text_of(task.id)});
      if (random_.chance(30)) add({"watermark", text_of(task.name)});
      for (const Plan::Op& op : task.ops)
        if (random_.chance(20)) add({"watermark", text_of(op.uid)});
    }
  }

  // Of a row of cell or items.
  void cell(const Value& k) {
    const std::string op = text_of(k[1]), state = text_of(k[2]);
    std::vector<Words> forms{{"state", op}, {"state", state}};
    Words full{"state", op, state};
    for (std::size_t i = 3; i < k.size(); i++)
      if (!k[i].is_null()) full.push_back(text_of(k[i]));
    forms.push_back(full);
    if (!k[3].is_null()) {
      forms.push_back({"state", op + "[" + text_of(k[3]) + "]"});
      forms.push_back({"state", state, text_of(k[3])});
      // As logs write a cell, whole and spoiled.
      forms.push_back({op + "[" + text_of(k[3]) + "]"});
      forms.push_back({state + "[" + text_of(k[3]) + "]"});
      forms.push_back({state + "[" + text_of(k[3]) + "x]"});
      forms.push_back({state + "[" + text_of(k[3]) + "][" + text_of(k[k.size() - 1])});
      if (!k[4].is_null())
        forms.push_back({state + "[" + text_of(k[3]) + "]", "of", text_of(k[4])});
      forms.push_back({"state", text_of(k[0]), text_of(k[3])});
      forms.push_back({"state", op, text_of(k[3]) + "?"});
    }
    for (int i = 0; i < 2; i++) both(forms[random_.below(forms.size())]);
    both(full);
  }

  void cells() {
    std::vector<Value> keys;
    for (const auto& [key, value] : cursor_.world().rows(table::kCell)) keys.push_back(key);
    for (const auto& [key, queue] : cursor_.world().queues(table::kItems)) keys.push_back(key);
    for (std::size_t i = 0; i < keys.size() && i < kOfEach; i++)
      cell(keys[keys.size() <= kOfEach ? i : random_.below(keys.size())]);
    // Cells that were there once.
    for (const TraceEvent& e : timeline_.events().first(place_))
      if (e.kind == EventKind::kStClear && random_.chance(20)) {
        Words words{"state", text_of(op_of(e)), text_of(field(e, "state"))};
        if (!field(e, "key").is_null()) words.push_back(text_of(field(e, "key")));
        add(words);
      }
  }

  // What there is not.
  void wrong() {
    const Words mistakes[] = {{"record", "nobody"},
                              {"window"},
                              {"window", "x"},
                              {"window", "12345"},
                              {"watermark", "x"},
                              {"state"},
                              {"state", "x"},
                              {"timer", "x"},
                              {"timer"},
                              {"step", "x"},
                              {"step"},
                              {"999999"},
                              {"step", "0"},
                              {"not"},
                              {"nobody", "at", "all"},
                              {"[1,x)"},
                              {"a@b"},
                              {"ee l@12"}};
    const Words& one = mistakes[random_.below(std::size(mistakes))];
    add(one);
    add(mistakes[random_.below(std::size(mistakes))]);
  }

  const Timeline& timeline_;
  std::size_t place_;
  Random& random_;
  TimelineCursor cursor_;
  std::vector<Words> records_, windows_, timers_, kinds_;
  std::map<EventKind, int> kind_steps_;
  std::set<Words> all_;
};

void text(std::string& out, std::string_view name, const std::string& value) {
  out += ",\"";
  out += name;
  out += "\":";
  append_json_text(out, value);
}

std::string line(const Timeline& timeline, std::size_t place, const Words& words) {
  std::string out = "{\"n\":" + std::to_string(place) + ",\"q\":[";
  for (std::size_t i = 0; i < words.size(); i++) {
    if (i > 0) out += ',';
    append_json_text(out, words[i]);
  }
  out += "]";
  const auto got =
      diagrams::why(timeline, place, diagrams::WhyQuestion::of(words), diagrams::Writing::kUnicode);
  if (!got) {
    text(out, "e", got.error().text);
    return out + "}\n";
  }
  text(out, "subject", got->subject);
  text(out, "headline", got->headline);
  out += ",\"lines\":[";
  for (std::size_t i = 0; i < got->lines.size(); i++) {
    if (i > 0) out += ',';
    out += "{\"label\":";
    append_json_text(out, got->lines[i].label);
    text(out, "text", got->lines[i].text);
    out += '}';
  }
  return out + "]}\n";
}

}  // namespace

std::string question_lines(const Timeline& timeline, std::uint64_t seed) {
  Random random(seed);
  const std::size_t end = timeline.events().size();
  std::set<std::size_t> places{0, end, timeline.end_of(1)};
  const int wanted = scenarios(kPlaces);
  for (int i = 0; i < wanted; i++) {
    const std::size_t place = random.below(end + 1);
    places.insert(random.chance(70) ? timeline.end_of(timeline.step_at(place)) : place);
  }
  std::string out;
  for (const std::size_t place : places)
    for (const Words& words : Questions(timeline, place, random).all())
      out += line(timeline, place, words);
  // What sessions hold that have grown together, and keep it under one of those that they were.
  int merges = 0;
  for (const TraceEvent& e : timeline.events())
    if (e.kind == EventKind::kWinMerge && merges++ < kMerges) {
      const Value& key = field(e, "key");
      const std::string window = bounds(field(e, "start"), field(e, "end"));
      out += line(timeline, timeline.end_of(e.step),
                  key.is_null() ? Words{"not", "window", window}
                                : Words{"not", "window", text_of(key), window});
    }
  return out;
}

}  // namespace weir::testing
