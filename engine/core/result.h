// Result<T>: the value of an effect that may fail, or an Error that says why.
//   Same member names as std::expected, which the compilers in use do not have. Never ignored: the class is [[nodiscard]].
//   Errors of users and of effects travel as values; nothing is thrown across a folder border.
#pragma once
#include <string>
#include <utility>
#include <variant>

#include "engine/core/check.h"

namespace weir {

// What kind of failure it is; the text says the rest. The kinds mirror the Java exceptions of Flink that they stand for.
enum class ErrorKind : unsigned char {
  kBadArgument,     // IllegalArgumentException: also a record on a subtask that does not own its key group
  kNull,            // NullPointerException: null key, no current key, keyed state without keyBy
  kUnsupported,     // UnsupportedOperationException: the operation does not exist here
  kNoTimestamp,     // RuntimeException: a record without timestamp where event time is needed
  kBadData,         // a file of the user does not hold what was promised
  kIo,              // a read or write failed
  kCorrupt,         // bytes fail their checksum or make no sense
  kRestoreRefused,  // state does not fit the job: max parallelism, unknown uid, key type
  kUserFunction,    // a function of the user failed
};

struct Error {
  ErrorKind kind = ErrorKind::kBadArgument;
  std::string text;
};

const char* error_kind_name(ErrorKind kind);

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& value() {
    WEIR_CHECK(has_value(), "Result::value() of an error");
    return std::get<0>(state_);
  }
  const T& value() const {
    WEIR_CHECK(has_value(), "Result::value() of an error");
    return std::get<0>(state_);
  }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const {
    WEIR_CHECK(!has_value(), "Result::error() of a value");
    return std::get<1>(state_);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), ok_(false) {}

  bool has_value() const { return ok_; }
  explicit operator bool() const { return ok_; }
  const Error& error() const {
    WEIR_CHECK(!ok_, "Result::error() of a value");
    return error_;
  }

 private:
  Error error_;
  bool ok_ = true;
};

}  // namespace weir
