// Which kinds of vectors the runner can replay: one row for each, and one .cc in kinds/ for each
// subject. Sorted by name.
#pragma once
#include <string_view>

#include "tests/conformance/runner.h"

namespace weir::conformance {

Outcome run_barriers(const Case& c);                   // kinds/barriers.cc
Outcome run_chain(const Case& c);                      // kinds/chain.cc
Outcome run_checkpoint_coordinator(const Case& c);     // kinds/coordinator.cc
Outcome run_combined(const Case& c);                   // kinds/watermarks.cc
Outcome run_file_sink(const Case& c);                  // kinds/file_sink.cc
Outcome run_idleness(const Case& c);                   // kinds/source_watermarks.cc
Outcome run_inflight_assignment(const Case& c);        // kinds/unaligned_rescale.cc
Outcome run_inflight_records(const Case& c);           // kinds/unaligned_rescale.cc
Outcome run_job(const Case& c);                        // kinds/jobs.cc
Outcome run_key_group(const Case& c);                  // kinds/pure.cc
Outcome run_key_groups(const Case& c);                 // kinds/redistribution.cc
Outcome run_keyed_co_process(const Case& c);           // kinds/keyed_process.cc
Outcome run_keyed_process(const Case& c);              // kinds/keyed_process.cc
Outcome run_multiplexer(const Case& c);                // kinds/source_watermarks.cc
Outcome run_order_join(const Case& c);                 // kinds/order_join.cc
Outcome run_partitioner(const Case& c);                // kinds/partitioner.cc
Outcome run_partitioner_mappers(const Case& c);        // kinds/unaligned_rescale.cc
Outcome run_pointwise_edge(const Case& c);             // kinds/partitioner.cc
Outcome run_processing_timer_delay(const Case& c);     // kinds/watermarks.cc
Outcome run_pure(const Case& c);                       // kinds/pure.cc
Outcome run_repartition(const Case& c);                // kinds/redistribution.cc
Outcome run_restart_strategy(const Case& c);           // kinds/restart.cc
Outcome run_restore(const Case& c);                    // kinds/redistribution.cc
Outcome run_source_operator(const Case& c);            // kinds/source_watermarks.cc
Outcome run_subtask_state_mapper(const Case& c);       // kinds/unaligned_rescale.cc
Outcome run_timed_windows(const Case& c);              // kinds/timed_windows.cc
Outcome run_timestamps_and_watermarks(const Case& c);  // kinds/timestamps.cc
Outcome run_two_input(const Case& c);                  // kinds/two_input.cc
Outcome run_two_input_timers(const Case& c);           // kinds/two_input.cc
Outcome run_unaligned_edges(const Case& c);            // kinds/unaligned_rescale.cc
Outcome run_union_windows(const Case& c);              // kinds/union_windows.cc
Outcome run_valve(const Case& c);                      // kinds/watermarks.cc
Outcome run_virtual_channels(const Case& c);           // kinds/unaligned_rescale.cc
Outcome run_watermark_generator(const Case& c);        // kinds/watermarks.cc
Outcome run_window(const Case& c);                     // kinds/window.cc

inline constexpr KindRunner kKinds[] = {
    {"barriers", run_barriers},
    {"chain", run_chain},
    {"checkpoint_coordinator", run_checkpoint_coordinator},
    {"combined", run_combined},
    {"file_sink", run_file_sink},
    {"idleness", run_idleness},
    {"inflight_assignment", run_inflight_assignment},
    {"inflight_records", run_inflight_records},
    {"job", run_job},
    {"key_group", run_key_group},
    {"key_groups", run_key_groups},
    {"keyed_co_process", run_keyed_co_process},
    {"keyed_process", run_keyed_process},
    {"multiplexer", run_multiplexer},
    {"order_join_steps", run_order_join},
    {"partitioner", run_partitioner},
    {"partitioner_mappers", run_partitioner_mappers},
    {"pointwise_edge", run_pointwise_edge},
    {"processing_timer_delay", run_processing_timer_delay},
    {"pure", run_pure},
    {"repartition", run_repartition},
    {"restart_strategy", run_restart_strategy},
    {"restore", run_restore},
    {"source_operator", run_source_operator},
    {"subtask_state_mapper", run_subtask_state_mapper},
    {"timed_windows", run_timed_windows},
    {"timestamps_and_watermarks", run_timestamps_and_watermarks},
    {"two_input", run_two_input},
    {"two_input_timers", run_two_input_timers},
    {"unaligned_edges", run_unaligned_edges},
    {"union_windows", run_union_windows},
    {"valve", run_valve},
    {"virtual_channels", run_virtual_channels},
    {"watermark_generator", run_watermark_generator},
    {"window", run_window},
};

}  // namespace weir::conformance
