#include "tests/contract/model.h"

#include "engine/core/codec.h"

namespace weir::contract {

namespace {

struct NamedState {
  const char* name;
  StateKind kind;
};
constexpr NamedState kStates[] = {
    {"value", StateKind::kValue}, {"list", StateKind::kList}, {"another", StateKind::kValue}};

}  // namespace

Model::Place Model::place(const std::string& state, const Value& key, const Namespace& ns) const {
  return {state, key_group(key, max_parallelism_), KeyCodec::encode(key), ns};
}
Model::TimerPlace Model::place(TimeDomain domain, const Timer& t) {
  return {domain, t.timestamp, KeyCodec::encode(t.key), t.ns};
}
std::string Model::text(const TimerPlace& t) {
  Timer timer;
  timer.timestamp = std::get<1>(t);
  timer.key = *KeyCodec::decode(std::get<2>(t));
  timer.ns = std::get<3>(t);
  return timer_text(std::get<0>(t), timer);
}

void Model::put(const std::string& state, const Value& key, const Namespace& ns,
                const Value& value) {
  cells_[place(state, key, ns)] = value;
}
void Model::append(const std::string& state, const Value& key, const Namespace& ns,
                   const Value& element) {
  Value& list = cells_[place(state, key, ns)];
  std::vector<Value> all(list.elements().begin(), list.elements().end());
  all.push_back(element);
  list = Value::list(all);
}
void Model::remove(const std::string& state, const Value& key, const Namespace& ns) {
  cells_.erase(place(state, key, ns));
}
std::string Model::read(const std::string& state, const Value& key, const Namespace& ns) const {
  const auto it = cells_.find(place(state, key, ns));
  return it == cells_.end() ? "absent" : it->second.to_string();
}
void Model::add(TimeDomain domain, const Timer& t) { timers_.insert(place(domain, t)); }
void Model::remove(TimeDomain domain, const Timer& t) { timers_.erase(place(domain, t)); }

std::string Model::pop(TimeDomain domain, Timestamp until) {
  const auto it = timers_.lower_bound({domain, kMinTimestamp, "", Namespace()});
  if (it == timers_.end() || std::get<0>(*it) != domain || std::get<1>(*it) > until) return "none";
  const std::string out = text(*it);
  timers_.erase(it);
  return out;
}

std::size_t Model::timers(TimeDomain domain) const {
  std::size_t n = 0;
  for (const TimerPlace& t : timers_)
    if (std::get<0>(t) == domain) n++;
  return n;
}

Dump Model::dump(KeyGroupRange range) const {
  Dump out;
  for (const auto& [where, value] : cells_) {
    const auto& [state, group, key, ns] = where;
    if (range.contains(group)) out.push_back(cell_text(state, *KeyCodec::decode(key), ns, value));
  }
  for (const TimerPlace& t : timers_)
    if (range.contains(key_group(*KeyCodec::decode(std::get<2>(t)), max_parallelism_)))
      out.push_back(text(t));
  return out;
}

RandomRun::RandomRun(std::uint64_t seed, std::vector<Rig*> rigs)
    : random_(seed), rigs_(std::move(rigs)), model_(rigs_.front()->config().max_parallelism) {
  for (Rig* rig : rigs_)
    for (const NamedState& s : kStates) rig->state(s.name, s.kind);
}

void RandomRun::expect(const char* what, const Rig* rig, const std::string& got,
                       const std::string& wanted) {
  if (got == wanted || !failure_.empty()) return;
  std::size_t at = 0;
  while (rigs_[at] != rig) at++;
  failure_ = std::string(what) + ": backend " + std::to_string(at) + " says " + got +
             ", the model says " + wanted;
}

void RandomRun::step() {
  Value key = random_key(random_, 12);
  while (!rigs_.front()->owns(key)) key = random_key(random_, 1000);
  const Namespace ns = random_namespace(random_);
  if (random_.one_in(3)) {
    timer_step(key, ns);
  } else {
    cell_step(key, ns);
  }
}

void RandomRun::cell_step(const Value& key, const Namespace& ns) {
  const NamedState& s = kStates[random_.below(3)];
  const std::size_t action = random_.below(10);
  const bool read_first = random_.one_in(2), read_after = random_.one_in(4);
  const Value value = s.kind == StateKind::kList
                          ? Value::list({random_value(random_), random_value(random_)})
                          : random_value(random_);
  for (Rig* rig : rigs_) {
    rig->key(key);
    const StateId id = rig->state(s.name, s.kind);
    if (read_first) expect("read", rig, rig->read(id, ns), model_.read(s.name, key, ns));
    if (action < 3) {
      (*rig)->remove(id, ns);
    } else if (action < 7 && s.kind == StateKind::kList) {
      (*rig)->append(id, ns, value[0]);
      if (action == 6) (*rig)->append(id, ns, value[1]);
    } else {
      (*rig)->put(id, ns, value);
    }
  }
  if (action < 3) {
    model_.remove(s.name, key, ns);
  } else if (action < 7 && s.kind == StateKind::kList) {
    model_.append(s.name, key, ns, value[0]);
    if (action == 6) model_.append(s.name, key, ns, value[1]);
  } else {
    model_.put(s.name, key, ns, value);
  }
  for (Rig* rig : rigs_) {
    if (read_after)
      expect("read", rig, rig->read(rig->state(s.name, s.kind), ns), model_.read(s.name, key, ns));
    expect("entries", rig, std::to_string((*rig)->entries()), std::to_string(model_.entries()));
  }
}

void RandomRun::timer_step(const Value& key, const Namespace& ns) {
  const TimeDomain domain = random_.one_in(2) ? TimeDomain::kEvent : TimeDomain::kProcessing;
  const auto timestamp = static_cast<Timestamp>(random_.below(12)) - 3;
  const std::size_t action = random_.below(12);
  const std::string fired = action < 4 ? model_.pop(domain, timestamp) : "";
  const Timer timer = rigs_.front()->timer(timestamp, key, ns);
  if (action == 4) model_.remove(domain, timer);
  if (action > 5) model_.add(domain, timer);
  for (Rig* rig : rigs_) {
    TimerQueue& queue = (*rig)->timers(domain);
    if (action < 4) {
      Timer out;
      const bool any = queue.pop(timestamp, out);
      expect("pop", rig, any ? timer_text(domain, out) : "none", fired);
    } else if (action == 4) {
      queue.remove(timer);
    } else if (action == 5) {
      expect("size", rig, std::to_string(queue.size()), std::to_string(model_.timers(domain)));
    } else {
      queue.add(timer);
    }
  }
}

}  // namespace weir::contract
