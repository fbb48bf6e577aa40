#include "engine/core/value.h"

#include <algorithm>
#include <array>
#include <bit>
#include <new>
#include <optional>
#include <vector>

#include "engine/core/check.h"
#include "engine/core/java_text.h"

namespace weir {

namespace {

static_assert(std::endian::native == std::endian::little, "inline strings are read as words");

constexpr std::size_t kInlineText = 15;
constexpr std::size_t kMaxSize = 0xffff'ffff;  // Block::size

std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93ull;
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93ull;
  return x ^ (x >> 32);
}

std::uint64_t hash_bytes(const char* p, std::size_t n) {
  std::uint64_t h = n * 0x9E3779B97F4A7C15ull, w = 0;
  for (; n >= 8; p += 8, n -= 8) {
    std::memcpy(&w, p, 8);
    h = mix(h ^ w);
  }
  w = 0;
  std::memcpy(&w, p, n);
  return mix(h ^ w);
}

template <class T>
std::uint64_t load(const char* p) {
  T x;
  std::memcpy(&x, p, sizeof x);
  return static_cast<std::uint64_t>(x);
}

// Up to 15 bytes as two zero-padded words, by overlapping loads of fixed size: a memcpy of unknown
// size is a call.
void load_short(const char* p, std::size_t n, std::uint64_t w[2]) {
  w[0] = w[1] = 0;
  if (n >= 8) {
    w[0] = load<std::uint64_t>(p);
    if (n > 8) w[1] = load<std::uint64_t>(p + n - 8) >> (16 - n) * 8;
  } else if (n >= 4) {
    w[0] = load<std::uint32_t>(p) | load<std::uint32_t>(p + n - 4) << (n - 4) * 8;
  } else if (n > 0) {
    w[0] = load<std::uint8_t>(p) | load<std::uint8_t>(p + n / 2) << n / 2 * 8 |
           load<std::uint8_t>(p + n - 1) << (n - 1) * 8;
  }
}

// The order of doubles as an unsigned number: -0 counts as 0, every NaN as one value above all.
std::uint64_t ordered_bits(double d) {
  if (d == 0) d = 0;
  if (d != d) return ~0ull;
  std::uint64_t bits;
  std::memcpy(&bits, &d, sizeof bits);
  return bits >> 63 ? ~bits : bits | 1ull << 63;
}

template <class T>
int three_way(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int compare_spans(std::span<const Value> a, std::span<const Value> b) {
  const std::size_t both = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < both; i++) {
    if (a[i] == b[i]) continue;  // without a call: lists often begin alike
    if (const int c = a[i].compare(b[i])) return c;
  }
  return three_way(a.size(), b.size());
}

// How the entries of a small map are to be sorted, found without memory of its own. nullopt: there
// are more of them, or a key twice.
constexpr std::size_t kFewEntries = 16;
std::optional<std::array<std::uint8_t, kFewEntries>> order_of_few(std::span<const Value> entries) {
  const std::size_t count = entries.size() / 2;
  if (count > kFewEntries) return std::nullopt;
  std::array<std::uint8_t, kFewEntries> order{};
  for (std::size_t i = 0; i < count; i++) {
    std::size_t at = i;
    for (; at > 0; at--) {
      const int c = entries[2 * i].compare(entries[std::size_t{2} * order[at - 1]]);
      if (c == 0) return std::nullopt;
      if (c > 0) break;
      order[at] = order[at - 1];
    }
    order[at] = static_cast<std::uint8_t>(i);
  }
  return order;
}

}  // namespace

thread_local constinit Block* BlockPool::free_[BlockPool::kClasses] = {};

Block* BlockPool::large(std::size_t bytes) {
  auto* block = static_cast<Block*>(std::malloc(bytes));
  if (block == nullptr) throw std::bad_alloc();
  block->refs = 1;
  block->size_class = kLarge;
  block->capacity_log = 0;
  return block;
}

void BlockPool::refill(std::size_t size_class) {
  const std::size_t bytes = (size_class + 1) * 16, count = (std::size_t{64} << 10) / bytes;
  auto* slab = static_cast<char*>(std::malloc(count * bytes));  // kept until the thread ends
  if (slab == nullptr) throw std::bad_alloc();
  for (std::size_t i = count; i-- > 0;) {
    std::memcpy(slab + i * bytes + 8, &free_[size_class], sizeof(Block*));
    free_[size_class] = reinterpret_cast<Block*>(slab + i * bytes);
  }
}

