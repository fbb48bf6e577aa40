// Structs to rows and back. This file is a learner's: it includes nothing of the engine but values.
#include <weir.h>

#include <limits>

#include "engine/core/user_error.h"
#include "tests/catch.h"

namespace {

using weir::Kind;
using weir::Value;
using weir::detail::from_value;
using weir::detail::schema_of;
using weir::detail::to_value;

enum class Colour : std::uint8_t { kRed, kBlue = 200 };

struct Point {
  double x = 0;
  float y = 0;
  friend bool operator==(const Point&, const Point&) = default;
  WEIR_FIELDS(x, y)
};

struct Everything {
  bool yes = false;
  char letter = 'a';
  std::int8_t tiny = 0;
  std::uint16_t small = 0;
  std::int64_t large = 0;
  std::uint64_t larger = 0;
  double real = 0;
  Colour colour = Colour::kRed;
  std::string text;
  std::optional<std::string> maybe;
  std::optional<Point> nowhere;
  std::vector<bool> flags;
  std::vector<Point> points;
  std::vector<std::optional<std::int64_t>> gaps;
  std::map<std::string, std::vector<std::int64_t>> by_name;
  std::map<Colour, Point> by_colour;
  Point point;
  Value anything;
  friend bool operator==(const Everything&, const Everything&) = default;
  WEIR_FIELDS(yes, letter, tiny, small, large, larger, real, colour, text, maybe, nowhere, flags,
              points, gaps, by_name, by_colour, point, anything)
};

struct Nothing {
  friend bool operator==(const Nothing&, const Nothing&) = default;
  WEIR_FIELDS()
};

Everything full() {
  Everything e;
  e.yes = true;
  e.letter = '\xe4';
  e.tiny = -128;
  e.small = 65535;
  e.large = std::numeric_limits<std::int64_t>::min();
  e.larger = std::numeric_limits<std::uint64_t>::max();
  e.real = 0.1;
  e.colour = Colour::kBlue;
  e.text = std::string("nul \0 and sixteen more bytes", 28);
  e.maybe = "";
  e.nowhere = Point{1, 2};
  e.flags = {true, false, true};
  e.points = {{1, 2}, {}, {-0.5, 0.25}};
  e.gaps = {1, std::nullopt, 3};
  e.by_name = {{"b", {2, 2}}, {"a", {}}, {"", {1}}};
  e.by_colour = {{Colour::kBlue, {9, 9}}, {Colour::kRed, {}}};
  e.point = {3, 4};
  e.anything = Value::list({Value::integer(1), Value()});
  return e;
}

template <class T>
void round_trip(const T& value) {
  CHECK(from_value<T>(to_value(value)) == value);
}

TEST_CASE("everything that can be stored comes back as it was") {
  round_trip(full());
  round_trip(Everything{});
  round_trip(Nothing{});
  round_trip(std::vector<Everything>{full(), {}, full()});
  round_trip(std::map<std::int64_t, Everything>{{-1, full()}, {7, {}}});
  round_trip(std::optional<Everything>(full()));
  round_trip(std::optional<Everything>());
  round_trip(std::string());
  round_trip(-0.0);
  round_trip(std::numeric_limits<double>::infinity());
  round_trip(std::numeric_limits<float>::denorm_min());
  round_trip(std::vector<std::vector<std::string>>{{}, {"a", ""}, {}});
}

TEST_CASE("what a row looks like is written down: older rows must be read by newer programs") {
  CHECK(to_value(full()).to_string() ==
        R"([true, -28, -128, 65535, -9223372036854775808, -1, 0.1, 200, "nul \u0000 and sixteen )"
        R"(more bytes", "", [1.0, 2.0], [true, false, true], [[1.0, 2.0], [0.0, 0.0], )"
        R"([-0.5, 0.25]], [1, null, 3], {"": [1], "a": [], "b": [2, 2]}, )"
        R"({0: [0.0, 0.0], 200: [9.0, 9.0]}, [3.0, 4.0], [1, null]])");
  CHECK(to_value(Nothing{}) == Value::row({}));
}

TEST_CASE("a float is stored as the double that it is, so that it comes back as the same float") {
  CHECK(to_value(0.1f) == Value::number(static_cast<double>(0.1f)));
}

struct Order1 {
  std::int64_t id = 0;
  WEIR_FIELDS(id)
};
struct Order2 {
  std::int64_t id = 0;
  std::string name = "nameless";
  std::optional<double> price = 9.5;
  std::vector<std::int64_t> tags = {1, 2};
  WEIR_FIELDS(id, name, price, tags)
};

