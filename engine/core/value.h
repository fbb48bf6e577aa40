// Value: the closed variant of which every record, key and state cell is made.
//   null, bool, int64, double, string, list, map or row, in 16 bytes. Scalars and strings of up to
//   15 bytes are inline; longer strings, lists, maps and rows are counted blocks that are never
//   changed once somebody else can see them. Copying never copies a payload. A row holds its fields
//   by index; names live in the RowType of the stream. A map keeps its entries sorted by compare(),
//   each key once. Not for use by several threads at a time.
// Order: compare() is KeyCodec's: null < bool < int < double < string < list < map < row,
//   strings bytewise, doubles numerically with -0 = 0 and NaN above all.
// Equality is Java's, and hash() agrees with it: same kind, same contents, doubles by bits. There
//   is one NaN, which equals itself; -0 and 0 differ, though neither compares below the other.
//   Apart from that a == b if and only if a.compare(b) == 0.
// Traps: as_text() of an inline string points into the Value and dies when it moves. as_…() and
//   at() do not look at the kind: ask kind() first. A moved-from Value is null.
#pragma once
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "engine/core/block_pool.h"
#include "engine/core/check.h"

namespace weir {

enum class Kind : std::uint8_t { kNull, kBool, kInt, kDouble, kString, kList, kMap, kRow };

const char* kind_name(Kind kind);

class Value {
 public:
  Value() noexcept = default;  // null
  Value(const Value& o) noexcept : w0_(o.w0_), w1_(o.w1_) {
    if (is_block()) ++block()->refs;
  }
  Value(Value&& o) noexcept : w0_(std::exchange(o.w0_, 0)), w1_(std::exchange(o.w1_, 0)) {}
  // Both read all of `o` before they let go of what was here: `o` may live inside it (v = v[0]).
  Value& operator=(const Value& o) noexcept {
    const std::uint64_t w0 = o.w0_, w1 = o.w1_;
    if (o.is_block()) ++o.block()->refs;
    clear();
    w0_ = w0;
    w1_ = w1;
    return *this;
  }
  Value& operator=(Value&& o) noexcept {
    const std::uint64_t w0 = std::exchange(o.w0_, 0), w1 = std::exchange(o.w1_, 0);
    clear();
    w0_ = w0;
    w1_ = w1;
    return *this;
  }
  ~Value() { clear(); }

  static Value null() { return {}; }
  static Value boolean(bool v) { return Value(v ? 1 : 0, tag(Kind::kBool)); }
  static Value integer(std::int64_t v) {
    return Value(static_cast<std::uint64_t>(v), tag(Kind::kInt));
  }
  // Every NaN becomes Java's: which bits 0.0 / 0 has depends on the processor.
  static Value number(double v) {
    std::uint64_t w = 0x7ff8000000000000ull;
    if (v == v) std::memcpy(&w, &v, sizeof w);
    return Value(w, tag(Kind::kDouble));
  }
  static Value text(std::string_view s);
  static Value list(std::span<const Value> elements);
  static Value list(std::initializer_list<Value> elements) {
    return list(std::span<const Value>(elements.begin(), elements.size()));
  }
  static Value row(std::span<const Value> fields);
  static Value row(std::initializer_list<Value> fields) {
    return row(std::span<const Value>(fields.begin(), fields.size()));
  }
  // Entries as key, value, key, value, …; sorted here. Of keys that compare equal the first stays,
  // with the last value, as HashMap.put does.
  static Value map(std::span<const Value> entries);

  Kind kind() const { return static_cast<Kind>(w1_ >> 56 & 7); }
  bool is_null() const { return kind() == Kind::kNull; }
  bool as_bool() const { return w0_ != 0; }
  std::int64_t as_int() const { return static_cast<std::int64_t>(w0_); }
  double as_double() const {
    double d;
    std::memcpy(&d, &w0_, sizeof d);
    return d;
  }
  std::string_view as_text() const {
    if (is_block()) return {reinterpret_cast<const char*>(block() + 1), block()->size};
    return {reinterpret_cast<const char*>(this), static_cast<std::size_t>(w1_ >> 59 & 15)};
  }
  // Lists and rows: number of elements. Maps: number of entries. Everything else: 0.
  std::size_t size() const;
  // Lists and rows: element i. Maps: key of entry i / 2 if i is even, its value if odd. Below the
  // number of elements().
  const Value& at(std::size_t i) const { return elements_of(block())[i]; }
  const Value& operator[](std::size_t i) const { return at(i); }
  std::span<const Value> elements() const;
  // Maps: the value of `key`, or nullptr. Everything else: nullptr.
  const Value* find(const Value& key) const;

