// [[source]]: rows, time and watermarks.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "engine/core/duration_text.h"
#include "engine/graph/job_file/compile_state.h"
#include "engine/graph/job_file/source_rows.h"

namespace weir {

namespace {

// A watermark after each row, as an expression says.
class PunctuatedWatermarks final : public WatermarkGenerator {
 public:
  explicit PunctuatedWatermarks(TimeFunction watermark) : watermark_(std::move(watermark)) {}
  void on_event(const Value& event, Timestamp /*timestamp*/, WatermarkOutput& out) override {
    if (const auto watermark = watermark_(event)) out.emit_watermark(*watermark);
  }
  void on_periodic_emit(Timestamp /*now*/, WatermarkOutput& /*out*/) override {}

 private:
  TimeFunction watermark_;
};

// Which of the kinds of watermarks is asked for: exactly one.
bool exactly_one_kind(CompileState& state, const WatermarksSection& w) {
  std::vector<std::pair<const char*, const TextRef*>> kinds;
  if (w.out_of_orderness) kinds.emplace_back("out_of_orderness", &w.out_of_orderness->place);
  if (w.monotonous) kinds.emplace_back("monotonous", &w.monotonous->place);
  if (w.punctuated) kinds.emplace_back("punctuated", &w.punctuated->place);
  if (w.function) kinds.emplace_back("function", &w.function->place);
  if (w.none) kinds.emplace_back("none", &w.none->place);
  if (kinds.size() == 1) return true;
  if (kinds.size() > 1)
    state.mistake(*kinds[1].second,
                  fmt::format("'{}' and '{}' are two kinds of watermarks; leave one of them out",
                              kinds[0].first, kinds[1].first));
  return false;
}

bool is_true(CompileState& state, const Flag& flag, const char* key) {
  if (flag && !flag->value)
    state.mistake(flag->place, fmt::format("'{}' is true, or is left out", key));
  return flag && flag->value;
}

// The column that stands for a row in pictures.
std::optional<std::size_t> shown_column(CompileState& state, const SourceSection& s,
                                        const RowType& rows) {
  if (s.show) {
    const auto e = state.expression(*s.show, rows);
    if (e && !e->is_column()) state.mistake(s.show->place, "'show' wants the name of a column");
    return e ? e->column() : std::nullopt;
  }
  for (std::size_t i = 0; i < rows.size(); i++)
    if (rows[i].kind == Kind::kString) return i;
  return std::nullopt;
}

void arrival(CompileState& state, const SourceSection& s, const RowType& rows, SourceSpec& spec) {
  if (s.every) spec.every = s.every->value;
  if (!s.at) return;
  if (s.every)
    state.mistake(s.at->place, "'at' and 'every' both say when rows arrive; leave one of them out");
  if (auto e = state.time(*s.at, "at", rows)) spec.at = time_function(std::move(*e));
}

void event_time(CompileState& state, const SourceSection& s, const RowType& rows,
                SourceSpec& spec) {
  if (s.event_time)
    if (auto e = state.time(*s.event_time, "event_time", rows))
      spec.event_time = time_function(std::move(*e));
  if (!s.watermarks) return;
  if (!s.event_time)
    state.missing(s.origin, s.watermarks->origin.place,
                  fmt::format("'{}' has watermarks, and so needs event_time = "
                              "\"COLUMN\": the time they are made of",
                              s.uid->value));
  if (auto w = compile_watermarks(state, *s.watermarks, rows)) spec.watermarks = std::move(*w);
}

OnError on_error(const SourceSection& s) {
  if (!s.on_error || s.on_error->value == "stop") return OnError::kStop;
  return s.on_error->value == "skip" ? OnError::kSkip : OnError::kSideOutput;
}

}  // namespace

std::optional<WatermarkStrategy> compile_watermarks(CompileState& state, const WatermarksSection& w,
                                                    const RowType& rows) {
  WatermarkStrategy out;
  const bool one = exactly_one_kind(state, w);
  if (w.emit && w.emit->value == "every_event")
    out.emit_every_event = true;
  else if (w.emit)
    out.interval = parse_duration(w.emit->value).value();
  if (w.idle_timeout) out.idle_timeout = w.idle_timeout->value;
  if (is_true(state, w.none, "none")) out.kind = WatermarkKind::kNone;
  if (is_true(state, w.monotonous, "monotonous")) out.kind = WatermarkKind::kMonotonous;
  if (w.out_of_orderness) {
    out.kind = WatermarkKind::kBoundedOutOfOrderness;
    out.bound = w.out_of_orderness->value;
  }
  if (w.punctuated) {
    auto e = state.time(*w.punctuated, "punctuated", rows);
    if (!e) return std::nullopt;
    out.kind = WatermarkKind::kCustom;
    out.custom = [watermark = time_function(std::move(*e))] {
      return std::make_unique<PunctuatedWatermarks>(watermark);
    };
    if (w.emit && w.emit->value != "every_event")
      state.mistake(w.emit->place, "punctuated watermarks go out with each row; leave 'emit' out");
  }
  if (w.function) {
    const auto bound = state.bind(*w.function, {rows});
    if (!bound) return std::nullopt;
    const auto* make = std::get_if<WatermarkGeneratorFactory>(&bound->function);
    if (make == nullptr) {
      state.mistake(w.function->place,
                    fmt::format("'{}' is {}; here one that makes watermarks is wanted",
                                w.function->value, kind_of(bound->function)));
      return std::nullopt;
    }
    out.kind = WatermarkKind::kCustom;
    out.custom = *make;
  }
  if (out.idle_timeout && out.interval == 0)
    state.mistake(w.idle_timeout->place, "nobody looks for idleness without periods: emit is 0ms");
  if (one) return out;
  if (!w.out_of_orderness && !w.monotonous && !w.punctuated && !w.function && !w.none) {
    state.missing(w.origin, w.origin.place,
                  "of which watermarks? Add out_of_orderness = \"…\", monotonous = true, "
                  "punctuated = \"…\" or none = true");
    return out;
  }
  return std::nullopt;
}

void compile_source(CompileState& state, const SourceSection& s) {
  SourceSpec spec;
  const auto rows = source_rows(state, s, spec);
  if (!rows) return;
  spec.on_error = on_error(s);
  spec.bounded = !s.bounded || s.bounded->value;
  arrival(state, s, rows->rows, spec);
  event_time(state, s, rows->rows, spec);
  spec.show = shown_column(state, s, rows->rows);
  StreamNode node{.uid = s.uid->value, .is = "source"};
  node.parallelism =
      s.parallelism ? static_cast<std::uint32_t>(s.parallelism->value)
                    : std::min(state.graph.config.parallelism,
                               static_cast<std::uint32_t>(std::max<std::size_t>(rows->splits, 1)));
  const bool side = spec.on_error == OnError::kSideOutput;
  node.source = std::move(spec);
  StreamNote note{.rows = rows->rows, .has_time = s.event_time || s.origin.damaged};
  const NodeId id = state.add(std::move(node), note);
  if (side) state.add_side_output(s.uid->value, kErrorsTag, {.node = id, .rows = error_row_type()});
}

}  // namespace weir
