#include "diagrams/panels/happened.h"

#include <algorithm>

#include "diagrams/text_line.h"
#include "engine/core/namespace.h"
#include "engine/core/text_width.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams {

namespace {

constexpr std::size_t kMostRows = 5;
constexpr std::size_t kLeastWords = 20;  // columns for what happened, however narrow the screen

struct Sentence {
  std::string who, sign, text, tail;  // the tail comes behind what joins
  std::string_view role;
};

Value window_of(const TraceEvent& e) {
  using F = field::kWinAssign;
  return Value::text(to_string(Namespace{e.fields[F::start].as_int(), e.fields[F::end].as_int()}));
}

bool joins(const TraceEvent& e, const Value& window) {
  const int ns = e.info().join.empty() ? -1 : e.info().index_of("ns");
  return ns >= 0 && e.fields[static_cast<std::size_t>(ns)] == window;
}

// The step before this one that the events of a move follow from: the last cause they name.
std::optional<std::int64_t> step_before(const Timeline& timeline,
                                        std::span<const TraceEvent> events) {
  std::optional<std::int64_t> out;
  for (const TraceEvent& e : events) {
    if (!e.causes || e.causes->empty()) continue;
    const TraceEvent* cause = timeline.index(e.causes->back());
    if (cause != nullptr && cause->step > 0 && cause->step < e.step) out = cause->step;
  }
  return out;
}

// The sentences of a move: what is "join" goes on in the one before; if nothing matters, the first.
std::vector<Sentence> sentences(const Moment& moment, const Ink& ink, bool micro) {
  std::vector<Sentence> out;
  std::optional<Sentence> first;
  std::optional<Value> joinable;  // the window that the last sentence is about
  TimelineCursor cursor(moment.timeline);
  cursor.seek(moment.from);
  for (const TraceEvent& e : moment.events()) {
    cursor.seek(cursor.place() + 1);
    const Words words(cursor.world(), ink.writing());
    const EventFace& face = face_of(e);
    const Sentence sentence{words.who(e), std::string(ink.sign(face)), words.say(e), words.tail(e),
                            face.role};
    if (!first) first = sentence;
    if (!micro && face.log == "micro" && !(joinable && joins(e, *joinable))) continue;
    if (joinable && joins(e, *joinable)) {
      out.back().text += words.join(e);
      joinable.reset();
      continue;
    }
    out.push_back(sentence);
    joinable.reset();
    if (e.kind == EventKind::kWinAssign && !micro) joinable = window_of(e);
  }
  if (out.empty() && first) out.push_back(*first);
  for (Sentence& sentence : out) sentence.text += sentence.tail;
  return out;
}

}  // namespace

Panel event_panel(const Moment& moment, const Screen& screen, bool micro) {
  const Ink ink(screen);
  Panel out{"event", {}};
  if (moment.events().empty()) {
    out.lines.emplace_back(moment.step() == 0 ? "nothing has happened yet" : "nothing happened");
    return out;
  }
  std::string cause;
  if (const auto step = step_before(moment.timeline, moment.events()); step)
    cause = "because of step " + std::to_string(*step);
  const std::vector<Sentence> all = sentences(moment, ink, micro);
  std::string last_who;
  for (std::size_t i = 0; i < all.size(); i++) {
    const Sentence& s = all[i];
    if (screen.plain) {
      out.lines.push_back(s.who + ": " + s.text +
                          (i + 1 == all.size() && !cause.empty() ? ", " + cause : "") + '.');
      continue;
    }
    const std::string head = s.who + "  " + s.sign + ' ';
    const std::size_t room = screen.width - 2;
    std::string line = cut_text(head + s.text, room, screen);
    const std::size_t used = text_width(line);
    if (i + 1 == all.size() && !cause.empty()) {
      if (used + 2 + cause.size() <= room) {
        line.append(room - used - cause.size(), ' ');
        line += cause;
      } else {
        out.lines.push_back(line);
        line = std::string(room - cause.size(), ' ') + cause;
      }
    }
    out.lines.push_back(std::move(line));
  }
  return out;
}

