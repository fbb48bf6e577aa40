#include "engine/state/keyed_format.h"

#include <algorithm>

#include "engine/core/check.h"

namespace weir {

namespace {

// A permutation of [0, n) by key group (a counting sort), then by `before` inside each group.
template <class GroupOf, class Before>
std::vector<std::uint32_t> sorted_by_group(std::size_t n, KeyGroupRange range, GroupOf group_of,
                                           Before before) {
  std::vector<std::uint32_t> starts(range.size() + 1);
  for (std::size_t i = 0; i < n; i++) {
    WEIR_CHECK(range.contains(group_of(i)), "keyed state outside the key groups of its subtask");
    starts[group_of(i) - range.first + 1]++;
  }
  for (std::size_t g = 1; g < starts.size(); g++) starts[g] += starts[g - 1];
  std::vector<std::uint32_t> order(n), next(starts.begin(), starts.end());
  for (std::uint32_t i = 0; i < n; i++) order[next[group_of(i) - range.first]++] = i;
  for (std::size_t g = 0; g + 1 < starts.size(); g++)
    std::sort(order.begin() + starts[g], order.begin() + starts[g + 1], before);
  return order;
}

int compare_keys(const Value& a, std::uint64_t prefix_a, const Value& b, std::uint64_t prefix_b) {
  if (a.kind() == b.kind() && prefix_a != prefix_b) return prefix_a < prefix_b ? -1 : 1;
  return a.compare(b);
}

struct CellOrder {
  const KeyedContents& contents;
  const std::vector<std::uint32_t>& rank;  // of states, by name
  std::vector<std::uint64_t> prefix;

  bool operator()(std::uint32_t i, std::uint32_t j) const {
    const auto &a = contents.cells[i], &b = contents.cells[j];
    if (a.state != b.state) return rank[a.state] < rank[b.state];
    const int c = compare_keys(*a.key, prefix[i], *b.key, prefix[j]);
    return c != 0 ? c < 0 : *a.ns < *b.ns;
  }
};

struct TimerOrder {
  const KeyedContents& contents;
  std::vector<std::uint64_t> prefix;

  bool operator()(std::uint32_t i, std::uint32_t j) const {
    const auto &a = contents.timers[i], &b = contents.timers[j];
    if (a.domain != b.domain) return a.domain < b.domain;
    if (a.timestamp != b.timestamp) return a.timestamp < b.timestamp;
    const int c = compare_keys(*a.key, prefix[i], *b.key, prefix[j]);
    return c != 0 ? c < 0 : *a.ns < *b.ns;
  }
};

template <class Refs>
std::vector<std::uint64_t> prefixes(const Refs& refs) {
  std::vector<std::uint64_t> out;
  out.reserve(refs.size());
  for (const auto& ref : refs) out.push_back(ref.key->order_prefix());
  return out;
}

}  // namespace

std::string write_keyed(const KeyedContents& contents) {
  std::vector<std::uint32_t> by_name(contents.states.size()), rank(contents.states.size());
  for (std::uint32_t i = 0; i < by_name.size(); i++) by_name[i] = i;
  std::sort(by_name.begin(), by_name.end(), [&](std::uint32_t a, std::uint32_t b) {
    return contents.states[a].name < contents.states[b].name;
  });
  std::vector<StateDescriptor> states;
  for (std::uint32_t i = 0; i < by_name.size(); i++) {
    rank[by_name[i]] = i;
    states.push_back(contents.states[by_name[i]]);
  }

  const auto& cells = contents.cells;
  const auto& timers = contents.timers;
  const CellOrder cell_order{contents, rank, prefixes(cells)};
  const TimerOrder timer_order{contents, prefixes(timers)};
  const auto cell_at = sorted_by_group(
      cells.size(), contents.range, [&](std::size_t i) { return cells[i].group; },
      [&](std::uint32_t a, std::uint32_t b) { return cell_order(a, b); });
  const auto timer_at = sorted_by_group(
      timers.size(), contents.range, [&](std::size_t i) { return timers[i].group; },
      [&](std::uint32_t a, std::uint32_t b) { return timer_order(a, b); });

  KeyedWriter writer(contents.max_parallelism, contents.range, states);
  std::size_t c = 0, t = 0;
  while (c < cell_at.size() || t < timer_at.size()) {
    KeyGroup group = c < cell_at.size() ? cells[cell_at[c]].group : timers[timer_at[t]].group;
    if (t < timer_at.size()) group = std::min(group, timers[timer_at[t]].group);
    writer.begin_section(group);
    for (; c < cell_at.size() && cells[cell_at[c]].group == group; c++) {
      const auto& cell = cells[cell_at[c]];
      writer.cell(rank[cell.state], *cell.key, *cell.ns, *cell.value);
    }
    const std::size_t first = t;
    for (; t < timer_at.size() && timers[timer_at[t]].group == group; t++) {
      const auto& timer = timers[timer_at[t]];
      if (t > first && !timer_order(timer_at[t - 1], timer_at[t])) continue;  // the same again
      writer.timer(timer.domain, timer.timestamp, *timer.key, *timer.ns);
    }
  }
  return writer.finish();
}

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
