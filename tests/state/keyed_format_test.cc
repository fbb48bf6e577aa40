#include "engine/state/keyed_format.h"

#include <algorithm>
#include <functional>
#include <tuple>

#include "engine/core/codec.h"
#include "tests/catch.h"
#include "tests/state/random_values.h"

using namespace weir;

namespace {

// Keeps what is read, as text.
struct Collector final : KeyedSink {
  std::vector<std::string> cells;
  std::vector<std::string> timers;
  void cell(std::size_t state, KeyGroup group, Value&& key, const Namespace& ns,
            Value&& value) override {
    cells.push_back(std::to_string(state) + "@" + std::to_string(group) + " " + key.to_string() +
                    to_string(ns) + "=" + value.to_string());
  }
  void timer(TimeDomain domain, Timer&& t) override {
    timers.push_back((domain == TimeDomain::kEvent ? "e" : "p") + std::to_string(t.timestamp) +
                     " " + t.key.to_string() + to_string(t.ns));
  }
};

constexpr std::uint32_t kMax = 16;

// What is to be written, to be shuffled and cut; all pointers are into a Sample.
struct KeyedContents {
  struct CellRef {
    const Value* key;
    const Value* value;
    const Namespace* ns;
    std::uint32_t state;
    KeyGroup group;
  };
  struct TimerRef {
    const Value* key;
    const Namespace* ns;
    Timestamp timestamp;
    TimeDomain domain;
    KeyGroup group;
  };
  std::uint32_t max_parallelism = 0;
  KeyGroupRange range;
  std::vector<StateDescriptor> states;
  std::vector<CellRef> cells;
  std::vector<TimerRef> timers;
};

std::string write_keyed(const KeyedContents& contents) {
  KeyedCollector out(contents.max_parallelism, contents.range, contents.states);
  for (const auto& c : contents.cells) out.cell(c.state, c.group, *c.key, *c.ns, *c.value);
  for (const auto& t : contents.timers) out.timer(t.domain, t.timestamp, t.group, *t.key, *t.ns);
  return out.finish();
}

// Some state of the key groups in `range`; everything it points into is in the sample.
struct Sample {
  std::vector<Value> keys, values;
  std::vector<Namespace> spaces;
  KeyedContents contents;

  explicit Sample(KeyGroupRange range, std::uint64_t seed = 1, int cells = 60) {
    ValueMaker random(seed);
    contents.max_parallelism = kMax;
    contents.range = range;
    contents.states = {{"z", StateKind::kValue}, {"a", StateKind::kList}, {"", StateKind::kValue}};
    spaces = {{}, {0, 10}, {-7, 3}, {kMinTimestamp, kMaxTimestamp}};
    keys.reserve(static_cast<std::size_t>(cells));
    values.reserve(static_cast<std::size_t>(cells));
    for (int i = 0; i < cells; i++) {
      Value key = Value::text("k" + std::to_string(i));
      const KeyGroup group = key_group(key, kMax);
      if (!range.contains(group)) continue;
      keys.push_back(std::move(key));
      values.push_back(random.value());
      const auto state = static_cast<std::uint32_t>(random.below(3));
      contents.cells.push_back(
          {&keys.back(), &values.back(), &spaces[random.below(4)], state, group});
      const TimeDomain domain = random.below(2) == 0 ? TimeDomain::kEvent : TimeDomain::kProcessing;
      contents.timers.push_back({&keys.back(), &spaces[random.below(4)],
                                 static_cast<Timestamp>(random.below(5)) - 2, domain, group});
    }
  }
};

constexpr KeyGroupRange kAll{0, kMax - 1};

Result<void> read_all(const std::string& bytes, Collector& into) {
  Result<KeyedReader> reader = KeyedReader::open(bytes);
  if (!reader) return reader.error();
  return reader->read(reader->range(), into);
}

}  // namespace

