#include "diagrams/words.h"

#include <array>
#include <optional>

#include "engine/core/text_width.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams {

namespace {

bool is_text(const Value& v, std::string_view text) {
  return v.kind() == Kind::kString && v.as_text() == text;
}

bool is_true(const Value& v) { return !v.is_null() && v != Value::boolean(false); }

// Signs of the catalogue's own sentences; data of users is never touched.
struct Sign {
  std::string_view unicode, ascii, spoken;
};
constexpr std::array kSigns{Sign{" → ", " -> ", " to "}, Sign{"≤", "<=", "is at most"},
                            Sign{"≥", ">=", "is at least"}};

// Behind the brace that closes the one before `from`.
std::size_t after_closing(std::string_view say, std::size_t from) {
  int depth = 1;
  std::size_t i = from;
  for (; i < say.size() && depth > 0; i++) depth += say[i] == '{' ? 1 : say[i] == '}' ? -1 : 0;
  return i;
}

const Value* at_name(const TraceEvent& e, std::string_view name) {
  const int i = e.info().index_of(name);
  if (i < 0 || static_cast<std::size_t>(i) >= e.fields.size()) return nullptr;
  return &e.fields[static_cast<std::size_t>(i)];
}

Value field_named(const TraceEvent& e, std::string_view name) {
  const Value* v = at_name(e, name);
  return v != nullptr ? *v : Value();
}

std::string bounds(const Value& start, const Value& end) {
  if (start.kind() != Kind::kInt || end.kind() != Kind::kInt) return "[]";
  return window_words(start.as_int(), end.as_int());
}

// The first few of many, and how many there are beside them.
class Few {
 public:
  Few(std::size_t most, const char* between) : most_(most), between_(between) {}
  bool wants() const { return count_ < most_; }
  void add(const std::string& text) {
    if (count_++ > 0) out_ += between_;
    out_ += text;
  }
  void skip(std::size_t n) { skipped_ += n; }
  std::string take(const char* none) const {
    if (count_ == 0 && skipped_ == 0) return none;
    return skipped_ == 0 ? out_ : out_ + " and " + std::to_string(skipped_) + " more";
  }

 private:
  std::size_t most_, count_ = 0, skipped_ = 0;
  const char* between_;
  std::string out_;
};

}  // namespace

std::string own_words(std::string_view text, Writing writing) {
  if (writing == Writing::kUnicode) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const Sign* sign = nullptr;
    for (const Sign& s : kSigns)
      if (text.starts_with(s.unicode)) sign = &s;
    if (sign == nullptr) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    out += writing == Writing::kAscii ? sign->ascii : sign->spoken;
    text.remove_prefix(sign->unicode.size());
  }
  return out;
}

const EventFace& face_of(const TraceEvent& event) {
  for (const EventFace& face : event.info().alt)
    if (is_there(event, face.when)) return face;
  return event.info().face;
}

bool is_there(const TraceEvent& event, std::string_view field) {
  if (field == "idle") return is_text(field_named(event, "now"), "IDLE");
  if (field == "again" && event.kind == EventKind::kWinFire) {
    const Value& nth = event.fields[field::kWinFire::now];
    return nth.kind() == Kind::kInt && nth.as_int() > 1;
  }
  return is_true(field_named(event, field));
}

std::string Words::text(const Value& v) const {
  if (v.kind() != Kind::kString) return value(v);
  return cut_to_width(shown(v.as_text()), kLongestValue, cut_mark(writing_));
}

// ---- who and where ------------------------------------------------------------------------------

std::string Words::place(const Value& at) const {
  if (is_text(at, "jm")) return "job master";
  const Plan::Task* task = world_.plan().task(at);
  if (task == nullptr) return text(at);
  if (world_.plan().tasks_named(task->name) <= 1) return text(task->name);
  std::string id = text(at);
  const auto number = id.rfind('#');
  if (writing_ == Writing::kSpeech && number != std::string::npos) id[number] = ' ';
  return id;
}

std::string Words::who(const Value& at, const Value& op) const {
  if (op.is_null()) return place(at);
  std::string out = text(op);
  if (world_.plan().parallelism(op) <= 1 || at.kind() != Kind::kString) return out;
  const std::string_view id = at.as_text();
  const auto number = id.rfind('#');
  if (number == std::string_view::npos) return out;
  out += writing_ == Writing::kSpeech ? ' ' : '#';
  return out.append(shown(id.substr(number + 1)));
}

Value Words::op_of(const TraceEvent& e) const {
  if (!e.op.is_null()) return e.op;
  const Plan::Task* task = world_.plan().task(e.at);
  return task != nullptr ? task->ops.front().uid : Value();
}

// "camera#0>count#0": one end of it.
std::string Words::end_of(const Value& channel, std::string_view end) const {
  if (channel.kind() != Kind::kString) return {};
  const Plan& plan = world_.plan();
  if (const Plan::Channel* c = plan.channel(channel))
    return place(plan.tasks()[static_cast<std::size_t>(end == "to" ? c->to : c->from)].id);
  const std::string_view id = channel.as_text();
  const auto arrow_at = id.find('>');
  if (arrow_at == std::string_view::npos) return text(channel);
  return place(Value::text(end == "to" ? id.substr(arrow_at + 1) : id.substr(0, arrow_at)));
}

