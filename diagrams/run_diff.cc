#include "diagrams/run_diff.h"

#include <algorithm>
#include <vector>

#include "diagrams/ink.h"
#include "diagrams/text_line.h"
#include "diagrams/words.h"
#include "engine/core/text_width.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams {

namespace {

constexpr std::size_t kHeadWidth = 27, kGap = 2;

bool same(const TraceEvent& a, const TraceEvent& b) {
  if (a.kind != b.kind || a.step != b.step || a.time != b.time || a.at != b.at || a.op != b.op ||
      a.attempt != b.attempt)
    return false;
  return a.kind == EventKind::kDeploy || a.fields == b.fields;
}

// The next logical event from a place on, or the end.
std::size_t logical_from(std::span<const TraceEvent> events, std::size_t place) {
  while (place < events.size() && events[place].physical != 0) place++;
  return place;
}

// nullopt: none.
std::optional<std::int64_t> first_parting(const Timeline& a, const Timeline& b) {
  const auto in_a = a.events(), in_b = b.events();
  std::size_t i = logical_from(in_a, 0), j = logical_from(in_b, 0);
  while (i < in_a.size() && j < in_b.size() && same(in_a[i], in_b[j])) {
    i = logical_from(in_a, i + 1);
    j = logical_from(in_b, j + 1);
  }
  if (i == in_a.size() && j == in_b.size()) return std::nullopt;
  if (i == in_a.size()) return in_b[j].step;
  if (j == in_b.size()) return in_a[i].step;
  return std::min(in_a[i].step, in_b[j].step);
}

std::vector<const TraceEvent*> results_of(const Timeline& timeline) {
  std::vector<const TraceEvent*> out;
  for (const TraceEvent& e : timeline.events())
    if (e.kind == EventKind::kSinkWrite || e.kind == EventKind::kSinkUpsert) out.push_back(&e);
  return out;
}

bool same_result(const TraceEvent& a, const TraceEvent& b) {
  if (a.kind != b.kind || a.op != b.op) return false;
  if (a.kind == EventKind::kSinkWrite)
    return a.fields[field::kSinkWrite::val] == b.fields[field::kSinkWrite::val];
  using F = field::kSinkUpsert;
  return a.fields[F::key] == b.fields[F::key] && a.fields[F::now] == b.fields[F::now];
}

std::optional<std::int64_t> result_parting(const std::vector<const TraceEvent*>& a,
                                           const std::vector<const TraceEvent*>& b) {
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); i++) {
    if (i >= a.size()) return b[i]->step;
    if (i >= b.size()) return a[i]->step;
    if (!same_result(*a[i], *b[i])) return std::min(a[i]->step, b[i]->step);
  }
  return std::nullopt;
}

// What is said of a step, and who does it.
struct Told {
  std::string who, text;
};

// Does the event go on in the sentence about the window that a record has just joined?
bool joins(const TraceEvent& e, const TraceEvent* before, const Words& words) {
  if (e.info().join.empty() || before == nullptr || before->kind != EventKind::kWinAssign)
    return false;
  const int ns = e.info().index_of("ns");
  using F = field::kWinAssign;
  return ns >= 0 &&
         e.fields[static_cast<std::size_t>(ns)] ==
             Value::text(words.window({}, before->fields[F::start], before->fields[F::end]));
}

std::vector<Told> told_of(const Timeline& timeline, std::int64_t step, Writing writing) {
  std::vector<Told> out, micro;
  const TraceEvent* before = nullptr;
  bool fires = false;
  TimelineCursor cursor(timeline);
  for (const TraceEvent& e : timeline.step(step)) {
    cursor.seek(timeline.place_of(e) + 1);
    const Words words(cursor.world(), writing);
    if (!out.empty() && joins(e, before, words)) {
      out.back().text += words.join(e);
      continue;
    }
    // That a function forgets something is where runs part, however small it looks in a log. (What
    // a window forgets has fired.)
    const bool forgets = e.kind == EventKind::kStClear && e.fields[field::kStClear::ns].is_null();
    const bool is_micro = face_of(e).log == "micro" && !forgets;
    if (!is_micro) before = &e;
    fires = fires || e.kind == EventKind::kWinFire;
    // What a window fires is written, too: once is enough.
    if (fires && e.kind == EventKind::kSinkWrite) continue;
    (is_micro ? micro : out).push_back({words.who(e), words.say(e) + words.tail(e)});
  }
  if (out.empty() && !micro.empty()) out.push_back(micro.back());
  return out;
}

