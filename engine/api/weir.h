// Weir: write stateful stream programs in C++20 with the shape and the semantics of Apache Flink
// 2.3.0. Flink's names, mechanically: types keep theirs, processElement becomes process_element.
//
//   struct Pair { std::int64_t key = 0, value = 0;  WEIR_FIELDS(key, value) };
//
//   struct Sum : weir::KeyedProcessFunction<std::int64_t, Pair, std::int64_t> {
//     weir::ValueState<std::int64_t> sum;
//     void open(weir::RuntimeContext& context) override {
//       sum = context.get_state(weir::ValueStateDescriptor<std::int64_t>("sum"));
//     }
//     void process_element(const Pair& in, Context&, weir::Collector<std::int64_t>& out) override {
//       sum.update(sum.value().value_or(0) + in.value);
//       out.collect(*sum.value());
//     }
//   };
//
// Four rules hold for every object you hand to Weir:
//   1. It is copied once per subtask, and may be destroyed and made anew between any two calls.
//      What must survive lives in state. Parameters (a threshold) are members set before the copy.
//   2. One thread calls it. No clock, no random numbers, no statics: a replay must do the same.
//   3. Keyed state belongs to the current key. Handles are got in open() and kept in members.
//   4. What you read from state is your copy. Changing it changes nothing until you call update().
//
// One header per idea, in reading order; each begins with its contract:
#ifndef WEIR_WEIR_H_
#define WEIR_WEIR_H_

// clang-format off
#include "engine/api/record.h"       // WEIR_FIELDS, Storable
#include "engine/api/value_state.h"  // ValueState
#include "engine/api/list_state.h"   // ListState
#include "engine/api/context.h"      // RuntimeContext, Collector, TimerService, OutputTag
#include "engine/api/flat_map.h"     // FlatMapFunction
#include "engine/api/process.h"      // KeyedProcessFunction
#include "engine/api/job.h"          // StreamExecutionEnvironment, DataStream, KeyedStream
#include "engine/api/solution.h"     // todo, Solution, WEIR_EXERCISE
// clang-format on

#endif  // WEIR_WEIR_H_
