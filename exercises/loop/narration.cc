// Tested by tests/exercises/narration_test.cc.
#include "exercises/loop/narration.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "diagrams/words.h"
#include "engine/core/text_width.h"
#include "engine/trace/generated/event_fields.h"
#include "exercises/report/row_text.h"

namespace weir::exercises {

namespace {

using Fields = std::vector<std::string>;

std::string text_of(const Value& v) {
  if (v.kind() != Kind::kString) return row_text(v);
  const std::string text(v.as_text());
  const bool plain =
      !text.empty() && text.front() != ' ' && text.back() != ' ' &&
      std::none_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; });
  return plain ? text : row_text(v);
}

// (count 1, total 3): with the names that the header has for them.
std::string with_names(const Value& row, const Fields& names) {
  if (row.kind() != Kind::kRow || names.size() != row.size()) return row_text(row);
  std::string out = "(";
  for (std::size_t i = 0; i < row.size(); i++)
    out += (i > 0 ? ", " : "") + names[i] + ' ' + row_text(row[i]);
  return out + ')';
}

std::map<std::string, Fields> states_of(const Value& header) {
  std::map<std::string, Fields> out;
  const Value* states = header.find(Value::text("states"));
  if (states == nullptr || states->kind() != Kind::kMap) return out;
  for (std::size_t i = 0; i + 1 < states->elements().size(); i += 2) {
    Fields& fields = out[std::string((*states)[i].as_text())];
    for (const Value& name : (*states)[i + 1].elements()) fields.emplace_back(name.as_text());
  }
  return out;
}

class Narrator final : public EventConsumer {
 public:
  Narrator(std::string uid, std::map<std::string, Fields> states)
      : uid_(std::move(uid)), states_(std::move(states)) {}

  void header(const Value&) override {}
  void event(const TraceEvent& e, const World& world) override {
    if (reading_ && e.step != steps_.back().step) finish();
    world_ = world;
    const bool own = e.at.kind() == Kind::kString &&
                     e.at.as_text().substr(0, e.at.as_text().find('#')) == uid_ &&
                     (e.op.is_null() || e.op == Value::text(uid_));
    switch_on(e, own);
  }
  void end() override {
    if (reading_) finish();
  }
  std::vector<NarratedStep> take() { return std::move(steps_); }

 private:
  void switch_on(const TraceEvent& e, bool own) {
    if (own && e.kind == EventKind::kRecRecv) {
      begin(e);
    } else if (own && e.kind == EventKind::kRecMake && reading_) {
      out_ += ' ' + row_text(e.fields[field::kRecMake::val]);
    } else if (own && e.kind == EventKind::kRecMake) {
      // A timer's result.
      steps_.push_back(
          {e.step, "a timer fires", "", "emits " + row_text(e.fields[field::kRecMake::val])});
    } else if (e.kind == EventKind::kFail || e.kind == EventKind::kRestart ||
               e.kind == EventKind::kRescale) {
      if (reading_) finish();
      const diagrams::Words words(*world_, diagrams::Writing::kAscii);
      // Of a failure it matters whose it is; the others say it themselves.
      const std::string who = e.kind == EventKind::kFail ? words.who(e) + ' ' : "";
      std::string what = words.say(e);
      // Who grades has asked for it, and not who reads this.
      static constexpr std::string_view kAsked = " (you asked for it)";
      if (what.ends_with(kAsked)) what.resize(what.size() - kAsked.size());
      steps_.push_back({e.step, who + what, "", ""});
    }
  }

  void begin(const TraceEvent& e) {
    if (reading_) finish();
    reading_ = true;
    out_.clear();
    task_ = e.at;
    NarratedStep step{.step = e.step, .record = "", .state = "", .out = ""};
    key_ = Value();
    if (const RecordInfo* record = world_->record(e.fields[field::kRecRecv::r])) {
      Fields names;
      if (record->names != nullptr) names = *record->names;
      step.record = with_names(record->value, names);
      key_ = key_of(e, record->value, names);
    }
    steps_.push_back(std::move(step));
  }