TEST_CASE("Keyed bytes hold what was written, in canonical order") {
  Sample sample(kAll);
  const std::string bytes = write_keyed(sample.contents);
  const Result<KeyedReader> reader = KeyedReader::open(bytes);
  REQUIRE(reader.has_value());
  CHECK(reader->max_parallelism() == kMax);
  CHECK(reader->range() == kAll);
  CHECK(reader->states() == std::vector<StateDescriptor>{{"", StateKind::kValue},
                                                         {"a", StateKind::kList},
                                                         {"z", StateKind::kValue}});
  Collector got;
  REQUIRE(reader->read(kAll, got).has_value());
  CHECK(got.cells.size() == sample.contents.cells.size());
  CHECK(got.timers.size() == sample.contents.timers.size());
}

TEST_CASE("The order in which state is handed in does not show") {
  Sample sample(kAll);
  const std::string bytes = write_keyed(sample.contents);
  std::reverse(sample.contents.cells.begin(), sample.contents.cells.end());
  std::reverse(sample.contents.timers.begin(), sample.contents.timers.end());
  sample.contents.timers.push_back(sample.contents.timers[3]);  // a duplicate
  CHECK(write_keyed(sample.contents) == bytes);
}

TEST_CASE("The bytes of a small snapshot are pinned") {
  const Value key = Value::integer(1), value = Value::integer(2);
  const Namespace none, window{10, 15};
  KeyedContents contents;
  contents.max_parallelism = 128;
  contents.range = {0, 127};
  contents.states = {{"count", StateKind::kValue}};
  const KeyGroup group = key_group(key, 128);
  contents.cells = {{&key, &value, &none, 0, group}};
  contents.timers = {{&key, &window, 14, TimeDomain::kEvent, group}};
  std::string section;
  ByteWriter out(section);
  out.u8(1);  // state 0
  KeyCodec::append(section, key);
  out.u8(0);  // void namespace
  ValueCodec::append(section, value);
  out.u8(0);  // end of cells
  out.u8(1);  // event timer
  out.zigzag(14);
  KeyCodec::append(section, key);
  out.u8(1);
  out.zigzag(10);
  out.zigzag(5);
  out.u8(0);
  std::string expected = "WeirKeys";
  ByteWriter header(expected);
  header.u8(1);
  header.u8(1);
  header.varint(128);
  header.varint(0);
  header.varint(128);
  header.varint(1);
  header.text("count");
  header.u8(0);
  header.varint(1);
  header.varint(group);
  header.varint(section.size());
  header.u32(crc32c(section));
  header.u32(crc32c(expected));
  CHECK(write_keyed(contents) == expected + section);
}

TEST_CASE("Nothing at all has bytes, too") {
  KeyedContents contents;
  contents.max_parallelism = kMax;
  contents.range = {4, 7};
  Collector got;
  REQUIRE(read_all(write_keyed(contents), got).has_value());
  CHECK(got.cells.empty());
  contents.range = {5, 4};  // a subtask without key groups
  REQUIRE(read_all(write_keyed(contents), got).has_value());
}

TEST_CASE("A section does not depend on the range it was written with") {
  // The same sample, once whole and once in four parts: each part reads as the whole does there.
  Sample whole(kAll);
  const std::string bytes = write_keyed(whole.contents);
  const Result<KeyedReader> reader = KeyedReader::open(bytes);
  for (std::uint32_t part = 0; part < 4; part++) {
    const KeyGroupRange range = key_group_range(kMax, 4, part);
    KeyedContents contents = whole.contents;
    contents.range = range;
    std::erase_if(contents.cells, [&](const auto& c) { return !range.contains(c.group); });
    std::erase_if(contents.timers, [&](const auto& t) { return !range.contains(t.group); });
    Collector of_part, of_whole;
    REQUIRE(read_all(write_keyed(contents), of_part).has_value());
    REQUIRE(reader->read(range, of_whole).has_value());
    CHECK(of_part.cells == of_whole.cells);
    CHECK(of_part.timers == of_whole.timers);
    CHECK(!of_part.cells.empty());
  }
}

