// Programs of one's own: StreamExecutionEnvironment, DataStream, KeyedStream, with Flink's shape.
//
//   int main() {
//     weir::StreamExecutionEnvironment env;
//     env.from_elements<Pair>({{1, 3}, {1, 5}, {2, 4}})
//         .key_by(&Pair::key)
//         .process(RunningSum{})
//         .print();
//     return env.execute("sums");
//   }
//
// A stream is a cheap handle; nothing runs before execute(). What is handed over is a prototype: it
// is copied for each subtask. Mistakes of shape are static_asserts with advice; others are printed
// by execute(), which then returns 1 (the job failed) or 2 (it cannot be started).
#ifndef WEIR_API_JOB_H_
#define WEIR_API_JOB_H_

#include "engine/api/flat_map.h"
#include "engine/api/process.h"
#include "engine/api/program.h"
#include "engine/api/prototype.h"

namespace weir {
namespace detail {

template <class F>
class CopyFactory final : public runtime::Factory {
 public:
  explicit CopyFactory(const F& prototype) : prototype_(prototype) {}
  std::unique_ptr<runtime::Operator> make() const override {
    return std::make_unique<F>(prototype_);
  }

 private:
  F prototype_;
};

template <class F, class In>
class RowCall final : public runtime::RowFunction {
 public:
  explicit RowCall(const F& f) : f_(f) {}
  Value call(const Value& row) const override {
    using Out = std::remove_cvref_t<std::invoke_result_t<const F&, const In&>>;
    return to_value<Out>(f_(from_value<In>(row)));
  }
  std::unique_ptr<runtime::RowFunction> copy() const override {
    return std::make_unique<RowCall>(f_);
  }

 private:
  F f_;
};

// A function object (const In&, Collector<Out>&) as a FlatMapFunction.
template <class F, class In, class Out>
class FlatMapCall final : public FlatMapFunction<In, Out> {
 public:
  explicit FlatMapCall(const F& f) : f_(f) {}
  void flat_map(const In& value, Collector<Out>& out) override { f_(value, out); }

