// What the engine passes to user code: RuntimeContext to open(), Collector, TimerService and a
// context to every call. Each is good for the call that it is passed to.
//
// The states have headers of their own (value_state.h, list_state.h); RuntimeContext knows all
// kinds by their descriptors' names, so that a new kind is a new header and nothing else.
#ifndef WEIR_API_CONTEXT_H_
#define WEIR_API_CONTEXT_H_

#include "engine/api/record.h"
#include "engine/api/state_handle.h"

namespace weir {
inline namespace api {

template <class T>
struct ValueStateDescriptor;
template <class T>
struct ListStateDescriptor;
template <class K, class V>
struct MapStateDescriptor;
template <class T>
struct ReducingStateDescriptor;
template <class In, class Out>
struct AggregatingStateDescriptor;

// Receives the results of one call. They keep the timestamp of the element or timer in hand.
template <class Out>
class Collector {
  static_assert(detail::Stored<Out>::ok);

 public:
  explicit Collector(runtime::Task& task) : task_(&task) {}
  void collect(const Out& value) { task_->emit(detail::to_value(value)); }
  template <class T>
  requires(!std::convertible_to<const T&, Out>) void collect(const T&) {
    static_assert(detail::kNever<T>,
                  "weir: out collects the last type in the base class's <...>, its Out; "
                  "make one of those: out.collect({.field = value}).");
  }

 private:
  runtime::Task* task_;
};

// Names a second output of an operator.
template <class T>
struct OutputTag {
  explicit OutputTag(std::string tag_id) : id(std::move(tag_id)) {}
  std::string id;
};

// Timers belong to the current key: at most one per key, domain and time. A timer in the past fires
// at the next watermark, not at once. Deleting needs the time that it was registered for.
class TimerService {
 public:
  explicit TimerService(runtime::Task& task) : task_(&task) {}
  Timestamp current_watermark() const { return task_->current_watermark(); }
  Timestamp current_processing_time() const { return task_->current_processing_time(); }
  void register_event_time_timer(Timestamp t) { task_->register_timer(TimeDomain::kEvent, t); }
  void register_processing_time_timer(Timestamp t) {
    task_->register_timer(TimeDomain::kProcessing, t);
  }
  void delete_event_time_timer(Timestamp t) { task_->delete_timer(TimeDomain::kEvent, t); }
  void delete_processing_time_timer(Timestamp t) {
    task_->delete_timer(TimeDomain::kProcessing, t);
  }

 private:
  runtime::Task* task_;
};

// open() gets one: register states here and keep the handles. There is no current key yet, so they
// cannot be read. (Flink's RuntimeContext, and what its OpenContext leads to.)
class RuntimeContext {
 public:
  explicit RuntimeContext(runtime::Task& task) : task_(&task) {}

  template <class T>
  auto get_state(const ValueStateDescriptor<T>& d) {
    return detail::StateAccess::get(*task_, d);
  }
  template <class T>
  auto get_list_state(const ListStateDescriptor<T>& d) {
    return detail::StateAccess::get(*task_, d);
  }
  template <class K, class V>
  auto get_map_state(const MapStateDescriptor<K, V>& d) {
    return detail::StateAccess::get(*task_, d);
  }
  template <class T>
  auto get_reducing_state(const ReducingStateDescriptor<T>& d) {
    return detail::StateAccess::get(*task_, d);
  }
  template <class In, class Out>
  auto get_aggregating_state(const AggregatingStateDescriptor<In, Out>& d) {
    return detail::StateAccess::get(*task_, d);
  }

  int get_index_of_this_subtask() const { return static_cast<int>(task_->subtask_index()); }
  int get_number_of_parallel_subtasks() const { return static_cast<int>(task_->parallelism()); }
  int get_max_number_of_parallel_subtasks() const {
    return static_cast<int>(task_->max_parallelism());
  }

 private:
  runtime::Task* task_;
};

// What every function can do.
class RichFunction : public runtime::Operator {
 public:
  // Once per object, before its first element.
  virtual void open(RuntimeContext& /*context*/) {}

 private:
  void open_on(runtime::Task& task) final {
    RuntimeContext context(task);
    open(context);
  }
  void timer_on(runtime::Task& /*task*/, TimeDomain /*domain*/, Timestamp /*at*/) override {}
};

}  // namespace api

namespace detail {

// What the contexts of all process functions offer.
class ContextBase {
 public:
  explicit ContextBase(runtime::Task& task) : task_(&task) {}
  bool has_timestamp() const { return task_->has_timestamp(); }
  Timestamp timestamp() const { return task_->timestamp(); }  // requires has_timestamp()
  Timestamp current_watermark() const { return task_->current_watermark(); }
  Timestamp current_processing_time() const { return task_->current_processing_time(); }
  // To the side output of that name; lost if nobody reads it, as in Flink.
  template <class T>
  void output(const OutputTag<T>& tag, const std::type_identity_t<T>& value) {
    static_assert(Stored<T>::ok);
    task_->emit_to(tag.id, to_value(value));
  }

  // Not here: the commonest mistake gets the advice as its error.
  template <class D>
  typename D::Handle get_state(const D& /*descriptor*/) {
    return not_here<D>();
  }
  template <class D>
  typename D::Handle get_list_state(const D& /*descriptor*/) {
    return not_here<D>();
  }
  template <class D>
  typename D::Handle get_map_state(const D& /*descriptor*/) {
    return not_here<D>();
  }
  template <class D>
  typename D::Handle get_reducing_state(const D& /*descriptor*/) {
    return not_here<D>();
  }
  template <class D>
  typename D::Handle get_aggregating_state(const D& /*descriptor*/) {
    return not_here<D>();
  }

 protected:
  runtime::Task& task() const { return *task_; }

 private:
  template <class D>
  static typename D::Handle not_here() {
    static_assert(kNever<D>,
                  "weir: register state in open(RuntimeContext& context), keep the handle in a "
                  "member (ValueState<T> sum;) and use that member here.");
    return {};
  }

  runtime::Task* task_;
};

template <class K>
class KeyedContextBase : public ContextBase {
 public:
  using ContextBase::ContextBase;
  K get_current_key() const { return from_value<K>(task().current_key()); }
  TimerService timer_service() const { return TimerService(task()); }
};

}  // namespace detail
}  // namespace weir

#endif  // WEIR_API_CONTEXT_H_
