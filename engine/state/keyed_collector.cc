// KeyedCollector of keyed_format.h: encode, sort, write.
#include <algorithm>
#include <cstring>

#include "engine/core/check.h"
#include "engine/core/codec.h"
#include "engine/state/keyed_bytes.h"
#include "engine/state/keyed_format.h"

namespace weir {

namespace {

// More than this is sorted key group by key group, so that sorting stays within the cache.
constexpr std::size_t kLittle = 32 * 1024;
// Room for these at once: a small snapshot is not to spend its time on growing.
constexpr std::size_t kFew = 8;

// KeyedEntry::major.
constexpr std::uint32_t kKindBits = 3, kRankBits = 13;
constexpr std::uint32_t kKindMask = (1u << kKindBits) - 1, kRankMask = (1u << kRankBits) - 1;
std::uint32_t major_of(KeyGroup group, std::uint32_t rank, Kind kind) {
  return (std::uint32_t{group} << kRankBits | rank) << kKindBits | static_cast<std::uint32_t>(kind);
}
KeyGroup group_of(std::uint32_t major) {
  return static_cast<KeyGroup>(major >> (kRankBits + kKindBits));
}
std::uint32_t rank_of(std::uint32_t major) { return major >> kKindBits & kRankMask; }
Timestamp timestamp_of(const KeyedEntry& timer) {
  return static_cast<Timestamp>(timer.prefix ^ 1ull << 63);
}

template <class T>
int order_of(T a, T b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

// By the bytes of key and namespace. Key bytes are self-delimiting, so the shorter size is enough.
int order_of_bytes(const KeyedEntry& a, const char* in_a, const KeyedEntry& b, const char* in_b) {
  const int by_key = std::memcmp(in_a + a.start, in_b + b.start, std::min(a.key_size, b.key_size));
  if (by_key != 0) return by_key;
  const auto namespace_of = [](const KeyedEntry& e, const char* bytes) {
    ByteReader in(std::string_view(bytes + e.start + e.key_size, e.size - e.key_size));
    return keyed_bytes::read_namespace(in);
  };
  const Namespace x = namespace_of(a, in_a), y = namespace_of(b, in_b);
  return x < y ? -1 : y < x ? 1 : 0;
}

// Prefixes compare only between keys of one kind, and kinds are the first order of keys.
int order_of_cells(const KeyedEntry& a, const char* in_a, const KeyedEntry& b, const char* in_b) {
  if (a.major != b.major) return order_of(a.major, b.major);
  if (a.prefix != b.prefix) return order_of(a.prefix, b.prefix);
  return order_of_bytes(a, in_a, b, in_b);
}

int order_of_timers(const KeyedEntry& a, const char* in_a, const KeyedEntry& b, const char* in_b) {
  if (const int c = order_of(a.major & ~kKindMask, b.major & ~kKindMask); c != 0) return c;
  if (a.prefix != b.prefix) return order_of(a.prefix, b.prefix);
  if (const int c = order_of(a.major & kKindMask, b.major & kKindMask); c != 0) return c;
  if (a.second != b.second) return order_of(a.second, b.second);
  return order_of_bytes(a, in_a, b, in_b);
}

}  // namespace

KeyedCollector::KeyedCollector(std::uint32_t max_parallelism, KeyGroupRange range,
                               std::span<const StateDescriptor> states)
    : max_parallelism_(max_parallelism), range_(range), rank_(states.size()) {
  WEIR_CHECK(states.size() < 1u << kRankBits, "an operator has thousands of states");
  states_.reserve(states.size());
  std::vector<std::uint32_t> by_name(states.size());
  for (std::uint32_t i = 0; i < by_name.size(); i++) by_name[i] = i;
  std::sort(by_name.begin(), by_name.end(),
            [&](std::uint32_t a, std::uint32_t b) { return states[a].name < states[b].name; });
  for (std::uint32_t i = 0; i < by_name.size(); i++) {
    rank_[by_name[i]] = i;
    states_.push_back(states[by_name[i]]);
  }
}

KeyedCollector::Run& KeyedCollector::run_of(KeyGroup group) {
  WEIR_CHECK(range_.contains(group), "keyed state outside the key groups of its subtask");
  if (groups_.empty()) {
    if (all_.bytes.size() < kLittle) return all_;
    spread();
  }
  return groups_[group - range_.first];
}

void KeyedCollector::spread() {
  groups_.resize(range_.size());
  const auto move = [&](const std::vector<Entry>& entries, std::vector<Entry> Run::*to) {
    for (Entry e : entries) {
      Run& run = groups_[group_of(e.major) - range_.first];
      const auto start = static_cast<std::uint32_t>(run.bytes.size());
      run.bytes.append(all_.bytes, e.start, e.size);
      e.start = start;
      (run.*to).push_back(e);
    }
  };
  move(all_.cells, &Run::cells);
  move(all_.timers, &Run::timers);
  all_ = Run();
}

KeyedCollector::Entry KeyedCollector::encode(Run& run, const Value& key, const Namespace& ns) {
  WEIR_CHECK(run.bytes.size() < std::size_t{1} << 31, "one key group holds 2 GiB of state");
  const std::size_t start = run.bytes.size();
  KeyCodec::append(run.bytes, key);
  const std::size_t key_end = run.bytes.size();
  ByteWriter out(run.bytes);
  keyed_bytes::write_namespace(out, ns);
  return {key.order_prefix(),
          0,
          0,
          static_cast<std::uint32_t>(start),
          static_cast<std::uint32_t>(key_end - start),
          0};
}

void KeyedCollector::cell(std::uint32_t state, KeyGroup group, const Value& key,
                          const Namespace& ns, const Value& value) {
  Run& run = run_of(group);
  Entry entry = encode(run, key, ns);
  ValueCodec::append(run.bytes, value);
  if (run.cells.empty()) run.cells.reserve(kFew);
  entry.major = major_of(group, rank_[state], key.kind());
  entry.size = static_cast<std::uint32_t>(run.bytes.size() - entry.start);
  run.cells.push_back(entry);
}

void KeyedCollector::timer(TimeDomain domain, Timestamp timestamp, KeyGroup group, const Value& key,
                           const Namespace& ns) {
  Run& run = run_of(group);
  Entry entry = encode(run, key, ns);
  if (run.timers.empty()) run.timers.reserve(kFew);
  entry.second = entry.prefix;
  entry.prefix = static_cast<std::uint64_t>(timestamp) ^ 1ull << 63;
  entry.major = major_of(group, static_cast<std::uint32_t>(domain), key.kind());
  entry.size = static_cast<std::uint32_t>(run.bytes.size() - entry.start);
  run.timers.push_back(entry);
}

void KeyedCollector::sort(Run& run) {
  const char* bytes = run.bytes.data();
  std::sort(run.cells.begin(), run.cells.end(),
            [&](const Entry& a, const Entry& b) { return order_of_cells(a, bytes, b, bytes) < 0; });
  std::sort(run.timers.begin(), run.timers.end(), [&](const Entry& a, const Entry& b) {
    return order_of_timers(a, bytes, b, bytes) < 0;
  });
  const auto same = [&](const Entry& a, const Entry& b) {
    return order_of_timers(a, bytes, b, bytes) == 0;
  };
  run.timers.erase(std::unique(run.timers.begin(), run.timers.end(), same), run.timers.end());
}

void KeyedCollector::write(KeyedWriter& writer, Run run) {
  sort(run);
  const std::string_view bytes = run.bytes;
  auto cell = run.cells.begin();
  auto timer = run.timers.begin();
  while (cell != run.cells.end() || timer != run.timers.end()) {
    KeyGroup group = 0xffff;
    if (cell != run.cells.end()) group = group_of(cell->major);
    if (timer != run.timers.end()) group = std::min(group, group_of(timer->major));
    writer.begin_section(group);
    for (; cell != run.cells.end() && group_of(cell->major) == group; ++cell)
      writer.encoded_cell(rank_of(cell->major), bytes.substr(cell->start, cell->size));
    for (; timer != run.timers.end() && group_of(timer->major) == group; ++timer)
      writer.encoded_timer(static_cast<TimeDomain>(rank_of(timer->major)), timestamp_of(*timer),
                           bytes.substr(timer->start, timer->size));
  }
}

std::string KeyedCollector::finish() {
  KeyedWriter writer(max_parallelism_, range_, states_);
  std::size_t size = 256;  // the header
  const auto add = [&](const Run& run) {
    size += run.bytes.size() + 2 * run.cells.size() + 8 * run.timers.size() + 16;
  };
  add(all_);
  for (const Run& run : groups_) add(run);
  writer.reserve(size);
  write(writer, std::move(all_));
  for (Run& run : groups_) write(writer, std::move(run));  // its memory goes as soon as it is done
  return writer.finish();
}

// ---- with what is kept --------------------------------------------------------------------------

namespace {

// Old entries and new ones in one order; of two in one place the new one.
template <class Order, class Append>
void merge_entries(const std::string& old_bytes, std::size_t old_begin,
                   const std::vector<KeyedEntry>& old, const std::string& new_bytes,
                   const std::vector<KeyedEntry>& added, Order order, Append append,
                   std::string& out_bytes, std::vector<KeyedEntry>& out) {
  out.reserve(old.size() + added.size());
  std::size_t next = 0, from = old_begin;  // of the old: not copied yet
  const auto copy_until = [&](std::size_t end) {
    if (next == end) return;
    const std::size_t to = old[end - 1].start + old[end - 1].size;
    const auto shift = static_cast<std::uint32_t>(out_bytes.size() - from);  // may wrap
    out_bytes.append(old_bytes, from, to - from);
    for (; next < end; next++) {
      out.push_back(old[next]);
      out.back().start += shift;
    }
    from = to;
  };
  std::size_t at = 0;
  for (const KeyedEntry& e : added) {
    int c = 1;
    while (at < old.size() && (c = order(old[at], old_bytes.data(), e, new_bytes.data())) < 0) at++;
    copy_until(at);
    if (at < old.size() && c == 0) {
      from = old[at].start + old[at].size;
      next = ++at;
    }
    append(e);
    out.push_back(e);
    out.back().start = static_cast<std::uint32_t>(out_bytes.size() - e.size);
  }
  copy_until(old.size());
}

}  // namespace

KeyedSections::Section KeyedCollector::merge(const KeyedSections::Section& old, Run run) {
  sort(run);
  const std::string_view bytes = run.bytes;
  KeyedSections::Section out;
  out.bytes.reserve(old.bytes.size() + run.bytes.size() + 2 * run.cells.size() +
                    8 * run.timers.size());
  merge_entries(
      old.bytes, 0, old.cells, run.bytes, run.cells, order_of_cells,
      [&](const Entry& e) {
        keyed_bytes::append_cell(out.bytes, rank_of(e.major), bytes.substr(e.start, e.size));
      },
      out.bytes, out.cells);
  out.cells_end = out.bytes.size();
  merge_entries(
      old.bytes, old.cells_end, old.timers, run.bytes, run.timers, order_of_timers,
      [&](const Entry& e) {
        keyed_bytes::append_timer(out.bytes, static_cast<TimeDomain>(rank_of(e.major)),
                                  timestamp_of(e), bytes.substr(e.start, e.size));
      },
      out.bytes, out.timers);
  return out;
}

std::string KeyedCollector::finish(KeyedSections& kept,
                                   const std::function<bool(KeyGroup)>& is_whole) {
  if (groups_.empty()) spread();
  kept.sections_.resize(range_.size());
  std::size_t size = 256;
  for (std::size_t i = 0; i < groups_.size(); i++) {
    KeyedSections::Section& section = kept.sections_[i];
    if (is_whole(static_cast<KeyGroup>(range_.first + i))) section = {};
    if (!groups_[i].cells.empty() || !groups_[i].timers.empty())
      section = merge(section, std::move(groups_[i]));
    size += section.bytes.size() + 16;
  }
  KeyedWriter writer(max_parallelism_, range_, states_);
  writer.reserve(size);
  for (std::size_t i = 0; i < kept.sections_.size(); i++) {
    const KeyedSections::Section& section = kept.sections_[i];
    if (section.bytes.empty()) continue;
    const std::string_view bytes = section.bytes;
    writer.encoded_section(static_cast<KeyGroup>(range_.first + i),
                           bytes.substr(0, section.cells_end), bytes.substr(section.cells_end));
  }
  return writer.finish();
}

}  // namespace weir
