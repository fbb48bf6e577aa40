#include "diagrams/summary_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "diagrams/text_line.h"
#include "diagrams/value_words.h"
#include "engine/core/text_width.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams {

namespace {

constexpr std::size_t kWidestName = 40;

std::string uid_of(const Value& uid) {
  return uid.kind() == Kind::kString ? std::string(uid.as_text()) : std::string();
}

bool is_text(const Value& v, std::string_view text) {
  return v.kind() == Kind::kString && v.as_text() == text;
}

std::string number(std::int64_t n, const char* thing) {
  return counted(static_cast<std::size_t>(n), thing);
}

// "3 read, 1 skipped": the parts that are not 0, or the first one.
class Parts {
 public:
  Parts& always(std::int64_t n, std::string_view what) {
    add(n, what);
    return *this;
  }
  Parts& some(std::int64_t n, std::string_view what) {
    if (n != 0) add(n, what);
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  void add(std::int64_t n, std::string_view what) {
    text_ += fmt::format("{}{} {}", text_.empty() ? "" : ", ", n, what);
  }
  std::string text_;
};

}  // namespace

SummaryView::SummaryView(const Screen& screen, Write write)
    : screen_(screen), ink_(screen), write_(std::move(write)) {}

// A later attempt may have other tasks; operators stay.
void SummaryView::plan(const Plan& plan) {
  for (const Plan::Task& task : plan.tasks())
    for (const Plan::Op& op : task.ops) {
      const std::string uid = uid_of(op.uid);
      const auto same = [&](const Operator& o) { return o.uid == uid; };
      if (std::any_of(operators_.begin(), operators_.end(), same)) continue;
      Operator next;
      next.uid = uid;
      next.is = uid_of(op.is);
      next.from_side_output = !op.tag.is_null();
      if (op.upstream >= 0)
        next.upstream = uid_of(task.ops[static_cast<std::size_t>(op.upstream)].uid);
      operators_.push_back(std::move(next));
    }
  for (const Operator& op : operators_)
    for (Operator& up : operators_)
      if (op.from_side_output && up.uid == op.upstream) up.has_side_outputs = true;
}

SummaryView::Operator* SummaryView::operator_of(const TraceEvent& e) {
  Value uid = e.op;
  if (uid.is_null())
    if (const Plan::Task* task = world_->plan().task(e.at)) uid = task->ops.front().uid;
  for (Operator& op : operators_)
    if (is_text(uid, op.uid)) return &op;
  return nullptr;
}

void SummaryView::count_checkpoint(const TraceEvent& e) {
  if (e.kind == EventKind::kCpComplete) last_complete_ = e.fields[field::kCpComplete::cp];
  if (e.kind != EventKind::kSnapAsync) return;
  using F = field::kSnapAsync;
  if (!e.fields[F::bytes].is_null()) bytes_[e.fields[F::cp]] += e.fields[F::bytes].as_int();
}

void SummaryView::count(const TraceEvent& e) {
  counts_[e.kind]++;
  Operator* op = operator_of(e);
  if (e.kind == EventKind::kRecEmit && !e.fields[field::kRecEmit::again].is_null()) again_++;
  if (e.kind == EventKind::kLate && is_text(e.fields[field::kLate::act], "dropped"))
    late_dropped_++;
  if (e.kind == EventKind::kSinkWrite && !e.fields[field::kSinkWrite::dup].is_null()) duplicates_++;
  if (op == nullptr) return;
  if (e.kind == EventKind::kRecEmit || e.kind == EventKind::kRecMake) op->made++;
  if (e.kind == EventKind::kRecRecv) op->taken++;
  if (e.kind == EventKind::kRecDrop) op->dropped++;
  if (e.kind == EventKind::kSinkWrite || e.kind == EventKind::kSinkUpsert) op->written++;
  if (e.kind == EventKind::kRecSend && !e.fields[field::kRecSend::tag].is_null())
    op->has_side_outputs = true;
}

void SummaryView::event(const TraceEvent& e, const World& world) {
  if (world_ == nullptr || e.kind == EventKind::kDeploy) {
    world_ = &world;
    plan(world.plan());
  }
  count_checkpoint(e);
  if (!is_shown()) return;
  count(e);
  steps_ = std::max(steps_, e.step);
  time_ = std::max(time_, e.time);
}

// ---- operators ----------------------------------------------------------------------------------

std::optional<std::int64_t> SummaryView::in_of(const Operator& op) const {
  if (op.is == "source") return std::nullopt;
  if (op.upstream.empty()) return op.taken;
  if (op.written > 0) return op.written;
  if (op.from_side_output) return std::nullopt;
  for (const Operator& up : operators_)
    if (up.uid == op.upstream) return up.has_side_outputs ? std::nullopt : out_of(up);
  return std::nullopt;
}

std::optional<std::int64_t> SummaryView::out_of(const Operator& op) const {
  if (op.is == "print" || op.is == "two-phase" || op.is == "file" || op.is == "sink")
    return std::nullopt;
  if (op.is != "filter") return op.made;
  const auto in = in_of(op);
  return in ? std::optional(*in - op.dropped) : std::nullopt;
}

std::string SummaryView::operators() const {
  const auto text = [](std::optional<std::int64_t> n) { return n ? std::to_string(*n) : ""; };
  std::size_t name = text_width("operator"), in = 2, out = 3;
  for (const Operator& op : operators_) {
    name = std::max(name, text_width(shown(op.uid)));
    in = std::max(in, text(in_of(op)).size());
    out = std::max(out, text(out_of(op)).size());
  }
  name = std::min({name, kWidestName, screen_.width - in - out - 4});
  std::string table =
      fmt::format("{}  {:>{}}  {:>{}}\n", fit_to_width("operator", name), "in", in, "out", out);
  for (const Operator& op : operators_) {
    std::string line =
        fmt::format("{}  {:>{}}  {:>{}}", fit_to_width(shown(op.uid), name, ink_.mark()),
                    text(in_of(op)), in, text(out_of(op)), out);
    line.erase(line.find_last_not_of(' ') + 1);
    table += line + "\n";
  }
  return table;
}

std::string SummaryView::plain_operators() const {
  std::string out;
  for (const Operator& op : operators_) {
    const auto in = in_of(op), made = out_of(op);
    Parts parts;
    if (in) parts.always(*in, "in");
    if (made) parts.always(*made, "out");
    out += fmt::format("Operator {}: {}.\n", shown(op.uid),
                       parts.text().empty() ? "not known" : parts.text());
  }
  return out;
}

// ---- facts --------------------------------------------------------------------------------------

std::string SummaryView::run_text() const {
  const Value* job = world_->get(table::kJob, Value::list({}));
  std::string status = job != nullptr ? shown(uid_of(*job)) : "RUNNING";
  std::transform(status.begin(), status.end(), status.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return fmt::format("{} at t={} after {}", status, time_, number(steps_, "step"));
}

// What can be seen outside, and what waits for its transaction.
std::string SummaryView::result_text() const {
  std::int64_t visible = 0, waiting = 0, aborted = 0;
  for (const auto& [op, rows] : world_->queues(table::kOut))
    for (const Value& row : rows) {
      const Value tx = member(row, "tx");
      const Value* status = tx.is_null() ? nullptr : world_->get(table::kTx, Value::list({tx}));
      if (tx.is_null() || (status != nullptr && is_text(*status, "committed")))
        visible++;
      else if (status != nullptr && is_text(*status, "aborted"))
        aborted++;
      else
        waiting++;
    }
  return Parts()
      .always(visible, "visible")
      .some(duplicates_, "of them for the second time")
      .some(waiting, "not visible yet")
      .some(aborted, "given up")
      .text();
}

std::string SummaryView::checkpoint_text() const {
  const auto n = [&](EventKind kind) {
    const auto found = counts_.find(kind);
    return found == counts_.end() ? 0 : found->second;
  };
  std::string out = Parts()
                        .always(n(EventKind::kCpComplete), "complete")
                        .some(n(EventKind::kCpAbort), "given up")
                        .text();
  const auto bytes = bytes_.find(last_complete_);
  if (bytes != bytes_.end())
    out += fmt::format("; number {} has {}", value_words(last_complete_, nullptr, ink_.writing()),
                       number(bytes->second, "byte"));
  return out;
}

std::string SummaryView::state_text() const {
  const auto entries = static_cast<std::int64_t>(world_->rows(table::kCell).size() +
                                                 world_->queues(table::kItems).size());
  const auto timers = static_cast<std::int64_t>(world_->rows(table::kTimer).size());
  return std::to_string(entries) + (entries == 1 ? " entry" : " entries") +
         (timers > 0 ? ", " + number(timers, "timer") : "");
}

std::vector<SummaryView::Row> SummaryView::facts() const {
  const auto n = [&](EventKind kind) {
    const auto found = counts_.find(kind);
    return found == counts_.end() ? 0 : found->second;
  };
  const auto any = [&](std::initializer_list<EventKind> kinds) {
    return std::any_of(kinds.begin(), kinds.end(), [&](EventKind k) { return n(k) > 0; });
  };
  using K = EventKind;
  std::vector<Row> out{{"run", run_text()}};
  out.push_back({"records", Parts()
                                .always(n(K::kRecEmit), "read")
                                .some(again_, "of them again")
                                .some(n(K::kSrcSkip), "skipped")
                                .text()});
  if (any({K::kLate}))
    out.push_back({"late", Parts()
                               .some(late_dropped_, "dropped")
                               .some(n(K::kLate) - late_dropped_, "to a side output")
                               .text()});
  if (any({K::kWmEmit, K::kWmIgnore}))
    out.push_back({"watermarks", Parts()
                                     .always(n(K::kWmEmit), "sent by sources")
                                     .some(n(K::kWmIgnore), "not sent")
                                     .text()});
  const auto open = static_cast<std::int64_t>(world_->rows(table::kWin).size());
  if (any({K::kWinAssign, K::kWinFire, K::kLate}) || open > 0)
    out.push_back({"windows", Parts().always(n(K::kWinFire), "fired").always(open, "open").text()});
  if (any({K::kSinkWrite, K::kSinkUpsert})) out.push_back({"results", result_text()});
  if (any({K::kCpTrigger, K::kCpComplete})) out.push_back({"checkpoints", checkpoint_text()});
  if (any({K::kFail, K::kRestart}))
    out.push_back(
        {"failures", number(n(K::kFail), "failure") + ", " + number(n(K::kRestart), "restart")});
  out.push_back({"state", state_text() + " at the end"});
  return out;
}

void SummaryView::end() {
  if (world_ == nullptr) {
    write_("Nothing to sum up: the run has no event.\n");
    return;
  }
  std::string out;
  const std::vector<Row> rows = facts();
  std::size_t name = 0;
  for (const Row& row : rows) name = std::max(name, row.name.size());
  for (const Row& row : rows)
    if (screen_.plain) {
      std::string line = row.name;
      line[0] = static_cast<char>(line[0] - 'a' + 'A');
      out += line + ": " + row.text + ".\n";
    } else {
      out += cut_to_width(fmt::format("{:<{}}  {}", row.name, name, row.text), screen_.width,
                          ink_.mark()) +
             "\n";
    }
  write_(out + (screen_.plain ? plain_operators() : "\n" + operators()));
}

}  // namespace weir::diagrams
