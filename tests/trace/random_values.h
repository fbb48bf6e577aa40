// Random values and fields for the tests of the trace, from a fixed seed.
#pragma once
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "engine/core/namespace.h"
#include "engine/trace/catalogue.h"
#include "engine/trace/event.h"

namespace weir {

class Random {
 public:
  explicit Random(std::uint64_t seed) : seed_(seed) {}
  std::uint64_t bits() { return stable_hash(seed_, 17, ++n_); }
  std::uint64_t below(std::uint64_t n) { return bits() % n; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

  std::int64_t integer() {
    switch (below(8)) {
      case 0: return INT64_MIN;
      case 1: return INT64_MAX;
      case 2: return static_cast<std::int64_t>(bits());
      case 3: return (1ll << 53) - 2 + static_cast<std::int64_t>(below(4));
      case 4: return -static_cast<std::int64_t>(below(1000));
      default: return static_cast<std::int64_t>(below(1000));
    }
  }
  std::string text() {
    static const std::size_t lengths[] = {0, 1, 3, 8, 15, 16, 40, 64, 65, 300, 5000};
    const std::size_t n = one_in(30) ? 200000 : lengths[below(one_in(6) ? 11 : 7)];
    std::string out;
    while (out.size() < n)
      out += one_in(9)   ? "\xc3\xa4"
             : one_in(9) ? "\""
                         : std::string(1, static_cast<char>('a' + below(26)));
    return out;
  }
  double number() {
    static const double special[] = {0.0,     -0.0,      0.1,        1e300,
                                     -5e-324, 1.0 / 0.0, -1.0 / 0.0, 123456789.0};
    return special[below(8)];
  }
  Value value(int depth = 0) {
    const std::uint64_t shape = below(depth > 3 ? 6 : 9);
    if (shape == 0) return Value::null();
    if (shape == 1) return Value::boolean(one_in(2));
    if (shape <= 3) return Value::integer(integer());
    if (shape == 4) return Value::number(number());
    if (shape == 5) return Value::text(text());
    std::vector<Value> parts;
    const std::size_t n = below(one_in(20) ? 40 : 6);
    for (std::size_t i = 0; i < (shape == 8 ? 2 * n : n); i++) parts.push_back(value(depth + 1));
    return shape == 6 ? Value::list(parts) : shape == 7 ? Value::row(parts) : Value::map(parts);
  }
  // Never null, unless `maybe` and luck wants it so.
  Value field(FieldType type, bool maybe) {
    if (maybe && one_in(2)) return {};
    switch (type) {
      case FieldType::kInt:
      case FieldType::kMs:
      case FieldType::kTime:
      case FieldType::kCp: return Value::integer(integer());
      case FieldType::kTask:
        return Value::integer(static_cast<std::int64_t>(one_in(4) ? 0xffffffff : below(300)));
      case FieldType::kCh:
        return Value::integer(static_cast<std::int64_t>(below(400) | (one_in(3) ? 0x80000000 : 0)));
      case FieldType::kBool: return one_in(2) ? Value::boolean(true) : Value();
      case FieldType::kStr:
      case FieldType::kName:
      case FieldType::kPart:
      case FieldType::kRec:
      case FieldType::kTx: return Value::text(text());
      case FieldType::kNs: {
        Namespace ns{integer(), integer()};
        if (ns.is_void()) ns.end = 5;
        return Value::text(to_string(ns));
      }
      case FieldType::kVal:
      case FieldType::kKey: return one_in(5) ? Value::integer(7) : not_null();
      case FieldType::kList: {
        std::vector<Value> parts;
        for (std::size_t i = 0; i < below(5); i++) parts.push_back(value(2));
        return Value::list(parts);
      }
    }
    return {};
  }

 private:
  Value not_null() {
    const Value v = value();
    return v.is_null() ? Value::boolean(false) : v;
  }

  std::uint64_t seed_, n_ = 0;
};

}  // namespace weir
