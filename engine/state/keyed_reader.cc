// The decoder of keyed_format.h; keyed_writer.cc is its counterpart.
#include <optional>

#include "engine/core/codec.h"
#include "engine/state/keyed_bytes.h"
#include "engine/state/keyed_format.h"

namespace weir {

using namespace keyed_bytes;

namespace {

Error corrupt(const std::string& text) { return {ErrorKind::kCorrupt, "keyed snapshot: " + text}; }

}  // namespace

Result<KeyedReader> KeyedReader::open(std::string_view bytes) {
  KeyedReader reader;
  reader.bytes_ = bytes;
  Result<void> done = reader.read_header();
  if (!done) return done.error();
  return reader;
}

void KeyedReader::read_states(ByteReader& in) {
  const std::uint64_t count = in.varint();
  if (count > in.remaining()) in.fail("more states than bytes");
  for (std::uint64_t i = 0; i < count && in.ok(); i++) {
    StateDescriptor state;
    state.name = in.text();
    const std::uint8_t kind = in.u8();
    if (kind > static_cast<std::uint8_t>(StateKind::kList)) in.fail("not a kind of state");
    state.kind = static_cast<StateKind>(kind);
    if (!states_.empty() && states_.back().name >= state.name) in.fail("states out of order");
    states_.push_back(std::move(state));
  }
}

void KeyedReader::read_table(ByteReader& in, std::size_t& total) {
  const std::uint64_t count = in.varint();
  if (count > range_.size()) in.fail("more sections than key groups");
  std::uint64_t group = 0;
  for (std::uint64_t i = 0; i < count && in.ok(); i++) {
    group += in.varint() + (i == 0 ? 0 : 1);
    const std::uint64_t size = in.varint();
    const std::uint32_t crc = in.u32();
    if (group > kUpperBoundMaxParallelism || !range_.contains(static_cast<std::uint32_t>(group)))
      in.fail("a section of a key group outside the range");
    if (size > bytes_.size() - total) in.fail("sections longer than the bytes");
    if (!in.ok()) return;
    sections_.push_back({static_cast<KeyGroup>(group), total, static_cast<std::size_t>(size), crc});
    total += static_cast<std::size_t>(size);
  }
}

Result<void> KeyedReader::read_header() {
  if (bytes_.substr(0, kMagic.size()) != kMagic)
    return corrupt("its first bytes are not those of a keyed snapshot");
  ByteReader in(bytes_.substr(kMagic.size()), kMagic.size());
  const std::uint8_t version = in.u8();
  const std::uint8_t value_version = in.u8();
  if (in.ok() && (version != kVersion || value_version != ValueCodec::kVersion))
    return corrupt("written in version " + std::to_string(version) + "." +
                   std::to_string(value_version) + " of the format, this Weir reads " +
                   std::to_string(kVersion) + "." + std::to_string(ValueCodec::kVersion));
  const std::uint64_t max_parallelism = in.varint();
  const std::uint64_t first = in.varint();
  const std::uint64_t size = in.varint();
  if (max_parallelism == 0 || max_parallelism > kUpperBoundMaxParallelism ||
      first > max_parallelism || size > max_parallelism - first)
    in.fail("key groups that do not exist");
  if (!in.ok()) return in.error("keyed snapshot: header");
  max_parallelism_ = static_cast<std::uint32_t>(max_parallelism);
  range_ = {static_cast<std::uint32_t>(first), static_cast<std::int64_t>(first + size) - 1};
  read_states(in);
  std::size_t total = 0;  // sections are counted from the end of the header first
  read_table(in, total);
  const std::size_t header = in.position();
  const std::uint32_t crc = in.u32();
  if (!in.ok()) return in.error("keyed snapshot: header");
  if (crc != crc32c(bytes_.substr(0, header)))
    return corrupt("the checksum of its header (bytes 0 to " + std::to_string(header) +
                   ") is wrong");
  if (in.remaining() != total)
    return corrupt("it has " + std::to_string(in.remaining()) +
                   " bytes of state, its header says " + std::to_string(total));
  for (Section& section : sections_) section.start += header + 4;
  return {};
}

std::vector<KeyGroup> KeyedReader::groups() const {
  std::vector<KeyGroup> out;
  out.reserve(sections_.size());
  for (const Section& section : sections_) out.push_back(section.group);
  return out;
}

Result<void> KeyedReader::read(KeyGroupRange wanted, KeyedSink& sink) const {
  for (const Section& section : sections_) {
    if (!wanted.contains(section.group)) continue;
    Result<void> done = read_section(section, sink);
    if (!done) return done;
  }
  return {};
}

Result<void> KeyedReader::read_section(const Section& section, KeyedSink& sink) const {
  const std::string_view bytes = bytes_.substr(section.start, section.size);
  const std::string name = "key group " + std::to_string(section.group);
  if (crc32c(bytes) != section.crc)
    return corrupt(name + ": the checksum of bytes " + std::to_string(section.start) + " to " +
                   std::to_string(section.start + section.size) + " is wrong");
  ByteReader in(bytes, section.start);
  if (read_cells(in, section, sink) && read_timers(in, section, sink) && in.remaining() > 0)
    in.fail("bytes behind the end");
  if (!in.ok()) return in.error("keyed snapshot: " + name);
  return {};
}

void KeyedReader::check_group(ByteReader& in, const Section& section, const Value& key) const {
  if (in.ok() && key_group(key, max_parallelism_) != section.group)
    in.fail("a key that belongs to another key group");
}

bool KeyedReader::read_cells(ByteReader& in, const Section& section, KeyedSink& sink) const {
  std::uint64_t last_state = 0;
  Value last_key;
  Namespace last_ns;
  while (in.ok()) {
    const std::uint64_t state = in.varint();
    if (state == 0) break;
    if (state > states_.size()) in.fail("a state that the header does not name");
    Value key, value;
    KeyCodec::read(in, key);
    const Namespace ns = read_namespace(in);
    ValueCodec::read(in, value);
    check_group(in, section, key);
    const int by_key = state == last_state ? last_key.compare(key) : -1;
    if (state < last_state || by_key > 0 || (by_key == 0 && last_ns >= ns))
      in.fail("cells out of order");
    if (!in.ok()) break;
    last_state = state;
    last_key = key;
    last_ns = ns;
    sink.cell(static_cast<std::size_t>(state - 1), section.group, std::move(key), ns,
              std::move(value));
  }
  return in.ok();
}

bool KeyedReader::read_timers(ByteReader& in, const Section& section, KeyedSink& sink) const {
  std::uint8_t last_mark = kEnd;
  Timer last;
  while (in.ok()) {
    const std::uint8_t mark = in.u8();
    if (mark == kEnd) break;
    if (mark > kProcessingTimer) in.fail("not a kind of timer");
    Timer timer;
    timer.timestamp = in.zigzag();
    KeyCodec::read(in, timer.key);
    timer.ns = read_namespace(in);
    check_group(in, section, timer.key);
    timer.key_hash = key_hash(timer.key);
    timer.key_group = section.group;
    bool ascending = mark > last_mark;
    if (mark == last_mark && timer.timestamp == last.timestamp) {
      const int c = last.key.compare(timer.key);
      ascending = c < 0 || (c == 0 && last.ns < timer.ns);
    } else if (mark == last_mark) {
      ascending = timer.timestamp > last.timestamp;
    }
    if (!ascending) in.fail("timers out of order");
    if (!in.ok()) break;
    last_mark = mark;
    last = timer;
    sink.timer(mark == kEventTimer ? TimeDomain::kEvent : TimeDomain::kProcessing,
               std::move(timer));
  }
  return in.ok();
}

}  // namespace weir