TEST_CASE("fields that an older row lacks keep the defaults of the struct") {
  const auto order = from_value<Order2>(to_value(Order1{7}));
  CHECK(order.id == 7);
  CHECK(order.name == "nameless");
  CHECK(order.price == 9.5);
  CHECK(order.tags == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("what a newer row has in addition is not read") {
  CHECK(from_value<Order1>(to_value(Order2{8, "soap", {}, {}})).id == 8);
}

TEST_CASE("integers are read as doubles where doubles are wanted: data from outside has both") {
  CHECK(from_value<double>(Value::integer(3)) == 3.0);
}

template <class T>
std::string refused(const Value& value) {
  try {
    from_value<T>(value);
  } catch (const weir::UserError& e) {
    CHECK(e.error().kind == weir::ErrorKind::kBadArgument);
    return e.what();
  }
  return "read";
}

TEST_CASE("a value of another kind is refused, never taken for what it is not") {
  const std::string begin = "a row does not have the shape of the struct that it is read as: ";
  CHECK(refused<std::int64_t>(Value::text("x")) == begin + "int64 expected, not the string \"x\"");
  CHECK(refused<std::int64_t>(Value()) == begin + "int64 expected, not null");
  CHECK(refused<std::int64_t>(Value::number(1)) == begin + "int64 expected, not the double 1.0");
  CHECK(refused<bool>(Value::integer(1)) == begin + "bool expected, not the int64 1");
  CHECK(refused<double>(Value::text("1")) == begin + "double expected, not the string \"1\"");
  CHECK(refused<std::string>(Value::integer(1)) == begin + "string expected, not the int64 1");
  CHECK(refused<Colour>(Value::text("red")) == begin + "int64 expected, not the string \"red\"");
  CHECK(refused<std::vector<bool>>(Value::row({})) == begin + "list expected, not the row []");
  CHECK(refused<std::map<bool, bool>>(Value::list({})) == begin + "map expected, not the list []");
  CHECK(refused<Point>(Value::integer(1)) == begin + "row expected, not the int64 1");
  CHECK(refused<Point>(Value::row({Value::text("x")})) ==
        begin + "double expected, not the string \"x\"");
}

struct Unlisted {
  std::int64_t a = 0;
};
struct Forgotten {
  std::int64_t a = 0;
  std::int64_t b = 0;
  WEIR_FIELDS(a)
};
struct Pointer {
  std::int64_t* a = nullptr;
  WEIR_FIELDS(a)
};
struct Reference {
  explicit Reference(std::int64_t& to) : a(to) {}
  std::int64_t& a;
  WEIR_FIELDS(a)
};

struct Tree {
  std::vector<Tree> children;
  WEIR_FIELDS(children)
};
struct Forest {
  std::map<std::string, Tree> trees;
  WEIR_FIELDS(trees)
};

TEST_CASE("what can be stored is known to the compiler") {
  STATIC_REQUIRE(weir::Storable<Everything>);
  STATIC_REQUIRE(weir::Storable<Nothing>);
  STATIC_REQUIRE(weir::Storable<std::map<std::string, std::optional<Point>>>);
  STATIC_REQUIRE(!weir::Storable<Unlisted>);
  STATIC_REQUIRE(!weir::Storable<std::vector<Unlisted>>);
  STATIC_REQUIRE(!weir::Storable<Forgotten>);
  STATIC_REQUIRE(!weir::Storable<Pointer>);
  STATIC_REQUIRE(!weir::Storable<Reference>);
  STATIC_REQUIRE(!weir::Storable<Tree>);
  STATIC_REQUIRE(!weir::Storable<Forest>);
  STATIC_REQUIRE(!weir::Storable<const char*>);
  STATIC_REQUIRE(!weir::Storable<std::string_view>);
  STATIC_REQUIRE(!weir::Storable<void>);
  // One null cannot say which of the two is empty.
  STATIC_REQUIRE(!weir::Storable<std::optional<std::optional<bool>>>);
}

TEST_CASE("a schema has the shape of the type") {
  const weir::runtime::Schema& s = *schema_of<Everything>();
  CHECK(s.kind == Kind::kRow);
  CHECK(s.part_count == 18);
  CHECK(s.parts[0]->kind == Kind::kBool);
  CHECK(s.parts[9]->kind == Kind::kString);  // of an optional: what it may hold
  CHECK(s.parts[12]->kind == Kind::kList);
  CHECK(s.parts[12]->parts[0]->fields == std::string("x, y"));
  CHECK(s.parts[14]->kind == Kind::kMap);
  CHECK(s.parts[14]->parts[0]->kind == Kind::kString);
  CHECK(s.parts[14]->parts[1]->parts[0]->kind == Kind::kInt);
  CHECK(s.parts[17]->kind == Kind::kNull);  // not known
  CHECK(schema_of<Everything>() == &s);
}

TEST_CASE("the units of time are milliseconds") {
  using namespace weir::literals;
  CHECK(5_ms == 5);
  CHECK(2_s == 2'000);
  CHECK(3_min == 180'000);
  CHECK(1_h == 3'600'000);
}

}  // namespace
