#include "engine/core/codec.h"

#include <vector>

#include "engine/core/check.h"

namespace weir {

namespace {

constexpr std::uint64_t kSign = 1ull << 63;
constexpr std::uint64_t kNaN = 0x7ff8000000000000ull;
constexpr std::uint64_t kInfinity = 0x7ff0000000000000ull;
constexpr char kEnd = 0;  // of a list, map or row; below every tag

std::uint64_t bits_of(double d) {
  std::uint64_t bits;
  std::memcpy(&bits, &d, sizeof bits);
  return bits;
}
double double_of(std::uint64_t bits) {
  double d;
  std::memcpy(&d, &bits, sizeof d);
  return d;
}

// ---- keys
// ----------------------------------------------------------------------------------------

std::uint64_t order_of(double d) {
  if (d != d) return ~0ull;
  const std::uint64_t bits = bits_of(d == 0 ? 0.0 : d);
  return bits & kSign ? ~bits : bits | kSign;
}

void append_key(std::string& out, const Value& key, int depth);

void append_key_text(std::string& out, std::string_view text) {
  for (;;) {
    const std::size_t zero = text.find('\0');
    if (zero == std::string_view::npos) break;
    out.append(text.substr(0, zero + 1));
    out.push_back('\xff');
    text.remove_prefix(zero + 1);
  }
  out.append(text);
  out.append(2, '\0');
}

void append_key_elements(std::string& out, const Value& key, int depth) {
  WEIR_CHECK(depth < kMaxNesting, "a key is nested too deeply to be written");
  for (const Value& e : key.elements()) append_key(out, e, depth + 1);
  out.push_back(kEnd);
}

void append_key(std::string& out, const Value& key, int depth) {
  out.push_back(static_cast<char>(static_cast<int>(key.kind()) + 1));
  switch (key.kind()) {
    case Kind::kNull: return;
    case Kind::kBool: out.push_back(key.as_bool() ? '\1' : '\0'); return;
    case Kind::kInt:
      ByteWriter(out).u64_big(static_cast<std::uint64_t>(key.as_int()) ^ kSign);
      return;
    case Kind::kDouble: ByteWriter(out).u64_big(order_of(key.as_double())); return;
    case Kind::kString: append_key_text(out, key.as_text()); return;
    case Kind::kList:
    case Kind::kMap:
    case Kind::kRow: append_key_elements(out, key, depth); return;
  }
}

// Maps only: pairs, and keys that ascend.
bool are_entries(const std::vector<Value>& all) {
  if (all.size() % 2 != 0) return false;
  for (std::size_t i = 2; i < all.size(); i += 2)
    if (all[i - 2].compare(all[i]) >= 0) return false;
  return true;
}

Value make_block(ByteReader& in, Kind kind, const std::vector<Value>& all) {
  if (kind == Kind::kList) return Value::list(all);
  if (kind == Kind::kRow) return Value::row(all);
  if (are_entries(all)) return Value::map(all);
  in.fail("the entries of a map are out of order");
  return {};
}

Value read_key(ByteReader& in, int depth);

Value read_key_double(ByteReader& in) {
  const std::uint64_t order = in.u64_big();
  if (order == ~0ull) return Value::number(double_of(kNaN));
  const std::uint64_t bits = order & kSign ? order ^ kSign : ~order;
  if ((bits & ~kSign) > kInfinity || bits == kSign) in.fail("a double that no key holds");
  return Value::number(double_of(bits));
}

Value read_key_text(ByteReader& in) {
  std::string text;
  while (in.ok()) {
    const std::string_view rest = in.rest();
    const std::size_t zero = rest.find('\0');
    if (zero == std::string_view::npos) break;
    text.append(in.raw(zero));
    in.u8();
    const std::uint8_t after = in.u8();
    if (!in.ok()) break;
    if (after == 0) return Value::text(text);
    if (after != 0xff) break;
    text.push_back('\0');
  }
  in.fail("a string without its end");
  return {};
}

Value read_key_elements(ByteReader& in, Kind kind, int depth) {
  if (depth >= kMaxNesting) in.fail("nested too deeply");
  std::vector<Value> all;
  while (in.ok()) {
    if (in.remaining() > 0 && in.rest().front() == kEnd) {
      in.u8();
      return make_block(in, kind, all);
    }
    all.push_back(read_key(in, depth + 1));
  }
  return {};
}

Value read_key(ByteReader& in, int depth) {
  const std::uint8_t tag = in.u8();
  if (tag < 1 || tag > 8) {
    in.fail("not a kind of value");
    return {};
  }
  const auto kind = static_cast<Kind>(tag - 1);
  switch (kind) {
    case Kind::kNull: return {};
    case Kind::kBool: {
      const std::uint8_t b = in.u8();
      if (b > 1) in.fail("neither true nor false");
      return Value::boolean(b == 1);
    }
    case Kind::kInt: return Value::integer(static_cast<std::int64_t>(in.u64_big() ^ kSign));
    case Kind::kDouble: return read_key_double(in);
    case Kind::kString: return read_key_text(in);
    case Kind::kList:
    case Kind::kMap:
    case Kind::kRow: return read_key_elements(in, kind, depth);
  }
  return {};
}

// ---- values
// --------------------------------------------------------------------------------------

constexpr std::uint64_t kMore = 31;  // in a tag: the number is 31 more than the varint that follows

void append_tag(std::string& out, Kind kind, std::uint64_t number) {
  const std::uint64_t small = number < kMore ? number : kMore;
  ByteWriter writer(out);
  writer.u8(static_cast<std::uint8_t>(small << 3 | static_cast<std::uint64_t>(kind)));
  if (small == kMore) writer.varint(number - kMore);
}

void append_value(std::string& out, const Value& v, int depth) {
  switch (v.kind()) {
    case Kind::kNull: append_tag(out, Kind::kNull, 0); return;
    case Kind::kBool: append_tag(out, Kind::kBool, v.as_bool() ? 1 : 0); return;
    case Kind::kInt: append_tag(out, Kind::kInt, ByteWriter::to_zigzag(v.as_int())); return;
    case Kind::kDouble:
      append_tag(out, Kind::kDouble, 0);
      ByteWriter(out).u64(bits_of(v.as_double()));
      return;
    case Kind::kString:
      append_tag(out, Kind::kString, v.as_text().size());
      out.append(v.as_text());
      return;
    case Kind::kList:
    case Kind::kMap:
    case Kind::kRow:
      WEIR_CHECK(depth < kMaxNesting, "a value is nested too deeply to be written");
      append_tag(out, v.kind(), v.size());
      for (const Value& e : v.elements()) append_value(out, e, depth + 1);
      return;
  }
}

Value read_value(ByteReader& in, int depth);

Value read_elements(ByteReader& in, Kind kind, std::uint64_t count, int depth) {
  if (depth >= kMaxNesting) in.fail("nested too deeply");
  if (count > in.remaining()) in.fail("more elements than bytes");
  if (!in.ok()) return {};
  if (kind == Kind::kMap) count *= 2;
  std::vector<Value> all;
  all.reserve(static_cast<std::size_t>(count));
  for (std::uint64_t i = 0; i < count && in.ok(); i++) all.push_back(read_value(in, depth + 1));
  return in.ok() ? make_block(in, kind, all) : Value();
}

Value read_value(ByteReader& in, int depth) {
  const std::uint8_t tag = in.u8();
  const auto kind = static_cast<Kind>(tag & 7);
  std::uint64_t number = tag >> 3;
  if (number == kMore) {
    const std::uint64_t more = in.varint();
    if (more > ~0ull - kMore) in.fail("a number is longer than it can be");
    number = more + kMore;
  }
  if (!in.ok()) return {};
  switch (kind) {
    case Kind::kNull:
      if (number != 0) in.fail("not a kind of value");
      return {};
    case Kind::kBool:
      if (number > 1) in.fail("neither true nor false");
      return Value::boolean(number == 1);
    case Kind::kInt:
      return Value::integer(static_cast<std::int64_t>(number >> 1 ^ (~(number & 1) + 1)));
    case Kind::kDouble: {
      if (number != 0) in.fail("not a kind of value");
      const double d = double_of(in.u64());
      if (d != d && bits_of(d) != kNaN) in.fail("a double that is never written");
      return Value::number(d);
    }
    case Kind::kString: return Value::text(in.raw(number));
    case Kind::kList:
    case Kind::kMap:
    case Kind::kRow: return read_elements(in, kind, number, depth);
  }
  return {};
}

bool is_plain(Kind kind) {
  return kind == Kind::kNull || kind == Kind::kBool || kind == Kind::kInt || kind == Kind::kString;
}

}  // namespace

void KeyCodec::append(std::string& out, const Value& key) { append_key(out, key, 0); }

bool KeyCodec::read(ByteReader& in, Value& key) {
  key = read_key(in, 0);
  return in.ok();
}

Result<Value> KeyCodec::decode(std::string_view bytes) {
  ByteReader in(bytes);
  Value key;
  if (read(in, key) && in.remaining() > 0) in.fail("bytes behind the key");
  if (!in.ok()) return in.error("key");
  return key;
}

void ValueCodec::append(std::string& out, const Value& value) { append_value(out, value, 0); }

bool ValueCodec::read(ByteReader& in, Value& value) {
  value = read_value(in, 0);
  return in.ok();
}

std::string ValueCodec::encode(const Value& value) {
  std::string out(1, static_cast<char>(kVersion));
  append(out, value);
  return out;
}

Result<Value> ValueCodec::decode(std::string_view bytes) {
  ByteReader in(bytes);
  const std::uint8_t version = in.u8();
  if (in.ok() && version != kVersion)
    return Error{ErrorKind::kCorrupt, "value: written in version " + std::to_string(version) +
                                          " of the format, this Weir reads " +
                                          std::to_string(kVersion)};
  Value value;
  if (read(in, value) && in.remaining() > 0) in.fail("bytes behind the value");
  if (!in.ok()) return in.error("value");
  return value;
}

Value canonical_key_of(const Value& key) {
  if (is_plain(key.kind())) return key;
  if (key.kind() == Kind::kDouble) {
    const double d = key.as_double();
    return Value::number(d == 0 ? 0.0 : d);
  }
  std::vector<Value> all;
  all.reserve(key.elements().size());
  bool same = true;
  for (const Value& e : key.elements()) {
    all.push_back(canonical_key(e));
    same = same && all.back() == e;
  }
  if (same) return key;
  if (key.kind() == Kind::kList) return Value::list(all);
  if (key.kind() == Kind::kRow) return Value::row(all);
  return Value::map(all);
}

}  // namespace weir