const char* kind_name(Kind kind) {
  switch (kind) {
    case Kind::kNull: return "null";
    case Kind::kBool: return "bool";
    case Kind::kInt: return "int64";
    case Kind::kDouble: return "double";
    case Kind::kString: return "string";
    case Kind::kList: return "list";
    case Kind::kMap: return "map";
    case Kind::kRow: return "row";
  }
  return "?";
}

Value Value::text(std::string_view s) {
  if (s.size() <= kInlineText) {
    std::uint64_t w[2];
    load_short(s.data(), s.size(), w);
    return Value(w[0], w[1] | tag(Kind::kString) | static_cast<std::uint64_t>(s.size()) << 59);
  }
  WEIR_CHECK(s.size() <= kMaxSize, "a string is below 4 GiB");
  Block* b = BlockPool::allocate(s.size());
  b->size = static_cast<std::uint32_t>(s.size());
  b->hash = static_cast<std::uint32_t>(hash_bytes(s.data(), s.size()));
  std::memcpy(b + 1, s.data(), s.size());
  return adopt(b, Kind::kString);
}

Value Value::make_block(std::span<const Value> elements, Kind k) {
  WEIR_CHECK(elements.size() <= kMaxSize, "a block has less than 2^32 elements");
  Block* b = BlockPool::allocate(elements.size() * sizeof(Value));
  b->size = static_cast<std::uint32_t>(elements.size());
  for (std::size_t i = 0; i < elements.size(); i++) new (elements_of(b) + i) Value(elements[i]);
  return adopt(b, k);
}

Value Value::list(std::span<const Value> elements) { return make_block(elements, Kind::kList); }
Value Value::row(std::span<const Value> fields) { return make_block(fields, Kind::kRow); }

Value Value::map(std::span<const Value> entries) {
  WEIR_CHECK(entries.size() % 2 == 0, "a map needs pairs of key and value");
  if (const auto order = order_of_few(entries)) {
    Block* b = BlockPool::allocate(entries.size() * sizeof(Value));
    b->size = static_cast<std::uint32_t>(entries.size());
    for (std::size_t i = 0; i < entries.size(); i++)
      new (elements_of(b) + i) Value(entries[2 * (*order)[i / 2] + i % 2]);
    return adopt(b, Kind::kMap);
  }
  std::vector<std::size_t> order(entries.size() / 2);
  for (std::size_t i = 0; i < order.size(); i++) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return entries[2 * a].compare(entries[2 * b]) < 0;
  });
  std::vector<Value> sorted;
  sorted.reserve(entries.size());
  for (const std::size_t i : order) {
    if (!sorted.empty() && sorted[sorted.size() - 2].compare(entries[2 * i]) == 0) {
      sorted.back() = entries[2 * i + 1];
      continue;
    }
    sorted.push_back(entries[2 * i]);
    sorted.push_back(entries[2 * i + 1]);
  }
  return make_block(sorted, Kind::kMap);
}

std::size_t Value::size() const {
  switch (kind()) {
    case Kind::kList:
    case Kind::kRow: return block()->size;
    case Kind::kMap: return block()->size / 2;
    case Kind::kNull:
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kDouble:
    case Kind::kString: return 0;
  }
  return 0;
}

std::span<const Value> Value::elements() const {
  if (!is_block() || kind() == Kind::kString) return {};
  return {elements_of(block()), block()->size};
}

const Value* Value::find(const Value& key) const {
  if (kind() != Kind::kMap) return nullptr;
  const auto all = elements();
  std::size_t lo = 0, hi = all.size() / 2;
  while (lo < hi) {
    const std::size_t mid = (lo + hi) / 2;
    const int c = all[2 * mid].compare(key);
    if (c == 0) return &all[2 * mid + 1];
    (c < 0 ? lo : hi) = c < 0 ? mid + 1 : mid;
  }
  return nullptr;
}

