#include "diagrams/plot_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "diagrams/cell_line.h"
#include "diagrams/plot_scale.h"
#include "diagrams/text_line.h"
#include "engine/core/text_width.h"

namespace weir::diagrams {

namespace {

constexpr std::size_t kBehind = 7;     // columns for the sign of MAX and a gap
constexpr std::size_t kMostNotes = 8;  // lists under the axis

enum Layer : int { kBarLayer = 1, kWatermarkLayer, kValueLayer, kRecordLayer };

struct Signs {
  std::string_view record, late, watermark, open, bar, close, side, corner, floor, tick;
};
constexpr Signs kAsciiSigns{"o", "x", "^", "[", "=", ")", "|", "+", "-", "+"};
constexpr Signs kUnicodeSigns{"●", "✗", "▲", "╞", "═", "╡", "┤", "└", "─", "┬"};

class Picture {
 public:
  Picture(const Screen& screen, const PlotModel& model, const PlotScale& scale,
          std::size_t label_columns, std::size_t time_width)
      : screen_(screen),
        ink_(screen),
        signs_(ink_.unicode() ? kUnicodeSigns : kAsciiSigns),
        model_(model),
        scale_(scale),
        label_columns_(label_columns),
        time_width_(time_width) {}

  std::string draw();

 private:
  void row(Timestamp time, const PlotRow& row);
  void records(Timestamp time, const PlotRow& row, CellLine& line);
  std::vector<CellLine> with_bars(const PlotRow& row, CellLine first) const;
  void bar(const PlotRow::Bar& bar, CellLine& line) const;
  bool watermark(const PlotRow& row, CellLine& line) const;
  std::string label(const PlotRow& row, bool hidden);
  std::string names(const PlotRow& row) const;
  void axis();
  void notes();
  bool is_exact() const { return scale_.is_exact() && model_.length() == 1; }