bool all_by(const std::vector<Told>& told, const std::string& who) {
  return std::all_of(told.begin(), told.end(), [&](const Told& t) { return t.who == who; });
}

std::string joined(const Timeline& timeline, std::int64_t step, const std::vector<Told>& told,
                   bool named) {
  if (told.empty())
    return step > timeline.steps() ? "is over after step " + std::to_string(timeline.steps())
                                   : "does nothing";
  std::string out, who;
  for (const Told& t : told) {
    out += out.empty() ? "" : "; ";
    if (named && t.who != who) out += t.who + ": ";
    out += t.text;
    who = t.who;
  }
  return out;
}

std::optional<RunDiff::Parting> parting(const Timeline& a, const Timeline& b,
                                        std::optional<std::int64_t> step, Writing writing) {
  if (!step) return std::nullopt;
  const auto in_a = told_of(a, *step, writing), in_b = told_of(b, *step, writing);
  const std::string who = !in_a.empty() ? in_a[0].who : !in_b.empty() ? in_b[0].who : "";
  const bool named = !all_by(in_a, who) || !all_by(in_b, who);
  return RunDiff::Parting{*step, joined(a, *step, in_a, named), joined(b, *step, in_b, named)};
}

void write(const std::string& label, const std::optional<RunDiff::Parting>& parting,
           const std::string& none, const Screen& screen, const std::string& margin,
           std::string& out) {
  if (screen.plain) {
    out += parting ? label + " is in step " + std::to_string(parting->step) +
                         ".\nRun a: " + parting->a + ".\nRun b: " + parting->b + ".\n"
                   : label + ": " + none + ".\n";
    return;
  }
  const std::string head = margin + fit_to_width(label, kHeadWidth) + std::string(kGap, ' ');
  if (!parting) {
    out += head + none + "\n";
    return;
  }
  out += head + "step " + std::to_string(parting->step) + "\n";
  const Ink ink(screen);
  const std::size_t room =
      std::max<std::size_t>(screen.width, margin.size() + 46) - margin.size() - 6;
  for (const auto& [name, text] : {std::pair{"a", parting->a}, std::pair{"b", parting->b}}) {
    std::string before = margin + "  " + name + "  ";
    for (const std::string& line : wrap_words(text, room, ink.mark())) {
      out += before + line + "\n";
      before = margin + "     ";
    }
  }
}

}  // namespace

RunDiff diff_runs(const Timeline& a, const Timeline& b, Writing writing) {
  RunDiff out;
  out.first = parting(a, b, first_parting(a, b), writing);
  const auto in_a = results_of(a), in_b = results_of(b);
  out.results = parting(a, b, result_parting(in_a, in_b), writing);
  out.a_results = in_a.size();
  out.b_results = in_b.size();
  return out;
}

std::string diff_text(const RunDiff& diff, const Screen& screen, std::size_t indent) {
  std::string out;
  const std::string margin(indent, ' ');
  const auto label = [&](std::string text) {
    if (screen.plain) text[0] = 'F';
    return text;
  };
  write(label("first difference"), diff.first, "none: both do the same in every step", screen,
        margin, out);
  const std::string same = diff.a_results == 0 ? "none: neither has results"
                           : diff.a_results == 1
                               ? "none: both have the same one"
                               : "none: both have the same " + std::to_string(diff.a_results);
  write(label("first difference in results"), diff.results, same, screen, margin, out);
  return out;
}

}  // namespace weir::diagrams
