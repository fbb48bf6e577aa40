// The canonical bytes of keyed state: what a KeyedHandle holds, whichever backend wrote it.
//   Header: magic, version, max parallelism, range of key groups, states (name, kind) by name, and
//   for each key group that holds anything its number, length and crc32c; crc32c of the header.
//   Then the sections, one per key group: cells by (state name, key bytes, namespace), timers by
//   (domain, timestamp, key bytes, namespace), which is order of firing.
//   Keys are written by KeyCodec, values by ValueCodec. Equal state gives equal bytes; a section
//   does not depend on the parallelism, so sections can be taken one by one.
// Reading takes the key groups it is asked for and looks at no other section.
// Errors: kCorrupt says what and at which byte; damaged or cut input never crashes. What was handed
//   to the sink before an error must be thrown away.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/bytes.h"
#include "engine/core/namespace.h"
#include "engine/state/descriptor.h"
#include "engine/state/keyed_backend.h"
#include "engine/state/snapshot.h"
#include "engine/state/timer_queue.h"

namespace weir {

class KeyedWriter;

// One cell or timer as bytes: how it sorts, and where its bytes are.
struct KeyedEntry {
  std::uint64_t prefix;  // of the key; a timer: its timestamp
  std::uint64_t second;  // a timer: the prefix of its key
  std::uint32_t major;   // key group, then state by name or time domain, then kind of key
  std::uint32_t start;   // of the key; the namespace and the value follow
  std::uint32_t key_size;
  std::uint32_t size;
};

// The sections of one snapshot, kept for the next one: what has not changed is neither encoded nor
// sorted again, but copied.
class KeyedSections {
 private:
  friend class KeyedCollector;
  struct Section {
    std::string
        bytes;  // as they are written, without the marks between and behind cells and timers
    std::size_t cells_end = 0;
    std::vector<KeyedEntry> cells, timers;  // in order
  };
  std::vector<Section> sections_;  // by key group
};

// Puts together the bytes of state that comes in any order: cells each once, timers perhaps several
// times. Encodes at once, much of it key group by key group, so that sorting and writing stay
// within the cache; nothing that is handed in needs to live on.
class KeyedCollector {
 public:
  // State numbers are indexes into `states`, which may have any order.
  KeyedCollector(std::uint32_t max_parallelism, KeyGroupRange range,
                 std::span<const StateDescriptor> states);
  void cell(std::uint32_t state, KeyGroup group, const Value& key, const Namespace& ns,
            const Value& value);
  void timer(TimeDomain domain, Timestamp timestamp, KeyGroup group, const Value& key,
             const Namespace& ns);
  std::string finish();
  // `kept`: sections of an earlier snapshot with the same states, or none yet; then those of this
  // one. What was collected replaces what is in them under the same place, or is added to it;
  // `is_whole` says of which key groups everything was collected.
  std::string finish(KeyedSections& kept, const std::function<bool(KeyGroup)>& is_whole);

 private:
  using Entry = KeyedEntry;
  // What is sorted at once: everything if there is little, else a key group.
  struct Run {
    std::string bytes;
    std::vector<Entry> cells;
    std::vector<Entry> timers;
  };

  Run& run_of(KeyGroup group);
  void spread();
  // Writes key and namespace.
  static Entry encode(Run& run, const Value& key, const Namespace& ns);
  static void sort(Run& run);
  static void write(KeyedWriter& writer, Run run);
  static KeyedSections::Section merge(const KeyedSections::Section& old, Run run);

  std::uint32_t max_parallelism_;
  KeyGroupRange range_;
  std::vector<StateDescriptor> states_;  // by name
  std::vector<std::uint32_t> rank_;      // of the caller's numbers in states_
  Run all_;                              // of all key groups, while it is little
  std::vector<Run> groups_;              // after that, by key group
};

// One level below: for who has everything sorted. Sections in ascending order, cells before timers.
class KeyedWriter {
 public:
  // `states` by name.
  KeyedWriter(std::uint32_t max_parallelism, KeyGroupRange range,
              std::span<const StateDescriptor> states);
  // A guess at the size of all sections together.
  void reserve(std::size_t bytes) { sections_.reserve(bytes); }
  void begin_section(KeyGroup group);
  void cell(std::uint32_t state, const Value& key, const Namespace& ns, const Value& value);
  void timer(TimeDomain domain, Timestamp timestamp, const Value& key, const Namespace& ns);
  // All cells and all timers of a section, as the calls below would write them.
  void encoded_section(KeyGroup group, std::string_view cells, std::string_view timers);
  // One, with key, namespace and value encoded already.
  void encoded_cell(std::uint32_t state, std::string_view bytes);
  void encoded_timer(TimeDomain domain, Timestamp timestamp, std::string_view bytes);
  std::string finish();

 private:
  void end_cells();
  void end_section();

  std::string header_;
  std::string table_;
  std::string sections_;
  std::size_t section_start_ = 0;
  std::uint64_t section_count_ = 0;
  KeyGroup group_ = 0;
  KeyGroup last_group_ = 0;
  bool in_section_ = false;
  bool cells_ended_ = false;
};

// Who takes what a reader finds. State numbers are indexes into KeyedReader::states().
class KeyedSink {
 public:
  virtual ~KeyedSink() = default;
  virtual void cell(std::size_t state, KeyGroup group, Value&& key, const Namespace& ns,
                    Value&& value) = 0;
  virtual void timer(TimeDomain domain, Timer&& timer) = 0;
};

class KeyedReader {
 public:
  // Checks and reads the header. The bytes must outlive the reader.
  static Result<KeyedReader> open(std::string_view bytes);

  std::uint32_t max_parallelism() const { return max_parallelism_; }
  KeyGroupRange range() const { return range_; }
  const std::vector<StateDescriptor>& states() const { return states_; }
  // The key groups that hold anything, ascending.
  std::vector<KeyGroup> groups() const;
  // All sections of `wanted`, in order.
  Result<void> read(KeyGroupRange wanted, KeyedSink& sink) const;

 private:
  struct Section {
    KeyGroup group;
    std::size_t start;
    std::size_t size;
    std::uint32_t crc;
  };

  Result<void> read_header();
  void read_states(ByteReader& in);
  void read_table(ByteReader& in, std::size_t& total);
  Result<void> read_section(const Section& section, KeyedSink& sink) const;
  bool read_cells(ByteReader& in, const Section& section, KeyedSink& sink) const;
  bool read_timers(ByteReader& in, const Section& section, KeyedSink& sink) const;
  void check_group(ByteReader& in, const Section& section, const Value& key) const;

  std::string_view bytes_;
  std::uint32_t max_parallelism_ = 0;
  KeyGroupRange range_;
  std::vector<StateDescriptor> states_;
  std::vector<Section> sections_;
};

// What a restore does with the handles, for every backend: of each handle it takes the key groups
// that are in its range and in the backend's. `add_state` is called for each state of each handle,
// by name, and answers the backend's number for it, with which `cell` is then called.
// Errors: kCorrupt; kRestoreRefused if the handles contradict each other or the backend (max
// parallelism, kind of a state, a key group that two handles hold).
class KeyedRestore : public KeyedSink {
 public:
  virtual Result<StateId> add_state(const StateDescriptor& descriptor) = 0;
};
Result<void> restore_keyed(std::span<const KeyedHandle> handles, const BackendConfig& config,
                           KeyedRestore& target);

}  // namespace weir
