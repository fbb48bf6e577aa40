// A naive model of Value for tests: plain vectors and strings, copied deeply, compared by hand.
//   Random models come from a small domain, so that equal pairs, shared prefixes, -0 and NaN are
//   common, and strings cross the border between inline and block.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "engine/core/value.h"

namespace weir::test {

class Random {
 public:
  explicit Random(std::uint64_t seed) : seed_(seed) {}
  std::uint64_t next() { return stable_hash(seed_, 0, n_++); }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

 private:
  std::uint64_t seed_, n_ = 0;
};

struct Model {
  Kind kind = Kind::kNull;
  std::int64_t number = 0;  // bool, int
  double real = 0;
  std::string text;
  std::vector<Model> elements;  // maps: key, value, …; sorted, each key once
};

inline int sign(int c) { return c < 0 ? -1 : c > 0; }

inline int compare(const Model& a, const Model& b);

inline int compare_doubles(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return int{std::isnan(a)} - int{std::isnan(b)};
  return a < b ? -1 : a > b;
}

inline int compare_all(const std::vector<Model>& a, const std::vector<Model>& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); i++)
    if (const int c = compare(a[i], b[i])) return c;
  return a.size() < b.size() ? -1 : a.size() > b.size();
}

inline int compare_bytes(const std::string& a, const std::string& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); i++) {
    const auto x = static_cast<unsigned char>(a[i]), y = static_cast<unsigned char>(b[i]);
    if (x != y) return x < y ? -1 : 1;
  }
  return a.size() < b.size() ? -1 : a.size() > b.size();
}

inline int compare(const Model& a, const Model& b) {
  if (a.kind != b.kind) return a.kind < b.kind ? -1 : 1;
  switch (a.kind) {
    case Kind::kNull: return 0;
    case Kind::kBool:
    case Kind::kInt: return a.number < b.number ? -1 : a.number > b.number;
    case Kind::kDouble: return compare_doubles(a.real, b.real);
    case Kind::kString: return compare_bytes(a.text, b.text);
    case Kind::kList:
    case Kind::kMap:
    case Kind::kRow: return compare_all(a.elements, b.elements);
  }
  return 0;
}

inline bool same(const Model& a, const Model& b) {
  if (a.kind != b.kind || a.elements.size() != b.elements.size()) return false;
  for (std::size_t i = 0; i < a.elements.size(); i++)
    if (!same(a.elements[i], b.elements[i])) return false;
  const bool zeros = a.real == 0 && b.real == 0;
  if (a.kind == Kind::kDouble && zeros && std::signbit(a.real) != std::signbit(b.real))
    return false;
  return compare_doubles(a.real, b.real) == 0 && a.number == b.number && a.text == b.text;
}

inline Value value_of(const Model& m) {
  std::vector<Value> elements;
  for (const Model& e : m.elements) elements.push_back(value_of(e));
  switch (m.kind) {
    case Kind::kNull: return Value::null();
    case Kind::kBool: return Value::boolean(m.number != 0);
    case Kind::kInt: return Value::integer(m.number);
    case Kind::kDouble: return Value::number(m.real);
    case Kind::kString: return Value::text(m.text);
    case Kind::kList: return Value::list(elements);
    case Kind::kMap: return Value::map(elements);
    case Kind::kRow: return Value::row(elements);
  }
  return {};
}

// Does the value hold exactly what the model says, read through the accessors only?
inline bool holds(const Value& v, const Model& m) {
  if (v.kind() != m.kind || v.is_null() != (m.kind == Kind::kNull)) return false;
  const bool map = m.kind == Kind::kMap;
  if (v.size() != (map ? m.elements.size() / 2 : m.elements.size())) return false;
  for (std::size_t i = 0; i < m.elements.size(); i++)
    if (!holds(v.at(i), m.elements[i])) return false;
  switch (m.kind) {
    case Kind::kBool: return v.as_bool() == (m.number != 0);
    case Kind::kInt: return v.as_int() == m.number;
    case Kind::kDouble: {
      const double d = v.as_double();
      return compare_doubles(d, m.real) == 0 &&
             (std::isnan(d) || std::signbit(d) == std::signbit(m.real));
    }
    case Kind::kString: return v.as_text() == m.text;
    case Kind::kNull:
    case Kind::kList:
    case Kind::kMap:
    case Kind::kRow: return true;
  }
  return false;
}

inline std::string random_text(Random& random) {
  static constexpr std::size_t kLengths[] = {0, 1,  2,  3,  4,  5,  7,  8,
                                             9, 12, 14, 15, 16, 17, 31, 300};
  static constexpr char kBytes[] = {'a', 'b', '\0', '\xff'};
  std::string s(kLengths[random.below(std::size(kLengths))], 'a');
  for (std::uint64_t i = random.below(3); i > 0 && !s.empty(); i--)
    s[random.below(s.size())] = kBytes[random.below(4)];
  return s;
}

inline double random_double(Random& random) {
  static constexpr double kDoubles[] = {0.0,    -0.0,     1.5,       -1.5, 1e300, -1e300,
                                        5e-324, HUGE_VAL, -HUGE_VAL, NAN,  -NAN};
  if (random.below(4) > 0) return kDoubles[random.below(std::size(kDoubles))];
  const std::uint64_t bits = random.next();
  double d;
  std::memcpy(&d, &bits, sizeof d);
  return d;
}

// Keeps of equal keys the first, with the last value, and sorts: as the contract of Value::map
// says.
inline void put(std::vector<Model>& entries, Model key, Model value) {
  std::size_t i = 0;
  for (; i < entries.size(); i += 2) {
    const int c = compare(entries[i], key);
    if (c == 0) {
      entries[i + 1] = std::move(value);
      return;
    }
    if (c > 0) break;
  }
  const auto at = entries.begin() + static_cast<std::ptrdiff_t>(i);
  const auto next = entries.insert(at, std::move(key)) + 1;
  entries.insert(next, std::move(value));
}

inline Model random_model(Random& random, int depth) {
  Model m;
  m.kind = static_cast<Kind>(random.below(depth > 0 ? 8 : 5));
  switch (m.kind) {
    case Kind::kNull: break;
    case Kind::kBool: m.number = static_cast<std::int64_t>(random.below(2)); break;
    case Kind::kInt:
      m.number = random.below(3) > 0 ? static_cast<std::int64_t>(random.below(5)) - 2
                                     : static_cast<std::int64_t>(random.next());
      break;
    case Kind::kDouble: m.real = random_double(random); break;
    case Kind::kString: m.text = random_text(random); break;
    case Kind::kList:
    case Kind::kRow:
      for (std::uint64_t n = random.below(4); n > 0; n--)
        m.elements.push_back(random_model(random, depth - 1));
      break;
    case Kind::kMap:
      for (std::uint64_t n = random.below(4); n > 0; n--) {
        Model key = random_model(random, depth - 1);
        Model value = random_model(random, depth - 1);
        put(m.elements, std::move(key), std::move(value));
      }
      break;
  }
  return m;
}

}  // namespace weir::test
