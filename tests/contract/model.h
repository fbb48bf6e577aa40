// The oracle of the contract suite: cells and timers in ordered maps, copied whole for a snapshot.
// Nothing of it is shared with any backend except the order of keys (KeyCodec).
#pragma once
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "tests/contract/rig.h"

namespace weir::contract {

class Model {
 public:
  explicit Model(std::uint32_t max_parallelism) : max_parallelism_(max_parallelism) {}

  void put(const std::string& state, const Value& key, const Namespace& ns, const Value& value);
  void append(const std::string& state, const Value& key, const Namespace& ns,
              const Value& element);
  void remove(const std::string& state, const Value& key, const Namespace& ns);
  std::string read(const std::string& state, const Value& key, const Namespace& ns) const;
  void add(TimeDomain domain, const Timer& timer);
  void remove(TimeDomain domain, const Timer& timer);
  // As TimerQueue::pop; what fired as text, "none" if nothing.
  std::string pop(TimeDomain domain, Timestamp until);

  std::size_t entries() const { return cells_.size(); }
  std::size_t timers(TimeDomain domain) const;
  // What Rig::dump() must show of the key groups in `range`.
  Dump dump(KeyGroupRange range) const;

 private:
  // (state name, key group, key bytes, namespace)
  using Place = std::tuple<std::string, KeyGroup, std::string, Namespace>;
  // (domain, timestamp, key bytes, namespace)
  using TimerPlace = std::tuple<TimeDomain, Timestamp, std::string, Namespace>;
  Place place(const std::string& state, const Value& key, const Namespace& ns) const;
  static TimerPlace place(TimeDomain domain, const Timer& timer);
  static std::string text(const TimerPlace& timer);

  std::uint32_t max_parallelism_;
  std::map<Place, Value> cells_;
  std::set<TimerPlace> timers_;
};

// One random step on several backends and the model at once. Every answer is compared at once.
class RandomRun {
 public:
  RandomRun(std::uint64_t seed, std::vector<Rig*> rigs);

  void step();
  Model& model() { return model_; }
  Random& random() { return random_; }
  const std::string& failure() const { return failure_; }  // empty: all answers agree

 private:
  void cell_step(const Value& key, const Namespace& ns);
  void timer_step(const Value& key, const Namespace& ns);
  void expect(const char* what, const Rig* rig, const std::string& got, const std::string& wanted);

  Random random_;
  std::vector<Rig*> rigs_;
  Model model_;
  std::string failure_;
};

}  // namespace weir::contract
