// The job that is measured beside anchors/prototype.h: the same records, latencies of the same
// range, the same results. Rows of three fields (key, time, amount) from 2 sources, keyed, tumbling
// windows with (count, sum) on 2 subtasks, 1 transactional sink; a record of each source every 8
// ms, a checkpoint about every `barrier_every` records of a source.
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "engine/graph/stream_graph.h"

namespace weir::bench {

struct PipelineShape {
  static constexpr std::uint64_t kSeed = 1;
  static constexpr Duration kEvery = 8;

  std::uint64_t records = 2'000'000;
  std::uint64_t keys = 1'000;
  bool text_keys = false;  // of 12 characters; the prototype has numbers only
  Duration window = 1'000;
  std::int64_t watermark_every = 64;
  std::int64_t barrier_every = 10'000;
  Duration checkpoint_timeout = 600'000;
};

StreamGraph make_job(const PipelineShape& shape);
// What the prototype calls the key of a row.
std::uint64_t key_number(const Value& key);

template <class T>
T checked(Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "benchmark: %s\n", result.error().text.c_str());
  std::exit(1);
}

}  // namespace weir::bench
