#include "tests/sim/why_naive.h"

#include <algorithm>

#include "diagrams/value_words.h"
#include "engine/core/text_width.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::testing {

namespace {

Value part_of(const Value& map, const char* name) {
  const Value* v = map.find(Value::text(name));
  return v != nullptr ? *v : Value();
}

std::string plain(const Value& v) {
  return v.kind() == Kind::kString ? std::string(v.as_text()) : v.to_string();
}

Timestamp time_of(const Value& v) { return v.kind() == Kind::kInt ? v.as_int() : kMinTimestamp; }

}  // namespace

std::string naive_time(Timestamp t) {
  return t == kMinTimestamp ? "MIN" : t == kMaxTimestamp ? "MAX" : std::to_string(t);
}

void Naive::deploy(const Value& plan) {
  channels.clear();
  advances.clear();
  lateness.clear();
  for (const Value& c : part_of(plan, "channels").elements())
    channels.push_back(
        {part_of(c, "id"), part_of(c, "from"), part_of(c, "to"), kMinTimestamp, "ACTIVE", {}, {}});
  std::map<Value, int> alike;
  for (const Value& t : part_of(plan, "tasks").elements()) alike[part_of(t, "name")]++;
  names.clear();
  for (const Value& t : part_of(plan, "tasks").elements())
    names[part_of(t, "id")] =
        plain(alike[part_of(t, "name")] == 1 ? part_of(t, "name") : part_of(t, "id"));
  for (const Value& w : part_of(plan, "windows").elements())
    lateness[part_of(w, "op")] = part_of(w, "lateness").as_int();
  std::map<Value, Split> all;
  for (const Value& s : part_of(plan, "sources").elements()) {
    const Value part = part_of(s, "part"), bound = part_of(s, "bound");
    Split& split = all[part];
    split.at = splits.count(part) != 0 ? splits[part].at : part_of(s, "task");
    if (!part_of(s, "task").is_null()) split.at = part_of(s, "task");
    if (bound.kind() == Kind::kInt) split.bound = bound.as_int();
  }
  splits = std::move(all);
}

Naive::Channel* Naive::channel(const Value& id) {
  for (Channel& c : channels)
    if (c.id == id) return &c;
  return nullptr;
}

void Naive::push(const Value& id, Slot slot) {
  if (Channel* c = channel(id)) c->queue.push_back(std::move(slot));
}

void Naive::pop(const Value& id, std::size_t place) {
  if (Channel* c = channel(id))
    if (place < c->queue.size()) c->queue.erase(c->queue.begin() + static_cast<long>(place));
}

void Naive::send(const TraceEvent& e, Timestamp value, const Value& chs, bool made) {
  Sent sent{e.at, value, e.step, place_, made, {}};
  if (made && value == kMaxTimestamp) sent.formulas = {"the end of the input sends MAX"};
  if (made && value != kMaxTimestamp) {
    const Value& part = e.fields[field::kWmEmit::part];
    for (const auto& [id, split] : splits) {
      if (split.at != e.at || !split.bound || !split.max || (!part.is_null() && part != id))
        continue;
      if (*split.max - *split.bound - 1 != value || e.fields[field::kWmEmit::bound].is_null())
        continue;
      sent.formulas.push_back(split.record + " was read, " + std::to_string(*split.max) + " - " +
                              std::to_string(*split.bound) + " - 1 = " + std::to_string(value));
    }
    const bool same_step = last_read_step_ == e.step && last_read_at_ == e.at;
    if (e.fields[field::kWmEmit::bound].is_null() && same_step)
      sent.formulas.push_back(last_read_ + " was read");
  }
  for (const Value& x : chs.elements()) {
    push(part_of(x, "ch"), {"wm", value, e.step, sent});
  }
}

void Naive::read(const TraceEvent& e) {
  const auto& f = e.fields;
  using F = field::kRecEmit;
  const Value& ts = f[F::ts];
  static const FieldNames fields{"key", "at", "value"};
  const auto cut = [](const std::string& text, std::size_t columns) {
    return cut_to_width(text, columns, "~");
  };
  last_read_ = ts.kind() == Kind::kInt
                   ? cut(diagrams::text_words(plain(f[F::val][0])), diagrams::kLongestName) + "@" +
                         std::to_string(ts.as_int())
                   : cut(diagrams::value_words(f[F::val], &fields, diagrams::Writing::kAscii),
                         diagrams::kLongestRecord);
  last_read_step_ = e.step;
  last_read_at_ = e.at;
  Split& split = splits[f[F::part]];
  if (ts.kind() == Kind::kInt && (!split.max || ts.as_int() > *split.max)) {
    split.max = ts.as_int();
    split.record = last_read_;
  }
}

void Naive::advance(const TraceEvent& e) {
  const auto& f = e.fields;
  Advance a{e.step, time_of(f[field::kWmAdvance::now]), place_, {}, std::nullopt};
  const Channel* low = nullptr;
  for (const Channel& c : channels) {
    if (c.to != e.at) continue;
    const bool active = c.status == "ACTIVE";
    a.inputs.emplace_back(name(c.from), active ? naive_time(c.mark) : c.status);
    if (active && (low == nullptr || c.mark < low->mark)) low = &c;
  }
  if (low == nullptr)
    for (const Channel& c : channels)
      if (low == nullptr && c.to == e.at && c.mark == a.now) low = &c;
  if (low != nullptr && low->mark == a.now) a.lowest = low->sent;
  advances[e.at].push_back(std::move(a));
}

