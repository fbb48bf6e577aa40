// What restores have in common (keyed_format.h).
#include <algorithm>

#include "engine/state/keyed_format.h"

namespace weir {

Result<void> restore_keyed(std::span<const KeyedHandle> handles, const BackendConfig& config,
                           KeyedRestore& target) {
  struct Numbered final : KeyedSink {
    KeyedRestore& target;
    std::vector<StateId> ids;
    explicit Numbered(KeyedRestore& t) : target(t) {}
    void cell(std::size_t state, KeyGroup group, Value&& key, const Namespace& ns,
              Value&& value) override {
      target.cell(ids[state], group, std::move(key), ns, std::move(value));
    }
    void timer(TimeDomain domain, Timer&& timer) override {
      target.timer(domain, std::move(timer));
    }
  };

  std::vector<bool> taken(config.max_parallelism);
  for (const KeyedHandle& handle : handles) {
    Result<KeyedReader> reader = KeyedReader::open(handle.bytes);
    if (!reader) return reader.error();
    if (reader->max_parallelism() != config.max_parallelism)
      return Error{ErrorKind::kRestoreRefused, "keyed state was written with max parallelism " +
                                                   std::to_string(reader->max_parallelism()) +
                                                   ", the operator has " +
                                                   std::to_string(config.max_parallelism)};
    const KeyGroupRange held = reader->range();
    if (!handle.range.empty() && (handle.range.first < held.first || handle.range.last > held.last))
      return Error{ErrorKind::kCorrupt, "keyed snapshot: it is said to hold key groups up to " +
                                            std::to_string(handle.range.last) +
                                            ", its bytes end at " + std::to_string(held.last)};
    const KeyGroupRange wanted{std::max(handle.range.first, config.range.first),
                               std::min(handle.range.last, config.range.last)};
    for (const KeyGroup group : reader->groups()) {
      if (!wanted.contains(group)) continue;
      if (taken[group])
        return Error{ErrorKind::kRestoreRefused,
                     "two handles hold key group " + std::to_string(group)};
      taken[group] = true;
    }
    Numbered sink(target);
    for (const StateDescriptor& descriptor : reader->states()) {
      const Result<StateId> id = target.add_state(descriptor);
      if (!id) return id.error();
      sink.ids.push_back(*id);
    }
    Result<void> done = reader->read(wanted, sink);
    if (!done) return done;
  }
  return {};
}

}  // namespace weir
