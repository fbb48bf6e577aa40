#include "lessons/book/check/flink_vector.h"

#include <map>
#include <optional>
#include <vector>

#include "engine/trace/json.h"
#include "lessons/book/check/timed_windows.h"
#include "lessons/runs/whole_file.h"

namespace weir::book {

namespace {

Error differs(std::string text) { return {ErrorKind::kBadData, std::move(text)}; }
Value text(std::string_view s) { return Value::text(s); }

// "MIN" and "MAX" as the numbers that they are.
Value normalised(const Value& value) {
  if (value == text("MIN")) return Value::integer(kMinTimestamp);
  if (value == text("MAX")) return Value::integer(kMaxTimestamp);
  if (value.kind() != Kind::kList && value.kind() != Kind::kMap) return value;
  std::vector<Value> parts;
  for (const Value& part : value.elements()) parts.push_back(normalised(part));
  return value.kind() == Kind::kList ? Value::list(parts) : Value::map(parts);
}

Result<Value> find_case(const std::string& folder, const std::string& name) {
  const std::size_t slash = name.rfind('/');
  if (slash == std::string::npos)
    return differs("a vector is FILE/CASE: runtime/jobs/l11_timed_bound_0");
  const std::string path = folder + '/' + name.substr(0, slash) + ".json";
  const auto bytes = runs::read_whole(path);
  if (!bytes) return differs("there is no " + name.substr(0, slash) + ".json among the vectors");
  const auto json = parse_json(*bytes);
  if (!json) return differs(path + ": " + json.error().text);
  const std::string id = name.substr(slash + 1);
  for (const Value& one : elements_of(*json, "cases"))
    if (member(one, "id") == text(id)) return normalised(one);
  return differs(name.substr(0, slash) + ".json has no case '" + id + "'");
}

Value windows_task(const Timeline& timeline) {
  for (const TraceEvent& event : timeline.events())
    if (event.kind == EventKind::kWinAssign) return event.at;
  return Value::null();
}

std::string at_text(const std::string& verb, std::int64_t at) {
  return verb + " at t=" + std::to_string(at);
}

Result<void> same_steps(const std::vector<TimedHappening>& happened, const Value& recorded) {
  std::size_t next = 0;
  std::int64_t ticks = 0;
  for (const Value& step : heard_steps(recorded)) {
    const Value& act = member(step, "do");
    const std::string verb(act[0].as_text());
    const Value out = member(step, "out");
    if (verb == "tick") ticks++;
    if (verb == "tick" && out.size() == 0) continue;
    const std::int64_t at = member(act[1], "at").as_int() + (verb == "tick" ? ticks : 0);
    if (next == happened.size()) return differs("nothing happens for " + at_text(verb, at));
    const TimedHappening& h = happened[next++];
    if (h.verb != verb || h.at != at)
      return differs(at_text(h.verb, h.at) + " stands for " + at_text(verb, at));
    if (const Value now = Value::list(h.out()); !(now == out))
      return differs("for " + at_text(verb, at) + " Flink has " + to_json(out) + ", the run " +
                     to_json(now));
  }
  if (next != happened.size())
    return differs(at_text(happened[next].verb, happened[next].at) + " is not recorded");
  return {};
}

Result<void> same_timed_windows(const Timeline& timeline, const Value& recorded) {
  const Value windows = windows_task(timeline);
  if (windows.is_null()) return differs("the run has no windows");
  TimedWindowsWatcher watcher(windows);
  replay(timeline, watcher);
  if (const auto ok = same_steps(watcher.happenings(), recorded); !ok) return ok;
  TimelineCursor end(timeline);
  end.seek(timeline.events().size());
  std::vector<Value> open;
  for (const auto& [key, n] : end.world().rows(table::kWin))
    open.push_back(Value::list({key[3], key[4]}));
  const Value wanted = member(member(recorded, "final"), "open_windows");
  if (!(Value::list(open) == wanted))
    return differs("in the end Flink holds the windows " + to_json(wanted) + ", the run " +
                   to_json(Value::list(open)));
  return {};
}

// By key: what a state was set to, one after the other.
using Counted = std::map<Value, std::vector<Value>>;

Result<void> same_counters(const Timeline& timeline, const Value& recorded) {
  Counted wanted, seen;
  Value state;
  for (const Value& step : elements_of(recorded, "steps"))
    for (const Value& out : elements_of(step, "out")) {
      if (!(member(out, "op") == text("value.increment")))
        return differs("only counters can be compared, and this case is another one");
      state = member(out, "state");
      wanted[member(out, "key")].push_back(member(out, "returns"));
    }
  const bool placed = member(member(recorded, "config"), "parallelism").kind() == Kind::kInt;
  std::map<Value, Value> owners, owners_wanted;
  for (const Value& step : elements_of(recorded, "steps"))
    for (const Value& out : elements_of(step, "out"))
      owners_wanted[member(out, "key")] = member(out, "subtask");
  for (const TraceEvent& e : timeline.events()) {
    if (e.kind != EventKind::kStWrite || !(e.fields[field::kStWrite::state] == state)) continue;
    const Value& key = e.fields[field::kStWrite::key];
    seen[key].push_back(e.fields[field::kStWrite::now]);
    const std::string task(e.at.as_text());
    owners[key] = Value::integer(std::stoll(task.substr(task.rfind('#') + 1)));
  }
  for (const auto& [key, values] : wanted) {
    if (seen.count(key) == 0 || seen[key] != values)
      return differs("Flink counts " + to_json(key) + ": " + to_json(Value::list(values)) +
                     ", the run " + to_json(Value::list(seen[key])));
    if (placed && !(owners[key] == owners_wanted[key]))
      return differs("in Flink the key " + to_json(key) + " lives on subtask " +
                     to_json(owners_wanted[key]) + ", in the run on " + to_json(owners[key]));
  }
  for (const auto& [key, values] : seen)
    if (wanted.count(key) == 0) return differs("the key " + to_json(key) + " is not recorded");
  return {};
}

std::optional<Value> recorded_call(const Value& recorded, const char* function, const Value& key,
                                   std::int64_t groups, std::optional<std::int64_t> subtasks) {
  for (const Value& step : elements_of(recorded, "steps")) {
    const Value call = member(member(step, "do"), "call");
    if (member(call, "fn") == text(function) && member(call, "key") == key &&
        member(call, "max_parallelism") == Value::integer(groups) &&
        (!subtasks || member(call, "parallelism") == Value::integer(*subtasks)))
      return member(step, "returns");
  }
  return std::nullopt;
}

Result<void> same_key_groups(const Timeline& timeline, const Value& recorded) {
  std::size_t keys = 0;
  TimelineCursor cursor(timeline);
  for (const TraceEvent& e : timeline.events()) {
    if (e.kind != EventKind::kStWrite) continue;
    cursor.seek(timeline.place_of(e));  // a restart may have changed the plan
    const Plan& plan = cursor.world().plan();
    const std::int64_t groups = plan.max_parallelism();
    const Value &key = e.fields[field::kStWrite::key], &group = e.fields[field::kStWrite::kg];
    const auto wanted = recorded_call(recorded, "assign_to_key_group", key, groups, {});
    keys++;
    if (!wanted || !(*wanted == group))
      return differs("the key " + to_json(key) + " is in group " + to_json(group) + " of " +
                     std::to_string(groups) + ", and Flink " +
                     (wanted ? "has it in " + to_json(*wanted) : "was not asked for it"));
    const std::string task(e.at.as_text());
    const std::int64_t subtasks = plan.tasks_named(text(task.substr(0, task.rfind('#'))));
    const auto owner =
        recorded_call(recorded, "assign_key_to_parallel_operator", key, groups, subtasks);
    if (owner && "#" + to_json(*owner) != task.substr(task.rfind('#')))
      return differs("the key " + to_json(key) + " lives on " + task + ", in Flink on #" +
                     to_json(*owner));
  }
  if (keys == 0) return differs("the run stores nothing by key");
  return {};
}

}  // namespace

Result<void> equals_vector(const Timeline& timeline, const std::string& folder,
                           const std::string& name) {
  const auto recorded = find_case(folder, name);
  if (!recorded) return recorded.error();
  const Value config = member(*recorded, "config");
  const Value kind =
      member(config, "kind").is_null() ? member(config, "operator") : member(config, "kind");
  if (kind == text("timed_windows")) return same_timed_windows(timeline, *recorded);
  if (kind == text("keyed_process")) return same_counters(timeline, *recorded);
  if (kind == text("pure")) return same_key_groups(timeline, *recorded);
  return differs("a run cannot be compared with a case of the kind " + to_json(kind) +
                 "; it can with timed_windows, keyed_process and pure");
}

}  // namespace weir::book