  Screen screen_;
  Ink ink_;
  Signs signs_;
  const PlotModel& model_;
  const PlotScale& scale_;
  std::size_t label_columns_, time_width_;
  std::string out_;
  std::vector<std::string> notes_;
  std::int64_t left_out_ = 0;
  bool several_ = false, hidden_ = false;
};

std::string Picture::draw() {
  out_ = fmt::format("{:>{}}\n", "t", time_width_);
  const auto& rows = model_.rows();
  for (auto at = rows.rbegin(); at != rows.rend(); ++at) row(at->first, at->second);
  axis();
  notes();
  return out_;
}

void Picture::row(Timestamp time, const PlotRow& row) {
  CellLine first(scale_.columns() + kBehind - 1);
  records(time, row, first);
  const bool hidden = !watermark(row, first);
  const std::vector<CellLine> lines = with_bars(row, std::move(first));
  for (std::size_t i = 0; i < lines.size(); i++) {
    out_ += fmt::format("{:>{}} {}", i == 0 ? std::to_string(time) : "", time_width_, signs_.side);
    out_ += lines[i].text(ink_);
    const std::string label = i == 0 ? this->label(row, hidden) : "";
    if (!label.empty()) {
      out_.append(scale_.columns() + kBehind - lines[i].used(), ' ');
      out_ += label;
    }
    out_ += "\n";
  }
  left_out_ += row.left_out;
}

void Picture::records(Timestamp time, const PlotRow& row, CellLine& line) {
  std::map<std::int64_t, std::vector<Timestamp>> by_column;
  for (const auto& [ts, mark] : row.marks) {
    const std::int64_t column = scale_.column_of(ts);
    if (column >= 0 && column < static_cast<std::int64_t>(scale_.columns()))
      by_column[column].push_back(ts);
    else
      left_out_ += mark.count;
  }
  for (const auto& [column, times] : by_column) {
    std::int64_t count = 0, late = 0;
    for (const Timestamp ts : times) {
      count += row.marks.at(ts).count;
      late += row.marks.at(ts).late;
    }
    const std::string_view role = late > 0 ? "alarm" : "record";
    if (count == 1) {
      line.put(column, late > 0 ? signs_.late : signs_.record, role, kRecordLayer);
      continue;
    }
    // "+12" where it covers no other record, else "+".
    const std::string number = std::to_string(count);
    const auto next = by_column.upper_bound(column);
    const bool fits =
        next == by_column.end() || next->first > column + static_cast<std::int64_t>(number.size());
    line.write(column, fits ? "+" + number : "+", role, kRecordLayer);
    several_ = true;
    if (!is_exact()) continue;
    std::string names;
    for (const Timestamp ts : times) {
      const PlotRow::Mark& mark = row.marks.at(ts);
      names += (names.empty() ? "" : ", ") + mark.name;
      if (mark.count > 1) names += fmt::format(" and {} more", mark.count - 1);
    }
    if (late > 0) names += fmt::format(" ({} late)", late);
    notes_.push_back(fmt::format("+{} at t={}: {}", count, time, names));
  }
}

// False: it is hidden by a record.
bool Picture::watermark(const PlotRow& row, CellLine& line) const {
  if (!row.watermark) return true;
  if (*row.watermark == kMaxTimestamp) {
    const auto column = static_cast<std::int64_t>(scale_.columns());
    line.put(column, signs_.watermark, "watermark", kWatermarkLayer);
    line.write(column + 1, "MAX", "watermark", kWatermarkLayer);
    return true;
  }
  const std::int64_t column = scale_.column_behind(*row.watermark);
  line.put(column, signs_.watermark, "watermark", kWatermarkLayer);
  return line.shows(column, kWatermarkLayer);
}

// Bars that overlap stand below each other.
std::vector<CellLine> Picture::with_bars(const PlotRow& row, CellLine first) const {
  std::vector<PlotRow::Bar> bars = row.bars;
  std::stable_sort(bars.begin(), bars.end(), [](const PlotRow::Bar& a, const PlotRow::Bar& b) {
    return a.start != b.start ? a.start < b.start : a.end < b.end;
  });
  std::vector<CellLine> lines{std::move(first)};
  std::vector<std::int64_t> taken{-1};  // up to this column
  for (const PlotRow::Bar& b : bars) {
    const std::int64_t from = scale_.column_of(b.start);
    std::size_t on = 0;
    while (on < lines.size() && taken[on] > from) on++;
    if (on == lines.size()) {
      lines.emplace_back(scale_.columns() + kBehind - 1);
      taken.push_back(-1);
    }
    bar(b, lines[on]);
    taken[on] = std::max(from + 1, scale_.column_of(b.end));
  }
  return lines;
}

void Picture::bar(const PlotRow::Bar& b, CellLine& line) const {
  const auto width = static_cast<std::int64_t>(scale_.columns());
  const bool opens = b.start != kMinTimestamp, closes = b.end != kMaxTimestamp;
  const std::int64_t from = opens ? std::max<std::int64_t>(0, scale_.column_of(b.start)) : 0;
  const std::int64_t to = closes ? std::min(width, scale_.column_of(b.end)) : width;
  const std::int64_t last = std::max(from, to - 1);
  for (std::int64_t c = from; c <= last; c++)
    line.put(c,
             c == from && opens && last > from    ? signs_.open
             : c == last && closes && last > from ? signs_.close
                                                  : signs_.bar,
             "window", kBarLayer);
  std::string value = b.count == 1 ? b.value : fmt::format("{} keys", b.count);
  const std::int64_t room = last - from - 1;
  if (room < 1) return;
  value = cut_to_width(value, static_cast<std::size_t>(room), ink_.mark());
  const auto wide = static_cast<std::int64_t>(text_width(value));
  const bool whole = opens && closes;
  const Timestamp center = whole ? wrapping_add(b.start, wrapping_sub(b.end, b.start) / 2) : 0;
  const std::int64_t middle = whole ? scale_.column_of(center) : (from + last) / 2;
  const std::int64_t at =
      std::clamp(middle - (wide - 1) / 2, from + 1, std::max(from + 1, last - wide));
  line.write(at, value, "window", kValueLayer);
}

std::string Picture::names(const PlotRow& row) const {
  std::vector<std::string> names;
  for (const Timestamp ts : row.order) {
    const PlotRow::Mark& mark = row.marks.at(ts);
    if (mark.count == 1) names.push_back(mark.name + (mark.late > 0 ? " late" : ""));
  }
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  const bool all_named = static_cast<std::int64_t>(names.size()) == row.records;
  if (all_named && text_width(out) <= label_columns_) return out;
  if (row.records == 1 && names.size() == 1) {
    const PlotRow::Mark& mark = row.marks.at(row.order[0]);
    const std::string tail = mark.late > 0 ? " late" : "";
    return cut_to_width(mark.name, label_columns_ - tail.size(), ink_.mark()) + tail;
  }
  if (row.records == 0) return {};
  out = counted(static_cast<std::size_t>(row.records), "record");
  if (row.late == 0) return out;
  out += fmt::format(", {} late", row.late);
  return out.size() <= label_columns_ ? out : fmt::format("{} ({} late)", row.records, row.late);
}

std::string Picture::label(const PlotRow& row, bool hidden) {
  std::string out = names(row);
  const auto add = [&](const std::string& more) { out += (out.empty() ? "" : ", ") + more; };
  if (row.ends > 0) add("end");
  if (!hidden) return cut_to_width(out, label_columns_, ink_.mark());
  const std::string without = out;
  add(std::string(signs_.watermark) + time_words(*row.watermark));
  if (text_width(out) <= label_columns_) return out;
  hidden_ = true;
  return cut_to_width(without, label_columns_, ink_.mark());
}

void Picture::axis() {
  std::string line(time_width_ + 1, ' ');
  line += signs_.corner;
  const std::vector<PlotScale::Tick> ticks = scale_.ticks();
  for (std::size_t c = 0; c < scale_.columns(); c++) {
    const bool tick = std::any_of(ticks.begin(), ticks.end(),
                                  [&](const PlotScale::Tick& t) { return t.column == c; });
    line += tick ? signs_.tick : signs_.floor;
  }
  out_ += line + "\n";
  std::string labels(time_width_ + 2, ' ');
  for (const PlotScale::Tick& tick : ticks) {
    labels.resize(std::max(labels.size(), time_width_ + 2 + tick.column), ' ');
    labels += time_words(tick.time);
  }
  if (labels.size() + 12 > screen_.width) {
    out_ += labels + "\n" + std::string(time_width_ + 2, ' ') + "event time\n";
    return;
  }
  out_ += labels + "  event time\n";
}

void Picture::notes() {
  const auto say = [&](const std::string& note) {
    out_ += cut_to_width(note, screen_.width, ink_.mark()) + "\n";
  };
  if (model_.length() > 1)
    say(fmt::format("A row is {} ms of processing time, from t on.", model_.length()));
  if (!scale_.is_exact())
    say(fmt::format("A column is {} ms of event time.", scale_.ms_per_column()));
  if (several_ && !is_exact()) say("+ is several records in one place.");
  if (hidden_) say(fmt::format("Where there is no {}, a record hides it.", signs_.watermark));
  for (std::size_t i = 0; i < notes_.size() && i < kMostNotes; i++) say(notes_[i]);
  if (notes_.size() > kMostNotes)
    say(fmt::format("and {} more places with several records", notes_.size() - kMostNotes));
  if (left_out_ > 0)
    say(fmt::format("{} records and windows found no place in their row.", left_out_));
}

std::string plain_row(Timestamp time, const PlotRow& row) {
  std::vector<std::string> parts;
  for (const Timestamp ts : row.order) {
    const PlotRow::Mark& mark = row.marks.at(ts);
    std::string part = mark.name;
    if (mark.count > 1) part += fmt::format(" and {} more", mark.count - 1);
    if (mark.late > 0) part += mark.count > 1 ? fmt::format(", {} late", mark.late) : " late";
    parts.push_back(part);
  }
  for (const PlotRow::Bar& bar : row.bars)
    parts.push_back(
        fmt::format("[{},{}) fires {}", time_words(bar.start), time_words(bar.end),
                    bar.count == 1 ? "with " + bar.value : fmt::format("for {} keys", bar.count)));
  if (row.ends > 0) parts.emplace_back("the input ends");
  if (row.left_out > 0) parts.push_back(fmt::format("{} more", row.left_out));
  parts.push_back("event time " + (row.watermark ? time_words(*row.watermark) : "MIN"));
  std::string out = fmt::format("{} ms: ", time);
  for (std::size_t i = 0; i < parts.size(); i++) out += (i > 0 ? "; " : "") + parts[i];
  return out + ".\n";
}

}  // namespace

PlotView::PlotView(const Screen& screen, Write write)
    : screen_(screen), ink_(screen), write_(std::move(write)), model_(ink_.writing()) {}

void PlotView::end() {
  model_.shrink(kMostLines);
  if (whole_) {
    whole_->shrink(kMostLines);
    model_.lengthen_to(whole_->length());
  }
  const std::map<Timestamp, PlotRow>& extent = whole_ ? whole_->rows() : model_.rows();
  std::size_t time_width = 4;
  for (const auto& [time, row] : extent)
    time_width = std::max(time_width, std::to_string(time).size() + 1);
  const std::size_t label = std::max<std::size_t>(13, screen_.width / 6);
  const std::size_t around = time_width + 2 + kBehind + label;
  const std::size_t columns = screen_.width > around + 20 ? screen_.width - around : 20;
  const auto scale = PlotScale::fit(extent, columns);
  if (!scale) {
    write_("Nothing to plot: no record of the run has an event time.\n");
    return;
  }
  if (screen_.plain) {
    for (const auto& [time, row] : model_.rows()) write_(plain_row(time, row));
    return;
  }
  write_(Picture(screen_, model_, *scale, label, time_width).draw());
}

}  // namespace weir::diagrams