  // The field that the channel is keyed by.
  Value key_of(const TraceEvent& e, const Value& record, const Fields& names) const {
    for (const auto& channel : world_->plan().channels())
      if (channel.id == e.fields[field::kRecRecv::ch])
        for (std::size_t i = 0; i < names.size() && i < record.size(); i++)
          if (channel.key_by == Fields{names[i]}) return record[i];
    return {};
  }

  void finish() {
    reading_ = false;
    steps_.back().state = state();
    if (!out_.empty()) steps_.back().out = "emits" + out_;
  }

  // What the states of the function hold for the key in hand.
  std::string state() const {
    if (key_.is_null()) return "";
    std::string out;
    const auto add = [&](const WorldRows& rows) {
      for (const auto& [row, value] : rows) {
        if (row.size() < 4 || !(row[1] == Value::text(uid_)) || !(row[3] == key_)) continue;
        const auto names = states_.find(text_of(row[2]));
        out += (out.empty() ? "" : "  ") + text_of(row[2]) + '[' + text_of(key_) +
               "] = " + with_names(value, names == states_.end() ? Fields() : names->second);
      }
    };
    add(world_->rows(table::kCell));
    for (const auto& [name, fields] : states_) {
      (void)fields;
      const Value key = Value::list({task_, Value::text(uid_), Value::text(name), key_, Value()});
      if (const WorldQueue* items = world_->queue(table::kItems, key)) {
        out += (out.empty() ? "" : "  ") + name + '[' + text_of(key_) +
               "] = " + std::to_string(items->size()) + " elements";
      }
    }
    return out.empty() ? "no entry for key " + text_of(key_) : out;
  }

  std::string uid_;
  std::map<std::string, Fields> states_;
  std::vector<NarratedStep> steps_;
  std::optional<World> world_;
  bool reading_ = false;
  std::string out_;
  Value task_, key_;
};

}  // namespace

std::vector<NarratedStep> narrate(const Timeline& timeline, const std::string& uid) {
  Narrator narrator(uid, states_of(timeline.trace_header()));
  replay(timeline, narrator, 0, timeline.events().size(), [] { return false; });
  narrator.end();
  return narrator.take();
}

std::vector<std::string> narration_lines(const std::vector<NarratedStep>& steps, std::size_t most) {
  // Of many: what is at the end is why it failed.
  const std::size_t first = steps.size() > most ? most / 3 : steps.size();
  const std::size_t last = steps.size() > most ? most - first : 0;
  std::vector<const NarratedStep*> shown;
  for (std::size_t i = 0; i < steps.size(); i++)
    if (i < first || i >= steps.size() - last) shown.push_back(&steps[i]);
  std::size_t number = 0, record = 0, state = 0;
  for (const NarratedStep* s : shown) {
    number = std::max(number, std::to_string(s->step).size());
    if (s->state.empty()) continue;
    record = std::max(record, text_width(s->record));
    state = std::max(state, text_width(s->state));
  }
  std::vector<std::string> out;
  for (std::size_t i = 0; i < shown.size(); i++) {
    if (i == first && last > 0)
      out.push_back("(" + std::to_string(steps.size() - shown.size()) + " more)");
    const NarratedStep& s = *shown[i];
    std::string line = "step " + std::to_string(s.step);
    line.append(number + 5 - line.size() + 2, ' ');
    line += s.state.empty() ? s.record : fit_to_width(s.record, record);
    if (!s.state.empty()) line += "  " + (s.out.empty() ? s.state : fit_to_width(s.state, state));
    if (!s.out.empty()) line += "  " + s.out;
    out.push_back(std::move(line));
  }
  return out;
}

std::int64_t first_wrong_step(const Timeline& timeline, const std::string& uid,
                              const Finding& finding) {
  std::int64_t records = 0;
  for (const TraceEvent& e : timeline.events()) {
    const bool own = e.at.kind() == Kind::kString && e.at.as_text().starts_with(uid + "#");
    if (own && !finding.wrong_row.is_null() && e.kind == EventKind::kRecMake &&
        e.fields[field::kRecMake::val] == finding.wrong_row)
      return e.step;
    if (finding.wrong_row.is_null() && own && e.kind == EventKind::kRecRecv &&
        records++ == finding.wrong_after)
      return e.step;
  }
  return 0;
}

}  // namespace weir::exercises
