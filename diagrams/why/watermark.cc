// Why an event time, or the watermark of a source, is where it is.
#include "diagrams/why/evaluators.h"
#include "diagrams/why/event_time.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams::whys {

namespace {

// A watermark that a source has made: its arithmetic.
void add_sum(const Moment& m, const TraceEvent& emit, WhyAnswer& out) {
  using W = field::kWmEmit;
  const auto& f = emit.fields;
  if (time_or_min(f[W::value]) == kMaxTimestamp) {
    out.lines.push_back(m.line("label.because", m.say("time.end")));
    return;
  }
  const TraceEvent* read = read_of(m, emit);
  if (f[W::bound].is_null()) {
    if (read != nullptr)
      out.lines.push_back(
          m.line("label.because",
                 m.say("time.read_only",
                       {{"record", m.words().record(read->fields[field::kRecEmit::r])}})));
    return;
  }
  const std::string max = time_words(time_or_min(f[W::max]));
  out.lines.push_back(m.line("label.watermark", m.say("watermark.rule")));
  out.lines.push_back(m.line(
      "label.here", m.say("watermark.here", {{"max", max},
                                             {"bound", number(f[W::bound].as_int())},
                                             {"value", time_words(time_or_min(f[W::value]))}})));
  if (read != nullptr)
    out.lines.push_back(m.line(
        "label.newest",
        m.say("watermark.newest", {{"max", max},
                                   {"record", m.words().record(read->fields[field::kRecEmit::r])},
                                   {"step", number(read->step)}})));
}

WhyAnswer of_source(const Moment& m, const Plan::Task& task) {
  using W = field::kWmEmit;
  WhyAnswer out;
  const std::string who = m.words().place(task.id);
  out.subject = who;
  const Value value = m.get(table::kLast, {task.id});
  const TraceEvent* emit = value.is_null() ? nullptr : m.last([&](const TraceEvent& e) {
    return e.kind == EventKind::kWmEmit && e.at == task.id && e.fields[W::value] == value;
  });
  if (emit == nullptr) {
    out.headline = m.say("watermark.source_none", {{"who", who}, {"step", number(m.step())}});
    return out;
  }
  out.headline = m.say("watermark.source", {{"who", who},
                                            {"value", time_words(value.as_int())},
                                            {"sent", number(emit->step)},
                                            {"t", number(emit->time)}});
  add_sum(m, *emit, out);
  return out;
}

void add_channels(const Moment& m, const std::vector<Input>& inputs, const Input* holder,
                  WhyAnswer& out) {
  if (inputs.size() < 2) return;
  for (const Input& input : inputs) {
    const std::string value = time_words(input.mark);
    const std::string text =
        !input.active() ? m.say("watermark.left_out", {{"value", value}, {"status", input.status}})
        : &input == holder ? m.say("watermark.lowest", {{"value", value}})
                           : value;
    out.lines.push_back(
        m.line("label.from", text, {{"who", m.words().end_of(input.channel->id, "from")}}));
  }
}

}  // namespace

WhyAnswer why_watermark(const Moment& m, const Plan::Task& task) {
  if (task.ins.empty()) return of_source(m, task);
  WhyAnswer out;
  const std::string who = m.words().place(task.id);
  out.subject = who;
  const Value clock = m.get(table::kClock, {task.id});
  const Timestamp now = time_or_min(clock);
  const auto inputs = inputs_of(m, task.id);
  const Input* holder = holder_of(inputs);
  const std::string step = number(m.step());
  if (now == kMaxTimestamp) {
    out.headline = m.say("watermark.max", {{"who", who}, {"step", step}});
  } else if (holder == nullptr) {
    out.headline =
        m.say("watermark.all_idle", {{"who", who}, {"now", time_words(now)}, {"step", step}});
  } else {
    out.headline =
        m.say("watermark.held", {{"who", who},
                                 {"now", time_words(now)},
                                 {"step", step},
                                 {"holder", m.words().end_of(holder->channel->id, "from")},
                                 {"reason", reason_of(m, *holder)}});
  }
  std::string from = m.say("time.none");
  if (!clock.is_null()) {
    const Origin origin = origin_of(m, task.id, m.place());
    from = origin_words(m, origin, true);
    const std::string formula = formula_words(m, origin);
    if (!formula.empty()) from += ":\n" + formula;
  }
  out.lines.push_back(m.line("label.event_time", from, {{"now", time_words(now)}}));
  add_channels(m, inputs, holder, out);
  if (holder == nullptr || now == kMaxTimestamp) return out;
  bool on_its_way = false;
  for (WhyLine& line : what_moves(m, task.id, wrapping_add(now, 1), on_its_way))
    if (now != kMinTimestamp) out.lines.push_back(line);
  return out;
}

}  // namespace weir::diagrams::whys
