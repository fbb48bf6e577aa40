// What a kind of conformance vector needs: the case, its steps, and what may become of it.
//   A kind registers by one row in kinds.h. Its code translates verbs into calls of production
//   classes and prints what they did; it computes nothing that Weir should compute.
//   Most kinds are a Player handed to replay(), which plays the steps in order and stops at the
//   first that differs. In all vectors "MIN" and "MAX" are int64 already when a kind sees them, and
//   expected error classes are names of ErrorKind.
//   Errors: a UserError out of Player::play is the step's answer {"error": kind}; NotCovered says
//   that Weir has no class for this yet; any other exception fails the case.
#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/core/result.h"
#include "engine/core/time.h"
#include "engine/core/user_error.h"
#include "engine/core/value.h"

namespace weir::conformance {

struct Case {
  Value json;                // the whole case: id, config, steps, final
  std::string_view backend;  // "hashmap" or "rocksdb"

  std::string_view id() const;
  const Value& config() const;
};

struct Outcome {
  enum class State { kPassed, kFailed, kNotCovered };
  State state = State::kPassed;
  std::string step;      // failed: which one. Not covered: why
  std::string expected;  // failed only
  std::string got;

  static Outcome passed() { return {}; }
  static Outcome failed(std::string step, std::string expected, std::string got) {
    return {State::kFailed, std::move(step), std::move(expected), std::move(got)};
  }
  static Outcome not_covered(std::string reason) {
    return {State::kNotCovered, std::move(reason), {}, {}};
  }
};

// Thrown by a kind when Weir has nothing for a verb or a configuration yet.
struct NotCovered {
  std::string reason;
};

struct KindRunner {
  const char* kind;  // config.kind, or config.operator where there is no kind
  Outcome (*run)(const Case&);
};

// One step to play. The views live as long as the case.
struct Step {
  std::string_view verb;
  const Value& argument;
  const Value& recorded;  // the whole step: {"do": …, "out": …}
};

class Player {
 public:
  virtual ~Player() = default;
  // Does the step and returns what can be seen after it, under the names of the recorded fields:
  // object({{"out", …}, {"watermark_out", …}}). A field that is absent must be absent on both
  // sides.
  virtual Value play(const Step& step) = 0;
  // What is recorded as `final`; nullopt where that only repeats the last step. Asked once, at the
  // end.
  virtual std::optional<Value> final_state() = 0;
};

Outcome replay(const Case& c, Player& player);

// ---- reading and writing JSON values ----

// The member of an object, or a null value.
const Value& member(const Value& object, std::string_view name);
bool has_member(const Value& object, std::string_view name);
// A member that must be there; a NotCovered says what is missing.
std::int64_t int_member(const Value& object, std::string_view name);
std::int64_t int_member_or(const Value& object, std::string_view name, std::int64_t otherwise);
bool bool_member_or(const Value& object, std::string_view name, bool otherwise);
std::string_view text_member(const Value& object, std::string_view name);
std::string_view text_member_or(const Value& object, std::string_view name,
                                std::string_view otherwise);

using Members = std::initializer_list<std::pair<std::string_view, Value>>;
Value object(Members members);
// The object with one member more (or another value for it).
Value with_member(const Value& object, std::string_view name, Value value);
inline Value integer(std::int64_t v) { return Value::integer(v); }
inline Value text(std::string_view s) { return Value::text(s); }

// As an answer: the name of its kind.
Value error_value(const Error& error);

}  // namespace weir::conformance