void Value::append(Value element) {
  WEIR_CHECK(kind() == Kind::kList, "append needs a list");
  const std::uint32_t size = block()->size;
  WEIR_CHECK(size < kMaxSize, "a list has less than 2^32 elements");
  const bool room = block()->capacity_log > 0 && size < std::uint64_t{1} << block()->capacity_log;
  if (!unique() || !room) {
    std::uint16_t log = 2;
    while (std::uint64_t{1} << log < std::uint64_t{size} + 1) log++;
    Block* b = BlockPool::allocate((std::size_t{1} << log) * sizeof(Value));
    b->capacity_log = log;
    b->size = size;
    for (std::uint32_t i = 0; i < size; i++) new (elements_of(b) + i) Value(at(i));
    *this = adopt(b, Kind::kList);
  }
  new (elements_of(block()) + size) Value(std::move(element));
  block()->size = size + 1;
}

void Value::unshare_row() { *this = make_block(elements(), Kind::kRow); }

void Value::destroy() {
  Block* b = block();
  if (kind() != Kind::kString) {
    auto* e = elements_of(b);
    std::uint64_t tags = 0;
    for (std::uint32_t i = 0; i < b->size; i++) tags |= e[i].w1_;
    if (tags & kBlockBit)  // one branch for the usual row of scalars and short strings
      for (std::uint32_t i = 0; i < b->size; i++) e[i].~Value();
  }
  BlockPool::release(b);
}

bool Value::equal_blocks(const Value& o) const {
  if (block()->size != o.block()->size) return false;
  if (kind() == Kind::kString) return as_text() == o.as_text();
  for (std::uint32_t i = 0; i < block()->size; i++)
    if (!(at(i) == o.at(i))) return false;
  return true;
}

std::uint64_t Value::hash_block() const {
  if (kind() == Kind::kString) return mix(block()->hash);
  std::uint64_t h = 7;
  for (const Value& v : elements()) h = mix(h ^ v.hash());
  return h;
}

int Value::compare(const Value& o) const {
  if (w0_ == o.w0_ && w1_ == o.w1_) return 0;
  if (kind() != o.kind()) return three_way(kind(), o.kind());
  switch (kind()) {
    case Kind::kNull: return 0;
    case Kind::kBool:
    case Kind::kInt: return three_way(as_int(), o.as_int());
    case Kind::kDouble: return three_way(ordered_bits(as_double()), ordered_bits(o.as_double()));
    case Kind::kString: {
      const std::uint64_t first = order_prefix(), other = o.order_prefix();
      if (first != other) return first < other ? -1 : 1;
      const int c = as_text().compare(o.as_text());
      return c < 0 ? -1 : c > 0;
    }
    case Kind::kList:
    case Kind::kMap:
    case Kind::kRow: return compare_spans(elements(), o.elements());
  }
  return 0;
}

std::uint64_t Value::order_prefix() const {
  switch (kind()) {
    case Kind::kNull:
    case Kind::kList:
    case Kind::kMap:
    case Kind::kRow: return 0;
    case Kind::kBool: return w0_;
    case Kind::kInt: return w0_ ^ 1ull << 63;
    case Kind::kDouble: return ordered_bits(as_double());
    case Kind::kString: {
      if (!is_block()) return __builtin_bswap64(w0_);
      std::uint64_t w = 0;
      std::memcpy(&w, block() + 1, std::min<std::size_t>(8, block()->size));
      return __builtin_bswap64(w);
    }
  }
  return 0;
}

namespace {

void print(std::string& out, const Value& v);

void print_all(std::string& out, std::span<const Value> all, char open, char close, bool pairs) {
  out += open;
  for (std::size_t i = 0; i < all.size(); i++) {
    if (i > 0) out += pairs && i % 2 == 1 ? ": " : ", ";
    print(out, all[i]);
  }
  out += close;
}

void print(std::string& out, const Value& v) {
  switch (v.kind()) {
    case Kind::kNull: out += "null"; return;
    case Kind::kBool: out += v.as_bool() ? "true" : "false"; return;
    case Kind::kInt: out += std::to_string(v.as_int()); return;
    case Kind::kDouble: out += java_double(v.as_double()); return;
    case Kind::kString: append_json_text(out, v.as_text()); return;
    case Kind::kList:
    case Kind::kRow: print_all(out, v.elements(), '[', ']', false); return;
    case Kind::kMap: print_all(out, v.elements(), '{', '}', true); return;
  }
}

}  // namespace

std::string Value::to_string() const {
  std::string out;
  print(out, *this);
  return out;
}

void RowBuilder::give_up() {
  for (std::size_t i = 0; i < filled_; i++) Value::elements_of(block_)[i].~Value();
  BlockPool::release(block_);
}

}  // namespace weir
