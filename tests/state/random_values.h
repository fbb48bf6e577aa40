// Random values for tests of codecs: every kind, the extremes of each, and many near misses (equal
// beginnings, zero bytes, -0 and 0), because random bytes alone hardly ever meet.
#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "engine/core/value.h"

namespace weir {

class ValueMaker {
 public:
  explicit ValueMaker(std::uint64_t seed) : seed_(seed) {}

  std::uint64_t bits() { return stable_hash(seed_, 7, n_++); }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(bits() % n); }

  Value value(int depth = 3) {
    switch (below(depth > 0 ? 9 : 6)) {
      case 0: return Value::null();
      case 1: return Value::boolean(below(2) == 1);
      case 2: return Value::integer(integer());
      case 3: return Value::number(number());
      case 4:
      case 5: return Value::text(text());
      default: break;
    }
    std::vector<Value> all(below(4) * 2);
    for (Value& v : all) v = value(depth - 1);
    if (below(3) == 0) return Value::map(all);
    if (below(2) == 0 && !all.empty()) all.pop_back();
    return below(2) == 0 ? Value::list(all) : Value::row(all);
  }
  std::int64_t integer() {
    switch (below(4)) {
      case 0: return static_cast<std::int64_t>(bits());
      case 1: return std::numeric_limits<std::int64_t>::min() + static_cast<std::int64_t>(below(2));
      case 2: return std::numeric_limits<std::int64_t>::max() - static_cast<std::int64_t>(below(2));
      default: return static_cast<std::int64_t>(below(300)) - 150;
    }
  }
  double number() {
    using Limits = std::numeric_limits<double>;
    const double some[] = {0.0,
                           -0.0,
                           1.0,
                           -1.0,
                           0.1,
                           Limits::infinity(),
                           -Limits::infinity(),
                           Limits::quiet_NaN(),
                           Limits::denorm_min(),
                           -Limits::denorm_min(),
                           Limits::max(),
                           Limits::lowest(),
                           Limits::min()};
    const std::size_t i = below(20);
    if (i < std::size(some)) return some[i];
    double d = 0;
    const std::uint64_t b = bits();
    std::memcpy(&d, &b, sizeof d);
    return d;
  }
  std::string text() {
    static constexpr char kBytes[] = {'\0', '\1', 'a', 'b', '\x7f', '\xfe', '\xff'};
    std::string out(below(3) == 0 ? below(40) : below(5), 'a');
    for (char& c : out) c = kBytes[below(sizeof kBytes)];
    return out;
  }

 private:
  std::uint64_t seed_;
  std::uint64_t n_ = 0;
};

}  // namespace weir