void Naive::take(const TraceEvent& e) {
  using K = EventKind;
  const auto& f = e.fields;
  if (e.kind == K::kDeploy) deploy(f[field::kDeploy::plan]);
  if (e.kind == K::kSrcAssign) splits[f[field::kSrcAssign::part]].at = e.at;
  if (e.kind == K::kRecEmit) read(e);
  if (e.kind == K::kRecSend) push(f[field::kRecSend::ch], {"rec", 0, e.step, {}});
  if (e.kind == K::kRecRecv) pop(f[field::kRecRecv::ch]);
  if (e.kind == K::kEndSend)
    for (const Value& x : f[field::kEndSend::chs].elements())
      push(part_of(x, "ch"), {"end", 0, e.step, {}});
  if (e.kind == K::kEndRecv) {
    using F = field::kEndRecv;
    pop(f[F::ch]);
    if (Channel* c = channel(f[F::ch])) c->status = plain(f[F::now]);
  }
  if (e.kind == K::kWmEmit)
    send(e, time_of(f[field::kWmEmit::value]), f[field::kWmEmit::chs], true);
  if (e.kind == K::kWmSend)
    send(e, time_of(f[field::kWmSend::value]), f[field::kWmSend::chs], false);
  if (e.kind == K::kWmRecv) {
    using F = field::kWmRecv;
    if (Channel* c = channel(f[F::ch])) {
      c->mark = time_of(f[F::value]);
      c->sent = c->queue.empty() ? std::nullopt : c->queue.front().sent;
    }
    pop(f[F::ch]);
  }
  if (e.kind == K::kWmOld) pop(f[field::kWmOld::ch]);
  if (e.kind == K::kStatusSend)
    for (const Value& x : f[field::kStatusSend::chs].elements())
      push(part_of(x, "ch"), {"status", 0, e.step, {}});
  if (e.kind == K::kStatusRecv) {
    pop(f[field::kStatusRecv::ch]);
    if (Channel* c = channel(f[field::kStatusRecv::ch]))
      c->status = plain(f[field::kStatusRecv::now]);
  }
  if (e.kind == K::kBarSend)
    for (const Value& x : f[field::kBarSend::chs].elements())
      if (Channel* c = channel(part_of(x, "ch")))
        c->queue.insert(c->queue.begin() + part_of(x, "pos").as_int(), {"bar", 0, e.step, {}});
  if (e.kind == K::kRestore)
    for (const Value& x : f[field::kRestore::queues].elements())
      if (Channel* c = channel(part_of(x, "ch"))) {
        c->queue.clear();
        for (const Value& slot : part_of(x, "now").elements())
          c->queue.push_back({plain(part_of(slot, "e")), time_of(part_of(slot, "value")), -1, {}});
      }
  if (e.kind == K::kRestoreFlight) {
    using F = field::kRestoreFlight;
    if (Channel* c = channel(f[F::ch]))
      c->queue.insert(c->queue.begin() + f[F::place].as_int(),
                      {plain(f[F::e]), time_of(f[F::value]), -1, {}});
  }
  if (e.kind == K::kBarRecv)
    pop(f[field::kBarRecv::ch], f[field::kBarRecv::pos].is_null()
                                    ? 0
                                    : static_cast<std::size_t>(f[field::kBarRecv::pos].as_int()));
  if (e.kind == K::kCancelSend)
    for (const Value& x : f[field::kCancelSend::chs].elements())
      push(part_of(x, "ch"), {"cancel", 0, e.step, {}});
  if (e.kind == K::kBarCancel) pop(f[field::kBarCancel::ch]);
  if (e.kind == K::kWmAdvance) advance(e);
}

void Naive::go(std::size_t place) {
  for (; place_ < place; place_++) take(events_[place_]);
}

std::string Naive::name(const Value& task) const {
  const auto it = names.find(task);
  return it == names.end() ? plain(task) : it->second;
}

std::string Naive::now(const Value& task) const {
  const auto it = advances.find(task);
  return it == advances.end() ? "MIN" : naive_time(it->second.back().now);
}

const Naive::Sent* Naive::origin(const Value& task, std::size_t before,
                                 std::vector<Sent>& way) const {
  const auto it = advances.find(task);
  if (it == advances.end()) return nullptr;
  const Advance* last = nullptr;
  for (const Advance& a : it->second)
    if (a.place < before) last = &a;
  if (last == nullptr || !last->lowest) return nullptr;
  if (last->lowest->made) return &*last->lowest;
  way.push_back(*last->lowest);
  return origin(last->lowest->at, last->lowest->place, way);
}

std::string Naive::since(const Value& task, bool with_step) const {
  const auto it = advances.find(task);
  if (it == advances.end()) return "no watermark has come";
  const Advance& last = it->second.back();
  std::string out = with_step ? "since step " + std::to_string(last.step) : "";
  if (last.inputs.size() > 1) {
    out += std::string(out.empty() ? "" : ", ") + "as min(";
    for (std::size_t i = 0; i < last.inputs.size(); i++)
      out += (i == 0 ? "" : ", ") + last.inputs[i].first + " " + last.inputs[i].second;
    out += ")";
  }
  std::vector<Sent> way;
  const Sent* root = origin(task, place_, way);
  if (root == nullptr) return out;
  if (!out.empty()) out += ", ";
  if (way.empty() && last.inputs.size() == 1)
    out += "from the watermark sent at step " + std::to_string(root->step);
  else
    out +=
        "from the watermark that " + name(root->at) + " sent at step " + std::to_string(root->step);
  for (std::size_t i = way.size(); i-- > 0;)
    out += ", passed on by " + name(way[i].at) + " at step " + std::to_string(way[i].step);
  return out;
}

std::vector<std::string> Naive::sums(const Value& task) const {
  std::vector<Sent> way;
  const Sent* root = origin(task, place_, way);
  return root == nullptr ? std::vector<std::string>() : root->formulas;
}

}  // namespace weir::testing
