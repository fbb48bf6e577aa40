// KeyedProcessFunction: one keyed input; state, timers, any number of results. Flink's class of the
// same name.
//
// Keyed state and timers belong to the key of the element or timer in hand. A context offers what
// this shape of function may do; the rest does not compile.
#ifndef WEIR_API_PROCESS_H_
#define WEIR_API_PROCESS_H_

#include "engine/api/context.h"

namespace weir {
inline namespace api {

template <class K, class In, class Out>
class KeyedProcessFunction : public RichFunction {
  static_assert(detail::Stored<K>::ok && detail::Stored<In>::ok && detail::Stored<Out>::ok);

 public:
  using Key = K;
  using Input = In;
  using Output = Out;
  using Context = detail::KeyedContextBase<K>;
  class OnTimerContext : public Context {
   public:
    OnTimerContext(runtime::Task& task, TimeDomain domain) : Context(task), domain_(domain) {}
    TimeDomain time_domain() const { return domain_; }

   private:
    TimeDomain domain_;
  };

  virtual void process_element(const In& value, Context& context, Collector<Out>& out) = 0;
  // Once per registered key and time; context.get_current_key() is the key that registered it.
  virtual void on_timer(Timestamp /*at*/, OnTimerContext& /*context*/, Collector<Out>& /*out*/) {}

 private:
  void process_on(runtime::Task& task, int /*input*/, const Value& element) final {
    Context context(task);
    Collector<Out> out(task);
    process_element(detail::from_value<In>(element), context, out);
  }
  void timer_on(runtime::Task& task, TimeDomain domain, Timestamp at) final {
    OnTimerContext context(task, domain);
    Collector<Out> out(task);
    on_timer(at, context, out);
  }
};

}  // namespace api
}  // namespace weir

#endif  // WEIR_API_PROCESS_H_
