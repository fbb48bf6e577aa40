// FlatMapFunction: any number of results per element; no state, no timers, no key. Pure: the same
// element must always give the same results. Follows Flink's FlatMapFunction.
#ifndef WEIR_API_FLAT_MAP_H_
#define WEIR_API_FLAT_MAP_H_

#include "engine/api/context.h"

namespace weir {
inline namespace api {

template <class In, class Out>
class FlatMapFunction : public RichFunction {
  static_assert(detail::Stored<In>::ok && detail::Stored<Out>::ok);

 public:
  using Input = In;
  using Output = Out;
  virtual void flat_map(const In& value, Collector<Out>& out) = 0;

 private:
  void process_on(runtime::Task& task, int /*input*/, const Value& element) final {
    Collector<Out> out(task);
    flat_map(detail::from_value<In>(element), out);
  }
};

}  // namespace api
}  // namespace weir

#endif  // WEIR_API_FLAT_MAP_H_
