#include "diagrams/log_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/core/namespace.h"
#include "engine/core/text_width.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams {

namespace {

constexpr std::size_t kWidestWho = 20;

Value window_of(const TraceEvent& e) {
  using F = field::kWinAssign;
  return Value::text(to_string(Namespace{e.fields[F::start].as_int(), e.fields[F::end].as_int()}));
}

// "120 ms", "12.5 s".
std::string spoken_time(Timestamp t) {
  if (t < 10'000) return std::to_string(t) + " ms";
  std::string out = fmt::format("{}.{:03}", t / 1000, t % 1000);
  out.erase(out.find_last_not_of('0') + 1);
  if (out.back() == '.') out.pop_back();
  return out + " s";
}

}  // namespace

LogView::LogView(const Screen& screen, Write write)
    : screen_(screen), ink_(screen), write_(std::move(write)) {}

// The widest name of a place, so that the columns stand from the beginning.
void LogView::header(const Value& header) {
  const auto world = World::create(header);
  if (!world) return;
  const Words words(*world, ink_.writing());
  for (const Plan::Task& task : world->plan().tasks()) {
    who_width_ = std::max(who_width_, text_width(words.place(task.id)));
    for (std::size_t i = 1; i < task.ops.size(); i++)
      who_width_ = std::max(who_width_, text_width(words.who(task.id, task.ops[i].uid)));
  }
  who_width_ = std::min(who_width_, kWidestWho);
}

LogView::Line LogView::line_of(const TraceEvent& e, const Words& words,
                               std::optional<std::int64_t> cause) const {
  const EventFace& face = face_of(e);
  return {e.step,          e.time,    words.who(e), words.say(e), words.tail(e),
          ink_.sign(face), face.role, cause,        is_shown()};
}

bool LogView::join(const TraceEvent& e, const Words& words) {
  if (e.info().join.empty() || !pending_ || !joinable_ || pending_->step != e.step) return false;
  const int ns = e.info().index_of("ns");
  if (ns < 0 || !(e.fields[static_cast<std::size_t>(ns)] == *joinable_)) return false;
  pending_->text += words.join(e);
  joinable_.reset();
  return true;
}

void LogView::event(const TraceEvent& e, const World& world) {
  const auto cause = causes_.add(e);
  if (e.step != step_) begin_step(e.step);
  if (e.step == 0) return;
  const Words words(world, ink_.writing());
  if (join(e, words)) return;
  if (!screen_.micro && face_of(e).log == "micro") {
    if (!any_ && !first_) first_ = line_of(e, words, cause);
    return;
  }
  put_pending();
  first_.reset();
  any_ = true;
  pending_ = line_of(e, words, cause);
  if (e.kind == EventKind::kWinAssign) joinable_ = window_of(e);
}

void LogView::begin_step(std::int64_t step) {
  put_pending();
  if (first_) put(*std::exchange(first_, std::nullopt));
  any_ = false;
  step_ = step;
}

void LogView::put_pending() {
  if (pending_) {
    pending_->text += pending_->tail;
    put(*std::exchange(pending_, std::nullopt));
  }
  joinable_.reset();
}

void LogView::end() {
  begin_step(-1);
  if (!last_) write_("Nothing to show: no step of the run is in this part.\n");
}

void LogView::put(Line line) {
  if (!line.shown) return;
  if (screen_.plain) {
    write_(sentence(line));
  } else {
    widen(line);
    std::string out;
    if (!last_)
      out = fmt::format("{:>{}} {:>{}}  {:<{}}  event\n", "step", step_width_, "t", time_width_,
                        "task", who_width_);
    write_(out + columns(line));
  }
  last_ = std::move(line);
}

// Columns never shrink again.
void LogView::widen(const Line& line) {
  step_width_ = std::max(step_width_, std::to_string(line.step).size());
  time_width_ = std::max(time_width_, std::to_string(line.time).size());
  who_width_ = std::max(who_width_, std::min(text_width(line.who), kWidestWho));
}

std::string LogView::columns(const Line& line) const {
  const bool same_step = last_ && last_->step == line.step;
  const bool same_time = same_step && last_->time == line.time;
  const bool same_who = same_step && last_->who == line.who;
  std::string out =
      fmt::format("{:>{}} {:>{}}  ", same_step ? "" : std::to_string(line.step), step_width_,
                  same_time ? "" : std::to_string(line.time), time_width_);
  out += fit_to_width(same_who ? "" : line.who, who_width_, ink_.mark()) + "  ";
  const std::size_t before = step_width_ + time_width_ + who_width_ + 5 + 2;
  const std::size_t room = std::max<std::size_t>(screen_.width, before + 10) - before;
  const std::string text = cut_to_width(line.text, room, ink_.mark());
  out += ink_.colored(line.sign, line.role) + " ";
  out += line.role == "alarm" ? ink_.colored(text, line.role) : text;
  if (!line.cause || (same_step && last_->cause == line.cause)) return out + "\n";
  const std::string cause = std::string(ink_.pick("←", "<-")) + std::to_string(*line.cause);
  const std::size_t used = text_width(text) + 1 + text_width(cause);
  if (used > room) return out + "\n";
  out.append(room - used + 1, ' ');
  out += ink_.colored(cause, "quiet");
  return out + "\n";
}

std::string LogView::sentence(const Line& line) const {
  std::string out =
      fmt::format("Step {}, {}, {}: {}.", line.step, spoken_time(line.time), line.who, line.text);
  if (line.cause) out += fmt::format(" Caused by step {}.", *line.cause);
  return out + "\n";
}

}  // namespace weir::diagrams
