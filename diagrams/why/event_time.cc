#include "diagrams/why/event_time.h"

#include <algorithm>

#include "engine/core/text_width.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams::whys {

namespace {

// A watermark reaches no task twice; a plan that says otherwise ends here.
constexpr std::size_t kLongestWay = 64;

// The wm.recv that brought a channel to where it is; nullptr: it is not at `value`.
const TraceEvent* receipt(const Moment& m, const Value& channel, Timestamp value,
                          const TraceEvent& advance) {
  using F = field::kWmRecv;
  const TraceEvent* got = m.last(m.place_of(advance), [&](const TraceEvent& e) {
    return e.kind == EventKind::kWmRecv && e.fields[F::ch] == channel;
  });
  const bool is_it = got != nullptr && got->attempt == advance.attempt &&
                     time_or_min(got->fields[F::value]) == value;
  return is_it ? got : nullptr;
}

// Of an advance: the channel whose watermark it became.
Value channel_of(const TraceEvent& advance) {
  using F = field::kWmAdvance;
  if (!advance.fields[F::holder].is_null()) return advance.fields[F::holder];
  for (const Value& input : advance.fields[F::inputs].elements())
    if (member(input, "wm") == advance.fields[F::now]) return member(input, "ch");
  return {};
}

}  // namespace

const TraceEvent* read_of(const Moment& m, const TraceEvent& emit) {
  using F = field::kRecEmit;
  using W = field::kWmEmit;
  if (time_or_min(emit.fields[W::value]) == kMaxTimestamp) return nullptr;
  const Value& max = emit.fields[W::max];
  const Value& part = emit.fields[W::part];
  std::vector<Value> held, ahead;  // splits that are at `max`, and others
  return m.last(m.place_of(emit), [&](const TraceEvent& e) {
    if (e.kind != EventKind::kRecEmit || e.at != emit.at || e.attempt != emit.attempt) return false;
    if (!part.is_null() && e.fields[F::part] != part) return false;
    if (max.is_null()) return e.step == emit.step;
    const auto is_in = [&](const std::vector<Value>& splits) {
      return std::find(splits.begin(), splits.end(), e.fields[F::part]) != splits.end();
    };
    // The last record of a split says how far it is.
    if (!is_in(held) && !is_in(ahead))
      (e.fields[F::max] == max ? held : ahead).push_back(e.fields[F::part]);
    return is_in(held) && e.fields[F::ts] == max && e.fields[F::max_was] != max;
  });
}

Origin origin_of(const Moment& m, const Value& task, std::size_t place) {
  Origin out;
  Value at = task;
  for (std::size_t hop = 0; hop < kLongestWay; hop++) {
    const TraceEvent* advance = m.last(
        place, [&](const TraceEvent& e) { return e.kind == EventKind::kWmAdvance && e.at == at; });
    if (advance == nullptr) return out;
    out.hops.push_back({advance, nullptr});
    const Timestamp now = time_or_min(advance->fields[field::kWmAdvance::now]);
    const TraceEvent* got = receipt(m, channel_of(*advance), now, *advance);
    if (got == nullptr || !got->causes || got->causes->empty()) return out;
    const TraceEvent* sent = m.timeline().index(got->causes->back());
    // What a restore put back was sent in an attempt that is over.
    const bool is_sent =
        sent != nullptr && (sent->kind == EventKind::kWmEmit || sent->kind == EventKind::kWmSend);
    if (!is_sent) return out;
    out.hops.back().sent = sent;
    if (sent->kind == EventKind::kWmEmit) {
      out.emit = sent;
      out.read = read_of(m, *sent);
      return out;
    }
    at = sent->at;
    place = m.place_of(*sent);
  }
  return out;
}

std::string origin_words(const Moment& m, const Origin& origin, bool since) {
  const TraceEvent* advance = origin.advance();
  if (advance == nullptr) return m.say("time.none");
  std::string out;
  if (since) out = m.say("time.since", {{"step", number(advance->step)}});
  const Value& inputs = advance->fields[field::kWmAdvance::inputs];
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
  const TraceEvent* first = origin.hops.front().sent;
  if (inputs.size() > 1)
    add(m.say("time.inputs", {{"formula", m.words().formula(inputs).substr(3)}}));
  const TraceEvent* root = origin.emit != nullptr ? origin.emit : origin.hops.back().sent;
  if (root == nullptr) return out;
  const bool alone = inputs.size() <= 1 && root == first;
  add(alone ? m.say("time.sent", {{"sent", number(root->step)}})
            : m.say("time.sent_by",
                    {{"sent", number(root->step)}, {"who", m.words().place(root->at)}}));
  for (std::size_t i = origin.hops.size() - 1; i-- > 0;) {
    const TraceEvent* via = origin.hops[i].sent;
    add(m.say("time.via", {{"who", m.words().place(via->at)}, {"step", number(via->step)}}));
  }
  return out;
}

