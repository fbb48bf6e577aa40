// The sections of a job file (DESIGN: job files): what it may say about the job itself. What a key
// means, its default and Flink's name for it stand in keys.cc, from which the reference is made.
//   Equality is that of what is said, not of where. [simulation] and [[fault]] are the simulator's
//   (sim/job_file.h).
#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/core/config/keys.h"

namespace weir {

struct JobSection {
  static constexpr std::string_view kTable = "job";
  static std::span<const Key<JobSection>> keys();
  Text name;
  Integer parallelism, max_parallelism, channel_capacity;
  Flag chaining;
  Origin origin;
  bool operator==(const JobSection&) const = default;
};

struct StateSection {
  static constexpr std::string_view kTable = "state";
  static std::span<const Key<StateSection>> keys();
  Text backend;
  Flag live_objects;
  Origin origin;
  bool operator==(const StateSection&) const = default;
};

struct CheckpointingSection {
  static constexpr std::string_view kTable = "checkpointing";
  static std::span<const Key<CheckpointingSection>> keys();
  Length interval, aligned_checkpoint_timeout, timeout, min_pause;
  Text mode, storage;
  Flag unaligned;
  Integer max_concurrent, tolerable_failures, retained;
  Origin origin;
  bool operator==(const CheckpointingSection&) const = default;
};

struct RestartSection {
  static constexpr std::string_view kTable = "restart";
  static std::span<const Key<RestartSection>> keys();
  Text strategy;
  Integer attempts, max_failures;
  Length delay, failure_interval, initial_backoff, max_backoff, reset_threshold;
  Real multiplier;
  Origin origin;
  bool operator==(const RestartSection&) const = default;
};

struct WatermarksSection {
  static std::span<const Key<WatermarksSection>> keys();
  Length out_of_orderness, idle_timeout;
  Flag monotonous, none;
  Text punctuated, function, emit;
  Origin origin;
  bool operator==(const WatermarksSection&) const = default;
};

struct SourceSection {
  static constexpr std::string_view kTable = "source";
  static std::span<const Key<SourceSection>> keys();
  Text uid;
  Texts csv, jsonl, lines;
  ValueRows events;
  NamedTexts columns;
  Flag header;
  Text delimiter, on_error;
  Text event_time;
  std::optional<WatermarksSection> watermarks;
  Length every;
  Text at, show;
  Flag bounded;
  Integer parallelism;
  Origin origin;
  bool operator==(const SourceSection&) const = default;
};

struct WindowSection {
  static std::span<const Key<WindowSection>> keys();
  Length tumbling, sliding, slide, session, offset, allowed_lateness;
  Text late_output;
  Origin origin;
  bool operator==(const WindowSection&) const = default;
};

struct SplitSection {
  static std::span<const Key<SplitSection>> keys();
  Text split, by, as, function;
  Texts keep;
  Origin origin;
  bool operator==(const SplitSection&) const = default;
};

struct ConnectSection {
  static std::span<const Key<ConnectSection>> keys();
  Texts from, key_by;
  Origin origin;
  bool operator==(const ConnectSection&) const = default;
};

struct PartitionSection {
  static std::span<const Key<PartitionSection>> keys();
  Text key, function;
  Origin origin;
  bool operator==(const PartitionSection&) const = default;
};

struct OperatorSection {
  static constexpr std::string_view kTable = "operator";
  static std::span<const Key<OperatorSection>> keys();
  Text uid;
  Texts from;
  Text partition;
  std::optional<PartitionSection> partition_by;
  Texts key_by;
  std::optional<ConnectSection> connect;
  Text filter;
  NamedTexts map;
  std::optional<SplitSection> flat_map;
  std::optional<WindowSection> window;
  NamedTexts aggregate;
  Text process;
  Text event_time;
  std::optional<WatermarksSection> watermarks;
  Integer parallelism, max_parallelism;
  Text chaining;
  Origin origin;
  bool operator==(const OperatorSection&) const = default;
};

struct SinkSection {
  static constexpr std::string_view kTable = "sink";
  static std::span<const Key<SinkSection>> keys();
  Text uid;
  Texts from;
  Text partition;
  Flag print, commit;
  Text format, csv, jsonl, text;
  Integer parallelism;
  Origin origin;
  bool operator==(const SinkSection&) const = default;
};

}  // namespace weir
