// What negative controls put into a job: a barrier handler, a sink and a source that are wrong in
// one point each. See Broken in jobs.h.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/checkpoint/barrier_handler.h"
#include "engine/connectors/file_sink.h"
#include "engine/operators/operator.h"
#include "engine/operators/source.h"

namespace weir::testing {

// SingleCheckpointBarriers without blocking: everything else as it should be.
std::unique_ptr<BarrierHandler> make_barriers_that_do_not_block(std::size_t channels);

// SingleCheckpointBarriers whose unaligned snapshots are taken as if nothing were in flight.
std::unique_ptr<BarrierHandler> make_barriers_that_forget_channel_state(std::size_t channels);

// TransactionalSink that commits a transaction when it is prepared, complete or not.
std::unique_ptr<Operator> make_sink_that_commits_too_early();

// FileSink that renames a part when it is staged, complete or not.
std::unique_ptr<Operator> make_file_sink_that_publishes_too_early(FileSinkConfig config);

// The rows of `splits`, from where any reader of the job stopped, whatever the checkpoint says.
// What it remembers belongs to one call of this function: one per job.
std::function<std::unique_ptr<Source>()> make_source_with_positions_outside(
    std::string uid, const std::vector<std::vector<Value>>& splits);

}  // namespace weir::testing