 private:
  F f_;
};

// The Out of such a function object: that of its second parameter.
template <class F>
struct CollectedBy;
template <class R, class In, class Out>
struct CollectedBy<R (*)(In, Collector<Out>&)> {
  using Type = Out;
};
template <class R, class C, class In, class Out>
struct CollectedBy<R (C::*)(In, Collector<Out>&) const> {
  using Type = Out;
};
template <class R, class C, class In, class Out>
struct CollectedBy<R (C::*)(In, Collector<Out>&)> {
  using Type = Out;
};
template <class F>
concept HasOneCall = requires {
  &F::operator();
};
template <class F>
struct CallOf {
  using Type = std::decay_t<F>;
};
template <HasOneCall F>
struct CallOf<F> {
  using Type = decltype(&F::operator());
};
template <class F>
concept Collects = requires {
  typename CollectedBy<typename CallOf<F>::Type>::Type;
};

// Which of the fields that WEIR_FIELDS lists it is.
template <class T, class Field>
std::ptrdiff_t index_of(Field T::*field) {
  const T probe{};
  const void* const wanted = &(probe.*field);
  std::ptrdiff_t found = -1;
  probe.weir_fields([&](const auto&... f) {
    std::ptrdiff_t i = 0;
    ((found = static_cast<const void*>(&f) == wanted ? i : found, ++i), ...);
  });
  return found;
}

template <class F, class In>
constexpr bool reads() {
  static_assert(std::is_same_v<typename F::Input, In>,
                "weir: this function reads another record type than the stream carries "
                "(compare its In with the stream's element type).");
  return std::is_same_v<typename F::Input, In>;
}

}  // namespace detail

inline namespace api {

template <class T, class K>
class KeyedStream;

template <class T>
class DataStream {
  static_assert(detail::Stored<T>::ok);

 public:
  // The name of the function that makes this stream, in traces and for its state. Give it once.
  DataStream& uid(std::string id) {
    program_->set_uid(node_, std::move(id));
    return *this;
  }

  template <class F>
  auto map(const F& f) {
    if constexpr (!std::is_invocable_v<const F&, const T&>) {
      static_assert(detail::kNever<F>, "weir: map needs a function (const T&) -> any record");
      return *this;
    } else {
      using Out = std::remove_cvref_t<std::invoke_result_t<const F&, const T&>>;
      static_assert(detail::Stored<Out>::ok);
      return calls<Out>(runtime::NodeKind::kMap, f);
    }
  }
  template <class F>
  DataStream filter(const F& keep) {
    static_assert(std::is_invocable_r_v<bool, const F&, const T&>,
                  "weir: filter needs a function (const T&) -> bool");
    if constexpr (std::is_invocable_r_v<bool, const F&, const T&>)
      return calls<T>(runtime::NodeKind::kFilter,
                      [keep](const T& value) -> bool { return keep(value); });
    else
      return *this;
  }
  // A FlatMapFunction<T, Out>, or a function (const T&, Collector<Out>&).
  template <class F>
  auto flat_map(const F& f) {
    if constexpr (requires { typename F::Input; }) {
      if constexpr (detail::ready<F>() && detail::reads<F, T>())
        return applies<typename F::Output>(runtime::NodeKind::kFlatMap, f, nullptr);
      else
        return *this;
    } else if constexpr (detail::Collects<F>) {
      using Out = typename detail::CollectedBy<typename detail::CallOf<F>::Type>::Type;
      static_assert(std::is_invocable_v<F&, const T&, Collector<Out>&>,
                    "weir: this function reads another record type than the stream carries "
                    "(compare its first parameter with the stream's element type).");
      if constexpr (std::is_invocable_v<F&, const T&, Collector<Out>&>)
        return applies<Out>(runtime::NodeKind::kFlatMap,
                            detail::FlatMapCall<std::decay_t<F>, T, Out>(f), nullptr);
      else
        return *this;
    } else {
      static_assert(detail::kNever<F>,
                    "weir: flat_map needs a FlatMapFunction, or a function "
                    "(const In&, Collector<Out>&) that says its Out.");
      return *this;
    }
  }
  template <class F>
  auto process(const F& /*function*/) {
    if constexpr (requires { typename F::Key; })
      static_assert(detail::kNever<F>,
                    "weir: this function uses keyed state, so the stream must be keyed: "
                    "stream.key_by(&Record::field).process(...)");
    else
      static_assert(detail::kNever<F>,
                    "weir: process() takes a KeyedProcessFunction<K, In, Out>, behind key_by()");
    return *this;
  }

  // &Record::field, or a pure function of the record. Equal keys share state.
  template <class Field, class R>
  KeyedStream<T, Field> key_by(Field R::*field) {
    static_assert(std::is_same_v<R, T>,
                  "weir: key_by names a field of another struct than the stream carries");
    if constexpr (std::is_same_v<R, T>)
      return {*program_, node_, program_->key(detail::index_of(field), nullptr)};
    else
      return {*program_, node_, nullptr};
  }
  template <class F>
  requires std::is_invocable_v<const F&, const T&> &&
      (!std::is_member_pointer_v<F>)auto key_by(const F& selector) {
    using K = std::remove_cvref_t<std::invoke_result_t<const F&, const T&>>;
    return KeyedStream<T, K>(
        *program_, node_,
        program_->key(-1, std::make_unique<detail::RowCall<std::decay_t<F>, T>>(selector)));
  }

  // To standard output, a line for each record.
  DataStream& print(std::string id = {}) {
    runtime::NodeSpec spec{runtime::NodeKind::kPrint, node_};
    spec.uid = std::move(id);
    program_->add(std::move(spec));
    return *this;
  }

 private:
  template <class>
  friend class DataStream;
  template <class, class>
  friend class KeyedStream;
  friend class StreamExecutionEnvironment;

  DataStream(runtime::Program& program, int node) : program_(&program), node_(node) {}

  template <class Out, class F>
  DataStream<Out> calls(runtime::NodeKind kind, const F& f) {
    runtime::NodeSpec spec{kind, node_};
    spec.function = std::make_unique<detail::RowCall<std::decay_t<F>, T>>(f);
    spec.schema = detail::schema_of<Out>();
    return DataStream<Out>(*program_, program_->add(std::move(spec)));
  }
  template <class Out, class F>
  DataStream<Out> applies(runtime::NodeKind kind, const F& f, const runtime::Key* key) {
    runtime::NodeSpec spec{kind, node_, key};
    spec.factory = std::make_unique<detail::CopyFactory<F>>(f);
    spec.schema = detail::schema_of<Out>();
    return DataStream<Out>(*program_, program_->add(std::move(spec)));
  }

  runtime::Program* program_;
  int node_;
};

template <class T, class K>
class KeyedStream {
  static_assert(detail::Stored<K>::ok);

 public:
  template <class F>
  auto process(const F& function) {
    if constexpr (!requires {
                    typename F::Key;
                    typename F::Input;
                  }) {
      static_assert(detail::kNever<F>,
                    "weir: process() on a keyed stream takes a KeyedProcessFunction<K, In, Out>");
      return stream_;
    } else if constexpr (!detail::ready<F>()) {
      return stream_;
    } else {
      static_assert(std::is_same_v<typename F::Key, K>,
                    "weir: the function's key type differs from what key_by selects "
                    "(the K of KeyedProcessFunction<K, In, Out>).");
      static_assert(detail::reads<F, T>());
      return stream_.template applies<typename F::Output>(runtime::NodeKind::kProcess, function,
                                                          key_);
    }
  }

 private:
  template <class>
  friend class DataStream;
  KeyedStream(runtime::Program& program, int node, const runtime::Key* key)
      : stream_(program, node), key_(key) {}

  DataStream<T> stream_;
  const runtime::Key* key_;
};

class StreamExecutionEnvironment {
 public:
  StreamExecutionEnvironment() : program_(runtime::make_program()) {}

  void set_parallelism(int p) { program_->set_parallelism(p); }
  void set_max_parallelism(int p) { program_->set_max_parallelism(p); }
  // "hashmap" (the default) or "rocksdb".
  void set_state_backend(std::string name) { program_->set_state_backend(std::move(name)); }

  // In order, by one subtask.
  template <class T>
  DataStream<T> from_elements(const std::vector<T>& elements) {
    runtime::NodeSpec spec{runtime::NodeKind::kSource};
    spec.rows.reserve(elements.size());
    for (const auto& e : elements) spec.rows.push_back(detail::to_value<T>(e));
    spec.schema = detail::schema_of<T>();
    return DataStream<T>(*program_, program_->add(std::move(spec)));
  }

  // Runs the job to its end. 0: it finished; 1: it failed; 2: it cannot be started. Says why.
  int execute(std::string_view job_name) { return program_->execute(job_name); }

 private:
  std::unique_ptr<runtime::Program> program_;
};

}  // namespace api
}  // namespace weir

#endif  // WEIR_API_JOB_H_