std::optional<Panel> output_panel(const Moment& moment, const Screen& screen) {
  const Ink ink(screen);
  const Words words(moment.now, ink.writing());
  Panel out{screen.plain ? "Written by the job" : "out (what the job has written)", {}};
  const auto& outs = moment.now.queues(table::kOut);
  bool any = false;
  for (const auto& [op, rows] : outs) {
    any = true;
    const WorldQueue* before = moment.before.queue(table::kOut, op);
    const std::size_t old = before != nullptr ? before->size() : 0;
    const std::size_t first = rows.size() > kMostRows ? rows.size() - kMostRows : 0;
    const std::string who = outs.size() > 1 ? words.who(Value(), op[0]) + ": " : "";
    if (first > 0) out.lines.push_back(who + std::to_string(first) + " before these");
    std::size_t i = first;
    for (auto row = rows.from(first); row != rows.end(); ++row, i++) {
      std::string text = who + words.record(member(*row, "r"));
      const Value tx = member(*row, "tx");
      if (!tx.is_null()) {
        const Value* state = moment.now.get(table::kTx, Value::list({tx}));
        if (state == nullptr || !(*state == Value::text("committed")))
          text += " (" + (state != nullptr ? shown(state->as_text()) : std::string("open")) +
                  ", not visible yet)";
      }
      if (i >= old && !moment.events().empty())
        text += screen.plain ? ", new" : std::string(ink.pick("  ← new", "  <- new"));
      out.lines.push_back(screen.plain ? text + '.' : cut_text(text, screen.width - 2, screen));
    }
  }
  if (!any) out.lines.emplace_back("nothing yet");
  return out;
}

std::optional<Panel> checkpoint_panel(const Moment& moment, const Screen& screen) {
  const Ink ink(screen);
  const Words words(moment.now, ink.writing());
  Panel out{"checkpoints", {}};
  const auto& rows = moment.now.rows(table::kCp);
  const std::size_t first = rows.size() > 3 ? rows.size() - 3 : 0;
  std::size_t n = 0;
  for (const auto& [key, status] : rows) {
    if (n++ < first) continue;
    std::string text =
        "checkpoint " + std::to_string(key[0].as_int()) + ": " + shown(status.as_text());
    if (status == Value::text("running")) {
      std::vector<std::string> missing;
      for (const Plan::Task& task : moment.now.plan().tasks()) {
        const Value* snap = moment.now.get(table::kSnap, Value::list({key[0], task.id}));
        if (snap == nullptr || !(*snap == Value::text("acknowledged")))
          missing.push_back(words.place(task.id));
      }
      if (missing.size() > 6) {
        const std::string more = std::to_string(missing.size() - 5) + " more";
        missing.resize(5);
        missing.push_back(more);
      }
      if (!missing.empty()) text += ", not yet acknowledged by " + listed(missing);
    }
    out.lines.push_back(screen.plain ? text + '.' : cut_text(text, screen.width - 2, screen));
  }
  for (const auto& [key, status] : moment.now.rows(table::kTask))
    if (key.size() == 1 && status == Value::text("FAILED"))
      out.lines.push_back(words.place(key[0]) + " has failed");
  if (out.lines.empty()) return std::nullopt;
  return out;
}

std::vector<std::string> event_lines(const Timeline& timeline, std::span<const std::size_t> places,
                                     const Screen& screen) {
  const Ink ink(screen);
  TimelineCursor cursor(timeline);
  std::vector<std::string> out;
  for (const std::size_t place : places) {
    const TraceEvent& e = timeline.events()[place];
    cursor.seek(place + 1);
    const Words words(cursor.world(), ink.writing());
    const EventFace& face = face_of(e);
    const std::string text = words.say(e) + words.tail(e);
    const std::string step = std::to_string(e.step);
    if (screen.plain) {
      out.push_back("Step " + step + ", " + words.who(e) + ": " + text + '.');
      continue;
    }
    std::string head = std::string(step.size() < 6 ? 6 - step.size() : 0, ' ') + step + "  " +
                       fit_to_width(words.who(e), 12, cut_mark(screen)) + "  " +
                       std::string(ink.sign(face)) + ' ';
    const std::size_t indent = text_width(head);
    const std::size_t room = std::max(screen.width, indent + kLeastWords) - indent;
    for (const std::string& line : wrap_words(text, room, cut_mark(screen))) {
      out.push_back(head + line);
      head.assign(indent, ' ');
    }
  }
  return out;
}

}  // namespace weir::diagrams
