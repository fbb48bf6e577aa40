#include "tests/core/expression/model.h"

#include <cmath>
#include <cstdlib>
#include <optional>
#include <vector>

namespace weir {

namespace {

using Row = std::map<std::string, Value>;
using Int = std::int64_t;
using Word = std::string;

// What a piece of text is worth: a value, or a failure that only counts where it is reached.
struct Worth {
  Value value;
  bool fails = false;
};

long double number(const Value& v) {  // 64 bits of mantissa: int64 and double alike are exact
  return v.kind() == Kind::kInt ? static_cast<long double>(v.as_int())
                                : static_cast<long double>(v.as_double());
}

Value wrap(unsigned long long u) { return Value::integer(static_cast<Int>(u)); }

Worth arithmetic(const Word& op, const Worth& a, const Worth& b) {
  if (a.fails || b.fails) return {{}, true};
  if (a.value.is_null() || b.value.is_null()) return {};
  if (a.value.kind() == Kind::kInt && b.value.kind() == Kind::kInt) {
    const Int x = a.value.as_int(), y = b.value.as_int();
    const auto ux = static_cast<unsigned long long>(x), uy = static_cast<unsigned long long>(y);
    if (op == "+") return {wrap(ux + uy)};
    if (op == "-") return {wrap(ux - uy)};
    if (op == "*") return {wrap(ux * uy)};
    if (y == 0) return {{}, true};
    if (y == -1) return {op == "/" ? wrap(0 - ux) : Value::integer(0)};
    return {Value::integer(op == "/" ? x / y : x % y)};
  }
  const auto x = static_cast<double>(number(a.value)), y = static_cast<double>(number(b.value));
  return {Value::number(op == "+"   ? x + y
                        : op == "-" ? x - y
                        : op == "*" ? x * y
                        : op == "/" ? x / y
                                    : std::fmod(x, y))};
}

// -1, 0, 1; 2: none of these; nothing: not known.
std::optional<int> order(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return std::nullopt;
  const auto numeric = [](const Value& v) {
    return v.kind() == Kind::kInt || v.kind() == Kind::kDouble;
  };
  if (numeric(a) && numeric(b)) {
    const long double x = number(a), y = number(b);
    return x < y ? -1 : x > y ? 1 : x == y ? 0 : 2;
  }
  if (a.kind() != b.kind()) return std::nullopt;
  if (a.kind() == Kind::kBool) return a.as_bool() - b.as_bool();
  const std::string x(a.as_text()), y(b.as_text());
  return x < y ? -1 : x > y ? 1 : 0;
}

Value compare(const Word& op, const Value& a, const Value& b) {
  const auto o = order(a, b);
  if (!o) return {};
  if (*o == 2) return Value::boolean(op == "!=");
  return Value::boolean(op == "="    ? *o == 0
                        : op == "!=" ? *o != 0
                        : op == "<"  ? *o < 0
                        : op == "<=" ? *o <= 0
                        : op == ">"  ? *o > 0
                                     : *o >= 0);
}

bool is(const Value& v, bool b) { return v.kind() == Kind::kBool && v.as_bool() == b; }
Value opposite(const Value& v) { return v.is_null() ? v : Value::boolean(!v.as_bool()); }
// What has failed decides unless what stands in front of it has.
Worth both(const Worth& a, const Worth& b, bool stop) {
  if (a.fails || is(a.value, stop)) return a;
  if (b.fails || is(b.value, stop)) return b;
  return {a.value.is_null() || b.value.is_null() ? Value() : Value::boolean(!stop)};
}

class Reader {
 public:
  Reader(std::string_view text, const Row& row) : row_(row) {
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t end = std::min(text.find(' ', i), text.size());
      if (end > i) words_.emplace_back(text.substr(i, end - i));
      i = end + 1;
    }
  }
  Worth run() { return either(); }

 private:
  const Word& peek(std::size_t ahead = 0) const {
    static const Word kEnd;
    return at_ + ahead < words_.size() ? words_[at_ + ahead] : kEnd;
  }
  bool take(const Word& word) { return peek() == word && ++at_ > 0; }

