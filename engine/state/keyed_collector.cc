// KeyedCollector of keyed_format.h: encode by key group, sort each group, write.
#include <algorithm>
#include <cstring>

#include "engine/core/check.h"
#include "engine/core/codec.h"
#include "engine/state/keyed_bytes.h"
#include "engine/state/keyed_format.h"

namespace weir {

KeyedCollector::KeyedCollector(std::uint32_t max_parallelism, KeyGroupRange range,
                               std::span<const StateDescriptor> states)
    : max_parallelism_(max_parallelism),
      range_(range),
      rank_(states.size()),
      groups_(range.size()) {
  std::vector<std::uint32_t> by_name(states.size());
  for (std::uint32_t i = 0; i < by_name.size(); i++) by_name[i] = i;
  std::sort(by_name.begin(), by_name.end(),
            [&](std::uint32_t a, std::uint32_t b) { return states[a].name < states[b].name; });
  for (std::uint32_t i = 0; i < by_name.size(); i++) {
    rank_[by_name[i]] = i;
    states_.push_back(states[by_name[i]]);
  }
}

KeyedCollector::Group& KeyedCollector::group_at(KeyGroup group) {
  WEIR_CHECK(range_.contains(group), "keyed state outside the key groups of its subtask");
  return groups_[group - range_.first];
}

KeyedCollector::Entry KeyedCollector::encode(Group& group, const Value& key, const Namespace& ns) {
  WEIR_CHECK(group.bytes.size() < std::size_t{1} << 31, "one key group holds 2 GiB of state");
  const std::size_t start = group.bytes.size();
  KeyCodec::append(group.bytes, key);
  const std::size_t key_end = group.bytes.size();
  ByteWriter out(group.bytes);
  keyed_bytes::write_namespace(out, ns);
  return {key.order_prefix(), 0, static_cast<std::uint32_t>(start),
          static_cast<std::uint32_t>(key_end - start), 0};
}

void KeyedCollector::cell(std::uint32_t state, KeyGroup group, const Value& key,
                          const Namespace& ns, const Value& value) {
  Group& g = group_at(group);
  Entry entry = encode(g, key, ns);
  ValueCodec::append(g.bytes, value);
  // Prefixes compare only between keys of one kind, and kinds are the first order of keys.
  entry.major = rank_[state] << 3 | static_cast<std::uint32_t>(key.kind());
  entry.size = static_cast<std::uint32_t>(g.bytes.size() - entry.start);
  g.cells.push_back(entry);
}

void KeyedCollector::timer(TimeDomain domain, Timestamp timestamp, KeyGroup group, const Value& key,
                           const Namespace& ns) {
  Group& g = group_at(group);
  Entry entry = encode(g, key, ns);
  entry.prefix = static_cast<std::uint64_t>(timestamp) ^ 1ull << 63;
  entry.major = static_cast<std::uint32_t>(domain);
  entry.size = static_cast<std::uint32_t>(g.bytes.size() - entry.start);
  g.timers.push_back(entry);
}

// Of two entries with the same major and prefix. Key bytes are self-delimiting, so the shorter size
// is enough.
int KeyedCollector::compare(const Group& group, const Entry& a, const Entry& b) {
  const char* bytes = group.bytes.data();
  const int by_key =
      std::memcmp(bytes + a.start, bytes + b.start, std::min(a.key_size, b.key_size));
  if (by_key != 0) return by_key;
  const auto namespace_of = [&](const Entry& e) {
    ByteReader in(std::string_view(group.bytes).substr(e.start + e.key_size));
    return keyed_bytes::read_namespace(in);
  };
  const Namespace x = namespace_of(a), y = namespace_of(b);
  return x < y ? -1 : y < x ? 1 : 0;
}

void KeyedCollector::sort(const Group& group, std::vector<Entry>& entries) {
  std::sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
    if (a.major != b.major) return a.major < b.major;
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    return compare(group, a, b) < 0;
  });
}

std::string KeyedCollector::finish() {
  KeyedWriter writer(max_parallelism_, range_, states_);
  std::size_t size = 4096;  // the header
  for (const Group& group : groups_)
    size += group.bytes.size() + group.cells.size() + 8 * group.timers.size() + 32;
  writer.reserve(size);
  for (std::size_t i = 0; i < groups_.size(); i++) {
    Group group = std::move(groups_[i]);  // its memory goes as soon as it is written
    if (group.cells.empty() && group.timers.empty()) continue;
    writer.begin_section(static_cast<KeyGroup>(range_.first + i));
    sort(group, group.cells);
    for (const Entry& e : group.cells)
      writer.encoded_cell(e.major >> 3, std::string_view(group.bytes).substr(e.start, e.size));
    sort(group, group.timers);
    const Entry* last = nullptr;
    for (const Entry& e : group.timers) {
      const bool again = last != nullptr && last->major == e.major && last->prefix == e.prefix &&
                         compare(group, *last, e) == 0;
      last = &e;
      if (again) continue;
      writer.encoded_timer(static_cast<TimeDomain>(e.major),
                           static_cast<Timestamp>(e.prefix ^ 1ull << 63),
                           std::string_view(group.bytes).substr(e.start, e.size));
    }
  }
  return writer.finish();
}

}  // namespace weir