TEST_CASE("Only the wanted sections are looked at") {
  Sample sample(kAll);
  std::string bytes = write_keyed(sample.contents);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);  // in the last section
  const Result<KeyedReader> reader = KeyedReader::open(bytes);
  REQUIRE(reader.has_value());
  const KeyGroup last = reader->groups().back();
  Collector got;
  CHECK(reader->read({0, last - 1}, got).has_value());
  const Result<void> damaged = reader->read({last, last}, got);
  REQUIRE(!damaged);
  CHECK(damaged.error().kind == ErrorKind::kCorrupt);
  CHECK_THAT(damaged.error().text, Catch::Matchers::ContainsSubstring("keyed snapshot: key group " +
                                                                      std::to_string(last)));
}

TEST_CASE("Every flipped bit of keyed bytes is found") {
  Sample sample(kAll, 2, 25);
  const std::string bytes = write_keyed(sample.contents);
  for (std::size_t bit = 0; bit < bytes.size() * 8; bit++) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    Collector got;
    const Result<void> done = read_all(damaged, got);
    INFO("bit " << bit);
    REQUIRE(!done);
    REQUIRE(done.error().kind == ErrorKind::kCorrupt);
    REQUIRE(done.error().text.starts_with("keyed snapshot: "));
  }
}

TEST_CASE("Keyed bytes that are cut, or have more behind them, are refused") {
  Sample sample(kAll, 3, 25);
  const std::string bytes = write_keyed(sample.contents);
  for (std::size_t n = 0; n < bytes.size(); n++) {
    Collector got;
    const Result<void> done = read_all(bytes.substr(0, n), got);
    INFO("length " << n);
    REQUIRE(!done);
    REQUIRE(done.error().kind == ErrorKind::kCorrupt);
  }
  Collector got;
  CHECK(!read_all(bytes + "x", got).has_value());
}

TEST_CASE("Damage under a right checksum is refused or read, never a crash") {
  // The checksums are made good again, so the decoders behind them see the damage.
  Sample sample({0, 0}, 4, 200);
  const std::string bytes = write_keyed(sample.contents);
  const std::size_t section_size = [&] {
    const Result<KeyedReader> reader = KeyedReader::open(bytes);
    REQUIRE(reader->groups().size() == 1);
    ByteReader in(bytes);
    in.raw(10);  // magic, versions
    for (int i = 0; i < 3; i++) in.varint();
    for (std::uint64_t n = in.varint(); n > 0; n--) {
      in.text();
      in.u8();
    }
    in.varint();
    in.varint();
    return static_cast<std::size_t>(in.varint());
  }();
  const std::size_t start = bytes.size() - section_size;
  REQUIRE(crc32c(std::string_view(bytes).substr(start)) ==
          ByteReader(std::string_view(bytes).substr(start - 8)).u32());
  ValueMaker random(5);
  std::size_t refused = 0;
  for (int round = 0; round < 5000; round++) {
    std::string damaged = bytes;
    for (std::size_t i = random.below(3); i < 3; i++)
      damaged[start + random.below(section_size)] = static_cast<char>(random.bits());
    const auto crc_at = [&](std::size_t at, std::uint32_t crc) {
      std::string four;
      ByteWriter(four).u32(crc);
      damaged.replace(at, 4, four);
    };
    crc_at(start - 8, crc32c(std::string_view(damaged).substr(start)));
    crc_at(start - 4, crc32c(std::string_view(damaged).substr(0, start - 4)));
    Collector got;
    const Result<void> done = read_all(damaged, got);
    if (done) continue;
    refused++;
    REQUIRE(done.error().kind == ErrorKind::kCorrupt);
    REQUIRE_THAT(done.error().text,
                 Catch::Matchers::StartsWith("keyed snapshot: key group 0 at byte "));
  }
  CHECK(refused > 2000);
}

