// How an exercise is graded, as one typed table per exercise: for authors; learners include none of
// it. The table is C++ because the compiler then checks every record in it, and because the oracle,
// what the answer should be for any input, is a few lines of code and not data. Words for learners
// are not in here: hints.toml has them.
//   A StreamCheck grades functions of a stream: [flat_map ->] key_by -> process. A CallsCheck
//   grades plain functions. Order of work: cases, a random input, two equal runs, then the
//   properties in the order given; it ends at the first failure. Every property runs on the inputs
//   of all cases and on the random one. A failing input and its schedule are shrunk together.
// Ownership: tables are static. Errors: mistakes in a table are failed checks of Weir's.
#pragma once
#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/api/flat_map.h"
#include "engine/api/process.h"
#include "engine/api/solution.h"
#include "exercises/grader/calls.h"
#include "exercises/grader/grading.h"
#include "exercises/grader/random.h"
#include "exercises/grader/table.h"

namespace weir::exercises {

template <class Raw, class Out>
struct Case {
  const char* id;
  const char* sentence;
  std::vector<Raw> input;
  std::vector<Out> output;  // in order, at parallelism 1
};

// Raw goes in; with a flat_map in front it becomes In, else Raw is In.
template <class Raw, class K, class In, class Out>
struct StreamCheck {
  int number;       // of the exercise
  const char* uid;  // of the function in graphs and traces: "average"
  const char* key;  // name of the field
  K In::*key_by;
  std::vector<Out> (*model)(const std::vector<Raw>& input);
  std::size_t (*entries_left)(const std::vector<Raw>& input);
  Raw (*random)(Random& random);
  std::size_t random_records;
  std::vector<Case<Raw, Out>> cases;
  std::vector<Property> properties;
  bool live_objects = false;  // ValueState::live() hands out objects; else it is an error
  // With a flat_map in front, for the property keys(): which keys an input has, and the input with
  // nothing in it but one of them.
  std::vector<K> (*keys)(const std::vector<Raw>& input) = nullptr;
  std::vector<Raw> (*only)(const std::vector<Raw>& input, const K& key) = nullptr;
};

template <class T>
std::vector<Value> rows(const std::vector<T>& values) {
  std::vector<Value> out;
  for (const T& v : values) out.push_back(detail::to_value(v));
  return out;
}
template <class T>
std::vector<T> typed(const std::vector<Value>& values) {
  std::vector<T> out;
  for (const Value& v : values) out.push_back(detail::from_value<T>(v));
  return out;
}

template <class Raw, class K, class In, class Out>
StreamTable erased(const StreamCheck<Raw, K, In, Out>& c) {
  StreamTable t;
  t.number = c.number;
  t.uid = c.uid;
  t.key_name = c.key;
  t.model = [&c](const std::vector<Value>& in) { return rows(c.model(typed<Raw>(in))); };
  t.entries_left = [&c](const std::vector<Value>& in) { return c.entries_left(typed<Raw>(in)); };
  t.random = [&c](Random& r) { return detail::to_value(c.random(r)); };
  t.random_records = c.random_records;
  for (const auto& k : c.cases)
    t.cases.push_back({k.id, k.sentence, rows(k.input), rows(k.output)});
  t.properties = c.properties;
  t.live_objects = c.live_objects;
  if (c.keys != nullptr) {
    t.keys = [&c](const std::vector<Value>& in) { return rows(c.keys(typed<Raw>(in))); };
    t.only = [&c](const std::vector<Value>& in, const Value& key) {
      return rows(c.only(typed<Raw>(in), detail::from_value<K>(key)));
    };
  }
  t.raw = detail::schema_of<Raw>();
  t.in = detail::schema_of<In>();
  t.out = detail::schema_of<Out>();
  return t;
}

// Which keys an input has, and the input of one of them, where records are keyed by their field.
template <class K, class In, class Out>
void key_by_field(const StreamCheck<In, K, In, Out>& check, StreamTable& t) {
  const auto key_of = [&check](const Value& v) {
    return detail::to_value(detail::from_value<In>(v).*check.key_by);
  };
  t.keys = [key_of](const std::vector<Value>& in) {
    std::vector<Value> keys;
    for (const Value& v : in) keys.push_back(key_of(v));
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
  };
  t.only = [key_of](const std::vector<Value>& in, const Value& key) {
    std::vector<Value> out;
    for (const Value& v : in)
      if (key_of(v) == key) out.push_back(v);
    return out;
  };
}

// A keyed function alone.
template <class K, class In, class Out>
void grade(const StreamCheck<In, K, In, Out>& check,
           const Solution<KeyedProcessFunction<K, In, Out>>& solution, Grading& grading) {
  StreamTable t = erased(check);
  key_by_field(check, t);
  t.process = [make = std::get<0>(solution.make)] { return make(); };
  grade(t, grading);
}

// A flat_map in front of it.
template <class Raw, class K, class In, class Out>
void grade(const StreamCheck<Raw, K, In, Out>& check,
           const Solution<FlatMapFunction<Raw, In>, KeyedProcessFunction<K, In, Out>>& solution,
           Grading& grading) {
  StreamTable t = erased(check);
  t.flat_map = [make = std::get<0>(solution.make)] { return make(); };
  t.process = [make = std::get<1>(solution.make)] { return make(); };
  grade(t, grading);
}

// Plain functions behind an abstract struct: each check asks and compares, from small to large, so
// that the first difference is the shortest.
template <class Part>
struct CallsCheck {
  struct One {
    const char* id;
    const char* sentence;
    void (*run)(const Part& part, Calls& calls);
  };
  int number;
  std::vector<One> cases;
  std::vector<One> properties;
};

template <class Part>
void grade(const CallsCheck<Part>& check, const Solution<Part>& solution, Grading& grading) {
  CallsTable t;
  t.number = check.number;
  // A new object for each check, so that nothing is carried from one into the next.
  const auto add = [&](const auto& all, std::vector<CallsTable::One>& to) {
    for (const auto& one : all)
      to.push_back(
          {one.id, one.sentence, [run = one.run, make = std::get<0>(solution.make)](Calls& calls) {
             run(*make(), calls);
           }});
  };
  add(check.cases, t.cases);
  add(check.properties, t.properties);
  grade(t, grading);
}

}  // namespace weir::exercises