  Worth either() {
    Worth a = all();
    while (take("or")) a = both(a, all(), true);
    return a;
  }
  Worth all() {
    Worth a = contrary();
    while (take("and")) a = both(a, contrary(), false);
    return a;
  }
  Worth contrary() {
    if (!take("not")) return compared();
    const Worth a = contrary();
    return {opposite(a.value), a.fails};
  }
  Worth compared() {
    const Worth a = sum();
    const Word op = peek();
    if (op == "=" || op == "!=" || op == "<" || op == "<=" || op == ">" || op == ">=") {
      at_++;
      const Worth b = sum();
      return {compare(op, a.value, b.value), a.fails || b.fails};
    }
    if (take("is")) {
      const bool negated = take("not");
      const Word what = words_[at_++];
      const bool holds = what == "null" ? a.value.is_null() : is(a.value, what == "true");
      return {Value::boolean(holds != negated), a.fails};
    }
    const bool negated = peek() == "not" && take("not");
    Worth out = a;
    if (take("between")) {
      const Worth low = sum();
      take("and");
      const Worth high = sum();
      const Worth above{compare(">=", a.value, low.value), a.fails || low.fails};
      out = both(above, {compare("<=", a.value, high.value), high.fails}, false);
    } else if (take("in")) {
      take("(");
      out = {Value::boolean(false), a.fails};
      do {
        const Worth one = sum();
        out = both(out, {compare("=", a.value, one.value), one.fails}, true);
      } while (take(","));
      take(")");
    }
    return negated ? Worth{opposite(out.value), out.fails} : out;
  }
  Worth sum() {
    Worth a = product();
    while (peek() == "+" || peek() == "-" || peek() == "||") {
      const Word op = words_[at_++];
      const Worth b = product();
      if (op != "||") {
        a = arithmetic(op, a, b);
      } else if (a.fails || b.fails || a.value.is_null() || b.value.is_null()) {
        a = {{}, a.fails || b.fails};
      } else {
        a = {Value::text(std::string(a.value.as_text()) + std::string(b.value.as_text()))};
      }
    }
    return a;
  }
  Worth product() {
    Worth a = sign();
    while (peek() == "*" || peek() == "/" || peek() == "%") {
      const Word op = words_[at_++];
      a = arithmetic(op, a, sign());
    }
    return a;
  }
  Worth sign() {
    if (!take("-")) return one();
    const Worth a = sign();
    if (a.value.kind() == Kind::kDouble) return {Value::number(-a.value.as_double()), a.fails};
    return arithmetic("-", {Value::integer(0)}, a);
  }
  Worth one() {
    const Word word = words_[at_++];
    if (word == "(") {
      const Worth a = either();
      take(")");
      return a;
    }
    if (word == "case") return branches();
    if (word == "coalesce") {
      take("(");
      Worth out;
      do {
        const Worth next = either();
        if (!out.fails && out.value.is_null()) out = next;
      } while (take(","));
      take(")");
      return out;
    }
    if (word == "null") return {};
    if (word == "true" || word == "false") return {Value::boolean(word == "true")};
    if (word[0] == '\'') return {Value::text(word.substr(1, word.size() - 2))};
    if (word[0] < '0' || word[0] > '9') return {row_.at(word)};
    if (word.find_first_of(".e") != Word::npos)
      return {Value::number(std::strtod(word.c_str(), nullptr))};
    return {wrap(std::strtoull(word.c_str(), nullptr, 10))};
  }
  Worth branches() {
    std::optional<Worth> out;
    while (take("when")) {
      const Worth condition = either();
      take("then");
      const Worth value = either();
      if (!out && condition.fails) out = condition;
      if (!out && is(condition.value, true)) out = value;
    }
    const Worth otherwise = take("else") ? either() : Worth();
    take("end");
    return out ? *out : otherwise;
  }

  const Row& row_;
  std::vector<Word> words_;
  std::size_t at_ = 0;
};

}  // namespace

Value model_value(std::string_view text, const std::map<std::string, Value>& row) {
  const Worth worth = Reader(text, row).run();
  if (worth.fails) throw ModelError();
  return worth.value;
}

}  // namespace weir