// ---- what ---------------------------------------------------------------------------------------

std::string Words::record(const Value& id) const {
  const RecordInfo* info = world_.record(id);
  if (info == nullptr) return text(id);
  const auto cut = [&](const std::string& words, std::size_t columns) {
    return cut_to_width(words, columns, cut_mark(writing_));
  };
  const std::string all = cut(value(info->value, info->names), kLongestRecord);
  if (info->made || info->row.is_null()) return all;
  const std::string name = cut(value(info->row), kLongestName);
  if (info->timestamp) return name + "@" + time_words(*info->timestamp);
  return info->named ? name + "(" + all + ")" : all;
}

std::string Words::window(const Value& key, const Value& start, const Value& end) const {
  return (key.is_null() ? std::string() : value(key)) + bounds(start, end);
}

std::string Words::window(const TraceEvent& e) const {
  return window(field_named(e, "key"), field_named(e, "start"), field_named(e, "end"));
}

std::string Words::cell(const Value& state, const Value& k, const Value& map_key,
                        const Value& ns) const {
  std::string out = text(state);
  if (!k.is_null()) out += "[" + value(k) + "]";
  if (!map_key.is_null()) out += "[" + value(map_key) + "]";
  if (!ns.is_null()) out += " of " + text(ns);
  return out;
}

std::string Words::cell_of(const TraceEvent& e) const {
  return cell(field_named(e, "state"), field_named(e, "key"), field_named(e, "mk"),
              field_named(e, "ns"));
}

std::string Words::change_of(const TraceEvent& e) const {
  const int now = e.info().index_of("now");
  if (now < 0) return {};
  return change_words(field_named(e, "was"), e.fields[static_cast<std::size_t>(now)],
                      world_.plan().names_of(e, static_cast<std::size_t>(now)), writing_);
}

// What a snapshot holds: positions of splits and cells of the task.
std::string Words::holds(const TraceEvent& e) const {
  const Plan& plan = world_.plan();
  Few few(4, ", ");
  for (const Plan::Source& source : plan.sources()) {
    const Value* owner = world_.get(table::kOwner, Value::list({source.part}));
    if ((owner != nullptr ? *owner : source.task) != e.at) continue;
    const Value* pos = world_.get(table::kPos, Value::list({source.part}));
    if (few.wants())
      few.add("position " + (pos != nullptr ? value(*pos) : "0") + " of " + text(source.part));
    else
      few.skip(1);
  }
  const auto& cells = world_.rows(table::kCell);
  for (auto row = cells.lower_bound(Value::list({e.at})); row != cells.end(); ++row) {
    const Value& k = row->first;
    if (!(k[0] == e.at)) break;
    const Plan::State* state = plan.state(k[1], k[2]);
    if (few.wants())
      few.add(cell(k[2], k[3], k[5], k[4]) + " = " +
              value(row->second, state != nullptr ? &state->row : nullptr));
    else
      few.skip(1);
  }
  const auto& items = world_.queues(table::kItems);
  for (auto row = items.lower_bound(Value::list({e.at})); row != items.end(); ++row) {
    const Value& k = row->first;
    if (!(k[0] == e.at)) break;
    if (few.wants())
      few.add(cell(k[2], k[3], Value(), k[4]) + " with " + std::to_string(row->second.size()) +
              " elements");
    else
      few.skip(1);
  }
  return few.take("it holds nothing");
}

// What a restore changes: positions, cells, elements that are in flight again.
std::string Words::back(const TraceEvent& e) const {
  using F = field::kRestore;
  Few few(4, "; ");
  const auto number = [&](const Value& v) { return v.is_null() ? std::string("0") : value(v); };
  for (const Value& x : e.fields[F::offs].elements()) {
    const Value now = member(x, "now");
    Value was = member(x, "had");
    if (was.is_null()) was = member(x, "was");
    std::string line = text(member(x, "part"));
    line += was == now ? " stays at " + number(now)
                       : " goes from " + number(was) + " back to " + number(now);
    if (few.wants())
      few.add(line);
    else
      few.skip(1);
  }
  for (const Value& x : e.fields[F::cells].elements()) {
    const Value op = member(x, "op"), name = member(x, "state");
    const Plan::State* state = world_.plan().state(op, name);
    if (few.wants())
      few.add(cell(name, member(x, "key"), member(x, "mk"), member(x, "ns")) + " " +
              change_words(member(x, "was"), member(x, "now"),
                           state != nullptr ? &state->row : nullptr, writing_));
    else
      few.skip(1);
  }
  for (const Value& x : e.fields[F::items].elements()) {
    const std::size_t n = member(x, "now").size();
    if (few.wants())
      few.add(cell(member(x, "state"), member(x, "key"), Value(), member(x, "ns")) + " has " +
              std::to_string(n) + (n == 1 ? " element" : " elements"));
    else
      few.skip(1);
  }
  for (const Value& x : e.fields[F::queues].elements()) {
    const std::size_t n = member(x, "now").size();
    if (n == 0) continue;
    if (few.wants())
      few.add(std::to_string(n) + (n == 1 ? " element" : " elements") + " from " +
              end_of(member(x, "ch"), "from") + (n == 1 ? " is" : " are") + " in flight again");
    else
      few.skip(1);
  }
  // Which splits a source gets is said behind this, if other subtasks had them.
  const Plan::Task* task = world_.plan().task(e.at);
  if (task != nullptr && is_text(task->ops.front().is, "source"))
    return few.take(e.fields[F::cp].is_null() ? "reads from the beginning"
                                              : "the positions of its splits");
  return few.take("nothing to take back");
}