std::string formula_words(const Moment& m, const Origin& origin) {
  using W = field::kWmEmit;
  if (origin.emit == nullptr) return {};
  const auto& f = origin.emit->fields;
  if (time_or_min(f[W::value]) == kMaxTimestamp) return m.say("time.end");
  if (origin.read == nullptr) return {};
  const std::string record = m.words().record(origin.read->fields[field::kRecEmit::r]);
  if (f[W::bound].is_null()) return m.say("time.read_only", {{"record", record}});
  return m.say("time.read", {{"record", record},
                             {"max", time_words(time_or_min(f[W::max]))},
                             {"bound", number(f[W::bound].as_int())},
                             {"value", time_words(time_or_min(f[W::value]))}});
}

std::optional<Queued> queued_above(const Moment& m, const Plan::Channel& channel, Timestamp above) {
  const WorldQueue* queue = m.world().queue(table::kQueue, Value::list({channel.id}));
  if (queue == nullptr) return std::nullopt;
  std::size_t place = 0;
  for (const Value& element : *queue) {
    const Timestamp value = time_or_min(member(element, "value"));
    if (is_text(member(element, "e"), "wm") && value > above)
      return Queued{&channel, value, place, m.by(member(element, "by"))};
    place++;
  }
  return std::nullopt;
}

std::string queue_place(const Moment& m, const Queued& queued) {
  std::string out = queued.place == 0 ? m.say("queue.next")
                    : queued.place == 1
                        ? m.say("queue.behind_one")
                        : m.say("queue.behind", {{"n", std::to_string(queued.place)}});
  const Value blocked = m.get(table::kBlocked, {queued.channel->id});
  if (!blocked.is_null()) out += ", " + m.say("queue.blocked", {{"cp", m.value(blocked)}});
  return out;
}

std::vector<Input> inputs_of(const Moment& m, const Value& task) {
  std::vector<Input> out;
  const Plan::Task* at = m.plan().task(task);
  if (at == nullptr) return out;
  for (const std::size_t c : at->ins) {
    const Plan::Channel& channel = m.plan().channels()[c];
    const Value status = m.get(table::kCstat, {channel.id});
    out.push_back({&channel, time_or_min(m.get(table::kCwm, {channel.id})),
                   status.is_null() ? "ACTIVE" : shown(status.as_text())});
  }
  return out;
}

const Input* holder_of(const std::vector<Input>& inputs) {
  const Input* out = nullptr;
  for (const Input& input : inputs)
    if (input.active() && (out == nullptr || input.mark < out->mark)) out = &input;
  return out;
}

Hold hold_of(const Moment& m, const Input& input) {
  Hold out;
  Input at = input;
  while (true) {
    out.way.push_back(at.channel);
    out.queued = queued_above(m, *at.channel, at.mark);
    out.end = &m.plan().tasks()[static_cast<std::size_t>(at.channel->from)];
    if (out.queued || out.end->ins.empty() || out.way.size() == kLongestWay) return out;
    const bool own = std::any_of(out.end->ops.begin(), out.end->ops.end(),
                                 [](const Plan::Op& op) { return op.own_watermarks; });
    const auto inputs = inputs_of(m, out.end->id);
    const Input* next = holder_of(inputs);
    if (own || next == nullptr) return out;
    at = *next;
  }
}

namespace {

// The splits that a source reads: those it was given.
std::vector<const Plan::Source*> splits_of(const Moment& m, const Value& task) {
  std::vector<const Plan::Source*> out;
  for (const Plan::Source& source : m.plan().sources()) {
    const Value owner = m.get(table::kOwner, {source.part});
    if ((owner.is_null() ? source.task : owner) == task) out.push_back(&source);
  }
  return out;
}

// Of a source that has sent nothing higher: what it has read, and what that makes.
std::string newest_words(const Moment& m, const Plan::Task& source, Timestamp mark) {
  const Plan::Source* low = nullptr;
  Timestamp lowest = kMaxTimestamp;
  bool any = false;
  for (const Plan::Source* split : splits_of(m, source.id)) {
    if (!split->bound) continue;
    const Value max = m.get(table::kMax, {split->part});
    any = true;
    if (low == nullptr || time_or_min(max) < lowest) {
      low = split;
      lowest = time_or_min(max);
    }
  }
  const std::string who = m.words().place(source.id);
  if (!any) return {};
  if (lowest == kMinTimestamp) return m.say("hold.nothing_read", {{"who", who}});
  const Timestamp value = wrapping_sub(wrapping_sub(lowest, *low->bound), 1);
  const std::string max = time_words(lowest), bound = number(*low->bound);
  if (value > mark)
    return m.say("hold.not_yet",
                 {{"who", who}, {"max", max}, {"bound", bound}, {"value", time_words(value)}});
  return m.say("hold.newest", {{"max", max}, {"bound", bound}, {"now", time_words(value)}});
}

std::string source_reason(const Moment& m, const Plan::Task& source, const Plan::Channel& channel,
                          Timestamp mark) {
  const std::string who = m.words().place(source.id);
  const Value status = m.get(table::kTask, {source.id});
  if (!is_text(status, "RUNNING"))
    return m.say(
        "hold.status",
        {{"who", who}, {"status", status.is_null() ? "CREATED" : shown(status.as_text())}});
  bool ended = true;
  const auto splits = splits_of(m, source.id);
  for (const Plan::Source* split : splits) {
    if (!m.get(table::kPaused, {split->part}).is_null())
      return m.say("hold.paused", {{"who", who}, {"part", shown(split->part.as_text())}});
    ended = ended && !m.get(table::kEnded, {split->part}).is_null();
  }
  if (!m.get(table::kFull, {channel.id}).is_null())
    return m.say("hold.full", {{"who", who}, {"to", m.words().end_of(channel.id, "to")}});
  if (ended && !splits.empty()) return m.say("hold.ended", {{"who", who}});
  const std::string newest = newest_words(m, source, mark);
  if (!newest.empty()) return newest;
  const TraceEvent* sent = m.last([&](const TraceEvent& e) {
    return (e.kind == EventKind::kWmEmit || e.kind == EventKind::kWmSend) && e.at == source.id;
  });
  if (sent == nullptr || mark == kMinTimestamp) return m.say("hold.no_timestamp", {{"who", who}});
  return m.say("hold.sent", {{"step", number(sent->step)}});
}

}  // namespace

