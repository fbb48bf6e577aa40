// Result<T>: the value of an effect that may fail, or an Error that says why.
//   Same member names as std::expected, which the compilers in use do not have. Never ignored: the
//   class is [[nodiscard]]. Errors of users and of effects travel as values; nothing is thrown
//   across a folder border.
#pragma once
#include <optional>
#include <string>
#include <utility>

#include "engine/core/check.h"

namespace weir {

// What kind of failure it is; the text says the rest. The kinds mirror the Java exceptions of Flink
// that they stand for.
enum class ErrorKind : unsigned char {
  kBadArgument,     // IllegalArgumentException; also a record on a subtask without its key group
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

// A place for an Error that is usually empty; one pointer, and the rare path is not inlined.
class ErrorBox {
 public:
  ErrorBox() = default;
  explicit ErrorBox(Error error);
  ErrorBox(const ErrorBox& o) : error_(o.error_ == nullptr ? nullptr : copy_of(*o.error_)) {}
  ErrorBox(ErrorBox&& o) noexcept : error_(std::exchange(o.error_, nullptr)) {}
  ErrorBox& operator=(ErrorBox o) noexcept {
    std::swap(error_, o.error_);
    return *this;
  }
  ~ErrorBox() {
    if (error_ != nullptr) [[unlikely]]
      drop(error_);
  }
  bool empty() const { return error_ == nullptr; }
  const Error& operator*() const { return *error_; }

 private:
  static const Error* copy_of(const Error& error);
  static void drop(const Error* error);

  const Error* error_ = nullptr;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Error error) : error_(std::move(error)) {}

  bool has_value() const { return value_.has_value(); }
  explicit operator bool() const { return has_value(); }
  T& value() {
    WEIR_CHECK(has_value(), "Result::value() of an error");
    return *value_;
  }
  const T& value() const {
    WEIR_CHECK(has_value(), "Result::value() of an error");
    return *value_;
  }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const {
    WEIR_CHECK(!error_.empty(), "Result::error() of a value");
    return *error_;
  }

 private:
  std::optional<T> value_;
  ErrorBox error_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool has_value() const { return error_.empty(); }
  explicit operator bool() const { return has_value(); }
  const Error& error() const {
    WEIR_CHECK(!error_.empty(), "Result::error() of a value");
    return *error_;
  }

 private:
  ErrorBox error_;
};

}  // namespace weir