TEST_CASE("Entries out of order, twice, or in a section of another key group are refused") {
  const StateDescriptor states[] = {{"a", StateKind::kValue}, {"b", StateKind::kValue}};
  const Value key = Value::integer(1), value = Value::integer(2);
  const KeyGroup group = key_group(key, kMax);
  Value second = Value::integer(2);  // a larger key of the same group
  while (key_group(second, kMax) != group) second = Value::integer(second.as_int() + 1);
  const auto why = [&](KeyGroup section, const std::function<void(KeyedWriter&)>& write) {
    KeyedWriter writer(kMax, kAll, states);
    writer.begin_section(section);
    write(writer);
    Collector got;
    const Result<void> done = read_all(writer.finish(), got);
    if (done) return std::string("read");
    return done.error().text.substr(done.error().text.rfind(": ") + 2);
  };
  CHECK(why(group, [&](KeyedWriter& w) {
          w.cell(0, key, {0, 5}, value);
          w.cell(0, key, {0, 6}, value);
          w.cell(0, second, {}, value);
          w.cell(1, key, {}, value);
          w.timer(TimeDomain::kEvent, 5, key, {});
          w.timer(TimeDomain::kEvent, 5, second, {});
          w.timer(TimeDomain::kEvent, 6, key, {});
          w.timer(TimeDomain::kProcessing, 1, key, {});
        }) == "read");
  using Place = std::tuple<std::uint32_t, Value, Namespace>;
  const std::pair<Place, Place> cells[] = {{{1, key, {}}, {0, key, {}}},
                                           {{0, second, {}}, {0, key, {}}},
                                           {{0, key, {0, 6}}, {0, key, {0, 5}}},
                                           {{0, key, {}}, {0, key, {}}}};
  for (const auto& [x, y] : cells) {
    const Place &a = x, &b = y;
    CHECK(why(group, [&](KeyedWriter& w) {
            w.cell(std::get<0>(a), std::get<1>(a), std::get<2>(a), value);
            w.cell(std::get<0>(b), std::get<1>(b), std::get<2>(b), value);
          }) == "cells out of order");
  }
  using At = std::tuple<TimeDomain, Timestamp, Value>;
  const std::pair<At, At> timers[] = {
      {{TimeDomain::kProcessing, 5, key}, {TimeDomain::kEvent, 6, key}},
      {{TimeDomain::kEvent, 5, key}, {TimeDomain::kEvent, 4, second}},
      {{TimeDomain::kEvent, 5, second}, {TimeDomain::kEvent, 5, key}},
      {{TimeDomain::kEvent, 5, key}, {TimeDomain::kEvent, 5, key}}};
  for (const auto& [x, y] : timers) {
    const At &a = x, &b = y;
    CHECK(why(group, [&](KeyedWriter& w) {
            w.timer(std::get<0>(a), std::get<1>(a), std::get<2>(a), {});
            w.timer(std::get<0>(b), std::get<1>(b), std::get<2>(b), {});
          }) == "timers out of order");
  }
  const auto other = static_cast<KeyGroup>((group + 1) % kMax);
  CHECK(why(other, [&](KeyedWriter& w) { w.cell(0, key, {}, value); }) ==
        "a key that belongs to another key group");
  CHECK(why(other, [&](KeyedWriter& w) { w.timer(TimeDomain::kEvent, 5, key, {}); }) ==
        "a key that belongs to another key group");
}

TEST_CASE("A newer version of the keyed format is named") {
  KeyedContents contents;
  contents.max_parallelism = kMax;
  contents.range = kAll;
  std::string bytes = write_keyed(contents);
  bytes[8] = 7;
  const Result<KeyedReader> reader = KeyedReader::open(bytes);
  REQUIRE(!reader);
  CHECK(reader.error().text ==
        "keyed snapshot: written in version 7.1 of the format, this Weir reads 1.1");
}