std::string reason_of(const Moment& m, const Input& input) {
  if (const auto queued = queued_above(m, *input.channel, input.mark))
    return m.say("hold.queued",
                 {{"value", time_words(queued->value)}, {"place", queue_place(m, *queued)}});
  const Plan::Task& from = m.plan().tasks()[static_cast<std::size_t>(input.channel->from)];
  if (from.ins.empty()) return source_reason(m, from, *input.channel, input.mark);
  const auto inputs = inputs_of(m, from.id);
  const Input* next = holder_of(inputs);
  const std::string who = m.words().place(from.id);
  const std::string now = time_words(time_or_min(m.get(table::kClock, {from.id})));
  if (next == nullptr) return m.say("hold.upstream", {{"who", who}, {"now", now}});
  return m.say("hold.upstream_held", {{"who", who},
                                      {"now", now},
                                      {"holder", m.words().end_of(next->channel->id, "from")},
                                      {"reason", reason_of(m, *next)}});
}

namespace {

// What a source must read, or send, for its watermark to be `value`.
std::string need_of(const Moment& m, const Plan::Task& source, Timestamp value, bool named) {
  const std::string who = m.words().place(source.id);
  for (const Plan::Source* split : splits_of(m, source.id)) {
    if (!split->bound) continue;
    const Timestamp max = wrapping_add(wrapping_add(value, *split->bound), 1);
    if (max < value) break;  // beyond the end of time
    return m.say(named ? "needs.record_of" : "needs.record", {{"who", who},
                                                              {"max", time_words(max)},
                                                              {"bound", number(*split->bound)},
                                                              {"value", time_words(value)}});
  }
  return m.say("needs.watermark_of", {{"value", time_words(value)}, {"who", who}});
}

}  // namespace

std::vector<WhyLine> what_moves(const Moment& m, const Value& task, Timestamp value,
                                bool& on_its_way) {
  std::vector<WhyLine> out;
  on_its_way = false;
  const auto inputs = inputs_of(m, task);
  std::string way, needs;
  const auto add = [](std::string& to, const std::string& text) {
    to += (to.empty() ? "" : "\n") + text;
  };
  std::vector<const Plan::Task*> seen;
  if (holder_of(inputs) == nullptr) return {m.line("label.it_needs", m.say("needs.active"))};
  for (const Input& input : inputs) {
    if (!input.active() || input.mark >= value) continue;
    // The one that reaches it, if it is there already; else the next.
    auto queued = queued_above(m, *input.channel, value - 1);
    Hold hold = hold_of(m, input);
    if (!queued) queued = hold.queued;
    if (queued) {
      const bool direct = queued->channel->to == input.channel->to && inputs.size() == 1;
      add(way, m.say(direct ? "way.watermark" : "way.watermark_to",
                     {{"value", time_words(queued->value)},
                      {"sent", queued->sent != nullptr ? number(queued->sent->step) : "?"},
                      {"place", queue_place(m, *queued)},
                      {"who", m.words().end_of(queued->channel->id, "to")}}));
      if (queued->value >= value) continue;
      // Further up there is more that it would take.
      while (!hold.end->ins.empty()) {
        const auto more = inputs_of(m, hold.end->id);
        const Input* next = holder_of(more);
        if (next == nullptr) break;
        hold.end = &m.plan().tasks()[static_cast<std::size_t>(next->channel->from)];
      }
    }
    if (std::find(seen.begin(), seen.end(), hold.end) != seen.end()) continue;
    seen.push_back(hold.end);
    add(needs, need_of(m, *hold.end, value, inputs.size() > 1));
  }
  on_its_way = !way.empty();
  if (!way.empty()) out.push_back(m.line("label.on_its_way", way));
  if (!needs.empty()) out.push_back(m.line("label.it_needs", needs + "\n" + m.say("needs.end")));
  return out;
}

}  // namespace weir::diagrams::whys
