// The seam between typed user code (weir.h) and the engine: rows, one state interface, one task
// interface, one operator interface, nothing templated. Users name nothing in here.
//
// weir.h turns structs into Values on the way in and back on the way out; everything behind this
// header is compiled once, into the library (engine/api/adapter.h). So the same function runs
// unchanged on every backend, in the simulator and under a grader.
//
// Ownership: a Task and its States are the engine's; a State is valid until the operator is opened
// again or goes. Errors: misuse() and everything that refuses throw UserError, which fails the
// task.
#ifndef WEIR_API_RUNTIME_H_
#define WEIR_API_RUNTIME_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/core/time.h"
#include "engine/core/time_domain.h"
#include "engine/core/value.h"

namespace weir::runtime {

// The shape of a type: what traces print and what a viewer names. Static, made by record.h.
struct Schema {
  Kind kind;
  const char* fields;          // rows: "id, name, price"; otherwise ""
  const Schema* const* parts;  // fields of a row, element of a list, key and value of a map
  std::size_t part_count;
};

// What a user did that the library can only refuse: throws UserError.
[[noreturn]] void misuse(std::string_view what);
// A Value of another kind than the type that it is read as; throws UserError.
[[noreturn]] void wrong_kind(Kind expected, const Value& found);

enum class StateShape : std::uint8_t { kValue, kList };

struct StateSpec {
  StateShape shape = StateShape::kValue;
  std::string name;
  const Schema* schema = nullptr;  // of the value, or of an element of the list
};

// Makes an object of the user's out of a Value, and back; for ValueState::live() only.
struct LiveType {
  void* (*decode)(const Value&);
  Value (*encode)(const void*);
  void (*destroy)(void*);
};

// One keyed state. Every call acts on the current key, and is refused where there is none. What is
// read is the reader's own, except through live().
class State {
 public:
  virtual ~State() = default;
  virtual Value get() = 0;  // null: absent. Of a list: a list
  virtual void put(Value value) = 0;
  virtual void add(Value element) = 0;  // kList
  virtual void clear() = 0;
  // The stored object itself where the backend keeps objects, else a new copy that nobody stores;
  // nullptr: absent. Good until the end of the call that it was got in. Refused unless the job says
  // so (JobConfig::live_objects).
  virtual void* live(const LiveType& type) = 0;
};

// Everything a function may do to the world. Valid for the one call that it is passed to.
class Task {
 public:
  virtual ~Task() = default;
  virtual State& keyed_state(const StateSpec& spec) = 0;  // in open() only

  virtual Value current_key() const = 0;
  virtual bool has_timestamp() const = 0;
  virtual Timestamp timestamp() const = 0;
  virtual Timestamp current_watermark() const = 0;
  virtual Timestamp current_processing_time() const = 0;
  virtual void register_timer(TimeDomain domain, Timestamp at) = 0;
  virtual void delete_timer(TimeDomain domain, Timestamp at) = 0;

  virtual void emit(Value value) = 0;
  virtual void emit_to(std::string_view tag, Value value) = 0;
  virtual std::uint32_t subtask_index() const = 0;
  virtual std::uint32_t parallelism() const = 0;
  virtual std::uint32_t max_parallelism() const = 0;
};

// One function in one subtask. The engine owns it, calls it from one thread, and may destroy and
// make it anew between any two calls: only what went through Task and State survives.
class Operator {
 public:
  virtual ~Operator() = default;
  virtual void open_on(Task& task) = 0;
  virtual void process_on(Task& task, int input, const Value& element) = 0;
  virtual void timer_on(Task& task, TimeDomain domain, Timestamp at) = 0;
};

}  // namespace weir::runtime

#endif  // WEIR_API_RUNTIME_H_
