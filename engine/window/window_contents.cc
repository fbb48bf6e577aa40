#include "engine/window/window_contents.h"

#include <utility>
#include <vector>

#include "engine/trace/recorder.h"

namespace weir {

WindowContents::WindowContents(WindowContentsSpec spec) {
  if (auto* reduce = std::get_if<ReduceSpec>(&spec)) reduce_ = std::move(reduce->function);
  if (auto* aggregate = std::get_if<AggregateSpec>(&spec))
    aggregate_ = std::move(aggregate->function);
}

Result<void> WindowContents::open(KeyedStateBackend& backend, TraceRecorder* trace,
                                  const std::string& name) {
  const auto state =
      backend.register_state({name, is_list() ? StateKind::kList : StateKind::kValue});
  if (!state) return state.error();
  backend_ = &backend;
  trace_ = trace;
  state_ = *state;
  if (trace != nullptr) name_ = trace->name(name);
  return {};
}

bool WindowContents::add(const Namespace& ns, const Value& element) {
  if (aggregate_ != nullptr) {
    if (Value* accumulator = backend_->edit(state_, ns); accumulator != nullptr) {
      aggregate_->add_into(*accumulator, element);
      if (trace_ != nullptr) trace_->st_write(name_, ns, nullptr, *accumulator);
      return false;
    }
  }
  const Value* old = backend_->get(state_, ns);
  const bool is_first = old == nullptr;
  if (is_list()) {
    if (trace_ != nullptr) trace_->st_append(name_, ns, element);
    backend_->append(state_, ns, element);
    return is_first;
  }
  Value now;
  if (aggregate_ != nullptr)
    now = aggregate_->add(element, is_first ? aggregate_->create_accumulator() : *old);
  else
    now = is_first ? element : reduce_->reduce(*old, element);
  if (trace_ != nullptr) trace_->st_write(name_, ns, nullptr, now);
  backend_->put(state_, ns, std::move(now));
  return is_first;
}

std::optional<Value> WindowContents::get(const Namespace& ns) {
  const Value* stored = backend_->get(state_, ns);
  if (stored == nullptr) return std::nullopt;
  return aggregate_ != nullptr ? aggregate_->get_result(*stored) : *stored;
}

void WindowContents::clear(const Namespace& ns) {
  if (trace_ != nullptr) trace_->st_clear(name_, ns);
  backend_->remove(state_, ns);
}

void WindowContents::merge(const Namespace& target, std::span<const TimeWindow> sources) {
  std::optional<Value> moved;
  std::vector<Value> from;
  for (const TimeWindow& source : sources) {
    const Namespace ns = source.as_namespace();
    const Value* stored = backend_->get(state_, ns);
    if (stored == nullptr) continue;
    moved = moved ? folded(std::move(*moved), *stored) : *stored;
    backend_->remove(state_, ns);
    if (trace_ != nullptr) from.push_back(Value::text(to_string(ns)));
  }
  if (!moved) return;
  if (const Value* stored = backend_->get(state_, target)) moved = folded(*stored, *moved);
  if (trace_ != nullptr)
    trace_->st_merge(name_, target, Value::list(from), is_list() ? nullptr : &*moved);
  backend_->put(state_, target, std::move(*moved));
}

Value WindowContents::folded(Value a, const Value& b) const {
  if (reduce_ != nullptr) return reduce_->reduce(a, b);
  if (aggregate_ != nullptr) return aggregate_->merge(a, b);
  for (const Value& element : b.elements()) a.append(element);
  return a;
}

}  // namespace weir