// ---- fields -------------------------------------------------------------------------------------

// " = min(a 12, b 11)"; of one input there is nothing to say.
std::string Words::formula(const Value& inputs) const {
  if (inputs.size() < 2) return {};
  std::string out = " = min(";
  for (std::size_t i = 0; i < inputs.size(); i++) {
    if (i > 0) out += ", ";
    out += end_of(member(inputs[i], "ch"), "from") + " ";
    const Value status = member(inputs[i], "status"), mark = member(inputs[i], "wm");
    if (is_text(status, "ACTIVE") && mark.kind() == Kind::kInt)
      out += time_words(mark.as_int());
    else
      out += text(status);
  }
  return out + ")";
}

std::string Words::list(const Value& v, bool records) const {
  if (v.kind() != Kind::kList && v.kind() != Kind::kRow) return value(v);
  Few few(6, ", ");
  for (const Value& x : v.elements()) {
    if (!few.wants())
      few.skip(1);
    else if (records)
      few.add(record(x));
    else
      few.add(x.kind() == Kind::kString ? text(x) : value(x));
  }
  return few.take("nothing");
}

std::string Words::formed(const Value& v, std::string_view form) const {
  if (form == "to" || form == "from") return end_of(v, form);
  if (form == "formula") return formula(v);
  if (form == "recs") return list(v, true);
  if (form == "list") return list(v, false);
  std::string out;  // wins
  for (const Value& w : v.elements()) {
    if (!out.empty()) out += " ";
    out += bounds(member(w, "start"), member(w, "end"));
  }
  return out;
}

std::string Words::plain_field(const TraceEvent& e, std::size_t index) const {
  const Value& v = e.fields[index];
  switch (e.info().fields[index].type) {
    case FieldType::kRec: return v.is_null() ? std::string() : record(v);
    case FieldType::kTask: return v.is_null() ? std::string() : place(v);
    case FieldType::kTime: return time_words(v.kind() == Kind::kInt ? v.as_int() : kMinTimestamp);
    case FieldType::kVal:
      if (v.is_null() && e.info().fields[index].optional) return {};
      return value(v, world_.plan().names_of(e, index));
    case FieldType::kKey: return v.is_null() ? std::string() : value(v);
    case FieldType::kList: return list(v, false);
    case FieldType::kInt:
    case FieldType::kMs:
    case FieldType::kStr:
    case FieldType::kName:
    case FieldType::kBool:
    case FieldType::kCh:
    case FieldType::kPart:
    case FieldType::kCp:
    case FieldType::kTx:
    case FieldType::kNs: return v.is_null() ? std::string() : text(v);
  }
  return {};
}

std::string Words::computed(std::string_view word, const TraceEvent& e) const {
  if (word == "win") return window(e);
  if (word == "cell") return cell_of(e);
  if (word == "change") return change_of(e);
  if (word == "holds") return holds(e);
  if (word == "back") return back(e);
  return {};
}

std::string Words::field(std::string_view name, std::string_view form, const TraceEvent& e) const {
  const int i = e.info().index_of(name);
  if (i < 0) return computed(name, e);
  const auto index = static_cast<std::size_t>(i);
  return form.empty() ? plain_field(e, index) : formed(e.fields[index], form);
}

std::string Words::fill(std::string_view say, const TraceEvent& e) const {
  std::string out;
  while (!say.empty()) {
    const auto open = say.find('{');
    out += own_words(say.substr(0, open), writing_);
    if (open == std::string_view::npos) return out;
    const std::size_t end = after_closing(say, open + 1);
    const std::string_view inside = say.substr(open + 1, end - open - 2);
    say.remove_prefix(end);
    const auto mark = inside.find_first_of("?!:");
    const std::string_view name = inside.substr(0, mark);
    const char what = mark == std::string_view::npos ? ':' : inside[mark];
    const std::string_view rest =
        mark == std::string_view::npos ? std::string_view() : inside.substr(mark + 1);
    if (what == ':')
      out += field(name, rest, e);
    else if (is_there(e, name) == (what == '?'))
      out += fill(rest, e);
  }
  return out;
}

}  // namespace weir::diagrams