  // Change in place when nobody else holds the block, else copy first. Lists grow with room to
  // spare.
  void append(Value element);                   // a list
  void set_field(std::size_t i, Value field) {  // a row
    WEIR_CHECK(kind() == Kind::kRow && i < block()->size,
               "set_field needs a row that has the field");
    if (!unique()) [[unlikely]]
      unshare_row();
    elements_of(block())[i] = std::move(field);
  }
  // Says that the block will soon be looked at.
  void prefetch() const {
    if (is_block()) __builtin_prefetch(block());
  }
  bool unique() const { return is_block() && block()->refs == 1; }

  bool operator==(const Value& o) const {
    if (w0_ == o.w0_ && w1_ == o.w1_) return true;
    return (is_block() && w1_ == o.w1_) ? equal_blocks(o) : false;
  }
  int compare(const Value& o) const;
  bool operator<(const Value& o) const { return compare(o) < 0; }

  // Placement in hash tables only: never visible, may change between versions.
  std::uint64_t hash() const {
    if (!is_block()) [[likely]] {
      const Uint128 m = Uint128{w0_ ^ 0x9E3779B97F4A7C15ull} * (w1_ ^ 0xd6e8feb86659fd93ull);
      return static_cast<std::uint64_t>(m) ^ static_cast<std::uint64_t>(m >> 64);
    }
    return hash_block();
  }
  // First eight bytes of the order: a < b in prefix implies a < b for two values of the same kind.
  std::uint64_t order_prefix() const;

  // For people and error texts: JSON-like, doubles in Java's formatting. Rows print as [a, b] (they
  // do not know names).
  std::string to_string() const;

 private:
  friend class RowBuilder;
  __extension__ typedef unsigned __int128 Uint128;  // outside of ISO C++, in both compilers
  static constexpr std::uint64_t kBlockBit = 1ull << 63;
  static constexpr std::uint64_t tag(Kind k) { return static_cast<std::uint64_t>(k) << 56; }
  static Value adopt(Block* b, Kind k) {
    return Value(reinterpret_cast<std::uint64_t>(b), tag(k) | kBlockBit);
  }
  static Value* elements_of(Block* b) { return reinterpret_cast<Value*>(b + 1); }
  static const Value* elements_of(const Block* b) { return reinterpret_cast<const Value*>(b + 1); }
  static Value make_block(std::span<const Value> elements, Kind k);

  Value(std::uint64_t w0, std::uint64_t w1) noexcept : w0_(w0), w1_(w1) {}
  bool is_block() const { return static_cast<std::int64_t>(w1_) < 0; }
  Block* block() const { return reinterpret_cast<Block*>(w0_); }
  void clear() {
    if (is_block() && --block()->refs == 0) destroy();
  }
  void destroy();
  void unshare_row();
  bool equal_blocks(const Value& o) const;
  std::uint64_t hash_block() const;

  // w0_: the scalar, bytes 0..7 of an inline string, or the block. w1_ from the top: block bit,
  // length of an inline string (4 bits), kind (3 bits), its bytes 8..14. Unused bits are 0: ==
  // compares both.
  std::uint64_t w0_ = 0, w1_ = 0;
};
static_assert(sizeof(Value) == 16 && std::is_standard_layout_v<Value>);

// Builds a row in place: one allocation, no copies. Exactly `fields` calls of add(), then take().
class RowBuilder {
 public:
  explicit RowBuilder(std::size_t fields) : block_(BlockPool::allocate(fields * sizeof(Value))) {
    block_->size = static_cast<std::uint32_t>(fields);
  }
  RowBuilder(const RowBuilder&) = delete;
  RowBuilder& operator=(const RowBuilder&) = delete;
  ~RowBuilder() {
    if (block_ != nullptr) [[unlikely]]
      give_up();
  }
  RowBuilder& add(Value v) {
    new (Value::elements_of(block_) + filled_++) Value(std::move(v));
    return *this;
  }
  Value take() {
    WEIR_CHECK(filled_ == block_->size, "a row needs all of its fields");
    return Value::adopt(std::exchange(block_, nullptr), Kind::kRow);
  }

 private:
  void give_up();

  Block* block_;
  std::size_t filled_ = 0;
};

}  // namespace weir
